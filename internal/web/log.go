package web

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
	"chargeback/internal/report"
	"chargeback/internal/words"
)

// logs adds the routes of the audit log.
func (h *handler) logs(r gin.IRouter) {
	r.GET("/log", h.log)
	r.GET("/log/check", h.checkChain)
	r.GET("/records", h.records)
	r.POST("/records/file", h.export(h.recordsFile))
}

// logBody is a page of the log, the newest first.
type logBody struct {
	Events []logRow
	Head   audit.Head
	Older  int64 // number that the older page begins below; 0: there is none
	Own    bool  // only what the reader did themselves
}

type logRow struct {
	Number                                int64
	When, Person, Action, Subject, Origin string
	Details                               string
}

// shownEvents is how many events a page has.
const shownEvents = 100

// log shows the events, the newest first. Finance sees what they did
// themselves.
func (h *handler) log(c *gin.Context) {
	lang, caller := language(c), callerOf(c)
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64)
	body := logBody{Own: !caller.Has(chargeback.Auditor, chargeback.Admin)}
	list, head, err := h.Service.LatestEvents(c.Request.Context(), actor(c), before, shownEvents)
	if err != nil {
		h.fail(c, err)
		return
	}
	body.Head = head
	for _, e := range list {
		body.Events = append(body.Events, logRow{
			e.Number, moment(lang, e.At), e.Person, lang.Action(e.Action), words.Visible(e.Subject), words.Visible(e.Origin), words.Visible(e.Details),
		})
	}
	if n := len(list); n == shownEvents && list[n-1].Number > 1 {
		body.Older = list[n-1].Number
	}
	h.show(c, http.StatusOK, "log", page{Title: lang.Pick("Logg", "Log"), Notice: flash(c), Body: body})
}

// checkBody is what the check of the chain found.
type checkBody struct {
	Head    audit.Head
	Problem string
}

// checkChain goes through the whole chain while the reader waits.
func (h *handler) checkChain(c *gin.Context) {
	lang := language(c)
	head, problem, err := h.Service.VerifyChain(c.Request.Context(), actor(c), nil)
	if err != nil {
		h.fail(c, err)
		return
	}
	body := checkBody{Head: head}
	if problem != nil {
		body.Problem = sentence(lang.Failure(&chargeback.Error{Code: chargeback.ChainBroken, Args: []string{strconv.FormatInt(problem.Number, 10)}}))
	}
	h.show(c, http.StatusOK, "check", page{Title: lang.Pick("Kontroll av kedjan", "Check of the chain"), Body: body})
}

// recordsBody is the choice of a month to release.
type recordsBody struct{ Months []chargeback.MonthStatus }

// records lets the auditor choose the month whose public records are released.
func (h *handler) records(c *gin.Context) {
	lang := language(c)
	months, err := h.Service.Months(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	var body recordsBody
	for i := len(months) - 1; i >= 0; i-- {
		if months[i].State == chargeback.Closed {
			body.Months = append(body.Months, months[i])
		}
	}
	h.show(c, http.StatusOK, "records", page{Title: lang.Pick("Utlämnande av handlingar", "Public records"), Body: body})
}

// recordsFile answers with the public records of a month. Releasing them is an
// event, so it is asked for by a form.
func (h *handler) recordsFile(c *gin.Context) {
	p, ok := allocation.ParsePeriod(c.PostForm("month"))
	if !ok {
		h.fail(c, errNotFound)
		return
	}
	records, err := h.Service.Records(c.Request.Context(), actor(c), p)
	if err != nil {
		h.fail(c, err)
		return
	}
	attachment(c, "allmanna-handlingar-"+p.String()+".zip")
	if err := report.Records(c.Writer, records, language(c)); err != nil {
		_ = c.Error(err)
	}
}
