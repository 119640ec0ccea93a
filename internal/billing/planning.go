package billing

import (
	"context"

	"chargeback/internal/chargeback"
)

// PlanningFacts returns all that is known now, for plans that are made beside
// the months: budgets, prices and scenarios. Nothing that is done with the rows
// can come back here. Who may calculate without keeping may read them.
func (s *Service) PlanningFacts(ctx context.Context, who Actor) (chargeback.Records, error) {
	var records chargeback.Records
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActDryRun); err != nil {
			return err
		}
		number, err := tx.FactsNumber()
		if err != nil {
			return err
		}
		if number == 0 {
			return &chargeback.Error{Code: chargeback.NoFacts}
		}
		records, err = tx.ReadFacts(number)
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, "", err)
	}
	return records, nil
}
