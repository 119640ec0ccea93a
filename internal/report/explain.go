package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// Filter picks the lines to explain. Empty fields pick all.
type Filter struct {
	Department, CostCenter, Category, Object string
	Model                                    allocation.Model // 0: all
}

// picks says whether a line of the department and cost centre is picked.
func (f *Filter) picks(b *chargeback.BillLine) bool {
	return (f.Category == "" || b.Category == f.Category) &&
		(f.Model == 0 || b.Model == f.Model) &&
		(f.Object == "" || b.Object == f.Object)
}

// Explain writes how every picked line came to be, in plain sentences, and
// returns how many there were.
func Explain(w io.Writer, run *chargeback.Run, filter Filter, lang words.Language) (int, error) {
	e := explainer{page: page{w: w, lang: lang}, run: run, m: run.Month}
	count, center := 0, ""
	var total allocation.Ore
	for line := range run.LinesOf(filter.Department, filter.CostCenter) {
		if !filter.picks(&line) {
			continue
		}
		if count++; count == 1 {
			e.title(lang.Pick("Så är notan räknad", "How the bill was calculated"), e.m.Municipality(), lang.Month(e.m.Period))
		}
		if name := line.Department + "/" + line.CostCenter; name != center {
			center = name
			e.printf("%s %s · %s %s\n\n", line.Department, e.m.DepartmentName(line.Department), line.CostCenter, e.m.CostCenterName(line.CostCenter))
		}
		e.line(&line)
		total += line.Amount
		if e.err != nil {
			return count, e.err
		}
	}
	if count > 1 {
		e.printf("%s %s\n\n", words.Plural(count, lang.Pick("rad", "line"), lang.Pick("rader, tillsammans", "lines, together")), words.Money(total))
	}
	e.allSources()
	return count, e.err
}

// Step is one sentence of an explanation.
type Step struct {
	Detail bool // of the sentence before
	Text   string
}

// Explained is how a line came to be, sentence by sentence.
type Explained struct {
	Line    chargeback.BillLine
	Name    string
	Steps   []Step
	Sources []Source // what the pools of the line are made of
}

// Source is what one pool is made of.
type Source struct {
	Name  string
	Steps []Step
}

// ExplainLines tells how lines of a run came to be, in the same sentences as
// [Explain]. Only where costs is true does it tell single cost rows: they show
// suppliers' texts, which departments do not see.
func ExplainLines(run *chargeback.Run, lines []chargeback.BillLine, costs bool, lang words.Language) []Explained {
	var all []Explained
	for i := range lines {
		var text strings.Builder
		e := explainer{page: page{w: &text, lang: lang}, run: run, m: run.Month, hideCosts: !costs}
		explained := Explained{Line: lines[i], Name: e.name(&lines[i])}
		e.line(&lines[i])
		_, explained.Steps = steps(text.String())
		for _, pool := range e.pools {
			text.Reset()
			e.sources(pool)
			name, told := steps(text.String())
			explained.Sources = append(explained.Sources, Source{name, told})
		}
		all = append(all, explained)
	}
	return all
}

// steps takes sentences from lines of text, whose depth is that of their
// indentation: two for the heading, four for a sentence, six for a detail.
func steps(text string) (heading string, told []Step) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch sentence := strings.TrimLeft(line, " "); {
		case sentence == "":
		case len(line)-len(sentence) == 2:
			heading = sentence
		default:
			told = append(told, Step{Detail: len(line)-len(sentence) > 4, Text: sentence})
		}
	}
	return heading, told
}

// explainer writes explanations of lines.
type explainer struct {
	page
	hideCosts bool // single cost rows
	run       *chargeback.Run
	m         *chargeback.Month
	pools     []namedPool // those that lines were explained by, in order
}

// namedPool is a pool as the sentences call it.
type namedPool struct {
	pool     *allocation.Pool
	name     string
	category string
}

func (e *explainer) line(b *chargeback.BillLine) {
	e.printf("  %s: %s\n", e.name(b), words.Money(b.Amount))
	explanation := e.run.Explain(b)
	for i := range explanation.Contributions {
		c := &explanation.Contributions[i]
		if c.Price != nil {
			e.price(b, c)
		} else {
			e.pool(b, c)
		}
	}
	if n := len(explanation.Contributions); n > 1 {
		e.printf("    %s\n", fmt.Sprintf(e.lang.Pick("Raden är summan av de %d delarna ovan.", "The line is the sum of the %d parts above."), n))
	}
	e.printf("\n")
}

