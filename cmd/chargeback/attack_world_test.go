package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/server"
)

// attack is an attack on the demonstration's server, as it is wired.
type attack struct {
	*testing.T
	site   *demoSite
	server *server.Server
	clock  *movedClock
	client *http.Client // follows nothing
	people map[string]*intruder
	family string // of TRUST C9
	tries  map[string]int
	seen   int64 // the last event that has been accounted for

	parts   *strings.Replacer
	uploads int
}

// movedClock is the demonstration's clock, which a test moves on.
type movedClock struct {
	mutex  sync.Mutex
	base   func() time.Time
	passed time.Duration
}

func (c *movedClock) now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.base().Add(c.passed)
}

func (c *movedClock) pass(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.passed += d
}

// The people of the attacks: those of the demonstration, and some who are not
// in it. Sara heads a department, Cecilia reads one cost centre, Nils has no
// role any more, Ada is a second administrator.
const (
	attackAdmin   = "Alva Admin"
	attackChief   = demoChief
	attackAuditor = "Rut Revisor"
	attackOther   = "Sara Skolchef"
	attackReader  = "Cecilia Läsare"
	attackNobody  = "Nils Ingen"
	attackSecond  = "Ada Admin"

	// What the head of the demonstration's department must never see.
	otherDepartment = "SKF"
)

// newAttack is a server of its own.
func newAttack(t *testing.T) *attack {
	clock := &movedClock{base: demoClock(time.Now)}
	a := &attack{T: t, clock: clock, site: demoYearOf(t, clock.now), people: map[string]*intruder{}, tries: map[string]int{}}
	a.client = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{MaxIdleConnsPerHost: 8, DisableCompression: true}, Timeout: time.Minute,
	}
	t.Cleanup(a.client.CloseIdleConnections)
	host := billing.Actor{Name: attackAdmin, Origin: "test", Host: true}
	center := a.centerOf(otherDepartment)
	for _, p := range []chargeback.Person{
		{Name: attackOther, Roles: []chargeback.Role{chargeback.Head}, Grants: []chargeback.Grant{{Department: otherDepartment, Valid: allocation.Always}}},
		{Name: attackReader, Roles: []chargeback.Role{chargeback.Head}, Grants: []chargeback.Grant{{CostCenter: center, Valid: allocation.Always}}},
		{Name: attackNobody, Roles: []chargeback.Role{chargeback.Head}, Grants: []chargeback.Grant{{Department: otherDepartment, Valid: allocation.Span{From: allocation.OpenFrom, To: day("2017-11-30")}}}},
		{Name: attackSecond, Roles: []chargeback.Role{chargeback.Admin}},
	} {
		p.Active = true
		require.NoError(t, a.site.Register(t.Context(), host, p))
		a.site.passwords[p.Name] = a.setPassword(p.Name)
	}
	a.site.keepPlans(t)
	a.server = a.site.serve(t, serveConfig{Listen: freeAddress(t)})
	for name, password := range a.site.passwords {
		secret, token := auth.NewToken("test")
		require.NoError(t, a.site.IssueToken(t.Context(), host, chargeback.Person{Name: name}, token))
		a.people[name] = &intruder{attack: a, name: name, password: password, token: secret}
		a.people[name].login()
	}
	a.seen, a.parts = a.head(), a.partsOfRoutes()
	return a
}

func day(text string) allocation.Date {
	d, ok := allocation.ParseDate(text)
	if !ok {
		panic("bug: no day " + text)
	}
	return d
}

// setPassword gives somebody a new password, and ends their sessions.
func (a *attack) setPassword(name string) string {
	password := auth.NewPassword()
	hash, err := auth.HashPassword(password)
	require.NoError(a, err)
	_, err = a.site.ChangePassword(a.Context(), billing.Actor{Name: name, Origin: "test"}, hash)
	require.NoError(a, err)
	return password
}

// bill is a bill as the use cases have it.
func (a *attack) bill(month, department string) *chargeback.Statement {
	p, ok := allocation.ParsePeriod(month)
	require.True(a, ok)
	view, err := a.site.Bill(a.Context(), chargeback.Scope{All: true}, p, department, "")
	require.NoError(a, err)
	return view.Statement
}

