package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/report"
	"chargeback/internal/words"
)

// investmentsBody is what was bought, what it costs in capital, and the money
// that was asked for.
type investmentsBody struct {
	Tabs       []tableLink
	Today      allocation.Date
	Outlay     allocation.Ore
	This, Next financing.CapitalYear
	Years      []financing.CapitalYear
	Assumed    bool // some interest is by an earlier year's percentage
	LastRate   int  // the last year that has one
	Heads      []int
	Components []componentRow
	Cost       allocation.Ore // of all years
	Left       []componentRow // whose project no council has approved
	Money      *moneyTable
	Differ     []financing.Disagreement // that do not agree
	MayEdit    bool
	NewPath    string
}

// componentRow is a component, with what it costs in the years of the page.
type componentRow struct {
	Code, Name, Path         string
	Project                  programmeName // empty: of none
	Category, Life, Interest string
	InUse                    allocation.Date
	First, Last              allocation.Period // of its depreciation
	Amount                   allocation.Ore
	Costs                    []allocation.Ore
	Cost                     allocation.Ore // of all years
}

// moneyTable is what was requested, granted and used by year (appendix 8.5).
type moneyTable struct {
	Years    []int
	Kinds    []string // of each year: those that any row gives
	Rows     []moneyRow
	NoGrants bool // nobody has written down what was granted
}

// Span is how many columns a year has.
func (t *moneyTable) Span() int { return len(t.Kinds) }

// Heads are the kinds of every year, and of the sum.
func (t *moneyTable) Heads() []string { return slices.Repeat(t.Kinds, len(t.Years)+1) }

type moneyRow struct {
	Name  string
	Class string // of the row: sub for a section's sum, sum for the whole
	Cells []string
}

// capital counts the investments in the plan, and tells which are not in it.
func (d *planData) capital() (*report.Investments, error) {
	in, err := d.DecidedInvestments(d.Investments, d.Today)
	if err != nil {
		return nil, err
	}
	v := &report.Investments{Rates: d.Rates}
	for _, x := range d.Investments {
		if !slices.ContainsFunc(in, func(y financing.Investment) bool { return y.Code == x.Code }) {
			v.Left = append(v.Left, x)
		}
	}
	v.Capital, err = financing.NewCapital(in, d.Rates)
	return v, err
}

// investments shows what investments cost.
func (h *handler) investments(c *gin.Context) {
	lang := language(c)
	title := lang.Pick("Investeringar", "Investments")
	d, ok := h.planData(c, title)
	if !ok {
		return
	}
	v, err := d.capital()
	if err != nil {
		h.fail(c, err)
		return
	}
	year := d.Today.Period().Year
	body := &investmentsBody{
		Tabs: planTabs(lang, "/investments"), Today: d.Today, Outlay: v.Capital.Outlay, This: v.Capital.In(year), Next: v.Capital.In(year + 1),
		Years: v.Capital.Years, Money: newMoneyTable(lang, d.View.Money),
		MayEdit: h.Service.MayChange(c.Request.Context(), actor(c), "investments") == nil, NewPath: tablePath("investments") + "/" + newRow + "/edit",
	}
	var all allocation.Sum
	for _, y := range body.Years {
		if y.Cost != 0 {
			body.Heads = append(body.Heads, y.Year)
		}
		body.Assumed = body.Assumed || y.Assumed
		all.Add(y.Cost)
	}
	if body.Cost, err = all.Total(); err != nil {
		h.fail(c, err)
		return
	}
	if last := len(d.Rates) - 1; last >= 0 {
		body.LastRate = d.Rates[last].Year
	}
	for i := range v.Capital.Schedules {
		s := &v.Capital.Schedules[i]
		row := component(lang, d, &s.Investment)
		row.First, row.Last = s.Months[0].Period, s.Months[len(s.Months)-1].Period
		years := s.Years()
		for _, head := range body.Heads {
			var cost allocation.Ore
			if at := slices.IndexFunc(years, func(y financing.CapitalYear) bool { return y.Year == head }); at >= 0 {
				cost = years[at].Depreciation + years[at].Interest
			}
			row.Costs = append(row.Costs, cost)
			row.Cost += cost
		}
		body.Components = append(body.Components, row)
	}
	for i := range v.Left {
		body.Left = append(body.Left, component(lang, d, &v.Left[i]))
	}
	if body.Money != nil {
		for _, x := range d.View.Disagreements {
			if x.Difference != 0 {
				body.Differ = append(body.Differ, x)
			}
		}
	}
	h.show(c, http.StatusOK, "investments", page{Title: title, Notice: flash(c), Body: body})
}

