package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// Months writes one row per month: where it stands, what it came to, and what
// it waits for.
func Months(w io.Writer, list []billing.Overview, lang words.Language) error {
	p := page{w: w, lang: lang}
	if len(list) == 0 {
		p.printf("%s\n", lang.Pick("Det finns inga månader än. Läs in underlag med chargeback import.",
			"There are no months yet. Load source data with chargeback import."))
		return p.err
	}
	var rows []table.Row
	for i := range list {
		o := &list[i]
		amounts := []string{"–", "–", "–"}
		if o.Status.State != chargeback.Open {
			amounts = []string{words.Amount(o.Totals.Cost), words.Amount(o.Totals.Billed), words.Amount(o.Totals.Unallocated)}
		}
		rows = append(rows, table.Row{
			o.Status.Period.String(), lang.State(o.Status.State), p.waits(o), amounts[0], amounts[1], amounts[2],
		})
	}
	p.table(3, table.Row{
		lang.Pick("Månad", "Month"), lang.Pick("Läge", "State"), lang.Pick("Väntar på", "Waits for"),
		lang.Pick("Kostnader, kr", "Costs, kr"), lang.Pick("Notor, kr", "Bills, kr"), lang.Pick("Ej fördelat, kr", "Unallocated, kr"),
	}, rows, nil)
	return p.err
}

// waits says what a month waits for.
func (p *page) waits(o *billing.Overview) string {
	switch {
	case o.Waiting.Correction:
		return p.lang.Pick("rättelse: underlaget har ändrats", "correction: its source data changed")
	case o.Waiting.Stale:
		return p.lang.Pick("ny beräkning: underlaget har ändrats", "a new calculation: its source data changed")
	case o.Status.State == chargeback.Open:
		return p.lang.Pick("beräkning", "calculation")
	case o.Status.State == chargeback.Calculated:
		return p.lang.Pick("godkännande", "approval")
	case o.Status.State == chargeback.Approved:
		return p.lang.Pick("stängning", "closing")
	}
	return ""
}

// Status writes where a month stands, who brought it there, and what comes
// next.
func Status(w io.Writer, m chargeback.MonthStatus, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.printf("%s: %s\n", lang.Month(m.Period), lang.State(m.State))
	p.acts(m)
	p.printf("  %s %s\n", lang.Pick("körning", "run"), m.Run)
	switch m.State {
	case chargeback.Calculated:
		p.printf("\n%s\n", fmt.Sprintf(lang.Pick(
			"En annan person behöver godkänna den: chargeback month approve %s --as NAMN",
			"Another person needs to approve it: chargeback month approve %s --as NAME"), m.Period))
	case chargeback.Approved:
		p.printf("\n%s\n", fmt.Sprintf(lang.Pick(
			"Den kan stängas: chargeback month close %s", "It can be closed: chargeback month close %s"), m.Period))
	case chargeback.Closed:
		p.printf("  %s %d\n", lang.Pick("verifikat", "voucher"), m.Voucher)
		p.printf("  %s\n", Chain(m.Head, lang))
		p.printf("\n%s\n", fmt.Sprintf(lang.Pick(
			"Notor, verifikat och fakturor: chargeback export %s --out MAPP", "Bills, voucher and invoices: chargeback export %s --out FOLDER"), m.Period))
	}
	return p.err
}

// acts writes who did what, when.
func (p *page) acts(m chargeback.MonthStatus) {
	calculated := p.lang.Pick("beräknad", "calculated")
	if m.Scheduled {
		calculated = p.lang.Pick("beräknad av klockan, startad av", "calculated by the clock, started by")
	}
	p.act(calculated, m.Calculated)
	p.act(p.lang.Pick("godkänd", "approved"), m.Approved)
	p.act(p.lang.Pick("stängd", "closed"), m.Closed)
	if m.Accepted != "" {
		p.printf("  %s: %s\n", p.lang.Pick("ej fördelat godkänt", "unallocated accepted"), m.Accepted)
	}
}

func (p *page) act(what string, act chargeback.Act) {
	if act.Person != "" {
		p.printf("  %s %s · %s\n", what, instant(act.At), act.Person)
	}
}

// instant writes a time as people in Sweden read it.
func instant(t time.Time) string { return t.In(billing.Stockholm).Format("2006-01-02 15:04") }

// Chain tells the head of the audit chain: it goes on every bill, voucher and
// report of a closed month.
func Chain(head chargeback.ChainHead, lang words.Language) string {
	return fmt.Sprintf(lang.Pick("loggens kedja: händelse %d, %s", "the log's chain: event %d, %s"), head.Length, head.Hash)
}

