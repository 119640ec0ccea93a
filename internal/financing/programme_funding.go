package financing

import (
	"cmp"
	"slices"
	"strconv"

	"chargeback/allocation"
)

// Section is a part of the budget for a programme, as appendix 8.5 has them.
type Section uint8

// The sections: yearly operation, outlays for investments, and what these cost
// afterwards.
const (
	OperationSection Section = iota
	InvestmentSection
	CapitalSection
)

// Sections are the codes of the sections, by Section.
var Sections = []string{"operation", "investment", "capital"}

// Known is an amount that may not be known: granted money that nobody has
// written down is not zero.
type Known struct {
	Amount allocation.Ore
	Given  bool
}

// Funding is what was asked for, granted and used in a year, in one row of a
// section.
type Funding struct {
	Section                  Section
	Name                     string
	Year                     int
	Requested, Granted, Used Known
	Project                  string // that the row is about, or ""
	Line                     int
}

// FundingSums are sums of the three amounts: of those that are given. A sum of
// none is not given.
type FundingSums struct{ Requested, Granted, Used Known }

// FundingRow is a row of the table: the years of one name in a section, a
// subtotal or a total.
type FundingRow struct {
	Section Section
	Name    string // "": a subtotal or total
	Years   []FundingSums
	Sum     FundingSums // of all years
}

// FundingTable is the money of the programme by year (appendix 8.5). Total is
// all that the programme asks for; it holds an investment and, later, what the
// same investment costs in capital. Charged leaves the outlays out: that much at
// most may reach the departments' bills.
type FundingTable struct {
	Years     []int
	Rows      []FundingRow // by section, in the order of their first rows
	Subtotals [CapitalSection + 1]FundingRow
	Total     FundingRow
	Charged   FundingRow
}

// fundingSum is three sums.
type fundingSum struct {
	sums  [3]allocation.Sum
	given [3]bool
}

func (s *fundingSum) add(f *Funding) {
	for i, k := range [...]Known{f.Requested, f.Granted, f.Used} {
		if k.Given {
			s.sums[i].Add(k.Amount)
			s.given[i] = true
		}
	}
}

func (s *fundingSum) totals() (t FundingSums, err error) {
	for i, to := range []*Known{&t.Requested, &t.Granted, &t.Used} {
		if to.Amount, err = s.sums[i].Total(); err != nil {
			return t, err
		}
		to.Given = s.given[i]
	}
	return t, nil
}

// Money adds up the funding. The error is a [chargeback.Error] where a total
// does not fit.
func (p *Programme) Money() (*FundingTable, error) {
	t := &FundingTable{}
	type row struct {
		section Section
		name    string
	}
	var names []row
	for i := range p.Funding {
		f := &p.Funding[i]
		if at, found := slices.BinarySearch(t.Years, f.Year); !found {
			t.Years = slices.Insert(t.Years, at, f.Year)
		}
		if r := (row{f.Section, f.Name}); !slices.Contains(names, r) {
			names = append(names, r)
		}
	}
	slices.SortStableFunc(names, func(a, b row) int { return cmp.Compare(a.section, b.section) })
	add := func(r FundingRow, belongs func(f *Funding) bool) (FundingRow, error) {
		years := make([]fundingSum, len(t.Years))
		var all fundingSum
		for i := range p.Funding {
			f := &p.Funding[i]
			if belongs(f) {
				at, _ := slices.BinarySearch(t.Years, f.Year)
				years[at].add(f)
				all.add(f)
			}
		}
		r.Years = make([]FundingSums, len(t.Years))
		var err error
		for y := range years {
			if r.Years[y], err = years[y].totals(); err != nil {
				return r, overflowIn(strconv.Itoa(t.Years[y]), r.Name)
			}
		}
		if r.Sum, err = all.totals(); err != nil {
			return r, overflowIn(strconv.Itoa(t.Years[len(t.Years)-1]), r.Name)
		}
		return r, nil
	}
	for _, n := range names {
		r, err := add(FundingRow{Section: n.section, Name: n.name}, func(f *Funding) bool { return f.Section == n.section && f.Name == n.name })
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, r)
	}
	var err error
	for s := range t.Subtotals {
		section := Section(s)
		if t.Subtotals[s], err = add(FundingRow{Section: section}, func(f *Funding) bool { return f.Section == section }); err != nil {
			return nil, err
		}
	}
	if t.Total, err = add(FundingRow{}, func(*Funding) bool { return true }); err != nil {
		return nil, err
	}
	if t.Charged, err = add(FundingRow{}, func(f *Funding) bool { return f.Section != InvestmentSection }); err != nil {
		return nil, err
	}
	return t, nil
}

// Disagreement is a project's year as the plan of costs has it, and as the
// requested money has it: operation and investment, without capital.
type Disagreement struct {
	Project               *Project
	Year                  int
	Planned               allocation.Ore
	Operation, Investment allocation.Ore
	Requested             allocation.Ore // both
	Difference            allocation.Ore // Requested − Planned; 0: they agree
}

// Reconcile sets the plan beside the requested money, for every project that is
// no sub-project and every year that either has. Money for a sub-project is its
// project's. The error is a [chargeback.Error] where a figure does not fit.
func (p *Programme) Reconcile() ([]Disagreement, error) {
	plan, err := p.Plan(allocation.OpenTo)
	if err != nil {
		return nil, err
	}
	years := slices.Clone(plan.Years)
	for i := range p.Funding {
		if at, found := slices.BinarySearch(years, p.Funding[i].Year); !found && p.Funding[i].Project != "" {
			years = slices.Insert(years, at, p.Funding[i].Year)
		}
	}
	var list []Disagreement
	for _, i := range p.top {
		project := &p.Projects[i]
		for _, year := range years {
			var operation, investment, requested, difference allocation.Sum
			for j := range p.Funding {
				f := &p.Funding[j]
				if f.Year != year || f.Section == CapitalSection || f.Project == "" || p.topOf(f.Project) != project {
					continue
				}
				if f.Section == OperationSection {
					operation.Add(f.Requested.Amount)
				} else {
					investment.Add(f.Requested.Amount)
				}
				requested.Add(f.Requested.Amount)
				difference.Add(f.Requested.Amount)
			}
			d := Disagreement{Project: project, Year: year, Planned: plan.In(plan.Of(project.Code), year)}
			difference.Add(-d.Planned)
			for _, total := range []struct {
				to  *allocation.Ore
				sum allocation.Sum
			}{{&d.Operation, operation}, {&d.Investment, investment}, {&d.Requested, requested}, {&d.Difference, difference}} {
				if *total.to, err = total.sum.Total(); err != nil {
					return nil, overflowIn(strconv.Itoa(year), project.Code)
				}
			}
			list = append(list, d)
		}
	}
	return list, nil
}

// topOf returns the project that a project is or belongs to.
func (p *Programme) topOf(code string) *Project {
	x := &p.Projects[p.index[code]]
	if x.Parent != "" {
		x = &p.Projects[p.index[x.Parent]]
	}
	return x
}
