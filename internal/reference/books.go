package reference

import (
	"io/fs"
	"slices"
	"strings"
	"time"
)

// The six models in their order (SPEC §1): model number i+1 is models[i].
var models = []string{"central", "system", "device", "user", "port", "project"}

// books are the tables of a data set, opened at one month.
type books struct {
	tables map[string][]row
	month  string   // YYYY-MM
	days   []string // every day of the month, YYYY-MM-DD
}

// openBooks reads the tables for a month.
func openBooks(fsys fs.FS, month string) *books {
	days := daysOf(month)
	if days == nil {
		failf("%q is not a month", month)
	}
	return &books{tables: readTables(fsys), month: month, days: days}
}

// daysOf lists the days of a month; it is empty where month is no real month. Dates are text YYYY-MM-DD all through
// this package: their byte order is their order in time.
func daysOf(month string) []string {
	var days []string
	day, err := time.Parse("2006-01-02", month+"-01")
	if err != nil {
		return nil
	}
	for ; day.Format("2006-01") == month; day = day.AddDate(0, 0, 1) {
		days = append(days, day.Format("2006-01-02"))
	}
	return days
}

// lastDay is the month's last day.
func (b *books) lastDay() string { return b.days[len(b.days)-1] }

// daysInMonth is N of SPEC §4.
func (b *books) daysInMonth() int64 { return int64(len(b.days)) }

// validOn says whether a day is inside [from, to], both inclusive, empty = open (SPEC §2).
func validOn(r row, day string) bool {
	return (r["from"] == "" || r["from"] <= day) && (r["to"] == "" || day <= r["to"])
}

// standsFor says how many days a row that is active on day gets for it (SPEC §4): one where measure is daily; with
// month_end the last day stands for the whole month and the others for nothing.
func (b *books) standsFor(day string) int64 {
	if b.setting("measure", "daily") == "daily" {
		return 1
	}
	if day == b.lastDay() {
		return b.daysInMonth()
	}
	return 0
}

// validRows are the rows of a table that count for the whole month: those valid on its last day (SPEC §2).
func (b *books) validRows(table string) []row {
	var valid []row
	for _, r := range b.tables[table] {
		if validOn(r, b.lastDay()) {
			valid = append(valid, r)
		}
	}
	return valid
}

// setting is the value of a key in the month, or the default (SPEC §3).
func (b *books) setting(key, otherwise string) string {
	for _, r := range b.validRows("settings") {
		if r["key"] == key {
			return r["value"]
		}
	}
	return otherwise
}

// chargedByPrice says whether the month charges a model by price (SPEC §3, §6).
func (b *books) chargedByPrice(model string) bool {
	return b.setting("method."+model, "actual") == "price"
}

// rowOfCode is the row that says what a department or a cost centre is in the month: the one valid on its last day,
// else the one with the latest from (SPEC §2). An empty from is the earliest.
func (b *books) rowOfCode(table, code string) row {
	var latest row
	for _, r := range b.tables[table] {
		if r["code"] != code {
			continue
		}
		if validOn(r, b.lastDay()) {
			return r
		}
		if latest == nil || r["from"] > latest["from"] {
			latest = r
		}
	}
	if latest == nil {
		failf("table %s has no code %q", table, code)
	}
	return latest
}

// departmentOf is the code of the department that a cost centre belongs to in the month.
func (b *books) departmentOf(costCenter string) string {
	return b.rowOfCode("cost_centers", costCenter)["department"]
}

// charged says whether a cost centre may receive anything in models 2–6 (SPEC §2, departments).
func (b *books) charged(costCenter string) bool {
	department := b.rowOfCode("departments", b.departmentOf(costCenter))
	if department["charged"] == "" {
		return department["kind"] != "it"
	}
	return department["charged"] == "yes"
}

// systemRow is the row that says a system's tier, owner and sharing for the whole month: the last one with a day in
// the month, else the one with the latest from, whatever the measure (SPEC §4).
func (b *books) systemRow(code string) row {
	var withDay, latest row
	for _, r := range b.tables["systems"] {
		if r["code"] != code {
			continue
		}
		if latest == nil || r["from"] > latest["from"] {
			latest = r
		}
		hasDay := slices.ContainsFunc(b.days, func(day string) bool { return validOn(r, day) })
		if hasDay && (withDay == nil || r["from"] > withDay["from"]) {
			withDay = r
		}
	}
	if withDay != nil {
		return withDay
	}
	if latest == nil {
		failf("table systems has no code %q", code)
	}
	return latest
}

// codes are the different codes of a table.
func (b *books) codes(table string) []string {
	var codes []string
	for _, r := range b.tables[table] {
		codes = append(codes, r["code"])
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// modelName turns a model's number into its name (SPEC §1).
func modelName(text string) string {
	for i, name := range models {
		if text == name || text == string(rune('1'+i)) {
			return name
		}
	}
	failf("%q is not a model", text)
	return ""
}

// classSet is a set of classes in the form that is part of a rule's key: sorted, without doubles (SPEC §2, rules).
func classSet(text string) string {
	classes := strings.Fields(text)
	slices.Sort(classes)
	return strings.Join(slices.Compact(classes), " ")
}

// inClasses says whether a class is in a set; the empty set means all (SPEC §2, rules).
func inClasses(class, classes string) bool {
	return classes == "" || slices.Contains(strings.Fields(classes), class)
}
