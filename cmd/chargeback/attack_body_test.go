package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// jsonRoutes are the routes that take JSON, with a body that is good as a body
// and somebody who may call them.
var jsonRoutes = []struct {
	method, path, body, person string
}{
	{http.MethodPost, "/api/v1/login", `{"name":"Ingen Alls","password":"x"}`, ""},
	{http.MethodPut, "/api/v1/me/password", `{"old":"x","new":"ett helt nytt lösenord"}`, demoHead},
	{http.MethodPost, "/api/v1/months/2017-10/runs", `{"dry_run":false}`, demoFinance},
	{http.MethodPost, "/api/v1/months/2017-10/approval", `{}`, demoFinance},
	{http.MethodPost, "/api/v1/months/2017-10/close", `{"accept_unallocated":"x"}`, demoFinance},
	{http.MethodPost, "/api/v1/months/2017-10/correction", `{}`, demoFinance},
	{http.MethodPut, "/api/v1/persons/Ny%20Person", `{"roles":["head"],"grants":[],"active":true}`, attackAdmin},
	{http.MethodPost, "/api/v1/requests/1/decision", `{"accept":true}`, attackAdmin},
}

// forbidden are fields that the server sets, and nobody else.
var forbidden = strings.Fields("id department_id role status state closed locked total created_by version tenant password_hash person is_admin __proto__ constructor token approved_by")

// massAssignment: a field that nobody may set is refused by the API and not
// looked at by forms.
func (a *attack) massAssignment() {
	before := a.digest()
	for i, r := range jsonRoutes {
		for _, field := range forbidden {
			body := `{"` + field + `":"admin",` + strings.TrimPrefix(r.body, "{")
			body = strings.Replace(body, ",}", "}", 1)
			header := []string{"Idempotency-Key", "mass-" + string(rune('a'+i)) + field, "If-Match", `"1"`}
			for _, kind := range []string{"application/json", "application/json; charset=utf-8"} {
				a.who(r.person).try(request{method: r.method, path: r.path, kind: kind, text: body, header: header}, http.StatusUnprocessableEntity, http.StatusBadRequest)
			}
		}
		for _, field := range forbidden[:4] {
			a.who(r.person).try(request{method: r.method, path: r.path + "?" + field + "=1", kind: "application/json", text: r.body}, http.StatusBadRequest)
		}
	}
	a.unchanged(before)

	// One's own details are one's own details only.
	form := url.Values{"email": {"eva@example.se"}, "mail_language": {"sv"}}
	for _, field := range forbidden {
		form.Set(field, "admin")
	}
	form["role"], form["departments"], form["name"], form["active"] = []string{"admin", "finance"}, []string{otherDepartment}, []string{attackAdmin}, []string{"yes"}
	was := a.person(demoHead)
	a.as(demoHead).try(request{method: http.MethodPost, path: "/profile", form: form}, http.StatusSeeOther)
	was.Email, was.Language = "eva@example.se", "sv"
	require.Equal(a, was, a.person(demoHead))
	require.Equal(a, attackAdmin, a.person(attackAdmin).Name)
	a.events()
}

// who is somebody in a browser; nobody where the name is empty.
func (a *attack) who(name string) *intruder {
	if name == "" {
		return a.nobody()
	}
	return a.as(name)
}

// person is somebody as the database has them.
func (a *attack) person(name string) (p chargeback.Person) {
	require.NoError(a, a.site.DB.View(a.Context(), func(tx billing.Tx) (err error) {
		p, _, err = tx.Person(name)
		return err
	}))
	return p
}

// oddJSON: what is not one plain document of JSON does nothing.
func (a *attack) oddJSON() {
	before := a.digest()
	deep := strings.Repeat(`[`, 10_000) + strings.Repeat(`]`, 10_000)
	for i, r := range jsonRoutes {
		key := []string{"Idempotency-Key", "json-" + string(rune('a'+i)), "If-Match", `"1"`}
		first, _, _ := strings.Cut(strings.TrimPrefix(r.body, "{"), ",")
		first = strings.TrimSuffix(first, "}")
		bodies := []string{
			r.body + r.body, r.body + "x", r.body + "\x00", "\xef\xbb\xbf" + r.body, r.body[:len(r.body)-1], `[` + r.body + `]`, `"x"`, `1`, `true`, `null`, ` `, `{`, `}`,
			deep, strings.Repeat(`{"a":`, 10_000) + `1` + strings.Repeat(`}`, 10_000), `[` + strings.Repeat(`1,`, 300_000) + `1]`, `{"a":"\ud800"}x`, "{\"a\":\"\xff\"}",
			`{"a":"\u0000"}`, `{'a':1}`, `{a:1}`, `{"a":NaN}`, `{"a":1e999}`, `{"a":0x10}`, "{/**/}", "// x\n{}x", `<?xml version="1.0"?><a/>`, `{"$ne":null}`, `{"a":{"$gt":""}}`,
		}
		if first != "" {
			bodies = append(bodies, `{`+first+`,`+strings.TrimPrefix(r.body, "{"), strings.ToUpper(r.body))
		}
		for _, body := range bodies {
			a.who(r.person).try(request{method: r.method, path: r.path, kind: "application/json", text: body, header: key}, http.StatusBadRequest, http.StatusUnprocessableEntity)
		}
		a.who(r.person).try(request{method: r.method, path: r.path, kind: "application/json", text: `{"a":"` + strings.Repeat("x", 1<<20) + `"}`, header: key}, http.StatusRequestEntityTooLarge)
	}
	a.unchanged(before)
}

