package billing

import (
	"context"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// BillView is the bill of one department as a reader may see it.
type BillView struct {
	Status    chargeback.MonthStatus
	Statement *chargeback.Statement // shared: read only
	Names     *chargeback.Month     // what codes are called in the month; shared
	Months    []allocation.Period   // that have bills, rising
}

// Bill returns the bill of a department for a month, or the part of it for
// cost centres that the scope covers, or for one cost centre where it is
// named. What is not in the scope is NoSuchDepartment, as is what does not exist.
func (s *Service) Bill(ctx context.Context, scope chargeback.Scope, p allocation.Period, department, costCenter string) (*BillView, error) {
	var view *BillView
	err := s.DB.ViewAs(ctx, scope, func(tx Tx) error {
		months, err := tx.Months()
		if err != nil {
			return err
		}
		view, err = s.billIn(tx, months, scope, p, department, costCenter)
		return err
	})
	if err != nil {
		return nil, err
	}
	return view, nil
}

// billIn is Bill in a transaction of the scope, which has the months.
func (s *Service) billIn(tx Tx, months []chargeback.MonthStatus, scope chargeback.Scope, p allocation.Period, department, costCenter string) (*BillView, error) {
	none := &chargeback.Error{Code: chargeback.NoSuchDepartment, Value: department, Args: []string{p.String()}}
	if !scope.Reads(department) {
		return nil, none
	}
	view := new(BillView)
	var before chargeback.MonthStatus
	for _, m := range months {
		if m.State == chargeback.Open {
			continue
		}
		view.Months = append(view.Months, m.Period)
		switch m.Period {
		case p:
			view.Status = m
		case p.Previous():
			before = m
		}
	}
	if view.Status.Run == "" {
		return nil, none
	}
	bill, err := s.shelf.bill(tx, view.Status, department, scope)
	if err != nil {
		return nil, err
	}
	if bill == nil {
		return nil, none
	}
	view.Names = bill.names
	view.Statement = only(bill.statement, scope, costCenter)
	if len(view.Statement.Lines)+len(view.Statement.Corrections) == 0 && (costCenter != "" || !scope.Department(department)) {
		return nil, none
	}
	return view, s.before(tx, view.Statement, before, scope, costCenter)
}

// before finds what the same reader's part of the bill came to the month
// before, from the history of earlier months where the product did not have it.
func (s *Service) before(tx Tx, st *chargeback.Statement, m chargeback.MonthStatus, scope chargeback.Scope, costCenter string) error {
	st.Before = nil
	if m.Run == "" {
		if costCenter != "" || !scope.Department(st.Department) {
			return nil
		}
		totals, err := historyTotals(tx, st.Month.Previous())
		if amount, ok := totals[st.Department]; ok && err == nil {
			st.Before = &amount
		}
		return err
	}
	bill, err := s.shelf.bill(tx, m, st.Department, scope)
	if err != nil {
		return err
	}
	var amount allocation.Ore
	if bill != nil {
		amount = only(bill.statement, scope, costCenter).Total
	}
	st.Before = &amount
	return nil
}

// only returns a copy of the statement with the lines that the scope covers,
// of one cost centre where it is named.
func only(st *chargeback.Statement, scope chargeback.Scope, costCenter string) *chargeback.Statement {
	part := *st
	if scope.Department(st.Department) && costCenter == "" {
		return &part
	}
	covered := func(code string) bool {
		return (costCenter == "" || code == costCenter) && scope.CostCenter(st.Department, code)
	}
	part.Lines, part.Corrections, part.Total, part.SelfPaid = nil, nil, 0, 0
	for _, line := range st.Lines {
		if covered(line.CostCenter) {
			part.Lines = append(part.Lines, line)
			part.Total += line.Amount
		}
	}
	for _, line := range st.Corrections {
		if covered(line.CostCenter) {
			part.Corrections = append(part.Corrections, line)
			part.Total += line.Amount
		}
	}
	return &part
}

// Downloaded writes to the log that a bill was taken as a file, by somebody who
// may read it.
func (s *Service) Downloaded(ctx context.Context, who Actor, st *chargeback.Statement, format string) error {
	return s.DB.Update(ctx, func(tx Tx) error {
		_, err := tx.Append(s.Event(who, ActDownload, st.Month.String(), struct {
			Department string `json:"department"`
			Format     string `json:"format"`
		}{st.Department, strings.TrimPrefix(format, ".")}))
		return err
	})
}

// Readable returns the departments that a scope covers, wholly or by a cost
// centre today, in order of code; all of them where it covers all.
func (s *Service) Readable(ctx context.Context, scope chargeback.Scope) ([]string, error) {
	departments := slices.Clone(scope.Departments)
	if !scope.All && len(scope.CostCenters) == 0 {
		return departments, nil
	}
	err := s.DB.View(ctx, func(tx Tx) error {
		records, err := tx.ReadFacts(0, "cost_centers")
		if err != nil {
			return err
		}
		table := chargeback.TableNamed("cost_centers")
		for _, r := range records["cost_centers"] {
			code, department := r.Cells[0], r.Cells[table.Column("department")]
			if (scope.All || slices.Contains(scope.CostCenters, code)) && !slices.Contains(departments, department) {
				departments = append(departments, department)
			}
		}
		return nil
	})
	slices.Sort(departments)
	return departments, err
}

// Organisation returns the municipality's name, as it is known now.
func (s *Service) Organisation(ctx context.Context) (name string, err error) {
	err = s.DB.View(ctx, func(tx Tx) error {
		records, err := tx.ReadFacts(0, "settings")
		for _, r := range records["settings"] {
			if r.Cells[0] == "name" {
				name = r.Cells[1] // rows are in order of from: the latest counts
			}
		}
		return err
	})
	return name, err
}

// DepartmentNames returns what departments are called, by code, as they are
// known now.
func (s *Service) DepartmentNames(ctx context.Context) (map[string]string, error) {
	names := make(map[string]string)
	err := s.DB.View(ctx, func(tx Tx) error {
		records, err := tx.ReadFacts(0, "departments")
		for _, r := range records["departments"] {
			names[r.Cells[0]] = r.Cells[1] // rows are in order of from: the latest counts
		}
		return err
	})
	return names, err
}
