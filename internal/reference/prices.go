package reference

import "math/big"

// billPrices bills every model that the month charges by price, and sums up what the bills recover (SPEC §6).
func (b *books) billPrices(l *ledger) {
	bills := newLedger()
	for _, model := range models[1:] {
		if !b.chargedByPrice(model) {
			continue
		}
		switch model {
		case "system":
			b.billSystems(bills)
		case "device":
			b.billItems(bills, "device", "devices")
		case "user":
			b.billUsers(bills)
		case "port":
			b.billItems(bills, "port", "ports")
		case "project":
			b.billProjects(bills)
		}
	}
	for key, amount := range bills.lines {
		l.bill(key, bills.quantities[key], amount)
		addTo(l.recovered, key.model, amount)
	}
}

// billSystems bills the price of a system's tier × its active days / N, rounded, over its payers. A system without
// active days or without a payer bills nothing and needs no price.
func (b *books) billSystems(bills *ledger) {
	for _, system := range b.codes("systems") {
		days := b.systemDays(system)
		if days > 0 && len(b.payers(system)) > 0 {
			price := b.price("system", b.systemRow(system)["tier"])
			b.shareSystem(bills, "", system, cost(price, b.months(days)))
		}
	}
}

// billItems bills devices or ports, per cost centre and class.
func (b *books) billItems(bills *ledger, model, table string) {
	for at, days := range b.itemDays(table) {
		if days > 0 {
			quantity := b.months(days)
			bills.bill(b.key(at.costCenter, "", model, at.class), quantity, cost(b.price(model, at.class), quantity))
		}
	}
}

// billUsers bills users, per cost centre, and the licence holders of every application that has a price.
func (b *books) billUsers(bills *ledger) {
	for at, days := range b.itemDays("users") {
		if days > 0 {
			quantity := b.months(days)
			bills.bill(b.key(at.costCenter, "", "user", ""), quantity, cost(b.price("user", "user"), quantity))
		}
	}
	for _, application := range b.codes("applications") {
		price := b.findPrice("user", application)
		if price == nil {
			continue
		}
		for at, days := range b.licenceDays(application) {
			quantity := b.months(days)
			bills.bill(b.key(at.costCenter, "", "user", application), quantity, cost(price, quantity))
		}
	}
}

// billProjects bills the price of an hour × a project's hours, rounded, over its orderers. A project without hours or
// without an orderer bills nothing and needs no price.
func (b *books) billProjects(bills *ledger) {
	for _, project := range b.codes("projects") {
		if hours := b.hours(project); hours.Sign() > 0 && len(b.orderers(project)) > 0 {
			b.shareProject(bills, "", project, cost(b.price("project", "hour"), hours))
		}
	}
}

// cost is price × quantity in öre, rounded half away from zero (SPEC §6).
func cost(price, quantity *big.Rat) *big.Int {
	amount := roundHalfAway(new(big.Rat).Mul(price, quantity), 2)
	checkFits("a price times a quantity", amount)
	return amount
}

// price is the valid price of a class. A quantity that would be billed and has none is an error (SPEC §6).
func (b *books) price(model, class string) *big.Rat {
	price := b.findPrice(model, class)
	if price == nil {
		failf("%s is charged by price in %s and class %q has none", model, b.month, class)
	}
	return price
}

// findPrice is the valid price of a class, or nil.
func (b *books) findPrice(model, class string) *big.Rat {
	for _, r := range b.validRows("prices") {
		if modelName(r["model"]) == model && r["class"] == class {
			return number(r["price"])
		}
	}
	return nil
}
