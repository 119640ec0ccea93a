package checker

import (
	"math/big"

	"chargeback/allocation"
)

// checkPrices holds the models charged by price against quantities and prices,
// and their variances (SPEC §6).
func (c *check) checkPrices(pools []*pool) {
	cost, recovered := map[allocation.Model]*big.Int{}, map[allocation.Model]*big.Int{}
	for _, m := range allocation.Models[1:] {
		if c.byPrice(m) {
			cost[m], recovered[m] = new(big.Int), new(big.Int)
			c.checkPricesOf(m)
		}
	}
	for _, p := range pools {
		if c.byPrice(p.model) {
			addTo(cost, p.model, p.amount)
		}
	}
	for k, amount := range c.lines {
		if recovered[k.model] != nil {
			addTo(recovered, k.model, amount)
		}
	}
	seen := map[allocation.Model]bool{}
	for _, v := range c.billed.Variance {
		where := place("variance", modelCode(v.Model))
		if seen[v.Model] = true; cost[v.Model] == nil {
			c.report(Variance, where, "", kronor(big.NewInt(int64(v.Amount))))
			continue
		}
		c.compare(Variance, place(where, "cost"), cost[v.Model], big.NewInt(int64(v.Cost)))
		c.compare(Variance, place(where, "recovered"), recovered[v.Model], big.NewInt(int64(v.Recovered)))
		c.compare(Variance, place(where, "amount"), new(big.Int).Sub(cost[v.Model], recovered[v.Model]), big.NewInt(int64(v.Amount)))
	}
	for m := range cost {
		if !seen[m] {
			c.report(Variance, place("variance", modelCode(m)), kronor(new(big.Int).Sub(cost[m], recovered[m])), "")
		}
	}
}

// checkPricesOf checks the lines of a model charged by price: each cell's own,
// and for systems and projects what their payers' lines add up to, which is
// apportioned over them.
func (c *check) checkPricesOf(m allocation.Model) {
	switch m {
	case allocation.Device, allocation.Port:
		for _, n := range c.cells(map[allocation.Model]string{allocation.Device: "devices", allocation.Port: "ports"}[m], "") {
			c.checkCell(m, n, n.object)
		}
	case allocation.User:
		for _, n := range c.cells("users", "") {
			c.checkCell(m, n, "user")
		}
		for application := range c.byCode["applications"] {
			if _, priced := c.price(m, application); priced {
				for _, n := range c.cells("licences", application) {
					c.checkCell(m, n, application)
				}
			}
		}
	case allocation.System:
		for code := range c.byCode["systems"] {
			r, _ := c.system(code)
			c.checkObject(m, code, r.get("tier"))
		}
	case allocation.Project:
		for code := range c.byCode["projects"] {
			c.checkObject(m, code, "hour")
		}
	}
}

// checkCell checks a cell's line by price × quantity.
func (c *check) checkCell(m allocation.Model, n node, class string) {
	k := claim{m, "", n.costCenter, n.object}
	c.cellBill(k, n)
	if want := c.priced(m, class, k.String(), n.quantity); want != nil {
		c.compare(Price, k.String(), want, c.lineOf(k))
	}
}

// checkObject checks the lines of a system's or project's payers. One without
// days, hours or payers bills nothing and needs no price.
func (c *check) checkObject(m allocation.Model, code, class string) {
	payers := c.payers(m, code)
	quantity := new(big.Rat)
	for _, n := range payers {
		quantity.Add(quantity, n.quantity)
	}
	if quantity.Sign() == 0 {
		return
	}
	for _, n := range payers {
		c.cellBill(claim{m, "", n.costCenter, n.object}, n)
	}
	where := place(modelCode(m), code)
	if want := c.priced(m, class, where, quantity); want != nil {
		c.compare(Price, where, want, c.charged(m, "", node{under: payers}))
		c.checkParts(m, "", payers, c.charged(m, "", node{under: payers}))
	}
}

// priced is price × quantity in öre, or nil where there is no price.
func (c *check) priced(m allocation.Model, class, where string, quantity *big.Rat) *big.Int {
	price, ok := c.price(m, class)
	if !ok {
		c.report(Price, where, "a price of "+class, "")
		return nil
	}
	return round(price.Mul(price, new(big.Rat).Mul(quantity, big.NewRat(100, 1))))
}
