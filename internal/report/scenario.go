package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// Scenario is what a scenario has come to. What was not asked for is nil.
type Scenario struct {
	Municipality string
	Outcome      *financing.Outcome
	Effects      []financing.ChangeEffect // of each step, and together
	Department   string                   // whose services and causes are told; empty for none
	PhasedIn     *financing.PhasedIn
	Avoided      *financing.Avoided
	Fair         []financing.Sensitivity
}

// Text writes the scenario for people.
func (s *Scenario) Text(w io.Writer, lang words.Language) error {
	o := s.Outcome
	p := page{w: w, lang: lang}
	p.title("Scenario", s.Municipality, lang.Month(o.Base.First)+" – "+lang.Month(o.Base.Last))
	p.printf("%s\n\n", lang.Pick("Det här är ett scenario. Inga notor, priser eller stängda månader ändras.",
		"This is a scenario. No bills, prices or closed months change."))
	p.beforeAfter(o.Before, o.After)
	p.printf("\n%s\n\n", lang.Pick("Per förvaltning, kronor", "Per department, kronor"))
	p.departmentChanges(o.Departments)
	p.printf("\n%s\n\n", lang.Pick("Per modell: vad den kostar och vad notorna tar ut, kronor", "Per model: what it costs and what bills recover, kronor"))
	p.modelChanges(o.Models)
	if len(s.Effects) > 2 {
		p.effects(s.Effects)
	}
	if s.Department != "" {
		p.services(o, s.Department)
		p.split(o.Split(s.Department))
	}
	if s.Avoided != nil {
		p.avoided(s.Avoided)
	}
	if s.PhasedIn != nil {
		p.phasedIn(s.PhasedIn)
	}
	if s.Fair != nil {
		p.fair(s.Fair)
	}
	return p.err
}

// difference are the cells of an amount before and after.
func difference(before, after allocation.Ore) table.Row {
	return table.Row{words.Amount(before), words.Amount(after), words.Change(after - before), words.ChangePercent(before, after)}
}

// beforeAfterHeader are the headings of difference.
func (p *page) beforeAfterHeader(names ...any) table.Row {
	return append(table.Row(names), p.lang.Pick("Före", "Before"), p.lang.Pick("Efter", "After"),
		p.lang.Pick("Skillnad", "Difference"), p.lang.Pick("Förändring", "Change"))
}

func (p *page) beforeAfter(before, after chargeback.Totals) {
	row := func(swedish, english string, was, is allocation.Ore) table.Row {
		return append(table.Row{p.lang.Pick(swedish, english)}, difference(was, is)...)
	}
	p.table(1, p.beforeAfterHeader(""), []table.Row{
		row("Notor", "Bills", before.Billed, after.Billed),
		row("Centralt, IT:s egen budget", "Central, IT's own budget", before.Central, after.Central),
		row("Ej fördelat", "Unallocated", before.Unallocated, after.Unallocated),
		row("Över-/underuttag", "Variance", before.Variance, after.Variance),
	}, row("Kommunens kostnad", "The municipality's cost", before.Cost, after.Cost))
}

func (p *page) departmentChanges(departments []financing.DepartmentChange) {
	var rows []table.Row
	var before, after allocation.Ore
	for i := range departments {
		d := &departments[i]
		before += d.Before
		after += d.After
		rows = append(rows, append(table.Row{d.Name}, difference(d.Before, d.After)...))
	}
	p.table(1, p.beforeAfterHeader(p.lang.Pick("Förvaltning eller bolag", "Department or company")), rows,
		append(table.Row{p.lang.Pick("Summa", "Total")}, difference(before, after)...))
}

