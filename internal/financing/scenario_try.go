package financing

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Outcome is what a change set makes of the months of a base.
type Outcome struct {
	Base          *Base
	Change        *chargeback.FactsChange
	Before, After chargeback.Totals
	Departments   []DepartmentChange // those with a bill before or after, by code
	Models        []ModelChange      // those with costs or bills before or after, by number

	set    chargeback.ChangeSet
	months []*month
	sums   *sums
	own    []*chargeback.Run // charged for this outcome; nil where the change touches nothing
}

// DepartmentChange is what a department owes for all months.
type DepartmentChange struct {
	Code, Name           string
	Kind                 chargeback.Kind
	Before, After        allocation.Ore
	ModelsBefore, Models [allocation.Project + 1]allocation.Ore
}

// Difference is the change.
func (d DepartmentChange) Difference() allocation.Ore { return d.After - d.Before }

// ModelChange is what becomes of a model.
type ModelChange struct {
	Model         allocation.Model
	Before, After Recovery
}

// ServiceChange is what a service, that is a system, class, application or
// project, or the accounts, comes to on the bills.
type ServiceChange struct {
	Model         allocation.Model
	Object, Name  string // of accounts both are empty; classes name themselves
	Before, After allocation.Ore
}

// Difference is the change.
func (s ServiceChange) Difference() allocation.Ore { return s.After - s.Before }

// Permille is the difference in thousandths of what was before, rounded half
// away from zero; ok is false where there was nothing.
func Permille(before, after allocation.Ore) (permille int64, ok bool) {
	size := max(before, -before)
	if size == 0 {
		return 0, false
	}
	return int64(chargeback.Ratio(after-before, 1000, int64(size))), true
}

// Try charges the months anew that a change set touches, by the engine that
// charges real months. An outcome that is no longer needed may be given to be
// overwritten; its memory is then reused. The error is that of a change that
// breaks the rules of SPEC §2, or of a month that cannot be charged with it.
func (b *Base) Try(set chargeback.ChangeSet, reuse *Outcome) (*Outcome, error) {
	change, err := b.facts.Change(set)
	if err != nil {
		return nil, err
	}
	o := &Outcome{Base: b, Change: change, set: set, months: slices.Clone(b.months), own: make([]*chargeback.Run, len(b.months))}
	if reuse != nil {
		copy(o.own, reuse.own)
	}
	if err := o.charge(); err != nil {
		return nil, err
	}
	if o.sums, err = sumMonths(o.months); err != nil {
		return nil, err
	}
	o.compare()
	return o, nil
}

