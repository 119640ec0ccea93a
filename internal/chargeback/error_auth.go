package chargeback

// Failures of requests that a second person decides.
const (
	RequestDecided Code = "request_decided" // args: its number
)

// Failures of requests that are sent with a key so that they are done once.
const (
	KeyMissing  Code = "idempotency_key_missing"   //
	KeyReused   Code = "idempotency_key_reused"    // value: the key, which another request had
	KeyInFlight Code = "idempotency_key_in_flight" // value: the key
)
