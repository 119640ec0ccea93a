package allocation

import "slices"

// Model 1, central (SPEC §1, §5): what IT needs in order to exist at all, such
// as its management's salaries, is the one exception from the principle that
// whoever causes a cost pays it. It is spread over nothing and stays on IT's
// own budget, reported per category.

// CentralAmount is what one category leaves on IT's own budget.
type CentralAmount struct {
	Category int32
	Amount   Ore
}

// Central returns what stays on IT's own budget by model 1, per category in
// order, without those that come to zero.
func (r *Run) Central() []CentralAmount {
	var amounts []CentralAmount
	for i := range r.pools {
		p := &r.pools[i]
		if p.Outcome != OwnBudget {
			continue
		}
		if n := len(amounts); n > 0 && amounts[n-1].Category == p.Category {
			amounts[n-1].Amount += p.Amount
		} else {
			amounts = append(amounts, CentralAmount{p.Category, p.Amount})
		}
	}
	return slices.DeleteFunc(amounts, func(a CentralAmount) bool { return a.Amount == 0 })
}
