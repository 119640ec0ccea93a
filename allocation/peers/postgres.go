package peers

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

//go:embed postgres_split.sql
var postgresSplit string

// Postgres is a connection to a cluster of its own, with the same tables as [DuckDB].
type Postgres struct {
	cluster *cluster
	conn    *pgx.Conn
}

// OpenPostgres makes and starts a private cluster (about two seconds) and connects to it.
func OpenPostgres(ctx context.Context) (*Postgres, error) {
	c, err := startCluster(ctx)
	if err != nil {
		return nil, fmt.Errorf("private PostgreSQL cluster: %w", err)
	}
	conn, err := pgx.Connect(ctx, c.url())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("private PostgreSQL cluster: %w", err), c.stop())
	}
	return &Postgres{cluster: c, conn: conn}, nil
}

// Close stops the cluster and removes its folder.
func (p *Postgres) Close() error {
	return errors.Join(p.conn.Close(context.Background()), p.cluster.stop())
}

// Load replaces what is to be split, and lets the planner know its size.
func (p *Postgres) Load(ctx context.Context, problem Problem) error {
	if err := problem.Check(); err != nil {
		return err
	}
	_, err := p.conn.Exec(ctx, `
		DROP TABLE IF EXISTS pools, weights, parts;
		CREATE UNLOGGED TABLE pools (pool int4, driver int4, amount int8);
		CREATE UNLOGGED TABLE weights (driver int4, receiver int4, weight int8)`)
	if err != nil {
		return err
	}
	_, err = p.conn.CopyFrom(ctx, pgx.Identifier{"pools"}, []string{"pool", "driver", "amount"},
		pgx.CopyFromSlice(len(problem.Amounts), func(pool int) ([]any, error) {
			return []any{pool, problem.DriverOf[pool], problem.Amounts[pool]}, nil
		}))
	if err != nil {
		return fmt.Errorf("filling table pools: %w", err)
	}
	receivers := problem.Receivers()
	_, err = p.conn.CopyFrom(ctx, pgx.Identifier{"weights"}, []string{"driver", "receiver", "weight"},
		pgx.CopyFromSlice(len(problem.Weights)*receivers, func(i int) ([]any, error) {
			driver, receiver := i/receivers, i%receivers
			return []any{driver, receiver, problem.Weights[driver][receiver]}, nil
		}))
	if err != nil {
		return fmt.Errorf("filling table weights: %w", err)
	}
	_, err = p.conn.Exec(ctx, "ANALYZE pools; ANALYZE weights")
	return err
}

// SplitExact makes the table parts, equal to the engine's to the öre.
func (p *Postgres) SplitExact(ctx context.Context) error {
	if _, err := p.conn.Exec(ctx, "DROP TABLE IF EXISTS parts"); err != nil {
		return err
	}
	_, err := p.conn.Exec(ctx, postgresSplit)
	return err
}

// Parts reads what SplitExact made into parts, which is overwritten.
func (p *Postgres) Parts(ctx context.Context, problem Problem, parts []int64) error {
	clear(parts)
	rows, err := p.conn.Query(ctx, "SELECT pool, receiver, part FROM parts")
	if err != nil {
		return err
	}
	var pool, receiver int
	var part int64
	_, err = pgx.ForEachRow(rows, []any{&pool, &receiver, &part}, func() error {
		parts[pool*problem.Receivers()+receiver] = part
		return nil
	})
	return err
}
