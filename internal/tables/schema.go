package tables

import (
	"slices"
	"strings"
)

// schema is a table's name and columns. Columns are numbered in this order.
type schema struct {
	name     string
	required bool // the table itself
	columns  []string
	need     int // how many columns, from the first, are required
}

// The tables of SPEC §2 in its order, which is the order of their errors.
// Required columns stand first.
var schemas = []*schema{
	settingsTable, departmentsTable, costCentersTable, categoriesTable, rulesTable, weightsTable,
	pricesTable, systemsTable, systemSharesTable, devicesTable, usersTable, applicationsTable,
	licencesTable, portsTable, projectsTable, projectSharesTable, projectHoursTable, costsTable,
}

var (
	settingsTable      = &schema{"settings", true, []string{"key", "value", "from", "to"}, 2}
	departmentsTable   = &schema{"departments", true, []string{"code", "name", "kind", "charged", "from", "to"}, 3}
	costCentersTable   = &schema{"cost_centers", true, []string{"code", "name", "department", "from", "to"}, 3}
	categoriesTable    = &schema{"categories", true, []string{"code", "cost_type", "name"}, 3}
	rulesTable         = &schema{"rules", false, []string{"category", "model", "share", "classes", "from", "to"}, 3}
	weightsTable       = &schema{"weights", false, []string{"model", "class", "weight", "from", "to"}, 3}
	pricesTable        = &schema{"prices", false, []string{"model", "class", "price", "from", "to"}, 3}
	systemsTable       = &schema{"systems", false, []string{"code", "name", "tier", "owner", "sharing", "from", "to"}, 4}
	systemSharesTable  = &schema{"system_shares", false, []string{"system", "cost_center", "share", "from", "to"}, 3}
	devicesTable       = &schema{"devices", false, []string{"id", "class", "cost_center", "from", "to", "label", "last_seen"}, 3}
	usersTable         = &schema{"users", false, []string{"id", "cost_center", "from", "to"}, 2}
	applicationsTable  = &schema{"applications", false, []string{"code", "name", "supplier"}, 2}
	licencesTable      = &schema{"licences", false, []string{"user", "application", "from", "to", "last_used"}, 2}
	portsTable         = &schema{"ports", false, []string{"id", "class", "cost_center", "from", "to", "label"}, 3}
	projectsTable      = &schema{"projects", false, []string{"code", "name", "from", "to"}, 2}
	projectSharesTable = &schema{"project_shares", false, []string{"project", "cost_center", "share", "from", "to"}, 3}
	projectHoursTable  = &schema{"project_hours", false, []string{"project", "month", "hours"}, 3}
	costsTable         = &schema{"costs", true, []string{
		"id", "date", "category", "amount", "text", "supplier", "account", "voucher",
		"system", "application", "project", "paid_by", "from", "to",
	}, 4}
)

func schemaOf(name string) *schema {
	for _, s := range schemas {
		if s.name == name {
			return s
		}
	}
	return nil
}

// Names returns the names of all tables, in their order.
func Names() []string {
	names := make([]string, len(schemas))
	for i, s := range schemas {
		names[i] = s.name
	}
	return names
}

// nearestTable returns the table whose name is at most two changes from a
// misspelt one, or "".
func nearestTable(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	best, least := "", 3
	for _, s := range schemas {
		if d := distance(name, s.name); d < least {
			best, least = s.name, d
		}
	}
	return best
}

// distance is Levenshtein's: insertions, deletions and replacements of bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := before
			if a[i] != b[j] {
				replace++
			}
			before = row[j+1]
			row[j+1] = min(replace, before+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// header maps the cells of a record to the columns of a schema.
type header struct {
	column []int // of each cell, or -1: a cell without name at the end
}

// column numbers a header's names; the place of each in the schema, or -1.
func (s *schema) column(name string) int {
	return slices.Index(s.columns, strings.ToLower(name))
}
