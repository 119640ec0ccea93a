package billing_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// foldRows writes the cells of rows that are no numbers small.
func foldRows(t *chargeback.Table, rows []chargeback.Record) []string {
	folded := make([]string, len(rows))
	for i, r := range rows {
		for at, c := range t.Columns {
			if c.Kind.Decimals() < 0 {
				folded[i] += "\n" + strings.ToLower(r.Cells[at])
			}
		}
	}
	return folded
}

// plainRows is what a question should give, by looking at every row.
func plainRows(t *chargeback.Table, rows []chargeback.Record, folded []string, q *billing.RegisterQuery) []chargeback.Record {
	var kept []chargeback.Record
	for at, r := range rows {
		keep := strings.Contains(folded[at], strings.ToLower(q.Search))
		for name, cell := range q.Equal {
			keep = keep && r.Cells[t.Column(name)] == cell
		}
		if keep && (q.On == 0 || !t.Dated || t.Span(r).Contains(q.On)) {
			kept = append(kept, r)
		}
	}
	columns := slices.Clone(t.Key)
	if t.Dated {
		columns = append(columns, t.From())
	}
	if q.Sort != "" {
		columns = append([]int{t.Column(q.Sort)}, columns...)
	}
	slices.SortFunc(kept, func(a, b chargeback.Record) int {
		for _, i := range columns {
			order := strings.Compare(a.Cells[i], b.Cells[i])
			if kind := t.Columns[i].Kind; kind.Decimals() >= 0 {
				order = cmp.Compare(chargeback.Scaled(a.Cells[i], kind), chargeback.Scaled(b.Cells[i], kind))
			}
			if order != 0 {
				if q.Down {
					return -order
				}
				return order
			}
		}
		return 0
	})
	return kept
}

// registerOfMolndal asks five hundred random questions of all tables, and holds
// what comes to what looking at every row gives: the total, the rows of up to
// three pages and their order.
func registerOfMolndal(t *testing.T, w *world) {
	var records chargeback.Records
	require.NoError(t, w.DB.View(t.Context(), func(tx billing.Tx) (err error) {
		records, err = tx.ReadFacts(0)
		return err
	}))
	folded := map[string][]string{}
	for _, table := range chargeback.Tables {
		folded[table.Name] = foldRows(table, records[table.Name])
	}
	found, paged := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		for range 5 { // of a hundred checks on each database
			table := rapid.SampledFrom(chargeback.Tables).Draw(r, "table")
			rows := records[table.Name]
			q := billing.RegisterQuery{
				Table: table.Name, Limit: rapid.SampledFrom([]int{1, 2, 7, 100, 500}).Draw(r, "limit"),
				Down: rapid.Bool().Draw(r, "down"), Equal: map[string]string{},
			}
			if rapid.Bool().Draw(r, "sorted") {
				q.Sort = rapid.SampledFrom(table.Names()).Draw(r, "sort")
			}
			if rapid.IntRange(0, 2).Draw(r, "searched") == 0 {
				q.Search = rapid.SampledFrom([]string{"a", "Å", "ö", "SKOL", "vård", "2017-03", "pc-2", "%", "_", "'", "finns inte", "1", "É", " "}).Draw(r, "search")
			}
			if rapid.IntRange(0, 3).Draw(r, "dated") == 0 {
				q.On = must(t, rapid.SampledFrom([]string{"2016-06-01", "2017-01-01", "2017-06-30", "2017-07-01"}).Draw(r, "on"))
			}
			for range rapid.IntRange(0, 2).Draw(r, "filters") {
				if len(rows) == 0 {
					break
				}
				column := rapid.IntRange(0, len(table.Columns)-1).Draw(r, "column")
				q.Equal[table.Columns[column].Name] = rows[rapid.IntRange(0, len(rows)-1).Draw(r, "like")].Cells[column]
			}
			want := plainRows(table, rows, folded[table.Name], &q)
			read := 0
			for range 3 {
				page, err := w.RegisterRows(t.Context(), anna, q)
				require.NoError(t, err, "%+v", q)
				require.Equal(t, len(want), page.Total, "%+v", q)
				end := min(len(want), read+q.Limit)
				require.Len(t, page.Rows, end-read, "%+v", q)
				for i, row := range page.Rows {
					require.Equal(t, want[read+i].Row, row.Row, "%+v", q)
					require.Equal(t, want[read+i].Cells, row.Cells)
				}
				if read = end; read == len(want) {
					require.Empty(t, page.Next)
					break
				}
				require.NotEmpty(t, page.Next)
				q.Cursor = page.Next
				paged++
			}
			if len(want) > 0 {
				found++
			}
		}
	})
	enough := 250
	if testing.Short() { // a fifth of the checks
		enough = 50
	}
	require.Greater(t, found, enough)
	require.Greater(t, paged, enough)
}

