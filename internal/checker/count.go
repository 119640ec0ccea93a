package checker

import (
	"cmp"
	"math/big"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Recount counts the rows of devices, users, licences and ports of a month
// (SPEC §4), of charged and uncharged cost centres alike, in order of table,
// cost centre and object. What is kept of a month when its rows go must be
// equal to it.
func Recount(p allocation.Period, records chargeback.Records) []chargeback.CountedCell {
	return openSheet(p, records).recount()
}

func (s *sheet) recount() []chargeback.CountedCell {
	counted := map[chargeback.CountedCell]int64{} // the key has no days
	for _, table := range []string{"devices", "ports"} {
		for _, r := range s.tables[table] {
			counted[chargeback.CountedCell{Table: table, CostCenter: r.get("cost_center"), Object: r.get("class")}] += s.active(s.inside(r))
		}
	}
	for _, r := range s.tables["users"] {
		counted[chargeback.CountedCell{Table: "users", CostCenter: r.get("cost_center")}] += s.active(s.inside(r))
	}
	for _, licence := range s.tables["licences"] {
		first, last := s.inside(licence)
		for _, user := range s.byCode["users"][licence.get("user")] {
			from, to := s.inside(user)
			key := chargeback.CountedCell{Table: "licences", CostCenter: user.get("cost_center"), Object: licence.get("application")}
			counted[key] += s.active(max(first, from), min(last, to))
		}
	}
	var cells []chargeback.CountedCell
	for cell, days := range counted {
		if days > 0 {
			cell.Days = days
			cells = append(cells, cell)
		}
	}
	slices.SortFunc(cells, func(a, b chargeback.CountedCell) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.CostCenter, b.CostCenter), cmp.Compare(a.Object, b.Object))
	})
	return cells
}

// A node is somebody who carries a part of an amount: a cell (cost centre and
// object) or, in the first of two stages, an object that cells carry.
type node struct {
	costCenter, object string
	weight             *big.Rat // above 0
	quantity           *big.Rat // of a cell, in units
	under              []node
}

// sorted puts nodes in the order that decides ties: cost centre, then object.
func sorted(nodes []node) []node {
	slices.SortFunc(nodes, func(a, b node) int {
		return cmp.Or(cmp.Compare(a.costCenter, b.costCenter), cmp.Compare(a.object, b.object))
	})
	return nodes
}

func weightsOf(nodes []node) []*big.Rat {
	var weights []*big.Rat
	for _, n := range nodes {
		weights = append(weights, n.weight)
	}
	return weights
}

// cells are the counted cells of a table, of charged cost centres: each weighs
// its days.
func (c *check) cells(table, object string) []node {
	var nodes []node
	for _, cell := range c.counted[[2]string{table, object}] {
		if _, charged := c.department(cell.CostCenter); charged {
			days := big.NewRat(cell.Days, 1)
			nodes = append(nodes, node{cell.CostCenter, cell.Object, days, big.NewRat(cell.Days, int64(c.days)), nil})
		}
	}
	return sorted(nodes)
}

// weight is the weight of a class; one without a row weighs 1 (SPEC §2).
func (c *check) weight(m allocation.Model, class string) *big.Rat {
	if r, ok := c.valued("weights", m, class); ok {
		return r.number("weight")
	}
	return big.NewRat(1, 1)
}

// price is the price of a class, and whether it has one.
func (c *check) price(m allocation.Model, class string) (*big.Rat, bool) {
	r, ok := c.valued("prices", m, class)
	if !ok {
		return nil, false
	}
	return r.number("price"), true
}

// valued finds the row of weights or prices that counts for a class.
func (c *check) valued(table string, m allocation.Model, class string) (row, bool) {
	for _, r := range c.byCode[table][modelCode(m)] {
		if r.get("class") == class && c.atEnd(r) {
			return r, true
		}
	}
	return row{}, false
}

// system is a system's row that counts, and its active days: those of all its
// rows. The row is the last with a day in the month, else the one with the
// latest from, whatever the measure (SPEC §4).
func (c *check) system(code string) (found row, days int64) {
	inMonth := false
	for i, r := range c.byCode["systems"][code] {
		first, last := c.inside(r)
		days += c.active(first, last)
		has := first <= last
		if i == 0 || has && !inMonth || has == inMonth && r.get("from") > found.get("from") {
			found, inMonth = r, has
		}
	}
	return found, days
}

// payers are the cells that carry what a system or project costs, with their
// part of its months or hours as quantity (SPEC §5, §8).
func (c *check) payers(m allocation.Model, code string) []node {
	var nodes []node
	quantity := new(big.Rat)
	if m == allocation.Project {
		for _, r := range c.byCode["project_hours"][code] {
			if r.get("month") == c.month {
				quantity.Add(quantity, r.number("hours"))
			}
		}
		nodes = c.shares("project_shares", code)
	} else if len(c.byCode["systems"][code]) > 0 {
		r, days := c.system(code)
		quantity.SetFrac64(days, int64(c.days))
		switch r.get("sharing") {
		case "fixed":
			nodes = c.shares("system_shares", code)
		case "users":
			nodes = c.cells("licences", code)
		default:
			if _, charged := c.department(r.get("owner")); charged {
				nodes = append(nodes, node{costCenter: r.get("owner"), weight: big.NewRat(1, 1)})
			}
		}
	}
	if len(nodes) == 0 {
		return nil
	}
	for i, part := range fractions(quantity, weightsOf(nodes)) {
		nodes[i].object, nodes[i].quantity = code, part
	}
	return nodes
}

// shares are the charged cost centres with a share above 0 of a system or
// project.
func (c *check) shares(table, code string) []node {
	var nodes []node
	for _, r := range c.byCode[table][code] {
		_, charged := c.department(r.get("cost_center"))
		if share := r.number("share"); charged && c.atEnd(r) && share.Sign() > 0 {
			nodes = append(nodes, node{costCenter: r.get("cost_center"), weight: share})
		}
	}
	return sorted(nodes)
}
