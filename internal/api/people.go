package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

type personsIn struct {
	ListQuery
	Sort   string `query:"sort" enum:"name,-name" default:"name"`
	Name   string `query:"name" maxLength:"200"`
	Active string `query:"active" enum:"true,false"`
}

// personBody is somebody who may log in.
type personBody struct {
	Name string `json:"name"`
	PersonFields
	Version string `json:"version" doc:"Its ETag."`
}

// PersonFields are what an administrator says of a person.
type PersonFields struct {
	Roles    []string    `json:"roles" enum:"finance,head,chief,auditor,admin"`
	Grants   []grantBody `json:"grants"`
	Active   bool        `json:"active"`
	Email    string      `json:"email,omitempty" maxLength:"254" doc:"Only for administrators."`
	Language string      `json:"language,omitempty" enum:"sv,en"`
}

// grantBody lets somebody read a department or one cost centre.
type grantBody struct {
	Department string `json:"department,omitempty" maxLength:"200"`
	CostCenter string `json:"cost_center,omitempty" maxLength:"200"`
	From       day    `json:"from,omitempty"`
	To         day    `json:"to,omitempty"`
}

type personIn struct {
	Name  string `path:"name"`
	Match string `header:"If-Match" doc:"Required for a person who is registered: the version. Absent for one who is not."`
	Key   string `header:"Idempotency-Key" doc:"1–200 characters. The same key with the same request is answered again."`
	Body  PersonFields
}

// askedBody tells that another administrator decides.
type askedBody struct {
	Request int64 `json:"request" doc:"Its number."`
}

type tokensIn struct {
	ListQuery
	Sort   string `query:"sort" enum:"created,-created,id,-id,person,-person,name,-name" default:"created"`
	Person string `query:"person" maxLength:"200"`
}

// tokenBody is an API token, without its secret.
type tokenBody struct {
	ID      string     `json:"id"`
	Person  string     `json:"person"`
	Name    string     `json:"name"`
	Created time.Time  `json:"created"`
	Revoked *time.Time `json:"revoked,omitempty"`
}

type tokenIn struct {
	ID string `path:"id"`
}

func (a *API) people() {
	tags := []string{"People"}
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/api/v1/persons", Tags: tags, Summary: "Who may log in"},
		results:   map[int]any{http.StatusOK: list[personBody]{}},
	}, a.listPersons)
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodPut, Path: "/api/v1/persons/{name}", Tags: tags, Summary: "Register or change a person",
			Description: "Where it gives finance or admin, another administrator decides: 202 with the number of the request.",
		},
		results: map[int]any{http.StatusOK: personBody{}, http.StatusAccepted: askedBody{}},
	}, a.putPerson)
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/api/v1/tokens", Tags: tags, Summary: "API tokens"},
		results:   map[int]any{http.StatusOK: list[tokenBody]{}},
	}, a.listTokens)
	add(a, route{
		Operation: huma.Operation{Method: http.MethodDelete, Path: "/api/v1/tokens/{id}", Tags: tags, Summary: "End a token for ever"},
		results:   map[int]any{http.StatusNoContent: nil},
	}, func(c *call, in *tokenIn) (*reply, error) {
		return &reply{status: http.StatusNoContent}, a.service.RevokeToken(c.ctx, c.who(), in.ID)
	})
}

var personColumns = []column[personBody]{
	{name: "name", text: func(p *personBody) string { return p.Name }},
	{name: "active", text: func(p *personBody) string {
		if p.Active {
			return "true"
		}
		return "false"
	}},
}

func (a *API) listPersons(c *call, in *personsIn) (*reply, error) {
	persons, _, err := a.service.Persons(c.ctx)
	if err != nil {
		return nil, err
	}
	items := make([]personBody, len(persons))
	for i, p := range persons {
		items[i] = personOf(p, c.caller.Has(chargeback.Admin))
	}
	l, err := page(items, personColumns, view{in.ListQuery, in.Sort, map[string]string{"name": in.Name, "active": in.Active}})
	return &reply{body: l}, err
}

func personOf(p chargeback.Person, addresses bool) personBody {
	body := personBody{Name: p.Name, PersonFields: PersonFields{Roles: []string{}, Grants: []grantBody{}, Active: p.Active, Language: p.Language}}
	for _, role := range p.Roles {
		body.Roles = append(body.Roles, role.String())
	}
	for _, g := range p.Grants {
		body.Grants = append(body.Grants, grantBody{g.Department, g.CostCenter, day(g.Valid.From.String()), day(g.Valid.To.String())})
	}
	body.Email = p.Email
	sum := sha256.Sum256(encoded(body))
	body.Version = hex.EncodeToString(sum[:8])
	if !addresses {
		body.Email = ""
	}
	return body
}

