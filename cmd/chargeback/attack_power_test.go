package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// morePower: nobody gives themselves more than they have; who lost a role has
// lost it at the next request.
func (a *attack) morePower() {
	before := a.digest()
	put := func(by, name string, roles string, statuses ...int) answer {
		version := a.version(name)
		return a.as(by).try(request{
			method: http.MethodPut, path: "/api/v1/persons/" + url.PathEscape(name), kind: "application/json",
			text: `{"roles":[` + roles + `],"grants":[],"active":true}`, header: []string{"If-Match", version},
		}, statuses...)
	}
	for _, name := range []string{demoHead, demoFinance, attackChief, attackAuditor} {
		for _, role := range chargeback.Roles[1:] {
			put(name, name, strconv.Quote(role), http.StatusForbidden)
			put(name, attackOther, strconv.Quote(role), http.StatusForbidden)
			a.as(name).try(request{method: http.MethodPost, path: "/people/edit", form: url.Values{"name": {name}, "role": {role}, "active": {"yes"}, "departments": {"SKF VOF"}}}, http.StatusForbidden)
		}
		for path, form := range map[string]url.Values{
			"/people/password": {"name": {attackAdmin}}, "/people/identity": {"name": {attackAdmin}, "issuer": {"https://x"}, "subject": {"1"}},
			"/people/requests": {"number": {"1"}, "version": {"1"}, "decision": {"accept"}}, "/tokens": {"person": {attackAdmin}, "name": {"x"}}, "/tokens/revoke": {"id": {"x"}},
		} {
			a.as(name).try(request{method: http.MethodPost, path: path, form: form}, http.StatusForbidden)
		}
	}
	put(attackAdmin, attackAdmin, `"finance"`, http.StatusForbidden, http.StatusConflict)
	put(attackAdmin, attackAdmin, `"admin","finance"`, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity)
	put(attackAdmin, attackAdmin, `"auditor"`, http.StatusForbidden, http.StatusConflict)
	a.as(attackAdmin).try(request{method: http.MethodPost, path: "/people/edit", form: url.Values{"name": {attackAdmin}, "role": {"admin", "auditor"}, "active": {"yes"}}}, http.StatusForbidden, http.StatusConflict)
	a.unchanged(before)

	// Another gets finance only when a second administrator says so.
	put(attackAdmin, attackOther, `"finance"`, http.StatusAccepted)
	require.False(a, a.has(attackOther, chargeback.Finance))
	number := a.lastRequest()
	decide := request{
		method: http.MethodPost, path: "/api/v1/requests/" + number + "/decision", kind: "application/json", text: `{"accept":true}`,
		header: []string{"Idempotency-Key", "decide-own", "If-Match", `"1"`},
	}
	a.as(attackAdmin).try(decide, http.StatusForbidden)
	a.as(attackAdmin).byToken().try(decide, http.StatusForbidden)
	a.as(attackSecond).byToken().try(decide, http.StatusForbidden)
	a.as(attackAdmin).try(request{method: http.MethodPost, path: "/people/requests", form: url.Values{"number": {number}, "version": {"1"}, "decision": {"accept"}}}, http.StatusForbidden)
	require.False(a, a.has(attackOther, chargeback.Finance))
	decide.header[1], decide.text = "decline", `{"accept":false}`
	a.as(attackSecond).try(decide, http.StatusOK)
	decide.header[1], decide.text = "afterwards", `{"accept":true}`
	a.as(attackSecond).try(decide, http.StatusConflict, http.StatusPreconditionFailed)

	// The last administrator stays.
	host := billing.Actor{Name: attackAdmin, Origin: "test", Host: true}
	require.NoError(a, a.site.Deactivate(a.Context(), host, attackSecond))
	put(attackAdmin, attackAdmin, `"head"`, http.StatusConflict, http.StatusForbidden)
	a.as(attackAdmin).try(request{method: http.MethodPost, path: "/people/edit", form: url.Values{"name": {attackAdmin}, "role": {"admin"}}}, http.StatusConflict, http.StatusForbidden)
	require.True(a, a.person(attackAdmin).Active && a.has(attackAdmin, chargeback.Admin))

	// A role that is taken away is gone from what is open, browser and token.
	sara := a.as(attackOther)
	sara.login()
	for path, statuses := range map[string][2]int{"/bills/2017-10/SKF": {http.StatusSeeOther, http.StatusForbidden}, "/api/v1/months/2017-10/bills/SKF": {http.StatusUnauthorized, http.StatusForbidden}} {
		sara.login()
		sara.try(request{path: path}, http.StatusOK)
		sara.byToken().try(request{path: path}, http.StatusOK)
		require.NoError(a, a.site.Register(a.Context(), host, chargeback.Person{Name: attackOther, Roles: []chargeback.Role{chargeback.Admin}, Active: true}))
		sara.try(request{path: path}, statuses[0])
		sara.byToken().try(request{path: path}, statuses[1])
		require.NoError(a, a.site.Register(a.Context(), host, chargeback.Person{
			Name: attackOther, Roles: []chargeback.Role{chargeback.Head}, Grants: []chargeback.Grant{{Department: otherDepartment, Valid: allocation.Always}}, Active: true,
		}))
	}
	sara.login()
	a.events()
}

