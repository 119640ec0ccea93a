package web

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/chart"
	"chargeback/internal/financing"
	"chargeback/internal/planning"
	"chargeback/internal/words"
)

// nextYearPage is what a department would pay next year.
type nextYearPage struct {
	*planning.Preview
	Past        int
	Department  string
	Departments []named // that the reader may choose from
	Empty       string  // why there is nothing to show
	MayBudget   bool
	Lead        string
	Causes      billCauses
	Groups      []nextGroup
	Listed      []listedRow
}

// nextGroup is the services of one model.
type nextGroup struct {
	Model         allocation.Model
	Before, After allocation.Ore
	Services      []nextService
}

// Change is the difference.
func (g nextGroup) Change() allocation.Ore { return g.After - g.Before }

type nextService struct {
	financing.ServiceChange
	Label string
	Bar   template.HTML
}

// nextYear shows what a department would pay by the budget that is shown.
func (h *handler) nextYear(c *gin.Context) {
	lang, scope := language(c), h.scope(c)
	title := lang.Pick("Nästa år", "Next year")
	b := &nextYearPage{MayBudget: callerOf(c).Has(chargeback.Chief, chargeback.Finance, chargeback.Auditor)}
	if err := h.nextDepartments(c, scope, b); err != nil {
		h.fail(c, err)
		return
	}
	b.Department = c.Query("department")
	if b.Department == "" && len(b.Departments) > 0 {
		b.Department = b.Departments[0].Code
	}
	if b.Department == "" {
		b.Empty = lang.Pick("Nästa års nota visas för hela förvaltningar. Du läser enstaka kostnadsställen.", "Next year's bills are shown for whole departments. You read single cost centres.")
		h.show(c, http.StatusOK, "next-year", page{Title: title, Body: b})
		return
	}
	preview, ok, err := h.Plans.NextYear(c.Request.Context(), scope, b.Department)
	if err != nil {
		h.fail(c, err)
		return
	}
	if !ok {
		b.Empty = lang.Pick("Här ser du vad notorna väntas bli nästa år, när IT-chefen har visat budgeten.", "What your bills are expected to be next year is shown here when the IT chief has shown the budget.")
		h.show(c, http.StatusOK, "next-year", page{Title: title, Body: b})
		return
	}
	b.Preview, b.Past = preview, preview.Year-1
	causesOf(lang, preview.Why, &b.Causes)
	b.services(lang)
	b.lead(lang)
	if preview.Prices != nil {
		for i := range preview.Prices.Prices {
			b.Listed = append(b.Listed, listedPriceRow(lang, &preview.Prices.Prices[i]))
		}
	}
	h.show(c, http.StatusOK, "next-year", page{Title: fmt.Sprintf(lang.Pick("Nästa år, %d", "Next year, %d"), preview.Year), Body: b})
}

// nextDepartments are those that the reader may see whole, by name.
func (h *handler) nextDepartments(c *gin.Context, scope chargeback.Scope, b *nextYearPage) error {
	names, err := h.Service.DepartmentNames(c.Request.Context())
	for code, name := range names {
		if scope.Department(code) {
			b.Departments = append(b.Departments, named{code, cmp.Or(name, code)})
		}
	}
	slices.SortFunc(b.Departments, func(a, b named) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Code, b.Code))
	})
	return err
}

// services groups what the bills are for by model.
func (b *nextYearPage) services(lang words.Language) {
	var pairs []chart.Pair
	for _, s := range b.Services {
		pairs = append(pairs, chart.Pair{Before: s.Before, After: s.After})
	}
	bars := chart.Pairs(pairs)
	for i, s := range b.Services {
		if len(b.Groups) == 0 || b.Groups[len(b.Groups)-1].Model != s.Model {
			b.Groups = append(b.Groups, nextGroup{Model: s.Model})
		}
		g := &b.Groups[len(b.Groups)-1]
		g.Before += s.Before
		g.After += s.After
		g.Services = append(g.Services, nextService{s, priceName(lang, s.Model, s.Object, s.Name), bars[i]})
	}
}

// lead says in one sentence how the bills change, and what most of it is.
func (b *nextYearPage) lead(lang words.Language) {
	d := &b.Bill
	change, percent := d.Difference(), words.ChangePercent(d.Before, d.After)
	switch {
	case change == 0:
		b.Lead = fmt.Sprintf(lang.Pick("Lika mycket som %d.", "As much as in %d."), b.Past)
		return
	case change > 0:
		b.Lead = fmt.Sprintf(lang.Pick("%s kr mer än %d, %s.", "%s kr more than in %d, %s."), wholeOf(change), b.Past, percent)
	default:
		b.Lead = fmt.Sprintf(lang.Pick("%s kr mindre än %d, %s.", "%s kr less than in %d, %s."), wholeOf(-change), b.Past, percent)
	}
	if len(b.Causes.Rows) == 0 {
		return
	}
	most := slices.MaxFunc(b.Causes.Rows, func(x, y causeRow) int { return cmp.Compare(signedBy(x.Amount, change), signedBy(y.Amount, change)) })
	b.Lead += " " + fmt.Sprintf(lang.Pick("Mest beror det på %s: %s kr.", "Most of it is %s: %s kr."), strings.ToLower(most.Name), words.Change(most.Amount))
}
