package web

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// compared are up to four plans beside one another.
type compared struct {
	Plans       []comparedPlan
	Departments []comparedRow
	Models      []comparedRow
	Total       []comparedCell
}

type comparedPlan struct {
	scenarioItem
	Cost, Variance allocation.Ore
}

// comparedRow is a department or model in every plan.
type comparedRow struct {
	Code, Name string
	Model      allocation.Model
	Cells      []comparedCell
}

// comparedCell is what is owed by a plan, and how it differs from the first
// plan; of the first it is zero.
type comparedCell struct {
	Amount, Change allocation.Ore
	First          bool
}

// scenarioCompare sets up to four plans beside one another; the first is what
// the others are compared with.
func (h *handler) scenarioCompare(c *gin.Context) {
	lang := language(c)
	ids := c.QueryArray("id")
	if len(ids) < 2 || len(ids) > mostCompared {
		setFlash(c, "info", lang.Pick("Välj två till fyra scenarier att jämföra.", "Choose two to four scenarios to compare."))
		c.Redirect(http.StatusSeeOther, "/scenarios")
		return
	}
	b := &compared{}
	for i, id := range ids {
		sc, result, err := h.Plans.Result(c.Request.Context(), actor(c), id)
		if err != nil {
			h.fail(c, err)
			return
		}
		after := result.Tried.Outcome.After
		b.Plans = append(b.Plans, comparedPlan{
			scenarioItem{*sc, scenarioPath(sc.ID), groundName(lang, sc.Kind, result.Plan)}, after.Cost, after.Variance,
		})
		b.Total = append(b.Total, comparedCell{Amount: after.Billed, First: i == 0})
		b.add(lang, i, len(ids), result.Tried.Outcome)
	}
	for _, rows := range [][]comparedRow{b.Departments, b.Models, {{Cells: b.Total}}} {
		for _, row := range rows {
			for i := range row.Cells {
				row.Cells[i].Change, row.Cells[i].First = row.Cells[i].Amount-row.Cells[0].Amount, i == 0
			}
		}
	}
	slices.SortStableFunc(b.Departments, func(x, y comparedRow) int { return int(y.Cells[0].Amount - x.Cells[0].Amount) })
	slices.SortStableFunc(b.Models, func(x, y comparedRow) int { return int(x.Model) - int(y.Model) })
	h.show(c, http.StatusOK, "scenario-compare", page{Title: lang.Pick("Jämför scenarier", "Compare scenarios"), Body: b})
}

// add sets a plan's bills into its column.
func (b *compared) add(lang words.Language, column, columns int, o *financing.Outcome) {
	cell := func(rows *[]comparedRow, row comparedRow) *comparedCell {
		at := slices.IndexFunc(*rows, func(r comparedRow) bool { return r.Code == row.Code && r.Model == row.Model })
		if at < 0 {
			at = len(*rows)
			row.Cells = make([]comparedCell, columns)
			*rows = append(*rows, row)
		}
		return &(*rows)[at].Cells[column]
	}
	for i := range o.Departments {
		d := &o.Departments[i]
		cell(&b.Departments, comparedRow{Code: d.Code, Name: d.Name}).Amount = d.After
	}
	for _, m := range o.Models {
		if m.Model != allocation.Central {
			cell(&b.Models, comparedRow{Model: m.Model, Name: lang.Model(m.Model)}).Amount = m.After.Billed
		}
	}
}

// Budget says whether a plan is the budget of its year.
func (p comparedPlan) Budget() bool { return p.Kind == chargeback.KindBudget }
