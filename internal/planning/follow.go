package planning

import (
	"context"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

// FollowUp holds the months of a budget's year that have been calculated
// against it. Outcomes are of what is known now: a late fact counts in the month
// that it is about. It is nil where no month of the year has been calculated.
func (s *Service) FollowUp(ctx context.Context, who billing.Actor, budget *Result) (*financing.FollowUp, error) {
	first := allocation.Period{Year: budget.Plan.Year, Month: 1}
	calculated := make(map[allocation.Period]bool)
	last := first.Previous()
	err := s.Billing.DB.View(ctx, func(tx billing.Tx) error {
		if err := s.Billing.Allow(tx, who, billing.ActReadPlans); err != nil {
			return err
		}
		months, err := tx.Months()
		for _, m := range months {
			if m.Run != "" && m.Period.Year == first.Year {
				calculated[m.Period], last = true, m.Period
			}
		}
		return err
	})
	if err != nil {
		return nil, s.Billing.Refused(ctx, who, "", err)
	}
	if len(calculated) == 0 {
		return nil, nil
	}
	known, err := financing.NewBase(budget.Ground.Budget.YearPast.Facts(), first, last)
	if err != nil {
		return nil, err
	}
	var done []*chargeback.Run
	for _, run := range known.Runs() {
		if calculated[run.Month.Period] {
			done = append(done, run)
		}
	}
	return budget.Tried.Outcome.Follow(done), nil
}
