package web

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"chargeback/internal/auth"
	"chargeback/internal/chargeback"
	"chargeback/internal/server"
	"chargeback/internal/words"
)

// logins adds the routes of logging in, and of one's own settings.
func (h *handler) logins(r gin.IRouter) {
	r.GET("/login", h.loginPage)
	r.POST("/login", h.login)
	r.POST("/logout", h.logout)
	r.GET("/password", h.passwordPage)
	r.POST("/password", h.changePassword)
	r.GET("/profile", h.profile)
	r.POST("/profile", h.setProfile)
	r.POST("/profile/logout", h.logoutEverywhere)
	r.POST("/preferences", h.preferences)
}

// loginBody is the login's form.
type loginBody struct {
	OIDC       bool
	Next, Name string
}

func (h *handler) loginPage(c *gin.Context) {
	h.showLogin(c, http.StatusOK, loginBody{Next: auth.LocalPath(c.Query("next"))}, nil)
}

func (h *handler) showLogin(c *gin.Context, status int, body loginBody, err error) {
	lang := language(c)
	body.OIDC = h.Guard.HasProvider()
	p := page{Title: lang.Pick("Logga in", "Log in"), Body: body, Notice: flash(c)}
	if err != nil {
		p.Notice = &notice{Kind: "bad", Text: sentence(lang.Failure(err))}
	}
	h.show(c, status, "login", p)
}

func (h *handler) login(c *gin.Context) {
	body := loginBody{Next: auth.LocalPath(c.PostForm("next")), Name: c.PostForm("name")}
	err := h.Guard.Login(c, body.Name, c.PostForm("password"))
	switch status := server.Status(err); {
	case err == nil:
		c.Redirect(http.StatusSeeOther, body.Next)
	case status >= http.StatusInternalServerError:
		h.fail(c, err)
	default:
		h.showLogin(c, status, body, err)
	}
}

func (h *handler) logout(c *gin.Context) {
	if err := h.Guard.Logout(c); err != nil {
		h.fail(c, err)
		return
	}
	setFlash(c, "ok", language(c).Pick("Du är utloggad.", "You are logged out."))
	c.Redirect(http.StatusSeeOther, "/login")
}

func (h *handler) passwordPage(c *gin.Context) {
	h.showPassword(c, http.StatusOK, c.Query("next"), nil)
}

func (h *handler) showPassword(c *gin.Context, status int, next string, err error) {
	lang := language(c)
	p := page{Title: lang.Pick("Byt lösenord", "Change password"), Body: loginBody{Next: auth.LocalPath(next)}, Notice: flash(c)}
	switch {
	case err != nil:
		p.Notice = &notice{Kind: "bad", Text: sentence(lang.Failure(err))}
	case callerOf(c).MustChange:
		p.Notice = &notice{Kind: "info", Text: lang.Pick("Engångslösenordet gäller bara nu. Välj ett eget innan du går vidare.", "The one-time password is good for now only. Choose one of your own before you go on.")}
	}
	h.show(c, status, "password", p)
}

func (h *handler) changePassword(c *gin.Context) {
	next := auth.LocalPath(c.PostForm("next"))
	err := h.Guard.ChangePassword(c, c.PostForm("old"), c.PostForm("new"))
	switch status := server.Status(err); {
	case err == nil:
		setFlash(c, "ok", language(c).Pick("Lösenordet är bytt.", "The password has been changed."))
		c.Redirect(http.StatusSeeOther, next)
	case status >= http.StatusInternalServerError:
		h.fail(c, err)
	default:
		h.showPassword(c, status, next, err)
	}
}

// profileBody is what a person sees about themselves.
type profileBody struct {
	Person    chargeback.Person
	Scope     chargeback.Scope
	Languages []string
}

func (h *handler) profile(c *gin.Context) { h.showProfile(c, http.StatusOK, nil) }

func (h *handler) showProfile(c *gin.Context, status int, err error) {
	caller, lang := callerOf(c), language(c)
	p := page{Title: caller.Person.Name, Notice: flash(c), Body: profileBody{caller.Person, h.scope(c), words.Languages}}
	if err != nil {
		p.Notice = &notice{Kind: "bad", Text: sentence(lang.Failure(err))}
	}
	h.show(c, status, "profile", p)
}

func (h *handler) setProfile(c *gin.Context) {
	err := h.Service.SetProfile(c.Request.Context(), actor(c), c.PostForm("email"), c.PostForm("mail_language"))
	if err != nil {
		if status := server.Status(err); status < http.StatusInternalServerError {
			h.showProfile(c, status, err)
			return
		}
		h.fail(c, err)
		return
	}
	setFlash(c, "ok", language(c).Pick("Uppgifterna är sparade.", "Your details have been saved."))
	c.Redirect(http.StatusSeeOther, "/profile")
}

func (h *handler) logoutEverywhere(c *gin.Context) {
	if err := h.Guard.LogoutEverywhere(c); err != nil {
		h.fail(c, err)
		return
	}
	setFlash(c, "ok", language(c).Pick("Du är utloggad överallt.", "You are logged out everywhere."))
	c.Redirect(http.StatusSeeOther, "/login")
}

// Refused shows why the guard let a request go no further.
func (h *handler) Refused(c *gin.Context, _ int, err error) {
	var e *chargeback.Error
	if errors.As(err, &e) && e.Code == chargeback.Forbidden {
		// As for what does not exist: what a role may not do is not in its menu.
		lang := language(c)
		h.show(c, http.StatusForbidden, "failure", page{
			Title: lang.Pick("Sidan finns inte", "There is no such page"),
			Body:  failureBody{Text: lang.Pick("Sidan finns inte, eller så har du inte tillgång till den.", "There is no such page, or you may not see it.")},
		})
		return
	}
	h.fail(c, err)
}
