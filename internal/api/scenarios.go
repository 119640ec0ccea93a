package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/planning"
	"chargeback/internal/words"
)

type scenariosIn struct {
	ListQuery
	Sort string `query:"sort" enum:"name,-name,year,-year,changed,-changed" default:"name"`
	Kind string `query:"kind" enum:"scenario,budget"`
	Year string `query:"year" pattern:"^[0-9]{4}$"`
}

// ScenarioFields are what a kept plan says.
type ScenarioFields struct {
	Kind  string          `json:"kind" enum:"scenario,budget" doc:"It never changes. A year has one budget."`
	Name  string          `json:"name" minLength:"1" maxLength:"100" doc:"No names of people."`
	Shown bool            `json:"shown,omitempty" doc:"Departments see what a budget makes of their own bills."`
	Plan  json.RawMessage `json:"plan" doc:"Year, ground (outcome or budget), indexes, entries, levers and prices, as a scenario's file has them: {\"year\":2018,\"ground\":\"budget\",\"levers\":[{\"kind\":\"cost\",\"category\":\"LAN\",\"value\":\"3.5\"}],\"prices\":{\"models\":[\"device\"],\"rounding\":\"krona_up\"}}. Numbers are decimal texts; percentages are percent."`
}

// scenarioBody is a kept plan.
type scenarioBody struct {
	ID string `json:"id"`
	ScenarioFields
	Year    int     `json:"year"`
	Version int64   `json:"version" doc:"Send it as If-Match to change or remove."`
	Made    actBody `json:"made"`
	Changed actBody `json:"changed"`
}

type scenarioMakeIn struct {
	Keyed
	Body ScenarioFields
}

type scenarioIn struct {
	ID string `path:"id" maxLength:"40"`
}

type scenarioPutIn struct {
	ID string `path:"id" maxLength:"40"`
	Versioned
	Body ScenarioFields
}

type scenarioDeleteIn struct {
	ID string `path:"id" maxLength:"40"`
	Versioned
}

type scenarioResultIn struct {
	ID         string `path:"id" maxLength:"40"`
	Department string `query:"department" maxLength:"200" doc:"Also why this department's bills change, and by which services."`
}

// scenarioResultBody is what a plan comes to. cost = billed + central +
// unallocated + variance, before and after.
type scenarioResultBody struct {
	Scenario    string             `json:"scenario" doc:"Its id."`
	Version     int64              `json:"version"`
	Currency    string             `json:"currency"`
	Year        int                `json:"year"`
	Before      sumsBody           `json:"before" doc:"What the plan is reckoned on; of a budget, the year before."`
	After       sumsBody           `json:"after"`
	Departments []departmentChange `json:"departments" doc:"Adding up to the bills."`
	Models      []modelChange      `json:"models"`
	Effects     []effectBody       `json:"effects" doc:"Each lever by itself, then the prices where there are any, and last what they do together besides that. They add up to the difference."`
	Prices      []proposedPrice    `json:"prices"`
	Department  *departmentWhy     `json:"department,omitempty"`
}

type sumsBody struct {
	Cost        money `json:"cost"`
	Billed      money `json:"billed"`
	Central     money `json:"central"`
	Unallocated money `json:"unallocated"`
	Variance    money `json:"variance" doc:"Below zero is too much."`
}

type departmentChange struct {
	Department string `json:"department"`
	Name       string `json:"name"`
	Before     money  `json:"before"`
	After      money  `json:"after"`
	Difference money  `json:"difference"`
	Percent    string `json:"percent,omitempty" doc:"With one decimal; absent where there was nothing before."`
}

type modelChange struct {
	Model  string `json:"model"`
	Before money  `json:"before"`
	After  money  `json:"after"`
	Cost   money  `json:"cost" doc:"After."`
}

type effectBody struct {
	Name   string `json:"name" doc:"Empty where the lever has none."`
	Kind   string `json:"kind" doc:"Of the lever; prices, or together."`
	Billed money  `json:"billed"`
	Cost   money  `json:"cost"`
}

type proposedPrice struct {
	Model    string   `json:"model"`
	Class    string   `json:"class"`
	Name     string   `json:"name,omitempty"`
	Volume   quantity `json:"volume" doc:"Units × months."`
	Today    quantity `json:"today,omitempty"`
	Recovers quantity `json:"recovers" doc:"The price that recovers the cost."`
	Price    quantity `json:"price"`
	Over     money    `json:"over" doc:"Expected over-recovery."`
}

type departmentWhy struct {
	Department string          `json:"department"`
	Causes     []causeBody     `json:"causes" doc:"Adding up to the difference."`
	Services   []serviceChange `json:"services" doc:"Adding up to the bills."`
}

