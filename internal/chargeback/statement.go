package chargeback

import (
	"iter"

	"chargeback/allocation"
)

// Statements yields the statements of the month in order of code: one per
// department that [Run.Bills] names, save IT's where it owes nothing. See
// [Run.Statement].
func (r *Run) Statements() iter.Seq[Statement] {
	return func(yield func(Statement) bool) {
		for _, bill := range r.Bills() {
			if bill.Kind == IT && bill.Amount == 0 {
				continue
			}
			if !yield(r.statement(&bill)) {
				return
			}
		}
	}
}

// Statement returns the bill of a department with the names that count in the
// month, its lines in the order of SPEC §8. It is preliminary: what only those
// know who keep months is empty, which is the run's id, corrections, the month
// before, and the chain. A department without a bill has one of no lines.
func (r *Run) Statement(department string) Statement {
	for _, bill := range r.Bills() {
		if bill.Code == department {
			return r.statement(&bill)
		}
	}
	m := r.Month
	bill := Bill{Code: department, Name: m.DepartmentName(department)}
	if i, ok := m.Facts.Departments.Index(department); ok {
		bill.Kind = m.Facts.KindOf(i, m.Period)
	}
	return r.statement(&bill)
}

func (r *Run) statement(bill *Bill) Statement {
	m := r.Month
	s := Statement{
		Organisation: m.Municipality(), OrgNumber: m.Facts.Setting("org_number", m.Period), Month: m.Period,
		Department: bill.Code, Name: bill.Name, Kind: bill.Kind, Total: bill.Amount, SelfPaid: bill.SelfPaid,
	}
	for line := range r.LinesOf(bill.Code, "") {
		s.Lines = append(s.Lines, m.Named(r.Line(&line)))
	}
	return s
}

// Named gives a line the names that count in the month. The classes of a model
// are named by language, where they are shown.
func (m *Month) Named(line Line) StatementLine {
	named := StatementLine{
		Line: line, CostCenterName: m.CostCenterName(line.CostCenter), CategoryName: m.CategoryName(line.Category),
	}
	if classes := line.Model.Classes(); line.Model == allocation.System || classes == nil {
		named.ObjectName = m.ObjectName(line.Model, line.Object)
	}
	return named
}

// Invoiced says whether the department is another legal person, which gets an
// invoice and no row of the voucher.
func (s *Statement) Invoiced() bool { return s.Kind == Company || s.Kind == Partner }
