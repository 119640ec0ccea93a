package billing_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/postgres"
	"chargeback/internal/store"
)

// frozen are the tables whose rows of closed months nobody may touch, with a
// column to try it on and the rows that are meant.
func frozen() map[string][2]string {
	closedRun := "run IN (SELECT number FROM runs WHERE month IN ('2017-03', '2017-04'))"
	tables := map[string][2]string{
		"events": {"person", "number > 0"}, "months": {"state", "state = 'closed'"}, "runs": {"billed", "month IN ('2017-03', '2017-04')"},
		"run_inputs": {"digest", closedRun}, "run_bills": {"amount", closedRun}, "bill_lines": {"amount", closedRun},
		"run_central": {"amount", closedRun}, "run_cells": {"days", closedRun},
		"corrections": {"cost", "number > 0"}, "correction_lines": {"amount", "correction > 0"},
	}
	for _, t := range chargeback.AllTables {
		tables[t.Name] = [2]string{t.Columns[len(t.Columns)-1].Name, `"row" > 0`}
	}
	return tables
}

// attempt runs a statement in a transaction of its own.
func (w *world) attempt(statement string) error {
	return w.db.Update(w.t.Context(), func(tx *store.Tx) error {
		_, err := tx.SQL().ExecContext(w.t.Context(), statement)
		return err
	})
}

func (w *world) rows(table, where string) (n int) {
	w.t.Helper()
	require.NoError(w.t, w.db.View(w.t.Context(), func(tx *store.Tx) error {
		return tx.SQL().QueryRowContext(w.t.Context(), `SELECT count(*) FROM "`+table+`" WHERE `+where).Scan(&n)
	}))
	return n
}

// TestTheDatabaseRefuses (TRUST C5.2): as the application's own user, every
// change to closed months, facts and the log is refused by the database itself.
func TestTheDatabaseRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.lived()
		tried := 0
		for table, meant := range frozen() {
			before := w.rows(table, meant[1])
			if before == 0 {
				continue
			}
			statements := []string{
				fmt.Sprintf(`UPDATE "%s" SET "%s" = "%s" WHERE %s`, table, meant[0], meant[0], meant[1]),
				fmt.Sprintf(`DELETE FROM "%s" WHERE %s`, table, meant[1]),
			}
			if w.db.IsPostgres() {
				statements = append(statements, fmt.Sprintf(`TRUNCATE "%s" CASCADE`, table))
			}
			for _, statement := range statements {
				tried++
				require.Error(t, w.attempt(statement), statement)
			}
			require.Equal(t, before, w.rows(table, meant[1]))
		}
		require.Greater(t, tried, 30)
		for _, statement := range []string{
			`INSERT INTO bill_lines SELECT run, department, cost_center, model, category, 'extra', quantity, amount FROM bill_lines WHERE run IN (SELECT number FROM runs WHERE month = '2017-03')`,
			`INSERT INTO correction_lines SELECT correction, place + 100, 'x', replaces, reversal, department, cost_center, model, category, object, quantity, amount FROM correction_lines`,
			`INSERT INTO events SELECT number + 100, at, person, origin, action, subject, details, previous, hash FROM events WHERE number = 1`,
		} {
			require.Error(t, w.attempt(statement), statement)
		}
		if w.db.IsPostgres() {
			w.refusesLines()
		}
		w.proves(march)
		w.proves(april)
	})
}

// refusesLines tries to add lines to a closed run by saying that they are of
// that run, or of one that is open.
func (w *world) refusesLines() {
	w.t.Helper()
	for _, said := range []string{
		`SELECT number FROM runs WHERE month = '2017-03'`,
		`INSERT INTO runs (id, month, sealed, retired, facts, cells, result, municipality, cost, billed, central, unallocated, variance, self_paid, lines)
			VALUES ('x', '2017-06', FALSE, FALSE, 0, '', '', '', 0, 0, 0, 0, 0, 0, 0) RETURNING number`,
	} {
		err := w.db.Update(w.t.Context(), func(tx *store.Tx) error {
			ctx := w.t.Context()
			if _, err := tx.SQL().ExecContext(ctx, `WITH said AS (`+said+`) SELECT set_config('chargeback.run', number::text, TRUE) FROM said`); err != nil {
				return err
			}
			_, err := tx.SQL().ExecContext(ctx, `INSERT INTO bill_lines SELECT run, department, cost_center, model, category, 'extra', quantity, amount
				FROM bill_lines WHERE run IN (SELECT number FROM runs WHERE month = '2017-03')`)
			return err
		})
		require.ErrorContains(w.t, err, "runs never change", said)
	}
}

