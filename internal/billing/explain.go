package billing

import (
	"cmp"
	"context"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// ExplainView is a service of a bill, or one line of it, with the run that it
// comes from and the rows that were counted.
type ExplainView struct {
	*BillView
	Run     *chargeback.Run // shared: read only
	Lines   []chargeback.BillLine
	Service chargeback.Service // what the lines together are
	Rows    []CountedRow       // by cost centre, then id; nil where nothing is counted by rows
	Retired bool               // the rows are gone (retention)
}

// CountedRow is one row that was counted, for the reader's own cost centres.
type CountedRow struct {
	Table      string
	ID         string // a pseudonym
	CostCenter string
	Label      string          // an asset tag or place; may be empty
	Valid      allocation.Span // inside the month
	Days       int64
}

// Explain returns a service of a department's bill with all that is needed to
// say how it was calculated. What the reader may not see, and what is not on
// the bill, is NoSuchDepartment.
func (s *Service) Explain(ctx context.Context, scope chargeback.Scope, p allocation.Period, department, costCenter string, model allocation.Model, object string) (*ExplainView, error) {
	bill, err := s.Bill(ctx, scope, p, department, costCenter)
	if err != nil {
		return nil, err
	}
	view := &ExplainView{BillView: bill}
	services := bill.Statement.Services()
	at := slices.IndexFunc(services, func(s chargeback.Service) bool { return s.Model == model && s.Object == object })
	if at < 0 {
		return nil, noBill(p, department)
	}
	view.Service = services[at]
	err = s.DB.ViewAs(ctx, scope, func(tx Tx) error {
		header, ok, err := tx.Run(bill.Status.Run)
		if err != nil || !ok {
			return err
		}
		view.Retired = header.Retired
		if view.Run, err = s.shelf.charged(tx, header); err != nil {
			return err
		}
		for i := range view.Service.Lines {
			l := &view.Service.Lines[i]
			if line, ok := view.Run.Find(l.CostCenter, l.Category, l.Model, l.Object); ok {
				view.Lines = append(view.Lines, line)
			}
		}
		if header.Retired {
			return nil
		}
		view.Rows, err = countedRows(tx, view, header.Facts)
		return err
	})
	return view, err
}

// ExplainLine is [Service.Explain] of one line, by its id (see
// [chargeback.LineKey.ID]).
func (s *Service) ExplainLine(ctx context.Context, scope chargeback.Scope, p allocation.Period, department, id string) (*ExplainView, error) {
	bill, err := s.Bill(ctx, scope, p, department, "")
	if err != nil {
		return nil, err
	}
	for i := range bill.Statement.Lines {
		line := &bill.Statement.Lines[i]
		if line.ID(p) != id {
			continue
		}
		view, err := s.Explain(ctx, scope, p, department, line.CostCenter, line.Model, line.Object)
		if err != nil {
			return nil, err
		}
		view.Lines = slices.DeleteFunc(view.Lines, func(l chargeback.BillLine) bool { return l.Category != line.Category })
		view.Service.Lines = []chargeback.StatementLine{*line}
		view.Service.Amount = line.Amount
		return view, nil
	}
	return nil, noBill(p, department)
}

func noBill(p allocation.Period, department string) error {
	return &chargeback.Error{Code: chargeback.NoSuchDepartment, Value: department, Args: []string{p.String()}}
}

// countedTables are the tables whose rows a model counts, with the place of
// their class, or of what they are for, among the columns; -1 without one.
var countedTables = map[allocation.Model]struct {
	table                string
	class, center, label int
}{
	allocation.Device: {"devices", 1, 2, 5},
	allocation.Port:   {"ports", 1, 2, 5},
	allocation.User:   {"users", -1, 1, -1},
}

// countedRows returns the rows of the service's cost centres that have days in
// the month. Licences are counted where the user's account is, and their rows
// have its pseudonym.
func countedRows(tx Tx, view *ExplainView, facts int64) ([]CountedRow, error) {
	licences := view.Service.Model == allocation.User && view.Service.Object != "" ||
		view.Service.Model == allocation.System && view.Names.Sharing(view.Service.Object) == chargeback.ByUsers
	t, ok := countedTables[view.Service.Model]
	if !ok && !licences {
		return nil, nil
	}
	var centers []string
	for _, line := range view.Service.Lines {
		if !slices.Contains(centers, line.CostCenter) {
			centers = append(centers, line.CostCenter)
		}
	}
	if licences {
		return countedLicences(tx, view, facts, centers)
	}
	month := view.Status.Period.Span()
	records, err := tx.RowsIn(facts, t.table, "cost_center", centers, month)
	if err != nil {
		return nil, err
	}
	table := chargeback.TableNamed(t.table)
	clock := view.Names.Facts.Clock(view.Status.Period)
	rows := []CountedRow{}
	for _, r := range records {
		if t.class >= 0 && r.Cells[t.class] != view.Service.Object {
			continue
		}
		valid := table.Span(r)
		row := CountedRow{
			Table: t.table, ID: r.Cells[0], CostCenter: r.Cells[t.center], Days: clock.Days(valid),
			Valid: allocation.Span{From: max(valid.From, month.From), To: min(valid.To, month.To)},
		}
		if t.label >= 0 {
			row.Label = r.Cells[t.label]
		}
		if row.Days > 0 {
			rows = append(rows, row)
		}
	}
	sortCounted(rows)
	return rows, nil
}

// countedLicences are the licences of an application, or of a system that is
// shared by its users.
func countedLicences(tx Tx, view *ExplainView, facts int64, centers []string) ([]CountedRow, error) {
	p := view.Status.Period
	licences, err := licencesAt(tx, facts, view.Names.Facts.Clock(p), p, centers, func(object string) bool { return object == view.Service.Object })
	if err != nil {
		return nil, err
	}
	rows := make([]CountedRow, len(licences))
	for i, l := range licences {
		rows[i] = CountedRow{Table: "licences", ID: l.user, CostCenter: l.costCenter, Valid: l.counted, Days: l.days}
	}
	sortCounted(rows)
	return rows, nil
}

func sortCounted(rows []CountedRow) {
	slices.SortFunc(rows, func(a, b CountedRow) int {
		return cmp.Or(compareCodes(a.CostCenter, b.CostCenter), compareCodes(a.ID, b.ID), cmp.Compare(a.Valid.From, b.Valid.From))
	})
}
