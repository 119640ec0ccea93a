//go:build testclock

package schedule

import (
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"
)

// movableVariable names a file with the time, as 2026-03-29T00:59:50Z. The time
// stands still until the file is written anew, which may also turn it back.
const movableVariable = "CHARGEBACK_TEST_CLOCK"

// glance is how often, in real time, the file is read for a time of looking.
const glance = 20 * time.Millisecond

// NewClock returns a clock that can be moved where CHARGEBACK_TEST_CLOCK names a
// file, else that of the machine.
func NewClock(now func() time.Time, log *slog.Logger) *Clock {
	path := os.Getenv(movableVariable)
	if path == "" {
		return realClock(now, log)
	}
	m := &movable{path: path}
	return &Clock{Now: m.now, start: m.start}
}

// movable is a time that stands in a file.
type movable struct {
	path string

	mutex sync.Mutex
	last  time.Time
}

// now returns the time in the file; while the file is being written, what stood
// in it before.
func (m *movable) now() time.Time {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	text, err := os.ReadFile(m.path)
	if err == nil {
		if t, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(text))); err == nil {
			m.last = t
		}
	}
	return m.last
}

func (m *movable) start(look func()) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	all, before := schedules(), m.now()
	next := nextLook(all, before)
	go func() {
		defer close(ended)
		ticker := time.NewTicker(glance)
		defer ticker.Stop()
		for {
			select {
			case <-end:
				return
			case <-ticker.C:
			}
			now := m.now()
			if !now.Before(next) {
				look()
				next = nextLook(all, now)
			} else if now.Before(before) {
				next = nextLook(all, now)
			}
			before = now
		}
	}()
	return func() { close(end); <-ended }
}
