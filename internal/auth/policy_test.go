package auth_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// people are one per role.
var people = map[chargeback.Role]string{
	chargeback.Finance: "Anna", chargeback.Head: "Lena", chargeback.Chief: "Cai", chargeback.Auditor: "Rut", chargeback.Admin: "Eva",
}

// TestPolicyIsKept (TRUST A1, A2): every route of the table by every role, and
// by nobody.
func TestPolicyIsKept(t *testing.T) {
	w := newWorld(t, auth.Options{})
	require.Empty(t, auth.APIPolicy.Check(w.site.Routes()))
	browsers := map[chargeback.Role]*browser{}
	for role, name := range people {
		browsers[role] = w.in(name)
	}
	denied := 0
	for _, e := range auth.APIPolicy {
		if strings.Contains(e.Path, "log") || strings.Contains(e.Path, "oidc") || strings.HasSuffix(e.Path, "password") {
			continue // they have tests of their own
		}
		path := strings.NewReplacer(":month", "2017-03", ":department", "SKOL", ":line", "x", ":name", "Lena", ":id", "x", ":number", "1", ":attempt", "x").Replace(e.Path)
		nobody := w.browser().do(e.Method, path, "")
		if e.Who&auth.Anyone != 0 {
			require.Equal(t, http.StatusOK, nobody.Code, e)
			continue
		}
		require.Equal(t, http.StatusUnauthorized, nobody.Code, e)
		require.Equal(t, chargeback.NotLoggedIn, code(t, nobody))
		require.Equal(t, "application/problem+json", nobody.Header().Get("Content-Type"))
		for role, b := range browsers {
			answer := b.do(e.Method, path, "")
			if e.Who&(auth.LoggedIn|auth.Only(role)) != 0 {
				require.Equal(t, http.StatusOK, answer.Code, "%s by %s", e, role)
				continue
			}
			denied++
			require.Equal(t, http.StatusForbidden, answer.Code, "%s by %s", e, role)
			require.Equal(t, chargeback.Forbidden, code(t, answer))
		}
	}
	require.Greater(t, denied, 40)
	require.Len(t, w.events(billing.ActDenied), denied, "each is told to the log, once")
}

// TestMatrix has the rows of TRUST's matrix that a change of the table must not
// lose.
func TestMatrix(t *testing.T) {
	f := func(route, roles string) {
		t.Helper()
		for _, e := range auth.APIPolicy {
			if e.String() != route {
				continue
			}
			var got []string
			for _, role := range e.Who.Roles() {
				got = append(got, role.String())
			}
			require.Equal(t, roles, strings.Join(got, " "), route)
			return
		}
		t.Errorf("no entry %s", route)
	}
	f("GET /api/v1/months/:month/bills/:department", "finance head chief auditor")
	f("POST /api/v1/months/:month/runs", "finance chief")
	f("POST /api/v1/months/:month/approval", "finance")
	f("POST /api/v1/months/:month/close", "finance")
	f("POST /api/v1/months/:month/correction", "finance")
	f("GET /api/v1/months/:month/voucher.si", "finance auditor")
	f("POST /api/v1/imports", "finance chief")
	f("GET /api/v1/audit", "finance auditor admin")
	f("PUT /api/v1/persons/:name", "admin")
}

// TestCheckSeesWhatIsMissing: routes without entry, entries without route.
func TestCheckSeesWhatIsMissing(t *testing.T) {
	policy := auth.Policy{
		{Method: "GET", Path: "/a", Who: auth.Anyone},
		{Method: "GET", Path: "/a", Who: auth.Own},
		{Method: "GET", Path: "/b", Who: auth.Own},
		{Method: "GET", Path: "/c"},
	}
	require.Equal(t, []string{
		"GET /a stands twice in the policy", "GET /b is in the policy, but there is no such route", "GET /c is for nobody",
		"POST /a is in no policy: say who may call it",
	}, policy.Check(gin.RoutesInfo{{Method: "GET", Path: "/a"}, {Method: "POST", Path: "/a"}, {Method: "GET", Path: "/c"}}))
}

