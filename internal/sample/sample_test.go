package sample

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// rowsOf reads one table of a written data set, without its header, as column name → value.
func rowsOf(t *testing.T, dir, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, column := range records[0] {
			row[column] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func write(t *testing.T, size Size, month string, seed uint64) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := Write(dir, size, month, seed); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestSameArgumentsGiveTheSameBytes(t *testing.T) {
	a, b := write(t, DefaultSize(), "2017-03", 7), write(t, DefaultSize(), "2017-03", 7)
	other := write(t, DefaultSize(), "2017-03", 8)
	for _, each := range tables {
		read := func(dir string) []byte {
			text, err := os.ReadFile(filepath.Join(dir, each.name+".csv"))
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		if !bytes.Equal(read(a), read(b)) {
			t.Errorf("%s: two runs with one seed differ", each.name)
		}
		if each.name == "devices" && bytes.Equal(read(a), read(other)) {
			t.Errorf("%s: another seed gives the same rows", each.name)
		}
	}
}

func TestSizeCountsThings(t *testing.T) {
	size := DefaultSize()
	dir := write(t, size, "2024-02", 1)
	total := 0
	f := func(table string, want int, key ...string) {
		t.Helper()
		rows := rowsOf(t, dir, table)
		total += len(rows)
		seen := map[string]bool{}
		for _, row := range rows {
			id := ""
			for _, column := range key {
				id += row[column] + "\x00"
			}
			seen[id] = true
		}
		if want >= 0 && len(seen) != want {
			t.Errorf("%s: %d different keys, want %d", table, len(seen), want)
		}
	}
	f("departments", size.Departments, "code")
	f("cost_centers", size.CostCenters, "code")
	f("systems", size.Systems, "code")
	f("system_shares", size.Shares, "system", "cost_center")
	f("applications", size.Applications, "code")
	f("devices", size.Computers, "id")
	f("users", size.Users, "id")
	f("licences", size.Licences, "user", "application")
	f("ports", size.Ports, "id")
	f("projects", size.Projects, "code")
	f("costs", size.Costs, "id")
	for _, table := range []string{"categories", "rules", "weights", "prices", "project_shares", "project_hours"} {
		f(table, -1)
	}
	near(t, "rows of all tables", total, size.Rows(), 5)
}

func near(t *testing.T, what string, got, want, percent int) {
	t.Helper()
	if difference := got - want; max(difference, -difference)*100 > want*percent {
		t.Errorf("%s: %d, want %d within %d %%", what, got, want, percent)
	}
}

func TestScaleKeepsTheProportions(t *testing.T) {
	f := func(rows int) {
		t.Helper()
		s := Benchmark().Scale(rows)
		if err := s.check(); err != nil {
			t.Errorf("scaled to %d rows: %v", rows, err)
		}
		near(t, "rows", s.Rows(), rows, 3)
		near(t, "licences per user × 100", s.Licences*100/s.Users, 400, 2)
		near(t, "computers per user × 100", s.Computers*100/s.Users, 200, 2)
		near(t, "costs per computer × 1000", s.Costs*1000/s.Computers, 300, 2)
		near(t, "cost centres per department", s.CostCenters/s.Departments, 40, 5)
	}
	f(100_000)
	f(300_000)
	f(1_000_000)
	f(3_000_000)
	f(10_000_000)
	if s := Benchmark(); s.Scale(s.Rows()) != s {
		t.Errorf("Benchmark scaled to its own rows is %+v", s.Scale(s.Rows()))
	}
}

func TestScaledSizesCanAlwaysBeWritten(t *testing.T) {
	for rows := range 3_000 {
		for _, s := range []Size{Benchmark().Scale(rows), DefaultSize().Scale(rows)} {
			if err := s.check(); err != nil {
				t.Fatalf("scaled to %d rows, %+v: %v", rows, s, err)
			}
		}
	}
	write(t, Benchmark().Scale(0), "2023-12", 3)
	write(t, Benchmark().Scale(2_000), "2024-01", 3)
}

func TestRefusals(t *testing.T) {
	dir := write(t, DefaultSize(), "2017-03", 1)
	err := Write(dir, DefaultSize(), "2017-03", 1)
	if !errors.Is(err, fs.ErrExist) {
		t.Errorf("writing twice into one folder: %v", err)
	}
	for _, month := range []string{"", "2017", "2017-13", "2017-3", "0001-01", "2017-03-01"} {
		if err := Write(t.TempDir(), DefaultSize(), month, 1); err == nil {
			t.Errorf("month %q was accepted", month)
		}
	}
	size := DefaultSize()
	size.Licences = size.Users * 1_000
	if err := Write(t.TempDir(), size, "2017-03", 1); err == nil {
		t.Error("a thousand different licences a user were accepted")
	}
	if err := Write(t.TempDir(), Size{}, "2017-03", 1); err == nil {
		t.Error("a municipality without departments was accepted")
	}
}

func TestDates(t *testing.T) {
	for d := dateOf(99, time.December, 31); d < dateOf(9901, time.January, 1); d += 13 {
		want := time.Unix(int64(d)*86_400, 0).UTC().Format(time.DateOnly)
		if got := string(appendDate(nil, d)); got != want {
			t.Fatalf("day %d is %s, want %s", d, got, want)
		}
	}
}

func TestShuffleIsAPermutation(t *testing.T) {
	for count := range 200 {
		s := newShuffle(5, streamDevices, count)
		seen := make([]bool, count)
		for i := range count {
			seen[s.at(i)] = true
		}
		for i, ok := range seen {
			if !ok {
				t.Fatalf("shuffle of %d never gives %d", count, i)
			}
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	size := Benchmark().Scale(500_000)
	for b.Loop() {
		if err := Write(filepath.Join(b.TempDir(), "data"), size, "2017-03", 1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size.Rows()), "ns/row")
}
