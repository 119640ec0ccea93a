package financing

import (
	"cmp"
	"slices"
)

// MaxInterest is the highest percentage that a year may have, in millionths of
// a percent.
const MaxInterest = 100_000_000

// InterestRate is the internal interest of a year. Sveriges Kommuner och
// Regioner proposes one each February for the year after, in steps of a quarter
// of a percent; a municipality decides its own.
type InterestRate struct {
	Year   int
	Micro  int64 // millionths of a percent: 2,5 % is 2 500 000
	Source string
	Line   int
}

// InterestRates are percentages in order of year, one for each.
type InterestRates []InterestRate

// NewInterestRates sorts percentages by year. The rows stay the caller's.
func NewInterestRates(rows []InterestRate) InterestRates {
	rates := InterestRates(slices.Clone(rows))
	slices.SortStableFunc(rates, func(a, b InterestRate) int { return cmp.Compare(a.Year, b.Year) })
	return rates
}

// In returns the percentage of a year: its own, or the latest before it, which
// is then assumed. There is none before the first.
func (r InterestRates) In(year int) (rate InterestRate, assumed, ok bool) {
	at, own := slices.BinarySearchFunc(r, year, func(x InterestRate, year int) int { return cmp.Compare(x.Year, year) })
	if own {
		return r[at], false, true
	}
	if at == 0 {
		return InterestRate{}, false, false
	}
	return r[at-1], true, true
}
