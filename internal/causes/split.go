package causes

import (
	"cmp"
	"maps"
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
	StartEnd                 // systems, applications and projects that are new or have ended
	Move                     // a cost centre that changed department
	OwnVolume                // what the bill's own cost centres have
	OtherVolume              // what everybody else has
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

// Side is one of the two bills that are compared.
type Side struct {
	Month       *Month
	Corrections []chargeback.StatementCorrection
}

// Explain splits the change of a bill. covers says which cost centres of which
// departments the bill is for.
func Explain(before, after Side, covers func(department, costCenter string) bool) *Split {
	e := &explainer{
		covers: covers, categories: categoriesOf(before.Month, after.Month),
		changed: make(map[serviceKey]bool), staged: make(map[stageKey]*stages),
		objects: make(map[poolKey]portion), counted: make(map[poolKey]*[16]*big.Int), sums: make(map[partKey]*sum),
	}
	e.sides = [2]side{newSide(before.Month), newSide(after.Month)}
	e.places()
	e.lines()
	e.corrections(before.Corrections, -1)
	e.corrections(after.Corrections, 1)
	return e.split()
}

// explainer gathers exact parts.
type explainer struct {
	sides      [2]side // before and after
	covers     func(department, costCenter string) bool
	categories []string
	centers    []place
	services   []serviceKey // of lines that are split, sorted
	changed    map[serviceKey]bool
	pools      [allocation.Project + 1]*[]pool
	staged     map[stageKey]*stages
	objects    map[poolKey]portion
	counted    map[poolKey]*[16]*big.Int
	sums       map[partKey]*sum
	total      [2]allocation.Ore
	facts      []factOf
}

// side is one of the months as the bill sees it.
type side struct {
	*Month
	ours    []bool // by cost centre: the bill's in both months
	amounts map[lineKey]allocation.Ore
	tallies map[serviceKey]tally
}

// tally is what is counted of a service.
type tally struct{ ours, others int64 }

func newSide(m *Month) side {
	return side{
		Month: m, ours: make([]bool, m.in.Receivers),
		amounts: make(map[lineKey]allocation.Ore), tallies: make(map[serviceKey]tally),
	}
}

func (s *side) tally(key serviceKey) tally {
	t, known := s.tallies[key]
	if known {
		return t
	}
	d := s.driver(key.model)
	first, last, object := s.cells(key)
	for i := first; i < last; i++ {
		switch {
		case d.Object[i] != object:
		case s.ours[d.Receiver[i]]:
			t.ours += d.Count[i]
		default:
			t.others += d.Count[i]
		}
	}
	s.tallies[key] = t
	return t
}

// place is a cost centre that the bill is for in one of the months.
type place struct {
	code     string
	from, to string // department before and after
	was, is  bool   // whether the bill was and is for it
}

// places finds the bill's cost centres. A month that does not know one puts it
// where the other does.
func (e *explainer) places() {
	codes := make(map[string]bool)
	for i := range e.sides {
		for _, code := range e.sides[i].Run.Month.Facts.CostCenters.List() {
			codes[code] = true
		}
	}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		p := place{code: code, from: e.sides[0].Run.Month.DepartmentOf(code), to: e.sides[1].Run.Month.DepartmentOf(code)}
		if p.from == "" {
			p.from = p.to
		}
		if p.to == "" {
			p.to = p.from
		}
		p.was, p.is = e.covers(p.from, code), e.covers(p.to, code)
		if !p.was && !p.is {
			continue
		}
		e.centers = append(e.centers, p)
		for i := range e.sides {
			if at, ok := e.sides[i].Run.Month.Facts.CostCenters.Index(code); ok {
				e.sides[i].ours[at] = p.was && p.is
			}
		}
	}
}

// lines splits what every cost centre is charged for every service.
func (e *explainer) lines() {
	codes := make([]string, len(e.centers))
	for i, p := range e.centers {
		codes[i] = p.code
	}
	keys := make(map[string][]serviceKey)
	services := make(map[serviceKey]bool)
	for i := range e.sides {
		for b := range e.sides[i].Run.LinesIn(codes) {
			key := lineKey{b.CostCenter, serviceKey{b.Model, b.Object}}
			e.sides[i].amounts[key] += b.Amount
			if !slices.Contains(keys[key.center], key.serviceKey) {
				keys[key.center] = append(keys[key.center], key.serviceKey)
			}
		}
	}
	for _, p := range e.centers {
		slices.SortFunc(keys[p.code], compareServices)
		for _, service := range keys[p.code] {
			key := lineKey{p.code, service}
			before, after := e.sides[0].amounts[key], e.sides[1].amounts[key]
			if !p.was {
				before = 0
			}
			if !p.is {
				after = 0
			}
			if before == 0 && after == 0 {
				continue
			}
			services[service] = true
			e.total[0] += before
			e.total[1] += after
			e.sum(Rounding, service).addWhole(after - before) // less all that is exact
			switch {
			case e.beganOrEnded(service):
				e.sum(StartEnd, service).addWhole(after - before)
				e.startFact(service, after-before)
			case p.was != p.is:
				e.sum(Move, service).addWhole(after - before)
				e.moveFact(p, after-before)
			case e.sides[0].in.ByPrice[service.model] != e.sides[1].in.ByPrice[service.model]:
				// Charged in another way: nothing of the one has a counterpart in the other.
				e.sum(Rule, service).addWhole(after - before)
			default:
				for _, t := range e.terms(key) {
					t.play(func(p player) *sum { return e.sum(causeOf[p], service) })
				}
			}
		}
	}
	e.services = slices.SortedFunc(maps.Keys(services), compareServices)
}

