package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
	"chargeback/internal/postgres"
	"chargeback/internal/store"
)

// What a municipality waits for is held beside the least that the database can
// do: a bare COPY, or a bare loop over a prepared statement, of the same rows
// into a table with the same index and nothing else.

const million = 1_000_000

// databases opens a new database of each kind.
func databases(b *testing.B, run func(b *testing.B, db *store.DB)) {
	b.Run("sqlite", func(b *testing.B) {
		db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "chargeback.db"), store.Options{})
		require.NoError(b, err)
		defer db.Close()
		run(b, db)
	})
	b.Run("postgres", func(b *testing.B) {
		owner, application := postgres.Start(b).Database(b)
		require.NoError(b, store.Migrate(b.Context(), owner, "application"))
		pool, err := sql.Open("pgx", owner)
		require.NoError(b, err)
		defer pool.Close()
		for _, statement := range []string{bareLines, bareDevices} {
			_, err := pool.Exec(statement)
			require.NoError(b, err)
		}
		_, err = pool.Exec(`GRANT ALL ON bare_lines, bare_devices TO application`)
		require.NoError(b, err)
		db, err := store.Open(b.Context(), application, store.Options{})
		require.NoError(b, err)
		defer db.Close()
		run(b, db)
	})
}

// The tables of the bare loops, without guards.
const (
	bareLines = `CREATE TABLE bare_lines (run BIGINT NOT NULL, department TEXT COLLATE "C" NOT NULL, cost_center TEXT COLLATE "C" NOT NULL,
		model BIGINT NOT NULL, category TEXT COLLATE "C" NOT NULL, object TEXT COLLATE "C" NOT NULL, quantity BIGINT NOT NULL,
		amount BIGINT NOT NULL, PRIMARY KEY (run, department, cost_center, model, category, object))`
	bareDevices = `CREATE TABLE bare_devices ("row" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "id" TEXT COLLATE "C" NOT NULL,
		"class" TEXT COLLATE "C" NOT NULL, "cost_center" TEXT COLLATE "C" NOT NULL, "from" TEXT COLLATE "C" NOT NULL,
		"to" TEXT COLLATE "C" NOT NULL, "label" TEXT COLLATE "C" NOT NULL, "last_seen" TEXT COLLATE "C" NOT NULL,
		added BIGINT NOT NULL, ended BIGINT);
		CREATE UNIQUE INDEX bare_devices_known ON bare_devices ("id", "from") WHERE ended IS NULL`
)

// manyLines are bill lines in the order of SPEC §8.
func manyLines(n int) []chargeback.Line {
	lines := make([]chargeback.Line, 0, n)
	for i := range n {
		center, object := i/2000, i%2000
		lines = append(lines, chargeback.Line{LineKey: chargeback.LineKey{
			Department: fmt.Sprintf("F%02d", center/25), CostCenter: fmt.Sprintf("%05d", 10_000+center), Model: allocation.System,
			Category: fmt.Sprintf("K%02d", object/100), Object: fmt.Sprintf("S%04d", object),
		}, QuantityMicro: int64(1_000_000 + i), Amount: allocation.Ore(100 + i)})
	}
	return lines
}

// BenchmarkKeepRun keeps and seals a run of a million bill lines.
func BenchmarkKeepRun(b *testing.B) {
	lines := manyLines(million)
	databases(b, func(b *testing.B, db *store.DB) {
		n := 0
		measure(b, "bare", func() {
			require.NoError(b, bare(b.Context(), db, "bare_lines",
				[]string{"run", "department", "cost_center", "model", "category", "object", "quantity", "amount"}, len(lines), func(i int) []any {
					l := &lines[i]
					return []any{int64(n), l.Department, l.CostCenter, int64(l.Model), l.Category, l.Object, l.QuantityMicro, int64(l.Amount)}
				}))
			n++
		})
		measure(b, "lines=1000000", func() {
			n++
			header := chargeback.RunHeader{ID: fmt.Sprint("run", n), Period: allocation.Period{Year: 2017, Month: 1}}
			result := &chargeback.Result{Period: header.Period, Lines: slices.Values(lines), LineCount: len(lines)}
			require.NoError(b, db.Update(b.Context(), func(tx *store.Tx) error { return tx.KeepRun(header, result, nil) }))
		})
	})
}

