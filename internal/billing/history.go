package billing

import (
	"context"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

func compareCodes(a, b string) int { return strings.Compare(a, b) }

// historyTotals returns what departments paid in a month the old way (mapping
// table history), nil where nothing is known of it.
func historyTotals(tx Tx, p allocation.Period) (map[string]allocation.Ore, error) {
	records, err := tx.ReadFacts(0, "history")
	if err != nil {
		return nil, err
	}
	const month, department, amount = 0, 1, 2
	var totals map[string]allocation.Ore
	for _, r := range records["history"] {
		if r.Cells[month] != p.String() {
			continue
		}
		if totals == nil {
			totals = make(map[string]allocation.Ore)
		}
		totals[r.Cells[department]] += chargeback.OreOf(r.Cells[amount])
	}
	return totals, nil
}

// Comparison is what a department pays the new way against the old.
type Comparison struct {
	Department, Name string
	Before, Now      allocation.Ore // the old way's amount of the same month; this product's, corrections included
}

// Compare holds a calculated month against the history that was loaded for it:
// a month can run in parallel with the old way before the first close. The
// list is in order of code; it is empty where no history is known.
func (s *Service) Compare(ctx context.Context, who Actor, p allocation.Period) ([]Comparison, error) {
	var list []Comparison
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActRead); err != nil {
			return err
		}
		old, err := historyTotals(tx, p)
		if err != nil || old == nil {
			return err
		}
		all, err := statements(tx, p)
		if err != nil {
			return err
		}
		for i := range all.List {
			st := &all.List[i]
			list = append(list, Comparison{st.Department, st.Name, old[st.Department], st.Total})
			delete(old, st.Department)
		}
		for department, amount := range old {
			list = append(list, Comparison{Department: department, Name: department, Before: amount})
		}
		slices.SortFunc(list, func(a, b Comparison) int { return compareCodes(a.Department, b.Department) })
		return nil
	})
	return list, s.Refused(ctx, who, p.String(), err)
}