// charge charges the months that are touched, on all cores.
func (o *Outcome) charge() error {
	var touched []int
	for i, m := range o.Base.months {
		if o.Change.Touches(m.run.Month.Period) {
			touched = append(touched, i)
		}
	}
	errs := make([]error, len(touched))
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(touched)) {
		group.Go(func() {
			for n := int(next.Add(1)) - 1; n < len(touched); n = int(next.Add(1)) - 1 {
				errs[n] = o.chargeMonth(touched[n])
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (o *Outcome) chargeMonth(i int) error {
	m, err := o.Change.Month(o.Base.months[i].run.Month)
	if err != nil {
		return err
	}
	run, err := m.Charge(o.own[i])
	if err != nil {
		return err
	}
	s, err := sumsOf(run)
	if err != nil {
		return err
	}
	o.own[i], o.months[i] = run, &month{run: run, sums: s}
	return nil
}

// compare sets the sums beside one another.
func (o *Outcome) compare() {
	before, after := o.Base.sums, o.sums
	o.Before, o.After, o.Models = before.totals, after.totals, modelChanges(before, after)
	o.Departments = o.Bills().Against(o.Base.Bills())
}

// modelChanges sets the models beside one another; those without costs or bills
// are left out.
func modelChanges(before, after *sums) []ModelChange {
	var all []ModelChange
	for _, model := range allocation.Models {
		c := ModelChange{model, before.models[model], after.models[model]}
		if c.Before != (Recovery{}) || c.After != (Recovery{}) {
			all = append(all, c)
		}
	}
	return all
}

// Bills are what all departments owe for the months of a base or an outcome.
type Bills struct {
	months []*month
	sums   *sums
}

// last is the month that names departments and services.
func (b Bills) last() *chargeback.Month { return b.months[len(b.months)-1].run.Month }

// Bills are those of the months as they are.
func (b *Base) Bills() Bills { return Bills{b.months, b.sums} }

// Bills are those of the months after the change.
func (o *Outcome) Bills() Bills { return Bills{o.months, o.sums} }

// Name is what a department is called.
func (b Bills) Name(department string) string { return b.last().DepartmentName(department) }

// Knows says whether there is such a department.
func (b Bills) Knows(department string) bool {
	_, ok := b.last().Facts.Departments.Index(department)
	return ok
}

// Against sets the bills beside others, which were before: those of another
// year, for example. Departments without a bill in either are left out; the
// rest is in order of code.
func (b Bills) Against(before Bills) []DepartmentChange {
	const models = int(allocation.Project) + 1
	at := make(map[string]int)
	var all []DepartmentChange
	for after, side := range []Bills{before, b} {
		last := side.last()
		for d := range int32(last.Facts.Departments.Len()) {
			own := [models]allocation.Ore(side.sums.departments[int(d)*models:])
			if own == [models]allocation.Ore{} {
				continue
			}
			code := last.Facts.Departments.At(d)
			i, known := at[code]
			if !known {
				i = len(all)
				at[code] = i
				all = append(all, DepartmentChange{Code: code})
			}
			row := &all[i]
			row.Name, row.Kind = last.DepartmentName(code), last.KindOf(code)
			to, sum := &row.ModelsBefore, &row.Before
			if after == 1 {
				to, sum = &row.Models, &row.After
			}
			*to = own
			for _, amount := range own {
				*sum += amount
			}
		}
	}
	slices.SortFunc(all, func(a, b DepartmentChange) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// Runs are the months after the change, rising. Those that it does not touch
// are the base's.
func (o *Outcome) Runs() []*chargeback.Run {
	runs := make([]*chargeback.Run, len(o.months))
	for i := range o.months {
		runs[i] = o.months[i].run
	}
	return runs
}

// Touched are the months that the change touches, rising.
func (o *Outcome) Touched() []allocation.Period {
	var periods []allocation.Period
	for i, m := range o.months {
		if m != o.Base.months[i] {
			periods = append(periods, m.run.Month.Period)
		}
	}
	return periods
}

// Services are all services that are billed before or after, by model, the
// largest after first. The amounts add up to the bills.
func (o *Outcome) Services() []ServiceChange {
	l := newServiceList()
	for _, side := range []struct {
		month *chargeback.Month
		sums  *sums
		after bool
	}{
		{o.Base.months[len(o.months)-1].run.Month, o.Base.sums, false},
		{o.months[len(o.months)-1].run.Month, o.sums, true},
	} {
		for _, model := range allocation.Models[1:] {
			for object, amount := range side.sums.objects[model] {
				if amount != 0 {
					l.add(side.month, model, side.month.ObjectCode(model, int32(object)), amount, side.after)
				}
			}
		}
	}
	return l.sorted()
}

// ServicesOf are the services of a department's bills, likewise.
func (o *Outcome) ServicesOf(department string) []ServiceChange {
	return o.Bills().ServicesAgainst(o.Base.Bills(), department)
}

// ServicesAgainst are the services of a department's bills beside those of as
// many months before, by model, the largest after first.
func (b Bills) ServicesAgainst(before Bills, department string) []ServiceChange {
	l := newServiceList()
	for after, side := range []Bills{before, b} {
		for _, m := range side.months {
			for line := range m.run.LinesOf(department, "") {
				l.add(m.run.Month, line.Model, line.Object, line.Amount, after == 1)
			}
		}
	}
	return l.sorted()
}

type serviceKey struct {
	model  allocation.Model
	object string
}

// serviceList gathers services.
type serviceList struct {
	at  map[serviceKey]int
	all []ServiceChange
}

func newServiceList() *serviceList { return &serviceList{at: make(map[serviceKey]int)} }

func (l *serviceList) add(m *chargeback.Month, model allocation.Model, object string, amount allocation.Ore, after bool) {
	key := serviceKey{model, object}
	i, known := l.at[key]
	if !known {
		i = len(l.all)
		l.at[key] = i
		l.all = append(l.all, ServiceChange{Model: model, Object: object, Name: m.ObjectName(model, object)})
	}
	if after {
		l.all[i].After += amount
	} else {
		l.all[i].Before += amount
	}
}

func (l *serviceList) sorted() []ServiceChange {
	all := slices.DeleteFunc(l.all, func(s ServiceChange) bool { return s.Before == 0 && s.After == 0 })
	slices.SortFunc(all, func(a, b ServiceChange) int {
		return cmp.Or(cmp.Compare(a.Model, b.Model), cmp.Compare(b.After, a.After), strings.Compare(a.Object, b.Object))
	})
	return all
}
