package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/internal/auth"
)

type loginIn struct {
	Body struct {
		Name     string `json:"name" minLength:"1" maxLength:"200"`
		Password string `json:"password" minLength:"1" maxLength:"1000"`
	}
}

type passwordIn struct {
	Body struct {
		Old string `json:"old" minLength:"1" maxLength:"1000"`
		New string `json:"new" minLength:"1" maxLength:"1000"`
	}
}

type logoutIn struct {
	Everywhere bool `query:"everywhere" doc:"End all sessions, not only this one."`
}

// meBody is the caller.
type meBody struct {
	Name        string    `json:"name"`
	Roles       []string  `json:"roles" enum:"finance,head,chief,auditor,admin" doc:"Those of today, with what deputies and grants give."`
	Language    string    `json:"language,omitempty"`
	Email       string    `json:"email,omitempty"`
	Token       string    `json:"token,omitempty" doc:"The id of the token that calls."`
	MustChange  bool      `json:"must_change" doc:"The password is for one time: change it before anything else."`
	Reads       scopeBody `json:"reads"`
	MayCall     []string  `json:"may_call" doc:"Routes, as method and path."`
	NeedsPerson []string  `json:"needs_person" doc:"Routes of may_call that no token calls."`
}

// scopeBody is whose bills somebody may read.
type scopeBody struct {
	All         bool     `json:"all"`
	Departments []string `json:"departments"`
	CostCenters []string `json:"cost_centers"`
}

// forPersons are the routes that no token calls.
var forPersons = []string{
	"PUT /api/v1/me/password", "POST /api/v1/months/{month}/approval", "POST /api/v1/months/{month}/close",
	"POST /api/v1/requests/{number}/decision",
}

func (a *API) sessions() {
	tags := []string{"Login"}
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodPost, Path: "/api/v1/login", Tags: tags, Summary: "Log in",
			Description: "Gives a cookie. Five failures in fifteen minutes lock the account for as long: 429 with Retry-After.",
		},
		results: map[int]any{http.StatusNoContent: nil},
	}, func(c *call, in *loginIn) (*reply, error) {
		return &reply{status: http.StatusNoContent}, a.guard.Login(c.c, in.Body.Name, in.Body.Password)
	})
	add(a, route{
		Operation: huma.Operation{Method: http.MethodPost, Path: "/api/v1/logout", Tags: tags, Summary: "Log out"},
		results:   map[int]any{http.StatusNoContent: nil},
	}, func(c *call, in *logoutIn) (*reply, error) {
		if in.Everywhere {
			return &reply{status: http.StatusNoContent}, a.guard.LogoutEverywhere(c.c)
		}
		return &reply{status: http.StatusNoContent}, a.guard.Logout(c.c)
	})
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/api/v1/me", Tags: tags, Summary: "Who I am and what I may"},
		results:   map[int]any{http.StatusOK: meBody{}},
	}, func(c *call, _ *noInput) (*reply, error) { return &reply{body: a.me(c)}, nil })
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodPut, Path: "/api/v1/me/password", Tags: tags, Summary: "Change my password", Description: "All other sessions end.",
		},
		results: map[int]any{http.StatusNoContent: nil},
	}, func(c *call, in *passwordIn) (*reply, error) {
		return &reply{status: http.StatusNoContent}, a.guard.ChangePassword(c.c, in.Body.Old, in.Body.New)
	})
}

// me is the caller as the API shows them.
func (a *API) me(c *call) meBody {
	person, scope := &c.caller.Person, a.scope(c)
	me := meBody{
		Name: person.Name, Roles: []string{}, Language: person.Language, Email: person.Email, Token: c.caller.Token, MustChange: c.caller.MustChange,
		Reads:   scopeBody{scope.All, append([]string{}, scope.Departments...), append([]string{}, scope.CostCenters...)},
		MayCall: []string{}, NeedsPerson: []string{},
	}
	for _, role := range c.caller.Roles {
		me.Roles = append(me.Roles, role.String())
	}
	for _, e := range auth.APIPolicy {
		path := openAPIPath(e.Path)
		if !strings.HasPrefix(path, "/api/v1/") || !e.Who.Allows(c.caller) || c.caller.MustChange && !e.First {
			continue
		}
		name := e.Method + " " + path
		me.MayCall = append(me.MayCall, name)
		if slices.Contains(forPersons, name) {
			me.NeedsPerson = append(me.NeedsPerson, name)
		}
	}
	return me
}

// openAPIPath writes a path of gin as OpenAPI has it.
func openAPIPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}
