// Package report writes what a run shows: the JSON object and the CSV lines of
// SPEC §8, one bill per department as CSV and XLSX, the summary that a person
// reads, and the explanation of a line in plain sentences.
//
// It computes no money: every amount it writes comes from the run.
package report
