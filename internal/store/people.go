package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"chargeback/internal/chargeback"
)

// exec runs a statement of ours with values.
func (tx *Tx) exec(statement string, args ...any) (changed int64, err error) {
	result, err := tx.sql.ExecContext(tx.ctx, tx.numbered(statement), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// first returns the first row of a query; ok is false where there is none.
func first[T any](tx *Tx, text string, scan func(*sql.Rows, *T) error, args ...any) (value T, ok bool, err error) {
	all, err := query(tx, text, scan, args...)
	if err != nil || len(all) == 0 {
		return value, false, err
	}
	return all[0], true, nil
}

const credentialColumns = `person, hash, must_change, epoch, changed_at`

func scanCredential(rows *sql.Rows, c *chargeback.Credential) error {
	var changed string
	err := rows.Scan(&c.Person, &c.Hash, &c.MustChange, &c.Epoch, &changed)
	if err == nil {
		c.Changed, err = instantFrom(changed)
	}
	return err
}

// Credential returns a person's; ok is false where nothing is stored.
func (tx *Tx) Credential(person string) (chargeback.Credential, bool, error) {
	return first(tx, `SELECT `+credentialColumns+` FROM credentials WHERE person = ?`, scanCredential, person)
}

// Credentials returns all by person.
func (tx *Tx) Credentials() ([]chargeback.Credential, error) {
	return query(tx, `SELECT `+credentialColumns+` FROM credentials ORDER BY person`, scanCredential)
}

// KeepCredential stores it in place of what was stored of the person.
func (tx *Tx) KeepCredential(c chargeback.Credential) error {
	_, err := tx.exec(`INSERT INTO credentials (`+credentialColumns+`) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, must_change = excluded.must_change,
			epoch = excluded.epoch, changed_at = excluded.changed_at`,
		c.Person, c.Hash, c.MustChange, c.Epoch, instantText(c.Changed))
	return err
}

func scanIdentity(rows *sql.Rows, i *chargeback.Identity) error {
	return rows.Scan(&i.Issuer, &i.Subject, &i.Person)
}

// Identity returns whom a provider means; ok is false where nobody is linked.
func (tx *Tx) Identity(issuer, subject string) (chargeback.Identity, bool, error) {
	return first(tx, `SELECT issuer, subject, person FROM identities WHERE issuer = ? AND subject = ?`, scanIdentity, issuer, subject)
}

// Identities returns all by person, issuer and subject.
func (tx *Tx) Identities() ([]chargeback.Identity, error) {
	return query(tx, `SELECT issuer, subject, person FROM identities ORDER BY person, issuer, subject`, scanIdentity)
}

// KeepIdentity adds one that is not stored.
func (tx *Tx) KeepIdentity(i chargeback.Identity) error {
	_, err := tx.exec(`INSERT INTO identities (issuer, subject, person) VALUES (?, ?, ?)`, i.Issuer, i.Subject, i.Person)
	return err
}

// DropIdentity removes one. None is no error.
func (tx *Tx) DropIdentity(issuer, subject string) error {
	_, err := tx.exec(`DELETE FROM identities WHERE issuer = ? AND subject = ?`, issuer, subject)
	return err
}

// Session returns what is stored of a token; ok is false where nothing is.
func (tx *Tx) Session(token string) (chargeback.Session, bool, error) {
	return first(tx, `SELECT token, data, began, seen FROM sessions WHERE token = ?`,
		func(rows *sql.Rows, s *chargeback.Session) error {
			var began, seen int64
			err := rows.Scan(&s.Token, &s.Data, &began, &seen)
			s.Began, s.Seen = time.UnixMilli(began).UTC(), time.UnixMilli(seen).UTC()
			return err
		}, token)
}

// KeepSession stores it in place of what was stored of the token.
func (tx *Tx) KeepSession(s chargeback.Session) error {
	_, err := tx.exec(`INSERT INTO sessions (token, data, began, seen) VALUES (?, ?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, began = excluded.began, seen = excluded.seen`,
		s.Token, s.Data, s.Began.UnixMilli(), s.Seen.UnixMilli())
	return err
}

// DropSession removes one. None is no error.
func (tx *Tx) DropSession(token string) error {
	_, err := tx.exec(`DELETE FROM sessions WHERE token = ?`, token)
	return err
}

// DropSessions removes those that began, or were last seen, before an instant.
func (tx *Tx) DropSessions(began, seen time.Time) error {
	_, err := tx.exec(`DELETE FROM sessions WHERE began < ? OR seen < ?`, began.UnixMilli(), seen.UnixMilli())
	return err
}

// Attempts returns those of an account or from an address since an instant, in
// order of time.
func (tx *Tx) Attempts(account, address string, since time.Time) ([]chargeback.Attempt, error) {
	return query(tx, `SELECT id, account, address, at FROM login_attempts
		WHERE (account = ? OR address = ?) AND at >= ? ORDER BY at, id`,
		func(rows *sql.Rows, a *chargeback.Attempt) error {
			var at int64
			err := rows.Scan(&a.ID, &a.Account, &a.Address, &at)
			a.At = time.UnixMilli(at).UTC()
			return err
		}, account, address, since.UnixMilli())
}

// KeepAttempt adds one that is not stored.
func (tx *Tx) KeepAttempt(a chargeback.Attempt) error {
	_, err := tx.exec(`INSERT INTO login_attempts (id, account, address, at) VALUES (?, ?, ?, ?)`,
		a.ID, a.Account, a.Address, a.At.UnixMilli())
	return err
}

// DropAttempt removes one. None is no error.
func (tx *Tx) DropAttempt(id string) error {
	_, err := tx.exec(`DELETE FROM login_attempts WHERE id = ?`, id)
	return err
}

// DropAttempts removes those of an account, and all from before an instant.
func (tx *Tx) DropAttempts(account string, before time.Time) error {
	_, err := tx.exec(`DELETE FROM login_attempts WHERE account = ? OR at < ?`, account, before.UnixMilli())
	return err
}

const tokenColumns = `id, person, name, hash, created, created_at, revoked, revoked_at`

func scanToken(rows *sql.Rows, t *chargeback.APIToken) error {
	var created, revoked string
	var event sql.NullInt64
	if err := rows.Scan(&t.ID, &t.Person, &t.Name, &t.Hash, &t.Created.Event, &created, &event, &revoked); err != nil {
		return err
	}
	t.Revoked.Event = event.Int64
	var errs [2]error
	t.Created.At, errs[0] = instantFrom(created)
	t.Revoked.At, errs[1] = instantFrom(revoked)
	return errors.Join(errs[:]...)
}

// TokenOf returns the token with a hash; ok is false where there is none.
func (tx *Tx) TokenOf(hash string) (chargeback.APIToken, bool, error) {
	return first(tx, `SELECT `+tokenColumns+` FROM api_tokens WHERE hash = ?`, scanToken, hash)
}

// Tokens returns all in the order in which they were created.
func (tx *Tx) Tokens() ([]chargeback.APIToken, error) {
	return query(tx, `SELECT `+tokenColumns+` FROM api_tokens ORDER BY created, id`, scanToken)
}

// KeepToken adds one that is not stored.
func (tx *Tx) KeepToken(t chargeback.APIToken) error {
	revoked := sql.NullInt64{Int64: t.Revoked.Event, Valid: t.Revoked.Event > 0}
	_, err := tx.exec(`INSERT INTO api_tokens (`+tokenColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		t.ID, t.Person, t.Name, t.Hash, t.Created.Event, instantText(t.Created.At), revoked, instantText(t.Revoked.At))
	return err
}

// RevokeToken marks a token that holds; ok is false where none has the id or it
// has been revoked.
func (tx *Tx) RevokeToken(id string, mark chargeback.TokenMark) (ok bool, err error) {
	changed, err := tx.exec(`UPDATE api_tokens SET revoked = ?, revoked_at = ? WHERE id = ? AND revoked IS NULL`,
		mark.Event, instantText(mark.At), id)
	return changed == 1, err
}

// Reply returns what was answered a person's key; ok is false where nothing was.
func (tx *Tx) Reply(person, key string) (chargeback.Reply, bool, error) {
	return first(tx, `SELECT person, key, route, request, status, headers, body, at FROM replies WHERE person = ? AND key = ?`,
		func(rows *sql.Rows, r *chargeback.Reply) error {
			var headers, at string
			if err := rows.Scan(&r.Person, &r.Key, &r.Route, &r.Request, &r.Status, &headers, &r.Body, &at); err != nil {
				return err
			}
			if r.Body == nil {
				r.Body = []byte{} // SQLite's empty one
			}
			var err error
			r.At, err = instantFrom(at)
			return errors.Join(err, json.Unmarshal([]byte(headers), &r.Headers))
		}, person, key)
}

// KeepReply adds one that is not stored.
func (tx *Tx) KeepReply(r chargeback.Reply) error {
	headers, err := json.Marshal(r.Headers)
	if err != nil {
		return err
	}
	if r.Body == nil {
		r.Body = []byte{} // no row has NULL
	}
	_, err = tx.exec(`INSERT INTO replies (person, key, route, request, status, headers, body, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Person, r.Key, r.Route, r.Request, r.Status, string(headers), r.Body, instantText(r.At))
	return err
}

const requestColumns = `number, kind, subject, body, state, asked_by, asked_at, decided_by, decided_at, version`

func scanRequest(rows *sql.Rows, r *chargeback.Request) error {
	var state, asked, decided string
	if err := rows.Scan(&r.Number, &r.Kind, &r.Subject, &r.Body, &state, &r.Asked.Person, &asked, &r.Decided.Person, &decided, &r.Version); err != nil {
		return err
	}
	for i, code := range chargeback.RequestStates {
		if code == state {
			r.State = chargeback.RequestState(i)
		}
	}
	var errs [2]error
	r.Asked.At, errs[0] = instantFrom(asked)
	r.Decided.At, errs[1] = instantFrom(decided)
	return errors.Join(errs[:]...)
}

// Requests returns all by number.
func (tx *Tx) Requests() ([]chargeback.Request, error) {
	return query(tx, `SELECT `+requestColumns+` FROM requests ORDER BY number`, scanRequest)
}

// Request returns one; ok is false where there is none.
func (tx *Tx) Request(number int64) (chargeback.Request, bool, error) {
	return first(tx, `SELECT `+requestColumns+` FROM requests WHERE number = ?`, scanRequest, number)
}

// KeepRequest stores a request if its stored version is still r.Version.
func (tx *Tx) KeepRequest(r chargeback.Request) error {
	if r.Version == 0 {
		_, err := tx.exec(`INSERT INTO requests (`+requestColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
			r.Number, r.Kind, r.Subject, r.Body, r.State.String(), r.Asked.Person, instantText(r.Asked.At), r.Decided.Person,
			instantText(r.Decided.At))
		return err
	}
	changed, err := tx.exec(`UPDATE requests SET state = ?, decided_by = ?, decided_at = ?, version = version + 1
		WHERE number = ? AND version = ? AND state = 'asked'`,
		r.State.String(), r.Decided.Person, instantText(r.Decided.At), r.Number, r.Version)
	if err == nil && changed != 1 {
		err = &chargeback.Error{Code: chargeback.RequestDecided, Args: []string{strconv.FormatInt(r.Number, 10)}}
	}
	return err
}
