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
	run := func(name string, base *financing.Base, set chargeback.ChangeSet) {
		b.Run(name, func(b *testing.B) {
			var o *financing.Outcome
			var err error
			for b.Loop() {
				o, err = base.Try(set, o)
				require.NoError(b, err)
			}
		})
	}
	sample := sampleYear(b)
	for _, name := range []string{"price", "weight", "rule", "tier", "method", "counts", "move", "new system"} {
		run("molndal/"+name, sample, whatIfs[name])
	}
	large := wide(b, 2_000, 10_000)
	all := since(2017, 1)
	for name, set := range map[string]chargeback.ChangeSet{
		"weight": {chargeback.SetCells("weights", []string{"system", "gold"}, all, map[string]string{"weight": "30"})},
		"tier":   {chargeback.SetCells("systems", []string{"s00007"}, all, map[string]string{"tier": "bronze"})},
		"price":  {chargeback.SetCells("prices", []string{"port", "switch"}, all, map[string]string{"price": "50"})},
		"counts": {chargeback.EndRows("devices", []string{"d000007"}, all)},
	} {
		run("centers=2000/systems=10000/"+name, large, set)
	}
}
