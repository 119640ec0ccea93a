package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// Programme is the programme of projects on a day, added up.
type Programme struct {
	*financing.Programme
	On            allocation.Date // whose decisions count; OpenTo: all of them
	Plan          *financing.PlanTable
	Money         *financing.FundingTable
	Disagreements []financing.Disagreement
	Staffing      []*financing.Staffing // of every round, by year
	Payback       []ProjectPayback      // of the projects that save something
}

// ProjectPayback is a project with its payback.
type ProjectPayback struct {
	*financing.Project
	financing.Payback
}

// NewProgramme adds a programme up. asked are the departments that are to hand
// in needs. The error is a chargeback.Error where a figure does not fit.
func NewProgramme(p *financing.Programme, on allocation.Date, asked []string) (*Programme, error) {
	v := &Programme{Programme: p, On: on}
	var err error
	if v.Plan, err = p.Plan(on); err != nil {
		return nil, err
	}
	if v.Money, err = p.Money(); err != nil {
		return nil, err
	}
	if v.Disagreements, err = p.Reconcile(); err != nil {
		return nil, err
	}
	for i := range v.Plan.Rows {
		row := &v.Plan.Rows[i]
		if row.Sub || row.Project.Saving == 0 {
			continue
		}
		payback, err := row.Project.PaybackOf(row.Total)
		if err != nil {
			return nil, err
		}
		v.Payback = append(v.Payback, ProjectPayback{row.Project, payback})
	}
	for _, round := range p.Rounds {
		staffing, err := p.Staffing(round.Year, asked)
		if err != nil {
			return nil, err
		}
		v.Staffing = append(v.Staffing, staffing)
	}
	slices.SortFunc(v.Staffing, func(a, b *financing.Staffing) int { return cmp.Compare(a.Round.Year, b.Round.Year) })
	return v, nil
}

// Text tells a person what the programme is, what is decided of it and what it
// gives. With quarters the plan is told quarter by quarter too.
func (v *Programme) Text(w io.Writer, quarters bool, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("IT-programmet", "The IT programme"), v.On.String())
	if len(v.Projects) == 0 {
		p.printf("%s\n", lang.Pick("Det finns inga projekt.", "There are no projects."))
	} else {
		p.plan(v)
		if quarters {
			p.planQuarters(v)
		}
		p.payback(v)
	}
	p.money(v)
	p.disagreements(v)
	p.decisions(v)
	p.projects(v)
	for _, s := range v.Staffing {
		p.staffing(s)
	}
	return p.err
}

// projectName is how a row of the plan is called.
func projectName(row *financing.PlanRow) string {
	name := words.Visible(row.Project.Name)
	if row.Sub {
		return "  " + name
	}
	return name
}

// state is what is decided about a row.
func (v *Programme) state(project *financing.Project, lang words.Language) string {
	if d := v.DecisionOn(project.Code, v.On); d != nil {
		return lang.Verdict(d.Verdict)
	}
	return lang.Pick("inte behandlat", "not considered")
}

func amountsOf(amounts []allocation.Ore) table.Row {
	var row table.Row
	for _, amount := range amounts {
		row = append(row, amountOrDash(amount))
	}
	return row
}

// plan writes the years of the plan.
func (p *page) plan(v *Programme) {
	t := v.Plan
	p.printf("%s\n\n", p.lang.Pick("Plan, kronor per år", "Plan, kronor per year"))
	header := table.Row{p.lang.Pick("Nr", "No."), p.lang.Pick("Projekt", "Project"), p.lang.Pick("Beslut", "Decision")}
	for _, year := range t.Years {
		header = append(header, strconv.Itoa(year))
	}
	header = append(header, p.lang.Pick("Summa", "Total"))
	var rows []table.Row
	for i := range t.Rows {
		row := &t.Rows[i]
		cells := table.Row{words.Visible(row.Project.Code), projectName(row), v.state(row.Project, p.lang)}
		rows = append(rows, append(append(cells, amountsOf(row.Years)...), amountOrDash(row.Total)))
	}
	for _, sum := range []struct {
		name string
		row  *financing.PlanRow
	}{{p.lang.Pick("Inte beslutat, inte i planen", "Not approved, not in the plan"), &t.Undecided}, {p.lang.Pick("Beslutat, i planen", "Approved, in the plan"), &t.Decided}} {
		cells := table.Row{"", sum.name, ""}
		rows = append(rows, append(append(cells, amountsOf(sum.row.Years)...), amountOrDash(sum.row.Total)))
	}
	total := append(append(table.Row{"", p.lang.Pick("Summa", "Total"), ""}, amountsOf(t.Total.Years)...), words.Amount(t.Total.Total))
	p.table(3, header, rows, total)
}

