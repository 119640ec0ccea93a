package allocation

import (
	"errors"
	"iter"
)

// Pool is one sum to spread in one month: what a rule finances of a category,
// for one target or for none (SPEC §5 steps 1–3). What a model bills by price
// stands as a pool of [NoCategory].
type Pool struct {
	Amount   Ore
	Category int32
	Rule     int32 // index of Month.Rules; -1 by price
	Target   int32
	Model    Model
	Classes  ClassSet
	Outcome  Outcome
	Reason   Reason // of Unallocated

	cell, cellEnd int32 // the driver's cells that it is spread over
	parts         int   // place of its amounts in Run.parts
	stage         int   // place of the first object's amount in Run.stages, or -1
}

// Outcome is what becomes of a pool. Money is never lost: it has exactly one
// (SPEC §7).
type Outcome uint8

const (
	Billed      Outcome = iota // spread over cells
	OwnBudget                  // model 1: stays on IT's own budget
	Unallocated                // nothing carries weight: stays there too, and is reported
	Priced                     // its model is charged by price: part of the variance
)

// Reason says why a pool is unallocated.
type Reason uint8

const (
	NothingCounted Reason = iota // the driver has no cell that could carry it
	ZeroWeight                   // there are cells, but all their weights are zero
)

// costSum is the sum of the costs of one category and target.
type costSum struct {
	amount      Ore
	category    int32
	target      int32
	targetOf    Model
	first, last int32 // its rows in Run.costOrder
	parts       int   // place of its first rule's part in Run.ruleParts
}

// sumCosts orders the costs by category and target, and adds them up.
func (r *Run) sumCosts() error {
	m := r.Month
	// Targets of the three kinds are numbered in one row after "none".
	var base [Project + 1]int32
	targets := int32(1)
	for _, model := range []Model{System, User, Project} {
		base[model] = targets
		targets += int32(m.Drivers[model].objects())
	}
	slot := func(c *Cost) int32 {
		if c.TargetOf == 0 {
			return 0
		}
		return base[c.TargetOf] + c.Target
	}
	r.costOrder = sized(r.costOrder, len(m.Costs))
	byTarget := make([]int32, len(m.Costs))
	countingSort(byTarget, nil, int(targets), func(i int32) int32 { return slot(&m.Costs[i]) })
	countingSort(r.costOrder, byTarget, m.Categories, func(i int32) int32 { return m.Costs[i].Category })

	r.sums = r.sums[:0]
	for first := 0; first < len(r.costOrder); {
		c := &m.Costs[r.costOrder[first]]
		s := costSum{category: c.Category, target: c.Target, targetOf: c.TargetOf, first: int32(first)}
		if s.targetOf == 0 {
			s.target = NoTarget
		}
		var sum Sum
		last := first
		for ; last < len(r.costOrder); last++ {
			next := &m.Costs[r.costOrder[last]]
			if next.Category != c.Category || slot(next) != slot(c) {
				break
			}
			sum.Add(next.Amount)
		}
		amount, err := sum.Total()
		if err != nil {
			return &MonthError{Category: c.Category, Object: -1, Err: err}
		}
		s.amount, s.last = amount, int32(last)
		r.sums = append(r.sums, s)
		first = last
	}
	return nil
}

// countingSort writes the indices 0…len(to)-1, in the order of from where it is
// not nil, to to, sorted stably by key, which is below keys.
func countingSort(to, from []int32, keys int, key func(int32) int32) {
	at := make([]int32, keys+1)
	for i := range to {
		at[key(int32(i))+1]++
	}
	for k := range keys {
		at[k+1] += at[k]
	}
	for i := range to {
		item := int32(i)
		if from != nil {
			item = from[i]
		}
		k := key(item)
		to[at[k]] = item
		at[k]++
	}
}

// makePools divides each sum over its category's rules and adds the parts with
// the same rule and target up to pools.
func (r *Run) makePools() error {
	m := r.Month
	r.pools, r.ruleParts = r.pools[:0], r.ruleParts[:0]
	var errs []error
	rule := 0
	for first := 0; first < len(r.sums); {
		category := r.sums[first].category
		last := first
		for last < len(r.sums) && r.sums[last].category == category {
			last++
		}
		for rule < len(m.Rules) && m.Rules[rule].Category < category {
			rule++
		}
		ruleEnd := rule
		for ruleEnd < len(m.Rules) && m.Rules[ruleEnd].Category == category {
			ruleEnd++
		}
		if err := r.divide(r.sums[first:last], rule, ruleEnd); err != nil {
			errs = append(errs, &MonthError{Category: category, Object: -1, Err: err})
		}
		first = last
	}
	return errors.Join(errs...)
}

// divide makes the pools of one category.
func (r *Run) divide(sums []costSum, rule, ruleEnd int) error {
	rules := r.Month.Rules[rule:ruleEnd]
	shares := make([]int64, len(rules))
	for i := range rules {
		shares[i] = rules[i].Share
	}
	w, err := NewWeights(shares)
	if err != nil {
		return err
	}
	if w.total == 0 {
		return ErrNoRule
	}
	for i := range sums {
		sums[i].parts = len(r.ruleParts)
		r.ruleParts = append(r.ruleParts, make([]Ore, len(rules))...)
		w.Split(r.ruleParts[sums[i].parts:], sums[i].amount, r.scratch[0])
	}
	for i, rl := range rules {
		whole := len(r.pools)
		pool := Pool{
			Category: rl.Category, Rule: int32(rule + i), Target: NoTarget,
			Model: rl.Model, Classes: rl.Classes, stage: -1,
		}
		r.pools = append(r.pools, pool)
		var untargeted Sum
		for j := range sums {
			part := r.ruleParts[sums[j].parts+i]
			if sums[j].targetOf != rl.Model {
				untargeted.Add(part)
				continue
			}
			pool.Target, pool.Amount = sums[j].target, part
			r.pools = append(r.pools, pool)
		}
		if r.pools[whole].Amount, err = untargeted.Total(); err != nil {
			return err
		}
	}
	return nil
}

// Source is one of the sums that a pool was made of.
type Source struct {
	Target   int32 // what the sum was for
	TargetOf Model
	Sum      Share   // the category's sum for that target, over the shares of its rules
	Costs    []int32 // indices of Month.Costs; shared, do not change
}

// Sources yields what a pool was made of, in order of target. A pool by price
// has none.
func (r *Run) Sources(pool *Pool) iter.Seq[Source] {
	return func(yield func(Source) bool) {
		if pool.Rule < 0 {
			return
		}
		rules := r.Month.Rules
		first := pool.Rule
		for first > 0 && rules[first-1].Category == pool.Category {
			first--
		}
		var shares []int64
		for i := first; int(i) < len(rules) && rules[i].Category == pool.Category; i++ {
			shares = append(shares, rules[i].Share)
		}
		w, err := NewWeights(shares)
		if err != nil {
			panic("bug: the shares of a charged category do not add up")
		}
		own := int(pool.Rule - first)
		for i := range r.sums {
			s := &r.sums[i]
			if s.category != pool.Category || (s.targetOf == pool.Model) != (pool.Target != NoTarget) ||
				pool.Target != NoTarget && s.target != pool.Target {
				continue
			}
			source := Source{s.target, s.targetOf, w.share(own, s.amount, r.ruleParts[s.parts+own]), r.costOrder[s.first:s.last]}
			if !yield(source) {
				return
			}
		}
	}
}

// sized returns a slice of n places, of undefined content, that reuses memory.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
