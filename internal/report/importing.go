package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
	"chargeback/internal/words"
)

// ImportView is how an import is told.
type ImportView struct {
	Name    string
	DryRun  bool
	Refused bool // it was not taken: the plan shows why
}

// maxKeysShown is how many changed keys of a table are shown; the rest is
// counted.
const maxKeysShown = 20

// Import writes what an import changed, or would change: a row per table, then
// every changed key with what was known and what is.
func Import(w io.Writer, out *intake.Outcome, view ImportView, lang words.Language) error {
	p := page{w: w, lang: lang}
	if out.Plan.Empty() {
		p.unchanged(out, view)
		p.ledger(out.Ledger)
		p.snapshot(out.Snapshot)
		p.parked(out)
		return p.err
	}
	p.title(importTitle(view, lang), words.Visible(view.Name))
	var rows []table.Row
	for i := range out.Plan.Tables {
		t := &out.Plan.Tables[i]
		rows = append(rows, table.Row{
			t.Table.Name, words.Count(t.New), words.Count(len(t.Changed) - t.Gone), words.Count(t.Gone), words.Count(t.Unchanged),
		})
	}
	p.table(1, table.Row{
		lang.Pick("Tabell", "Table"), lang.Pick("Nya", "New"), lang.Pick("Ändrade", "Changed"), lang.Pick("Borta", "Gone"),
		lang.Pick("Oförändrade", "Unchanged"),
	}, rows, nil)
	for i := range out.Plan.Tables {
		p.changes(&out.Plan.Tables[i])
	}
	p.ledger(out.Ledger)
	p.snapshot(out.Snapshot)
	p.parked(out)
	p.late(out.Correct, view.DryRun)
	if view.DryRun {
		p.printf("\n%s\n", lang.Pick("Inget är ändrat.", "Nothing was changed."))
	}
	return p.err
}

func importTitle(view ImportView, lang words.Language) string {
	switch {
	case view.DryRun:
		return lang.Pick("Skulle läsas in", "Would be imported")
	case view.Refused:
		return lang.Pick("Inte inläst", "Not imported")
	}
	return lang.Pick("Inläst", "Imported")
}

// unchanged tells that everything is known already.
func (p *page) unchanged(out *intake.Outcome, view ImportView) {
	name := words.Visible(view.Name)
	if out.Before != nil {
		p.printf(p.lang.Pick("%s är redan inläst %s. Inget ändrades.\n", "%s was imported on %s already. Nothing changed.\n"),
			name, instant(out.Before.At)[:len("2017-04-03")])
	} else if out.Ledger != nil && out.Ledger.Counted.Rows == 0 {
		p.printf(p.lang.Pick("Inget i %s är en IT-kostnad: inget konto där har en kategori. Inget ändrades.\n",
			"Nothing in %s is an IT cost: no account of it has a category. Nothing changed.\n"), name)
	} else {
		p.printf(p.lang.Pick("Allt i %s är redan känt. Inget ändrades.\n", "Everything in %s is known already. Nothing changed.\n"), name)
	}
}

// changes writes the changed keys of a table.
func (p *page) changes(t *chargeback.TablePlan) {
	if len(t.Changed) == 0 {
		return
	}
	p.printf("\n%s\n", t.Table.Name)
	for i := range t.Changed[:min(len(t.Changed), maxKeysShown)] {
		c := &t.Changed[i]
		for _, r := range c.Before {
			if !holds(c.After, r) {
				p.printf("  − %s\n", rowText(t.Table, r))
			}
		}
		for _, r := range c.After {
			if !holds(c.Before, r) {
				p.printf("  + %s\n", rowText(t.Table, r))
			}
		}
	}
	if more := len(t.Changed) - maxKeysShown; more > 0 {
		p.printf(p.lang.Pick("  … och %s till\n", "  … and %s more\n"), words.Count(more))
	}
	if t.Table.Name == "costs" {
		p.printf("  %s: %s\n", p.lang.Pick("summa av det som ändras", "sum of what changes"), words.Change(costChange(t)))
	}
}

func holds(rows []chargeback.Record, r chargeback.Record) bool {
	return slices.ContainsFunc(rows, func(other chargeback.Record) bool { return slices.Equal(other.Cells, r.Cells) })
}

// rowText writes the cells of a row that say anything.
func rowText(t *chargeback.Table, r chargeback.Record) string {
	var parts []string
	for i, cell := range r.Cells {
		switch {
		case cell == "":
		case slices.Contains(t.Key, i):
			parts = append(parts, words.Visible(cell))
		default:
			parts = append(parts, t.Columns[i].Name+" "+words.Visible(cell))
		}
	}
	return strings.Join(parts, " · ")
}

