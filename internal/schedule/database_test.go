package schedule

import (
	"context"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/postgres"
	"chargeback/internal/store"
)

// books is a database as the use cases see it.
type books struct{ *store.DB }

func (b books) View(ctx context.Context, work func(billing.Tx) error) error {
	return b.DB.View(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b books) ViewAs(ctx context.Context, scope chargeback.Scope, work func(billing.Tx) error) error {
	return b.DB.ViewAs(ctx, scope, func(tx *store.Tx) error { return work(tx) })
}

func (b books) Update(ctx context.Context, work func(billing.Tx) error) error {
	return b.DB.Update(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b books) Within(ctx context.Context, tx billing.Tx) context.Context {
	return store.Within(ctx, tx.(*store.Tx))
}

// open opens a database of its own for every server.
func open(t *testing.T, address string) func() billing.Database {
	return func() billing.Database {
		t.Helper()
		db, err := store.Open(t.Context(), address, store.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		return books{db}
	}
}

// sqlite is a new embedded database.
func sqlite(t *testing.T) func() billing.Database {
	return open(t, filepath.Join(t.TempDir(), "books.db"))
}

// onPostgres is a new database on PostgreSQL, as the application's role.
func onPostgres(t *testing.T) func() billing.Database {
	t.Helper()
	_, application := newPostgres(t)
	return open(t, application)
}

// newPostgres makes a database with its schema, and returns its addresses.
func newPostgres(t *testing.T) (superuser, application string) {
	t.Helper()
	server := postgres.Start(t)
	owner, application := server.Database(t)
	u, err := url.Parse(application)
	require.NoError(t, err)
	require.NoError(t, store.Migrate(t.Context(), owner, u.User.Username()))
	return server.Superuser(application), application
}

// both runs a test on both databases.
func both(t *testing.T, test func(*testing.T, func() billing.Database)) {
	t.Run("sqlite", func(t *testing.T) { test(t, sqlite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, onPostgres(t)) })
}
