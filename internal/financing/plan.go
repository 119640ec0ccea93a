package financing

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Ground is what a scenario stands on.
type Ground uint8

// The grounds: the months of the year as they are known, or the year's budget.
const (
	OnOutcome Ground = iota
	OnBudget
)

// Grounds are the codes of the grounds, by Ground.
var Grounds = []string{"outcome", "budget"}

// Plan is what a kept budget or scenario says; [Plan.MarshalJSON] writes it. Of
// a budget, the levers are what is planned for the year; of a scenario, what is
// tried on its ground.
type Plan struct {
	BudgetPlan
	Ground Ground     // of a scenario
	Prices *PriceWish // nil: prices stay as they are known
}

// PriceWish says which prices a plan sets.
type PriceWish struct {
	Models   []allocation.Model // to be charged by price, rising
	Rounding Rounding           // of prices that recover their cost
	Fixed    []FixedPrice       // decided ones, by model and class
}

// FixedPrice is a price that is decided, not worked out.
type FixedPrice struct {
	Model      allocation.Model
	Class      string // as in the prices table
	PriceMicro int64
}

// fixed is the decided price of a class, if there is one.
func (w *PriceWish) fixed(model allocation.Model, class string) (int64, bool) {
	for _, f := range w.Fixed {
		if f.Model == model && f.Class == class {
			return f.PriceMicro, true
		}
	}
	return 0, false
}

// Tried is what a plan makes of its ground.
type Tried struct {
	Plan    Plan
	Outcome *Outcome
	Prices  *Proposal // nil where the plan sets none; its outcome is Outcome

	base  *Base
	steps []Step // of the levers
}

// TryPlan charges the months of the base with what a plan's levers and prices make
// of them. today is what new prices are compared with; it may be nil.
//
// The error is that of a lever that does not fit the facts, in which case it
// names the lever by its place from 1, or of a month that cannot be charged.
func (b *Base) TryPlan(plan Plan, today *Base) (*Tried, error) {
	t := &Tried{Plan: plan, base: b}
	var err error
	if t.steps, err = Compile(plan.Levers, b.facts.Records(), plan.Year); err != nil {
		return nil, err
	}
	if t.Outcome, err = b.Try(Steps(t.steps), nil); err != nil {
		return nil, err
	}
	if plan.Prices != nil && len(plan.Prices.Models) > 0 {
		if t.Prices, err = t.Outcome.SetPrices(today, plan.Prices); err != nil {
			return nil, err
		}
		t.Outcome = t.Prices.Outcome
	}
	return t, nil
}

// keptEffects is how many effects of single levers a base keeps.
const keptEffects = 256

// Effects tells what each lever does by itself, in order, then the prices where
// the plan sets any, and last, without a name, what all do together besides
// that. They add up to the outcome, and no order favours one. What a lever does
// by itself is kept: of many levers one is moved at a time. A lever that cannot
// be moved without the others is an error.
func (t *Tried) Effects() ([]ChangeEffect, error) {
	o := t.Outcome
	if len(t.steps) == 1 && t.Prices == nil {
		return []ChangeEffect{{t.steps[0].Name, o.After.Billed - o.Before.Billed, o.After.Cost - o.Before.Cost}, {}}, nil
	}
	var all []ChangeEffect
	for i, step := range t.steps {
		lever, err := json.Marshal(t.Plan.Levers[i].json())
		if err != nil {
			return nil, err
		}
		effect, err := t.base.alone.Get(fmt.Sprintf("%d %d %s", t.Plan.Year, i, lever), keptEffects, func() (ChangeEffect, error) { return t.base.effectOf(step) })
		if err != nil {
			return nil, err
		}
		all = append(all, effect)
	}
	if t.Prices != nil {
		effect, err := t.base.effectOf(Step{"", t.Prices.Changes})
		if err != nil {
			return nil, err
		}
		all = append(all, effect)
	}
	return append(all, o.rest(all)), nil
}

// Compile makes the change sets of levers, one step each. A lever is read
// against the rows as they are before all of them.
func Compile(levers []Lever, records chargeback.Records, year int) ([]Step, error) {
	steps := make([]Step, len(levers))
	for i := range levers {
		set, err := levers[i].changes(records, year, i+1)
		if err != nil {
			return nil, err
		}
		steps[i] = Step{levers[i].Name, set}
	}
	return steps, nil
}

// Check refuses a plan that no facts could fit: a year that is none, levers
// and prices without what they need. The error names the lever by its place
// from 1.
func (p *Plan) Check() error {
	if p.Year < 2 || p.Year > 9998 {
		return &chargeback.Error{Code: chargeback.BadPlan, Value: "year"}
	}
	if len(p.Levers) > MaxLevers {
		return &chargeback.Error{Code: chargeback.BadPlan, Value: "levers"}
	}
	for _, x := range p.Indexes {
		if x.Micro < -allocation.Micro || x.Micro > 100*allocation.Micro {
			return &chargeback.Error{Code: chargeback.BadPlan, Value: "indexes"}
		}
	}
	for _, e := range p.Entries {
		if e.Month < 0 || e.Month > 12 || e.Category == "" || max(e.Amount, -e.Amount) > allocation.MaxAmount {
			return &chargeback.Error{Code: chargeback.BadPlan, Value: "entries"}
		}
	}
	for i := range p.Levers {
		if err := p.Levers[i].check(i + 1); err != nil {
			return err
		}
	}
	if w := p.Prices; w != nil {
		if slices.Contains(w.Models, allocation.Central) || int(w.Rounding) >= len(Roundings) {
			return &chargeback.Error{Code: chargeback.BadPlan, Value: "prices"}
		}
		for _, f := range w.Fixed {
			if f.PriceMicro < 0 || f.PriceMicro > maxPriceMicro || f.Class == "" || !slices.Contains(w.Models, f.Model) {
				return &chargeback.Error{Code: chargeback.BadPlan, Value: "prices"}
			}
		}
		w.Models = slices.Compact(slices.Sorted(slices.Values(w.Models)))
		slices.SortFunc(w.Fixed, func(a, b FixedPrice) int {
			if a.Model != b.Model {
				return int(a.Model) - int(b.Model)
			}
			return strings.Compare(a.Class, b.Class)
		})
	}
	return nil
}

// MaxLevers is how many levers a plan may have.
const MaxLevers = 100

// maxPriceMicro bounds a price to a billion kronor, in micro-kronor.
const maxPriceMicro = 1_000_000_000 * allocation.Micro
