package mail

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// Mailer tells people that bills are ready. Its fields are set before use.
type Mailer struct {
	Service *billing.Service
	Server  *Server
	BaseURL string // of the site, as people see it
	Origin  string // from where, for the audit log
	Log     *slog.Logger
}

// Run looks at once and then at every tick, until the context is cancelled. It
// returns when what is under way is done.
func (m *Mailer) Run(ctx context.Context, ticks <-chan time.Time) {
	for ctx.Err() == nil {
		if err := m.Look(ctx); err != nil && ctx.Err() == nil {
			m.Log.WarnContext(ctx, "mail could not do all that is due; it tries again at its next look", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-ticks:
		}
	}
}

// Look decides whom to tell of months that were closed, and sends what is due.
// It ends early where the mail server takes nothing. The error is that of the
// database; mails that were not taken are logged.
func (m *Mailer) Look(ctx context.Context) error {
	// A month that cannot be decided for holds up no mail of the others.
	months, planErr := m.Service.PlanNotices(ctx, m.Origin)
	for _, p := range months {
		m.Log.InfoContext(ctx, "readers of a closed month are told by mail", "month", p.String())
	}
	return errors.Join(planErr, m.sendDue(ctx))
}

func (m *Mailer) sendDue(ctx context.Context) error {
	for ctx.Err() == nil {
		n, ok, err := m.Service.TakeNotice(ctx)
		if err != nil || !ok {
			return err
		}
		again, err := m.tell(ctx, n)
		if err != nil || !again {
			return err
		}
	}
	return nil
}

// settleTime is how long marking what was sent may take when the server stops.
const settleTime = 20 * time.Second

// tell sends one claimed notice and settles it; again is false where the mail
// server would take no other.
func (m *Mailer) tell(ctx context.Context, n chargeback.Notice) (again bool, err error) {
	letter, ok, err := m.Service.Letter(ctx, n)
	if err != nil || !ok {
		return err == nil, err
	}
	failed := m.send(ctx, n, letter)
	// What was sent is marked even when the server is stopping.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	if failed == nil {
		return true, m.Service.Sent(ctx, n)
	}
	about := []any{"month", n.Month.String(), "department", n.Department, "try", n.Tries, "failure", failed.Error()}
	if failed.Detail != nil {
		about = append(about, "detail", failed.Detail)
	}
	if failed.Code == failAddress {
		m.Log.WarnContext(ctx, "a mail was given up: its recipient gets none at that address", about...)
		return true, m.Service.GiveUp(ctx, n, failed.Error())
	}
	m.Log.WarnContext(ctx, "a mail was not taken; it is tried again later, a few days at most", about...)
	return !failed.Every, m.Service.Postpone(ctx, n, failed.Error())
}

func (m *Mailer) send(ctx context.Context, n chargeback.Notice, letter *billing.Letter) *failure {
	message, err := m.Server.message(n, letter, m.BaseURL, m.Service.Now())
	var failed *failure
	switch {
	case errors.As(err, &failed):
		return failed
	case err != nil:
		return &failure{Code: failRefused}
	}
	return m.Server.send(ctx, message)
}
