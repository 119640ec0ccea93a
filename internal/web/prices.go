package web

import (
	"cmp"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/auth"
	"chargeback/internal/chargeback"
	"chargeback/internal/chart"
	"chargeback/internal/server"
	"chargeback/internal/words"
)

// priceLists adds the routes of the prices that finance decides on.
func (h *handler) priceLists(r gin.IRouter) {
	r.GET("/prices", h.priceListList)
	r.GET("/prices/:number", h.pricesOf)
	r.POST("/prices/:number", h.decidePrices)
}

// priceListRow is a price list as lists show it.
type priceListRow struct {
	*chargeback.PriceList
	Path          string
	Before, After allocation.Ore // of all bills
}

func priceListPath(number int64) string { return "/prices/" + strconv.FormatInt(number, 10) }

func priceListRowOf(l *chargeback.PriceList) priceListRow {
	row := priceListRow{PriceList: l, Path: priceListPath(l.Number)}
	for _, b := range l.Bills {
		row.Before += b.Before
		row.After += b.After
	}
	return row
}

// Change is what all departments together pay more or less.
func (r priceListRow) Change() allocation.Ore { return r.After - r.Before }

// Waits says whether finance has not decided yet.
func (r priceListRow) Waits() bool { return r.State == chargeback.PricesProposed }

// Class is the chip's colour: shape and word carry the state.
func (r priceListRow) Class() string { return [...]string{"warn", "ok", "bad", "open"}[r.State] }

// Icon is the chip's picture.
func (r priceListRow) Icon() string { return [...]string{"clock", "check", "bad", "dash"}[r.State] }

