package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/store"
)

// TestScenarios: a plan is changed and removed by its version only, and a year
// has one budget.
func TestScenarios(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		update := func(work func(tx *store.Tx) error) error { return db.Update(t.Context(), work) }
		act := chargeback.Act{Person: "Cia", At: time.Date(2017, 12, 6, 8, 0, 0, 0, time.UTC)}
		s := chargeback.Scenario{
			ID: "abc", Kind: chargeback.KindBudget, Name: "Budget", Year: 2018, Shown: true, Body: []byte(`{"year":2018}`), Made: act, Changed: act,
		}
		require.NoError(t, update(func(tx *store.Tx) error { return tx.KeepScenario(s) }))
		other := s
		other.ID = "def"
		require.Error(t, update(func(tx *store.Tx) error { return tx.KeepScenario(other) }), "a second budget of the year")
		other.Kind = chargeback.KindScenario
		require.NoError(t, update(func(tx *store.Tx) error { return tx.KeepScenario(other) }))
		s.Version, s.Name = 1, "Ny"
		require.NoError(t, update(func(tx *store.Tx) error { return tx.KeepScenario(s) }))
		stale := &chargeback.Error{Code: chargeback.ScenarioChanged}
		require.ErrorIs(t, update(func(tx *store.Tx) error { return tx.KeepScenario(s) }), stale)
		require.ErrorIs(t, update(func(tx *store.Tx) error { return tx.DropScenario(s) }), stale)
		s.Version, other.Version = 2, 1
		require.NoError(t, db.View(t.Context(), func(tx *store.Tx) error {
			all, err := tx.Scenarios()
			require.Equal(t, []chargeback.Scenario{s, other}, all)
			return err
		}))
		require.NoError(t, update(func(tx *store.Tx) error { return tx.DropScenario(s) }))
	})
}

// TestPriceLists: lists follow one another, are decided once, and never change
// otherwise, whoever asks the database.
func TestPriceLists(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		update := func(work func(tx *store.Tx) error) error { return db.Update(t.Context(), work) }
		l := chargeback.PriceList{
			Number: 1, Year: 2018, From: allocation.Period{Year: 2018, Month: 1}.First(), Notice: allocation.Period{Year: 2017, Month: 12}.First(),
			Scenario: "abc", Reason: "Ny", Proposed: chargeback.Act{Person: "Cia", At: time.Date(2017, 12, 6, 8, 0, 0, 0, time.UTC)},
			Prices:  []chargeback.ListedPrice{{Model: allocation.Device, Class: "staff", PriceMicro: 31_000_000, HasToday: true, Over: 5}},
			Bills:   []chargeback.ListedBill{{Code: "SKOL", Name: "Skolan", Before: 1, After: 2}},
			Changes: chargeback.ChangeSet{chargeback.PutRow("prices", map[string]string{"model": "device", "class": "staff", "price": "31"})},
		}
		require.NoError(t, update(func(tx *store.Tx) error { return tx.KeepPriceList(l) }))
		for _, number := range []int64{1, 3} {
			other := l
			other.Number = number
			require.Error(t, update(func(tx *store.Tx) error { return tx.KeepPriceList(other) }), "number %d", number)
		}
		for _, statement := range []string{
			`UPDATE price_lists SET notice = '2018-02-01'`, `UPDATE price_lists SET body = '{}'`, `DELETE FROM price_lists`,
		} {
			require.Error(t, update(func(tx *store.Tx) error {
				_, err := tx.SQL().ExecContext(t.Context(), statement)
				return err
			}), statement)
		}
		l.Version, l.State, l.Change = 1, chargeback.PricesApproved, 7
		l.Decided = chargeback.Act{Person: "Bo", At: l.Proposed.At.Add(time.Hour)}
		require.NoError(t, update(func(tx *store.Tx) error { return tx.KeepPriceList(l) }))
		l.Version = 2
		require.ErrorIs(t, update(func(tx *store.Tx) error { return tx.KeepPriceList(l) }), &chargeback.Error{Code: chargeback.PriceListDecided})
		require.Error(t, update(func(tx *store.Tx) error {
			_, err := tx.SQL().ExecContext(t.Context(), `UPDATE price_lists SET state = 'rejected'`)
			return err
		}))
		require.NoError(t, db.View(t.Context(), func(tx *store.Tx) error {
			all, err := tx.PriceLists()
			require.Equal(t, []chargeback.PriceList{l}, all)
			return err
		}))
	})
}
