package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/planning"
	"chargeback/internal/report"
	"chargeback/internal/server"
	"chargeback/internal/words"
)

// budgets adds the routes of what a year is planned to cost.
func (h *handler) budgets(r gin.IRouter) {
	r.GET("/budget", h.latestBudget)
	r.POST("/budget", h.newBudget)
	r.GET("/budget/:year", h.budget)
	r.POST("/budget/:year", h.saveAssumptions)
	r.GET("/budget/:year/budget.xlsx", h.export(h.budgetFile))
	r.POST("/budget/:year/prices", h.savePrices)
	r.GET("/budget/:year/prices.xlsx", h.export(h.budgetPricesFile))
	r.POST("/budget/:year/shown", h.showBudget)
	r.POST("/budget/:year/proposal", h.propose)
}

// budgetPage is the page of a year's budget. Where the plan comes to nothing
// only its forms are there.
type budgetPage struct {
	*chargeback.Scenario
	Past    int // the year before
	Path    string
	Key     string
	MayPlan bool
	Years   []int // that have a budget, rising
	Offered []int // that have none, and could
	Failure string

	Sums        *budgetSums
	Costs       []budgetCost
	Months      []budgetMonth
	Unallocated []budgetLeft
	Planned     []plannedChange
	Volumes     []budgetVolume
	Departments []budgetDepartment
	Follow      *budgetFollow
	Form        *assumptions
	Suppliers   []string
	Prices      *budgetPrices
}

// budgetPath is the page of a year.
func budgetPath(year int) string { return "/budget/" + strconv.Itoa(year) }

// budgetsOf are the kept budgets, by year, rising.
func (h *handler) budgetsOf(c *gin.Context) ([]chargeback.Scenario, error) {
	all, err := h.Plans.Scenarios(c.Request.Context(), actor(c))
	all = slices.DeleteFunc(all, func(sc chargeback.Scenario) bool { return sc.Kind != chargeback.KindBudget })
	slices.SortFunc(all, func(a, b chargeback.Scenario) int { return a.Year - b.Year })
	return all, err
}

// offered are the years that a budget can be made for: the year that has been
// calculated last, and the one after it.
func (h *handler) offered(c *gin.Context, budgets []chargeback.Scenario) ([]int, error) {
	months, err := h.Service.Months(c.Request.Context())
	if err != nil {
		return nil, err
	}
	var calculated []int
	for _, m := range months {
		if m.Run != "" && !slices.Contains(calculated, m.Period.Year) {
			calculated = append(calculated, m.Period.Year)
		}
	}
	var years []int
	for _, year := range calculated[max(0, len(calculated)-2):] {
		// What a year is planned to cost comes of the year before.
		if !slices.ContainsFunc(budgets, func(sc chargeback.Scenario) bool { return sc.Year == year+1 }) {
			years = append(years, year+1)
		}
	}
	return years, nil
}

