package checker

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Law is the number of a law, as the package's documentation lists them.
type Law string

// The laws.
const (
	Canonical   Law = "0"
	Totals      Law = "1.1"
	Balance     Law = "1.2"
	SelfPaid    Law = "1.3"
	Ruled       Law = "1.4"
	Quantities  Law = "2.1"
	Cells       Law = "2.2"
	Near        Law = "3.1"
	Leftovers   Law = "3.2"
	Central     Law = "3.3"
	Weightless  Law = "4.1"
	Uncharged   Law = "4.2"
	Sign        Law = "4.3"
	Order       Law = "4.4"
	Department  Law = "4.5"
	Zero        Law = "4.6"
	Price       Law = "5.1"
	Variance    Law = "5.2"
	Unallocated Law = "6"
)

// Laws are all of them.
var Laws = []Law{
	Canonical, Totals, Balance, SelfPaid, Ruled, Quantities, Cells, Near, Leftovers, Central,
	Weightless, Uncharged, Sign, Order, Department, Zero, Price, Variance, Unallocated,
}

// Violation is where a month breaks a law: what is said of what, and what it
// would be. Where, Want and Got are codes, amounts in kronor and quantities, in
// no language. They explain; they are no contract.
type Violation struct {
	Law              Law
	Where, Want, Got string
}

// Month is what is to be proved.
type Month struct {
	// Records are the rows of the month: all that are known, or those that
	// count in it.
	Records chargeback.Records
	// Cells are what was counted, where it is known; the rows of devices, users,
	// licences and ports may then be gone. Where they are nil the rows are
	// counted.
	Cells []chargeback.CountedCell
	// Billed is what the month came to, without corrections. Its bills are not
	// looked at: they are sums of its lines.
	Billed *chargeback.Result
}

// check is one month being checked.
type check struct {
	*sheet
	billed         *chargeback.Result
	counted        map[[2]string][]chargeback.CountedCell // by table and, of licences, object
	lines          map[claim]*big.Int                     // what is billed
	expected       map[claim]*cellBill                    // what may be billed
	cost, selfPaid *big.Int                               // of the rows
	trees          map[[3]string][]node
	found          []Violation
}

// A claim is the key of a line without its department.
type claim struct {
	model                        allocation.Model
	category, costCenter, object string
}

// A cellBill is what is known of a line before it is looked at: it has a cell
// that weighs something, and so a quantity; by actual cost also a fraction.
type cellBill struct {
	quantity     *big.Rat
	exact, bound *big.Rat // of all its pools; nil by price
	plus, minus  bool     // whether there are pools of that sign
}

// Check holds a month against the laws. It returns nothing where all hold, else
// every place that breaks one, in order of law and place.
func Check(m Month) []Violation {
	c := &check{
		sheet: openSheet(m.Billed.Period, m.Records), billed: m.Billed,
		counted: map[[2]string][]chargeback.CountedCell{}, lines: map[claim]*big.Int{}, expected: map[claim]*cellBill{},
		cost: new(big.Int), selfPaid: new(big.Int), trees: map[[3]string][]node{},
	}
	c.found = c.bad
	c.takeCells(m.Cells)
	for line := range m.Billed.Lines {
		addTo(c.lines, claimOf(line), big.NewInt(int64(line.Amount)))
	}
	pools := c.makePools(c.takeCosts())
	c.checkPools(pools)
	c.checkPrices(pools)
	c.checkLines()
	c.checkOrder()
	c.checkTotals()
	slices.SortFunc(c.found, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Law, b.Law), cmp.Compare(a.Where, b.Where), cmp.Compare(a.Want, b.Want), cmp.Compare(a.Got, b.Got))
	})
	return c.found
}

func (c *check) report(law Law, where, want, got string) {
	c.found = append(c.found, Violation{law, where, want, got})
}

// compare reports where an amount in öre is not what it should be.
func (c *check) compare(law Law, where string, want, got *big.Int) {
	if want.Cmp(got) != 0 {
		c.report(law, where, kronor(want), kronor(got))
	}
}

// takeCells takes the counted cells, or counts the rows.
func (c *check) takeCells(cells []chargeback.CountedCell) {
	if cells == nil {
		cells = c.recount()
	}
	seen := map[chargeback.CountedCell]bool{}
	for _, cell := range cells {
		days, key := cell.Days, cell
		key.Days = 0
		where := place(cell.Table, cell.CostCenter, cell.Object)
		if days <= 0 || seen[key] {
			c.report(Cells, where, "once, above 0", big.NewInt(days).String())
			continue
		}
		seen[key] = true
		at := [2]string{cell.Table, ""}
		if cell.Table == "licences" {
			at[1] = cell.Object
		}
		c.counted[at] = append(c.counted[at], cell)
	}
}

