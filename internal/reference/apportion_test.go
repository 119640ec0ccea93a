package reference

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

// apportioned spreads an amount over cells a, b, c, … with these weights.
func apportioned(amount int64, weights []int64) []int64 {
	var cells []cell
	for i, weight := range weights {
		cells = append(cells, cell{receiver: string(rune('a' + i)), weight: big.NewInt(weight)})
	}
	var amounts []int64
	for _, p := range apportion(big.NewInt(amount), cells) {
		amounts = append(amounts, p.amount.Int64())
	}
	return amounts
}

// TestTiesFollowByteOrder gives a tie to the receiver, then the class, that is first by byte order.
func TestTiesFollowByteOrder(t *testing.T) {
	f := func(want cell, cells ...cell) {
		t.Helper()
		for i := range cells {
			cells[i].weight = big.NewInt(1)
		}
		first := apportion(big.NewInt(1), cells)[0]
		require.Equal(t, [2]string{want.receiver, want.class}, [2]string{first.receiver, first.class})
		require.Equal(t, "1", first.amount.String())
	}
	f(cell{receiver: "10"}, cell{receiver: "9"}, cell{receiver: "10"})
	f(cell{receiver: "Z"}, cell{receiver: "a"}, cell{receiver: "Z"}, cell{receiver: "Å"})
	f(cell{receiver: "Ä"}, cell{receiver: "å"}, cell{receiver: "Å"}, cell{receiver: "Ä"})
	f(cell{receiver: "a", class: "staff"}, cell{receiver: "a", class: "student"}, cell{receiver: "a", class: "staff"})
}

// TestRounding has the two roundings of SPEC §6 and §8.
func TestRounding(t *testing.T) {
	f := func(numerator, denominator int64, quantity, ore string) {
		t.Helper()
		value := big.NewRat(numerator, denominator)
		require.Equal(t, quantity, decimals(value))
		require.Equal(t, ore, roundHalfAway(value, 2).String())
	}
	f(0, 1, "0", "0")
	f(10, 1, "10", "1000")
	f(100, 8, "12.5", "1250")
	f(1, 3, "0.333333", "33")
	f(2, 3, "0.666667", "67")
	f(1, 200, "0.005", "1")
	f(-1, 200, "-0.005", "-1")
	f(1, 2_000_000, "0.000001", "0")
	f(1, 2_000_001, "0", "0")
}
