package billing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
)

// TestWhyABillChanged: between stored months, with the corrections that each
// bills, for those who may read the bill, and still when the rows behind the
// months are gone.
func TestWhyABillChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		w.close(march)
		// In March d3 stood at the school, it turns out; in April a new computer
		// came there.
		w.mustTake(map[string]string{"devices": "id,class,cost_center,from,to\nd3,staff,100,,2017-03-31\nd3,staff,200,2017-04-01,\nd4,staff,100,2017-04-01,\n"})
		_, err := w.Correct(ctx, anna, march)
		require.NoError(t, err)
		w.close(april)

		all := chargeback.Scope{All: true}
		changes := func(scope chargeback.Scope, department, center string) (map[causes.Cause]allocation.Ore, *causes.Split) {
			t.Helper()
			s, err := w.Changes(ctx, scope, april, march, department, center)
			require.NoError(t, err)
			parts := make(map[causes.Cause]allocation.Ore)
			var sum allocation.Ore
			for _, part := range s.Parts {
				parts[part.Cause] = part.Amount
				sum += part.Amount
			}
			require.Equal(t, s.After-s.Before, sum)
			return parts, s
		}
		// 100 kr over three computers, then over four.
		school, s := changes(all, "SKOL", "")
		require.Equal(t, allocation.Ore(66_67), s.Before)
		require.Equal(t, allocation.Ore(75_00+33_33), s.After)
		require.Equal(t, map[causes.Cause]allocation.Ore{causes.OwnVolume: 8_33, causes.Correction: 33_33}, school)
		care, s := changes(all, "VARD", "")
		require.Equal(t, allocation.Ore(25_00-33_33), s.After)
		require.Equal(t, map[causes.Cause]allocation.Ore{causes.OtherVolume: -8_33, causes.Correction: -33_33}, care)

		own, _ := changes(chargeback.Scope{Departments: []string{"SKOL"}}, "SKOL", "")
		require.Equal(t, school, own)
		unit, _ := changes(chargeback.Scope{CostCenters: []string{"100"}}, "SKOL", "100")
		require.Equal(t, school, unit)
		_, err = w.Changes(ctx, chargeback.Scope{CostCenters: []string{"200"}}, april, march, "SKOL", "")
		refuses(t, chargeback.NoSuchDepartment, err)
		_, err = w.Changes(ctx, all, april, march, "X", "")
		refuses(t, chargeback.NoSuchDepartment, err)
		_, err = w.Changes(ctx, chargeback.Scope{Departments: []string{"VARD"}}, april, march, "SKOL", "")
		refuses(t, chargeback.NoSuchDepartment, err)
		_, err = w.Changes(ctx, all, may, april, "SKOL", "")
		refuses(t, chargeback.NoSuchDepartment, err)

		w.now = w.now.AddDate(2, 1, 0)
		done, err := w.Retire(ctx, eva, 24)
		require.NoError(t, err)
		require.Equal(t, []allocation.Period{march, april}, done.Months)
		w.Service = &billing.Service{DB: w.DB, Now: w.Now} // which keeps nothing that was read before
		retired, _ := changes(all, "SKOL", "")
		require.Equal(t, school, retired)
	})
}
