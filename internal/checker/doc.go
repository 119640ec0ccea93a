// Package checker is the second way to prove a month: a small, slow, obvious
// program that takes the rows and what was billed, and holds the one against
// the other by the laws below. It computes in math/big with a calendar of its
// own, and shares no arithmetic with the engine: of package allocation it uses
// the types alone.
//
// # The laws
//
//	0    the rows are canonical, and say what a month needs
//	1.1  the totals are the sums of what they stand for
//	1.2  every cost is in one place: Σ costs = Σ lines + Σ central + Σ unallocated + Σ variance
//	1.3  what departments paid themselves is what the rows say
//	1.4  every category with a cost has a rule to charge it by
//	2.1  every quantity is what is counted in the rows, or in the counted cells
//	2.2  every counted cell stands once, above zero
//	3.1  every amount is near its exact fraction of the costs
//	3.2  every pool's parts add up to it, each its floor or one öre more, the öre left over on the largest remainders
//	3.3  central is what the rules leave there
//	4.1  what weighs nothing pays nothing
//	4.2  cost centres of uncharged departments pay nothing
//	4.3  an amount has the sign of the pools that it is made of
//	4.4  entries stand in their order, one per key
//	4.5  a cost centre's line stands on its department of the month
//	4.6  entries of 0 öre are left out
//	5.1  by price, a cell pays price × quantity, rounded half away from zero
//	5.2  variance is what the model's pools cost less what its bills recover
//	6    unallocated is what nothing could carry, all of it and nothing else
//
// The reasons of unallocated amounts are words and not proved.
//
// # How law 3.2 is told without redoing the split
//
// Parts of A ≥ 0 over weights w with the sum W are right if and only if
// (a) they add up to A, (b) each is ⌊A·w/W⌋ or one more, and (c) nobody who got
// one more has a smaller remainder than, or the same as and a later place than,
// somebody who did not. Where a category has a single pool in a model, that is
// checked on the amounts as billed, from the bottom up: what a system was
// charged is what its payers' lines add up to. Where several pools meet on one
// line the split of each is not to be seen in it; there every pool is
// apportioned by the definition, proved by (a)–(c), and the sums are compared.
//
// # The bound of law 3.1
//
// Let ℓ be what a line comes to in fractions, without any rounding: the sum over
// its pools of sum × share / shares × weight / weights (× weight / weights of
// the second stage). Rounding enters where a sum is divided over rules, and at
// each stage; every rounding is less than one öre, and goes on to a line by the
// fraction of the later stages. So for a pool that adds up the parts of s sums,
// and stages with the fractions f, or g and then f,
//
//	|line − ℓ| < Σ over pools of  s·f + 1        (one stage)
//	|line − ℓ| < Σ over pools of  s·g·f + f + 1  (two stages)
//
// where a sum whose part is whole is not counted in s, and a stage with one
// carrier rounds nothing and adds no 1. For a line of one pool, and against the
// pool as the whole öre that it is, law 3.2 says more: less than one öre.
package checker
