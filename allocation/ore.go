package allocation

import (
	"errors"
	"math"
	"math/bits"
)

// Ore is an amount of money in öre, the only unit of money: 100 öre are one
// krona. Negative amounts are credits.
type Ore int64

// MaxAmount is the largest amount that a row of a table may carry, either way:
// 9 999 999 999 999,99 kronor (SPEC §2).
const MaxAmount Ore = 999_999_999_999_999

// ErrOverflow says that a sum or a total weight does not fit in 63 bits. Such
// data is refused; it never becomes a wrong amount (SPEC §2).
var ErrOverflow = errors.New("the total does not fit in 63 bits")

// Sum adds amounts in 128 bits, so that neither the order of the terms nor an
// intermediate result can overflow. The zero value is an empty sum.
type Sum struct {
	hi int64
	lo uint64
}

// Add adds one amount.
func (s *Sum) Add(amount Ore) {
	lo, carry := bits.Add64(s.lo, uint64(amount), 0)
	s.lo = lo
	s.hi += int64(amount)>>63 + int64(carry)
}

// Total returns the sum, or [ErrOverflow] where it does not fit in 63 bits.
func (s Sum) Total() (Ore, error) {
	if s.hi != int64(s.lo)>>63 || int64(s.lo) == math.MinInt64 {
		return 0, ErrOverflow
	}
	return Ore(s.lo), nil
}

// magnitude returns the absolute value; it is exact for every Ore.
func magnitude(amount Ore) uint64 {
	if amount < 0 {
		return -uint64(amount)
	}
	return uint64(amount)
}
