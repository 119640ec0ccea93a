package checker_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/chargeback"
	"chargeback/internal/checker"
	"chargeback/internal/reference"
	"chargeback/internal/tables"
)

// month is a charged month as it is kept: rows, counted cells and result.
type month struct {
	records chargeback.Records
	cells   []chargeback.CountedCell
	run     *chargeback.Run
	lines   []chargeback.Line
}

// charged charges a month of a folder. It returns nil where the month cannot
// be charged: random sets may lack a price.
func charged(t require.TestingT, folder fs.FS, period allocation.Period) *month {
	source, err := tables.OpenFolder(folder)
	require.NoError(t, err)
	records, err := tables.Scan(source, nil)
	require.NoError(t, err)
	set, err := tables.Read(tables.OpenRecords(records, func(table string) string { return table }), nil)
	require.NoError(t, err)
	counts := chargeback.Count(&set.Large, set.Facts.CostCenters.Len(), set.Facts.Clock(period))
	m, err := chargeback.NewMonth(set.Facts, counts, period)
	if err != nil {
		return nil
	}
	run, err := m.Charge(nil)
	if err != nil {
		return nil
	}
	return &month{records, set.Facts.Cells(counts), run, run.Result().CollectLines()}
}

// result is what the run came to, with other lines.
func (m *month) result(lines []chargeback.Line) *chargeback.Result {
	r := m.run.Result()
	r.Lines, r.LineCount = slices.Values(lines), len(lines)
	r.Central, r.Unallocated, r.Variance = slices.Clone(r.Central), slices.Clone(r.Unallocated), slices.Clone(r.Variance)
	return r
}

func (m *month) check(r *chargeback.Result) []checker.Violation {
	return checker.Check(checker.Month{Records: m.records, Billed: r})
}

// withoutRows is the month after retention: the large tables are gone.
func (m *month) withoutRows() checker.Month {
	records := make(chargeback.Records)
	for name, rows := range m.records {
		if !slices.Contains([]string{"devices", "users", "licences", "ports"}, name) {
			records[name] = rows
		}
	}
	return checker.Month{Records: records, Cells: m.cells, Billed: m.run.Result()}
}

func TestNothingIsFoundInRightMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := reference.RandomSet(t)
		period, _ := allocation.ParsePeriod(set.Month)
		m := charged(t, set.FS(), period)
		if m == nil {
			return
		}
		require.Empty(t, m.check(m.run.Result()))
		require.Equal(t, m.cells, checker.Recount(period, m.records), "cells")
		require.Empty(t, checker.Check(m.withoutRows()), "from the counted cells")
	})
}

func TestNothingIsFoundInTheFixtures(t *testing.T) {
	for name, folder := range map[string]fs.FS{"molndal": fixtures.Molndal(), "samverkan": fixtures.Samverkan()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := charged(t, folder, allocation.Period{Year: 2017, Month: 2})
			require.NotNil(t, m)
			require.NotEmpty(t, m.lines)
			require.Empty(t, m.check(m.run.Result()))
			require.Empty(t, checker.Check(m.withoutRows()))
		})
	}
}

func TestNothingIsFoundInTheExamples(t *testing.T) {
	folders, err := filepath.Glob("../reference/testdata/examples/*")
	require.NoError(t, err)
	for _, folder := range folders {
		expected, err := filepath.Glob(filepath.Join(folder, "expected-*.json"))
		require.NoError(t, err)
		for _, file := range expected {
			name := filepath.Base(file)
			period, ok := allocation.ParsePeriod(name[len("expected-") : len(name)-len(".json")])
			require.True(t, ok)
			m := charged(t, os.DirFS(folder), period)
			require.NotNil(t, m)
			require.Empty(t, m.check(m.run.Result()), folder)
		}
	}
}

