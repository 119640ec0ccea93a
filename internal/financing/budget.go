package financing

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// BudgetPlan says how a year's costs and volumes are planned. Costs are those
// of the year before, month by month, with indexes; volumes are those of the
// register as it reaches into the year, with the planned changes.
type BudgetPlan struct {
	Year    int
	Indexes []Index
	Entries []Entry
	// Levers are planned changes, by date: more computers from August, another
	// rule from January. They are made last, on the planned costs.
	Levers []Lever
}

// Index is how costs change from the year before: a general index, or the
// clause of a contract from its renewal on. Of several that cover a cost row
// the last one counts.
type Index struct {
	Category string            // empty: all
	Supplier string            // empty: all
	From     allocation.Period // the first month it counts in; the zero value: all of the year
	Micro    int64             // the change in millionths: 35 000 is +3.5 %; never below −1 000 000
}

// Entry is a cost that is entered: it takes the place of all that IT pays in
// the category in its months.
type Entry struct {
	Category string
	Month    int // 1 to 12; 0: the amount is for the year, and spread evenly
	Amount   allocation.Ore
}

// Budget is a planned year beside the year before.
type Budget struct {
	Plan BudgetPlan
	// Changes make the plan facts: costs, hours and the planned changes.
	Changes  chargeback.ChangeSet
	Base     *Base // the planned year, charged
	YearPast *Base // the year before, charged
}

// NewBudget plans a year. records are all that is known; open makes facts of
// rows, and is called with those of the plan. The error is one of the rows of
// the plan, or of a month that cannot be charged.
func NewBudget(records chargeback.Records, plan BudgetPlan, open func(chargeback.Records) (Facts, error)) (*Budget, error) {
	b := &Budget{Plan: plan}
	past, err := open(records)
	if err != nil {
		return nil, err
	}
	if b.YearPast, err = NewYear(past, plan.Year-1); err != nil {
		return nil, err
	}
	known := past.Records() // numbered, so that rows can be told apart
	if err := plan.check(known); err != nil {
		return nil, err
	}
	b.Changes = slices.Concat(budgetCosts(known, &plan), plannedHours(known, plan.Year))
	changed, err := past.Apply(b.Changes)
	if err != nil {
		return nil, err
	}
	if len(plan.Levers) > 0 {
		steps, err := Compile(plan.Levers, changed, plan.Year)
		if err != nil {
			return nil, err
		}
		b.Changes = append(b.Changes, Steps(steps)...)
		if changed, err = past.Apply(b.Changes); err != nil {
			return nil, err
		}
	}
	facts, err := open(changed)
	if err != nil {
		return nil, err
	}
	b.Base, err = NewYear(facts, plan.Year)
	return b, err
}

// check refuses categories that there are not, and months that are none.
func (p *BudgetPlan) check(records chargeback.Records) error {
	known := map[string]bool{"": true}
	for _, r := range records["categories"] {
		known[r.Cells[0]] = true
	}
	for _, x := range p.Indexes {
		if !known[x.Category] {
			return &chargeback.Error{Code: chargeback.UnknownCode, Value: x.Category, Args: []string{"categories"}}
		}
	}
	for _, e := range p.Entries {
		if e.Category == "" || !known[e.Category] {
			return &chargeback.Error{Code: chargeback.UnknownCode, Value: e.Category, Args: []string{"categories"}}
		}
		if e.Month < 0 || e.Month > 12 {
			return &chargeback.Error{Code: chargeback.NotMonth, Value: fmt.Sprintf("%04d-%02d", p.Year, e.Month)}
		}
	}
	return nil
}

// plannedCost is where a planned cost goes.
type plannedCost struct {
	month                                         int
	category, system, application, project, payer string
}

func (a plannedCost) compare(b plannedCost) int {
	return slices.Compare(
		[]string{fmt.Sprintf("%02d", a.month), a.category, a.system, a.application, a.project, a.payer},
		[]string{fmt.Sprintf("%02d", b.month), b.category, b.system, b.application, b.project, b.payer})
}

