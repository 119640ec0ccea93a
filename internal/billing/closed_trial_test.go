package billing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

// everything is all that a trial must leave as it is.
type everything struct {
	head   audit.Head
	facts  chargeback.Records
	months []chargeback.MonthStatus
	bills  map[allocation.Period][]chargeback.Bill
}

func (w *world) everything() (all everything) {
	w.t.Helper()
	require.NoError(w.t, w.DB.View(w.t.Context(), func(tx billing.Tx) (err error) {
		if all.head, err = tx.ChainHead(); err != nil {
			return err
		}
		if all.facts, err = tx.ReadFacts(0, chargeback.TableNames()...); err != nil {
			return err
		}
		if all.months, err = tx.Months(); err != nil {
			return err
		}
		all.bills = make(map[allocation.Period][]chargeback.Bill)
		for _, m := range all.months {
			if all.bills[m.Period], err = tx.Bills(m.Run); err != nil {
				return err
			}
		}
		return nil
	}))
	return all
}

// tries tries a set on the closed months, which stay as they are, and so does
// all else.
func (w *world) tries(set chargeback.ChangeSet) *financing.ClosedTrial {
	w.t.Helper()
	before := w.everything()
	trial, err := w.TryOnClosed(w.t.Context(), anna, set)
	require.NoError(w.t, err)
	require.Equal(w.t, before, w.everything())
	var was, is allocation.Ore
	for i := range trial.Departments {
		was += trial.Departments[i].Before
		is += trial.Departments[i].After
	}
	require.Equal(w.t, []allocation.Ore{trial.Before.Billed, trial.After.Billed}, []allocation.Ore{was, is})
	for _, totals := range []chargeback.Totals{trial.Before, trial.After} {
		require.Equal(w.t, totals.Cost, totals.Billed+totals.Central+totals.Unallocated+totals.Variance)
	}
	return trial
}

func closedSince(p allocation.Period) allocation.Span { return chargeback.Since(p.First()) }

// TestTryOnClosed: in each month two of three computers are the school's. The
// amounts are worked out by hand.
func TestTryOnClosed(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		require.Empty(t, w.tries(nil).Months, "nothing is closed")
		w.close(march)
		w.mustTake(map[string]string{"devices": "id,class,cost_center,from\nd4,staff,200,2017-05-01\n"})
		w.close(april)
		w.close(may)
		_, err := w.Calculate(t.Context(), anna, allocation.Period{Year: 2017, Month: 6})
		require.NoError(t, err)

		f := func(name string, set chargeback.ChangeSet, schoolBefore, school, careBefore, care allocation.Ore) *financing.ClosedTrial {
			t.Helper()
			got := w.tries(set)
			require.Equal(t, "Testköping", got.Municipality)
			require.Equal(t, []string{"SKOL", "VARD"}, []string{got.Departments[0].Code, got.Departments[1].Code}, name)
			require.Equal(t, []allocation.Ore{schoolBefore, school}, []allocation.Ore{got.Departments[0].Before, got.Departments[0].After}, name)
			require.Equal(t, []allocation.Ore{careBefore, care}, []allocation.Ore{got.Departments[1].Before, got.Departments[1].After}, name)
			require.Equal(t, "Skolan", got.Departments[0].Name)
			return got
		}
		all := allocation.Always
		// March and April 66.67 + 33.33 each, May 50 + 50.
		nothing := f("nothing", nil, 183_34, 183_34, 116_66, 116_66)
		require.Equal(t, 3, nothing.Charged())
		require.Empty(t, nothing.Winners())
		require.Empty(t, nothing.Losers())
		require.Equal(t, nothing.Before, nothing.After)

		// Half of the computers' cost stays with IT: 33.33 + 16.67, May 25 + 25.
		half := f("a rule", chargeback.ChangeSet{chargeback.PutRow("rules", map[string]string{"category": "PC", "model": "central", "share": "1"})},
			183_34, 91_66, 116_66, 58_34)
		require.Equal(t, allocation.Ore(150_00), half.After.Central-half.Before.Central)
		require.Equal(t, "SKOL", half.Winners()[0].Code, "who gains most comes first")
		require.Len(t, half.Winners(), 2)

		// 40 kr a computer: 80 + 40, May 80 + 80.
		price := f("a price", chargeback.ChangeSet{
			chargeback.PutRow("settings", map[string]string{"key": "method.device", "value": "price"}),
			chargeback.PutRow("prices", map[string]string{"model": "device", "class": "staff", "price": "40"}),
		}, 183_34, 240_00, 116_66, 160_00)
		require.Equal(t, allocation.Ore(-100_00), price.After.Variance)
		require.Equal(t, []string{"SKOL", "VARD"}, []string{price.Losers()[0].Code, price.Losers()[1].Code})
		for _, m := range price.Models {
			if m.Model == allocation.Device {
				require.Equal(t, financing.Recovery{ByPrice: true, Cost: 300_00, Billed: 400_00, Variance: -100_00}, m.After)
			}
		}

		// A computer goes from the school from April on: April and May are one of
		// three and one of four.
		moved := f("a computer", chargeback.ChangeSet{chargeback.SetCells("devices", []string{"d1"}, closedSince(april), map[string]string{"cost_center": "200"})},
			183_34, 125_00, 116_66, 175_00)
		require.Equal(t, "VARD", moved.Losers()[0].Code)
		require.Equal(t, "SKOL", moved.Winners()[0].Code)

		// Nobody knew of d4 when March was closed.
		late := f("known later", chargeback.ChangeSet{chargeback.EndRows("devices", []string{"d4"}, all)}, 116_67, 133_34, 83_33, 66_66)
		require.Equal(t, 2, late.Charged())
		refuses(t, chargeback.NoSuchRow, late.Months[0].Err)
		require.Equal(t, march, late.Months[0].Period)

		none := w.tries(chargeback.ChangeSet{chargeback.EndRows("cost_centers", []string{"200"}, all)})
		require.Zero(t, none.Charged())
		require.Empty(t, none.Departments)
		_, err = w.TryOnClosed(t.Context(), anna, chargeback.ChangeSet{chargeback.EndRows("persons", []string{"x"}, all)})
		refuses(t, chargeback.BadChange, err)
		w.roles()
		_, err = w.TryOnClosed(t.Context(), hans, nil)
		refuses(t, chargeback.NotAllowed, err)
		_, err = w.TryOnClosed(t.Context(), cia, nil)
		require.NoError(t, err)
	})
}

