package planning_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/intake"
	"chargeback/internal/tables"
)

// BenchmarkSlider moves one of three levers of the sample's year, never to
// where it has been: what a page asks for each time that a slider rests.
func BenchmarkSlider(b *testing.B) {
	w := newWorld(b, filepath.Join(b.TempDir(), "chargeback.db"))
	source, err := tables.OpenImportFolder(fixtures.Molndal())
	require.NoError(b, err)
	records, err := tables.Scan(source, nil)
	require.NoError(b, err)
	_, err = w.intake.Import(b.Context(), anna, intake.FromTables("molndal", records))
	require.NoError(b, err)
	plan := financing.Plan{BudgetPlan: financing.BudgetPlan{Year: 2017, Levers: []financing.Lever{
		{Kind: financing.LeverCount, Model: allocation.Device, Class: "student", Department: "SKF", Count: 500},
		{Kind: financing.LeverCost, Category: "SYSFORV", Micro: 3_500_000},
		{Kind: financing.LeverTier, System: "EKONOMI", Class: "silver"},
	}}}
	_, err = w.Try(b.Context(), cia, chargeback.KindScenario, plan)
	require.NoError(b, err)
	for place, name := range []string{"count", "cost"} {
		b.Run(name, func(b *testing.B) {
			moved := int64(0)
			for b.Loop() {
				moved++
				own := plan
				own.Levers = append([]financing.Lever(nil), plan.Levers...)
				if place == 0 {
					own.Levers[0].Count = 500 + moved
				} else {
					own.Levers[1].Micro = 3_500_000 + moved*1000
				}
				_, err := w.Try(b.Context(), cia, chargeback.KindScenario, own)
				require.NoError(b, err)
			}
		})
	}
}
