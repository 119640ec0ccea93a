package web

import (
	"html/template"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/chart"
	"chargeback/internal/words"
)

// flowPage is the IT chief's page: where the money goes.
type flowPage struct {
	*billing.Flow
	Span         int // months: 1, 12, or 0 for the year so far
	Older, Newer *allocation.Period
	Previous     allocation.Period
	KeyFigures   []keyFigure
	Picture      template.HTML
	Out          []billing.FlowOut // named
	Units        []flowUnit
	UnitRows     []flowUnitRow
	Recovery     []flowRecovery
	Tiers        []flowTier
	SystemCount  int
	SystemSum    allocation.Ore
	Systems      []billing.SystemSum
}

// keyFigure is a measure in words, with what it is divided by and how it is
// worked out.
type keyFigure struct{ Name, Value, Of, Meaning string }

type flowUnit struct {
	Model               allocation.Model
	Name                string
	First, Last, Change allocation.Ore
	Known               bool
	Since               allocation.Period
	Picture             template.HTML
}

type flowUnitRow struct {
	Period allocation.Period
	Costs  []allocation.Ore
}

type flowRecovery struct {
	billing.Recovery
	Bar   template.HTML
	Share string
	Size  allocation.Ore
}

type flowTier struct {
	billing.TierSum
	Average allocation.Ore
}

