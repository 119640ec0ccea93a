package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"chargeback/internal/chargeback"
)

// Tx is one transaction. It is used by one goroutine, and not after its work
// has returned.
type Tx struct {
	ctx      context.Context
	postgres bool
	conn     *sql.Conn
	sql      *sql.Tx
	gorm     *gorm.DB
	scope    chargeback.Scope // see ViewAs
}

// SQL is the transaction itself, for what else is kept in it (river's jobs).
func (tx *Tx) SQL() *sql.Tx { return tx.sql }

// writerLock is the advisory lock of PostgreSQL that every Update takes.
const writerLock = 0x63686172 // "char"

// tries is how often a transaction is begun anew that the database itself gave
// up: a deadlock, a serialization failure, a file that stayed busy.
const tries = 5

// within is the key of the transaction that a context is part of.
type within struct{}

// Within returns a context in which View and Update are part of a transaction,
// and are kept or lost with it. It is used while the transaction's own work
// runs, and by its goroutine only.
func Within(ctx context.Context, tx *Tx) context.Context {
	return context.WithValue(ctx, within{}, tx)
}

// View reads in one snapshot, everything.
func (db *DB) View(ctx context.Context, work func(*Tx) error) error {
	if tx, ok := ctx.Value(within{}).(*Tx); ok {
		return work(tx)
	}
	return db.view(ctx, everything, work)
}

func (db *DB) view(ctx context.Context, scope chargeback.Scope, work func(*Tx) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if db.postgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	return db.retry(ctx, db.reader, options, func(tx *Tx) error {
		if err := tx.setScope(scope); err != nil {
			return err
		}
		return work(tx)
	})
}

// everything is the scope of a transaction that nobody asked another of.
var everything = chargeback.Scope{All: true}

// Update runs work in one transaction, alone among writers. Work may be run
// anew, so it changes nothing but the transaction and what it returns.
func (db *DB) Update(ctx context.Context, work func(*Tx) error) error {
	if tx, ok := ctx.Value(within{}).(*Tx); ok {
		return work(tx)
	}
	return db.retry(ctx, db.writer, &sql.TxOptions{}, func(tx *Tx) error {
		if tx.postgres {
			if _, err := tx.sql.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, writerLock); err != nil {
				return err
			}
		}
		if err := tx.setScope(everything); err != nil {
			return err
		}
		return work(tx)
	})
}

func (db *DB) retry(ctx context.Context, pool *sql.DB, options *sql.TxOptions, work func(*Tx) error) error {
	for try := 1; ; try++ {
		err := db.once(ctx, pool, options, work)
		if err == nil || try == tries || !temporary(err) {
			return told(err, shownURL(db.url))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try*try) * 10 * time.Millisecond):
		}
	}
}

func (db *DB) once(ctx context.Context, pool *sql.DB, options *sql.TxOptions, work func(*Tx) error) (err error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if !db.postgres {
		options = nil // a reader's connection reads only; the driver knows no levels
	}
	sqlTx, err := conn.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	defer sqlTx.Rollback()
	session := db.gorm.Session(&gorm.Session{NewDB: true, Context: ctx})
	session.Statement.ConnPool = sqlTx
	if err := work(&Tx{ctx: ctx, postgres: db.postgres, conn: conn, sql: sqlTx, gorm: session}); err != nil {
		return err
	}
	return sqlTx.Commit()
}

// copyInto adds rows by COPY on PostgreSQL. next fills the row's values and
// reports false at the end; it may give the same slice every time.
func (tx *Tx) copyInto(table string, columns []string, next func() ([]any, bool)) error {
	return tx.conn.Raw(func(driver any) error {
		source, ok := driver.(*stdlib.Conn)
		if !ok {
			return errors.New("bug: COPY on another driver than pgx")
		}
		_, err := source.Conn().CopyFrom(tx.ctx, pgx.Identifier{table}, columns, &copySource{next: next})
		return err
	})
}

// carryInto adds rows to a table that COPY refuses, by way of a temporary one.
// That takes a third more time than COPY; a statement per batch of rows takes
// half.
func (tx *Tx) carryInto(table string, columns []string, next func() ([]any, bool)) error {
	carried, names := "carried_"+table, `"`+strings.Join(columns, `", "`)+`"`
	if _, err := tx.sql.ExecContext(tx.ctx, `CREATE TEMPORARY TABLE "`+carried+`" (LIKE "`+table+`") ON COMMIT DROP`); err != nil {
		return err
	}
	if err := tx.copyInto(carried, columns, next); err != nil {
		return err
	}
	if _, err := tx.sql.ExecContext(tx.ctx, `INSERT INTO "`+table+`" (`+names+`) SELECT `+names+` FROM "`+carried+`"`); err != nil {
		return err
	}
	_, err := tx.sql.ExecContext(tx.ctx, `DROP TABLE "`+carried+`"`)
	return err
}

// copySource gives rows to COPY.
type copySource struct {
	next   func() ([]any, bool)
	values []any
}

func (s *copySource) Next() (ok bool) {
	s.values, ok = s.next()
	return ok
}
func (s *copySource) Values() ([]any, error) { return s.values, nil }
func (s *copySource) Err() error             { return nil }

// insert adds rows in bulk: by COPY, or by a prepared statement for each.
func (tx *Tx) insert(table string, columns []string, next func() ([]any, bool)) error {
	switch {
	case tx.postgres && slices.Contains(scopedTables, table):
		return tx.carryInto(table, columns, next)
	case tx.postgres:
		return tx.copyInto(table, columns, next)
	}
	statement, err := tx.sql.PrepareContext(tx.ctx, insertSQL(table, columns))
	if err != nil {
		return err
	}
	defer statement.Close()
	for {
		values, ok := next()
		if !ok {
			return nil
		}
		if _, err := statement.ExecContext(tx.ctx, values...); err != nil {
			return err
		}
	}
}

// insertSQL is the statement that adds one row. Names are ours, never data.
func insertSQL(table string, columns []string) string {
	names, marks := "", ""
	for i, column := range columns {
		if i > 0 {
			names += ", "
			marks += ", "
		}
		names += `"` + column + `"`
		marks += "?"
	}
	return `INSERT INTO "` + table + `" (` + names + `) VALUES (` + marks + `)`
}
