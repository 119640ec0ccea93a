package api

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// MonthIn is a route of a month. It is exported, as all that is embedded here,
// because huma sees no others.
type MonthIn struct {
	Month monthCode `path:"month"`
}

// ChangeIn is a route that changes a month.
type ChangeIn struct {
	MonthIn
	Keyed
	Versioned
}

// emptyBody is a body that says nothing.
type emptyBody struct{}

type monthsIn struct {
	ListQuery
	Sort  string    `query:"sort" enum:"month,-month,state,-state,cost,-cost,billed,-billed" default:"month"`
	State string    `query:"state" enum:"open,calculated,approved,closed"`
	From  monthCode `query:"from" doc:"The first month."`
	To    monthCode `query:"to" doc:"The last month."`
}

// totalsBody are the sums of a month (SPEC §8).
type totalsBody struct {
	Cost        money `json:"cost"`
	Billed      money `json:"billed"`
	Central     money `json:"central"`
	Unallocated money `json:"unallocated"`
	Variance    money `json:"variance"`
	SelfPaid    money `json:"self_paid"`
}

func totalsOf(t chargeback.Totals) *totalsBody {
	return &totalsBody{kronor(t.Cost), kronor(t.Billed), kronor(t.Central), kronor(t.Unallocated), kronor(t.Variance), kronor(t.SelfPaid)}
}

// actBody is who did something, and when.
type actBody struct {
	Person string    `json:"person"`
	At     time.Time `json:"at"`
}

func actOf(a chargeback.Act) *actBody {
	if a.At.IsZero() {
		return nil
	}
	return &actBody{a.Person, a.At.UTC()}
}

// chainBody is the head of the audit chain.
type chainBody struct {
	Length int64  `json:"length"`
	Hash   string `json:"hash"`
}

// monthItem is a month in the list.
type monthItem struct {
	Month      monthCode   `json:"month"`
	State      string      `json:"state" enum:"open,calculated,approved,closed"`
	Run        string      `json:"run,omitempty" doc:"The id of the run that counts."`
	Totals     *totalsBody `json:"totals,omitempty" doc:"For those who see the whole organisation, where the month has been calculated."`
	Calculated *actBody    `json:"calculated,omitempty"`
	Approved   *actBody    `json:"approved,omitempty"`
	Closed     *actBody    `json:"closed,omitempty"`

	cost, billed allocation.Ore
}

// monthBody is a month: the object of SPEC §8 with where it stands.
type monthBody struct {
	Month      monthCode   `json:"month"`
	Currency   string      `json:"currency"`
	State      string      `json:"state" enum:"open,calculated,approved,closed"`
	Run        string      `json:"run,omitempty"`
	Version    int64       `json:"version" doc:"Also in the ETag."`
	Scheduled  bool        `json:"scheduled,omitempty" doc:"The clock calculated it, not a person."`
	Calculated *actBody    `json:"calculated,omitempty"`
	Approved   *actBody    `json:"approved,omitempty"`
	Closed     *actBody    `json:"closed,omitempty"`
	Accepted   string      `json:"accepted,omitempty" doc:"Why unallocated money was accepted at closing."`
	Voucher    int64       `json:"voucher,omitempty" doc:"The voucher's number, given at closing."`
	Chain      *chainBody  `json:"chain,omitempty" doc:"The audit chain at closing."`
	Stale      bool        `json:"stale,omitempty" doc:"Facts have changed since it was calculated."`
	Correction bool        `json:"correction_waits,omitempty" doc:"Facts of the closed month have changed: it waits for a correction."`
	Totals     *totalsBody `json:"totals,omitempty"`

	Central     []centralBody     `json:"central,omitzero"`
	Unallocated []unallocatedBody `json:"unallocated,omitzero"`
	Variance    []varianceBody    `json:"variance,omitzero"`
	// Lines are written one by one: a month has many.
	Lines []lineItem `json:"lines,omitzero"`
}

type centralBody struct {
	Category string `json:"category"`
	Amount   money  `json:"amount"`
}

type unallocatedBody struct {
	Category string `json:"category"`
	Model    string `json:"model"`
	Object   string `json:"object"`
	Reason   string `json:"reason"`
	Amount   money  `json:"amount"`
}