// centerOf is a cost centre of a department that pays something.
func (a *attack) centerOf(department string) string {
	return a.bill("2017-10", department).Lines[0].CostCenter
}

// intruder sends requests as somebody.
type intruder struct {
	*attack
	name, password, token, cookie string
}

// as is somebody in a browser.
func (a *attack) as(name string) *intruder {
	p, ok := a.people[name]
	require.True(a, ok, name)
	return p
}

// nobody has neither session nor token.
func (a *attack) nobody() *intruder { return &intruder{attack: a} }

// byToken is the same person as a program.
func (p *intruder) byToken() *intruder {
	return &intruder{attack: p.attack, name: p.name, token: p.token, cookie: ""}
}

// login begins a session.
func (p *intruder) login() {
	p.cookie = ""
	got := p.send(request{method: http.MethodPost, path: "/login", form: url.Values{"name": {p.name}, "password": {p.password}}})
	require.Equal(p, http.StatusSeeOther, got.status, got.text)
	for _, c := range got.cookies {
		if strings.HasSuffix(c.Name, "chargeback") {
			p.cookie = c.Name + "=" + c.Value
		}
	}
	require.NotEmpty(p, p.cookie)
}

// request is what is sent. The path goes as it stands.
type request struct {
	method, path, kind, text string
	form                     url.Values
	header                   []string // names and values by turns
}

func (r request) String() string { return r.method + " " + r.path }

// answer is what came back.
type answer struct {
	status  int
	header  http.Header
	text    string
	cookies []*http.Cookie
}

// send sends a request: in a browser's manner with its cookie, else with the
// token.
func (p *intruder) send(r request) answer {
	p.Helper()
	if r.form != nil {
		r.kind, r.text = "application/x-www-form-urlencoded", r.form.Encode()
	}
	sent, err := http.NewRequestWithContext(p.Context(), cmp.Or(r.method, http.MethodGet), "http://"+p.site.address, bytes.NewReader([]byte(r.text)))
	require.NoError(p, err)
	sent.URL = &url.URL{Scheme: "http", Host: p.site.address, Opaque: r.path}
	if strings.HasPrefix(r.path, "//") {
		sent.URL.Opaque = "//" + p.site.address + r.path
	}
	if r.kind != "" {
		sent.Header.Set("Content-Type", r.kind)
	}
	switch {
	case p.cookie != "":
		sent.Header.Set("Cookie", p.cookie)
	case p.token != "":
		sent.Header.Set("Authorization", "Bearer "+p.token)
	}
	for i := 0; i < len(r.header); i += 2 {
		if r.header[i] == "Host" {
			sent.Host = r.header[i+1]
			continue
		}
		sent.Header.Set(r.header[i], r.header[i+1])
	}
	got, err := p.client.Do(sent)
	require.NoError(p, err, "%v", r)
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	require.NoError(p, err, "%v", r)
	return answer{got.StatusCode, got.Header, string(text), got.Cookies()}
}

// try is an attempt of the family: the answer must have one of the statuses.
func (p *intruder) try(r request, statuses ...int) answer {
	p.Helper()
	got := p.send(r)
	p.tries[p.family]++
	if !slices.Contains(statuses, got.status) {
		p.Errorf("%s: %v by %q: %d, want %v: %s", p.family, r, p.name, got.status, statuses, excerpt(got.text))
	}
	p.tells(r, got)
	return got
}

// tells says that an answer gives nothing of the machinery away (A21).
func (a *attack) tells(r request, got answer) {
	a.Helper()
	for _, secret := range []string{"SELECT ", "sqlite", "SQLSTATE", "pgx", "goroutine ", ".go:", "/tmp/", "chargeback-upload", "runtime error", "panic"} {
		if strings.Contains(got.text, secret) {
			a.Errorf("%v tells of %q: %s", r, secret, excerpt(got.text))
		}
	}
}

