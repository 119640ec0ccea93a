package chargeback

import "slices"

// PlanTables are tables of next year's money: what is planned, decided and
// offered beside the months. They are known as the other facts are, imported,
// changed and kept with their history, in any order and none of them required.
// Nothing of them is charged as it stands: they are no part of what a run is
// known by, and no closed month is corrected for them.
//
//   - interest_rates: the yearly internal interest.
//   - programme: the projects of the IT programme and their sub-projects, with
//     their effects, what they cost by quarter, what councils decided and the
//     money that was requested, granted and used.
//   - investments: what is depreciated, from when and over how long. One of a
//     project enters the plan when the project is decided.
//   - need_rounds, needs: until when departments hand in what they need of a
//     year, the hours that IT has for it, and the needs, each with the quarter that it is for where the
//     department knows it, and why.
//   - service_levels, services: the service catalogue.
var PlanTables = []*Table{
	{"interest_rates", false, columns("year code percent micro source text"), 2, []int{0}, false},
	{"programme", false, columns("code code name text parent code owner text department code goal text status choice " +
		"operation ore saving ore"), 2, []int{0}, false},
	{"programme_effects", false, columns("project code effect text"), 2, []int{0, 1}, false},
	{"programme_plan", false, columns("project code quarter code amount ore"), 3, []int{0, 1}, false},
	{"programme_decisions", false, columns("project code date date council choice verdict choice minutes text " +
		"department code"), 5, []int{0, 1, 2}, false},
	{"programme_funding", false, columns("section choice name text year code requested ore granted ore used ore " +
		"project code"), 3, []int{0, 1, 2}, false},
	{"investments", false, columns("code code name text category code amount ore in_use date life centi unit choice " +
		"starts choice interest choice project code"), 6, []int{0}, false},
	{"need_rounds", false, columns("year code due date capacity centi"), 3, []int{0}, false},
	{"needs", false, columns("code code year code department code name text hours centi handed_in date amount ore " +
		"project code quarter choice reason text"), 6, []int{0}, false},
	{"service_levels", false, columns("code code name text response centi diagnosis centi repair centi open text"), 6, []int{0}, false},
	{"services", false, columns("code code name text includes text excludes text order text delivery text support text " +
		"level code model model class code cancel text"), 11, []int{0}, false},
}

// EditedTables are the tables that people see and change row by row: those of
// SPEC §2 and the plan tables.
var EditedTables = slices.Concat(Tables, PlanTables)

// EditedTableNamed returns a table of [EditedTables], or nil.
func EditedTableNamed(name string) *Table {
	for _, t := range EditedTables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// PlanTableNames returns the names of the plan tables, in their order.
func PlanTableNames() []string { return namesOf(PlanTables) }

// IsPlanTable says whether a table is one of [PlanTables].
func IsPlanTable(name string) bool {
	return slices.ContainsFunc(PlanTables, func(t *Table) bool { return t.Name == name })
}

func namesOf(tables []*Table) []string {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.Name
	}
	return names
}
