package billing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

func date(t *testing.T, text string) allocation.Date {
	t.Helper()
	d, ok := allocation.ParseDate(text)
	require.True(t, ok, text)
	return d
}

// toVard moves the second computer of the school to the old people's home from
// a day on.
func toVard(t *testing.T, from string) chargeback.ChangeSet {
	return chargeback.ChangeSet{
		chargeback.SetCells("devices", []string{"d2"}, chargeback.Since(date(t, from)), map[string]string{"cost_center": "200"}),
	}
}

// TestAChangeSetIsTriedAndMade: what a preview and a try say is what comes of
// it: in the month, in the list of months, and in the log.
func TestAChangeSetIsTriedAndMade(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.close(march)
		_, err := w.Calculate(t.Context(), anna, april)
		require.NoError(t, err)
		set := toVard(t, "2017-03-01")

		preview, err := w.Preview(t.Context(), anna, set, may)
		require.NoError(t, err)
		require.Len(t, preview.Rows, 2)
		require.Equal(t, billing.PreviewRow{Code: "SKOL", Name: "Skolan", Before: 66_67, After: 33_33, ByModel: preview.Rows[0].ByModel}, preview.Rows[0])
		require.Equal(t, allocation.Ore(-33_34), preview.Rows[0].ByModel[allocation.Device])
		require.Equal(t, allocation.Ore(33_34), preview.Rows[1].Change())

		tried, err := w.TryChangeSet(t.Context(), anna, set)
		require.NoError(t, err)
		require.Equal(t, []allocation.Period{march}, tried.Correct)
		require.Equal(t, []allocation.Period{april}, tried.Stale)
		require.Zero(t, w.count(billing.ActChange, allocation.Period{}), "nothing was done")

		done, err := w.ApplyChangeSet(t.Context(), anna, set, "datorn flyttade")
		require.NoError(t, err)
		require.Equal(t, tried.Correct, done.Correct)
		require.Equal(t, tried.Stale, done.Stale)
		require.NotZero(t, done.Event)
		require.Equal(t, 1, w.count(billing.ActChange, allocation.Period{}))
		run, err := w.DryRun(t.Context(), anna, may)
		require.NoError(t, err)
		require.Equal(t, preview.Rows[0].After, run.Bills()[0].Amount+run.Bills()[1].Amount-preview.Rows[1].After)

		_, err = w.ApplyChangeSet(t.Context(), anna, set, "en gång till")
		refuses(t, chargeback.EmptyChange, err)
		c, err := w.Correct(t.Context(), anna, march)
		require.NoError(t, err)
		require.Len(t, c.Lines, 4)
	})
}

// TestChangesAreHeldToTheRules: what an import would be refused for, a change
// set is too, and all or nothing is done.
func TestChangesAreHeldToTheRules(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		apply := func(changes ...chargeback.RecordChange) error {
			_, err := w.ApplyChangeSet(t.Context(), anna, changes, "prov")
			return err
		}
		fine := toVard(t, "2017-04-01")[0]
		var errs *chargeback.Errors
		require.ErrorAs(t, apply(fine, chargeback.SetCells("devices", []string{"d1"}, allocation.Always, map[string]string{"cost_center": "777"})), &errs)
		require.Equal(t, chargeback.UnknownCode, errs.List[0].Code)
		require.Equal(t, 2, errs.List[0].Line, "the second change")
		require.ErrorAs(t, apply(fine, chargeback.PutRow("devices", map[string]string{"id": "19121212-1212", "class": "staff", "cost_center": "100"})), &errs)
		require.Equal(t, chargeback.PersonNumber, errs.List[0].Code)
		require.ErrorAs(t, apply(fine, chargeback.PutRow("costs", map[string]string{"id": "k9", "date": "2017-03-01", "category": "PC", "amount": "1,234"})), &errs)
		require.Equal(t, chargeback.TooPrecise, errs.List[0].Code)
		refuses(t, chargeback.BadReason, func() error {
			_, err := w.ApplyChangeSet(t.Context(), anna, chargeback.ChangeSet{fine}, " ")
			return err
		}())
		require.Zero(t, w.count(billing.ActChange, allocation.Period{}))
		// As people write it.
		require.NoError(t, apply(chargeback.PutRow("prices", map[string]string{"model": "3", "class": "staff", "price": "262,50", "from": "2018-01-01"})))
		require.NoError(t, apply(chargeback.EndRows("costs", []string{"k5"}, allocation.Always)))
	})
}

// TestWhoMayChange: finance everything, the chief all but costs and settings,
// and nobody else anything.
func TestWhoMayChange(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.roles()
		cost := chargeback.ChangeSet{chargeback.SetCells("costs", []string{"k1"}, allocation.Always, map[string]string{"amount": "200"})}
		_, err := w.ApplyChangeSet(t.Context(), cia, toVard(t, "2017-04-01"), "chefen får")
		require.NoError(t, err)
		_, err = w.ApplyChangeSet(t.Context(), cia, cost, "inte kostnader")
		refuses(t, chargeback.NotYourTable, err)
		_, err = w.Preview(t.Context(), cia, cost, march)
		require.NoError(t, err, "but may see what it would come to")
		_, err = w.ApplyChangeSet(t.Context(), hans, toVard(t, "2017-05-01"), "förvaltningen får inte")
		refuses(t, chargeback.NotAllowed, err)
		_, err = w.Preview(t.Context(), hans, cost, march)
		refuses(t, chargeback.NotAllowed, err)
		_, err = w.ApplyChangeSet(t.Context(), anna, cost, "ekonomi får")
		require.NoError(t, err)
		require.Equal(t, 3, w.count(billing.ActDenied, allocation.Period{}))
	})
}