// budgetCosts makes the cost rows of the year: one for each month, category,
// target and payer. What is known of the year already, such as licences paid
// ahead, is in the plan by the year before, so those rows go.
func budgetCosts(records chargeback.Records, plan *BudgetPlan) chargeback.ChangeSet {
	t := chargeback.TableNamed("costs")
	column := func(name string) int { return t.Column(name) }
	id, date, category, amount, supplier := column("id"), column("date"), column("category"), column("amount"), column("supplier")
	system, application, project, payer, from := column("system"), column("application"), column("project"), column("paid_by"), column("from")
	year := allocation.Span{From: allocation.Period{Year: plan.Year, Month: 1}.First(), To: allocation.Period{Year: plan.Year, Month: 12}.Last()}

	var set chargeback.ChangeSet
	sums := make(map[plannedCost]*big.Rat)
	for _, r := range records["costs"] {
		days := costDays(r, date, from)
		if days.Overlaps(year) {
			set = append(set, chargeback.EndRows("costs", []string{r.Cells[id]}, allocation.Always))
		}
		for m := 1; m <= 12; m++ {
			past := allocation.Period{Year: plan.Year - 1, Month: m}
			if !days.Overlaps(past.Span()) {
				continue
			}
			part := chargeback.OreOf(r.Cells[amount])
			if r.Cells[from] != "" {
				part = allocation.Accrue(part, days, past).Part
			}
			key := plannedCost{m, r.Cells[category], r.Cells[system], r.Cells[application], r.Cells[project], r.Cells[payer]}
			if sums[key] == nil {
				sums[key] = new(big.Rat)
			}
			factor := plan.factor(r.Cells[category], r.Cells[supplier], m)
			sums[key].Add(sums[key], factor.Mul(factor, new(big.Rat).SetInt64(int64(part))))
		}
	}
	plan.enter(sums)
	keys := slices.SortedFunc(maps.Keys(sums), plannedCost.compare)
	for i, key := range keys {
		whole := nearest(sums[key])
		if whole == 0 {
			continue
		}
		set = append(set, chargeback.PutRow("costs", map[string]string{
			"id": fmt.Sprintf("budget-%d-%05d", plan.Year, i+1), "date": allocation.Period{Year: plan.Year, Month: key.month}.First().String(),
			"category": key.category, "amount": chargeback.PlainAmount(whole), "system": key.system, "application": key.application,
			"project": key.project, "paid_by": key.payer,
		}))
	}
	return set
}

// costDays are the days that decide a cost row's months.
func costDays(r chargeback.Record, date, from int) allocation.Span {
	first, last := r.Cells[date], r.Cells[date]
	if r.Cells[from] != "" {
		first, last = r.Cells[from], r.Cells[from+1]
	}
	var days allocation.Span
	days.From, _ = allocation.ParseDate(first)
	days.To, _ = allocation.ParseDate(last)
	return days
}

// factor is what a cost of the year before is multiplied by in a month.
func (p *BudgetPlan) factor(category, supplier string, month int) *big.Rat {
	at := allocation.Period{Year: p.Year, Month: month}
	for _, x := range slices.Backward(p.Indexes) {
		if (x.Category == "" || x.Category == category) && (x.Supplier == "" || x.Supplier == supplier) && !at.Before(x.From) {
			return big.NewRat(allocation.Micro+x.Micro, allocation.Micro)
		}
	}
	return big.NewRat(1, 1)
}

// enter puts what is entered into the place of what IT pays.
func (p *BudgetPlan) enter(sums map[plannedCost]*big.Rat) {
	for _, e := range p.Entries {
		maps.DeleteFunc(sums, func(key plannedCost, _ *big.Rat) bool {
			return key.category == e.Category && key.payer == "" && (e.Month == 0 || key.month == e.Month)
		})
		even := make([]int64, 12)
		for m := range even {
			if e.Month == 0 || e.Month == m+1 {
				even[m] = 1
			}
		}
		weights, err := allocation.NewWeights(even)
		if err != nil {
			panic("bug: twelve months overflow")
		}
		parts := make([]allocation.Ore, 12)
		weights.Split(parts, e.Amount, new(allocation.Scratch))
		for m, part := range parts {
			if even[m] > 0 {
				sums[plannedCost{month: m + 1, category: e.Category}] = new(big.Rat).SetInt64(int64(part))
			}
		}
	}
}

