package store

import (
	"database/sql"
	"errors"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// CorrectionsOf returns the corrections of a month in order of place.
func (tx *Tx) CorrectionsOf(month allocation.Period) ([]chargeback.Correction, error) {
	return tx.corrections(`month = ? ORDER BY place`, month)
}

// CorrectionsInto returns the corrections that a month bills.
func (tx *Tx) CorrectionsInto(month allocation.Period) ([]chargeback.Correction, error) {
	return tx.corrections(`into_month = ? ORDER BY month, place`, month)
}

func (tx *Tx) corrections(where string, month allocation.Period) ([]chargeback.Correction, error) {
	all, err := query(tx, `SELECT number, month, into_month, place, run, facts, made_by, made_at, cost, self_paid, by_price
		FROM corrections WHERE `+where, func(rows *sql.Rows, c *chargeback.Correction) error {
		var of, into, at, byPrice string
		if err := rows.Scan(&c.Number, &of, &into, &c.Place, &c.Run, &c.Facts, &c.Made.Person, &at, &c.Cost, &c.SelfPaid, &byPrice); err != nil {
			return err
		}
		for _, code := range strings.Fields(byPrice) {
			model, ok := allocation.ParseModel(code)
			if !ok {
				return &chargeback.Error{Code: chargeback.DamagedDatabase, Value: code}
			}
			c.ByPrice = append(c.ByPrice, model)
		}
		var err1, err2, err3 error
		c.Month, err1 = periodFrom(of)
		c.Into, err2 = periodFrom(into)
		c.Made.At, err3 = instantFrom(at)
		return errors.Join(err1, err2, err3)
	}, month.String())
	if err != nil {
		return nil, err
	}
	for i := range all {
		if err := tx.readParts(&all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// readParts reads what a correction is made of.
func (tx *Tx) readParts(c *chargeback.Correction) (err error) {
	scope, args := tx.lined()
	if c.Lines, err = query(tx, `SELECT id, replaces, reversal, department, cost_center, model, category, object, quantity, amount
		FROM correction_lines WHERE correction = ?`+scope+` ORDER BY place`, func(rows *sql.Rows, l *chargeback.CorrectionLine) error {
		l.Month = c.Month
		return rows.Scan(&l.ID, &l.Replaces, &l.Reversal, &l.Department, &l.CostCenter, &l.Model, &l.Category, &l.Object,
			&l.QuantityMicro, &l.Amount)
	}, append([]any{c.Number}, args...)...); err != nil {
		return err
	}
	if c.Central, err = query(tx, `SELECT category, amount FROM correction_central WHERE correction = ? ORDER BY category`,
		func(rows *sql.Rows, x *chargeback.Central) error { return rows.Scan(&x.Category, &x.Amount) }, c.Number); err != nil {
		return err
	}
	if c.Unallocated, err = query(tx, `SELECT category, model, object, reason, amount FROM correction_unallocated
		WHERE correction = ? ORDER BY category, model, object, reason`, scanUnallocated, c.Number); err != nil {
		return err
	}
	c.Variance, err = query(tx, `SELECT model, cost, recovered, amount FROM correction_variance WHERE correction = ? ORDER BY model`,
		scanVariance, c.Number)
	return err
}

// KeepCorrection stores a correction. Its event is the newest.
func (tx *Tx) KeepCorrection(c *chargeback.Correction) error {
	var byPrice []string
	for _, model := range c.ByPrice {
		byPrice = append(byPrice, model.String())
	}
	_, err := tx.sql.ExecContext(tx.ctx, tx.numbered(`INSERT INTO corrections (number, month, into_month, place, run, facts, made_by,
		made_at, cost, self_paid, by_price) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		c.Number, c.Month.String(), c.Into.String(), c.Place, c.Run, c.Facts, c.Made.Person, instantText(c.Made.At),
		int64(c.Cost), int64(c.SelfPaid), strings.Join(byPrice, " "))
	if err != nil {
		return err
	}
	place := int64(-1)
	return errors.Join(
		insertAll(tx, "correction_lines", []string{
			"correction", "place", "id", "replaces", "reversal", "department", "cost_center", "model", "category", "object", "quantity", "amount",
		}, c.Lines, func(l *chargeback.CorrectionLine) []any {
			place++
			return []any{
				c.Number, place, l.ID, l.Replaces, l.Reversal, l.Department, l.CostCenter, int64(l.Model), l.Category, l.Object,
				l.QuantityMicro, int64(l.Amount),
			}
		}),
		insertAll(tx, "correction_central", []string{"correction", "category", "amount"}, c.Central,
			func(x *chargeback.Central) []any { return []any{c.Number, x.Category, int64(x.Amount)} }),
		insertAll(tx, "correction_unallocated", []string{"correction", "category", "model", "object", "reason", "amount"}, c.Unallocated,
			func(u *chargeback.Unallocated) []any {
				return []any{c.Number, u.Category, int64(u.Model), u.Object, int64(u.Reason), int64(u.Amount)}
			}),
		insertAll(tx, "correction_variance", []string{"correction", "model", "cost", "recovered", "amount"}, c.Variance,
			func(v *chargeback.ModelVariance) []any {
				return []any{c.Number, int64(v.Model), int64(v.Cost), int64(v.Recovered), int64(v.Amount)}
			}),
	)
}