type varianceBody struct {
	Model     string `json:"model"`
	Cost      money  `json:"cost"`
	Recovered money  `json:"recovered"`
	Amount    money  `json:"amount"`
}

// lineItem is a line as SPEC §8 has it.
type lineItem struct {
	Department string   `json:"department"`
	CostCenter string   `json:"cost_center"`
	Category   string   `json:"category"`
	Model      string   `json:"model"`
	Object     string   `json:"object"`
	Quantity   quantity `json:"quantity"`
	Amount     money    `json:"amount"`
}

type showIn struct {
	MonthIn
	Corrected bool `query:"corrected" doc:"As billed plus all corrections."`
	Lines     bool `query:"lines" default:"true" doc:"false leaves the bill lines out."`
}

type closeIn struct {
	ChangeIn
	Body *struct {
		Accept string `json:"accept_unallocated,omitempty" maxLength:"1000" doc:"Why money that found no receiver is accepted."`
	}
}

type approveIn struct {
	ChangeIn
	Body *emptyBody
}

// correctionBody is what a correction came to.
type correctionBody struct {
	Month      monthCode `json:"month"`
	Into       monthCode `json:"into" doc:"The open month that bills it."`
	Place      int       `json:"place" doc:"In the chain of the month's corrections, from 1."`
	Run        string    `json:"run"`
	Cost       money     `json:"cost" doc:"What the month's cost changed by."`
	Billed     money     `json:"billed" doc:"What the bills change by."`
	Lines      int       `json:"lines" doc:"Reversals and new lines."`
	Department []string  `json:"departments" doc:"Whose bills change."`
}

// verificationBody is what a proof of a month found.
type verificationBody struct {
	Month       monthCode   `json:"month"`
	Proved      bool        `json:"proved"`
	Run         string      `json:"run"`
	Lines       int         `json:"lines"`
	Corrections int         `json:"corrections"`
	Chain       chainBody   `json:"chain"`
	Faults      []faultBody `json:"faults"`
}

type faultBody struct {
	Code  string `json:"code"`
	Where string `json:"where"`
	Want  string `json:"want"`
	Got   string `json:"got"`
}

func (a *API) months() {
	tags := []string{"Months"}
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/api/v1/months", Tags: tags, Summary: "All months"},
		results:   map[int]any{http.StatusOK: list[monthItem]{}},
	}, a.listMonths)
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodGet, Path: "/api/v1/months/{month}", Tags: tags, Summary: "A month: state, totals, lines, who did what",
			Description: "Department heads get where the month stands; what they owe is under bills.",
		},
		results: map[int]any{http.StatusOK: monthBody{}},
	}, a.showMonth)
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodPost, Path: "/api/v1/months/{month}/approval", Tags: tags, Summary: "Approve a calculated month",
			Description: "For another person than the one who calculated it; not by token.",
		},
		results: map[int]any{http.StatusOK: monthBody{}},
	}, func(c *call, in *approveIn) (*reply, error) {
		if err := a.needPerson(c, string(in.Month)); err != nil {
			return nil, err
		}
		return a.changeMonth(c, in.ChangeIn, emptyBody{}, func(ctx context.Context, p allocation.Period) (*reply, error) {
			if _, err := a.service.Approve(ctx, c.who(), p); err != nil {
				return nil, err
			}
			return a.monthReply(ctx, p)
		})
	})
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodPost, Path: "/api/v1/months/{month}/close", Tags: tags, Summary: "Close an approved month for ever", Description: "Not by token.",
		},
		results: map[int]any{http.StatusOK: monthBody{}},
	}, func(c *call, in *closeIn) (*reply, error) {
		if err := a.needPerson(c, string(in.Month)); err != nil {
			return nil, err
		}
		reason := ""
		if in.Body != nil {
			reason = in.Body.Accept
		}
		return a.changeMonth(c, in.ChangeIn, reason, func(ctx context.Context, p allocation.Period) (*reply, error) {
			if _, err := a.service.Close(ctx, c.who(), p, reason); err != nil {
				return nil, err
			}
			return a.monthReply(ctx, p)
		})
	})
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodPost, Path: "/api/v1/months/{month}/correction", Tags: tags, Summary: "Correct a closed month",
			Description: "Charges it with the facts of now and bills the difference in the month after the latest closed one.",
		},
		results: map[int]any{http.StatusCreated: correctionBody{}},
	}, func(c *call, in *approveIn) (*reply, error) {
		return a.changeMonth(c, in.ChangeIn, emptyBody{}, func(ctx context.Context, p allocation.Period) (*reply, error) {
			made, err := a.service.Correct(ctx, c.who(), p)
			if err != nil {
				return nil, err
			}
			body, err := correctionOf(made)
			return &reply{status: http.StatusCreated, body: body}, err
		})
	})
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodGet, Path: "/api/v1/months/{month}/verification", Tags: tags, Summary: "Prove a closed month",
			Description: "Recomputes it from its frozen inputs, holds it to the laws, and checks the audit chain.",
		},
		results: map[int]any{http.StatusOK: verificationBody{}},
	}, a.verify)
}

