package store

import (
	"database/sql"
	"errors"
	"iter"

	"chargeback/internal/audit"
)

// Append makes an event the next of the chain and stores it.
func (tx *Tx) Append(e audit.Event) (audit.Event, error) {
	head, err := tx.ChainHead()
	if err != nil {
		return e, err
	}
	e = head.Next(e)
	row := rowFromEvent(&e)
	return e, tx.gorm.Create(&row).Error
}

// ChainHead returns the last event's number and hash.
func (tx *Tx) ChainHead() (audit.Head, error) {
	var head audit.Head
	err := tx.sql.QueryRowContext(tx.ctx, `SELECT number, hash FROM events ORDER BY number DESC LIMIT 1`).Scan(&head.Number, &head.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return head, err
}

// Events yields the events from a number on, in order.
func (tx *Tx) Events(from int64) iter.Seq2[*audit.Event, error] {
	return tx.events(`number >= ?`, from)
}

// Event returns an event of the log; ok is false where there is none.
func (tx *Tx) Event(number int64) (audit.Event, bool, error) {
	for e, err := range tx.events(`number = ?`, number) {
		if err != nil {
			return audit.Event{}, false, err
		}
		return *e, true, nil
	}
	return audit.Event{}, false, nil
}

// events yields the events of which a condition is true, in order.
func (tx *Tx) events(where string, value any) iter.Seq2[*audit.Event, error] {
	return func(yield func(*audit.Event, error) bool) {
		rows, err := tx.sql.QueryContext(tx.ctx, tx.numbered(
			`SELECT number, at, person, origin, action, subject, details, previous, hash FROM events WHERE `+where+` ORDER BY number`), value)
		if err != nil {
			yield(nil, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var r eventRow
			err := rows.Scan(&r.Number, &r.At, &r.Person, &r.Origin, &r.Action, &r.Subject, &r.Details, &r.Previous, &r.Hash)
			if err != nil {
				yield(nil, err)
				return
			}
			e, err := eventFromRow(&r)
			if err != nil {
				// An instant that cannot be read was changed: the chain tells which event.
				e.At, err = e.At.AddDate(1, 0, 0), nil
			}
			if !yield(e, err) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
		}
	}
}
