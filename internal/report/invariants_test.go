package report

import (
	"bytes"
	"io/fs"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/reference"
	"chargeback/internal/tables"
	"chargeback/internal/words"
)

// The laws of a data set, from its files to the object of SPEC §8. Those of a
// split, a month and an accrued cost are in package allocation.
//
//	D1  The order of rows, in any table, changes nothing.
//	D2  The same files give the same bytes, on one core and on many.
//	D3  A month does not depend on other months: neither on their costs and
//	    hours, nor on having been charged before or after them.
//	D4  A row whose validity is parted in two changes nothing, in any table.
//	D5  No cost centre of a department that is not charged ever pays.
//	D6  Bills by department are a partition: together they are all lines.
//	D7  What an accrued cost comes to in all months is the cost.
//	D8  Costs that a department paid itself change no bill.
//	D9  Only sums count: a cost row parted in two changes nothing.
//	D10 A month that cannot be charged leaves no trace.
//	D11 Every line is found by its codes and explained to the öre, down to the
//	    cost rows.
//	D12 Month after month can be charged, each exactly once.

func TestD1OrderOfRows(t *testing.T) {
	eachFiles(t, func(t *rapid.T, files tableRows, month, want string) {
		for name, rows := range files {
			if len(rows) > 0 {
				files[name] = rapid.Permutation(rows).Draw(t, "rows of "+name)
			}
		}
		require.Equal(t, want, monthJSON(t, files.folder(), month))
	})
}

func TestD2SameBytes(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	rapid.Check(t, func(t *rapid.T) {
		set := reference.RandomSet(t)
		runtime.GOMAXPROCS(1)
		want := monthJSON(t, set.FS(), set.Month)
		runtime.GOMAXPROCS(4)
		require.Equal(t, want, monthJSON(t, set.FS(), set.Month))
	})
}

func TestD3OtherMonthsCosts(t *testing.T) {
	eachRead(t, func(t *rapid.T, set *tables.Set, month, want string) {
		p := monthOf(t, month)
		changed := withRows(set, func(rows *chargeback.Rows) {
			var costs []chargeback.Cost
			for _, c := range rows.Costs {
				if c.Days().Overlaps(p.Span()) {
					costs = append(costs, c)
				}
				for _, day := range []allocation.Date{p.First() - 1, p.Last() + 1, 1, p.Last() + 30_000} {
					other := c
					other.Date, other.Span = day, chargeback.NotAccrued
					costs = append(costs, other)
				}
			}
			rows.Costs = costs
			for _, h := range rows.ProjectHours {
				if h.Period == p {
					for _, other := range []allocation.Period{p.Next(), {Year: p.Year + 1, Month: p.Month}, {Year: 1, Month: p.Month}} {
						h.Period = other
						h.Centi++
						rows.ProjectHours = append(rows.ProjectHours, h)
					}
				}
			}
		})
		require.Equal(t, want, jsonOf(t, chargeMonth(t, changed, month, nil)))
	})
}

// TestD3TwoEqualMonths has three months, of which two are the same but for
// their dates: so are their bills, whatever is charged before and whatever
// memory is reused; and each is what it is in a data set of its own.
func TestD3TwoEqualMonths(t *testing.T) {
	files := threeMonths()
	alone := map[string]string{}
	for _, month := range []string{"2023-01", "2023-02", "2023-03"} {
		only := tableRows{}
		for name, rows := range files {
			only[name] = rows
		}
		only["costs"] = slices.DeleteFunc(slices.Clone(files["costs"]), func(r tableRow) bool { return r["date"][:7] != month })
		alone[month] = monthJSON(t, only.folder(), month)
	}
	require.Equal(t, alone["2023-01"], string(bytes.ReplaceAll([]byte(alone["2023-03"]), []byte("2023-03"), []byte("2023-01"))))
	require.NotEqual(t, alone["2023-01"], string(bytes.ReplaceAll([]byte(alone["2023-02"]), []byte("2023-02"), []byte("2023-01"))))

	set := readSet(t, files.folder())
	var reuse *chargeback.Run
	for _, month := range []string{"2023-03", "2023-02", "2023-01", "2023-02", "2023-03"} {
		run := chargeMonth(t, set, month, reuse)
		require.Equal(t, alone[month], jsonOf(t, run))
		reuse = run
	}
}

func TestD4PartedValidity(t *testing.T) {
	eachFiles(t, func(t *rapid.T, files tableRows, month, want string) {
		for name, rows := range files {
			if name == "costs" {
				continue // its dates are no validity
			}
			cut := dayOf(month, rapid.IntRange(-3, 33).Draw(t, "cut of "+name))
			var parted []tableRow
			for _, r := range rows {
				from, dated := r["from"]
				if !dated || from >= cut.String() || r["to"] != "" && r["to"] < cut.String() {
					parted = append(parted, r)
					continue
				}
				parted = append(parted, r.with("to", (cut-1).String()), r.with("from", cut.String()))
			}
			files[name] = parted
		}
		require.Equal(t, want, monthJSON(t, files.folder(), month))
	})
}

