package causes

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Cause is why a bill changed.
type Cause uint8

// The causes, in the order in which they are told.
const (
	Rule        Cause = iota // a weight, tier, rule or way of charging
	StartEnd                 // a system, application or project that is new or has ended
	Move                     // a cost centre that changed department
	OwnVolume                // own count or share
	OtherVolume              // others' counts and shares
	Cost                     // what a pool costs, or a price
	Correction               // corrections of earlier months
	Rounding                 // whole öre, line by line
	numCauses
)

// Causes are the codes of the causes, by Cause.
var Causes = []string{"rule", "start_end", "move", "own_volume", "other_volume", "cost", "correction", "rounding"}

func (c Cause) String() string { return Causes[c] }

// Split is a difference and its causes.
type Split struct {
	Before, After allocation.Ore
	Parts         []Part // of causes that are not zero, in order of Cause
}

// Part is what one cause makes of the difference.
type Part struct {
	Cause    Cause
	Amount   allocation.Ore
	Services []ServicePart // adding up to Amount; the largest first
	Facts    []Fact        // what a sentence can name; the largest first
}

// ServicePart is a cause's part in one service.
type ServicePart struct {
	Model  allocation.Model
	Object string
	Name   string // of the object; empty where the language names it
	Amount allocation.Ore
}

// FactKind says what a fact tells.
type FactKind uint8

// The kinds of facts.
const (
	TierChanged   FactKind = iota // of Name, from From to To
	MethodChanged                 // of Model: to price, or to actual cost where To is empty
	Began                         // Name
	Ended                         // Name
	MovedHere                     // cost centre Name came from department From
	MovedAway                     // cost centre Name went to department To
	CountChanged                  // of a service, by Micro
	PriceChanged                  // of a service, from Before to After, in micro-kronor
	Corrected                     // month From
)

// Fact is something that happened.
type Fact struct {
	Kind          FactKind
	Model         allocation.Model
	Object, Name  string
	From, To      string
	Micro         int64 // millionths of a unit
	Before, After int64
	weight        *big.Rat // how much it matters
}

// Side is one of the two bills that are compared.
type Side struct {
	Month       *Month
	Corrections []chargeback.StatementCorrection
}

// Explain splits the change of a bill. covers says which cost centres of which
// departments the bill is for.
func Explain(before, after Side, covers func(department, costCenter string) bool) *Split {
	e := &explainer{before: before.Month, after: after.Month, covers: covers, exact: map[partKey]*big.Rat{}}
	e.lines()
	e.corrections(before.Corrections, -1)
	e.corrections(after.Corrections, 1)
	e.facts()
	return e.split()
}

// partKey is a cause in a service.
type partKey struct {
	cause Cause
	serviceKey
}

// explainer gathers exact parts.
type explainer struct {
	before, after *Month
	covers        func(department, costCenter string) bool
	exact         map[partKey]*big.Rat
	sumBefore     allocation.Ore
	sumAfter      allocation.Ore
	told          []factOf
	counts        map[serviceKey]int64
}

type factOf struct {
	cause Cause
	Fact
}

func (e *explainer) add(cause Cause, key serviceKey, part *big.Rat) {
	if part.Sign() == 0 {
		return
	}
	k := partKey{cause, key}
	if e.exact[k] == nil {
		e.exact[k] = new(big.Rat)
	}
	e.exact[k].Add(e.exact[k], part)
}

func whole(amount allocation.Ore) *big.Rat { return new(big.Rat).SetInt64(int64(amount)) }

