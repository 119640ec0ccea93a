package auth

import (
	"context"
	"time"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// How long a session lasts (TRUST A11): since it was last seen, since it
// began, and how long a later sight goes unwritten.
const (
	idle     = 30 * time.Minute
	absolute = 12 * time.Hour
	unseen   = time.Minute
)

// shelf is where scs finds sessions: in our database, by our clock.
type shelf struct {
	db  billing.Database
	now func() time.Time
}

// visit is carried by a context while a request's session is looked for: in
// which transaction, and what was found.
type visit struct {
	tx      billing.Tx
	session chargeback.Session
}

type visitKey struct{}

// FindCtx returns the data of a session that has not ended.
func (s *shelf) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	find := func(tx billing.Tx) error {
		session, ok, err := tx.Session(token)
		now := s.now()
		found = ok && now.Sub(session.Began) < absolute && now.Sub(session.Seen) < idle
		if found {
			data = session.Data
			if v, ok := ctx.Value(visitKey{}).(*visit); ok {
				v.session = session
			}
		}
		return err
	}
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return data, found, find(v.tx)
	}
	err = s.db.View(ctx, find)
	return data, found, err
}

// CommitCtx stores a session, and removes those that have ended. The expiry of
// scs is not used.
func (s *shelf) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	return s.db.Update(ctx, func(tx billing.Tx) error {
		now := s.now()
		if err := tx.DropSessions(now.Add(-absolute), now.Add(-idle)); err != nil {
			return err
		}
		session, ok, err := tx.Session(token)
		if err != nil {
			return err
		}
		if !ok {
			session = chargeback.Session{Token: token, Began: now}
		}
		session.Data, session.Seen = data, now
		return tx.KeepSession(session)
	})
}

// see writes down that a session was seen, if it is there still.
func (s *shelf) see(ctx context.Context, seen chargeback.Session) error {
	now := s.now()
	if now.Sub(seen.Seen) < unseen {
		return nil
	}
	return s.db.Update(ctx, func(tx billing.Tx) error {
		session, ok, err := tx.Session(seen.Token)
		if err != nil || !ok {
			return err
		}
		session.Seen = now
		return tx.KeepSession(session)
	})
}

// DeleteCtx ends a session.
func (s *shelf) DeleteCtx(ctx context.Context, token string) error {
	return s.db.Update(ctx, func(tx billing.Tx) error { return tx.DropSession(token) })
}

// Find is FindCtx; scs asks for it but uses the other.
func (s *shelf) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx, likewise.
func (s *shelf) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx, likewise.
func (s *shelf) Delete(token string) error {
	return s.DeleteCtx(context.Background(), token)
}
