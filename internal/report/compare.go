package report

import (
	"bufio"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// SideBySide is scenarios side by side. Where a department is named, why its
// bill changes is told too.
type SideBySide struct {
	*financing.Comparison
	Municipality string
	Department   string
}

// comparedRow is an amount before, and by each scenario.
type comparedRow struct {
	name   string
	before allocation.Ore
	after  []allocation.Ore
}

// totals are where the money goes, and last the cost that it adds up to.
func (c *SideBySide) totals(lang words.Language) []comparedRow {
	rows := []comparedRow{
		{name: lang.Pick("Notor", "Bills"), before: c.Before.Billed},
		{name: lang.Pick("Centralt, IT:s egen budget", "Central, IT's own budget"), before: c.Before.Central},
		{name: lang.Pick("Ej fördelat", "Unallocated"), before: c.Before.Unallocated},
		{name: lang.Pick("Över-/underuttag", "Variance"), before: c.Before.Variance},
		{name: lang.Pick("Kommunens kostnad", "The municipality's cost"), before: c.Before.Cost},
	}
	for i := range c.Scenarios {
		t := c.Scenarios[i].Outcome.After
		for j, amount := range []allocation.Ore{t.Billed, t.Central, t.Unallocated, t.Variance, t.Cost} {
			rows[j].after = append(rows[j].after, amount)
		}
	}
	return rows
}

// departments are what each owes, and last the sum.
func (c *SideBySide) departments(lang words.Language) []comparedRow {
	var rows []comparedRow
	sum := comparedRow{name: lang.Pick("Summa", "Total"), after: make([]allocation.Ore, len(c.Scenarios))}
	for i := range c.Departments {
		d := &c.Departments[i]
		rows = append(rows, comparedRow{d.Name, d.Before, d.After})
		sum.before += d.Before
		for j, amount := range d.After {
			sum.after[j] += amount
		}
	}
	return append(rows, sum)
}

// bills are what the bills of each model recover, and last the sum.
func (c *SideBySide) bills(lang words.Language) []comparedRow {
	var rows []comparedRow
	sum := comparedRow{name: lang.Pick("Summa", "Total"), after: make([]allocation.Ore, len(c.Scenarios))}
	for _, m := range c.Models {
		if m.Model == allocation.Central {
			continue
		}
		row := comparedRow{name: lang.Model(m.Model), before: m.Before.Billed}
		sum.before += m.Before.Billed
		for j := range m.After {
			row.after = append(row.after, m.After[j].Billed)
			sum.after[j] += m.After[j].Billed
		}
		rows = append(rows, row)
	}
	return append(rows, sum)
}

// causes are why the bill of the department changes by each scenario, and last
// the sum; before is nothing.
func (c *SideBySide) causes(lang words.Language) []comparedRow {
	var rows []comparedRow
	sum := comparedRow{name: lang.Pick("Summa", "Total"), after: make([]allocation.Ore, len(c.Scenarios))}
	for _, cause := range c.Comparison.Causes(c.Department) {
		rows = append(rows, comparedRow{name: lang.ChangeCause(cause.Cause), after: cause.Amounts})
		for j, amount := range cause.Amounts {
			sum.after[j] += amount
		}
	}
	return append(rows, sum)
}

// Text writes the scenarios for people: before, and each scenario's difference.
func (c *SideBySide) Text(w io.Writer, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("Scenarier sida vid sida", "Scenarios side by side"), c.Municipality, lang.Month(c.Base.First)+" – "+lang.Month(c.Base.Last))
	p.printf("%s\n", lang.Pick("Det här är scenarier. Inga notor, priser eller stängda månader ändras. Varje kolumn är skillnaden mot hur det är, i kronor.",
		"These are scenarios. No bills, prices or closed months change. Each column is the difference from how it is, in kronor."))
	write := func(title, first string, rows []comparedRow) {
		p.printf("\n%s\n\n", title)
		header := table.Row{first, lang.Pick("Före", "Before")}
		for i := range c.Scenarios {
			header = append(header, c.Scenarios[i].Name)
		}
		cells := func(r *comparedRow) table.Row {
			row := table.Row{r.name, words.Amount(r.before)}
			for _, amount := range r.after {
				row = append(row, words.Change(amount-r.before))
			}
			return row
		}
		var out []table.Row
		for i := range rows[:len(rows)-1] {
			out = append(out, cells(&rows[i]))
		}
		p.table(1, header, out, cells(&rows[len(rows)-1]))
	}
	write(lang.Pick("Vart pengarna går", "Where the money goes"), "", c.totals(lang))
	write(lang.Pick("Notor per förvaltning", "Bills per department"), lang.Pick("Förvaltning eller bolag", "Department or company"), c.departments(lang))
	write(lang.Pick("Notor per modell", "Bills per model"), lang.Pick("Modell", "Model"), c.bills(lang))
	if c.Department != "" {
		write(lang.Pick("Varför notan ändras: ", "Why the bill changes: ")+c.Base.Bills().Name(c.Department), lang.Pick("Orsak", "Cause"), c.causes(lang))
	}
	return p.err
}

