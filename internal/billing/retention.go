package billing

import (
	"context"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// KeptMonths is how long rows that are linked to persons are kept after a
// month has closed, unless another number is asked for (DECISIONS).
const KeptMonths = 24

// Retired is what retention removed.
type Retired struct {
	First  allocation.Period // the first month whose rows are kept
	Months []allocation.Period
	Rows   int64
}

// Retire removes the rows of computers, accounts, licences and ports that only
// months closed at least keep months ago need. Bills and the chain still
// verify: of those months the counted cells and the digests of the rows
// remain. They can no longer be corrected.
func (s *Service) Retire(ctx context.Context, who Actor, keep int) (*Retired, error) {
	var done Retired
	err := s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActRetire); err != nil {
			return err
		}
		months, err := tx.Months()
		if err != nil {
			return err
		}
		done = Retired{}
		if done.First, done.Months = s.retirable(months, keep); len(done.Months) == 0 {
			return nil
		}
		known, err := knownBy(tx, months, done.First)
		if err != nil {
			return err
		}
		event, err := tx.Append(s.Event(who, ActRetire, done.First.String(), struct {
			Keep  int   `json:"keep"`
			Known int64 `json:"known"`
		}{keep, known}))
		if err != nil {
			return err
		}
		done.Rows, err = tx.Retire(event.Number, done.First, known)
		return err
	})
	return &done, s.Refused(ctx, who, "", err)
}

// retirable returns the months that were closed at least keep months ago, and
// the first month after them.
func (s *Service) retirable(months []chargeback.MonthStatus, keep int) (allocation.Period, []allocation.Period) {
	limit := s.today().Period()
	for range keep {
		limit = limit.Previous()
	}
	var first allocation.Period
	var retired []allocation.Period
	for _, m := range months {
		if m.State != chargeback.Closed || !DayIn(m.Closed.At).Period().Before(limit) {
			break
		}
		retired = append(retired, m.Period)
		first = m.Period.Next()
	}
	return first, retired
}

// knownBy returns the audit number from which on every month that is kept has
// read its facts: rows that were ended at or before it are of no use to them.
func knownBy(tx Tx, months []chargeback.MonthStatus, first allocation.Period) (int64, error) {
	known, err := tx.FactsNumber()
	if err != nil {
		return 0, err
	}
	for _, m := range months {
		if m.Run == "" || m.Period.Before(first) {
			continue
		}
		header, ok, err := tx.Run(m.Run)
		if err != nil {
			return 0, err
		}
		if ok {
			known = min(known, header.Facts)
		}
	}
	return known, nil
}
