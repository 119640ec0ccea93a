package financing_test

import (
	"encoding/csv"
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

// TestKeyFiguresByHand: the school pays 100 kr a month for six computers.
func TestKeyFiguresByHand(t *testing.T) {
	base := school(t)
	held := financing.Held{Turnover: 60_000_00, Inhabitants: 7}
	f := financing.NewKeyFigures(base.Runs(), financing.Suppliers{Count: 3, Small: 2}, held)
	require.Equal(t, &financing.KeyFigures{First: month(2017, 1), Last: month(2017, 12), Cost: 1200_00, Rows: []financing.KeyFigure{
		{Kind: financing.ShareOfTurnover, Known: true, Permille: 20},
		{Kind: financing.PerInhabitant, Known: true, Amount: 171_43, Micro: 7_000_000},
		{Kind: financing.PerEmployee},
		{Kind: financing.PerWorkplace, Known: true, Amount: 200_00, Micro: 6_000_000},
		{Kind: financing.PerSystem},
		{Kind: financing.ShareSelfPaid, Known: true},
		{Kind: financing.SupplierCount, Known: true, Count: 3},
		{Kind: financing.ShareSmallSuppliers, Known: true, Count: 2, Permille: 667},
	}}, f)

	// A month is held against a twelfth of the turnover; without anything to hold
	// it against nothing is known, and nobody's share is not none.
	f = financing.NewKeyFigures(base.Runs()[1:2], financing.Suppliers{}, held)
	require.Equal(t, int64(20), f.Of(financing.ShareOfTurnover).Permille)
	require.Equal(t, allocation.Ore(16_67), f.Of(financing.PerWorkplace).Amount)
	require.Equal(t, financing.KeyFigure{Kind: financing.ShareSmallSuppliers}, f.Of(financing.ShareSmallSuppliers))
	require.Len(t, financing.KeyFigureKinds, len(f.Rows))
}

// TestKeyFiguresOfTheSource: the strategy tells 57 MSEK and 1,7 % of the turnover
// in 2010, 74 MSEK and 2,2 % in 2011; one turnover, that of about 3.36 billion,
// makes both. Departments pay half of it themselves.
func TestKeyFiguresOfTheSource(t *testing.T) {
	base := school(t)
	printed := regexp.MustCompile(`\((\S+)% of turnover\)`)
	held := financing.Held{Turnover: 3_360_000_000_00}
	file, err := os.Open("testdata/key_figures_source.csv")
	require.NoError(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll() // figure, value, unit, year, …
	require.NoError(t, err)
	require.Len(t, rows, 4)
	tenths := func(text string) int64 {
		number, err := strconv.ParseFloat(text, 64)
		require.NoError(t, err)
		return int64(math.Round(10 * number))
	}
	for _, row := range rows[1:3] {
		amount := allocation.Ore(tenths(row[1]) * 100_000_00)
		o, err := base.Try(chargeback.ChangeSet{chargeback.PutRow("costs", map[string]string{
			"id": "x", "date": "2017-02-02", "category": "PC", "amount": chargeback.PlainAmount(amount - 1200_00),
		})}, nil)
		require.NoError(t, err)
		f := financing.NewKeyFigures(o.Runs(), financing.Suppliers{}, held)
		require.Equal(t, amount, f.Cost)
		require.Equal(t, tenths(printed.FindStringSubmatch(row[2])[1]), f.Of(financing.ShareOfTurnover).Permille, row[3])
	}
	sample := sampleYear(t)
	f := financing.NewKeyFigures(sample.Runs(), financing.Suppliers{}, financing.Held{Turnover: 3_400_000_000_00})
	require.Equal(t, int64(22), f.Of(financing.ShareOfTurnover).Permille, "as in 2011")
	require.Equal(t, tenths(rows[3][1]), f.Of(financing.ShareSelfPaid).Permille)
}

// TestKeyFiguresOfTheSample counts systems and computers as bills do.
func TestKeyFiguresOfTheSample(t *testing.T) {
	base := sampleYear(t)
	records := base.Facts().Records()
	require.Equal(t, financing.Suppliers{Count: 49}, financing.SuppliersIn(records["costs"], base.Last))
	for _, run := range base.Runs() {
		f := financing.NewKeyFigures([]*chargeback.Run{run}, financing.Suppliers{}, financing.Held{})
		totals, days := run.Totals(), int64(run.Month.Period.Days())
		require.Equal(t, totals.Cost+totals.SelfPaid, f.Cost)
		require.Equal(t, chargeback.Ratio(f.Cost, days, run.Month.Counted(allocation.Device)), f.Of(financing.PerWorkplace).Amount)
		require.Equal(t, chargeback.Ratio(f.Cost, days, run.Month.Counted(allocation.System)), f.Of(financing.PerSystem).Amount)
		require.Equal(t, int64(chargeback.Ratio(f.SelfPaid, 1000, int64(f.Cost))), f.Of(financing.ShareSelfPaid).Permille)
	}
}

// TestHeldIn reads the row of the year; empty cells are not known.
func TestHeldIn(t *testing.T) {
	rows := []chargeback.Record{{Cells: []string{"2016", "1.50", "7", ""}}, {Cells: []string{"2017", "2", "", "8"}}}
	require.Equal(t, financing.Held{Turnover: 1_50, Employees: 7}, financing.HeldIn(rows, 2016))
	require.Equal(t, financing.Held{Turnover: 2_00, Inhabitants: 8}, financing.HeldIn(rows, 2017))
	require.Zero(t, financing.HeldIn(rows, 2018))
}