// planQuarters writes each year of the plan by quarter.
func (p *page) planQuarters(v *Programme) {
	t := v.Plan
	for y, year := range t.Years {
		p.printf("\n%s\n\n", fmt.Sprintf(p.lang.Pick("%d per kvartal, kronor", "%d by quarter, kronor"), year))
		quarters := t.Quarters[4*y : 4*y+4]
		header := table.Row{p.lang.Pick("Nr", "No."), p.lang.Pick("Projekt", "Project")}
		for _, q := range quarters {
			header = append(header, p.lang.Quarter(q))
		}
		header = append(header, strconv.Itoa(year))
		cells := func(row *financing.PlanRow) table.Row {
			return append(amountsOf(row.Quarters[4*y:4*y+4]), amountOrDash(row.Years[y]))
		}
		var rows []table.Row
		for i := range t.Rows {
			row := &t.Rows[i]
			rows = append(rows, append(table.Row{words.Visible(row.Project.Code), projectName(row)}, cells(row)...))
		}
		p.table(2, header, rows, append(table.Row{"", p.lang.Pick("Summa", "Total")}, cells(&t.Total)...))
	}
}

// payback writes what the projects give.
func (p *page) payback(v *Programme) {
	if len(v.Payback) == 0 {
		return
	}
	p.printf("\n%s\n\n", p.lang.Pick("Återbetalning", "Payback"))
	var rows []table.Row
	for i := range v.Payback {
		x := &v.Payback[i]
		rows = append(rows, table.Row{
			words.Visible(x.Name), words.Amount(x.Cost), amountOrDash(x.Payback.Operation), words.Amount(x.Payback.Saving),
			p.lang.PaidBack(x.Gross), p.paidBackExactly(x.Net),
		})
	}
	p.table(1, table.Row{
		p.lang.Pick("Projekt", "Project"), p.lang.Pick("Projektkostnad, kr", "Project cost, kr"), p.lang.Pick("Årlig drift, kr", "Yearly operation, kr"),
		p.lang.Pick("Årlig besparing, kr", "Yearly saving, kr"), p.lang.Pick("Brutto", "Gross"), p.lang.Pick("Efter drift", "After operation"),
	}, rows, nil)
	p.printf("\n%s\n", p.lang.Pick("Brutto räknar hela besparingen, som strategin gör. Efter drift drar av den årliga driften.",
		"Gross counts the whole saving, as the strategy does. After operation deducts yearly operation."))
}

// paidBackExactly writes a payback time with one decimal.
func (p *page) paidBackExactly(m financing.Months) string {
	if m.Never {
		return p.lang.PaidBack(m)
	}
	return words.Decimal(m.Micro, allocation.Micro, 1) + p.lang.Pick(" månader", " months")
}

// kinds are the kinds of money that any row gives: granted money may be unknown.
func (v *Programme) kinds(lang words.Language) (names []string, of []func(*financing.FundingSums) financing.Known) {
	all := []struct {
		name string
		of   func(*financing.FundingSums) financing.Known
	}{
		{lang.Pick("äskat", "requested"), func(s *financing.FundingSums) financing.Known { return s.Requested }},
		{lang.Pick("beviljat", "granted"), func(s *financing.FundingSums) financing.Known { return s.Granted }},
		{lang.Pick("utfall", "used"), func(s *financing.FundingSums) financing.Known { return s.Used }},
	}
	for _, kind := range all {
		if kind.of(&v.Money.Total.Sum).Given {
			names, of = append(names, kind.name), append(of, kind.of)
		}
	}
	return names, of
}

