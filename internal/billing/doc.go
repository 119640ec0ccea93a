// Package billing is the life of a month (SPEC §9): it is calculated, approved
// by another person, closed for ever, and corrected in later months. It also
// says who may do what, proves what was billed, and puts together what leaves:
// statements of departments.
//
// It owns the rules; package store keeps what they decide. Every function that
// changes something does so in one transaction that also appends the event to
// the audit log, so that either both are there or neither. Doing the same thing
// twice has one effect: a reply that was lost is asked for again.
//
// Decisions, November 2026:
//
//   - A month is calculated outside of any transaction, from facts as they were
//     known at one number of the audit log. The transaction that keeps the run
//     checks that no fact that counts has changed since; if one has, the month
//     is calculated again.
//   - A run keeps its header, result and counted cells, not its facts: they are
//     append-only, so reading them at the run's number gives them back.
//   - A month is stale if the id of the run it would have now is another. The
//     id is only computed where facts changed after the run.
//   - Corrections chain: each is the difference between what stands and what
//     the month comes to with the facts of now. It is billed in the month after
//     the latest closed one.
//   - Facts are changed by a change set, whoever wants it: a register page, an
//     accepted objection, a price list. It is held to what an import is held to,
//     and a preview charges the month twice with the same engine.
//   - The log counts the rows of persons' things that a change set or an
//     objection is about, and does not name them: retention removes such rows,
//     and nothing of the log.
package billing
