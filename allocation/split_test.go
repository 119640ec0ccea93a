package allocation

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// slowSplit is SPEC §5 "Apportion" in math/big, by sorting: the one reference
// of the splitter. It returns nil where the weights sum to zero.
func slowSplit(amount Ore, weights []int64) []Ore {
	total := new(big.Int)
	for _, weight := range weights {
		total.Add(total, big.NewInt(weight))
	}
	if total.Sign() == 0 {
		return nil
	}
	whole := new(big.Int).Abs(big.NewInt(int64(amount)))
	leftover := new(big.Int).Set(whole)
	floors := make([]*big.Int, len(weights))
	remainders := make([]*big.Int, len(weights))
	order := make([]int, len(weights))
	for i, weight := range weights {
		product := new(big.Int).Mul(whole, big.NewInt(weight))
		floors[i], remainders[i] = product.DivMod(product, total, new(big.Int))
		leftover.Sub(leftover, floors[i])
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return remainders[order[i]].Cmp(remainders[order[j]]) > 0 })
	for _, i := range order[:leftover.Int64()] {
		floors[i].Add(floors[i], big.NewInt(1))
	}
	parts := make([]Ore, len(weights))
	for i, floor := range floors {
		if amount < 0 {
			floor.Neg(floor)
		}
		parts[i] = Ore(floor.Int64())
	}
	return parts
}

// TestSplit has rows that can be worked out on paper, or nearly.
func TestSplit(t *testing.T) {
	f := func(amount Ore, weights []int64, want ...Ore) {
		t.Helper()
		got, ok, err := Split(amount, weights)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, want, got, "%d over %v", amount, weights)
		require.Equal(t, want, slowSplit(amount, weights), "the reference: %d over %v", amount, weights)
	}
	f(100, []int64{1, 1, 1}, 34, 33, 33) // the example at the top of split.go
	f(-100, []int64{1, 1, 1}, -34, -33, -33)
	f(200, []int64{1, 1, 1}, 67, 67, 66)
	f(0, []int64{1, 2, 3}, 0, 0, 0)
	f(1, []int64{1}, 1)
	f(7, []int64{7}, 7)
	f(10, []int64{3, 3, 4}, 3, 3, 4)

	// Leftovers go to the largest remainders, wherever they stand.
	f(1, []int64{1, 2}, 0, 1)
	f(1, []int64{2, 1}, 1, 0)
	f(10, []int64{1, 1, 4}, 2, 2, 6)            // 1.67, 1.67, 6.67: ties of all three, two to place
	f(100, []int64{1, 2, 4}, 14, 29, 57)        // 14.29, 28.57, 57.14
	f(1000, []int64{17, 28, 31}, 224, 368, 408) // of 76: 223.68, 368.42, 407.89

	// Zero weights pay nothing, not even a leftover.
	f(1, []int64{0, 1, 1}, 0, 1, 0)
	f(-2, []int64{0, 1, 0, 1, 1}, 0, -1, 0, -1, 0)
	f(99, []int64{0, 0, 5, 0}, 0, 0, 99, 0)

	// One weight beside which the others are next to nothing.
	f(1000, []int64{1, 1_000_000_000, 1}, 0, 1000, 0)
	f(1_000_000_00, []int64{1, 99_999_999}, 1, 99_999_999)
	f(3, []int64{1, 1, math.MaxInt64 - 2}, 0, 0, 3)

	// Weights whose products need more than 64 bits, up to a total of 63 bits.
	f(math.MaxInt64, []int64{math.MaxInt64 - 1, 1}, math.MaxInt64-1, 1)
	f(math.MaxInt64, []int64{1 << 61, 1 << 61}, 1<<62, 1<<62-1)
	f(math.MinInt64, []int64{1, 1}, -1<<62, -1<<62)
	f(math.MinInt64, []int64{0, 9}, 0, math.MinInt64)
	f(math.MinInt64, []int64{math.MaxInt64}, math.MinInt64)
	f(2, []int64{math.MaxInt64 / 3, math.MaxInt64 / 3, math.MaxInt64 / 3}, 1, 1, 0)
	f(-5, []int64{1 << 60, 3 << 60, 1 << 60}, -1, -3, -1)

	// On both sides of the bound of the narrow path: largest × total ≤ 2⁶⁴.
	f(1<<40+1, []int64{1 << 32}, 1<<40+1)
	f(12345, []int64{4294967291, 5}, 12345, 0)
	f(12345, []int64{4294967291, 6}, 12345, 0)
	f(4294967297, []int64{4294967291, 6}, 4294967291, 6)
	f(1866666668, []int64{1, 5600000002, 1}, 1, 1866666667, 0) // a third of the total: three equal remainders
}

func TestSplitOverNothing(t *testing.T) {
	for _, weights := range [][]int64{nil, {}, {0}, {0, 0, 0}} {
		parts, ok, err := Split(100, weights)
		require.NoError(t, err)
		require.False(t, ok)
		require.Equal(t, make([]Ore, len(weights)), parts)
	}
	w, err := NewWeights([]int64{0, 0})
	require.NoError(t, err)
	parts := []Ore{7, 8}
	require.False(t, w.Split(parts, 100, new(Scratch)))
	require.Equal(t, []Ore{7, 8}, parts, "parts are left alone")
	require.Zero(t, w.Total())
	require.Zero(t, w.Weight(1))
}

