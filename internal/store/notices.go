package store

import (
	"database/sql"
	"errors"
	"time"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

const noticeColumns = `month, department, person, state, tries, due, claim, failure, settled_at`

func scanNotice(rows *sql.Rows, n *chargeback.Notice) error {
	var month, state, settled string
	var due int64
	if err := rows.Scan(&month, &n.Department, &n.Person, &state, &n.Tries, &due, &n.Claim, &n.Failure, &settled); err != nil {
		return err
	}
	var ok bool
	if n.State, ok = chargeback.ParseNoticeState(state); !ok {
		return &chargeback.Error{Code: chargeback.DamagedDatabase, Value: state}
	}
	n.Due = time.UnixMilli(due).UTC()
	var errs [2]error
	n.Month, errs[0] = periodFrom(month)
	n.Settled, errs[1] = instantFrom(settled)
	return errors.Join(errs[:]...)
}

// Notices returns those of a month, by department and person.
func (tx *Tx) Notices(p allocation.Period) ([]chargeback.Notice, error) {
	return query(tx, `SELECT `+noticeColumns+` FROM notices WHERE month = ? ORDER BY department, person`, scanNotice, p.String())
}

// NoticesDue returns some of those that wait and may be tried at an instant, in
// the order in which they fell due.
func (tx *Tx) NoticesDue(at time.Time, most int) ([]chargeback.Notice, error) {
	return query(tx, `SELECT `+noticeColumns+` FROM notices WHERE state = 'waiting' AND due <= ?
		ORDER BY due, month, department, person LIMIT ?`, scanNotice, at.UnixMilli(), most)
}

// KeepNotice adds one that is not stored.
func (tx *Tx) KeepNotice(n chargeback.Notice) error {
	_, err := tx.exec(`INSERT INTO notices (`+noticeColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		n.Month.String(), n.Department, n.Person, n.State.String(), n.Tries, n.Due.UnixMilli(), n.Claim, n.Failure,
		instantText(n.Settled))
	return err
}

// ClaimNotice gives one that waits and is due at an instant to who claims it,
// until another instant, and counts the try. ok is false where it is not so.
func (tx *Tx) ClaimNotice(key chargeback.NoticeKey, claim string, at, until time.Time) (ok bool, err error) {
	changed, err := tx.exec(`UPDATE notices SET claim = ?, due = ?, tries = tries + 1
		WHERE month = ? AND department = ? AND person = ? AND state = 'waiting' AND due <= ?`,
		claim, until.UnixMilli(), key.Month.String(), key.Department, key.Person, at.UnixMilli())
	return changed == 1, err
}

// SettleNotice stores what a try came to and ends its claim. ok is false where
// the claim n.Claim does not hold any more.
func (tx *Tx) SettleNotice(n chargeback.Notice) (ok bool, err error) {
	changed, err := tx.exec(`UPDATE notices SET state = ?, due = ?, claim = '', failure = ?, settled_at = ?
		WHERE month = ? AND department = ? AND person = ? AND state = 'waiting' AND claim = ?`,
		n.State.String(), n.Due.UnixMilli(), n.Failure, instantText(n.Settled), n.Month.String(), n.Department, n.Person, n.Claim)
	return changed == 1, err
}
