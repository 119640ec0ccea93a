//go:build !testclock

package schedule

import (
	"log/slog"
	"time"
)

// NewClock returns the clock of the machine.
func NewClock(now func() time.Time, log *slog.Logger) *Clock { return realClock(now, log) }
