package checker

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"chargeback/allocation"
)

// A sumKey is what costs have in common that are added up first (SPEC §5.1).
// The target is a system, application or project, told by the model that knows
// it; 0 is none.
type sumKey struct {
	category, target string
	knows            allocation.Model
}

// A pool is what the rules leave to one model of one category (SPEC §5.3).
type pool struct {
	category, classes, target string
	model                     allocation.Model
	amount                    *big.Int
	exact                     *big.Rat // what it is without rounding
	roundings                 int64    // of the sums that it adds up
}

// takeCosts adds up the month's costs, and those that departments paid
// themselves.
func (c *check) takeCosts() map[sumKey]*big.Int {
	sums := map[sumKey]*big.Int{}
	for _, cost := range c.tables["costs"] {
		amount := c.ofMonth(cost)
		if amount == nil {
			continue
		}
		if cost.get("paid_by") != "" {
			c.selfPaid.Add(c.selfPaid, amount)
			continue
		}
		c.cost.Add(c.cost, amount)
		key := sumKey{category: cost.get("category")}
		for column, model := range map[string]allocation.Model{
			"system": allocation.System, "application": allocation.User, "project": allocation.Project,
		} {
			if code := cost.get(column); code != "" {
				if key.knows != 0 {
					c.report(Canonical, "cost "+cost.get("id"), "one target", key.target+", "+code)
				}
				key.target, key.knows = code, model
			}
		}
		addTo(sums, key, amount)
	}
	return sums
}

// ofMonth is what a cost puts into the month, or nil where it has nothing to
// do with it. An accrued cost is apportioned over the months that it touches,
// by their days in it (SPEC §2).
func (c *check) ofMonth(cost row) *big.Int {
	amount := round(new(big.Rat).Mul(cost.number("amount"), big.NewRat(100, 1)))
	from, to := cost.get("from"), cost.get("to")
	if from == "" {
		if cost.get("date")[:7] != c.month {
			return nil
		}
		return amount
	}
	first, last, asked := monthNumber(from), monthNumber(to), monthNumber(c.month)
	if asked < first || last < asked {
		return nil
	}
	var days []*big.Rat
	for n := first; n <= last; n++ {
		start, end := 1, daysIn(n/12, n%12+1)
		if n == first {
			start = dayNumber(from)
		}
		if n == last {
			end = dayNumber(to)
		}
		days = append(days, big.NewRat(int64(end-start+1), 1))
	}
	return c.apportion("cost "+cost.get("id"), amount, days)[asked-first]
}

// monthNumber counts the months up to that of a date.
func monthNumber(date string) int {
	year, _ := strconv.Atoi(date[:4])
	month, _ := strconv.Atoi(date[5:7])
	return 12*year + month - 1
}

// apportion splits an amount by the definition, and proves what comes out.
func (c *check) apportion(what string, amount *big.Int, weights []*big.Rat) []*big.Int {
	parts := split(amount, weights)
	if wrong := findFault(amount, weights, parts); wrong != nil {
		c.report(Leftovers, what, wrong.want, wrong.got)
	}
	return parts
}

// makePools divides the sums over the rules of their categories, in order of
// model and classes (SPEC §5.2).
func (c *check) makePools(sums map[sumKey]*big.Int) []*pool {
	type key struct {
		category, classes, target string
		model                     allocation.Model
	}
	pools := map[key]*pool{}
	var all []*pool
	for from, sum := range sums {
		var rules []row
		var shares []*big.Rat
		for _, r := range c.byCode["rules"][from.category] {
			if c.atEnd(r) && r.number("share").Sign() > 0 {
				rules = append(rules, r)
			}
		}
		if len(rules) == 0 {
			c.report(Ruled, from.category, "a rule", kronor(sum))
			continue
		}
		slices.SortFunc(rules, func(a, b row) int {
			return cmp.Or(cmp.Compare(modelNamed(a.get("model")), modelNamed(b.get("model"))), cmp.Compare(a.get("classes"), b.get("classes")))
		})
		for _, r := range rules {
			shares = append(shares, r.number("share"))
		}
		exact := fractions(new(big.Rat).SetInt(sum), shares)
		for i, part := range c.apportion("the rules of "+from.category, sum, shares) {
			k := key{from.category, rules[i].get("classes"), "", modelNamed(rules[i].get("model"))}
			if k.model == from.knows {
				k.target = from.target
			}
			p := pools[k]
			if p == nil {
				p = &pool{k.category, k.classes, k.target, k.model, new(big.Int), new(big.Rat), 0}
				pools[k] = p
				all = append(all, p)
			}
			p.amount.Add(p.amount, part)
			p.exact.Add(p.exact, exact[i])
			if !exact[i].IsInt() {
				p.roundings++
			}
		}
	}
	return all
}

// carriers are who carries a pool of a model, a target and classes (SPEC §5.4).
func (c *check) carriers(m allocation.Model, target, classes string) []node {
	in := func(class string) bool { return classes == "" || slices.Contains(strings.Fields(classes), class) }
	var nodes []node
	switch {
	case m == allocation.User && target == "":
		return c.cells("users", "")
	case m == allocation.User:
		return c.cells("licences", target)
	case m == allocation.Device || m == allocation.Port:
		for _, n := range c.cells(map[allocation.Model]string{allocation.Device: "devices", allocation.Port: "ports"}[m], "") {
			if n.weight.Mul(n.weight, c.weight(m, n.object)); n.weight.Sign() > 0 && in(n.object) {
				nodes = append(nodes, n)
			}
		}
	case target != "":
		return c.payers(m, target)
	case m == allocation.System:
		for code := range c.byCode["systems"] {
			r, days := c.system(code)
			weight := c.weight(m, r.get("tier"))
			weight.Mul(weight, big.NewRat(days, 1))
			if under := c.payers(m, code); weight.Sign() > 0 && in(r.get("tier")) && len(under) > 0 {
				nodes = append(nodes, node{object: code, weight: weight, under: under})
			}
		}
	case m == allocation.Project:
		for code := range c.byCode["projects"] {
			under := c.payers(m, code)
			hours := new(big.Rat)
			for _, n := range under {
				hours.Add(hours, n.quantity)
			}
			if hours.Sign() > 0 {
				nodes = append(nodes, node{object: code, weight: hours, under: under})
			}
		}
	}
	return sorted(nodes)
}

func addTo[K comparable](sums map[K]*big.Int, key K, amount *big.Int) {
	if sums[key] == nil {
		sums[key] = new(big.Int)
	}
	sums[key].Add(sums[key], amount)
}