// plannedHours takes the hours of the same month of the year before for every
// project that goes on, where none are known of the month.
func plannedHours(records chargeback.Records, year int) chargeback.ChangeSet {
	projects := chargeback.TableNamed("projects")
	known := make(map[[2]string]bool)
	for _, r := range records["project_hours"] {
		known[[2]string(r.Cells[:2])] = true
	}
	var set chargeback.ChangeSet
	for _, r := range records["project_hours"] {
		past, ok := allocation.ParsePeriod(r.Cells[1])
		if !ok || past.Year != year-1 {
			continue
		}
		month := allocation.Period{Year: year, Month: past.Month}
		goesOn := slices.ContainsFunc(records["projects"], func(p chargeback.Record) bool {
			return p.Cells[0] == r.Cells[0] && projects.Span(p).Overlaps(month.Span())
		})
		if goesOn && !known[[2]string{r.Cells[0], month.String()}] {
			set = append(set, chargeback.PutRow("project_hours", map[string]string{"project": r.Cells[0], "month": month.String(), "hours": r.Cells[2]}))
		}
	}
	return set
}

// BudgetCategory is what a category is planned to cost IT.
type BudgetCategory struct {
	Code, Name, CostType string
	Past                 allocation.Ore // in the year before
	Months               [12]allocation.Ore
	Planned              allocation.Ore
}

// Categories are all that cost something in either year, by code.
func (b *Budget) Categories() []BudgetCategory {
	all := make(map[string]*BudgetCategory)
	add := func(run *chargeback.Run, to func(*BudgetCategory, allocation.Ore)) {
		for code, amount := range run.Month.CategoryCosts() {
			if all[code] == nil {
				all[code] = &BudgetCategory{Code: code, Name: run.Month.CategoryName(code), CostType: run.Month.CostType(code)}
			}
			to(all[code], amount)
		}
	}
	for _, run := range b.YearPast.Runs() {
		add(run, func(c *BudgetCategory, amount allocation.Ore) { c.Past += amount })
	}
	for m, run := range b.Base.Runs() {
		add(run, func(c *BudgetCategory, amount allocation.Ore) {
			c.Months[m] += amount
			c.Planned += amount
		})
	}
	var list []BudgetCategory
	for _, code := range slices.Sorted(maps.Keys(all)) {
		list = append(list, *all[code])
	}
	return list
}

// Volume is how much of a driver is counted in a year.
type Volume struct {
	Model       allocation.Model
	Class       string // as in the prices table
	Name        string // of an application, else empty
	PastMicro   int64  // units × months (hours of projects) of the year before, in millionths
	MicroMonths int64  // likewise, of the planned year
}

// Volumes are those of both years, of charged cost centres, by model and class.
func (b *Budget) Volumes() []Volume {
	var list []Volume
	for _, model := range allocation.Models[1:] {
		now, past := newTariff(b.Base.months, model), newTariff(b.YearPast.months, model)
		last := b.Base.months[11].run.Month
		before := make(map[string]int64)
		for object := range past.classes {
			before[b.YearPast.months[11].run.Month.PriceClass(model, int32(object))] = micro(past.classes[object].volume)
		}
		for object := range now.classes {
			v := Volume{Model: model, Class: last.PriceClass(model, int32(object)), MicroMonths: micro(now.classes[object].volume)}
			v.PastMicro = before[v.Class]
			if model == allocation.User && object > 0 {
				v.Name = last.ObjectName(model, v.Class)
			}
			if v.PastMicro != 0 || v.MicroMonths != 0 {
				list = append(list, v)
			}
		}
	}
	return list
}

// Unallocated is what the plan leaves with IT because nobody carries it, by
// category, model and object, with the reason of the first month.
func (b *Budget) Unallocated() []chargeback.Unallocated {
	var all []chargeback.Unallocated
	for _, run := range b.Base.Runs() {
		for _, u := range run.Unallocated() {
			at := slices.IndexFunc(all, func(t chargeback.Unallocated) bool {
				return t.Category == u.Category && t.Model == u.Model && t.Object == u.Object
			})
			if at < 0 {
				all = append(all, u)
			} else {
				all[at].Amount += u.Amount
			}
		}
	}
	slices.SortFunc(all, func(a, b chargeback.Unallocated) int {
		return cmp.Or(strings.Compare(a.Category, b.Category), cmp.Compare(a.Model, b.Model), strings.Compare(a.Object, b.Object))
	})
	return all
}
