package billing

import (
	"context"
	"errors"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Bills returns what the departments that a scope covers owe for a month, in
// order of code: the part for the cost centres that it covers, where it does not
// cover the whole department. The month of the status is open, and there are no
// bills, before the month has been calculated.
func (s *Service) Bills(ctx context.Context, scope chargeback.Scope, p allocation.Period) (chargeback.MonthStatus, []DeskRow, error) {
	d := new(Desk)
	var rows []DeskRow
	err := s.DB.ViewAs(ctx, scope, func(tx Tx) (err error) {
		rows = nil
		if d.Status, err = tx.Month(p); err != nil {
			return err
		}
		d.Status.Period = p
		if d.Status.Run == "" || scope.None() {
			return nil
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
		rows, err = deskRows(tx, d)
		return err
	})
	if err != nil || d.Result == nil {
		return d.Status, nil, err
	}
	rows = withBill(d, rows)
	if scope.All {
		return d.Status, rows, nil
	}
	partly := make(map[string]bool)
	for _, code := range scope.CostCenters {
		partly[d.Names.DepartmentOf(code)] = true
	}
	for _, row := range rows {
		partly[row.Code] = true // a correction may be of a cost centre that has moved since
	}
	rows = slices.DeleteFunc(rows, func(row DeskRow) bool { return !scope.Department(row.Code) })
	for department := range partly {
		if department == "" || scope.Department(department) {
			continue
		}
		view, err := s.Bill(ctx, scope, p, department, "")
		if errors.Is(err, &chargeback.Error{Code: chargeback.NoSuchDepartment}) {
			continue
		}
		if err != nil {
			return d.Status, nil, err
		}
		rows = append(rows, rowOfPart(view.Statement))
	}
	slices.SortFunc(rows, func(a, b DeskRow) int { return compareCodes(a.Code, b.Code) })
	return d.Status, rows, nil
}

// withBill leaves out the departments that had a bill the month before and have
// none now.
func withBill(d *Desk, rows []DeskRow) []DeskRow {
	return slices.DeleteFunc(rows, func(row DeskRow) bool {
		return !slices.ContainsFunc(d.Result.Bills, func(b chargeback.Bill) bool { return b.Code == row.Code }) &&
			!slices.ContainsFunc(d.Entering, func(c chargeback.Correction) bool {
				return slices.ContainsFunc(c.Lines, func(l chargeback.CorrectionLine) bool { return l.Department == row.Code })
			})
	})
}

// rowOfPart is a row of what a reader sees of a bill.
func rowOfPart(st *chargeback.Statement) DeskRow {
	part := DeskRow{Code: st.Department, Name: st.Name, Kind: st.Kind, Now: st.Total, Before: st.Before}
	for i := range st.Lines {
		part.ByModel[st.Lines[i].Model] += st.Lines[i].Amount
	}
	for i := range st.Corrections {
		part.Corrections += st.Corrections[i].Amount
	}
	return part
}

// MonthVersion returns a month, and a number that rises with every change of
// it: of its state, and with each correction.
func (s *Service) MonthVersion(ctx context.Context, p allocation.Period) (m chargeback.MonthStatus, version int64, err error) {
	err = s.DB.View(ctx, func(tx Tx) error {
		if m, err = tx.Month(p); err != nil {
			return err
		}
		m.Period = p
		chain, err := tx.CorrectionsOf(p)
		version = m.Version + int64(len(chain))
		return err
	})
	return m, version, err
}
