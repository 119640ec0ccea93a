package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// families are the attempts of TRUST C9. A12 (forged tokens of the login) and
// A23 (rows of others in PostgreSQL) stand in internal/auth and internal/store,
// the command line's (A25) in TestAttacksOnTheCommandLine.
var families = []struct {
	name, what string
	try        func(*attack)
}{
	{"A1", "no session", (*attack).withoutSession},
	{"A2", "a role without the function", (*attack).withoutRole},
	{"A3", "another department's bill", (*attack).othersBills},
	{"A4", "ids that are none", (*attack).oddIDs},
	{"A5", "orders and filters that are none", (*attack).oddLists},
	{"A6", "fields that nobody may set", (*attack).massAssignment},
	{"A7", "JSON that is none", (*attack).oddJSON},
	{"A8", "methods and paths around the policy", (*attack).oddPaths},
	{"A9", "bodies of another type", (*attack).oddTypes},
	{"A10", "forms of other sites", (*attack).foreignForms},
	{"A13", "more power than one has", (*attack).morePower},
	{"A14", "steps of a month out of order", (*attack).stepsOutOfOrder},
	{"A15", "plans that reach real months", (*attack).plansReach},
	{"A16", "the auditor changes something", (*attack).auditorWrites},
	{"A18", "addresses for the server to fetch", (*attack).foreignAddresses},
	{"A19", "hosts and addresses that a request makes up", (*attack).madeUpHosts},
	{"A20", "headers of every answer", (*attack).headersOfAll},
	{"A22", "paths that others have left open", (*attack).leftOpen},
	{"A24", "files that are bombs or break out", (*attack).hostileFiles},
	{"A11", "sessions that outlive their end", (*attack).sessionsEnd},
	{"A17", "guesses of passwords", (*attack).guesses},
	{"A21", "failures that tell", (*attack).failures}, // the last: it breaks the database
}

// quick families are enough under the race detector, which makes SQLite ten
// times as slow: attempts are made one after the other.
var quick = []string{"A1", "A10", "A13", "A11"}

// TestAttacks (TRUST C9): 0 successes of all, and nothing has changed.
func TestAttacks(t *testing.T) {
	a := newAttack(t)
	total := 0
	for _, f := range families {
		if testing.Short() && !slices.Contains(quick, f.name) {
			continue
		}
		a.family = f.name
		t.Run(f.name, func(t *testing.T) {
			a.T = t
			f.try(a)
		})
		a.T = t
		total += a.tries[f.name]
		t.Logf("%-4s %5d  %s", f.name, a.tries[f.name], f.what)
	}
	t.Logf("     %5d  attempts", total)
	require.GreaterOrEqual(t, total, 2000)
}

// withoutSession: nobody gets in by no session, a made-up one or a part of one.
func (a *attack) withoutSession() {
	require.Empty(a, policy.Check(a.server.Engine.Routes()))
	before := a.digest()
	token := a.as(attackAuditor).token
	cookie := a.as(attackAuditor).cookie
	name, value, _ := strings.Cut(cookie, "=")
	claims := [][]string{
		nil,
		{"Cookie", name + "="},
		{"Cookie", name + "=" + strings.Repeat("A", len(value))},
		{"Cookie", name + "=" + value[:len(value)-1]},
		{"Cookie", "__Host-" + cookie},
		{"Cookie", name + "=' OR '1'='1"},
		{"Authorization", "Bearer " + token[:len(token)-1]},
		{"Authorization", "Bearer chargeback_"},
		{"Authorization", "Basic QWx2YSBBZG1pbjphZG1pbg=="},
		{"Authorization", "Bearer " + token + ", Bearer " + token},
		{"X-Forwarded-User", attackAdmin, "X-Remote-User", attackAdmin, "X-User", attackAdmin},
	}
	for _, e := range policy {
		if e.Who&auth.Anyone != 0 {
			continue
		}
		for _, claim := range claims {
			r := request{method: e.Method, path: a.fill(e.Path), header: claim}
			if isAPI(e.Path) {
				got := a.nobody().try(r, http.StatusUnauthorized)
				require.Equal(a, chargeback.NotLoggedIn, got.code())
				require.NotEmpty(a, got.header.Get("WWW-Authenticate"))
				continue
			}
			got := a.nobody().try(r, http.StatusSeeOther)
			require.True(a, strings.HasPrefix(got.header.Get("Location"), "/login?next="), got.header.Get("Location"))
			r.header = append(slices.Clone(r.header), "HX-Request", "true")
			a.nobody().try(r, http.StatusUnauthorized)
		}
	}
	require.Empty(a, a.unchanged(before))
}

