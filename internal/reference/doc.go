// Package reference is a slow, obvious implementation of SPEC §1–§8 in math/big that the engine is compared with
// in tests; never used by the product.
//
// It shares no code with the engine: it reads the CSV tables of SPEC §2 itself, keeps every row as a map from column
// to text, counts days by looking at each day of the month, and computes with math/big. Where the engine is clever,
// this package loops. Obvious beats fast.
//
// It assumes tables that pass the import's checks. It answers with an error where SPEC §2–§6 let an error depend on
// the month: no it_cost_center, no rule share, no price, or a sum or total weight beyond 63 bits.
//
// [RandomSet] draws small valid data sets and [HandWorked] lists months worked out by hand, for the tests of this
// package and of the engine.
package reference
