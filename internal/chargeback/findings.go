package chargeback

import (
	"cmp"
	"slices"

	"chargeback/allocation"
)

// Finding is something odd in a data set that is no error: it can be charged,
// but someone should look.
type Finding struct {
	Code   Code
	Object string // what it is about: a category, system, project or cost centre
	Name   string
	Months []allocation.Period // where it was seen, rising; empty: in all of them
	Amount allocation.Ore      // of the last month seen, where it is about money
	Count  int

	// What some findings of one month say besides.
	Model       allocation.Model
	Part        string            // of the object: a class or application; a value that is not known
	Reason      allocation.Reason // of FoundUnallocated
	Before, Now int64             // of FoundCountJump, in millionths of a unit
	Rows        []string          // ids of the rows
	Err         *Error            // why
}

// The codes of findings.
const (
	FoundEmptyMonth   Code = "found_empty_month"    // no cost touches it
	FoundLongGap      Code = "found_long_gap"       // its first and last month
	FoundUnpaidSystem Code = "found_unpaid_system"  // active, but nobody pays
	FoundUnordered    Code = "found_unordered"      // a project with hours, but nobody ordered it
	FoundCostJump     Code = "found_cost_jump"      // a category at least three times its median month
	FoundUnusedCenter Code = "found_unused_center"  // a cost centre that never carries anything
	FoundUnusedRule   Code = "found_unused_rule"    // a category with rules that never has a cost
	FoundLostLicences Code = "found_lost_licences"  // licences on days without account
	FoundNoneToCharge Code = "found_none_to_charge" // a department without cost centre
	FoundCountJump    Code = "found_count_jump"     // a department's units of a class, see [CountJumps]
	FoundUnallocated  Code = "found_unallocated"    // money that found no receiver
	FoundRefused      Code = "found_refused"        // the month cannot be calculated: err says why
	FoundParked       Code = "found_parked"         // rows of a source (object) that wait outside the facts
	FoundDoubleCost   Code = "found_double_cost"    // rows of a supplier (object) that look the same
)

// A category's month is a jump from three times its median month on, if there
// are months enough for a median to say anything.
const (
	jumpFactor = 3
	jumpFrom   = allocation.Ore(10_000_00)
	jumpNeeds  = 4
)

// Months returns the months that the costs are about, rising: those with the
// date of a cost that is not accrued or, where all are, of any; and the months
// between them, unless they are far apart.
func (f *Facts) Months() []allocation.Period {
	for _, accrued := range []bool{false, true} {
		var months []allocation.Period
		for i := range f.Rows.Costs {
			if c := &f.Rows.Costs[i]; c.Accrued() == accrued {
				months = append(months, c.Date.Period())
			}
		}
		if len(months) > 0 {
			slices.SortFunc(months, func(a, b allocation.Period) int {
				return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month))
			})
			return fillGaps(slices.Compact(months))
		}
	}
	return nil
}

// longestGap is how many months in a row may be without a dated cost and still
// belong to the set. A longer gap comes from a mistyped year.
const longestGap = 12

// fillGaps adds the months that are missing between others.
func fillGaps(months []allocation.Period) []allocation.Period {
	var all []allocation.Period
	for i, m := range months {
		if i > 0 {
			last := months[i-1]
			if between := (m.Year-last.Year)*12 + m.Month - last.Month - 1; between <= longestGap {
				for p := last.Next(); p != m; p = p.Next() {
					all = append(all, p)
				}
			}
		}
		all = append(all, m)
	}
	return all
}

// findings gathers findings over months.
type findings struct {
	facts   *Facts
	months  []*Month
	all     []Finding
	byPlace map[[2]string]int
}

// Examine looks for what is odd in months of one data set.
func Examine(months []*Month) []Finding {
	if len(months) == 0 {
		return nil
	}
	f := &findings{facts: months[0].Facts, months: months, byPlace: make(map[[2]string]int)}
	for i, m := range months {
		if i > 0 && months[i-1].Period.Next() != m.Period {
			f.all = append(f.all, Finding{
				Code: FoundLongGap, Months: []allocation.Period{months[i-1].Period.Next(), m.Period.Previous()},
			})
		}
		if !m.HasCosts() {
			f.add(Finding{Code: FoundEmptyMonth}, m.Period)
		}
		f.payers(m)
	}
	f.jumps()
	f.unused()
	return f.all
}

