package chargeback

// Failures of questions to the register.
const (
	BadLimit  Code = "bad_limit"  // value; args: the most rows at once
	BadCursor Code = "bad_cursor" // not one of ours, or of another question
	LongQuery Code = "long_query" // args: the most characters of a search
)
