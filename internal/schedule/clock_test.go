package schedule

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/internal/billing"
)

// TestNoLookIsSkippedOrDoubledWhenTheClocksChange walks ten years of looks: on
// every day there is one at 04:00 and one at each half hour but 02:30, whatever
// the clocks do (M1, M2).
func TestNoLookIsSkippedOrDoubledWhenTheClocksChange(t *testing.T) {
	t.Parallel()
	all := schedules()
	seen := make(map[string]int)
	end := time.Date(2036, 1, 1, 0, 0, 0, 0, billing.Stockholm)
	for at := nextLook(all, time.Date(2026, 1, 1, 0, 0, 0, 0, billing.Stockholm)); at.Before(end); at = nextLook(all, at) {
		require.NotEqual(t, 2, at.Hour(), "%s", at)
		seen[at.Format("2006-01-02 15:04")]++
	}
	for day := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() < 2036; day = day.AddDate(0, 0, 1) {
		date := day.Format("2006-01-02 ")
		require.Equal(t, 1, seen[date+"04:00"], date)
		for hour := range 24 {
			want := 1
			if hour == 2 {
				want = 0
			}
			text := time.Date(2026, 1, 1, hour, 30, 0, 0, time.UTC).Format("15:04")
			require.Equal(t, want, seen[date+text], date+text)
		}
	}
	require.Len(t, seen, 24*3652)
}

// TestTheRealClockTicksAndStops: the library is given a schedule that is due at
// once, so what is tried is that calls never overlap and that stop waits.
func TestTheRealClockStopsWithoutALook(t *testing.T) {
	t.Parallel()
	clock := realClock(time.Now, slog.New(slog.DiscardHandler))
	stop := clock.start(func() { t.Error("nothing is due within a moment") })
	stop()
}

// TestOnlyTestBuildsHaveAClockThatMoves: the program that is released does not
// know the variable; programs built with the tag do.
func TestOnlyTestBuildsHaveAClockThatMoves(t *testing.T) {
	t.Parallel()
	const variable = "CHARGEBACK_TEST_CLOCK"
	files := func(tags string) string {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-tags", tags, "-f", "{{.GoFiles}}", ".").CombinedOutput()
		require.NoError(t, err, "%s", out)
		return string(out)
	}
	require.NotContains(t, files(""), "clock_movable.go")
	require.Contains(t, files("testclock"), "clock_movable.go")

	program := filepath.Join(t.TempDir(), "chargeback")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "chargeback/cmd/chargeback").CombinedOutput()
	require.NoError(t, err, "%s", out)
	text, err := os.ReadFile(program)
	require.NoError(t, err)
	require.NotContains(t, string(text), variable)

	// What follows runs in a program built with the tag.
	out, err = exec.CommandContext(t.Context(), "go", "test", "-tags", "testclock", "-count", "1", "-v", "-run", "^TestMovable", ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "--- PASS: TestMovable")
	require.False(t, strings.Contains(string(out), "no tests to run"), "%s", out)
}
