// Package store keeps everything in a database: SQLite in one file, the
// default, or PostgreSQL 15 and later. *[Tx] is what package billing and the
// other use cases need of a transaction.
//
// It owns the rows, the transactions, the bulk paths, backups and the locks; it
// does not own what a month may do (billing does). Domain values go in and come
// out; rows stay inside.
//
// Decisions, November 2026:
//
//   - One writer at a time on both databases. SQLite has no other way; on
//     PostgreSQL every Update takes an advisory lock first. Then every rule that
//     reads before it writes holds without retries, event numbers rise in the
//     order of commits, and facts "as known at event n" are one state. A
//     municipality has few writers; what takes long (charging) is done outside.
//   - The facts' tables are driven by the columns of [chargeback.AllTables]: the
//     schema is SQL that people read, the code that reads and writes it is one.
//   - gorm does the ordinary rows. Facts, lines and cells go in by COPY on
//     PostgreSQL and by a prepared statement per row on SQLite: gorm's batches
//     take twice the time.
//   - Money and quantities are 64-bit whole numbers. Months, days and instants
//     are texts, so no time zone of a server can move them.
//   - Whose bills are read is part of a transaction ([DB.ViewAs]): queries ask for
//     no more, and PostgreSQL holds them to it by row-level security, its owner
//     too. COPY is refused there, so bills and lines go by way of a temporary
//     table: a million lines take 1.3 times a bare COPY.
//   - The database refuses changes to closed months, to sealed runs, to facts
//     and to the log by itself (migrations, guards). On PostgreSQL the
//     application's role is also granted no more than it needs.
package store
