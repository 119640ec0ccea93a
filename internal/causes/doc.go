// Package causes says why a bill changed: it splits the difference between two
// charged months, or between a month before and after a change of its facts,
// into named causes that add up to it, to the öre.
//
// It owns that split and nothing else: it reads runs, and returns amounts with
// what a sentence needs to name them. Package words writes the sentences.
//
// # How a difference is split
//
// Corrections are what they are. A service that only one of the months has, a
// system, an application or a project, has begun or ended: all of its lines are
// that cause. What a cost centre that changed department is charged is a move:
// what it brought is what it costs now, what it took away is what it cost
// before.
//
// Every other line adds up products of fractions,
//
//	cost · rule · (own · weight) / (own · weight + others · weights) · share
//
// or of a price and a quantity. Five things change in them: what categories
// cost, or the price list; rules, weights, tiers and shares; what the bill's
// cost centres have; what everybody else has; and which systems and projects
// there are. Each gets its Shapley value (Shapley, "A Value for n-Person
// Games", 1953): what it changes when it is added, averaged over all orders of
// adding. So no order is favoured, what does not change has no part, and
// swapping the months negates every part. A line whose model goes from actual
// cost to price, or back, changed by rule.
//
// The fractions are exact; the lines of a bill are whole öre, and what that
// makes is the cause rounding. The exact parts are rounded once, by largest
// remainder, so that they add up.
//
// A worked example: a pool of 1 000 öre over 10 computers, of which we have 2,
// becomes 1 200 öre over 12 computers, of which we have 3. The bill goes from
// 200 to 300 öre. Averaged over all orders, cost makes +45.15 of that, our count
// +77.42 and the others' −22.58, who were 8 and are 9: +45, +77 and −22 öre.
package causes
