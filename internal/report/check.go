package report

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// MonthResult is a month that was tried: its run, or why there is none.
type MonthResult struct {
	Period      allocation.Period
	Totals      chargeback.Totals
	Lines       int
	Unallocated []chargeback.Unallocated
	Month       *chargeback.Month // nil where it could not be made
	Err         error
}

// Checkup is what the examination of a data set found.
type Checkup struct {
	Name     string
	Rows     map[string]int // by table, of those that are there
	Tables   []string       // all tables, in order
	Months   []MonthResult
	Findings []chargeback.Finding
}

// Write tells a person what is in the data set, what is missing, and what is
// odd.
func (c *Checkup) Write(w io.Writer, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("Granskning av underlaget", "Examination of the source data"), c.Name)
	for _, name := range c.Tables {
		if n, there := c.Rows[name]; there {
			p.printf("  %-16s %s\n", name, words.Plural(n, lang.Pick("rad", "row"), lang.Pick("rader", "rows")))
		} else {
			p.printf("  %-16s %s\n", name, lang.Pick("saknas (räknas som tom)", "missing (counts as empty)"))
		}
	}
	p.printf("\n")
	if len(c.Months) == 0 {
		p.printf("%s\n", lang.Pick("Det finns inga kostnader, så det finns ingen månad att beräkna.", "There are no costs, so there is no month to calculate."))
	} else {
		p.months(c.Months)
	}
	p.notes(c)
	return p.err
}

func (p *page) months(months []MonthResult) {
	var rows []table.Row
	for i := range months {
		m := &months[i]
		if m.Err != nil {
			rows = append(rows, table.Row{p.lang.Month(m.Period), p.lang.Pick("går inte att beräkna", "cannot be calculated"), "", "", "", ""})
			continue
		}
		t := &m.Totals
		rows = append(rows, table.Row{
			p.lang.Month(m.Period), words.Amount(t.Cost), words.Amount(t.Billed), amountOrDash(t.Central),
			amountOrDash(t.Unallocated), amountOrDash(t.Variance),
		})
	}
	p.table(1, table.Row{
		p.lang.Pick("Månad", "Month"), p.lang.Pick("IT:s kostnader", "IT's costs"), p.lang.Pick("Notor", "Bills"),
		p.lang.Pick("Centralt", "Central"), p.lang.Pick("Ej fördelat", "Unallocated"), p.lang.Pick("Över-/underuttag", "Variance"),
	}, rows, nil)
}

// notes lists what to mend, and what to look at.
func (p *page) notes(c *Checkup) {
	var wrong, look []string
	for i := range c.Months {
		m := &c.Months[i]
		for _, e := range failures(m.Err) {
			wrong = append(wrong, p.lang.Failure(e))
		}
		for _, u := range m.Unallocated {
			look = append(look, fmt.Sprintf(p.lang.Pick("%s: %s av kategorin %s är ej fördelat: %s.", "%s: %s of category %s is unallocated: %s."),
				m.Period, words.Money(u.Amount), m.Month.CategoryName(u.Category), p.lang.Reason(u.Model, u.Object, u.Reason)))
		}
	}
	for _, f := range c.Findings {
		look = append(look, p.lang.Finding(f))
	}
	p.bullets(p.lang.Pick("Måste rättas innan månaden kan beräknas", "To correct before the month can be calculated"), wrong)
	p.bullets(p.lang.Pick("Värt att se på", "Worth a look"), look)
	if len(wrong)+len(look) == 0 {
		p.printf("\n%s\n", p.lang.Pick("Inget behöver rättas och inget ser konstigt ut.", "Nothing needs correcting and nothing looks odd."))
	}
}

func (p *page) bullets(heading string, items []string) {
	if len(items) == 0 {
		return
	}
	p.printf("\n%s\n", heading)
	for _, item := range items {
		p.printf("  • %s\n", item)
	}
}

// failures lists the errors inside an error.
func failures(err error) []error {
	if many, ok := err.(*chargeback.Errors); ok {
		return many.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}
