package causes

import (
	"maps"
	"math/big"
	"slices"
	"sort"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Month is a charged month made ready for comparing. It is read-only, and can
// be compared often.
type Month struct {
	Run        *chargeback.Run
	in         *allocation.Month
	categories map[string]*category
}

// category is what a category costs in the month, and its rules.
type category struct {
	cost   allocation.Ore
	costOf map[serviceKey]allocation.Ore          // of that, for a system, application or project
	forOne [allocation.Project + 1]allocation.Ore // of that, for any one of the model
	rules  []allocation.Rule
	whole  *big.Int // the sum of their shares
}

// serviceKey is a system, class, application or project.
type serviceKey struct {
	model  allocation.Model
	object string
}

// lineKey is a service of a cost centre.
type lineKey struct {
	center string
	serviceKey
}

// Read makes a run ready.
func Read(run *chargeback.Run) *Month {
	m := &Month{Run: run, in: run.Month.Input(), categories: make(map[string]*category)}
	of := func(number int32) *category {
		code := run.Month.Facts.Categories.At(number)
		if m.categories[code] == nil {
			m.categories[code] = &category{costOf: make(map[serviceKey]allocation.Ore), whole: new(big.Int)}
		}
		return m.categories[code]
	}
	for i := range m.in.Costs {
		cost := &m.in.Costs[i]
		c := of(cost.Category)
		c.cost += cost.Amount
		if cost.TargetOf != 0 {
			c.forOne[cost.TargetOf] += cost.Amount
			c.costOf[serviceKey{cost.TargetOf, run.Month.ObjectCode(cost.TargetOf, cost.Target)}] += cost.Amount
		}
	}
	for _, rule := range m.in.Rules {
		if rule.Share > 0 {
			c := of(rule.Category)
			c.rules = append(c.rules, rule)
			c.whole.Add(c.whole, big.NewInt(rule.Share))
		}
	}
	return m
}

// categoriesOf are the categories that cost something in one of two months, in
// order of code.
func categoriesOf(a, b *Month) []string {
	codes := make(map[string]bool)
	for _, m := range []*Month{a, b} {
		for code, c := range m.categories {
			if c.cost != 0 || len(c.costOf) > 0 {
				codes[code] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(codes))
}

// category returns what a category costs; one that nobody names costs nothing
// and has no rules.
func (m *Month) category(code string) *category {
	if c := m.categories[code]; c != nil {
		return c
	}
	return &category{whole: new(big.Int)}
}

// costFor is what a category costs for a pool: for one system, application or
// project, or else for none in particular of the model.
func (c *category) costFor(model allocation.Model, target *serviceKey) allocation.Ore {
	if target != nil {
		return c.costOf[*target]
	}
	return c.cost - c.forOne[model]
}

// part is the rules' part of a category that a model finances: of one class
// set, or of any where targeted.
func (c *category) part(model allocation.Model, classes allocation.ClassSet, targeted bool) *big.Rat {
	share := new(big.Int)
	for _, rule := range c.rules {
		if rule.Model == model && (targeted || rule.Classes == classes) {
			share.Add(share, big.NewInt(rule.Share))
		}
	}
	if share.Sign() == 0 {
		return new(big.Rat)
	}
	return new(big.Rat).SetFrac(share, c.whole)
}

// days is how many days the month has, which item-days are counted by.
func (m *Month) days() int64 { return int64(m.Run.Month.Period.Days()) }

// driver is what a model counts.
func (m *Month) driver(model allocation.Model) *allocation.Driver { return &m.in.Drivers[model] }

// cells returns the range of a service's cells. Those of a class are all cells
// of its model.
func (m *Month) cells(key serviceKey) (first, last int, object int32) {
	d := m.driver(key.model)
	object, ok := m.Run.Month.Object(key.model, key.object)
	switch {
	case !ok:
		return 0, 0, object
	case d.Start == nil:
		return 0, len(d.Receiver), object
	default:
		return int(d.Start[object]), int(d.Start[object+1]), object
	}
}

// count is what a cost centre has of a service: item-days, or its share.
func (m *Month) count(center string, key serviceKey) int64 {
	receiver, ok := m.Run.Month.Facts.CostCenters.Index(center)
	if !ok {
		return 0
	}
	d := m.driver(key.model)
	first, last, object := m.cells(key)
	at := first + sort.Search(last-first, func(i int) bool {
		i += first
		return d.Receiver[i] > receiver || d.Receiver[i] == receiver && d.Object[i] >= object
	})
	if at < last && d.Receiver[at] == receiver && d.Object[at] == object {
		return d.Count[at]
	}
	return 0
}

// size is a system's days or a project's hours, 0 where nobody could pay.
func (m *Month) size(key serviceKey) int64 {
	first, last, object := m.cells(key)
	if first == last {
		return 0
	}
	return m.driver(key.model).Size[object]
}

// isLive says whether a system is in use in the month, whether a project is
// valid, or whether anybody has a licence of an application.
func (m *Month) isLive(key serviceKey) bool {
	object, ok := m.Run.Month.Object(key.model, key.object)
	if !ok {
		return false
	}
	switch key.model {
	case allocation.System:
		return m.driver(key.model).Size[object] > 0
	case allocation.Project:
		for i := range m.Run.Month.Facts.Rows.Projects {
			row := &m.Run.Month.Facts.Rows.Projects[i]
			if row.Code == object && row.Valid.Overlaps(m.Run.Month.Period.Span()) {
				return true
			}
		}
		return false
	default:
		first, last, _ := m.cells(key)
		return first < last
	}
}

// isCharged says whether costs are for this service by name.
func (m *Month) isCharged(key serviceKey) bool {
	for _, c := range m.categories {
		if c.costOf[key] != 0 {
			return true
		}
	}
	return false
}

// tier of a system, as a class.
func (m *Month) tier(system string) (int, bool) {
	object, ok := m.Run.Month.Object(allocation.System, system)
	if !ok {
		return 0, false
	}
	return int(m.driver(allocation.System).Tier[object]), true
}

// price of a unit of a service in micro-kronor, of a tier where it is a
// system.
func (m *Month) price(key serviceKey, tier int) (int64, bool) {
	prices := m.driver(key.model).Price
	at := 0
	switch key.model {
	case allocation.System:
		at = tier
	case allocation.Device, allocation.Port, allocation.User:
		object, ok := m.Run.Month.Object(key.model, key.object)
		if !ok {
			return 0, false
		}
		at = int(object)
	}
	if prices[at] == allocation.NoPrice {
		return 0, false
	}
	return prices[at], true
}

// name of a service, empty where the language names it.
func (m *Month) name(key serviceKey) string {
	if key.object == "" || key.model == allocation.Device || key.model == allocation.Port {
		return ""
	}
	return m.Run.Month.ObjectName(key.model, key.object)
}