func TestSplitRefusesWhatDoesNotFit(t *testing.T) {
	_, ok, err := Split(1, []int64{math.MaxInt64, 1})
	require.ErrorIs(t, err, ErrOverflow)
	require.False(t, ok)
	_, _, err = Split(1, []int64{math.MaxInt64 - 1, 1})
	require.NoError(t, err)
	_, err = NewWeights([]int64{1, -1})
	require.ErrorIs(t, err, ErrNegativeWeight)
}

func TestWeightsReadBackAsGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		given := drawWeights(t)
		w, err := NewWeights(given)
		require.NoError(t, err)
		total := int64(0)
		for i, weight := range given {
			require.Equal(t, weight, w.Weight(i))
			total += weight
		}
		require.Equal(t, total, w.Total())
	})
}

// requireSlowSplit splits by prepared weights and compares with the reference.
func requireSlowSplit(t require.TestingT, amount Ore, weights []int64, s *Scratch) {
	w, err := NewWeights(weights)
	require.NoError(t, err)
	parts := make([]Ore, len(weights))
	want := slowSplit(amount, weights)
	require.Equal(t, want != nil, w.Split(parts, amount, s))
	if want != nil && !slices.Equal(parts, want) {
		require.Equal(t, want, parts, "%d over %v (narrow %v)", amount, weights, w.narrow)
	}
}

func TestSplitEqualsReference(t *testing.T) {
	var s Scratch
	rapid.Check(t, func(t *rapid.T) { requireSlowSplit(t, drawAmount(t), drawWeights(t), &s) })
}

// TestSplitEqualsReferenceOnManyCells has up to 3,000 cells, more than rapid
// draws quickly. The seed is fixed.
func TestSplitEqualsReferenceOnManyCells(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var s Scratch
	for range 1500 {
		requireSlowSplit(t, randomAmount(r), randomWeights(r), &s)
	}
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
	amount := Ore(r.Uint64() >> (1 + r.IntN(63)))
	if r.IntN(3) == 0 {
		return -amount
	}
	return amount
}

// TestSplitAtTheBoundOfTheNarrowPath has weights whose largest × total is about
// 2⁶⁴. All of them leave the remainder 1 when divided by 3, and the amount is a
// third of the total or two: all remainders are equal, and the leftovers go to
// the first. A fraction that is off by a little breaks the tie the wrong way.
func TestSplitAtTheBoundOfTheNarrowPath(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var s Scratch
	paths := map[bool]int{}
	for range 1000 {
		largest := 1 + 3*(1<<30+r.Int64N(1<<30)) // 1.7 · 2³¹ – 1.5 · 2³²
		small := []int64{1 + 3*r.Int64N(1000), 1 + 3*r.Int64N(1000)}
		weights := slices.Insert(small, r.IntN(3), largest)
		total := weights[0] + weights[1] + weights[2]
		w, err := NewWeights(weights)
		require.NoError(t, err)
		paths[w.narrow]++
		requireSlowSplit(t, Ore(total/3), weights, &s)
		requireSlowSplit(t, Ore(2*total/3), weights, &s)
	}
	require.Greater(t, min(paths[true], paths[false]), 100)
}

// TestNthLargest has the selection on its own, with many equal values and with
// values in order, where pivots are bad.
func TestNthLargest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for size := 1; size < 200; size++ {
		for _, limit := range []uint64{1, 3, 1000, 1 << 63} {
			values := make([]uint64, size)
			for i := range values {
				values[i] = r.Uint64N(limit)
			}
			if size%3 == 0 {
				slices.Sort(values)
			}
			sorted := slices.Clone(values)
			slices.Sort(sorted)
			n := 1 + r.IntN(size)
			require.Equal(t, sorted[size-n], nthLargest(values, n), "place %d of %v", n, sorted)
		}
	}
}

// TestSplitAllocatesNothing holds the line on garbage, once the scratch memory
// has grown: on the narrow path, on the wide one, and where cells must be
// compared with one another.
func TestSplitAllocatesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	f := func(name string, narrow bool, weight func() int64) {
		t.Helper()
		weights := make([]int64, 2000)
		for i := range weights {
			weights[i] = weight()
		}
		w, err := NewWeights(weights)
		require.NoError(t, err)
		require.Equal(t, narrow, w.narrow, name)
		parts, s := make([]Ore, len(weights)), new(Scratch)
		amounts := []Ore{1, 1_234_567_89, -98_765_432_10, math.MaxInt64, 1999}
		split := func() {
			for _, amount := range amounts {
				w.Split(parts, amount, s)
			}
		}
		split()
		require.Zero(t, testing.AllocsPerRun(20, split), name)
	}
	f("days", true, func() int64 { return 1 + r.Int64N(31*500) })
	f("equal", true, func() int64 { return 31 })
	f("ties", true, func() int64 { return r.Int64N(3) })
	f("wide", false, func() int64 { return r.Int64N(1 << 52) })
	f("wide ties", false, func() int64 { return 1<<51 + r.Int64N(2)<<10 + r.Int64N(2) })
}
