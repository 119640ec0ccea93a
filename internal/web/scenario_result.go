package web

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
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

// scenarioResult is what a plan comes to, as its page shows it.
type scenarioResult struct {
	Failure string // why it comes to nothing; then nothing else is set

	Year          int
	Before, Total allocation.Ore
	Change        allocation.Ore
	Against       string // what it is compared with
	Lead, Spoken  string
	// What the change of the bills is made of; it adds up to it.
	Cost, Central, Unallocated, Variance allocation.Ore

	Departments []scenarioDepartment
	Models      []scenarioModel
	Prices      []scenarioPrice
	Over        allocation.Ore
	Stock       []scenarioStock

	tried *financing.Tried
}

// scenarioEffects are what each change does by itself, and their sum.
type scenarioEffects struct {
	List []financing.ChangeEffect
	Sum  financing.ChangeEffect
}

// CentralLess is how much less IT's own budget bears: that raises the bills.
func (r scenarioResult) CentralLess() allocation.Ore { return -r.Central }

// UnallocatedLess is how much less is unallocated.
func (r scenarioResult) UnallocatedLess() allocation.Ore { return -r.Unallocated }

// OverMore is how much more is recovered than it costs.
func (r scenarioResult) OverMore() allocation.Ore { return -r.Variance }

type scenarioDepartment struct {
	Code, Name, ID string
	Before, After  allocation.Ore
	Bar            template.HTML
	Href, Open     string // of why
}

// Change is the difference.
func (d scenarioDepartment) Change() allocation.Ore { return d.After - d.Before }

type scenarioModel struct {
	Model         allocation.Model
	Before, After financing.Recovery
}

// Change is the difference of the bills.
func (m scenarioModel) Change() allocation.Ore { return m.After.Billed - m.Before.Billed }

type scenarioPrice struct {
	*financing.Price
	Label, Volume, Exact, Today, Set, Percent string
}

type scenarioStock struct {
	Label, Volume string
	Cost          allocation.Ore
}

// groundName says what a plan is reckoned on.
func groundName(lang words.Language, kind chargeback.ScenarioKind, plan financing.Plan) string {
	if kind == chargeback.KindScenario && plan.Ground == financing.OnOutcome {
		return fmt.Sprintf(lang.Pick("Utfall %d", "Outcome %d"), plan.Year)
	}
	return fmt.Sprintf(lang.Pick("Budget %d", "Budget %d"), plan.Year)
}

// againstName is what a scenario's bills are set beside, inside a sentence.
func againstName(lang words.Language, plan financing.Plan) string {
	if plan.Ground == financing.OnOutcome {
		return fmt.Sprintf(lang.Pick("utfallet %d", "the outcome of %d"), plan.Year)
	}
	return fmt.Sprintf(lang.Pick("budgeten %d", "the budget of %d"), plan.Year)
}

// parseGround makes an empty plan on what groundName was chosen for.
func parseGround(text string) financing.Plan {
	var plan financing.Plan
	ground, year, _ := strings.Cut(text, " ")
	plan.Ground = financing.Ground(max(0, slices.Index(financing.Grounds, ground)))
	if p, ok := allocation.ParsePeriod(year + "-01"); ok {
		plan.Year = p.Year
	}
	return plan
}

// try makes the result of a plan, or says why there is none.
func (h *handler) try(c *gin.Context, sc *chargeback.Scenario, plan financing.Plan) scenarioResult {
	lang := language(c)
	result, err := h.Plans.Try(c.Request.Context(), actor(c), sc.Kind, plan)
	if err != nil {
		return scenarioResult{Failure: sentence(lang.Failure(err))}
	}
	r := scenarioResult{Year: plan.Year, tried: result.Tried, Against: againstName(lang, plan)}
	r.sums(sc.Kind, result)
	r.departments(sc, result)
	r.lead(lang)
	for _, m := range result.Tried.Outcome.Models {
		r.Models = append(r.Models, scenarioModel{m.Model, m.Before, m.After})
	}
	if result.Tried.Prices != nil {
		r.prices(lang, result.Tried.Prices)
	}
	return r
}

