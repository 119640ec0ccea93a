package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/server"
	"chargeback/internal/words"
)

// people adds the administrator's routes.
func (h *handler) people(r gin.IRouter) {
	r.GET("/people", h.peopleList)
	r.GET("/people/edit", h.personPage)
	r.POST("/people/edit", h.keepPerson)
	r.POST("/people/password", h.resetPassword)
	r.POST("/people/identity", h.linkIdentity)
	r.POST("/people/requests", h.decide)
	r.GET("/tokens", h.tokenList)
	r.POST("/tokens", h.newToken)
	r.POST("/tokens/revoke", h.revokeToken)
}

// peopleBody is the list of persons and of what waits for a second one.
type peopleBody struct {
	Persons  []personRow
	Deputies []chargeback.Deputy
	Requests []requestRow
	MayEdit  bool
	Key      string
}

type personRow struct {
	chargeback.Person
	RoleNames, GrantNames string
}

type requestRow struct {
	Number, Version int64
	Text, Asked     string
	MayAccept       bool
}

func (h *handler) peopleList(c *gin.Context) {
	caller, lang := callerOf(c), language(c)
	persons, deputies, err := h.Service.Persons(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	requests, err := h.Service.Requests(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	body := peopleBody{Deputies: deputies, MayEdit: caller.Has(chargeback.Admin), Key: newKey()}
	for _, p := range persons {
		body.Persons = append(body.Persons, personRow{p, rolesText(lang, p.Roles), grantsText(lang, p.Grants)})
	}
	for i := range requests {
		r := &requests[i]
		if r.State == chargeback.Asked {
			body.Requests = append(body.Requests, requestRow{
				r.Number, r.Version, requestText(lang, r), moment(lang, r.Asked.At) + ", " + r.Asked.Person,
				r.Asked.Person != caller.Person.Name && r.Subject != caller.Person.Name,
			})
		}
	}
	h.show(c, http.StatusOK, "people", page{Title: lang.Pick("Personer och roller", "People and roles"), Notice: flash(c), Body: body})
}

// requestText says what somebody asks.
func requestText(lang words.Language, r *billing.Request) string {
	switch {
	case r.Person != nil:
		return lang.Pick("Ge ", "Give ") + r.Subject + lang.Pick(" rollerna ", " the roles ") + rolesText(lang, r.Person.Roles)
	case r.Password:
		return lang.Pick("Ge ", "Give ") + r.Subject + lang.Pick(" ett engångslösenord", " a one-time password")
	case r.Token != nil:
		return lang.Pick("Ge ", "Give ") + r.Subject + lang.Pick(" åtkomstnyckeln ", " the access token ") + r.Token.Name
	}
	return lang.Pick("Koppla ", "Link ") + r.Subject + lang.Pick(" till kommunens inloggning", " to the municipality's login")
}

func rolesText(lang words.Language, roles []chargeback.Role) string {
	var names []string
	for _, role := range roles {
		names = append(names, lang.Role(role))
	}
	return strings.Join(names, ", ")
}

func grantsText(lang words.Language, grants []chargeback.Grant) string {
	var names []string
	for _, g := range grants {
		name := g.Department
		if name == "" {
			name = lang.Pick("ställe ", "centre ") + g.CostCenter
		}
		if g.Valid != allocation.Always {
			name += " (" + g.Valid.From.String() + "–" + g.Valid.To.String() + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// personBody is the form of one person.
type personBody struct {
	Person  chargeback.Person
	New     bool
	Roles   []roleOption
	Grants  string // one code a line
	Centers string
	From    string
	To      string
	Key     string
}

type roleOption struct {
	Code, Name string
	Has        bool
}

func (h *handler) personPage(c *gin.Context) {
	lang := language(c)
	name := c.Query("name")
	persons, _, err := h.Service.Persons(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	at := slices.IndexFunc(persons, func(p chargeback.Person) bool { return p.Name == name })
	body := personBody{New: at < 0, Person: chargeback.Person{Active: true}, Key: newKey()}
	switch {
	case at >= 0:
		body.Person = persons[at]
	case name != "":
		h.fail(c, errNotFound)
		return
	}
	h.showPerson(c, http.StatusOK, &body, nil, lang)
}

func (h *handler) showPerson(c *gin.Context, status int, body *personBody, err error, lang words.Language) {
	for code := range chargeback.Roles[1:] {
		role := chargeback.Role(code + 1)
		body.Roles = append(body.Roles, roleOption{role.String(), capital(lang.Role(role)), body.Person.Has(role)})
	}
	var departments, centers []string
	for _, g := range body.Person.Grants {
		if g.Department != "" {
			departments = append(departments, g.Department)
		} else {
			centers = append(centers, g.CostCenter)
		}
		body.From, body.To = dateText(g.Valid.From), dateText(g.Valid.To)
	}
	body.Grants, body.Centers = strings.Join(departments, " "), strings.Join(centers, " ")
	p := page{Title: lang.Pick("Ny person", "New person"), Body: body}
	if !body.New {
		p.Title = body.Person.Name
	}
	if err != nil {
		p.Notice = &notice{Kind: "bad", Text: sentence(lang.Failure(err))}
	}
	h.show(c, status, "person", p)
}

// dateText is a day, empty where it is open.
func dateText(d allocation.Date) string {
	if d == allocation.OpenFrom || d == allocation.OpenTo {
		return ""
	}
	return d.String()
}

// formPerson reads the form of a person.
func formPerson(c *gin.Context) (chargeback.Person, error) {
	p := chargeback.Person{
		Name: strings.TrimSpace(c.PostForm("name")), Active: c.PostForm("active") == "yes",
		Email: strings.TrimSpace(c.PostForm("email")), Language: c.PostForm("mail_language"),
	}
	for _, code := range c.PostFormArray("role") {
		role, ok := chargeback.ParseRole(code)
		if !ok {
			return p, &chargeback.Error{Code: chargeback.NoRoles, Args: chargeback.Roles[1:]}
		}
		p.Roles = append(p.Roles, role)
	}
	valid := allocation.Always
	for field, day := range map[string]*allocation.Date{"from": &valid.From, "to": &valid.To} {
		if text := c.PostForm(field); text != "" {
			d, ok := allocation.ParseDate(text)
			if !ok {
				return p, &chargeback.Error{Code: chargeback.NotDate, Column: field, Value: text}
			}
			*day = d
		}
	}
	for _, code := range strings.Fields(c.PostForm("departments")) {
		p.Grants = append(p.Grants, chargeback.Grant{Department: code, Valid: valid})
	}
	for _, code := range strings.Fields(c.PostForm("centers")) {
		p.Grants = append(p.Grants, chargeback.Grant{CostCenter: code, Valid: valid})
	}
	return p, nil
}

func (h *handler) keepPerson(c *gin.Context) {
	lang := language(c)
	person, err := formPerson(c)
	var request int64
	if err == nil {
		request, err = h.Service.AskPerson(c.Request.Context(), actor(c), person)
	}
	if err != nil {
		if status := server.Status(err); status < http.StatusInternalServerError {
			h.showPerson(c, status, &personBody{Person: person, New: c.PostForm("new") == "yes", Key: newKey()}, err, lang)
			return
		}
		h.fail(c, err)
		return
	}
	h.asked(c, request, lang.Pick(person.Name+" är sparad.", person.Name+" has been saved."))
	c.Redirect(http.StatusSeeOther, "/people")
}

// asked says that something is done, or that another administrator is asked.
func (h *handler) asked(c *gin.Context, request int64, done string, more ...string) {
	if request > 0 {
		done = language(c).Pick("Det här behöver en annan administratörs godkännande. Begäran ligger i listan.",
			"This needs another administrator's approval. The request is in the list.")
		setFlash(c, "info", done, more...)
		return
	}
	setFlash(c, "ok", done, more...)
}

// resetPassword gives somebody a one-time password, and shows it once.
func (h *handler) resetPassword(c *gin.Context) {
	lang, name := language(c), c.PostForm("name")
	password := auth.NewPassword()
	hash, err := auth.HashPassword(password)
	var request int64
	if err == nil {
		request, err = h.Service.AskPassword(c.Request.Context(), actor(c), name, hash)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	text := lang.Pick("Engångslösenord för "+name+". Det visas bara nu.", "One-time password of "+name+". It is shown only now.")
	if request > 0 {
		text += " " + lang.Pick("Det gäller när en annan administratör har godkänt begäran.", "It holds when another administrator has accepted the request.")
	}
	h.show(c, http.StatusOK, "secret", page{Title: lang.Pick("Engångslösenord", "One-time password"), Body: secretBody{text, password, "/people"}})
}

// secretBody is a secret that is shown once.
type secretBody struct{ Text, Secret, Back string }

func (h *handler) linkIdentity(c *gin.Context) {
	request, err := h.Service.AskIdentity(c.Request.Context(), actor(c), chargeback.Identity{
		Issuer: strings.TrimSpace(c.PostForm("issuer")), Subject: strings.TrimSpace(c.PostForm("subject")), Person: c.PostForm("name"),
	})
	if err != nil {
		h.fail(c, err)
		return
	}
	h.asked(c, request, language(c).Pick("Inloggningen är kopplad.", "The login has been linked."))
	c.Redirect(http.StatusSeeOther, "/people")
}

func (h *handler) decide(c *gin.Context) {
	number, err1 := strconv.ParseInt(c.PostForm("number"), 10, 64)
	version, err2 := strconv.ParseInt(c.PostForm("version"), 10, 64)
	if err1 != nil || err2 != nil {
		h.fail(c, errNotFound)
		return
	}
	if err := h.Service.Decide(c.Request.Context(), actor(c), number, version, c.PostForm("decision") == "accept"); err != nil {
		h.fail(c, err)
		return
	}
	setFlash(c, "ok", language(c).Pick("Begäran är avgjord.", "The request has been decided."))
	c.Redirect(http.StatusSeeOther, "/people")
}

// tokensBody is the list of access tokens.
type tokensBody struct {
	Tokens  []chargeback.APIToken
	Persons []chargeback.Person
	MayEdit bool
}

func (h *handler) tokenList(c *gin.Context) {
	tokens, err := h.Service.Tokens(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	persons, _, err := h.Service.Persons(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	h.show(c, http.StatusOK, "tokens", page{
		Title: language(c).Pick("Åtkomstnycklar", "Access tokens"), Notice: flash(c),
		Body: tokensBody{tokens, persons, callerOf(c).Has(chargeback.Admin)},
	})
}

func (h *handler) newToken(c *gin.Context) {
	lang := language(c)
	secret, token := auth.NewToken(strings.TrimSpace(c.PostForm("name")))
	request, err := h.Service.AskToken(c.Request.Context(), actor(c), c.PostForm("person"), token)
	if err != nil {
		h.fail(c, err)
		return
	}
	text := lang.Pick("Nyckeln visas bara nu. Spara den där programmet läser den.", "The token is shown only now. Keep it where the program reads it.")
	if request > 0 {
		text += " " + lang.Pick("Den gäller när en annan administratör har godkänt begäran.", "It holds when another administrator has accepted the request.")
	}
	h.show(c, http.StatusOK, "secret", page{Title: lang.Pick("Ny åtkomstnyckel", "New access token"), Body: secretBody{text, secret, "/tokens"}})
}

func (h *handler) revokeToken(c *gin.Context) {
	if err := h.Service.RevokeToken(c.Request.Context(), actor(c), c.PostForm("id")); err != nil {
		h.fail(c, err)
		return
	}
	setFlash(c, "ok", language(c).Pick("Nyckeln gäller inte längre.", "The token no longer holds."))
	c.Redirect(http.StatusSeeOther, "/tokens")
}