// oddTypes: a body of another type than a route takes does nothing, so no form
// of another site reaches the API.
func (a *attack) oddTypes() {
	before := a.digest()
	kinds := []string{
		"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", "application/json; charset=utf-16", "application/xml", "x",
		"application/json, text/plain", "text/plain; application/json", "application/yaml", "application/cbor",
	}
	for i, r := range jsonRoutes {
		for _, kind := range kinds {
			a.who(r.person).try(request{method: r.method, path: r.path, kind: kind, text: r.body, header: []string{"Idempotency-Key", "type-" + string(rune('a'+i)), "If-Match", `"1"`}}, http.StatusUnsupportedMediaType)
		}
	}
	// A page's form reads nothing from other types.
	for _, e := range policy {
		if e.Method != http.MethodPost || isAPI(e.Path) || strings.Contains(e.Path, "log") || e.Path == "/preferences" || e.Path == "/profile" {
			continue
		}
		for _, body := range [][2]string{
			{"application/json", `{"idempotency_key":"k","sure":"yes","reason":"x","name":"Eva Chef","role":"admin","state":"accepted"}`},
			{"text/plain", "idempotency_key=k&sure=yes&reason=x&name=Eva%20Chef&role=admin&state=accepted"},
			{"multipart/form-data", "x"},
			{"multipart/form-data; boundary=x", "--x"},
			{"application/xml", "<a/>"},
		} {
			got := a.mayCall(e).send(request{method: e.Method, path: a.fill(e.Path), kind: body[0], text: body[1]})
			a.tries[a.family]++
			if to := got.header.Get("Location"); got.status < http.StatusBadRequest && to != "/import" && !strings.HasPrefix(to, "/months/2017-10") {
				a.Errorf("%v takes %s: %d: %s", e, body[0], got.status, excerpt(got.text))
			}
			a.tells(request{method: e.Method, path: e.Path}, got)
		}
	}
	a.unchanged(before)
}

// mayCall is somebody whom the policy lets call a route.
func (a *attack) mayCall(e auth.Entry) *intruder {
	for _, name := range []string{demoFinance, attackAdmin, demoHead, attackChief, attackAuditor} {
		if e.Who&(auth.LoggedIn|auth.Anyone|auth.Only(roleOf[name])) != 0 {
			return a.as(name)
		}
	}
	a.Fatalf("nobody may call %v", e)
	return nil
}

// foreignForms: no form and no script of another site does anything with a
// session; each try of it is told to the log.
func (a *attack) foreignForms() {
	before, refused := a.digest(), 0
	origins := [][]string{
		{"Origin", "https://evil.example"},
		{"Origin", "null"},
		{"Origin", "http://127.0.0.1:1"},
		{"Origin", "https://" + a.site.address + ".evil.example"},
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
		{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"},
		{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example", "Referer", "http://" + a.site.address + "/"},
	}
	for _, e := range policy {
		if e.Method == http.MethodGet {
			continue
		}
		for _, origin := range origins {
			r := request{
				method: e.Method, path: a.fill(e.Path), header: append([]string{"Idempotency-Key", "csrf"}, origin...),
				form: url.Values{"idempotency_key": {"csrf"}, "sure": {"yes"}, "reason": {"x"}, "name": {demoHead}, "password": {a.as(demoHead).password}, "theme": {"dark"}, "back": {"/"}},
			}
			got := a.mayCall(e).try(r, http.StatusForbidden)
			require.Empty(a, got.header.Get("Set-Cookie"), "%v", e)
			if e.Who&auth.Anyone == 0 {
				refused++
			}
		}
	}
	told := 0
	for _, e := range a.unchanged(before) {
		if e.Action == string(billing.ActDenied) && strings.Contains(e.Details, string(chargeback.ForeignOrigin)) {
			told++
		}
	}
	require.Equal(a, refused, told)
	// Reading from another site gives the site no right to read the answer.
	for _, origin := range origins {
		got := a.as(demoHead).try(request{path: "/api/v1/me", header: origin}, http.StatusOK)
		for name := range got.header {
			require.False(a, strings.HasPrefix(name, "Access-Control-"), name)
		}
		got = a.as(demoHead).try(request{method: http.MethodOptions, path: "/api/v1/me", header: append(slices.Clone(origin), "Access-Control-Request-Method", "PUT")}, http.StatusMethodNotAllowed)
		require.Empty(a, got.header.Get("Access-Control-Allow-Origin"))
	}
	// A program's token is no browser's cookie: it may come from anywhere.
	a.as(demoFinance).byToken().try(request{method: http.MethodPost, path: "/api/v1/months/2017-10/runs", kind: "application/json", text: `{"dry_run":false}`, header: origins[0]}, http.StatusBadRequest)
}