// costChange is what the changed cost rows differ in, all together.
func costChange(t *chargeback.TablePlan) allocation.Ore {
	amount := t.Table.Column("amount")
	var sum allocation.Ore
	for _, c := range t.Changed {
		for _, r := range c.After {
			sum += chargeback.OreOf(r.Cells[amount])
		}
		for _, r := range c.Before {
			sum -= chargeback.OreOf(r.Cells[amount])
		}
	}
	return sum
}

// maxAccounts is how many accounts of a ledger are shown of each kind.
const maxAccounts = 10

// ledger shows the control totals of a SIE file: what was counted on each
// account, and which accounts of costs nobody has mapped.
func (p *page) ledger(l *intake.LedgerCosts) {
	if l == nil {
		return
	}
	p.printf("\n%s\n\n", p.lang.Pick("Kontrollsummor ur bokföringen", "Control totals of the ledger"))
	var rows []table.Row
	for _, a := range l.Accounts {
		rows = append(rows, table.Row{
			a.Account, words.Visible(a.Name), a.Category, words.Count(a.Counted.Rows), words.Amount(a.Counted.Amount), words.Amount(a.Skipped.Amount),
		})
	}
	p.table(3, table.Row{
		p.lang.Pick("Konto", "Account"), p.lang.Pick("Namn", "Name"), p.lang.Pick("Kategori", "Category"), p.lang.Pick("Rader", "Rows"),
		p.lang.Pick("IT-kostnad, kr", "IT cost, kr"), p.lang.Pick("Inte IT, kr", "Not IT, kr"),
	}, rows, table.Row{p.lang.Pick("Summa", "Total"), "", "", words.Count(l.Counted.Rows), words.Amount(l.Counted.Amount), words.Amount(l.Skipped.Amount)})
	for i, a := range l.Unmapped {
		if i == maxAccounts {
			p.printf(p.lang.Pick("  … och %s till\n", "  … and %s more\n"), words.Count(len(l.Unmapped)-maxAccounts))
			break
		}
		p.printf("  %s\n", fmt.Sprintf(p.lang.Pick("konto %s %s har ingen kategori: %s räknas inte", "account %s %s has no category: %s is not counted"),
			a.Account, words.Visible(a.Name), words.Money(a.Counted.Amount)))
	}
}

// snapshot tells what an export did to the units of its source.
func (p *page) snapshot(s *intake.Snapshot) {
	if s == nil {
		return
	}
	u := s.Units
	p.printf("\n%s\n", fmt.Sprintf(p.lang.Pick("%s %s: %d nya, %d flyttade, %d borta, %d oförändrade.", "%s %s: %d new, %d moved, %d gone, %d unchanged."),
		s.Source, s.Day, u.New, u.Moved, u.Gone, u.Same))
	for _, d := range s.Dropped {
		p.printf("  %s: %s\n", p.lang.Pick(d.Why.Swedish, d.Why.English), words.Plural(d.Rows, p.lang.Pick("rad", "row"), p.lang.Pick("rader", "rows")))
	}
}

// parked tells which rows wait outside the facts, and what they would have
// cost.
func (p *page) parked(out *intake.Outcome) {
	rows := out.Parked
	if len(rows) == 0 {
		return
	}
	p.printf("\n%s\n", fmt.Sprintf(p.lang.Pick("%s väntar på att någon säger vems de är:", "%s wait until somebody says whose they are:"),
		words.Plural(len(rows), p.lang.Pick("rad", "row"), p.lang.Pick("rader", "rows"))))
	for _, r := range rows[:min(len(rows), maxKeysShown)] {
		p.printf("  %s\n", p.lang.Failure(&chargeback.Error{Code: r.Reason, Line: r.Line, Value: r.Value, Args: r.Args}))
	}
	if more := len(rows) - maxKeysShown; more > 0 {
		p.printf(p.lang.Pick("  … och %s till\n", "  … and %s more\n"), words.Count(more))
	}
	if out.ParkedCost.Amount != 0 {
		p.printf("%s\n", fmt.Sprintf(p.lang.Pick("De skulle ha kostat %s i %s, som de andra har burit.", "They would have cost %s in %s, which the others bore."),
			words.Money(out.ParkedCost.Amount), p.lang.Month(out.ParkedCost.Month)))
	}
}

// late tells which closed months come to something else now.
func (p *page) late(months []allocation.Period, dry bool) {
	for _, m := range months {
		text := p.lang.Pick("Ändringen gäller %s, som är stängd. Debitera skillnaden med chargeback month correct %s",
			"The change is about %s, which is closed. Bill the difference with chargeback month correct %s")
		if dry {
			text = p.lang.Pick("Ändringen gäller %s, som är stängd; den skulle behöva rättas med chargeback month correct %s",
				"The change is about %s, which is closed; it would have to be corrected with chargeback month correct %s")
		}
		p.printf("\n%s\n", fmt.Sprintf(text, p.lang.Month(m), m))
	}
}