// needPerson refuses a token where a person must act, before anything else is
// asked of it.
func (a *API) needPerson(c *call, subject string) error {
	if c.caller.Token == "" {
		return nil
	}
	return a.service.Refused(c.ctx, c.who(), subject, &chargeback.Error{Code: chargeback.PersonRequired, Value: c.caller.Person.Name})
}

// monthColumns are what the list of months is sorted and filtered by.
var monthColumns = []column[monthItem]{
	{name: "month", text: func(m *monthItem) string { return string(m.Month) }},
	{name: "state", text: func(m *monthItem) string { return m.State }},
	{name: "cost", text: func(m *monthItem) string { return amountOrder(m.cost) }},
	{name: "billed", text: func(m *monthItem) string { return amountOrder(m.billed) }},
}

func (a *API) listMonths(c *call, in *monthsIn) (*reply, error) {
	months, err := a.monthItems(c)
	if err != nil {
		return nil, err
	}
	kept := months[:0]
	for _, m := range months {
		if (in.From == "" || m.Month >= in.From) && (in.To == "" || m.Month <= in.To) {
			kept = append(kept, m)
		}
	}
	l, err := page(kept, monthColumns, view{in.ListQuery, in.Sort, map[string]string{"state": in.State}})
	return &reply{body: l}, err
}

func (a *API) monthItems(c *call) ([]monthItem, error) {
	items := []monthItem{}
	if !c.overviews() {
		months, err := a.service.Months(c.ctx)
		for _, m := range months {
			items = append(items, monthItem{Month: monthCode(m.Period.String()), State: m.State.String()})
		}
		return items, err
	}
	months, err := a.service.MonthTotals(c.ctx, c.who())
	for i := range months {
		m := &months[i].Status
		item := monthItem{
			Month: monthCode(m.Period.String()), State: m.State.String(), Run: m.Run,
			Calculated: actOf(m.Calculated), Approved: actOf(m.Approved), Closed: actOf(m.Closed),
		}
		if m.Run != "" {
			item.Totals, item.cost, item.billed = totalsOf(months[i].Totals), months[i].Totals.Cost, months[i].Totals.Billed
		}
		items = append(items, item)
	}
	return items, err
}

// statusBody is where a month stands, as whoever sees all of it knows it.
func statusBody(m chargeback.MonthStatus, version int64) monthBody {
	body := monthBody{
		Month: monthCode(m.Period.String()), Currency: "SEK", State: m.State.String(), Run: m.Run, Version: version, Scheduled: m.Scheduled,
		Calculated: actOf(m.Calculated), Approved: actOf(m.Approved), Closed: actOf(m.Closed), Accepted: m.Accepted, Voucher: m.Voucher,
	}
	if m.Head.Length > 0 {
		body.Chain = &chainBody{m.Head.Length, m.Head.Hash}
	}
	return body
}

// monthReply is where a month stands after a change.
func (a *API) monthReply(ctx context.Context, p allocation.Period) (*reply, error) {
	m, version, err := a.service.MonthVersion(ctx, p)
	return &reply{status: http.StatusOK, body: statusBody(m, version)}, err
}

