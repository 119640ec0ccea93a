package reference

import (
	"io/fs"
	"math/big"
)

// Charge charges one month, YYYY-MM, of the data set of CSV tables in fsys, by SPEC §2–§8. The result balances to the
// öre; where it cannot be charged there is an error and no result.
func Charge(fsys fs.FS, month string) (result *Result, err error) {
	defer recoverFailure(&err)
	b := openBooks(fsys, month)
	if b.setting("it_cost_center", "") == "" {
		failf("%s has no valid it_cost_center", month) // SPEC §3
	}
	l := newLedger()
	pools, cost, selfPaid := b.pools()
	for _, key := range sortedKeys(pools) {
		checkFits("a pool of category "+key.category, pools[key])
		b.chargePool(l, key, pools[key])
	}
	b.billPrices(l)
	return b.result(l, cost, selfPaid), nil
}

// chargePool charges one pool by its model's cost, or keeps it for the variance of a model charged by price (§5.4, §6).
func (b *books) chargePool(l *ledger, pool poolKey, amount *big.Int) {
	if b.chargedByPrice(pool.model) {
		addTo(l.poolCost, pool.model, amount)
		return
	}
	switch pool.model {
	case "central":
		b.chargeCentral(l, pool, amount)
	case "system":
		b.chargeSystems(l, pool, amount)
	case "device":
		b.chargeItems(l, pool, amount, "devices")
	case "user":
		b.chargeUsers(l, pool, amount)
	case "port":
		b.chargeItems(l, pool, amount, "ports")
	case "project":
		b.chargeProjects(l, pool, amount)
	}
}

// chargeCentral leaves a pool on IT's own budget (model 1).
func (b *books) chargeCentral(l *ledger, pool poolKey, amount *big.Int) {
	addTo(l.central, pool.category, amount)
}

// chargeSystems charges a pool of model 2: all to the system it is for, whatever its dates and the rule's classes, or
// over the systems with active days, a payer and a tier in the rule's classes by tier weight × active days.
func (b *books) chargeSystems(l *ledger, pool poolKey, amount *big.Int) {
	if pool.target.kind == "system" {
		b.shareSystem(l, pool.category, pool.target.code, amount)
		return
	}
	var cells []cell
	for _, system := range b.codes("systems") {
		tier, days := b.systemRow(system)["tier"], b.systemDays(system)
		if days > 0 && len(b.payers(system)) > 0 && inClasses(tier, pool.classes) {
			weight := new(big.Int).Mul(b.weightOf("system", tier), big.NewInt(days))
			cells = append(cells, cell{receiver: system, weight: weight})
		}
	}
	if totalWeight(cells).Sign() == 0 {
		l.strand(stuckKey{pool.category, "system", ""}, "no system with active days, a payer and a weight", amount)
		return
	}
	for _, p := range apportion(amount, cells) {
		b.shareSystem(l, pool.category, p.receiver, p.amount)
	}
}

// shareSystem shares one system's amount over its payers (the second stage of model 2). A payer's quantity is the
// system's months times the payer's part of them (SPEC §8).
func (b *books) shareSystem(l *ledger, category, system string, amount *big.Int) {
	payers := b.payers(system)
	if len(payers) == 0 {
		l.strand(stuckKey{category, "system", system}, "the system has no payer", amount)
		return
	}
	for _, p := range apportion(amount, payers) {
		quantity := new(big.Rat).SetFrac(p.weight, totalWeight(payers))
		quantity.Mul(quantity, b.months(b.systemDays(system)))
		l.bill(b.key(p.receiver, category, "system", system), quantity, p.amount)
	}
}

// chargeItems charges a pool of model 3 (devices) or 5 (ports): over the cells (cost centre, class) of the rule's
// classes by class weight × item-days.
func (b *books) chargeItems(l *ledger, pool poolKey, amount *big.Int, table string) {
	itemDays := b.itemDays(table)
	var cells []cell
	for at, days := range itemDays {
		if inClasses(at.class, pool.classes) {
			weight := new(big.Int).Mul(b.weightOf(pool.model, at.class), big.NewInt(days))
			cells = append(cells, cell{at.costCenter, at.class, weight})
		}
	}
	if totalWeight(cells).Sign() == 0 {
		l.strand(stuckKey{pool.category, pool.model, ""}, "no "+pool.model+" carries weight", amount)
		return
	}
	for _, p := range apportion(amount, cells) {
		quantity := b.months(itemDays[place{p.receiver, p.class}])
		l.bill(b.key(p.receiver, pool.category, pool.model, p.class), quantity, p.amount)
	}
}

// chargeUsers charges a pool of model 4: over cost centres by user-days, or by the licence-days of the application
// that it is for.
func (b *books) chargeUsers(l *ledger, pool poolKey, amount *big.Int) {
	days, application := b.itemDays("users"), pool.target.code
	if application != "" {
		days = b.licenceDays(application)
	}
	cells := cellsOf(days)
	if totalWeight(cells).Sign() == 0 {
		l.strand(stuckKey{pool.category, "user", application}, "no user or licence carries weight", amount)
		return
	}
	for _, p := range apportion(amount, cells) {
		quantity := b.months(days[place{p.receiver, ""}])
		l.bill(b.key(p.receiver, pool.category, "user", application), quantity, p.amount)
	}
}

// chargeProjects charges a pool of model 6: all to the project it is for, hours or not, or over the projects with
// hours and an orderer by hours.
func (b *books) chargeProjects(l *ledger, pool poolKey, amount *big.Int) {
	if pool.target.kind == "project" {
		b.shareProject(l, pool.category, pool.target.code, amount)
		return
	}
	var cells []cell
	for _, project := range b.codes("projects") {
		if weight := b.hoursCenti(project); weight.Sign() > 0 && len(b.orderers(project)) > 0 {
			cells = append(cells, cell{receiver: project, weight: weight})
		}
	}
	if totalWeight(cells).Sign() == 0 {
		l.strand(stuckKey{pool.category, "project", ""}, "no project with hours and an orderer", amount)
		return
	}
	for _, p := range apportion(amount, cells) {
		b.shareProject(l, pool.category, p.receiver, p.amount)
	}
}

// shareProject shares one project's amount over its orderers (the second stage of model 6). An orderer's quantity is
// its part of the project's hours.
func (b *books) shareProject(l *ledger, category, project string, amount *big.Int) {
	orderers := b.orderers(project)
	if len(orderers) == 0 {
		l.strand(stuckKey{category, "project", project}, "the project has no orderer", amount)
		return
	}
	for _, p := range apportion(amount, orderers) {
		quantity := new(big.Rat).SetFrac(p.weight, totalWeight(orderers))
		quantity.Mul(quantity, b.hours(project))
		l.bill(b.key(p.receiver, category, "project", project), quantity, p.amount)
	}
}

// key is the key of a cost centre's bill line, with the department that it belongs to in the month.
func (b *books) key(costCenter, category, model, object string) lineKey {
	return lineKey{b.departmentOf(costCenter), costCenter, category, model, object}
}
