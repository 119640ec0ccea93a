package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/planning"
	"chargeback/internal/words"
)

// budgetPrices is the part of the page about prices.
type budgetPrices struct {
	Form     *priceForm
	Rows     []proposedPrice
	Over     allocation.Ore
	ByCost   bool // some of today's prices are what a unit costs
	Missed   []string
	Stock    []string
	Seek     *seekForm
	Proposal *proposalForm
	Lists    []priceListRow // of this budget, the latest first
}

// priceForm says which prices the budget sets.
type priceForm struct {
	Models []modelChoice
	Round  []choice
	Fixed  []fixedField
}

// fixedField is a price that may be decided.
type fixedField struct {
	ID, Name, Label, Value, Recovers, Wrong string
	Model                                   allocation.Model
	Class                                   string
}

// proposedPrice is a row of the proposal.
type proposedPrice struct {
	Model                                            allocation.Model
	Name, Volume, Today, Exact, Price, Change, Fixed string
	ByCost                                           bool
	Over                                             allocation.Ore
}

// seekForm looks for one price.
type seekForm struct {
	Choices     []formChoice
	Step        string
	Found, None string
}

// proposalForm makes a price list of the prices.
type proposalForm struct {
	Notice, Reason, Last string
	Wrong                string
}

// budgetPrices makes the part about prices. result is nil where the plan comes
// to nothing.
func (h *handler) budgetPrices(c *gin.Context, b *budgetPage, plan financing.Plan, result *planning.Result, sent *budgetForms) (*budgetPrices, error) {
	lang := language(c)
	p := &budgetPrices{Form: sent.Prices, Proposal: sent.Proposal}
	lists, err := h.Plans.PriceLists(c.Request.Context(), actor(c))
	if err != nil {
		return nil, err
	}
	for i := range lists {
		if lists[i].Scenario == b.ID {
			p.Lists = append(p.Lists, priceListRowOf(&lists[i]))
		}
	}
	var proposal *financing.Proposal
	if result != nil {
		proposal = result.Tried.Prices
	}
	if p.Form == nil {
		p.Form = priceFormOf(lang, plan.Prices, proposal)
	}
	if proposal == nil {
		return p, nil
	}
	p.rows(lang, plan.Prices, proposal)
	p.told(lang, proposal)
	p.Seek = h.seek(c, plan.Prices, result)
	if p.Proposal == nil {
		p.Proposal = &proposalForm{Notice: h.noticeDay(b.Year).String()}
	}
	p.Proposal.Last = allocation.Period{Year: b.Past, Month: 12}.Last().String()
	return p, nil
}

// noticeDay is the day that is proposed for telling departments: the first of
// October, or today where that is past, before the year begins.
func (h *handler) noticeDay(year int) allocation.Date {
	day := max(allocation.Period{Year: year - 1, Month: 10}.First(), billing.DayIn(h.Service.Now()))
	return min(day, allocation.Period{Year: year - 1, Month: 12}.Last())
}

// priceFormOf writes a wish into a form.
func priceFormOf(lang words.Language, wish *financing.PriceWish, proposal *financing.Proposal) *priceForm {
	f := &priceForm{}
	own := financing.PriceWish{Rounding: financing.RoundKronaUp}
	if wish != nil {
		own = *wish
	}
	for _, model := range allocation.Models[1:] {
		f.Models = append(f.Models, modelChoice{model, slices.Contains(own.Models, model)})
	}
	for _, r := range []financing.Rounding{financing.RoundKronaUp, financing.RoundKrona, financing.RoundOreUp, financing.RoundOre, financing.RoundNone} {
		f.Round = append(f.Round, choice{financing.Roundings[r], lang.Rounding(r), r == own.Rounding})
	}
	if proposal == nil {
		return f
	}
	for i := range proposal.Prices {
		p := &proposal.Prices[i]
		field := fixedField{
			ID: "fixed-" + strconv.Itoa(i), Name: "fixed " + p.Model.String() + " " + p.Class, Label: priceName(lang, p.Model, p.Class, p.Name),
			Recovers: words.Price(p.PriceMicro), Model: p.Model, Class: p.Class,
		}
		for _, fixed := range own.Fixed {
			if fixed.Model == p.Model && fixed.Class == p.Class {
				field.Value, field.Recovers = words.Price(fixed.PriceMicro), words.Decimal(p.ExactMicro, allocation.Micro, 2)
			}
		}
		f.Fixed = append(f.Fixed, field)
	}
	return f
}

