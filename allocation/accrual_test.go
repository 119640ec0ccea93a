package allocation

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// slowAccrue apportions a cost over the months of its span by listing them all
// (SPEC §2, costs).
func slowAccrue(amount Ore, span Span) (months []Period, parts []Ore) {
	var weights []int64
	for p := span.From.Period(); !span.To.Period().Before(p); p = p.Next() {
		weight := int64(0)
		for day := p.First(); day <= p.Last(); day++ {
			if span.Contains(day) {
				weight++
			}
		}
		months, weights = append(months, p), append(weights, weight)
	}
	return months, slowSplit(amount, weights)
}

func date(t require.TestingT, text string) Date {
	d, ok := ParseDate(text)
	require.True(t, ok, text)
	return d
}

// TestAccrue has rows that can be worked out on paper: the parts of all months
// of a span.
func TestAccrue(t *testing.T) {
	f := func(amount Ore, from, to string, want ...Ore) {
		t.Helper()
		span := Span{date(t, from), date(t, to)}
		var got []Ore
		for p := span.From.Period(); !span.To.Period().Before(p); p = p.Next() {
			got = append(got, Accrue(amount, span, p).Part)
		}
		require.Equal(t, want, got)
		_, slow := slowAccrue(amount, span)
		require.Equal(t, want, slow, "the reference")
		require.Zero(t, Accrue(amount, span, span.To.Period().Next()).Part)
	}
	f(1000, "2017-01-15", "2017-03-31", 224, 368, 408) // the example at the top of accrual.go
	f(-1000, "2017-01-15", "2017-03-31", -224, -368, -408)
	f(100, "2023-02-01", "2023-02-28", 100)
	f(100, "2023-02-07", "2023-02-07", 100)
	f(3, "2023-01-31", "2023-02-01", 2, 1) // a day each: a tie, to the earlier month
	f(-3, "2023-01-31", "2023-02-01", -2, -1)
	f(365_00, "2023-01-01", "2023-12-31", 31_00, 28_00, 31_00, 30_00, 31_00, 30_00, 31_00, 31_00, 30_00, 31_00, 30_00, 31_00)
	f(366, "2024-01-01", "2024-12-31", 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
	// The seven months with 31 days have the largest remainders; the first four get the leftovers.
	f(4, "2023-01-01", "2023-12-31", 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0)
	f(0, "2022-12-31", "2023-02-01", 0, 0, 0)
	f(math.MaxInt64, "2023-04-01", "2023-04-30", math.MaxInt64)
	f(math.MinInt64, "2023-04-01", "2023-04-30", math.MinInt64)
	f(math.MinInt64, "2023-06-30", "2023-07-01", -1<<62, -1<<62)
}

// TestAccrueTellsHow checks the numbers that explain a part.
func TestAccrueTellsHow(t *testing.T) {
	span := Span{date(t, "2017-01-15"), date(t, "2017-03-31")}
	require.Equal(t, Accrued{Part: 224, Days: 17, Total: 76, Leftover: true}, Accrue(1000, span, Period{2017, 1}))
	require.Equal(t, Accrued{Part: 368, Days: 28, Total: 76}, Accrue(1000, span, Period{2017, 2}))
	require.Equal(t, Accrued{Part: 408, Days: 31, Total: 76, Leftover: true}, Accrue(1000, span, Period{2017, 3}))
	require.Equal(t, Accrued{Total: 76}, Accrue(1000, span, Period{2017, 4}))
	require.Equal(t, Accrued{Total: 76}, Accrue(1000, span, Period{2016, 12}))
	require.Equal(t, Accrued{}, Accrue(1000, Span{span.To, span.From}, Period{2017, 2}))
}

// TestA1AccruedPartsAddUp draws spans of all lengths near a leap year's turns,
// and compares every month with the reference.
func TestA1AccruedPartsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount, span := drawAmount(t), drawSpan(t)
		months, want := slowAccrue(amount, span)
		sum := new(big.Int)
		for i, p := range months {
			a := Accrue(amount, span, p)
			require.Equal(t, want[i], a.Part, "%v of %d over %v–%v", p, amount, span.From, span.To)
			require.Equal(t, span.Intersect(p.Span()).Days(), a.Days)
			requireShare(t, Share{
				Amount: amount, Weight: a.Days, Total: a.Total, Part: a.Part, Leftover: a.Leftover,
				Remainder: remainderOf(amount, a.Days, a.Total),
			})
			sum.Add(sum, big.NewInt(int64(a.Part)))
		}
		require.Equal(t, big.NewInt(int64(amount)).String(), sum.String())
	})
}

func remainderOf(amount Ore, weight, total int64) int64 {
	product := new(big.Int).Mul(new(big.Int).Abs(big.NewInt(int64(amount))), big.NewInt(weight))
	return product.Mod(product, big.NewInt(total)).Int64()
}

// drawSpan draws from one day to twelve years, around any year.
func drawSpan(t *rapid.T) Span {
	year := rapid.SampledFrom([]int{2023, 2024, 1, 4, 1899, 1999, 2000, 2099, 9987}).Draw(t, "year")
	first := Period{year, rapid.IntRange(1, 12).Draw(t, "month")}.First()
	from := first + Date(rapid.IntRange(0, 30).Draw(t, "from"))
	days := rapid.OneOf(rapid.IntRange(0, 62), rapid.IntRange(0, 800), rapid.IntRange(0, 12*365)).Draw(t, "days")
	last := Period{9999, 12}.Last()
	return Span{from, min(last, from+Date(days))}
}

// TestA2AllTimes accrues over all days there are, 120,000 months, and looks at
// every one of them.
func TestA2AllTimes(t *testing.T) {
	t.Parallel()
	span := Span{Period{1, 1}.First(), Period{9999, 12}.Last()}
	require.EqualValues(t, 3_652_059, span.Days())
	for _, amount := range []Ore{1, -1, 119_987, 1_000_000_000_07, -math.MaxInt64} {
		months, want := slowSpanOfMonths(amount, span)
		for i, p := range months {
			if got := Accrue(amount, span, p).Part; got != want[i] {
				t.Fatalf("%v of %d: got %d, want %d", p, amount, got, want[i])
			}
		}
	}
}

// slowSpanOfMonths is slowAccrue for a span of whole months, whose days need
// not be looked at one by one.
func slowSpanOfMonths(amount Ore, span Span) (months []Period, parts []Ore) {
	var weights []int64
	for p := span.From.Period(); p.Year <= 9999 && !span.To.Period().Before(p); p = p.Next() {
		months, weights = append(months, p), append(weights, int64(p.Days()))
	}
	return months, slowSplit(amount, weights)
}

func TestA3AccruedCredit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount, span := drawAmount(t), drawSpan(t)
		p := span.From.Period()
		if rapid.Bool().Draw(t, "last") {
			p = span.To.Period()
		}
		a, credit := Accrue(amount, span, p), Accrue(-amount, span, p)
		if amount != -amount {
			credit.Part = -credit.Part
		}
		require.Equal(t, a, credit)
	})
}
