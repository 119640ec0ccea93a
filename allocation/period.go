package allocation

import (
	"fmt"
	"math"
)

// Date is a civil day, counted from 0001-01-01 = 1. It has no time and no time
// zone. [OpenFrom] and [OpenTo] stand for a validity without that end.
type Date int32

// The ends of a validity that has none: before and after every day.
const (
	OpenFrom Date = math.MinInt32
	OpenTo   Date = math.MaxInt32
)

// daysBefore[m] is the number of days before month m+1 in a year that is not a
// leap year.
var daysBefore = [...]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// dayNumber counts the days up to and including a day that is known to be real.
func dayNumber(year, month, day int) Date {
	y := year - 1
	n := 365*y + y/4 - y/100 + y/400 + daysBefore[month-1] + day
	if month > 2 && isLeap(year) {
		n++
	}
	return Date(n)
}

// NewDate returns the day, and whether it is a real day of the years 0001–9999.
func NewDate(year, month, day int) (Date, bool) {
	p := Period{year, month}
	if !p.Valid() || day < 1 || day > p.Days() {
		return 0, false
	}
	return dayNumber(year, month, day), true
}

// ParseDate reads YYYY-MM-DD: ten bytes, digits only, a real day (SPEC §2).
func ParseDate[T string | []byte](text T) (Date, bool) {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	year, ok1 := digits(text[0:4])
	month, ok2 := digits(text[5:7])
	day, ok3 := digits(text[8:10])
	if !ok1 || !ok2 || !ok3 {
		return 0, false
	}
	return NewDate(year, month, day)
}

func digits[T string | []byte](text T) (int, bool) {
	n := 0
	for i := 0; i < len(text); i++ {
		d := text[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + int(d)
	}
	return n, true
}

// Period returns the month that the day is in. An open end has none.
func (d Date) Period() Period {
	// Guess the year from the mean length of one; the guess is at most one off.
	year := int(int64(d)*400/146097) + 1
	for dayNumber(year, 1, 1) > d {
		year--
	}
	for dayNumber(year+1, 1, 1) <= d {
		year++
	}
	month := 1
	for month < 12 && dayNumber(year, month+1, 1) <= d {
		month++
	}
	return Period{year, month}
}

// String prints YYYY-MM-DD, and nothing for an open end.
func (d Date) String() string {
	if d == OpenFrom || d == OpenTo {
		return ""
	}
	p := d.Period()
	day := int(d-p.First()) + 1
	return p.String() + "-" + twoDigits(day)
}

func twoDigits(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }

// Period is a calendar month of the years 0001–9999, a value.
type Period struct {
	Year, Month int
}

// ParsePeriod reads YYYY-MM: seven bytes, digits only, a real month (SPEC §2).
func ParsePeriod[T string | []byte](text T) (Period, bool) {
	if len(text) != 7 || text[4] != '-' {
		return Period{}, false
	}
	year, ok1 := digits(text[0:4])
	month, ok2 := digits(text[5:7])
	p := Period{year, month}
	return p, ok1 && ok2 && p.Valid()
}

// Valid says whether the period is a month of the years 0001–9999.
func (p Period) Valid() bool {
	return p.Year >= 1 && p.Year <= 9999 && p.Month >= 1 && p.Month <= 12
}

// String prints YYYY-MM.
func (p Period) String() string {
	if !p.Valid() {
		return fmt.Sprintf("%04d-%02d", p.Year, p.Month)
	}
	return twoDigits(p.Year/100) + twoDigits(p.Year%100) + "-" + twoDigits(p.Month)
}

// Days returns the number of days in the month.
func (p Period) Days() int {
	if p.Month == 2 && isLeap(p.Year) {
		return 29
	}
	return daysBefore[p.Month] - daysBefore[p.Month-1]
}

// First returns the month's first day.
func (p Period) First() Date { return dayNumber(p.Year, p.Month, 1) }

// Last returns the month's last day.
func (p Period) Last() Date { return p.First() + Date(p.Days()) - 1 }

// Next returns the month after.
func (p Period) Next() Period {
	if p.Month == 12 {
		return Period{p.Year + 1, 1}
	}
	return Period{p.Year, p.Month + 1}
}

// Previous returns the month before.
func (p Period) Previous() Period {
	if p.Month == 1 {
		return Period{p.Year - 1, 12}
	}
	return Period{p.Year, p.Month - 1}
}

// Before says whether p is an earlier month than q.
func (p Period) Before(q Period) bool { return p.index() < q.index() }

// index counts months from 0001-01 = 0.
func (p Period) index() int { return (p.Year-1)*12 + p.Month - 1 }

// Span is a validity: all days from From to To, both included (SPEC §2).
type Span struct {
	From, To Date
}

// Always is the validity of a row with neither from nor to.
var Always = Span{OpenFrom, OpenTo}

// Span returns the days of the month.
func (p Period) Span() Span { return Span{p.First(), p.Last()} }

// Contains says whether the day is in the span.
func (s Span) Contains(d Date) bool { return s.From <= d && d <= s.To }

// Intersect returns the days that both spans have. The result is empty, its To
// before its From, where they have none.
func (s Span) Intersect(t Span) Span { return Span{max(s.From, t.From), min(s.To, t.To)} }

// Overlaps says whether the spans have a day in common.
func (s Span) Overlaps(t Span) bool { return s.From <= t.To && t.From <= s.To }

// Days counts the days of a span that has both ends; an empty span has none.
func (s Span) Days() int64 { return max(0, int64(s.To)-int64(s.From)+1) }

// Measure says how the days of a row become a quantity (SPEC §4).
type Measure uint8

const (
	Daily    Measure = iota // the days as they are
	MonthEnd                // the whole month if active on its last day, else nothing
)

// Clock counts active days in one month by one measure.
type Clock struct {
	month   Span
	days    int64
	measure Measure
}

// NewClock returns the clock of a month.
func NewClock(p Period, measure Measure) Clock {
	return Clock{p.Span(), int64(p.Days()), measure}
}

// Days counts the active days of a row with this validity.
func (c Clock) Days(s Span) int64 {
	if c.measure == MonthEnd {
		if s.Contains(c.month.To) {
			return c.days
		}
		return 0
	}
	return s.Intersect(c.month).Days()
}