// tamper is a change of stored rows behind the guards' back.
type tamper struct{ table, column, where string }

// TestEveryChangeIsDetected (TRUST C5.4): with the guards out of the way, as
// the database's superuser, random changes of the log and of closed rows: each
// is found by verify.
func TestEveryChangeIsDetected(t *testing.T) {
	server := postgres.Start(t)
	owner, application := server.Database(t)
	require.NoError(t, store.Migrate(t.Context(), owner, "application"))
	worlds := map[string]*world{"sqlite": newWorld(t, filepath.Join(t.TempDir(), "chargeback.db")), "postgres": newWorld(t, application)}
	for name, w := range worlds {
		w.lived()
		open := func() *sql.DB {
			driver, address := "sqlite", w.db.Shown()
			if w.db.IsPostgres() {
				driver, address = "pgx", server.Superuser(application)+"&default_query_exec_mode=exec"
			}
			pool, err := sql.Open(driver, address)
			require.NoError(t, err)
			pool.SetMaxOpenConns(1)
			return pool
		}
		super := open()
		defer super.Close()
		disarm(t, super, w.db.IsPostgres())
		random := rand.New(rand.NewPCG(11, 11))
		rounds := 60
		if trial {
			rounds = 1000
		}
		for range rounds {
			change, undo := randomChange(t, super, random, w.db.IsPostgres())
			proof, err := w.Verify(t.Context(), billing.Actor{Scheduler: true}, march)
			if err == nil {
				require.NotEmpty(t, proof.Faults, "%s: %s", name, change)
			}
			undo()
			// What verify itself wrote follows a chain that was changed meanwhile.
			if strings.Contains(change, "events") {
				cut(t, super)
			}
		}
		w.proves(march)
	}
}

// disarm takes the guards away.
func disarm(t *testing.T, super *sql.DB, isPostgres bool) {
	t.Helper()
	if isPostgres {
		_, err := super.Exec(`SET session_replication_role = replica`)
		require.NoError(t, err)
		return
	}
	rows, err := super.Query(`SELECT name FROM sqlite_master WHERE type = 'trigger'`)
	require.NoError(t, err)
	var names []string
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		names = append(names, name)
	}
	require.NoError(t, rows.Close())
	for _, name := range names {
		_, err := super.Exec(`DROP TRIGGER "` + name + `"`)
		require.NoError(t, err)
	}
}

// cut removes events that do not follow the one before them.
func cut(t *testing.T, super *sql.DB) {
	t.Helper()
	_, err := super.Exec(`DELETE FROM events WHERE number > (SELECT min(e.number) FROM events e JOIN events n ON n.number = e.number + 1 WHERE n.previous <> e.hash)`)
	require.NoError(t, err)
}

