package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/report"
	"chargeback/internal/server"
	"chargeback/internal/words"
)

// bills adds the routes of bills.
func (h *handler) bills(r gin.IRouter) {
	r.GET("/bills", h.billList)
	r.GET("/bills/latest", h.latestBill)
	r.GET("/bills/choose", h.chooseBill)
	r.GET("/bills/:month/:department", h.again(h.bill))
	r.GET("/bills/:month/:department/services/:service", h.service)
	r.GET("/bills/:month/:department/explain/:service", h.centerService)
	r.GET("/bills/:month/:department/lines/:line", h.line)
	r.GET("/bills/:month/:department/rows/:service", h.export(h.rows))
}

// billPage is what the page of a bill shows.
type billPage struct {
	*billing.BillView
	All            bool // the reader may read all bills
	Path, Query    string
	Lead           string
	Previous       allocation.Period
	Before, Change allocation.Ore // Change: against the month before
	Corrected      allocation.Ore // all corrections
	Older, Newer   *billLink
	Departments    []named
	Centers        []named
	CenterCode     string
	Center         string
	Groups         []billGroup
	Corrections    []billCorrection
	Since          []allocation.Period
	Year           billYear
	Causes         billCauses
	Savings        *savingsPart
	Objections     *objectionsPart
}

// billLink is the same bill of another month.
type billLink struct {
	Month allocation.Period
	Path  string
}

// named is something with a code and a name.
type named struct{ Code, Name string }

// billGroup is the services of one model.
type billGroup struct {
	Model          allocation.Model
	Amount, Change allocation.Ore
	Services       []billService
}

// billService is one row of a bill.
type billService struct {
	ID, Href, Part string // Part: address of the opened row alone
	Name, Tier     string
	Quantity, Unit string
	Amount, Change allocation.Ore
	Open           bool
	Explained      *servicePart
}

// billCorrection is one correction on a bill.
type billCorrection struct {
	Name, Text, Quantity string
	Amount               allocation.Ore
}

// bill shows a bill, or its file.
func (h *handler) bill(c *gin.Context) {
	p, ok := allocation.ParsePeriod(c.Param("month"))
	if !ok {
		h.fail(c, errNotFound)
		return
	}
	department, format := cutFormat(c.Param("department"))
	caller, scope := callerOf(c), h.scope(c)
	view, err := h.Service.Bill(c.Request.Context(), scope, p, department, c.Query("center"))
	if err != nil {
		h.fail(c, err)
		return
	}
	if format != "" {
		h.export(func(c *gin.Context) { h.billFile(c, view, format) })(c)
		return
	}
	body, err := h.billPage(c, caller, scope, view)
	if err != nil {
		h.fail(c, err)
		return
	}
	lang := language(c)
	h.show(c, http.StatusOK, "bill", page{
		Title:        lang.Pick("Nota för ", "Bill for ") + lang.Month(p) + ", " + view.Statement.Name,
		Organisation: view.Statement.Organisation, Notice: flash(c), Body: body,
	})
}

// cutFormat takes the suffix of a file off a code. A code that itself ends so
// is read with the suffix twice.
func cutFormat(code string) (string, string) {
	for _, suffix := range report.Formats {
		if rest, ok := strings.CutSuffix(code, suffix); ok {
			return rest, suffix
		}
	}
	return code, ""
}

// billFile answers with a bill as a file, and writes to the log who took it.
func (h *handler) billFile(c *gin.Context, view *billing.BillView, format string) {
	st := view.Statement
	caller := callerOf(c)
	if err := h.Service.Downloaded(c.Request.Context(), caller.Actor(c.ClientIP()), st, format); err != nil {
		h.fail(c, err)
		return
	}
	attachment(c, report.BillName(st.Department, st.Month)+format)
	if err := report.Bill(c.Writer, st, format, language(c)); err != nil {
		_ = c.Error(err)
	}
}

