package financing

import (
	"cmp"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Sought is a price that was looked for.
type Sought struct {
	PriceMicro int64
	Variance   allocation.Ore // of the model, with the price
	Outcome    *Outcome       // of the months with it
}

// SeekPrice finds the lowest price of a class, in whole steps, at which a model
// recovers its cost: with it the model's variance is zero or below, and one step
// lower it is above. set is what else is changed, and is made first; step is in
// micro-kronor, above zero. It is NoSuchVolume where no price would, because
// nothing of the class is billed.
func (b *Base) SeekPrice(set chargeback.ChangeSet, model allocation.Model, class string, step int64) (*Sought, error) {
	from := b.First.First().String()
	var o *Outcome
	try := func(steps int64) (allocation.Ore, error) {
		changes := append(slices.Clone(set),
			chargeback.PutRow("settings", map[string]string{"key": "method." + model.String(), "value": "price", "from": from}),
			putPrice(model, class, steps*step, from))
		var err error
		if o, err = b.Try(changes, o); err != nil {
			return 0, err
		}
		return o.sums.models[model].Variance, nil
	}
	// A price that changes nothing is the price of nothing.
	much, err := try(max(1, someKronor/step))
	if err != nil {
		return nil, err
	}
	variance, err := try(0)
	if err != nil {
		return nil, err
	}
	if variance == much {
		return nil, &chargeback.Error{Code: chargeback.NoSuchVolume, Args: []string{model.String(), class}}
	}
	// The variance falls as the price rises: low is too low, high is enough.
	low, high := int64(-1), int64(0)
	for variance > 0 {
		low, high = high, max(1, 2*high)
		if high > mostPrice/step {
			return nil, overflow(b.First)
		}
		if variance, err = try(high); err != nil {
			return nil, err
		}
	}
	for high-low > 1 {
		middle := low + (high-low)/2
		if variance, err = try(middle); err != nil {
			return nil, err
		}
		if variance > 0 {
			low = middle
		} else {
			high = middle
		}
	}
	if variance, err = try(high); err != nil {
		return nil, err
	}
	return &Sought{high * step, variance, o}, nil
}

// someKronor is a price that any quantity makes an öre of.
const someKronor = 1000 * allocation.Micro

// mostPrice is the highest price that is tried: a milliard kronor.
const mostPrice = 1_000_000_000 * allocation.Micro

// Settlement is how a model's variance is made good at the end of the year.
type Settlement struct {
	Model    allocation.Model
	Variance allocation.Ore // positive: bills were too low, and are added to
	Lines    []SettlementLine
	Left     allocation.Ore // where nothing was billed, all of it: it stays with IT
}

// SettlementLine is a line of bills of the year, and what is added to it.
type SettlementLine struct {
	Department, CostCenter, Object string // the department of the last month
	Billed, Amount                 allocation.Ore
}

// Settle shares out the variance of a model charged by price over the lines
// that were billed in the months, by the same keys: each line's part is
// proportional to what the year's bills of it came to, which is price × quantity.
// The parts add up to the variance; öre left over go to the largest remainders,
// in the order of a bill at ties. Lines are in that order.
func Settle(runs []*chargeback.Run, model allocation.Model) (*Settlement, error) {
	s := &Settlement{Model: model}
	type key struct{ center, object string }
	at := make(map[key]int)
	for _, run := range runs {
		for _, v := range run.Variance() {
			if v.Model == model {
				s.Variance += v.Amount
			}
		}
		if !run.Month.Input().ByPrice[model] {
			continue
		}
		for line := range run.Lines() {
			if line.Model != model {
				continue
			}
			k := key{line.CostCenter, line.Object}
			i, known := at[k]
			if !known {
				i = len(s.Lines)
				at[k] = i
				s.Lines = append(s.Lines, SettlementLine{CostCenter: line.CostCenter, Object: line.Object})
			}
			s.Lines[i].Department = line.Department
			s.Lines[i].Billed += line.Amount
		}
	}
	slices.SortFunc(s.Lines, func(a, b SettlementLine) int {
		return cmp.Or(strings.Compare(a.Department, b.Department), strings.Compare(a.CostCenter, b.CostCenter), strings.Compare(a.Object, b.Object))
	})
	billed := make([]int64, len(s.Lines))
	for i := range s.Lines {
		billed[i] = int64(s.Lines[i].Billed)
	}
	weights, err := allocation.NewWeights(billed)
	if err != nil {
		return nil, &chargeback.Error{Code: chargeback.Overflow, Args: []string{"", model.String()}, Err: err}
	}
	parts := make([]allocation.Ore, len(s.Lines))
	if !weights.Split(parts, s.Variance, new(allocation.Scratch)) {
		s.Left = s.Variance
	}
	for i := range s.Lines {
		s.Lines[i].Amount = parts[i]
	}
	return s, nil
}
