// Package audit is the arithmetic of the audit log: events chained by hashes,
// so that whoever has seen the head of the chain, on a printed bill for
// instance, can tell later whether anything before it was changed, removed,
// inserted or moved (LKBR 3:11, behandlingshistorik; SPEC §9).
//
// It owns how an event is hashed and how a chain is checked. It does not own
// where events are kept (package store does) nor what they mean.
//
// A hash covers bytes, each text after its length, never re-encoded JSON: the
// same event has the same hash whatever a database does to its letters.
package audit
