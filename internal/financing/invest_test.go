package financing

import (
	"encoding/csv"
	"math"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// The laws of investments:
//
//  1. depreciation sums to the purchase amount, exactly;
//  2. what remains after a month is what the months after it depreciate;
//  3. no two months differ by more than an öre, and no sum through a month
//     strays a whole öre from the exact line;
//  4. all interest through a month is the exact sum to the nearest öre;
//  5. a negative amount has the schedule of the positive one, signs changed;
//  6. years add up to the months, and capital to its schedules.

// golden reads a table of testdata by its headings.
func golden(t testing.TB, name string) []map[string]string {
	t.Helper()
	file, err := os.Open("testdata/" + name)
	require.NoError(t, err)
	defer file.Close()
	reader := csv.NewReader(file)
	reader.LazyQuotes, reader.FieldsPerRecord = true, -1 // one has free text in its last column
	records, err := reader.ReadAll()
	require.NoError(t, err)
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

// scaled reads a decimal number, times 10^decimals; it must be whole.
func scaled(t testing.TB, text string, decimals int) int64 {
	t.Helper()
	number, ok := new(big.Rat).SetString(text)
	require.True(t, ok, text)
	number.Mul(number, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)))
	require.True(t, number.IsInt(), text)
	return number.Num().Int64()
}

// msek and tsek read amounts in millions and thousands of kronor.
func msek(t testing.TB, text string) allocation.Ore { return allocation.Ore(scaled(t, text, 8)) }
func tsek(t testing.TB, text string) allocation.Ore { return allocation.Ore(scaled(t, text, 5)) }

func day(t testing.TB, text string) allocation.Date {
	t.Helper()
	date, ok := allocation.ParseDate(text)
	require.True(t, ok, text)
	return date
}

// TestCapitalCostOfTheStrategy: appendix 8.5 prints 0, 0.75 and 1.25 Mkr; the
// schedule goes on to its end.
func TestCapitalCostOfTheStrategy(t *testing.T) {
	rows := golden(t, "capital_cost_85_schedule_msek.csv")
	columns := []string{"from_invest_2013_3.00", "from_invest_2014_2.00", "from_invest_2015_1.20"}
	var all []Investment
	for _, column := range columns {
		parts := strings.Split(column, "_")
		all = append(all, Investment{
			Code: column, Amount: msek(t, parts[3]), InUse: day(t, parts[2]+"-06-15"), Life: 48, Starts: NextYear,
		})
	}
	capital, err := NewCapital(all, nil)
	require.NoError(t, err)
	require.Len(t, rows, 8)
	for _, row := range rows {
		year := int(scaled(t, row["year"], 0))
		of := capital.In(year)
		assert.Equal(t, msek(t, row["capital_cost_computed_25pct_4y"]), of.Cost, year)
		assert.Zero(t, of.Interest)
		if row["capital_cost_printed"] != "" {
			assert.Equal(t, msek(t, row["capital_cost_printed"]), of.Cost, year)
		}
		for i, column := range columns {
			var cost allocation.Ore
			for _, m := range capital.Costs(year) {
				if m.Investment.Code == all[i].Code {
					cost += m.Cost()
				}
			}
			assert.Equal(t, msek(t, row[column]), cost, "%d %s", year, column)
		}
	}
	assert.Equal(t, 2013, capital.Years[0].Year)
	assert.Equal(t, 2019, capital.Years[len(capital.Years)-1].Year)
	assert.Equal(t, []allocation.Ore{msek(t, "3"), msek(t, "2"), msek(t, "1.2"), 0},
		[]allocation.Ore{capital.In(2013).Outlay, capital.In(2014).Outlay, capital.In(2015).Outlay, capital.In(2016).Outlay})
}

