package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"chargeback/internal/chargeback"
	"chargeback/migrations"
)

// provider is goose over our migrations.
func (db *DB) provider() (*goose.Provider, error) {
	dialect, folder := goose.DialectSQLite3, "sqlite"
	options := []goose.ProviderOption{goose.WithLogger(goose.NopLogger())}
	if db.postgres {
		dialect, folder = goose.DialectPostgres, "postgres"
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	files, err := fs.Sub(migrations.Files, folder)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, db.writer, files, options...)
}

// migrate brings the schema up to date, or says why it cannot.
func (db *DB) migrate(ctx context.Context) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	current, err := db.version(ctx)
	switch {
	case err != nil:
		return err
	case current == newest:
		return nil
	case current > newest:
		return &chargeback.Error{Code: chargeback.SchemaNewer, Value: shownURL(db.url), Args: []string{fmt.Sprint(current), fmt.Sprint(newest)}}
	}
	if db.postgres {
		if may, err := db.mayMigrate(ctx); err != nil || !may {
			if err == nil {
				err = &chargeback.Error{Code: chargeback.SchemaOlder, Value: shownURL(db.url), Args: []string{fmt.Sprint(current), fmt.Sprint(newest)}}
			}
			return err
		}
		_, err = p.Up(ctx)
		return err
	}
	return db.migrateSQLite(ctx, p)
}

// migrateSQLite migrates under a lock of the file, which is none of SQLite's
// own: of two processes that start at once, one migrates and the other waits
// and finds it done.
func (db *DB) migrateSQLite(ctx context.Context, p *goose.Provider) error {
	release, err := waitFile(ctx, db.url)
	if err != nil {
		return err
	}
	defer release()
	_, err = p.Up(ctx)
	return err
}

// version is the number of the schema, 0 where there is none.
func (db *DB) version(ctx context.Context) (version int64, err error) {
	exists := `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`
	if db.postgres {
		exists = `SELECT count(*) FROM pg_class WHERE oid = to_regclass('goose_db_version')`
	}
	var tables int
	if err := db.reader.QueryRowContext(ctx, exists).Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	err = db.reader.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version`).Scan(&version)
	return version, err
}

// mayMigrate says whether our role owns the schema, or may make it.
func (db *DB) mayMigrate(ctx context.Context) (may bool, err error) {
	err = db.writer.QueryRowContext(ctx, `
		SELECT CASE WHEN to_regclass('goose_db_version') IS NULL
			THEN has_schema_privilege(current_schema(), 'CREATE')
			ELSE (SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = to_regclass('goose_db_version'))
		END`).Scan(&may)
	return may, err
}

// Migrate makes or upgrades the schema of a PostgreSQL database with the rights
// of its owner, and grants the application's role what it needs and no more:
// it owns nothing, changes no closed row and empties nothing. An empty role
// grants nothing to anybody.
func Migrate(ctx context.Context, ownerURL, applicationRole string) error {
	db, err := Open(ctx, ownerURL, Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	if !db.postgres {
		return nil
	}
	if may, err := db.mayMigrate(ctx); err != nil || !may {
		if err == nil {
			err = &chargeback.Error{Code: chargeback.NotTheOwner, Value: shownURL(ownerURL)}
		}
		return told(err, shownURL(ownerURL))
	}
	if applicationRole == "" {
		return nil
	}
	var exists bool
	if err := db.writer.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1)`, applicationRole).Scan(&exists); err != nil {
		return told(err, shownURL(ownerURL))
	}
	if !exists {
		return &chargeback.Error{Code: chargeback.NoSuchRole, Value: applicationRole}
	}
	return told(inTransaction(ctx, db.writer, func(tx *sql.Tx) error {
		role := pgx.Identifier{applicationRole}.Sanitize()
		for _, statement := range grants() {
			if _, err := tx.ExecContext(ctx, strings.ReplaceAll(statement, "ROLE", role)); err != nil {
				return err
			}
		}
		return nil
	}), shownURL(ownerURL))
}

// grants are what the application's role may do. ROLE stands for its name.
func grants() []string {
	statements := []string{
		`DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO ROLE', current_schema()); END $$`,
		`GRANT SELECT ON goose_db_version TO ROLE`,
		`GRANT SELECT, INSERT ON events, corrections, correction_lines, correction_central, correction_unallocated,
			correction_variance, imports, retirements, secrets, jobs, back_test_months, api_tokens, replies, notices TO ROLE`,
		`GRANT SELECT, INSERT, UPDATE ON months, persons, back_tests, credentials, requests TO ROLE`,
		`GRANT UPDATE (revoked, revoked_at) ON api_tokens TO ROLE`,
		`GRANT UPDATE (state, tries, due, claim, failure, settled_at) ON notices TO ROLE`,
		`GRANT SELECT, INSERT, UPDATE, DELETE ON grants, parked, identities, sessions, login_attempts TO ROLE`,
		`GRANT SELECT, INSERT ON deputies, objections, objection_rows, objection_corrections TO ROLE`,
		`GRANT UPDATE (state, answer, answered_by, answered_at, change, version) ON objections TO ROLE`,
		`GRANT DELETE ON objection_rows TO ROLE`,
		`GRANT SELECT, INSERT, UPDATE, DELETE ON scenarios TO ROLE`,
		`GRANT SELECT, INSERT ON price_lists TO ROLE`,
		`GRANT UPDATE (state, answer, decided_by, decided_at, change, version) ON price_lists TO ROLE`,
		`DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO ROLE', current_database()); END $$`,
		`GRANT SELECT, INSERT, DELETE ON runs, run_inputs, run_bills, bill_lines, run_central, run_unallocated, run_variance, run_cells TO ROLE`,
		`GRANT UPDATE (sealed, retired) ON runs TO ROLE`,
	}
	for _, t := range chargeback.AllTables {
		statements = append(statements, `GRANT SELECT, INSERT, UPDATE (ended) ON "`+t.Name+`" TO ROLE`)
	}
	for _, name := range chargeback.PersonTables {
		statements = append(statements, `GRANT DELETE ON "`+name+`" TO ROLE`)
	}
	return statements
}

// inTransaction runs work in a transaction of a pool.
func inTransaction(ctx context.Context, pool *sql.DB, work func(*sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := work(tx); err != nil {
		return err
	}
	return tx.Commit()
}
