package peers

import (
	"context"
	_ "embed"
	"fmt"
	"path/filepath"
	"time"
)

//go:embed wholejob_read.sql
var wholeJobRead string

//go:embed wholejob_spread.sql
var wholeJobSpread string

// WholeJob is what [RunWholeJob] found. Sums are kronor in floats, as the peer computes them.
type WholeJob struct {
	Reading, Spreading time.Duration // reading the files and counting; pools, lines and the summary
	Lines              int64         // rows of the table lines
	LinesOfAnOre       int64         // those of them that are at least half an öre either way
	Billed, Central    float64
	Cost               float64 // of the month, with what is accrued to it, without what departments paid themselves
	Departments        []DepartmentSum
}

// DepartmentSum is what all lines of a department come to, in kronor.
type DepartmentSum struct {
	Department string
	Lines      int64
	Billed     float64
}

// RunWholeJob lets DuckDB charge month (YYYY-MM) of the data set in dir, as far as SPEC §5 goes without exact
// öre: it reads the CSV files that internal/sample writes (columns in that order, measure daily, methods
// actual), counts the drivers, makes the pools and spreads them to a table of lines.
func RunWholeJob(ctx context.Context, dir, month string, threads int) (WholeJob, error) {
	var job WholeJob
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return job, fmt.Errorf("month %q: want YYYY-MM", month)
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return job, err
	}
	d, err := OpenDuckDB(ctx, threads)
	if err != nil {
		return job, err
	}
	defer d.Close()
	// Temporary tables belong to a connection.
	d.db.SetMaxOpenConns(1)

	start := time.Now()
	variables := fmt.Sprintf("SET VARIABLE dir = %s; SET VARIABLE first = DATE '%s'; SET VARIABLE last = DATE '%s'",
		quoted(dir), first.Format(time.DateOnly), first.AddDate(0, 1, -1).Format(time.DateOnly))
	if _, err := d.db.ExecContext(ctx, variables); err != nil {
		return job, fmt.Errorf("setting the month: %w", err)
	}
	if _, err := d.db.ExecContext(ctx, wholeJobRead); err != nil {
		return job, fmt.Errorf("reading and counting: %w", err)
	}
	job.Reading = time.Since(start)

	start = time.Now()
	if _, err := d.db.ExecContext(ctx, wholeJobSpread); err != nil {
		return job, fmt.Errorf("spreading: %w", err)
	}
	if err := job.readSummary(ctx, d); err != nil {
		return job, fmt.Errorf("reading the summary: %w", err)
	}
	job.Spreading = time.Since(start)

	err = d.db.QueryRowContext(ctx, `
		SELECT
			(SELECT count(*) FILTER (abs(amount) >= 0.5) FROM lines),
			(SELECT coalesce(sum(amount), 0) / 100 FROM pools WHERE model = 'central'),
			(SELECT coalesce(sum(amount), 0) / 100 FROM month_costs WHERE NOT self_paid)`).
		Scan(&job.LinesOfAnOre, &job.Central, &job.Cost)
	return job, err
}

// readSummary fetches what a person would look at, and adds it up.
func (job *WholeJob) readSummary(ctx context.Context, d *DuckDB) error {
	rows, err := d.db.QueryContext(ctx, "SELECT department, lines, amount / 100 FROM summary ORDER BY department")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var sum DepartmentSum
		if err := rows.Scan(&sum.Department, &sum.Lines, &sum.Billed); err != nil {
			return err
		}
		job.Departments = append(job.Departments, sum)
		job.Lines += sum.Lines
		job.Billed += sum.Billed
	}
	return rows.Err()
}

// quoted makes an SQL string.
func quoted(s string) string {
	b := []byte{'\''}
	for i := range len(s) {
		if s[i] == '\'' {
			b = append(b, '\'')
		}
		b = append(b, s[i])
	}
	return string(append(b, '\''))
}
