package store

import (
	"database/sql"
	"errors"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

const objectionColumns = `year, place, month, department, cost_center, model, category, object, line, kind, reason, amount,
	made_by, made_at, due, state, answer, answered_by, answered_at, change, version`

func scanObjection(rows *sql.Rows, o *chargeback.Objection) error {
	var month, kind, made, due, state, answered string
	a := &o.About
	if err := rows.Scan(&o.ID.Year, &o.ID.Place, &month, &a.Department, &a.CostCenter, &a.Model, &a.Category, &a.Object, &o.Line,
		&kind, &o.Reason, &o.Amount, &o.Made.Person, &made, &due, &state, &o.Answer, &o.Answered.Person, &answered,
		&o.Change, &o.Version); err != nil {
		return err
	}
	var errs [3]error
	o.Month, errs[0] = periodFrom(month)
	o.Made.At, errs[1] = instantFrom(made)
	o.Answered.At, errs[2] = instantFrom(answered)
	var known [3]bool
	o.Kind, known[0] = chargeback.ParseObjectionKind(kind)
	o.State, known[1] = chargeback.ParseObjectionState(state)
	o.Due, known[2] = allocation.ParseDate(due)
	if slices.Contains(known[:], false) {
		return &chargeback.Error{Code: chargeback.DamagedDatabase, Value: o.ID.String()}
	}
	return errors.Join(errs[:]...)
}

// Objections returns those that the scope covers, the latest first.
func (tx *Tx) Objections() ([]chargeback.Objection, error) { return tx.objections("") }

// Objection returns one; ok is false where there is none in the scope.
func (tx *Tx) Objection(id chargeback.ObjectionID) (o chargeback.Objection, ok bool, err error) {
	all, err := tx.objections(` AND year = ? AND place = ?`, id.Year, id.Place)
	if err != nil || len(all) == 0 {
		return o, false, err
	}
	return all[0], true, nil
}

// objections reads those of a condition of ours, with their parts.
func (tx *Tx) objections(where string, args ...any) ([]chargeback.Objection, error) {
	scope, given := tx.lined()
	all, err := query(tx, `SELECT `+objectionColumns+` FROM objections WHERE 1 = 1`+where+scope+` ORDER BY year DESC, place DESC`,
		scanObjection, append(slices.Clone(args), given...)...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	at := make(map[chargeback.ObjectionID]*chargeback.Objection, len(all))
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	// A part of an objection outside the scope is left where it is.
	type part[T any] struct {
		id    chargeback.ObjectionID
		value T
	}
	rows, err := query(tx, `SELECT year, place, table_name, id FROM objection_rows WHERE 1 = 1`+where+` ORDER BY year, place, number`,
		func(rows *sql.Rows, p *part[chargeback.ObjectedRow]) error {
			return rows.Scan(&p.id.Year, &p.id.Place, &p.value.Table, &p.value.ID)
		}, args...)
	if err != nil {
		return nil, err
	}
	for _, p := range rows {
		if o := at[p.id]; o != nil {
			o.Rows = append(o.Rows, p.value)
		}
	}
	billings, err := query(tx, `SELECT year, place, correction, month, into_month, amount FROM objection_corrections
		WHERE 1 = 1`+where+` ORDER BY year, place, month, correction`,
		func(rows *sql.Rows, p *part[chargeback.ObjectionBilling]) error {
			var month, into string
			if err := rows.Scan(&p.id.Year, &p.id.Place, &p.value.Correction, &month, &into, &p.value.Amount); err != nil {
				return err
			}
			var errs [2]error
			p.value.Month, errs[0] = periodFrom(month)
			p.value.Into, errs[1] = periodFrom(into)
			return errors.Join(errs[:]...)
		}, args...)
	if err != nil {
		return nil, err
	}
	for _, p := range billings {
		if o := at[p.id]; o != nil {
			o.Corrected = append(o.Corrected, p.value)
		}
	}
	return all, nil
}

// KeepObjection stores a new objection (version 0) with its rows, or the answer
// to one if its stored version is still o.Version and it waits.
func (tx *Tx) KeepObjection(o chargeback.Objection) error {
	if o.Version > 0 {
		return tx.keepAnswer(&o)
	}
	a := &o.About
	_, err := tx.exec(`INSERT INTO objections (`+objectionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.ID.Year, o.ID.Place, o.Month.String(), a.Department, a.CostCenter, int64(a.Model), a.Category, a.Object, o.Line,
		o.Kind.String(), o.Reason, int64(o.Amount), o.Made.Person, instantText(o.Made.At), o.Due.String(),
		o.State.String(), o.Answer, o.Answered.Person, instantText(o.Answered.At), o.Change, 1)
	for i, r := range o.Rows {
		if err != nil {
			return err
		}
		_, err = tx.exec(`INSERT INTO objection_rows (year, place, number, month, table_name, id) VALUES (?, ?, ?, ?, ?, ?)`,
			o.ID.Year, o.ID.Place, i, o.Month.String(), r.Table, r.ID)
	}
	return err
}

func (tx *Tx) keepAnswer(o *chargeback.Objection) error {
	changed, err := tx.exec(`UPDATE objections SET state = ?, answer = ?, answered_by = ?, answered_at = ?, change = ?, version = ?
		WHERE year = ? AND place = ? AND version = ? AND state = 'waiting'`,
		o.State.String(), o.Answer, o.Answered.Person, instantText(o.Answered.At), o.Change, o.Version+1,
		o.ID.Year, o.ID.Place, o.Version)
	if err == nil && changed != 1 {
		err = &chargeback.Error{Code: chargeback.ObjectionChanged, Args: []string{o.ID.String()}}
	}
	return err
}

// KeepObjectionBilling adds where an objection was billed.
func (tx *Tx) KeepObjectionBilling(id chargeback.ObjectionID, b chargeback.ObjectionBilling) error {
	_, err := tx.exec(`INSERT INTO objection_corrections (year, place, correction, month, into_month, amount) VALUES (?, ?, ?, ?, ?, ?)`,
		id.Year, id.Place, b.Correction, b.Month.String(), b.Into.String(), int64(b.Amount))
	return err
}
