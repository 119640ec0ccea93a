package billing

import (
	"context"
	"errors"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
)

// Changes says why the bill of a department changed between two months, or the
// part of it for cost centres that the scope covers, or for one cost centre
// where it is named. A month that has no bill at all is NoSuchDepartment, as is
// a department that the reader has no bill of in either.
func (s *Service) Changes(ctx context.Context, scope chargeback.Scope, p, since allocation.Period, department, costCenter string) (*causes.Split, error) {
	none := noBill(since, department)
	if err := s.eitherBill(ctx, scope, p, since, department, costCenter); err != nil {
		return nil, err
	}
	var split *causes.Split
	err := s.DB.ViewAs(ctx, scope, func(tx Tx) error {
		key := []string{department, costCenter}
		if !scope.Department(department) {
			key = append(key, scope.CostCenters...)
		}
		var sides [2]causes.Side
		var makers [2]func() error
		for i, month := range []allocation.Period{since, p} {
			m, err := tx.Month(month)
			if err != nil {
				return err
			}
			if m.Run == "" {
				return none
			}
			key = append(key, m.Run)
			makers[i] = func() (err error) {
				sides[i], err = s.side(tx, m, department, scope)
				return err
			}
		}
		var err error
		split, err = s.shelf.splits.Get(strings.Join(key, "\x00"), keptBills, func() (*causes.Split, error) {
			for _, make := range makers {
				if err := make(); err != nil {
					return nil, err
				}
			}
			return causes.Explain(sides[0], sides[1], func(d, center string) bool {
				return d == department && (costCenter == "" || center == costCenter) && scope.CostCenter(department, center)
			}), nil
		})
		return err
	})
	return split, err
}

// eitherBill says whether a reader has a bill of a department in one of two
// months.
func (s *Service) eitherBill(ctx context.Context, scope chargeback.Scope, p, other allocation.Period, department, costCenter string) error {
	_, err := s.Bill(ctx, scope, p, department, costCenter)
	if errors.Is(err, &chargeback.Error{Code: chargeback.NoSuchDepartment}) {
		_, err = s.Bill(ctx, scope, other, department, costCenter)
	}
	return err
}

// side is the bill of a month made ready for comparing.
func (s *Service) side(tx Tx, m chargeback.MonthStatus, department string, scope chargeback.Scope) (side causes.Side, err error) {
	side.Month, err = s.shelf.compared.Get(m.Run, keptMonths, func() (*causes.Month, error) {
		header, _, err := tx.Run(m.Run)
		if err != nil {
			return nil, err
		}
		run, err := s.shelf.charged(tx, header)
		if err != nil {
			return nil, err
		}
		return causes.Read(run), nil
	})
	if err != nil {
		return side, err
	}
	bill, err := s.shelf.bill(tx, m, department, scope)
	if bill != nil {
		side.Corrections = bill.statement.Corrections
	}
	return side, err
}
