package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/report"
	"chargeback/internal/tables"
	"chargeback/internal/words"
)

// programmes adds the pages of the programme and of investments.
func (h *handler) programmes(r gin.IRouter) {
	r.GET("/programme", h.programme)
	r.GET("/programme.xlsx", h.export(h.programmeFile))
	r.GET("/investments", h.investments)
	r.GET("/investments.xlsx", h.export(h.investmentsFile))
}

// planData is the plan tables, read, with what they are read beside.
type planData struct {
	*tables.Programme
	Facts chargeback.Records
	Today allocation.Date
	View  *report.Programme // of today's decisions
}

// planData reads the plan tables. Where there are none it says what will be on
// the page, and ok is false.
func (h *handler) planData(c *gin.Context, title string) (d *planData, ok bool) {
	lang := language(c)
	facts, err := h.Service.PlanTables(c.Request.Context(), actor(c))
	if errors.Is(err, &chargeback.Error{Code: chargeback.NoPlan}) {
		h.show(c, http.StatusOK, "nothing", page{Title: title, Body: lang.Pick(
			"Här visas kommunens IT-program och investeringar när IT-chefen har importerat dem.", "The municipality’s IT programme and investments are shown here when the IT chief has imported them.")})
		return nil, false
	}
	d = &planData{Facts: facts, Today: billing.DayIn(h.Service.Now())}
	if err == nil {
		d.Programme, err = tables.ProgrammeOf(facts)
	}
	if err == nil {
		d.View, err = report.NewProgramme(d.Programme.Programme, d.Today, tables.Charged(facts))
	}
	if err != nil {
		h.fail(c, err)
		return nil, false
	}
	return d, true
}

// planTabs are the pages of the plan.
func planTabs(lang words.Language, here string) []tableLink {
	tabs := []tableLink{
		{Name: lang.Pick("Program", "Programme"), Path: "/programme"},
		{Name: lang.Pick("Investeringar", "Investments"), Path: "/investments"},
		{Name: lang.Pick("Behov", "Needs"), Path: "/needs"},
	}
	for i := range tabs {
		tabs[i].Here = tabs[i].Path == here
	}
	return tabs
}

// planned writes an amount of a plan: whole kronor, with öre where it has some. What
// is nothing is a dash.
func planned(amount allocation.Ore) string {
	switch {
	case amount == 0:
		return "–"
	case amount%100 == 0:
		return wholeOf(amount)
	}
	return words.Amount(amount)
}

// kronorChange writes a difference of plans with its sign.
func kronorChange(amount allocation.Ore) string {
	switch {
	case amount%100 != 0 || amount == 0:
		return words.Change(amount)
	case amount < 0:
		return wholeOf(amount)
	}
	return "+" + wholeOf(amount)
}

// plannedKnown writes an amount that may not be known.
func plannedKnown(k financing.Known) string {
	if !k.Given {
		return "?"
	}
	return planned(k.Amount)
}

// programmeBody is the programme on a day.
type programmeBody struct {
	Tabs       []tableLink
	Today      allocation.Date
	Total      allocation.Ore
	Decided    allocation.Ore
	Undecided  allocation.Ore
	Operation  allocation.Ore // of decided projects, yearly
	Saving     allocation.Ore // likewise
	Steps      []tableLink    // what the plan's columns are: years, or the quarters of one
	Heads      []string
	Rows       []programmeRow
	Sums       []programmeSum // of all rows: what is decided, what is not, both
	Payback    []paybackRow
	Projects   []projectCase
	Decisions  []decisionRow
	Begun      []programmeName // projects under way or done without a decision
	MayEdit    bool
	NewProject string
}

type programmeName struct{ Code, Name, Path string }

// programmeRow is a project of the plan, or a sub-project.
type programmeRow struct {
	programmeName
	Sub     bool
	Verdict verdictChip
	Status  string
	Cells   []string
}

type programmeSum struct {
	Name  string
	Whole bool
	Cells []string
}

// verdictChip is what is decided about a project. Only what is decided is in the
// plan.
type verdictChip struct{ Text, Class, Icon string }

