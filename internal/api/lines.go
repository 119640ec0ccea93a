package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/causes"
	"chargeback/internal/report"
	"chargeback/internal/words"
)

type lineIn struct {
	MonthIn
	Department string `path:"department"`
	Line       string `path:"line" maxLength:"100"`
}

type changesIn struct {
	MonthIn
	Department string    `path:"department"`
	Since      monthCode `query:"since" required:"true" doc:"The month to compare with."`
	CostCenter string    `query:"cost_center" maxLength:"200"`
}

// explanationBody is how a line came to be.
type explanationBody struct {
	Month     monthCode     `json:"month"`
	Line      BillLine      `json:"line"`
	Sentences []sentence    `json:"sentences" doc:"In the language that was asked for."`
	Parts     []partBody    `json:"parts" doc:"Adding up to the line's amount."`
	Pools     []poolBody    `json:"pools" doc:"What the pools are made of."`
	Rows      []countedBody `json:"rows" doc:"The rows that were counted, of the cost centre."`
	Retired   bool          `json:"retired" doc:"The counted rows are gone: they are kept for a time after closing."`
}

type sentence struct {
	Text   string `json:"text"`
	Detail bool   `json:"detail" doc:"Of the sentence before."`
}

// partBody is a line's part of one pool.
type partBody struct {
	Pool   money      `json:"pool,omitempty" doc:"What was spread; absent by price."`
	Object *shareBody `json:"object,omitempty" doc:"The system's or project's part of the pool."`
	Cell   *shareBody `json:"cell,omitempty" doc:"The cost centre's part."`
	Price  *priceBody `json:"price,omitempty"`
	Amount money      `json:"amount"`
}

// shareBody is a part in proportion to weights: ⌊|amount|·weight/total⌋ and the
// remainder over total, and one öre more where it was left over.
type shareBody struct {
	Amount    money `json:"amount" doc:"What was split."`
	Weight    int64 `json:"weight"`
	Total     int64 `json:"total"`
	Part      money `json:"part"`
	Remainder int64 `json:"remainder" doc:"The fraction of an öre, over total."`
	Leftover  bool  `json:"leftover" doc:"It got one of the öre left over."`
}

type priceBody struct {
	Price    quantity `json:"price" doc:"Kronor for a unit and full month, or hour."`
	Quantity int64    `json:"quantity" doc:"Item-days, or hundredths of hours."`
	PerUnit  int64    `json:"per_unit" doc:"Days of the month, or 100."`
	Amount   money    `json:"amount"`
}

type poolBody struct {
	Name      string     `json:"name"`
	Sentences []sentence `json:"sentences"`
}

type countedBody struct {
	Table      string `json:"table"`
	ID         string `json:"id" doc:"A pseudonym."`
	CostCenter string `json:"cost_center"`
	Label      string `json:"label"`
	From       day    `json:"from"`
	To         day    `json:"to"`
	Days       int64  `json:"days"`
}

// changesBody is why a bill changed.
type changesBody struct {
	Month      monthCode   `json:"month"`
	Since      monthCode   `json:"since"`
	Department string      `json:"department"`
	Before     money       `json:"before"`
	After      money       `json:"after"`
	Difference money       `json:"difference"`
	Causes     []causeBody `json:"causes" doc:"Adding up to the difference."`
}

type causeBody struct {
	Cause    string        `json:"cause" doc:"A code."`
	Name     string        `json:"name"`
	Text     string        `json:"text"`
	Amount   money         `json:"amount"`
	Services []serviceBody `json:"services" doc:"Adding up to the amount."`
}

type serviceBody struct {
	Model  string `json:"model"`
	Object string `json:"object"`
	Name   string `json:"name"`
	Amount money  `json:"amount"`
}

