package chargeback

// Failures of back-tests.
const (
	BackTestRange Code = "back_test_range" // the last month lies before the first, or too far after it; args: first, last, most months
	NoBackTest    Code = "no_back_test"    // value: its number
)
