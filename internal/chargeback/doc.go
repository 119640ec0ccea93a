// Package chargeback holds the words of the business around the core: the
// facts of a municipality (SPEC §2–§3), the quantities of a month (§4), and a
// charged month with its bills (§8), all by code.
//
// It turns codes into the indices that package allocation counts in, and back.
// It reads no files and prints nothing: the formats and the store make [Facts]
// and [Counts], and the commands and pages show a [Run].
package chargeback
