package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"

	"chargeback/internal/auth"
)

// foreignAddresses: nothing here fetches what somebody names.
func (a *attack) foreignAddresses() {
	before := a.digest()
	for _, address := range []string{
		"http://127.0.0.1:22/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "http://[::1]/", "gopher://127.0.0.1/", "http://2130706433/", "//evil.example/x",
		`\\evil.example\share\x.csv`, "http://localhost@evil.example/",
	} {
		for _, field := range []string{"from", "table", "day"} {
			got := a.upload(a.as(demoFinance).byToken(), "/api/v1/imports", map[string]string{field: address}, sentFile{"costs.csv", "id,date,category,amount\n"})
			require.Equal(a, http.StatusUnprocessableEntity, got.status, got.text)
			got = a.upload(a.as(demoFinance), "/import", map[string]string{field: address}, sentFile{"costs.csv", "id,date,category,amount\n"})
			if got.status == http.StatusSeeOther {
				got = a.as(demoFinance).send(request{path: got.header.Get("Location")})
			}
			require.Equal(a, http.StatusUnprocessableEntity, got.status, excerpt(got.text))
			a.tries[a.family] += 2
		}
		// Where somebody is led to after the login is on this site.
		got := a.nobody().try(request{method: http.MethodPost, path: "/login", form: url.Values{"name": {attackChief}, "password": {a.as(attackChief).password}, "next": {address}}}, http.StatusSeeOther)
		require.Equal(a, "/", got.header.Get("Location"))
		got = a.nobody().try(request{method: http.MethodPost, path: "/preferences", form: url.Values{"theme": {"dark"}, "back": {address}}}, http.StatusSeeOther)
		require.Equal(a, "/", got.header.Get("Location"))
		a.nobody().try(request{path: "/oidc/login?next=" + url.QueryEscape(address)}, http.StatusNotFound)
		a.nobody().try(request{path: "/oidc/callback?iss=" + url.QueryEscape(address) + "&code=x&state=x"}, http.StatusNotFound)
	}
	a.unchanged(before)
}

// madeUpHosts: what a request says of hosts and addresses is nowhere believed.
func (a *attack) madeUpHosts() {
	before := a.digest()
	lies := []string{
		"Host", "evil.example", "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https", "X-Forwarded-For", "6.6.6.6", "X-Real-IP", "6.6.6.6", "Forwarded", "for=6.6.6.6;host=evil.example",
		"X-Original-Host", "evil.example", "X-Forwarded-Server", "evil.example", "True-Client-IP", "6.6.6.6", "CF-Connecting-IP", "6.6.6.6", "X-Appengine-Remote-Addr", "6.6.6.6",
	}
	for _, e := range policy {
		if e.Method != http.MethodGet {
			continue
		}
		for _, p := range []*intruder{a.nobody(), a.mayCall(e)} {
			got := p.send(request{path: a.fill(e.Path), header: lies})
			a.tries[a.family]++
			for name, values := range got.header {
				require.NotContains(a, strings.Join(values, " "), "evil.example", "%v: %s", e, name)
			}
			require.NotContains(a, got.text, "evil.example", "%v", e)
			require.NotContains(a, got.text, "6.6.6.6", "%v", e)
			require.Empty(a, got.header.Get("Strict-Transport-Security"), "no proxy says so")
			if to := got.header.Get("Location"); to != "" {
				require.Regexp(a, `^/([^/\\]|$)`, to)
			}
		}
	}
	a.as(demoHead).send(request{path: "/months", header: lies})
	for _, e := range a.unchanged(before) {
		require.Equal(a, "127.0.0.1", strings.Fields(e.Origin)[0], "%v", e)
	}
}

