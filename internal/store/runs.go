package store

import (
	"database/sql"
	"errors"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// runParts are the tables that hold what a run came to, its lines first.
var runParts = []string{"bill_lines", "run_bills", "run_central", "run_unallocated", "run_variance", "run_cells", "run_inputs"}

// runNumber finds the stored number of a run.
func (tx *Tx) runNumber(id string) (number int64, ok bool, err error) {
	err = tx.sql.QueryRowContext(tx.ctx, tx.numbered(`SELECT number FROM runs WHERE id = ?`), id).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return number, err == nil, err
}

// Run returns a header; ok is false where there is no such run.
func (tx *Tx) Run(id string) (header chargeback.RunHeader, ok bool, err error) {
	var number int64
	var month string
	t := &header.Totals
	err = tx.sql.QueryRowContext(tx.ctx, tx.numbered(`SELECT number, id, month, retired, facts, cells, result, cost, billed, central,
		unallocated, variance, self_paid, lines FROM runs WHERE id = ?`), id).Scan(
		&number, &header.ID, &month, &header.Retired, &header.Facts, &header.Cells, &header.Result, &t.Cost, &t.Billed, &t.Central,
		&t.Unallocated, &t.Variance, &t.SelfPaid, &header.Lines)
	if errors.Is(err, sql.ErrNoRows) {
		return header, false, nil
	}
	if err != nil {
		return header, false, err
	}
	if header.Period, err = periodFrom(month); err != nil {
		return header, false, err
	}
	header.Inputs, err = query(tx, `SELECT table_name, digest, row_count FROM run_inputs WHERE run = ? ORDER BY place`,
		func(rows *sql.Rows, d *chargeback.TableDigest) error { return rows.Scan(&d.Table, &d.Digest, &d.Rows) }, number)
	return header, err == nil, err
}

// query reads rows into values, one by one.
func query[T any](tx *Tx, text string, scan func(*sql.Rows, *T) error, args ...any) ([]T, error) {
	rows, err := tx.sql.QueryContext(tx.ctx, tx.numbered(text), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var value T
		if err := scan(rows, &value); err != nil {
			return nil, err
		}
		all = append(all, value)
	}
	return all, rows.Err()
}

// insertAll adds one row per value.
func insertAll[T any](tx *Tx, table string, columns []string, values []T, row func(*T) []any) error {
	if len(values) == 0 {
		return nil
	}
	at := 0
	return tx.insert(table, columns, func() ([]any, bool) {
		if at == len(values) {
			return nil, false
		}
		at++
		return row(&values[at-1]), true
	})
}

// KeepRun stores a run that is not stored, and seals it.
func (tx *Tx) KeepRun(header chargeback.RunHeader, result *chargeback.Result, cells []chargeback.CountedCell) error {
	t := &result.Totals
	var number int64
	err := tx.sql.QueryRowContext(tx.ctx, tx.numbered(`INSERT INTO runs (id, month, sealed, retired, facts, cells, result, municipality,
		cost, billed, central, unallocated, variance, self_paid, lines)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number`),
		header.ID, header.Period.String(), false, false, header.Facts, header.Cells, header.Result, result.Municipality,
		int64(t.Cost), int64(t.Billed), int64(t.Central), int64(t.Unallocated), int64(t.Variance), int64(t.SelfPaid), result.LineCount,
	).Scan(&number)
	if err != nil {
		return err
	}
	if err := tx.keepLines(number, result); err != nil {
		return err
	}
	if err := tx.keepParts(number, header, result, cells); err != nil {
		return err
	}
	_, err = tx.sql.ExecContext(tx.ctx, tx.numbered(`UPDATE runs SET sealed = ? WHERE number = ?`), true, number)
	return err
}

// keepLines adds the bill lines: there may be millions.
func (tx *Tx) keepLines(number int64, result *chargeback.Result) error {
	if tx.postgres {
		// The guards take lines of this run alone.
		if _, err := tx.sql.ExecContext(tx.ctx, `SELECT set_config('chargeback.run', $1::bigint::text, TRUE)`, number); err != nil {
			return err
		}
	}
	values := make([]any, 8)
	values[0] = number
	next, stop := pull(result)
	defer stop()
	return tx.insert("bill_lines", []string{"run", "department", "cost_center", "model", "category", "object", "quantity", "amount"},
		func() ([]any, bool) {
			line, ok := next()
			if !ok {
				return nil, false
			}
			values[1], values[2], values[3] = line.Department, line.CostCenter, int64(line.Model)
			values[4], values[5] = line.Category, line.Object
			values[6], values[7] = line.QuantityMicro, int64(line.Amount)
			return values, true
		})
}

// pull turns the lines of a result into calls. They are collected first: a
// coroutine per line costs more than the memory.
func pull(result *chargeback.Result) (next func() (*chargeback.Line, bool), stop func()) {
	lines := result.CollectLines()
	at := 0
	return func() (*chargeback.Line, bool) {
		if at == len(lines) {
			return nil, false
		}
		at++
		return &lines[at-1], true
	}, func() {}
}

func (tx *Tx) keepParts(number int64, header chargeback.RunHeader, result *chargeback.Result, cells []chargeback.CountedCell) error {
	place := int64(-1)
	return errors.Join(
		insertAll(tx, "run_bills",
			[]string{"run", "department", "name", "kind", "amount", "self_paid", "system", "device", "account", "port", "project"},
			result.Bills, func(b *chargeback.Bill) []any {
				row := []any{number, b.Code, b.Name, chargeback.Kinds[b.Kind], int64(b.Amount), int64(b.SelfPaid)}
				for _, model := range allocation.Models[1:] {
					row = append(row, int64(b.ByModel[model]))
				}
				return row
			}),
		insertAll(tx, "run_central", []string{"run", "category", "amount"}, result.Central,
			func(c *chargeback.Central) []any { return []any{number, c.Category, int64(c.Amount)} }),
		insertAll(tx, "run_unallocated", []string{"run", "category", "model", "object", "reason", "amount"}, result.Unallocated,
			func(u *chargeback.Unallocated) []any {
				return []any{number, u.Category, int64(u.Model), u.Object, int64(u.Reason), int64(u.Amount)}
			}),
		insertAll(tx, "run_variance", []string{"run", "model", "cost", "recovered", "amount"}, result.Variance,
			func(v *chargeback.ModelVariance) []any {
				return []any{number, int64(v.Model), int64(v.Cost), int64(v.Recovered), int64(v.Amount)}
			}),
		insertAll(tx, "run_cells", []string{"run", "table_name", "cost_center", "object", "days"}, cells,
			func(c *chargeback.CountedCell) []any { return []any{number, c.Table, c.CostCenter, c.Object, c.Days} }),
		insertAll(tx, "run_inputs", []string{"run", "place", "table_name", "digest", "row_count"}, header.Inputs,
			func(d *chargeback.TableDigest) []any {
				place++
				return []any{number, place, d.Table, d.Digest, int64(d.Rows)}
			}),
	)
}

// DropRun removes a run that no month refers to. None is no error.
func (tx *Tx) DropRun(id string) error {
	number, ok, err := tx.runNumber(id)
	if err != nil || !ok {
		return err
	}
	for _, table := range runParts {
		if _, err := tx.sql.ExecContext(tx.ctx, tx.numbered(`DELETE FROM `+table+` WHERE run = ?`), number); err != nil {
			return err
		}
	}
	_, err = tx.sql.ExecContext(tx.ctx, tx.numbered(`DELETE FROM runs WHERE number = ?`), number)
	return err
}

// Result returns what was charged.
func (tx *Tx) Result(id string) (*chargeback.Result, error) {
	r, err := tx.Summary(id)
	if err != nil {
		return nil, err
	}
	number, _, err := tx.runNumber(id)
	if err != nil {
		return nil, err
	}
	lines, err := tx.lines(number, "")
	r.Lines, r.LineCount = slices.Values(lines), len(lines)
	return r, err
}

// Summary returns what was charged without the lines.
func (tx *Tx) Summary(id string) (*chargeback.Result, error) {
	number, ok, err := tx.runNumber(id)
	if err == nil && !ok {
		err = &chargeback.Error{Code: chargeback.DamagedDatabase, Value: id}
	}
	if err != nil {
		return nil, err
	}
	r := &chargeback.Result{Lines: slices.Values([]chargeback.Line(nil))}
	t := &r.Totals
	var month string
	if err := tx.sql.QueryRowContext(tx.ctx, tx.numbered(`SELECT month, municipality, cost, billed, central, unallocated, variance,
		self_paid FROM runs WHERE number = ?`), number).Scan(
		&month, &r.Municipality, &t.Cost, &t.Billed, &t.Central, &t.Unallocated, &t.Variance, &t.SelfPaid); err != nil {
		return nil, err
	}
	if r.Period, err = periodFrom(month); err != nil {
		return nil, err
	}
	if r.Bills, err = tx.bills(number); err != nil {
		return nil, err
	}
	if r.Central, err = query(tx, `SELECT category, amount FROM run_central WHERE run = ? ORDER BY category`,
		func(rows *sql.Rows, c *chargeback.Central) error { return rows.Scan(&c.Category, &c.Amount) }, number); err != nil {
		return nil, err
	}
	if r.Unallocated, err = query(tx, `SELECT category, model, object, reason, amount FROM run_unallocated WHERE run = ?
		ORDER BY category, model, object`, scanUnallocated, number); err != nil {
		return nil, err
	}
	r.Variance, err = query(tx, `SELECT model, cost, recovered, amount FROM run_variance WHERE run = ? ORDER BY model`, scanVariance, number)
	return r, err
}

func scanUnallocated(rows *sql.Rows, u *chargeback.Unallocated) error {
	return rows.Scan(&u.Category, &u.Model, &u.Object, &u.Reason, &u.Amount)
}

func scanVariance(rows *sql.Rows, v *chargeback.ModelVariance) error {
	return rows.Scan(&v.Model, &v.Cost, &v.Recovered, &v.Amount)
}

// Bills returns what departments owe in a run, by code.
func (tx *Tx) Bills(id string) ([]chargeback.Bill, error) {
	number, ok, err := tx.runNumber(id)
	if err != nil || !ok {
		return nil, err
	}
	return tx.bills(number)
}

// bills reads the bills of a run. Departments are known by code: the index of
// one run's facts means nothing here.
func (tx *Tx) bills(number int64) ([]chargeback.Bill, error) {
	scope, args := tx.whole()
	return query(tx, `SELECT department, name, kind, amount, self_paid, system, device, account, port, project
		FROM run_bills WHERE run = ?`+scope+` ORDER BY department`, func(rows *sql.Rows, b *chargeback.Bill) error {
		kind := ""
		m := &b.ByModel
		err := rows.Scan(&b.Code, &b.Name, &kind, &b.Amount, &b.SelfPaid, &m[allocation.System], &m[allocation.Device],
			&m[allocation.User], &m[allocation.Port], &m[allocation.Project])
		b.Kind = chargeback.Kind(max(0, slices.Index(chargeback.Kinds, kind)))
		return err
	}, append([]any{number}, args...)...)
}

// Lines returns the lines of one department, in order.
func (tx *Tx) Lines(id, department string) ([]chargeback.Line, error) {
	number, ok, err := tx.runNumber(id)
	if err != nil || !ok {
		return nil, err
	}
	return tx.lines(number, department)
}

// lines reads the lines of a department, or all of them.
func (tx *Tx) lines(number int64, department string) ([]chargeback.Line, error) {
	text := `SELECT department, cost_center, model, category, object, quantity, amount FROM bill_lines WHERE run = ?`
	args := []any{number}
	if department != "" {
		text += ` AND department = ?`
		args = append(args, department)
	}
	scope, given := tx.lined()
	args = append(args, given...)
	return query(tx, text+scope+` ORDER BY department, cost_center, model, category, object`, func(rows *sql.Rows, l *chargeback.Line) error {
		return rows.Scan(&l.Department, &l.CostCenter, &l.Model, &l.Category, &l.Object, &l.QuantityMicro, &l.Amount)
	}, args...)
}

// Cells returns the counted cells of a run in order.
func (tx *Tx) Cells(id string) ([]chargeback.CountedCell, error) {
	number, ok, err := tx.runNumber(id)
	if err != nil || !ok {
		return nil, err
	}
	return query(tx, `SELECT table_name, cost_center, object, days FROM run_cells WHERE run = ? ORDER BY table_name, cost_center, object`,
		func(rows *sql.Rows, c *chargeback.CountedCell) error {
			return rows.Scan(&c.Table, &c.CostCenter, &c.Object, &c.Days)
		}, number)
}
