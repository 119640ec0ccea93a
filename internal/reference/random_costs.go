package reference

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// costs draws costs of this month and of others, accrued ones, credits, and pairs that add up to zero.
func (d *draft) costs() {
	for i := range d.number("costs", 0, 24) {
		cost := row{
			"id": fmt.Sprint("C", i), "date": d.date(d.number("day", 0, d.days-1)),
			"category": d.pick("category", d.categoryCodes...), "amount": d.amount(),
			"text": d.pick("text", "", "rad ett\nrad två", "a,b;c", `"så"`), "supplier": d.pick("supplier", "", "Leverantör"),
			"account": d.pick("account", "", "5420"),
		}
		if d.yes("elsewhere", 4) {
			cost["date"] = d.date(d.offset("date"))
		}
		d.name(cost)
		if payers := d.selfPayers(); len(payers) > 0 && d.yes("self-paid", 6) {
			cost["paid_by"] = d.pick("paid by", payers...)
		}
		if d.yes("accrued", 3) {
			d.accrue(cost)
		}
		d.add("costs", cost)
		if d.yes("credited", 8) {
			d.add("costs", d.credit(cost, i))
		}
	}
}

// amount draws kronor: öre, round sums and the largest that is allowed, or any up to a hundred million.
func (d *draft) amount() string {
	if !d.yes("any amount", 2) {
		return d.pick("amount", "100", "-0.01", "0.01", "0.02", "-1", "0", "-1234.5", "7.30", "99999.97", "9999999999999.99")
	}
	ore := rapid.Int64Range(-100_000_000_00, 100_000_000_00).Draw(d.t, "öre")
	return fmt.Sprintf("%s%d.%02d", map[bool]string{true: "-"}[ore < 0], max(ore, -ore)/100, max(ore, -ore)%100)
}

// name lets a cost name at most one system, application or project.
func (d *draft) name(cost row) {
	codes := map[string][]string{
		"system": d.systemCodes, "application": d.applicationCodes, "project": d.projectCodes,
	}
	kind := d.pick("target", "", "system", "application", "project")
	if len(codes[kind]) > 0 {
		cost[kind] = d.pick("target code", codes[kind]...)
	}
}

// selfPayers are the departments that may have paid a cost themselves: those not of kind it.
func (d *draft) selfPayers() []string {
	return slices.DeleteFunc(slices.Clone(d.departmentCodes), func(code string) bool { return code == "IT" })
}

// accrue spreads a cost: over the days near the month, over the calendar year, or over years around it. From the last
// day of a month to the first of the next both months weigh the same.
func (d *draft) accrue(cost row) {
	from, to := d.offset("accrued from"), d.offset("accrued to")
	cost["from"], cost["to"] = d.date(min(from, to)), d.date(max(from, to))
	switch d.pick("accrued over", "days", "the turn of the month", "the year", "years") {
	case "the turn of the month":
		turn := d.number("turn", 0, 1) * d.days
		cost["from"], cost["to"] = d.date(turn-1), d.date(turn)
	case "the year":
		cost["from"], cost["to"] = d.month[:4]+"-01-01", d.month[:4]+"-12-31"
	case "years":
		cost["from"], cost["to"] = d.date(-d.number("days before", 0, 800)), d.date(d.number("days after", 0, 800))
	}
}

// credit is the same cost with the opposite amount, so that the two add up to zero.
func (d *draft) credit(cost row, number int) row {
	credit := row{}
	for column, cell := range cost {
		credit[column] = cell
	}
	credit["id"] = fmt.Sprint("Kredit ", number)
	if amount, negative := strings.CutPrefix(cost["amount"], "-"); negative {
		credit["amount"] = amount
	} else if cost["amount"] != "0" {
		credit["amount"] = "-" + amount
	}
	return credit
}
