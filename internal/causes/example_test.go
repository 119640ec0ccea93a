package causes

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
)

// computers is the term of a pool over computers, of which ours is one part.
func computers(cost, own, others [2]int64) term {
	var t term
	for i := range t.amount {
		t.amount[i] = big.NewRat(cost[i&1], 1)
	}
	var p portion
	p.fill(func(_, o int) *big.Int { return big.NewInt(own[o]) },
		func(_, o, t, _ int) *big.Int { return big.NewInt(own[o] + others[t]) })
	t.portions = []portion{p}
	return t
}

func shapley(t term) []*big.Rat {
	sums := make([]sum, players)
	t.play(func(p player) *sum { return &sums[p] })
	parts := make([]*big.Rat, players)
	for p := range sums {
		parts[p] = sums[p].total()
	}
	return parts
}

// TestWorkedExample is that of the package's documentation.
func TestWorkedExample(t *testing.T) {
	parts := shapley(computers([2]int64{1000, 1200}, [2]int64{2, 3}, [2]int64{8, 9}))
	all := new(big.Rat)
	for _, part := range parts {
		all.Add(all, part)
	}
	require.Equal(t, "100", all.RatString())
	require.Equal(t, "1490/33", parts[playCost].RatString())
	require.Equal(t, "2555/33", parts[playOwn].RatString())
	require.Equal(t, "-745/33", parts[playOthers].RatString())
	require.Equal(t, []allocation.Ore{45, 0, 77, -22, 0}, round(parts, 100))
}

// TestOrders: the weights of the sets before a player add up to one.
func TestOrders(t *testing.T) {
	choose := func(n, k int) *big.Int { return new(big.Int).Binomial(int64(n), int64(k)) }
	for n := 1; n <= int(players); n++ {
		all := new(big.Int)
		for size, weight := range orders[n] {
			all.Add(all, new(big.Int).Mul(big.NewInt(weight), choose(n-1, size)))
		}
		require.Len(t, orders[n], n)
		require.EqualValues(t, parcels, all.Int64())
	}
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