func (p *budgetPrices) rows(lang words.Language, wish *financing.PriceWish, proposal *financing.Proposal) {
	for i := range proposal.Prices {
		price := &proposal.Prices[i]
		row := proposedPrice{
			Model: price.Model, Name: priceName(lang, price.Model, price.Class, price.Name), Volume: averageText(price.Model, price.VolumeMicro),
			Today: "–", Exact: words.Decimal(price.ExactMicro, allocation.Micro, 2), Price: words.Price(price.PriceMicro), Change: "–", Over: price.Over(),
		}
		if price.HasToday {
			row.Today, row.ByCost = words.Decimal(price.TodayMicro, allocation.Micro, 2), !price.TodayByPrice
			row.Change = words.ChangePercent(allocation.Ore(price.TodayMicro), allocation.Ore(price.PriceMicro))
			p.ByCost = p.ByCost || row.ByCost
		}
		if slices.ContainsFunc(wish.Fixed, func(f financing.FixedPrice) bool { return f.Model == price.Model && f.Class == price.Class }) {
			row.Fixed = lang.Pick("fast", "fixed")
		}
		p.Over += row.Over
		p.Rows = append(p.Rows, row)
	}
}

// told says what no price recovers, and what nobody pays for.
func (p *budgetPrices) told(lang words.Language, proposal *financing.Proposal) {
	for _, model := range allocation.Models {
		if amount := proposal.Missed[model]; amount != 0 {
			p.Missed = append(p.Missed, fmt.Sprintf(lang.Pick("%s: %s kan inget pris täcka, för där finns inget att debitera.", "%s: no price can recover %s, because nothing of it is billed."), lang.Model(model), words.Money(amount)))
		}
	}
	for _, s := range proposal.Stock {
		p.Stock = append(p.Stock, fmt.Sprintf(lang.Pick("%s %s i snitt står på kostnadsställen som inte debiteras. De andra betalar %s om året för dem.", "%s %s on average stand on cost centres that are not charged. The others pay %s a year for them."),
			averageText(s.Model, s.VolumeMicro), lang.Units(s.Model, s.Class), words.Money(s.Cost)))
	}
}

// seek looks for the price that the reader asks for, beside the other prices of
// the plan.
func (h *handler) seek(c *gin.Context, wish *financing.PriceWish, result *planning.Result) *seekForm {
	lang := language(c)
	proposal := result.Tried.Prices
	f := &seekForm{Step: c.Query("step")}
	if f.Step == "" {
		f.Step = "1"
	}
	var asked *financing.Price
	for i := range proposal.Prices {
		p := &proposal.Prices[i]
		code := p.Model.String() + " " + p.Class
		f.Choices = append(f.Choices, formChoice{code, priceName(lang, p.Model, p.Class, p.Name), c.Query("seek") == code})
		if c.Query("seek") == code {
			asked = p
		}
	}
	if asked == nil {
		return f
	}
	step, ok := chargeback.ParseDecimal(typed(f.Step), 6)
	if !ok || step <= 0 || step > 1000*allocation.Micro {
		f.None = lang.Pick("Steget är inget belopp över 0 och högst 1 000 kronor. Skriv till exempel 0,50.", "The step is no amount above 0 and at most 1,000 kronor. Write for example 0.50.")
		return f
	}
	sought, err := result.Ground.Base.SeekPrice(proposal.Changes, asked.Model, asked.Class, step)
	if err != nil {
		f.None = sentence(lang.Failure(err))
		return f
	}
	f.Found = fmt.Sprintf(lang.Pick("%s: %s kr i månaden är det lägsta priset som gör att modellen ”%s” täcker sin kostnad. Överuttaget blir %s om året.", "%s: %s kr a month is the lowest price with which the model “%s” recovers its cost. The over-recovery is %s a year."),
		priceName(lang, asked.Model, asked.Class, asked.Name), words.Price(sought.PriceMicro), lang.Model(asked.Model), words.Money(-sought.Variance))
	return f
}