// name is what a line is for: category, model and object.
func (e *explainer) name(b *chargeback.BillLine) string {
	name := e.lang.Model(b.Model)
	if b.Category != "" {
		name = e.m.CategoryName(b.Category) + " · " + name
	}
	switch {
	case b.Model == allocation.Device || b.Model == allocation.Port:
		name += " · " + e.lang.Class(b.Object)
	case b.Object != "":
		name += " · " + e.m.ObjectName(b.Model, b.Object)
	}
	return name
}

// pool tells a part of actual cost: its share of the pool, then the pool.
func (e *explainer) pool(b *chargeback.BillLine, c *allocation.Contribution) {
	pool := e.poolName(b, c.Pool)
	if !slices.ContainsFunc(e.pools, func(p namedPool) bool { return p.pool == c.Pool }) {
		e.pools = append(e.pools, namedPool{c.Pool, pool, b.Category})
	}
	if c.Object != nil {
		e.printf("    %s\n", e.object(b, c.Object, pool))
		e.fraction(c.Object)
		pool = e.m.ObjectName(b.Model, b.Object)
	}
	e.printf("    %s\n", e.cell(b, c.Cell, pool))
	e.fraction(c.Cell)
}

func (e *explainer) poolName(b *chargeback.BillLine, p *allocation.Pool) string {
	name := e.m.CategoryName(b.Category)
	if p.Target != allocation.NoTarget {
		return name + e.lang.Pick(" för ", " for ") + e.m.ObjectName(b.Model, b.Object)
	}
	var classes []string
	for _, code := range strings.Fields(p.Classes.Codes(p.Model)) {
		classes = append(classes, e.lang.Class(code))
	}
	if len(classes) > 0 {
		name += " (" + strings.Join(classes, ", ") + ")"
	}
	return name
}

// share is the common form of all steps: "12,00 datorer av 4 812,55 (0,25 %)
// av poolen Helpdesk, 310 000,00 kr → 772,98 kr".
func (e *explainer) share(count, total, pool string, s *allocation.Share) string {
	return fmt.Sprintf(e.lang.Pick("%s av %s (%s) av %s, %s → %s", "%s of %s (%s) of %s, %s → %s"),
		count, total, words.Percent(s.Weight, s.Total), pool, words.Money(s.Amount), words.Money(s.Part))
}

// perMonth is how much an item-day of weight one weighs, in millionths: a unit
// all month is 1.
func (e *explainer) perMonth(weight, unit int64) string {
	return words.Decimal(weight, unit*int64(e.m.Period.Days()), 2)
}

// object tells the first stage: a system's or project's part of the pool.
func (e *explainer) object(b *chargeback.BillLine, s *allocation.Share, pool string) string {
	pool = e.lang.Pick("poolen ", "the pool ") + pool
	name := e.m.ObjectName(b.Model, b.Object)
	if b.Model == allocation.Project {
		count := fmt.Sprintf(e.lang.Pick("%s: %s timmar", "%s: %s hours"), name, words.Decimal(s.Weight, 100, 2))
		return e.share(count, words.Decimal(s.Total, 100, 2), pool, s)
	}
	tier := e.m.Tier(b.Object)
	weight := e.m.ClassWeight(allocation.System, tier)
	count := fmt.Sprintf(e.lang.Pick("%s (%s, vikt %s): %s viktade systemmånader", "%s (%s, weight %s): %s weighted system-months"),
		name, e.lang.Class(tier), words.Exact(weight), e.perMonth(s.Weight, allocation.Micro))
	return e.share(count, e.perMonth(s.Total, allocation.Micro), pool, s)
}