type paybackRow struct {
	programmeName
	Cost, Operation, Saving allocation.Ore
	Gross, Net              string
}

// projectCase is what a project is for, and what the councils have said.
type projectCase struct {
	programmeName
	Verdict             verdictChip
	Status, Owner, Goal string
	Decision            string // the latest that counts
	Effects             []string
	EditPath            string
	DecidePath          string // of the form of a new decision
}

type decisionRow struct {
	programmeName
	Date                      allocation.Date
	Council, Verdict, Minutes string
}

// verdict is the chip of a project on a day.
func (d *planData) verdict(lang words.Language, code string) verdictChip {
	decision := d.DecisionOn(code, d.Today)
	switch {
	case decision == nil:
		return verdictChip{lang.Pick("inte beslutat", "not decided"), "open", "circle"}
	case decision.Verdict == financing.Approved:
		return verdictChip{lang.Verdict(decision.Verdict), "ok", "check"}
	case decision.Verdict == financing.Deferred:
		return verdictChip{lang.Verdict(decision.Verdict), "warn", "clock"}
	}
	return verdictChip{lang.Verdict(decision.Verdict), "open", "dash"}
}

func projectLink(p *financing.Project) programmeName {
	return programmeName{words.Visible(p.Code), words.Visible(p.Name), rowPath("programme", []string{p.Code})}
}

// programme shows the programme: what projects cost and save, who decided.
func (h *handler) programme(c *gin.Context) {
	lang := language(c)
	title := lang.Pick("IT-programmet", "The IT programme")
	d, ok := h.planData(c, title)
	if !ok {
		return
	}
	plan := d.View.Plan
	body := &programmeBody{
		Tabs: planTabs(lang, "/programme"), Today: d.Today, Total: plan.Total.Total, Decided: plan.Decided.Total, Undecided: plan.Undecided.Total,
		MayEdit: h.Service.MayChange(c.Request.Context(), actor(c), "programme") == nil, NewProject: tablePath("programme") + "/" + newRow + "/edit",
	}
	if err := body.yearly(d); err != nil {
		h.fail(c, err)
		return
	}
	body.table(lang, d, c.Query("year"))
	for i := range d.View.Payback {
		p := &d.View.Payback[i]
		body.Payback = append(body.Payback, paybackRow{
			projectLink(p.Project), p.Cost, p.Payback.Operation, p.Payback.Saving, lang.PaidBack(p.Gross), paidBackExactly(lang, p.Net),
		})
	}
	body.cases(lang, d)
	for _, p := range d.Programme.Undecided(d.Today) {
		body.Begun = append(body.Begun, projectLink(p))
	}
	h.show(c, http.StatusOK, "programme", page{Title: title, Notice: flash(c), Body: body})
}

// yearly adds up what decided projects cost and save every year when they are
// done.
func (b *programmeBody) yearly(d *planData) (err error) {
	var operation, saving allocation.Sum
	for i := range d.Projects {
		if p := &d.Projects[i]; d.Decided(p.Code, d.Today) {
			operation.Add(p.Operation)
			saving.Add(p.Saving)
		}
	}
	if b.Operation, err = operation.Total(); err != nil {
		return err
	}
	b.Saving, err = saving.Total()
	return err
}

// paidBackExactly writes a payback time with one decimal.
func paidBackExactly(lang words.Language, m financing.Months) string {
	if m.Never {
		return lang.PaidBack(m)
	}
	return words.Decimal(m.Micro, allocation.Micro, 1) + lang.Pick(" månader", " months")
}

