package financing

import (
	"math"
	"math/bits"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Start says when depreciation begins.
type Start uint8

// The starts of depreciation: the month, or the year, after the component was
// taken into use.
const (
	NextMonth Start = iota
	NextYear
)

// Starts are the codes of the starts, by Start.
var Starts = []string{"month", "year"}

// Interest says whether internal interest is part of the capital cost, and on
// which remaining value.
type Interest uint8

// The ways to count interest: none, on the value at the start of each month, or
// on the value at the start of each year (of depreciation, in its first).
const (
	NoInterest Interest = iota
	MonthlyInterest
	YearlyInterest
)

// Interests are the codes of the ways to count interest, by Interest.
var Interests = []string{"none", "month", "year"}

// MaxLife is the longest life of a component, in months: a hundred years.
const MaxLife = 1200

// Investment is a component that was, or will be, bought. A component with a
// life of its own is an investment of its own: fibre and the switches on it are
// two.
type Investment struct {
	Code, Name string
	Project    string         // of the programme, or "": needs no decision there
	Category   string         // whose cost its capital cost is
	Amount     allocation.Ore // what it cost; negative: a contribution towards one
	InUse      allocation.Date
	Life       int // months
	Starts     Start
	Interest   Interest
	Line       int
}

// First returns the first month of depreciation.
func (v *Investment) First() allocation.Period {
	used := v.InUse.Period()
	if v.Starts == NextYear {
		return allocation.Period{Year: used.Year + 1, Month: 1}
	}
	return used.Next()
}

// Instalment is one month of a schedule.
type Instalment struct {
	Period       allocation.Period
	Depreciation allocation.Ore
	Interest     allocation.Ore
	Remaining    allocation.Ore // at the end of the month
	Assumed      bool           // the interest is by an earlier year's percentage
}

// Cost is the capital cost of the month.
func (i *Instalment) Cost() allocation.Ore { return i.Depreciation + i.Interest }

// Schedule returns the component's months of depreciation, in order, to the
// last. Depreciation sums to the amount exactly. A negative amount has the
// schedule of the positive one with every sign changed. The error is a
// [chargeback.Error] about the investment.
func (v *Investment) Schedule(rates InterestRates) ([]Instalment, error) {
	first := v.First()
	switch {
	case v.Life < 1 || v.Life > MaxLife:
		return nil, v.fail(chargeback.BadLife, strconv.Itoa(v.Life))
	case (first.Year*12+first.Month-1+v.Life-1)/12 > 9999:
		return nil, v.fail(chargeback.BeyondCalendar, v.InUse.String())
	case v.Amount > allocation.MaxAmount || v.Amount < -allocation.MaxAmount:
		return nil, v.overflow()
	}
	amount, sign := uint64(v.Amount), allocation.Ore(1)
	if v.Amount < 0 {
		amount, sign = -amount, -1
	}
	months := make([]Instalment, v.Life)
	var interest exactInterest
	remaining, base := amount, amount
	period := first
	for k := range months {
		m := &months[k]
		m.Period = period
		if v.Interest == MonthlyInterest || k == 0 || period.Month == 1 {
			base = remaining // at the start of the month, or of the year
		}
		if v.Interest != NoInterest {
			rate, assumed, ok := rates.In(period.Year)
			if !ok {
				return nil, v.fail(chargeback.NoInterestRate, v.Code, strconv.Itoa(period.Year))
			}
			m.Assumed = assumed
			if m.Interest, ok = interest.month(base, uint64(rate.Micro)); !ok {
				return nil, v.overflow()
			}
		}
		left := amount - portion(amount, uint64(k+1), uint64(v.Life))
		m.Depreciation = sign * allocation.Ore(remaining-left)
		m.Interest *= sign
		m.Remaining = sign * allocation.Ore(left)
		remaining = left
		period = period.Next()
	}
	return months, nil
}

// fail makes an error about the investment.
func (v *Investment) fail(code chargeback.Code, value string, args ...string) error {
	return &chargeback.Error{Code: code, File: "investments", Line: v.Line, Value: value, Args: args}
}

func (v *Investment) overflow() error { return overflowIn(v.First().String(), v.Code) }

// overflowIn says where a total does not fit.
func overflowIn(when, where string) error {
	return &chargeback.Error{Code: chargeback.Overflow, Args: []string{when, where}, Err: allocation.ErrOverflow}
}

// portion returns ⌊amount·k / n⌋ for k ≤ n. The result is at most the amount.
func portion(amount, k, n uint64) uint64 {
	hi, lo := bits.Mul64(amount, k)
	quotient, _ := bits.Div64(hi, lo, n) // hi < n, since amount·k/n < 2^64
	return quotient
}

// interestUnit is what an öre of base for a month at a millionth of a percent is
// a fraction of: hundredths, millionths and twelfths.
const interestUnit = 100 * allocation.Micro * 12

// exactInterest adds up interest as a fraction of öre in 128 bits: hi and lo are
// in parts of interestUnit. told is what its months were given so far.
type exactInterest struct {
	hi, lo uint64
	told   allocation.Ore
}

// month adds a month's interest on a base, and returns what the sum to the
// nearest öre grew by. It reports false where that does not fit.
func (x *exactInterest) month(base, rateMicro uint64) (allocation.Ore, bool) {
	hi, lo := bits.Mul64(base, rateMicro)
	var carry uint64
	x.lo, carry = bits.Add64(x.lo, lo, 0)
	x.hi, carry = bits.Add64(x.hi, hi, carry)
	half, up := bits.Add64(x.lo, interestUnit/2, 0)
	if carry != 0 || x.hi+up >= interestUnit {
		return 0, false
	}
	total, _ := bits.Div64(x.hi+up, half, interestUnit)
	if total > math.MaxInt64-uint64(allocation.MaxAmount) {
		return 0, false // with the depreciation it would not fit
	}
	grown := allocation.Ore(total) - x.told
	x.told = allocation.Ore(total)
	return grown, true
}
