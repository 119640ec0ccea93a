package billing

import (
	"context"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Statements are the whole bills of a month: of every department that owes
// something by lines or corrections, in order of code. A month that is not
// closed has preliminary ones.
type Statements struct {
	Status       chargeback.MonthStatus
	ITCostCenter string // whose income the bills are
	Seller       string // the department of that cost centre
	Organisation string
	OrgNumber    string
	List         []chargeback.Statement
}

// Statements puts together the bills of a month from its stored lines and the
// corrections that it bills, with the names that counted then. The event is
// who read or exported them.
func (s *Service) Statements(ctx context.Context, who Actor, p allocation.Period) (*Statements, error) {
	var all *Statements
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		if err := s.Allow(tx, who, ActRead); err != nil {
			return err
		}
		all, err = statements(tx, p)
		return err
	})
	return all, s.Refused(ctx, who, p.String(), err)
}

func statements(tx Tx, p allocation.Period) (*Statements, error) {
	m, err := tx.Month(p)
	if err != nil {
		return nil, err
	}
	if m.State == chargeback.Open {
		return nil, monthError(chargeback.MonthOpen, p)
	}
	header, _, err := tx.Run(m.Run)
	if err != nil {
		return nil, err
	}
	month, err := FrozenMonth(tx, header)
	if err != nil {
		return nil, err
	}
	result, err := tx.Result(m.Run)
	if err != nil {
		return nil, err
	}
	entering, err := tx.CorrectionsInto(p)
	if err != nil {
		return nil, err
	}
	before, err := totalsBefore(tx, p.Previous())
	if err != nil {
		return nil, err
	}
	b := statementMaker{month: month, status: m, made: make(map[string]*chargeback.Statement)}
	for i := range result.Bills {
		bill := &result.Bills[i]
		if bill.Amount != 0 || bill.SelfPaid != 0 || bill.Kind != chargeback.IT {
			b.statement(bill.Code).SelfPaid = bill.SelfPaid
		}
	}
	for line := range result.Lines {
		st := b.statement(line.Department)
		st.Lines = append(st.Lines, month.Named(line))
	}
	b.correct(entering, "")
	all := &Statements{
		Status: m, ITCostCenter: month.Facts.Setting("it_cost_center", p),
		Organisation: month.Municipality(), OrgNumber: month.Facts.Setting("org_number", p),
	}
	all.Seller = month.DepartmentOf(all.ITCostCenter)
	for _, st := range b.made {
		if err := total(st, before); err != nil {
			return nil, err
		}
		all.List = append(all.List, *st)
	}
	slices.SortFunc(all.List, func(a, b chargeback.Statement) int { return compareCodes(a.Department, b.Department) })
	return all, nil
}

// statementMaker makes one statement per department.
type statementMaker struct {
	month  *chargeback.Month
	status chargeback.MonthStatus
	made   map[string]*chargeback.Statement
}

func (b *statementMaker) statement(department string) *chargeback.Statement {
	if st := b.made[department]; st != nil {
		return st
	}
	m := b.month
	st := &chargeback.Statement{
		Organisation: m.Municipality(), OrgNumber: m.Facts.Setting("org_number", m.Period), Month: m.Period,
		Department: department, Name: m.DepartmentName(department), Run: b.status.Run,
		Final: b.status.State == chargeback.Closed, Chain: b.status.Head,
	}
	if i, ok := m.Facts.Departments.Index(department); ok {
		st.Kind = m.Facts.KindOf(i, m.Period)
	}
	b.made[department] = st
	return st
}

// correct adds the lines of corrections, of one department where it is named.
func (b *statementMaker) correct(entering []chargeback.Correction, department string) {
	for i := range entering {
		for _, line := range entering[i].Lines {
			if department != "" && line.Department != department {
				continue
			}
			st := b.statement(line.Department)
			named := b.month.Named(line.Line)
			st.Corrections = append(st.Corrections, chargeback.StatementCorrection{
				CorrectionLine: line,
				CostCenterName: named.CostCenterName, CategoryName: named.CategoryName, ObjectName: named.ObjectName,
			})
		}
	}
}

// total adds up a statement, and finds what the department paid the month
// before.
func total(st *chargeback.Statement, before map[string]allocation.Ore) error {
	var sum allocation.Sum
	for i := range st.Lines {
		sum.Add(st.Lines[i].Amount)
	}
	for i := range st.Corrections {
		sum.Add(st.Corrections[i].Amount)
	}
	var err error
	if st.Total, err = sum.Total(); err != nil {
		return &chargeback.Error{Code: chargeback.Overflow, Args: []string{st.Month.String(), st.Department}, Err: err}
	}
	if before != nil {
		amount := before[st.Department]
		st.Before = &amount
	}
	return nil
}

// totalsBefore returns what departments owed in a month, corrections included;
// from the history of earlier months where the product did not have it. It is
// nil where nothing is known.
func totalsBefore(tx Tx, p allocation.Period) (map[string]allocation.Ore, error) {
	m, err := tx.Month(p)
	if err != nil {
		return nil, err
	}
	if m.State == chargeback.Open {
		return historyTotals(tx, p)
	}
	sums := make(map[string]*allocation.Sum)
	add := func(department string, amount allocation.Ore) {
		if sums[department] == nil {
			sums[department] = new(allocation.Sum)
		}
		sums[department].Add(amount)
	}
	result, err := tx.Summary(m.Run)
	if err != nil {
		return nil, err
	}
	for _, bill := range result.Bills {
		add(bill.Code, bill.Amount)
	}
	entering, err := tx.CorrectionsInto(p)
	if err != nil {
		return nil, err
	}
	for i := range entering {
		for _, line := range entering[i].Lines {
			add(line.Department, line.Amount)
		}
	}
	totals := make(map[string]allocation.Ore, len(sums))
	for department, sum := range sums {
		if totals[department], err = sum.Total(); err != nil {
			return nil, &chargeback.Error{Code: chargeback.Overflow, Args: []string{p.String(), department}, Err: err}
		}
	}
	return totals, nil
}
