package billing

import (
	"context"
	"slices"

	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
)

// Version tells states of the database apart: the last event of the audit
// chain. While it is the same, nothing has changed.
func (s *Service) Version(ctx context.Context) (head audit.Head, err error) {
	err = s.DB.View(ctx, func(tx Tx) error {
		head, err = tx.ChainHead()
		return err
	})
	return head, err
}

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

// Events is [Service.EachEvent] of those that the actor may see: finance sees
// what they did themselves, auditors and administrators everything (TRUST,
// matrix). It returns the head of the chain that the events belong to.
func (s *Service) Events(ctx context.Context, who Actor, from int64, show func(*audit.Event) error) (head audit.Head, err error) {
	err = s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActVerify); err != nil {
			return err
		}
		own, err := s.OwnEventsOnly(tx, who)
		if err != nil {
			return err
		}
		if head, err = tx.ChainHead(); err != nil {
			return err
		}
		return eachEvent(tx, from, func(e *audit.Event) error {
			if own && e.Person != who.Name {
				return nil
			}
			return show(e)
		})
	})
	return head, s.Refused(ctx, who, "", err)
}

// OwnEventsOnly says whether an actor who may read the log sees no more of it
// than what they did themselves.
func (s *Service) OwnEventsOnly(tx Tx, who Actor) (bool, error) {
	roles, err := s.rolesToday(tx, who)
	return roles != nil && !roles[chargeback.Auditor] && !roles[chargeback.Admin], err
}

// Head returns the head of the audit chain.
func (s *Service) Head(ctx context.Context, who Actor) (head audit.Head, err error) {
	err = s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActVerify); err != nil {
			return err
		}
		head, err = tx.ChainHead()
		return err
	})
	return head, s.Refused(ctx, who, "", err)
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

// LatestEvents returns the n events before a number, or the newest where it is
// 0, the newest first. Who is neither auditor nor administrator sees what they
// did themselves (TRUST, matrix).
func (s *Service) LatestEvents(ctx context.Context, who Actor, before int64, n int) (list []audit.Event, head audit.Head, err error) {
	err = s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActVerify); err != nil {
			return err
		}
		all, err := s.readsWholeLog(tx, who)
		if err != nil {
			return err
		}
		if head, err = tx.ChainHead(); err != nil {
			return err
		}
		if before <= 0 || before > head.Number+1 {
			before = head.Number + 1
		}
		list = nil
		// From the end in steps, since events are read forwards.
		for end := before; end > 1 && len(list) < n; {
			begin := max(1, end-int64(4*n))
			var step []audit.Event
			for e, err := range tx.Events(begin) {
				if err != nil {
					return err
				}
				if e.Number >= end {
					break
				}
				if all || e.Person == who.Name {
					step = append(step, *e)
				}
			}
			slices.Reverse(step)
			list = append(list, step...)
			end = begin
		}
		list = list[:min(n, len(list))]
		return nil
	})
	return list, head, s.Refused(ctx, who, "", err)
}

// readsWholeLog says whether an actor reads what others did.
func (s *Service) readsWholeLog(tx Tx, who Actor) (bool, error) {
	roles, err := s.rolesToday(tx, who)
	if err != nil || roles == nil {
		return roles == nil, err
	}
	return roles[chargeback.Auditor] || roles[chargeback.Admin], nil
}
