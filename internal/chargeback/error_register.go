package chargeback

// Failures of questions to the register.
const (
	BadLimit  Code = "bad_limit"  // value; args: the most rows at once
	LongQuery Code = "long_query" // args: the most characters of a search
)
