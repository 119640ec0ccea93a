package peers

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"chargeback/internal/sample"
)

// What DuckDB bills of a generated data set is what the costs come to without what rests with IT, both added
// up here from the file: 1 krona is far more than floats lose, far less than any forgotten cost.
func TestWholeJobBillsAllButTheCentralCosts(t *testing.T) {
	f := func(size sample.Size, month string, seed uint64) {
		t.Helper()
		dir := filepath.Join(t.TempDir(), fmt.Sprintf("it's %d", seed))
		if err := sample.Write(dir, size, month, seed); err != nil {
			t.Fatal(err)
		}
		job, err := RunWholeJob(context.Background(), dir, month, 2)
		if err != nil {
			t.Fatal(err)
		}
		cost, central := costOf(t, dir, month)
		close := func(what string, got, want float64) {
			t.Helper()
			if math.Abs(got-want) > 1 {
				t.Errorf("%s, seed %d: %s %.2f, want %.2f", month, seed, what, got, want)
			}
		}
		close("cost", job.Cost, cost)
		close("central", job.Central, central)
		close("billed", job.Billed, cost-central)
		if job.Lines == 0 || len(job.Departments) == 0 {
			t.Errorf("%s, seed %d: %d lines for %d departments", month, seed, job.Lines, len(job.Departments))
		}
	}
	f(sample.DefaultSize(), "2017-03", 1)
	f(sample.DefaultSize(), "2017-03", 2)
	f(sample.DefaultSize(), "2024-02", 3)
	f(sample.DefaultSize(), "2023-01", 4)
	f(sample.Benchmark().Scale(100_000), "2017-03", 5)
}

// costOf adds up what IT paid for the month, and how much of it no department pays by the rules of
// internal/sample: all of Stab IT (K01), four tenths of Projektledning (K07).
func costOf(t *testing.T, dir, month string) (cost, central float64) {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, "costs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	const date, category, amount, paidBy, from, to = 1, 2, 3, 11, 12, 13
	first := dateOf(t, month+"-01")
	last := first.AddDate(0, 1, -1)
	for _, record := range records[1:] {
		if record[paidBy] != "" {
			continue
		}
		kronor, err := strconv.ParseFloat(record[amount], 64)
		if err != nil {
			t.Fatal(err)
		}
		start, end := record[date], record[date]
		if record[from] != "" {
			start, end = record[from], record[to]
		}
		inside, all := 0, 0
		for day := dateOf(t, start); !day.After(dateOf(t, end)); day = day.AddDate(0, 0, 1) {
			all++
			if !day.Before(first) && !day.After(last) {
				inside++
			}
		}
		part := kronor * float64(inside) / float64(all)
		cost += part
		switch record[category] {
		case "K01":
			central += part
		case "K07":
			central += part * 0.4
		}
	}
	return cost, central
}

func dateOf(t *testing.T, text string) time.Time {
	t.Helper()
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

func TestWholeJobSaysWhatIsWrong(t *testing.T) {
	if _, err := RunWholeJob(context.Background(), t.TempDir(), "2017-03", 2); err == nil {
		t.Error("a folder without tables was charged")
	}
	if _, err := RunWholeJob(context.Background(), t.TempDir(), "March", 2); err == nil {
		t.Error("a month that is none was charged")
	}
}
