package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
)

// TestListsAreWhatALookAtEveryItemGives (TRUST C1.8): pages of a list, by any
// filter, order and limit, put together are what filtering and sorting the whole
// gives.
func TestListsAreWhatALookAtEveryItemGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := make([]billItem, rapid.IntRange(0, 40).Draw(t, "items"))
		for i := range items {
			amount := allocation.Ore(rapid.SampledFrom([]int64{-1 << 62, -100, -1, 0, 1, 99, 100, 1 << 62}).Draw(t, "amount"))
			items[i] = billItem{
				Department: fmt.Sprintf("D%02d", i*7%41), Name: rapid.SampledFrom([]string{"", "Å", "a", "A", "z"}).Draw(t, "name"),
				Kind: rapid.SampledFrom([]string{"it", "company"}).Draw(t, "kind"), Total: kronor(amount), total: amount,
			}
		}
		v := view{sort: rapid.SampledFrom([]string{"department", "-department", "name", "-name", "kind", "total", "-total"}).Draw(t, "sort"), filters: map[string]string{
			"kind": rapid.SampledFrom([]string{"", "it", "company"}).Draw(t, "kind filter"), "name": rapid.SampledFrom([]string{"", "A", "x"}).Draw(t, "name filter"),
		}}
		v.Limit = rapid.IntRange(1, 12).Draw(t, "limit")

		var want []billItem
		for _, item := range items {
			if (v.filters["kind"] == "" || v.filters["kind"] == item.Kind) && (v.filters["name"] == "" || v.filters["name"] == item.Name) {
				want = append(want, item)
			}
		}
		slices.SortFunc(want, func(a, b billItem) int {
			order := 0
			switch strings.TrimPrefix(v.sort, "-") {
			case "name":
				order = strings.Compare(a.Name, b.Name)
			case "kind":
				order = strings.Compare(a.Kind, b.Kind)
			case "total":
				order = int(min(1, max(-1, a.total/2-b.total/2)))
				if a.total/2 == b.total/2 {
					order = int(a.total - b.total)
				}
			}
			if order == 0 {
				order = strings.Compare(a.Department, b.Department)
			}
			if v.sort[0] == '-' {
				return -order
			}
			return order
		})
		var got []billItem
		for pages := 0; ; pages++ {
			require.LessOrEqual(t, pages, len(want))
			l, err := page(items, billColumns, v)
			require.NoError(t, err)
			require.Equal(t, len(want), l.Total)
			require.LessOrEqual(t, len(l.Items), v.Limit)
			got = append(got, l.Items...)
			if l.Next == "" {
				break
			}
			require.Len(t, l.Items, v.Limit)
			v.Cursor = l.Next
		}
		require.Equal(t, want, got)
	})
}

func TestPreferred(t *testing.T) {
	f := func(header string, want ...string) {
		t.Helper()
		require.Equal(t, strings.Join(want, " "), strings.Join(preferred(header), " "))
	}
	f("")
	f("text/csv", "text/csv")
	f("text/html, application/pdf;q=0.5, text/csv;q=0.9", "text/html", "text/csv", "application/pdf")
	f("application/pdf;q=0, text/csv;q=0.001, x;q=2, y;q=-1, z;q=1.000", "z", "text/csv")
	f(",;,;q=1, a ; q=0.3", "a")
}

// TestWishes (DECISIONS): what Accept names counts before an ending, and a code
// may end like a file.
func TestWishes(t *testing.T) {
	f := func(department, accept string, want ...wish) {
		t.Helper()
		require.Equal(t, want, wishes(department, accept))
	}
	f("SKOL", "", wish{"SKOL", ""})
	f("SKOL", "*/*", wish{"SKOL", ""})
	f("SKOL", "application/pdf", wish{"SKOL", ".pdf"})
	f("SKOL.csv", "", wish{"SKOL", ".csv"}, wish{"SKOL.csv", ""})
	f("SKOL.csv", "text/html,*/*;q=0.8", wish{"SKOL", ".csv"}, wish{"SKOL.csv", ""})
	f("SKOL.csv", "application/json", wish{"SKOL.csv", ""}, wish{"SKOL", ""})
	f("SKOL.csv", "application/pdf", wish{"SKOL.csv", ".pdf"}, wish{"SKOL", ".pdf"})
	f(".csv", "", wish{".csv", ""})
}
