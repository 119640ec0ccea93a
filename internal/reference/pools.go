package reference

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"
)

// A target is the system, application or project that a cost names; the zero target is none (SPEC §5.1).
type target struct{ kind, code string }

// A poolKey is what the parts of a pool have in common (SPEC §5.3).
type poolKey struct {
	category, model, classes string
	target                   target
}

// costOfMonth is what a row of costs puts into the month, in öre, and whether the row has anything to do with the
// month at all: an amount of 0 öre does count as a row to charge (SPEC §2 costs and rules).
func (b *books) costOfMonth(cost row) (amount *big.Int, counts bool) {
	whole := scaled(cost["amount"], 2)
	if cost["from"] == "" && cost["to"] == "" {
		return whole, strings.HasPrefix(cost["date"], b.month+"-")
	}
	if cost["to"][:7] < b.month || b.month < cost["from"][:7] {
		return nil, false
	}
	for _, p := range apportion(whole, monthsTouched(cost["from"], cost["to"])) {
		if p.receiver == b.month {
			return p.amount, true
		}
	}
	return nil, false
}

// monthsTouched has a cell for every month with a day in [from, to], with those days as its weight. The months are the
// receivers, so that ties go to the earlier month (SPEC §2, costs).
func monthsTouched(from, to string) []cell {
	var cells []cell
	day, err := time.Parse("2006-01-02", from)
	if err != nil {
		failf("%q is not a date", from)
	}
	for ; day.Format("2006-01-02") <= to; day = day.AddDate(0, 0, 1) {
		month := day.Format("2006-01")
		if len(cells) == 0 || cells[len(cells)-1].receiver != month {
			cells = append(cells, cell{receiver: month, weight: new(big.Int)})
		}
		days := cells[len(cells)-1].weight
		days.Add(days, big.NewInt(1))
		if month == "9999-12" && day.Day() == 31 {
			break // the last day that has a date of ten characters
		}
	}
	return cells
}

// targetOf is the one thing that a cost names (SPEC §5.1).
func targetOf(cost row) target {
	var named []target
	for _, kind := range []string{"system", "application", "project"} {
		if cost[kind] != "" {
			named = append(named, target{kind, cost[kind]})
		}
	}
	if len(named) > 1 {
		failf("cost %q names more than one of system, application and project", cost["id"])
	}
	if len(named) == 0 {
		return target{}
	}
	return named[0]
}

// keptBy is the target that a part keeps in a model: only the model that knows it (SPEC §5.2).
func (t target) keptBy(model string) target {
	knows := map[string]string{"system": "system", "application": "user", "project": "project"}
	if t.kind != "" && knows[t.kind] == model {
		return t
	}
	return target{}
}

// ruleCells are the valid rules of a category as cells: the model's number is the receiver and the classes are the
// class, so that parts come in model order and then by classes (SPEC §5.2).
func (b *books) ruleCells(category string) []cell {
	var cells []cell
	for _, rule := range b.validRows("rules") {
		if rule["category"] == category {
			number := string(rune('1' + slices.Index(models, modelName(rule["model"]))))
			cells = append(cells, cell{receiver: number, class: classSet(rule["classes"]), weight: scaled(rule["share"], 6)})
		}
	}
	if totalWeight(cells).Sign() == 0 {
		failf("category %q has a cost in %s and no rule with a share above 0", category, b.month)
	}
	return cells
}

// pools are the sums to charge in the month (SPEC §5.1–3). It also tells what IT paid in all, and what departments
// paid themselves.
func (b *books) pools() (pools map[poolKey]*big.Int, cost, selfPaid *big.Int) {
	type sumKey struct {
		category string
		target   target
	}
	sums := map[sumKey]*big.Int{}
	cost, selfPaid = new(big.Int), new(big.Int)
	for _, r := range b.tables["costs"] {
		amount, counts := b.costOfMonth(r)
		if !counts {
			continue
		}
		if r["paid_by"] != "" {
			selfPaid.Add(selfPaid, amount)
			continue
		}
		cost.Add(cost, amount)
		addTo(sums, sumKey{r["category"], targetOf(r)}, amount)
	}

	pools = map[poolKey]*big.Int{}
	for key, sum := range sums {
		checkFits("the sum of category "+key.category, sum)
		for _, p := range apportion(sum, b.ruleCells(key.category)) {
			model := modelName(p.receiver)
			addTo(pools, poolKey{key.category, model, p.class, key.target.keptBy(model)}, p.amount)
		}
	}
	checkFits("the month's cost", cost)
	checkFits("what departments paid themselves", selfPaid)
	return pools, cost, selfPaid
}

// addTo adds an amount to the sum at a key.
func addTo[K comparable](sums map[K]*big.Int, key K, amount *big.Int) {
	if sums[key] == nil {
		sums[key] = new(big.Int)
	}
	sums[key].Add(sums[key], amount)
}

// sortedKeys lists the keys of the pools in a fixed order.
func sortedKeys(pools map[poolKey]*big.Int) []poolKey {
	var keys []poolKey
	for key := range pools {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b poolKey) int {
		return cmp.Or(cmp.Compare(a.category, b.category), cmp.Compare(a.model, b.model),
			cmp.Compare(a.classes, b.classes), cmp.Compare(a.target.kind, b.target.kind),
			cmp.Compare(a.target.code, b.target.code))
	})
	return keys
}
