package billing

import (
	"slices"
	"strings"

	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
	"chargeback/internal/recent"
)

// shelf keeps what was read lately. A stored run never changes, so that what
// was made of it is true for as long as the run is the month's; only whether
// the month is closed is told by its status.
type shelf struct {
	bills recent.Values[*shelved]
	names recent.Values[*chargeback.Month]
	runs  recent.Values[*chargeback.Run]
	idle  recent.Values[[]idleRow]
	told  recent.Values[map[string]bool]

	examined recent.Values[*examined]
	waiting  recent.Values[Waiting]

	compared recent.Values[*causes.Month]
	splits   recent.Values[*causes.Split]
}

// bill returns the bill of a department, nil where it has none: the whole of it
// to whoever may read it, else the lines of the cost centres in the scope,
// which is that of the transaction.
func (s *shelf) bill(tx Tx, m chargeback.MonthStatus, department string, scope chargeback.Scope) (*shelved, error) {
	key := m.Run + " " + m.State.String() + " " + department
	if !scope.Department(department) {
		key += "\x1f" + strings.Join(scope.CostCenters, "\x1f")
	}
	return s.bills.Get(key, keptBills, func() (*shelved, error) {
		names, err := s.month(tx, m.Run)
		if err != nil {
			return nil, err
		}
		return shelve(tx, m, names, department)
	})
}

type shelved struct {
	statement *chargeback.Statement
	names     *chargeback.Month
}

// month returns what codes are called in the month of a run.
func (s *shelf) month(tx Tx, run string) (*chargeback.Month, error) {
	return s.names.Get(run, keptMonths, func() (*chargeback.Month, error) {
		header, _, err := tx.Run(run)
		if err != nil {
			return nil, err
		}
		return FrozenMonth(tx, header)
	})
}

// charged returns a stored run, charged anew from its frozen inputs: the same
// lines, with how they came to be.
func (s *shelf) charged(tx Tx, header chargeback.RunHeader) (*chargeback.Run, error) {
	return s.runs.Get(header.ID, keptMonths, func() (*chargeback.Run, error) {
		month, err := s.month(tx, header.ID)
		if err != nil {
			return nil, err
		}
		return month.Charge(nil)
	})
}

// How many months and bills the shelf keeps: a year and its neighbours, for all
// departments of a large municipality.
const (
	keptMonths  = 14
	keptBills   = 1000
	keptWaiting = 1000 // months, in small
)

// shelve makes the statement of one department, as far as the transaction reads
// it; nil where the month has nothing for it.
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
	if at < 0 && len(st.Lines)+len(st.Corrections) == 0 {
		return nil, nil
	}
	return &shelved{st, names}, total(st, nil)
}
