package causes

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
)

// TestWorkedExample is that of the package's documentation.
func TestWorkedExample(t *testing.T) {
	before := term{cost: 1000, part: 1, whole: 1, weight: 1, own: 2, others: 8, share: 1, unit: 1, shareUnit: 1}
	after := term{cost: 1200, part: 1, whole: 1, weight: 1, own: 3, others: 9, share: 1, unit: 1, shareUnit: 1}
	parts := shapley(&before, &after)
	list := parts[:]
	sum := new(big.Rat)
	for _, part := range list {
		sum.Add(sum, part)
	}
	require.Equal(t, "100", sum.RatString())
	require.Equal(t, []allocation.Ore{45, 0, 77, -22}, round(list, 100))
}

// TestRound cuts toward zero and gives what is left to those that lost most;
// negated parts come to negated amounts.
func TestRound(t *testing.T) {
	f := func(total allocation.Ore, want []allocation.Ore, parts ...string) {
		t.Helper()
		exact, negated := make([]*big.Rat, len(parts)), make([]*big.Rat, len(parts))
		for i, part := range parts {
			exact[i], _ = new(big.Rat).SetString(part)
			negated[i] = new(big.Rat).Neg(exact[i])
		}
		got := round(exact, total)
		require.Equal(t, want, got)
		for i, part := range round(negated, -total) {
			require.Equal(t, -got[i], part)
		}
	}
	f(100, []allocation.Ore{34, 33, 33}, "100/3", "100/3", "100/3")
	f(0, []allocation.Ore{0, 0}, "4/5", "-4/5")
	f(1, []allocation.Ore{1, 0}, "9/5", "-4/5")
	f(-1, []allocation.Ore{0, -1}, "-1/5", "-4/5")
	f(2, []allocation.Ore{2, 0}, "9/5", "1/5")
}
