package audit_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/internal/audit"
)

// chain makes n events.
func chain(n int) []audit.Event {
	var head audit.Head
	events := make([]audit.Event, n)
	for i := range events {
		events[i] = head.Next(audit.Event{
			At: time.Date(2017, 4, 12, 8, 0, i, 123456789, time.UTC), Person: "Anna", Origin: "ekonomi@kommunen", Action: "close",
			Subject: fmt.Sprintf("2017-%02d", i%12+1), Details: `{"run":"9f2c"}`,
		})
		head = events[i].Head()
	}
	return events
}

// verify reads a chain as the log is read.
func verify(events []audit.Event, anchors ...audit.Head) (audit.Head, *audit.Problem) {
	v := audit.NewVerifier(anchors...)
	for i := range events {
		if !v.Add(&events[i]) {
			break
		}
	}
	return v.Result()
}

func TestAWholeChain(t *testing.T) {
	t.Parallel()
	events := chain(20)
	head, problem := verify(events, events[4].Head(), events[19].Head())
	require.Nil(t, problem)
	require.Equal(t, events[19].Head(), head)
	empty, problem := verify(nil)
	require.Nil(t, problem)
	require.Zero(t, empty)
	require.Equal(t, 123456000, events[0].At.Nanosecond(), "to the microsecond, which databases keep")
}

// TestFaults: each kind of harm is named, with the first event that is wrong.
func TestFaults(t *testing.T) {
	t.Parallel()
	events := chain(10)
	f := func(fault audit.Fault, number int64, harmed []audit.Event, anchors ...audit.Head) {
		t.Helper()
		_, problem := verify(harmed, anchors...)
		require.Equal(t, &audit.Problem{Fault: fault, Number: number}, problem)
	}
	changed := slices.Clone(events)
	changed[3].Person = "Bo"
	f(audit.Changed, 4, changed)
	f(audit.Missing, 5, slices.Delete(slices.Clone(events), 3, 4))
	f(audit.Missing, 4, slices.Insert(slices.Clone(events), 4, events[3]))
	swapped := slices.Clone(events)
	swapped[3], swapped[4] = swapped[4], swapped[3]
	f(audit.Missing, 5, swapped)
	inserted := slices.Clone(events[:3])
	extra := events[2].Head().Next(audit.Event{Person: "Bo"})
	f(audit.Broken, 5, append(append(inserted, extra), events[4:]...))
	for n := range 10 {
		f(audit.Truncated, 10, events[:n], events[9].Head())
	}
	other := chain(3)
	rewritten := append(other[:2:2], other[1].Head().Next(audit.Event{Person: "Bo"}))
	f(audit.Replaced, 3, rewritten, events[2].Head())
}

// TestEveryByteCounts: no change of any field leaves the hash as it was.
func TestEveryByteCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := chain(5)
		at := rapid.IntRange(0, 4).Draw(t, "event")
		e := &events[at]
		field := []*string{&e.Person, &e.Origin, &e.Action, &e.Subject, &e.Details, &e.Previous, &e.Hash}[rapid.IntRange(0, 6).Draw(t, "field")]
		before := *field
		*field = rapid.StringN(0, 80, -1).Draw(t, "text")
		if *field == before {
			return
		}
		_, problem := verify(events)
		require.NotNil(t, problem)
		require.Equal(t, int64(at+1), problem.Number)
	})
}

// TestFieldsDoNotRunTogether: what ends one field cannot begin the next.
func TestFieldsDoNotRunTogether(t *testing.T) {
	t.Parallel()
	var head audit.Head
	a := head.Next(audit.Event{Person: "AB", Origin: "C"})
	b := head.Next(audit.Event{Person: "A", Origin: "BC"})
	require.NotEqual(t, a.Hash, b.Hash)
}

// BenchmarkVerify checks a million events (TRUST C5.4: in under a minute).
func BenchmarkVerify(b *testing.B) {
	events := chain(100_000)
	b.ResetTimer()
	for b.Loop() {
		_, problem := verify(events)
		require.Nil(b, problem)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/event")
}
