package billing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

var (
	december = allocation.Period{Year: 2017, Month: 12}
	everyone = chargeback.Scope{All: true}
)

// savingsOfMolndal holds what is told of every department in December to what
// the rows of the fixture say when they are looked through one by one.
func savingsOfMolndal(t *testing.T, w *world) {
	var records chargeback.Records
	require.NoError(t, w.DB.View(t.Context(), func(tx billing.Tx) (err error) {
		records, err = tx.ReadFacts(0, "devices", "users", "licences")
		return err
	}))
	devices, licences := chargeback.TableNamed("devices"), chargeback.TableNamed("licences")
	since, _ := allocation.ParseDate("2017-10-02")
	account := map[string][]chargeback.Record{}
	for _, r := range records["users"] {
		account[r.Cells[0]] = append(account[r.Cells[0]], r)
	}
	f := func(code string) int {
		got, err := w.Savings(t.Context(), everyone, december, code, "")
		require.NoError(t, err)
		require.Equal(t, since, got.Since)
		bill, err := w.Bill(t.Context(), everyone, december, code, "")
		require.NoError(t, err)
		var units int
		var sum allocation.Ore
		for i, saving := range got.List {
			sum += saving.Amount
			units += len(saving.Units)
			require.True(t, i == 0 || saving.Amount <= got.List[i-1].Amount)
			byCenter := map[string]int64{}
			for _, u := range saving.Units {
				require.Equal(t, code, bill.Names.DepartmentOf(u.CostCenter))
				require.Less(t, u.Last, since)
				byCenter[u.CostCenter] += u.Days
			}
			var amount allocation.Ore
			for center, idle := range byCenter {
				var all int64
				if saving.Model == allocation.Device {
					for _, r := range records["devices"] {
						if r.Cells[1] == saving.Object && r.Cells[2] == center {
							all += max(0, devices.Span(r).Intersect(december.Span()).Days())
						}
					}
				} else {
					for _, r := range records["licences"] {
						for _, a := range account[r.Cells[0]] {
							if r.Cells[1] == saving.Object && a.Cells[1] == center {
								both := licences.Span(r).Intersect(chargeback.TableNamed("users").Span(a))
								all += max(0, both.Intersect(december.Span()).Days())
							}
						}
					}
				}
				var billed allocation.Ore
				for _, l := range bill.Statement.Lines {
					if l.Model == saving.Model && l.Object == saving.Object && l.CostCenter == center {
						billed += l.Amount
					}
				}
				amount += allocation.Ore(rounded(int64(billed)*idle, all))
			}
			require.Equal(t, amount, saving.Amount, "%s %s", code, saving.Object)
		}
		require.Equal(t, sum, got.Amount)
		return units
	}
	var units int
	bills, err := w.Statements(t.Context(), anna, december)
	require.NoError(t, err)
	for _, st := range bills.List {
		units += f(st.Department)
	}
	// All that has been there since, was used last before, is there at the end, and
	// is on a bill.
	billed := map[[2]string]bool{}
	for _, st := range bills.List {
		for _, l := range st.Lines {
			billed[[2]string{l.CostCenter, l.Object}] = true
		}
	}
	var want int
	end := december.Last()
	old := func(table *chargeback.Table, r chargeback.Record, column int) bool {
		last, ok := allocation.ParseDate(r.Cells[column])
		return ok && last < since && table.Span(r).Contains(since) && table.Span(r).Contains(end)
	}
	for _, r := range records["devices"] {
		if old(devices, r, 6) && billed[[2]string{r.Cells[2], r.Cells[1]}] {
			want++
		}
	}
	require.Positive(t, want)
	computers := want
	for _, r := range records["licences"] {
		if old(licences, r, 4) {
			for _, a := range account[r.Cells[0]] {
				if chargeback.TableNamed("users").Span(a).Contains(end) && billed[[2]string{a.Cells[1], r.Cells[1]}] {
					want++
				}
			}
		}
	}
	require.Greater(t, want, computers)
	require.Equal(t, want, units)

	_, err = w.Savings(t.Context(), chargeback.Scope{Departments: []string{"VARD"}}, december, bills.List[0].Department, "")
	refuses(t, chargeback.NoSuchDepartment, err)
}

