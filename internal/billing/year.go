package billing

import (
	"context"
	"errors"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// BillMonth is what a bill came to in a month.
type BillMonth struct {
	Period      allocation.Period
	ByModel     [allocation.Project + 1]allocation.Ore // without corrections
	Corrections allocation.Ore
	Total       allocation.Ore
	History     bool // from before the product's first month
}

// Model is the amount of a model.
func (m BillMonth) Model(model allocation.Model) allocation.Ore { return m.ByModel[model] }

// BillMonths returns what the bill of a department came to in the n months up
// to one, rising, corrections included; for cost centres that the scope covers,
// or for one where it is named. Months from before the product are of the whole
// department only. Months that have no bill for the reader are left out.
func (s *Service) BillMonths(ctx context.Context, scope chargeback.Scope, last allocation.Period, n int, department, costCenter string) ([]BillMonth, error) {
	var months []BillMonth
	err := s.DB.ViewAs(ctx, scope, func(tx Tx) error {
		months = nil
		history, err := historyOf(tx, scope, department, costCenter)
		if err != nil {
			return err
		}
		all, err := tx.Months()
		if err != nil {
			return err
		}
		p := last.Next()
		for range n {
			p = p.Previous()
			view, err := s.billIn(tx, all, scope, p, department, costCenter)
			switch {
			case errors.Is(err, &chargeback.Error{Code: chargeback.NoSuchDepartment}):
				if old, ok := history[p]; ok {
					months = append(months, old)
				}
				continue
			case err != nil:
				return err
			}
			m := BillMonth{Period: p, Total: view.Statement.Total}
			for i := range view.Statement.Lines {
				line := &view.Statement.Lines[i]
				m.ByModel[line.Model] += line.Amount
			}
			for i := range view.Statement.Corrections {
				m.Corrections += view.Statement.Corrections[i].Amount
			}
			months = append(months, m)
		}
		return nil
	})
	slices.Reverse(months)
	return months, err
}

// historyOf returns the months of a department from before the product.
func historyOf(tx Tx, scope chargeback.Scope, department, costCenter string) (map[allocation.Period]BillMonth, error) {
	if costCenter != "" || !scope.Department(department) {
		return nil, nil
	}
	records, err := tx.ReadFacts(0, "history")
	if err != nil {
		return nil, err
	}
	months := make(map[allocation.Period]BillMonth)
	for _, r := range records["history"] {
		p, ok := allocation.ParsePeriod(r.Cells[0])
		model, known := allocation.ParseModel(r.Cells[3])
		if !ok || r.Cells[1] != department {
			continue
		}
		m := months[p]
		m.Period, m.History = p, true
		amount := chargeback.OreOf(r.Cells[2])
		if known {
			m.ByModel[model] += amount
		}
		m.Total += amount
		months[p] = m
	}
	return months, nil
}