// table makes the plan: by year, or by the quarters of a year that is asked for.
func (b *programmeBody) table(lang words.Language, d *planData, asked string) {
	plan := d.View.Plan
	at := slices.IndexFunc(plan.Years, func(year int) bool { return strconv.Itoa(year) == asked })
	b.Steps = []tableLink{{Name: lang.Pick("Alla år", "All years"), Path: "/programme#plan", Here: at < 0}}
	for i, year := range plan.Years {
		text := strconv.Itoa(year)
		b.Steps = append(b.Steps, tableLink{Name: text, Path: "/programme?year=" + text + "#plan", Here: i == at})
	}
	cells := func(row *financing.PlanRow) []string {
		amounts, total := row.Years, row.Total
		if at >= 0 {
			amounts, total = row.Quarters[4*at:4*at+4], row.Years[at]
		}
		var list []string
		for _, amount := range amounts {
			list = append(list, planned(amount))
		}
		return append(list, planned(total))
	}
	if at < 0 {
		for _, year := range plan.Years {
			b.Heads = append(b.Heads, strconv.Itoa(year))
		}
		b.Heads = append(b.Heads, lang.Pick("Summa", "Total"))
	} else {
		for _, q := range plan.Quarters[4*at : 4*at+4] {
			b.Heads = append(b.Heads, lang.Quarter(q))
		}
		b.Heads = append(b.Heads, strconv.Itoa(plan.Years[at]))
	}
	for i := range plan.Rows {
		r := &plan.Rows[i]
		b.Rows = append(b.Rows, programmeRow{projectLink(r.Project), r.Sub, d.verdict(lang, r.Project.Code), lang.ProjectStatus(r.Project.Status), cells(r)})
	}
	b.Sums = []programmeSum{
		{lang.Pick("Beslutat, med i planen", "Decided, in the plan"), false, cells(&plan.Decided)},
		{lang.Pick("Inte beslutat, inte med i planen", "Not decided, not in the plan"), false, cells(&plan.Undecided)},
		{lang.Pick("Summa", "Total"), true, cells(&plan.Total)},
	}
}

// cases tells what the projects are for, and lists the decisions.
func (b *programmeBody) cases(lang words.Language, d *planData) {
	for i := range d.Projects {
		p := &d.Projects[i]
		x := projectCase{
			programmeName: projectLink(p), Verdict: d.verdict(lang, p.Code), Status: lang.ProjectStatus(p.Status),
			Owner: words.Visible(p.Owner), Goal: words.Visible(p.Goal),
		}
		for _, effect := range d.EffectsOf(p.Code) {
			x.Effects = append(x.Effects, words.Visible(effect))
		}
		if p.Parent != "" && x.Owner == "" && x.Goal == "" && len(x.Effects) == 0 {
			continue // its project says it all
		}
		if decision := d.DecisionOn(p.Code, d.Today); decision != nil {
			x.Decision = decisionText(lang, decision)
		}
		query := url.QueryEscape(p.Code)
		x.EditPath = x.Path + "/edit"
		x.DecidePath = tablePath("programme_decisions") + "/" + newRow + "/edit?" + cellField("project") + "=" + query
		b.Projects = append(b.Projects, x)
	}
	for i := range d.Decisions {
		decision := &d.Decisions[i]
		project, _ := d.Project(decision.Project)
		b.Decisions = append(b.Decisions, decisionRow{
			projectLink(project), decision.Date, lang.Council(decision), lang.Verdict(decision.Verdict), words.Visible(decision.Minutes),
		})
	}
	slices.SortStableFunc(b.Decisions, func(x, y decisionRow) int { return int(y.Date - x.Date) })
}

// decisionText says who decided what and where it stands.
func decisionText(lang words.Language, d *financing.Decision) string {
	text := capital(lang.Verdict(d.Verdict)) + " " + d.Date.String() + lang.Pick(" av ", " by ") + lang.Council(d)
	if minutes := words.Visible(strings.TrimSpace(d.Minutes)); minutes != "" {
		text += ": " + minutes
	}
	return text
}

// programmeFile answers with the programme as a workbook.
func (h *handler) programmeFile(c *gin.Context) {
	lang := language(c)
	d, ok := h.planData(c, lang.Pick("IT-programmet", "The IT programme"))
	if !ok {
		return
	}
	attachment(c, lang.Pick("it-program-", "it-programme-")+d.Today.String()+".xlsx")
	if err := d.View.XLSX(c.Writer, lang); err != nil {
		_ = c.Error(err)
	}
}
