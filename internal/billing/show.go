package billing

import (
	"context"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// MonthView is one month to be shown.
type MonthView struct {
	Status   chargeback.MonthStatus
	Result   *chargeback.Result
	Names    *chargeback.Month       // what codes are called in the month
	Entering []chargeback.Correction // what the month bills of earlier months
	Chain    []chargeback.Correction // what later months bill of it
}

// Show returns a month as it is billed; corrected, with all corrections that
// later months bill of it.
func (s *Service) Show(ctx context.Context, who Actor, p allocation.Period, corrected bool) (*MonthView, error) {
	var view *MonthView
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActRead); err != nil {
			return err
		}
		m, err := tx.Month(p)
		if err != nil {
			return err
		}
		if m.State == chargeback.Open {
			return monthError(chargeback.MonthOpen, p)
		}
		v := &MonthView{Status: m}
		header, _, err := tx.Run(m.Run)
		if err != nil {
			return err
		}
		if v.Names, err = FrozenMonth(tx, header); err != nil {
			return err
		}
		if v.Entering, err = tx.CorrectionsInto(p); err != nil {
			return err
		}
		if v.Chain, err = tx.CorrectionsOf(p); err != nil {
			return err
		}
		if v.Result, err = tx.Result(m.Run); err != nil {
			return err
		}
		if corrected && len(v.Chain) > 0 {
			if err := v.correct(); err != nil {
				return err
			}
		}
		view = v
		return nil
	})
	return view, s.Refused(ctx, who, p.String(), err)
}

// correct takes the corrections into the result.
func (v *MonthView) correct() error {
	billed := v.Result
	standing := chargeback.NewStanding(billed)
	for i := range v.Chain {
		if err := standing.Apply(&v.Chain[i]); err != nil {
			return err
		}
	}
	v.Result = standing.Result()
	v.Result.Municipality = billed.Municipality
	v.Result.Bills = v.Names.BillsOf(v.Result, billed.Bills)
	return nil
}

// MonthBills is what the bills of a month come to.
type MonthBills struct {
	Own      allocation.Ore          // of its own lines
	Entering []chargeback.Correction // what it bills of earlier months
}

// MonthBills returns what the bills of a calculated month come to.
func (s *Service) MonthBills(ctx context.Context, who Actor, p allocation.Period) (*MonthBills, error) {
	bills := new(MonthBills)
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActRead); err != nil {
			return err
		}
		m, err := tx.Month(p)
		if err != nil {
			return err
		}
		if m.State == chargeback.Open {
			return monthError(chargeback.MonthOpen, p)
		}
		header, _, err := tx.Run(m.Run)
		if err != nil {
			return err
		}
		bills.Own = header.Totals.Billed
		bills.Entering, err = tx.CorrectionsInto(p)
		return err
	})
	return bills, s.Refused(ctx, who, p.String(), err)
}

// Overview is a month in the list of all.
type Overview struct {
	Status  chargeback.MonthStatus
	Totals  chargeback.Totals // zero while open
	Waiting Waiting
}

// Overview returns all months with what they came to and what they wait for.
func (s *Service) Overview(ctx context.Context, who Actor) ([]Overview, error) {
	list, err := s.MonthTotals(ctx, who)
	if err != nil {
		return nil, err
	}
	months := make([]chargeback.MonthStatus, len(list))
	for i := range list {
		months[i] = list[i].Status
	}
	waiting, err := s.WaitingFor(ctx, months)
	for i := range list {
		list[i].Waiting = waiting[list[i].Status.Period]
	}
	return list, err
}

// MonthTotals is [Service.Overview] without what the months wait for, which
// takes longer.
func (s *Service) MonthTotals(ctx context.Context, who Actor) ([]Overview, error) {
	err := s.DB.View(ctx, func(tx Tx) error { return s.Allow(tx, who, ActRead) })
	if err != nil {
		return nil, s.Refused(ctx, who, "", err)
	}
	months, err := s.Months(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Overview, len(months))
	err = s.DB.View(ctx, func(tx Tx) error {
		for i, m := range months {
			list[i] = Overview{Status: m}
			if m.Run == "" {
				continue
			}
			header, _, err := tx.Run(m.Run)
			if err != nil {
				return err
			}
			list[i].Totals = header.Totals
		}
		return nil
	})
	return list, err
}