type serviceChange struct {
	Model  string `json:"model"`
	Object string `json:"object"`
	Name   string `json:"name"`
	Before money  `json:"before"`
	After  money  `json:"after"`
}

func (a *API) scenarios() {
	tags := []string{"Plans"}
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/api/v1/scenarios", Tags: tags, Summary: "Kept budgets and scenarios"},
		results:   map[int]any{http.StatusOK: list[scenarioBody]{}},
	}, a.listScenarios)
	add(a, route{
		Operation: huma.Operation{Method: http.MethodPost, Path: "/api/v1/scenarios", Tags: tags, Summary: "Keep a budget or scenario", Description: "No month, bill or price changes by it."},
		results:   map[int]any{http.StatusCreated: scenarioBody{}},
	}, a.makeScenario)
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/api/v1/scenarios/{id}", Tags: tags, Summary: "One plan"},
		results:   map[int]any{http.StatusOK: scenarioBody{}},
	}, func(c *call, in *scenarioIn) (*reply, error) {
		sc, err := a.plans.Scenario(c.ctx, c.who(), in.ID)
		return scenarioReply(http.StatusOK, sc, err)
	})
	add(a, route{
		Operation: huma.Operation{Method: http.MethodPut, Path: "/api/v1/scenarios/{id}", Tags: tags, Summary: "Change a plan"},
		results:   map[int]any{http.StatusOK: scenarioBody{}},
	}, a.putScenario)
	add(a, route{
		Operation: huma.Operation{Method: http.MethodDelete, Path: "/api/v1/scenarios/{id}", Tags: tags, Summary: "Remove a plan"},
		results:   map[int]any{http.StatusNoContent: nil},
	}, a.deleteScenario)
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/api/v1/scenarios/{id}/result", Tags: tags, Summary: "What a plan comes to", Description: "By what is known now, charged by the engine that charges real months."},
		results:   map[int]any{http.StatusOK: scenarioResultBody{}},
	}, a.scenarioResult)
}

var scenarioColumns = []column[scenarioBody]{
	{name: "name", text: func(s *scenarioBody) string { return s.Name }},
	{name: "year", text: func(s *scenarioBody) string { return strconv.Itoa(s.Year) }},
	{name: "kind", text: func(s *scenarioBody) string { return s.Kind }},
	{name: "changed", text: func(s *scenarioBody) string { return s.Changed.At.Format("2006-01-02T15:04:05.000000000") }},
}

func (a *API) listScenarios(c *call, in *scenariosIn) (*reply, error) {
	all, err := a.plans.Scenarios(c.ctx, c.who())
	if err != nil {
		return nil, err
	}
	items := make([]scenarioBody, len(all))
	for i := range all {
		items[i] = scenarioOf(&all[i])
	}
	l, err := page(items, scenarioColumns, view{in.ListQuery, in.Sort, map[string]string{"kind": in.Kind, "year": in.Year}})
	return &reply{body: l}, err
}

func scenarioOf(sc *chargeback.Scenario) scenarioBody {
	return scenarioBody{
		ID: sc.ID, ScenarioFields: ScenarioFields{sc.Kind.String(), sc.Name, sc.Shown, json.RawMessage(sc.Body)}, Year: sc.Year, Version: sc.Version,
		Made: actBody{sc.Made.Person, sc.Made.At.UTC()}, Changed: actBody{sc.Changed.Person, sc.Changed.At.UTC()},
	}
}

func scenarioReply(status int, sc *chargeback.Scenario, err error) (*reply, error) {
	if err != nil {
		return nil, err
	}
	header := map[string]string{"ETag": etag(sc.Version)}
	if status == http.StatusCreated {
		header["Location"] = "/api/v1/scenarios/" + sc.ID
	}
	return &reply{status: status, body: scenarioOf(sc), header: header}, nil
}

// keptBy keeps the fields in place of a plan, or as a new one.
func (a *API) keptBy(ctx context.Context, c *call, sc chargeback.Scenario, in *ScenarioFields) (*chargeback.Scenario, error) {
	plan, err := financing.ParsePlan(in.Plan)
	if err != nil {
		return nil, err
	}
	sc.Kind, _ = chargeback.ParseScenarioKind(in.Kind)
	sc.Name, sc.Shown = in.Name, in.Shown
	return a.plans.Keep(ctx, c.who(), sc, plan)
}

func (a *API) makeScenario(c *call, in *scenarioMakeIn) (*reply, error) {
	return a.once(c, in.Key, in.Body, func(ctx context.Context) (*reply, error) {
		sc, err := a.keptBy(ctx, c, chargeback.Scenario{}, &in.Body)
		return scenarioReply(http.StatusCreated, sc, err)
	})
}

