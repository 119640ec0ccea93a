package schedule

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// trial says whether the long tests are long.
var trial = os.Getenv("CHARGEBACK_TRIAL") == "1"

// TestTenYearsOfMonths is C6.1: 120 months at steps of ten minutes, three
// servers that are each down a fifth of the time, one database.
func TestTenYearsOfMonths(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		years := 10
		if testing.Short() { // the race detector makes SQLite slow
			years = 1
		}
		last := strconv.Itoa(2025 + years)
		w := newWorld(t, sqlite(t), 3, "2026-01-01 00:10", tiny("2026-01", last+"-12"))
		w.simulate(strconv.Itoa(2026+years)+"-01-02 12:00", fixed())
		w.once("2026-01", last+"-12")
	})
	t.Run("postgres", func(t *testing.T) {
		years := 1
		if trial {
			years = 10
		}
		last := strconv.Itoa(2025 + years)
		w := newWorld(t, onPostgres(t), 3, "2026-01-01 00:10", tiny("2026-01", last+"-12"))
		w.simulate(strconv.Itoa(2026+years)+"-01-02 12:00", fixed())
		w.once("2026-01", last+"-12")
	})
}

// TestDaysWhenTheClocksChange is C6.2: around these days, where a job at half
// past two would be skipped or done twice (M1, M2), each month is calculated
// once.
func TestDaysWhenTheClocksChange(t *testing.T) {
	f := func(day, from, until, first, last string) {
		t.Helper()
		t.Run(day, func(t *testing.T) {
			both(t, func(t *testing.T, open func() billing.Database) {
				w := newWorld(t, open, 3, from, tiny(first, last))
				w.servers[1].skew, w.servers[2].skew = 5*time.Minute, -5*time.Minute
				w.simulate(until, fixed())
				w.once(first, last)
			})
		})
	}
	f("2026-03-29", "2026-03-27 00:00", "2026-04-02 00:00", "2026-03", "2026-03")
	f("2026-10-25", "2026-10-23 00:00", "2026-11-02 00:00", "2026-10", "2026-10")
	f("2027-10-31", "2027-10-29 00:00", "2027-11-02 00:00", "2027-10", "2027-10")
	f("2030-03-31", "2030-03-29 00:00", "2030-04-02 00:00", "2030-03", "2030-03")
	f("2028-02-29", "2028-01-30 00:00", "2028-03-02 00:00", "2028-01", "2028-02")
	f("2027-12-31", "2027-12-30 00:00", "2028-01-03 00:00", "2027-12", "2027-12")
}

// moving is a database that moves the time before it keeps anything: in the
// middle of a run.
type moving struct {
	billing.Database
	move func()
}

func (m *moving) Update(ctx context.Context, work func(billing.Tx) error) error {
	m.move()
	return m.Database.Update(ctx, work)
}

// TestClockJumps is C6.3: the time jumps in the middle of every run, with
// servers whose clocks are five minutes off either way.
func TestClockJumps(t *testing.T) {
	for _, jump := range []time.Duration{-2 * time.Hour, 3 * 24 * time.Hour, -24 * time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			var w *world
			open := sqlite(t)
			jumping := func() billing.Database { return &moving{open(), func() { w.now = w.now.Add(jump) }} }
			w = newWorld(t, open, 0, "2026-01-01 00:10", tiny("2026-01", "2026-12"))
			w.inTurn = true
			for i, skew := range []time.Duration{0, 5 * time.Minute, -5 * time.Minute} {
				w.add(jumping(), "server"+strconv.Itoa(i)).skew = skew
			}
			w.simulate("2027-01-08 00:00", fixed())
			w.once("2026-01", "2026-12")
		})
	}
}

// TestCatchingUp is C6.4: what fell due while every server was down is done by
// the first look of the first that starts, once.
func TestCatchingUp(t *testing.T) {
	both(t, func(t *testing.T, open func() billing.Database) {
		w := newWorld(t, open, 2, "2026-01-20 12:00", tiny("2026-01", "2026-06"))
		w.step(100 * 24 * time.Hour)
		w.once("2026-02", "2026-01")
		w.turn(w.servers[0], true)
		w.once("2026-01", "2026-03")
		w.turn(w.servers[1], true)
		w.step(time.Hour)
		w.once("2026-01", "2026-03")
		require.True(t, w.status("2026-03").Scheduled)
		require.Equal(t, chargeback.Calculated, w.status("2026-03").State)
	})
}

