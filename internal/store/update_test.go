package store_test

import (
	"io/fs"
	"path/filepath"
	"sync"
	"testing"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/postgres"
	"chargeback/internal/store"
	"chargeback/migrations"
)

// onBoth runs a test on a new database of each kind.
func onBoth(t *testing.T, test func(*testing.T, *store.DB)) {
	open := func(t *testing.T, url string) *store.DB {
		db, err := store.Open(t.Context(), url, store.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		return db
	}
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, filepath.Join(t.TempDir(), "chargeback.db"))) })
	t.Run("postgres", func(t *testing.T) {
		owner, application := postgres.Start(t).Database(t)
		require.NoError(t, store.Migrate(t.Context(), owner, "application"))
		test(t, open(t, application))
	})
}

var january = allocation.Period{Year: 2017, Month: 1}

// TestNoUpdateIsLost (TRUST M4, M5): 20 at once, 10 times each, read and write
// the same row; all 200 are there, and nobody saw a lock.
func TestNoUpdateIsLost(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				for range 10 {
					err := db.Update(t.Context(), func(tx *store.Tx) error {
						m, err := tx.Month(january)
						if err != nil {
							return err
						}
						m.State, m.Voucher, m.Run = chargeback.Calculated, m.Voucher+1, "run"
						return tx.KeepMonth(m)
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		require.NoError(t, db.View(t.Context(), func(tx *store.Tx) error {
			m, err := tx.Month(january)
			require.Equal(t, int64(200), m.Voucher)
			require.Equal(t, int64(200), m.Version)
			return err
		}))
	})
}

// TestAnOldVersionIsRefused: who writes what was read before somebody else
// wrote is told so.
func TestAnOldVersionIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		keep := func(m chargeback.MonthStatus) error {
			return db.Update(t.Context(), func(tx *store.Tx) error { return tx.KeepMonth(m) })
		}
		m := chargeback.MonthStatus{Period: january, State: chargeback.Calculated, Run: "run"}
		require.NoError(t, keep(m))
		m.Version = 1
		require.NoError(t, keep(m))
		require.ErrorIs(t, keep(m), &chargeback.Error{Code: chargeback.MonthChanged})
	})
}

// TestFailedWorkLeavesNothing: an error of the work undoes all of it.
func TestFailedWorkLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		fault := &chargeback.Error{Code: chargeback.NoFacts}
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			require.NoError(t, tx.KeepMonth(chargeback.MonthStatus{Period: january, State: chargeback.Calculated, Run: "run"}))
			return fault
		})
		require.ErrorIs(t, err, fault)
		require.NoError(t, db.View(t.Context(), func(tx *store.Tx) error {
			months, err := tx.Months()
			require.Empty(t, months)
			return err
		}))
	})
}

// TestMigrationsGoDownAndUp: every step can be taken back and taken again, and
// both databases have the same numbers.
func TestMigrationsGoDownAndUp(t *testing.T) {
	numbers := map[string][]int64{}
	onBoth(t, func(t *testing.T, db *store.DB) {
		dialect, folder := goose.DialectSQLite3, "sqlite"
		pool := db.SQL()
		if db.IsPostgres() {
			dialect, folder = goose.DialectPostgres, "postgres"
			owner, _ := postgres.Start(t).Database(t)
			own, err := store.Open(t.Context(), owner, store.Options{})
			require.NoError(t, err)
			defer own.Close()
			pool = own.SQL()
		}
		files, err := fs.Sub(migrations.Files, folder)
		require.NoError(t, err)
		p, err := goose.NewProvider(dialect, pool, files, goose.WithLogger(goose.NopLogger()))
		require.NoError(t, err)
		for _, s := range p.ListSources() {
			numbers[folder] = append(numbers[folder], s.Version)
		}
		_, err = p.DownTo(t.Context(), 0)
		require.NoError(t, err)
		_, err = p.Up(t.Context())
		require.NoError(t, err)
	})
	require.Equal(t, numbers["sqlite"], numbers["postgres"])
}

// TestSchemasOfOtherVersions: a newer schema is refused, and an older one on
// PostgreSQL by whoever does not own it.
func TestSchemasOfOtherVersions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chargeback.db")
	db, err := store.Open(t.Context(), path, store.Options{})
	require.NoError(t, err)
	_, err = db.SQL().Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	_, err = store.Open(t.Context(), path, store.Options{})
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.SchemaNewer})

	owner, application := postgres.Start(t).Database(t)
	_, err = store.Open(t.Context(), application, store.Options{})
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.SchemaOlder})
	require.ErrorIs(t, store.Migrate(t.Context(), owner, "nobody"), &chargeback.Error{Code: chargeback.NoSuchRole})
	require.NoError(t, store.Migrate(t.Context(), owner, "application"))
	require.NoError(t, store.Migrate(t.Context(), owner, "application"), "again changes nothing")
	db, err = store.Open(t.Context(), application, store.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.ErrorIs(t, store.Migrate(t.Context(), application, "application"), &chargeback.Error{Code: chargeback.NotTheOwner})
}

// TestTwoStartAtOnce: of processes that make the same new database, one does
// and the others wait.
func TestTwoStartAtOnce(t *testing.T) {
	owner, _ := postgres.Start(t).Database(t)
	for _, url := range []string{filepath.Join(t.TempDir(), "chargeback.db"), owner} {
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				db, err := store.Open(t.Context(), url, store.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				_ = db.Close()
			})
		}
		group.Wait()
	}
}
