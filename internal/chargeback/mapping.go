package chargeback

import "slices"

// Mappings are tables beside those of SPEC §2: how the books of the
// municipality say what we say. They are imported as the others are, and decide
// nothing in a run.
//
//   - ledger_accounts: which category the accounts from first to last are, by
//     number (costs from SIE files).
//   - ledger_objects: what an object of a SIE dimension is here: a system, an
//     application, a project, a department that paid itself, or skip: no cost
//     of IT at all.
//   - voucher_accounts: which account each side of a voucher is booked on. The
//     row that says most counts: model and department before department before
//     model before neither. Parts are code parts as SIE objects, such as
//     "1={cost_center} 20={counterpart}"; words in braces are filled in.
//   - parties: what an invoice must say of a company or partner, and of the
//     seller: the row of the department that the IT cost centre belongs to.
//   - history: what departments paid before the first month of the product.
var Mappings = []*Table{
	{"ledger_accounts", false, columns("first code last code category code"), 3, []int{0}, false},
	{"ledger_objects", false, columns("dimension code object code target choice code code"), 3, []int{0, 1}, false},
	{"voucher_accounts", false, columns("side choice account code model model department code counterpart code parts text"), 2, []int{0, 2, 3}, false},
	{"parties", false, columns("department code name text org_number code vat_number code endpoint_scheme code endpoint code " +
		"street text postal_code text city text country code reference text bankgiro code payment_days code"), 3, []int{0}, false},
	{"key_figures", false, columns("year code turnover ore employees code inhabitants code"), 2, []int{0}, false},
	{"history", false, columns("month month department code amount ore model model"), 3, []int{0, 1, 3}, false},
}

// AllTables are those of SPEC §2, the mappings and the plan tables, in their
// order: all that the database keeps as facts.
var AllTables = slices.Concat(Tables, Mappings, PlanTables)

// AnyTableNamed returns a table of [AllTables], or nil.
func AnyTableNamed(name string) *Table {
	for _, t := range AllTables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// TableNames returns the names of [AllTables].
func TableNames() []string { return namesOf(AllTables) }
