package chargeback

import (
	"time"

	"chargeback/allocation"
)

// BackTest charges months anew from the facts as they were known at one audit
// number, with the engine of today, and keeps what each came to. It bills
// nothing.
type BackTest struct {
	Number      int64 // audit number of the event that started it; its name
	First, Last allocation.Period
	Facts       int64 // the audit number that the facts are read at
	Started     Act
	Origin      string    // from where it was started
	Finished    time.Time // UTC; zero while months remain
	Digest      string    // see [DigestBackTest]; empty while months remain
}

// Months returns the months of the back-test, rising.
func (b *BackTest) Months() []allocation.Period {
	var months []allocation.Period
	for p := b.First; !b.Last.Before(p); p = p.Next() {
		months = append(months, p)
	}
	return months
}

// Agreement says whether a month of a back-test comes to what stands.
type Agreement uint8

// The agreements. What stands is a closed month as billed with the corrections
// that were made before the back-test started.
const (
	NotCompared Agreement = iota // the month was not closed, or could not be charged
	Agrees                       // to the öre, in every line
	Differs
)

// Agreements are the codes of the agreements, by Agreement.
var Agreements = []string{"", "agrees", "differs"}

func (a Agreement) String() string { return Agreements[a] }

// BackTestMonth is what one month of a back-test came to.
type BackTestMonth struct {
	Period    allocation.Period
	Failure   Code   // why the month could not be charged; nothing below is set then
	Run       string // the id that its run would have, see [Inputs.RunID]
	Result    string // digest of what was charged, see [Result.Digest]
	Totals    Totals
	Lines     int
	Agreement Agreement
}

// DigestBackTest is the SHA-256 of what a back-test came to, in hexadecimal:
// its facts, its range and its months in order. Who started it, when, under
// which number and on how many machines it ran are not in it.
func DigestBackTest(b *BackTest, months []BackTestMonth) string {
	d := newDigest("back test 1")
	d.numbers(ArithmeticVersion, b.Facts)
	d.texts(b.First.String(), b.Last.String())
	for i := range months {
		m := &months[i]
		t := &m.Totals
		d.texts(m.Period.String(), string(m.Failure), m.Run, m.Result, m.Agreement.String())
		d.numbers(int64(t.Cost), int64(t.Billed), int64(t.Central), int64(t.Unallocated), int64(t.Variance), int64(t.SelfPaid), int64(m.Lines))
	}
	return d.sum()
}
