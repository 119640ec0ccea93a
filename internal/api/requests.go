package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

type requestsIn struct {
	ListQuery
	Sort  string `query:"sort" enum:"number,-number,subject,-subject,state,-state" default:"number"`
	State string `query:"state" enum:"asked,accepted,declined"`
}

// requestBody is what one administrator asked and another decides.
type requestBody struct {
	Number   int64         `json:"number"`
	Kind     string        `json:"kind" enum:"person,password,token,identity"`
	Subject  string        `json:"subject" doc:"The person concerned."`
	State    string        `json:"state" enum:"asked,accepted,declined"`
	Version  int64         `json:"version" doc:"Send it as If-Match to decide."`
	Asked    actBody       `json:"asked"`
	Decided  *actBody      `json:"decided,omitempty"`
	Before   *PersonFields `json:"before,omitempty"`
	Becomes  *PersonFields `json:"becomes,omitempty"`
	Token    string        `json:"token,omitempty" doc:"What a token is for."`
	Identity string        `json:"identity,omitempty" doc:"Issuer and subject."`
}

type decideIn struct {
	Number int64 `path:"number" minimum:"1"`
	Keyed
	Versioned
	Body struct {
		Accept bool `json:"accept" doc:"false declines."`
	}
}

func (a *API) requests() {
	tags := []string{"People"}
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/api/v1/requests", Tags: tags, Summary: "What waits for a second administrator"},
		results:   map[int]any{http.StatusOK: list[requestBody]{}},
	}, a.listRequests)
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodPost, Path: "/api/v1/requests/{number}/decision", Tags: tags, Summary: "Accept or decline a request",
			Description: "Not by token. Who asked, and whom it is about, do not accept.",
		},
		results: map[int]any{http.StatusOK: requestBody{}},
	}, a.decide)
}

var requestColumns = []column[requestBody]{
	{name: "number", text: func(r *requestBody) string { return amountOrder(allocation.Ore(r.Number)) }},
	{name: "subject", text: func(r *requestBody) string { return r.Subject }},
	{name: "state", text: func(r *requestBody) string { return r.State }},
}

func (a *API) listRequests(c *call, in *requestsIn) (*reply, error) {
	items, err := a.requestItems(c.ctx, c)
	if err != nil {
		return nil, err
	}
	l, err := page(items, requestColumns, view{in.ListQuery, in.Sort, map[string]string{"state": in.State}})
	return &reply{body: l}, err
}

func (a *API) requestItems(ctx context.Context, c *call) ([]requestBody, error) {
	requests, err := a.service.Requests(ctx, c.who())
	items := make([]requestBody, len(requests))
	for i := range requests {
		items[i] = requestOf(&requests[i], c.caller.Has(chargeback.Admin))
	}
	return items, err
}

func requestOf(r *billing.Request, addresses bool) requestBody {
	body := requestBody{
		Number: r.Number, Kind: r.Kind, Subject: r.Subject, State: r.State.String(), Version: r.Version,
		Asked: actBody{r.Asked.Person, r.Asked.At.UTC()}, Decided: actOf(r.Decided),
	}
	if r.Person != nil {
		before, becomes := personOf(*r.Before, addresses), personOf(*r.Person, addresses)
		body.Before, body.Becomes = &before.PersonFields, &becomes.PersonFields
	}
	if r.Token != nil {
		body.Token = r.Token.Name
	}
	if r.Identity != nil {
		body.Identity = strings.TrimSpace(r.Identity.Issuer + " " + r.Identity.Subject)
	}
	return body
}

func (a *API) decide(c *call, in *decideIn) (*reply, error) {
	number := strconv.FormatInt(in.Number, 10)
	if err := a.needPerson(c, number); err != nil {
		return nil, err
	}
	if err := checkKey(in.Key); err != nil {
		return nil, err
	}
	if in.Match == "" {
		return nil, checkMatch("", "")
	}
	find := func(ctx context.Context) (requestBody, error) {
		items, err := a.requestItems(ctx, c)
		for _, r := range items {
			if r.Number == in.Number {
				return r, err
			}
		}
		if err == nil {
			err = &chargeback.Error{Code: chargeback.UnknownRequest, Args: []string{number}}
		}
		return requestBody{}, err
	}
	return a.once(c, in.Key, in.Body, func(ctx context.Context) (*reply, error) {
		r, err := find(ctx)
		if err == nil {
			err = checkMatch(in.Match, etag(r.Version))
		}
		if err == nil {
			err = a.service.Decide(ctx, c.who(), in.Number, r.Version, in.Body.Accept)
		}
		if err != nil {
			return nil, err
		}
		r, err = find(ctx)
		return &reply{status: http.StatusOK, body: r, header: map[string]string{"ETag": etag(r.Version)}}, err
	})
}
