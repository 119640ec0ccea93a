package billing

import (
	"context"
	"errors"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// attempts is how often a month is calculated anew because its facts changed
// meanwhile, before somebody is asked to try again later.
const attempts = 5

// Calculation is what a calculation came to.
type Calculation struct {
	Status chargeback.MonthStatus
	Run    *chargeback.Run
	Same   bool // the inputs were those of the run that was there
}

// calculate is [Service.Calculate], telling each step as it begins.
func (s *Service) calculate(ctx context.Context, who Actor, p allocation.Period, tell func(Step)) (*Calculation, error) {
	for range attempts {
		tell(StepReading)
		var at snapshot
		err := s.DB.View(ctx, func(tx Tx) (err error) {
			if err := s.Allow(tx, who, ActCalculate); err != nil {
				return err
			}
			if _, err := openMonth(tx, p); err != nil {
				return err
			}
			at, err = readSnapshot(tx, p)
			return err
		})
		if err != nil {
			return nil, s.Refused(ctx, who, p.String(), err)
		}
		tell(StepCharging)
		month, err := at.charge(p)
		if err != nil {
			return nil, err
		}
		tell(StepKeeping)
		done, err := s.keep(ctx, who, &at, month)
		if !errors.Is(err, errFactsChanged) {
			return done, s.Refused(ctx, who, p.String(), err)
		}
	}
	return nil, &chargeback.Error{Code: chargeback.MonthChanged, Args: []string{p.String()}}
}

// DryRun charges a month and keeps nothing.
func (s *Service) DryRun(ctx context.Context, who Actor, p allocation.Period) (*chargeback.Run, error) {
	var at snapshot
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		if err := s.Allow(tx, who, ActDryRun); err != nil {
			return err
		}
		at, err = readSnapshot(tx, p)
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, p.String(), err)
	}
	month, err := at.charge(p)
	if err != nil {
		return nil, err
	}
	return month.run, nil
}

// errFactsChanged says that a month was calculated from facts that are no
// longer those of now.
var errFactsChanged = errors.New("facts changed while the month was calculated")

// openMonth returns a month that is not closed.
func openMonth(tx Tx, p allocation.Period) (chargeback.MonthStatus, error) {
	m, err := tx.Month(p)
	if err == nil && m.State == chargeback.Closed {
		err = closedError(m)
	}
	return m, err
}

func closedError(m chargeback.MonthStatus) error {
	return &chargeback.Error{Code: chargeback.MonthClosed, Args: []string{m.Period.String(), DayIn(m.Closed.At).String(), m.Closed.Person}}
}

// calculated is what the log says of a calculation.
type calculated struct {
	Run         string `json:"run"`
	Facts       int64  `json:"facts"`
	Cost        string `json:"cost"`
	Billed      string `json:"billed"`
	Central     string `json:"central"`
	Unallocated string `json:"unallocated"`
	Variance    string `json:"variance"`
	Lines       int    `json:"lines"`
}

