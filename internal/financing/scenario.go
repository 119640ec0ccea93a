package financing

import (
	"sync"

	"chargeback/allocation"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
	"chargeback/internal/recent"
)

// Facts are a data set that changes can be tried on. What it makes of a change
// is what an import of the same rows would make of it.
type Facts interface {
	// Records are the rows as they are. They are shared: read only.
	Records() chargeback.Records
	Month(allocation.Period) (*chargeback.Month, error)
	Change(chargeback.ChangeSet) (*chargeback.FactsChange, error)
	// Apply returns all rows as they are after a change, unchecked.
	Apply(chargeback.ChangeSet) (chargeback.Records, error)
}

// Base are months charged from facts as they are, beside which any number of
// scenarios can be set. It is read-only, and any number of goroutines may use
// it.
//
// A scenario can never touch a real month: it changes numbers in memory, which
// nobody keeps.
type Base struct {
	First, Last allocation.Period
	facts       Facts
	months      []*month
	sums        *sums
	alone       recent.Values[ChangeEffect] // of single levers, see [Tried.Effects]
	scratch     sync.Pool                   // of outcomes that nobody looks at any more
}

// month is a charged month.
type month struct {
	run  *chargeback.Run
	sums *sums

	once sync.Once
	read *causes.Month
}

// causes makes the month ready for splitting differences, once.
func (m *month) causes() *causes.Month {
	m.once.Do(func() { m.read = causes.Read(m.run) })
	return m.read
}

// sums are what one or several months of the same facts come to.
type sums struct {
	totals      chargeback.Totals
	gross       allocation.Ore                           // of all pools, credits counted as costs: no sum is larger
	departments []allocation.Ore                         // by department and model
	objects     [allocation.Project + 1][]allocation.Ore // by model and object
	models      [allocation.Project + 1]Recovery
}

// Recovery is what a model costs, and how much of that its bills carry. Cost is
// Billed + Unallocated + Variance; of model 1 it stays on IT's own budget.
type Recovery struct {
	ByPrice                             bool // in one of the months
	Cost, Billed, Unallocated, Variance allocation.Ore
}

// add adds another month of the same model.
func (r *Recovery) add(month *Recovery) {
	r.ByPrice = r.ByPrice || month.ByPrice
	r.Cost += month.Cost
	r.Billed += month.Billed
	r.Unallocated += month.Unallocated
	r.Variance += month.Variance
}

// NewBase charges the months from first to last. The error is that of a month
// that cannot be charged.
func NewBase(facts Facts, first, last allocation.Period) (*Base, error) {
	b := &Base{First: first, Last: last, facts: facts}
	for p := first; !last.Before(p); p = p.Next() {
		m, err := facts.Month(p)
		if err != nil {
			return nil, err
		}
		run, err := m.Charge(nil)
		if err != nil {
			return nil, err
		}
		sums, err := sumsOf(run)
		if err != nil {
			return nil, err
		}
		b.months = append(b.months, &month{run: run, sums: sums})
	}
	var err error
	b.sums, err = sumMonths(b.months)
	return b, err
}

// NewYear charges the twelve months of a year.
func NewYear(facts Facts, year int) (*Base, error) {
	return NewBase(facts, allocation.Period{Year: year, Month: 1}, allocation.Period{Year: year, Month: 12})
}

// Runs are the months as they are, rising.
func (b *Base) Runs() []*chargeback.Run {
	runs := make([]*chargeback.Run, len(b.months))
	for i := range b.months {
		runs[i] = b.months[i].run
	}
	return runs
}

// Facts are what the months are charged from.
func (b *Base) Facts() Facts { return b.facts }

func newSums(run *chargeback.Run) *sums {
	m := run.Month
	s := &sums{departments: make([]allocation.Ore, m.Facts.Departments.Len()*(int(allocation.Project)+1))}
	for _, model := range allocation.Models {
		s.objects[model] = make([]allocation.Ore, m.Input().Objects(model))
	}
	return s
}

// sumsOf adds up one month.
func sumsOf(run *chargeback.Run) (*sums, error) {
	s := newSums(run)
	s.totals = run.Totals()
	run.AddDepartments(s.departments)
	for _, model := range allocation.Models[1:] {
		run.AddObjects(model, s.objects[model])
	}
	var gross allocation.Sum
	pools := run.Pools()
	for i := range pools {
		p := &pools[i]
		m := &s.models[p.Model]
		gross.Add(max(p.Amount, -p.Amount))
		if p.Category != allocation.NoCategory {
			m.Cost += p.Amount
		}
		switch p.Outcome {
		case allocation.Billed:
			m.Billed += p.Amount
		case allocation.Unallocated:
			m.Unallocated += p.Amount
		case allocation.OwnBudget, allocation.Priced: // carried by no bill
		}
	}
	for _, v := range run.Variance() {
		s.models[v.Model].Variance += v.Amount
		s.models[v.Model].ByPrice = true
	}
	var err error
	if s.gross, err = gross.Total(); err != nil {
		return nil, overflow(run.Month.Period)
	}
	return s, nil
}

// mostGross is how much all months of a year may come to, so that no sum of
// them and no difference of two such sums overflows.
const mostGross = allocation.Ore(1) << 61

func overflow(p allocation.Period) error {
	return &chargeback.Error{Code: chargeback.Overflow, Args: []string{p.String(), ""}, Err: allocation.ErrOverflow}
}

// sumMonths adds up months of the same facts.
func sumMonths(months []*month) (*sums, error) {
	total := newSums(months[0].run)
	for i := range months {
		s := months[i].sums
		if s.gross > mostGross-total.gross {
			return nil, overflow(months[i].run.Month.Period)
		}
		total.gross += s.gross
		addTotals(&total.totals, &s.totals)
		addAll(total.departments, s.departments)
		for model := range s.models {
			addAll(total.objects[model], s.objects[model])
			total.models[model].add(&s.models[model])
		}
	}
	return total, nil
}

func addTotals(to, from *chargeback.Totals) {
	to.Cost += from.Cost
	to.Billed += from.Billed
	to.Central += from.Central
	to.Unallocated += from.Unallocated
	to.Variance += from.Variance
	to.SelfPaid += from.SelfPaid
}

func addAll(to, from []allocation.Ore) {
	for i, amount := range from {
		to[i] += amount
	}
}

// Totals are the sums of all months.
func (b *Base) Totals() chargeback.Totals { return b.sums.totals }
