package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

type runIn struct {
	MonthIn
	Key  string `header:"Idempotency-Key" doc:"Required unless dry_run. 1–200 characters, new for every change."`
	Body *struct {
		DryRun bool `json:"dry_run,omitempty" doc:"Charge the month and keep nothing."`
	}
}

type attemptIn struct {
	MonthIn
	Attempt string `path:"attempt" maxLength:"100"`
}

// attemptBody is a calculation that was started.
type attemptBody struct {
	Attempt string      `json:"attempt"`
	Month   monthCode   `json:"month"`
	Step    string      `json:"step" enum:"reading,charging,keeping,done"`
	Begun   time.Time   `json:"begun"`
	Run     string      `json:"run,omitempty" doc:"Of a calculation that has ended well."`
	Same    bool        `json:"same,omitempty" doc:"The inputs were those of the run that was there."`
	Totals  *totalsBody `json:"totals,omitempty"`
	Problem *problem    `json:"problem,omitempty" doc:"Why it ended otherwise."`
}

func (a *API) runs() {
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodPost, Path: "/api/v1/months/{month}/runs", Tags: []string{"Months"}, Summary: "Calculate a month",
			Description: "Answers at once with an attempt to watch; with dry_run when it is done, with the month as it would be. The chief may only try.",
		},
		results: map[int]any{http.StatusAccepted: attemptBody{}, http.StatusOK: monthBody{}},
	}, a.calculate)
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodGet, Path: "/api/v1/months/{month}/runs/{attempt}", Tags: []string{"Months"}, Summary: "How far a calculation has come",
			Description: "Attempts are known to the server that was asked, for a while. Where it was started anew, look at the month.",
		},
		results: map[int]any{http.StatusOK: attemptBody{}},
	}, a.watch)
}

func (a *API) calculate(c *call, in *runIn) (*reply, error) {
	p := in.Month.period()
	if in.Body != nil && in.Body.DryRun {
		run, err := a.service.DryRun(c.ctx, c.who(), p)
		if err != nil {
			return nil, err
		}
		m, version, err := a.service.MonthVersion(c.ctx, p)
		if err != nil {
			return nil, err
		}
		body := monthBody{Month: in.Month, Currency: "SEK", State: m.State.String(), Version: version}
		return monthOf(body, run.Result(), true, c.lang, nil), nil
	}
	var prepared billing.Attempt
	r, err := a.once(c, in.Key, emptyBody{}, func(ctx context.Context) (*reply, error) {
		var err error
		prepared, err = a.service.Prepare(ctx, c.who(), p)
		return &reply{
			status: http.StatusAccepted, body: attemptOf(c, prepared),
			header: map[string]string{"Location": c.c.Request.URL.EscapedPath() + "/" + prepared.ID},
		}, err
	})
	if err != nil {
		return nil, err
	}
	if r.header[replayedHeader] == "" {
		a.service.Begin(c.ctx, c.who(), prepared)
	}
	return r, nil
}

func (a *API) watch(c *call, in *attemptIn) (*reply, error) {
	attempt, ok := a.service.Attempt(in.Attempt, in.Month.period())
	if !ok {
		return nil, &chargeback.Error{Code: chargeback.NoSuchAttempt, Value: in.Attempt}
	}
	return &reply{body: attemptOf(c, attempt)}, nil
}

func attemptOf(c *call, attempt billing.Attempt) attemptBody {
	body := attemptBody{
		Attempt: attempt.ID, Month: monthCode(attempt.Month.String()), Step: attempt.Step.String(), Begun: attempt.Begun.UTC(),
	}
	if done := attempt.Done; done != nil {
		body.Run, body.Same = done.Status.Run, done.Same
		if done.Run != nil {
			body.Totals = totalsOf(done.Run.Totals())
		}
	}
	if attempt.Err != nil {
		body.Problem = problemOf(c.c, statusOf(attempt.Err), attempt.Err)
		if errors.Is(attempt.Err, context.Canceled) {
			body.Problem.Code = codeUnavailable
		}
	}
	return body
}