// TestSchedule has rows that a reader can follow.
func TestSchedule(t *testing.T) {
	rates := NewInterestRates([]InterestRate{{Year: 2017, Micro: 1_750_000}, {Year: 2016, Micro: 2_400_000}})
	f := func(v Investment, first, last string, depreciation, interest []allocation.Ore) {
		t.Helper()
		months, err := v.Schedule(rates)
		require.NoError(t, err)
		assert.Equal(t, first, months[0].Period.String())
		assert.Equal(t, last, months[len(months)-1].Period.String())
		for i := range depreciation {
			assert.Equal(t, depreciation[i], months[i].Depreciation, i)
		}
		for i := range interest {
			assert.Equal(t, interest[i], months[i].Interest, i)
		}
	}
	// 100 öre over three months: 33, 33 and 34.
	f(Investment{Amount: 100, InUse: day(t, "2016-01-31"), Life: 3}, "2016-02", "2016-04", []allocation.Ore{33, 33, 34}, []allocation.Ore{0, 0, 0})
	f(Investment{Amount: -100, InUse: day(t, "2016-01-31"), Life: 3}, "2016-02", "2016-04", []allocation.Ore{-33, -33, -34}, nil)
	f(Investment{Amount: 0, InUse: day(t, "2016-01-31"), Life: 2, Interest: MonthlyInterest}, "2016-02", "2016-03", []allocation.Ore{0, 0}, []allocation.Ore{0, 0})
	f(Investment{Amount: 2, InUse: day(t, "2016-01-31"), Life: 3}, "2016-02", "2016-04", []allocation.Ore{0, 1, 1}, nil)
	// A leap day, the last day of a year, and a life of one month.
	f(Investment{Amount: 7, InUse: day(t, "2016-02-29"), Life: 1}, "2016-03", "2016-03", []allocation.Ore{7}, nil)
	f(Investment{Amount: 7, InUse: day(t, "2016-12-31"), Life: 1}, "2017-01", "2017-01", nil, nil)
	f(Investment{Amount: 7, InUse: day(t, "2016-02-29"), Life: 1, Starts: NextYear}, "2017-01", "2017-01", nil, nil)
	// 12 000 kr over two months from December 2016. A month at 2.4 % is 24 kr on
	// all of it; January 2017 is at 1.75 %, 8.75 kr on half.
	v := Investment{Amount: 1_200_000, InUse: day(t, "2016-11-01"), Life: 2, Interest: MonthlyInterest}
	f(v, "2016-12", "2017-01", []allocation.Ore{600_000, 600_000}, []allocation.Ore{2400, 875})
	// On the value at the start of the year: the same, as January begins one. Three
	// months from February bear the first one's interest all the time.
	v.Interest = YearlyInterest
	f(v, "2016-12", "2017-01", nil, []allocation.Ore{2400, 875})
	v = Investment{Amount: 1_200_000, InUse: day(t, "2016-01-10"), Life: 3, Interest: YearlyInterest}
	f(v, "2016-02", "2016-04", []allocation.Ore{400_000, 400_000, 400_000}, []allocation.Ore{2400, 2400, 2400})
	v.Interest = MonthlyInterest
	f(v, "2016-02", "2016-04", nil, []allocation.Ore{2400, 1600, 800})
	// Beyond the last percentage that percentage is assumed.
	v = Investment{Amount: 1200, InUse: day(t, "2018-01-10"), Life: 1, Interest: MonthlyInterest}
	months, err := v.Schedule(rates)
	require.NoError(t, err)
	assert.True(t, months[0].Assumed)
	v.InUse = day(t, "2017-01-10")
	months, err = v.Schedule(rates)
	require.NoError(t, err)
	assert.False(t, months[0].Assumed)
}

func TestScheduleRefuses(t *testing.T) {
	good := Investment{Code: "X", Amount: 100, InUse: day(t, "2016-01-31"), Life: 12, Line: 3}
	f := func(change func(*Investment), want chargeback.Code) {
		t.Helper()
		v := good
		change(&v)
		months, err := v.Schedule(NewInterestRates([]InterestRate{{Year: 2017, Micro: 1}}))
		require.ErrorIs(t, err, &chargeback.Error{Code: want})
		assert.Nil(t, months)
		_, err = NewCapital([]Investment{good, v}, nil)
		var many *chargeback.Errors
		require.ErrorAs(t, err, &many)
		assert.Equal(t, 1, many.Count)
	}
	f(func(v *Investment) { v.Life = 0 }, chargeback.BadLife)
	f(func(v *Investment) { v.Life = -1 }, chargeback.BadLife)
	f(func(v *Investment) { v.Life = MaxLife + 1 }, chargeback.BadLife)
	f(func(v *Investment) { v.InUse = day(t, "9999-12-01") }, chargeback.BeyondCalendar)
	f(func(v *Investment) { v.InUse = day(t, "9999-01-01") }, chargeback.BeyondCalendar)
	f(func(v *Investment) { v.InUse, v.Life = day(t, "9998-12-31"), 13 }, chargeback.BeyondCalendar)
	f(func(v *Investment) { v.Amount = math.MinInt64 }, chargeback.Overflow)
	f(func(v *Investment) { v.Amount = math.MaxInt64 }, chargeback.Overflow)
	f(func(v *Investment) { v.Interest = MonthlyInterest }, chargeback.NoInterestRate) // 2016 has none
	good.InUse = day(t, "9998-12-31")
	_, err := good.Schedule(nil)
	require.NoError(t, err, "the last month is December 9999")
}

// TestCapitalTooLarge: a total that does not fit is an error, whatever it is of.
func TestCapitalTooLarge(t *testing.T) {
	v := Investment{Amount: allocation.MaxAmount, InUse: day(t, "2016-01-31"), Life: MaxLife}
	all := make([]Investment, 9300)
	for i := range all {
		all[i] = v
		all[i].Life = 1
	}
	_, err := NewCapital(all, nil)
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.Overflow})
	// The most that the tables can say of one fits: a hundred years at 100 %.
	v.Interest = YearlyInterest
	_, err = NewCapital([]Investment{v}, InterestRates{{Year: 2016, Micro: MaxInterest}})
	require.NoError(t, err)
	_, err = v.Schedule(InterestRates{{Year: 2016, Micro: math.MaxInt64}})
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.Overflow})
}

