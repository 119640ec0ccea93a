// Package work does the jobs that any process may do: calculate one month for
// the clock, and charge one month of a back-test. [Jobs] holds the functions
// that do them; what differs is who calls them.
//
// On SQLite a [Pool] does, in the process that asks. The database is its queue:
// what it leaves undone is found there by the next look, or by the next process
// that takes up unfinished back-tests.
//
// On PostgreSQL [River] does: jobs are rows of the river library's tables, kept
// in the transaction that asks for them, and any number of processes on any
// number of machines share them. A process that dies loses nothing: a job that
// has been running for too long is given to another process.
//
// A job may therefore be done twice, also at the same time by a process that
// was only slow. That is why every job is keyed in our own tables by what it
// does (kind and month, or back-test and month), and its outcome is kept in one
// transaction that first looks for the key: the second doing changes nothing.
// Nothing here depends on the library's uniqueness; it only spares work.
//
// Decisions, November 2026:
//
//   - The library's tables are in a schema of their own, made by [Migrate] with
//     the owner's rights; the application role may read and write them.
//   - The library runs through database/sql, on the pool and the transactions
//     of package store, so it polls and does not listen.
//   - Bad data cancels a job instead of having it retried: the clock asks again
//     at its next look, when the data may have been mended.
package work