// sums sets the year's bills beside those before, and what makes the
// difference: cost = billed + central + unallocated + variance.
func (r *scenarioResult) sums(kind chargeback.ScenarioKind, result *planning.Result) {
	before, after := result.Before(kind), result.Tried.Outcome.After
	if kind == chargeback.KindBudget {
		r.Against = fmt.Sprint(result.Plan.Year - 1)
	}
	r.Before, r.Total, r.Change = before.Billed, after.Billed, after.Billed-before.Billed
	r.Cost, r.Central = after.Cost-before.Cost, after.Central-before.Central
	r.Unallocated, r.Variance = after.Unallocated-before.Unallocated, after.Variance-before.Variance
}

func (r *scenarioResult) departments(sc *chargeback.Scenario, result *planning.Result) {
	body, err := result.Plan.MarshalJSON()
	if err != nil {
		panic("bug: a plan cannot be written: " + err.Error())
	}
	query := "?plan=" + url.QueryEscape(string(body))
	bills := result.Bills(sc.Kind)
	slices.SortStableFunc(bills, func(a, b financing.DepartmentChange) int {
		x, y := a.Difference(), b.Difference()
		return cmp.Or(cmp.Compare(max(y, -y), max(x, -x)), cmp.Compare(b.After, a.After))
	})
	pairs := make([]chart.Pair, len(bills))
	for i := range bills {
		pairs[i] = chart.Pair{Before: bills[i].Before, After: bills[i].After}
	}
	pictures := chart.Pairs(pairs)
	for i := range bills {
		d := &bills[i]
		path := scenarioPath(sc.ID) + "/departments/" + url.PathEscape(d.Code) + query
		r.Departments = append(r.Departments, scenarioDepartment{
			Code: d.Code, Name: d.Name, ID: fmt.Sprintf("why-%d", i), Before: d.Before, After: d.After, Bar: pictures[i], Href: path, Open: fmt.Sprintf("%s&row=why-%d", path, i),
		})
	}
}

// lead says the answer in one sentence.
func (r *scenarioResult) lead(lang words.Language) {
	percent := words.ChangePercent(r.Before, r.Total)
	switch {
	case r.Change == 0:
		r.Lead = fmt.Sprintf(lang.Pick("Lika mycket som i %s.", "As much as in %s."), r.Against)
	case r.Change > 0:
		r.Lead = fmt.Sprintf(lang.Pick("%s mer än i %s, %s.", "%s more than in %s, %s."), words.Money(r.Change), r.Against, percent)
	default:
		r.Lead = fmt.Sprintf(lang.Pick("%s mindre än i %s, %s.", "%s less than in %s, %s."), words.Money(-r.Change), r.Against, percent)
	}
	r.Spoken = fmt.Sprintf(lang.Pick("Alla notor %d: %s. ", "All bills %d: %s. "), r.Year, words.Money(r.Total)) + r.Lead
	if r.Change == 0 || len(r.Departments) == 0 {
		return
	}
	most := r.Departments[0]
	if share := signedBy(most.Change(), r.Change); share > 0 && share < max(r.Change, -r.Change) {
		r.Lead += " " + fmt.Sprintf(lang.Pick("%s står för %s av det.", "%s accounts for %s of it."), most.Name, words.Percent(int64(share), int64(max(r.Change, -r.Change))))
	}
}