// mutations each change one thing of a right month. They report false where
// the month has nothing to change.
var mutations = map[string]func(*rapid.T, *month, *chargeback.Result, []chargeback.Line) ([]chargeback.Line, bool){
	"an öre moves between two lines": func(t *rapid.T, _ *month, _ *chargeback.Result, lines []chargeback.Line) ([]chargeback.Line, bool) {
		if len(lines) < 2 {
			return nil, false
		}
		a := rapid.IntRange(0, len(lines)-1).Draw(t, "from")
		b := rapid.IntRange(0, len(lines)-2).Draw(t, "to")
		if b >= a {
			b++
		}
		lines[a].Amount--
		lines[b].Amount++
		return lines, lines[a].Amount != 0 && lines[b].Amount != 0
	},
	"a quantity is another": func(t *rapid.T, _ *month, _ *chargeback.Result, lines []chargeback.Line) ([]chargeback.Line, bool) {
		if len(lines) == 0 {
			return nil, false
		}
		lines[rapid.IntRange(0, len(lines)-1).Draw(t, "line")].QuantityMicro++
		return lines, true
	},
	"a line is missing": func(t *rapid.T, _ *month, _ *chargeback.Result, lines []chargeback.Line) ([]chargeback.Line, bool) {
		if len(lines) == 0 {
			return nil, false
		}
		at := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
		return slices.Delete(lines, at, at+1), true
	},
	"a line stands twice": func(t *rapid.T, _ *month, _ *chargeback.Result, lines []chargeback.Line) ([]chargeback.Line, bool) {
		if len(lines) == 0 {
			return nil, false
		}
		at := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
		return slices.Insert(lines, at, lines[at]), true
	},
	"two cost centres pay for each other": func(t *rapid.T, _ *month, _ *chargeback.Result, lines []chargeback.Line) ([]chargeback.Line, bool) {
		for i := range lines {
			for j := range lines[:i] {
				if lines[i].Amount != lines[j].Amount {
					lines[i].Amount, lines[j].Amount = lines[j].Amount, lines[i].Amount
					return lines, true
				}
			}
		}
		return nil, false
	},
	"a line stands on another department": func(t *rapid.T, _ *month, _ *chargeback.Result, lines []chargeback.Line) ([]chargeback.Line, bool) {
		if len(lines) == 0 {
			return nil, false
		}
		lines[len(lines)-1].Department += "X"
		return lines, true
	},
	"central is an öre more": func(t *rapid.T, _ *month, r *chargeback.Result, lines []chargeback.Line) ([]chargeback.Line, bool) {
		if len(r.Central) == 0 {
			return nil, false
		}
		r.Central[0].Amount++
		r.Totals.Central++
		return lines, true
	},
	"unallocated is given to nobody else": func(t *rapid.T, _ *month, r *chargeback.Result, lines []chargeback.Line) ([]chargeback.Line, bool) {
		if len(r.Unallocated) == 0 {
			return nil, false
		}
		r.Totals.Unallocated -= r.Unallocated[0].Amount
		r.Unallocated = r.Unallocated[1:]
		return lines, true
	},
	"variance is an öre less": func(t *rapid.T, _ *month, r *chargeback.Result, lines []chargeback.Line) ([]chargeback.Line, bool) {
		if len(r.Variance) == 0 {
			return nil, false
		}
		r.Variance[0].Amount--
		r.Totals.Variance--
		return lines, true
	},
	"self paid is an öre more": func(t *rapid.T, _ *month, r *chargeback.Result, lines []chargeback.Line) ([]chargeback.Line, bool) {
		r.Totals.SelfPaid++
		return lines, true
	},
	"a cost is an öre more": func(t *rapid.T, m *month, r *chargeback.Result, lines []chargeback.Line) ([]chargeback.Line, bool) {
		const date, amount, from = 1, 3, 12
		for i, row := range m.records["costs"] {
			if row.Cells[from] == "" && len(row.Cells[date]) > 7 && row.Cells[date][:7] == r.Period.String() {
				cells := slices.Clone(row.Cells)
				cells[amount] = chargeback.PlainAmount(chargeback.OreOf(cells[amount]) + 1)
				m.records["costs"][i].Cells = cells
				return lines, true
			}
		}
		return nil, false
	},
}

// TestEveryChangeIsFound: whatever one thing is changed in a right month, the
// checker says so.
func TestEveryChangeIsFound(t *testing.T) {
	for name, mutate := range mutations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tried := 0
			rapid.Check(t, func(t *rapid.T) {
				set := reference.RandomSet(t)
				period, _ := allocation.ParsePeriod(set.Month)
				m := charged(t, set.FS(), period)
				if m == nil {
					return
				}
				result := m.result(nil)
				lines, changed := mutate(t, m, result, slices.Clone(m.lines))
				if !changed {
					return
				}
				tried++
				result.Lines, result.LineCount = slices.Values(lines), len(lines)
				require.NotEmpty(t, m.check(result))
			})
			if !testing.Short() { // a fifth of the checks may find none
				require.Positive(t, tried, "no random month had this to change")
			}
		})
	}
}