// keep stores a calculated month, if its facts are still those of now.
func (s *Service) keep(ctx context.Context, who Actor, at *snapshot, month *charged) (*Calculation, error) {
	done := &Calculation{Run: month.run}
	p := month.header.Period
	err := s.DB.Update(ctx, func(tx Tx) error {
		m, err := openMonth(tx, p)
		if err != nil {
			return err
		}
		number, err := tx.FactsNumber()
		if err != nil {
			return err
		}
		entering, err := tx.CorrectionsInto(p)
		if err != nil {
			return err
		}
		if number != at.number || !chargeback.SameCorrections(month.header.Inputs, entering) {
			return errFactsChanged
		}
		before := m.Run
		done.Same = before == month.header.ID
		if done.Same && m.State == chargeback.Calculated {
			done.Status = m
			return nil
		}
		if !done.Same {
			if err := tx.KeepRun(month.header, month.result, month.cells); err != nil {
				return err
			}
		}
		t := month.result.Totals
		if _, err := tx.Append(s.Event(who, ActCalculate, p.String(), calculated{
			month.header.ID, at.number, plain(t.Cost), plain(t.Billed), plain(t.Central), plain(t.Unallocated), plain(t.Variance),
			month.result.LineCount,
		})); err != nil {
			return err
		}
		m.Period, m.State, m.Run = p, chargeback.Calculated, month.header.ID
		m.Calculated, m.Scheduled, m.Approved = s.act(who), who.Scheduler, chargeback.Act{}
		if err := tx.KeepMonth(m); err != nil {
			return err
		}
		m.Version++
		done.Status = m
		if before != "" && !done.Same {
			return tx.DropRun(before)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// plain writes an amount for programs.
func plain(amount allocation.Ore) string { return chargeback.PlainAmount(amount) }

// Approve is the yes of another person than the one who calculated. Saying yes
// twice is no new event.
func (s *Service) Approve(ctx context.Context, who Actor, p allocation.Period) (chargeback.MonthStatus, error) {
	var m chargeback.MonthStatus
	err := s.DB.Update(ctx, func(tx Tx) (err error) {
		if err := s.Allow(tx, who, ActApprove); err != nil {
			return err
		}
		if m, err = openMonth(tx, p); err != nil {
			return err
		}
		if m.State == chargeback.Approved && m.Approved.Person == who.Name {
			return nil
		}
		if err := mayApprove(tx, who, m); err != nil {
			return err
		}
		if _, err := tx.Append(s.Event(who, ActApprove, p.String(), struct {
			Run string `json:"run"`
		}{m.Run})); err != nil {
			return err
		}
		m.State, m.Approved = chargeback.Approved, s.act(who)
		if err := tx.KeepMonth(m); err != nil {
			return err
		}
		m.Version++
		return nil
	})
	return m, s.Refused(ctx, who, p.String(), err)
}

// mayApprove checks what keeps a month from being approved.
func mayApprove(tx Tx, who Actor, m chargeback.MonthStatus) error {
	return firstRefusal(approveChecks(tx, who, m))
}

// check is one thing that may keep a month from a step: nil, or why.
type check func() error

func firstRefusal(checks []check) error {
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// approveChecks are all that a month is held to before it is approved.
func approveChecks(tx Tx, who Actor, m chargeback.MonthStatus) []check {
	p := m.Period
	return []check{
		func() error { return refuseIf(m.State == chargeback.Open, chargeback.MonthOpen, p) },
		func() error {
			return refuseIf(m.State == chargeback.Approved, chargeback.AlreadyApproved, p, m.Approved.Person)
		},
		func() error {
			own := m.State != chargeback.Open && !m.Scheduled && m.Calculated.Person == who.Name
			return refuseIf(own, chargeback.SamePerson, p, who.Name)
		},
		func() error { return refuseStale(tx, m) },
	}
}

func refuseIf(refused bool, code chargeback.Code, p allocation.Period, args ...string) error {
	if refused {
		return monthError(code, p, args...)
	}
	return nil
}

func monthError(code chargeback.Code, p allocation.Period, args ...string) error {
	return &chargeback.Error{Code: code, Args: append([]string{p.String()}, args...)}
}

func refuseStale(tx Tx, m chargeback.MonthStatus) error {
	changed, err := stale(tx, m)
	if err == nil && changed {
		err = monthError(chargeback.MonthStale, m.Period)
	}
	return err
}

// Refused appends an event where somebody was not allowed to do what was
// asked, and returns the error.
func (s *Service) Refused(ctx context.Context, who Actor, subject string, err error) error {
	var e *chargeback.Error
	if ctx.Value(onceKey{}) != nil || !errors.As(err, &e) || !slices.Contains(refusals, e.Code) {
		return err
	}
	logged := s.DB.Update(ctx, func(tx Tx) error {
		_, err := tx.Append(s.Event(who, ActDenied, subject, struct {
			Code string   `json:"code"`
			What []string `json:"what"`
		}{string(e.Code), e.Args}))
		return err
	})
	return errors.Join(err, logged)
}

// refusals are the failures that the log tells as denied.
var refusals = []chargeback.Code{
	chargeback.NotAllowed, chargeback.NotYourTable, chargeback.PersonRequired, chargeback.SelfGrant, chargeback.SameDecider,
	chargeback.Forbidden, chargeback.ForeignOrigin,
}

// Months returns the status of every month that has costs or is stored,
// rising. Months that only exist because they have costs are open.
func (s *Service) Months(ctx context.Context) ([]chargeback.MonthStatus, error) {
	var all []chargeback.MonthStatus
	err := s.DB.View(ctx, func(tx Tx) error {
		stored, err := tx.Months()
		if err != nil {
			return err
		}
		months, err := monthsWithCosts(tx)
		if err != nil {
			return err
		}
		all = mergeMonths(stored, months)
		return nil
	})
	return all, err
}
