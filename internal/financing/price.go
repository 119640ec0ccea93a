package financing

import (
	"cmp"
	"math/big"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// How prices are set. What a rule's pool costs in the planned months is divided
// by what will carry it: units × months, weighed by class. Every class of the
// pool gets its weight's part of that, and a class's price is the sum over the
// pools that it carries. So the exact prices recover the pools exactly at the
// planned volumes, in the proportions of charging actual cost.
//
// Example: computers cost 1 200 000 kr in a year. 2 000 of the staff weigh 1,
// 4 000 of students 0.4: 43 200 weighed months carry it, so a month costs
// 27.777… kr and 11.111… kr. Rounded up to whole kronor that is 28 and 12 kr,
// which recovers 1 248 000 kr: 48 000 kr too much, which is settled at the end
// of the year.
//
// What the bills come to is not worked out here: the planned months are charged
// with the prices by the engine.

// Rounding says what prices are rounded to.
type Rounding uint8

// The ways to round prices.
const (
	RoundNone    Rounding = iota // to the six decimals that a price can have, half up
	RoundOre                     // to whole öre, half up
	RoundOreUp                   // to whole öre, upwards
	RoundKrona                   // to whole kronor, half up
	RoundKronaUp                 // to whole kronor, upwards
)

// Roundings are the codes of the ways to round, by Rounding.
var Roundings = []string{"none", "ore", "ore_up", "krona", "krona_up"}

// round makes a price of an exact one in micro-kronor. Prices are never below
// zero, and ok is false for one that is beyond all reason.
func (r Rounding) round(exact *big.Rat) (priceMicro int64, ok bool) {
	if exact.Sign() <= 0 {
		return 0, true
	}
	unit := big.NewInt([]int64{1, allocation.Micro / 100, allocation.Micro / 100, allocation.Micro, allocation.Micro}[r])
	units := new(big.Rat).Quo(exact, new(big.Rat).SetInt(unit))
	if r != RoundOreUp && r != RoundKronaUp {
		units.Add(units, big.NewRat(1, 2))
	}
	whole, rest := new(big.Int).QuoRem(units.Num(), units.Denom(), new(big.Int))
	if rest.Sign() > 0 && (r == RoundOreUp || r == RoundKronaUp) {
		whole.Add(whole, big.NewInt(1))
	}
	whole.Mul(whole, unit)
	return whole.Int64(), whole.IsInt64()
}

// Price is a price that is set for a class.
type Price struct {
	Model       allocation.Model
	Class       string // as in the prices table
	Name        string // of an application, else empty
	VolumeMicro int64  // planned units × months (hours of projects), in millionths, rounded half up
	ExactMicro  int64  // what recovers the cost, to the nearest micro-krona
	PriceMicro  int64  // as it is rounded

	// TodayMicro is the price of today where the model is charged by price
	// today, else what a unit and month costs today; HasToday is false where
	// neither is known.
	TodayMicro   int64
	HasToday     bool
	TodayByPrice bool

	Cost      allocation.Ore // of the pools, what this class carries
	Recovered allocation.Ore // what bills by the price come to
}

// Over is the expected over-recovery: what rounding makes of the price, and of
// each bill.
func (p *Price) Over() allocation.Ore { return p.Recovered - p.Cost }

// Stock is what stands on cost centres that are not charged, such as computers
// on a shelf: nobody pays for it.
type Stock struct {
	Model       allocation.Model
	Class       string
	VolumeMicro int64          // units × months, in millionths
	Cost        allocation.Ore // what it would carry if it were charged: the others pay that
}

// Proposal is a proposal of prices.
type Proposal struct {
	Rounding Rounding
	Prices   []Price // by model, then in order of class
	// Missed is what no price can recover, because nothing of its class is
	// planned, by model.
	Missed [allocation.Project + 1]allocation.Ore
	Stock  []Stock // of computers and network units
	// Changes make the list facts, from the first planned month on.
	Changes chargeback.ChangeSet
	// Outcome is the plan charged with the list, beside the plan charged as it
	// is today.
	Outcome *Outcome
}

// Variance is what a model is expected not to recover, to the öre; negative is
// too much. It is what is missed less what all prices of the model recover too
// much.
func (l *Proposal) Variance(model allocation.Model) allocation.Ore {
	for _, m := range l.Outcome.Models {
		if m.Model == model {
			return m.After.Variance
		}
	}
	return 0
}

// SetPrices sets the prices of models for planned months. today is what the
// prices are compared with; it may be nil. The error is that of a month that
// cannot be charged, or of a price that is beyond all reason.
func SetPrices(plan, today *Base, models []allocation.Model, rounding Rounding) (*Proposal, error) {
	nothing := &Outcome{Base: plan, months: plan.months}
	return nothing.SetPrices(today, &PriceWish{Models: models, Rounding: rounding})
}

// SetPrices sets prices that recover the months after the change. The
// proposal's outcome is the base's months with the change and the prices.
func (o *Outcome) SetPrices(today *Base, wish *PriceWish) (*Proposal, error) {
	l := &Proposal{Rounding: wish.Rounding}
	models := slices.Compact(slices.Sorted(slices.Values(wish.Models)))
	for _, model := range models {
		if err := l.setModel(o.months, model, wish); err != nil {
			return nil, err
		}
	}
	l.compareToday(today)
	var err error
	if l.Outcome, err = o.Base.Try(slices.Concat(o.set, l.Changes), nil); err != nil {
		return nil, err
	}
	l.recover()
	return l, nil
}

// setModel sets the prices of one model.
func (l *Proposal) setModel(months []*month, model allocation.Model, wish *PriceWish) error {
	first, last := months[0].run.Month.Period, months[len(months)-1].run.Month
	from := first.First().String()
	tariff := newTariff(months, model)
	l.Missed[model] = tariff.missed
	l.Stock = append(l.Stock, tariff.stock(months)...)
	l.Changes = append(l.Changes, chargeback.PutRow("settings", map[string]string{
		"key": "method." + model.String(), "value": "price", "from": from,
	}))
	for object := range tariff.classes {
		c := &tariff.classes[object]
		if c.volume.Sign() == 0 {
			continue
		}
		p := Price{Model: model, Class: last.PriceClass(model, int32(object)), VolumeMicro: micro(c.volume), Cost: c.cost}
		if model == allocation.User && object > 0 {
			p.Name = last.ObjectName(model, p.Class)
			if c.price.Sign() == 0 {
				continue // an application that costs nothing needs no price
			}
		}
		var ok1, ok2 bool
		p.ExactMicro, ok1 = RoundNone.round(c.price)
		if p.PriceMicro, ok2 = wish.fixed(model, p.Class); !ok2 {
			p.PriceMicro, ok2 = wish.Rounding.round(c.price)
		}
		if !ok1 || !ok2 {
			return overflow(first)
		}
		l.Changes = append(l.Changes, putPrice(model, p.Class, p.PriceMicro, from))
		l.Prices = append(l.Prices, p)
	}
	return nil
}

func putPrice(model allocation.Model, class string, priceMicro int64, from string) chargeback.RecordChange {
	return chargeback.PutRow("prices", map[string]string{
		"model": model.String(), "class": class, "price": string(chargeback.AppendQuantity(nil, priceMicro)), "from": from,
	})
}

// recover reads what the bills by each price come to.
func (l *Proposal) recover() {
	sums := make(map[serviceKey]allocation.Ore)
	for _, run := range l.Outcome.Runs() {
		in := run.Month.Input()
		for _, model := range allocation.Models[1:] {
			if !in.ByPrice[model] {
				continue
			}
			objects := make([]allocation.Ore, in.Objects(model))
			run.AddObjects(model, objects)
			for object, amount := range objects {
				if amount == 0 {
					continue
				}
				class := int32(object)
				if model == allocation.System {
					class = int32(in.Drivers[model].Tier[object])
				}
				sums[serviceKey{model, run.Month.PriceClass(model, class)}] += amount
			}
		}
	}
	for i := range l.Prices {
		p := &l.Prices[i]
		p.Recovered = sums[serviceKey{p.Model, p.Class}]
	}
}

// compareToday fills in what the classes cost today.
func (l *Proposal) compareToday(today *Base) {
	if today == nil {
		return
	}
	last := today.months[len(today.months)-1].run.Month
	in := last.Input()
	tariffs := make(map[allocation.Model]*tariff)
	for i := range l.Prices {
		p := &l.Prices[i]
		object, ok := priceObject(last, p.Model, p.Class)
		if !ok {
			continue
		}
		if in.ByPrice[p.Model] {
			if price := in.Drivers[p.Model].Price[object]; price != allocation.NoPrice {
				p.TodayMicro, p.HasToday, p.TodayByPrice = price, true, true
			}
			continue
		}
		if tariffs[p.Model] == nil {
			tariffs[p.Model] = newTariff(today.months, p.Model)
		}
		if c := &tariffs[p.Model].classes[object]; c.volume.Sign() > 0 {
			p.TodayMicro, p.HasToday = RoundNone.round(c.price)
		}
	}
}

// priceObject is the number of what the prices table has a price for.
func priceObject(m *chargeback.Month, model allocation.Model, class string) (int32, bool) {
	switch {
	case model == allocation.Project:
		return 0, class == "hour"
	case model == allocation.User && class == "user":
		return allocation.Accounts, true
	case model == allocation.User:
		object, ok := m.Object(model, class)
		return object, ok && class != ""
	default:
		i, ok := model.ParseClass(class)
		return int32(i), ok
	}
}

// tariff is what each class of a model costs and counts over months.
type tariff struct {
	model   allocation.Model
	classes []tariffClass
	pools   []tariffPool
	missed  allocation.Ore
}

type tariffClass struct {
	volume *big.Rat // units × months
	weight int64
	price  *big.Rat // in micro-kronor
	cost   allocation.Ore
}

// tariffPool is what the rules finance for the same classes.
type tariffPool struct {
	classes allocation.ClassSet
	object  int32 // an application, or -1
	cost    allocation.Ore
}

// newTariff adds up the pools and volumes of a model.
func newTariff(months []*month, model allocation.Model) *tariff {
	t := &tariff{model: model}
	last := months[len(months)-1].run.Month.Input()
	d := &last.Drivers[model]
	t.classes = make([]tariffClass, len(d.Price))
	for object := range t.classes {
		c := &t.classes[object]
		c.volume, c.price, c.weight = new(big.Rat), new(big.Rat), allocation.Micro
		if object < len(d.Weight) {
			c.weight = d.Weight[object]
		}
	}
	for _, m := range months {
		t.count(m.run.Month.Input())
		for _, p := range m.run.Pools() {
			if p.Model == model && p.Category != allocation.NoCategory {
				t.addPool(p)
			}
		}
	}
	for i := range t.pools {
		t.divide(&t.pools[i])
	}
	return t
}

// count adds the volumes of a month.
func (t *tariff) count(in *allocation.Month) {
	d := &in.Drivers[t.model]
	counts := make([]int64, len(t.classes))
	switch t.model {
	case allocation.System, allocation.Project:
		for o, size := range d.Size {
			if d.Start[o] == d.Start[o+1] {
				continue
			}
			if t.model == allocation.System {
				counts[d.Tier[o]] += size
			} else {
				counts[0] += size
			}
		}
	default:
		for i, count := range d.Count {
			counts[d.Object[i]] += count
		}
	}
	whole := int64(in.Period.Days())
	if t.model == allocation.Project {
		whole = 100 // hundredths of an hour
	}
	for object, count := range counts {
		t.classes[object].volume.Add(t.classes[object].volume, big.NewRat(count, whole))
	}
}

func (t *tariff) addPool(p allocation.Pool) {
	key := tariffPool{classes: p.Classes, object: -1}
	if t.model == allocation.User {
		key.object = allocation.Accounts
		if p.Target != allocation.NoTarget {
			key.object = p.Target
		}
	} else if p.Target != allocation.NoTarget {
		key.classes = 0 // a price is for a tier or an hour, whatever the cost is for
	}
	at := slices.IndexFunc(t.pools, func(q tariffPool) bool { return q.classes == key.classes && q.object == key.object })
	if at < 0 {
		at = len(t.pools)
		t.pools = append(t.pools, key)
	}
	t.pools[at].cost += p.Amount
}

// weighed is the weighed volume of each class that carries a pool, and their
// sum.
func (t *tariff) weighed(p *tariffPool) (parts []*big.Rat, sum *big.Rat) {
	sum = new(big.Rat)
	parts = make([]*big.Rat, len(t.classes))
	for object := range t.classes {
		c := &t.classes[object]
		parts[object] = new(big.Rat)
		if p.object >= 0 && int32(object) != p.object || p.object < 0 && !p.classes.Has(object) {
			continue
		}
		parts[object].Mul(c.volume, new(big.Rat).SetInt64(c.weight))
		sum.Add(sum, parts[object])
	}
	return parts, sum
}

// divide gives each class its part of a pool: to the price exactly, to the cost
// in whole öre that add up.
func (t *tariff) divide(p *tariffPool) {
	parts, sum := t.weighed(p)
	if sum.Sign() == 0 {
		t.missed += p.cost
		return
	}
	exact := make([]*big.Rat, len(parts))
	for object, part := range parts {
		c := &t.classes[object]
		exact[object] = new(big.Rat).SetInt64(int64(p.cost))
		exact[object].Mul(exact[object], part).Quo(exact[object], sum)
		if part.Sign() == 0 {
			continue
		}
		perUnit := new(big.Rat).Quo(exact[object], c.volume)
		c.price.Add(c.price, perUnit.Mul(perUnit, big.NewRat(allocation.Micro/100, 1)))
	}
	for object, whole := range roundParts(exact, p.cost) {
		t.classes[object].cost += whole
	}
}

// stock is what stands on cost centres that are not charged.
func (t *tariff) stock(months []*month) []Stock {
	if t.model != allocation.Device && t.model != allocation.Port {
		return nil
	}
	var all []Stock
	for object := range t.classes {
		volume := new(big.Rat)
		for _, m := range months {
			month := m.run.Month
			volume.Add(volume, big.NewRat(month.UnchargedDays(t.model, int32(object)), int64(month.Period.Days())))
		}
		if volume.Sign() == 0 {
			continue
		}
		weighed := new(big.Rat).Mul(volume, new(big.Rat).SetInt64(t.classes[object].weight))
		cost := new(big.Rat)
		for i := range t.pools {
			p := &t.pools[i]
			_, sum := t.weighed(p)
			if sum.Add(sum, weighed); !p.classes.Has(object) || sum.Sign() == 0 {
				continue
			}
			part := new(big.Rat).SetInt64(int64(p.cost))
			cost.Add(cost, part.Mul(part, weighed).Quo(part, sum))
		}
		all = append(all, Stock{t.model, t.model.Classes()[object], micro(volume), nearest(cost)})
	}
	return all
}

// micro is a volume in millionths, rounded half up; it is never below zero.
func micro(volume *big.Rat) int64 {
	return int64(nearest(new(big.Rat).Mul(volume, big.NewRat(allocation.Micro, 1))))
}

// nearest rounds half away from zero.
func nearest(exact *big.Rat) allocation.Ore {
	half := big.NewRat(int64(exact.Sign()), 2)
	half.Add(half, exact)
	return allocation.Ore(new(big.Int).Quo(half.Num(), half.Denom()).Int64())
}

// roundParts makes whole öre of exact parts that add up to a total: each is cut
// toward zero, and the öre left over go one each to those that lost most, the
// first at ties.
func roundParts(exact []*big.Rat, total allocation.Ore) []allocation.Ore {
	whole := make([]allocation.Ore, len(exact))
	lost := make([]*big.Rat, len(exact))
	order := make([]int, len(exact))
	left := total
	for i, part := range exact {
		cut := new(big.Int).Quo(part.Num(), part.Denom())
		whole[i] = allocation.Ore(cut.Int64())
		lost[i] = new(big.Rat).Sub(part, new(big.Rat).SetInt(cut))
		order[i] = i
		left -= whole[i]
	}
	sign := allocation.Ore(cmp.Compare(left, 0))
	slices.SortStableFunc(order, func(a, b int) int { return lost[b].Cmp(lost[a]) * int(sign) })
	for i := 0; left != 0; i++ {
		whole[order[i]] += sign
		left -= sign
	}
	return whole
}
