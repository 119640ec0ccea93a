package reference

import (
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// The classes and tiers that weights and prices are for.
var classesOf = map[string][]string{
	"system": {"gold", "silver", "bronze", "copper"},
	"device": {"staff", "student"},
	"port":   {"connection", "switch", "access_point"},
}

// The shares that rules, systems and projects are divided by.
var shares = []string{"1", "2", "0", "0.5", "33.333333", "33.3", "66.7", "7", "0.000001", "1000000"}

// organisation draws departments and cost centres. The codes put byte order to the test: capitals come before small
// letters, "10" before "9", and letters beyond ASCII last.
func (d *draft) organisation() {
	d.departmentCodes = d.some("departments", 2, 5, []string{"F9", "IT", "Ö, norr", "F10", "äldre"})
	for _, code := range d.departmentCodes {
		for _, validity := range d.moves("department") {
			kind := "it"
			if code != "IT" {
				kind = d.pick("kind", "administration", "company", "partner")
			}
			charged := d.pick("charged", "", "yes", "no")
			if kind != "it" && d.yes("charged after all", 2) {
				charged = "yes"
			}
			d.add("departments", validity.within(row{"code": code, "name": "Namn åäö", "kind": kind, "charged": charged}))
		}
	}
	codes := []string{"10", "9", "Z–€", "a", "Å 1", "å;1", "Ä", "it"}
	d.costCenterCodes = d.some("cost centres", 2, len(codes), codes)
	for i, code := range d.costCenterCodes {
		for _, validity := range d.moves("cost centre") {
			department := d.departmentCodes[i%len(d.departmentCodes)]
			if d.yes("reorganised", 2) {
				department = d.pick("department", d.departmentCodes...)
			}
			d.add("cost_centers", validity.within(row{"code": code, "name": `Enhet "ett"`, "department": department}))
		}
	}
}

// costCenter draws one of the cost centres.
func (d *draft) costCenter() string { return d.pick("cost centre", d.costCenterCodes...) }

// settings draws dated settings, of which only it_cost_center must be valid in the month.
func (d *draft) settings() {
	d.setting("it_cost_center", d.allTime("it_cost_center"), d.costCenterCodes...)
	optional := map[string][]string{
		"name": {"Mölndal"}, "org_number": {"212000-1363"}, "language": {"sv"}, "currency": {"SEK"},
		"measure":       {"daily", "month_end"},
		"method.system": {"actual", "price"}, "method.device": {"actual", "price"}, "method.user": {"actual", "price"},
		"method.port": {"actual", "price"}, "method.project": {"actual", "price"},
	}
	var keys []string
	for key := range optional {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if d.yes(key, 2) {
			d.setting(key, d.spans(key), optional[key]...)
		}
	}
}

// setting gives a key a value for each validity.
func (d *draft) setting(key string, validities []span, values ...string) {
	for _, validity := range validities {
		d.add("settings", validity.within(row{"key": key, "value": d.pick(key+" value", values...)}))
	}
}

// categories draws categories and their rules. The first rule of each is valid at all times with a share above 0.
// Many have several rules of one model for different classes, and equal shares, so that ties are common.
func (d *draft) categories() {
	d.categoryCodes = d.some("categories", 1, 4, []string{"K1", "Ö2", "k3", "K 4"})
	for _, category := range d.categoryCodes {
		d.add("categories", row{"code": category, "cost_type": "Licenser", "name": "Kategori; " + category})
		keys := map[string]bool{}
		favourite, equal := d.pick("model", models...), d.yes("equal shares", 2)
		for i := range d.number("rules", 1, 6) {
			model := favourite
			if d.yes("another model", 2) {
				model = d.pick("model", models...)
			}
			classes := d.classes(model)
			key := model + ":" + classSet(classes)
			if keys[key] {
				continue
			}
			keys[key] = true
			validities := d.allTime("rule")
			if i > 0 {
				validities = d.spans("rule")
			}
			for _, validity := range validities {
				share := d.pick("share", shares...)
				if equal || i == 0 && share == "0" {
					share = "1"
				}
				d.add("rules", validity.within(row{
					"category": category, "model": d.written(model), "share": share, "classes": d.shuffled(classes),
				}))
			}
		}
	}
}

// written is a model's name or its number.
func (d *draft) written(model string) string {
	if d.yes("as a number", 2) {
		return string(rune('1' + modelNumber(model)))
	}
	return model
}

// classes draws a set of a model's classes, empty for all.
func (d *draft) classes(model string) string {
	if len(classesOf[model]) == 0 || !d.yes("some classes", 2) {
		return ""
	}
	chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(classesOf[model]), 1, -1, rapid.ID[string]).Draw(d.t, "classes")
	return strings.Join(chosen, " ")
}

// shuffled writes a set of classes in another order, at times with one of them twice and too many spaces.
func (d *draft) shuffled(classes string) string {
	names := strings.Fields(classes)
	if len(names) == 0 {
		return ""
	}
	if d.yes("a class twice", 3) {
		names = append(names, names[0])
	}
	return strings.Join(rapid.Permutation(names).Draw(d.t, "order of classes"), d.pick("space", " ", "  "))
}

// weights draws dated weights for some classes.
func (d *draft) weights() {
	for _, model := range []string{"system", "device", "port"} {
		for _, class := range classesOf[model] {
			if d.yes("a weight", 2) {
				continue
			}
			for _, validity := range d.spans("weight") {
				d.add("weights", validity.within(row{
					"model": d.written(model), "class": class,
					"weight": d.pick("weight", "1", "10", "0.4", "0", "0.000001", "1000000"),
				}))
			}
		}
	}
}

