package store

import (
	"database/sql"
	"errors"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// JobsDone returns the months of the clock's ledger, rising.
func (tx *Tx) JobsDone(kind chargeback.JobKind) ([]allocation.Period, error) {
	return query(tx, `SELECT month FROM jobs WHERE kind = ? ORDER BY month`, func(rows *sql.Rows, p *allocation.Period) error {
		var month string
		if err := rows.Scan(&month); err != nil {
			return err
		}
		var err error
		*p, err = periodFrom(month)
		return err
	}, string(kind))
}

// JobDone returns the ledger's row of a month; ok is false where there is none.
func (tx *Tx) JobDone(kind chargeback.JobKind, p allocation.Period) (done chargeback.JobDone, ok bool, err error) {
	done = chargeback.JobDone{Kind: kind, Period: p}
	var at string
	err = tx.sql.QueryRowContext(tx.ctx, tx.numbered(`SELECT run, found, at FROM jobs WHERE kind = ? AND month = ?`),
		string(kind), p.String()).Scan(&done.Run, &done.Found, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return chargeback.JobDone{}, false, nil
	}
	if err == nil {
		done.At, err = instantFrom(at)
	}
	return done, err == nil, err
}

// KeepJob adds a row to the ledger.
func (tx *Tx) KeepJob(done chargeback.JobDone) error {
	_, err := tx.sql.ExecContext(tx.ctx, tx.numbered(`INSERT INTO jobs (kind, month, run, found, at) VALUES (?, ?, ?, ?, ?)`),
		string(done.Kind), done.Period.String(), done.Run, done.Found, instantText(done.At))
	return err
}

const backTestColumns = `number, first, last, facts, started_by, started_at, origin, finished_at, digest`

func scanBackTest(rows *sql.Rows, b *chargeback.BackTest) error {
	var first, last, started, finished string
	if err := rows.Scan(&b.Number, &first, &last, &b.Facts, &b.Started.Person, &started, &b.Origin, &finished, &b.Digest); err != nil {
		return err
	}
	var errs [4]error
	b.First, errs[0] = periodFrom(first)
	b.Last, errs[1] = periodFrom(last)
	b.Started.At, errs[2] = instantFrom(started)
	b.Finished, errs[3] = instantFrom(finished)
	return errors.Join(errs[:]...)
}

// BackTest returns a back-test; ok is false where there is none.
func (tx *Tx) BackTest(number int64) (test chargeback.BackTest, ok bool, err error) {
	found, err := query(tx, `SELECT `+backTestColumns+` FROM back_tests WHERE number = ?`, scanBackTest, number)
	if err != nil || len(found) == 0 {
		return test, false, err
	}
	return found[0], true, nil
}

// BackTests returns those that have months left, or all, by number.
func (tx *Tx) BackTests(unfinished bool) ([]chargeback.BackTest, error) {
	where := ``
	if unfinished {
		where = ` WHERE finished_at = ''`
	}
	return query(tx, `SELECT `+backTestColumns+` FROM back_tests`+where+` ORDER BY number`, scanBackTest)
}

// KeepBackTest stores a new back-test, or one that has finished in place of
// what was stored of it.
func (tx *Tx) KeepBackTest(b chargeback.BackTest) error {
	result, err := tx.sql.ExecContext(tx.ctx, tx.numbered(`UPDATE back_tests SET finished_at = ?, digest = ? WHERE number = ?`),
		instantText(b.Finished), b.Digest, b.Number)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	_, err = tx.sql.ExecContext(tx.ctx, tx.numbered(`INSERT INTO back_tests (`+backTestColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		b.Number, b.First.String(), b.Last.String(), b.Facts, b.Started.Person, instantText(b.Started.At), b.Origin,
		instantText(b.Finished), b.Digest)
	return err
}

// BackTestMonths returns the months that are done, rising.
func (tx *Tx) BackTestMonths(number int64) ([]chargeback.BackTestMonth, error) {
	return query(tx, `SELECT month, failure, run, result, agreement, lines, cost, billed, central, unallocated, variance, self_paid
		FROM back_test_months WHERE back_test = ? ORDER BY month`, func(rows *sql.Rows, m *chargeback.BackTestMonth) error {
		var month, agreement string
		t := &m.Totals
		if err := rows.Scan(&month, &m.Failure, &m.Run, &m.Result, &agreement, &m.Lines, &t.Cost, &t.Billed, &t.Central,
			&t.Unallocated, &t.Variance, &t.SelfPaid); err != nil {
			return err
		}
		m.Agreement = chargeback.Agreement(max(0, slices.Index(chargeback.Agreements, agreement)))
		var err error
		m.Period, err = periodFrom(month)
		return err
	}, number)
}

// KeepBackTestMonth adds a month that is done.
func (tx *Tx) KeepBackTestMonth(number int64, m chargeback.BackTestMonth) error {
	t := &m.Totals
	_, err := tx.sql.ExecContext(tx.ctx, tx.numbered(`INSERT INTO back_test_months (back_test, month, failure, run, result, agreement,
		lines, cost, billed, central, unallocated, variance, self_paid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		number, m.Period.String(), string(m.Failure), m.Run, m.Result, m.Agreement.String(), m.Lines, int64(t.Cost), int64(t.Billed),
		int64(t.Central), int64(t.Unallocated), int64(t.Variance), int64(t.SelfPaid))
	return err
}
