package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/api"
	"chargeback/internal/audit"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
	"chargeback/internal/planning"
	"chargeback/internal/postgres"
	"chargeback/internal/server"
	"chargeback/internal/store"
)

// books and shelves are the database as the use cases see it.
type (
	books   struct{ *store.DB }
	shelves struct{ *store.DB }
)

func (b books) View(ctx context.Context, work func(billing.Tx) error) error {
	return b.DB.View(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b books) ViewAs(ctx context.Context, scope chargeback.Scope, work func(billing.Tx) error) error {
	return b.DB.ViewAs(ctx, scope, func(tx *store.Tx) error { return work(tx) })
}

func (b books) Update(ctx context.Context, work func(billing.Tx) error) error {
	return b.DB.Update(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b books) Within(ctx context.Context, tx billing.Tx) context.Context {
	return store.Within(ctx, tx.(*store.Tx))
}

func (b shelves) View(ctx context.Context, work func(intake.Tx) error) error {
	return b.DB.View(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b shelves) Update(ctx context.Context, work func(intake.Tx) error) error {
	return b.DB.Update(ctx, func(tx *store.Tx) error { return work(tx) })
}

// world is a server that answers real requests, with a clock.
type world struct {
	t       *testing.T
	service *billing.Service
	guard   *auth.Guard
	server  *server.Server
	site    *httptest.Server
	people  map[string]*client
	lock    sync.Mutex
	now     time.Time
}

// onBoth runs a test on each database.
func onBoth(t *testing.T, test func(*testing.T, *world)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newWorld(t)) })
	t.Run("postgres", func(t *testing.T) {
		owner, application := postgres.Start(t).Database(t)
		require.NoError(t, store.Migrate(t.Context(), owner, "application"))
		test(t, worldOn(t, application))
	})
}

func newWorld(t *testing.T) *world { return worldOn(t, filepath.Join(t.TempDir(), "chargeback.db")) }

// password is everybody's.
const password = "korrekt häst batteri"

// The people of the tests, by what they do. Lena heads the school, Vera the
// care, Nils reads one cost centre of the school.
var roles = map[string]chargeback.Role{
	"Eva": chargeback.Admin, "Ada": chargeback.Admin, "Anna": chargeback.Finance, "Bo": chargeback.Finance, "Lena": chargeback.Head,
	"Vera": chargeback.Head, "Nils": chargeback.Head, "Cia": chargeback.Chief, "Rut": chargeback.Auditor,
}

var grants = map[string]chargeback.Grant{
	"Lena": {Department: "SKOL", Valid: allocation.Always}, "Vera": {Department: "VARD", Valid: allocation.Always},
	"Nils": {CostCenter: "110", Valid: allocation.Always},
}

// worldOn has the people of the tests, each with a token, and facts.
func worldOn(t *testing.T, url string) *world {
	db, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	w := &world{t: t, now: time.Date(2018, 1, 10, 8, 0, 0, 0, time.UTC), people: map[string]*client{}}
	w.service = &billing.Service{DB: books{db}, Now: w.clock}
	t.Cleanup(w.service.Wait)
	w.guard, err = auth.New(w.service, auth.Options{BaseURL: "http://127.0.0.1:8080", Problem: api.Problem})
	require.NoError(t, err)
	w.server, err = server.New(server.Options{Now: w.clock, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))})
	require.NoError(t, err)
	w.server.Engine.Use(w.guard.Enforce(auth.APIPolicy))
	w.guard.MountOIDC(w.server.Engine)
	api.New(api.Options{
		Service: w.service, Intake: &intake.Service{DB: shelves{db}, Billing: w.service}, Plans: &planning.Service{Billing: w.service}, Guard: w.guard,
	}).Register(w.server.Engine)
	w.server.Engine.NoRoute(api.NoRoute)
	w.server.Engine.NoMethod(api.NoMethod)
	w.site = httptest.NewServer(w.server.Engine)
	t.Cleanup(w.site.Close)
	w.populate()
	return w
}

func (w *world) clock() time.Time {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.now = w.now.Add(time.Millisecond)
	return w.now
}