// TestTryOnRetired: where the computers' rows are gone the counted cells stand
// for them, unless the change is about computers or how they are counted.
func TestTryOnRetired(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.close(march)
		w.now = w.now.AddDate(3, 0, 0)
		done, err := w.Retire(t.Context(), eva, 24)
		require.NoError(t, err)
		require.Equal(t, []allocation.Period{march}, done.Months)
		w.close(april)

		half := w.tries(chargeback.ChangeSet{chargeback.PutRow("rules", map[string]string{"category": "PC", "model": "central", "share": "1"})})
		require.Equal(t, 2, half.Charged())
		require.Equal(t, allocation.Ore(100_00), half.After.Billed)
		renamed := w.tries(chargeback.ChangeSet{chargeback.SetCells("departments", []string{"VARD"}, allocation.Always, map[string]string{"name": "Omsorgen"})})
		require.Equal(t, 2, renamed.Charged())
		require.Equal(t, renamed.Before, renamed.After)

		for name, set := range map[string]chargeback.ChangeSet{
			"a computer":    {chargeback.SetCells("devices", []string{"d1"}, allocation.Always, map[string]string{"class": "student"})},
			"how to count":  {chargeback.PutRow("settings", map[string]string{"key": "measure", "value": "month_end"})},
			"a code to end": {chargeback.EndRows("cost_centers", []string{"200"}, allocation.Always)},
		} {
			trial := w.tries(set)
			refuses(t, chargeback.RowsRetired, trial.Months[0].Err)
			if name != "a code to end" {
				require.NoError(t, trial.Months[1].Err, name)
			}
		}
	})
}

// closedOfMolndal: what closed months come to is what is stored, and what a
// change makes of them is what a preview of each says, whether counted cells
// are read or all rows.
func closedOfMolndal(t *testing.T, w *world) {
	w = &world{Service: w.Service, t: t, db: w.db, intake: w.intake}
	january, february := allocation.Period{Year: 2017, Month: 1}, allocation.Period{Year: 2017, Month: 2}
	stored := make(map[string]allocation.Ore)
	all := w.everything()
	for _, p := range []allocation.Period{january, february} {
		for _, b := range all.bills[p] {
			stored[b.Code] += b.Amount
		}
	}
	nothing := w.tries(nil)
	require.Len(t, nothing.Months, 2)
	for i := range nothing.Departments {
		d := &nothing.Departments[i]
		require.Equal(t, stored[d.Code], d.Before)
		require.Zero(t, d.Difference())
	}
	for name, set := range map[string]chargeback.ChangeSet{
		"weight": {chargeback.SetCells("weights", []string{"system", "gold"}, closedSince(january), map[string]string{"weight": "30"})},
		"rule":   {chargeback.SetCells("rules", []string{"DRIFTPC", "device", ""}, closedSince(february), map[string]string{"share": "60"})},
		"tier":   {chargeback.SetCells("systems", []string{"EKONOMI"}, closedSince(january), map[string]string{"tier": "silver"})},
		"device": {chargeback.EndRows("devices", []string{"d00002"}, allocation.Always)},
		"center": {chargeback.SetCells("cost_centers", []string{"1110"}, closedSince(january), map[string]string{"department": "VOF"})},
	} {
		want := make(map[string][2]allocation.Ore)
		for _, p := range []allocation.Period{january, february} {
			preview, err := w.Preview(t.Context(), anna, set, p)
			require.NoError(t, err, name)
			for _, row := range preview.Rows {
				sum := want[row.Code]
				want[row.Code] = [2]allocation.Ore{sum[0] + row.Before, sum[1] + row.After}
			}
		}
		trial := w.tries(set)
		require.Equal(t, 2, trial.Charged(), name)
		require.NotEmpty(t, trial.Losers(), name)
		for i := range trial.Departments {
			d := &trial.Departments[i]
			require.Equal(t, want[d.Code], [2]allocation.Ore{d.Before, d.After}, name)
		}
	}
}
