package billing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// TestRetention: rows of computers that only old closed months need go away;
// the months still verify, from their counted cells, and cannot be corrected.
func TestRetention(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		facts := map[string]string{}
		for name, text := range tiny {
			facts[name] = text
		}
		facts["devices"] = "id,class,cost_center,from,to\nold,staff,100,2016-01-01,2017-03-31\nd1,staff,100,2016-01-01,\nd3,staff,200,2017-04-01,\n"
		w.mustTake(facts)
		w.close(march)
		// d1 turns out to have stood elsewhere since May: its first row is ended.
		w.mustTake(map[string]string{"devices": "id,class,cost_center,from\nd1,staff,200,2017-05-01\n"})
		w.close(april)

		none, err := w.Retire(ctx, eva, 24)
		require.NoError(t, err)
		require.Empty(t, none.Months, "nothing is that old")
		w.now = w.now.AddDate(2, 1, 0)
		done, err := w.Retire(ctx, eva, 24)
		require.NoError(t, err)
		require.Equal(t, []allocation.Period{march, april}, done.Months)
		require.Equal(t, may, done.First)
		require.Equal(t, int64(3), done.Rows, "the old computer, d1 as it was first known, and d1 up to April")

		proof := w.proves(march)
		require.True(t, proof.Header.Retired)
		w.proves(april)
		_, err = w.Correct(ctx, anna, march)
		refuses(t, chargeback.RowsRetired, err)
		w.close(may)
		require.False(t, w.proves(may).Header.Retired)
		view, err := w.Show(ctx, anna, march, false)
		require.NoError(t, err)
		require.Equal(t, "Norra skolan", view.Names.CostCenterName("100"), "names are as they were")
	})
}

// TestHistoryIsCompared: what departments paid the old way is loaded beside a
// month, before the first close.
func TestHistoryIsCompared(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		w.mustTake(map[string]string{"history": "month,department,amount\n2017-03,SKOL,60.00\n2017-03,VARD,40.00\n2017-02,SKOL,55.50\n"})
		_, err := w.Calculate(ctx, anna, march)
		require.NoError(t, err)
		list, err := w.Compare(ctx, anna, march)
		require.NoError(t, err)
		require.Equal(t, []billing.Comparison{
			{Department: "SKOL", Name: "Skolan", Before: 60_00, Now: 66_67}, {Department: "VARD", Name: "Vården", Before: 40_00, Now: 33_33},
		}, list)
		all, err := w.Statements(ctx, anna, march)
		require.NoError(t, err)
		require.Equal(t, allocation.Ore(55_50), *all.List[0].Before, "the month before is known from history")
		require.False(t, all.List[0].Final)
	})
}

// TestChiefMayNotImportCosts: imports are authorised per table (DECISIONS).
func TestChiefMayNotImportCosts(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		for _, p := range []chargeback.Person{
			{Name: "Eva", Roles: []chargeback.Role{chargeback.Admin}, Active: true},
			{Name: "Anna", Roles: []chargeback.Role{chargeback.Chief}, Active: true},
		} {
			require.NoError(t, w.Register(ctx, eva, p))
		}
		_, err := w.take(map[string]string{"costs": "id,date,category,amount\nk9,2017-03-20,PC,30.00\n"})
		refuses(t, chargeback.NotYourTable, err)
		w.mustTake(map[string]string{"prices": "model,class,price\ndevice,staff,350\n"})
		require.Equal(t, 1, w.count(billing.ActDenied, allocation.Period{}), "who was refused what is in the log")
	})
}

// TestImports: all or nothing, by key, idempotent.
func TestImports(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		again := w.mustTake(tiny)
		require.True(t, again.Plan.Empty())
		require.NotNil(t, again.Before)
		require.Equal(t, 1, w.count(billing.ActImport, allocation.Period{}))

		_, err := w.take(map[string]string{"devices": "id,class,cost_center\nd9,staff,100\nd10,laptop,100\nd11,staff,4711\n"})
		var errs *chargeback.Errors
		require.ErrorAs(t, err, &errs)
		require.Equal(t, 2, errs.Count, "both errors are told, and the good row is not taken")
		require.Equal(t, chargeback.NotOneOf, errs.List[0].Code)
		require.Equal(t, 3, errs.List[0].Line)
		require.Equal(t, chargeback.UnknownCode, errs.List[1].Code)

		_, err = w.take(map[string]string{"users": "id,cost_center\n19121212-1212,100\n"})
		require.ErrorAs(t, err, &errs)
		require.Equal(t, chargeback.PersonNumber, errs.List[0].Code)
		require.NotContains(t, errs.List[0].Value, "1212-1212")

		changed := map[string]string{"costs": "id,date,category,amount\nk1,2017-03-10,PC,101.00\n"}
		out, err := w.take(changed)
		refuses(t, chargeback.CostsChange, err)
		require.Len(t, out.Plan.Tables[0].Changed, 1)
		require.Equal(t, 1, w.count(billing.ActImport, allocation.Period{}), "nothing was taken")

		// A computer moves: what was known before ends the day before.
		moved := w.mustTake(map[string]string{"devices": "id,class,cost_center,from\nd1,staff,200,2017-03-16\n"})
		require.Len(t, moved.Plan.Tables[0].Changed, 1)
		_, err = w.Calculate(w.t.Context(), anna, march)
		require.NoError(t, err)
		view, err := w.Show(w.t.Context(), anna, march, false)
		require.NoError(t, err)
		var quantities []int64
		for line := range view.Result.Lines {
			quantities = append(quantities, line.QuantityMicro)
		}
		require.Equal(t, []int64{1_483_871, 1_516_129}, quantities, "15 of 31 days at 100, 16 at 200")
		require.Empty(t, w.mustTake(map[string]string{"devices": "id,class,cost_center,from\nd1,staff,200,2017-03-16\n"}).Plan.Changes())
	})
}

// TestFutureMonthsStayOpen: a month that has not ended in Sweden cannot be
// closed, whatever the machine's time zone says.
func TestFutureMonthsStayOpen(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.now = time.Date(2017, 3, 31, 21, 59, 0, 0, time.UTC) // 23:59 in Sweden
		_, err := w.Calculate(t.Context(), anna, march)
		require.NoError(t, err)
		_, err = w.Approve(t.Context(), bo, march)
		require.NoError(t, err)
		_, err = w.Close(t.Context(), anna, march, "")
		refuses(t, chargeback.FutureMonth, err)
		w.now = time.Date(2017, 3, 31, 22, 0, 0, 0, time.UTC) // April in Sweden
		_, err = w.Close(t.Context(), anna, march, "")
		require.NoError(t, err)
	})
}
