package billing

import (
	"context"
	"errors"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// ClockName stands for the clock where the name of a person would.
const ClockName = "scheduler"

// Work is what the clock has done, and what back-tests came to.
type Work interface {
	// JobsDone returns the months of the clock's ledger, rising.
	JobsDone(chargeback.JobKind) ([]allocation.Period, error)
	// JobDone returns the ledger's row of a month; ok is false where there is
	// none.
	JobDone(chargeback.JobKind, allocation.Period) (done chargeback.JobDone, ok bool, err error)
	// KeepJob adds a row to the ledger. It fails where there is one of the kind
	// and month.
	KeepJob(chargeback.JobDone) error

	// BackTest returns a back-test; ok is false where there is none.
	BackTest(number int64) (test chargeback.BackTest, ok bool, err error)
	// BackTests returns those that have months left, or all, by number.
	BackTests(unfinished bool) ([]chargeback.BackTest, error)
	// KeepBackTest stores a new back-test, or one that has finished in place of
	// what was stored of it.
	KeepBackTest(chargeback.BackTest) error
	// BackTestMonths returns the months that are done, rising.
	BackTestMonths(number int64) ([]chargeback.BackTestMonth, error)
	// KeepBackTestMonth adds a month that is done. It fails where it is there.
	KeepBackTestMonth(number int64, m chargeback.BackTestMonth) error
}

// Due is what the clock found to do.
type Due struct {
	Months []allocation.Period // rising
	Head   int64               // number of the newest event when it looked
}

// Due reads from the database which months the clock has to calculate: those
// that have ended in Sweden, come after the latest closed month and do not
// stand in the ledger, from the first month that has costs on. Months that
// ended before the database began are due only where the facts have costs
// around them, so that old facts do not bring the empty years after them.
func (s *Service) Due(ctx context.Context) (Due, error) {
	var due Due
	err := s.DB.View(ctx, func(tx Tx) error {
		due = Due{}
		head, err := tx.ChainHead()
		if err != nil || head.Number == 0 {
			return err
		}
		due.Head = head.Number
		known, err := monthsWithCosts(tx)
		if err != nil || len(known) == 0 {
			return err
		}
		next, err := firstOpen(tx, known[0])
		if err != nil {
			return err
		}
		began, err := beginning(tx)
		if err != nil {
			return err
		}
		candidates := mergePeriods(known, began, s.today().Period())
		done, err := tx.JobsDone(chargeback.CalculateJob)
		if err != nil {
			return err
		}
		settled := make(map[allocation.Period]bool, len(done))
		for _, p := range done {
			settled[p] = true
		}
		for _, p := range candidates {
			if !p.Before(next) && !settled[p] {
				due.Months = append(due.Months, p)
			}
		}
		return nil
	})
	return due, err
}

// firstOpen returns the month after the latest closed one, or first where none
// is closed.
func firstOpen(tx Tx, first allocation.Period) (allocation.Period, error) {
	months, err := tx.Months()
	if err != nil {
		return first, err
	}
	if _, latest, ok := closedRange(months); ok {
		return latest.Next(), nil
	}
	return first, nil
}

// beginning returns the month, in Sweden, of the first event of the log.
func beginning(tx Tx) (p allocation.Period, err error) {
	for e, err := range tx.Events(1) {
		if err != nil {
			return p, err
		}
		return DayIn(e.At).Period(), nil
	}
	return p, nil
}

// mergePeriods returns the months of a rising list that lie before today's,
// with all months from the beginning on, or from the list's first where that
// is later. It rises.
func mergePeriods(known []allocation.Period, began, today allocation.Period) []allocation.Period {
	if began.Before(known[0]) {
		began = known[0]
	}
	var all []allocation.Period
	for _, p := range known {
		if p.Before(began) && p.Before(today) {
			all = append(all, p)
		}
	}
	for p := began; p.Before(today); p = p.Next() {
		all = append(all, p)
	}
	return all
}

// CalculateDue calculates a month for the clock, once for ever: the row of the
// ledger is kept in the transaction that keeps the run, so that of any number
// of clocks one does it and a crash leaves both or neither. A month that a
// person has calculated is only marked in the ledger. It returns the run that
// the ledger names, whoever made it.
func (s *Service) CalculateDue(ctx context.Context, origin string, p allocation.Period) (chargeback.JobDone, error) {
	book := &ledgered{Database: s.DB, service: s, period: p}
	open := false
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		var ok bool
		if book.done, ok, err = tx.JobDone(chargeback.CalculateJob, p); err != nil || ok {
			return err
		}
		m, err := tx.Month(p)
		open = m.State == chargeback.Open
		return err
	})
	switch {
	case err != nil || book.done.Run != "":
		return book.done, err
	case !open:
		err = book.Update(ctx, func(Tx) error { return nil })
	default:
		clock := &Service{DB: book, Now: s.Now}
		_, err = clock.Calculate(ctx, Actor{Name: ClockName, Origin: origin, Scheduler: true}, p)
	}
	if errors.Is(err, &chargeback.Error{Code: chargeback.MonthClosed}) { // by a person, meanwhile
		err = book.Update(ctx, func(Tx) error { return nil })
	}
	if errors.Is(err, errSettled) { // by another clock: that is what was asked for
		err = nil
	}
	return book.done, err
}

// errSettled ends a transaction that finds the month in the ledger.
var errSettled = errors.New("the ledger has the month already")

// ledgered is a database whose every change of a month also writes the clock's
// ledger, in the same transaction.
type ledgered struct {
	Database
	service *Service
	period  allocation.Period
	done    chargeback.JobDone // the row of the month, once it is known
}

func (l *ledgered) Update(ctx context.Context, work func(Tx) error) error {
	err := l.Database.Update(ctx, func(tx Tx) error {
		done, ok, err := tx.JobDone(chargeback.CalculateJob, l.period)
		if err != nil {
			return err
		}
		if ok {
			l.done = done
			return errSettled
		}
		m, err := tx.Month(l.period)
		if err != nil {
			return err
		}
		found := m.State != chargeback.Open
		if !found {
			if err := work(tx); err != nil {
				return err
			}
			if m, err = tx.Month(l.period); err != nil {
				return err
			}
		}
		l.done = chargeback.JobDone{
			Kind: chargeback.CalculateJob, Period: l.period, Run: m.Run, Found: found, At: l.service.Now().UTC(),
		}
		return tx.KeepJob(l.done)
	})
	if err != nil && !errors.Is(err, errSettled) {
		l.done = chargeback.JobDone{}
	}
	return err
}
