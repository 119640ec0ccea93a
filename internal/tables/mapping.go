package tables

import (
	"slices"
	"strconv"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// CheckMappings checks the new rows of the mappings: numbers are numbers, and
// codes are those of the tables. Columns that any text will do for are not
// looked at.
func CheckMappings(merged, added chargeback.Records, called func(string) string) error {
	codes := func(table string) []string {
		var all []string
		for _, r := range merged[table] {
			all = append(all, r.Cells[0])
		}
		return all
	}
	// What a cell must be, by table and column. An empty cell is none.
	checks := map[string]map[string]func(string) bool{
		"ledger_accounts": {
			"first": isDigits, "last": isDigits, "category": oneOf(codes("categories")...),
		},
		"ledger_objects": {
			"dimension": isDigits, "target": oneOf("skip", "system", "application", "project", "department"),
		},
		"voucher_accounts": {
			"side": oneOf("cost", "income"), "account": isDigits, "model": isModel, "department": oneOf(codes("departments")...),
		},
		"parties":     {"department": oneOf(codes("departments")...), "payment_days": isDigits},
		"key_figures": {"year": isYear, "turnover": isOre, "employees": isDigits, "inhabitants": isDigits},
		"history":     {"month": isMonth, "department": oneOf(codes("departments")...), "amount": isOre, "model": isModel},
	}
	var errs chargeback.Errors
	for _, t := range chargeback.Mappings {
		for _, r := range added[t.Name] {
			for i, c := range t.Columns {
				cell := r.Cells[i]
				fail := func(code chargeback.Code) {
					errs.Add(&chargeback.Error{Code: code, File: called(t.Name), Line: r.Line, Column: c.Name, Value: cell, Args: []string{t.Name}})
				}
				switch check := checks[t.Name][c.Name]; {
				case cell == "" && i < t.Need:
					fail(chargeback.EmptyCell)
				case cell != "" && check != nil && !check(cell):
					fail(chargeback.BadMappingCell)
				}
			}
		}
	}
	if errs.Count == 0 {
		return nil
	}
	errs.Merge(&chargeback.Errors{}) // the first of them, in order of line
	return &errs
}

func oneOf(values ...string) func(string) bool {
	return func(cell string) bool { return slices.Contains(values, cell) }
}

func isDigits(cell string) bool {
	return !strings.ContainsFunc(cell, func(c rune) bool { return c < '0' || c > '9' })
}

func isModel(cell string) bool {
	_, ok := allocation.ParseModel(cell)
	return ok
}

func isMonth(cell string) bool {
	_, ok := allocation.ParsePeriod(cell)
	return ok
}

// isOre says whether a cell is an amount in its canonical form.
func isOre(cell string) bool {
	whole, fraction, ok := strings.Cut(cell, ".")
	if !ok || len(fraction) != 2 || !isDigits(fraction) {
		return false
	}
	_, err := strconv.ParseInt(whole+fraction, 10, 64)
	return err == nil
}

// isYear says whether a cell is a year, as 2017.
func isYear(cell string) bool { return len(cell) == 4 && isDigits(cell) }
