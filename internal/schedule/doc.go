// Package schedule is the clock: it looks for months that have ended and has
// them calculated (SPEC §9). Nobody is mailed.
//
// A tick only says "look". What is due is read from the database
// ([billing.Service.Due]), so a tick that is missed, doubled, late or fired by
// several servers at once does no harm:
//
//   - The ledger has at most one row per kind and month, held by a unique key,
//     and the row is kept in the transaction that keeps the run. Of any number
//     of clocks one calculates; the others find the row. There is no lock to
//     lose and no leader to elect.
//   - A crash before that transaction leaves neither run nor row, so the next
//     look does the month. A crash after it leaves both. A COMMIT whose reply
//     was lost is one of the two, and the next look sees which.
//   - Months are civil months in Sweden, kept as text ("2027-10"). No instant,
//     time zone of the machine or of the database decides which month it is.
//   - Whoever starts looks at once, so what fell due while all servers were
//     down is done then.
//
// Decisions, November 2026:
//
//   - Looks are daily at 04:00 and at half past every hour, but never between
//     02:00 and 03:00, an hour that is skipped in March and doubled in October
//     (on 2027-10-31, 2030-03-31 and 2032-10-31 also at the end of a month).
//     Half past, so that a clock that is some minutes fast does not see the new
//     month before it has begun.
//   - A look that finds nothing costs one indexed query: as long as the month
//     is the same and no event has been logged since, nothing can be due.
//   - A month that cannot be calculated (a category without a rule) stays due
//     and is tried at every look; the other months are not held up by it.
//   - Only programs built with the tag testclock have a clock that can be moved.
package schedule
