package web

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
	"chargeback/internal/chart"
	"chargeback/internal/words"
)

// billYear is a bill's twelve months.
type billYear struct {
	Models []allocation.Model
	Months []billing.BillMonth
	Chart  template.HTML
}

// yearMonths is how many months the chart of a bill has at most.
const yearMonths = 12

func (h *handler) billYear(c *gin.Context, _ *auth.Caller, scope chargeback.Scope, b *billPage) error {
	months, err := h.Service.BillMonths(c.Request.Context(), scope, b.Status.Period, yearMonths, b.Statement.Department, b.CenterCode)
	if err != nil {
		return err
	}
	b.Year.Models = allocation.Models[1:]
	if len(months) < 2 {
		return nil
	}
	lang := language(c)
	picture := chart.Columns{ID: "year", Language: lang, Subject: lang.Pick("Notan per månad, staplad per modell", "The bill per month, stacked by model")}
	for _, m := range months {
		month := chart.Month{Period: m.Period, Strong: m.Period == b.Status.Period}
		for _, model := range allocation.Models {
			month.Parts[model-1] = m.ByModel[model]
		}
		picture.Months = append(picture.Months, month)
	}
	b.Year.Months, b.Year.Chart = months, picture.HTML()
	return nil
}

// billCauses is why a bill changed.
type billCauses struct {
	Since                     allocation.Period
	Before, After, Difference allocation.Ore
	Axis                      string
	First, Last               template.HTML
	Rows                      []causeRow
	None                      string // why there is nothing to show
}

type causeRow struct {
	Name, Text, First string // First: what matters most, in one sentence
	Amount            allocation.Ore
	Bar               template.HTML
	Lines             []causeLine
}

type causeLine struct {
	Name   string
	Amount allocation.Ore
}

func (h *handler) billCauses(c *gin.Context, _ *auth.Caller, scope chargeback.Scope, b *billPage) error {
	lang := language(c)
	if len(b.Since) == 0 {
		b.Causes.None = lang.Pick("Det finns ingen tidigare månad att jämföra med.", "There is no earlier month to compare with.")
		return nil
	}
	since := b.Since[0]
	if p, ok := allocation.ParsePeriod(c.Query("since")); ok && slices.Contains(b.Since, p) {
		since = p
	}
	split, err := h.Service.Changes(c.Request.Context(), scope, b.Status.Period, since, b.Statement.Department, b.CenterCode)
	if err != nil {
		return err
	}
	causesOf(lang, split, &b.Causes)
	b.Causes.Since = since
	return nil
}

// causesOf makes the table of a split. It is also that of scenarios' pages.
func causesOf(lang words.Language, split *causes.Split, to *billCauses) {
	to.Before, to.After, to.Difference = split.Before, split.After, split.After-split.Before
	waterfall := chart.Waterfall{Language: lang, Start: split.Before}
	for i := range split.Parts {
		part := &split.Parts[i]
		row := causeRow{Name: lang.ChangeCause(part.Cause), Text: lang.CauseText(part), Amount: part.Amount}
		first := causes.Part{Cause: part.Cause, Amount: part.Amount, Facts: part.Facts[:min(1, len(part.Facts))]}
		row.First = lang.CauseText(&first)
		for _, s := range part.Services {
			service := chargeback.Service{Model: s.Model, Object: s.Object, Name: s.Name}
			row.Lines = append(row.Lines, causeLine{serviceName(lang, &service), s.Amount})
		}
		to.Rows = append(to.Rows, row)
		waterfall.Steps = append(waterfall.Steps, part.Amount)
	}
	if len(to.Rows) == 0 {
		to.None = lang.Pick("Notan är lika stor, rad för rad.", "The bill is the same, line by line.")
		return
	}
	cells := waterfall.Cells()
	to.Axis, to.First, to.Last = waterfall.Header(), cells[0], cells[len(cells)-1]
	for i := range to.Rows {
		to.Rows[i].Bar = cells[i+1]
	}
}

// lead says in one sentence how the bill changed, and what most of it is.
func (b *billPage) lead(lang words.Language) {
	st := b.Statement
	if st.Before == nil {
		b.Lead = lang.Pick("Det här är den första notan.", "This is the first bill.")
		return
	}
	before := monthOnly(lang, b.Previous)
	switch {
	case b.Change == 0:
		b.Lead = fmt.Sprintf(lang.Pick("Lika mycket som i %s.", "As much as in %s."), before)
		return
	case b.Change > 0:
		b.Lead = fmt.Sprintf(lang.Pick("%s mer än i %s.", "%s more than in %s."), changeSize(st, b.Change), before)
	default:
		b.Lead = fmt.Sprintf(lang.Pick("%s mindre än i %s.", "%s less than in %s."), changeSize(st, b.Change), before)
	}
	if b.Causes.Since != b.Previous || len(b.Causes.Rows) == 0 {
		return
	}
	most := slices.MaxFunc(b.Causes.Rows, func(x, y causeRow) int { return int(signedBy(x.Amount, b.Change) - signedBy(y.Amount, b.Change)) })
	b.Lead += " " + fmt.Sprintf(lang.Pick("Mest beror det på %s: %s kr.", "Most of it is %s: %s kr."), strings.ToLower(most.Name), words.Change(most.Amount))
	if most.First != "" {
		b.Lead += " " + most.First
	}
}

// signedBy is an amount as it goes in the direction of a change.
func signedBy(amount, change allocation.Ore) allocation.Ore {
	if change < 0 {
		return -amount
	}
	return amount
}

// changeSize is the size of a change in percent, or in kronor where percent
// mean nothing.
func changeSize(st *chargeback.Statement, change allocation.Ore) string {
	percent := words.ChangePercent(*st.Before, st.Total)
	if percent == "–" {
		return words.Money(max(change, -change))
	}
	return strings.TrimLeft(percent, "+\u2212")
}