func excerpt(text string) string {
	if i := strings.Index(text, "<h1>"); i >= 0 {
		text = text[i:]
	}
	text = strings.Join(strings.Fields(text), " ")
	return text[:min(len(text), 300)]
}

// head is the number of the last event.
func (a *attack) head() (number int64) {
	require.NoError(a, a.site.EachEvent(a.Context(), billing.Actor{Scheduler: true}, 1, func(e *audit.Event) error {
		number = e.Number
		return nil
	}))
	return number
}

// events are those since the last look.
func (a *attack) events() (list []audit.Event) {
	require.NoError(a, a.site.EachEvent(a.Context(), billing.Actor{Scheduler: true}, a.seen+1, func(e *audit.Event) error {
		list, a.seen = append(list, *e), e.Number
		return nil
	}))
	return list
}

// harmless are the events of what changes nothing.
var harmless = []billing.Action{
	billing.ActDenied, billing.ActLogin, billing.ActLoginFailed, billing.ActLogout, billing.ActRead, billing.ActReadPeople, billing.ActDownload,
	billing.ActExport, billing.ActVerify,
}

// unchanged says that what the family did left everything as it was, and
// returns the events that it left.
func (a *attack) unchanged(before string) []audit.Event {
	a.Helper()
	list := a.events()
	for i := range list {
		if !slices.Contains(harmless, billing.Action(list[i].Action)) {
			a.Errorf("%s: somebody did it: %v", a.family, list[i])
		}
	}
	if before != a.digest() {
		a.Errorf("%s: the database has changed", a.family)
	}
	return list
}

// fleeting are the tables of what is no record: who is logged in, and what was
// answered to a request that may come again.
var fleeting = []string{"events", "sessions", "login_attempts", "replies"}

// digest is a hash of all rows of all other tables.
func (a *attack) digest() string {
	a.Helper()
	return digestOf(a.Context(), a.T, a.site)
}

// digestOf leaves out the fleeting tables, and others that are named.
func digestOf(ctx context.Context, t *testing.T, site *demoSite, but ...string) string {
	names := column(ctx, t, site, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	sum := sha256.New()
	for _, name := range names {
		if slices.Contains(fleeting, name) || slices.Contains(but, name) {
			continue
		}
		fields := column(ctx, t, site, `SELECT '"' || name || '"' FROM pragma_table_info('`+name+`') ORDER BY cid`)
		for _, row := range column(ctx, t, site, `SELECT concat_ws('|', `+strings.Join(fields, ", ")+`) AS row FROM "`+name+`" ORDER BY row`) {
			fmt.Fprintf(sum, "%s|%s\n", name, row)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// column reads one column of text.
func column(ctx context.Context, t *testing.T, site *demoSite, query string) (values []string) {
	rows, err := site.db.SQL().QueryContext(ctx, query)
	require.NoError(t, err, query)
	defer rows.Close()
	for rows.Next() {
		var value string
		require.NoError(t, rows.Scan(&value))
		values = append(values, value)
	}
	require.NoError(t, rows.Err())
	return values
}

// code is that of a failure that the API tells.
func (got answer) code() chargeback.Code {
	var problem struct{ Code chargeback.Code }
	_ = json.Unmarshal([]byte(got.text), &problem)
	return problem.Code
}

// fill fills the parts of a route with things that exist.
func (a *attack) fill(path string) string { return a.parts.Replace(path) }

func (a *attack) partsOfRoutes() *strings.Replacer {
	return strings.NewReplacer(
		"/catalogue/:service", "/catalogue/DATOR",
		":month", "2017-10", ":department", otherDepartment, ":service", "device-staff", ":line", a.bill("2017-10", otherDepartment).Lines[0].ID(period("2017-10")),
		":attempt", "x", ":number", "1", ":id", "x", ":name", url.PathEscape(attackOther),
		":table", "departments", ":key", "key", ":year", "2018",
	)
}

func period(text string) allocation.Period {
	p, ok := allocation.ParsePeriod(text)
	if !ok {
		panic("bug: no month " + text)
	}
	return p
}

// isAPI says whether a route is a program's.
func isAPI(path string) bool { return strings.HasPrefix(path, "/api/v1/") }
