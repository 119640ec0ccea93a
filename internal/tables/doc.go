// Package tables reads data sets (SPEC §2): a folder of CSV files, or one
// workbook with a sheet per table. Bytes in; facts, or all that is wrong with
// them, out.
//
// It owns the two file formats, the schema of the tables, and every check that
// does not depend on a month: header, types, keys, references, overlapping
// validity. A set is read whole or not at all, and no input makes it panic.
//
// Large files are read in blocks that are parsed on all cores. What stays in
// memory of a row is its key, its place and its days, not its text; block
// order is restored before anything is compared, so the result and the errors
// do not depend on the number of cores.
package tables
