package causes

import (
	"cmp"
	"math/big"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// FactKind says what a fact tells.
type FactKind uint8

// The kinds of facts.
const (
	TierChanged     FactKind = iota // of system Name, from tier From to To, which weigh Before and After
	WeightChanged                   // of class or tier Object of Model, from Before to After
	RuleChanged                     // the part of category Name that Model finances, from Before to After
	ShareChanged                    // the bill's part of system or project Name, from Before to After, by owner or shares
	MethodChanged                   // of Model: to price, or to actual cost where To is empty
	Began                           // system, application or project Name
	Ended                           // likewise
	MovedHere                       // cost centre Name (Object) came from department From
	MovedAway                       // cost centre Name (Object) went to department To
	CountChanged                    // of a service; of a system, its users
	DaysChanged                     // system Name was in use for another part of the month
	OthersCount                     // of a service, what everybody else has
	OthersDays                      // another system Name was in use, and had payers, for another part of the month
	PriceChanged                    // of a service, from Before to After
	CategoryCost                    // category Name costs another amount: Before and After in öre
	Corrected                       // month From: Micro more of a service at cost centre To
	CorrectedBefore                 // month From was corrected on the bill before
)

// Fact is something that happened. Before, After and Micro, their difference,
// are millionths: of units, of wholes, of kronor, or of a weight of 1.
type Fact struct {
	Kind          FactKind
	Model         allocation.Model
	Object, Name  string // Name is empty where the language names it
	From, To      string
	Before, After int64
	Micro         int64
}

// factOf is a fact of a cause.
type factOf struct {
	cause Cause
	Fact
	weight *big.Rat // about what it makes, to tell the largest first
}

// told keeps a fact, once per kind and name; what it weighs adds up.
func (e *explainer) told(cause Cause, f Fact, weight *big.Rat) {
	if f.Before != 0 || f.After != 0 {
		f.Micro = f.After - f.Before
	}
	for i := range e.facts {
		t := &e.facts[i]
		if t.cause == cause && t.Kind == f.Kind && t.Model == f.Model && t.Object == f.Object && t.From == f.From && t.To == f.To {
			t.weight = new(big.Rat).Add(t.weight, weight)
			if f.Kind == Corrected {
				t.Micro += f.Micro
			}
			return
		}
	}
	e.facts = append(e.facts, factOf{cause, f, weight})
}

// factsOf returns the facts of a cause, the largest first.
func (e *explainer) factsOf(cause Cause) []Fact {
	all := slices.DeleteFunc(slices.Clone(e.facts), func(f factOf) bool { return f.cause != cause })
	slices.SortStableFunc(all, func(a, b factOf) int {
		return cmp.Or(absolute(b.weight).Cmp(absolute(a.weight)), cmp.Compare(a.Kind, b.Kind))
	})
	var facts []Fact
	for _, f := range all {
		facts = append(facts, f.Fact)
	}
	return facts
}

func absolute(r *big.Rat) *big.Rat { return new(big.Rat).Abs(r) }

func (e *explainer) startFact(key serviceKey, amount allocation.Ore) {
	kind := Began
	if e.sides[0].isLive(key) {
		kind = Ended
	}
	e.told(StartEnd, Fact{Kind: kind, Model: key.model, Object: key.object, Name: e.name(key)}, whole(amount))
}

func (e *explainer) moveFact(p place, amount allocation.Ore) {
	before, after := e.sides[0].Run.Month, e.sides[1].Run.Month
	f := Fact{Kind: MovedAway, Object: p.code, Name: before.CostCenterName(p.code), To: after.DepartmentName(p.to)}
	if p.is {
		f = Fact{Kind: MovedHere, Object: p.code, Name: after.CostCenterName(p.code), From: before.DepartmentName(p.from)}
	}
	e.told(Move, f, whole(amount))
}

func (e *explainer) correctionFact(line *chargeback.StatementCorrection, sign allocation.Ore) {
	month := line.Month.String()
	if sign < 0 {
		e.told(Correction, Fact{Kind: CorrectedBefore, From: month}, whole(-line.Amount))
		return
	}
	center := line.CostCenterName
	if center == "" {
		center = line.CostCenter
	}
	e.told(Correction, Fact{
		Kind: Corrected, From: month, To: center, Model: line.Model, Object: line.Object, Name: line.ObjectName, Micro: line.QuantityMicro,
	}, whole(line.Amount))
}

// tell finds what happened behind the parts.
func (e *explainer) tell(parts []exactPart) {
	others, starts := make(map[allocation.Model]*big.Rat), make(map[allocation.Model]*big.Rat)
	costs := make(map[allocation.Model]*big.Rat)
	add := func(sums map[allocation.Model]*big.Rat, part *exactPart) {
		if sums[part.model] == nil {
			sums[part.model] = new(big.Rat)
		}
		sums[part.model].Add(sums[part.model], part.amount)
	}
	tiers := false
	for i := range parts {
		part := &parts[i]
		switch part.cause {
		case Rule:
			e.ruleFacts(part.serviceKey, part.amount)
			tiers = tiers || part.model == allocation.System && !e.sides[0].in.ByPrice[part.model] && !e.sides[1].in.ByPrice[part.model]
		case OwnVolume:
			e.ownFacts(part.serviceKey, part.amount)
		case OtherVolume:
			add(others, part)
			if part.model == allocation.User || e.byUsers(part.serviceKey) {
				e.othersFact(part.serviceKey, part.amount)
			}
		case StartEnd:
			add(starts, part)
		case Cost:
			add(costs, part)
			e.priceFact(part.serviceKey, part.amount)
		}
	}
	if tiers {
		e.otherTiers()
	}
	for _, model := range allocation.Models {
		if amount := others[model]; amount != nil {
			e.otherFacts(model, amount)
		}
		if amount := starts[model]; amount != nil {
			e.otherStarts(model)
		}
		if amount := costs[model]; amount != nil && !e.sides[1].in.ByPrice[model] {
			e.costFacts(model, amount)
		}
	}
}

// ruleFacts tell what changed of the rules behind a service.
func (e *explainer) ruleFacts(key serviceKey, part *big.Rat) {
	model := key.model
	if is := e.sides[1].in.ByPrice[model]; is != e.sides[0].in.ByPrice[model] {
		to := ""
		if is {
			to = "price"
		}
		e.told(Rule, Fact{Kind: MethodChanged, Model: model, To: to}, part)
		return
	}
	if model == allocation.System {
		e.tierFact(key, part)
	}
	if (model == allocation.System || model == allocation.Project) && !e.byUsers(key) {
		if before, after := e.portionOf(0, key), e.portionOf(1, key); before != after {
			e.told(Rule, Fact{Kind: ShareChanged, Model: model, Object: key.object, Name: e.name(key), Before: before, After: after}, part)
		}
	}
	if e.sides[1].in.ByPrice[model] {
		return
	}
	before, after := e.sides[0].driver(model).Weight, e.sides[1].driver(model).Weight
	for class, code := range model.Classes() {
		if before[class] != after[class] {
			e.told(Rule, Fact{Kind: WeightChanged, Model: model, Object: code, Before: before[class], After: after[class]}, part)
		}
	}
	for _, code := range e.categories {
		before, after := e.sides[0].category(code), e.sides[1].category(code)
		if len(before.rules) == 0 || len(after.rules) == 0 {
			continue
		}
		was, is := before.part(model, 0, true), after.part(model, 0, true)
		if was.Cmp(is) != 0 {
			e.told(Rule, Fact{
				Kind: RuleChanged, Model: model, Object: code, Name: e.sides[1].Run.Month.CategoryName(code), Before: micro(was), After: micro(is),
			}, part)
		}
	}
}

func (e *explainer) tierFact(key serviceKey, weight *big.Rat) {
	from, to := e.sides[0].Run.Month.Tier(key.object), e.sides[1].Run.Month.Tier(key.object)
	if from != to && from != "" && to != "" {
		f := Fact{Kind: TierChanged, Model: key.model, Object: key.object, Name: e.name(key), From: from, To: to}
		if !e.sides[1].in.ByPrice[key.model] {
			f.Before = e.sides[0].driver(key.model).Weight[e.tiers(key)[0]]
			f.After = e.sides[1].driver(key.model).Weight[e.tiers(key)[1]]
		}
		e.told(Rule, f, weight)
	}
}

// otherTiers tell of systems that the bill does not pay and whose tier
// changed: they take more or less of what is shared. They are told after those
// that it pays.
func (e *explainer) otherTiers() {
	for _, code := range e.codes(allocation.System) {
		key := serviceKey{allocation.System, code}
		if e.sides[0].size(key) > 0 && e.sides[1].size(key) > 0 {
			e.tierFact(key, new(big.Rat))
		}
	}
}

// portionOf is the bill's part of a system or project in a month, in
// millionths.
func (e *explainer) portionOf(month int, key serviceKey) int64 {
	t := e.sides[month].tally(key)
	if t.ours == 0 {
		return 0
	}
	return micro(new(big.Rat).SetFrac(big.NewInt(t.ours), new(big.Int).Add(big.NewInt(t.ours), big.NewInt(t.others))))
}

// micro rounds to millionths, toward zero.
func micro(r *big.Rat) int64 {
	n := new(big.Int).Mul(r.Num(), big.NewInt(allocation.Micro))
	return n.Quo(n, r.Denom()).Int64()
}

// units is a month's count of item-days in millionths of a unit.
func (e *explainer) units(month int, count int64) int64 {
	return micro(big.NewRat(count, e.sides[month].days()))
}

// ownFacts tell of what the bill's cost centres have more or less of.
func (e *explainer) ownFacts(key serviceKey, part *big.Rat) {
	f := Fact{Kind: CountChanged, Model: key.model, Object: key.object, Name: e.name(key)}
	counted := func(kind FactKind, of func(month int) int64) {
		f.Kind, f.Before, f.After = kind, of(0), of(1)
		if f.Before != f.After {
			e.told(OwnVolume, f, part)
		}
	}
	staged := key.model == allocation.System || key.model == allocation.Project
	if !staged || e.byUsers(key) {
		counted(CountChanged, func(month int) int64 { return e.units(month, e.sides[month].tally(key).ours) })
	}
	switch key.model {
	case allocation.System:
		counted(DaysChanged, func(month int) int64 { return e.units(month, e.sides[month].size(key)) })
	case allocation.Project: // hundredths of hours
		counted(CountChanged, func(month int) int64 { return e.sides[month].size(key) * (allocation.Micro / 100) })
	}
}

// othersFact tells of what others have more or less of.
func (e *explainer) othersFact(key serviceKey, weight *big.Rat) {
	before := e.units(0, e.sides[0].tally(key).others)
	after := e.units(1, e.sides[1].tally(key).others)
	if before != after {
		e.told(OtherVolume, Fact{
			Kind: OthersCount, Model: key.model, Object: key.object, Name: e.name(key), Before: before, After: after,
		}, weight)
	}
}

// otherFacts tell of what others have more or less of in a model. An amount is
// laid on them by how much they changed.
func (e *explainer) otherFacts(model allocation.Model, amount *big.Rat) {
	switch model {
	case allocation.Device, allocation.Port:
		for _, code := range model.Classes() {
			key := serviceKey{model, code}
			change := e.units(1, e.sides[1].tally(key).others) - e.units(0, e.sides[0].tally(key).others)
			e.othersFact(key, e.laid(amount, change))
		}
	case allocation.System, allocation.Project:
		for _, code := range e.codes(model) {
			key := serviceKey{model, code}
			before, after := e.sizeMicro(0, key), e.sizeMicro(1, key)
			if before != after && !e.beganOrEnded(key) && !e.paysIn(key) {
				kind := OthersDays
				if model == allocation.Project {
					kind = OthersCount
				}
				e.told(OtherVolume, Fact{
					Kind: kind, Model: model, Object: code, Name: e.name(key), Before: before, After: after,
				}, e.laid(amount, after-before))
			}
		}
	}
}

// laid is an amount by how much something changed, of which a thousand units
// are taken to be the most.
func (e *explainer) laid(amount *big.Rat, change int64) *big.Rat {
	weight := big.NewRat(change, 1000*allocation.Micro)
	return weight.Mul(weight, amount)
}

// sizeMicro is a system's part of the month or a project's hours, in
// millionths, and 0 where nobody could pay.
func (e *explainer) sizeMicro(month int, key serviceKey) int64 {
	if key.model == allocation.Project {
		return e.sides[month].size(key) * (allocation.Micro / 100)
	}
	return e.units(month, e.sides[month].size(key))
}

// paysIn says whether the bill has lines of a service.
func (e *explainer) paysIn(key serviceKey) bool {
	_, found := slices.BinarySearchFunc(e.services, key, compareServices)
	return found
}

// otherStarts tell of systems and projects that began or ended for others, and
// so carry another part of what is shared.
func (e *explainer) otherStarts(model allocation.Model) {
	if model != allocation.System && model != allocation.Project {
		return
	}
	for _, code := range e.codes(model) {
		key := serviceKey{model, code}
		if e.beganOrEnded(key) && e.sides[0].size(key) != e.sides[1].size(key) && !e.paysIn(key) {
			e.startFact(key, 0)
		}
	}
}

// priceFact tells of a price that changed.
func (e *explainer) priceFact(key serviceKey, part *big.Rat) {
	if !e.sides[0].in.ByPrice[key.model] || !e.sides[1].in.ByPrice[key.model] {
		return
	}
	f := Fact{Kind: PriceChanged, Model: key.model, Object: key.object, Name: e.name(key)}
	tiers := e.tiers(key)
	switch key.model {
	case allocation.System: // told once for the tier
		f.Object, f.Name = key.model.Classes()[tiers[1]], ""
	case allocation.Project:
		f.Object, f.Name = "", ""
	}
	var ok [2]bool
	f.Before, ok[0] = e.sides[0].price(key, tiers[1])
	f.After, ok[1] = e.sides[1].price(key, tiers[1])
	if ok[0] && ok[1] && f.Before != f.After {
		e.told(Cost, f, part)
	}
}

// costFacts tell which categories cost more or less of what a model spreads. An
// amount is laid on them by their part of the change.
func (e *explainer) costFacts(model allocation.Model, amount *big.Rat) {
	type change struct {
		code          string
		before, after allocation.Ore
		part          *big.Rat
	}
	var changes []change
	sum := new(big.Rat)
	for _, code := range e.categories {
		c := change{code: code, part: new(big.Rat)}
		both := [2]*category{e.sides[0].category(code), e.sides[1].category(code)}
		c.before, c.after = both[0].cost, both[1].cost
		for i, rules := range both {
			if len(rules.rules) == 0 {
				rules = both[1-i]
			}
			c.part.Add(c.part, rules.part(model, 0, true))
		}
		if c.before != c.after && c.part.Sign() != 0 {
			c.part.Mul(c.part, whole(c.after-c.before))
			sum.Add(sum, absolute(c.part))
			changes = append(changes, c)
		}
	}
	for _, c := range changes {
		c.part.Mul(c.part, amount)
		e.told(Cost, Fact{
			Kind: CategoryCost, Object: c.code, Name: e.sides[1].Run.Month.CategoryName(c.code),
			Before: int64(c.before), After: int64(c.after),
		}, c.part.Quo(c.part, sum))
	}
}
