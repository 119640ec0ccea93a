package financing

import (
	"cmp"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// ClosedTrial is what a change set would have made of closed months, each tried
// by itself on its frozen inputs, corrections aside. Months that could not be
// charged with it have no part in the sums.
type ClosedTrial struct {
	Municipality  string
	Months        []ClosedMonth // rising
	Before, After chargeback.Totals
	Departments   []DepartmentChange // those with a bill before or after, by code
	Models        []ModelChange      // those with costs or bills before or after, by number
}

// ClosedMonth is what a change set would have made of one closed month.
type ClosedMonth struct {
	Period        allocation.Period
	Before, After chargeback.Totals
	// Err says why the month could not be charged with the change. There are no
	// sums then.
	Err error

	municipality string
	gross        allocation.Ore // of the larger side
	departments  []DepartmentChange
	models       []ModelChange
}

// CompareClosed sets a closed month, charged as it was, beside the same month
// charged with a change. The error is an overflow of its sums.
func CompareClosed(before, after *chargeback.Run) (ClosedMonth, error) {
	was, err := sumsOf(before)
	if err != nil {
		return ClosedMonth{}, err
	}
	is := was
	if after != before {
		if is, err = sumsOf(after); err != nil {
			return ClosedMonth{}, err
		}
	}
	bills := func(run *chargeback.Run, s *sums) Bills {
		return (&Base{months: []*month{{run: run, sums: s}}, sums: s}).Bills()
	}
	return ClosedMonth{
		Period: before.Month.Period, Before: was.totals, After: is.totals,
		municipality: before.Month.Municipality(), gross: max(was.gross, is.gross),
		departments: bills(after, is).Against(bills(before, was)), models: modelChanges(was, is),
	}, nil
}

// SumClosed adds up months, which rise. Departments are called what they were
// called in the last month that has them. The error is an overflow.
func SumClosed(months []ClosedMonth) (*ClosedTrial, error) {
	t := &ClosedTrial{Months: months}
	departments := make(map[string]*DepartmentChange)
	var models [allocation.Project + 1]ModelChange
	var gross allocation.Ore
	for i := range months {
		m := &months[i]
		if m.Err != nil {
			continue
		}
		if m.gross > mostGross-gross {
			return nil, overflow(m.Period)
		}
		gross += m.gross
		t.Municipality = m.municipality
		addTotals(&t.Before, &m.Before)
		addTotals(&t.After, &m.After)
		for j := range m.departments {
			d := &m.departments[j]
			sum := departments[d.Code]
			if sum == nil {
				sum = &DepartmentChange{Code: d.Code}
				departments[d.Code] = sum
			}
			sum.add(d)
		}
		for _, c := range m.models {
			models[c.Model].Before.add(&c.Before)
			models[c.Model].After.add(&c.After)
		}
	}
	for _, d := range departments {
		t.Departments = append(t.Departments, *d)
	}
	slices.SortFunc(t.Departments, func(a, b DepartmentChange) int { return strings.Compare(a.Code, b.Code) })
	for _, model := range allocation.Models {
		if c := models[model]; c.Before != (Recovery{}) || c.After != (Recovery{}) {
			t.Models = append(t.Models, ModelChange{model, c.Before, c.After})
		}
	}
	return t, nil
}

// add adds another month of the same department, whose name counts.
func (d *DepartmentChange) add(month *DepartmentChange) {
	d.Name, d.Kind = month.Name, month.Kind
	d.Before += month.Before
	d.After += month.After
	for model := range d.Models {
		d.ModelsBefore[model] += month.ModelsBefore[model]
		d.Models[model] += month.Models[model]
	}
}

// Charged counts the months that could be charged with the change.
func (t *ClosedTrial) Charged() int {
	n := 0
	for i := range t.Months {
		if t.Months[i].Err == nil {
			n++
		}
	}
	return n
}

// Winners are the departments that would have owed less, Losers those that
// would have owed more; the largest difference comes first.
func (t *ClosedTrial) Winners() []DepartmentChange { return t.side(-1) }

// Losers are those that would have owed more. See [ClosedTrial.Winners].
func (t *ClosedTrial) Losers() []DepartmentChange { return t.side(1) }

func (t *ClosedTrial) side(sign allocation.Ore) []DepartmentChange {
	var all []DepartmentChange
	for i := range t.Departments {
		if d := t.Departments[i]; sign*d.Difference() > 0 {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b DepartmentChange) int {
		return cmp.Or(cmp.Compare(sign*b.Difference(), sign*a.Difference()), strings.Compare(a.Code, b.Code))
	})
	return all
}
