package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"mime"
	"net/http"
	"path/filepath"

	"github.com/gin-gonic/gin"

	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// errNotFound is for what does not exist, or may not be seen.
var errNotFound = &chargeback.Error{Code: chargeback.NoSuchPage}

// callerOf is who asks; nil on pages that anyone may see.
func callerOf(c *gin.Context) *auth.Caller { return auth.CallerOf(c.Request.Context()) }

// scope is whose bills the reader may read today.
func (h *handler) scope(c *gin.Context) chargeback.Scope {
	return callerOf(c).Scope(billing.DayIn(h.Service.Now()))
}

// actor is the caller as use cases know them.
func actor(c *gin.Context) billing.Actor { return callerOf(c).Actor(c.ClientIP()) }

// newKey makes the hidden key of a form: sent twice, it is done once.
func newKey() string { return rand.Text() }

// once does what a form asks for, once for its key.
func (h *handler) once(c *gin.Context, do func(context.Context) error) error {
	key := c.PostForm("idempotency_key")
	if key == "" || len(key) > 100 {
		return &chargeback.Error{Code: chargeback.KeyMissing}
	}
	who := actor(c)
	digest := sha256.Sum256([]byte(c.Request.PostForm.Encode()))
	asked := chargeback.Reply{
		Person: who.Name, Key: key, Route: c.Request.Method + " " + c.Request.URL.Path, Request: hex.EncodeToString(digest[:]),
	}
	_, _, err := h.Service.Once(c.Request.Context(), who, asked, func(ctx context.Context) (chargeback.Reply, error) {
		return chargeback.Reply{Status: http.StatusSeeOther}, do(ctx)
	})
	return err
}

// noticeCookie carries one notice to the page that follows.
const noticeCookie = "notice"

// setFlash has the next page say something.
func setFlash(c *gin.Context, kind, text string, more ...string) {
	data, err := json.Marshal(notice{Kind: kind, Text: text, More: more})
	if err != nil || len(data) > 3000 {
		data, _ = json.Marshal(notice{Kind: kind, Text: text})
	}
	http.SetCookie(c.Writer, &http.Cookie{
		Name: noticeCookie, Value: base64.RawURLEncoding.EncodeToString(data), Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// flash takes what the page before wanted said.
func flash(c *gin.Context) *notice {
	value, err := c.Cookie(noticeCookie)
	if err != nil || value == "" {
		return nil
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: noticeCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	data, err := base64.RawURLEncoding.DecodeString(value)
	var n notice
	if err != nil || json.Unmarshal(data, &n) != nil || n.Icon() == "" {
		return nil
	}
	return &n
}

// export is a handler of what makes a file: a person has few made at once.
func (h *handler) export(handle gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		end, err := h.Exports.Begin(callerOf(c).Person.Name)
		if err != nil {
			c.Header("Retry-After", "1")
			h.fail(c, err)
			return
		}
		defer end()
		handle(c)
	}
}

// contentType is the type of a file by its name.
func contentType(name string) string {
	switch filepath.Ext(name) {
	case ".si":
		return "application/octet-stream" // code page 437: no charset that a browser knows
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".csv":
		return "text/csv; charset=utf-8"
	}
	if kind := mime.TypeByExtension(filepath.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}
