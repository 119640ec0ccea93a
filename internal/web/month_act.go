package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/delivery"
	"chargeback/internal/server"
	"chargeback/internal/words"
)

// progressPart is a calculation that is under way.
type progressPart struct {
	billing.Attempt
	Number int // of the step
	Text   string
	Over   bool
}

// calculate starts a calculation. Without script the page waits for it.
func (h *handler) calculate(c *gin.Context) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	caller := callerOf(c)
	if !partial(c) {
		_, err := h.Service.Calculate(c.Request.Context(), caller.Actor(c.ClientIP()), p)
		h.monthDone(c, p, err, "Månaden är beräknad.", "The month has been calculated.")
		return
	}
	attempt, err := h.Service.Start(c.Request.Context(), caller.Actor(c.ClientIP()), p)
	if err != nil {
		h.fragment(c, "failed", sentence(language(c).Failure(err)))
		return
	}
	h.fragment(c, "progress", progressOf(language(c), attempt))
}

// progress shows how far a calculation has come, and the month anew when it is
// done.
func (h *handler) progress(c *gin.Context) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	attempt, ok := h.Service.Attempt(c.Param("attempt"), p)
	switch {
	case !ok: // it is forgotten: the month says where it stands
		c.Header("HX-Redirect", "/months/"+p.String())
		c.Status(http.StatusOK)
	case attempt.Step == billing.StepDone && attempt.Err == nil:
		setFlash(c, "ok", language(c).Pick("Månaden är beräknad.", "The month has been calculated."))
		c.Header("HX-Redirect", "/months/"+p.String())
		c.Status(http.StatusOK)
	case attempt.Err != nil:
		h.fragment(c, "failed", sentence(language(c).Failure(attempt.Err)))
	default:
		h.fragment(c, "progress", progressOf(language(c), attempt))
	}
}

func progressOf(lang words.Language, a billing.Attempt) progressPart {
	return progressPart{Attempt: a, Number: int(a.Step), Text: [...]string{
		lang.Pick("Läser underlaget …", "Reading the source data …"),
		lang.Pick("Räknar enheter och fördelar poolerna …", "Counting units and spreading the pools …"),
		lang.Pick("Sparar notorna …", "Storing the bills …"),
		lang.Pick("Klart.", "Done."),
	}[a.Step], Over: a.Step == billing.StepDone}
}

// monthDone goes back to the month and says what was done, or why not.
func (h *handler) monthDone(c *gin.Context, p allocation.Period, err error, swedish, english string) {
	lang := language(c)
	switch status := server.Status(err); {
	case err == nil:
		setFlash(c, "ok", lang.Pick(swedish, english))
	case status >= http.StatusInternalServerError || status == http.StatusForbidden || status == http.StatusNotFound:
		h.fail(c, err)
		return
	default:
		setFlash(c, "bad", sentence(lang.Failure(err)))
	}
	c.Redirect(http.StatusSeeOther, "/months/"+p.String())
}

func (h *handler) approve(c *gin.Context) {
	h.onMonth(c, func(ctx context.Context, who billing.Actor, p allocation.Period) error {
		_, err := h.Service.Approve(ctx, who, p)
		return err
	}, "Månaden är godkänd.", "The month is approved.")
}

func (h *handler) closeMonth(c *gin.Context) {
	if c.PostForm("sure") != "yes" {
		p, ok := h.monthParam(c)
		if ok {
			setFlash(c, "bad", language(c).Pick("Kryssa i att du vill stänga månaden. Den kan inte öppnas igen.", "Tick that you want to close the month. It cannot be opened again."))
			c.Redirect(http.StatusSeeOther, "/months/"+p.String()+"#stang")
		}
		return
	}
	h.onMonth(c, func(ctx context.Context, who billing.Actor, p allocation.Period) error {
		_, err := h.Service.Close(ctx, who, p, c.PostForm("reason"))
		return err
	}, "Månaden är stängd. Notorna är slutliga.", "The month is closed. The bills are final.")
}

func (h *handler) correct(c *gin.Context) {
	h.onMonth(c, func(ctx context.Context, who billing.Actor, p allocation.Period) error {
		_, err := h.Service.Correct(ctx, who, p)
		return err
	}, "Rättelsen debiteras i första öppna månaden.", "The correction is billed in the first open month.")
}

// onMonth does something with a month, once for each form that is sent.
func (h *handler) onMonth(c *gin.Context, do func(context.Context, billing.Actor, allocation.Period) error, swedish, english string) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	caller := callerOf(c)
	err := h.once(c, func(ctx context.Context) error { return do(ctx, caller.Actor(c.ClientIP()), p) })
	h.monthDone(c, p, err, swedish, english)
}

// voucher answers with the ledger's voucher.
func (h *handler) voucher(c *gin.Context) {
	h.exported(c, func(e *billing.Export) (delivery.File, error) { return delivery.Voucher(e) })
}

// invoice answers with the invoice of a company or partner.
func (h *handler) invoice(c *gin.Context) {
	h.exported(c, func(e *billing.Export) (delivery.File, error) {
		for i := range e.List {
			if st := &e.List[i]; st.Department == c.Param("department") {
				file, ok, err := delivery.Invoice(e, st)
				if err != nil || ok {
					return file, err
				}
			}
		}
		return delivery.File{}, errNotFound
	})
}

// exported answers with a file of a closed month.
func (h *handler) exported(c *gin.Context, make func(*billing.Export) (delivery.File, error)) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	caller := callerOf(c)
	e, err := h.Service.Export(c.Request.Context(), caller.Actor(c.ClientIP()), p)
	if err != nil {
		h.fail(c, err)
		return
	}
	file, err := make(e)
	if err == nil {
		err = h.Service.Exported(c.Request.Context(), caller.Actor(c.ClientIP()), e, 1)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	attachment(c, file.Name)
	if err := file.Write(c.Writer); err != nil {
		_ = c.Error(err)
	}
}

// attachment says that the answer is a file to keep (RFC 6266).
func attachment(c *gin.Context, name string) {
	c.Header("Content-Disposition", `attachment; filename*=UTF-8''`+url.PathEscape(name))
	c.Header("Content-Type", contentType(name))
}

// proof shows the month's balance on one page, to be printed.
func (h *handler) proof(c *gin.Context) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	caller, lang := callerOf(c), language(c)
	desk, err := h.Service.Desk(c.Request.Context(), caller.Actor(c.ClientIP()), p)
	if err == nil && desk.Result == nil {
		err = &chargeback.Error{Code: chargeback.MonthOpen, Args: []string{p.String()}}
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	b := &monthPage{Desk: desk, Previous: p.Previous()}
	b.result(lang)
	b.departments()
	h.show(c, http.StatusOK, "proof", page{Title: lang.Pick("Avstämning ", "Reconciliation ") + lang.Month(p), Body: b})
}

// verifyPage is what a proof found.
type verifyPage struct {
	*billing.Proof
	Faults []string
}

// verify proves a closed month while the reader waits.
func (h *handler) verify(c *gin.Context) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	caller, lang := callerOf(c), language(c)
	proof, err := h.Service.Verify(c.Request.Context(), caller.Actor(c.ClientIP()), p)
	if err != nil {
		h.fail(c, err)
		return
	}
	b := verifyPage{Proof: proof}
	for _, f := range proof.Faults {
		b.Faults = append(b.Faults, string(f.Code)+" "+f.Where+": "+f.Got)
	}
	h.show(c, http.StatusOK, "verify", page{Title: lang.Pick("Kontroll av ", "Verification of ") + lang.Month(p), Body: b})
}