// billPage puts together all parts of the page.
func (h *handler) billPage(c *gin.Context, caller *auth.Caller, scope chargeback.Scope, view *billing.BillView) (*billPage, error) {
	lang, st := language(c), view.Statement
	b := &billPage{
		BillView: view, All: scope.All, Path: billPath(st.Month, st.Department), CenterCode: c.Query("center"),
		Previous: st.Month.Previous(), Corrected: correctedBy(st),
	}
	if b.CenterCode != "" {
		b.Query = "?center=" + url.QueryEscape(b.CenterCode)
		b.Center = b.CenterCode + " " + view.Names.CostCenterName(b.CenterCode)
	}
	if st.Before != nil {
		b.Before, b.Change = *st.Before, st.Total-*st.Before
	}
	b.link()
	b.choices(scope)
	before, err := h.servicesBefore(c, scope, b)
	if err != nil {
		return nil, err
	}
	b.group(lang, before)
	b.correct(lang)
	for _, part := range []func(*gin.Context, *auth.Caller, chargeback.Scope, *billPage) error{
		h.openService, h.billYear, h.billCauses, h.billSavings, h.billObjections,
	} {
		if err := part(c, caller, scope, b); err != nil {
			return nil, err
		}
	}
	b.lead(lang)
	return b, nil
}

func billPath(p allocation.Period, department string) string {
	return "/bills/" + p.String() + "/" + url.PathEscape(department)
}

func correctedBy(st *chargeback.Statement) allocation.Ore {
	var sum allocation.Ore
	for i := range st.Corrections {
		sum += st.Corrections[i].Amount
	}
	return sum
}

// link finds the months beside this one, and those to compare with.
func (b *billPage) link() {
	at := slices.Index(b.Months, b.Status.Period)
	to := func(p allocation.Period) *billLink {
		return &billLink{p, billPath(p, b.Statement.Department) + b.Query}
	}
	if at > 0 {
		b.Older = to(b.Months[at-1])
	}
	if at+1 < len(b.Months) {
		b.Newer = to(b.Months[at+1])
	}
	for i := at - 1; i >= 0 && len(b.Since) < 12; i-- {
		b.Since = append(b.Since, b.Months[i])
	}
}

// choices are the departments and cost centres that the reader may choose.
func (b *billPage) choices(scope chargeback.Scope) {
	for _, code := range b.Names.Facts.Departments.List() {
		if scope.All || scope.Department(code) {
			b.Departments = append(b.Departments, named{code, b.Names.DepartmentName(code)})
		}
	}
	for _, code := range b.Names.CostCentersOf(b.Statement.Department) {
		if scope.CostCenter(b.Statement.Department, code) {
			b.Centers = append(b.Centers, named{code, b.Names.CostCenterName(code)})
		}
	}
}

// serviceKey names a service of a bill.
type serviceKey struct {
	model  allocation.Model
	object string
}

// id is the key in addresses: device-staff.
func (k serviceKey) id() string { return k.model.String() + "-" + k.object }

// parseService reads an id.
func parseService(id string) (serviceKey, bool) {
	model, object, ok := strings.Cut(id, "-")
	m, known := allocation.ParseModel(model)
	return serviceKey{m, object}, ok && known && m.String() == model
}

// servicesBefore is what the services came to the month before.
func (h *handler) servicesBefore(c *gin.Context, scope chargeback.Scope, b *billPage) (map[serviceKey]allocation.Ore, error) {
	before := make(map[serviceKey]allocation.Ore)
	if !slices.Contains(b.Months, b.Previous) {
		return before, nil
	}
	view, err := h.Service.Bill(c.Request.Context(), scope, b.Previous, b.Statement.Department, b.CenterCode)
	if server.Status(err) == http.StatusNotFound {
		return before, nil
	}
	if err != nil {
		return nil, err
	}
	for _, s := range view.Statement.Services() {
		before[serviceKey{s.Model, s.Object}] = s.Amount
	}
	return before, nil
}