// latestBudget leads to the latest budget, or to making the first.
func (h *handler) latestBudget(c *gin.Context) {
	all, err := h.budgetsOf(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	if len(all) > 0 {
		c.Redirect(http.StatusSeeOther, budgetPath(all[len(all)-1].Year))
		return
	}
	b := budgetPage{Key: newKey(), MayPlan: callerOf(c).Has(chargeback.Chief)}
	if b.Offered, err = h.offered(c, nil); err != nil {
		h.fail(c, err)
		return
	}
	h.show(c, http.StatusOK, "budget-none", page{Title: language(c).Pick("Budget och priser", "Budget and prices"), Notice: flash(c), Body: b})
}

// newBudget makes the budget of a year, which is that of the year before until
// somebody says something else.
func (h *handler) newBudget(c *gin.Context) {
	lang := language(c)
	year, _ := strconv.Atoi(c.PostForm("year"))
	err := h.once(c, func(ctx context.Context) error {
		sc := chargeback.Scenario{Kind: chargeback.KindBudget, Name: lang.Pick("Budget ", "Budget ") + strconv.Itoa(year)}
		_, err := h.Plans.Keep(ctx, actor(c), sc, financing.Plan{BudgetPlan: financing.BudgetPlan{Year: year}})
		return err
	})
	if err != nil {
		h.fail(c, err)
		return
	}
	setFlash(c, "ok", lang.Pick("Budgeten är gjord. Den är lika stor som året innan tills du ändrar den.", "The budget has been made. It is as large as the year before until you change it."))
	c.Redirect(http.StatusSeeOther, budgetPath(year))
}

// keptBudget reads the budget of the year in the address, with all of them.
// Where there is none the page does not exist.
func (h *handler) keptBudget(c *gin.Context) (sc *chargeback.Scenario, plan financing.Plan, all []chargeback.Scenario, ok bool) {
	all, err := h.budgetsOf(c)
	at := slices.IndexFunc(all, func(sc chargeback.Scenario) bool { return strconv.Itoa(sc.Year) == c.Param("year") })
	if err == nil && at < 0 {
		err = errNotFound
	}
	if err == nil {
		plan, err = financing.ParsePlan(all[at].Body)
	}
	if err != nil {
		h.fail(c, err)
		return nil, plan, nil, false
	}
	return &all[at], plan, all, true
}

// budget shows the budget of a year.
func (h *handler) budget(c *gin.Context) {
	if sc, plan, all, ok := h.keptBudget(c); ok {
		h.showYear(c, http.StatusOK, sc, plan, all, &budgetForms{})
	}
}

// budgetForms are forms as somebody sent them, where they could not be taken.
type budgetForms struct {
	Assumptions *assumptions
	Prices      *priceForm
	Proposal    *proposalForm
	Wrong       *notice
}

// showYear shows a budget. Forms that came to nothing keep what was written.
func (h *handler) showYear(c *gin.Context, status int, sc *chargeback.Scenario, plan financing.Plan, all []chargeback.Scenario, sent *budgetForms) {
	lang := language(c)
	b := &budgetPage{Scenario: sc, Past: sc.Year - 1, Path: budgetPath(sc.Year), Key: newKey(), MayPlan: callerOf(c).Has(chargeback.Chief)}
	for _, other := range all {
		b.Years = append(b.Years, other.Year)
	}
	var err error
	if b.Offered, err = h.offered(c, all); err != nil {
		h.fail(c, err)
		return
	}
	result, err := h.Plans.Try(c.Request.Context(), actor(c), chargeback.KindBudget, plan)
	switch {
	case err != nil && server.Status(err) != http.StatusUnprocessableEntity:
		h.fail(c, err)
		return
	case err != nil:
		b.Failure = sentence(lang.Failure(err))
	default:
		if err := h.fill(c, b, result); err != nil {
			h.fail(c, err)
			return
		}
	}
	if b.Form = sent.Assumptions; b.Form == nil {
		b.Form = formOfPlan(&plan)
	}
	if err := h.assumptionChoices(c, b.Form); err != nil {
		h.fail(c, err)
		return
	}
	if b.Prices, err = h.budgetPrices(c, b, plan, result, sent); err != nil {
		h.fail(c, err)
		return
	}
	notice := sent.Wrong
	if notice == nil {
		notice = flash(c)
	}
	h.show(c, status, "budget", page{Title: sc.Name, Notice: notice, Body: b})
}

// fill puts in what the plan comes to.
func (h *handler) fill(c *gin.Context, b *budgetPage, result *planning.Result) error {
	lang := language(c)
	b.sums(lang, result)
	b.costs(lang, result)
	b.planned(lang, result)
	b.volumes(lang, result)
	b.departments(result)
	follow, err := h.Plans.FollowUp(c.Request.Context(), actor(c), result)
	if follow != nil {
		b.follow(lang, follow)
	}
	return err
}

// keptResult is what the budget of the year in the address comes to.
func (h *handler) keptResult(c *gin.Context) (result *planning.Result, ok bool) {
	_, plan, _, ok := h.keptBudget(c)
	if !ok {
		return nil, false
	}
	result, err := h.Plans.Try(c.Request.Context(), actor(c), chargeback.KindBudget, plan)
	if err != nil {
		h.fail(c, err)
		return nil, false
	}
	return result, true
}

// budgetFile answers with the year as a workbook: with its prices, and the
// outcome of the months that have been calculated.
func (h *handler) budgetFile(c *gin.Context) {
	result, ok := h.keptResult(c)
	if !ok {
		return
	}
	budget, err := result.Priced()
	var follow *financing.FollowUp
	if err == nil {
		follow, err = h.Plans.FollowUp(c.Request.Context(), actor(c), result)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	attachment(c, "budget-"+strconv.Itoa(result.Plan.Year)+".xlsx")
	if err := report.BudgetBook(c.Writer, budget, follow, language(c)); err != nil {
		_ = c.Error(err)
	}
}

// budgetPricesFile answers with the prices as a workbook. Where the budget sets
// none there is no such file.
func (h *handler) budgetPricesFile(c *gin.Context) {
	result, ok := h.keptResult(c)
	if !ok {
		return
	}
	if result.Tried.Prices == nil {
		h.fail(c, errNotFound)
		return
	}
	attachment(c, language(c).Pick("priser-", "prices-")+strconv.Itoa(result.Plan.Year)+".xlsx")
	if err := report.PriceBook(c.Writer, result.Tried.Prices, language(c)); err != nil {
		_ = c.Error(err)
	}
}

// showBudget lets departments see what the budget makes of their bills, or no
// longer.
func (h *handler) showBudget(c *gin.Context) {
	sc, plan, all, ok := h.keptBudget(c)
	if !ok {
		return
	}
	lang, to := language(c), *sc
	to.Version, to.Shown = formVersion(c), c.PostForm("shown") == "yes"
	if err := h.keepBudget(c, to, plan); err != nil {
		h.wrongBudget(c, sc, plan, all, &budgetForms{}, err)
		return
	}
	text := lang.Pick("Budgeten visas inte längre för förvaltningarna.", "Departments no longer see the budget.")
	if to.Shown {
		text = lang.Pick("Varje förvaltning ser nu sin egen nota under Nästa år.", "Each department now sees its own bills under Next year.")
	}
	setFlash(c, "ok", text)
	c.Redirect(http.StatusSeeOther, budgetPath(sc.Year))
}

// formVersion is the version that the form was shown with; none is −1.
func formVersion(c *gin.Context) int64 {
	version, err := strconv.ParseInt(c.PostForm("version"), 10, 64)
	if err != nil {
		return -1
	}
	return version
}

// keepBudget keeps a budget that comes to something, once.
func (h *handler) keepBudget(c *gin.Context, sc chargeback.Scenario, plan financing.Plan) error {
	return h.once(c, func(ctx context.Context) error {
		if _, err := h.Plans.Try(ctx, actor(c), sc.Kind, plan); err != nil {
			return err
		}
		_, err := h.Plans.Keep(ctx, actor(c), sc, plan)
		return err
	})
}

// wrongBudget shows the page again with what was written and why it was not
// taken. plan is the kept one.
func (h *handler) wrongBudget(c *gin.Context, sc *chargeback.Scenario, plan financing.Plan, all []chargeback.Scenario, sent *budgetForms, err error) {
	lang := language(c)
	status := server.Status(err)
	if status != http.StatusUnprocessableEntity && status != http.StatusConflict || !callerOf(c).Has(chargeback.Chief) {
		h.fail(c, err)
		return
	}
	sent.Wrong = &notice{Kind: "bad", Text: lang.Pick("Ingenting är sparat. ", "Nothing was saved. ") + sentence(lang.Failure(err))}
	if errors.Is(err, &chargeback.Error{Code: chargeback.ScenarioChanged}) {
		sent.Wrong = changedBudget(lang, sc)
		if sent.Assumptions != nil {
			sent.Wrong.More = append(sent.Wrong.More, sent.Assumptions.differs(lang, formOfPlan(&plan))...)
		}
	}
	h.showYear(c, status, sc, plan, all, sent)
}

// changedBudget says that somebody else has changed the budget meanwhile.
func changedBudget(lang words.Language, sc *chargeback.Scenario) *notice {
	return &notice{Kind: "warn", Text: lang.Pick("Budgeten har ändrats sedan du öppnade den. Ingenting är sparat.", "The budget has changed since you opened it. Nothing was saved."), More: []string{
		lang.Pick("Ändrad av ", "Changed by ") + sc.Changed.Person + ", " + moment(lang, sc.Changed.At) + ".",
		lang.Pick("Det du skrev står kvar i formuläret, och siffrorna är de nya. Spara igen om din ändring ska gälla.", "What you wrote is still in the form, and the figures are the new ones. Save again if your change is to hold."),
	}}
}
