// Package allocation charges one month's costs to those who cause them, exact
// to the öre.
//
// It owns the arithmetic of the product: the civil calendar, the exact
// splitter, the six models, charging by price, the balance, and the
// explanation of every line. It knows no codes, names, files or databases:
// cost centres, categories, classes, systems, applications and projects are
// indices, and the order of an index is the order in which ties are decided,
// so a caller numbers its codes in byte order. It imports the standard library
// only, and holds no state between calls.
//
// A month goes through four steps:
//
//	costs ──► sums ──► pools ──► parts
//	          per category       one amount per cell
//	          and target         of the pool's driver
//
// [Charge] does all four and checks the balance; [Run.Lines] reads the result
// in the order of a bill; [Run.Explain] tells how any of them came to be.
//
// # Decisions
//
//   - Parts are kept per pool and added up only when a line is read. So an
//     explanation shows the very numbers that the bill was made of.
//   - Weights that are too large for the fast path are divided by their
//     greatest common divisor, once per driver: the parts are the same, and
//     most months then need one multiplication per cell and pass where the full
//     weights would need three.
//   - Pools are shared out over goroutines, each writing amounts that no other
//     touches: the bytes are the same on one core and on many.
package allocation
