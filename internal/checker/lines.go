package checker

import (
	"math/big"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

func claimOf(line chargeback.Line) claim {
	return claim{line.Model, line.Category, line.CostCenter, line.Object}
}

func (k claim) String() string {
	return place("line", k.costCenter, modelCode(k.model), k.category, k.object)
}

// lineOf is what is billed to a cell; nothing is 0.
func (c *check) lineOf(k claim) *big.Int {
	if amount := c.lines[k]; amount != nil {
		return amount
	}
	return new(big.Int)
}

// charged is what a node was charged by the lines: its own, or the sum of
// those under it.
func (c *check) charged(m allocation.Model, category string, n node) *big.Int {
	if len(n.under) == 0 {
		return c.lineOf(claim{m, category, n.costCenter, n.object})
	}
	sum := new(big.Int)
	for _, below := range n.under {
		sum.Add(sum, c.charged(m, category, below))
	}
	return sum
}

// checkGroup checks the lines of one category and model by actual cost, all of
// whose pools have carriers.
func (c *check) checkGroup(m allocation.Model, category string, pools []*pool) {
	var some []*pool // pools of 0 öre leave no trace
	for _, p := range pools {
		c.expect(m, category, c.tree(m, p.target, p.classes), p.exact, big.NewRat(p.roundings, 1), p.amount.Sign())
		if p.amount.Sign() != 0 {
			some = append(some, p)
		}
	}
	if len(some) == 1 {
		c.checkParts(m, category, c.tree(m, some[0].target, some[0].classes), some[0].amount)
		return
	}
	want := map[claim]*big.Int{}
	for _, p := range some {
		c.divide(m, category, c.tree(m, p.target, p.classes), p.amount, want)
	}
	for k, amount := range want {
		c.compare(Leftovers, k.String(), amount, c.lineOf(k))
	}
}

// checkParts holds what was billed against the amount that it is parts of, and
// each part against those under it.
func (c *check) checkParts(m allocation.Model, category string, nodes []node, amount *big.Int) {
	var parts []*big.Int
	for _, n := range nodes {
		parts = append(parts, c.charged(m, category, n))
	}
	if wrong := findFault(amount, weightsOf(nodes), parts); wrong != nil {
		where := place("pool", modelCode(m), category)
		if wrong.part >= 0 {
			where = claim{m, category, nodes[wrong.part].costCenter, nodes[wrong.part].object}.String()
		}
		c.report(Leftovers, where, wrong.want, wrong.got)
	}
	for i, n := range nodes {
		if len(n.under) > 0 {
			c.checkParts(m, category, n.under, parts[i])
		}
	}
}

// divide apportions an amount over cells by the definition.
func (c *check) divide(m allocation.Model, category string, nodes []node, amount *big.Int, to map[claim]*big.Int) {
	for i, part := range c.apportion(place("pool", modelCode(m), category), amount, weightsOf(nodes)) {
		if n := nodes[i]; len(n.under) > 0 {
			c.divide(m, category, n.under, part, to)
		} else {
			addTo(to, claim{m, category, n.costCenter, n.object}, part)
		}
	}
}

// expect notes the cells that carry an amount, with their exact fractions of it
// and how far rounding may have taken them from there.
func (c *check) expect(m allocation.Model, category string, nodes []node, exact, bound *big.Rat, sign int) {
	fractionOf := fractions(big.NewRat(1, 1), weightsOf(nodes))
	for i, n := range nodes {
		part := new(big.Rat).Mul(exact, fractionOf[i])
		strays := new(big.Rat).Mul(bound, fractionOf[i])
		if len(nodes) > 1 {
			strays.Add(strays, big.NewRat(1, 1))
		}
		if len(n.under) > 0 {
			c.expect(m, category, n.under, part, strays, sign)
			continue
		}
		cell := c.cellBill(claim{m, category, n.costCenter, n.object}, n)
		if cell.exact == nil {
			cell.exact, cell.bound = new(big.Rat), new(big.Rat)
		}
		cell.exact.Add(cell.exact, part)
		cell.bound.Add(cell.bound, strays)
		cell.plus, cell.minus = cell.plus || sign > 0, cell.minus || sign < 0
	}
}

// cellBill notes a cell that may be billed.
func (c *check) cellBill(k claim, n node) *cellBill {
	cell := c.expected[k]
	if cell == nil {
		cell = &cellBill{quantity: n.quantity}
		c.expected[k] = cell
	}
	return cell
}

// checkLines holds each line against its cell.
func (c *check) checkLines() {
	million := big.NewRat(1_000_000, 1)
	for line := range c.billed.Lines {
		k := claimOf(line)
		where := k.String()
		department, charged := c.department(line.CostCenter)
		if line.Department != department {
			c.report(Department, where, department, line.Department)
		}
		if !charged {
			c.report(Uncharged, where, "", kronor(c.lineOf(k)))
		}
		cell := c.expected[k]
		if cell == nil {
			c.report(Weightless, where, "", kronor(c.lineOf(k)))
			continue
		}
		want := round(new(big.Rat).Mul(cell.quantity, million))
		if got := big.NewInt(line.QuantityMicro); want.Cmp(got) != 0 {
			c.report(Quantities, where, units(want), units(got))
		}
	}
	for k, cell := range c.expected {
		if cell.exact != nil {
			c.checkNear(k, cell, c.lineOf(k))
		}
	}
}

// checkNear holds an amount against its exact fraction (law 3.1) and its sign.
func (c *check) checkNear(k claim, cell *cellBill, amount *big.Int) {
	strays := new(big.Rat).SetInt(amount)
	strays.Sub(strays, cell.exact)
	if strays.Abs(strays); strays.Cmp(cell.bound) >= 0 && strays.Sign() != 0 {
		kr := new(big.Rat).Quo(cell.exact, big.NewRat(100, 1))
		c.report(Near, k.String(), kr.FloatString(6), kronor(amount))
	}
	if sign := amount.Sign(); sign > 0 && !cell.plus || sign < 0 && !cell.minus {
		c.report(Sign, k.String(), "", kronor(amount))
	}
}

// units writes millionths of a unit.
func units(micro *big.Int) string {
	return new(big.Rat).SetFrac(micro, big.NewInt(1_000_000)).FloatString(6)
}