// savePrices keeps which prices the budget sets.
func (h *handler) savePrices(c *gin.Context) {
	sc, plan, all, ok := h.keptBudget(c)
	if !ok {
		return
	}
	lang := language(c)
	wish, wrong := readWish(lang, c)
	if len(wrong) > 0 && callerOf(c).Has(chargeback.Chief) && c.PostForm("idempotency_key") != "" {
		h.showYear(c, http.StatusUnprocessableEntity, sc, plan, all, &budgetForms{Prices: h.sentPrices(c, plan, wish, wrong), Wrong: &notice{
			Kind: "bad", Text: lang.Pick("Ingenting är sparat. Ett pris går inte att läsa; skriv till exempel 274,00.", "Nothing was saved. A price cannot be read; write for example 274.00."),
		}})
		return
	}
	to, wanted := *sc, plan
	to.Version, wanted.Prices = formVersion(c), wish
	if err := h.keepBudget(c, to, wanted); err != nil {
		h.wrongBudget(c, sc, plan, all, &budgetForms{Prices: h.sentPrices(c, plan, wish, nil)}, err)
		return
	}
	setFlash(c, "ok", lang.Pick("Priserna är sparade i budgeten. De börjar inte gälla förrän ekonomi har godkänt dem som prislista.", "The prices have been saved in the budget. They do not count until finance has approved them as a price list."))
	c.Redirect(http.StatusSeeOther, budgetPath(sc.Year)+"#priser")
}

// readWish reads the form of prices; wrong are the fields that are no price, and
// what was written. No model is no prices.
func readWish(lang words.Language, c *gin.Context) (wish *financing.PriceWish, wrong map[string]string) {
	wish, wrong = &financing.PriceWish{Rounding: financing.RoundKronaUp}, make(map[string]string)
	for _, code := range c.PostFormArray("model") {
		if model, ok := allocation.ParseModel(code); ok && model != allocation.Central {
			wish.Models = append(wish.Models, model)
		}
	}
	if r := slices.Index(financing.Roundings, c.PostForm("rounding")); r >= 0 {
		wish.Rounding = financing.Rounding(r)
	}
	for field, values := range c.Request.PostForm {
		parts := strings.SplitN(field, " ", 3)
		if len(parts) != 3 || parts[0] != "fixed" || strings.TrimSpace(values[0]) == "" {
			continue
		}
		model, known := allocation.ParseModel(parts[1])
		price, ok := chargeback.ParseDecimal(typed(values[0]), 6)
		switch {
		case !known || !slices.Contains(wish.Models, model):
		case !ok || price < 0:
			wrong[field] = "”" + values[0] + "” " + lang.Pick("är inget pris", "is no price")
		default:
			wish.Fixed = append(wish.Fixed, financing.FixedPrice{Model: model, Class: parts[2], PriceMicro: price})
		}
	}
	if len(wish.Models) == 0 {
		return nil, wrong
	}
	return wish, wrong
}

// sentPrices is the form of prices as it was sent.
func (h *handler) sentPrices(c *gin.Context, plan financing.Plan, wish *financing.PriceWish, wrong map[string]string) *priceForm {
	var proposal *financing.Proposal
	if result, err := h.Plans.Try(c.Request.Context(), actor(c), chargeback.KindBudget, plan); err == nil {
		proposal = result.Tried.Prices
	}
	f := priceFormOf(language(c), wish, proposal)
	for i := range f.Fixed {
		if written := c.PostForm(f.Fixed[i].Name); written != "" {
			f.Fixed[i].Value = written
		}
		f.Fixed[i].Wrong = wrong[f.Fixed[i].Name]
	}
	return f
}

// propose makes a price list of the budget's prices for finance to decide on.
func (h *handler) propose(c *gin.Context) {
	sc, plan, all, ok := h.keptBudget(c)
	if !ok {
		return
	}
	lang := language(c)
	f := &proposalForm{Notice: c.PostForm("notice"), Reason: c.PostForm("reason")}
	day, ok := allocation.ParseDate(f.Notice)
	var list *chargeback.PriceList
	err := h.once(c, func(ctx context.Context) (err error) {
		switch {
		case !ok:
			return &chargeback.Error{Code: chargeback.NotDate, Value: f.Notice}
		case formVersion(c) != sc.Version:
			return &chargeback.Error{Code: chargeback.ScenarioChanged, Value: sc.Name}
		}
		list, err = h.Plans.Propose(ctx, actor(c), sc.ID, day, f.Reason)
		return err
	})
	if err != nil {
		h.wrongBudget(c, sc, plan, all, &budgetForms{Proposal: f}, err)
		return
	}
	if list == nil { // it was proposed the first time that this was asked
		c.Redirect(http.StatusSeeOther, "/prices")
		return
	}
	setFlash(c, "ok", fmt.Sprintf(lang.Pick("Prislista %d är föreslagen. Ekonomi godkänner eller avslår den.", "Price list %d has been proposed. Finance approves or rejects it."), list.Number))
	c.Redirect(http.StatusSeeOther, priceListPath(list.Number))
}
