package financing

import (
	"cmp"
	"math"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// NeedRound is when the needs of a year are to be handed in, and how many hours
// of projects IT has for that year.
type NeedRound struct {
	Year     int
	Due      allocation.Date
	Capacity int64 // hundredths of an hour
	Line     int
}

// NeedQuarters are the codes of when in its year a need is for: any time, or a
// quarter.
var NeedQuarters = []string{"any", "Q1", "Q2", "Q3", "Q4"}

// Need is what a department wants done in a year: a change project (model 6).
type Need struct {
	Code       string
	Year       int
	Department string
	Name       string
	Hours      int64 // hundredths, of IT's people
	Amount     allocation.Ore
	HandedIn   allocation.Date
	Project    string // of the programme, or ""
	Quarter    int    // 1 to 4, or 0: any time of the year
	Reason     string // why the department needs it
	Line       int
}

// Round returns the round of a year.
func (p *Programme) Round(year int) (NeedRound, bool) {
	i := slices.IndexFunc(p.Rounds, func(r NeedRound) bool { return r.Year == year })
	if i < 0 {
		return NeedRound{}, false
	}
	return p.Rounds[i], true
}

// DepartmentNeeds is what one department has handed in for a year.
type DepartmentNeeds struct {
	Department string
	Needs      []*Need // by code
	Late       int     // how many of them came after the last day
	Hours      int64
	Amount     allocation.Ore
}

// Staffing is what all departments want done in a year, against the hours there
// are.
type Staffing struct {
	Round       NeedRound
	Departments []DepartmentNeeds // by code
	Silent      []string          // of the departments asked: those with no needs
	Hours       int64             // hundredths
	Quarters    [5]int64          // of them by Quarter: at any time, then those of the quarters
	Amount      allocation.Ore
	Short       int64 // hours that are missing; below zero: hours to spare
}

// Room is how many hours IT has in a quarter, 1 to 4: a quarter of the year's, so
// that the four add up to them.
func (r *NeedRound) Room(quarter int) int64 {
	return int64(quarter)*r.Capacity/4 - int64(quarter-1)*r.Capacity/4
}

// Staffing adds up the needs of a year. asked are the departments that were to
// hand in theirs. The error is a [chargeback.Error]: the year has no round, or a
// total does not fit.
func (p *Programme) Staffing(year int, asked []string) (*Staffing, error) {
	round, ok := p.Round(year)
	when := Quarter{year, 1}.String()[:4]
	if !ok {
		return nil, &chargeback.Error{Code: chargeback.NoRound, Value: when}
	}
	s := &Staffing{Round: round}
	var hours, amount, short allocation.Sum
	var quarters [len(s.Quarters)]allocation.Sum
	for i := range p.Needs {
		n := &p.Needs[i]
		if n.Year != year {
			continue
		}
		at, found := slices.BinarySearchFunc(s.Departments, n.Department, func(d DepartmentNeeds, code string) int { return cmp.Compare(d.Department, code) })
		if !found {
			s.Departments = slices.Insert(s.Departments, at, DepartmentNeeds{Department: n.Department})
		}
		d := &s.Departments[at]
		d.Needs = append(d.Needs, n)
		if n.HandedIn > round.Due {
			d.Late++
		}
		hours.Add(allocation.Ore(n.Hours))
		quarters[n.Quarter].Add(allocation.Ore(n.Hours))
		amount.Add(n.Amount)
		short.Add(allocation.Ore(n.Hours))
	}
	short.Add(-allocation.Ore(round.Capacity))
	for i := range s.Departments {
		d := &s.Departments[i]
		slices.SortStableFunc(d.Needs, func(a, b *Need) int { return cmp.Compare(a.Code, b.Code) })
		var hours, amount allocation.Sum
		for _, n := range d.Needs {
			hours.Add(allocation.Ore(n.Hours))
			amount.Add(n.Amount)
		}
		if !settle(&d.Hours, hours) || !settleOre(&d.Amount, amount) {
			return nil, overflowIn(when, d.Department)
		}
	}
	if !settle(&s.Hours, hours) || !settle(&s.Short, short) || !settleOre(&s.Amount, amount) {
		return nil, overflowIn(when, "")
	}
	for i := range quarters {
		if !settle(&s.Quarters[i], quarters[i]) {
			return nil, overflowIn(when, "")
		}
	}
	for _, code := range asked {
		if !slices.ContainsFunc(s.Departments, func(d DepartmentNeeds) bool { return d.Department == code }) {
			s.Silent = append(s.Silent, code)
		}
	}
	return s, nil
}

// settle takes the total of hours, and reports whether it fits, in millionths
// too.
func settle(to *int64, sum allocation.Sum) bool {
	const most = math.MaxInt64 / (allocation.Micro / 100)
	total, err := sum.Total()
	*to = int64(total)
	return err == nil && -most <= total && total <= most
}

// settleOre does the same for amounts.
func settleOre(to *allocation.Ore, sum allocation.Sum) bool {
	total, err := sum.Total()
	*to = total
	return err == nil
}
