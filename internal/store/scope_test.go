package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
	"chargeback/internal/postgres"
	"chargeback/internal/store"
)

// scoped keeps a run, a correction and objections of departments A and B, with
// two cost centres each.
func scoped(t *testing.T, db *store.DB) {
	t.Helper()
	var lines []chargeback.Line
	for _, center := range []string{"A1", "A2", "B1", "B2"} {
		lines = append(lines, chargeback.Line{LineKey: chargeback.LineKey{
			Department: center[:1], CostCenter: center, Model: allocation.Device, Category: "PC", Object: "staff",
		}, QuantityMicro: 1, Amount: 100})
	}
	result := &chargeback.Result{
		Period: january, Lines: slices.Values(lines), LineCount: len(lines),
		Bills: []chargeback.Bill{{Code: "A", Amount: 200}, {Code: "B", Amount: 200}},
	}
	require.NoError(t, db.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.KeepRun(chargeback.RunHeader{ID: "run", Period: january}, result, nil); err != nil {
			return err
		}
		event, err := tx.Append(audit.Event{At: time.Unix(0, 0), Person: "Anna", Action: "correct"})
		if err != nil {
			return err
		}
		c := &chargeback.Correction{Number: event.Number, Month: january, Into: january.Next(), Place: 1}
		for i, line := range lines {
			c.Lines = append(c.Lines, chargeback.CorrectionLine{Line: line, ID: fmt.Sprint(i), Month: january})
		}
		if err := tx.KeepCorrection(c); err != nil {
			return err
		}
		for i, line := range lines {
			id := chargeback.ObjectionID{Year: 2017, Place: i + 1}
			if err := tx.KeepObjection(chargeback.Objection{
				ID: id, Month: january, Due: january.Last(), About: line.LineKey, Rows: []chargeback.ObjectedRow{{Table: "devices", ID: "d"}},
				Made: chargeback.Act{Person: "Anna", At: time.Unix(0, 0)},
			}); err != nil {
				return err
			}
			if err := tx.KeepObjectionBilling(id, chargeback.ObjectionBilling{Correction: c.Number, Month: january, Into: january.Next()}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// seen are the cost centres that a transaction reads, in each place where it
// could; bills are told by department.
func seen(t *testing.T, tx *store.Tx) (centers [4][]string, bills []string) {
	t.Helper()
	result, err := tx.Result("run")
	require.NoError(t, err)
	for line := range result.Lines {
		centers[0] = append(centers[0], line.CostCenter)
	}
	for _, department := range []string{"A", "B"} {
		lines, err := tx.Lines("run", department)
		require.NoError(t, err)
		for _, line := range lines {
			centers[1] = append(centers[1], line.CostCenter)
		}
	}
	corrections, err := tx.CorrectionsOf(january)
	require.NoError(t, err)
	for _, line := range corrections[0].Lines {
		centers[2] = append(centers[2], line.CostCenter)
	}
	objections, err := tx.Objections()
	require.NoError(t, err)
	for _, o := range slices.Backward(objections) {
		centers[3] = append(centers[3], o.About.CostCenter)
		require.Len(t, o.Rows, 1)
		require.Len(t, o.Corrected, 1)
		_, ok, err := tx.Objection(o.ID)
		require.NoError(t, err)
		require.True(t, ok)
	}
	_, ok, err := tx.Objection(chargeback.ObjectionID{Year: 2017, Place: 4})
	require.NoError(t, err)
	require.Equal(t, slices.Contains(centers[3], "B2"), ok)
	all, err := tx.Bills("run")
	require.NoError(t, err)
	for _, b := range all {
		bills = append(bills, b.Code)
	}
	return centers, bills
}

var scopes = []struct {
	scope          chargeback.Scope
	centers, bills []string
}{
	{chargeback.Scope{}, nil, nil},
	{chargeback.Scope{Departments: []string{"A"}}, []string{"A1", "A2"}, []string{"A"}},
	{chargeback.Scope{CostCenters: []string{"A2", "B1"}}, []string{"A2", "B1"}, nil},
	{chargeback.Scope{Departments: []string{"A"}, CostCenters: []string{"B2"}}, []string{"A1", "A2", "B2"}, []string{"A"}},
	{chargeback.Scope{Departments: []string{"' OR 1=1 --", "all"}}, nil, nil},
	{chargeback.Scope{Departments: []string{"A", "B"}}, []string{"A1", "A2", "B1", "B2"}, []string{"A", "B"}},
	{chargeback.Scope{All: true}, []string{"A1", "A2", "B1", "B2"}, []string{"A", "B"}},
}

// TestScopes (TRUST A3): a transaction reads what its scope covers and nothing
// else, and the next one on the same connection has its own.
func TestScopes(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		scoped(t, db)
		check := func(tx *store.Tx, centers, bills []string) {
			t.Helper()
			gotCenters, gotBills := seen(t, tx)
			for _, got := range gotCenters {
				require.Equal(t, centers, got)
			}
			require.Equal(t, bills, gotBills)
		}
		for _, c := range scopes {
			require.NoError(t, db.ViewAs(t.Context(), c.scope, func(tx *store.Tx) error {
				check(tx, c.centers, c.bills)
				return nil
			}))
			require.NoError(t, db.View(t.Context(), func(tx *store.Tx) error {
				check(tx, []string{"A1", "A2", "B1", "B2"}, []string{"A", "B"})
				return nil
			}))
			// As a part of a transaction, and after an error too.
			require.NoError(t, db.Update(t.Context(), func(tx *store.Tx) error {
				ctx := store.Within(t.Context(), tx)
				refused := errors.New("refused")
				for _, fault := range []error{nil, refused} {
					require.Equal(t, fault, db.ViewAs(ctx, c.scope, func(tx *store.Tx) error {
						check(tx, c.centers, c.bills)
						return fault
					}))
					check(tx, []string{"A1", "A2", "B1", "B2"}, []string{"A", "B"})
				}
				return nil
			}))
		}
	})
}

// rowSecured are the tables that PostgreSQL guards by row.
var rowSecured = []string{"run_bills", "bill_lines", "correction_lines", "objections", "objection_rows", "objection_corrections"}

// TestRowLevelSecurity (TRUST A23): whoever says no scope, the owner too, sees
// no row and removes none, also on a connection that served a department
// before; and a scope that is said sees no more than it covers, whatever is
// asked.
func TestRowLevelSecurity(t *testing.T) {
	owner, application := postgres.Start(t).Database(t)
	require.NoError(t, store.Migrate(t.Context(), owner, "application"))
	db, err := store.Open(t.Context(), application, store.Options{Connections: 1})
	require.NoError(t, err)
	defer db.Close()
	scoped(t, db)
	own, err := store.Open(t.Context(), owner, store.Options{Connections: 1})
	require.NoError(t, err)
	defer own.Close()
	ctx := t.Context()
	for _, c := range scopes {
		require.NoError(t, db.ViewAs(ctx, c.scope, func(tx *store.Tx) error {
			for _, table := range rowSecured {
				want := len(c.centers)
				if table == "run_bills" {
					want = len(c.bills)
				}
				var n int
				require.NoError(t, tx.SQL().QueryRowContext(ctx, `SELECT count(*) FROM `+table).Scan(&n))
				require.Equal(t, want, n, "%s, %+v", table, c.scope)
			}
			return nil
		}))
		for _, pool := range []*store.DB{db, own} {
			for _, table := range rowSecured {
				var n int
				require.NoError(t, pool.SQL().QueryRowContext(ctx, `SELECT count(*) FROM `+table).Scan(&n))
				require.Zero(t, n, table)
			}
			for _, statement := range []string{
				`DELETE FROM bill_lines`, `DELETE FROM run_bills`, `DELETE FROM objection_rows`, `UPDATE objections SET state = 'rejected'`,
				`INSERT INTO run_bills SELECT number, 'A', '', '', 0, 0, 0, 0, 0, 0, 0 FROM runs`,
			} {
				_, err := pool.SQL().ExecContext(ctx, statement)
				require.Error(t, err, statement)
			}
		}
	}
}
