// Package sample makes data sets of any size, for benchmarks and demonstrations.
//
// [Write] fills a folder with the tables of a municipality that does not exist: departments, computers that
// move in the middle of a month, licences that end, accrued costs, credits and costs that a department paid
// itself. Every table follows the file contract, every code exists, no two rows of one key overlap, and the
// same (size, month, seed) gives the same bytes on every machine. The package reads nothing and charges
// nothing; the command that calls it is in cmd/chargeback.
//
// # How it works
//
// Nothing is kept in memory. What a computer, a user or a cost looks like is a function of (seed, table,
// number), so a table can be written in any order and one table can ask what another one says: a licence needs
// the cost centre of its user, and computes it again. Ids are given in a shuffled order, as in real exports;
// moves come last in their table, as in exports from an inventory's history.
//
// # How many bill lines Benchmark gives
//
// A bill line is a (cost centre, category, model, object). Costs are summed per (category, target) first, so
// the number of costs matters little. What [Benchmark] gives, counted with DuckDB (allocation/peers, month
// 2017-03, seed 1):
//
//   - system: a pool without target reaches every payer of every active system. Of 10,000 systems, 3,000 have
//     one owner; 5,000 have fixed shares, 709,000 of which are valid and on charged cost centres; 2,000 are
//     shared by users and reach 707,000 cells (system × cost centre), because their 1,156,000 licences crowd
//     in the large units. That is 1,420,000 payers; 97 % of the systems have an active day, and 10
//     categories have the model: 13,820,000 lines. Costs that name a system reach the same (category, cost
//     centre, system) and add almost none.
//   - user: 8 categories × 1,920 charged cost centres, and one of them has costs that name every application:
//     260,000 cells (application × cost centre). 275,000 lines.
//   - device: 9 categories × at most 2 classes × 1,920 cost centres, 32,000 lines; port: 3 categories,
//     13,000; project: 3,000.
//
// Together 14,144,000, all but two of them of an öre or more. Nothing is unallocated: every target has a payer.
// [Size.Scale] to 100,000 rows gives 205,000 lines, to 1,000,000 rows 2,701,000, to 10,000,000 rows 28,883,000.
//
// # Decisions
//
//   - Sizes count things (computers, people); a thing that moves has two rows. [Size.Rows] is about rows.
//   - [Size.Scale] scales cost centres and departments with the square root, everything else linearly: a
//     larger municipality has more and larger units. The lines then grow about linearly with the rows, from
//     2.0 a row where there are few units to 2.9.
//   - A licence is for an application used near the user's cost centre: units do not use every system.
package sample
