package words

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
)

// plain makes no-break spaces readable in a test.
func plain(text string) string { return strings.ReplaceAll(text, noBreak, " ") }

func TestMoney(t *testing.T) {
	f := func(amount allocation.Ore, want string) {
		t.Helper()
		require.Equal(t, want, plain(Money(amount)))
	}
	f(0, "0,00 kr")
	f(5, "0,05 kr")
	f(-5, "−0,05 kr")
	f(123456, "1 234,56 kr")
	f(-100_000_00, "−100 000,00 kr")
	f(allocation.MaxAmount, "9 999 999 999 999,99 kr")
	f(math.MinInt64, "−92 233 720 368 547 758,08 kr")
}

func TestNumbers(t *testing.T) {
	require.Equal(t, "4 812,55", plain(Quantity(4_812_549_999)))
	require.Equal(t, "4 812,55", plain(Quantity(4_812_545_000)))
	require.Equal(t, "1,00", Quantity(999_999))
	require.Equal(t, "1 234,5", plain(Exact(1_234_500_000)))
	require.Equal(t, "7", Exact(7_000_000))
	require.Equal(t, "−0,4", Exact(-400_000))
	require.Equal(t, "12", Decimal(115, 10, 0))
	require.Equal(t, "−1 234", plain(Count(-1234)))
	require.Equal(t, "1 rad", Plural(1, "rad", "rader"))
	require.Equal(t, "0 rader", Plural(0, "rad", "rader"))
	require.Equal(t, "mars 2017", Swedish.Month(allocation.Period{Year: 2017, Month: 3}))
	require.Equal(t, "March 2017", English.Month(allocation.Period{Year: 2017, Month: 3}))
}

func TestPercent(t *testing.T) {
	f := func(part, whole int64, want string) {
		t.Helper()
		require.Equal(t, want, plain(Percent(part, whole)))
	}
	f(1, 400, "0,25 %")
	f(1, 3, "33,33 %")
	f(2, 3, "66,67 %")
	f(1, 20_000, "0,01 %")
	f(0, 7, "0,00 %")
	f(math.MaxInt64, math.MaxInt64, "100,00 %")
	f(0, 0, "–")
}
