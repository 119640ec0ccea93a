package reference

import "math/big"

// weightOf is the weight of a class times 10⁶; a class without a valid row weighs 1 (SPEC §2 weights, §4).
func (b *books) weightOf(model, class string) *big.Int {
	for _, r := range b.validRows("weights") {
		if modelName(r["model"]) == model && r["class"] == class {
			return scaled(r["weight"], 6)
		}
	}
	return scaled("1", 6)
}

// A place is where item-days are counted: a cost centre and, for devices and ports, a class.
type place struct{ costCenter, class string }

// itemDays counts the days of the rows of devices, ports or users per cost centre and class (users have none). Rows
// on a cost centre of an uncharged department count nothing (SPEC §4).
func (b *books) itemDays(table string) map[place]int64 {
	days := map[place]int64{}
	for _, item := range b.tables[table] {
		if !b.charged(item["cost_center"]) {
			continue
		}
		for _, day := range b.days {
			if validOn(item, day) {
				days[place{item["cost_center"], item["class"]}] += b.standsFor(day)
			}
		}
	}
	return days
}

// licenceDays counts the days on which both a licence of the application and its user's row are active, for the
// user's cost centre on that day (SPEC §4).
func (b *books) licenceDays(application string) map[place]int64 {
	days := map[place]int64{}
	for _, licence := range b.tables["licences"] {
		if licence["application"] != application {
			continue
		}
		for _, user := range b.tables["users"] {
			if user["id"] != licence["user"] || !b.charged(user["cost_center"]) {
				continue
			}
			for _, day := range b.days {
				if validOn(licence, day) && validOn(user, day) {
					days[place{user["cost_center"], ""}] += b.standsFor(day)
				}
			}
		}
	}
	return days
}

// systemDays are a system's active days: those of all its rows (SPEC §4).
func (b *books) systemDays(code string) int64 {
	var days int64
	for _, r := range b.tables["systems"] {
		if r["code"] != code {
			continue
		}
		for _, day := range b.days {
			if validOn(r, day) {
				days += b.standsFor(day)
			}
		}
	}
	return days
}

// payers are the cost centres that share a system's amount, each with its weight above 0 (SPEC §4 "payer", §5.4).
func (b *books) payers(system string) []cell {
	var candidates []cell
	switch r := b.systemRow(system); r["sharing"] {
	case "", "owner":
		candidates = append(candidates, cell{receiver: r["owner"], weight: big.NewInt(1)})
	case "fixed":
		for _, share := range b.validRows("system_shares") {
			if share["system"] == system {
				candidates = append(candidates, cell{receiver: share["cost_center"], weight: scaled(share["share"], 6)})
			}
		}
	case "users":
		candidates = cellsOf(b.licenceDays(system))
	default:
		failf("system %q: %q is not a sharing", system, r["sharing"])
	}
	return b.chargedAboveZero(candidates)
}

// orderers are the cost centres that share a project's amount, each with its share above 0 (SPEC §4, §5.4).
func (b *books) orderers(project string) []cell {
	var candidates []cell
	for _, share := range b.validRows("project_shares") {
		if share["project"] == project {
			candidates = append(candidates, cell{receiver: share["cost_center"], weight: scaled(share["share"], 6)})
		}
	}
	return b.chargedAboveZero(candidates)
}

// chargedAboveZero keeps the cells of charged cost centres that carry weight.
func (b *books) chargedAboveZero(candidates []cell) []cell {
	var kept []cell
	for _, c := range candidates {
		if c.weight.Sign() > 0 && b.charged(c.receiver) {
			kept = append(kept, c)
		}
	}
	return kept
}

// hours are a project's hours in the month (SPEC §2, project_hours).
func (b *books) hours(project string) *big.Rat {
	total := new(big.Rat)
	for _, r := range b.tables["project_hours"] {
		if r["project"] == project && r["month"] == b.month {
			total.Add(total, number(r["hours"]))
		}
	}
	return total
}

// hoursCenti are a project's hours times 10², the weight of a project (SPEC §4).
func (b *books) hoursCenti(project string) *big.Int {
	hundredths := new(big.Rat).Mul(b.hours(project), powerOfTen(2))
	if !hundredths.IsInt() {
		failf("project %q: hours have at most 2 decimals", project)
	}
	return hundredths.Num()
}

// months is a number of item-days in units of full months: days / N (SPEC §8, quantity).
func (b *books) months(days int64) *big.Rat { return big.NewRat(days, b.daysInMonth()) }

// cellsOf makes counted days into cells whose weight is the days.
func cellsOf(days map[place]int64) []cell {
	var cells []cell
	for at, count := range days {
		cells = append(cells, cell{receiver: at.costCenter, class: at.class, weight: big.NewInt(count)})
	}
	return cells
}