func component(lang words.Language, d *planData, v *financing.Investment) componentRow {
	row := componentRow{
		Code: words.Visible(v.Code), Name: words.Visible(v.Name), Path: rowPath("investments", []string{v.Code}), Category: words.Visible(v.Category),
		Life: lang.Life(v.Life), InUse: v.InUse, Amount: v.Amount,
	}
	if v.Interest != financing.NoInterest {
		row.Interest = lang.InterestOn(v.Interest)
	}
	if p, ok := d.Project(v.Project); ok {
		row.Project = projectLink(p)
	}
	for _, r := range d.Facts["categories"] {
		if r.Cells[0] == v.Category {
			row.Category = words.Visible(r.Cells[chargeback.TableNamed("categories").Column("name")])
		}
	}
	return row
}

// newMoneyTable makes the table of money; nil where nobody has asked for any.
func newMoneyTable(lang words.Language, from *financing.FundingTable) *moneyTable {
	if len(from.Rows) == 0 {
		return nil
	}
	t := &moneyTable{Years: from.Years, NoGrants: !from.Total.Sum.Granted.Given}
	var kinds []func(*financing.FundingSums) financing.Known
	for _, kind := range []struct {
		name string
		of   func(*financing.FundingSums) financing.Known
	}{
		{lang.Pick("Äskat", "Requested"), func(s *financing.FundingSums) financing.Known { return s.Requested }},
		{lang.Pick("Beviljat", "Granted"), func(s *financing.FundingSums) financing.Known { return s.Granted }},
		{lang.Pick("Utfall", "Used"), func(s *financing.FundingSums) financing.Known { return s.Used }},
	} {
		if kind.of(&from.Total.Sum).Given {
			t.Kinds, kinds = append(t.Kinds, kind.name), append(kinds, kind.of)
		}
	}
	add := func(name, class string, r *financing.FundingRow) {
		row := moneyRow{Name: name, Class: class}
		for i := range r.Years {
			for _, of := range kinds {
				row.Cells = append(row.Cells, plannedKnown(of(&r.Years[i])))
			}
		}
		for _, of := range kinds {
			row.Cells = append(row.Cells, plannedKnown(of(&r.Sum)))
		}
		t.Rows = append(t.Rows, row)
	}
	for s := range from.Subtotals {
		section := financing.Section(s)
		add(lang.FundingSection(section), "sub", &from.Subtotals[s])
		for i := range from.Rows {
			if r := &from.Rows[i]; r.Section == section {
				add(words.Visible(r.Name), "", r)
			}
		}
	}
	add(lang.Pick("Totalt anslag", "Total"), "sum", &from.Total)
	add(lang.Pick("Utan utgifter för investeringar", "Without outlays for investments"), "", &from.Charged)
	return t
}

// investmentsFile answers with all of it as a workbook.
func (h *handler) investmentsFile(c *gin.Context) {
	lang := language(c)
	d, ok := h.planData(c, lang.Pick("Investeringar", "Investments"))
	if !ok {
		return
	}
	v, err := d.capital()
	if err != nil {
		h.fail(c, err)
		return
	}
	attachment(c, lang.Pick("investeringar-", "investments-")+strconv.Itoa(d.Today.Period().Year)+".xlsx")
	if err := v.XLSXWithMoney(c.Writer, d.View, lang); err != nil {
		_ = c.Error(err)
	}
}