// checkPools holds what is not charged by price against its pools, law by law:
// central and unallocated here, lines in checkGroup.
func (c *check) checkPools(pools []*pool) {
	type group struct {
		model    allocation.Model
		category string
	}
	type stuck struct {
		model            allocation.Model
		category, object string
	}
	groups := map[group][]*pool{}
	central, unallocated := map[string]*big.Int{}, map[stuck]*big.Int{}
	for _, p := range pools {
		switch {
		case p.model == allocation.Central:
			addTo(central, p.category, p.amount)
		case c.byPrice(p.model):
		case len(c.tree(p.model, p.target, p.classes)) == 0:
			addTo(unallocated, stuck{p.model, p.category, p.target}, p.amount)
		default:
			at := group{p.model, p.category}
			groups[at] = append(groups[at], p)
		}
	}
	for at, own := range groups {
		c.checkGroup(at.model, at.category, own)
	}
	for _, x := range c.billed.Central {
		addTo(central, x.Category, big.NewInt(-int64(x.Amount)))
	}
	for category, rest := range central {
		c.compare(Central, place("central", category), rest, new(big.Int))
	}
	for _, x := range c.billed.Unallocated {
		addTo(unallocated, stuck{x.Model, x.Category, x.Object}, big.NewInt(-int64(x.Amount)))
	}
	for at, rest := range unallocated {
		c.compare(Unallocated, place("unallocated", modelCode(at.model), at.category, at.object), rest, new(big.Int))
	}
}

// tree remembers who carries what.
func (c *check) tree(m allocation.Model, target, classes string) []node {
	key := [3]string{modelCode(m), target, classes}
	nodes, known := c.trees[key]
	if !known {
		nodes = c.carriers(m, target, classes)
		c.trees[key] = nodes
	}
	return nodes
}

// checkOrder holds all lists to their order, which leaves no key twice, and to
// having no entry of 0 öre.
func (c *check) checkOrder() {
	var before []string
	next := func(list string, amount allocation.Ore, key ...string) {
		key = append([]string{list}, key...)
		if before != nil && before[0] == list && slices.Compare(before, key) >= 0 {
			c.report(Order, place(key...), "after "+place(before...), "")
		}
		if amount == 0 {
			c.report(Zero, place(key...), "", kronor(new(big.Int)))
		}
		before = key
	}
	for line := range c.billed.Lines {
		next("line", line.Amount, line.Department, line.CostCenter, number(line.Model), line.Category, line.Object)
	}
	for _, x := range c.billed.Central {
		next("central", x.Amount, x.Category)
	}
	for _, x := range c.billed.Unallocated {
		next("unallocated", x.Amount, x.Category, number(x.Model), x.Object)
	}
	for _, x := range c.billed.Variance {
		next("variance", 1, number(x.Model)) // of 0 öre too
	}
}

// number is a model's number as one character, so that texts have its order.
func number(m allocation.Model) string { return string(rune('0' + m)) }

// checkTotals adds up the rows and what they came to (SPEC §7).
func (c *check) checkTotals() {
	billed, central, unallocated, variance := new(big.Int), new(big.Int), new(big.Int), new(big.Int)
	add := func(sum *big.Int, amount allocation.Ore) { sum.Add(sum, big.NewInt(int64(amount))) }
	for line := range c.billed.Lines {
		add(billed, line.Amount)
	}
	for _, x := range c.billed.Central {
		add(central, x.Amount)
	}
	for _, x := range c.billed.Unallocated {
		add(unallocated, x.Amount)
	}
	for _, x := range c.billed.Variance {
		add(variance, x.Amount)
	}
	c.compare(Balance, "all", c.cost, sumOf([]*big.Int{billed, central, unallocated, variance}))
	t := &c.billed.Totals
	for _, total := range []struct {
		law  Law
		name string
		want *big.Int
		got  allocation.Ore
	}{
		{Totals, "cost", c.cost, t.Cost},
		{Totals, "billed", billed, t.Billed},
		{Totals, "central", central, t.Central},
		{Totals, "unallocated", unallocated, t.Unallocated},
		{Totals, "variance", variance, t.Variance},
		{SelfPaid, "self_paid", c.selfPaid, t.SelfPaid},
	} {
		c.compare(total.law, total.name, total.want, big.NewInt(int64(total.got)))
	}
}

// place tells where something stands.
func place(codes ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return code == "" }), " / ")
}
