package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// Summary writes what a person needs to see of a month: every department's
// bill by model, the proof that the money adds up, and what needs attention.
// The names of categories are those of the month.
func Summary(w io.Writer, result *chargeback.Result, names *chargeback.Month, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("IT-debitering", "IT chargeback"), result.Municipality, lang.Month(result.Period))
	p.bills(result.Bills)
	p.balance(result)
	p.unallocated(result, names)
	p.variance(result)
	return p.err
}

// page writes plain text for a terminal. It keeps the first error.
type page struct {
	w    io.Writer
	lang words.Language
	err  error
}

func (p *page) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// title writes a heading of the parts that are not empty.
func (p *page) title(parts ...string) {
	line := ""
	for _, part := range parts {
		if part == "" {
			continue
		}
		if line != "" {
			line += " · "
		}
		line += part
	}
	p.printf("%s\n\n", line)
}

// numbersFrom is the first column that holds numbers.
func (p *page) table(numbersFrom int, header table.Row, rows []table.Row, footer table.Row) {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format.Header, style.Format.Footer = text.FormatDefault, text.FormatDefault
	style.Options = table.Options{SeparateHeader: true, SeparateFooter: footer != nil}
	t.SetStyle(style)
	t.AppendHeader(header)
	t.AppendRows(rows)
	if footer != nil {
		t.AppendFooter(footer)
	}
	var columns []table.ColumnConfig
	for i := numbersFrom; i < len(header); i++ {
		columns = append(columns, table.ColumnConfig{
			Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight, AlignFooter: text.AlignRight,
		})
	}
	t.SetColumnConfigs(columns)
	p.printf("%s\n", t.Render())
}

// bills writes one row per department, the largest first.
func (p *page) bills(bills []chargeback.Bill) {
	header := table.Row{p.lang.Pick("Förvaltning eller bolag", "Department or company")}
	for _, model := range allocation.Models[1:] {
		header = append(header, p.lang.ModelShort(model))
	}
	header = append(header, p.lang.Pick("Nota, kr", "Bill, kr"))
	bills = slices.Clone(bills)
	slices.SortStableFunc(bills, func(a, b chargeback.Bill) int { return cmp.Compare(b.Amount, a.Amount) })
	var rows []table.Row
	var total chargeback.Bill
	for i := range bills {
		b := &bills[i]
		if b.Amount == 0 && b.Kind == chargeback.IT {
			continue
		}
		rows = append(rows, billRow(b.Name, b))
		total.Amount += b.Amount
		for _, model := range allocation.Models {
			total.ByModel[model] += b.ByModel[model]
		}
	}
	p.table(1, header, rows, billRow(p.lang.Pick("Summa", "Total"), &total))
}

func billRow(name string, b *chargeback.Bill) table.Row {
	row := table.Row{name}
	for _, model := range allocation.Models[1:] {
		row = append(row, amountOrDash(b.ByModel[model]))
	}
	return append(row, words.Amount(b.Amount))
}

func amountOrDash(amount allocation.Ore) string {
	if amount == 0 {
		return "–"
	}
	return words.Amount(amount)
}

// balance is the proof of SPEC §7, with the difference in sight.
func (p *page) balance(result *chargeback.Result) {
	t := &result.Totals
	lines := words.Plural(result.LineCount, p.lang.Pick("notarad", "bill line"), p.lang.Pick("notarader", "bill lines"))
	p.printf("\n%s\n\n", p.lang.Pick("Avstämning", "Reconciliation"))
	rows := []table.Row{
		{p.lang.Pick("Kostnader som IT har betalat", "Costs that IT paid"), words.Money(t.Cost)},
		{p.lang.Pick("− Notor", "− Bills") + " (" + lines + ")", words.Money(t.Billed)},
		{p.lang.Pick("− Centralt, IT:s egen budget", "− Central, IT's own budget"), words.Money(t.Central)},
		{p.lang.Pick("− Ej fördelat", "− Unallocated"), words.Money(t.Unallocated)},
		{p.lang.Pick("− Över-/underuttag", "− Variance"), words.Money(t.Variance)},
	}
	difference := t.Cost - t.Billed - t.Central - t.Unallocated - t.Variance
	p.list(rows, table.Row{p.lang.Pick("= Differens", "= Difference"), words.Money(difference)})
	if t.SelfPaid == 0 {
		return
	}
	p.printf("\n%s\n", fmt.Sprintf(
		p.lang.Pick("Förvaltningarna har dessutom själva betalat %s för IT. Det debiteras inte.",
			"The departments also paid %s for IT themselves. It is not charged."), words.Money(t.SelfPaid)))
}

// list writes rows of a name and an amount, and a sum.
func (p *page) list(rows []table.Row, sum table.Row) {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format.Footer = text.FormatDefault
	style.Options = table.Options{SeparateFooter: sum != nil}
	t.SetStyle(style)
	t.AppendRows(rows)
	if sum != nil {
		t.AppendFooter(sum)
	}
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 2, Align: text.AlignRight, AlignFooter: text.AlignRight}})
	p.printf("%s\n", t.Render())
}

func (p *page) unallocated(result *chargeback.Result, names *chargeback.Month) {
	all := result.Unallocated
	if len(all) == 0 {
		return
	}
	p.printf("\n%s\n\n", p.lang.Pick("Ej fördelat: stannar på IT tills någon får det", "Unallocated: stays with IT until somebody carries it"))
	var rows []table.Row
	for _, u := range all {
		rows = append(rows, table.Row{
			names.CategoryName(u.Category), p.lang.Model(u.Model), p.lang.Reason(u.Model, u.Object, u.Reason), words.Money(u.Amount),
		})
	}
	p.table(3, table.Row{
		p.lang.Pick("Kategori", "Category"), p.lang.Pick("Modell", "Model"), p.lang.Pick("Skäl", "Reason"), p.lang.Pick("Belopp", "Amount"),
	}, rows, nil)
}

func (p *page) variance(result *chargeback.Result) {
	if len(result.Variance) == 0 {
		return
	}
	p.printf("\n%s\n\n", p.lang.Pick("Modeller som debiteras med pris", "Models charged by price"))
	var rows []table.Row
	for _, v := range result.Variance {
		kind := p.lang.Pick("täckt", "even")
		switch {
		case v.Amount > 0:
			kind = p.lang.Pick("underuttag", "under-recovery")
		case v.Amount < 0:
			kind = p.lang.Pick("överuttag", "over-recovery")
		}
		rows = append(rows, table.Row{
			p.lang.Model(v.Model), kind, words.Money(v.Cost), words.Money(v.Recovered), words.Money(v.Amount),
		})
	}
	p.table(2, table.Row{
		p.lang.Pick("Modell", "Model"), "", p.lang.Pick("Kostade", "Cost"), p.lang.Pick("Notor", "Bills"), p.lang.Pick("Differens", "Difference"),
	}, rows, nil)
}
