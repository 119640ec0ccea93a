package billing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// yearOfMolndal: months add up to their bills; those not calculated are left
// out.
func yearOfMolndal(t *testing.T, w *world) {
	months, err := w.BillMonths(t.Context(), everyone, december, 12, "VOF", "")
	require.NoError(t, err)
	require.Len(t, months, 9, "September to November have not been calculated")
	for _, m := range months {
		bill, err := w.Bill(t.Context(), everyone, m.Period, "VOF", "")
		require.NoError(t, err)
		sum := m.Corrections
		for _, amount := range m.ByModel {
			sum += amount
		}
		require.Equal(t, bill.Statement.Total, sum)
		require.Equal(t, m.Total, sum)
	}
	few, err := w.BillMonths(t.Context(), everyone, august, 3, "VOF", "")
	require.NoError(t, err)
	require.Equal(t, months[5:8], few)
}

// TestMonthsOfABill: history before the product, a correction, one cost
// centre.
func TestMonthsOfABill(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		w.mustTake(map[string]string{"history": "month,department,amount,model\n" +
			"2017-01,SKOL,70.00,device\n2017-02,SKOL,60.00,device\n2017-02,SKOL,5.00,system\n2017-02,VARD,1.00,\n"})
		w.close(march)
		w.mustTake(map[string]string{"devices": "id,class,cost_center\nd4,staff,100\n"})
		_, err := w.Correct(ctx, anna, march)
		require.NoError(t, err)
		_, err = w.Calculate(ctx, anna, april)
		require.NoError(t, err)

		f := func(scope chargeback.Scope, center string, want ...string) {
			t.Helper()
			months, err := w.BillMonths(ctx, scope, april, 12, "SKOL", center)
			require.NoError(t, err)
			var got []string
			for _, m := range months {
				text := m.Period.String() + " " + chargeback.PlainAmount(m.Model(allocation.Device))
				if m.Corrections != 0 {
					text += " " + chargeback.PlainAmount(m.Corrections)
				}
				if m.History {
					text += " before"
				}
				got = append(got, text+" = "+chargeback.PlainAmount(m.Total))
			}
			require.Equal(t, want, got)
		}
		whole := []string{
			"2017-01 70.00 before = 70.00", "2017-02 60.00 before = 65.00", "2017-03 66.67 = 66.67",
			"2017-04 75.00 8.33 = 83.33",
		}
		f(everyone, "", whole...)
		f(chargeback.Scope{Departments: []string{"SKOL"}}, "", whole...)
		f(chargeback.Scope{CostCenters: []string{"100"}}, "", whole[2:]...)
		f(everyone, "100", whole[2:]...)
		f(chargeback.Scope{Departments: []string{"VARD"}}, "")

		// Each line is found by its id, with the rows behind it.
		bill, err := w.Bill(ctx, everyone, april, "SKOL", "")
		require.NoError(t, err)
		id := bill.Statement.Lines[0].ID(april)
		line, err := w.ExplainLine(ctx, chargeback.Scope{Departments: []string{"SKOL"}}, april, "SKOL", id)
		require.NoError(t, err)
		require.Equal(t, allocation.Ore(75_00), line.Service.Amount)
		var ids []string
		for _, r := range line.Rows {
			ids = append(ids, r.ID)
		}
		require.Equal(t, []string{"d1", "d2", "d4"}, ids, "d3 is another department's")
		require.Equal(t, []billing.CountedRow{{Table: "devices", ID: "d1", CostCenter: "100", Valid: april.Span(), Days: 30}}, line.Rows[:1])
		_, err = w.ExplainLine(ctx, chargeback.Scope{Departments: []string{"VARD"}}, april, "SKOL", id)
		refuses(t, chargeback.NoSuchDepartment, err)
		_, err = w.ExplainLine(ctx, everyone, april, "VARD", id)
		refuses(t, chargeback.NoSuchDepartment, err)
	})
}