// roleOf is the role that somebody has.
var roleOf = map[string]chargeback.Role{
	attackAdmin: chargeback.Admin, demoFinance: chargeback.Finance, demoHead: chargeback.Head, attackChief: chargeback.Chief,
	attackAuditor: chargeback.Auditor,
}

// never is what a role may do nothing with, as the matrix of TRUST has it;
// beside the policy, which is held to it.
var never = []struct {
	role  chargeback.Role
	paths string // beginnings of paths
}{
	{chargeback.Admin, "/budget /prices /next-year /programme /investments /needs /register /bills /objections /months /flow /import /services /records /api/v1/months/:month/bills /api/v1/months/:month/runs /api/v1/months/:month/close /api/v1/months/:month/approval /api/v1/months/:month/correction /api/v1/imports"},
	{chargeback.Head, "/budget /prices /programme /investments /register /months /flow /import /log /records /people /tokens /api/v1/imports /api/v1/audit /api/v1/persons /api/v1/tokens /api/v1/requests /api/v1/months/:month/voucher.si /api/v1/months/:month/invoices /api/v1/months/:month/runs"},
	{chargeback.Chief, "/needs/edit /needs/withdraw /log /records /people /tokens /api/v1/audit /api/v1/persons /api/v1/tokens /api/v1/requests /api/v1/months/:month/voucher.si /api/v1/months/:month/invoices"},
	{chargeback.Finance, "/records /people /tokens /api/v1/persons /api/v1/tokens /api/v1/requests"},
	{chargeback.Auditor, "/needs/edit /needs/withdraw /import /people/edit"},
}

// withoutRole: every route by every role, in a browser and by token. What is
// allowed and changes something is asked with nothing in it.
func (a *attack) withoutRole() {
	before, denied := a.digest(), 0
	for _, e := range policy {
		if e.Who&auth.Anyone != 0 || strings.Contains(e.Path, "logout") {
			continue
		}
		for name, role := range roleOf {
			allowed := e.Who&auth.LoggedIn != 0 || e.Who&auth.Only(role) != 0
			for _, rule := range never {
				for path := range strings.FieldsSeq(rule.paths) {
					if rule.role == role && (e.Path == path || strings.HasPrefix(e.Path, path+"/")) {
						require.False(a, allowed, "%v for %v is against the matrix", e, role)
					}
				}
			}
			for _, p := range []*intruder{a.as(name), a.as(name).byToken()} {
				r := request{method: e.Method, path: a.fill(e.Path)}
				if !allowed {
					p.try(r, http.StatusForbidden) // and nothing of whether it exists
					denied++
					continue
				}
				got := p.send(r)
				a.tries[a.family]++
				a.tells(r, got)
				refused := got.status == http.StatusForbidden && !slices.Contains([]chargeback.Code{chargeback.PersonRequired, chargeback.NotAllowed}, got.code())
				if got.status == http.StatusUnauthorized || got.status >= http.StatusInternalServerError || refused && isAPI(e.Path) {
					a.Errorf("%v by %q: %d: %s", e, name, got.status, excerpt(got.text))
				}
				if e.Method != http.MethodGet && got.status < http.StatusMultipleChoices {
					a.Errorf("%v by %q does something with nothing: %d: %s", e, name, got.status, excerpt(got.text))
				}
			}
		}
	}
	told := 0
	for _, e := range a.unchanged(before) {
		if e.Action == string(billing.ActDenied) {
			told++
		}
	}
	require.GreaterOrEqual(a, told, denied, "each refusal is told to the log")
}

// auditorWrites: whoever only looks changes nothing, whatever they send.
func (a *attack) auditorWrites() {
	before := a.digest()
	own := []string{"/login", "/logout", "/password", "/profile", "/preferences", "/records/file", "/scenarios/:id/try", "/api/v1/login", "/api/v1/logout", "/api/v1/me/"}
	for _, e := range policy {
		if e.Method == http.MethodGet || slices.ContainsFunc(own, func(path string) bool { return strings.HasPrefix(e.Path, path) }) {
			continue
		}
		for _, r := range []request{
			{kind: "application/json", text: `{}`},
			{kind: "application/json", text: `{"dry_run":true}`},
			{form: url.Values{"idempotency_key": {"auditor-" + e.Path}, "sure": {"yes"}, "reason": {"x"}, "state": {"accepted"}, "decision": {"accept"}, "name": {attackAuditor}, "role": {"finance"}}},
		} {
			r.method, r.path = e.Method, a.fill(e.Path)
			r.header = []string{"Idempotency-Key", "auditor-" + e.Path, "If-Match", `"1"`}
			a.as(attackAuditor).try(r, http.StatusForbidden)
			a.as(attackAuditor).byToken().try(r, http.StatusForbidden)
		}
	}
	a.unchanged(before)
}

