package allocation

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSumEqualsMathBig(t *testing.T) {
	largest := big.NewInt(math.MaxInt64)
	rapid.Check(t, func(t *rapid.T) {
		var sum Sum
		want := new(big.Int)
		for range rapid.IntRange(0, 20).Draw(t, "terms") {
			amount := drawAmount(t)
			sum.Add(amount)
			want.Add(want, big.NewInt(int64(amount)))
		}
		got, err := sum.Total()
		if want.CmpAbs(largest) > 0 {
			require.ErrorIs(t, err, ErrOverflow, "%s", want)
			return
		}
		require.NoError(t, err)
		require.Equal(t, want.Int64(), int64(got))
	})
}

// TestSum has the edges of 63 bits.
func TestSum(t *testing.T) {
	f := func(want Ore, fits bool, amounts ...Ore) {
		t.Helper()
		var sum Sum
		for _, amount := range amounts {
			sum.Add(amount)
		}
		got, err := sum.Total()
		require.Equal(t, fits, err == nil)
		require.Equal(t, want, got)
	}
	f(0, true)
	f(-1, true, 1, -2)
	f(math.MaxInt64, true, math.MaxInt64)
	f(math.MaxInt64, true, math.MaxInt64-1, 1)
	f(0, false, math.MaxInt64, 1)
	f(-math.MaxInt64, true, -math.MaxInt64)
	f(0, false, math.MinInt64) // 64 bits
	f(0, false, -math.MaxInt64, -1)
	f(0, false, math.MinInt64, math.MinInt64)
	f(0, false, math.MaxInt64, math.MaxInt64, math.MaxInt64)
	f(0, true, math.MinInt64, math.MaxInt64, 1) // what is between may be larger
	f(7, true, math.MaxInt64, math.MaxInt64, 7, -math.MaxInt64, -math.MaxInt64)
}

func TestMagnitude(t *testing.T) {
	require.EqualValues(t, 5, magnitude(5))
	require.EqualValues(t, 5, magnitude(-5))
	require.Zero(t, magnitude(0))
	require.EqualValues(t, uint64(1)<<63, magnitude(math.MinInt64))
	require.EqualValues(t, 9_999_999_999_999_99, MaxAmount)
}
