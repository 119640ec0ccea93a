package financing

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Avoided tells whether a change of volumes avoids a cost or only moves it: a
// department that gives back six computers pays less, but unless the
// municipality then pays less, the others pay more.
//
// Own + Others + OwnBudget = −Saved, to the öre.
type Avoided struct {
	Own, Others allocation.Ore // what the department's bill, and all others', change by
	OwnBudget   allocation.Ore // what changes of what stays with IT
	Saved       allocation.Ore // what the municipality pays less
	Categories  []AvoidedCategory
	Moved       *Outcome // as if every cost were fixed
	Outcome     *Outcome // with the costs that are avoided
}

// AvoidedCategory is what is saved of a category's cost.
type AvoidedCategory struct {
	Code, Name    string
	VariableMicro int64 // the variable part of its cost, in millionths
	Saved         allocation.Ore
}

// Avoid tries a change of volumes. variable is the part of each category's cost
// that follows the volume of the model that carries it, in millionths; the rest
// is fixed, as is all of a category that is not named. What is saved of a pool
// is its variable part × what falls away of the weights that carry it, worked
// out exactly and rounded once for each month, category and target. More volume
// costs more in the same way. The error is BadShare, or that of [Base.Try].
func (b *Base) Avoid(set chargeback.ChangeSet, variable map[string]int64, department string) (*Avoided, error) {
	for _, category := range slices.Sorted(maps.Keys(variable)) {
		if part := variable[category]; part < 0 || part > allocation.Micro {
			return nil, &chargeback.Error{Code: chargeback.BadShare, Value: string(chargeback.AppendQuantity(nil, part))}
		}
	}
	moved, err := b.Try(set, nil)
	if err != nil {
		return nil, err
	}
	a := &Avoided{Moved: moved}
	saved := make(map[string]allocation.Ore)
	changes := slices.Clone(set)
	for i, m := range moved.months {
		for _, row := range savings(b.months[i].run, m.run, variable) {
			saved[row.category] += row.amount
			changes = append(changes, row.put(len(changes)))
		}
	}
	if a.Outcome, err = b.Try(changes, nil); err != nil {
		return nil, err
	}
	last := b.months[len(b.months)-1].run.Month
	for _, category := range slices.Sorted(maps.Keys(saved)) {
		a.Categories = append(a.Categories, AvoidedCategory{category, last.CategoryName(category), variable[category], saved[category]})
	}
	o := a.Outcome
	a.Saved = o.Before.Cost - o.After.Cost
	for i := range o.Departments {
		if d := &o.Departments[i]; d.Code == department {
			a.Own += d.Difference()
		} else {
			a.Others += d.Difference()
		}
	}
	stays := func(t chargeback.Totals) allocation.Ore { return t.Central + t.Unallocated + t.Variance }
	a.OwnBudget = stays(o.After) - stays(o.Before)
	return a, nil
}

// saving is what is saved of the cost of a category, for a target or for none,
// in a month.
type saving struct {
	period   allocation.Period
	category string
	model    allocation.Model // of the target; 0 where there is none
	target   string
	amount   allocation.Ore
}

// put makes it a cost row.
func (s *saving) put(number int) chargeback.RecordChange {
	row := map[string]string{
		"id": fmt.Sprintf("avoided-%s-%d", s.period, number), "date": s.period.First().String(), "category": s.category,
		"amount": chargeback.PlainAmount(-s.amount),
	}
	switch s.model {
	case allocation.System:
		row["system"] = s.target
	case allocation.User:
		row["application"] = s.target
	case allocation.Project:
		row["project"] = s.target
	default: // for nothing in particular
	}
	return chargeback.PutRow("costs", row)
}

// savings are those of a month, in order of category and target.
func savings(before, after *chargeback.Run, variable map[string]int64) []saving {
	if before == after {
		return nil
	}
	sums := make(map[saving]*big.Rat)
	pools := before.Pools()
	for i := range pools {
		p := &pools[i]
		if p.Category == allocation.NoCategory || p.Model == allocation.Central {
			continue
		}
		category := before.Month.Facts.Categories.At(p.Category)
		part := variable[category]
		was, is := carried(before.Month, before.Month, p), carried(before.Month, after.Month, p)
		if part == 0 || was.Sign() == 0 || was.Cmp(is) == 0 {
			continue
		}
		key := saving{period: before.Month.Period, category: category}
		if p.Target != allocation.NoTarget {
			key.model, key.target = p.Model, before.Month.ObjectCode(p.Model, p.Target)
		}
		if sums[key] == nil {
			sums[key] = new(big.Rat)
		}
		less := new(big.Rat).SetFrac(new(big.Int).Sub(was, is), was)
		less.Mul(less, big.NewRat(part, allocation.Micro)).Mul(less, new(big.Rat).SetInt64(int64(p.Amount)))
		sums[key].Add(sums[key], less)
	}
	var all []saving
	for key, exact := range sums {
		if key.amount = nearest(exact); key.amount != 0 {
			all = append(all, key)
		}
	}
	slices.SortFunc(all, func(a, b saving) int {
		return cmp.Or(strings.Compare(a.category, b.category), cmp.Compare(a.model, b.model), strings.Compare(a.target, b.target))
	})
	return all
}

// carried is the weight of all that carries a pool of one month, counted in
// another: with the weights of the first, so that only volumes have a say.
func carried(weighs, counts *chargeback.Month, p *allocation.Pool) *big.Int {
	d, w := &counts.Input().Drivers[p.Model], weighs.Input().Drivers[p.Model].Weight
	sum := new(big.Int)
	add := func(count, weight int64) {
		sum.Add(sum, new(big.Int).Mul(big.NewInt(count), big.NewInt(weight)))
	}
	object := p.Target
	if p.Target != allocation.NoTarget {
		var ok bool
		if object, ok = counts.Object(p.Model, weighs.ObjectCode(p.Model, p.Target)); !ok {
			return sum
		}
	}
	switch p.Model {
	case allocation.Device, allocation.Port:
		for i, class := range d.Object {
			if p.Classes.Has(int(class)) {
				add(d.Count[i], w[class])
			}
		}
	case allocation.User:
		object = max(object, allocation.Accounts)
		for _, count := range d.Count[d.Start[object]:d.Start[object+1]] {
			add(count, 1)
		}
	default:
		for o, size := range d.Size {
			switch {
			case d.Start[o] == d.Start[o+1] || object != allocation.NoTarget && int32(o) != object:
			case p.Model == allocation.Project || object != allocation.NoTarget:
				add(size, 1)
			case p.Classes.Has(int(d.Tier[o])):
				add(size, w[d.Tier[o]])
			}
		}
	}
	return sum
}