// oddPaths: no other method and no other spelling of a path leads around the
// policy.
func (a *attack) oddPaths() {
	before := a.digest()
	head := a.as(demoHead)
	for _, e := range policy {
		path := a.fill(e.Path)
		if e.Who&auth.Anyone == 0 && e.Method == http.MethodGet {
			for _, method := range []string{http.MethodHead, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodTrace, http.MethodOptions, "GETS"} {
				if slices.ContainsFunc(policy, func(other auth.Entry) bool { return other.Method == method && other.Path == e.Path }) {
					continue
				}
				a.as(attackAdmin).try(request{method: method, path: path}, http.StatusMethodNotAllowed)
			}
		}
		if e.Who&(auth.Anyone|auth.LoggedIn|auth.Only(chargeback.Head)) != 0 || e.Path == "/" {
			continue
		}
		for _, header := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
			head.try(request{method: http.MethodPost, path: "/bills?_method=" + e.Method, header: []string{header, e.Method}}, http.StatusMethodNotAllowed)
		}
		head.try(request{path: "/bills/latest", header: []string{"X-Original-URL", path, "X-Rewrite-URL", path}}, http.StatusSeeOther)
		for _, odd := range oddSpellings(path) {
			head.try(request{method: e.Method, path: odd}, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusBadRequest)
		}
	}
	a.unchanged(before)
}

// oddSpellings are ways to write a path that some servers read as the path.
func oddSpellings(path string) []string {
	last := strings.LastIndexByte(path, '/')
	return []string{
		path + "/", path + "//", "/" + path, path[:last] + "//" + path[last+1:], path + "%2f", path + "%00", path + ";x", path + "/.", path + "/../" + path[last+1:],
		"/." + path, "/bills/.." + path, "/login/.." + path, "/assets/..%2f" + path[1:], "/%2e" + path, strings.ToUpper(path), path + "%20", path + ".json", path + "?", path + "#",
		"/bills/..;" + path, "/%2e%2e" + path, fmt.Sprintf("/%%%x%s", path[1], path[2:]),
	}
}

// leftOpen: nothing that other servers have open is here.
func (a *attack) leftOpen() {
	before := a.digest()
	for path := range strings.FieldsSeq(`/debug/pprof /debug/pprof/heap /debug/vars /metrics /swagger /swagger/index.html /docs /redoc /schemas /api/v1 /api/v1/ /.git/config
		/.git/HEAD /.env /config /admin /setup /install /server-status /actuator /actuator/env /console /phpinfo.php /wp-login.php /robots.txt /graphql /backup /chargeback.db
		/demo.db /static/ /assets/ /assets/../serve.go /assets/%2e%2e/%2e%2e/etc/passwd /templates/bill.html /openapi.yaml /openapi-3.0.json /api/v1/openapi.json /api/v1/users
		/api/v1/settings /api/v1/months/2017-10/reopen /months/2017-10/reopen /months/2017-10/delete /api/v1/backup /healthz/live /livez /people/delete /scenarios/x/delete`) {
		for _, p := range []*intruder{a.nobody(), a.as(demoHead), a.as(attackAdmin)} {
			p.try(request{path: path}, http.StatusNotFound)
			p.try(request{method: http.MethodPost, path: path}, http.StatusNotFound)
		}
	}
	for _, login := range [][2]string{{"admin", "admin"}, {"admin", ""}, {"root", "root"}, {attackAdmin, "admin"}, {"", ""}, {"chargeback", "chargeback"}} {
		got := a.nobody().try(request{method: http.MethodPost, path: "/login", form: url.Values{"name": {login[0]}, "password": {login[1]}}}, http.StatusUnauthorized)
		require.Empty(a, got.cookies)
	}
	a.unchanged(before)
	a.clock.pass(loginsForgotten)
	a.again()
}
