package planning

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"chargeback/internal/billing"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/tables"
)

// Ground is what plans of a year are tried on: its months as they are known, or
// as they are budgeted. It is read-only and shared.
type Ground struct {
	Year int
	// Base is the year, charged: what is known of it, or its budget without the
	// budget's own prices.
	Base *financing.Base
	// Today is what new prices are compared with: the year before a budget, else
	// the year itself.
	Today  *financing.Base
	Budget *financing.Budget // nil for the months as they are known

	key string
}

// Result is what a plan comes to.
type Result struct {
	Plan   financing.Plan
	Ground *Ground
	// Tried is the plan beside its ground. Of a budget it is the budget with its
	// prices beside the budget without them.
	Tried *financing.Tried
}

// Before are the sums that the plan's are set beside: of a budget, those of the
// year before.
func (r *Result) Before(kind chargeback.ScenarioKind) chargeback.Totals {
	if kind == chargeback.KindBudget {
		return r.Ground.Budget.YearPast.Totals()
	}
	return r.Tried.Outcome.Before
}

// Bills are what departments owe by the plan beside what they owe on its
// ground; of a budget, beside the year before. The list is the caller's own; all
// else of a result is shared by who asks the same, and read only.
func (r *Result) Bills(kind chargeback.ScenarioKind) []financing.DepartmentChange {
	if kind == chargeback.KindBudget {
		return r.Tried.Outcome.Bills().Against(r.Ground.Budget.YearPast.Bills())
	}
	return slices.Clone(r.Tried.Outcome.Departments)
}

// Why is why a department's bills differ from those that [Result.Bills] sets
// them beside, and by which services.
func (r *Result) Why(kind chargeback.ScenarioKind, department string) (*causes.Split, []financing.ServiceChange) {
	before := r.Ground.Base.Bills()
	if kind == chargeback.KindBudget {
		before = r.Ground.Budget.YearPast.Bills()
	}
	after := r.Tried.Outcome.Bills()
	return after.SplitAgainst(before, department), after.ServicesAgainst(before, department)
}

// Priced is the budget of a result, charged with its own prices. Result must be
// of a budget.
func (r *Result) Priced() (*financing.Budget, error) {
	budget := *r.Ground.Budget
	if r.Tried.Prices == nil {
		return &budget, nil
	}
	records, err := budget.Base.Facts().Apply(r.Tried.Prices.Changes)
	if err != nil {
		return nil, err
	}
	facts, err := openFacts(records)
	if err != nil {
		return nil, err
	}
	budget.Base, err = financing.NewYear(facts, r.Plan.Year)
	return &budget, err
}

// Result is what a kept plan comes to with what is known now.
func (s *Service) Result(ctx context.Context, who billing.Actor, id string) (*chargeback.Scenario, *Result, error) {
	sc, err := s.Scenario(ctx, who, id)
	if err != nil {
		return nil, nil, err
	}
	plan, err := financing.ParsePlan(sc.Body)
	if err != nil {
		return nil, nil, err
	}
	result, err := s.Try(ctx, who, sc.Kind, plan)
	return sc, result, err
}

// Try is what a plan of a kind comes to with what is known now. Nothing is
// kept but in memory, for whoever asks the same again.
func (s *Service) Try(ctx context.Context, who billing.Actor, kind chargeback.ScenarioKind, plan financing.Plan) (*Result, error) {
	var ground *Ground
	err := s.Billing.DB.View(ctx, func(tx billing.Tx) (err error) {
		if err := s.Billing.Allow(tx, who, billing.ActReadPlans); err != nil {
			return err
		}
		ground, err = s.ground(tx, kind, plan)
		return err
	})
	if err != nil {
		return nil, s.Billing.Refused(ctx, who, "", err)
	}
	return s.try(ground, kind, plan)
}

func (s *Service) try(ground *Ground, kind chargeback.ScenarioKind, plan financing.Plan) (*Result, error) {
	if err := plan.Check(); err != nil {
		return nil, err
	}
	body, err := json.Marshal(plan)
	if err != nil {
		return nil, err
	}
	return s.results.Get(fmt.Sprintf("%s\x1f%d\x1f%s", ground.key, kind, body), keptResults, func() (*Result, error) {
		own := plan
		if kind == chargeback.KindBudget {
			own.Levers = nil // they are in the ground
		}
		tried, err := ground.Base.TryPlan(own, ground.Today)
		return &Result{Plan: plan, Ground: ground, Tried: tried}, err
	})
}

// ground returns what a plan stands on.
func (s *Service) ground(tx billing.Tx, kind chargeback.ScenarioKind, plan financing.Plan) (*Ground, error) {
	if err := plan.Check(); err != nil {
		return nil, err
	}
	number, err := s.factsNumber(tx)
	if err != nil {
		return nil, err
	}
	if number == 0 {
		return nil, &chargeback.Error{Code: chargeback.NoFacts}
	}
	if kind == chargeback.KindScenario && plan.Ground == financing.OnOutcome {
		return s.stand(tx, number, plan.Year, nil)
	}
	budget := plan
	if kind == chargeback.KindScenario {
		kept, ok, err := budgetOf(tx, plan.Year)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, &chargeback.Error{Code: chargeback.NoBudget, Args: []string{strconv.Itoa(plan.Year)}}
		}
		if budget, err = financing.ParsePlan(kept.Body); err != nil {
			return nil, err
		}
	}
	budget.Prices = nil
	return s.stand(tx, number, plan.Year, &budget)
}

// factsNumber is the number of the facts as they are. To look it up costs more
// than to charge a year; while the log has the same head, it is the same.
func (s *Service) factsNumber(tx billing.Tx) (int64, error) {
	head, err := tx.ChainHead()
	if err != nil {
		return 0, err
	}
	return s.numbers.Get(head.Hash, keptGrounds, tx.FactsNumber)
}

// stand makes a ground: of a budget, or of what is known of a year.
func (s *Service) stand(tx billing.Tx, number int64, year int, budget *financing.Plan) (*Ground, error) {
	body, err := json.Marshal(budget)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("%d\x1f%d\x1f%s", number, year, body)
	return s.grounds.Get(key, keptGrounds, func() (*Ground, error) {
		records, err := tx.ReadFacts(number)
		if err != nil {
			return nil, err
		}
		g := &Ground{Year: year, key: key}
		if budget == nil {
			facts, err := tables.NewBase(records)
			if err != nil {
				return nil, err
			}
			g.Base, err = financing.NewYear(facts, year)
			g.Today = g.Base
			return g, err
		}
		if g.Budget, err = financing.NewBudget(records, budget.BudgetPlan, openFacts); err != nil {
			return nil, err
		}
		g.Base, g.Today = g.Budget.Base, g.Budget.YearPast
		return g, nil
	})
}

// openFacts makes facts of the rows of a plan.
func openFacts(records chargeback.Records) (financing.Facts, error) {
	base, err := tables.NewBase(records)
	if err != nil {
		return nil, err
	}
	return base, nil
}