// site is a world with pages.
func site(t *testing.T) *world {
	w := newWorld(t, auth.Options{})
	w.site = gin.New()
	w.mount(append(auth.Policy{
		{Method: http.MethodGet, Path: "/bills/:department", Who: auth.Own},
		{Method: http.MethodPost, Path: "/bills/:department", Who: auth.Own},
		{Method: http.MethodGet, Path: "/persons", Who: auth.Only(chargeback.Admin)},
	}, auth.APIPolicy...))
	w.site.GET("/forgotten", func(c *gin.Context) { c.String(http.StatusOK, "secret") })
	return w
}

// TestPagesLeadToTheLogin: and back, within the site; scripts are told.
func TestPagesLeadToTheLogin(t *testing.T) {
	w := site(t)
	b := w.browser()
	answer := b.do(http.MethodGet, "/bills/SKOL?month=2017-03", "")
	require.Equal(t, http.StatusSeeOther, answer.Code)
	require.Equal(t, "/login?next=%2Fbills%2FSKOL%3Fmonth%3D2017-03", answer.Header().Get("Location"))
	require.Equal(t, "/login?next=%2F", b.do(http.MethodPost, "/bills/SKOL", "").Header().Get("Location"))
	b.header.Set("HX-Request", "true")
	b.header.Set("HX-Current-URL", "https://debitering.example.se/bills/SKOL?month=2017-02")
	answer = b.do(http.MethodPost, "/bills/SKOL", "")
	require.Equal(t, http.StatusUnauthorized, answer.Code)
	require.Equal(t, "/login?next=%2Fbills%2FSKOL%3Fmonth%3D2017-02", answer.Header().Get("HX-Redirect"))

	// A route that nobody is named for does not exist, for anybody.
	for _, b := range []*browser{w.browser(), w.in("Eva")} {
		answer := b.do(http.MethodGet, "/forgotten", "")
		require.Equal(t, http.StatusNotFound, answer.Code)
		require.NotContains(t, answer.Body.String(), "secret")
	}
	answer = w.in("Lena").do(http.MethodGet, "/persons", "")
	require.Equal(t, http.StatusForbidden, answer.Code)
	require.Equal(t, "det här är för administratör; be en administratör om rollen om du behöver den", answer.Body.String())
}

// TestOtherSitesChangeNothing (TRUST A10): by Origin and by Sec-Fetch-Site, at
// login too.
func TestOtherSitesChangeNothing(t *testing.T) {
	w := site(t)
	b := w.in("Anna")
	f := func(header, value string, want int) {
		t.Helper()
		b.header = http.Header{header: {value}}
		require.Equal(t, want, b.do(http.MethodPost, "/api/v1/months/2017-03/close", "").Code, value)
		require.Equal(t, http.StatusOK, b.do(http.MethodGet, "/api/v1/months", "").Code, "reading is safe")
	}
	f("Origin", "https://evil.example", http.StatusForbidden)
	f("Origin", "null", http.StatusForbidden)
	f("Sec-Fetch-Site", "cross-site", http.StatusForbidden)
	f("Sec-Fetch-Site", "same-site", http.StatusForbidden)
	f("Sec-Fetch-Site", "same-origin", http.StatusOK)
	f("Origin", "http://127.0.0.1:8080", http.StatusOK)
	require.Len(t, w.events(billing.ActDenied), 4)
	foreign := w.browser()
	foreign.header.Set("Sec-Fetch-Site", "cross-site")
	require.Equal(t, chargeback.ForeignOrigin, code(t, foreign.login("Anna", password)))
}

func TestLocalPath(t *testing.T) {
	for text, want := range map[string]string{
		"/": "/", "/bills/SKOL?month=2017-03#rad": "/bills/SKOL?month=2017-03#rad", "": "/", "bills": "/", "https://evil.example": "/",
		"//evil.example": "/", `/\evil.example`: "/", `\\evil.example`: "/", "/\t/evil.example": "/", "/\n/evil.example": "/", "/ /evil.example": "/",
		"javascript:alert(1)": "/", "/a\x00": "/", "http:/x": "/", "/%zz": "/", "/" + strings.Repeat("a", 2000): "/", "///evil.example": "/",
	} {
		require.Equal(t, want, auth.LocalPath(text), text)
	}
}