func (p *page) modelChanges(models []financing.ModelChange) {
	var rows []table.Row
	for _, m := range models {
		if m.Model == allocation.Central {
			continue
		}
		variance := "–"
		if m.After.ByPrice {
			variance = words.Amount(m.After.Variance)
		}
		rows = append(rows, table.Row{
			p.lang.Model(m.Model), words.Amount(m.Before.Cost), words.Amount(m.After.Cost), words.Amount(m.Before.Billed),
			words.Amount(m.After.Billed), variance,
		})
	}
	p.table(1, table.Row{
		p.lang.Pick("Modell", "Model"), p.lang.Pick("Kostnad före", "Cost before"), p.lang.Pick("Kostnad efter", "Cost after"),
		p.lang.Pick("Notor före", "Bills before"), p.lang.Pick("Notor efter", "Bills after"), p.lang.Pick("Över-/underuttag", "Variance"),
	}, rows, nil)
}

func (p *page) effects(effects []financing.ChangeEffect) {
	p.printf("\n%s\n\n", p.lang.Pick("Vad ändringarna gör, var för sig, kronor", "What the changes do, each by itself, kronor"))
	var rows []table.Row
	var sum financing.ChangeEffect
	for _, e := range effects {
		sum.Billed += e.Billed
		sum.Cost += e.Cost
		rows = append(rows, table.Row{p.stepName(e.Name), words.Change(e.Billed), words.Change(e.Cost)})
	}
	p.table(1, table.Row{
		p.lang.Pick("Ändring", "Change"), p.lang.Pick("På notorna", "On the bills"), p.lang.Pick("Kommunens kostnad", "The municipality's cost"),
	}, rows, table.Row{p.lang.Pick("Summa", "Total"), words.Change(sum.Billed), words.Change(sum.Cost)})
}

// stepName names a step; what the steps do together besides has no name.
func (p *page) stepName(name string) string {
	if name == "" {
		return p.lang.Pick("Tillsammans, utöver det", "Together, besides that")
	}
	return name
}

// service names what a line is for.
func (p *page) service(model allocation.Model, object, name string) string {
	switch model {
	case allocation.Device, allocation.Port:
		return p.lang.Class(object)
	case allocation.User:
		if object == "" {
			return p.lang.Pick("användarkonto", "user account")
		}
	case allocation.Central, allocation.System, allocation.Project: // have names
	}
	return name
}

func (p *page) services(o *financing.Outcome, department string) {
	p.printf("\n%s\n\n", fmt.Sprintf(p.lang.Pick("%s: per tjänst, kronor", "%s: per service, kronor"), o.Bills().Name(department)))
	var rows []table.Row
	for _, s := range o.ServicesOf(department) {
		rows = append(rows, append(table.Row{p.lang.ModelShort(s.Model), p.service(s.Model, s.Object, s.Name)}, difference(s.Before, s.After)...))
	}
	p.table(2, p.beforeAfterHeader(p.lang.Pick("Modell", "Model"), p.lang.Pick("Tjänst", "Service")), rows, nil)
}

func (p *page) split(split *causes.Split) {
	p.printf("\n%s\n\n", p.lang.Pick("Varför notan ändras, kronor", "Why the bill changes, kronor"))
	var rows []table.Row
	for i := range split.Parts {
		part := &split.Parts[i]
		rows = append(rows, table.Row{p.lang.ChangeCause(part.Cause), words.Change(part.Amount)})
	}
	p.list(rows, table.Row{p.lang.Pick("Skillnad", "Difference"), words.Change(split.After - split.Before)})
	for i := range split.Parts {
		p.printf("%s: %s\n", p.lang.ChangeCause(split.Parts[i].Cause), p.lang.CauseText(&split.Parts[i]))
	}
}

func (p *page) avoided(a *financing.Avoided) {
	p.printf("\n%s\n\n", p.lang.Pick("Undviket eller bara flyttat?", "Avoided or only moved?"))
	p.list([]table.Row{
		{p.lang.Pick("Den egna notan", "The own bill"), words.Change(a.Own)},
		{p.lang.Pick("Alla andras notor", "All others' bills"), words.Change(a.Others)},
		{p.lang.Pick("Det som stannar på IT", "What stays with IT"), words.Change(a.OwnBudget)},
	}, table.Row{p.lang.Pick("Kommunens kostnad", "The municipality's cost"), words.Change(-a.Saved)})
	for _, c := range a.Categories {
		p.printf("%s\n", fmt.Sprintf(p.lang.Pick("%s: %s rörligt, sparar %s.", "%s: %s variable, saves %s."),
			c.Name, words.Percent(c.VariableMicro, allocation.Micro), words.Money(c.Saved)))
	}
	if len(a.Categories) == 0 {
		p.printf("%s\n", p.lang.Pick("Ingen rörlig kostnad följer ändringen: allt är bara flyttat.", "No variable cost follows the change: all is only moved."))
	}
}