func (w *world) populate() {
	ctx, eva := w.t.Context(), billing.Actor{Name: "Eva", Origin: "test", Host: true}
	register := func(name string) {
		p := chargeback.Person{Name: name, Roles: []chargeback.Role{roles[name]}, Active: true}
		if g, ok := grants[name]; ok {
			p.Grants = []chargeback.Grant{g}
		}
		require.NoError(w.t, w.service.Register(ctx, eva, p))
		secret, token := auth.NewToken("test")
		require.NoError(w.t, w.service.IssueToken(ctx, eva, p, token))
		w.people[name] = &client{w: w, token: secret}
	}
	register("Eva")
	register("Anna")
	answer := w.as("Anna").sendFiles("/api/v1/imports", nil, facts)
	require.Equal(w.t, http.StatusOK, answer.status, answer)
	for name := range roles {
		if w.people[name] == nil {
			register(name)
		}
	}
}

// client sends requests as somebody.
type client struct {
	w      *world
	token  string
	cookie *http.Cookie
	header http.Header
}

// as is somebody with a token; nobody where the name is empty.
func (w *world) as(name string) *client {
	if name == "" {
		return &client{w: w}
	}
	return w.people[name]
}

// in is somebody who has logged in with a browser.
func (w *world) in(name string) *client {
	hash, err := auth.HashPassword(password)
	require.NoError(w.t, err)
	_, err = w.service.ChangePassword(w.t.Context(), billing.Actor{Name: name, Origin: "test"}, hash)
	require.NoError(w.t, err)
	c := &client{w: w}
	answer := c.post("/api/v1/login", map[string]string{"name": name, "password": password})
	require.Equal(w.t, http.StatusNoContent, answer.status, answer)
	c.cookie = answer.cookies[0]
	return c
}

// with is the client with more headers.
func (c *client) with(pairs ...string) *client {
	other := *c
	other.header = c.header.Clone()
	if other.header == nil {
		other.header = http.Header{}
	}
	for i := 0; i < len(pairs); i += 2 {
		other.header.Set(pairs[i], pairs[i+1])
	}
	return &other
}

// answer is what came back.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	cookies []*http.Cookie
}

func (a answer) String() string { return string(a.body) }

// into reads the body.
func (a answer) into(t require.TestingT, v any) {
	require.NoError(t, json.Unmarshal(a.body, v), string(a.body))
}

// problem is a failure as it is answered.
type problem struct {
	Title, Code, Detail, Instance string
	Status, Count                 int
	Errors                        []struct {
		Code, File, Column, Value, Detail string
		Line                              int
	}
	Import *struct{ Tables []struct{ Table string } }
}

func (a answer) problem(t require.TestingT) (p problem) {
	require.Equal(t, "application/problem+json", a.header.Get("Content-Type"), string(a.body))
	a.into(t, &p)
	require.Equal(t, a.status, p.Status)
	require.NotEmpty(t, p.Detail)
	return p
}

// refused asserts that an answer is a problem.
func (a answer) refused(t require.TestingT, status int, code chargeback.Code) {
	require.Equal(t, status, a.status, string(a.body))
	require.Equal(t, string(code), a.problem(t).Code)
}

