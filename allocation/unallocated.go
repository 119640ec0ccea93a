package allocation

import (
	"cmp"
	"slices"
)

// UnallocatedAmount is money that found nobody to carry it. It stays on IT's
// own budget and is reported with its reason; it never disappears (SPEC §5
// step 5).
type UnallocatedAmount struct {
	Category int32
	Model    Model
	Object   int32 // the system, application or project it was for, or NoTarget
	Reason   Reason
	Amount   Ore
}

// Unallocated returns what found no receiver, per category, model and object
// in that order, without those that come to zero.
func (r *Run) Unallocated() []UnallocatedAmount {
	var all []UnallocatedAmount
	for i := range r.pools {
		if p := &r.pools[i]; p.Outcome == Unallocated && p.Amount != 0 {
			all = append(all, UnallocatedAmount{p.Category, p.Model, p.Target, p.Reason, p.Amount})
		}
	}
	order := func(a, b UnallocatedAmount) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Model, b.Model), cmp.Compare(a.Object, b.Object))
	}
	slices.SortStableFunc(all, order)
	merged := all[:0]
	for _, u := range all {
		if n := len(merged); n > 0 && order(merged[n-1], u) == 0 {
			merged[n-1].Amount += u.Amount
		} else {
			merged = append(merged, u)
		}
	}
	return slices.DeleteFunc(merged, func(u UnallocatedAmount) bool { return u.Amount == 0 })
}
