package planning

import (
	"context"

	"chargeback/allocation"
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
	Prices   *ShownPrices              // nil where no list of the budget waits or is approved
	Changed  chargeback.Act            // when the budget was last changed
}

// ShownPrices are what departments may know of a price list.
type ShownPrices struct {
	State        chargeback.PriceListState
	From, Notice allocation.Date
	Prices       []chargeback.ListedPrice
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
	var prices *ShownPrices
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
		if prices, err = shownPrices(tx, budget.ID); err != nil {
			return err
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
	preview = &Preview{Year: budget.Year, Prices: prices, Changed: budget.Changed}
	preview.Bill.Code, preview.Bill.Name = department, bills.Name(department)
	for _, d := range bills.Against(past) {
		if d.Code == department {
			preview.Bill = d
		}
	}
	preview.Why, preview.Services = result.Why(budget.Kind, department)
	return preview, true, nil
}

// shownPrices are those of the latest list of a plan that waits or is approved.
func shownPrices(tx billing.Tx, plan string) (*ShownPrices, error) {
	lists, err := tx.PriceLists()
	for i := range lists { // the latest stands first
		l := &lists[i]
		if l.Scenario == plan && (l.State == chargeback.PricesProposed || l.State == chargeback.PricesApproved) {
			return &ShownPrices{l.State, l.From, l.Notice, l.Prices}, err
		}
	}
	return nil, err
}
