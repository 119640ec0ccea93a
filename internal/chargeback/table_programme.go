package chargeback

// ProgrammeTables are the tables of investments, of the programme of projects
// and of the service catalogue, in the order of their errors. None is required.
// They are no part of a data set: nothing of them is charged as it stands.
var ProgrammeTables = []*Table{
	{"interest_rates", false, columns("year centi percent micro source text"), 2, []int{0}, false},
	{"programme", false, columns("code code name text parent code owner text department code goal text status choice " +
		"operation ore saving ore"), 2, []int{0}, false},
	{"programme_effects", false, columns("project code effect text"), 2, []int{0, 1}, false},
	{"programme_plan", false, columns("project code quarter code amount ore"), 3, []int{0, 1}, false},
	{"programme_decisions", false, columns("project code date date council choice verdict choice minutes text " +
		"department code"), 5, []int{0, 1, 2}, false},
	{"programme_funding", false, columns("section choice name text year centi requested ore granted ore used ore " +
		"project code"), 3, []int{0, 1, 2}, false},
	{"investments", false, columns("code code name text category code amount ore in_use date life centi unit choice " +
		"starts choice interest choice project code"), 6, []int{0}, false},
	{"need_rounds", false, columns("year centi due date capacity centi"), 3, []int{0}, false},
	{"needs", false, columns("code code year centi department code name text hours centi handed_in date amount ore " +
		"project code"), 6, []int{0}, false},
	{"service_levels", false, columns("code code name text response centi diagnosis centi repair centi open text"), 6, []int{0}, false},
	{"services", false, columns("code code name text includes text excludes text order text delivery text support text " +
		"level code model model class code cancel text"), 11, []int{0}, false},
}
