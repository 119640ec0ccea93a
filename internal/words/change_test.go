package words

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
)

func TestChange(t *testing.T) {
	t.Parallel()
	f := func(before, after allocation.Ore, kronor, percent string) {
		t.Helper()
		require.Equal(t, kronor, plain(Change(after-before)))
		require.Equal(t, percent, plain(ChangePercent(before, after)))
	}
	f(459_042_95, 504_083_01, "+45 040,06", "+9,8 %")
	f(504_083_01, 459_042_95, "−45 040,06", "−8,9 %")
	f(100_00, 100_00, "0,00", "0,0 %")
	f(1_000_000_00, 1_000_000_01, "+0,01", "+0,0 %")
	f(10_000_00, 10_005_00, "+5,00", "+0,1 %")
	f(10_000_00, 9_995_00, "−5,00", "−0,1 %")
	f(10_000_00, 10_004_99, "+4,99", "+0,0 %")
	f(1_00, -1_00, "−2,00", "−200,0 %")
	f(1_00, 100_00, "+99,00", "+9 900,0 %")
	f(0, 5, "+0,05", "–")
	f(-1_00, 5, "+1,05", "–")
	require.Equal(t, "−184 467 440 737 095 516 260,0 %", plain(ChangePercent(5, math.MinInt64)), "nothing wraps")
}
