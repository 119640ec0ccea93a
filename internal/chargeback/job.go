package chargeback

import (
	"time"

	"chargeback/allocation"
)

// JobKind says what a job does to its month.
type JobKind string

// The kinds of job.
const (
	CalculateJob JobKind = "calculate" // calculate a month that has ended, once, for the clock
	BackTestJob  JobKind = "back_test" // charge a month of a back-test and keep what it came to
	NoticeJob    JobKind = "notice"    // decide who is told that the bills of a closed month are ready
)

// Job is work on one month that any process may do. Doing it twice has the
// effect of doing it once.
type Job struct {
	Kind   JobKind
	Period allocation.Period
	Batch  int64 // the number of the back-test; 0 for the clock
}

// JobDone is a row of the clock's ledger: what was due for a month has been
// done, and is never due again.
type JobDone struct {
	Kind   JobKind
	Period allocation.Period
	Run    string // the month's run after it
	Found  bool   // a person had calculated the month before the clock came to it
	At     time.Time
}