// flow shows where the money of a month, the year so far, or twelve months
// goes.
func (h *handler) flow(c *gin.Context) {
	caller, lang := callerOf(c), language(c)
	months, err := h.Service.Months(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	months = slices.DeleteFunc(months, func(m chargeback.MonthStatus) bool { return m.Run == "" })
	if len(months) == 0 {
		h.show(c, http.StatusOK, "nothing", page{
			Title: lang.Pick("Vart går pengarna?", "Where does the money go?"),
			Body:  lang.Pick("Här visas vart pengarna går när ekonomi har beräknat den första månaden.", "Where the money goes is shown here when finance has calculated the first month."),
		})
		return
	}
	last := months[len(months)-1].Period
	if p, ok := allocation.ParsePeriod(c.Query("month")); ok {
		last = p
	}
	first, span := last, 1
	switch c.Query("span") {
	case "12":
		span = 12
		for range 11 {
			first = first.Previous()
		}
	case "0":
		span, first = 0, allocation.Period{Year: last.Year, Month: 1}
	}
	f, err := h.Service.Flow(c.Request.Context(), caller.Actor(c.ClientIP()), first, last)
	if err != nil {
		h.fail(c, err)
		return
	}
	b := &flowPage{Flow: f, Span: span, Previous: last.Previous()}
	b.keyFigures(lang)
	at := slices.IndexFunc(months, func(m chargeback.MonthStatus) bool { return m.Period == last })
	if at > 0 {
		b.Older = &months[at-1].Period
	}
	if at+1 < len(months) {
		b.Newer = &months[at+1].Period
	}
	if err := b.draw(lang); err != nil {
		h.fail(c, err)
		return
	}
	b.units(lang)
	b.recovery()
	b.systems()
	h.show(c, http.StatusOK, "flow", page{Title: lang.Pick("Vart går pengarna?", "Where does the money go?"), Body: b})
}

// keyFigures words them.
func (b *flowPage) keyFigures(lang words.Language) {
	for _, f := range b.Flow.KeyFigures.Rows {
		b.KeyFigures = append(b.KeyFigures, keyFigure{lang.KeyFigure(f.Kind), words.KeyFigureValue(f), lang.KeyFigureOf(f), lang.KeyFigureMeaning(f.Kind)})
	}
}

// draw makes the picture of the flow, and names its receivers.
func (b *flowPage) draw(lang words.Language) error {
	s := chart.Sankey{
		ID: "flow", Language: lang,
		Subject: lang.Pick("Från kostnadsslag genom modeller till mottagare, ", "From cost types through models to receivers, ") + lang.Month(b.Last),
		Heads:   [3]string{lang.Pick("Kostnadsslag", "Cost type"), lang.Pick("Modell", "Model"), lang.Pick("Mottagare", "Receiver")},
	}
	sources, receivers := map[string]int{}, map[string]int{}
	for _, in := range b.In {
		at, ok := sources[in.CostType]
		if !ok {
			at = len(s.Sources)
			sources[in.CostType] = at
			s.Sources = append(s.Sources, chart.End{Name: in.CostType})
		}
		s.In = append(s.In, chart.Band{End: at, Model: in.Model, Amount: in.Amount})
	}
	over := -1
	for _, out := range b.Flow.Out {
		name, kind := out.Name, chart.Ordinary
		switch out.To {
		case billing.ToDepartment:
		case billing.ToOwnBudget:
			name, kind = lang.Pick("IT:s egen budget", "IT's own budget"), chart.Own
		case billing.ToNobody:
			name, kind = lang.Pick("Ej fördelat", "Unallocated"), chart.Unallocated
		case billing.ToVariance:
			name, kind = lang.Pick("Underuttag", "Under-recovery"), chart.Variance
			if out.Amount < 0 {
				name = lang.Pick("Överuttag", "Over-recovery")
			}
		}
		out.Name = name
		b.Out = append(b.Out, out)
		if out.To == billing.ToVariance && out.Amount < 0 {
			// What bills take besides the cost comes in with the costs.
			if over < 0 {
				over = len(s.Sources)
				s.Sources = append(s.Sources, chart.End{Name: name, Kind: kind})
			}
			s.In = append(s.In, chart.Band{End: over, Model: out.Model, Amount: -out.Amount})
			continue
		}
		at, ok := receivers[name]
		if !ok {
			at = len(s.Receivers)
			receivers[name] = at
			s.Receivers = append(s.Receivers, chart.End{Name: name, Kind: kind})
		}
		s.Out = append(s.Out, chart.Band{End: at, Model: out.Model, Amount: out.Amount})
	}
	var err error
	b.Picture, err = s.HTML()
	return err
}

// unitNames are what one unit of a model is called on this page.
var unitNames = map[allocation.Model][2]string{
	allocation.System: {"Per system", "Per system"},
	allocation.Device: {"Per dator", "Per computer"},
	allocation.User:   {"Per användare", "Per user"},
	allocation.Port:   {"Per nätenhet", "Per network unit"},
}

// units makes the small lines of unit costs.
func (b *flowPage) units(lang words.Language) {
	models := []allocation.Model{allocation.System, allocation.Device, allocation.User, allocation.Port}
	for _, m := range b.Flow.Units {
		row := flowUnitRow{Period: m.Period}
		for _, model := range models {
			row.Costs = append(row.Costs, m.Cost[model])
		}
		b.UnitRows = append(b.UnitRows, row)
	}
	for _, model := range models {
		name := lang.Pick(unitNames[model][0], unitNames[model][1])
		line := chart.Line{ID: "unit-" + model.String(), Language: lang, Model: model, Subject: name + lang.Pick(", kostnad per månad", ", cost per month")}
		u := flowUnit{Model: model, Name: name}
		for _, m := range b.Flow.Units {
			cost := m.Cost[model]
			line.Points = append(line.Points, chart.Point{Period: m.Period, Value: cost, Missing: m.Micro[model] == 0})
			if m.Micro[model] == 0 {
				continue
			}
			if u.First == 0 {
				u.First, u.Since = cost, m.Period
			}
			u.Last = cost
		}
		u.Change, u.Known = u.Last-u.First, u.Since != b.Last && u.First != 0
		if len(line.Points) > 3 {
			u.Picture = line.HTML()
		}
		b.Units = append(b.Units, u)
	}
}

// recovery makes the table of the models.
func (b *flowPage) recovery() {
	var shares []chart.Share
	for _, r := range b.Flow.Recovery {
		b.Recovery = append(b.Recovery, flowRecovery{Recovery: r, Share: words.Recovered(r.Billed, r.Cost), Size: max(r.Variance, -r.Variance)})
		shares = append(shares, chart.Share{Part: r.Billed, Whole: r.Cost})
	}
	for i, bar := range chart.Recoveries(shares) {
		b.Recovery[i].Bar = bar
	}
}

// shownSystems is how many systems the page lists.
const shownSystems = 20

func (b *flowPage) systems() {
	for _, t := range b.Flow.Tiers {
		b.Tiers = append(b.Tiers, flowTier{t, chargeback.PerUnit(t.Amount, int64(t.Count)*allocation.Micro)})
		b.SystemCount += t.Count
		b.SystemSum += t.Amount
	}
	b.Systems = b.Flow.Systems[:min(shownSystems, len(b.Flow.Systems))]
}
