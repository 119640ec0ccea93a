package main

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/chargeback"
	"chargeback/internal/report"
	"chargeback/internal/tables"
	"chargeback/internal/words"
)

var update = flag.Bool("update", false, "rewrite the expected bills of the fixtures; review the difference")

// TestFixtures charges every month of the fixtures and compares the bills, as
// text, with those kept beside the data.
func TestFixtures(t *testing.T) {
	for name, folder := range map[string]fs.FS{"molndal": fixtures.Molndal(), "samverkan": fixtures.Samverkan()} {
		source, err := tables.OpenFolder(folder)
		require.NoError(t, err)
		set, err := tables.Read(source, nil)
		require.NoError(t, err)
		months := set.Facts.Months()
		require.NotEmpty(t, months)
		for _, month := range months {
			t.Run(name+"/"+month.String(), func(t *testing.T) {
				run, err := chargeMonth(set, month, nil)
				require.NoError(t, err)
				expected(t, filepath.Join(name, "expected", month.String()+".txt"), billsText(t, run))
			})
		}
	}
}

// TestFixtureLines compares every line of one month of each fixture, in which
// most things happen.
func TestFixtureLines(t *testing.T) {
	for folder, month := range map[string]string{"molndal": "2017-07", "samverkan": "2017-03"} {
		var out, errs bytes.Buffer
		data := filepath.Join("..", "..", "fixtures", folder)
		code := execute([]string{"run", "--data", data, "--month", month, "--format", "csv"}, &out, &errs)
		require.Equal(t, exitDone, code, errs.String())
		expected(t, filepath.Join(folder, "expected", month+"-lines.csv"), out.Bytes())
	}
}

// expected compares a text with a file of the fixtures, or rewrites it.
func expected(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("..", "..", "fixtures", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "go test ./cmd/chargeback -run Fixture -update makes it")
	require.Equal(t, string(want), string(got), name)
}

// billsText is the month's summary, each department's bill by cost centre and
// model, and a digest of all lines.
func billsText(t *testing.T, run *chargeback.Run) []byte {
	var out bytes.Buffer
	require.NoError(t, report.Summary(&out, run.Result(), run.Month, words.Swedish))
	for _, bill := range run.Bills() {
		fmt.Fprintf(&out, "\n%s %s: %s\n", bill.Code, bill.Name, words.Money(bill.Amount))
		centers, sums := []string{}, map[string][allocation.Project + 1]allocation.Ore{}
		for line := range run.LinesOf(bill.Code, "") {
			sum, seen := sums[line.CostCenter]
			if !seen {
				centers = append(centers, line.CostCenter)
			}
			sum[line.Model] += line.Amount
			sums[line.CostCenter] = sum
		}
		for _, center := range centers {
			fmt.Fprintf(&out, "  %-8s", center)
			for _, model := range allocation.Models[1:] {
				fmt.Fprintf(&out, " %s %s", model, words.Amount(sums[center][model]))
			}
			fmt.Fprintln(&out)
		}
	}
	digest := sha256.New()
	require.NoError(t, report.CSV(digest, run.Result()))
	fmt.Fprintf(&out, "\nSHA-256 of all lines as CSV: %x\n", digest.Sum(nil))
	return out.Bytes()
}
