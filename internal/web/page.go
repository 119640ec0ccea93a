package web

import (
	"bytes"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/internal/auth"
	"chargeback/internal/chargeback"
	"chargeback/internal/server"
	"chargeback/internal/words"
)

// page is what the layout shows around a page's body.
type page struct {
	Title        string
	Organisation string
	Theme        string // light, dark, or empty: as the reader's device has it
	Path         string // of this page, to come back to
	Nav          []navItem
	LongNav      bool // it has a row of its own
	Person, Role string
	Demo         bool
	Notice       *notice
	Body         any
}

// notice is what is said at the top of a page.
type notice struct {
	Kind string // ok, info, warn or bad
	Text string
	More []string
}

// Icon is the picture beside the text.
func (n *notice) Icon() string {
	return map[string]string{"ok": "check", "info": "info", "warn": "warn", "bad": "bad"}[n.Kind]
}

// Cookies of what a reader prefers. They say nothing about who it is.
const (
	languageCookie = "language"
	themeCookie    = "theme"
)

// language is the reader's: chosen, or as the browser asks for it.
func language(c *gin.Context) words.Language {
	if chosen, err := c.Cookie(languageCookie); err == nil {
		if lang, ok := words.Parse(chosen); ok {
			return lang
		}
	}
	for _, part := range strings.Split(c.GetHeader("Accept-Language"), ",") {
		code, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		code, _, _ = strings.Cut(code, "-")
		if lang, ok := words.Parse(strings.ToLower(code)); ok {
			return lang
		}
	}
	return words.Swedish
}

// theme is the reader's choice, or empty.
func theme(c *gin.Context) string {
	if chosen, err := c.Cookie(themeCookie); err == nil && (chosen == "light" || chosen == "dark") {
		return chosen
	}
	return ""
}

// show writes a page. A template that fails is a bug, and nothing of it is
// sent.
func (h *handler) show(c *gin.Context, status int, name string, p page) {
	lang := language(c)
	caller := callerOf(c)
	p.Theme, p.Path, p.Demo = theme(c), c.Request.URL.RequestURI(), h.Demo
	if c.Request.Method != http.MethodGet {
		p.Path = "/"
	}
	if caller != nil {
		p.Person, p.Role = caller.Person.Name, roleNames(lang, caller)
		p.Nav = h.navigation(c, caller)
		p.LongNav = long(p.Nav)
	}
	if p.Organisation == "" {
		p.Organisation = h.organisation(c)
	}
	var body bytes.Buffer
	if err := h.pages[lang].ExecuteTemplate(&body, name, p); err != nil {
		panic("bug: page " + name + ": " + err.Error())
	}
	c.Header("Cache-Control", "no-store")
	c.Data(status, htmlType, body.Bytes())
}

// htmlType is the type of pages and of parts of them.
const htmlType = "text/html; charset=utf-8"

// fragment writes a part of a page, for htmx.
func (h *handler) fragment(c *gin.Context, name string, body any) {
	var text bytes.Buffer
	if err := h.pages[language(c)].ExecuteTemplate(&text, name, body); err != nil {
		panic("bug: part " + name + ": " + err.Error())
	}
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, htmlType, text.Bytes())
}

// partial says whether htmx asks for a part of a page only.
func partial(c *gin.Context) bool { return c.GetHeader("HX-Request") == "true" }

// roleNames are the roles of a person, as people call them.
func roleNames(lang words.Language, caller *auth.Caller) string {
	var names []string
	for _, role := range caller.Person.Roles {
		names = append(names, capital(lang.Role(role)))
	}
	return strings.Join(names, ", ")
}

// fail shows why a page cannot be shown or something not be done. What may not
// be seen is as what does not exist.
func (h *handler) fail(c *gin.Context, err error) {
	lang := language(c)
	status := server.Status(err)
	var body failureBody
	title := lang.Pick("Det gick inte", "It could not be done")
	switch {
	case status == http.StatusNotFound:
		title = lang.Pick("Sidan finns inte", "There is no such page")
		body.Text = lang.Pick("Sidan finns inte, eller så har du inte tillgång till den.", "There is no such page, or you may not see it.")
	case status >= http.StatusInternalServerError:
		_ = c.Error(err)
		body.ID = server.RequestID(c)
		body.Text = lang.Pick("Ingenting är sparat. Försök igen om en stund.", "Nothing was saved. Try again in a while.")
		var told *chargeback.Error
		if errors.As(err, &told) {
			body.Text = sentence(lang.Failure(err)) + " " + body.Text
		}
	default:
		body.Text = sentence(lang.Failure(err))
	}
	h.show(c, status, "failure", page{Title: title, Body: body})
}

// failureBody is a sentence, and an id to ask about it by.
type failureBody struct{ Text, ID string }

// sentence begins with a capital and ends with a full stop.
func sentence(text string) string {
	text = capital(text)
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}

// preferences keeps what a reader chose, and goes back to where it was chosen.
func (h *handler) preferences(c *gin.Context) {
	if lang, ok := words.Parse(c.PostForm("language")); ok {
		h.remember(c, languageCookie, words.Languages[lang])
	}
	if chosen := c.PostForm("theme"); chosen == "light" || chosen == "dark" {
		h.remember(c, themeCookie, chosen)
	}
	c.Redirect(http.StatusSeeOther, auth.LocalPath(c.PostForm("back")))
}

const year = 365 * 24 * 3600

func (h *handler) remember(c *gin.Context, name, value string) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: year, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: h.Guard.Secure(),
	})
}
