package tables

import (
	"slices"
	"strings"

	"chargeback/internal/chargeback"
)

// schema is a table as its files are read. Columns are numbered in their order.
type schema struct {
	*chargeback.Table
	name     string
	required bool     // the table itself
	columns  []string // their names
	need     int      // how many columns, from the first, are required
}

// schemas are the tables of SPEC §2 in its order, which is the order of their
// errors. mappings and the plan tables stand beside them.
var (
	schemas  = schemasOf(chargeback.Tables)
	mappings = schemasOf(chargeback.Mappings)
	plans    = schemasOf(chargeback.PlanTables)
)

func schemasOf(tables []*chargeback.Table) []*schema {
	var all []*schema
	for _, t := range tables {
		all = append(all, &schema{t, t.Name, t.Required, t.Names(), t.Need})
	}
	return all
}

var (
	settingsTable      = schemaOf("settings")
	departmentsTable   = schemaOf("departments")
	costCentersTable   = schemaOf("cost_centers")
	categoriesTable    = schemaOf("categories")
	rulesTable         = schemaOf("rules")
	weightsTable       = schemaOf("weights")
	pricesTable        = schemaOf("prices")
	systemsTable       = schemaOf("systems")
	systemSharesTable  = schemaOf("system_shares")
	devicesTable       = schemaOf("devices")
	usersTable         = schemaOf("users")
	applicationsTable  = schemaOf("applications")
	licencesTable      = schemaOf("licences")
	portsTable         = schemaOf("ports")
	projectsTable      = schemaOf("projects")
	projectSharesTable = schemaOf("project_shares")
	projectHoursTable  = schemaOf("project_hours")
	costsTable         = schemaOf("costs")
)

// schemaOf returns the schema of a table of any kind, or nil.
func schemaOf(name string) *schema {
	for _, list := range [][]*schema{schemas, mappings, plans} {
		for _, s := range list {
			if s.name == name {
				return s
			}
		}
	}
	return nil
}

// isTable says whether a data set may have a table of the name.
func isTable(name string) bool {
	return slices.ContainsFunc(schemas, func(s *schema) bool { return s.name == name })
}

// Names returns the names of all tables, in their order.
func Names() []string {
	names := make([]string, len(schemas))
	for i, s := range schemas {
		names[i] = s.name
	}
	return names
}

// nearestTable returns the known table whose name is at most two changes from a
// misspelt one, or "".
func nearestTable(name string, known func(table string) bool) string {
	name = strings.ToLower(strings.TrimSpace(name))
	best, least := "", 3
	for _, list := range [][]*schema{schemas, mappings, plans} {
		for _, s := range list {
			if d := distance(name, s.name); d < least && known(s.name) {
				best, least = s.name, d
			}
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
