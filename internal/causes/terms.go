package causes

import (
	"math/big"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// pool is what a model spreads of all categories by the same classes.
type pool struct {
	classes allocation.ClassSet
	amount  [4]*big.Rat // by cost and rule
}

// poolsOf returns what a model spreads that is for nothing in particular.
func (e *explainer) poolsOf(model allocation.Model) []pool {
	if e.pools[model] != nil {
		return *e.pools[model]
	}
	var classes []allocation.ClassSet
	seen := make(map[allocation.ClassSet]bool)
	for _, side := range e.sides {
		for _, rule := range side.in.Rules {
			if rule.Model == model && !seen[rule.Classes] {
				seen[rule.Classes] = true
				classes = append(classes, rule.Classes)
			}
		}
	}
	pools := make([]pool, 0, len(classes))
	for _, set := range classes {
		if amount, some := e.amount(model, set, nil); some {
			pools = append(pools, pool{set, amount})
		}
	}
	e.pools[model] = &pools
	return pools
}

// amount is what a model spreads by cost and rule, and whether it is ever other
// than zero.
func (e *explainer) amount(model allocation.Model, classes allocation.ClassSet, target *serviceKey) (amount [4]*big.Rat, some bool) {
	for i := range amount {
		amount[i] = new(big.Rat)
	}
	product := new(big.Rat)
	for _, code := range e.categories {
		both := [2]*category{e.sides[0].category(code), e.sides[1].category(code)}
		for i := range amount {
			cost, rules := both[i&1].costFor(model, target), both[i>>1]
			if cost == 0 {
				continue
			}
			if len(rules.rules) == 0 { // nothing to charge then, and so no rules
				rules = both[1-i>>1]
			}
			part := rules.part(model, classes, target != nil)
			if part.Sign() != 0 {
				amount[i].Add(amount[i], product.Mul(whole(cost), part))
				some = true
			}
		}
	}
	return amount, some
}

// terms are the products that a line adds up, in the numbers of both months.
func (e *explainer) terms(key lineKey) []term {
	if e.sides[0].in.ByPrice[key.model] {
		return []term{e.priced(key)}
	}
	var terms []term
	staged := key.model == allocation.System || key.model == allocation.Project
	if staged || key.model != allocation.User || key.object == "" {
		for _, p := range e.poolsOf(key.model) {
			switch {
			case staged:
				terms = append(terms, term{p.amount, []portion{e.object(key.serviceKey, p.classes), e.share(key)}})
			default:
				terms = append(terms, term{p.amount, []portion{e.cell(key, p.classes)}})
			}
		}
	}
	if staged || key.model == allocation.User && key.object != "" {
		if amount, some := e.amount(key.model, 0, &key.serviceKey); some {
			of := e.cell
			if staged {
				of = func(key lineKey, _ allocation.ClassSet) portion { return e.share(key) }
			}
			terms = append(terms, term{amount, []portion{of(key, 0)}})
		}
	}
	return terms
}

// priced is a quantity at a price.
func (e *explainer) priced(key lineKey) term {
	var t term
	tiers := e.tiers(key.serviceKey)
	for i := range t.amount {
		price, ok := e.sides[i&1].price(key.serviceKey, tiers[i>>1])
		if !ok && (key.model != allocation.User || key.object == "") {
			price, _ = e.sides[1-i&1].price(key.serviceKey, tiers[i>>1]) // nothing to charge then, and so no price
		}
		t.amount[i] = big.NewRat(price, allocation.Micro/100)
	}
	var quantity portion
	unit := big.NewInt(e.sides[0].days() * e.sides[1].days())
	switch key.model {
	case allocation.Project:
		unit = big.NewInt(100) // of hours in hundredths
		fallthrough
	case allocation.System:
		quantity.fill(func(_, own int) *big.Int { return e.size(own, key.serviceKey) },
			func(_, _, _, _ int) *big.Int { return unit })
		t.portions = []portion{quantity, e.share(key)}
	default:
		quantity.fill(func(_, own int) *big.Int { return e.days(own, e.sides[own].count(key.center, key.serviceKey)) },
			func(_, _, _, _ int) *big.Int { return unit })
		t.portions = []portion{quantity}
	}
	return t
}

// days brings item-days of a month to a unit that both months share.
func (e *explainer) days(month int, count int64) *big.Int {
	n := big.NewInt(count)
	return n.Mul(n, big.NewInt(e.sides[1-month].days()))
}

// size is that of a system or project in a month, in a unit that both share.
func (e *explainer) size(month int, key serviceKey) *big.Int {
	size := e.sides[month].size(key)
	if key.model == allocation.Project {
		return big.NewInt(size)
	}
	return e.days(month, size)
}

// tiers of a system in both months. Where one does not know it, it has that of
// the other.
func (e *explainer) tiers(key serviceKey) (tiers [2]int) {
	if key.model != allocation.System {
		return tiers
	}
	var known [2]bool
	for i := range tiers {
		tiers[i], known[i] = e.sides[i].tier(key.object)
	}
	for i := range tiers {
		if !known[i] {
			tiers[i] = tiers[1-i]
		}
	}
	return tiers
}

// weight of a system or project in a pool by the rules of a month.
func (e *explainer) weight(rule int, key serviceKey, classes allocation.ClassSet) *big.Int {
	if key.model == allocation.Project {
		return big.NewInt(1)
	}
	tier := e.tiers(key)[rule]
	if !classes.Has(tier) {
		return new(big.Int)
	}
	return big.NewInt(e.sides[rule].driver(key.model).Weight[tier])
}

// poolKey is what is one's own or counted of a pool, for all cost centres.
type poolKey struct {
	serviceKey
	classes allocation.ClassSet
}

// stages are all systems or projects of a pool: sums of size times weight, by
// rule, others and start.
type stages [8]*big.Int

type stageKey struct {
	model   allocation.Model
	classes allocation.ClassSet
}

// object is a system's or project's portion of a pool for all of them. It is
// there in both months: what began or ended is no portion, but the whole cause.
func (e *explainer) object(key serviceKey, classes allocation.ClassSet) portion {
	at := poolKey{key, classes}
	p, known := e.objects[at]
	if !known {
		p = e.newObject(key, classes)
		e.objects[at] = p
	}
	return p
}

func (e *explainer) newObject(key serviceKey, classes allocation.ClassSet) (p portion) {
	all := e.stage(stageKey{key.model, classes})
	own := func(rule, month int) *big.Int {
		n := e.size(month, key)
		return n.Mul(n, e.weight(rule, key, classes))
	}
	p.fill(own, func(rule, month, others, start int) *big.Int {
		n := new(big.Int).Sub(all[rule|others<<1|start<<2], own(rule, others))
		return n.Add(n, own(rule, month))
	})
	return p
}

func (e *explainer) stage(at stageKey) *stages {
	if all := e.staged[at]; all != nil {
		return all
	}
	all := new(stages)
	for i := range all {
		all[i] = new(big.Int)
	}
	for _, code := range e.codes(at.model) {
		key := serviceKey{at.model, code}
		changed := e.beganOrEnded(key)
		for i := range all {
			month := i >> 1 & 1
			if changed {
				month = i >> 2 & 1
			}
			n := e.size(month, key)
			all[i].Add(all[i], n.Mul(n, e.weight(i&1, key, at.classes)))
		}
	}
	e.staged[at] = all
	return all
}

// codes of all systems or projects that one of the months knows.
func (e *explainer) codes(model allocation.Model) []string {
	list := func(side *side) *chargeback.Codes {
		if model == allocation.System {
			return &side.Run.Month.Facts.Systems
		}
		return &side.Run.Month.Facts.Projects
	}
	var codes []string
	before, after := list(&e.sides[0]), list(&e.sides[1])
	for i := range int32(before.Len()) {
		codes = append(codes, before.At(i))
	}
	for i := range int32(after.Len()) {
		if _, ok := before.Index(after.At(i)); !ok {
			codes = append(codes, after.At(i))
		}
	}
	return codes
}

// share is a payer's portion of a system, or an orderer's of a project. Who
// pays, and by which shares, is a rule; where a system's users pay, their
// number counts.
func (e *explainer) share(key lineKey) (p portion) {
	if e.byUsers(key.serviceKey) {
		return e.cell(key, 0)
	}
	p.fill(func(rule, _ int) *big.Int { return big.NewInt(e.sides[rule].count(key.center, key.serviceKey)) },
		func(rule, _, _, _ int) *big.Int {
			t := e.sides[rule].tally(key.serviceKey)
			return big.NewInt(t.ours + t.others)
		})
	return p
}

// byUsers says whether the users of a system pay for it, in both months.
func (e *explainer) byUsers(key serviceKey) bool {
	if key.model != allocation.System {
		return false
	}
	for _, side := range e.sides {
		if _, ok := side.Run.Month.Object(key.model, key.object); ok && side.Run.Month.Sharing(key.object) != chargeback.ByUsers {
			return false
		}
	}
	return true
}

// cell is a cost centre's portion of what a service's or a model's classes
// count.
func (e *explainer) cell(key lineKey, classes allocation.ClassSet) (p portion) {
	class, classed := 0, key.model == allocation.Device || key.model == allocation.Port
	if classed {
		class, _ = key.model.ParseClass(key.object)
	}
	for i := range p.num {
		rule, own := i&1, i>>1
		p.num[i] = e.days(own, e.sides[own].count(key.center, key.serviceKey))
		if classed {
			p.num[i].Mul(p.num[i], e.classWeight(rule, key.model, class, classes))
		}
	}
	at := poolKey{key.serviceKey, classes}
	if classed {
		at.object = "" // all cells of the classes
	}
	den := e.counted[at]
	if den == nil {
		den = e.countedIn(at, classed)
		e.counted[at] = den
	}
	p.den = *den
	return p
}

func (e *explainer) classWeight(rule int, model allocation.Model, class int, classes allocation.ClassSet) *big.Int {
	if !classes.Has(class) {
		return new(big.Int)
	}
	return big.NewInt(e.sides[rule].driver(model).Weight[class])
}

// countedIn is what a service counts, or all classes of a model with their
// weights: by rule, own and others.
func (e *explainer) countedIn(at poolKey, classed bool) *[16]*big.Int {
	count := func(key serviceKey, own, others int) *big.Int {
		n := e.days(own, e.sides[own].tally(key).ours)
		return n.Add(n, e.days(others, e.sides[others].tally(key).others))
	}
	all := new([16]*big.Int)
	for i := range all {
		rule, own, others := i&1, i>>1&1, i>>2&1
		if !classed {
			all[i] = count(at.serviceKey, own, others)
			continue
		}
		all[i] = new(big.Int)
		for class, code := range at.model.Classes() {
			n := count(serviceKey{at.model, code}, own, others)
			all[i].Add(all[i], n.Mul(n, e.classWeight(rule, at.model, class, at.classes)))
		}
	}
	return all
}
