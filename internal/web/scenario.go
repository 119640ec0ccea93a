package web

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/report"
	"chargeback/internal/server"
)

// scenarios adds the routes of plans that are tried.
func (h *handler) scenarios(r gin.IRouter) {
	r.GET("/scenarios", h.scenarioList)
	r.POST("/scenarios", h.scenarioNew)
	r.GET("/scenarios/compare", h.scenarioCompare)
	r.GET("/scenarios/:id", h.scenario)
	r.POST("/scenarios/:id", h.scenarioSave)
	r.POST("/scenarios/:id/try", h.scenarioTry)
	r.POST("/scenarios/:id/remove", h.scenarioRemove)
	r.GET("/scenarios/:id/departments/:department", h.scenarioDepartment)
	r.GET("/scenarios/:id/plan.json", h.scenarioFile)
	r.GET("/scenarios/:id/result.xlsx", h.export(h.scenarioBook))
}

// scenarioItem is a kept plan as lists show it.
type scenarioItem struct {
	chargeback.Scenario
	Path, Ground string
}

type scenariosBody struct {
	Key       string
	MayChange bool
	Items     []scenarioItem
	Grounds   []named
	Name      string
	Chosen    string
}

// mostCompared is how many plans are set beside one another.
const mostCompared = 4

// scenarioList shows the kept plans, and the way to a new one.
func (h *handler) scenarioList(c *gin.Context) { h.showScenarios(c, http.StatusOK, "", nil) }

