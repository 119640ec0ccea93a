package planning

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

// maxName is the longest name of a plan, in characters.
const maxName = 100

// planEvent is what the log says of a kept plan.
type planEvent struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Year    int    `json:"year"`
	Version int64  `json:"version"`
	Shown   bool   `json:"shown,omitempty"`
	Removed bool   `json:"removed,omitempty"`
}

func eventOf(sc *chargeback.Scenario) planEvent {
	return planEvent{Kind: sc.Kind.String(), Name: sc.Name, Year: sc.Year, Version: sc.Version, Shown: sc.Shown}
}

// Scenarios returns all kept plans: budgets first, then by year, the latest
// first, and name. Finance, the IT chief and the auditor may read them.
func (s *Service) Scenarios(ctx context.Context, who billing.Actor) ([]chargeback.Scenario, error) {
	var all []chargeback.Scenario
	err := s.Billing.DB.View(ctx, func(tx billing.Tx) (err error) {
		if err := s.Billing.Allow(tx, who, billing.ActReadPlans); err != nil {
			return err
		}
		all, err = tx.Scenarios()
		return err
	})
	return all, s.Billing.Refused(ctx, who, "", err)
}

// Scenario returns a kept plan. One that there is not is NoSuchScenario.
func (s *Service) Scenario(ctx context.Context, who billing.Actor, id string) (*chargeback.Scenario, error) {
	var found chargeback.Scenario
	err := s.Billing.DB.View(ctx, func(tx billing.Tx) (err error) {
		if err := s.Billing.Allow(tx, who, billing.ActReadPlans); err != nil {
			return err
		}
		found, err = scenario(tx, id)
		return err
	})
	if err != nil {
		return nil, s.Billing.Refused(ctx, who, "", err)
	}
	return &found, nil
}

func scenario(tx billing.Tx, id string) (chargeback.Scenario, error) {
	found, ok, err := tx.Scenario(id)
	if err == nil && !ok {
		err = &chargeback.Error{Code: chargeback.NoSuchScenario, Value: id}
	}
	return found, err
}

// budgetOf returns the budget of a year; ok is false where there is none.
func budgetOf(tx billing.Tx, year int) (budget chargeback.Scenario, ok bool, err error) {
	all, err := tx.Scenarios()
	for _, sc := range all {
		if sc.Kind == chargeback.KindBudget && sc.Year == year {
			return sc, true, err
		}
	}
	return budget, false, err
}

// Keep stores a plan: a new one where the id is empty, which it is given, or
// another in its place if the stored version is still sc.Version; the kind of a
// plan never changes. The plan is checked, and that its ground is there; what
// it comes to is not. Who is the IT chief may.
func (s *Service) Keep(ctx context.Context, who billing.Actor, sc chargeback.Scenario, plan financing.Plan) (*chargeback.Scenario, error) {
	err := s.Billing.DB.Update(ctx, func(tx billing.Tx) error {
		if err := s.Billing.Allow(tx, who, billing.ActPlan); err != nil {
			return err
		}
		return s.keep(tx, who, &sc, plan)
	})
	if err != nil {
		return nil, s.Billing.Refused(ctx, who, sc.ID, err)
	}
	return &sc, nil
}

func (s *Service) keep(tx billing.Tx, who billing.Actor, sc *chargeback.Scenario, plan financing.Plan) error {
	var err error
	if sc.Name, err = checkName(sc.Name); err != nil {
		return err
	}
	if err := plan.Check(); err != nil {
		return err
	}
	if sc.Body, err = json.Marshal(plan); err != nil {
		return err
	}
	sc.Year = plan.Year
	sc.Changed = s.act(who)
	if sc.ID == "" {
		sc.ID, sc.Version, sc.Made = newID(), 0, sc.Changed
	} else {
		known, err := scenario(tx, sc.ID)
		switch {
		case err != nil:
			return err
		case known.Version != sc.Version:
			return &chargeback.Error{Code: chargeback.ScenarioChanged, Value: known.Name}
		}
		sc.Kind, sc.Made = known.Kind, known.Made
		if known.Kind == chargeback.KindBudget && known.Year != sc.Year {
			if err := unused(tx, &known); err != nil {
				return err
			}
		}
	}
	if err := fits(tx, sc, &plan); err != nil {
		return err
	}
	if err := tx.KeepScenario(*sc); err != nil {
		return err
	}
	sc.Version++
	_, err = tx.Append(s.Billing.Event(who, billing.ActPlan, sc.ID, eventOf(sc)))
	return err
}

// fits says whether a plan goes with the kept ones: one budget a year, and a
// scenario on a budget needs it.
func fits(tx billing.Tx, sc *chargeback.Scenario, plan *financing.Plan) error {
	sc.Shown = sc.Shown && sc.Kind == chargeback.KindBudget
	budget, ok, err := budgetOf(tx, sc.Year)
	switch {
	case err != nil:
		return err
	case sc.Kind == chargeback.KindBudget && ok && budget.ID != sc.ID:
		return &chargeback.Error{Code: chargeback.BudgetExists, Args: []string{strconv.Itoa(sc.Year)}}
	case sc.Kind == chargeback.KindScenario && plan.Ground == financing.OnBudget && !ok:
		return &chargeback.Error{Code: chargeback.NoBudget, Args: []string{strconv.Itoa(sc.Year)}}
	}
	return nil
}

// unused refuses to take a budget away that scenarios stand on.
func unused(tx billing.Tx, budget *chargeback.Scenario) error {
	all, err := tx.Scenarios()
	if err != nil {
		return err
	}
	for _, sc := range all {
		if sc.Kind != chargeback.KindScenario || sc.Year != budget.Year {
			continue
		}
		plan, err := financing.ParsePlan(sc.Body)
		if err != nil {
			return err
		}
		if plan.Ground == financing.OnBudget {
			return &chargeback.Error{Code: chargeback.BudgetUsed, Value: sc.Name, Args: []string{strconv.Itoa(budget.Year)}}
		}
	}
	return nil
}

// Remove takes away a plan if its stored version is still the given one.
func (s *Service) Remove(ctx context.Context, who billing.Actor, id string, version int64) error {
	err := s.Billing.DB.Update(ctx, func(tx billing.Tx) error {
		if err := s.Billing.Allow(tx, who, billing.ActPlan); err != nil {
			return err
		}
		known, err := scenario(tx, id)
		if err != nil {
			return err
		}
		if known.Version != version {
			return &chargeback.Error{Code: chargeback.ScenarioChanged, Value: known.Name}
		}
		if known.Kind == chargeback.KindBudget {
			if err := unused(tx, &known); err != nil {
				return err
			}
		}
		event := eventOf(&known)
		event.Removed = true
		if _, err := tx.Append(s.Billing.Event(who, billing.ActPlan, id, event)); err != nil {
			return err
		}
		return tx.DropScenario(known)
	})
	return s.Billing.Refused(ctx, who, id, err)
}

// checkName tidies the name of a plan. No person may be in it.
func checkName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || utf8.RuneCountInString(name) > maxName || !utf8.ValidString(name) || strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return "", &chargeback.Error{Code: chargeback.ScenarioName, Args: []string{strconv.Itoa(maxName)}}
	}
	if chargeback.HoldsPersonnummer(name) {
		return "", &chargeback.Error{Code: chargeback.ObjectionPerson}
	}
	return name, nil
}