// cell tells the last stage: the cost centre's part.
func (e *explainer) cell(b *chargeback.BillLine, s *allocation.Share, pool string) string {
	units := e.lang.Units(b.Model, b.Object)
	switch b.Model {
	case allocation.System, allocation.Project:
		return e.payer(b, s, pool)
	case allocation.User:
		return e.share(e.perMonth(s.Weight, 1)+" "+units, e.perMonth(s.Total, 1), e.lang.Pick("poolen ", "the pool ")+pool, s)
	}
	count := words.Quantity(e.run.Quantity(b)) + " " + units
	total := e.perMonth(s.Total, allocation.Micro)
	if e.isWeighted(b.Model) {
		total += e.lang.Pick(" viktade", " weighted")
	}
	if weight := e.m.ClassWeight(b.Model, b.Object); weight != allocation.Micro {
		count = fmt.Sprintf(e.lang.Pick("%s × vikt %s = %s", "%s × weight %s = %s"), count, words.Exact(weight), e.perMonth(s.Weight, allocation.Micro))
	}
	return e.share(count, total, e.lang.Pick("poolen ", "the pool ")+pool, s)
}

// isWeighted says whether a unit of some class of the model counts as more or
// less than one.
func (e *explainer) isWeighted(model allocation.Model) bool {
	return slices.ContainsFunc(model.Classes(), func(class string) bool {
		return e.m.ClassWeight(model, class) != allocation.Micro
	})
}

// payer tells a cost centre's part of a system's or project's amount.
func (e *explainer) payer(b *chargeback.BillLine, s *allocation.Share, object string) string {
	switch {
	case b.Model == allocation.System && e.m.Sharing(b.Object) == chargeback.ByUsers:
		return e.share(e.perMonth(s.Weight, 1)+e.lang.Pick(" licenser", " licences"), e.perMonth(s.Total, 1), object, s)
	case b.Model == allocation.System && e.m.Sharing(b.Object) == chargeback.ByOwner:
		return fmt.Sprintf(e.lang.Pick("Systemägaren betalar hela %s, %s", "The system owner pays all of %s, %s"), object, words.Money(s.Part))
	}
	return e.share(e.lang.Pick("andel ", "share ")+words.Exact(s.Weight), words.Exact(s.Total), object, s)
}

// fraction tells the exact fraction behind a rounded part.
func (e *explainer) fraction(s *allocation.Share) {
	if s.Remainder == 0 {
		return
	}
	floor := s.Part
	switch {
	case s.Leftover && s.Amount > 0:
		floor--
	case s.Leftover:
		floor++
	}
	text := e.lang.Pick("avrundat nedåt", "rounded down")
	if s.Leftover {
		text = e.lang.Pick("fick ett av örena som blev över", "got one of the öre left over")
	}
	remainder, total := reduce(s.Remainder, s.Total)
	sign := "+"
	if s.Amount < 0 {
		sign = "−"
	}
	e.printf(e.lang.Pick("      exakt %s %s %s/%s öre; %s\n", "      exactly %s %s %s/%s öre; %s\n"),
		words.Count(int(floor)), sign, words.Count(int(remainder)), words.Count(int(total)), text)
}

// reduce divides a fraction by its greatest common divisor.
func reduce(a, b int64) (int64, int64) {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	return a / x, b / x
}

// price tells a part that is billed by price.
func (e *explainer) price(b *chargeback.BillLine, c *allocation.Contribution) {
	unit := e.lang.Units(b.Model, b.Object)
	p := c.Price
	name := ""
	if c.Cell != nil {
		name = e.m.ObjectName(b.Model, b.Object) + ": "
		if b.Model == allocation.System {
			unit = e.lang.Pick("systemmånader, ", "system-months, ") + e.lang.Class(e.m.Tier(b.Object))
		}
	}
	quantity := words.Decimal(p.Quantity, p.PerUnit, 2)
	e.printf("    %s%s %s × %s kr = %s\n", name, quantity, unit, words.Price(p.PriceMicro), words.Money(p.Amount))
	if p.PerUnit != 100 && p.Quantity%p.PerUnit != 0 {
		e.printf(e.lang.Pick("      %s dygn / %d dagar i månaden, avrundat till närmaste öre\n", "      %s item-days / %d days of the month, rounded to the nearest öre\n"),
			words.Count(int(p.Quantity)), p.PerUnit)
	}
	if c.Cell != nil {
		e.printf("    %s\n", e.payer(b, c.Cell, e.m.ObjectName(b.Model, b.Object)))
		e.fraction(c.Cell)
	}
}

// shownCosts is how many of a pool's largest cost rows are listed.
const shownCosts = 3

// allSources tells what the pools of the explained lines were made of, each
// once.
func (e *explainer) allSources() {
	if len(e.pools) == 0 {
		return
	}
	e.printf("%s\n\n", e.lang.Pick("Vad poolerna består av", "What the pools are made of"))
	for _, p := range e.pools {
		e.sources(p)
	}
}

