package billing

import (
	"context"

	"chargeback/internal/chargeback"
)

// KeyFigureRows returns the rows of the table key_figures as they are known
// now: what a year's IT is held against. Who may calculate without keeping may
// read them.
func (s *Service) KeyFigureRows(ctx context.Context, who Actor) ([]chargeback.Record, error) {
	var records chargeback.Records
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		if err := s.Allow(tx, who, ActDryRun); err != nil {
			return err
		}
		records, err = tx.ReadFacts(0, "key_figures")
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, "", err)
	}
	return records["key_figures"], nil
}
