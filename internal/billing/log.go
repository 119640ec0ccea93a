package billing

import (
	"context"

	"chargeback/internal/audit"
)

// EachEvent shows the events of the log from a number on, in order.
func (s *Service) EachEvent(ctx context.Context, who Actor, from int64, show func(*audit.Event) error) error {
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActVerify); err != nil {
			return err
		}
		return eachEvent(tx, from, show)
	})
	return s.Refused(ctx, who, "", err)
}

// Note writes into the log what was done besides changing a month: files that
// left, a backup.
func (s *Service) Note(ctx context.Context, who Actor, action Action, subject string, details any) error {
	err := s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, action); err != nil {
			return err
		}
		_, err := tx.Append(s.Event(who, action, subject, details))
		return err
	})
	return s.Refused(ctx, who, subject, err)
}
