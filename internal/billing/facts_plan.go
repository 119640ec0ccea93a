package billing

import (
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// CheckPlan holds what would be known after a plan to all rules of SPEC §2, and
// makes it ready for charging. A required table that neither what is known nor
// the plan has is missing. Where it changes plan tables they are held to one
// another too. Tables without rows leave merged. called names the
// place of the rows that have a line. The error is a [chargeback.Errors] with
// all that is wrong; there is no set where only tables beside those of SPEC §2 are
// known.
func CheckPlan(known, merged chargeback.Records, plan *chargeback.Plan, called func(table string) string) (*tables.Set, error) {
	for name, rows := range merged {
		if len(rows) == 0 && !plan.Has(name) {
			delete(merged, name)
		}
	}
	added := make(chargeback.Records)
	for i := range plan.Tables {
		added[plan.Tables[i].Table.Name] = plan.Tables[i].Change.Added
	}
	if err := chargeback.RefusePersonNumbers(added, called); err != nil {
		return nil, err
	}
	if err := tables.CheckMappings(merged, added, called); err != nil {
		return nil, err
	}
	if err := tables.CheckPlanTables(merged, added, called); err != nil {
		return nil, err
	}
	if plan.OnlyBeside() && len(known["settings"]) == 0 {
		return nil, nil // they may come before the first tables
	}
	return tables.Read(tables.OpenRecords(merged, called), nil)
}
