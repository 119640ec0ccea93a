package work

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivermigrate"

	"chargeback/internal/chargeback"
)

// Schema is the schema of PostgreSQL that holds the library's tables.
const Schema = "river"

// migrating is the advisory lock of those who migrate.
const migrating = 0x6368617267650002

// Migrate brings the library's tables to the version that this program has. It
// runs with the rights of the owner, after the migrations of package store, and
// lets the application role work; the owner itself where there is no other. Several at once wait for one another.
func Migrate(ctx context.Context, pool *sql.DB, application string, log *slog.Logger) (err error) {
	lock, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if _, err := lock.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrating)); err != nil {
		return err
	}
	defer func() {
		_, unlocked := lock.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrating))
		err = errors.Join(err, unlocked)
	}()
	if _, err := lock.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+Schema); err != nil {
		return err
	}
	migrator, err := migrator(pool, log)
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrating the queue: %w", err)
	}
	if application == "" {
		return nil
	}
	return grant(ctx, lock, application)
}

// grant lets a role work with the tables, and no more.
func grant(ctx context.Context, conn *sql.Conn, role string) error {
	name := pgx.Identifier{role}.Sanitize()
	for _, right := range []string{
		"USAGE ON SCHEMA " + Schema,
		"SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + Schema,
		"USAGE, SELECT ON ALL SEQUENCES IN SCHEMA " + Schema,
		"EXECUTE ON ALL FUNCTIONS IN SCHEMA " + Schema,
	} {
		if _, err := conn.ExecContext(ctx, "GRANT "+right+" TO "+name); err != nil {
			return fmt.Errorf("granting the queue to %s: %w", name, err)
		}
	}
	return nil
}

// Check says what keeps this program from working on the tables as they are.
// The error is a [chargeback.Error].
func Check(ctx context.Context, pool *sql.DB, log *slog.Logger) error {
	migrator, err := migrator(pool, log)
	if err != nil {
		return err
	}
	valid, err := migrator.Validate(ctx, nil)
	if err == nil && !valid.OK {
		err = errors.New(strings.Join(valid.Messages, ", "))
	}
	if err != nil {
		return &chargeback.Error{Code: chargeback.NoQueue, Err: err}
	}
	return nil
}

func migrator(pool *sql.DB, log *slog.Logger) (*rivermigrate.Migrator[*sql.Tx], error) {
	return rivermigrate.New(riverdatabasesql.New(pool), &rivermigrate.Config{Schema: Schema, Logger: log})
}
