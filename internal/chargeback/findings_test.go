package chargeback_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// examine makes all months of a set ready and tells its findings in short.
func examine(t *testing.T, set *tables.Set) []string {
	t.Helper()
	var months []*chargeback.Month
	for _, p := range set.Facts.Months() {
		m, err := set.Month(p)
		require.NoError(t, err)
		months = append(months, m)
	}
	var told []string
	for _, f := range chargeback.Examine(months) {
		told = append(told, strings.TrimSpace(fmt.Sprintln(f.Code, f.Object, f.Name, f.Months, int64(f.Amount))))
	}
	return told
}

func TestExamine(t *testing.T) {
	// February and April have costs, March has none.
	set := small(t, map[string]string{
		"costs": "id,date,category,amount\n1,2023-02-03,K1,100\n2,2023-04-03,K1,100\n",
		"systems": "code,name,tier,owner,sharing,from,to\nS,Delat,gold,20,fixed,,2023-03-01\n" +
			"T,Träd,bronze,90,owner,2023-04-01,\n",
		"devices": "id,class,cost_center,to\nd,staff,10,\ne,staff,90,\n",
	})
	require.Equal(t, []string{
		"found_unpaid_system S Delat [2023-02 2023-03] 0",
		"found_unordered Q Utan [2023-02] 0",
		"found_empty_month   [2023-03] 0",
		"found_unpaid_system T Träd [2023-04] 0",
		"found_unused_center 20 Södra [] 0",
		"found_none_to_charge XX Ingen [] 0",
		"found_unused_rule K2 Två [] 0",
	}, examine(t, set))
	require.Nil(t, chargeback.Examine(nil))
}

// TestCostJumps has the months of a category: a jump is three times the median
// or more, if it is 10,000 kronor or more and there are four months.
func TestCostJumps(t *testing.T) {
	f := func(want string, amounts ...string) {
		t.Helper()
		costs := "id,date,category,amount\n"
		for i, amount := range amounts {
			costs += fmt.Sprintf("%d,2023-%02d-01,K1,%s\n", i, i+2, amount)
		}
		var jumps []string
		for _, found := range examine(t, small(t, map[string]string{"costs": costs})) {
			if rest, ok := strings.CutPrefix(found, "found_cost_jump K1 Ett "); ok {
				jumps = append(jumps, rest)
			}
		}
		require.Equal(t, want, strings.Join(jumps, " "))
	}
	f("[2023-05] 3000000", "10000", "10000", "10000", "30000")
	f("", "10000", "10000", "10000", "29999.99")
	f("", "10000", "10000", "30000")
	f("", "3000", "3000", "3000", "9999")
	f("[2023-02] 9000000 [2023-06] 9000000", "90000", "1", "2", "2", "90000", "2")
	f("[2023-06] 3000000", "-90000", "10000", "10000", "10000", "30000")
}

func TestMonths(t *testing.T) {
	f := func(want, costs string) {
		t.Helper()
		set := small(t, map[string]string{"costs": "id,date,category,amount,from,to\n" + costs})
		months := set.Facts.Months()
		if want == "" {
			require.Empty(t, months)
			return
		}
		require.Equal(t, want, fmt.Sprint(months[0], len(months), months[len(months)-1]))
	}
	f("", "")
	f("2023-02 1 2023-02", "1,2023-02-03,K1,1,,\n")
	f("2022-12 3 2023-02", "1,2023-02-28,K1,1,,\n2,2022-12-01,K1,1,,\n")
	f("2022-12 1 2022-12", "1,2022-12-28,K1,1,,\n2,2022-12-01,K1,1,2021-01-01,2029-12-31\n")
	// Accrued costs decide only where there are no others, and by their date: a
	// mistyped year must not become thousands of months.
	f("2022-12 1 2022-12", "1,2022-12-28,K1,1,0001-01-31,9999-12-01\n")
	f("2022-12 2 9999-01", "1,2022-12-28,K1,1,,\n2,9999-01-01,K1,1,,\n")
}

// TestLostLicences counts licences with a day in the months without an account.
func TestLostLicences(t *testing.T) {
	f := func(want int, licence string, months ...allocation.Period) {
		t.Helper()
		set := small(t, map[string]string{
			"users":    "id,cost_center,from,to\nu,10,,2023-02-14\nu,20,2023-02-15,2023-03-10\n",
			"licences": "user,application,from,to\nu,A," + licence + "\n",
		})
		found := chargeback.LostLicences(&set.Large, months)
		require.Equal(t, chargeback.FoundLostLicences, found.Code)
		require.Equal(t, want, found.Count)
	}
	march := february.Next()
	f(0, ",", february)
	f(1, ",", february, march)
	f(0, ",2023-03-10", february, march)
	f(1, ",2023-03-11", february, march)
	f(0, "2023-04-01,", february, march)
	f(0, ",")
}
