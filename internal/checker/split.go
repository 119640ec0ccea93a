package checker

import (
	"math/big"
	"slices"
)

// fractions are amount × weight / total weight, exactly. The total is above 0.
func fractions(amount *big.Rat, weights []*big.Rat) []*big.Rat {
	total := new(big.Rat)
	for _, w := range weights {
		total.Add(total, w)
	}
	exact := make([]*big.Rat, len(weights))
	for i, w := range weights {
		exact[i] = new(big.Rat).Mul(amount, w)
		exact[i].Quo(exact[i], total)
	}
	return exact
}

// floors are the whole öre of the fractions of |amount|, and what each fraction
// has beyond them. The order of these remainders is that of SPEC §5: they are
// its remainders divided by the total weight.
func floors(amount *big.Int, weights []*big.Rat) (whole []*big.Int, remainder []*big.Rat) {
	size := new(big.Rat).SetInt(new(big.Int).Abs(amount))
	for _, exact := range fractions(size, weights) {
		floor := new(big.Int).Quo(exact.Num(), exact.Denom())
		whole = append(whole, floor)
		remainder = append(remainder, exact.Sub(exact, new(big.Rat).SetInt(floor)))
	}
	return whole, remainder
}

// split apportions an amount by the definition of SPEC §5. The place of a
// weight decides ties.
func split(amount *big.Int, weights []*big.Rat) []*big.Int {
	parts, remainder := floors(amount, weights)
	leftover := new(big.Int).Abs(amount)
	order := make([]int, len(parts))
	for i, part := range parts {
		leftover.Sub(leftover, part)
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainder[b].Cmp(remainder[a]) })
	for _, i := range order[:leftover.Int64()] {
		parts[i].Add(parts[i], big.NewInt(1))
	}
	if amount.Sign() < 0 {
		for _, part := range parts {
			part.Neg(part)
		}
	}
	return parts
}

// A fault is what is wrong with parts.
type fault struct {
	part      int // which one, or -1: all of them together
	want, got string
}

// findFault holds parts against law 3.2 and returns what breaks it, or nil.
func findFault(amount *big.Int, weights []*big.Rat, parts []*big.Int) *fault {
	if sum := sumOf(parts); sum.Cmp(amount) != 0 {
		return &fault{-1, kronor(amount), kronor(sum)}
	}
	// Of those with one öre more, the one that deserved it least, and of those
	// without it, the one that deserved it most.
	least, most := -1, -1
	whole, remainder := floors(amount, weights)
	one := big.NewInt(1)
	if amount.Sign() < 0 {
		one.Neg(one)
	}
	for i, part := range parts {
		floor := new(big.Int).Mul(whole[i], one)
		more := new(big.Int).Add(floor, one)
		switch {
		case part.Cmp(floor) == 0:
			if most < 0 || remainder[i].Cmp(remainder[most]) > 0 {
				most = i
			}
		case part.Cmp(more) == 0:
			if least < 0 || remainder[i].Cmp(remainder[least]) <= 0 {
				least = i
			}
		default:
			return &fault{i, kronor(floor) + " or " + kronor(more), kronor(part)}
		}
	}
	if least < 0 || most < 0 {
		return nil
	}
	if c := remainder[least].Cmp(remainder[most]); c < 0 || c == 0 && most < least {
		return &fault{least, kronor(new(big.Int).Mul(whole[least], one)), kronor(parts[least])}
	}
	return nil
}

func sumOf(parts []*big.Int) *big.Int {
	sum := new(big.Int)
	for _, part := range parts {
		sum.Add(sum, part)
	}
	return sum
}

// round rounds half away from zero to a whole number.
func round(value *big.Rat) *big.Int {
	half := big.NewRat(int64(value.Sign()), 2)
	exact := half.Add(half, value)
	return new(big.Int).Quo(exact.Num(), exact.Denom()) // Quo drops the fraction, towards zero
}

// kronor writes öre as kronor, as results do: -1234.50.
func kronor(ore *big.Int) string { return new(big.Rat).SetFrac(ore, big.NewInt(100)).FloatString(2) }
