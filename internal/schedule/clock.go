package schedule

import (
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"

	"chargeback/internal/billing"
)

// looks are the times of looking, in Sweden: see the decisions of the package.
var looks = []string{"0 4 * * *", "30 0,1,3-23 * * *"}

// schedules parses looks. A schedule without a time zone of its own takes that
// of the time it is asked about, so it is asked about times in Sweden.
func schedules() []cron.Schedule {
	var all []cron.Schedule
	for _, spec := range looks {
		s, err := cron.ParseStandard(spec)
		if err != nil {
			panic("bug: " + err.Error())
		}
		all = append(all, s)
	}
	return all
}

// nextLook returns the first time of looking after an instant.
func nextLook(all []cron.Schedule, after time.Time) time.Time {
	var first time.Time
	for _, s := range all {
		if next := s.Next(after.In(billing.Stockholm)); first.IsZero() || next.Before(first) {
			first = next
		}
	}
	return first
}

// Clock tells the time, and when to look.
type Clock struct {
	Now func() time.Time
	// start calls look at every time of looking, never twice at once, until
	// the returned function is called, which waits for the last call.
	start func(look func()) (stop func())
}

// realClock ticks with the machine.
func realClock(now func() time.Time, log *slog.Logger) *Clock {
	logger := cronLog{log}
	return &Clock{Now: now, start: func(look func()) func() {
		c := cron.New(cron.WithLocation(billing.Stockholm), cron.WithLogger(logger))
		// One job for all times, so that none begins while another is running.
		job := cron.NewChain(cron.SkipIfStillRunning(logger), cron.Recover(logger)).Then(cron.FuncJob(look))
		for _, s := range schedules() {
			c.Schedule(s, job)
		}
		c.Start()
		return func() { <-c.Stop().Done() }
	}}
}

// cronLog is the log as the library wants it. Its routine messages are of no
// use to anybody.
type cronLog struct{ log *slog.Logger }

func (cronLog) Info(string, ...any) {}

func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	l.log.Error(msg, append(keysAndValues, "error", err)...)
}
