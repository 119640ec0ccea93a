package causes

import (
	"math/big"

	"chargeback/allocation"
)

// player is what may change in a term.
type player int

const (
	playCost   player = iota // the category's sum, or the price
	playRule                 // the rule's part of it, and the weight of the class or tier
	playOwn                  // own count or share
	playOthers               // the others'
	players
)

// term is one contribution to a line: a product of fractions. Counts are
// scaled so that those of both months are in the same unit.
type term struct {
	cost          int64 // of the category, in öre; or the price, in micro-kronor
	part, whole   int64 // the rule's part of the cost; whole is never zero
	weight        int64 // of the class or tier
	own, others   int64 // own count, and the others' weighted
	share, shares int64 // own and others' shares of an object; 1 and 0 without
	byPrice       bool  // then: cost · own/whole · share/(share+shares)
	unit          int64 // days of the month where own and others are item-days, else 1
	shareUnit     int64 // likewise of share and shares
}

// value is the exact amount of a term in öre whose players are taken from two
// terms: after's where the set has them, before's where not. before and after
// are of the same kind.
func value(before, after *term, set int) *big.Rat {
	of := func(p player) *term {
		if set&(1<<p) != 0 {
			return after
		}
		return before
	}
	c, r, o, t := of(playCost), of(playRule), of(playOwn), of(playOthers)
	num, den := new(big.Int), new(big.Int)
	multiply := func(z *big.Int, factors ...int64) *big.Int {
		z.SetInt64(1)
		for _, f := range factors {
			z.Mul(z, big.NewInt(f))
		}
		return z
	}
	if before.byPrice {
		// micro-kronor are a ten-thousandth of an öre
		multiply(num, c.cost, o.own)
		multiply(den, o.unit, 10_000)
	} else {
		// own·weight/unit over own·weight/unit + others/unit, without fractions
		own := multiply(new(big.Int), o.own, r.weight, t.unit)
		others := multiply(new(big.Int), t.others, o.unit)
		multiply(num, c.cost, r.part)
		num.Mul(num, own)
		den.Add(own, others)
		den.Mul(den, big.NewInt(r.whole))
	}
	share := multiply(new(big.Int), o.share, t.shareUnit)
	shares := multiply(new(big.Int), t.shares, o.shareUnit)
	num.Mul(num, share)
	den.Mul(den, shares.Add(shares, share))
	if den.Sign() == 0 || num.Sign() == 0 {
		return new(big.Rat)
	}
	return new(big.Rat).SetFrac(num, den)
}

// shapley returns each player's part of value(after) − value(before). Players
// that are the same in both have none, and change no other's: they are left
// out.
func shapley(before, after *term) (parts [players]*big.Rat) {
	var playing []player
	for p := range players {
		parts[p] = new(big.Rat)
		if before.differs(after, p) {
			playing = append(playing, p)
		}
	}
	n := len(playing)
	values := make([]*big.Rat, 1<<n)
	for set := range values {
		taken := 0
		for i, p := range playing {
			if set&(1<<i) != 0 {
				taken |= 1 << p
			}
		}
		values[set] = value(before, after, taken)
	}
	gain := new(big.Rat)
	for i, p := range playing {
		for set := range values {
			if set&(1<<i) == 0 {
				gain.Sub(values[set|1<<i], values[set])
				parts[p].Add(parts[p], gain.Mul(gain, orders[n][size(set)]))
			}
		}
	}
	return parts
}

// orders holds |S|!·(n−|S|−1)!/n!, by n and |S|: in which part of all orders
// exactly the set S comes before a player.
var orders = [players + 1][]*big.Rat{
	1: {big.NewRat(1, 1)},
	2: {big.NewRat(1, 2), big.NewRat(1, 2)},
	3: {big.NewRat(1, 3), big.NewRat(1, 6), big.NewRat(1, 3)},
	4: {big.NewRat(1, 4), big.NewRat(1, 12), big.NewRat(1, 12), big.NewRat(1, 4)},
}

// differs says whether a player of two terms is not the same.
func (t *term) differs(other *term, p player) bool {
	switch p {
	case playCost:
		return t.cost != other.cost
	case playRule:
		return t.part != other.part || t.whole != other.whole || t.weight != other.weight
	case playOwn:
		return t.own != other.own || t.unit != other.unit || t.share != other.share || t.shareUnit != other.shareUnit
	default:
		return t.others != other.others || t.unit != other.unit || t.shares != other.shares || t.shareUnit != other.shareUnit
	}
}

func size(set int) (n int) {
	for ; set != 0; set &= set - 1 {
		n++
	}
	return n
}

// round makes whole öre of exact parts, so that they add up to a total which
// their sum does not stray from by as much as their number: each is cut toward
// zero, and öre left over go one each to those that lost most. The parts of
// negated input are negated.
func round(parts []*big.Rat, total allocation.Ore) []allocation.Ore {
	whole := make([]allocation.Ore, len(parts))
	lost := make([]*big.Rat, len(parts))
	left := total
	for i, part := range parts {
		cut := new(big.Int).Quo(part.Num(), part.Denom())
		whole[i] = allocation.Ore(cut.Int64())
		lost[i] = new(big.Rat).Sub(part, new(big.Rat).SetInt(cut))
		left -= whole[i]
	}
	sign := allocation.Ore(1)
	if left < 0 {
		sign = -1
	}
	for ; left != 0; left -= sign {
		best := -1
		for i := range lost {
			if best < 0 || lost[i].Cmp(lost[best])*int(sign) > 0 {
				best = i
			}
		}
		whole[best] += sign
		lost[best].Sub(lost[best], new(big.Rat).SetInt64(int64(sign)))
	}
	return whole
}