func (a *API) showMonth(c *call, in *showIn) (*reply, error) {
	p := in.Month.period()
	m, version, err := a.service.MonthVersion(c.ctx, p)
	if err != nil {
		return nil, err
	}
	header := map[string]string{"ETag": etag(version)}
	if !c.overviews() {
		body := monthBody{Month: in.Month, Currency: "SEK", State: m.State.String(), Version: version}
		return &reply{header: header, body: body}, nil
	}
	body := statusBody(m, version)
	if m.Run == "" {
		return &reply{header: header, body: body}, nil
	}
	waiting, err := a.service.WaitingFor(c.ctx, []chargeback.MonthStatus{m})
	if err != nil {
		return nil, err
	}
	shown, err := a.service.Show(c.ctx, c.who(), p, in.Corrected)
	if err != nil {
		return nil, err
	}
	body.Stale, body.Correction = waiting[p].Stale, waiting[p].Correction
	return monthOf(body, shown.Result, in.Lines, c.lang, header), nil
}

// monthOf is the object of SPEC §8. Its lines are written one by one.
func monthOf(body monthBody, result *chargeback.Result, lines bool, lang words.Language, header map[string]string) *reply {
	body.Totals = totalsOf(result.Totals)
	body.Central, body.Unallocated, body.Variance = []centralBody{}, []unallocatedBody{}, []varianceBody{}
	for _, x := range result.Central {
		body.Central = append(body.Central, centralBody{x.Category, kronor(x.Amount)})
	}
	for _, x := range result.Unallocated {
		body.Unallocated = append(body.Unallocated, unallocatedBody{
			x.Category, x.Model.String(), x.Object, lang.Reason(x.Model, x.Object, x.Reason), kronor(x.Amount),
		})
	}
	for _, x := range result.Variance {
		body.Variance = append(body.Variance, varianceBody{x.Model.String(), kronor(x.Cost), kronor(x.Recovered), kronor(x.Amount)})
	}
	if !lines {
		return &reply{header: header, body: body}
	}
	return &reply{header: header, write: func(c *call) error {
		c.c.Header("Content-Type", jsonType)
		w := bufio.NewWriter(c.c.Writer)
		head := bytes.TrimSuffix(bytes.TrimSpace(encoded(body)), []byte("}"))
		w.Write(head)
		w.WriteString(`,"lines":[`)
		first := true
		for line := range result.Lines {
			if !first {
				w.WriteByte(',')
			}
			first = false
			if _, err := w.Write(bytes.TrimSpace(encoded(lineItem{
				line.Department, line.CostCenter, line.Category, line.Model.String(), line.Object, units(line.QuantityMicro), kronor(line.Amount),
			}))); err != nil {
				return err
			}
		}
		w.WriteString("]}\n")
		return w.Flush()
	}}
}

func correctionOf(c *chargeback.Correction) (correctionBody, error) {
	billed, err := c.Billed()
	body := correctionBody{
		Month: monthCode(c.Month.String()), Into: monthCode(c.Into.String()), Place: c.Place, Run: c.Run,
		Cost: kronor(c.Cost), Billed: kronor(billed), Lines: len(c.Lines), Department: []string{},
	}
	for i := range c.Lines {
		if d := c.Lines[i].Department; len(body.Department) == 0 || body.Department[len(body.Department)-1] != d {
			body.Department = append(body.Department, d)
		}
	}
	return body, err
}

func (a *API) verify(c *call, in *MonthIn) (*reply, error) {
	proof, err := a.service.Verify(c.ctx, c.who(), in.Month.period())
	if err != nil {
		return nil, err
	}
	return &reply{body: proofBody(in.Month, proof)}, nil
}

func proofBody(month monthCode, proof *billing.Proof) verificationBody {
	body := verificationBody{
		Month: month, Proved: len(proof.Faults) == 0, Run: proof.Header.ID, Lines: proof.Lines, Corrections: proof.Corrections,
		Chain: chainBody{proof.Chain.Number, proof.Chain.Hash}, Faults: []faultBody{},
	}
	for _, f := range proof.Faults {
		body.Faults = append(body.Faults, faultBody{string(f.Code), f.Where, f.Want, f.Got})
	}
	return body
}
