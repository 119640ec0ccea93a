package web

import (
	"embed"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/intake"
	"chargeback/internal/planning"
	"chargeback/internal/server"
	"chargeback/internal/web/assets"
	"chargeback/internal/words"
)

// Site is the pages over the use cases.
type Site struct {
	Service *billing.Service
	Intake  *intake.Service
	Plans   *planning.Service
	Guard   *auth.Guard     // who is asking, and logging in and out
	Exports *server.Exports // those of the API, too
	Demo    bool            // amounts are invented, and every page says so
}

//go:embed templates/*.html
var templates embed.FS

// pages are the templates by language, made once.
type pages map[words.Language]*template.Template

// New makes the pages ready.
func New(s Site) (*Pages, error) {
	p, err := parse()
	if err != nil {
		return nil, err
	}
	return &Pages{handler{Site: &s, pages: p, uploads: &uploads{now: s.Service.Now}, kept: new(kept)}}, nil
}

// Pages answers requests for pages.
type Pages struct{ handler }

// Register adds the routes of all pages.
func (h *handler) Register(r gin.IRouter) {
	r.GET("/", h.home)
	h.logins(r)
	h.bills(r)
	h.months(r)
	h.objections(r)
	h.imports(r)
	h.people(r)
	h.logs(r)
	h.services(r)
	h.catalogues(r)
	h.programmes(r)
	h.needs(r)
	h.registers(r)
	h.scenarios(r)
	h.budgets(r)
	h.priceLists(r)
	r.GET("/next-year", h.nextYear)
	h.texts(r)
	r.GET("/flow", h.flow)
	r.GET(assets.Prefix+":name", gin.WrapH(assets.Handler()))
}

// handler answers requests for pages.
type handler struct {
	*Site
	pages   pages
	uploads *uploads
	kept    *kept
}

// parse makes the templates of every language.
func parse() (pages, error) {
	p := make(pages)
	for i := range words.Languages {
		t, err := template.New("").Funcs(functions(words.Language(i))).ParseFS(templates, "templates/*.html")
		if err != nil {
			return nil, err
		}
		p[words.Language(i)] = t
	}
	return p, nil
}

// home sends a person to what they came for.
func (h *handler) home(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, landing(callerOf(c)))
}
