package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
	"chargeback/internal/store"
	"chargeback/internal/tables"
)

// loadTime is how long the load lasts: short in an ordinary test, ten minutes
// with `make load` unless LOADTIME says otherwise.
func loadTime(t testing.TB) time.Duration {
	if text := os.Getenv("LOADTIME"); text != "" {
		d, err := time.ParseDuration(text)
		require.NoError(t, err)
		return d
	}
	return 4 * time.Second
}

// full says whether the whole load is asked for, which has targets.
func full() bool { return os.Getenv("LOADTIME") != "" }

// TestLoad (TRUST C8.2): 200 users of the real program, each with a request in
// five seconds, while months are calculated; then fifty connections that ask
// for one bill as fast as they are answered. It tells what it measured, and
// fails where something failed, or where a target of the full load is missed.
func TestLoad(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, p place) {
		l := newLoad(t, p.url)
		t.Logf("the machine's load before: %s", loadAverage())
		l.sliders(min(loadTime(t), 30*time.Second))
		l.mixed(loadTime(t))
		for _, path := range []string{fmt.Sprintf("/bills/%d-10/VOF", l.year), fmt.Sprintf("/api/v1/months/%d-10/bills/VOF", l.year)} {
			l.closedLoop(path, min(loadTime(t), 15*time.Second))
		}
		t.Logf("the machine's load after: %s", loadAverage())
	})
}

// load is a server process with people who use it.
type load struct {
	*testing.T
	year   int // of the sample
	slider sliderLoad
	base   string
	client *http.Client
	people []loadUser
	mutex  sync.Mutex
	took   map[string][]time.Duration // by kind of request
	failed map[string]int             // likewise, by status
}

// loadUser is somebody who is logged in, and what they do.
type loadUser struct{ kind, department, cookie string }

// users is how many do what: two hundred, and the chiefs.
var users = []struct {
	kind  string
	count int
	role  chargeback.Role
}{
	{"bill", 150, chargeback.Head},
	{"lists", 30, chargeback.Finance},
	{"exports", 15, chargeback.Auditor},
	{"imports", 5, chargeback.Finance},
	{"slider", 20, chargeback.Chief},
}

// newLoad prepares the sample year with its users, and starts the program on
// it.
func newLoad(t *testing.T, database string) *load {
	db, err := store.Open(t.Context(), database, store.Options{})
	require.NoError(t, err)
	s := &session{Service: &billing.Service{DB: books{db}, Now: time.Now}, db: db, who: billing.Actor{Name: "test", Origin: "test"}}
	l := &load{
		T: t, year: lastYear(t, s), took: map[string][]time.Duration{}, failed: map[string]int{},
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 300, DisableCompression: true}, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	password := auth.NewPassword()
	hash, err := auth.HashPassword(password)
	require.NoError(t, err)
	host := billing.Actor{Name: demoPersons[0].person.Name, Origin: "test", Host: true}
	departments := []string{"VOF", "SKF", "SLF", "SBF", "MIF", "TEF", "KOF", "SAF", "UBF"}
	for _, kind := range users {
		for i := range kind.count {
			if !full() && i >= (kind.count+4)/5 {
				break
			}
			person := chargeback.Person{Name: fmt.Sprintf("%s %d", kind.kind, i), Roles: []chargeback.Role{kind.role}, Active: true}
			u := loadUser{kind: kind.kind, department: departments[i%len(departments)]}
			if kind.role == chargeback.Head {
				person.Grants = []chargeback.Grant{{Department: u.department, Valid: allocation.Always}}
			}
			require.NoError(t, s.Register(t.Context(), host, person))
			_, err := s.ChangePassword(t.Context(), billing.Actor{Name: person.Name, Origin: "test"}, hash)
			require.NoError(t, err)
			l.people = append(l.people, u)
		}
	}
	l.keepScenario(s)
	s.Wait()
	require.NoError(t, db.Close())
	l.start(database)
	var group sync.WaitGroup
	begun, next := time.Now(), map[string]int{}
	slots := make(chan struct{}, 4)
	for i := range l.people {
		u := &l.people[i]
		name := fmt.Sprintf("%s %d", u.kind, next[u.kind])
		next[u.kind]++
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			answer, err := l.client.PostForm(l.base+"/login", url.Values{"name": {name}, "password": {password}})
			if !assert.NoError(t, err) {
				return
			}
			defer answer.Body.Close()
			for _, c := range answer.Cookies() {
				u.cookie = c.Name + "=" + c.Value
			}
			assert.Equal(t, http.StatusSeeOther, answer.StatusCode, name)
		})
	}
	group.Wait()
	t.Logf("%d people logged in in %s", len(l.people), time.Since(begun).Round(time.Millisecond))
	return l
}