// person reads what an administrator says of a person.
func (f *PersonFields) person(name string) (chargeback.Person, error) {
	p := chargeback.Person{Name: name, Active: f.Active, Email: f.Email, Language: f.Language}
	for _, code := range f.Roles {
		role, _ := chargeback.ParseRole(code)
		p.Roles = append(p.Roles, role)
	}
	for _, g := range f.Grants {
		grant := chargeback.Grant{Department: g.Department, CostCenter: g.CostCenter, Valid: allocation.Always}
		if (g.Department == "") == (g.CostCenter == "") {
			return p, &chargeback.Error{Code: chargeback.BadFields}
		}
		for _, end := range []struct {
			text day
			to   *allocation.Date
		}{{g.From, &grant.Valid.From}, {g.To, &grant.Valid.To}} {
			if end.text == "" {
				continue
			}
			date, ok := allocation.ParseDate(string(end.text))
			if !ok {
				return p, &chargeback.Error{Code: chargeback.NotDate, Value: string(end.text)}
			}
			*end.to = date
		}
		if grant.Valid.From > grant.Valid.To {
			return p, &chargeback.Error{Code: chargeback.FromAfterTo, Value: string(g.From), Args: []string{string(g.To)}}
		}
		p.Grants = append(p.Grants, grant)
	}
	return p, nil
}

func (a *API) putPerson(c *call, in *personIn) (*reply, error) {
	person, err := in.Body.person(in.Name)
	if err != nil {
		return nil, err
	}
	key := in.Key
	if key == "" {
		key = rand.Text()
	}
	if err := checkKey(key); err != nil {
		return nil, err
	}
	return a.keep(c, key, []any{in.Name, in.Body}, func(ctx context.Context) (*reply, error) {
		if err := a.matchPerson(ctx, in.Name, in.Match); err != nil {
			return nil, err
		}
		request, err := a.service.AskPerson(ctx, c.who(), person)
		switch {
		case err != nil:
			return nil, err
		case request != 0:
			return &reply{status: http.StatusAccepted, body: askedBody{request}}, nil
		}
		stored, _, err := a.findPerson(ctx, in.Name)
		body := personOf(stored, true)
		return &reply{status: http.StatusOK, body: body, header: map[string]string{"ETag": `"` + body.Version + `"`}}, err
	})
}

// matchPerson refuses a change of somebody who has been changed meanwhile.
func (a *API) matchPerson(ctx context.Context, name, match string) error {
	stored, ok, err := a.findPerson(ctx, name)
	switch {
	case err != nil:
		return err
	case ok:
		return checkMatch(match, `"`+personOf(stored, true).Version+`"`)
	case match != "":
		return &chargeback.Error{Code: chargeback.OldVersion, Args: []string{""}}
	}
	return nil
}

func (a *API) findPerson(ctx context.Context, name string) (p chargeback.Person, ok bool, err error) {
	err = a.service.DB.View(ctx, func(tx billing.Tx) error {
		p, ok, err = tx.Person(name)
		return err
	})
	return p, ok, err
}

var tokenColumns = []column[tokenBody]{
	{name: "id", text: func(t *tokenBody) string { return t.ID }},
	{name: "created", text: func(t *tokenBody) string { return t.Created.Format("2006-01-02T15:04:05.000000000") }},
	{name: "person", text: func(t *tokenBody) string { return t.Person }},
	{name: "name", text: func(t *tokenBody) string { return t.Name }},
}

func (a *API) listTokens(c *call, in *tokensIn) (*reply, error) {
	tokens, err := a.service.Tokens(c.ctx, c.who())
	if err != nil {
		return nil, err
	}
	items := make([]tokenBody, len(tokens))
	for i, t := range tokens {
		items[i] = tokenBody{ID: t.ID, Person: t.Person, Name: t.Name, Created: t.Created.At.UTC()}
		if t.Revoked.Event > 0 {
			at := t.Revoked.At.UTC()
			items[i].Revoked = &at
		}
	}
	l, err := page(items, tokenColumns, view{in.ListQuery, in.Sort, map[string]string{"person": in.Person}})
	return &reply{body: l}, err
}