func TestD5UnchargedNeverPay(t *testing.T) {
	eachRead(t, func(t *rapid.T, set *tables.Set, month, _ string) {
		last, f := monthOf(t, month).Last(), set.Facts
		for line := range chargeMonth(t, set, month, nil).Lines() {
			center := atEnd(f.Rows.CostCenters, last, func(r chargeback.CostCenter) (bool, allocation.Span) {
				return f.CostCenters.At(r.Code) == line.CostCenter, r.Valid
			})
			department := atEnd(f.Rows.Departments, last, func(r chargeback.Department) (bool, allocation.Span) {
				return r.Code == center.Department, r.Valid
			})
			require.Equal(t, f.Departments.At(department.Code), line.Department)
			require.True(t, department.Charged, "%+v", line)
		}
	})
}

// atEnd is, of the rows that are looked for, the one valid on a month's last
// day, else the one with the latest from (SPEC §2).
func atEnd[R any](rows []R, last allocation.Date, find func(R) (bool, allocation.Span)) R {
	var found R
	latest := allocation.OpenFrom
	for _, r := range rows {
		is, valid := find(r)
		switch {
		case is && valid.Contains(last):
			return r
		case is && valid.From >= latest:
			found, latest = r, valid.From
		}
	}
	return found
}

func TestD6BillsAreAPartition(t *testing.T) {
	eachRead(t, func(t *rapid.T, set *tables.Set, month, _ string) {
		run := chargeMonth(t, set, month, nil)
		var lines []chargeback.BillLine
		var billed, self allocation.Ore
		for _, bill := range run.Bills() {
			var amount allocation.Ore
			var byModel [allocation.Project + 1]allocation.Ore
			for line := range run.LinesOf(bill.Code, "") {
				require.Equal(t, bill.Code, line.Department)
				lines = append(lines, line)
				amount += line.Amount
				byModel[line.Model] += line.Amount
			}
			require.Equal(t, amount, bill.Amount)
			require.Equal(t, byModel, bill.ByModel)
			billed += bill.Amount
			self += bill.SelfPaid
		}
		all := slices.Collect(run.Lines())
		require.Equal(t, all, lines)
		require.Equal(t, all, slices.Collect(run.LinesOf("", "")))
		require.Equal(t, run.Totals().Billed, billed)
		require.Equal(t, run.Totals().SelfPaid, self)
		lines = nil
		for _, bill := range run.Bills() {
			for _, center := range run.Month.CostCentersOf(bill.Code) {
				own := slices.Collect(run.LinesOf(bill.Code, center))
				require.Equal(t, own, slices.Collect(run.LinesOf("", center)))
				lines = append(lines, own...)
			}
		}
		require.Equal(t, all, lines)
	})
}

// TestD7AccruedOverAllMonths charges every month that a few accrued costs
// touch: a year, a credit, the turn of a year, and one that a department paid.
func TestD7AccruedOverAllMonths(t *testing.T) {
	files := threeMonths()
	files["costs"] = []tableRow{
		{"id": "1", "date": "2023-01-01", "category": "K1", "amount": "1000.01", "from": "2023-01-15", "to": "2024-01-14"},
		{"id": "2", "date": "2022-05-05", "category": "K2", "amount": "-77.77", "from": "2023-02-28", "to": "2024-02-29"},
		{"id": "3", "date": "2023-06-01", "category": "K1", "amount": "0.03", "from": "2023-12-31", "to": "2024-01-01"},
		{"id": "4", "date": "2023-06-01", "category": "K1", "amount": "500.05", "from": "2022-11-30", "to": "2024-03-01", "paid_by": "KU"},
	}
	set := readSet(t, files.folder())
	var cost, self allocation.Ore
	for p := monthOf(t, "2022-11"); p.Before(monthOf(t, "2024-04")); p = p.Next() {
		totals := chargeMonth(t, set, p.String(), nil).Totals()
		cost, self = cost+totals.Cost, self+totals.SelfPaid
	}
	require.EqualValues(t, 1000_01-77_77+3, cost)
	require.EqualValues(t, 500_05, self)
}

func TestD8SelfPaidCostsChangeNoBill(t *testing.T) {
	eachRead(t, func(t *rapid.T, set *tables.Set, month, _ string) {
		want := chargeMonth(t, set, month, nil)
		changed := withRows(set, func(rows *chargeback.Rows) {
			rows.Costs = slices.DeleteFunc(rows.Costs, func(c chargeback.Cost) bool { return c.PaidBy != chargeback.None })
		})
		got := chargeMonth(t, changed, month, nil)
		require.Zero(t, got.Totals().SelfPaid)
		require.Equal(t, want.Totals().Totals, got.Totals().Totals)
		require.Equal(t, slices.Collect(want.Lines()), slices.Collect(got.Lines()))
		require.Equal(t, want.Central(), got.Central())
		require.Equal(t, want.Unallocated(), got.Unallocated())
		require.Equal(t, want.Variance(), got.Variance())
	})
}