// lastYear makes the sample's year one that has just passed, with ten months
// that are closed and one that is calculated, and returns it.
func lastYear(t *testing.T, s *session) int {
	const leap = 4 // years from one like it to the next
	later := (time.Now().Year() - 1 - demoYear) / leap * leap
	folder, dates := t.TempDir(), regexp.MustCompile(`\b(20\d\d)(-\d\d\b)`)
	for _, file := range []string{"settings", "departments", "cost_centers", "categories", "rules", "weights", "prices", "systems", "system_shares", "devices", "users", "applications", "licences", "ports", "projects", "project_shares", "project_hours", "costs"} {
		content, err := fs.ReadFile(fixtures.Molndal(), file+".csv")
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		require.NoError(t, err)
		content = dates.ReplaceAllFunc(content, func(date []byte) []byte {
			year, err := strconv.Atoi(string(date[:4]))
			require.NoError(t, err)
			return append([]byte(strconv.Itoa(year+later)), date[4:]...)
		})
		require.NoError(t, os.WriteFile(filepath.Join(folder, file+".csv"), content, 0o600))
	}
	source, err := tables.OpenImport(folder, "")
	require.NoError(t, err)
	defer source.Close()
	records, err := tables.Scan(source, func(int) {})
	require.NoError(t, err)
	_, err = (&intake.Service{DB: shelves{s.db}, Billing: s.Service}).Import(t.Context(), s.who, intake.FromTables("sample", records))
	require.NoError(t, err)
	for _, p := range demoPersons {
		p.person.Active = true
		require.NoError(t, s.Register(t.Context(), billing.Actor{Name: demoPersons[0].person.Name, Origin: "test", Host: true}, p.person))
	}
	finance, approver := billing.Actor{Name: demoFinance, Origin: "test"}, billing.Actor{Name: demoApprover, Origin: "test"}
	for month := 1; month <= 11; month++ {
		p := allocation.Period{Year: demoYear + later, Month: month}
		_, err := s.Calculate(t.Context(), approver, p)
		require.NoError(t, err)
		if month == 11 {
			break
		}
		_, err = s.Approve(t.Context(), finance, p)
		require.NoError(t, err)
		_, err = s.Close(t.Context(), approver, p, "Tas av IT tills mottagaren är utredd")
		require.NoError(t, err)
	}
	return demoYear + later
}

// start starts the program.
func (l *load) start(database string) {
	listener, err := new(net.ListenConfig).Listen(l.Context(), "tcp", "127.0.0.1:0")
	require.NoError(l, err)
	address := listener.Addr().String()
	require.NoError(l, listener.Close())
	var log lockedBuffer
	server := process(l, "serve", "--db", database, "--listen", address)
	server.Stderr = &log
	require.NoError(l, server.Start())
	l.Cleanup(func() {
		l.client.CloseIdleConnections()
		_ = server.Process.Signal(os.Interrupt)
		require.NoError(l, server.Wait(), log.String())
		require.NotContains(l, log.String(), "level=ERROR")
	})
	l.base = "http://" + address
	require.Eventually(l, func() bool {
		answer, err := l.client.Get(l.base + "/readyz")
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	}, 30*time.Second, 50*time.Millisecond)
	// The sample is of last year: the clock first does what is due since.
	due := regexp.MustCompile(`months are due.* months=(\d+)`)
	require.Eventually(l, func() bool {
		text := log.String()
		found := due.FindStringSubmatch(text)
		return found != nil && fmt.Sprint(strings.Count(text, "the clock has the month")) == found[1]
	}, 5*time.Minute, 100*time.Millisecond, "the clock is not done: %s", &log)
}

// ask sends a request of somebody and keeps how long it took to be answered in
// full.
func (l *load) ask(kind string, u loadUser, method, path, form string, body []byte) {
	r, err := http.NewRequestWithContext(l.Context(), method, l.base+path, bytes.NewReader(body))
	if !assert.NoError(l, err) {
		return
	}
	r.Header.Set("Cookie", u.cookie)
	if body != nil {
		r.Header.Set("Content-Type", form)
		r.Header.Set("Idempotency-Key", fmt.Sprintf("load-%d", keys.Add(1)))
	}
	begun := time.Now()
	answer, err := l.client.Do(r)
	status := 0
	if err == nil {
		_, err = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		status = answer.StatusCode
	}
	took := time.Since(begun)
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.took[kind] = append(l.took[kind], took)
	if err != nil || status >= http.StatusBadRequest {
		l.failed[fmt.Sprintf("%s %d %v", kind, status, err)]++
	}
}

// keys makes keys that nobody has used.
var keys atomic.Int64

// mixed is everybody at once.
func (l *load) mixed(lasts time.Duration) {
	ctx, cancel := context.WithTimeout(l.Context(), lasts)
	defer cancel()
	const pause = 5 * time.Second
	var group sync.WaitGroup
	for i, u := range l.people {
		group.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(i)))
			wait := time.Duration(random.Int64N(int64(min(pause, lasts))))
			for {
				select {
				case <-ctx.Done():
					return
				case <-time.After(wait):
				}
				l.act(u, random)
				wait = pause
			}
		})
	}
	group.Go(func() { // a run goes all the while
		for ctx.Err() == nil {
			l.ask("run", l.finance(), http.MethodPost, fmt.Sprintf("/api/v1/months/%d-11/runs", l.year), "application/json", []byte(`{"dry_run":false}`))
			select {
			case <-ctx.Done():
			case <-time.After(500 * time.Millisecond):
			}
		}
	})
	group.Wait()
	l.tell(fmt.Sprintf("%d users, a request in 5 s each, %s", len(l.people), lasts), map[string]time.Duration{
		"bill": 500 * time.Millisecond, "lists": 500 * time.Millisecond, "exports": 500 * time.Millisecond, "imports": 2 * time.Second, "run": 2 * time.Second,
	})
}

