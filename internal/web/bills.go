package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/server"
)

// billsPage is all bills of a month.
type billsPage struct {
	Month              allocation.Period
	Final              bool
	Older, Newer       *allocation.Period
	Models             []allocation.Model
	Rows               []billsRow
	Sums               []allocation.Ore // by model, as Models
	Corrections, Total allocation.Ore
}

type billsRow struct{ billing.DeskRow }

// Model is the amount of a model.
func (r billsRow) Model(m allocation.Model) allocation.Ore { return r.ByModel[m] }

// Total is what is to be paid.
func (r billsRow) Total() allocation.Ore { return r.Now }

// billList shows all bills of a month that the reader may see.
func (h *handler) billList(c *gin.Context) {
	ctx, lang, scope := c.Request.Context(), language(c), h.scope(c)
	if !scope.All {
		c.Redirect(http.StatusSeeOther, "/bills/latest")
		return
	}
	months, err := h.billed(ctx)
	if err != nil {
		h.fail(c, err)
		return
	}
	if len(months) == 0 {
		h.noBills(c)
		return
	}
	at := len(months) - 1
	if p, ok := allocation.ParsePeriod(c.Query("month")); ok {
		if at = slices.Index(months, p); at < 0 {
			h.fail(c, errNotFound)
			return
		}
	}
	desk, err := h.Service.Desk(ctx, actor(c), months[at])
	if err != nil {
		h.fail(c, err)
		return
	}
	b := billsPage{Month: months[at], Final: desk.Status.State == chargeback.Closed, Models: allocation.Models[1:]}
	if at > 0 {
		b.Older = &months[at-1]
	}
	if at+1 < len(months) {
		b.Newer = &months[at+1]
	}
	b.Sums = make([]allocation.Ore, len(b.Models))
	for _, row := range desk.Rows {
		b.Rows = append(b.Rows, billsRow{row})
		b.Corrections += row.Corrections
		b.Total += row.Now
		for i, model := range b.Models {
			b.Sums[i] += row.ByModel[model]
		}
	}
	slices.SortStableFunc(b.Rows, func(x, y billsRow) int { return cmp.Compare(y.Now, x.Now) })
	h.show(c, http.StatusOK, "bills", page{Title: lang.Pick("Notor för ", "Bills for ") + lang.Month(b.Month), Notice: flash(c), Body: b})
}

// billed returns the months that have bills, rising.
func (h *handler) billed(ctx context.Context) ([]allocation.Period, error) {
	months, err := h.Service.Months(ctx)
	var periods []allocation.Period
	for _, m := range months {
		if m.Run != "" {
			periods = append(periods, m.Period)
		}
	}
	return periods, err
}

func (h *handler) noBills(c *gin.Context) {
	lang := language(c)
	h.show(c, http.StatusOK, "nothing", page{
		Title: lang.Pick("Notor", "Bills"), Notice: flash(c),
		Body: lang.Pick("Här visas notorna när ekonomi har beräknat den första månaden.", "The bills are shown here when finance has calculated the first month."),
	})
}

// latestBill leads a department head to their latest bill.
func (h *handler) latestBill(c *gin.Context) {
	ctx, lang, scope := c.Request.Context(), language(c), h.scope(c)
	months, err := h.billed(ctx)
	if err != nil {
		h.fail(c, err)
		return
	}
	departments, err := h.Service.Readable(ctx, scope)
	if err != nil {
		h.fail(c, err)
		return
	}
	for i := len(months) - 1; i >= 0; i-- {
		for _, department := range departments {
			_, err := h.Service.Bill(ctx, scope, months[i], department, "")
			if err == nil {
				c.Redirect(http.StatusSeeOther, billPath(months[i], department))
				return
			}
			if server.Status(err) != http.StatusNotFound {
				h.fail(c, err)
				return
			}
		}
	}
	if scope.None() {
		h.show(c, http.StatusOK, "nothing", page{
			Title: lang.Pick("Min nota", "My bill"), Notice: flash(c),
			Body: lang.Pick("Du har ingen behörighet till någon förvaltnings nota i dag. Be en administratör om den.",
				"You may not read any department's bill today. Ask an administrator."),
		})
		return
	}
	h.noBills(c)
}

// chooseBill leads to the bill that was chosen in a form.
func (h *handler) chooseBill(c *gin.Context) {
	p, ok := allocation.ParsePeriod(c.Query("month"))
	if !ok || c.Query("department") == "" {
		h.fail(c, errNotFound)
		return
	}
	path := billPath(p, c.Query("department"))
	if center := c.Query("center"); center != "" {
		// A cost centre of another department than the one chosen shows that
		// department's whole bill.
		_, err := h.Service.Bill(c.Request.Context(), h.scope(c), p, c.Query("department"), center)
		if err == nil {
			path += "?center=" + url.QueryEscape(center)
		}
	}
	c.Redirect(http.StatusSeeOther, path)
}