// prices draws a price at all times for every class, so that nothing billed lacks one, and for some applications.
// Some make halves of an öre: 0.01 over half of 30 days, 0.155 over one of 31, 0.145 over one of 29.
func (d *draft) prices() {
	for _, model := range []string{"system", "device", "port"} {
		for _, class := range classesOf[model] {
			d.price(model, class, d.allTime("price"))
		}
	}
	d.price("user", "user", d.allTime("price"))
	d.price("project", "hour", d.allTime("price"))
	for _, application := range d.applicationCodes {
		if d.yes("application has a price", 2) {
			d.price("user", application, d.spans("price"))
		}
	}
}

// price gives a class a price for each validity.
func (d *draft) price(model, class string, validities []span) {
	for _, validity := range validities {
		d.add("prices", validity.within(row{
			"model": d.written(model), "class": class,
			"price": d.pick("price", "100", "0.01", "0", "310.25", "0.155", "0.145", "0.005", "1999.999999", "45000"),
		}))
	}
}

// applications draws the things that licences are for. One has the code of a price class, which is allowed.
func (d *draft) applications() {
	d.applicationCodes = d.some("applications", 0, 3, []string{"A1", "hour", "Å-app"})
	for _, code := range d.applicationCodes {
		d.add("applications", row{"code": code, "name": "Program", "supplier": d.pick("supplier", "", "AB \"Å\"")})
	}
	d.licensed = slices.Clone(d.applicationCodes)
}

// systems draws systems whose tier, owner and sharing may change from row to row.
func (d *draft) systems() {
	d.systemCodes = d.some("systems", 0, 5, []string{"S9", "S10", "X", "s", "Ö-sys"})
	for _, code := range d.systemCodes {
		licensed := false
		for _, validity := range d.moves("system") {
			sharing := d.pick("sharing", "", "owner", "fixed", "fixed", "users", "users")
			licensed = licensed || sharing == "users"
			d.add("systems", validity.within(row{
				"code": code, "name": "System", "tier": d.pick("tier", classesOf["system"]...), "owner": d.costCenter(),
				"sharing": sharing,
			}))
		}
		if licensed {
			d.licensed = append(d.licensed, code)
		}
	}
}

// systemShares draws the shares of systems, also of those that are not shared so.
func (d *draft) systemShares() {
	for _, system := range d.systemCodes {
		d.sharesOf("system", "system_shares", system)
	}
}

// sharesOf gives some cost centres a share of a system or a project.
func (d *draft) sharesOf(column, table, code string) {
	for _, costCenter := range d.costCenterCodes {
		if d.yes("no share", 2) {
			continue
		}
		for _, validity := range d.spans("share") {
			d.add(table, validity.within(row{
				column: code, "cost_center": costCenter, "share": d.pick("share", shares...),
			}))
		}
	}
}

// devices draws computers that move between cost centres, with gaps, and may change class.
func (d *draft) devices() {
	for _, id := range numbered("D", d.number("devices", 0, 12)) {
		for _, validity := range d.spans("device") {
			d.add("devices", validity.within(row{
				"id": id, "class": d.pick("class", classesOf["device"]...), "cost_center": d.costCenter(),
				"label": d.pick("label", "", "Märke,\n\"två\" rader; ja"), "last_seen": d.pick("last seen", "", d.date(-3)),
			}))
		}
	}
}

// ports draws network units.
func (d *draft) ports() {
	for _, id := range numbered("P", d.number("ports", 0, 8)) {
		for _, validity := range d.spans("port") {
			d.add("ports", validity.within(row{
				"id": id, "class": d.pick("class", classesOf["port"]...), "cost_center": d.costCenter(),
			}))
		}
	}
}

// users draws accounts that move between cost centres, with gaps.
func (d *draft) users() {
	d.userIDs = numbered("u", d.number("users", 0, 9))
	for _, id := range d.userIDs {
		for _, validity := range d.spans("user") {
			d.add("users", validity.within(row{"id": id, "cost_center": d.costCenter()}))
		}
	}
}

// licences draws who holds what, and when: also while the user's row has a gap.
func (d *draft) licences() {
	for _, user := range d.userIDs {
		for _, application := range d.licensed {
			if d.yes("no licence", 2) {
				continue
			}
			for _, validity := range d.spans("licence") {
				d.add("licences", validity.within(row{
					"user": user, "application": application, "last_used": d.pick("last used", "", d.date(-9)),
				}))
			}
		}
	}
}

// projects draws projects, one of them with the code that a system may have, and dates that decide nothing.
func (d *draft) projects() {
	d.projectCodes = d.some("projects", 0, 3, []string{"P1", "X", "p"})
	for _, code := range d.projectCodes {
		for _, validity := range d.spans("project") {
			d.add("projects", validity.within(row{"code": code, "name": "Projekt – €"}))
		}
	}
}

// projectShares draws who ordered the projects.
func (d *draft) projectShares() {
	for _, project := range d.projectCodes {
		d.sharesOf("project", "project_shares", project)
	}
}

// projectHours draws hours in this month and in another.
func (d *draft) projectHours() {
	for _, project := range d.projectCodes {
		for _, month := range []string{d.month, d.date(-1)[:7]} {
			if !d.yes("no hours", 3) {
				hours := d.pick("hours", "1", "0", "1.5", "7.25", "40", "0.01")
				d.add("project_hours", row{"project": project, "month": month, "hours": hours})
			}
		}
	}
}