// priceListList shows all lists, those that wait first.
func (h *handler) priceListList(c *gin.Context) {
	lang := language(c)
	lists, err := h.Plans.PriceLists(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	var rows []priceListRow
	for i := range lists {
		rows = append(rows, priceListRowOf(&lists[i]))
	}
	slices.SortStableFunc(rows, func(a, b priceListRow) int { return cmp.Compare(min(a.State, 1), min(b.State, 1)) })
	h.show(c, http.StatusOK, "prices", page{Title: lang.Pick("Prislistor", "Price lists"), Notice: flash(c), Body: rows})
}

// pricesBody is the page of a price list.
type pricesBody struct {
	priceListRow
	Key                string
	BeforeName         string // what the bills before are of
	Source, SourcePath string // the plan that it is made of; empty where that is gone
	Prices             []listedRow
	Over               allocation.Ore
	Departments        []listedDepartment
	MayDecide          bool
	MayWithdraw        bool
	Own                string // why the reader cannot approve
	Answered           string // the answer as it was written
}

type listedRow struct {
	Model                                     allocation.Model
	Name, Volume, Today, Exact, Price, Change string
	Over                                      allocation.Ore
}

type listedDepartment struct {
	chargeback.ListedBill
	Bar template.HTML
}

// Change is the difference.
func (d listedDepartment) Change() allocation.Ore { return d.After - d.Before }

// keptList reads the list in the address. Where there is none the page does not
// exist.
func (h *handler) keptList(c *gin.Context) (*chargeback.PriceList, bool) {
	lists, err := h.Plans.PriceLists(c.Request.Context(), actor(c))
	at := slices.IndexFunc(lists, func(l chargeback.PriceList) bool { return l.String() == c.Param("number") })
	if err == nil && at < 0 {
		err = &chargeback.Error{Code: chargeback.NoSuchPriceList, Value: c.Param("number")}
	}
	if err != nil {
		h.fail(c, err)
		return nil, false
	}
	return &lists[at], true
}

// pricesOf shows one price list.
func (h *handler) pricesOf(c *gin.Context) {
	if list, ok := h.keptList(c); ok {
		h.showPrices(c, http.StatusOK, list, nil)
	}
}

func (h *handler) showPrices(c *gin.Context, status int, list *chargeback.PriceList, wrong error) {
	lang, caller := language(c), callerOf(c)
	b := &pricesBody{priceListRow: priceListRowOf(list), Key: newKey(), Answered: c.PostForm("answer"), BeforeName: lang.Pick("Före", "Before")}
	if err := h.pricesSource(c, b); err != nil {
		h.fail(c, err)
		return
	}
	b.listed(lang)
	b.may(lang, caller)
	title := fmt.Sprintf(lang.Pick("Prislista %d för %d", "Price list %d of %d"), list.Number, list.Year)
	p := page{Title: title, Notice: flash(c), Body: b}
	if wrong != nil {
		p.Notice = &notice{Kind: "bad", Text: lang.Pick("Ingenting är sparat. ", "Nothing was saved. ") + sentence(lang.Failure(wrong))}
	}
	h.show(c, status, "price-list", p)
}

// pricesSource finds the plan that a list is made of. Bills of a budget stand
// beside those of the year before.
func (h *handler) pricesSource(c *gin.Context, b *pricesBody) error {
	plans, err := h.Plans.Scenarios(c.Request.Context(), actor(c))
	for _, sc := range plans {
		if sc.ID != b.Scenario {
			continue
		}
		b.Source, b.SourcePath = sc.Name, scenarioPath(sc.ID)
		if sc.Kind == chargeback.KindBudget {
			b.SourcePath, b.BeforeName = budgetPath(sc.Year), strconv.Itoa(sc.Year-1)
		}
	}
	return err
}

// listed makes the tables of prices and departments.
func (b *pricesBody) listed(lang words.Language) {
	for i := range b.PriceList.Prices {
		p := &b.PriceList.Prices[i]
		row := listedPriceRow(lang, p)
		b.Over += row.Over
		b.Prices = append(b.Prices, row)
	}
	bills := slices.Clone(b.Bills)
	slices.SortStableFunc(bills, func(x, y chargeback.ListedBill) int { return cmp.Compare(y.After, x.After) })
	var pairs []chart.Pair
	for _, bill := range bills {
		pairs = append(pairs, chart.Pair{Before: bill.Before, After: bill.After})
	}
	for i, bar := range chart.Pairs(pairs) {
		b.Departments = append(b.Departments, listedDepartment{bills[i], bar})
	}
}

func listedPriceRow(lang words.Language, p *chargeback.ListedPrice) listedRow {
	row := listedRow{
		Model: p.Model, Name: priceName(lang, p.Model, p.Class, p.Name), Volume: averageText(p.Model, p.VolumeMicro), Today: "–",
		Exact: words.Decimal(p.ExactMicro, allocation.Micro, 2), Price: words.Price(p.PriceMicro), Change: "–", Over: p.Over,
	}
	if p.HasToday {
		row.Today = words.Decimal(p.TodayMicro, allocation.Micro, 2)
		row.Change = words.ChangePercent(allocation.Ore(p.TodayMicro), allocation.Ore(p.PriceMicro))
	}
	return row
}

// may says what the reader may do with a list that waits. Who proposed it does
// not decide on it.
func (b *pricesBody) may(lang words.Language, caller *auth.Caller) {
	if !b.Waits() {
		return
	}
	b.MayDecide, b.MayWithdraw = caller.Has(chargeback.Finance), caller.Has(chargeback.Chief)
	if b.Proposed.Person == caller.Person.Name {
		b.Own = lang.Pick("Du föreslog prislistan. En annan person behöver godkänna den.", "You proposed the price list. Another person needs to approve it.")
	}
}

// decidePrices approves, rejects or withdraws a price list.
func (h *handler) decidePrices(c *gin.Context) {
	lang := language(c)
	list, ok := h.keptList(c)
	if !ok {
		return
	}
	state, ok := chargeback.ParsePriceListState(c.PostForm("state"))
	err := h.once(c, func(ctx context.Context) error {
		if !ok || state == chargeback.PricesProposed {
			return errNotFound
		}
		_, err := h.Plans.Decide(ctx, actor(c), list.Number, state, c.PostForm("answer"))
		return err
	})
	if err != nil {
		if status := server.Status(err); status == http.StatusUnprocessableEntity || status == http.StatusConflict {
			h.showPrices(c, status, list, err)
			return
		}
		h.fail(c, err)
		return
	}
	setFlash(c, "ok", map[chargeback.PriceListState]string{
		chargeback.PricesApproved: fmt.Sprintf(lang.Pick("Godkänd. Priserna gäller från %s och står i registret.", "Approved. The prices count from %s and are in the registers."), list.From),
		chargeback.PricesRejected: lang.Pick("Avslagen. Inga priser är ändrade.", "Rejected. No prices have changed."), chargeback.PricesWithdrawn: lang.Pick("Återtagen. Inga priser är ändrade.", "Withdrawn. No prices have changed."),
	}[state])
	c.Redirect(http.StatusSeeOther, priceListPath(list.Number))
}

// countLists counts the price lists that wait for the reader's decision.
func (h *handler) countLists(c *gin.Context, caller *auth.Caller, items []navItem) {
	at := slices.IndexFunc(items, func(item navItem) bool { return item.Path == "/prices" })
	if at < 0 || !caller.Has(chargeback.Finance) {
		return
	}
	lists, err := h.Plans.PriceLists(c.Request.Context(), actor(c))
	if err != nil {
		_ = c.Error(err) // the page is shown without the count
		return
	}
	for i := range lists {
		if lists[i].State == chargeback.PricesProposed && lists[i].Proposed.Person != caller.Person.Name {
			items[at].Count++
		}
	}
}