// costPart is a cost row's amount for the month.
type costPart struct {
	cost   *chargeback.Cost
	amount allocation.Ore
}

// shownSources is how many of a pool's sums are told one by one.
const shownSources = 5

// sources tells what one pool was made of: its part of each sum of the
// category, and the largest cost rows.
func (e *explainer) sources(p namedPool) {
	var (
		rows    []costPart
		sources []chargeback.Source
	)
	for s := range e.run.Sources(p.pool) {
		sources = append(sources, s)
		for cost, amount := range s.Costs() {
			rows = append(rows, costPart{cost, amount})
		}
	}
	category := e.m.CategoryName(p.category)
	e.printf("  %s · %s: %s\n", p.name, e.lang.Model(p.pool.Model), words.Money(p.pool.Amount))
	slices.SortStableFunc(sources, func(a, b chargeback.Source) int {
		return cmp.Compare(magnitude(b.Sum.Part), magnitude(a.Sum.Part))
	})
	for i := range sources[:min(shownSources, len(sources))] {
		e.source(&sources[i], category)
	}
	if len(sources) > shownSources {
		var rest allocation.Ore
		for _, s := range sources[shownSources:] {
			rest += s.Sum.Part
		}
		e.printf(e.lang.Pick("    … och %s summor till, %s\n", "    … and %s sums more, %s\n"), words.Count(len(sources)-shownSources), words.Money(rest))
	}
	slices.SortStableFunc(rows, func(a, b costPart) int { return cmp.Compare(magnitude(b.amount), magnitude(a.amount)) })
	e.costs(rows)
	e.printf("\n")
}

// source tells which part of one sum of the category the pool got: "andel 60
// av 100 av kategorin Helpdesk, 148 415,43 kr → 89 049,26 kr".
func (e *explainer) source(s *chargeback.Source, category string) {
	sum := e.lang.Pick("kategorin ", "category ") + category
	if s.Object != "" {
		sum += e.lang.Pick(" för ", " for ") + e.m.ObjectName(s.TargetOf, s.Object)
	}
	count := words.Plural(s.Len(), e.lang.Pick("kostnadsrad", "cost row"), e.lang.Pick("kostnadsrader", "cost rows"))
	if s.Sum.Weight == s.Sum.Total {
		e.printf(e.lang.Pick("    allt i %s, %s, %s\n", "    all of %s, %s, %s\n"), sum, words.Money(s.Sum.Part), count)
		return
	}
	e.printf(e.lang.Pick("    andel %s av %s av %s, %s → %s, %s\n", "    share %s of %s of %s, %s → %s, %s\n"),
		words.Exact(s.Sum.Weight), words.Exact(s.Sum.Total), sum, words.Money(s.Sum.Amount), words.Money(s.Sum.Part), count)
	e.fraction(&s.Sum)
}

// costs lists the first rows and adds up the others.
func (e *explainer) costs(rows []costPart) {
	if e.hideCosts {
		return
	}
	for _, r := range rows[:min(shownCosts, len(rows))] {
		e.printf("      %s  %s  %s%s\n", r.cost.ID, words.Money(r.amount), r.cost.Text, e.accrual(r.cost))
	}
	if len(rows) > shownCosts {
		var rest allocation.Ore
		for _, r := range rows[shownCosts:] {
			rest += r.amount
		}
		e.printf(e.lang.Pick("      … och %s till, %s\n", "      … and %s more, %s\n"), words.Count(len(rows)-shownCosts), words.Money(rest))
	}
}

func magnitude(amount allocation.Ore) allocation.Ore { return max(amount, -amount) }

// accrual tells which part of an accrued cost falls on the month.
func (e *explainer) accrual(c *chargeback.Cost) string {
	if !c.Accrued() {
		return ""
	}
	a := allocation.Accrue(c.Amount, c.Span, e.m.Period)
	text := fmt.Sprintf(e.lang.Pick(" (%d av %d dagar av hela kostnaden %s", " (%d of %d days of the whole cost %s"), a.Days, a.Total, words.Money(c.Amount))
	if a.Leftover {
		text += e.lang.Pick("; fick ett av örena som blev över", "; got one of the öre left over")
	}
	return text + ")"
}