// TestMonthsThatAPersonHasCalculated: the clock leaves them alone, for ever.
func TestMonthsThatAPersonHasCalculated(t *testing.T) {
	both(t, func(t *testing.T, open func() billing.Database) {
		w := newWorld(t, open, 1, "2026-01-20 12:00", tiny("2026-01", "2026-02"))
		anna := billing.Actor{Name: "Anna"}
		done, err := w.servers[0].Service.Calculate(t.Context(), anna, month("2026-01"))
		require.NoError(t, err)
		w.step(15 * 24 * time.Hour)
		w.turn(w.servers[0], true)

		m := w.status("2026-01")
		require.Equal(t, done.Status, m)
		require.False(t, m.Scheduled)
		require.NoError(t, w.db.View(t.Context(), func(tx billing.Tx) error {
			row, ok, err := tx.JobDone(chargeback.CalculateJob, month("2026-01"))
			require.True(t, ok)
			require.True(t, row.Found)
			require.Equal(t, m.Run, row.Run)
			return err
		}))
		// A fact of January changes: the month is stale, which a person sees to.
		w.take([]chargeback.TableChange{added("costs", cost("late", "2026-01-31", "K", "5.00"))})
		w.step(time.Hour)
		require.Equal(t, m, w.status("2026-01"))
	})
}

// TestWhatIsDue lists the months that are due in databases of different pasts.
func TestWhatIsDue(t *testing.T) {
	f := func(name, began, now string, facts []chargeback.TableChange, want ...string) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, sqlite(t), 1, began, facts)
			w.now = sweden(now)
			due, err := w.servers[0].Service.Due(t.Context())
			require.NoError(t, err)
			var got []string
			for _, p := range due.Months {
				got = append(got, p.String())
			}
			require.Equal(t, want, got)
		})
	}
	year := tiny("2026-01", "2026-03")
	f("the month has not ended", "2026-01-01 00:10", "2026-01-31 23:59", year)
	f("it has", "2026-01-01 00:10", "2026-02-01 00:00", year, "2026-01")
	f("a month without costs is a month", "2026-01-01 00:10", "2026-06-01 00:00", year, "2026-01", "2026-02", "2026-03", "2026-04", "2026-05")
	f("no costs, nothing to do", "2026-01-01 00:10", "2026-06-01 00:00", year[:6])
	f("old facts do not bring the years after them", "2026-05-01 00:10", "2026-07-01 00:00", tiny("2017-11", "2018-01"),
		"2017-11", "2017-12", "2018-01", "2026-05", "2026-06")
	f("nor does a mistyped year bring the centuries", "2026-05-01 00:10", "2026-06-01 00:00",
		append(tiny("2026-04", "2026-04"), added("costs", cost("x", "0226-04-03", "K", "1.00"))), "0226-04", "2026-04", "2026-05")
	f("costs of the future wait", "2026-01-01 00:10", "2026-02-01 00:00", tiny("2026-03", "2026-04"))
	f("a clock before the beginning", "2026-05-01 00:10", "2026-01-01 00:00", year)
}

// TestClosedMonthsAreNotDue: nothing before the latest closed month is.
func TestClosedMonthsAreNotDue(t *testing.T) {
	w := newWorld(t, sqlite(t), 1, "2026-03-20 12:00", tiny("2026-01", "2026-04"))
	service := w.servers[0].Service
	_, err := service.Calculate(t.Context(), billing.Actor{Name: "Anna"}, month("2026-02"))
	require.NoError(t, err)
	_, err = service.Approve(t.Context(), billing.Actor{Name: "Bo"}, month("2026-02"))
	require.NoError(t, err)
	_, err = service.Close(t.Context(), billing.Actor{Name: "Anna"}, month("2026-02"), "")
	require.NoError(t, err)
	w.step(20 * 24 * time.Hour)
	w.turn(w.servers[0], true)
	w.once("2026-03", "2026-03")
}