// rowsOfMolndal: the rows that a bill counts are as many as it says, for
// licences too.
func rowsOfMolndal(t *testing.T, w *world) {
	bills, err := w.Statements(t.Context(), anna, december)
	require.NoError(t, err)
	counted := map[string]int{}
	for _, st := range bills.List {
		for _, s := range st.Services() {
			view, err := w.Explain(t.Context(), everyone, december, st.Department, "", s.Model, s.Object)
			require.NoError(t, err)
			if view.Rows == nil {
				continue
			}
			days := map[string]int64{}
			for _, r := range view.Rows {
				days[r.CostCenter] += r.Days
				require.True(t, r.Valid.From >= december.First() && r.Valid.To <= december.Last())
				counted[r.Table]++
			}
			for _, l := range s.Lines {
				if s.Model == allocation.System {
					require.Equal(t, view.Names.LicenceDays(s.Object, l.CostCenter), days[l.CostCenter])
				} else {
					require.Equal(t, rounded(days[l.CostCenter]*1_000_000, 31), l.QuantityMicro, "%s %s", l.CostCenter, l.Object)
				}
			}
		}
	}
	for _, table := range []string{"devices", "users", "licences", "ports"} {
		require.Positive(t, counted[table], table)
	}
}

// TestSavingsOfAFewUnits is worked out by hand.
func TestSavingsOfAFewUnits(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.mustTake(map[string]string{
			"devices": "id,class,cost_center,from,to,last_seen\n" +
				"d1,staff,100,,,2017-02-28\n" + // 90 days before the last of May is 2 March
				"d2,staff,100,,,2017-03-02\n" + // not older than 90 days
				"d3,staff,200,,,2016-12-01\n" +
				"d4,staff,100,2017-03-03,,2017-01-01\n" + // has not been there for 90 days
				"d5,staff,100,,2017-05-30,2017-01-01\n" + // is gone
				"d6,staff,100,,,\n", // nobody knows
			"applications": "code,name\nPDF,PDF-program\nCAD,Ritprogram\nFRI,Gratis\n",
			"users":        "id,cost_center,from,to\nu1,100,,\nu2,100,,\nu3,200,,2017-05-10\nu4,100,,\n",
			"licences": "user,application,last_used\nu1,PDF,\nu2,PDF,2017-05-30\nu3,PDF,2017-01-01\nu4,PDF,2017-03-01\n" +
				"u1,CAD,\nu2,CAD,\nu1,FRI,2016-01-01\n", // no licence of CAD says when; FRI costs nothing
			"categories": "code,cost_type,name\nLIC,Inköp,Licenser\n",
			"rules":      "category,model,share\nLIC,user,1\n",
			"costs":      "id,date,category,amount,application\nl1,2017-05-01,LIC,93.00,PDF\nl2,2017-05-01,LIC,10.00,CAD\n",
		})
		_, err := w.Calculate(t.Context(), anna, may)
		require.NoError(t, err)
		got, err := w.Savings(t.Context(), chargeback.Scope{Departments: []string{"SKOL"}}, may, "SKOL", "")
		require.NoError(t, err)
		require.Equal(t, "2017-03-02", got.Since.String())
		require.Len(t, got.List, 2)
		bill, err := w.Bill(t.Context(), everyone, may, "SKOL", "")
		require.NoError(t, err)
		billed := map[string]allocation.Ore{}
		for _, l := range bill.Statement.Lines {
			billed[l.Object] += l.Amount
		}
		// Licence-days of PDF: 31 each, two of three idle; computers: d1 of d1, d2,
		// d4, d5 (30 days) and d6.
		require.Equal(t, "PDF", got.List[0].Object)
		require.Equal(t, rounded(int64(billed["PDF"])*62, 93), int64(got.List[0].Amount))
		require.Equal(t, []billing.IdleUnit{
			{ID: "u1", CostCenter: "100", Days: 31}, {ID: "u4", CostCenter: "100", Last: must(t, "2017-03-01"), Days: 31},
		}, got.List[0].Units)
		require.Equal(t, "staff", got.List[1].Object)
		require.Equal(t, rounded(int64(billed["staff"])*31, 31*4+30), int64(got.List[1].Amount))
		require.Equal(t, []billing.IdleUnit{{ID: "d1", CostCenter: "100", Last: must(t, "2017-02-28"), Days: 31}}, got.List[1].Units)
		require.Equal(t, got.List[0].Amount+got.List[1].Amount, got.Amount)

		one, err := w.Savings(t.Context(), everyone, may, "VARD", "200")
		require.NoError(t, err)
		require.Len(t, one.List, 1, "u3 is gone, its licence too")
		require.Equal(t, "d3", one.List[0].Units[0].ID)
	})
}

// must reads a date.
func must(t *testing.T, text string) allocation.Date {
	t.Helper()
	day, ok := allocation.ParseDate(text)
	require.True(t, ok)
	return day
}
