package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// Budget writes a planned year for people: costs, volumes, what each department
// pays, and, where months are done, the follow-up.
func Budget(w io.Writer, municipality string, b *financing.Budget, follow *financing.FollowUp, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title("Budget", municipality, strconv.Itoa(b.Plan.Year))
	p.printf("%s\n\n", lang.Pick("Kostnader per kategori, kronor", "Costs per category, kronor"))
	var rows []table.Row
	var past, planned allocation.Ore
	for _, c := range b.Categories() {
		past += c.Past
		planned += c.Planned
		rows = append(rows, append(table.Row{c.Name}, difference(c.Past, c.Planned)...))
	}
	header := table.Row{
		lang.Pick("Kategori", "Category"), strconv.Itoa(b.Plan.Year - 1), strconv.Itoa(b.Plan.Year),
		lang.Pick("Skillnad", "Difference"), lang.Pick("Förändring", "Change"),
	}
	p.table(1, header, rows, append(table.Row{lang.Pick("Summa", "Total")}, difference(past, planned)...))

	p.printf("\n%s\n\n", lang.Pick("Volymer: enheter × månader, timmar för projekt", "Volumes: units × months, hours of projects"))
	rows = nil
	for _, v := range b.Volumes() {
		rows = append(rows, table.Row{p.priced(v.Model, v.Class, v.Name), words.Quantity(v.PastMicro), words.Quantity(v.MicroMonths)})
	}
	p.table(1, table.Row{lang.Pick("Drivare", "Driver"), strconv.Itoa(b.Plan.Year - 1), strconv.Itoa(b.Plan.Year)}, rows, nil)

	p.printf("\n%s\n\n", lang.Pick("Per förvaltning, kronor", "Per department, kronor"))
	p.departmentChanges(b.Base.Bills().Against(b.YearPast.Bills()))
	totals := b.Base.Totals()
	p.printf("\n%s\n", fmt.Sprintf(lang.Pick(
		"Planerade kostnader %s = notor %s + centralt %s + ej fördelat %s + över-/underuttag %s.",
		"Planned costs %s = bills %s + central %s + unallocated %s + variance %s."),
		words.Money(totals.Cost), words.Money(totals.Billed), words.Money(totals.Central), words.Money(totals.Unallocated), words.Money(totals.Variance)))
	var left []string
	names := b.Base.Runs()[11].Month
	for _, u := range b.Unallocated() {
		left = append(left, fmt.Sprintf("%s: %s, %s", names.CategoryName(u.Category), words.Money(u.Amount), lang.Reason(u.Model, u.Object, u.Reason)))
	}
	p.bullets(lang.Pick("Ej fördelat: planera volymer som bär det", "Unallocated: plan volumes that carry it"), left)
	if follow != nil {
		p.follow(follow)
	}
	return p.err
}

// priced names what a price is for, or what is counted.
func (p *page) priced(model allocation.Model, class, name string) string {
	switch model {
	case allocation.System:
		return fmt.Sprintf(p.lang.Pick("system, %s", "system, %s"), p.lang.Class(class))
	case allocation.User:
		if name != "" {
			return name
		}
		return p.lang.Pick("användarkonto", "user account")
	case allocation.Project:
		return p.lang.Pick("timme, förändringsprojekt", "hour, change project")
	case allocation.Central, allocation.Device, allocation.Port: // by class
	}
	return p.lang.Class(class)
}

