package chargeback

import (
	"time"

	"chargeback/allocation"
)

// ImportDone is a file that has been imported.
type ImportDone struct {
	Event  int64
	At     time.Time
	Digest string          // SHA-256 of what the file says, in hexadecimal
	Source string          // tables, or the name of a connector or ledger
	Name   string          // of the file, as it was given
	Day    allocation.Date // of a snapshot; else 0
}

// ParkedRow is a row of an export that waits outside the facts until somebody
// can say whose it is.
type ParkedRow struct {
	Source string
	Line   int
	ID     string // pseudonymous, as the unit would be known
	Reason Code
	Value  string   // what is not known
	Args   []string // of the reason
	Model  string   // what it would count as
	Class  string
}
