package causes

import (
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Month is a charged month made ready for comparing: every service of every
// cost centre as a sum of terms. It is read-only, and can be compared often.
type Month struct {
	Run      *chargeback.Run
	lines    map[lineKey]*line
	order    []lineKey
	pools    map[poolKey]term          // with nothing of one's own: what a newcomer meets
	charged  map[serviceKey]bool       // what any department is charged for
	cost     map[string]allocation.Ore // by category
	byPrice  map[allocation.Model]bool
	quantity map[lineKey]int64
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

// poolKey is a pool in both months, with the object where what a receiver
// meets depends on it.
type poolKey struct {
	category, classes, object string
	model                     allocation.Model
	targeted, byPrice         bool
}

// line is what a cost centre is charged for a service.
type line struct {
	department string
	amount     allocation.Ore
	terms      map[poolKey]term
}

// Read makes a run ready.
func Read(run *chargeback.Run) *Month {
	m := &Month{
		Run: run, lines: map[lineKey]*line{}, pools: map[poolKey]term{}, charged: map[serviceKey]bool{},
		cost: map[string]allocation.Ore{}, byPrice: map[allocation.Model]bool{}, quantity: map[lineKey]int64{},
	}
	for _, c := range run.ByCategory() {
		m.cost[c.Category] += c.Amount
	}
	for _, v := range run.Variance() {
		m.byPrice[v.Model] = true
	}
	sums := make(map[*allocation.Pool]allocation.Ore)
	for b := range run.Lines() {
		key := lineKey{b.CostCenter, serviceKey{b.Model, b.Object}}
		l := m.lines[key]
		if l == nil {
			l = &line{department: b.Department, terms: map[poolKey]term{}}
			m.lines[key] = l
			m.order = append(m.order, key)
		}
		l.amount += b.Amount
		m.charged[key.serviceKey] = true
		m.quantity[key] = run.Quantity(&b)
		explanation := run.Explain(&b)
		for i := range explanation.Contributions {
			c := &explanation.Contributions[i]
			pool, t := m.term(&b, c, sums)
			l.terms[pool] = t
			if _, known := m.pools[pool]; !known {
				m.pools[pool] = t.empty()
			}
		}
	}
	return m
}

// empty is the term as one meets it who has nothing in it yet.
func (t term) empty() term {
	if t.byPrice {
		t.own = 0
		return t
	}
	if t.share == 1 && t.shares == 0 {
		t.others += t.own * t.weight
		t.own = 0
		return t
	}
	t.shares += t.share
	t.share = 0
	return t
}

// term takes the factors of a contribution. sums keeps what the categories of
// pools cost.
func (m *Month) term(b *chargeback.BillLine, c *allocation.Contribution, sums map[*allocation.Pool]allocation.Ore) (poolKey, term) {
	days := int64(m.Run.Month.Period.Days())
	key := poolKey{category: b.Category, model: b.Model, byPrice: c.Price != nil}
	t := term{part: 1, whole: 1, weight: 1, share: 1, unit: 1, shareUnit: 1, byPrice: c.Price != nil}
	if c.Price != nil {
		key.object = b.Object
		t.cost, t.own, t.unit = c.Price.PriceMicro, c.Price.Quantity, c.Price.PerUnit
		if c.Cell != nil {
			t.share, t.shares = c.Cell.Weight, c.Cell.Total-c.Cell.Weight
		}
		return key, t
	}
	key.classes, key.targeted = c.Pool.Classes.Codes(c.Pool.Model), c.Pool.Target != allocation.NoTarget
	sum, known := sums[c.Pool]
	if !known {
		for source := range m.Run.Sources(c.Pool) {
			sum += source.Sum.Amount
		}
		sums[c.Pool] = sum
	}
	t.cost, t.part, t.whole = int64(sum), int64(c.Pool.Amount), int64(sum)
	if sum == 0 {
		t.cost, t.part, t.whole = int64(c.Pool.Amount), 1, 1
	}
	first := c.Cell
	switch b.Model {
	case allocation.System, allocation.Project:
		key.object = b.Object
		first = c.Object
		t.share, t.shares = c.Cell.Weight, c.Cell.Total-c.Cell.Weight
		if b.Model == allocation.System && m.Run.Month.Sharing(b.Object) == chargeback.ByUsers {
			t.shareUnit = days
		}
		if first == nil {
			t.own, t.others = 1, 0
			return key, t
		}
		if b.Model == allocation.System {
			t.weight, t.unit = m.Run.Month.ClassWeight(allocation.System, m.Run.Month.Tier(b.Object)), days
		}
	case allocation.Device, allocation.Port:
		key.object = b.Object
		t.weight, t.unit = m.Run.Month.ClassWeight(b.Model, b.Object), days
	default:
		key.object = b.Object
		t.unit = days
	}
	t.others = first.Total - first.Weight
	if t.weight > 0 && first.Weight%t.weight == 0 {
		t.own = first.Weight / t.weight
	} else {
		t.own, t.weight = first.Weight, 1 // the weights were divided to fit
	}
	return key, t
}

// missing is the term of a pool that a cost centre has no part of in the month,
// beside that of the other month.
func (m *Month) missing(key poolKey, other term) term {
	if t, ok := m.pools[key]; ok {
		return t
	}
	t := other
	switch {
	case key.byPrice:
		t.own = 0
	case m.cost[key.category] == 0:
		t.cost = 0
	default:
		t.part = 0 // the category costs something, and the rule gives this pool none of it
	}
	return t
}

// name of a service, empty where the language names it.
func (m *Month) name(key serviceKey) string {
	classes := key.model.Classes()
	if key.object == "" || classes != nil && key.model != allocation.System {
		return ""
	}
	if strings.TrimSpace(key.object) == "" {
		return ""
	}
	return m.Run.Month.ObjectName(key.model, key.object)
}