// has says whether somebody has a role.
func (a *attack) has(name string, role chargeback.Role) bool {
	p := a.person(name)
	return p.Has(role)
}

// version is a person's, as the API has it.
func (a *attack) version(name string) string {
	got := a.as(attackAdmin).byToken().send(request{path: "/api/v1/persons?name=" + url.QueryEscape(name)})
	var list struct {
		Items []struct{ Name, Version string }
	}
	require.NoError(a, json.Unmarshal([]byte(got.text), &list), got.text)
	for _, p := range list.Items {
		if p.Name == name {
			return `"` + p.Version + `"`
		}
	}
	a.Fatalf("nobody is %s: %s", name, got.text)
	return ""
}

// lastRequest is the number of what waits for a second administrator.
func (a *attack) lastRequest() string {
	got := a.as(attackAuditor).byToken().send(request{path: "/api/v1/requests?sort=-number&limit=1"})
	var list struct {
		Items []struct{ Number int64 }
	}
	require.NoError(a, json.Unmarshal([]byte(got.text), &list), got.text)
	require.Len(a, list.Items, 1)
	return strconv.FormatInt(list.Items[0].Number, 10)
}

// stepsOutOfOrder: a month goes its steps in order, by two persons, and what is
// closed stays as it is. October is closed, November calculated by Anders,
// December open.
func (a *attack) stepsOutOfOrder() {
	before := a.digest()
	step := func(by, month, step, body string, statuses ...int) {
		tag := a.as(attackAuditor).byToken().send(request{path: "/api/v1/months/" + month}).header.Get("ETag")
		a.as(by).try(request{
			method: http.MethodPost, path: "/api/v1/months/" + month + "/" + step, kind: "application/json", text: body,
			header: []string{"Idempotency-Key", strings.Join([]string{by[:2], month, step}, "-"), "If-Match", tag},
		}, statuses...)
	}
	form := func(by, month, step string) {
		got := a.as(by).send(request{method: http.MethodPost, path: "/months/" + month + "/" + step, form: url.Values{
			"idempotency_key": {strings.Join([]string{"form", by[:2], month, step}, "-")}, "sure": {"yes"}, "reason": {"x"},
		}})
		a.tries[a.family]++
		require.Less(a, got.status, http.StatusInternalServerError, "%s %s: %s", month, step, excerpt(got.text))
	}
	const conflict = http.StatusConflict
	closed := []string{"2017-01", "2017-05", "2017-10"}
	for _, by := range []string{demoFinance, demoApprover} {
		for _, month := range closed {
			step(by, month, "runs", `{"dry_run":false}`, conflict)
			step(by, month, "approval", `{}`, conflict)
			step(by, month, "close", `{"accept_unallocated":"x"}`, conflict)
			step(by, month, "correction", `{}`, conflict) // nothing has changed
			for _, name := range []string{"calculate", "approval", "close", "correction"} {
				form(by, month, name)
			}
		}
		step(by, "2017-11", "close", `{"accept_unallocated":"x"}`, conflict) // before it is approved
		step(by, "2017-11", "correction", `{}`, conflict)
		step(by, "2017-12", "approval", `{}`, conflict)
		step(by, "2017-12", "close", `{"accept_unallocated":"x"}`, conflict)
		step(by, "2017-12", "correction", `{}`, conflict)
		step(by, "2019-01", "approval", `{}`, conflict)
		step(by, "2019-01", "close", `{"accept_unallocated":"x"}`, conflict)
		for _, name := range []string{"close", "correction"} {
			form(by, "2017-11", name)
			form(by, "2017-12", name)
		}
		form(by, "2017-12", "approval")
		form(by, "2019-01", "approval")
	}
	step(demoApprover, "2017-11", "approval", `{}`, conflict, http.StatusForbidden) // who calculated it
	form(demoApprover, "2017-11", "approval")
	for _, by := range []string{demoFinance, demoApprover} {
		for _, path := range []string{"reopen", "open", "delete", "unlock", "runs/x/undo"} {
			for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
				a.as(by).try(request{method: method, path: "/api/v1/months/2017-10/" + path}, http.StatusNotFound, http.StatusMethodNotAllowed)
			}
		}
		for _, path := range []string{"/api/v1/months/2017-10", "/api/v1/months/2017-10/bills/SKF", "/months/2017-10", "/bills/2017-10/SKF", "/api/v1/audit"} {
			for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
				a.as(by).try(request{method: method, path: path}, http.StatusMethodNotAllowed)
			}
		}
	}
	a.unchanged(before)
}