func (a *API) lines() {
	tags := []string{"Bills"}
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodGet, Path: "/api/v1/months/{month}/bills/{department}/lines/{line}", Tags: tags, Summary: "How a line was calculated",
			Description: "Pool, weights, fraction, rounding and the rows that were counted. Single cost rows are for those who see the whole organisation.",
		},
		results: map[int]any{http.StatusOK: explanationBody{}},
	}, a.explain)
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodGet, Path: "/api/v1/months/{month}/bills/{department}/changes", Tags: tags, Summary: "Why a bill changed",
		},
		results: map[int]any{http.StatusOK: changesBody{}},
	}, a.changes)
}

func (a *API) explain(c *call, in *lineIn) (*reply, error) {
	scope := a.scope(c)
	shown, err := a.service.ExplainLine(c.ctx, scope, in.Month.period(), in.Department, in.Line)
	if err != nil {
		return nil, err
	}
	body := explanationBody{
		Month: in.Month, Line: billLineOf(shown.Status.Period, &shown.Service.Lines[0], c.lang),
		Sentences: []sentence{}, Parts: []partBody{}, Pools: []poolBody{}, Rows: []countedBody{}, Retired: shown.Retired,
	}
	for _, explained := range report.ExplainLines(shown.Run, shown.Lines, scope.All, c.lang) {
		body.Sentences = append(body.Sentences, sentences(explained.Steps)...)
		for _, source := range explained.Sources {
			body.Pools = append(body.Pools, poolBody{source.Name, sentences(source.Steps)})
		}
	}
	for i := range shown.Lines {
		explanation := shown.Run.Explain(&shown.Lines[i])
		for j := range explanation.Contributions {
			body.Parts = append(body.Parts, contributionOf(&explanation.Contributions[j]))
		}
	}
	for i := range shown.Rows {
		body.Rows = append(body.Rows, countedOf(&shown.Rows[i]))
	}
	return &reply{body: body}, nil
}

func sentences(steps []report.Step) []sentence {
	all := make([]sentence, len(steps))
	for i, s := range steps {
		all[i] = sentence{s.Text, s.Detail}
	}
	return all
}

func contributionOf(c *allocation.Contribution) partBody {
	part := partBody{Object: shareOf(c.Object), Cell: shareOf(c.Cell), Amount: kronor(c.Part)}
	if p := c.Price; p != nil {
		part.Price = &priceBody{units(p.PriceMicro), p.Quantity, p.PerUnit, kronor(p.Amount)}
	} else if c.Pool != nil {
		part.Pool = kronor(c.Pool.Amount)
	}
	return part
}

func shareOf(s *allocation.Share) *shareBody {
	if s == nil {
		return nil
	}
	return &shareBody{kronor(s.Amount), s.Weight, s.Total, kronor(s.Part), s.Remainder, s.Leftover}
}

func countedOf(r *billing.CountedRow) countedBody {
	return countedBody{r.Table, r.ID, r.CostCenter, r.Label, day(r.Valid.From.String()), day(r.Valid.To.String()), r.Days}
}

func (a *API) changes(c *call, in *changesIn) (*reply, error) {
	split, err := a.service.Changes(c.ctx, a.scope(c), in.Month.period(), in.Since.period(), in.Department, in.CostCenter)
	if err != nil {
		return nil, err
	}
	body := changesBody{
		Month: in.Month, Since: in.Since, Department: in.Department, Before: kronor(split.Before), After: kronor(split.After),
		Difference: kronor(split.After - split.Before), Causes: []causeBody{},
	}
	for i := range split.Parts {
		body.Causes = append(body.Causes, causeOf(&split.Parts[i], c.lang))
	}
	return &reply{body: body}, nil
}

func causeOf(part *causes.Part, lang words.Language) causeBody {
	body := causeBody{
		Cause: part.Cause.String(), Name: lang.ChangeCause(part.Cause), Text: lang.CauseText(part), Amount: kronor(part.Amount), Services: []serviceBody{},
	}
	for _, s := range part.Services {
		name := s.Name
		if name == "" {
			name = lang.Units(s.Model, s.Object)
		}
		body.Services = append(body.Services, serviceBody{s.Model.String(), s.Object, name, kronor(s.Amount)})
	}
	return body
}