func (l *load) finance() loadUser {
	return l.people[slices.IndexFunc(l.people, func(u loadUser) bool { return u.kind == "imports" })]
}

// act is what somebody does next.
func (l *load) act(u loadUser, random *rand.Rand) {
	month := fmt.Sprintf("%d-%02d", l.year, 1+random.IntN(10))
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	switch u.kind {
	case "bill":
		l.ask("bill", u, http.MethodGet, "/bills/"+month+"/"+u.department, "", nil)
	case "lists":
		l.ask("lists", u, http.MethodGet, pick("/months", "/bills?month="+month, "/objections", "/api/v1/months", "/api/v1/months/"+month+"/bills", fmt.Sprintf("/months/%d-11", l.year), "/register/devices"), "", nil)
	case "exports":
		l.ask("exports", u, http.MethodGet, "/bills/"+month+"/"+u.department+pick(".pdf", ".xlsx", ".csv"), "", nil)
	case "slider":
		l.slide(u, random)
	case "imports":
		body := fmt.Sprintf("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"devices.csv\"\r\n\r\nid,class,cost_center,from\r\nload-%d,staff,%s,%d-12-01\r\n--x--\r\n", random.Int64(), loadCenter, l.year)
		l.ask("imports", u, http.MethodPost, "/api/v1/imports", "multipart/form-data; boundary=x", []byte(body))
	}
}

// loadCenter is a cost centre of the sample.
const loadCenter = "1100"

// closedLoop is fifty connections, each asking again as soon as it is answered.
func (l *load) closedLoop(path string, lasts time.Duration) {
	u := l.people[slices.IndexFunc(l.people, func(u loadUser) bool { return u.department == "VOF" })]
	l.ask("warm", u, http.MethodGet, path, "", nil)
	ctx, cancel := context.WithTimeout(l.Context(), lasts)
	defer cancel()
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			for ctx.Err() == nil {
				l.ask(path, u, http.MethodGet, path, "", nil)
			}
		})
	}
	group.Wait()
	rate := float64(len(l.took[path])) / lasts.Seconds()
	l.tell(fmt.Sprintf("50 connections, %s: %.0f requests/s", lasts, rate), map[string]time.Duration{path: 300 * time.Millisecond})
	if full() {
		assert.GreaterOrEqual(l, rate, 500.0, path)
	}
}

// tell logs how long requests took, and fails where something did.
func (l *load) tell(what string, targets map[string]time.Duration) {
	l.Log(what)
	for kind, target := range targets {
		list := l.took[kind]
		slices.Sort(list)
		if !assert.NotEmpty(l, list, kind) {
			continue
		}
		at := func(share float64) time.Duration {
			return list[int(share*float64(len(list)-1))].Round(10 * time.Microsecond)
		}
		l.Logf("  %-34s %6d requests  p50 %9s  p99 %9s  longest %9s", kind, len(list), at(.5), at(.99), at(1))
		if full() {
			assert.LessOrEqual(l, at(.99), target, kind)
		}
	}
	assert.Empty(l, l.failed)
}

// loadAverage is how busy the machine is, where it says so.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(text))
}

// TestFirstLoad (TRUST, budgets of pages): a bill and all that its page needs
// are less than 250 kB, as they are sent to a browser that has nothing.
func TestFirstLoad(t *testing.T) {
	a := newAttack(t)
	total := 0
	get := func(path string) answer {
		got := a.as(demoHead).send(request{path: path, header: []string{"Accept-Encoding", "gzip"}})
		require.Equal(t, http.StatusOK, got.status, path)
		t.Logf("%7d bytes %s", len(got.text), path)
		total += len(got.text)
		return got
	}
	page := a.as(demoHead).send(request{path: "/bills/2017-10/VOF"})
	get("/bills/2017-10/VOF")
	seen := map[string]bool{}
	for _, path := range regexp.MustCompile(`/assets/[\w.-]+`).FindAllString(page.text, -1) {
		if !seen[path] {
			seen[path] = true
			get(path)
		}
	}
	for _, path := range regexp.MustCompile(`/assets/[\w.-]+`).FindAllString(a.as(demoHead).send(request{path: styleOf(page.text)}).text, -1) {
		if !seen[path] {
			seen[path] = true
			get(path)
		}
	}
	t.Logf("%7d bytes in all", total)
	require.Less(t, total, 250_000)
}

func styleOf(page string) string { return regexp.MustCompile(`/assets/style[\w.-]+`).FindString(page) }
