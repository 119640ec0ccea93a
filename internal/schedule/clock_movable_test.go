//go:build testclock

package schedule

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMovableClockLooksWhenItIsMoved: time stands still, passes a time of
// looking, is turned back and passes it again.
func TestMovableClockLooksWhenItIsMoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "clock")
	move := func(to string) {
		next := path + ".next"
		require.NoError(t, os.WriteFile(next, []byte(to+"\n"), 0o600))
		require.NoError(t, os.Rename(next, path))
	}
	move("2026-03-29T00:29:59Z")
	t.Setenv(movableVariable, path)
	clock := NewClock(time.Now, slog.New(slog.DiscardHandler))
	require.Equal(t, "2026-03-29T00:29:59Z", clock.Now().Format(time.RFC3339))

	looks := make(chan time.Time, 10)
	stop := clock.start(func() { looks <- clock.Now() })
	defer stop()
	looked := func(at string) {
		t.Helper()
		select {
		case now := <-looks:
			require.Equal(t, at, now.Format(time.RFC3339))
		case <-time.After(10 * time.Second):
			t.Fatal("no look at " + at)
		}
	}
	move("2026-03-29T00:30:00Z") // 01:30; at 02:00 it is 03:00
	looked("2026-03-29T00:30:00Z")
	move("2026-03-29T01:29:59Z")
	time.Sleep(3 * glance)
	require.Empty(t, looks)
	move("2026-03-29T01:30:00Z")
	looked("2026-03-29T01:30:00Z")
	move("2026-03-29T00:10:00Z")
	time.Sleep(3 * glance)
	move("2026-03-29T00:30:00Z")
	looked("2026-03-29T00:30:00Z")
	move("2026-04-03T12:00:00Z")
	looked("2026-04-03T12:00:00Z")
	require.Empty(t, looks)
}

// TestMovableClockIsThatOfTheMachineOtherwise: without the variable the tag
// changes nothing.
func TestMovableClockIsThatOfTheMachineOtherwise(t *testing.T) {
	t.Setenv(movableVariable, "")
	clock := NewClock(func() time.Time { return time.Unix(7, 0) }, slog.New(slog.DiscardHandler))
	require.Equal(t, time.Unix(7, 0), clock.Now())
}
