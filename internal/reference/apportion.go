package reference

import (
	"cmp"
	"math/big"
	"slices"
)

// A cell is one receiver × class that carries a whole weight ≥ 0 (SPEC §1).
type cell struct {
	receiver, class string
	weight          *big.Int
}

// A part is what one cell got of an amount in öre.
type part struct {
	cell
	amount *big.Int
}

// apportion shares amount out over the cells (SPEC §5, "Apportion"). The parts come in order of receiver, then
// class, by byte order, and add up to amount. The total weight must be above 0.
//
// 100 öre over the weights 1, 1, 1: each gets ⌊100·1/3⌋ = 33, all remainders are 1, and the öre left over goes to the
// first: 34, 33, 33.
func apportion(amount *big.Int, cells []cell) []part {
	cells = slices.Clone(cells)
	slices.SortFunc(cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.receiver, b.receiver), cmp.Compare(a.class, b.class))
	})
	total := totalWeight(cells)
	if total.Sign() == 0 {
		panic("bug: apportioning over no weight")
	}

	parts := make([]part, len(cells))
	remainders := make([]*big.Int, len(cells))
	leftover := new(big.Int).Abs(amount)
	for i, c := range cells {
		product := new(big.Int).Mul(new(big.Int).Abs(amount), c.weight)
		floor, remainder := new(big.Int).QuoRem(product, total, new(big.Int))
		parts[i] = part{cell: c, amount: floor}
		remainders[i] = remainder
		leftover.Sub(leftover, floor)
	}

	// The largest remainders first; the stable sort leaves ties in the order of the cells.
	byRemainder := make([]int, len(cells))
	for i := range byRemainder {
		byRemainder[i] = i
	}
	slices.SortStableFunc(byRemainder, func(a, b int) int { return remainders[b].Cmp(remainders[a]) })
	for _, i := range byRemainder[:leftover.Int64()] {
		parts[i].amount.Add(parts[i].amount, big.NewInt(1))
	}

	if amount.Sign() < 0 {
		for _, p := range parts {
			p.amount.Neg(p.amount)
		}
	}
	return parts
}

// totalWeight adds up the weights. A total that does not fit in 63 bits is bad data (SPEC §2, Numbers).
func totalWeight(cells []cell) *big.Int {
	total := new(big.Int)
	for _, c := range cells {
		total.Add(total, c.weight)
	}
	checkFits("a total weight", total)
	return total
}

// checkFits gives up where a sum or total weight does not fit in 63 bits and a sign (SPEC §2, Numbers).
func checkFits(what string, value *big.Int) {
	if !value.IsInt64() {
		failf("%s does not fit in 63 bits: %s", what, value)
	}
}
