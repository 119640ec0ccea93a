package report

import (
	"fmt"
	"io"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// planBook makes the sheets of a plan's workbook.
type planBook struct {
	styles styles
	page   // for the names of things
}

// writePlanBook writes a workbook of sheets; those without a name are left out.
func writePlanBook(w io.Writer, lang words.Language, sheets func(b *planBook) []bookSheet) error {
	return writeBook(w, func(s styles) []bookSheet {
		var kept []bookSheet
		for _, sheet := range sheets(&planBook{s, page{lang: lang}}) {
			if sheet.name != "" {
				kept = append(kept, sheet)
			}
		}
		return kept
	})
}

func (b *planBook) kronor(amount allocation.Ore) any { return styled(b.styles.money, kronor(amount)) }

func (b *planBook) total(amount allocation.Ore) any { return styled(b.styles.sum, kronor(amount)) }

func (b *planBook) count(micro int64) any {
	return styled(b.styles.quantity, float64(micro)/allocation.Micro)
}

// sumText is a text of a row of sums.
func (b *planBook) sumText(text string) any { return styled(b.styles.sum, text) }

// change is a change in percent to one decimal; empty where nothing above zero
// was before.
func (b *planBook) change(style int, before, after allocation.Ore) any {
	permille, ok := financing.Permille(before, after)
	if !ok || before < 0 {
		return styled(style, nil)
	}
	return styled(style, float64(permille)/1000)
}

func (b *planBook) difference(before, after allocation.Ore) []any {
	return []any{b.kronor(before), b.kronor(after), b.kronor(after - before), b.change(b.styles.percent, before, after)}
}

func (b *planBook) totalDifference(before, after allocation.Ore) []any {
	return []any{b.total(before), b.total(after), b.total(after - before), b.change(b.styles.sumPercent, before, after)}
}

// differenceHead are the headings of a difference between two named columns.
func (b *planBook) differenceHead(before, after string) []string {
	return []string{before + ", kr", after + ", kr", b.lang.Pick("Skillnad, kr", "Difference, kr"), b.lang.Pick("Förändring", "Change")}
}

// differenceWidths are the widths of a difference's columns.
var differenceWidths = []float64{18, 18, 18, 12}

// sides are what the columns before and after are called.
type sides struct{ before, after string }

func (b *planBook) sides() sides {
	return sides{b.lang.Pick("Före", "Before"), b.lang.Pick("Efter", "After")}
}

// yearSides names them after a planned year and the one before.
func yearSides(year int) sides { return sides{strconv.Itoa(year - 1), strconv.Itoa(year)} }

func (b *planBook) departments(side sides, all []financing.DepartmentChange) bookSheet {
	sheet := bookSheet{
		name: b.lang.Pick("Förvaltningar", "Departments"), widths: append([]float64{12, 40}, differenceWidths...), right: 2,
		head: append([]string{b.lang.Pick("Kod", "Code"), b.lang.Pick("Förvaltning eller bolag", "Department or company")}, b.differenceHead(side.before, side.after)...),
	}
	var before, after allocation.Ore
	for i := range all {
		d := &all[i]
		before += d.Before
		after += d.After
		sheet.rows = append(sheet.rows, append([]any{d.Code, d.Name}, b.difference(d.Before, d.After)...))
	}
	sheet.rows = append(sheet.rows, append([]any{b.sumText(b.lang.Pick("Summa", "Total")), b.sumText("")}, b.totalDifference(before, after)...))
	return sheet
}

// models has a row for each model, and one with the sums: what they cost is the
// municipality's cost.
func (b *planBook) models(side sides, all []financing.ModelChange) bookSheet {
	sheet := bookSheet{name: b.lang.Pick("Modeller", "Models"), widths: []float64{34}, right: 1, head: []string{b.lang.Pick("Modell", "Model")}}
	columns := []struct {
		name string
		of   func(*financing.ModelChange) (before, after allocation.Ore)
	}{
		{b.lang.Pick("Kostnad", "Cost"), func(m *financing.ModelChange) (before, after allocation.Ore) {
			return m.Before.Cost, m.After.Cost
		}},
		{b.lang.Pick("Notor", "Bills"), func(m *financing.ModelChange) (before, after allocation.Ore) {
			return m.Before.Billed, m.After.Billed
		}},
		{b.lang.Pick("Ej fördelat", "Unallocated"), func(m *financing.ModelChange) (before, after allocation.Ore) {
			return m.Before.Unallocated, m.After.Unallocated
		}},
		{b.lang.Pick("Över-/underuttag", "Variance"), func(m *financing.ModelChange) (before, after allocation.Ore) {
			return m.Before.Variance, m.After.Variance
		}},
	}
	sums := []any{b.sumText(b.lang.Pick("Summa", "Total"))}
	for _, c := range columns {
		sheet.head = append(sheet.head, c.name+" "+side.before+", kr", c.name+" "+side.after+", kr")
		sheet.widths = append(sheet.widths, 24, 24)
		var before, after allocation.Ore
		for i := range all {
			was, is := c.of(&all[i])
			before += was
			after += is
		}
		sums = append(sums, b.total(before), b.total(after))
	}
	for i := range all {
		row := []any{b.lang.Model(all[i].Model)}
		for _, c := range columns {
			was, is := c.of(&all[i])
			row = append(row, b.kronor(was), b.kronor(is))
		}
		sheet.rows = append(sheet.rows, row)
	}
	sheet.rows = append(sheet.rows, sums)
	return sheet
}

// balance tells where the money goes; the parts add up to the cost.
func (b *planBook) balance(side sides, before, after chargeback.Totals) bookSheet {
	sheet := bookSheet{
		name: b.lang.Pick("Summa", "Total"), widths: append([]float64{34}, differenceWidths...), right: 1,
		head: append([]string{""}, b.differenceHead(side.before, side.after)...),
	}
	for _, row := range []struct {
		name       string
		before, is allocation.Ore
	}{
		{b.lang.Pick("Notor", "Bills"), before.Billed, after.Billed},
		{b.lang.Pick("Centralt, IT:s egen budget", "Central, IT's own budget"), before.Central, after.Central},
		{b.lang.Pick("Ej fördelat", "Unallocated"), before.Unallocated, after.Unallocated},
		{b.lang.Pick("Över-/underuttag", "Variance"), before.Variance, after.Variance},
	} {
		sheet.rows = append(sheet.rows, append([]any{row.name}, b.difference(row.before, row.is)...))
	}
	sheet.rows = append(sheet.rows, append([]any{b.sumText(b.lang.Pick("Kommunens kostnad", "The municipality's cost"))}, b.totalDifference(before.Cost, after.Cost)...))
	return sheet
}

// BudgetBook writes a planned year as a workbook: costs by category and month,
// departments, models, volumes, and, where months are done, the follow-up.
func BudgetBook(w io.Writer, budget *financing.Budget, follow *financing.FollowUp, lang words.Language) error {
	return writePlanBook(w, lang, func(b *planBook) []bookSheet {
		side := yearSides(budget.Plan.Year)
		return []bookSheet{
			b.costs(budget), b.balance(side, budget.YearPast.Totals(), budget.Base.Totals()),
			b.departments(side, budget.Base.Bills().Against(budget.YearPast.Bills())), b.models(side, budget.Models()),
			b.volumes(side, budget), b.followed(follow),
		}
	})
}

func (b *planBook) costs(budget *financing.Budget) bookSheet {
	year := yearSides(budget.Plan.Year)
	sheet := bookSheet{
		name: b.lang.Pick("Kostnader", "Costs"), widths: []float64{12, 34, 20, 16}, right: 3,
		head: []string{b.lang.Pick("Kategori", "Category"), b.lang.Pick("Namn", "Name"), b.lang.Pick("Kostnadsslag", "Cost type"), year.before + ", kr"},
	}
	for m := range 12 {
		sheet.head = append(sheet.head, allocation.Period{Year: budget.Plan.Year, Month: m + 1}.String())
		sheet.widths = append(sheet.widths, 15)
	}
	sheet.head = append(sheet.head, year.after+", kr")
	sheet.widths = append(sheet.widths, 16)
	var past, planned allocation.Ore
	var months [12]allocation.Ore
	for _, c := range budget.Categories() {
		row := []any{c.Code, c.Name, c.CostType, b.kronor(c.Past)}
		for m, amount := range c.Months {
			months[m] += amount
			row = append(row, b.kronor(amount))
		}
		past += c.Past
		planned += c.Planned
		sheet.rows = append(sheet.rows, append(row, b.kronor(c.Planned)))
	}
	sums := []any{b.sumText(b.lang.Pick("Summa", "Total")), b.sumText(""), b.sumText(""), b.total(past)}
	for _, amount := range months {
		sums = append(sums, b.total(amount))
	}
	sheet.rows = append(sheet.rows, append(sums, b.total(planned)))
	return sheet
}

func (b *planBook) volumes(side sides, budget *financing.Budget) bookSheet {
	sheet := bookSheet{
		name: b.lang.Pick("Volymer", "Volumes"), widths: []float64{34, 34, 20, 20}, right: 2,
		head: []string{
			b.lang.Pick("Modell", "Model"), b.lang.Pick("Drivare", "Driver"),
			fmt.Sprintf(b.lang.Pick("Enheter × månader %s", "Units × months %s"), side.before), fmt.Sprintf(b.lang.Pick("Enheter × månader %s", "Units × months %s"), side.after),
		},
	}
	for _, v := range budget.Volumes() {
		sheet.rows = append(sheet.rows, []any{b.lang.Model(v.Model), b.priced(v.Model, v.Class, v.Name), b.count(v.PastMicro), b.count(v.MicroMonths)})
	}
	return sheet
}

// followed is the follow-up on one sheet; without one there is none.
func (b *planBook) followed(f *financing.FollowUp) bookSheet {
	if f == nil {
		return bookSheet{}
	}
	sheet := bookSheet{
		name: b.lang.Pick("Uppföljning", "Follow-up"), widths: []float64{24, 34, 18, 18, 18, 18, 18, 18}, right: 2,
		head: []string{
			b.lang.Pick("Per", "By"), "", b.lang.Pick("Budget hittills, kr", "Budget so far, kr"), b.lang.Pick("Utfall, kr", "Outcome, kr"),
			b.lang.Pick("Avvikelse, kr", "Deviation, kr"), b.lang.Pick("Årsbudget, kr", "Year's budget, kr"), b.lang.Pick("Prognos, kr", "Forecast, kr"),
			b.lang.Pick("Som hittills, kr", "As so far, kr"),
		},
	}
	for _, list := range []struct {
		by   string
		rows []financing.FollowRow
		name func(*financing.FollowRow) string
	}{
		{b.lang.Pick("Månad", "Month"), f.Months, func(r *financing.FollowRow) string { return b.lang.Month(r.Period) }},
		{b.lang.Pick("Kategori", "Category"), f.Categories, func(r *financing.FollowRow) string { return r.Name }},
		{b.lang.Pick("Modell", "Model"), f.Models, func(r *financing.FollowRow) string { return b.lang.Model(r.Model) }},
		{b.lang.Pick("Förvaltning eller bolag", "Department or company"), f.Departments, func(r *financing.FollowRow) string { return r.Name }},
		{b.lang.Pick("Summa", "Total"), []financing.FollowRow{f.Total}, func(*financing.FollowRow) string { return "" }},
	} {
		for i := range list.rows {
			r := &list.rows[i]
			row := []any{list.by, list.name(r)}
			for _, amount := range []allocation.Ore{r.Budget, r.Outcome, r.Difference(), r.YearBudget, r.Forecast(), r.Trend()} {
				row = append(row, b.kronor(amount))
			}
			sheet.rows = append(sheet.rows, row)
		}
	}
	return sheet
}
