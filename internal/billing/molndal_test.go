package billing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/intake"
	"chargeback/internal/tables"
)

// TestMolndalIsRead tries what only reads, on a whole municipality: January and
// February are closed, March to August and December are calculated.
func TestMolndalIsRead(t *testing.T) {
	on := onBoth
	if testing.Short() { // the race detector makes SQLite ten times as slow
		on = onPostgres
	}
	on(t, func(t *testing.T, w *world) {
		w.takeMolndal()
		for _, month := range []int{1, 2} {
			w.closeAccepting(allocation.Period{Year: 2017, Month: month})
		}
		for _, month := range []int{3, 4, 5, 6, 7, 8, 12} {
			_, err := w.Calculate(t.Context(), anna, allocation.Period{Year: 2017, Month: month})
			require.NoError(t, err)
		}
		for _, part := range []struct {
			name string
			test func(*testing.T, *world)
		}{
			{"flow", flowOfMolndal},
			{"closed", closedOfMolndal},
			{"savings", savingsOfMolndal},
			{"rows", rowsOfMolndal},
			{"cockpit", cockpitOfMolndal},
			{"year", yearOfMolndal},
			{"register", registerOfMolndal},
			{"systems", systemsOfMolndal},
		} {
			t.Run(part.name, func(t *testing.T) { part.test(t, w) })
		}
	})
}

// takeMolndal imports the tables of the fixture.
func (w *world) takeMolndal() {
	w.t.Helper()
	source, err := tables.OpenImport("../../fixtures/molndal", "")
	require.NoError(w.t, err)
	records, err := tables.Scan(source, nil)
	require.NoError(w.t, err)
	_, err = w.intake.Import(w.t.Context(), anna, intake.FromTables("molndal", records))
	require.NoError(w.t, err)
}

// closeAccepting is [world.close] where money may be unallocated.
func (w *world) closeAccepting(p allocation.Period) {
	w.t.Helper()
	_, err := w.Calculate(w.t.Context(), anna, p)
	require.NoError(w.t, err)
	_, err = w.Approve(w.t.Context(), bo, p)
	require.NoError(w.t, err)
	_, err = w.Close(w.t.Context(), anna, p, "Känt sedan förut.")
	require.NoError(w.t, err)
}
