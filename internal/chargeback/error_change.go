package chargeback

// Failures of a change set. File is the table and Line the place of the change
// in the set, from 1.
const (
	BadChange   Code = "bad_change"   // no change set, or a change that is none of its forms
	FixedColumn Code = "fixed_column" // a column of the key or of the validity cannot be set
	NoSuchRow   Code = "no_such_row"  // value: the key; no row of it counts on the days
	EmptyChange Code = "empty_change" // it changes nothing
)
