package billing

import (
	"slices"
	"strings"
	"sync"

	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
)

// shelf keeps what was read lately. A stored run never changes, so that what
// was made of it is true for as long as the run is the month's; only whether
// the month is closed is told by its status.
type shelf struct {
	bills recent[*shelved]
	names recent[*chargeback.Month]
	runs  recent[*chargeback.Run]
	idle  recent[[]idleRow]
	told  recent[map[string]bool]

	examined recent[*examined]
	waiting  recent[Waiting]

	compared recent[*causes.Month]
	splits   recent[*causes.Split]
}

// bill returns the bill of a department, nil where it has none: the whole of it
// to whoever may read it, else the lines of the cost centres in the scope,
// which is that of the transaction.
func (s *shelf) bill(tx Tx, m chargeback.MonthStatus, department string, scope chargeback.Scope) (*shelved, error) {
	key := m.Run + " " + m.State.String() + " " + department
	if !scope.Department(department) {
		key += "\x1f" + strings.Join(scope.CostCenters, "\x1f")
	}
	return s.bills.get(key, keptBills, func() (*shelved, error) {
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
	return s.names.get(run, keptMonths, func() (*chargeback.Month, error) {
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
	return s.runs.get(header.ID, keptMonths, func() (*chargeback.Run, error) {
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

// recent keeps the values that were asked for lately. One is made once, however
// many ask for it at the same time.
type recent[V any] struct {
	mutex  sync.Mutex
	values map[string]V
	order  []string // the longest unasked first
	making map[string]chan struct{}
}

// get returns the value of a key, made where it is not kept. Whoever asks while
// it is being made waits; where that fails, they try themselves.
func (r *recent[V]) get(key string, kept int, create func() (V, error)) (V, error) {
	for {
		r.mutex.Lock()
		if value, ok := r.values[key]; ok {
			at := slices.Index(r.order, key)
			r.order = append(slices.Delete(r.order, at, at+1), key)
			r.mutex.Unlock()
			return value, nil
		}
		made, ok := r.making[key]
		if !ok {
			if r.making == nil {
				r.values, r.making = make(map[string]V), make(map[string]chan struct{})
			}
			r.making[key] = make(chan struct{})
			r.mutex.Unlock()
			return r.create(key, kept, create)
		}
		r.mutex.Unlock()
		<-made
	}
}

func (r *recent[V]) create(key string, kept int, create func() (V, error)) (value V, err error) {
	done := false
	defer func() {
		r.mutex.Lock()
		defer r.mutex.Unlock()
		close(r.making[key])
		delete(r.making, key)
		if !done || err != nil {
			return
		}
		r.values[key], r.order = value, append(r.order, key)
		if len(r.order) > kept {
			delete(r.values, r.order[0])
			r.order = r.order[1:]
		}
	}()
	value, err = create()
	done = true
	return value, err
}

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
