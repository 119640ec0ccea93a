// Package causes says why a bill changed: it splits the difference between two
// charged months, or between a month before and after a change of its facts,
// into named causes that add up to it, to the öre.
//
// It owns that split and nothing else: it reads runs, and returns amounts with
// what a sentence needs to name them. Package words writes the sentences.
//
// # How a difference is split
//
// Corrections are what they are. A system, application or project that only
// one of the months charges has begun or ended. What a cost centre that changed
// department cost before is a move; what it costs differently since is split
// like any other line.
//
// Every other line is a product of fractions,
//
//	cost · rule · own·weight / (own·weight + others) · share / (share + others' shares)
//
// or of a price and a quantity. The four causes of its change, which are cost
// or price, rule and weight, own count, and others' count, get their Shapley
// values (Shapley, "A Value for n-Person Games", 1953): what each changes when
// it is added, averaged over all orders of adding. So no order is favoured, and
// swapping the months negates every part. The fractions are exact; the lines of
// a bill are whole öre, and what that makes is the cause rounding.
//
// The exact parts are rounded once, by largest remainder, so that they add up.
//
// A worked example: a pool of 1 000 öre over 10 computers, of which we have 2,
// becomes 1 200 öre over 12 computers, of which we have 3. The bill goes from
// 200 to 300 öre. Averaged over all orders, cost makes +45.15 of that, our count
// +77.42 and the others' −22.58, who were 8 and are 9: +45, +77 and −22 öre.
package causes