func (p *page) follow(f *financing.FollowUp) {
	cells := func(name string, r *financing.FollowRow) table.Row {
		return table.Row{
			name, words.Amount(r.Budget), words.Amount(r.Outcome), words.Change(r.Difference()), words.Amount(r.YearBudget),
			words.Amount(r.Forecast()), words.Amount(r.Trend()),
		}
	}
	write := func(title, first string, rows []financing.FollowRow, name func(*financing.FollowRow) string, footer table.Row) {
		p.printf("\n%s\n\n", title)
		var out []table.Row
		for i := range rows {
			out = append(out, cells(name(&rows[i]), &rows[i]))
		}
		p.table(1, table.Row{
			first, p.lang.Pick("Budget hittills", "Budget so far"), p.lang.Pick("Utfall", "Outcome"), p.lang.Pick("Avvikelse", "Deviation"),
			p.lang.Pick("Årsbudget", "Year's budget"), p.lang.Pick("Prognos", "Forecast"), p.lang.Pick("Som hittills", "As so far"),
		}, out, footer)
	}
	byName := func(r *financing.FollowRow) string { return r.Name }
	total := cells(p.lang.Pick("Summa", "Total"), &f.Total)
	write(p.lang.Pick("Utfall mot budget: kostnader per månad, kronor", "Outcome against budget: costs per month, kronor"), p.lang.Pick("Månad", "Month"),
		f.Months, func(r *financing.FollowRow) string { return p.lang.Month(r.Period) }, total)
	write(p.lang.Pick("Kostnader per kategori", "Costs per category"), p.lang.Pick("Kategori", "Category"), f.Categories, byName, total)
	write(p.lang.Pick("Kostnader per modell", "Costs per model"), p.lang.Pick("Modell", "Model"), f.Models,
		func(r *financing.FollowRow) string { return p.lang.Model(r.Model) }, total)
	write(p.lang.Pick("Notor per förvaltning", "Bills per department"), p.lang.Pick("Förvaltning eller bolag", "Department or company"), f.Departments, byName, nil)
}

// BudgetJSON writes a planned year for programs. Amounts are kronor as text.
func BudgetJSON(w io.Writer, b *financing.Budget, follow *financing.FollowUp) error {
	j := jsonWriter{Writer: bufio.NewWriter(w)}
	j.raw(`{"year":` + strconv.Itoa(b.Plan.Year) + `,"totals":`).totals(b.Base.Totals())
	j.raw(",\n " + `"categories":[`).list()
	for _, c := range b.Categories() {
		j.item().raw(`{"category":`).text(c.Code).raw(`,"past":`).amount(c.Past).raw(`,"planned":`).amount(c.Planned).raw(`,"months":[`)
		for m, amount := range c.Months {
			if m > 0 {
				j.raw(",")
			}
			j.amount(amount)
		}
		j.raw("]}")
	}
	j.raw("],\n " + `"volumes":[`).list()
	for _, v := range b.Volumes() {
		j.item().raw(`{"model":`).text(v.Model.String()).raw(`,"class":`).text(v.Class).raw(`,"past":"`).quantity(v.PastMicro)
		j.raw(`","planned":"`).quantity(v.MicroMonths).raw(`"}`)
	}
	j.raw("]")
	j.departments(b.Base.Bills().Against(b.YearPast.Bills()))
	if follow != nil {
		j.raw(",\n " + `"follow_up":{"total":`).followRow(&follow.Total)
		for _, list := range []struct {
			name string
			rows []financing.FollowRow
		}{{"months", follow.Months}, {"categories", follow.Categories}, {"models", follow.Models}, {"departments", follow.Departments}} {
			j.raw(",\n " + `"` + list.name + `":[`).list()
			for i := range list.rows {
				j.item().followRow(&list.rows[i])
			}
			j.raw("]")
		}
		j.raw("}")
	}
	j.raw("}\n")
	if j.err != nil {
		return j.err
	}
	return j.Flush()
}

func (j *jsonWriter) followRow(r *financing.FollowRow) *jsonWriter {
	j.raw("{")
	switch {
	case r.Code != "":
		j.raw(`"code":`).text(r.Code).raw(",")
	case r.Model != 0:
		j.raw(`"model":`).text(r.Model.String()).raw(",")
	case r.Period != allocation.Period{}:
		j.raw(`"month":`).text(r.Period.String()).raw(",")
	}
	return j.raw(`"budget":`).amount(r.Budget).raw(`,"outcome":`).amount(r.Outcome).raw(`,"year_budget":`).amount(r.YearBudget).
		raw(`,"forecast":`).amount(r.Forecast()).raw(`,"trend":`).amount(r.Trend()).raw("}")
}
