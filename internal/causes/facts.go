package causes

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"strings"

	"chargeback/allocation"
)

// tell keeps a fact, once per kind and name; what it weighs adds up.
func (e *explainer) tell(cause Cause, f Fact, weight *big.Rat) {
	for i := range e.told {
		t := &e.told[i]
		if t.cause == cause && t.Kind == f.Kind && t.Model == f.Model && t.Object == f.Object {
			t.weight = new(big.Rat).Add(t.weight, weight)
			return
		}
	}
	f.weight = weight
	e.told = append(e.told, factOf{cause, f})
}

// facts finds what happened behind the parts of the game.
func (e *explainer) facts() {
	keys := slices.SortedFunc(maps.Keys(e.exact), func(a, b partKey) int {
		return cmp.Or(cmp.Compare(a.cause, b.cause), cmp.Compare(a.model, b.model), strings.Compare(a.object, b.object))
	})
	for _, key := range keys {
		part := e.exact[key]
		switch key.cause {
		case Rule:
			e.ruleFact(key.serviceKey, part)
		case OwnVolume:
			if change := e.counts[key.serviceKey]; change != 0 {
				e.tell(OwnVolume, Fact{Kind: CountChanged, Model: key.model, Object: key.object, Name: e.after.name(key.serviceKey), Micro: change}, part)
			}
		case Cost:
			before, ok1 := e.price(e.before, key.serviceKey)
			after, ok2 := e.price(e.after, key.serviceKey)
			if ok1 && ok2 && before != after {
				e.tell(Cost, Fact{
					Kind: PriceChanged, Model: key.model, Object: key.object, Name: e.after.name(key.serviceKey), Before: before, After: after,
				}, part)
			}
		}
	}
}

func (e *explainer) ruleFact(key serviceKey, part *big.Rat) {
	if e.before.byPrice[key.model] != e.after.byPrice[key.model] {
		to := ""
		if e.after.byPrice[key.model] {
			to = "price"
		}
		e.tell(Rule, Fact{Kind: MethodChanged, Model: key.model, To: to}, part)
		return
	}
	if key.model != allocation.System {
		return
	}
	from, to := e.before.Run.Month.Tier(key.object), e.after.Run.Month.Tier(key.object)
	if from != to {
		e.tell(Rule, Fact{Kind: TierChanged, Model: key.model, Object: key.object, Name: e.after.name(key), From: from, To: to}, part)
	}
}

// price is what a unit of a service costs in a month that charges it by price.
func (e *explainer) price(m *Month, key serviceKey) (int64, bool) {
	t, ok := m.pools[poolKey{model: key.model, object: key.object, byPrice: true}]
	return t.cost, ok
}
