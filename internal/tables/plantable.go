package tables

import (
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

// CheckPlanTables holds the plan tables as they will be known to all their
// rules, one against another too, where added has any of them. Departments
// and categories of new rows are looked up in the tables that are known; before
// those have come any will do. The error is a [chargeback.Errors].
func CheckPlanTables(merged, added chargeback.Records, called func(table string) string) error {
	if !slices.ContainsFunc(chargeback.PlanTables, func(t *chargeback.Table) bool { _, ok := added[t.Name]; return ok }) {
		return nil
	}
	plan := make(chargeback.Records)
	for _, t := range chargeback.PlanTables {
		if rows := merged[t.Name]; rows != nil {
			plan[t.Name] = rows
		}
	}
	if _, err := ReadProgramme(OpenRecords(plan, called)); err != nil {
		return err
	}
	all := &chargeback.Errors{}
	for _, t := range chargeback.PlanTables {
		var errs chargeback.Errors
		for _, of := range [][2]string{{"department", "departments"}, {"category", "categories"}} {
			column, table := of[0], of[1]
			at := t.Column(column)
			if at < 0 || len(merged[table]) == 0 {
				continue
			}
			known := make(map[string]bool)
			for _, r := range merged[table] {
				known[r.Cells[0]] = true
			}
			for _, r := range added[t.Name] {
				if code := r.Cells[at]; code != "" && !known[code] {
					errs.Add(&chargeback.Error{
						Code: chargeback.UnknownCode, File: called(t.Name), Line: r.Line, Column: column,
						Value: string(shorten([]byte(code))), Args: []string{table},
					})
				}
			}
		}
		errs.Merge(&chargeback.Errors{}) // in order of line
		all.Count, all.List = all.Count+errs.Count, append(all.List, errs.List...)
	}
	if all.Count == 0 {
		return nil
	}
	all.List = all.List[:min(len(all.List), chargeback.MaxErrors)]
	return all
}

// ServicePrices returns the rows of the price list as the catalogue looks them
// up.
func ServicePrices(records chargeback.Records) []financing.ServicePrice {
	t := chargeback.TableNamed("prices")
	var list []financing.ServicePrice
	for _, r := range records["prices"] {
		if model, ok := allocation.ParseModel(r.Cells[0]); ok {
			list = append(list, financing.ServicePrice{
				Model: model, Class: r.Cells[1], Micro: chargeback.Scaled(r.Cells[2], chargeback.MicroColumn), Valid: t.Span(r),
			})
		}
	}
	return list
}

// Charged returns the codes of the departments that are charged, rising: they
// are asked for what they need.
func Charged(records chargeback.Records) []string {
	const code, kind, charged = 0, 2, 3
	var codes []string
	for _, r := range records["departments"] {
		if r.Cells[charged] == "yes" || r.Cells[charged] == "" && r.Cells[kind] != chargeback.Kinds[chargeback.IT] {
			codes = append(codes, r.Cells[code])
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// ProgrammeOf reads the plan tables of rows that are known. The error is that of
// [ReadProgramme].
func ProgrammeOf(records chargeback.Records) (*Programme, error) {
	return ReadProgramme(OpenRecords(records, func(table string) string { return table }))
}
