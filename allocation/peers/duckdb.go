package peers

import (
	"context"
	"database/sql"
	"database/sql/driver"
	_ "embed"
	"fmt"

	"github.com/duckdb/duckdb-go/v2"
)

//go:embed duckdb_split.sql
var duckdbSplit string

//go:embed duckdb_split_floats.sql
var duckdbSplitFloats string

// DuckDB is a database in memory with the tables pools (pool, driver, amount) and weights (driver, receiver,
// weight). Load fills them; each Split makes a table of parts; reading the parts is apart, so that a
// benchmark can time the split alone.
type DuckDB struct {
	connector *duckdb.Connector
	db        *sql.DB
}

// OpenDuckDB starts an empty database that uses that many threads.
func OpenDuckDB(ctx context.Context, threads int) (*DuckDB, error) {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return nil, fmt.Errorf("starting DuckDB: %w", err)
	}
	d := &DuckDB{connector: connector, db: sql.OpenDB(connector)}
	settings := fmt.Sprintf("SET threads = %d; SET preserve_insertion_order = false", threads)
	if _, err := d.db.ExecContext(ctx, settings); err != nil {
		d.Close()
		return nil, fmt.Errorf("starting DuckDB: %w", err)
	}
	return d, nil
}

// Close ends the database and forgets everything in it.
func (d *DuckDB) Close() error {
	return d.db.Close()
}

// Load replaces what is to be split.
func (d *DuckDB) Load(ctx context.Context, p Problem) error {
	if err := p.Check(); err != nil {
		return err
	}
	_, err := d.db.ExecContext(ctx, `
		CREATE OR REPLACE TABLE pools (pool INTEGER, driver INTEGER, amount BIGINT);
		CREATE OR REPLACE TABLE weights (driver INTEGER, receiver INTEGER, weight BIGINT)`)
	if err != nil {
		return err
	}
	err = d.fill(ctx, "pools", func(add func(...driver.Value) error) error {
		for pool, amount := range p.Amounts {
			if err := add(int32(pool), int32(p.DriverOf[pool]), amount); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.fill(ctx, "weights", func(add func(...driver.Value) error) error {
		for number, weights := range p.Weights {
			for receiver, weight := range weights {
				if err := add(int32(number), int32(receiver), weight); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// fill appends rows to a table past the SQL parser.
func (d *DuckDB) fill(ctx context.Context, table string, rows func(add func(...driver.Value) error) error) error {
	conn, err := d.connector.Connect(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	appender, err := duckdb.NewAppenderFromConn(conn, "", table)
	if err != nil {
		return fmt.Errorf("filling table %s: %w", table, err)
	}
	err = rows(appender.AppendRow)
	if closeErr := appender.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("filling table %s: %w", table, err)
	}
	return nil
}

// SplitExact makes the table parts, equal to the engine's to the öre.
func (d *DuckDB) SplitExact(ctx context.Context) error {
	_, err := d.db.ExecContext(ctx, duckdbSplit)
	return err
}

// SplitFloats makes the table float_parts, in fractions of an öre.
func (d *DuckDB) SplitFloats(ctx context.Context) error {
	_, err := d.db.ExecContext(ctx, duckdbSplitFloats)
	return err
}

// Parts reads what SplitExact made into parts, which is overwritten.
func (d *DuckDB) Parts(ctx context.Context, p Problem, parts []int64) error {
	return readParts(ctx, d.db, "SELECT pool, receiver, part FROM parts", p, parts)
}

// FloatParts reads what SplitFloats made into parts, which is overwritten.
func (d *DuckDB) FloatParts(ctx context.Context, p Problem, parts []float64) error {
	return readParts(ctx, d.db, "SELECT pool, receiver, part FROM float_parts", p, parts)
}

// readParts puts every part where it belongs; pools without weight have none and get 0.
func readParts[T int64 | float64](ctx context.Context, db *sql.DB, query string, p Problem, parts []T) error {
	clear(parts)
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var pool, receiver int
		var part T
		if err := rows.Scan(&pool, &receiver, &part); err != nil {
			return err
		}
		parts[pool*p.Receivers()+receiver] = part
	}
	return rows.Err()
}