func (a *API) putScenario(c *call, in *scenarioPutIn) (*reply, error) {
	known, err := a.matchScenario(c, in.ID, in.Match)
	if err != nil {
		return nil, err
	}
	sc, err := a.keptBy(c.ctx, c, *known, &in.Body)
	return scenarioReply(http.StatusOK, sc, err)
}

func (a *API) deleteScenario(c *call, in *scenarioDeleteIn) (*reply, error) {
	known, err := a.matchScenario(c, in.ID, in.Match)
	if err != nil {
		return nil, err
	}
	return &reply{status: http.StatusNoContent}, a.plans.Remove(c.ctx, c.who(), in.ID, known.Version)
}

// matchScenario reads a plan of the version that the caller has seen.
func (a *API) matchScenario(c *call, id, match string) (*chargeback.Scenario, error) {
	sc, err := a.plans.Scenario(c.ctx, c.who(), id)
	if err != nil {
		return nil, err
	}
	return sc, checkMatch(match, etag(sc.Version))
}

func (a *API) scenarioResult(c *call, in *scenarioResultIn) (*reply, error) {
	sc, result, err := a.plans.Result(c.ctx, c.who(), in.ID)
	if err != nil {
		return nil, err
	}
	body := scenarioResultOf(sc, result)
	if body.Effects, err = effectsOf(result.Tried); err != nil {
		return nil, err
	}
	if in.Department != "" {
		if body.Department, err = departmentWhyOf(sc, result, in.Department, c.lang); err != nil {
			return nil, err
		}
	}
	return &reply{header: map[string]string{"ETag": etag(sc.Version)}, body: body}, nil
}

func scenarioResultOf(sc *chargeback.Scenario, result *planning.Result) *scenarioResultBody {
	body := &scenarioResultBody{
		Scenario: sc.ID, Version: sc.Version, Currency: "SEK", Year: result.Plan.Year, Before: sumsOf(result.Before(sc.Kind)), After: sumsOf(result.Tried.Outcome.After),
		Departments: []departmentChange{}, Models: []modelChange{}, Prices: []proposedPrice{},
	}
	for _, d := range result.Bills(sc.Kind) {
		percent := ""
		if permille, ok := financing.Permille(d.Before, d.After); ok {
			percent = strings.TrimSuffix(chargeback.PlainAmount(allocation.Ore(permille*10)), "0")
		}
		body.Departments = append(body.Departments, departmentChange{d.Code, d.Name, kronor(d.Before), kronor(d.After), kronor(d.Difference()), percent})
	}
	for _, m := range result.Tried.Outcome.Models {
		body.Models = append(body.Models, modelChange{m.Model.String(), kronor(m.Before.Billed), kronor(m.After.Billed), kronor(m.After.Cost)})
	}
	if list := result.Tried.Prices; list != nil {
		for i := range list.Prices {
			p := &list.Prices[i]
			row := proposedPrice{
				Model: p.Model.String(), Class: p.Class, Name: p.Name, Volume: units(p.VolumeMicro), Recovers: units(p.ExactMicro),
				Price: units(p.PriceMicro), Over: kronor(p.Over()),
			}
			if p.HasToday {
				row.Today = units(p.TodayMicro)
			}
			body.Prices = append(body.Prices, row)
		}
	}
	return body
}

func effectsOf(t *financing.Tried) ([]effectBody, error) {
	effects, err := t.Effects()
	if err != nil {
		return nil, err
	}
	levers, all := t.Plan.Levers, []effectBody{}
	for i, e := range effects {
		kind := "together"
		switch {
		case i < len(levers):
			kind = financing.LeverKinds[levers[i].Kind]
		case i == len(levers) && t.Prices != nil:
			kind = "prices"
		}
		all = append(all, effectBody{e.Name, kind, kronor(e.Billed), kronor(e.Cost)})
	}
	return all, nil
}

func sumsOf(t chargeback.Totals) sumsBody {
	return sumsBody{kronor(t.Cost), kronor(t.Billed), kronor(t.Central), kronor(t.Unallocated), kronor(t.Variance)}
}

func departmentWhyOf(sc *chargeback.Scenario, result *planning.Result, department string, lang words.Language) (*departmentWhy, error) {
	if !result.Tried.Outcome.Bills().Knows(department) {
		return nil, &chargeback.Error{Code: chargeback.NoSuchDepartment, Value: department}
	}
	split, services := result.Why(sc.Kind, department)
	why := &departmentWhy{Department: department, Causes: []causeBody{}, Services: []serviceChange{}}
	for i := range split.Parts {
		why.Causes = append(why.Causes, causeOf(&split.Parts[i], lang))
	}
	for _, s := range services {
		why.Services = append(why.Services, serviceChange{s.Model.String(), s.Object, s.Name, kronor(s.Before), kronor(s.After)})
	}
	return why, nil
}