func TestD9OnlySumsCount(t *testing.T) {
	eachRead(t, func(t *rapid.T, set *tables.Set, month, want string) {
		changed := withRows(set, func(rows *chargeback.Rows) {
			for i := range rows.Costs {
				c := &rows.Costs[i]
				if c.Accrued() {
					continue // is rounded by itself
				}
				part := *c
				part.Amount = allocation.Ore(rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "part"))
				c.Amount -= part.Amount
				rows.Costs = append(rows.Costs, part)
			}
		})
		require.Equal(t, want, jsonOf(t, chargeMonth(t, changed, month, nil)))
	})
}

// TestD10FailedMonthLeavesNoTrace charges a month without a rule into the
// memory of a run, and then the run's own month again.
func TestD10FailedMonthLeavesNoTrace(t *testing.T) {
	files := threeMonths()
	files["costs"] = append(files["costs"], tableRow{"id": "x", "date": "2023-04-01", "category": "K3", "amount": "1"})
	set := readSet(t, files.folder())
	run := chargeMonth(t, set, "2023-01", nil)
	want := jsonOf(t, run)
	bad, err := set.Month(monthOf(t, "2023-04"))
	require.NoError(t, err)
	failed, err := bad.Charge(run)
	require.Nil(t, failed)
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.NoRule})
	require.Equal(t, want, jsonOf(t, chargeMonth(t, set, "2023-01", run)))
}

func TestD11LinesAreFoundAndExplained(t *testing.T) {
	eachRead(t, func(t *rapid.T, set *tables.Set, month, _ string) {
		run := chargeMonth(t, set, month, nil)
		for line := range run.Lines() {
			found, ok := run.Find(line.CostCenter, line.Category, line.Model, line.Object)
			require.True(t, ok, "%+v", line)
			require.Equal(t, line, found)
			var amount allocation.Ore
			for _, c := range run.Explain(&line).Contributions {
				amount += c.Part
				requireSources(t, run, c.Pool)
			}
			require.Equal(t, line.Amount, amount)
		}
	})
}

// requireSources adds up what a pool was made of, down to the cost rows.
func requireSources(t *rapid.T, run *chargeback.Run, pool *allocation.Pool) {
	if pool.Category == allocation.NoCategory {
		return
	}
	var parts allocation.Ore
	for source := range run.Sources(pool) {
		var costs allocation.Ore
		rows := 0
		for cost, amount := range source.Costs() {
			require.Equal(t, pool.Category, cost.Category)
			require.True(t, cost.Accrued() || cost.Amount == amount)
			costs += amount
			rows++
		}
		require.Equal(t, source.Len(), rows)
		require.Equal(t, source.Sum.Amount, costs)
		parts += source.Sum.Part
	}
	require.Equal(t, pool.Amount, parts)
}

// TestD12MonthAfterMonth charges ten years, with three leap days: each month
// has the same cost, and each is charged once (Kill Bill #127).
func TestD12MonthAfterMonth(t *testing.T) {
	files := threeMonths()
	files["costs"] = nil
	first := monthOf(t, "2023-01")
	for p := first; p.Year < 2033; p = p.Next() {
		files["costs"] = append(files["costs"], tableRow{"id": p.String(), "date": p.Last().String(), "category": "K1", "amount": "100"})
	}
	set := readSet(t, files.folder())
	months := set.Facts.Months()
	require.Len(t, months, 120)
	for i, p := range months {
		require.Equal(t, i, (p.Year-2023)*12+p.Month-1)
		require.EqualValues(t, 100_00, chargeMonth(t, set, p.String(), nil).Totals().Cost)
	}
}

// eachFiles draws data sets and checks a law on each: its tables as text, its
// month, and that month as JSON.
func eachFiles(t *testing.T, law func(t *rapid.T, files tableRows, month, want string)) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		set := reference.RandomSet(t)
		law(t, rowsOf(t, set.Files), set.Month, monthJSON(t, set.FS(), set.Month))
	})
}

// eachRead does the same for data sets that have been read.
func eachRead(t *testing.T, law func(t *rapid.T, set *tables.Set, month, want string)) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		drawn := reference.RandomSet(t)
		set := readSet(t, drawn.FS())
		law(t, set, drawn.Month, jsonOf(t, chargeMonth(t, set, drawn.Month, nil)))
	})
}

// withRows is a data set with other rows in its small tables.
func withRows(set *tables.Set, change func(rows *chargeback.Rows)) *tables.Set {
	rows := set.Facts.Rows
	rows.Costs, rows.ProjectHours = slices.Clone(rows.Costs), slices.Clone(rows.ProjectHours)
	change(&rows)
	return &tables.Set{Facts: chargeback.NewFacts(set.Facts.Index, rows), Large: set.Large}
}

// monthJSON is the month of a folder as JSON.
func monthJSON(t require.TestingT, folder fs.FS, month string) string {
	run, err := charge(folder, month)
	require.NoError(t, err)
	return jsonOf(t, run)
}

func jsonOf(t require.TestingT, run *chargeback.Run) string {
	var out bytes.Buffer
	require.NoError(t, JSON(&out, run.Result(), words.Swedish))
	return out.String()
}