// randomChange changes one character of one text, or one number, of one row
// that a closed month stands on.
func randomChange(t *testing.T, super *sql.DB, random *rand.Rand, isPostgres bool) (change string, undo func()) {
	t.Helper()
	march := "run IN (SELECT number FROM runs WHERE month = '2017-03')"
	text := func(column string) string {
		if isPostgres {
			return fmt.Sprintf(`overlay("%[1]s" placing (CASE WHEN substr("%[1]s", 1, 1) = 'x' THEN 'y' ELSE 'x' END) from 1 for 1)`, column)
		}
		return fmt.Sprintf(`(CASE WHEN substr("%[1]s", 1, 1) = 'x' THEN 'y' ELSE 'x' END) || substr("%[1]s", 2)`, column)
	}
	number := func(column string) string { return fmt.Sprintf(`"%s" + 1000`, column) }
	all := []struct {
		tamper
		set func(string) string
	}{
		{tamper{"events", "person", "number <= 8"}, text},
		{tamper{"events", "details", "number <= 8"}, text},
		{tamper{"events", "hash", "number <= 8"}, text},
		{tamper{"events", "at", "number <= 8"}, text},
		{tamper{"events", "action", "number <= 8"}, text},
		{tamper{"bill_lines", "amount", march}, number},
		{tamper{"bill_lines", "quantity", march}, number},
		{tamper{"bill_lines", "object", march}, text},
		{tamper{"run_central", "amount", march}, number},
		{tamper{"run_cells", "days", march}, number},
		{tamper{"runs", "billed", "month = '2017-03'"}, number},
		{tamper{"runs", "result", "month = '2017-03'"}, text},
		{tamper{"runs", "cells", "month = '2017-03'"}, text},
		{tamper{"months", "voucher", "month = '2017-03'"}, number},
		{tamper{"months", "closed_by", "month = '2017-03'"}, text},
		{tamper{"months", "chain_hash", "month = '2017-03'"}, text},
		{tamper{"correction_lines", "amount", "correction > 0"}, number},
		{tamper{"correction_lines", "replaces", "replaces <> ''"}, text},
		{tamper{"costs", "amount", "id = 'k1'"}, number},
		{tamper{"rules", "share", "category = 'PC'"}, number},
		{tamper{"devices", "cost_center", "id = 'd1'"}, text},
	}
	pick := all[random.IntN(len(all))]
	var keys []string
	identity := "ctid::text"
	if !isPostgres {
		identity = map[string]string{
			"bill_lines": "run || '|' || cost_center || '|' || model || '|' || category || '|' || object", "run_central": "run || category",
			"run_cells": "run || '|' || table_name || cost_center || object", "correction_lines": "correction || '|' || place",
		}[pick.table]
		if identity == "" {
			identity = "CAST(rowid AS TEXT)"
		}
	}
	rows, err := super.Query(fmt.Sprintf(`SELECT %s FROM "%s" WHERE %s`, identity, pick.table, pick.where))
	require.NoError(t, err)
	for rows.Next() {
		var key string
		require.NoError(t, rows.Scan(&key))
		keys = append(keys, key)
	}
	require.NoError(t, rows.Close())
	require.NotEmpty(t, keys, pick.table)
	slices.Sort(keys)
	key := keys[random.IntN(len(keys))]
	snapshot := backupOf(t, super, pick.table)
	change = fmt.Sprintf(`UPDATE "%s" SET "%s" = %s WHERE %s = '%s'`, pick.table, pick.column, pick.set(pick.column), identity, key)
	result, err := super.Exec(change)
	require.NoError(t, err, change)
	n, err := result.RowsAffected()
	require.NoError(t, err)
	require.Equal(t, int64(1), n, change)
	return change, snapshot
}

// backupOf returns what puts the rows of a table back as they are.
func backupOf(t *testing.T, super *sql.DB, table string) (undo func()) {
	t.Helper()
	run := func(statement string) {
		t.Helper()
		_, err := super.Exec(statement)
		require.NoError(t, err, statement)
	}
	run(`DROP TABLE IF EXISTS kept`)
	run(`CREATE TEMPORARY TABLE kept AS SELECT * FROM "` + table + `"`)
	columns, err := super.Query(`SELECT * FROM kept LIMIT 0`)
	require.NoError(t, err)
	names, err := columns.Columns()
	require.NoError(t, err)
	require.NoError(t, columns.Close())
	quoted := `"` + strings.Join(names, `", "`) + `"`
	return func() {
		t.Helper()
		overriding := ""
		if _, err := super.Exec(`SELECT ctid FROM kept LIMIT 1`); err == nil {
			overriding = " OVERRIDING SYSTEM VALUE"
		}
		run(`DELETE FROM "` + table + `"`)
		run(`INSERT INTO "` + table + `" (` + quoted + `)` + overriding + ` SELECT ` + quoted + ` FROM kept`)
		run(`DROP TABLE kept`)
	}
}
