package allocation

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkSplit(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	bench := func(name string, cells int, weight func(i int) int64) {
		weights := make([]int64, cells)
		for i := range weights {
			weights[i] = weight(i)
		}
		b.Run(name, func(b *testing.B) {
			w, err := NewWeights(weights)
			if err != nil {
				b.Fatal(err)
			}
			parts := make([]Ore, len(weights))
			var s Scratch
			amount := Ore(310_000_00)
			for b.Loop() {
				amount += 12345
				w.Split(parts, amount, &s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(cells), "ns/cell")
		})
	}
	bench("cells=2000/days", 2000, func(int) int64 { return 1_000_000 * (1 + r.Int64N(31*500)) })
	bench("cells=2000/equal", 2000, func(int) int64 { return 31 })
	bench("cells=2000/giant", 2000, func(i int) int64 {
		if i == 0 {
			return 31_000_000_000
		}
		return 1
	})
	bench("cells=2000/zeros", 2000, func(int) int64 {
		if r.IntN(10) > 0 {
			return 0
		}
		return 1 + r.Int64N(31*500)
	})
	bench("cells=2000/wide", 2000, func(int) int64 { return r.Int64N(1 << 52) })
	bench("cells=60", 60, func(int) int64 { return 1 + r.Int64N(100) })
	bench("cells=5", 5, func(int) int64 { return 1 + r.Int64N(100) })
}