// money writes what was asked for, granted and used.
func (p *page) money(v *Programme) {
	t := v.Money
	if len(t.Rows) == 0 {
		return
	}
	p.printf("\n%s\n\n", p.lang.Pick("Anslag, kronor", "Money, kronor"))
	names, of := v.kinds(p.lang)
	header := table.Row{""}
	for _, year := range t.Years {
		for _, name := range names {
			header = append(header, strconv.Itoa(year)+" "+name)
		}
	}
	for _, name := range names {
		header = append(header, p.lang.Pick("Summa ", "Total ")+name)
	}
	cells := func(name string, r *financing.FundingRow) table.Row {
		row := table.Row{name}
		for i := range r.Years {
			for _, kind := range of {
				row = append(row, knownAmount(kind(&r.Years[i])))
			}
		}
		for _, kind := range of {
			row = append(row, knownAmount(kind(&r.Sum)))
		}
		return row
	}
	var rows []table.Row
	for s := range t.Subtotals {
		section := financing.Section(s)
		rows = append(rows, cells(p.lang.FundingSection(section), &t.Subtotals[s]))
		for i := range t.Rows {
			if r := &t.Rows[i]; r.Section == section {
				rows = append(rows, cells("  "+words.Visible(r.Name), r))
			}
		}
	}
	rows = append(rows, cells(p.lang.Pick("Utan utgifter för investeringar", "Without outlays for investments"), &t.Charged))
	p.table(1, header, rows, cells(p.lang.Pick("Totalt anslag", "Total"), &t.Total))
	p.printf("\n%s\n", p.lang.Pick(
		"Totalt anslag har både investeringen och dess senare kapitalkostnad. Högst det som är utan utgifter kan nå förvaltningarnas notor.",
		"The total has both the investment and its later capital cost. At most what is without outlays can reach the departments' bills."))
}

func knownAmount(k financing.Known) string {
	switch {
	case !k.Given:
		return "?"
	case k.Amount == 0:
		return "–"
	}
	return words.Amount(k.Amount)
}

// disagreements lists where the plan and the requested money differ.
func (p *page) disagreements(v *Programme) {
	var rows []table.Row
	for _, d := range v.Disagreements {
		if d.Difference != 0 {
			rows = append(rows, table.Row{
				words.Visible(d.Project.Name), strconv.Itoa(d.Year), amountOrDash(d.Planned), amountOrDash(d.Operation),
				amountOrDash(d.Investment), words.Amount(d.Difference),
			})
		}
	}
	if len(rows) == 0 || len(v.Money.Rows) == 0 {
		return
	}
	p.printf("\n%s\n\n", p.lang.Pick("Plan och äskande stämmer inte överens, kronor", "The plan and what was requested disagree, kronor"))
	p.table(2, table.Row{
		p.lang.Pick("Projekt", "Project"), p.lang.Pick("År", "Year"), p.lang.Pick("Plan", "Plan"), p.lang.Pick("Äskat, drift", "Requested, operation"),
		p.lang.Pick("Äskat, investering", "Requested, investment"), p.lang.Pick("Äskat − plan", "Requested − plan"),
	}, rows, nil)
}

// decisions lists what the councils have said, and what began without them.
func (p *page) decisions(v *Programme) {
	var rows []table.Row
	for i := range v.Decisions {
		d := &v.Decisions[i]
		if d.Date <= v.On {
			rows = append(rows, table.Row{words.Visible(d.Project), d.Date.String(), p.lang.Verdict(d.Verdict), p.lang.Council(d), words.Visible(d.Minutes)})
		}
	}
	if len(rows) > 0 {
		p.printf("\n%s\n\n", p.lang.Pick("Beslut", "Decisions"))
		p.table(5, table.Row{
			p.lang.Pick("Projekt", "Project"), p.lang.Pick("Dag", "Day"), p.lang.Pick("Beslut", "Decision"), p.lang.Pick("Råd", "Council"),
			p.lang.Pick("Protokoll", "Minutes"),
		}, rows, nil)
	}
	var items []string
	for _, x := range v.Undecided(v.On) {
		items = append(items, fmt.Sprintf("%s %s: %s", words.Visible(x.Code), words.Visible(x.Name), p.lang.ProjectStatus(x.Status)))
	}
	p.bullets(p.lang.Pick("Pågår eller klart utan beslut", "Under way or done without a decision"), items)
}