// add notes a finding in a month; the same finding in several months is one.
func (f *findings) add(found Finding, p allocation.Period) {
	key := [2]string{string(found.Code), found.Object}
	at, known := f.byPlace[key]
	if !known {
		at = len(f.all)
		f.byPlace[key] = at
		f.all = append(f.all, found)
	}
	f.all[at].Months = append(f.all[at].Months, p)
}

// payers finds active systems and projects that nobody pays for.
func (f *findings) payers(m *Month) {
	systems := &m.input.Drivers[allocation.System]
	for s, days := range systems.Size {
		if days > 0 && systems.Start[s] == systems.Start[s+1] {
			code := f.facts.Systems.At(int32(s))
			f.add(Finding{Code: FoundUnpaidSystem, Object: code, Name: m.systems[s].Name}, m.Period)
		}
	}
	projects := &m.input.Drivers[allocation.Project]
	for p, hours := range projects.Size {
		if hours > 0 && projects.Start[p] == projects.Start[p+1] {
			code := f.facts.Projects.At(int32(p))
			f.add(Finding{Code: FoundUnordered, Object: code, Name: m.ObjectName(allocation.Project, code)}, m.Period)
		}
	}
}

// jumps finds months in which a category costs far more than it usually does.
func (f *findings) jumps() {
	sums := make([][]allocation.Ore, f.facts.Categories.Len())
	for category := range sums {
		sums[category] = make([]allocation.Ore, len(f.months))
	}
	for i, m := range f.months {
		for _, c := range m.input.Costs {
			sums[c.Category][i] += c.Amount
		}
	}
	for category, own := range sums {
		var some []allocation.Ore
		for _, sum := range own {
			if sum > 0 {
				some = append(some, sum)
			}
		}
		if len(some) < jumpNeeds {
			continue
		}
		slices.Sort(some)
		median := some[len(some)/2]
		for i, sum := range own {
			if sum >= jumpFrom && sum/jumpFactor >= median {
				f.all = append(f.all, Finding{
					Code: FoundCostJump, Object: f.facts.Categories.At(int32(category)), Name: f.facts.categories[category].Name,
					Months: []allocation.Period{f.months[i].Period}, Amount: sum,
				})
			}
		}
	}
}

// unused finds cost centres, departments and rules that nothing comes to.
func (f *findings) unused() {
	carries := make([]bool, f.facts.CostCenters.Len())
	counted := make([]bool, f.facts.CostCenters.Len())
	receives := make([]bool, f.facts.Departments.Len())
	costs := make([]bool, f.facts.Categories.Len())
	for _, m := range f.months {
		for _, d := range m.input.Drivers {
			for _, receiver := range d.Receiver {
				carries[receiver] = true
			}
		}
		for center, charged := range m.charged {
			counted[center] = counted[center] || charged
			receives[m.department[center]] = true
		}
		for _, c := range m.input.Costs {
			costs[c.Category] = true
		}
	}
	last := f.months[len(f.months)-1]
	for center := range carries {
		if counted[center] && !carries[center] {
			code := f.facts.CostCenters.At(int32(center))
			f.all = append(f.all, Finding{Code: FoundUnusedCenter, Object: code, Name: last.CostCenterName(code)})
		}
	}
	for department, has := range receives {
		if code := f.facts.Departments.At(int32(department)); !has {
			f.all = append(f.all, Finding{Code: FoundNoneToCharge, Object: code, Name: last.DepartmentName(code)})
		}
	}
	ruled := make([]bool, len(costs))
	for _, r := range f.facts.Rows.Rules {
		ruled[r.Category] = true
	}
	for category, has := range costs {
		if ruled[category] && !has {
			f.all = append(f.all, Finding{
				Code: FoundUnusedRule, Object: f.facts.Categories.At(int32(category)), Name: f.facts.categories[category].Name,
			})
		}
	}
}

// LostLicences counts licences that are valid on days of the months on which
// their user has no account: those days count nothing.
func LostLicences(large *Large, months []allocation.Period) Finding {
	found := Finding{Code: FoundLostLicences}
	if len(months) == 0 {
		return found
	}
	all := allocation.Span{From: months[0].First(), To: months[len(months)-1].Last()}
	for _, l := range large.Licences {
		days := l.Valid.Intersect(all)
		covered := int64(0)
		for _, a := range large.Accounts[large.AccountStart[l.User]:large.AccountStart[l.User+1]] {
			covered += days.Intersect(a.Valid).Days()
		}
		if covered < days.Days() {
			found.Count++
		}
	}
	return found
}
