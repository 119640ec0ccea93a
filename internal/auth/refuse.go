package auth

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// The paths that this package leads browsers to.
const (
	loginPath    = "/login"
	passwordPath = "/password"
)

// isAPI says whether a request is a program's, which gets no pages.
func isAPI(path string) bool {
	return strings.HasPrefix(path, "/api/") || path == "/openapi.json"
}

// refuse ends a request with a failure. Browsers that are not logged in are led
// to the login, and back afterwards.
func (g *Guard) refuse(c *gin.Context, err error) {
	status := http.StatusInternalServerError
	var code chargeback.Code
	var e *chargeback.Error
	if errors.As(err, &e) {
		code = e.Code
		if s := StatusOf(code); s != 0 {
			status = s
		} else {
			status = http.StatusServiceUnavailable // of the database
		}
	}
	if status >= http.StatusInternalServerError {
		_ = c.Error(err)
	}
	c.Abort()
	if isAPI(c.Request.URL.Path) {
		if code == chargeback.NotLoggedIn {
			c.Header("WWW-Authenticate", `Bearer realm="chargeback"`)
		}
		if g.options.Problem != nil {
			g.options.Problem(c, status, err)
			return
		}
		problem(c, status, code, err)
		return
	}
	switch code {
	case chargeback.NotLoggedIn:
		lead(c, loginPath+"?next="+url.QueryEscape(back(c.Request)))
	case chargeback.MustChange:
		lead(c, passwordPath+"?next="+url.QueryEscape(back(c.Request)))
	default:
		if g.options.Page != nil {
			g.options.Page(c, status, err)
			return
		}
		c.String(status, "%s", sentence(c, status, err))
	}
}

// back is where a login leads back to: what was asked for, or for a request
// that changes something or comes from a script, the page that it stands on.
func back(r *http.Request) string {
	if current := r.Header.Get("HX-Current-URL"); current != "" {
		if u, err := url.Parse(current); err == nil {
			return LocalPath(u.RequestURI())
		}
		return LocalPath("")
	}
	if r.Method != http.MethodGet {
		return LocalPath("")
	}
	return LocalPath(r.URL.RequestURI())
}

// lead leads a browser elsewhere on the site. A script's request would follow
// by itself and show the login in the middle of a page: it is told.
func lead(c *gin.Context, to string) {
	if c.GetHeader("HX-Request") != "" {
		c.Header("HX-Redirect", to)
		c.Status(http.StatusUnauthorized)
		c.Writer.WriteHeaderNow()
		return
	}
	c.Redirect(http.StatusSeeOther, to)
}

// problem writes a failure as RFC 9457 has it.
func problem(c *gin.Context, status int, code chargeback.Code, err error) {
	if code == "" || status >= http.StatusInternalServerError {
		code = "internal"
	}
	c.Header("Content-Type", "application/problem+json")
	c.JSON(status, struct {
		Title  string          `json:"title"`
		Status int             `json:"status"`
		Code   chargeback.Code `json:"code"`
		Detail string          `json:"detail"`
	}{http.StatusText(status), status, code, sentence(c, status, err)})
}

// sentence tells a failure in the reader's language. Failures of the machinery
// are told to the log only.
func sentence(c *gin.Context, status int, err error) string {
	lang := words.Swedish
	if caller := CallerOf(c.Request.Context()); caller != nil && caller.Person.Language != "" {
		lang, _ = words.Parse(caller.Person.Language)
	} else if strings.HasPrefix(strings.ToLower(c.GetHeader("Accept-Language")), "en") {
		lang = words.English
	}
	if status >= http.StatusInternalServerError && !errors.Is(err, &chargeback.Error{Code: chargeback.ProviderFailed}) {
		return lang.Pick("det gick inte just nu; försök igen om en stund", "it did not work just now; try again in a while")
	}
	return lang.Failure(err)
}
