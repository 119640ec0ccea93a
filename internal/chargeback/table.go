package chargeback

import (
	"slices"
	"strings"

	"chargeback/allocation"
)

// ColumnKind says what the cells of a column are, and so how they are written
// in a [Record] and kept in a database.
type ColumnKind uint8

// The kinds of columns. A cell of any kind is empty where nothing is given.
const (
	TextColumn   ColumnKind = iota // any text; decides nothing
	CodeColumn                     // a code or id, printable, case-sensitive
	ChoiceColumn                   // one of a few words
	ModelColumn                    // the code of a model, never its number
	ClassColumn                    // classes sorted by code, with single spaces
	DateColumn                     // 2017-03-01
	MonthColumn                    // 2017-03
	OreColumn                      // kronor with two decimals: -1234.50
	CentiColumn                    // at most two decimals, no trailing zeros
	MicroColumn                    // at most six decimals, no trailing zeros
)

// Decimals is how many decimals the kind's whole numbers have, or -1 where the
// kind is no number.
func (k ColumnKind) Decimals() int {
	switch k {
	case OreColumn, CentiColumn:
		return 2
	case MicroColumn:
		return 6
	}
	return -1
}

// Column is a column of a table.
type Column struct {
	Name string
	Kind ColumnKind
}

// Table is a table of SPEC §2, or a mapping or plan table beside them. Required
// columns stand first.
type Table struct {
	Name     string
	Required bool // a data set must have it
	Columns  []Column
	Need     int   // how many columns, from the first, are required
	Key      []int // the columns of the key
	Dated    bool  // the columns from and to are a validity
}

// Column returns the place of a column, or -1. Letter case does not matter.
func (t *Table) Column(name string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return strings.EqualFold(c.Name, name) })
}

// From returns the place of the first column of the validity; the other
// follows it. It is -1 where rows have none.
func (t *Table) From() int {
	if !t.Dated {
		return -1
	}
	return t.Column("from")
}

// Names returns the names of the columns.
func (t *Table) Names() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// Record is a row of a table as data: one cell per column, in the form that
// its [ColumnKind] tells. Equal rows have equal cells, whatever file they came
// from.
type Record struct {
	Cells []string
	Line  int   // in the file it was read from; 0: it is known from before
	Row   int64 // in the database; 0: not there yet
}

// Records are the rows of tables, by name of the table.
type Records map[string][]Record

// KeyOf returns what tells the row from others of its table, validity aside.
func (t *Table) KeyOf(r Record) string {
	if len(t.Key) == 1 {
		return r.Cells[t.Key[0]]
	}
	parts := make([]string, len(t.Key))
	for i, column := range t.Key {
		parts[i] = r.Cells[column]
	}
	return strings.Join(parts, "\x1f")
}

// Validity returns the first and last day of a row as they are written; "" is
// open. Both are empty where rows have no validity.
func (t *Table) Validity(r Record) (from, to string) {
	if at := t.From(); at >= 0 {
		return r.Cells[at], r.Cells[at+1]
	}
	return "", ""
}

// Tables are those of SPEC §2 in its order, which is the order of their errors.
var Tables = []*Table{
	{"settings", true, columns("key code value text from to"), 2, []int{0}, true},
	{"departments", true, columns("code code name text kind choice charged choice from to"), 3, []int{0}, true},
	{"cost_centers", true, columns("code code name text department code from to"), 3, []int{0}, true},
	{"categories", true, columns("code code cost_type text name text"), 3, []int{0}, false},
	{"rules", false, columns("category code model model share micro classes classes from to"), 3, []int{0, 1, 3}, true},
	{"weights", false, columns("model model class code weight micro from to"), 3, []int{0, 1}, true},
	{"prices", false, columns("model model class code price micro from to"), 3, []int{0, 1}, true},
	{"systems", false, columns("code code name text tier choice owner code sharing choice from to"), 4, []int{0}, true},
	{"system_shares", false, columns("system code cost_center code share micro from to"), 3, []int{0, 1}, true},
	{"devices", false, columns("id code class choice cost_center code from to label text last_seen date"), 3, []int{0}, true},
	{"users", false, columns("id code cost_center code from to"), 2, []int{0}, true},
	{"applications", false, columns("code code name text supplier text"), 2, []int{0}, false},
	{"licences", false, columns("user code application code from to last_used date"), 2, []int{0, 1}, true},
	{"ports", false, columns("id code class choice cost_center code from to label text"), 3, []int{0}, true},
	{"projects", false, columns("code code name text from to"), 2, []int{0}, true},
	{"project_shares", false, columns("project code cost_center code share micro from to"), 3, []int{0, 1}, true},
	{"project_hours", false, columns("project code month month hours centi"), 3, []int{0, 1}, false},
	{"costs", true, columns("id code date date category code amount ore text text supplier text account text " +
		"voucher text system code application code project code paid_by code from to"), 4, []int{0}, false},
}

// PersonTables are those whose rows are linked to persons, by pseudonyms.
var PersonTables = []string{"devices", "users", "licences", "ports"}

// SettingKeys are the keys of SPEC §3.
var SettingKeys = []string{
	"name", "org_number", "currency", "language", "measure", "it_cost_center",
	"method.system", "method.device", "method.user", "method.port", "method.project",
}

// SettingValues are what settings may be, by key; nil where any value will do.
var SettingValues = map[string][]string{
	"name": nil, "org_number": nil, "currency": {"SEK"}, "language": {"sv", "en"},
	"measure": {"daily", "month_end"}, "it_cost_center": nil,
	"method.system": methods, "method.device": methods, "method.user": methods,
	"method.port": methods, "method.project": methods,
}

// methods are the ways to charge a model.
var methods = []string{"actual", "price"}

// TableNamed returns a table of [Tables], or nil.
func TableNamed(name string) *Table {
	for _, t := range Tables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Optional says whether the cells of a column may be empty.
func (t *Table) Optional(column int) bool { return column >= t.Need }

// columns reads a list of names and kinds; from and to are dates and have none.
func columns(list string) []Column {
	kinds := map[string]ColumnKind{
		"text": TextColumn, "code": CodeColumn, "choice": ChoiceColumn, "model": ModelColumn, "classes": ClassColumn,
		"date": DateColumn, "month": MonthColumn, "ore": OreColumn, "centi": CentiColumn, "micro": MicroColumn,
	}
	var all []Column
	for words := strings.Fields(list); len(words) > 0; {
		name, kind := words[0], DateColumn
		words = words[1:]
		if name != "from" && name != "to" {
			known := false
			if kind, known = kinds[words[0]]; !known {
				panic("bug: no such kind of column: " + words[0])
			}
			words = words[1:]
		}
		all = append(all, Column{name, kind})
	}
	return all
}

// Span is the validity of a row. What is no day is taken for open: the full
// check tells what is wrong with it.
func (t *Table) Span(r Record) allocation.Span {
	span := allocation.Always
	from, to := t.Validity(r)
	if date, ok := allocation.ParseDate(from); ok {
		span.From = date
	}
	if date, ok := allocation.ParseDate(to); ok {
		span.To = date
	}
	return span
}