// BenchmarkChangeFacts adds a million computers.
func BenchmarkChangeFacts(b *testing.B) {
	records := make([]chargeback.Record, million)
	for i := range records {
		records[i].Cells = []string{fmt.Sprintf("PC-%07d", i), "staff", fmt.Sprintf("%05d", 10_000+i%900), "2017-01-01", "", fmt.Sprintf("T%07d", i), ""}
	}
	databases(b, func(b *testing.B, db *store.DB) {
		n := 0
		measure(b, "bare", func() {
			require.NoError(b, bare(b.Context(), db, "bare_devices",
				[]string{"id", "class", "cost_center", "from", "to", "label", "last_seen", "added"}, len(records), func(i int) []any {
					c := records[i].Cells
					return []any{fmt.Sprint(n, c[0]), c[1], c[2], c[3], c[4], c[5], c[6], int64(1)}
				}))
			n++
		})
		measure(b, "rows=1000000", func() {
			n++
			added := make([]chargeback.Record, len(records))
			for i, r := range records {
				cells := slices.Clone(r.Cells)
				cells[0] = fmt.Sprint(n, cells[0])
				added[i].Cells = cells
			}
			b.ResetTimer()
			require.NoError(b, db.Update(b.Context(), func(tx *store.Tx) error {
				event, err := tx.Append(audit.Event{At: time.Unix(0, 0), Person: "Anna", Action: "import"})
				if err != nil {
					return err
				}
				return tx.ChangeFacts(event.Number, []chargeback.TableChange{{Table: "devices", Added: added}})
			}))
		})
	})
}

// measure reports nanoseconds per row.
func measure(b *testing.B, name string, work func()) {
	b.Run(name, func(b *testing.B) {
		for b.Loop() {
			work()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/million, "ns/row")
	})
}

// bare adds rows as fast as the database takes them.
func bare(ctx context.Context, db *store.DB, table string, columns []string, n int, row func(int) []any) error {
	conn, err := db.SQL().Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if db.IsPostgres() {
		return conn.Raw(func(driver any) error {
			i := -1
			_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
				if i++; i == n {
					return nil, nil
				}
				return row(i), nil
			}))
			return err
		})
	}
	// The same tables as the product's, without guards.
	for _, statement := range []string{
		`CREATE TABLE IF NOT EXISTS bare_lines (run INTEGER NOT NULL, department TEXT NOT NULL, cost_center TEXT NOT NULL, model INTEGER NOT NULL,
			category TEXT NOT NULL, object TEXT NOT NULL, quantity INTEGER NOT NULL, amount INTEGER NOT NULL,
			PRIMARY KEY (run, department, cost_center, model, category, object)) STRICT, WITHOUT ROWID`,
		`CREATE TABLE IF NOT EXISTS bare_devices ("row" INTEGER PRIMARY KEY, "id" TEXT NOT NULL, "class" TEXT NOT NULL, "cost_center" TEXT NOT NULL,
			"from" TEXT NOT NULL, "to" TEXT NOT NULL, "label" TEXT NOT NULL, "last_seen" TEXT NOT NULL, added INTEGER NOT NULL, ended INTEGER) STRICT`,
		`CREATE UNIQUE INDEX IF NOT EXISTS bare_devices_known ON bare_devices ("id", "from") WHERE ended IS NULL`,
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	names, marks := "", ""
	for i, column := range columns {
		if i > 0 {
			names, marks = names+", ", marks+", "
		}
		names, marks = names+`"`+column+`"`, marks+"?"
	}
	statement, err := tx.PrepareContext(ctx, `INSERT INTO `+table+` (`+names+`) VALUES (`+marks+`)`)
	if err != nil {
		return err
	}
	for i := range n {
		if _, err := statement.ExecContext(ctx, row(i)...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
