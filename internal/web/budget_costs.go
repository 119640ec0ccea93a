package web

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/chart"
	"chargeback/internal/financing"
	"chargeback/internal/planning"
	"chargeback/internal/words"
)

// budgetSums are the answer of the page: cost = billed + central + unallocated
// + variance, in both years.
type budgetSums struct {
	Now, Before chargeback.Totals
	Lead        string
}

// Change is what the year costs besides the year before.
func (s *budgetSums) Change() allocation.Ore { return s.Now.Cost - s.Before.Cost }

// budgetCost is what a category costs, and how that is computed.
type budgetCost struct {
	financing.BudgetCategory
	How string
}

// Change is the difference from the year before.
func (c budgetCost) Change() allocation.Ore { return c.Planned - c.Past }

// budgetMonth is what a month costs.
type budgetMonth struct {
	Period        allocation.Period
	Past, Planned allocation.Ore
}

// Change is the difference from the same month of the year before.
func (m budgetMonth) Change() allocation.Ore { return m.Planned - m.Past }

// budgetLeft is what the plan leaves with IT.
type budgetLeft struct {
	Name, Why string
	Amount    allocation.Ore
}

// plannedChange is a planned change in a sentence.
type plannedChange struct{ Name, Text string }

// budgetVolume is how much of a driver is planned, in a month on average, or of
// hours in the year.
type budgetVolume struct {
	Model              allocation.Model
	Name               string
	Past, Now, Percent string
}

// budgetDepartment is a department's bills of both years.
type budgetDepartment struct {
	financing.DepartmentChange
	Bar template.HTML
}

func (b *budgetPage) sums(lang words.Language, r *planning.Result) {
	s := &budgetSums{Now: r.Tried.Outcome.After, Before: r.Ground.Budget.YearPast.Totals()}
	change, percent := s.Change(), words.ChangePercent(s.Before.Cost, s.Now.Cost)
	switch {
	case change == 0:
		s.Lead = fmt.Sprintf(lang.Pick("Lika mycket som %d.", "As much as in %d."), b.Past)
	case change > 0:
		s.Lead = fmt.Sprintf(lang.Pick("%s kr mer än %d, %s.", "%s kr more than in %d, %s."), wholeOf(change), b.Past, percent)
	default:
		s.Lead = fmt.Sprintf(lang.Pick("%s kr mindre än %d, %s.", "%s kr less than in %d, %s."), wholeOf(-change), b.Past, percent)
	}
	if billed := s.Now.Billed - s.Before.Billed; billed >= 0 {
		s.Lead += " " + fmt.Sprintf(lang.Pick("Förvaltningarna betalar %s kr mer.", "Departments pay %s kr more."), wholeOf(billed))
	} else {
		s.Lead += " " + fmt.Sprintf(lang.Pick("Förvaltningarna betalar %s kr mindre.", "Departments pay %s kr less."), wholeOf(-billed))
	}
	b.Sums = s
}

// costs makes the tables of categories and months.
func (b *budgetPage) costs(lang words.Language, r *planning.Result) {
	how := newHow(lang, &r.Plan, r.Ground.Budget.YearPast.Facts().Records())
	b.Suppliers = how.names()
	for _, c := range r.Ground.Budget.Categories() {
		b.Costs = append(b.Costs, budgetCost{c, how.of(c.Code)})
	}
	slices.SortStableFunc(b.Costs, func(x, y budgetCost) int { return cmp.Compare(y.Planned, x.Planned) })
	past := r.Ground.Budget.YearPast.Runs()
	for i, run := range r.Ground.Base.Runs() {
		b.Months = append(b.Months, budgetMonth{run.Month.Period, past[i].Totals().Cost, run.Totals().Cost})
	}
	names := r.Ground.Base.Runs()[11].Month
	for _, u := range r.Ground.Budget.Unallocated() {
		b.Unallocated = append(b.Unallocated, budgetLeft{names.CategoryName(u.Category), sentence(lang.Reason(u.Model, u.Object, u.Reason)), u.Amount})
	}
}