// Comparison writes a month beside what was paid the old way.
func Comparison(w io.Writer, month allocation.Period, list []billing.Comparison, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("Jämförelse med historiken", "Comparison with history"), lang.Month(month))
	var rows []table.Row
	var before, now allocation.Ore
	for _, c := range list {
		rows = append(rows, table.Row{c.Department, c.Name, words.Amount(c.Before), words.Amount(c.Now), words.Change(c.Now - c.Before)})
		before += c.Before
		now += c.Now
	}
	p.table(2, table.Row{
		lang.Pick("Kod", "Code"), lang.Pick("Förvaltning eller bolag", "Department or company"),
		lang.Pick("Det gamla sättet, kr", "The old way, kr"), lang.Pick("Nu, kr", "Now, kr"), lang.Pick("Skillnad, kr", "Difference, kr"),
	}, rows, table.Row{lang.Pick("Summa", "Total"), "", words.Amount(before), words.Amount(now), words.Change(now - before)})
	return p.err
}

// Persons writes who may do what.
func Persons(w io.Writer, persons []chargeback.Person, deputies []chargeback.Deputy, lang words.Language) error {
	p := page{w: w, lang: lang}
	if len(persons) == 0 {
		p.printf("%s\n", lang.Pick("Ingen person är registrerad: vilket namn som helst får göra allt. Börja med chargeback person add NAMN --role admin.",
			"No person is registered: any name may do anything. Begin with chargeback person add NAME --role admin."))
		return p.err
	}
	var rows []table.Row
	for i := range persons {
		one := &persons[i]
		var roles, grants []string
		for _, role := range one.Roles {
			roles = append(roles, lang.Role(role))
		}
		for _, g := range one.Grants {
			grants = append(grants, g.Department+g.CostCenter)
		}
		for _, d := range deputies {
			if d.Person == one.Name {
				roles = append(roles, fmt.Sprintf(lang.Pick("ersättare för %s %s–%s", "deputy for %s %s–%s"), d.For, d.Valid.From, d.Valid.To))
			}
		}
		state := ""
		if !one.Active {
			state = lang.Pick("inaktiv", "inactive")
		}
		rows = append(rows, table.Row{one.Name, strings.Join(roles, ", "), strings.Join(grants, ", "), state})
	}
	p.table(4, table.Row{lang.Pick("Person", "Person"), lang.Pick("Roller", "Roles"), lang.Pick("Får läsa", "May read"), ""}, rows, nil)
	return p.err
}

// Event writes one event of the log on a line. What it tells is data: control
// characters are made visible.
func Event(w io.Writer, e *audit.Event) error {
	_, err := fmt.Fprintf(w, "%d  %s  %s (%s)  %s %s  %s\n", e.Number, e.At.Format(time.RFC3339), words.Visible(e.Person),
		words.Visible(e.Origin), e.Action, words.Visible(e.Subject), words.Visible(e.Details))
	return err
}

// ExportView is where the files of an export are.
type ExportView struct {
	Folder string
	Files  int
}

// Exported tells what left, and that it adds up.
func Exported(w io.Writer, e *billing.Export, view ExportView, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("Utskrivet", "Written"), lang.Month(e.Status.Period))
	var booked, invoiced allocation.Ore
	for i := range e.List {
		if e.List[i].Invoiced() {
			invoiced += e.List[i].Total
		} else {
			booked += e.List[i].Total
		}
	}
	p.list([]table.Row{
		{fmt.Sprintf(lang.Pick("Verifikat %d, version %d", "Voucher %d, version %d"), e.Status.Voucher, e.Version), words.Money(booked)},
		{fmt.Sprintf(lang.Pick("%s utan moms", "%s without VAT"),
			words.Plural(len(e.Invoices[e.Status.Period]), lang.Pick("faktura", "invoice"), lang.Pick("fakturor", "invoices"))), words.Money(invoiced)},
	}, table.Row{"= " + words.Plural(len(e.List), lang.Pick("nota", "bill"), lang.Pick("notor", "bills")), words.Money(booked + invoiced)})
	p.printf("\n%s\n%s\n", fmt.Sprintf(lang.Pick("%s ligger i %s.", "%s are in %s."),
		words.Plural(view.Files, lang.Pick("fil", "file"), lang.Pick("filer", "files")), view.Folder), Chain(e.Status.Head, lang))
	return p.err
}