func (h *handler) showScenarios(c *gin.Context, status int, name string, wrong error) {
	lang, caller := language(c), callerOf(c)
	all, err := h.Plans.Scenarios(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	b := scenariosBody{Key: newKey(), MayChange: caller.Has(chargeback.Chief), Name: name, Chosen: c.PostForm("ground")}
	for i := range all {
		item := scenarioItem{Scenario: all[i], Path: scenarioPath(all[i].ID)}
		plan, err := financing.ParsePlan(all[i].Body)
		if err != nil {
			h.fail(c, err)
			return
		}
		item.Ground = groundName(lang, all[i].Kind, plan)
		b.Items = append(b.Items, item)
	}
	if b.Grounds, err = h.grounds(c, all); err != nil {
		h.fail(c, err)
		return
	}
	p := page{Title: lang.Pick("Scenarier", "Scenarios"), Notice: flash(c), Body: b}
	if wrong != nil {
		p.Notice = &notice{Kind: "bad", Text: sentence(lang.Failure(wrong))}
	}
	h.show(c, status, "scenarios", p)
}

// grounds are what a new scenario can stand on: budgets, and years that have
// been calculated in some month, the latest first.
func (h *handler) grounds(c *gin.Context, all []chargeback.Scenario) ([]named, error) {
	lang := language(c)
	var list []named
	for _, sc := range all {
		if sc.Kind == chargeback.KindBudget {
			list = append(list, named{Code: "budget " + strconv.Itoa(sc.Year), Name: lang.Pick("Budget ", "Budget ") + strconv.Itoa(sc.Year)})
		}
	}
	months, err := h.Service.Months(c.Request.Context())
	if err != nil {
		return nil, err
	}
	var years []int
	for _, m := range months {
		if m.Run != "" && !slices.Contains(years, m.Period.Year) {
			years = append(years, m.Period.Year)
		}
	}
	slices.Sort(years)
	slices.Reverse(years)
	for _, year := range years {
		list = append(list, named{Code: "outcome " + strconv.Itoa(year), Name: lang.Pick("Utfall ", "Outcome ") + strconv.Itoa(year)})
	}
	return list, nil
}

// scenarioNew keeps a new scenario without changes.
func (h *handler) scenarioNew(c *gin.Context) {
	var kept *chargeback.Scenario
	err := h.once(c, func(ctx context.Context) (err error) {
		kept, err = h.Plans.Keep(ctx, actor(c), chargeback.Scenario{Name: c.PostForm("name")}, parseGround(c.PostForm("ground")))
		return err
	})
	switch {
	case err != nil && callerOf(c).Has(chargeback.Chief):
		h.showScenarios(c, server.Status(err), c.PostForm("name"), err)
	case err != nil:
		h.fail(c, err)
	case kept == nil: // it was kept the first time that this was asked
		c.Redirect(http.StatusSeeOther, "/scenarios")
	default:
		c.Redirect(http.StatusSeeOther, scenarioPath(kept.ID))
	}
}

// keptPlan reads a kept plan and what it says.
func (h *handler) keptPlan(c *gin.Context) (*chargeback.Scenario, financing.Plan, error) {
	sc, err := h.Plans.Scenario(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		return nil, financing.Plan{}, err
	}
	plan, err := financing.ParsePlan(sc.Body)
	return sc, plan, err
}

// scenario shows a plan, its levers, and what it comes to.
func (h *handler) scenario(c *gin.Context) {
	sc, plan, err := h.keptPlan(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	h.showScenario(c, http.StatusOK, sc, plan, nil)
}

// scenarioBody is the page of one plan.
type scenarioBody struct {
	Key       string
	MayChange bool
	Kept      *chargeback.Scenario
	Path      string
	Ground    string
	Form      planForm
	Result    scenarioResult
	Effects   scenarioEffects
}

func (h *handler) showScenario(c *gin.Context, status int, sc *chargeback.Scenario, plan financing.Plan, wrong error) {
	lang, caller := language(c), callerOf(c)
	b := scenarioBody{
		Key: newKey(), MayChange: caller.Has(chargeback.Chief), Kept: sc, Path: scenarioPath(sc.ID), Ground: groundName(lang, sc.Kind, plan),
	}
	b.Result = h.try(c, sc, plan)
	b.Form = newPlanForm(lang, plan, b.Result.tried)
	if b.Result.tried != nil {
		var err error
		if b.Effects, err = newScenarioEffects(lang, b.Result.tried); err != nil {
			b.Result.Failure = sentence(lang.Failure(err))
		}
	}
	p := page{Title: sc.Name, Notice: flash(c), Body: b}
	if wrong != nil {
		p.Notice = &notice{Kind: "bad", Text: sentence(lang.Failure(wrong))}
	}
	h.show(c, status, "scenario", p)
}

// scenarioTry shows what the plan in the form comes to, or what each of its
// changes does by itself, and keeps nothing.
func (h *handler) scenarioTry(c *gin.Context) {
	sc, _, err := h.keptPlan(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	plan, err := readPlan(c)
	if err != nil {
		h.fragment(c, "scenario-result", scenarioResult{Failure: sentence(language(c).Failure(err))})
		return
	}
	result := h.try(c, sc, plan)
	if c.Query("part") == "effects" {
		var effects scenarioEffects
		if result.tried != nil {
			effects, err = newScenarioEffects(language(c), result.tried)
		}
		if err != nil {
			h.fail(c, err)
			return
		}
		h.fragment(c, "scenario-effects", effects)
		return
	}
	if result.Spoken != "" {
		c.Header("HX-Trigger", `{"say":`+strconv.QuoteToASCII(result.Spoken)+`}`) // headers are ASCII
	}
	h.fragment(c, "scenario-result", result)
}

// scenarioSave keeps the plan in the form: in place of the one that was read,
// or as a new one. Adding and removing a change keep it, too.
func (h *handler) scenarioSave(c *gin.Context) {
	lang := language(c)
	sc, plan, err := h.keptPlan(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	wanted, err := readPlan(c)
	if err == nil {
		plan = wanted
		plan, err = h.changeLevers(c, plan)
	}
	version, number := strconv.ParseInt(c.PostForm("version"), 10, 64)
	if err == nil && number != nil {
		err = &chargeback.Error{Code: chargeback.ScenarioChanged, Value: sc.Name}
	}
	to := *sc
	to.Version, to.Name = version, c.PostForm("name")
	if c.PostForm("step") == "copy" {
		to = chargeback.Scenario{Name: c.PostForm("name") + lang.Pick(" (kopia)", " (copy)")}
		if sc.Kind == chargeback.KindBudget {
			plan = financing.Plan{BudgetPlan: financing.BudgetPlan{Year: plan.Year}, Ground: financing.OnBudget}
		}
	}
	kept := &to
	if err == nil {
		err = h.once(c, func(ctx context.Context) (err error) {
			kept, err = h.Plans.Keep(ctx, actor(c), to, plan)
			return err
		})
	}
	if err != nil {
		if !callerOf(c).Has(chargeback.Chief) {
			h.fail(c, err)
			return
		}
		h.showScenario(c, server.Status(err), sc, plan, err)
		return
	}
	if kept.ID == "" { // a copy that was kept the first time that this was asked
		c.Redirect(http.StatusSeeOther, "/scenarios")
		return
	}
	setFlash(c, "ok", lang.Pick("Sparat.", "Saved."))
	c.Redirect(http.StatusSeeOther, scenarioPath(kept.ID))
}

// scenarioRemove takes a plan away.
func (h *handler) scenarioRemove(c *gin.Context) {
	version, _ := strconv.ParseInt(c.PostForm("version"), 10, 64)
	err := h.once(c, func(ctx context.Context) error {
		return h.Plans.Remove(ctx, actor(c), c.Param("id"), version)
	})
	if err != nil {
		h.fail(c, err)
		return
	}
	setFlash(c, "ok", language(c).Pick("Borttaget.", "Removed."))
	c.Redirect(http.StatusSeeOther, "/scenarios")
}

// scenarioFile is the plan as a file, to be shared and read again.
func (h *handler) scenarioFile(c *gin.Context) {
	sc, plan, err := h.keptPlan(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	data, err := json.MarshalIndent(plan, "", "  ")
	if err != nil {
		h.fail(c, err)
		return
	}
	attachment(c, "scenario-"+sc.ID+".json")
	c.Data(http.StatusOK, "application/json", append(data, '\n'))
}

// scenarioBook is what the plan comes to as a workbook.
func (h *handler) scenarioBook(c *gin.Context) {
	lang := language(c)
	sc, result, err := h.Plans.Result(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	effects, err := newScenarioEffects(lang, result.Tried)
	var book bytes.Buffer
	if err == nil {
		err = report.ScenarioBook(&book, &report.Scenario{Municipality: h.organisation(c), Outcome: result.Tried.Outcome, Effects: effects.List}, lang)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	attachment(c, "scenario-"+sc.ID+".xlsx")
	c.Data(http.StatusOK, contentType(".xlsx"), book.Bytes())
}

func scenarioPath(id string) string { return "/scenarios/" + id }
