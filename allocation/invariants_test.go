package allocation

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The laws of the calculation. Each is a test named after it: here those of a
// split and of one month; in internal/report/invariants_test.go those of a data
// set (D); in accrual_test.go those of an accrued cost (A).
//
//	A split
//	S1  The parts add up to the amount, and there is one part per weight.
//	S2  A weight of zero pays nothing.
//	S3  No part is a whole öre or more from its exact fraction.
//	S4  The leftover öre went to the largest remainders, ties to the first.
//	S5  split(−x) = −split(x).
//	S6  Scaling all weights changes nothing.
//	S7  A larger weight never pays less than a smaller one; equal weights
//	    differ by one öre at most, the first paying it.
//	S8  Weights of zero between the others change nothing.
//
//	A month
//	M1  Σ costs = Σ lines + Σ central + Σ unallocated + Σ variance, to the öre.
//	M2  Every cost row is divided once: the parts of a sum add up to it, the
//	    pools of a category to its costs, the parts of a pool to the pool.
//	M3  A class, tier, system or project of weight zero pays nothing.
//	M4  Negating the costs negates what is not charged by price.
//	M5  Scaling the weights, shares or hours changes no amount.
//	M6  The order of the cost rows changes nothing.
//	M7  The same month gives the same bytes, again and again, on one core and
//	    on many.
//	M8  Memory of another run, finished or failed, changes nothing.
//	M9  A charge changes nothing in the month that it reads.
//	M10 Every line is explained, and the explanation recomputes it.
//	M11 Every line is found by its keys, and nothing else is.
//	M12 Lines are not zero, have different keys, stand in the order of a bill,
//	    and are as many as the totals say; Owed adds them up.
//	M13 No line is negative where no cost of its category is; no line by price
//	    is ever negative.
//	M14 Receivers, systems and applications that nothing is counted for change
//	    nothing.
//	M15 What is billed by price does not depend on costs.
//
//	An accrued cost
//	A1  The parts of all months add up to the cost, whatever the dates, and each
//	    is less than an öre from its exact fraction.
//	A2  So they do over all the days there are, 9,999 years.
//	A3  Accrue(−x) = −Accrue(x).

func TestS1PartsAddUp(t *testing.T) {
	eachSplit(t, func(t *rapid.T, amount Ore, weights []int64, parts []Ore) {
		require.Len(t, parts, len(weights))
		sum := new(big.Int)
		for _, part := range parts {
			sum.Add(sum, big.NewInt(int64(part)))
		}
		require.Equal(t, big.NewInt(int64(amount)).String(), sum.String())
	})
}

func TestS2ZeroWeightPaysNothing(t *testing.T) {
	eachSplit(t, func(t *rapid.T, _ Ore, weights []int64, parts []Ore) {
		for i, weight := range weights {
			if weight == 0 {
				require.Zero(t, parts[i])
			}
		}
	})
}

func TestS3LessThanAnOreFromExact(t *testing.T) {
	eachSplit(t, func(t *rapid.T, amount Ore, weights []int64, parts []Ore) {
		total := sumOfWeights(weights)
		for i, weight := range weights {
			// |part·total − amount·weight| < total
			exact := new(big.Int).Mul(big.NewInt(int64(amount)), big.NewInt(weight))
			off := new(big.Int).Mul(big.NewInt(int64(parts[i])), total)
			require.Negative(t, off.Sub(off, exact).CmpAbs(total), "cell %d", i)
		}
	})
}

func TestS4LeftoversToLargestRemainders(t *testing.T) {
	eachSplit(t, func(t *rapid.T, amount Ore, weights []int64, parts []Ore) {
		total := sumOfWeights(weights)
		remainders, got := make([]*big.Int, len(weights)), make([]bool, len(weights))
		for i, weight := range weights {
			product := new(big.Int).Mul(new(big.Int).Abs(big.NewInt(int64(amount))), big.NewInt(weight))
			floor, remainder := product.QuoRem(product, total, new(big.Int))
			remainders[i] = remainder
			got[i] = new(big.Int).Abs(big.NewInt(int64(parts[i]))).Cmp(floor) != 0
		}
		for i := range parts {
			for j := range parts {
				larger := remainders[i].Cmp(remainders[j])
				if larger > 0 || larger == 0 && i < j {
					require.False(t, got[j] && !got[i], "cell %d got an öre before cell %d", j, i)
				}
			}
		}
	})
}

func TestS5SplitOfTheNegative(t *testing.T) {
	eachSplit(t, func(t *rapid.T, amount Ore, weights []int64, parts []Ore) {
		if amount == -amount {
			return // zero, and the one number without a negative
		}
		negative, _, err := Split(-amount, weights)
		require.NoError(t, err)
		for i := range negative {
			negative[i] = -negative[i]
		}
		require.Equal(t, parts, negative)
	})
}

func TestS6ScaledWeights(t *testing.T) {
	eachSplit(t, func(t *rapid.T, amount Ore, weights []int64, parts []Ore) {
		most := new(big.Int).Div(big.NewInt(1<<63-1), sumOfWeights(weights)).Int64()
		factor := rapid.Int64Range(1, most).Draw(t, "factor")
		scaled, _, err := Split(amount, times(weights, factor))
		require.NoError(t, err)
		require.Equal(t, parts, scaled)
	})
}

func TestS7LargerWeightPaysMore(t *testing.T) {
	eachSplit(t, func(t *rapid.T, amount Ore, weights []int64, parts []Ore) {
		for i := range weights {
			for j := range weights {
				own, other := magnitude(parts[i]), magnitude(parts[j])
				if weights[i] > weights[j] {
					require.GreaterOrEqual(t, own, other)
				}
				if weights[i] == weights[j] && i < j {
					require.True(t, own == other || own == other+1)
				}
			}
		}
	})
}

func TestS8ZerosBetweenChangeNothing(t *testing.T) {
	eachSplit(t, func(t *rapid.T, amount Ore, weights []int64, parts []Ore) {
		var padded []int64
		var places []int
		for _, weight := range weights {
			padded = append(padded, make([]int64, rapid.IntRange(0, 2).Draw(t, "zeros"))...)
			places = append(places, len(padded))
			padded = append(padded, weight)
		}
		got, _, err := Split(amount, padded)
		require.NoError(t, err)
		for i, place := range places {
			require.Equal(t, parts[i], got[place])
		}
	})
}

// eachSplit draws splits and checks a law on each.
func eachSplit(t *testing.T, law func(t *rapid.T, amount Ore, weights []int64, parts []Ore)) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount, weights := drawAmount(t), drawWeights(t)
		parts, ok, err := Split(amount, weights)
		require.NoError(t, err)
		if ok {
			law(t, amount, weights, parts)
		}
	})
}

func sumOfWeights(weights []int64) *big.Int {
	total := new(big.Int)
	for _, weight := range weights {
		total.Add(total, big.NewInt(weight))
	}
	return total
}

func times(weights []int64, factor int64) []int64 {
	scaled := slices.Clone(weights)
	for i := range scaled {
		scaled[i] *= factor
	}
	return scaled
}