func (p *page) phasedIn(in *financing.PhasedIn) {
	p.printf("\n%s\n\n", fmt.Sprintf(p.lang.Pick("Infasning: högst ±%s första året, kronor", "Phase-in: at most ±%s in the first year, kronor"),
		words.Percent(in.Permille, 1000)))
	var rows []table.Row
	for _, r := range in.Rows {
		rows = append(rows, table.Row{r.Name, words.Amount(r.Before), words.Amount(r.After), words.Amount(r.Capped), words.Change(r.Capped - r.After)})
	}
	p.table(1, table.Row{
		p.lang.Pick("Förvaltning eller bolag", "Department or company"), p.lang.Pick("Före", "Before"), p.lang.Pick("Efter", "After"),
		p.lang.Pick("Första året", "First year"), p.lang.Pick("Infasning", "Phase-in"),
	}, rows, nil)
	p.printf("%s\n", fmt.Sprintf(p.lang.Pick(
		"Taket sänker notor med %s och håller uppe notor med %s; IT:s egen budget bär %s.",
		"The cap lowers bills by %s and keeps bills up by %s; IT's own budget carries %s."),
		words.Money(in.Relief), words.Money(in.Held), words.Money(in.Cost())))
}

func (p *page) fair(list []financing.Sensitivity) {
	p.printf("\n%s\n\n", p.lang.Pick("Rättvisa priser: notan vid en tiondel mindre och mer, kronor", "Fair prices: the bill at a tenth less and more, kronor"))
	var rows []table.Row
	for i := range list {
		s := &list[i]
		rows = append(rows, table.Row{
			s.Name, p.driver(s), words.Amount(s.Part), words.Change(s.Less), words.Change(s.More), words.Change(s.OthersMore),
		})
	}
	p.table(2, table.Row{
		p.lang.Pick("Förvaltning eller bolag", "Department or company"), p.lang.Pick("Drivare", "Driver"), p.lang.Pick("På notan", "On the bill"),
		"−10 %", "+10 %", p.lang.Pick("De andra vid +10 %", "The others at +10%"),
	}, rows, nil)
}

// driver names what a fair price was tried on.
func (p *page) driver(s *financing.Sensitivity) string {
	switch {
	case s.Class == financing.Licences:
		return p.lang.Pick("licenser", "licences")
	case s.Class != "":
		return p.lang.Units(s.Model, s.Class)
	}
	return p.lang.Driver(s.Model)
}

// JSON writes the scenario for programs. Amounts are kronor as text.
func (s *Scenario) JSON(w io.Writer, lang words.Language) error {
	o := s.Outcome
	j := jsonWriter{Writer: bufio.NewWriter(w)}
	j.raw(`{"first":`).text(o.Base.First.String()).raw(`,"last":`).text(o.Base.Last.String())
	j.raw(",\n " + `"before":`).totals(o.Before).raw(`,"after":`).totals(o.After)
	j.departments(o.Departments)
	j.models(o.Models)
	j.raw(",\n " + `"services":[`).list()
	services := o.Services()
	if s.Department != "" {
		services = o.ServicesOf(s.Department)
	}
	for _, c := range services {
		j.item().raw(`{"model":`).text(c.Model.String()).raw(`,"object":`).text(c.Object).raw(`,"before":`).amount(c.Before)
		j.raw(`,"after":`).amount(c.After).raw("}")
	}
	j.raw("]")
	if len(s.Effects) > 0 {
		j.raw(",\n " + `"steps":[`).list()
		for _, e := range s.Effects {
			j.item().raw(`{"name":`).text(e.Name).raw(`,"billed":`).amount(e.Billed).raw(`,"cost":`).amount(e.Cost).raw("}")
		}
		j.raw("]")
	}
	if s.Department != "" {
		j.split(o.Split(s.Department), lang)
	}
	s.jsonRest(&j)
	j.raw("}\n")
	if j.err != nil {
		return j.err
	}
	return j.Flush()
}