// newScenarioEffects names what each lever of what was tried does by itself. Of
// a budget only the prices are set beside it: its levers are part of it.
func newScenarioEffects(lang words.Language, t *financing.Tried) (e scenarioEffects, err error) {
	effects, err := t.Effects()
	lists := listsOf(t.Outcome.Base.Facts().Records())
	levers := t.Plan.Levers
	for i, effect := range effects {
		switch {
		case i < len(levers):
			effect.Name = cmp.Or(levers[i].Name, leverName(lang, &levers[i], &lists))
			if size := leverSize(lang, &levers[i]); size != "" {
				effect.Name += ": " + size
			}
		case i == len(levers) && t.Prices != nil:
			effect.Name = lang.Pick("Nya priser", "New prices")
		default:
			effect.Name = lang.Pick("Tillsammans utöver det", "Together besides that")
			if effect.Billed == 0 && effect.Cost == 0 {
				continue
			}
		}
		e.Sum.Billed += effect.Billed
		e.Sum.Cost += effect.Cost
		e.List = append(e.List, effect)
	}
	return e, err
}

// leverSize says how far a lever was moved.
func leverSize(lang words.Language, l *financing.Lever) string {
	switch l.Kind {
	case financing.LeverCount:
		return signedMicro(l.Count * allocation.Micro)
	case financing.LeverCost:
		return signedMicro(l.Micro) + " %"
	case financing.LeverNewCost:
		return words.Money(l.Amount) + lang.Pick(" i månaden", " a month")
	case financing.LeverInvest:
		return words.Money(l.Amount)
	case financing.LeverTier:
		return lang.Class(l.Class)
	case financing.LeverChanges:
		return ""
	}
	return words.Exact(l.Micro)
}

func (r *scenarioResult) prices(lang words.Language, list *financing.Proposal) {
	for i := range list.Prices {
		p := &list.Prices[i]
		row := scenarioPrice{
			Price: p, Label: priceName(lang, p.Model, p.Class, p.Name), Volume: words.Quantity(p.VolumeMicro),
			Exact: words.Decimal(p.ExactMicro, allocation.Micro, 2), Set: words.Price(p.PriceMicro), Today: "–", Percent: "–",
		}
		if p.HasToday {
			row.Today = words.Decimal(p.TodayMicro, allocation.Micro, 2)
			row.Percent = words.ChangePercent(allocation.Ore(p.TodayMicro), allocation.Ore(p.PriceMicro))
		}
		r.Over += p.Over()
		r.Prices = append(r.Prices, row)
	}
	for _, s := range list.Stock {
		r.Stock = append(r.Stock, scenarioStock{priceName(lang, s.Model, s.Class, ""), words.Quantity(s.VolumeMicro), s.Cost})
	}
}

// scenarioWhy is why a department's bills change, and which services they are.
type scenarioWhy struct {
	ID, Name, Title, Path string
	Bill                  financing.DepartmentChange
	Causes                billCauses
	Services              []financing.ServiceChange
}

// scenarioDepartment explains what becomes of one department's bills: by the
// plan that the request carries, or by the kept one.
func (h *handler) scenarioDepartment(c *gin.Context) {
	lang := language(c)
	sc, plan, err := h.keptPlan(c)
	if text := c.Query("plan"); err == nil && text != "" {
		plan, err = financing.ParsePlan([]byte(text))
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	result, err := h.Plans.Try(c.Request.Context(), actor(c), sc.Kind, plan)
	if err != nil {
		h.fail(c, err)
		return
	}
	bills := result.Bills(sc.Kind)
	at := slices.IndexFunc(bills, func(d financing.DepartmentChange) bool { return d.Code == c.Param("department") })
	if at < 0 {
		h.fail(c, &chargeback.Error{Code: chargeback.NoSuchDepartment, Value: c.Param("department")})
		return
	}
	split, services := result.Why(sc.Kind, bills[at].Code)
	why := scenarioWhy{ID: c.Query("row"), Name: bills[at].Name, Title: sc.Name, Path: scenarioPath(sc.ID), Bill: bills[at], Services: services}
	causesOf(lang, split, &why.Causes)
	if partial(c) {
		h.fragment(c, "scenario-why-row", why)
		return
	}
	h.show(c, http.StatusOK, "scenario-why", page{Title: bills[at].Name, Body: why})
}
