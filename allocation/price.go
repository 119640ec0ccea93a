package allocation

import (
	"errors"
	"math/bits"
)

// Charging by price (SPEC §6): a quantity costs price × quantity, rounded half
// away from zero to the öre, instead of a part of a pool. What the model's
// pools cost minus what its bills recover is the model's variance.
//
// Example: an access point costs 190,00 kr a month. One that came on the 20th
// of a month with 31 days was there 12 days: 190,00 × 12 / 31 = 73,548… kr,
// billed 73,55 kr.

// microPerOre is how many micro-kronor an öre has.
const microPerOre = Micro / 100

// priced returns price × quantity / divisor, rounded half away from zero. The
// divisor is even, in micro-kronor per öre and parts per unit.
func priced(priceMicro, quantity int64, divisor uint64) (Ore, error) {
	hi, lo := bits.Mul64(uint64(priceMicro), uint64(quantity))
	lo, carry := bits.Add64(lo, divisor/2, 0)
	hi += carry
	if hi >= divisor {
		return 0, ErrOverflow
	}
	amount, _ := bits.Div64(hi, lo, divisor)
	if int64(amount) < 0 {
		return 0, ErrOverflow
	}
	return Ore(amount), nil
}

// priceCells fills in price × item-days / N for each cell, by the price of its
// class or, for users, of the accounts or the application. Nothing is billed
// where there is no price.
func priceCells(parts []Ore, d *Driver, days int64) error {
	for i, count := range d.Count {
		parts[i] = 0
		if price := d.Price[d.Object[i]]; price != NoPrice {
			amount, err := priced(price, count, uint64(days)*microPerOre)
			if err != nil {
				return err
			}
			parts[i] = amount
		}
	}
	return nil
}

// spreadByPrice fills in the bills of one model.
func (r *Run) spreadByPrice(p *Pool, s *Scratch) error {
	d, days := &r.Month.Drivers[p.Model], int64(r.Month.Period.Days())
	var err error
	switch p.Model {
	case System:
		err = priceSystems(r.stageOf(p), d, days)
	case Project:
		err = priceProjects(r.stageOf(p), d)
	default:
		err = priceCells(r.partsOf(p), d, days)
	}
	if err == nil && p.stage >= 0 {
		r.spreadStage(p, r.stageOf(p), s)
	}
	var sum Sum
	for _, part := range r.partsOf(p) {
		sum.Add(part)
	}
	if err == nil {
		p.Amount, err = sum.Total()
	}
	if err != nil {
		return &MonthError{Category: NoCategory, Model: p.Model, Object: -1, Err: err}
	}
	return nil
}

// checkPrices finds every quantity that would be billed and has no price. An
// application without a price is not billed.
func (r *Run) checkPrices() error {
	var errs []error
	for _, model := range Models {
		if !r.Month.ByPrice[model] {
			continue
		}
		d := &r.Month.Drivers[model]
		missing := make([]bool, len(d.Price))
		for object := range d.Price {
			missing[object] = d.Price[object] == NoPrice && bills(d, model, int32(object))
		}
		for object, is := range missing {
			if is {
				errs = append(errs, &MonthError{NoCategory, model, int32(object), ErrNoPrice})
			}
		}
	}
	return errors.Join(errs...)
}

// bills says whether something would be billed by the price of this object or
// class.
func bills(d *Driver, model Model, object int32) bool {
	switch model {
	case System, Project:
		for o := range d.Size {
			if d.hasPayers(o) && d.Size[o] > 0 && (model == Project || int32(d.Tier[o]) == object) {
				return true
			}
		}
	case User:
		first, last := d.cells(Accounts)
		return object == Accounts && first < last
	default:
		for _, class := range d.Object {
			if class == object {
				return true
			}
		}
	}
	return false
}

// roundDiv returns a·b / c, rounded half up. All are positive, the quotient
// fits in 62 bits.
func roundDiv(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(2*a), uint64(b))
	lo, carry := bits.Add64(lo, uint64(c), 0)
	quotient, _ := bits.Div64(hi+carry, lo, uint64(2*c))
	return int64(quotient)
}