// costHow says how categories are computed.
type costHow struct {
	lang      words.Language
	plan      *financing.Plan
	suppliers map[[2]string]bool // category and supplier of costs
}

func newHow(lang words.Language, plan *financing.Plan, records chargeback.Records) *costHow {
	h := &costHow{lang, plan, make(map[[2]string]bool)}
	t := chargeback.TableNamed("costs")
	category, supplier := t.Column("category"), t.Column("supplier")
	for _, r := range records["costs"] {
		h.suppliers[[2]string{r.Cells[category], r.Cells[supplier]}] = true
	}
	return h
}

// names are all suppliers, by name.
func (h *costHow) names() []string {
	known := make(map[string]bool)
	for key := range h.suppliers {
		known[key[1]] = true
	}
	delete(known, "")
	return slices.Sorted(maps.Keys(known))
}

// of says how a category is computed: entered, or by the index of its
// contracts, or as the year before.
func (h *costHow) of(category string) string {
	lang, year := h.lang, h.plan.Year
	var parts, months []string
	entered := false
	for _, e := range h.plan.Entries {
		switch {
		case e.Category != category:
		case e.Month == 0:
			entered = true
		default:
			months = append(months, monthOnly(lang, allocation.Period{Year: year, Month: e.Month}))
		}
	}
	switch {
	case entered && len(months) > 0:
		parts = append(parts, lang.Pick("angivet för året, och för ", "entered for the year, and for ")+strings.Join(months, ", "))
	case entered:
		parts = append(parts, lang.Pick("angivet för året", "entered for the year"))
	case len(months) > 0:
		parts = append(parts, lang.Pick("angivet för ", "entered for ")+strings.Join(months, ", "))
	}
	if !entered {
		parts = append(h.indexes(category), parts...)
	}
	for i := range h.plan.Levers {
		l := &h.plan.Levers[i]
		if l.Category == category && slices.Contains([]financing.LeverKind{financing.LeverCost, financing.LeverNewCost, financing.LeverInvest}, l.Kind) {
			parts = append(parts, lang.Pick("planerade ändringar", "planned changes"))
			break
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf(lang.Pick("Som %d", "As in %d"), year-1)
	}
	return capital(strings.Join(parts, "; "))
}

// indexes are those that count for some of the costs: the last of several for
// the same costs does.
func (h *costHow) indexes(category string) []string {
	lang := h.lang
	var parts []string
	for i := len(h.plan.Indexes) - 1; i >= 0; i-- {
		x := &h.plan.Indexes[i]
		if x.Category != "" && x.Category != category || x.Supplier != "" && !h.suppliers[[2]string{category, x.Supplier}] {
			continue
		}
		text := lang.Pick("index ", "index ") + signedMicro(x.Micro*100) + "\u00A0%"
		if x.Supplier != "" {
			text = fmt.Sprintf(lang.Pick("avtal med %s, %s\u00A0%%", "contract with %s, %s\u00A0%%"), x.Supplier, signedMicro(x.Micro*100))
		}
		if first := (allocation.Period{Year: h.plan.Year, Month: 1}); first.Before(x.From) {
			text += lang.Pick(" fr.o.m. ", " from ") + monthOnly(lang, x.From)
		}
		parts = append([]string{text}, parts...)
		if x.Supplier == "" && x.From == (allocation.Period{}) {
			break // it covers all costs of the year, and those before it count no more
		}
	}
	return parts
}

// planned tells the planned changes.
func (b *budgetPage) planned(lang words.Language, r *planning.Result) {
	lists := listsOf(r.Ground.Budget.YearPast.Facts().Records())
	for i := range r.Plan.Levers {
		l := &r.Plan.Levers[i]
		text := leverSize(lang, l)
		if days := leverDays(lang, l, r.Plan.Year); days != "" {
			text = strings.TrimPrefix(text+", "+days, ", ")
		}
		b.Planned = append(b.Planned, plannedChange{cmp.Or(l.Name, leverName(lang, l, &lists)), text})
	}
}

// volumes makes the table of drivers.
func (b *budgetPage) volumes(lang words.Language, r *planning.Result) {
	for _, v := range r.Ground.Budget.Volumes() {
		b.Volumes = append(b.Volumes, budgetVolume{
			v.Model, priceName(lang, v.Model, v.Class, v.Name), averageText(v.Model, v.PastMicro), averageText(v.Model, v.MicroMonths),
			words.ChangePercent(allocation.Ore(v.PastMicro), allocation.Ore(v.MicroMonths)),
		})
	}
}

// averageText is a year's volume as people say it: how many there are in a
// month on average, and of hours how many in the year.
func averageText(model allocation.Model, micro int64) string {
	if model == allocation.Project {
		return words.Quantity(micro)
	}
	return words.Decimal(micro, 12*allocation.Micro, 2)
}

// departments makes the table of what departments pay, the largest first.
func (b *budgetPage) departments(r *planning.Result) {
	bills := r.Bills(chargeback.KindBudget)
	slices.SortStableFunc(bills, func(x, y financing.DepartmentChange) int { return cmp.Compare(y.After, x.After) })
	var pairs []chart.Pair
	for i := range bills {
		pairs = append(pairs, chart.Pair{Before: bills[i].Before, After: bills[i].After})
	}
	bars := chart.Pairs(pairs)
	for i := range bills {
		b.Departments = append(b.Departments, budgetDepartment{bills[i], bars[i]})
	}
}

// budgetFollow is the outcome against the budget.
type budgetFollow struct {
	Lead   string
	Total  *followRow
	Tables []followTable
}

type followTable struct {
	ID, Title, First string
	Rows             []*followRow
	Sums             bool // the total stands below
}

type followRow struct {
	financing.FollowRow
	Label string
	Done  bool // there is an outcome
}

func (b *budgetPage) follow(lang words.Language, f *financing.FollowUp) {
	b.Follow = &budgetFollow{Total: &followRow{f.Total, lang.Pick("Summa", "Total"), true}}
	table := func(id, title, first string, rows []financing.FollowRow, sums bool, label func(*financing.FollowRow) string) {
		t := followTable{ID: id, Title: title, First: first, Sums: sums}
		for _, r := range rows {
			t.Rows = append(t.Rows, &followRow{r, label(&r), r.Period == (allocation.Period{}) || r.Budget != 0 || r.Outcome != 0})
		}
		b.Follow.Tables = append(b.Follow.Tables, t)
	}
	byName := func(r *financing.FollowRow) string { return cmp.Or(r.Name, r.Code) }
	table("months", lang.Pick("Kostnader per månad", "Costs per month"), lang.Pick("Månad", "Month"), f.Months, true, func(r *financing.FollowRow) string { return capital(monthOnly(lang, r.Period)) })
	table("categories", lang.Pick("Kostnader per kategori", "Costs per category"), lang.Pick("Kategori", "Category"), f.Categories, true, byName)
	table("models", lang.Pick("Kostnader per modell", "Costs per model"), lang.Pick("Modell", "Model"), f.Models, true, func(r *financing.FollowRow) string { return lang.Model(r.Model) })
	table("departments", lang.Pick("Notor per förvaltning", "Bills per department"), lang.Pick("Förvaltning eller bolag", "Department or company"), f.Departments, false, byName)
	done := 0
	for _, r := range f.Months {
		if r.Budget != 0 || r.Outcome != 0 {
			done++
		}
	}
	months := words.Plural(done, lang.Pick("månad är beräknad", "month has been calculated"), lang.Pick("månader är beräknade", "months have been calculated"))
	switch d := f.Total.Difference(); {
	case d == 0:
		b.Follow.Lead = fmt.Sprintf(lang.Pick("%s. Kostnaderna är som budgeterat.", "%s. Costs are as budgeted."), months)
	case d > 0:
		b.Follow.Lead = fmt.Sprintf(lang.Pick("%s. Kostnaderna är %s högre än budgeten hittills.", "%s. Costs are %s above the budget so far."), months, words.Money(d))
	default:
		b.Follow.Lead = fmt.Sprintf(lang.Pick("%s. Kostnaderna är %s lägre än budgeten hittills.", "%s. Costs are %s below the budget so far."), months, words.Money(-d))
	}
}
