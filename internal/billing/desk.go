package billing

import (
	"context"
	"errors"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
)

// Desk is a month as finance works with it.
type Desk struct {
	Status   chargeback.MonthStatus
	Result   *chargeback.Result      // without lines; nil while the month is open
	Names    *chargeback.Month       // what codes are called; nil while open
	Entering []chargeback.Correction // what the month bills of earlier months
	Rows     []DeskRow               // of departments, by code
	Gate     Gate
	Waiting  Waiting
	Head     audit.Head // of the chain now
}

// DeskRow is what a department owes for a month, corrections included.
type DeskRow struct {
	Code, Name       string
	Kind             chargeback.Kind
	ByModel          [allocation.Project + 1]allocation.Ore
	Corrections, Now allocation.Ore
	Before           *allocation.Ore // of the month before; nil where it is not known
}

// Gate is what keeps a month from its next steps for one person: the error
// that the step would end with, nil where nothing does; and all that is left to
// be done before the step, in the order in which it is checked. The same code
// says it here and when the step is taken.
type Gate struct {
	Approve, Close error
	// Unallocated money is told among what is left before closing; it is no
	// error of Close, which takes the reason for it.
	LeftToApprove, LeftToClose []*chargeback.Error
}

// Desk returns a month with what it came to, how that compares with the month
// before, and what is left to do.
func (s *Service) Desk(ctx context.Context, who Actor, p allocation.Period) (*Desk, error) {
	d := new(Desk)
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		if err := s.Allow(tx, who, ActRead); err != nil {
			return err
		}
		if d.Status, err = tx.Month(p); err != nil {
			return err
		}
		d.Status.Period = p
		if d.Head, err = tx.ChainHead(); err != nil {
			return err
		}
		if d.Status.Run == "" {
			return s.gate(tx, who, d)
		}
		if d.Result, err = tx.Summary(d.Status.Run); err != nil {
			return err
		}
		if d.Names, err = s.shelf.month(tx, d.Status.Run); err != nil {
			return err
		}
		if d.Entering, err = tx.CorrectionsInto(p); err != nil {
			return err
		}
		if d.Rows, err = deskRows(tx, d); err != nil {
			return err
		}
		return s.gate(tx, who, d)
	})
	if err != nil {
		return nil, s.Refused(ctx, who, p.String(), err)
	}
	if d.Status.Run != "" {
		waiting, err := s.WaitingFor(ctx, []chargeback.MonthStatus{d.Status})
		if err != nil {
			return nil, err
		}
		d.Waiting = waiting[p]
	}
	return d, nil
}

// gate tries the next steps without taking them.
func (s *Service) gate(tx Tx, who Actor, d *Desk) error {
	if d.Status.State == chargeback.Closed {
		closed := closedError(d.Status)
		d.Gate = Gate{Approve: closed, Close: closed}
		return nil
	}
	checks := approveChecks(tx, who, d.Status)
	toClose := s.closeChecks(tx, who, d.Status)
	if d.Status.State == chargeback.Open {
		checks, toClose = checks[:1], toClose[:1] // nothing else can be told yet
	}
	var err error
	d.Gate.Approve, d.Gate.LeftToApprove, err = s.left(tx, who, ActApprove, checks)
	if err != nil {
		return err
	}
	if d.Gate.Close, d.Gate.LeftToClose, err = s.left(tx, who, ActClose, toClose); err != nil || d.Result == nil {
		return err
	}
	var blocked *chargeback.Error
	if _, err := accept(d.Result, ""); errors.As(err, &blocked) {
		d.Gate.LeftToClose = append(d.Gate.LeftToClose, blocked)
	}
	return nil
}

// left runs every check of a step: the first refusal, and all of them.
func (s *Service) left(tx Tx, who Actor, action Action, checks []check) (first error, all []*chargeback.Error, err error) {
	for _, check := range append([]check{func() error { return s.Allow(tx, who, action) }}, checks...) {
		refusal := check()
		var e *chargeback.Error
		switch {
		case refusal == nil:
			continue
		case !errors.As(refusal, &e):
			return nil, nil, refusal
		}
		if all = append(all, e); first == nil {
			first = refusal
		}
	}
	return first, all, nil
}

// deskRows adds up bills and corrections by department, beside the month
// before.
func deskRows(tx Tx, d *Desk) ([]DeskRow, error) {
	before, err := totalsBefore(tx, d.Status.Period.Previous())
	if err != nil {
		return nil, err
	}
	var rows []DeskRow
	at := make(map[string]int)
	row := func(code string) *DeskRow {
		if _, ok := at[code]; !ok {
			at[code] = len(rows)
			rows = append(rows, DeskRow{Code: code, Name: d.Names.DepartmentName(code), Kind: d.Names.KindOf(code)})
		}
		return &rows[at[code]]
	}
	for _, b := range d.Result.Bills {
		if b.Kind == chargeback.IT && b.Amount == 0 {
			continue
		}
		r := row(b.Code)
		r.ByModel, r.Now = b.ByModel, b.Amount
	}
	for i := range d.Entering {
		for _, line := range d.Entering[i].Lines {
			r := row(line.Department)
			r.Corrections += line.Amount
			r.Now += line.Amount
		}
	}
	if before != nil {
		for code, amount := range before {
			if amount != 0 {
				row(code)
			}
		}
		for i := range rows {
			amount := before[rows[i].Code]
			rows[i].Before = &amount
		}
	}
	slices.SortFunc(rows, func(a, b DeskRow) int { return compareCodes(a.Code, b.Code) })
	return rows, nil
}

// Own is what the department owes for the month itself, without corrections.
func (r DeskRow) Own() allocation.Ore { return r.Now - r.Corrections }