func compareServices(a, b serviceKey) int {
	return cmp.Or(cmp.Compare(a.model, b.model), strings.Compare(a.object, b.object))
}

// partKey is a cause in a service.
type partKey struct {
	cause Cause
	serviceKey
}

func (e *explainer) sum(cause Cause, key serviceKey) *sum {
	k := partKey{cause, key}
	if e.sums[k] == nil {
		e.sums[k] = new(sum)
	}
	return e.sums[k]
}

// beganOrEnded says whether a system, application or project is there in one
// of the months only. A system that costs are for by name is there, in use or
// not. Classes of computers and network units, and accounts, always are.
func (e *explainer) beganOrEnded(key serviceKey) bool {
	if key.object == "" || key.model == allocation.Device || key.model == allocation.Port {
		return false
	}
	changed, known := e.changed[key]
	if !known {
		was, is := e.sides[0].isLive(key), e.sides[1].isLive(key)
		changed = was != is && !(!was && e.sides[0].isCharged(key)) && !(!is && e.sides[1].isCharged(key))
		e.changed[key] = changed
	}
	return changed
}

func (e *explainer) corrections(lines []chargeback.StatementCorrection, sign allocation.Ore) {
	for i := range lines {
		line := &lines[i]
		if !e.covers(line.Department, line.CostCenter) {
			continue
		}
		if sign > 0 {
			e.total[1] += line.Amount
		} else {
			e.total[0] += line.Amount
		}
		e.sum(Correction, serviceKey{line.Model, line.Object}).addWhole(sign * line.Amount)
		e.correctionFact(line, sign)
	}
}

// exactPart is a cause in a service.
type exactPart struct {
	partKey
	amount *big.Rat
}

// exact adds up all parts, in order of cause and service. What the whole öre of
// lines make of exact amounts is rounding.
func (e *explainer) exact() []exactPart {
	var parts []exactPart
	rounding := make(map[serviceKey]*big.Rat)
	for _, service := range e.services {
		rounding[service] = e.sum(Rounding, service).total()
	}
	for key, sum := range e.sums {
		if key.cause == Rounding {
			continue
		}
		amount := sum.total()
		if key.cause != Correction {
			rounding[key.serviceKey].Sub(rounding[key.serviceKey], amount)
		}
		parts = append(parts, exactPart{key, amount})
	}
	for service, amount := range rounding {
		parts = append(parts, exactPart{partKey{Rounding, service}, amount})
	}
	parts = slices.DeleteFunc(parts, func(p exactPart) bool { return p.amount.Sign() == 0 })
	slices.SortFunc(parts, func(a, b exactPart) int {
		return cmp.Or(cmp.Compare(a.cause, b.cause), compareServices(a.serviceKey, b.serviceKey))
	})
	return parts
}

// split rounds the exact parts so that they add up.
func (e *explainer) split() *Split {
	s := &Split{Before: e.total[0], After: e.total[1]}
	parts := e.exact()
	e.tell(parts)
	sums := make([]*big.Rat, numCauses)
	for cause := range sums {
		sums[cause] = new(big.Rat)
	}
	for _, part := range parts {
		sums[part.cause].Add(sums[part.cause], part.amount)
	}
	for i, amount := range round(sums, e.total[1]-e.total[0]) {
		part := Part{Cause: Cause(i), Amount: amount, Facts: e.factsOf(Cause(i))}
		part.Services = e.servicesOf(slices.DeleteFunc(slices.Clone(parts), func(p exactPart) bool { return p.cause != part.Cause }), amount)
		if amount != 0 || len(part.Services) > 0 {
			s.Parts = append(s.Parts, part)
		}
	}
	return s
}

// servicesOf rounds the parts of a cause to its amount.
func (e *explainer) servicesOf(parts []exactPart, amount allocation.Ore) []ServicePart {
	exact := make([]*big.Rat, len(parts))
	for i := range parts {
		exact[i] = parts[i].amount
	}
	if len(parts) == 0 {
		return nil
	}
	var services []ServicePart
	for i, part := range round(exact, amount) {
		if part != 0 {
			key := parts[i].serviceKey
			services = append(services, ServicePart{key.model, key.object, e.name(key), part})
		}
	}
	slices.SortStableFunc(services, func(a, b ServicePart) int { return cmp.Compare(magnitude(b.Amount), magnitude(a.Amount)) })
	return services
}

// name of a service as it is called now, or was.
func (e *explainer) name(key serviceKey) string {
	name := e.sides[1].name(key)
	if name == key.object {
		name = e.sides[0].name(key)
	}
	return name
}

func magnitude(amount allocation.Ore) allocation.Ore { return max(amount, -amount) }

func whole(amount allocation.Ore) *big.Rat { return new(big.Rat).SetInt64(int64(amount)) }
