package chargeback

// Failures of requests that a second person decides.
const (
	RequestDecided Code = "request_decided" // args: its number
)