// TestLawsOfInvestments, against exact fractions.
func TestLawsOfInvestments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := NewInterestRates([]InterestRate{
			{Year: 1, Micro: rapid.Int64Range(0, 20_000_000).Draw(t, "first")}, {Year: 2017, Micro: rapid.Int64Range(0, 20_000_000).Draw(t, "rate")},
		})
		v := Investment{
			Amount: allocation.Ore(rapid.OneOf(rapid.Int64Range(0, 5000), rapid.Int64Range(0, int64(allocation.MaxAmount))).Draw(t, "amount")),
			InUse:  allocation.Date(rapid.Int32Range(730_000, 737_000).Draw(t, "day")),
			Life:   rapid.OneOf(rapid.IntRange(1, 60), rapid.IntRange(1, MaxLife)).Draw(t, "life"),
			Starts: Start(rapid.IntRange(0, 1).Draw(t, "starts")), Interest: Interest(rapid.IntRange(0, 2).Draw(t, "interest")),
		}
		months, err := v.Schedule(rates)
		require.NoError(t, err)
		require.Len(t, months, v.Life)
		credit := v
		credit.Amount = -v.Amount
		negative, err := credit.Schedule(rates)
		require.NoError(t, err)
		var through, interest allocation.Ore
		exactInterest := new(big.Rat)
		least, most := months[0].Depreciation, months[0].Depreciation
		base := v.Amount
		for k, m := range months {
			if v.Interest == MonthlyInterest || m.Period.Month == 1 || k == 0 {
				base = v.Amount - through
			}
			through += m.Depreciation
			interest += m.Interest
			least, most = min(least, m.Depreciation), max(most, m.Depreciation)
			require.Equal(t, v.Amount-through, m.Remaining) // 2
			exact := big.NewRat(int64(v.Amount), 1)
			exact.Mul(exact, big.NewRat(int64(k+1), int64(v.Life)))
			exact.Sub(exact, big.NewRat(int64(through), 1))
			require.True(t, exact.Sign() >= 0 && exact.Cmp(big.NewRat(1, 1)) < 0) // 3
			if v.Interest != NoInterest {
				rate, _, _ := rates.In(m.Period.Year)
				month := big.NewRat(rate.Micro, 1_200_000_000)
				exactInterest.Add(exactInterest, month.Mul(month, big.NewRat(int64(base), 1)))
			}
			off := new(big.Rat).Sub(exactInterest, big.NewRat(int64(interest), 1))
			require.True(t, off.Abs(off).Cmp(big.NewRat(1, 2)) <= 0, "%v", off) // 4
			n := negative[k]
			require.Equal(t, [3]allocation.Ore{-m.Depreciation, -m.Interest, -m.Remaining}, [3]allocation.Ore{n.Depreciation, n.Interest, n.Remaining}) // 5
			if k > 0 {
				require.Equal(t, months[k-1].Period.Next(), m.Period)
			}
		}
		require.Equal(t, v.Amount, through) // 1
		require.LessOrEqual(t, most-least, allocation.Ore(1))
		capital, err := NewCapital([]Investment{v, credit, v}, rates)
		require.NoError(t, err)
		var cost, outlay allocation.Ore
		for _, year := range capital.Years {
			require.Equal(t, year.Depreciation+year.Interest, year.Cost)
			cost += year.Cost
			outlay += year.Outlay
			var months allocation.Ore
			for _, m := range capital.Costs(year.Year) {
				months += m.Cost()
			}
			require.Equal(t, year.Cost, months) // 6
		}
		require.Equal(t, v.Amount+interest, cost)
		require.Equal(t, v.Amount, outlay)
		require.Zero(t, capital.Years[len(capital.Years)-1].Remaining)
		require.Equal(t, CapitalYear{Year: 1}, capital.In(1))
	})
}

// TestInterestRates: those of the table, and the sorted order.
func TestInterestRates(t *testing.T) {
	var rows []InterestRate
	for _, row := range golden(t, "internranta_skr.csv") {
		rows = append([]InterestRate{{Year: int(scaled(t, row["year"], 0)), Micro: scaled(t, row["percent"], 6)}}, rows...)
	}
	rates := NewInterestRates(rows)
	f := func(year int, micro int64, assumed, ok bool) {
		t.Helper()
		rate, isAssumed, isOK := rates.In(year)
		assert.Equal(t, []any{micro, assumed, ok}, []any{rate.Micro, isAssumed, isOK}, year)
	}
	f(2012, 0, false, false)
	f(2013, 2_900_000, false, true)
	f(2017, 1_750_000, false, true)
	f(2025, 2_500_000, false, true)
	f(2026, 2_500_000, true, true)
}