func (s *Scenario) jsonRest(j *jsonWriter) {
	if a := s.Avoided; a != nil {
		j.raw(",\n " + `"avoided":{"own":`).amount(a.Own).raw(`,"others":`).amount(a.Others).raw(`,"own_budget":`).amount(a.OwnBudget)
		j.raw(`,"saved":`).amount(a.Saved).raw(`,"categories":[`).list()
		for _, c := range a.Categories {
			j.item().raw(`{"category":`).text(c.Code).raw(`,"variable":"`).quantity(c.VariableMicro).raw(`","saved":`).amount(c.Saved).raw("}")
		}
		j.raw("]}")
	}
	if in := s.PhasedIn; in != nil {
		j.raw(",\n " + `"phase_in":{"cost":`).amount(in.Cost()).raw(`,"relief":`).amount(in.Relief).raw(`,"held":`).amount(in.Held)
		j.raw(`,"departments":[`).list()
		for _, r := range in.Rows {
			j.item().raw(`{"department":`).text(r.Code).raw(`,"before":`).amount(r.Before).raw(`,"after":`).amount(r.After)
			j.raw(`,"capped":`).amount(r.Capped).raw("}")
		}
		j.raw("]}")
	}
	if s.Fair != nil {
		j.raw(",\n " + `"fair":[`).list()
		for _, f := range s.Fair {
			j.item().raw(`{"department":`).text(f.Department).raw(`,"model":`).text(f.Model.String()).raw(`,"class":`).text(f.Class)
			j.raw(`,"bill":`).amount(f.Bill).raw(`,"part":`).amount(f.Part).raw(`,"less":`).amount(f.Less)
			j.raw(`,"more":`).amount(f.More).raw(`,"others_more":`).amount(f.OthersMore).raw("}")
		}
		j.raw("]")
	}
}

func (j *jsonWriter) totals(t chargeback.Totals) *jsonWriter {
	return j.raw(`{"cost":`).amount(t.Cost).raw(`,"billed":`).amount(t.Billed).raw(`,"central":`).amount(t.Central).
		raw(`,"unallocated":`).amount(t.Unallocated).raw(`,"variance":`).amount(t.Variance).raw(`,"self_paid":`).amount(t.SelfPaid).raw("}")
}

func (j *jsonWriter) recovery(r financing.Recovery) *jsonWriter {
	return j.raw(`{"cost":`).amount(r.Cost).raw(`,"billed":`).amount(r.Billed).raw(`,"unallocated":`).amount(r.Unallocated).
		raw(`,"variance":`).amount(r.Variance).raw("}")
}

func (j *jsonWriter) departments(departments []financing.DepartmentChange) {
	j.raw(",\n " + `"departments":[`).list()
	for i := range departments {
		d := &departments[i]
		j.item().raw(`{"department":`).text(d.Code).raw(`,"before":`).amount(d.Before).raw(`,"after":`).amount(d.After)
		j.raw(`,"difference":`).amount(d.Difference()).raw("}")
	}
	j.raw("]")
}

func (j *jsonWriter) models(models []financing.ModelChange) {
	j.raw(",\n " + `"models":[`).list()
	for _, m := range models {
		j.item().raw(`{"model":`).text(m.Model.String()).raw(`,"before":`).recovery(m.Before).raw(`,"after":`).recovery(m.After).raw("}")
	}
	j.raw("]")
}

func (j *jsonWriter) split(split *causes.Split, lang words.Language) {
	j.raw(",\n " + `"causes":[`).list()
	for i := range split.Parts {
		part := &split.Parts[i]
		j.item().raw(`{"cause":`).text(part.Cause.String()).raw(`,"amount":`).amount(part.Amount).raw(`,"text":`).text(lang.CauseText(part)).raw("}")
	}
	j.raw("]")
}