// group makes the rows of the bill. What was charged the month before and has
// ended is shown with nothing to pay.
func (b *billPage) group(lang words.Language, before map[serviceKey]allocation.Ore) {
	services := b.Statement.Services()
	for key := range before {
		if !slices.ContainsFunc(services, func(s chargeback.Service) bool { return serviceKey{s.Model, s.Object} == key }) {
			services = append(services, chargeback.Service{Model: key.model, Object: key.object, Name: b.ended(key)})
		}
	}
	slices.SortStableFunc(services, chargeback.Service.Compare)
	for i := range services {
		s := &services[i]
		key := serviceKey{s.Model, s.Object}
		if len(b.Groups) == 0 || b.Groups[len(b.Groups)-1].Model != s.Model {
			b.Groups = append(b.Groups, billGroup{Model: s.Model})
		}
		g := &b.Groups[len(b.Groups)-1]
		row := billService{
			ID: "rad-" + key.id(), Name: serviceName(lang, s), Amount: s.Amount, Change: s.Amount - before[key],
			Quantity: quantityText(lang, s), Unit: "–", Part: b.Path + "/services/" + url.PathEscape(key.id()) + b.Query, Href: b.Path + addQuery(b.Query, "open="+url.QueryEscape(key.id())) + "#rad-" + key.id(),
		}
		if s.Model == allocation.System {
			row.Tier = b.Names.Tier(s.Object)
		}
		switch cost := chargeback.PerUnit(s.Amount, s.QuantityMicro); {
		case len(s.Lines) == 0:
			row.Quantity = lang.Pick("avslutat", "ended")
		case cost != 0:
			row.Unit = words.Money(cost)
		}
		g.Amount += row.Amount
		g.Change += row.Change
		g.Services = append(g.Services, row)
	}
}

// signed writes what a correction does to a quantity, whose size is told.
func signed(size string, micro int64) string {
	if micro < 0 {
		return "\u2212" + size
	}
	return size
}

// sized is a service of the size of a quantity.
func sized(s chargeback.Service) *chargeback.Service {
	s.QuantityMicro = max(s.QuantityMicro, -s.QuantityMicro)
	return &s
}

// ended is the name of a service that is no longer charged.
func (b *billPage) ended(key serviceKey) string {
	if key.model == allocation.System || key.model == allocation.Project || key.model == allocation.User && key.object != "" {
		return b.Names.ObjectName(key.model, key.object)
	}
	return ""
}

func addQuery(query, more string) string {
	if query == "" {
		return "?" + more
	}
	return query + "&" + more
}

// correct makes the rows of corrections: one per correction of a line, a
// reversal and its new line taken together.
func (b *billPage) correct(lang words.Language) {
	for i := range b.Statement.Corrections {
		line := &b.Statement.Corrections[i]
		key := chargeback.Service{Model: line.Model, Object: line.Object, Name: line.ObjectName, QuantityMicro: line.QuantityMicro}
		text := lang.Month(line.Month) + ", " + line.CostCenter + " " + line.CostCenterName
		if line.CategoryName != "" {
			text += ", " + line.CategoryName
		}
		last := len(b.Corrections) - 1
		if i > 0 && line.Replaces != "" && b.Statement.Corrections[i-1].Reversal && b.Statement.Corrections[i-1].LineKey == line.LineKey {
			b.Corrections[last].Amount += line.Amount
			key.QuantityMicro += b.Statement.Corrections[i-1].QuantityMicro
			b.Corrections[last].Quantity = signed(quantityText(lang, sized(key)), key.QuantityMicro)
			continue
		}
		b.Corrections = append(b.Corrections, billCorrection{
			Name: serviceName(lang, &key), Text: text, Quantity: signed(quantityText(lang, sized(key)), key.QuantityMicro), Amount: line.Amount,
		})
	}
}