// JSON writes the scenarios for programs. Amounts are kronor as text, in the
// order of the scenarios.
func (c *SideBySide) JSON(w io.Writer) error {
	j := jsonWriter{Writer: bufio.NewWriter(w)}
	amounts := func(all []allocation.Ore) *jsonWriter {
		j.raw("[")
		for i, amount := range all {
			if i > 0 {
				j.raw(",")
			}
			j.amount(amount)
		}
		return j.raw("]")
	}
	j.raw(`{"first":`).text(c.Base.First.String()).raw(`,"last":`).text(c.Base.Last.String())
	j.raw(",\n " + `"before":`).totals(c.Before).raw(`,"scenarios":[`).list()
	for i := range c.Scenarios {
		j.item().raw(`{"name":`).text(c.Scenarios[i].Name).raw(`,"after":`).totals(c.Scenarios[i].Outcome.After).raw("}")
	}
	j.raw("],\n " + `"departments":[`).list()
	for i := range c.Departments {
		d := &c.Departments[i]
		j.item().raw(`{"department":`).text(d.Code).raw(`,"before":`).amount(d.Before).raw(`,"after":`)
		amounts(d.After).raw("}")
	}
	j.raw("],\n " + `"models":[`).list()
	for _, m := range c.Models {
		j.item().raw(`{"model":`).text(m.Model.String()).raw(`,"before":`).recovery(m.Before).raw(`,"after":[`)
		for i, after := range m.After {
			if i > 0 {
				j.raw(",")
			}
			j.recovery(after)
		}
		j.raw("]}")
	}
	j.raw("]")
	if c.Department != "" {
		j.raw(",\n " + `"causes":[`).list()
		for _, cause := range c.Comparison.Causes(c.Department) {
			j.item().raw(`{"cause":`).text(cause.Cause.String()).raw(`,"amounts":`)
			amounts(cause.Amounts).raw("}")
		}
		j.raw("]")
	}
	j.raw("}\n")
	if j.err != nil {
		return j.err
	}
	return j.Flush()
}

// Book writes the scenarios as a workbook: before, and for each scenario what
// comes after and the difference.
func (c *SideBySide) Book(w io.Writer, lang words.Language) error {
	return writePlanBook(w, lang, func(b *planBook) []bookSheet {
		sheets := []bookSheet{
			b.compared(c, lang.Pick("Summa", "Total"), "", c.totals(lang)),
			b.compared(c, lang.Pick("Förvaltningar", "Departments"), lang.Pick("Förvaltning eller bolag", "Department or company"), c.departments(lang)),
			b.compared(c, lang.Pick("Modeller", "Models"), lang.Pick("Modell", "Model"), c.bills(lang)),
		}
		if c.Department != "" {
			sheets = append(sheets, b.compared(c, lang.Pick("Orsaker", "Causes"), lang.Pick("Orsak", "Cause"), c.causes(lang)))
		}
		return sheets
	})
}

func (b *planBook) compared(c *SideBySide, name, first string, rows []comparedRow) bookSheet {
	sheet := bookSheet{name: name, widths: []float64{40, 18}, right: 1, head: []string{first, b.lang.Pick("Före, kr", "Before, kr")}}
	for i := range c.Scenarios {
		sheet.head = append(sheet.head, c.Scenarios[i].Name+", kr", c.Scenarios[i].Name+b.lang.Pick(", skillnad, kr", ", difference, kr"))
		sheet.widths = append(sheet.widths, 26, 26)
	}
	for i := range rows {
		r := &rows[i]
		text, amount := any(r.name), b.kronor
		if i == len(rows)-1 {
			text, amount = b.sumText(r.name), b.total
		}
		row := []any{text, amount(r.before)}
		for _, after := range r.after {
			row = append(row, amount(after), amount(after-r.before))
		}
		sheet.rows = append(sheet.rows, row)
	}
	return sheet
}
