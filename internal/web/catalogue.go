package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/report"
	"chargeback/internal/tables"
	"chargeback/internal/words"
)

// catalogues adds the pages of the service catalogue.
func (h *handler) catalogues(r gin.IRouter) {
	r.GET("/catalogue", h.catalogue)
	r.GET("/catalogue/:service", h.catalogueEntry)
	r.GET("/catalogue.xlsx", h.export(h.catalogueFile))
}

// catalogueBody is the catalogue on a day.
type catalogueBody struct {
	Day     allocation.Date
	Tabs    []tableLink
	Models  []catalogueModel
	MayEdit bool
}

// catalogueModel is the services of one model.
type catalogueModel struct {
	Model allocation.Model
	Rows  []catalogueRow
}

type catalogueRow struct {
	Code, Name, Path, Delivery, Level, Price string
}

// catalogueToday reads the catalogue with the prices of today. Where there is
// none it says so, and ok is false.
func (h *handler) catalogueToday(c *gin.Context) (found *financing.Catalogue, ok bool) {
	records, err := h.Service.Catalogue(c.Request.Context())
	var plan *tables.Programme
	if err == nil {
		plan, err = tables.ProgrammeOf(chargeback.Records{"services": records["services"], "service_levels": records["service_levels"]})
	}
	if err == nil {
		found, err = financing.NewCatalogue(plan.Services, plan.Levels, tables.ServicePrices(records), billing.DayIn(h.Service.Now()))
	}
	if err != nil {
		h.fail(c, err)
		return nil, false
	}
	return found, true
}

// serviceTabs are the pages about services, for those who may see both.
func (h *handler) serviceTabs(c *gin.Context, here string) []tableLink {
	if h.scope(c).None() {
		return nil
	}
	lang := language(c)
	return []tableLink{
		{Name: lang.Pick("Priser", "Prices"), Path: "/services", Here: here == "/services"},
		{Name: lang.Pick("Tjänstekatalog", "Service catalogue"), Path: "/catalogue", Here: here == "/catalogue"},
	}
}

// catalogue lists the services, by model.
func (h *handler) catalogue(c *gin.Context) {
	lang := language(c)
	found, ok := h.catalogueToday(c)
	if !ok {
		return
	}
	body := catalogueBody{Day: found.On, Tabs: h.serviceTabs(c, "/catalogue"), MayEdit: callerOf(c).Has(chargeback.Finance, chargeback.Chief)}
	for i := range found.Entries {
		e := &found.Entries[i]
		at := slices.IndexFunc(body.Models, func(m catalogueModel) bool { return m.Model == e.Model })
		if at < 0 {
			at = len(body.Models)
			body.Models = append(body.Models, catalogueModel{Model: e.Model})
		}
		body.Models[at].Rows = append(body.Models[at].Rows, catalogueRow{
			words.Visible(e.Code), words.Visible(e.Name), cataloguePath(e.Code), words.Visible(e.Delivery), words.Visible(e.Promise.Name), servicePrice(lang, e.Price),
		})
	}
	slices.SortStableFunc(body.Models, func(a, b catalogueModel) int { return cmp.Compare(a.Model, b.Model) })
	h.show(c, http.StatusOK, "catalogue", page{Title: lang.Pick("Tjänstekatalog", "Service catalogue"), Notice: flash(c), Body: body})
}

func cataloguePath(code string) string { return "/catalogue/" + url.PathEscape(code) }

// servicePrice is a price shortly, for a table; the page of the service says it in
// words.
func servicePrice(lang words.Language, p *financing.ServicePrice) string {
	if p == nil {
		return lang.Pick("självkostnad", "at cost")
	}
	return lang.ServicePrice(p)
}

// catalogueEntryBody is one service: its answers to the seven questions.
type catalogueEntryBody struct {
	Entry            *financing.CatalogueEntry
	Tabs             []tableLink
	Day              allocation.Date
	Price, EditPath  string
	Others           []catalogueRow // of the same model
	Response, Repair string
	Diagnosis        string
}

// catalogueEntry shows one service.
func (h *handler) catalogueEntry(c *gin.Context) {
	lang, code := language(c), c.Param("service")
	found, ok := h.catalogueToday(c)
	if !ok {
		return
	}
	at := slices.IndexFunc(found.Entries, func(e financing.CatalogueEntry) bool { return e.Code == code })
	if at < 0 {
		h.fail(c, &chargeback.Error{Code: chargeback.NoSuchService, Value: code})
		return
	}
	e := &found.Entries[at]
	body := catalogueEntryBody{
		Entry: e, Tabs: h.serviceTabs(c, "/catalogue"), Day: found.On, Price: capital(lang.ServicePrice(e.Price)),
		Response: words.Hours(e.Promise.Response), Diagnosis: words.Hours(e.Promise.Diagnosis), Repair: words.Hours(e.Promise.Repair),
	}
	if callerOf(c).Has(chargeback.Finance, chargeback.Chief) {
		body.EditPath = rowPath("services", []string{code})
	}
	for i := range found.Entries {
		other := &found.Entries[i]
		if other.Model == e.Model && other != e {
			body.Others = append(body.Others, catalogueRow{Name: words.Visible(other.Name), Path: cataloguePath(other.Code), Price: servicePrice(lang, other.Price)})
		}
	}
	h.show(c, http.StatusOK, "catalogue-entry", page{Title: words.Visible(e.Name), Body: body})
}

// catalogueFile answers with the catalogue as a workbook.
func (h *handler) catalogueFile(c *gin.Context) {
	found, ok := h.catalogueToday(c)
	if !ok {
		return
	}
	lang := language(c)
	attachment(c, lang.Pick("tjanstekatalog-", "service-catalogue-")+found.On.String()+".xlsx")
	if err := report.CatalogueXLSX(c.Writer, found, lang); err != nil {
		_ = c.Error(err)
	}
}
