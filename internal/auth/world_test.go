package auth_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/postgres"
	"chargeback/internal/store"
)

func init() { gin.SetMode(gin.ReleaseMode) }

// books is the database as the use cases see it.
type books struct{ *store.DB }

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

// world is a site with a clock.
type world struct {
	t       *testing.T
	service *billing.Service
	guard   *auth.Guard
	site    *gin.Engine
	lock    sync.Mutex
	now     time.Time
}

const password = "korrekt häst batteri"

var eva = billing.Actor{Name: "Eva", Origin: "test"}

// onBoth runs a test on each database.
func onBoth(t *testing.T, test func(*testing.T, *world)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newWorld(t, auth.Options{})) })
	t.Run("postgres", func(t *testing.T) {
		owner, application := postgres.Start(t).Database(t)
		require.NoError(t, store.Migrate(t.Context(), owner, "application"))
		test(t, worldOn(t, application, auth.Options{}))
	})
}

func newWorld(t *testing.T, options auth.Options) *world {
	return worldOn(t, filepath.Join(t.TempDir(), "chargeback.db"), options)
}

// worldOn has one person per role, of whom all but Nina have the same password.
func worldOn(t *testing.T, url string, options auth.Options) *world {
	db, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	w := &world{t: t, now: time.Date(2017, 3, 31, 12, 0, 0, 0, time.UTC)}
	w.service = &billing.Service{DB: books{db}, Now: func() time.Time {
		w.lock.Lock()
		defer w.lock.Unlock()
		return w.now
	}}
	hash, err := auth.HashPassword(password)
	require.NoError(t, err)
	for _, p := range []chargeback.Person{
		{Name: "Eva", Roles: []chargeback.Role{chargeback.Admin}},
		{Name: "Anna", Roles: []chargeback.Role{chargeback.Finance}},
		{Name: "Lena", Roles: []chargeback.Role{chargeback.Head}},
		{Name: "Cai", Roles: []chargeback.Role{chargeback.Chief}},
		{Name: "Rut", Roles: []chargeback.Role{chargeback.Auditor}},
		{Name: "Nina", Roles: []chargeback.Role{chargeback.Head}},
	} {
		p.Active = true
		require.NoError(t, w.service.Register(t.Context(), eva, p))
		if p.Name != "Nina" {
			_, err := w.service.ChangePassword(t.Context(), billing.Actor{Name: p.Name}, hash)
			require.NoError(t, err)
		}
	}
	if options.BaseURL == "" {
		options.BaseURL = "http://127.0.0.1:8080"
	}
	w.guard, err = auth.New(w.service, options)
	require.NoError(t, err)
	w.site = gin.New()
	require.NoError(t, w.site.SetTrustedProxies(nil))
	w.mount(auth.APIPolicy)
	return w
}

// mount adds a route for every entry of a policy: those of this package work,
// the others say who called.
func (w *world) mount(policy auth.Policy) {
	w.site.Use(w.guard.Enforce(policy))
	w.guard.MountOIDC(w.site)
	answer := func(c *gin.Context, err error) {
		if err == nil {
			c.Status(http.StatusNoContent)
			return
		}
		code := chargeback.Code("")
		if e, ok := err.(*chargeback.Error); ok {
			code = e.Code
		}
		c.JSON(auth.StatusOf(code), gin.H{"code": code})
	}
	own := map[string]gin.HandlerFunc{
		"POST /api/v1/login": func(c *gin.Context) {
			var body struct{ Name, Password string }
			require.NoError(w.t, json.NewDecoder(c.Request.Body).Decode(&body))
			answer(c, w.guard.Login(c, body.Name, body.Password))
		},
		"POST /api/v1/logout": func(c *gin.Context) {
			if c.Query("everywhere") != "" {
				answer(c, w.guard.LogoutEverywhere(c))
				return
			}
			answer(c, w.guard.Logout(c))
		},
		"PUT /api/v1/me/password": func(c *gin.Context) {
			var body struct{ Old, New string }
			require.NoError(w.t, json.NewDecoder(c.Request.Body).Decode(&body))
			answer(c, w.guard.ChangePassword(c, body.Old, body.New))
		},
	}
	for _, e := range policy {
		if strings.HasPrefix(e.Path, "/oidc/") {
			continue
		}
		handler, ok := own[e.String()]
		if !ok {
			handler = func(c *gin.Context) {
				caller := auth.CallerOf(c.Request.Context())
				if caller == nil {
					c.String(http.StatusOK, "")
					return
				}
				var roles []string
				for _, r := range caller.Roles {
					roles = append(roles, r.String())
				}
				c.JSON(http.StatusOK, gin.H{"name": caller.Person.Name, "roles": strings.Join(roles, " "), "token": caller.Token})
			}
		}
		w.site.Handle(e.Method, e.Path, handler)
	}
}

// pass lets time go.
func (w *world) pass(d time.Duration) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.now = w.now.Add(d)
}

// browser is somebody's, with its cookies.
type browser struct {
	w       *world
	cookies map[string]string
	address string
	header  http.Header
}

func (w *world) browser() *browser {
	return &browser{w: w, cookies: map[string]string{}, address: "10.0.0.1:1234", header: http.Header{}}
}

func (b *browser) do(method, path, body string) *httptest.ResponseRecorder {
	b.w.t.Helper()
	r := httptest.NewRequestWithContext(b.w.t.Context(), method, path, strings.NewReader(body))
	r.RemoteAddr = b.address
	r.Header = b.header.Clone()
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer := httptest.NewRecorder()
	b.w.site.ServeHTTP(answer, r)
	for _, cookie := range answer.Result().Cookies() {
		if cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
			continue
		}
		b.cookies[cookie.Name] = cookie.Value
	}
	return answer
}

func (b *browser) login(name, password string) *httptest.ResponseRecorder {
	b.w.t.Helper()
	body, err := json.Marshal(map[string]string{"name": name, "password": password})
	require.NoError(b.w.t, err)
	return b.do(http.MethodPost, "/api/v1/login", string(body))
}

// in is a browser in which somebody has logged in.
func (w *world) in(name string) *browser {
	w.t.Helper()
	b := w.browser()
	require.Equal(w.t, http.StatusNoContent, b.login(name, password).Code)
	return b
}

// me is what a browser is told when it asks who it is.
func (b *browser) me(status int) string {
	b.w.t.Helper()
	answer := b.do(http.MethodGet, "/api/v1/me", "")
	require.Equal(b.w.t, status, answer.Code, answer.Body)
	return answer.Body.String()
}

// code is the code of a problem.
func code(t *testing.T, answer *httptest.ResponseRecorder) chargeback.Code {
	t.Helper()
	var problem struct{ Code chargeback.Code }
	require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &problem), answer.Body)
	return problem.Code
}

// events lists the events of some actions, as action and person.
func (w *world) events(actions ...billing.Action) (all []string) {
	w.t.Helper()
	require.NoError(w.t, w.service.EachEvent(w.t.Context(), billing.Actor{Scheduler: true}, 1, func(e *audit.Event) error {
		for _, a := range actions {
			if e.Action == string(a) {
				all = append(all, strings.TrimSpace(e.Action+" "+e.Person))
			}
		}
		return nil
	}))
	return all
}

func day(w *world) allocation.Date { return billing.DayIn(w.service.Now()) }
