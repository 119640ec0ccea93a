package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/internal/billing"
)

// loginsForgotten is longer than failed logins are remembered.
const loginsForgotten = 16 * time.Minute

// again logs everybody in: the clock has moved.
func (a *attack) again() {
	for _, p := range a.people {
		if p.name != attackSecond {
			p.login()
		}
	}
	a.events()
}

// sessionsEnd: a session has an id that nobody chose, and ends when it should,
// on pages and in the API alike.
func (a *attack) sessionsEnd() {
	before := a.digest()
	eva := a.as(demoHead)
	dead := func(cookie string) {
		a.Helper()
		p := &intruder{attack: a, name: demoHead, cookie: cookie}
		for path, status := range map[string]int{
			"/": http.StatusSeeOther, "/bills/2017-10/VOF": http.StatusSeeOther, "/bills/2017-10/VOF.pdf": http.StatusSeeOther, "/api/v1/me": http.StatusUnauthorized,
			"/api/v1/months/2017-10/bills/VOF": http.StatusUnauthorized,
		} {
			got := p.try(request{path: path}, status)
			if status == http.StatusSeeOther {
				require.Contains(a, got.header.Get("Location"), "/login")
			}
		}
	}
	alive := func(cookie string) {
		a.Helper()
		p := &intruder{attack: a, name: demoHead, cookie: cookie}
		p.try(request{path: "/bills/2017-10/VOF"}, http.StatusOK)
	}
	// Planted ids, and ids of before, are not gone on with.
	for _, planted := range []string{"planted", strings.Repeat("A", 43), strings.Repeat("x", 2000), "%00", "../x"} {
		got := a.nobody().send(request{method: http.MethodPost, path: "/login", header: []string{"Cookie", "chargeback=" + planted}, form: url.Values{"name": {demoHead}, "password": {eva.password}}})
		a.tries[a.family]++
		require.Equal(a, http.StatusSeeOther, got.status)
		require.NotContains(a, got.header.Get("Set-Cookie"), planted)
		require.Regexp(a, `^chargeback=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax$`, got.header.Get("Set-Cookie"))
		dead("chargeback=" + planted)
	}
	eva.login()
	first := eva.cookie
	got := eva.send(request{method: http.MethodPost, path: "/login", form: url.Values{"name": {demoHead}, "password": {eva.password}}})
	require.NotContains(a, got.header.Get("Set-Cookie"), first)
	dead(first)
	// Of two cookies one counts, and the other gives nothing.
	eva.login()
	dead("chargeback=; " + eva.cookie[:20])

	// By logging out, here and everywhere, also as a program does.
	for _, r := range []request{
		{method: http.MethodPost, path: "/logout", form: url.Values{}},
		{method: http.MethodPost, path: "/profile/logout", form: url.Values{}},
		{method: http.MethodPost, path: "/api/v1/logout"},
	} {
		eva.login()
		other := eva.cookie
		eva.login()
		alive(eva.cookie)
		eva.try(r, http.StatusSeeOther, http.StatusNoContent)
		dead(eva.cookie)
		if r.path == "/profile/logout" {
			dead(other)
		}
	}
	// By a new password.
	eva.login()
	other := eva.cookie
	eva.login()
	eva.password = a.setPassword(demoHead)
	dead(other)
	dead(eva.cookie)
	a.events()
	// Idle for half an hour, or twelve hours whatever is done.
	eva.login()
	a.clock.pass(29 * time.Minute)
	alive(eva.cookie)
	a.clock.pass(31 * time.Minute)
	dead(eva.cookie)
	eva.login()
	for range 35 {
		a.clock.pass(20 * time.Minute)
		alive(eva.cookie)
	}
	a.clock.pass(21 * time.Minute)
	dead(eva.cookie)
	require.NotEqual(a, before, a.digest(), "the password")

	// With HTTPS the cookie belongs to this host, and the browser is told to stay.
	config := serveConfig{Listen: freeAddress(a.T), Proxies: []string{"127.0.0.1"}, BaseURL: "https://debitering.example.se"}
	address := a.site.address
	a.site.serve(a.T, config)
	got = a.nobody().send(request{
		method: http.MethodPost, path: "/login", header: []string{"X-Forwarded-Proto", "https", "X-Forwarded-For", "10.1.2.3", "Host", "debitering.example.se"},
		form: url.Values{"name": {demoHead}, "password": {eva.password}},
	})
	require.Equal(a, http.StatusSeeOther, got.status, got.text)
	require.Regexp(a, `^__Host-chargeback=[\w-]{43}; Path=/; HttpOnly; Secure; SameSite=Lax$`, got.header.Get("Set-Cookie"))
	require.NotEmpty(a, got.header.Get("Strict-Transport-Security"))
	list := a.events()
	require.Equal(a, "10.1.2.3", list[len(list)-1].Origin, "a proxy's word counts")
	a.site.address = address
	a.again()
}

// guesses: many names and few passwords, or one name and many, are stopped; no
// answer tells whether somebody has the name.
func (a *attack) guesses() {
	a.clock.pass(loginsForgotten)
	a.again()
	before := a.digest()
	guess := func(name, password string, header ...string) answer {
		got := a.nobody().try(request{method: http.MethodPost, path: "/login", form: url.Values{"name": {name}, "password": {password}}, header: header}, http.StatusUnauthorized, http.StatusTooManyRequests)
		require.Empty(a, slices.DeleteFunc(got.cookies, func(c *http.Cookie) bool { return c.Name == "notice" }))
		return got
	}
	// The same answer but for what was typed.
	texts := map[string]bool{}
	for _, name := range []string{demoHead, "Eva Chaf", attackNobody, "Nils Ongen"} {
		text := strings.ReplaceAll(guess(name, "fel").text, name, "NAMN")
		texts[text] = true
	}
	require.Len(a, texts, 1, "known and unknown names are told alike")
	// One account: stopped after five, whatever address is made up.
	for i := range 60 {
		got := guess(demoHead, fmt.Sprint("gissning ", i), "X-Forwarded-For", fmt.Sprintf("10.0.0.%d", i), "X-Real-IP", "10.9.9.9", "Forwarded", "for=10.8.8.8")
		if i > 5 {
			require.Equal(a, http.StatusTooManyRequests, got.status)
			require.NotEmpty(a, got.header.Get("Retry-After"))
		}
	}
	require.Equal(a, http.StatusTooManyRequests, guess(demoHead, a.as(demoHead).password).status, "also the right one")
	a.clock.pass(loginsForgotten)
	// Many accounts: stopped after thirty.
	stopped := 0
	for round := range 3 {
		for i := range 60 {
			if guess(fmt.Sprintf("person%d", i), fmt.Sprintf("Sommar201%d", round)).status == http.StatusTooManyRequests {
				stopped++
			}
		}
	}
	require.GreaterOrEqual(a, stopped, 3*60-30)
	failed := 0
	for _, e := range a.unchanged(before) {
		require.NotContains(a, e.Subject+e.Details, "gissning")
		require.NotContains(a, e.Subject+e.Details, "Sommar")
		if e.Action == string(billing.ActLoginFailed) {
			failed++
		}
		require.NotContains(a, e.Origin, "10.0.0.", "the address is the peer's")
	}
	require.GreaterOrEqual(a, failed, 30)
	a.clock.pass(loginsForgotten)
	a.again()
}
