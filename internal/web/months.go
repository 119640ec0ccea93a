package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// months adds the routes of finance's work with a month.
func (h *handler) months(r gin.IRouter) {
	r.GET("/months", h.monthList)
	r.GET("/months/next", h.nextMonth)
	r.GET("/months/:month", h.month)
	r.POST("/months/:month/calculate", h.calculate)
	r.GET("/months/:month/progress/:attempt", h.progress)
	r.POST("/months/:month/approval", h.approve)
	r.POST("/months/:month/close", h.closeMonth)
	r.POST("/months/:month/correction", h.correct)
	r.GET("/months/:month/voucher.si", h.export(h.voucher))
	r.GET("/months/:month/invoices/:department", h.export(h.invoice))
	r.GET("/months/:month/proof", h.proof)
	r.GET("/months/:month/verify", h.verify)
}

// monthParam reads the month of an address. Where it is none the page does not
// exist, and ok is false.
func (h *handler) monthParam(c *gin.Context) (p allocation.Period, ok bool) {
	p, ok = allocation.ParsePeriod(c.Param("month"))
	if !ok {
		h.fail(c, errNotFound)
	}
	return p, ok
}

// monthRow is one month in the list.
type monthRow struct {
	billing.Overview
	Text string // what it waits for
}

// monthList shows all months, the latest first.
func (h *handler) monthList(c *gin.Context) {
	caller, lang := callerOf(c), language(c)
	list, err := h.Service.Overview(c.Request.Context(), caller.Actor(c.ClientIP()))
	if err != nil {
		h.fail(c, err)
		return
	}
	body := struct {
		Rows      []monthRow
		MayImport bool
	}{MayImport: caller.Has(chargeback.Finance)}
	for i := len(list) - 1; i >= 0; i-- {
		body.Rows = append(body.Rows, monthRow{list[i], waitingText(lang, &list[i])})
	}
	h.show(c, http.StatusOK, "months", page{Title: lang.Pick("Månader", "Months"), Notice: flash(c), Body: body})
}

// waitingText says what a month waits for.
func waitingText(lang words.Language, m *billing.Overview) string {
	switch {
	case m.Waiting.Stale:
		return lang.Pick("Ny beräkning: underlaget har ändrats", "A new run: the source data has changed")
	case m.Waiting.Correction:
		return lang.Pick("Rättelse: underlaget har ändrats", "Correction: the source data has changed")
	case m.Status.State == chargeback.Open:
		return lang.Pick("Beräkning", "A run")
	case m.Status.State == chargeback.Calculated:
		return lang.Pick("Godkännande", "Approval")
	case m.Status.State == chargeback.Approved:
		return lang.Pick("Stängning", "Closing")
	}
	return ""
}

// nextMonth leads to the oldest month that is not closed, or the latest.
func (h *handler) nextMonth(c *gin.Context) {
	months, err := h.Service.Months(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	for _, m := range months {
		if m.State != chargeback.Closed {
			c.Redirect(http.StatusSeeOther, "/months/"+m.Period.String())
			return
		}
	}
	if len(months) > 0 {
		c.Redirect(http.StatusSeeOther, "/months/"+months[len(months)-1].Period.String())
		return
	}
	c.Redirect(http.StatusSeeOther, "/months")
}
