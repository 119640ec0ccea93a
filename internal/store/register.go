package store

import (
	"database/sql"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"chargeback/internal/chargeback"
)

// rowFilter is a condition with its values.
type rowFilter struct {
	text string
	args []any
}

func (f *rowFilter) and(text string, args ...any) {
	f.text += " AND " + text
	f.args = append(f.args, args...)
}

// equal asks for the rows that have a cell.
func (f *rowFilter) equal(c *chargeback.Column, cell string) {
	if value := valueOf(c.Kind, cell); value != nil {
		f.and(`"`+c.Name+`" = ?`, value)
	} else {
		f.and(`"` + c.Name + `" IS NULL`)
	}
}

// Rows returns rows of a table as they were known at an audit
// number, and how many there are on all pages.
func (tx *Tx) Rows(at int64, table string, q chargeback.RowQuery) (records []chargeback.Record, total int, err error) {
	t, err := tableNamed(table)
	if err != nil {
		return nil, 0, err
	}
	where, err := tx.filter(t, at, &q)
	if err != nil {
		return nil, 0, err
	}
	err = tx.sql.QueryRowContext(tx.ctx, tx.numbered(`SELECT count(*) FROM "`+t.Name+`" WHERE `+where.text), where.args...).Scan(&total)
	if err != nil {
		return nil, 0, err
	}
	columns := t.SortColumns(q.Sort)
	order, down, than := make([]string, len(columns), len(columns)+1), "", ">"
	if q.Down {
		down, than = " DESC", "<"
	}
	for i, column := range columns {
		order[i] = sortable(t, column)
	}
	order = append(order, `"row"`)
	if q.After != nil {
		if len(q.After.Cells) != len(columns) {
			return nil, 0, fmt.Errorf("bug: a place of %d columns among rows sorted by %d", len(q.After.Cells), len(columns))
		}
		var values []any
		for i, column := range columns {
			value := valueOf(t.Columns[column].Kind, q.After.Cells[i])
			if value == nil {
				value = beforeAll
			}
			values = append(values, value)
		}
		where.and(`(`+strings.Join(order, ", ")+`) `+than+` (?`+strings.Repeat(`, ?`, len(columns))+`)`, append(values, q.After.Row)...)
	}
	text := `SELECT "row", "` + strings.Join(t.Names(), `", "`) + `" FROM "` + t.Name + `" WHERE ` + where.text +
		` ORDER BY ` + strings.Join(order, down+", ") + down + ` LIMIT ?`
	rows, err := tx.sql.QueryContext(tx.ctx, tx.numbered(text), append(where.args, q.Limit)...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	records, err = scanFacts(t, rows)
	return records, total, err
}

// valueOf is a cell as the database keeps it; nil for a number that is missing.
func valueOf(kind chargeback.ColumnKind, cell string) any {
	switch {
	case kind.Decimals() < 0:
		return cell
	case cell == "":
		return nil
	}
	return chargeback.Scaled(cell, kind)
}

// beforeAll is less than every number that a column takes. Half of the least one
// of 64 bits is a bigint to PostgreSQL; the least itself is not.
const beforeAll = int64(math.MinInt64 / 2)

// sortable is a column as rows are sorted by it: numbers that are missing come
// before all others, in both databases.
func sortable(t *chargeback.Table, column int) string {
	name := `"` + t.Columns[column].Name + `"`
	if t.Columns[column].Kind.Decimals() >= 0 && t.Optional(column) {
		return fmt.Sprintf(`coalesce(%s, %d)`, name, beforeAll)
	}
	return name
}

// filter is what is asked for, with our own names only.
func (tx *Tx) filter(t *chargeback.Table, at int64, q *chargeback.RowQuery) (rowFilter, error) {
	f := rowFilter{text: `added <= ? AND (ended IS NULL OR ended > ?)`, args: []any{at, at}}
	for _, name := range slices.Sorted(maps.Keys(q.Equal)) {
		column := t.Column(name)
		if column < 0 {
			return f, fmt.Errorf("bug: no column %q in table %q", name, t.Name)
		}
		f.equal(&t.Columns[column], q.Equal[name])
	}
	if q.On != 0 && t.Dated {
		day := q.On.String()
		f.and(`("from" = '' OR "from" <= ?) AND ("to" = '' OR "to" >= ?)`, day, day)
	}
	if q.Search != "" {
		part := chargeback.SearchFold(q.Search)
		var any rowFilter
		for _, c := range t.Columns {
			if c.Kind.Decimals() >= 0 {
				continue
			}
			any.text += ` OR ` + tx.contains(`"`+c.Name+`"`)
			any.args = append(any.args, part)
		}
		f.and(`(`+strings.TrimPrefix(any.text, ` OR `)+`)`, any.args...)
	}
	return f, nil
}

// contains is true of a text that has a folded part: lower is for a–z in both
// databases, PostgreSQL's columns being of collation C.
func (tx *Tx) contains(column string) string {
	text := `lower(` + column + `)`
	for i := 0; i < len(chargeback.FoldedLetters); i += 2 {
		text = `replace(` + text + `, '` + chargeback.FoldedLetters[i] + `', '` + chargeback.FoldedLetters[i+1] + `')`
	}
	if tx.postgres {
		return `strpos(` + text + `, ?) > 0`
	}
	return `instr(` + text + `, ?) > 0`
}

// RowsOfKey returns all rows of a key that are or were known, in the order in
// which they were added, then of from.
func (tx *Tx) RowsOfKey(table string, key []string) ([]chargeback.KnownRow, error) {
	t, err := tableNamed(table)
	if err != nil {
		return nil, err
	}
	if len(key) != len(t.Key) {
		return nil, fmt.Errorf("bug: a key of %d columns in table %q", len(key), t.Name)
	}
	f := rowFilter{text: `TRUE`}
	for i, column := range t.Key {
		f.equal(&t.Columns[column], key[i])
	}
	text := `SELECT added, coalesce(ended, 0), "row", "` + strings.Join(t.Names(), `", "`) + `" FROM "` + t.Name + `" WHERE ` + f.text + ` ORDER BY added, `
	if t.Dated {
		text += `"from", `
	}
	return query(tx, text+`"row"`, func(rows *sql.Rows, k *chargeback.KnownRow) error {
		return scanKnown(t, rows, k)
	}, f.args...)
}

// scanKnown reads one row with the events that added and ended it.
func scanKnown(t *chargeback.Table, rows *sql.Rows, k *chargeback.KnownRow) error {
	scanned := newFactCells(t)
	if err := rows.Scan(append([]any{&k.Added, &k.Ended, &k.Row}, scanned.targets()...)...); err != nil {
		return err
	}
	k.Cells = make([]string, len(t.Columns))
	scanned.write(k.Cells)
	return nil
}
