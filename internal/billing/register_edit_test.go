package billing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// knownTo are the numbers of the rows of a key that are known now.
func (w *world) knownTo(table string, key ...string) (numbers []int64) {
	w.t.Helper()
	list, err := w.RegisterHistory(w.t.Context(), anna, table, key)
	require.NoError(w.t, err)
	for _, h := range list {
		if h.Ended == nil {
			numbers = append(numbers, h.Row)
		}
	}
	return numbers
}

// TestAnEditOfRowsThatWereSeen: who has seen other rows than there are is told
// so, and changes nothing; who has seen them changes them once.
func TestAnEditOfRowsThatWereSeen(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.roles()
		cia, hans := billing.Actor{Name: "Cia"}, billing.Actor{Name: "Hans"}
		edit := &billing.RowEdit{Table: "devices", Key: []string{"d2"}, Known: w.knownTo("devices", "d2"), Set: toVard(t, "2017-04-01")}
		tried, err := w.TryEdit(t.Context(), cia, edit)
		require.NoError(t, err)
		require.Len(t, tried.Plan.Tables[0].Change.Added, 2)
		require.Len(t, w.knownTo("devices", "d2"), 1, "nothing was done")
		done, err := w.ApplyEdit(t.Context(), cia, edit, "datorn flyttade")
		require.NoError(t, err)
		require.Len(t, done.Plan.Tables[0].Change.Added, 2)
		require.Len(t, w.knownTo("devices", "d2"), 2)

		again := *edit
		again.Set = toVard(t, "2017-05-01")
		_, err = w.TryEdit(t.Context(), anna, &again)
		refuses(t, chargeback.RowsChanged, err)
		_, err = w.ApplyEdit(t.Context(), anna, &again, "för sent")
		refuses(t, chargeback.RowsChanged, err)
		require.Equal(t, 1, w.count(billing.ActChange, allocation.Period{}))

		put := func(cells map[string]string) *billing.RowEdit {
			return &billing.RowEdit{Table: "weights", Set: chargeback.ChangeSet{chargeback.PutRow("weights", cells)}}
		}
		_, err = w.ApplyEdit(t.Context(), cia, put(map[string]string{"model": "3", "class": "staff", "weight": "2"}), "ny vikt")
		require.NoError(t, err)
		_, err = w.TryEdit(t.Context(), cia, put(map[string]string{"model": "device", "class": "staff", "weight": "3"}))
		refuses(t, chargeback.KeyKnown, err)

		cost := &billing.RowEdit{Table: "costs", Key: []string{"k1"}, Known: w.knownTo("costs", "k1"), Set: chargeback.ChangeSet{chargeback.EndRows("costs", []string{"k1"}, allocation.Always)}}
		_, err = w.TryEdit(t.Context(), cia, cost)
		refuses(t, chargeback.NotYourTable, err)
		_, err = w.ApplyEdit(t.Context(), cia, cost, "inte min")
		refuses(t, chargeback.NotYourTable, err)
		_, err = w.ApplyEdit(t.Context(), anna, cost, " ")
		refuses(t, chargeback.BadReason, err)
		_, err = w.ApplyEdit(t.Context(), anna, &billing.RowEdit{Table: "persons", Key: []string{"Anna"}}, "prov")
		refuses(t, chargeback.UnknownTable, err)

		denials := w.count(billing.ActDenied, allocation.Period{})
		require.NoError(t, w.MayChange(t.Context(), cia, "systems"))
		refuses(t, chargeback.NotYourTable, w.MayChange(t.Context(), cia, "settings"))
		refuses(t, chargeback.NotAllowed, w.MayChange(t.Context(), hans, "systems"))
		require.Equal(t, denials, w.count(billing.ActDenied, allocation.Period{}), "asking is no attempt")
	})
}

// TestCountsOfTheRegister: rows of a day, and what has no days.
func TestCountsOfTheRegister(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.roles()
		w.mustTake(map[string]string{"devices": "id,class,cost_center,from,to\nd4,staff,100,2017-04-01,2017-04-30\n"})
		for day, devices := range map[string]int{"2017-03-31": 3, "2017-04-01": 4, "2017-04-30": 4, "2017-05-01": 3} {
			counts, err := w.RegisterCounts(t.Context(), anna, date(t, day))
			require.NoError(t, err)
			require.Equal(t, devices, counts["devices"], day)
			require.Equal(t, 5, counts["costs"])
			require.Len(t, counts, len(chargeback.EditedTables))
		}
		_, err := w.RegisterCounts(t.Context(), billing.Actor{Name: "Hans"}, date(t, "2017-04-01"))
		refuses(t, chargeback.NotAllowed, err)
		_, err = w.SystemBilled(t.Context(), billing.Actor{Name: "Hans"}, "EKONOMI")
		refuses(t, chargeback.NotAllowed, err)
		none, err := w.SystemBilled(t.Context(), anna, "EKONOMI")
		require.NoError(t, err)
		require.Nil(t, none, "no month has been calculated")
	})
}

// systemsOfMolndal holds what each system was billed to the bills: together it
// is what they have of the model.
func systemsOfMolndal(t *testing.T, w *world) {
	systems, err := w.RegisterRows(t.Context(), anna, billing.RegisterQuery{Table: "systems", Limit: billing.MostRows})
	require.NoError(t, err)
	december := allocation.Period{Year: 2017, Month: 12}
	seen := map[string]bool{}
	var sum allocation.Ore
	for _, r := range systems.Rows {
		if code := r.Cells[0]; !seen[code] {
			seen[code] = true
			bill, err := w.SystemBilled(t.Context(), anna, code)
			require.NoError(t, err)
			require.Equal(t, december, bill.Month)
			var parts allocation.Ore
			for i, part := range bill.Parts {
				parts += part.Amount
				require.True(t, i == 0 || bill.Parts[i-1].Amount >= part.Amount, "the largest first")
			}
			require.Equal(t, bill.Total, parts)
			sum += bill.Total
		}
	}
	run, err := w.DryRun(t.Context(), anna, december)
	require.NoError(t, err)
	var billed allocation.Ore
	for _, b := range run.Bills() {
		billed += b.ByModel[allocation.System]
	}
	require.Equal(t, billed, sum)
	require.NotZero(t, sum)
}