// lines splits what every cost centre is charged for every service.
func (e *explainer) lines() {
	e.counts = make(map[serviceKey]int64)
	moved := make(map[string]bool)
	for _, key := range e.keys() {
		b, a := e.before.lines[key], e.after.lines[key]
		wasOurs := b != nil && e.covers(b.department, key.center)
		isOurs := a != nil && e.covers(a.department, key.center)
		if wasOurs {
			e.sumBefore += b.amount
		}
		if isOurs {
			e.sumAfter += a.amount
		}
		from, to := e.departmentOf(e.before, key.center, b), e.departmentOf(e.after, key.center, a)
		moves := from != to && from != "" && to != "" && e.covers(from, key.center) != e.covers(to, key.center)
		switch {
		case !wasOurs && !isOurs && !moves:
			continue
		case key.object != "" && e.isNamed(key.serviceKey) && !(e.before.charged[key.serviceKey] && e.after.charged[key.serviceKey]):
			e.beganOrEnded(key, b, a, wasOurs, isOurs)
		case moves:
			e.moved(key, b, a, from, to, moved)
		default:
			e.counts[key.serviceKey] += e.after.quantity[key] - e.before.quantity[key]
			e.game(key, b, a)
		}
	}
}

// keys are those of both months, in order.
func (e *explainer) keys() []lineKey {
	keys := slices.Clone(e.after.order)
	for _, key := range e.before.order {
		if e.after.lines[key] == nil {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b lineKey) int {
		return cmp.Or(strings.Compare(a.center, b.center), cmp.Compare(a.model, b.model), strings.Compare(a.object, b.object))
	})
	return keys
}

// isNamed says whether a service is something that can begin and end: classes
// of computers and network units, and accounts, are always there.
func (e *explainer) isNamed(key serviceKey) bool {
	return key.model == allocation.System || key.model == allocation.Project || key.model == allocation.User
}

func (e *explainer) departmentOf(m *Month, center string, l *line) string {
	if l != nil {
		return l.department
	}
	return m.Run.Month.DepartmentOf(center)
}

func (e *explainer) beganOrEnded(key lineKey, b, a *line, wasOurs, isOurs bool) {
	var change allocation.Ore
	if isOurs {
		change += a.amount
	}
	if wasOurs {
		change -= b.amount
	}
	if change == 0 {
		return
	}
	e.add(StartEnd, key.serviceKey, whole(change))
	kind, m := Began, e.after
	if wasOurs {
		kind, m = Ended, e.before
	}
	e.tell(StartEnd, Fact{Kind: kind, Model: key.model, Object: key.object, Name: m.name(key.serviceKey)}, whole(change))
}

// moved tells what a cost centre brought along or took away, and splits what
// changed besides while it was ours.
func (e *explainer) moved(key lineKey, b, a *line, from, to string, told map[string]bool) {
	here := e.covers(to, key.center)
	if amount := amountOf(b); here && amount != 0 {
		e.add(Move, key.serviceKey, whole(amount))
	} else if !here && amount != 0 {
		e.add(Move, key.serviceKey, whole(-amount))
	}
	if here {
		e.game(key, b, a)
	}
	fact := Fact{Kind: MovedAway, Object: key.center, Name: e.before.Run.Month.CostCenterName(key.center), To: e.after.Run.Month.DepartmentName(to)}
	if here {
		fact = Fact{Kind: MovedHere, Object: key.center, Name: e.after.Run.Month.CostCenterName(key.center), From: e.before.Run.Month.DepartmentName(from)}
	}
	if !told[key.center] {
		told[key.center] = true
		e.tell(Move, fact, whole(amountOf(b)))
	}
}

func amountOf(l *line) allocation.Ore {
	if l == nil {
		return 0
	}
	return l.amount
}

// game splits one line by the Shapley values of its terms. What whole öre make
// of exact amounts is rounding.
func (e *explainer) game(key lineKey, b, a *line) {
	rest := whole(amountOf(a) - amountOf(b))
	if e.before.byPrice[key.model] != e.after.byPrice[key.model] {
		// Charged in another way: nothing of the one has a counterpart in the other.
		e.add(Rule, key.serviceKey, rest)
		return
	}
	causeOf := [players]Cause{playCost: Cost, playRule: Rule, playOwn: OwnVolume, playOthers: OtherVolume}
	for _, pool := range poolsOf(b, a) {
		t1, t2 := e.terms(pool, b, a)
		for p, part := range shapley(&t1, &t2) {
			cause := causeOf[p]
			if cause == Cost && t1.byPrice && key.model == allocation.System && e.tier(e.before, key) != e.tier(e.after, key) {
				cause = Rule // another tier has another price
			}
			e.add(cause, key.serviceKey, part)
			rest.Sub(rest, part)
		}
	}
	e.add(Rounding, key.serviceKey, rest)
}

