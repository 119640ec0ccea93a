package chargeback

// Failures of back-tests and of shared work.
const (
	BackTestRange Code = "back_test_range" // the last month lies before the first, or too far after it; args: first, last, most months
	NoBackTest    Code = "no_back_test"    // value: its number
	NoQueue       Code = "no_queue"        // the tables of the shared work are missing or of another version
)
