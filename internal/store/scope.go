package store

import (
	"context"
	"strings"

	"chargeback/internal/chargeback"
)

// Whose bills a transaction reads is part of it. Queries of bills, of lines, of
// corrections' lines and of objections ask only for what the scope covers, and
// PostgreSQL holds them to it again by row-level security: every transaction
// says its scope in settings that end with it, and one that says nothing sees
// no row (migrations, 0006).

// scopedTables have row-level security, so that COPY cannot add to them.
var scopedTables = []string{"run_bills", "bill_lines", "correction_lines", "objections", "objection_rows", "objection_corrections"}

// separator parts codes in a setting. No code has a control character.
const separator = "\x1f"

// ViewAs reads in one snapshot, and of bills, lines, corrections' lines and
// objections only what the scope covers. As a part of a transaction that is
// under way it is the same until work returns.
func (db *DB) ViewAs(ctx context.Context, scope chargeback.Scope, work func(*Tx) error) error {
	tx, ok := ctx.Value(within{}).(*Tx)
	if !ok {
		return db.view(ctx, scope, work)
	}
	before := tx.scope
	if err := tx.setScope(scope); err != nil {
		return err
	}
	err := work(tx)
	if restored := tx.setScope(before); err == nil {
		err = restored
	}
	return err
}

// setScope makes the transaction read what a scope covers from now on.
func (tx *Tx) setScope(scope chargeback.Scope) error {
	tx.scope = scope
	if !tx.postgres {
		return nil
	}
	said := "some"
	if scope.All {
		said = "all"
	}
	_, err := tx.sql.ExecContext(tx.ctx, `SELECT set_config('chargeback.scope', $1, TRUE), set_config('chargeback.departments', $2, TRUE),
		set_config('chargeback.cost_centers', $3, TRUE)`,
		said, strings.Join(scope.Departments, separator), strings.Join(scope.CostCenters, separator))
	return err
}

// whole is the condition that adds the scope to a query of whole bills, and its
// values; lined is that of rows of a cost centre.
func (tx *Tx) whole() (string, []any) { return tx.scoped(false) }
func (tx *Tx) lined() (string, []any) { return tx.scoped(true) }

func (tx *Tx) scoped(lines bool) (condition string, args []any) {
	s := &tx.scope
	if s.All {
		return "", nil
	}
	var covered []string
	in := func(column string, codes []string) {
		if len(codes) == 0 {
			return
		}
		covered = append(covered, column+` IN (?`+strings.Repeat(`, ?`, len(codes)-1)+`)`)
		for _, code := range codes {
			args = append(args, code)
		}
	}
	in("department", s.Departments)
	if lines {
		in("cost_center", s.CostCenters)
	}
	if len(covered) == 0 {
		return " AND 1 = 0", nil
	}
	return " AND (" + strings.Join(covered, " OR ") + ")", args
}
