package report

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// Year adds up months of one data set for a person to see where the money
// went.
type Year struct {
	name   string
	months []MonthResult
	bills  []chargeback.Bill // by department, added up
	total  allocation.Totals
	lines  int
}

// Add adds a month. The run may be reused afterwards.
func (y *Year) Add(run *chargeback.Run) {
	y.name = run.Month.Municipality()
	lines := run.CountLines()
	y.months = append(y.months, MonthResult{
		Period: run.Month.Period, Totals: run.Totals(), Lines: lines, Unallocated: run.Unallocated(), Month: run.Month,
	})
	for _, bill := range run.Bills() {
		at := 0
		for at < len(y.bills) && y.bills[at].Code != bill.Code {
			at++
		}
		if at == len(y.bills) {
			y.bills = append(y.bills, chargeback.Bill{Code: bill.Code, Name: bill.Name, Kind: bill.Kind})
		}
		b := &y.bills[at]
		b.Name = bill.Name
		b.Amount += bill.Amount
		b.SelfPaid += bill.SelfPaid
		for model := range bill.ByModel {
			b.ByModel[model] += bill.ByModel[model]
		}
	}
	t := run.Totals()
	y.total.Cost += t.Cost
	y.total.Billed += t.Billed
	y.total.Central += t.Central
	y.total.Unallocated += t.Unallocated
	y.total.Variance += t.Variance
	y.lines += lines
}

// Write writes the year: each month, each department, and what to look at. The
// bills are in the folder out.
func (y *Year) Write(w io.Writer, lang words.Language, out string) error {
	p := page{w: w, lang: lang}
	first, last := y.months[0].Period, y.months[len(y.months)-1].Period
	p.title(lang.Pick("IT-debitering", "IT chargeback"), y.name, lang.Month(first)+" – "+lang.Month(last))
	p.printf("%s\n\n", lang.Pick("Vart pengarna tog vägen, kronor per månad", "Where the money went, kronor per month"))
	p.yearMonths(y)
	p.printf("\n%s\n\n", fmt.Sprintf(lang.Pick(
		"Varje rad går ihop: IT:s kostnader = notor + centralt + ej fördelat + över-/underuttag. Differens: %s.",
		"Every row adds up: IT's costs = bills + central + unallocated + variance. Difference: %s."),
		words.Money(y.total.Cost-y.total.Billed-y.total.Central-y.total.Unallocated-y.total.Variance)))
	p.printf("%s\n\n", lang.Pick("Vad var och en betalar för året, kronor", "What each one pays for the year, kronor"))
	p.bills(y.bills)
	p.attention(y)
	p.printf("\n%s\n", fmt.Sprintf(lang.Pick(
		"Årets notor ligger i %s: en mapp per månad, en nota per förvaltning och bolag som CSV och XLSX.",
		"The year's bills are in %s: a folder per month, a bill per department and company as CSV and XLSX."), out))
	return p.err
}

func (p *page) yearMonths(y *Year) {
	var rows []table.Row
	for i := range y.months {
		m := &y.months[i]
		rows = append(rows, yearRow(p.lang.Month(m.Period), &m.Totals.Totals, m.Lines))
	}
	p.table(1, table.Row{
		p.lang.Pick("Månad", "Month"), p.lang.Pick("IT:s kostnader", "IT's costs"), p.lang.Pick("Notor", "Bills"),
		p.lang.Pick("Centralt", "Central"), p.lang.Pick("Ej fördelat", "Unallocated"),
		p.lang.Pick("Över-/underuttag", "Variance"), p.lang.Pick("Notarader", "Bill lines"),
	}, rows, yearRow(p.lang.Pick("Hela året", "The year"), &y.total, y.lines))
}

func yearRow(name string, t *allocation.Totals, lines int) table.Row {
	return table.Row{
		name, words.Amount(t.Cost), words.Amount(t.Billed), amountOrDash(t.Central), amountOrDash(t.Unallocated),
		amountOrDash(t.Variance), words.Count(lines),
	}
}

// attention tells what the year left unallocated, month by month.
func (p *page) attention(y *Year) {
	var items []string
	for i := range y.months {
		m := &y.months[i]
		for _, u := range m.Unallocated {
			items = append(items, fmt.Sprintf("%s: %s, %s: %s", p.lang.Month(m.Period), m.Month.CategoryName(u.Category),
				words.Money(u.Amount), p.lang.Reason(u.Model, u.Object, u.Reason)))
		}
	}
	p.bullets(p.lang.Pick("Ej fördelat, stannar på IT tills någon får det", "Unallocated, stays with IT until somebody carries it"), items)
}
