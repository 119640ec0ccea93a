package financing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

// BenchmarkScenario tries what-ifs on a year: on the sample, and on a large
// municipality.
func BenchmarkScenario(b *testing.B) {
	run := func(b *testing.B, name string, base *financing.Base, set chargeback.ChangeSet) {
		b.Run(name, func(b *testing.B) {
			var o *financing.Outcome
			var err error
			for b.Loop() {
				o, err = base.Try(set, o)
				require.NoError(b, err)
			}
		})
	}
	b.Run("molndal", func(b *testing.B) {
		sample := sampleYear(b)
		for _, name := range []string{"price", "weight", "rule", "tier", "method", "counts", "move", "new system"} {
			run(b, name, sample, whatIfs[name])
		}
	})
	b.Run("centers=2000/systems=10000", func(b *testing.B) {
		large, all := wide(b, 2_000, 10_000), since(2017, 1)
		for name, set := range map[string]chargeback.ChangeSet{
			"weight": {chargeback.SetCells("weights", []string{"system", "gold"}, all, map[string]string{"weight": "30"})},
			"tier":   {chargeback.SetCells("systems", []string{"s00007"}, all, map[string]string{"tier": "bronze"})},
			"price":  {chargeback.SetCells("prices", []string{"port", "switch"}, all, map[string]string{"price": "50"})},
			"counts": {chargeback.EndRows("devices", []string{"d000007"}, all)},
			"new system": {
				chargeback.PutRow("systems", map[string]string{"code": "new", "name": "Ny", "tier": "gold", "owner": "c00001"}),
				chargeback.PutRow("costs", map[string]string{"id": "new", "date": "2017-05-02", "category": "K1", "amount": "250000", "system": "new"}),
			},
		} {
			run(b, name, large, set)
		}
	})
}
