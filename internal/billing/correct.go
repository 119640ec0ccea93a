package billing

import (
	"context"
	"errors"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// corrected is what the log says of a correction.
type corrected struct {
	Into   string `json:"into"`
	Place  int    `json:"place"`
	Run    string `json:"run"`
	Digest string `json:"digest"`
	Billed string `json:"billed"`
	Lines  int    `json:"lines"`
}

// Correct charges a closed month with the facts of now and bills the
// difference in the month after the latest closed one. Where there is no
// difference the error is NothingToCorrect.
func (s *Service) Correct(ctx context.Context, who Actor, p allocation.Period) (*chargeback.Correction, error) {
	for range attempts {
		c, err := s.findCorrection(ctx, who, p)
		if err == nil {
			err = s.keepCorrection(ctx, who, c)
		}
		switch {
		case err == nil:
			return c, nil
		case !errors.Is(err, errFactsChanged):
			return nil, s.Refused(ctx, who, p.String(), err)
		}
	}
	return nil, monthError(chargeback.MonthChanged, p)
}

func (s *Service) findCorrection(ctx context.Context, who Actor, p allocation.Period) (*chargeback.Correction, error) {
	var c *chargeback.Correction
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActCorrect); err != nil {
			return err
		}
		m, err := closedMonth(tx, p)
		if err != nil {
			return err
		}
		header, _, err := tx.Run(m.Run)
		if err != nil {
			return err
		}
		if header.Retired {
			return monthError(chargeback.RowsRetired, p)
		}
		number, err := tx.FactsNumber()
		if err != nil {
			return err
		}
		records, err := tx.ReadFacts(number)
		if err != nil {
			return err
		}
		if c, err = correctionOf(tx, m, number, records); err != nil {
			return err
		}
		if c == nil {
			return monthError(chargeback.NothingToCorrect, p)
		}
		return nil
	})
	return c, err
}

// closedMonth returns a month that is closed.
func closedMonth(tx Tx, p allocation.Period) (chargeback.MonthStatus, error) {
	m, err := tx.Month(p)
	if err == nil && m.State != chargeback.Closed {
		err = monthError(chargeback.MonthNotClosed, p)
	}
	return m, err
}

// correctionOf finds what a closed month comes to with the given rows, against
// what stands; nil where that is the same, or where its rows are retired.
func correctionOf(tx Tx, m chargeback.MonthStatus, number int64, records chargeback.Records) (*chargeback.Correction, error) {
	header, ok, err := tx.Run(m.Run)
	if err != nil || !ok || header.Retired {
		return nil, err
	}
	chain, err := tx.CorrectionsOf(m.Period)
	if err != nil {
		return nil, err
	}
	entering, err := tx.CorrectionsInto(m.Period)
	if err != nil {
		return nil, err
	}
	// Equal inputs come to the same: most months need not be charged.
	latest := m.Run
	if len(chain) > 0 {
		latest = chain[len(chain)-1].Run
	}
	inputs := chargeback.DigestInputs(records, m.Period, entering)
	if inputs.RunID() == latest {
		return nil, nil
	}
	standing, err := standingOf(tx, m, chain)
	if err != nil {
		return nil, err
	}
	months, err := tx.Months()
	if err != nil {
		return nil, err
	}
	_, last, _ := closedRange(months)
	now := snapshot{number, records, entering}
	month, err := now.charge(m.Period)
	if err != nil {
		return nil, err
	}
	c, err := standing.Correct(month.result, last.Next())
	if err != nil || c.Empty() {
		return nil, err
	}
	c.Run, c.Facts = month.header.ID, number
	return c, nil
}

// standingOf returns a closed month as billed with its corrections.
func standingOf(tx Tx, m chargeback.MonthStatus, chain []chargeback.Correction) (*chargeback.Standing, error) {
	result, err := tx.Result(m.Run)
	if err != nil {
		return nil, err
	}
	standing := chargeback.NewStanding(result)
	for i := range chain {
		if err := standing.Apply(&chain[i]); err != nil {
			return nil, err
		}
	}
	return standing, nil
}

// keepCorrection stores a correction, if facts, chain and months are still
// those that it was found with.
func (s *Service) keepCorrection(ctx context.Context, who Actor, c *chargeback.Correction) error {
	return s.DB.Update(ctx, func(tx Tx) error {
		number, err := tx.FactsNumber()
		if err != nil {
			return err
		}
		chain, err := tx.CorrectionsOf(c.Month)
		if err != nil {
			return err
		}
		months, err := tx.Months()
		if err != nil {
			return err
		}
		_, latest, _ := closedRange(months)
		if number != c.Facts || len(chain) != c.Place-1 || latest.Next() != c.Into {
			return errFactsChanged
		}
		billed, err := c.Billed()
		if err != nil {
			return err
		}
		event, err := tx.Append(s.Event(who, ActCorrect, c.Month.String(), corrected{
			c.Into.String(), c.Place, c.Run, c.Digest(), plain(billed), len(c.Lines),
		}))
		if err != nil {
			return err
		}
		c.Number, c.Made = event.Number, s.act(who)
		if err := tx.KeepCorrection(c); err != nil {
			return err
		}
		return billObjections(tx, c, chain)
	})
}

// Standing returns a closed month as billed with all its corrections.
func (s *Service) Standing(ctx context.Context, p allocation.Period) (*chargeback.Standing, error) {
	var standing *chargeback.Standing
	err := s.DB.View(ctx, func(tx Tx) error {
		m, err := tx.Month(p)
		if err != nil {
			return err
		}
		if m.State == chargeback.Open {
			return monthError(chargeback.MonthOpen, p)
		}
		chain, err := tx.CorrectionsOf(p)
		if err != nil {
			return err
		}
		standing, err = standingOf(tx, m, chain)
		return err
	})
	return standing, err
}