// TestRegisterRefuses what it does not have, and cursors of other questions.
func TestRegisterRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		ask := func(q billing.RegisterQuery) (*billing.RegisterPage, error) {
			return w.RegisterRows(t.Context(), anna, q)
		}
		f := func(code chargeback.Code, q billing.RegisterQuery) {
			t.Helper()
			_, err := ask(q)
			refuses(t, code, err)
		}
		f(chargeback.UnknownTable, billing.RegisterQuery{Table: "persons", Limit: 1})
		f(chargeback.UnknownTable, billing.RegisterQuery{Table: `devices" --`, Limit: 1})
		f(chargeback.UnknownColumn, billing.RegisterQuery{Table: "devices", Limit: 1, Sort: "added"})
		f(chargeback.UnknownColumn, billing.RegisterQuery{Table: "devices", Limit: 1, Equal: map[string]string{"ended": "1"}})
		f(chargeback.NotNumber, billing.RegisterQuery{Table: "costs", Limit: 1, Equal: map[string]string{"amount": "mycket"}})
		f(chargeback.BadLimit, billing.RegisterQuery{Table: "costs", Limit: 501})
		f(chargeback.BadLimit, billing.RegisterQuery{Table: "costs"})
		f(chargeback.LongQuery, billing.RegisterQuery{Table: "costs", Limit: 1, Search: strings.Repeat("å", 201)})
		f(chargeback.BadCursor, billing.RegisterQuery{Table: "costs", Limit: 1, Cursor: "AAAA"})

		first, err := ask(billing.RegisterQuery{Table: "costs", Limit: 2, Equal: map[string]string{"amount": "100"}})
		require.NoError(t, err, "a person writes 100, the register 100.00")
		require.Equal(t, 3, first.Total)
		f(chargeback.BadCursor, billing.RegisterQuery{Table: "costs", Limit: 2, Cursor: first.Next})
		odd, err := ask(billing.RegisterQuery{Table: "costs", Limit: 2, Search: "\x00\xff"})
		require.NoError(t, err)
		require.Zero(t, odd.Total)

		// What is added after the first page is on no page of it.
		w.mustTake(map[string]string{"costs": "id,date,category,amount\nk2b,2017-04-01,PC,100.00\nk9,2017-04-01,PC,100.00\n"})
		second, err := ask(billing.RegisterQuery{Table: "costs", Limit: 2, Equal: map[string]string{"amount": "100"}, Cursor: first.Next})
		require.NoError(t, err)
		require.Equal(t, 3, second.Total)
		require.Len(t, second.Rows, 1)
		require.Equal(t, "k5", second.Rows[0].Cells[0])

		w.administered()
		_, err = w.RegisterRows(t.Context(), billing.Actor{Name: "Lena"}, billing.RegisterQuery{Table: "costs", Limit: 2})
		refuses(t, chargeback.NotAllowed, err)
		_, err = w.RegisterHistory(t.Context(), billing.Actor{Name: "Lena"}, "devices", []string{"d1"})
		refuses(t, chargeback.NotAllowed, err)
	})
}

// TestHistoryOfAKey tells who changed what, and when.
func TestHistoryOfAKey(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.mustTake(map[string]string{"devices": "id,class,cost_center,from\nd1,staff,200,2017-03-16\n"})
		list, err := w.RegisterHistory(t.Context(), anna, "devices", []string{"d1"})
		require.NoError(t, err)
		var told [][4]string
		for _, h := range list {
			require.Equal(t, "Anna", h.Added.Person)
			require.Equal(t, string(billing.ActImport), h.Added.Action)
			require.Equal(t, 2018, h.Added.At.Year())
			line := [4]string{h.Cells[2], h.Cells[3], h.Cells[4], "known"}
			if h.Ended != nil {
				require.Equal(t, int64(2), h.Ended.Number)
				line[3] = "ended"
			}
			told = append(told, line)
		}
		require.Equal(t, [][4]string{
			{"100", "", "", "ended"}, {"100", "", "2017-03-15", "known"}, {"200", "2017-03-16", "", "known"},
		}, told)
		require.Equal(t, []int64{1, 2, 2}, []int64{list[0].Added.Number, list[1].Added.Number, list[2].Added.Number})

		rules, err := w.RegisterHistory(t.Context(), anna, "rules", []string{"PC", "device", ""})
		require.NoError(t, err)
		require.Len(t, rules, 1)
		require.Equal(t, "1", rules[0].Cells[2])
		none, err := w.RegisterHistory(t.Context(), anna, "devices", []string{"dX"})
		require.NoError(t, err)
		require.Empty(t, none)
		_, err = w.RegisterHistory(t.Context(), anna, "rules", []string{"PC"})
		refuses(t, chargeback.UnknownTable, err)
	})
}