// projects tells what each project is for.
func (p *page) projects(v *Programme) {
	for i := range v.Projects {
		x := &v.Projects[i]
		effects := v.EffectsOf(x.Code)
		if x.Owner == "" && x.Goal == "" && len(effects) == 0 {
			continue
		}
		p.printf("\n%s %s (%s)\n", words.Visible(x.Code), words.Visible(x.Name), p.lang.ProjectStatus(x.Status))
		for _, line := range [][2]string{{p.lang.Pick("Ägare", "Owner"), x.Owner}, {p.lang.Pick("Mål", "Goal"), x.Goal}} {
			if line[1] != "" {
				p.printf("  %s: %s\n", line[0], words.Visible(line[1]))
			}
		}
		for _, effect := range effects {
			p.printf("  + %s\n", words.Visible(effect))
		}
	}
}

// staffing writes the needs of a year against the hours there are.
func (p *page) staffing(s *financing.Staffing) {
	p.printf("\n%s\n\n", fmt.Sprintf(p.lang.Pick("Behov %d, sista dag %s", "Needs of %d, last day %s"), s.Round.Year, s.Round.Due))
	var rows []table.Row
	for i := range s.Departments {
		d := &s.Departments[i]
		for _, n := range d.Needs {
			late := ""
			if n.HandedIn > s.Round.Due {
				late = p.lang.Pick(" (för sent)", " (too late)")
			}
			rows = append(rows, table.Row{
				words.Visible(d.Department), words.Visible(n.Code), words.Visible(n.Name), n.HandedIn.String() + late, p.lang.NeedQuarter(n.Quarter),
				words.Hours(n.Hours), amountOrDash(n.Amount),
			})
		}
	}
	p.table(5, table.Row{
		p.lang.Pick("Förvaltning", "Department"), p.lang.Pick("Nr", "No."), p.lang.Pick("Behov", "Need"), p.lang.Pick("Lämnat", "Handed in"),
		p.lang.Pick("Kvartal", "Quarter"), p.lang.Pick("Timmar", "Hours"), p.lang.Pick("Kronor", "Kronor"),
	}, rows, table.Row{p.lang.Pick("Summa", "Total"), "", "", "", "", words.Hours(s.Hours), words.Amount(s.Amount)})
	room := fmt.Sprintf(p.lang.Pick("IT har %s för projekt: %s över.", "IT has %s for projects: %s to spare."), words.Hours(s.Round.Capacity), words.Hours(-s.Short))
	if s.Short > 0 {
		room = fmt.Sprintf(p.lang.Pick("IT har %s för projekt: %s fattas.", "IT has %s for projects: %s are missing."), words.Hours(s.Round.Capacity), words.Hours(s.Short))
	}
	p.printf("\n%s\n", room)
	var quarters []string
	for q, hours := range s.Quarters {
		if q == 0 {
			if hours != 0 {
				quarters = append(quarters, fmt.Sprintf("%s: %s", p.lang.NeedQuarter(q), words.Hours(hours)))
			}
			continue
		}
		quarters = append(quarters, fmt.Sprintf(p.lang.Pick("%s: %s av %s", "%s: %s of %s"), p.lang.NeedQuarter(q), words.Hours(hours), words.Hours(s.Round.Room(q))))
	}
	p.bullets(p.lang.Pick("Timmar per kvartal mot bemanningen", "Hours by quarter against the staff"), quarters)
	p.bullets(p.lang.Pick("Har inte lämnat några behov", "Have handed in no needs"), s.Silent)
}
