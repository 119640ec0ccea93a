package billing

import (
	"context"
	"slices"
	"sync"

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
	none := &chargeback.Error{Code: chargeback.NoSuchDepartment, Value: department, Args: []string{p.String()}}
	if !scope.Reads(department) {
		return nil, none
	}
	view := new(BillView)
	var before chargeback.MonthStatus
	err := s.DB.View(ctx, func(tx Tx) error {
		months, err := tx.Months()
		if err != nil {
			return err
		}
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
			return none
		}
		bill, err := s.shelf.bill(tx, view.Status, department)
		if err != nil {
			return err
		}
		if bill == nil {
			return none
		}
		view.Names = bill.names
		view.Statement = only(bill.statement, scope, costCenter)
		if len(view.Statement.Lines)+len(view.Statement.Corrections) == 0 && (costCenter != "" || !scope.Department(department)) {
			return none
		}
		return s.before(tx, view.Statement, before, scope, costCenter)
	})
	if err != nil {
		return nil, err
	}
	return view, nil
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
	bill, err := s.shelf.bill(tx, m, st.Department)
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

// shelf keeps what was read lately. A stored run never changes, so that what
// was made of it is true for as long as the run is the month's; only whether
// the month is closed is told by its status.
type shelf struct {
	mutex sync.Mutex
	bills map[shelfKey]*shelved
	order []shelfKey // the longest unread first
	names map[string]*chargeback.Month
	runs  []string
}

type shelfKey struct {
	run, department string
	state           chargeback.State
}

type shelved struct {
	statement *chargeback.Statement
	names     *chargeback.Month
}

// How many bills, and how many months' names, the shelf keeps.
const (
	shelfBills = 400
	shelfNames = 15
)

// bill returns the whole bill of a department, nil where it has none. The
// caller has seen to it that it may be read.
func (s *shelf) bill(tx Tx, m chargeback.MonthStatus, department string) (*shelved, error) {
	key := shelfKey{m.Run, department, m.State}
	s.mutex.Lock()
	kept, ok := s.bills[key]
	if ok {
		at := slices.Index(s.order, key)
		s.order = append(slices.Delete(s.order, at, at+1), key)
	}
	s.mutex.Unlock()
	if ok {
		return kept, nil
	}
	names, err := s.month(tx, m.Run)
	if err != nil {
		return nil, err
	}
	kept, err = shelve(tx, m, names, department)
	if err != nil || kept == nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.bills == nil {
		s.bills = make(map[shelfKey]*shelved)
	}
	if _, raced := s.bills[key]; !raced {
		s.order = append(s.order, key)
	}
	s.bills[key] = kept
	if len(s.order) > shelfBills {
		delete(s.bills, s.order[0])
		s.order = s.order[1:]
	}
	return kept, nil
}

// month returns what codes are called in the month of a run.
func (s *shelf) month(tx Tx, run string) (*chargeback.Month, error) {
	s.mutex.Lock()
	names := s.names[run]
	s.mutex.Unlock()
	if names != nil {
		return names, nil
	}
	header, _, err := tx.Run(run)
	if err != nil {
		return nil, err
	}
	if names, err = FrozenMonth(tx, header); err != nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.names == nil {
		s.names = make(map[string]*chargeback.Month)
	}
	if s.names[run] == nil {
		s.runs = append(s.runs, run)
	}
	s.names[run] = names
	if len(s.runs) > shelfNames {
		delete(s.names, s.runs[0])
		s.runs = s.runs[1:]
	}
	return names, nil
}

// shelve makes the statement of one department, nil where the month has no
// bill for it.
func shelve(tx Tx, m chargeback.MonthStatus, names *chargeback.Month, department string) (*shelved, error) {
	bills, err := tx.Bills(m.Run)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(bills, func(b chargeback.Bill) bool { return b.Code == department })
	lines, err := tx.Lines(m.Run, department)
	if err != nil {
		return nil, err
	}
	entering, err := tx.CorrectionsInto(m.Period)
	if err != nil {
		return nil, err
	}
	b := statementMaker{month: names, status: m, made: make(map[string]*chargeback.Statement)}
	st := b.statement(department)
	if at >= 0 {
		st.SelfPaid = bills[at].SelfPaid
	}
	for _, line := range lines {
		st.Lines = append(st.Lines, names.Named(line))
	}
	b.correct(entering, department)
	if at < 0 && len(st.Corrections) == 0 {
		return nil, nil
	}
	return &shelved{st, names}, total(st, nil)
}
