package chargeback

// Failures of questions to the register.
const (
	BadLimit  Code = "bad_limit"  // value; args: the most rows at once
	BadCursor Code = "bad_cursor" // not one of ours, or of another question
	LongQuery Code = "long_query" // args: the most characters of a search
)

// Failures of an edit of the register.
const (
	RowsChanged Code = "rows_changed" // somebody changed the rows after they were shown
	KeyKnown    Code = "key_known"    // value: the key of a new row, which has rows already
)