// send sends a request as it is.
func (c *client) send(method, path, kind string, body []byte) answer {
	r, err := http.NewRequestWithContext(c.w.t.Context(), method, c.w.site.URL+path, bytes.NewReader(body))
	require.NoError(c.w.t, err)
	for name, values := range c.header {
		r.Header[name] = values
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.cookie != nil {
		r.AddCookie(c.cookie)
	}
	response, err := c.w.site.Client().Do(r)
	require.NoError(c.w.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(c.w.t, err)
	return answer{response.StatusCode, response.Header, text, response.Cookies()}
}

func (c *client) get(path string) answer { return c.send(http.MethodGet, path, "", nil) }

// post sends JSON; nil is no body.
func (c *client) post(path string, body any) answer { return c.do(http.MethodPost, path, body) }

func (c *client) do(method, path string, body any) answer {
	if body == nil {
		return c.send(method, path, "", nil)
	}
	text, err := json.Marshal(body)
	require.NoError(c.w.t, err)
	return c.send(method, path, "application/json", text)
}

var keys struct {
	sync.Mutex
	n int
}

// newKey is a key that nobody has used.
func newKey() string {
	keys.Lock()
	defer keys.Unlock()
	keys.n++
	return "key-" + strconv.Itoa(keys.n)
}

// sendFiles imports CSV files, by the name of their table, under a new key.
func (c *client) sendFiles(path string, fields map[string]string, files map[string]string) answer {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		require.NoError(c.w.t, form.WriteField(name, value))
	}
	for name, text := range files {
		part, err := form.CreateFormFile("file", name+".csv")
		require.NoError(c.w.t, err)
		_, err = io.WriteString(part, text)
		require.NoError(c.w.t, err)
	}
	require.NoError(c.w.t, form.Close())
	sender := c
	if c.header.Get("Idempotency-Key") == "" {
		sender = c.with("Idempotency-Key", newKey())
	}
	return sender.send(http.MethodPost, path, form.FormDataContentType(), body.Bytes())
}

// sendNamed imports one file under a name, as a table.
func (c *client) sendNamed(name, text, table string) answer {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(c.w.t, form.WriteField("table", table))
	part, err := form.CreatePart(map[string][]string{
		"Content-Disposition": {`form-data; name="file"; filename="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`},
		"Content-Type":        {"application/octet-stream"},
	})
	require.NoError(c.w.t, err)
	_, err = io.WriteString(part, text)
	require.NoError(c.w.t, err)
	require.NoError(c.w.t, form.Close())
	return c.with("Idempotency-Key", newKey()).send(http.MethodPost, "/api/v1/imports", form.FormDataContentType(), body.Bytes())
}

// etag is the version of what is at a path.
func (c *client) etag(path string) string {
	tag := c.get(path).header.Get("ETag")
	require.NotEmpty(c.w.t, tag)
	return tag
}

// step takes a month a step on its way, as a person with a browser.
func (c *client) step(month, step string, body any) answer {
	path := "/api/v1/months/" + month
	return c.with("Idempotency-Key", newKey(), "If-Match", c.etag(path+"?lines=false")).post(path+"/"+step, body)
}

// calculate calculates a month and waits until it is done.
func (w *world) calculate(name, month string) {
	w.t.Helper()
	answer := w.as(name).with("Idempotency-Key", newKey()).post("/api/v1/months/"+month+"/runs", map[string]bool{"dry_run": false})
	require.Equal(w.t, http.StatusAccepted, answer.status, answer)
	w.service.Wait()
}

// close takes a month through its life: Anna calculates and closes, Bo
// approves.
func (w *world) close(month string) {
	w.t.Helper()
	w.calculate("Anna", month)
	answer := w.in("Bo").step(month, "approval", nil)
	require.Equal(w.t, http.StatusOK, answer.status, answer)
	answer = w.in("Anna").step(month, "close", map[string]string{"accept_unallocated": "inga mottagare"})
	require.Equal(w.t, http.StatusOK, answer.status, answer)
}

// events counts the events of an action.
func (w *world) events(action billing.Action) (n int) {
	require.NoError(w.t, w.service.EachEvent(w.t.Context(), billing.Actor{Scheduler: true}, 1, func(e *audit.Event) error {
		if e.Action == string(action) {
			n++
		}
		return nil
	}))
	return n
}

// facts are a set that a reader can charge in the head: each month 100 kr over
// four computers, 70 kr for a system that two share, 50 kr that stays on IT's
// own budget, and 30 kr for ports that nobody has.
var facts = map[string]string{
	"settings":     "key,value\nname,Testköping\norg_number,212000-0001\nit_cost_center,900\n",
	"departments":  "code,name,kind\nBOL,Bolaget AB,company\nIT,IT-avdelningen,it\nSKOL,Skolan & fritid,administration\nVARD,Vården,administration\n",
	"cost_centers": "code,name,department\n100,Norra skolan,SKOL\n110,Södra skolan,SKOL\n200,Äldreboendet,VARD\n300,Bolaget,BOL\n900,IT-drift,IT\n",
	"categories":   "code,cost_type,name\nNAT,Inköp,Nät\nPC,Inköp,Datorer\nSTAB,Lönekostnader,Stab\nSYS,Inköp,System\n",
	"rules":        "category,model,share\nNAT,port,1\nPC,device,1\nSTAB,central,1\nSYS,system,1\n",
	"devices":      "id,class,cost_center,label\nd1,staff,100,D-1\nd2,staff,110,D-2\nd3,staff,200,D-3\nd4,student,300,D-4\n",
	"systems":      "code,name,tier,owner,sharing\nLON,Lön,gold,100,fixed\n", "system_shares": "system,cost_center,share\nLON,100,1\nLON,200,1\n",
	"costs": "id,date,category,amount,supplier\n" +
		"k1,2017-03-10,PC,100.00,Hemlig Leverantör\nk2,2017-03-31,STAB,50.00,\nk3,2017-03-31,SYS,70.00,\nk4,2017-03-31,NAT,30.00,\n" +
		"k5,2017-04-10,PC,120.00,\nk6,2017-04-30,STAB,50.00,\nk7,2017-04-30,SYS,70.00,\nk8,2017-05-10,PC,100.00,\nk9,2017-06-10,PC,-100.00,\n",
}
