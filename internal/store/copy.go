package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"

	"chargeback/internal/chargeback"
)

// copied is a table that a backup holds, and the order of its rows, which is
// the same in both databases. Tables stand after those that they refer to.
// Sessions and attempts to log in are not copied: nobody is logged in to a
// database that was restored.
type copied struct{ name, order string }

var allCopied = func() []copied {
	all := []copied{
		{"events", "number"},
		{"runs", "number"},
		{"months", "month"},
		{"run_inputs", "run, place"},
		{"run_bills", "run, department"},
		{"bill_lines", "run, department, cost_center, model, category, object"},
		{"run_central", "run, category"},
		{"run_unallocated", "run, category, model, object, reason"},
		{"run_variance", "run, model"},
		{"run_cells", "run, table_name, cost_center, object"},
		{"corrections", "number"},
		{"correction_lines", "correction, place"},
		{"correction_central", "correction, category"},
		{"correction_unallocated", "correction, category, model, object, reason"},
		{"correction_variance", "correction, model"},
		{"persons", "name"},
		{"grants", "person, place"},
		{"deputies", "number"},
		{"credentials", "person"},
		{"identities", "issuer, subject"},
		{"api_tokens", "id"},
		{"replies", "person, key"},
		{"requests", "number"},
		{"objections", "year, place"},
		{"objection_rows", "year, place, number"},
		{"objection_corrections", "year, place, correction"},
		{"scenarios", "id"},
		{"price_lists", "number"},
		{"notices", "month, department, person"},
		{"imports", "event"},
		{"parked", "source, place"},
		{"retirements", "event"},
		{"secrets", "name"},
		{"jobs", "kind, month"},
		{"back_tests", "number"},
		{"back_test_months", "back_test, month"},
	}
	for _, t := range chargeback.AllTables {
		all = append(all, copied{t.Name, `"row"`})
	}
	return all
}()

// drawn columns take their numbers from the database.
var drawn = map[string]string{"runs": "number", "deputies": "number"}

// flags are the columns that are true or false: SQLite has whole numbers.
var flags = []string{"sealed", "retired", "scheduled", "active", "reversal", "found", "must_change"}

// copyAll copies every table into an empty database, and compares what is there
// with what was copied. The guards stand aside for the transaction: a copy has
// rows that only grew up under them.
func copyAll(from, to *Tx) error {
	guards, err := to.lowerGuards()
	if err != nil {
		return err
	}
	for _, t := range allCopied {
		want, err := copyTable(from, to, t)
		if err != nil {
			return fmt.Errorf("copying %s: %w", t.name, err)
		}
		got, err := to.digest(t)
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("bug: %s is not what was copied", t.name)
		}
	}
	if err := to.drawOn(); err != nil {
		return err
	}
	return to.raiseGuards(guards)
}

// lowerGuards takes the guards away and returns what brings them back.
func (tx *Tx) lowerGuards() ([]string, error) {
	if tx.postgres {
		for _, t := range allCopied {
			if _, err := tx.sql.ExecContext(tx.ctx, `ALTER TABLE "`+t.name+`" DISABLE TRIGGER USER`); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	type trigger struct{ name, text string }
	triggers, err := query(tx, `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name`,
		func(rows *sql.Rows, t *trigger) error { return rows.Scan(&t.name, &t.text) })
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, t := range triggers {
		if _, err := tx.sql.ExecContext(tx.ctx, `DROP TRIGGER "`+t.name+`"`); err != nil {
			return nil, err
		}
		texts = append(texts, t.text)
	}
	return texts, nil
}

func (tx *Tx) raiseGuards(texts []string) error {
	if tx.postgres {
		for _, t := range allCopied {
			if _, err := tx.sql.ExecContext(tx.ctx, `ALTER TABLE "`+t.name+`" ENABLE TRIGGER USER`); err != nil {
				return err
			}
		}
	}
	for _, text := range texts {
		if _, err := tx.sql.ExecContext(tx.ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// drawOn lets the next numbers follow those that were copied. SQLite does so by
// itself.
func (tx *Tx) drawOn() error {
	if !tx.postgres {
		return nil
	}
	for _, t := range allCopied {
		column := drawn[t.name]
		if t.order == `"row"` {
			column = "row"
		}
		if column == "" {
			continue
		}
		var next sql.NullInt64
		if err := tx.sql.QueryRowContext(tx.ctx, `SELECT setval(pg_get_serial_sequence('"`+t.name+`"', '`+column+`'), max("`+column+`")) FROM "`+t.name+`"`).Scan(&next); err != nil {
			return err
		}
	}
	return nil
}

// copyTable copies the rows of a table and returns their digest.
func copyTable(from, to *Tx, t copied) (string, error) {
	d := newTableDigest(t.name)
	rows, err := from.sql.QueryContext(from.ctx, `SELECT * FROM "`+t.name+`" ORDER BY `+t.order)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	var failed error
	err = to.insert(t.name, columns, func() ([]any, bool) {
		if failed != nil || !rows.Next() {
			return nil, false
		}
		if failed = rows.Scan(targets...); failed != nil {
			return nil, false
		}
		d.row(values)
		for i, column := range columns {
			if n, ok := values[i].(int64); ok && to.postgres && slices.Contains(flags, column) {
				values[i] = n != 0
			}
		}
		return values, true
	})
	if err == nil {
		err = failed
	}
	if err == nil {
		err = rows.Err()
	}
	return d.sum(), err
}

// digest is the digest of the rows of a table.
func (tx *Tx) digest(t copied) (string, error) {
	d := newTableDigest(t.name)
	rows, err := tx.sql.QueryContext(tx.ctx, `SELECT * FROM "`+t.name+`" ORDER BY `+t.order)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return "", err
		}
		d.row(values)
	}
	return d.sum(), rows.Err()
}

// tableDigest feeds a hash with rows so that the same rows of either database
// give the same.
type tableDigest struct {
	hash    hash.Hash
	scratch []byte
}

func newTableDigest(name string) *tableDigest {
	d := &tableDigest{hash: sha256.New()}
	d.row([]any{name})
	return d
}

func (d *tableDigest) row(values []any) {
	for _, value := range values {
		switch v := value.(type) {
		case nil:
			d.add('n', nil)
		case bool:
			n := int64(0)
			if v {
				n = 1
			}
			d.number(n)
		case int64:
			d.number(v)
		case string:
			d.add('t', []byte(v))
		case []byte:
			d.add('b', v)
		default:
			panic(fmt.Sprintf("bug: a column of type %T", value))
		}
	}
}

func (d *tableDigest) number(n int64) {
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], uint64(n))
	d.add('i', raw[:])
}

func (d *tableDigest) add(kind byte, raw []byte) {
	d.scratch = append(d.scratch[:0], kind)
	d.scratch = binary.BigEndian.AppendUint64(d.scratch, uint64(len(raw)))
	d.hash.Write(append(d.scratch, raw...))
}

func (d *tableDigest) sum() string {
	return hex.EncodeToString(d.hash.Sum(nil))
}
