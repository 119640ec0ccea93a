package financing

import (
	"cmp"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// FollowUp is an outcome held against its budget, with a forecast to the year's
// end. Months, categories and models tell costs; departments tell bills.
type FollowUp struct {
	Total       FollowRow
	Months      []FollowRow // all of the year; those that are not done have no outcome
	Categories  []FollowRow // by code
	Models      []FollowRow // by number
	Departments []FollowRow // by code
}

// FollowRow is one thing that is followed.
type FollowRow struct {
	Period     allocation.Period // of a month
	Model      allocation.Model  // of a model
	Code, Name string            // of a category or department
	Budget     allocation.Ore    // of the months that are done
	Outcome    allocation.Ore    // of the same
	YearBudget allocation.Ore
}

// Difference is what the outcome is above the budget.
func (r *FollowRow) Difference() allocation.Ore { return r.Outcome - r.Budget }

// Forecast is the outcome so far, and the budget of what is left.
func (r *FollowRow) Forecast() allocation.Ore { return r.Outcome + r.YearBudget - r.Budget }

// Trend is the outcome so far, and the budget of what is left in the same
// proportion to its budget as the outcome, rounded half away from zero; without
// a budget so far it is the forecast.
func (r *FollowRow) Trend() allocation.Ore {
	if r.Budget <= 0 || r.Outcome < 0 {
		return r.Forecast()
	}
	return r.Outcome + chargeback.Ratio(r.YearBudget-r.Budget, int64(r.Outcome), int64(r.Budget))
}

// Follow holds the months that are done against the budget of a year. Runs of
// other months are left out.
func Follow(budget *Base, done []*chargeback.Run) *FollowUp {
	return followRuns(budget.Runs(), done)
}

// Follow holds the months that are done against the months after the change,
// likewise.
func (o *Outcome) Follow(done []*chargeback.Run) *FollowUp { return followRuns(o.Runs(), done) }

func followRuns(budget, done []*chargeback.Run) *FollowUp {
	f := &follow{rows: make(map[followKey]*FollowRow)}
	outcomes := make(map[allocation.Period]*chargeback.Run)
	for _, run := range done {
		outcomes[run.Month.Period] = run
	}
	for _, planned := range budget {
		outcome := outcomes[planned.Month.Period]
		f.add(planned, func(r *FollowRow, amount allocation.Ore) {
			r.YearBudget += amount
			if outcome != nil {
				r.Budget += amount
			}
		})
		if outcome != nil {
			f.add(outcome, func(r *FollowRow, amount allocation.Ore) { r.Outcome += amount })
		}
	}
	return f.list()
}

type followKey struct {
	kind   uint8
	period allocation.Period
	model  allocation.Model
	code   string
}

const (
	followTotal uint8 = iota
	followMonth
	followCategory
	followModel
	followDepartment
)

type follow struct {
	rows map[followKey]*FollowRow
}

func (f *follow) row(key followKey) *FollowRow {
	if f.rows[key] == nil {
		f.rows[key] = &FollowRow{Period: key.period, Model: key.model, Code: key.code}
	}
	return f.rows[key]
}

// add tells every row of a month its amount.
func (f *follow) add(run *chargeback.Run, tell func(*FollowRow, allocation.Ore)) {
	cost := run.Totals().Cost
	tell(f.row(followKey{kind: followTotal}), cost)
	tell(f.row(followKey{kind: followMonth, period: run.Month.Period}), cost)
	for _, c := range run.ByCategory() {
		tell(f.row(followKey{kind: followModel, model: c.Model}), c.Amount)
		row := f.row(followKey{kind: followCategory, code: c.Category})
		row.Name = run.Month.CategoryName(c.Category)
		tell(row, c.Amount)
	}
	for _, b := range run.Bills() {
		row := f.row(followKey{kind: followDepartment, code: b.Code})
		row.Name = b.Name
		tell(row, b.Amount)
	}
}

func (f *follow) list() *FollowUp {
	all := &FollowUp{Total: *f.row(followKey{kind: followTotal})}
	for key, row := range f.rows {
		switch key.kind {
		case followMonth:
			all.Months = append(all.Months, *row)
		case followCategory:
			all.Categories = append(all.Categories, *row)
		case followModel:
			all.Models = append(all.Models, *row)
		case followDepartment:
			all.Departments = append(all.Departments, *row)
		}
	}
	slices.SortFunc(all.Months, func(a, b FollowRow) int { return cmp.Compare(a.Period.Month, b.Period.Month) })
	slices.SortFunc(all.Models, func(a, b FollowRow) int { return cmp.Compare(a.Model, b.Model) })
	byCode := func(a, b FollowRow) int { return strings.Compare(a.Code, b.Code) }
	slices.SortFunc(all.Categories, byCode)
	slices.SortFunc(all.Departments, byCode)
	return all
}
