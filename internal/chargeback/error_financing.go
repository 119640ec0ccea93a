package chargeback

// Failures of plans for a year.
const (
	NoSuchVolume Code = "no_such_volume" // args: model, class; nothing is billed by the price
	BadShare     Code = "bad_share"      // value: a share that is not from 0 to 1
)
