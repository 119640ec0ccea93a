package causes

import (
	"encoding/binary"
	"math/big"

	"chargeback/allocation"
)

// player is one of those whose change is valued.
type player int

const (
	playCost   player = iota // what categories cost, or the price list
	playRule                 // rules, weights, tiers and shares
	playOwn                  // what the bill's own cost centres have
	playOthers               // what everybody else has
	playStart                // systems and projects that began or ended
	players
)

// causeOf names the cause of each player.
var causeOf = [players]Cause{playCost: Cost, playRule: Rule, playOwn: OwnVolume, playOthers: OtherVolume, playStart: StartEnd}

// A set of players has a bit for each whose numbers are those of the month
// after; the others' are those of the month before. The numbers of a term
// depend on some of the players only, so they are kept by those bits.

// term is one product that a line adds up: an amount times portions of it.
type term struct {
	amount   [4]*big.Rat // in öre, by cost and rule
	portions []portion
}

// portion is the fraction of something that is one's own; 0 of 0 is nothing.
type portion struct {
	num [4]*big.Int  // by rule and own
	den [16]*big.Int // by rule, own, others and start
}

func (t *term) amountOf(set int) *big.Rat { return t.amount[set&3] }
func (p *portion) numOf(set int) *big.Int { return p.num[set>>playRule&3] }
func (p *portion) denOf(set int) *big.Int { return p.den[set>>playRule&15] }
func (p *portion) fill(num func(rule, own int) *big.Int, den func(rule, own, others, start int) *big.Int) {
	for i := range p.num {
		p.num[i] = num(i&1, i>>1&1)
	}
	for i := range p.den {
		p.den[i] = den(i&1, i>>1&1, i>>2&1, i>>3&1)
	}
}

// plays says whether a term depends on a player.
func (t *term) plays(p player) bool {
	bit := 1 << p
	for set := range 1 << players {
		if set&bit != 0 {
			continue
		}
		if p <= playRule && t.amountOf(set).Cmp(t.amountOf(set|bit)) != 0 {
			return true
		}
		for i := range t.portions {
			of := &t.portions[i]
			if of.numOf(set).Cmp(of.numOf(set|bit)) != 0 || of.denOf(set).Cmp(of.denOf(set|bit)) != 0 {
				return true
			}
		}
	}
	return false
}

// value writes the term's amount for a set of players as a fraction to num and
// den, and says whether it is other than zero.
func (t *term) value(set int, num, den *big.Int) bool {
	amount := t.amountOf(set)
	if amount.Sign() == 0 {
		return false
	}
	num.Set(amount.Num())
	den.Set(amount.Denom())
	for i := range t.portions {
		n, d := t.portions[i].numOf(set), t.portions[i].denOf(set)
		if n.Sign() == 0 || d.Sign() == 0 {
			return false
		}
		num.Mul(num, n)
		den.Mul(den, d)
	}
	return true
}

// parcels is what the weights of orders are counted in: a common multiple of
// their denominators, for up to five players.
const parcels = 60

// orders holds parcels·|S|!·(n−|S|−1)!/n!, by n and |S|: in which part of all
// orders of n players exactly the set S comes before a given one.
var orders = [players + 1][]int64{
	1: {60},
	2: {30, 30},
	3: {20, 10, 20},
	4: {15, 5, 5, 15},
	5: {12, 3, 2, 3, 12},
}

// play adds each player's Shapley value in a term to its sum. Players that
// change nothing have none, and change no other's: they are left out.
func (t *term) play(sums func(player) *sum) {
	var playing []player
	for p := range players {
		if t.plays(p) {
			playing = append(playing, p)
		}
	}
	n := len(playing)
	var num, den big.Int
	for subset := range 1 << n {
		set, size := 0, 0
		for i, p := range playing {
			if subset>>i&1 != 0 {
				set |= 1 << p
				size++
			}
		}
		if !t.value(set, &num, &den) {
			continue
		}
		for i, p := range playing {
			// The value is gained by those in the set, and lost by those who
			// come next.
			if subset>>i&1 != 0 {
				sums(p).add(&num, &den, orders[n][size-1])
			} else {
				sums(p).add(&num, &den, -orders[n][size])
			}
		}
	}
}

// sum adds up fractions exactly. It keeps those of one denominator together and
// brings them to a common one at the end only, pair by pair, so that numbers
// stay small as long as they can.
type sum struct {
	index   map[string]int
	entries []entry
	key     []byte
	product big.Int
}

type entry struct{ num, den big.Int }

// add adds factor·num/den, in parcels.
func (s *sum) add(num, den *big.Int, factor int64) {
	s.key = s.key[:0]
	for _, word := range den.Bits() {
		s.key = binary.LittleEndian.AppendUint64(s.key, uint64(word))
	}
	at, ok := s.index[string(s.key)]
	if !ok {
		if s.index == nil {
			s.index = make(map[string]int)
		}
		at = len(s.entries)
		s.index[string(s.key)] = at
		s.entries = append(s.entries, entry{})
		s.entries[at].den.Set(den)
	}
	e := &s.entries[at]
	e.num.Add(&e.num, s.product.Mul(num, s.product.SetInt64(factor)))
}

func (s *sum) addWhole(amount allocation.Ore) {
	s.add(new(big.Int).SetInt64(int64(amount)), big.NewInt(1), parcels)
}

// total returns the sum, no longer in parcels.
func (s *sum) total() *big.Rat {
	all := make([]*big.Rat, 0, len(s.entries)+1)
	for i := range s.entries {
		if e := &s.entries[i]; e.num.Sign() != 0 {
			all = append(all, new(big.Rat).SetFrac(&e.num, &e.den))
		}
	}
	for len(all) > 1 {
		for i := range len(all) / 2 {
			all[i] = all[2*i].Add(all[2*i], all[2*i+1])
		}
		if len(all)%2 != 0 {
			all[len(all)/2] = all[len(all)-1]
		}
		all = all[:(len(all)+1)/2]
	}
	if len(all) == 0 {
		return new(big.Rat)
	}
	return all[0].Quo(all[0], big.NewRat(parcels, 1))
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
