package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// services adds the page of services and prices.
func (h *handler) services(r gin.IRouter) {
	r.GET("/services", h.priceList)
}

// servicesBody is what services cost.
type servicesBody struct {
	Month   allocation.Period
	Units   []serviceUnit
	Prices  []priceRow
	Weights []weightRow
	Rules   []ruleRow
	All     bool // the reader sees the rules too
	MayEdit bool
	Tabs    []tableLink
}

type serviceUnit struct {
	Model   allocation.Model
	ByPrice bool
	Cost    allocation.Ore
}

type priceRow struct {
	Model       allocation.Model
	Name, Price string
	Valid       string
}

type weightRow struct {
	Model        allocation.Model
	Name, Weight string
	Valid        string
}

type ruleRow struct {
	Category, Classes, Share string
	Model                    allocation.Model
	Valid                    string
}

// priceList shows services, prices and rules.
func (h *handler) priceList(c *gin.Context) {
	lang := language(c)
	title := lang.Pick("Tjänster och priser", "Services and prices")
	list, err := h.Service.PriceList(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	if list == nil {
		h.show(c, http.StatusOK, "nothing", page{Title: title, Body: lang.Pick("Här visas priserna när ekonomi har beräknat den första månaden.", "The prices are shown here when finance has calculated the first month.")})
		return
	}
	caller := callerOf(c)
	body := servicesBody{
		Month: list.Month, All: h.scope(c).All, MayEdit: caller.Has(chargeback.Finance, chargeback.Chief),
		Tabs: h.serviceTabs(c, "/services"),
	}
	for _, model := range allocation.Models[1:] {
		body.Units = append(body.Units, serviceUnit{model, list.ByPrice[model], list.Units[0].Cost[model]})
	}
	for _, p := range list.Prices {
		body.Prices = append(body.Prices, priceRow{p.Model, classText(lang, p), words.Price(p.PriceMicro), validText(lang, p.Valid)})
	}
	for _, w := range list.Weights {
		body.Weights = append(body.Weights, weightRow{w.Model, capital(lang.Class(w.Class)), words.Exact(w.Weight), validText(lang, w.Valid)})
	}
	for _, r := range list.Rules {
		var classes []string
		for _, class := range strings.Fields(r.Classes) {
			classes = append(classes, lang.Class(class))
		}
		body.Rules = append(body.Rules, ruleRow{r.Name, strings.Join(classes, ", "), words.Exact(r.Share), r.Model, validText(lang, r.Valid)})
	}
	h.show(c, http.StatusOK, "services", page{Title: title, Notice: flash(c), Body: body})
}

// classText names what has a price.
func classText(lang words.Language, p billing.ListedPrice) string {
	switch {
	case p.Name != "":
		return p.Name
	case p.Class == "user":
		return lang.Pick("Användarkonto", "User account")
	case p.Class == "hour":
		return lang.Pick("Timme", "Hour")
	}
	return capital(lang.Class(p.Class))
}

// validText says from when to when something is valid.
func validText(lang words.Language, valid allocation.Span) string {
	from, to := dateText(valid.From), dateText(valid.To)
	switch {
	case from == "" && to == "":
		return lang.Pick("tills vidare", "until further notice")
	case to == "":
		return lang.Pick("fr.o.m. ", "from ") + from
	case from == "":
		return lang.Pick("t.o.m. ", "to ") + to
	}
	return from + " – " + to
}
