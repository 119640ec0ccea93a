package store

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// LatestImport returns the newest import of the same content; ok is false
// where there is none.
func (tx *Tx) LatestImport(digest string) (done chargeback.ImportDone, ok bool, err error) {
	return tx.importWhere(`i.digest = ?`, digest)
}

// LatestSnapshot returns the newest snapshot of a source; ok is false where
// there is none.
func (tx *Tx) LatestSnapshot(source string) (done chargeback.ImportDone, ok bool, err error) {
	return tx.importWhere(`i.day <> '' AND i.source = ?`, source)
}

func (tx *Tx) importWhere(where, value string) (done chargeback.ImportDone, ok bool, err error) {
	var at, day string
	err = tx.sql.QueryRowContext(tx.ctx, tx.numbered(`SELECT i.event, i.digest, i.source, i.name, i.day, e.at FROM imports i
		JOIN events e ON e.number = i.event WHERE `+where+` ORDER BY i.event DESC LIMIT 1`), value).Scan(
		&done.Event, &done.Digest, &done.Source, &done.Name, &day, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return done, false, nil
	}
	if err != nil {
		return done, false, err
	}
	if day != "" {
		done.Day, _ = allocation.ParseDate(day)
	}
	done.At, err = instantFrom(at)
	return done, err == nil, err
}

// KeepImport stores what was imported by an event of this transaction.
func (tx *Tx) KeepImport(done chargeback.ImportDone) error {
	day := ""
	if done.Day != 0 {
		day = done.Day.String()
	}
	_, err := tx.sql.ExecContext(tx.ctx, tx.numbered(`INSERT INTO imports (event, digest, source, name, day) VALUES (?, ?, ?, ?, ?)`),
		done.Event, done.Digest, done.Source, done.Name, day)
	return err
}

// saltSize is how many random bytes keep pseudonyms from being guessed.
const saltSize = 32

// Salt returns the secret that pseudonymous ids are made with. It is drawn the
// first time it is needed, so the transaction is one that writes.
func (tx *Tx) Salt() ([]byte, error) {
	const name = "pseudonyms"
	var salt []byte
	err := tx.sql.QueryRowContext(tx.ctx, tx.numbered(`SELECT value FROM secrets WHERE name = ?`), name).Scan(&salt)
	if !errors.Is(err, sql.ErrNoRows) {
		return salt, err
	}
	salt = make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return nil, err
	}
	_, err = tx.sql.ExecContext(tx.ctx, tx.numbered(`INSERT INTO secrets (name, value) VALUES (?, ?)`), name, salt)
	return salt, err
}

// KeepParked stores the parked rows of a source in place of those that were
// parked before.
func (tx *Tx) KeepParked(source string, parked []chargeback.ParkedRow) error {
	if _, err := tx.sql.ExecContext(tx.ctx, tx.numbered(`DELETE FROM parked WHERE source = ?`), source); err != nil {
		return err
	}
	place := int64(-1)
	return insertAll(tx, "parked", []string{"source", "place", "line", "id", "reason", "value", "args", "model", "class"}, parked,
		func(p *chargeback.ParkedRow) []any {
			place++
			return []any{source, place, int64(p.Line), p.ID, string(p.Reason), p.Value, strings.Join(p.Args, "\n"), p.Model, p.Class}
		})
}

// Parked returns the parked rows of all sources.
func (tx *Tx) Parked() ([]chargeback.ParkedRow, error) {
	return query(tx, `SELECT source, line, id, reason, value, args, model, class FROM parked ORDER BY source, place`,
		func(rows *sql.Rows, p *chargeback.ParkedRow) error {
			var args string
			err := rows.Scan(&p.Source, &p.Line, &p.ID, &p.Reason, &p.Value, &args, &p.Model, &p.Class)
			if args != "" {
				p.Args = strings.Split(args, "\n")
			}
			return err
		})
}
