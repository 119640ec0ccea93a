package allocation

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
)

// slowSplit is SPEC §5 "Apportion" in math/big, by sorting.
func slowSplit(amount Ore, weights []int64) []Ore {
	total := new(big.Int)
	for _, w := range weights {
		total.Add(total, big.NewInt(w))
	}
	a := new(big.Int).Abs(big.NewInt(int64(amount)))
	floors := make([]*big.Int, len(weights))
	rems := make([]*big.Int, len(weights))
	left := new(big.Int).Set(a)
	order := make([]int, len(weights))
	for i, w := range weights {
		floors[i], rems[i] = new(big.Int).DivMod(new(big.Int).Mul(a, big.NewInt(w)), total, new(big.Int))
		left.Sub(left, floors[i])
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return rems[order[i]].Cmp(rems[order[j]]) > 0 })
	for _, i := range order[:left.Int64()] {
		floors[i].Add(floors[i], big.NewInt(1))
	}
	parts := make([]Ore, len(weights))
	for i, f := range floors {
		if amount < 0 {
			f.Neg(f)
		}
		parts[i] = Ore(f.Int64())
	}
	return parts
}

// randomWeights draws weights of very different shapes: equal, one giant, many
// zeros, small counts, days times micro-weights, and up to the 63-bit limit.
func randomWeights(r *rand.Rand) []int64 {
	n := 1 + r.IntN([]int{3, 20, 70, 300, 3000}[r.IntN(5)])
	limit := []int64{1, 2, 31, 1000, 31_000_000, 1 << 31, 1 << 40, math.MaxInt64 / int64(n)}[r.IntN(8)]
	unit := []int64{1, 1, 1_000_000, 7}[r.IntN(4)]
	if limit > math.MaxInt64/int64(n)/unit {
		unit = 1
	}
	shape := r.IntN(4)
	weights := make([]int64, n)
	for i := range weights {
		switch {
		case shape == 0:
			weights[i] = limit * unit
		case shape == 1 && r.IntN(3) > 0:
			weights[i] = 0
		default:
			weights[i] = (limit - r.Int64N(limit)) * unit
		}
	}
	return weights
}

func randomAmount(r *rand.Rand) Ore {
	a := Ore(r.Uint64() >> (1 + r.IntN(63)))
	if r.IntN(3) == 0 {
		a = -a
	}
	return a
}

func TestSplitEqualsMathBig(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var s Scratch
	for range 3000 {
		weights, amount := randomWeights(r), randomAmount(r)
		w, err := NewWeights(weights)
		if err != nil {
			t.Fatalf("%v: %v", weights, err)
		}
		parts := make([]Ore, len(weights))
		if !w.Split(parts, amount, &s) {
			continue
		}
		if want := slowSplit(amount, weights); !slices.Equal(parts, want) {
			t.Fatalf("%d over %v (narrow %v)\n got %v\nwant %v", amount, weights, w.narrow, parts, want)
		}
	}
}

func BenchmarkSplit(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	bench := func(name string, weights []int64) {
		b.Run(name, func(b *testing.B) {
			w, _ := NewWeights(weights)
			parts := make([]Ore, len(weights))
			var s Scratch
			amount := Ore(310_000_00)
			for b.Loop() {
				amount += 12345
				w.Split(parts, amount, &s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(weights)), "ns/cell")
		})
	}
	mk := func(n int, f func(i int) int64) []int64 {
		w := make([]int64, n)
		for i := range w {
			w[i] = f(i)
		}
		return w
	}
	bench("cells=2000/days", mk(2000, func(int) int64 { return 1_000_000 * (1 + r.Int64N(31*500)) }))
	bench("cells=2000/equal", mk(2000, func(int) int64 { return 31 }))
	bench("cells=2000/giant", mk(2000, func(i int) int64 {
		if i == 0 {
			return 31_000_000_000
		}
		return 1
	}))
	bench("cells=2000/zeros", mk(2000, func(int) int64 {
		if r.IntN(10) > 0 {
			return 0
		}
		return 1 + r.Int64N(31*500)
	}))
	bench("cells=2000/wide", mk(2000, func(int) int64 { return r.Int64N(1 << 52) }))
	bench("cells=60", mk(60, func(int) int64 { return 1 + r.Int64N(100) }))
	bench("cells=5", mk(5, func(int) int64 { return 1 + r.Int64N(100) }))
}