// headersOfAll: every kind of answer says what browsers may do with it.
func (a *attack) headersOfAll() {
	before := a.digest()
	unsafe := regexp.MustCompile(`unsafe-|\*|https?:|data:[^;]*script`)
	check := func(r request, got answer) {
		a.tries[a.family]++
		policy := got.header.Get("Content-Security-Policy")
		require.Contains(a, policy, "default-src 'none'", "%v", r)
		require.Contains(a, policy, "frame-ancestors 'none'", "%v", r)
		require.NotRegexp(a, unsafe, policy)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
		} {
			require.Equal(a, want, got.header.Get(name), "%v: %s", r, name)
		}
		require.Empty(a, got.header.Get("Access-Control-Allow-Origin"), "%v", r)
		require.Empty(a, got.header.Get("Server"), "%v", r)
		require.Empty(a, got.header.Get("X-Powered-By"), "%v", r)
		if !strings.HasPrefix(r.path, "/assets/") || got.status != http.StatusOK {
			require.Equal(a, "no-store", got.header.Get("Cache-Control"), "%v: %d", r, got.status)
		}
		if len(got.text) > 0 {
			require.NotEmpty(a, got.header.Get("Content-Type"), "%v", r)
		}
		if strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
			require.NotRegexp(a, `(?i)<script>|\son[a-z]+="|style="|javascript:`, got.text, "%v", r)
		}
	}
	for _, e := range policy {
		path := a.fill(e.Path)
		for _, p := range []*intruder{a.nobody(), a.mayCall(e), a.as(attackNobody)} {
			if e.Method != http.MethodGet && e.Who&auth.Anyone != 0 && p.name != "" {
				continue // it would log out
			}
			if strings.Contains(path, "logout") {
				continue
			}
			r := request{method: e.Method, path: path}
			check(r, p.send(r))
		}
	}
	style := regexp.MustCompile(`/assets/[\w.-]+`)
	for _, path := range style.FindAllString(a.nobody().send(request{path: "/login"}).text, -1) {
		r := request{path: path}
		got := a.nobody().send(r)
		require.Equal(a, http.StatusOK, got.status)
		check(r, got)
	}
	for _, r := range []request{
		{path: "/bills/2017-10/SKF.pdf"},
		{path: "/bills/2017-10/SKF.xlsx"},
		{path: "/bills/2017-10/SKF.csv"},
		{path: "/bills/2017-10/SKF/rows/device-staff"},
		{path: "/months/2017-10/voucher.si"},
		{path: "/months/2017-10/invoices/GUNNEBO.xml"},
		{path: "/api/v1/months/2017-10/bills/SKF.pdf"},
		{path: "/api/v1/months/2017-10/voucher.si"},
		{path: "/nowhere"},
		{path: "/api/v1/nowhere"},
		{method: http.MethodPut, path: "/bills"},
		{method: http.MethodPut, path: "/api/v1/months"},
		{path: "/assets/none.css"},
		{path: "/%ff"},
		{path: "/bills/2017-10/SKF", header: []string{"HX-Request", "true"}},
		{method: http.MethodPost, path: "/login", kind: "application/json", text: strings.Repeat("x", 1<<20+1)},
		{method: http.MethodPost, path: "/api/v1/login", kind: "text/plain", text: "x"},
	} {
		check(r, a.as(demoFinance).send(r))
	}
	a.unchanged(before)
}

// failures: where the database is gone, nobody is told of anything but that.
func (a *attack) failures() {
	// One that is healthy says no more than that it is alive.
	for _, path := range []string{"/healthz", "/readyz"} {
		got := a.nobody().try(request{path: path}, http.StatusOK)
		require.Less(a, len(got.text), 100)
	}
	for _, huge := range []request{
		{path: "/bills?q=" + strings.Repeat("x", 20_000)},
		{path: "/api/v1/months?cursor=" + strings.Repeat("x", 20_000)},
		{path: "/" + strings.Repeat("x/", 8_000)},
		{path: "/bills/2017-10/" + strings.Repeat("%25", 5_000)},
		{path: "/login?next=" + strings.Repeat("/x", 8_000)},
	} {
		a.as(demoFinance).try(huge, http.StatusOK, http.StatusBadRequest, http.StatusNotFound)
	}
	a.as(demoFinance).try(request{path: "/bills", header: []string{"Cookie", "x=" + strings.Repeat("y", 64<<10)}}, http.StatusRequestHeaderFieldsTooLarge)
	require.NoError(a, a.site.db.Close())
	for _, e := range policy {
		if strings.HasPrefix(e.Path, "/assets/") || e.Path == "/healthz" || e.Path == "/openapi.json" || e.Path == "/api" || e.Path == "/api/style.css" {
			continue
		}
		for _, p := range []*intruder{a.nobody(), a.mayCall(e), a.mayCall(e).byToken()} {
			got := p.send(request{method: e.Method, path: a.fill(e.Path)})
			a.tries[a.family]++
			if p.name != "" && e.Who&auth.Anyone == 0 && got.status != http.StatusServiceUnavailable && got.status != http.StatusInternalServerError {
				a.Errorf("%v without a database: %d: %s", e, got.status, excerpt(got.text))
			}
			a.tells(request{method: e.Method, path: e.Path}, got)
			require.NotContains(a, got.text, "database is closed")
		}
	}
}
