package planning

import (
	"context"

	"chargeback/internal/billing"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

// Preview is what a department would pay by a year's budget, beside the year
// before.
type Preview struct {
	Year     int
	Bill     financing.DepartmentChange
	Services []financing.ServiceChange // that add up to the bill
	Why      *causes.Split             // the difference in causes, that add up to it
	Prices   *financing.Proposal       // of the budget; nil where it sets none
	Changed  chargeback.Act            // when the budget was last changed
}

// NextYear is the preview of a department that the scope covers, by the latest
// budget that departments may see; ok is false where there is none. Another's
// department is NoSuchDepartment.
func (s *Service) NextYear(ctx context.Context, scope chargeback.Scope, department string) (preview *Preview, ok bool, err error) {
	if !scope.Department(department) {
		return nil, false, &chargeback.Error{Code: chargeback.NoSuchDepartment, Value: department}
	}
	var budget chargeback.Scenario
	var ground *Ground
	var plan financing.Plan
	err = s.Billing.DB.View(ctx, func(tx billing.Tx) error {
		all, err := tx.Scenarios()
		if err != nil {
			return err
		}
		for _, sc := range all {
			if sc.Kind == chargeback.KindBudget && sc.Shown {
				budget, ok = sc, true
				break // the latest year stands first
			}
		}
		if !ok {
			return nil
		}
		if plan, err = financing.ParsePlan(budget.Body); err != nil {
			return err
		}
		ground, err = s.ground(tx, budget.Kind, plan)
		return err
	})
	if err != nil || !ok {
		return nil, false, err
	}
	result, err := s.try(ground, budget.Kind, plan)
	if err != nil {
		return nil, false, err
	}
	bills, past := result.Tried.Outcome.Bills(), ground.Budget.YearPast.Bills()
	if !bills.Knows(department) {
		return nil, false, &chargeback.Error{Code: chargeback.NoSuchDepartment, Value: department}
	}
	preview = &Preview{Year: budget.Year, Prices: result.Tried.Prices, Changed: budget.Changed}
	preview.Bill.Code, preview.Bill.Name = department, bills.Name(department)
	for _, d := range bills.Against(past) {
		if d.Code == department {
			preview.Bill = d
		}
	}
	preview.Why, preview.Services = result.Why(budget.Kind, department)
	return preview, true, nil
}
