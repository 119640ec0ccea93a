package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// tableNamed finds a table of facts.
func tableNamed(name string) (*chargeback.Table, error) {
	if t := chargeback.AnyTableNamed(name); t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("bug: no table %q", name)
}

// ReadFacts returns the rows of tables (all of SPEC §2 where none is named) as
// they were known at an audit number; 0 is now.
func (tx *Tx) ReadFacts(at int64, names ...string) (chargeback.Records, error) {
	if len(names) == 0 {
		for _, t := range chargeback.Tables {
			names = append(names, t.Name)
		}
	}
	records := make(chargeback.Records, len(names))
	for _, name := range names {
		t, err := tableNamed(name)
		if err != nil {
			return nil, err
		}
		if records[name], err = tx.readTable(t, at, ""); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// RowsIn returns the rows of a dated table that have one of the values in a
// column and a day in the span, as they were known at an audit number, in order
// of key and from.
func (tx *Tx) RowsIn(at int64, table, column string, values []string, days allocation.Span) ([]chargeback.Record, error) {
	t, err := tableNamed(table)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(t.Columns, func(c chargeback.Column) bool { return c.Name == column })
	if i < 0 || !t.Dated {
		return nil, fmt.Errorf("bug: no column %q of dated rows in table %q", column, table)
	}
	if len(values) == 0 {
		return nil, nil
	}
	where := ` AND "` + t.Columns[i].Name + `" IN (?` + strings.Repeat(`, ?`, len(values)-1) + `)
		AND ("from" = '' OR "from" <= ?) AND ("to" = '' OR "to" >= ?)`
	var args []any
	for _, value := range values {
		args = append(args, value)
	}
	return tx.readTable(t, at, where, append(args, days.To.String(), days.From.String())...)
}

// readTable reads the rows of a table in order of key and from; those of a plan
// table in the order in which their keys first became known, which is that of
// the file they came in: people order projects as they mean them. where adds
// conditions, of our own names only, to what was known at an audit number.
func (tx *Tx) readTable(t *chargeback.Table, at int64, where string, given ...any) ([]chargeback.Record, error) {
	var query strings.Builder
	query.WriteString(`SELECT "row"`)
	for _, c := range t.Columns {
		query.WriteString(`, "` + c.Name + `"`)
	}
	plan := chargeback.IsPlanTable(t.Name)
	if plan {
		query.WriteString(` FROM (SELECT *, min("row") OVER (PARTITION BY ` + keyNames(t) + `) AS first FROM "` + t.Name + `") AS facts WHERE `)
	} else {
		query.WriteString(` FROM "` + t.Name + `" WHERE `)
	}
	var args []any
	if at == 0 {
		query.WriteString(`ended IS NULL`)
	} else {
		query.WriteString(`added <= ? AND (ended IS NULL OR ended > ?)`)
		args = []any{at, at}
	}
	query.WriteString(where)
	args = append(args, given...)
	query.WriteString(` ORDER BY `)
	if plan {
		query.WriteString(`first, `)
	}
	query.WriteString(keyNames(t))
	if t.Dated {
		query.WriteString(`, "from"`)
	}
	rows, err := tx.sql.QueryContext(tx.ctx, tx.numbered(query.String()), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return scanFacts(t, rows)
}

// keyNames are the columns of the key, for a query.
func keyNames(t *chargeback.Table) string {
	names := make([]string, len(t.Key))
	for i, column := range t.Key {
		names[i] = `"` + t.Columns[column].Name + `"`
	}
	return strings.Join(names, ", ")
}

// scanFacts reads rows into records.
func scanFacts(t *chargeback.Table, rows *sql.Rows) ([]chargeback.Record, error) {
	records := []chargeback.Record{}
	var row int64
	scanned := newFactCells(t)
	targets := append([]any{&row}, scanned.targets()...)
	var cells []string // of many rows, so that they cost one allocation
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		if len(cells) < len(t.Columns) {
			cells = make([]string, 256*len(t.Columns))
		}
		scanned.write(cells)
		records = append(records, chargeback.Record{Cells: cells[:len(t.Columns):len(t.Columns)], Row: row})
		cells = cells[len(t.Columns):]
	}
	return records, rows.Err()
}

// factCells are the cells of a row as they are scanned. A number that may be
// missing is NULL where it is: none is not 0.
type factCells struct {
	table   *chargeback.Table
	numbers []int64
	missing []sql.NullInt64
	texts   []string
}

func newFactCells(t *chargeback.Table) *factCells {
	return &factCells{t, make([]int64, len(t.Columns)), make([]sql.NullInt64, len(t.Columns)), make([]string, len(t.Columns))}
}

// targets are where the columns are scanned to.
func (f *factCells) targets() []any {
	targets := make([]any, len(f.table.Columns))
	for i, c := range f.table.Columns {
		switch {
		case c.Kind.Decimals() < 0:
			targets[i] = &f.texts[i]
		case f.table.Optional(i):
			targets[i] = &f.missing[i]
		default:
			targets[i] = &f.numbers[i]
		}
	}
	return targets
}

// write writes what was scanned as cells of a record.
func (f *factCells) write(cells []string) {
	for i, c := range f.table.Columns {
		switch {
		case c.Kind.Decimals() < 0:
			cells[i] = f.texts[i]
		case !f.table.Optional(i):
			cells[i] = formatNumber(c.Kind, f.numbers[i])
		case f.missing[i].Valid:
			cells[i] = formatNumber(c.Kind, f.missing[i].Int64)
		default:
			cells[i] = ""
		}
	}
}

// formatNumber writes a whole number as a cell of its kind.
func formatNumber(kind chargeback.ColumnKind, value int64) string {
	switch kind {
	case chargeback.OreColumn:
		return chargeback.PlainAmount(allocation.Ore(value))
	case chargeback.CentiColumn:
		return strings.TrimSuffix(strings.TrimRight(chargeback.PlainAmount(allocation.Ore(value)), "0"), ".")
	}
	return string(chargeback.AppendQuantity(nil, value))
}

// numbered writes the marks of a query as the database has them.
func (tx *Tx) numbered(query string) string {
	if !tx.postgres {
		return query
	}
	var b strings.Builder
	n := 0
	for _, c := range query {
		if c == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// FactsNumber returns the audit number of the latest change to a table of SPEC
// §2; 0 where there is none.
func (tx *Tx) FactsNumber() (int64, error) {
	var parts []string
	for _, t := range chargeback.Tables {
		parts = append(parts, `SELECT max(added) AS n FROM "`+t.Name+`"`, `SELECT max(ended) AS n FROM "`+t.Name+`"`)
	}
	var number int64
	err := tx.sql.QueryRowContext(tx.ctx, `SELECT coalesce(max(n), 0) FROM (`+strings.Join(parts, " UNION ALL ")+`) AS changes`).Scan(&number)
	return number, err
}

// ChangeFacts ends and adds rows with the number of an event of this
// transaction.
func (tx *Tx) ChangeFacts(event int64, changes []chargeback.TableChange) error {
	for i := range changes {
		t, err := tableNamed(changes[i].Table)
		if err != nil {
			return err
		}
		if err := tx.endRows(t, event, changes[i].Ended); err != nil {
			return err
		}
		if err := tx.addRows(t, event, changes[i].Added); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) endRows(t *chargeback.Table, event int64, rows []int64) error {
	if len(rows) == 0 {
		return nil
	}
	var ended int64
	if tx.postgres {
		result, err := tx.sql.ExecContext(tx.ctx, `UPDATE "`+t.Name+`" SET ended = $1 WHERE "row" = ANY ($2) AND ended IS NULL`, event, rows)
		if err != nil {
			return err
		}
		if ended, err = result.RowsAffected(); err != nil {
			return err
		}
	} else {
		statement, err := tx.sql.PrepareContext(tx.ctx, `UPDATE "`+t.Name+`" SET ended = ? WHERE "row" = ? AND ended IS NULL`)
		if err != nil {
			return err
		}
		defer statement.Close()
		for _, row := range rows {
			result, err := statement.ExecContext(tx.ctx, event, row)
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			ended += n
		}
	}
	if ended != int64(len(rows)) {
		return fmt.Errorf("bug: %d of %d rows of %s could be ended", ended, len(rows), t.Name)
	}
	return nil
}

func (tx *Tx) addRows(t *chargeback.Table, event int64, records []chargeback.Record) error {
	if len(records) == 0 {
		return nil
	}
	values := make([]any, len(t.Columns)+1)
	values[len(t.Columns)] = event
	at := 0
	return tx.insert(t.Name, append(t.Names(), "added"), func() ([]any, bool) {
		if at == len(records) {
			return nil, false
		}
		for i, cell := range records[at].Cells {
			values[i] = valueOf(t.Columns[i].Kind, cell)
		}
		at++
		return values, true
	})
}

// Retire removes rows of the tables that are linked to persons which no month
// from first on can need, and marks the runs of closed months before it.
func (tx *Tx) Retire(event int64, first allocation.Period, known int64) (int64, error) {
	month := first.String()
	if _, err := tx.sql.ExecContext(tx.ctx, tx.numbered(`INSERT INTO retirements (event, first, known) VALUES (?, ?, ?)`), event, month, known); err != nil {
		return 0, err
	}
	var gone int64
	for _, name := range chargeback.PersonTables {
		result, err := tx.sql.ExecContext(tx.ctx, tx.numbered(
			`DELETE FROM "`+name+`" WHERE "to" <> '' AND substr("to", 1, 7) < ? OR ended <= ?`), month, known)
		if err != nil {
			return 0, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return 0, err
		}
		gone += n
	}
	// What objections say of such rows goes with them.
	if _, err := tx.exec(`DELETE FROM objection_rows WHERE month < ?`, month); err != nil {
		return 0, err
	}
	retired, kept := "1", "0"
	if tx.postgres {
		retired, kept = "TRUE", "FALSE"
	}
	_, err := tx.sql.ExecContext(tx.ctx, tx.numbered(`UPDATE runs SET retired = `+retired+` WHERE retired = `+kept+` AND month < ?
		AND id IN (SELECT run FROM months WHERE state = 'closed')`), month)
	return gone, err
}