func (e *explainer) tier(m *Month, key lineKey) string { return m.Run.Month.Tier(key.object) }

// terms returns a pool's terms of both months.
func (e *explainer) terms(pool poolKey, b, a *line) (before, after term) {
	has := func(l *line) (t term, ok bool) {
		if l != nil {
			t, ok = l.terms[pool]
		}
		return t, ok
	}
	before, wasThere := has(b)
	after, isThere := has(a)
	if !wasThere {
		before = e.before.missing(pool, after)
	}
	if !isThere {
		after = e.after.missing(pool, before)
	}
	return before, after
}

func poolsOf(lines ...*line) []poolKey {
	var pools []poolKey
	for _, l := range lines {
		if l == nil {
			continue
		}
		for pool := range l.terms {
			if !slices.Contains(pools, pool) {
				pools = append(pools, pool)
			}
		}
	}
	slices.SortFunc(pools, func(a, b poolKey) int {
		return cmp.Or(strings.Compare(a.category, b.category), strings.Compare(a.classes, b.classes), strings.Compare(a.object, b.object))
	})
	return pools
}

func (e *explainer) corrections(lines []chargeback.StatementCorrection, sign allocation.Ore) {
	told := make(map[string]bool)
	for i := range lines {
		line := &lines[i]
		if !e.covers(line.Department, line.CostCenter) {
			continue
		}
		if sign > 0 {
			e.sumAfter += line.Amount
		} else {
			e.sumBefore += line.Amount
		}
		e.add(Correction, serviceKey{line.Model, line.Object}, whole(sign*line.Amount))
		if month := line.Month.String(); sign > 0 && !told[month] {
			told[month] = true
			e.tell(Correction, Fact{Kind: Corrected, From: month}, whole(line.Amount))
		}
	}
}

// split rounds the exact parts so that they add up.
func (e *explainer) split() *Split {
	s := &Split{Before: e.sumBefore, After: e.sumAfter}
	sums := make([]*big.Rat, numCauses)
	for c := range sums {
		sums[c] = new(big.Rat)
	}
	byCause := make([][]partKey, numCauses)
	for key, part := range e.exact {
		sums[key.cause].Add(sums[key.cause], part)
		byCause[key.cause] = append(byCause[key.cause], key)
	}
	amounts := round(sums, e.sumAfter-e.sumBefore)
	for cause, amount := range amounts {
		part := Part{Cause: Cause(cause), Amount: amount, Services: e.services(byCause[cause], amount)}
		for _, f := range e.told {
			if f.cause == part.Cause {
				part.Facts = append(part.Facts, f.Fact)
			}
		}
		slices.SortStableFunc(part.Facts, func(a, b Fact) int { return absolute(b.weight).Cmp(absolute(a.weight)) })
		if amount != 0 || len(part.Services) > 0 {
			s.Parts = append(s.Parts, part)
		}
	}
	return s
}

func absolute(r *big.Rat) *big.Rat { return new(big.Rat).Abs(r) }

// services rounds the parts of a cause to its amount.
func (e *explainer) services(keys []partKey, amount allocation.Ore) []ServicePart {
	slices.SortFunc(keys, func(a, b partKey) int {
		return cmp.Or(cmp.Compare(a.model, b.model), strings.Compare(a.object, b.object))
	})
	exact := make([]*big.Rat, len(keys))
	for i, key := range keys {
		exact[i] = e.exact[key]
	}
	if len(keys) == 0 {
		return nil
	}
	var parts []ServicePart
	for i, part := range round(exact, amount) {
		if part == 0 {
			continue
		}
		key := keys[i].serviceKey
		name := e.after.name(key)
		if name == key.object {
			name = e.before.name(key)
		}
		parts = append(parts, ServicePart{key.model, key.object, name, part})
	}
	slices.SortStableFunc(parts, func(a, b ServicePart) int { return cmp.Compare(max(b.Amount, -b.Amount), max(a.Amount, -a.Amount)) })
	return parts
}
