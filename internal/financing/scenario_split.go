package financing

import (
	"cmp"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
)

// Split says why what a department owes for all months changes; an empty code
// is all bills together. Each month is split as a bill is, and the months are
// added up, so the parts add up to the difference to the öre, and the order of
// the changes has no say.
func (o *Outcome) Split(department string) *causes.Split {
	return o.Bills().SplitAgainst(o.Base.Bills(), department)
}

// SplitAgainst says likewise why the bills differ from those of as many months
// before, month against month.
func (b Bills) SplitAgainst(before Bills, department string) *causes.Split {
	year := &causes.Split{}
	covers := func(of, _ string) bool { return department == "" || of == department }
	for i, m := range b.months {
		past := before.months[i]
		if m == past {
			amount := owed(m, department)
			year.Before += amount
			year.After += amount
			continue
		}
		addSplit(year, causes.Explain(causes.Side{Month: past.causes()}, causes.Side{Month: m.causes()}, covers))
	}
	year.Parts = slices.DeleteFunc(year.Parts, func(p causes.Part) bool { return p.Amount == 0 })
	slices.SortFunc(year.Parts, func(a, b causes.Part) int { return cmp.Compare(a.Cause, b.Cause) })
	for i := range year.Parts {
		part := &year.Parts[i]
		part.Services = slices.DeleteFunc(part.Services, func(s causes.ServicePart) bool { return s.Amount == 0 })
		slices.SortStableFunc(part.Services, func(a, b causes.ServicePart) int {
			return cmp.Or(cmp.Compare(max(b.Amount, -b.Amount), max(a.Amount, -a.Amount)), cmp.Compare(a.Model, b.Model), cmp.Compare(a.Object, b.Object))
		})
	}
	return year
}

// owed is what a department owes for a month, or all do.
func owed(m *month, department string) allocation.Ore {
	if department == "" {
		return m.sums.totals.Billed
	}
	d, ok := m.run.Month.Facts.Departments.Index(department)
	if !ok {
		return 0
	}
	const models = int(allocation.Project) + 1
	var sum allocation.Ore
	for _, amount := range m.sums.departments[int(d)*models:][:models] {
		sum += amount
	}
	return sum
}

// addSplit adds the split of a month to that of the year. Of facts that several
// months tell, the first is kept.
func addSplit(year, m *causes.Split) {
	year.Before += m.Before
	year.After += m.After
	for _, part := range m.Parts {
		at := slices.IndexFunc(year.Parts, func(p causes.Part) bool { return p.Cause == part.Cause })
		if at < 0 {
			at = len(year.Parts)
			year.Parts = append(year.Parts, causes.Part{Cause: part.Cause})
		}
		to := &year.Parts[at]
		to.Amount += part.Amount
		for _, s := range part.Services {
			i := slices.IndexFunc(to.Services, func(t causes.ServicePart) bool { return t.Model == s.Model && t.Object == s.Object })
			if i < 0 {
				to.Services = append(to.Services, s)
			} else {
				to.Services[i].Amount += s.Amount
			}
		}
		for _, f := range part.Facts {
			told := func(t causes.Fact) bool {
				return t.Kind == f.Kind && t.Model == f.Model && t.Object == f.Object && t.Name == f.Name && t.From == f.From && t.To == f.To
			}
			if !slices.ContainsFunc(to.Facts, told) {
				to.Facts = append(to.Facts, f)
			}
		}
	}
}

// Step is one of the things that a scenario does, by a name that people know.
type Step struct {
	Name    string
	Changes chargeback.ChangeSet
}

// Steps is the change set that makes one step after the other.
func Steps(steps []Step) chargeback.ChangeSet {
	var all chargeback.ChangeSet
	for _, s := range steps {
		all = append(all, s.Changes...)
	}
	return all
}

// ChangeEffect is what a step makes of the sums of all months.
type ChangeEffect struct {
	Name   string
	Billed allocation.Ore // on the bills
	Cost   allocation.Ore // what the municipality pays
}

// Effects tells what each step does by itself, and what they do together
// besides that: the last entry, without a name. All add up to the outcome, and
// no order favours one. A step that cannot be made without those before it is
// an error.
func (o *Outcome) Effects(steps []Step) ([]ChangeEffect, error) {
	var all []ChangeEffect
	for _, step := range steps {
		effect, err := o.Base.effectOf(step)
		if err != nil {
			return nil, err
		}
		all = append(all, effect)
	}
	return append(all, o.rest(all)), nil
}

// effectOf tells what a step does by itself.
func (b *Base) effectOf(step Step) (ChangeEffect, error) {
	reuse, _ := b.scratch.Get().(*Outcome)
	alone, err := b.Try(step.Changes, reuse)
	if err != nil {
		return ChangeEffect{}, err
	}
	defer b.scratch.Put(alone)
	return ChangeEffect{step.Name, alone.After.Billed - alone.Before.Billed, alone.After.Cost - alone.Before.Cost}, nil
}

// rest is what changes do together besides what each does by itself.
func (o *Outcome) rest(each []ChangeEffect) ChangeEffect {
	rest := ChangeEffect{"", o.After.Billed - o.Before.Billed, o.After.Cost - o.Before.Cost}
	for _, e := range each {
		rest.Billed -= e.Billed
		rest.Cost -= e.Cost
	}
	return rest
}
