package chargeback

import (
	"time"

	"chargeback/allocation"
)

// State is where a month stands in its life (SPEC §9). It only rises, except
// that a new calculation takes an approved month back to Calculated.
type State uint8

// The states of a month.
const (
	Open State = iota
	Calculated
	Approved
	Closed
)

// States are the codes of the states, by State.
var States = []string{"open", "calculated", "approved", "closed"}

func (s State) String() string { return States[s] }

// Act is who did something, and when. The zero value says that nobody did.
type Act struct {
	Person string
	At     time.Time // UTC
}

// MonthStatus is one month's place in its life, and who brought it there.
type MonthStatus struct {
	Period    allocation.Period
	State     State
	Version   int64  // of the stored row; 0: the month is not stored yet
	Run       string // id of the run that counts; empty while open
	Scheduled bool   // the clock calculated it, not a person

	Calculated, Approved, Closed Act

	Accepted string    // why unallocated money was accepted at closing; empty where there was none
	Voucher  int64     // its number, given at closing; 0 before
	Head     ChainHead // of the chain with the event of closing
}

// RunHeader tells what a stored run was made of.
type RunHeader struct {
	ID      string // see [Inputs.RunID]
	Period  allocation.Period
	Facts   int64         // the audit number that the facts were read at
	Inputs  []TableDigest // of the rows that count, by table
	Cells   string        // digest of the counted cells, see [DigestCells]
	Result  string        // digest of what was charged, see [Result.Digest]
	Totals  Totals        // of the result
	Lines   int           // how many the result has
	Retired bool          // rows behind the counted cells are gone (retention): verification starts at the cells
}
