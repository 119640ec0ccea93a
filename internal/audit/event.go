package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// Event is one thing that someone did.
type Event struct {
	Number   int64 // from 1, without gaps
	At       time.Time
	Person   string // who
	Origin   string // from where: host and operating system's user, or the network address
	Action   string // what: one of the actions of package chargeback
	Subject  string // to what: a month, a table, a person
	Details  string // the rest, as JSON text; hashed as it stands
	Previous string // hash of the event before, in hexadecimal; empty for the first
	Hash     string // in hexadecimal
}

// Head is the last event of a chain; the zero value is an empty chain.
type Head struct {
	Number int64
	Hash   string
}

// Next makes an event the one after head: it numbers and hashes it. Its time
// is kept to the microsecond, in UTC, which both databases can hold.
func (h Head) Next(e Event) Event {
	e.Number, e.Previous = h.Number+1, h.Hash
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.Hash = e.hash()
	return e
}

// Head returns the head of a chain that ends with the event.
func (e *Event) Head() Head { return Head{e.Number, e.Hash} }

// hash is the SHA-256 of the event and of the hash before it.
func (e *Event) hash() string {
	buffer := make([]byte, 0, 256+len(e.Details))
	for _, text := range []string{
		"event 1", e.Previous, e.At.UTC().Format(time.RFC3339Nano), e.Person, e.Origin, e.Action, e.Subject, e.Details,
	} {
		buffer = binary.BigEndian.AppendUint64(buffer, uint64(len(text)))
		buffer = append(buffer, text...)
	}
	buffer = binary.BigEndian.AppendUint64(buffer, uint64(e.Number))
	sum := sha256.Sum256(buffer)
	return hex.EncodeToString(sum[:])
}
