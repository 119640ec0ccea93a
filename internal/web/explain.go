package web

import (
	"encoding/csv"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/report"
	"chargeback/internal/server"
	"chargeback/internal/words"
)

// servicePart is one service of a bill, opened.
type servicePart struct {
	ID, Service, Name   string
	Say, Note           template.HTML
	Calc                []calcStep
	Lines               []serviceLine
	Quantity            string
	Amount              allocation.Ore
	Rows                []billing.CountedRow // the first of them
	RowCount            int
	RowsTitle, RowsPath string
	ObjectPath          string
	MayObject           bool
	More                []report.Explained
}

// calcStep is a number with its unit, or a sign between two.
type calcStep struct{ Value, Unit, Op string }

// serviceLine is one line of a service.
type serviceLine struct {
	Center, Path, Quantity string
	Amount                 allocation.Ore
}

// shownRows is how many counted rows a page shows; the file has them all.
const shownRows = 12

// openService explains the service that the address opens, if any.
func (h *handler) openService(c *gin.Context, caller *auth.Caller, scope chargeback.Scope, b *billPage) error {
	open := c.Query("open")
	if open == "" {
		return nil
	}
	part, err := h.explainService(c, caller, scope, b.Status.Period, b.Statement.Department, open)
	if server.Status(err) == http.StatusNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	for i := range b.Groups {
		for j := range b.Groups[i].Services {
			if s := &b.Groups[i].Services[j]; s.ID == part.ID {
				s.Open, s.Explained = true, part
			}
		}
	}
	return nil
}

// service answers with one service of a bill, explained, as a row of its table.
func (h *handler) service(c *gin.Context) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	part, err := h.explainService(c, callerOf(c), h.scope(c), p, c.Param("department"), c.Param("service"))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.fragment(c, "service", part)
}

func (h *handler) explainService(c *gin.Context, caller *auth.Caller, scope chargeback.Scope, p allocation.Period, department, id string) (*servicePart, error) {
	key, ok := parseService(id)
	if !ok {
		return nil, errNotFound
	}
	center := c.Query("center")
	view, err := h.Service.Explain(c.Request.Context(), scope, p, department, center, key.model, key.object)
	if err != nil {
		return nil, err
	}
	lang := language(c)
	s := &view.Service
	query := ""
	if center != "" {
		query = "?center=" + url.QueryEscape(center)
	}
	bill := billPath(p, department)
	part := &servicePart{
		ID: "rad-" + key.id(), Service: key.id(), Name: serviceName(lang, s), Quantity: quantityText(lang, s), Amount: s.Amount,
		Rows: view.Rows[:min(shownRows, len(view.Rows))], RowCount: len(view.Rows),
		RowsPath: bill + "/rows/" + url.PathEscape(key.id()) + query, ObjectPath: bill + "/object", MayObject: h.mayObject(caller, p),
	}
	part.RowsTitle = fmt.Sprintf(lang.Pick("%s rader räknades", "%s rows were counted"), words.Count(len(view.Rows)))
	part.say(lang, view)
	for i := range s.Lines {
		line := &s.Lines[i]
		if n := len(part.Lines); n > 0 && s.Lines[i-1].CostCenter == line.CostCenter {
			part.Lines[n-1].Amount += line.Amount // of another category
			continue
		}
		one := chargeback.Service{Model: line.Model, Object: line.Object, QuantityMicro: line.QuantityMicro}
		part.Lines = append(part.Lines, serviceLine{
			Center: line.CostCenter + " " + line.CostCenterName, Path: bill + "/explain/" + url.PathEscape(key.id()) + "?center=" + url.QueryEscape(line.CostCenter),
			Quantity: quantityText(lang, &one), Amount: line.Amount,
		})
	}
	if len(view.Rows) == 0 {
		part.More = report.ExplainLines(view.Run, view.Lines[:min(3, len(view.Lines))], false, lang)
	}
	return part, nil
}

// say tells the service in a sentence, then as a calculation.
func (s *servicePart) say(lang words.Language, view *billing.ExplainView) {
	service := &view.Service
	bold := func(text string) string { return "<strong>" + template.HTMLEscapeString(text) + "</strong>" }
	cost := chargeback.PerUnit(service.Amount, service.QuantityMicro)
	priced := len(service.Lines) > 0 && service.Lines[0].Category == ""
	unit := lang.Pick("styckkostnaden", "the unit cost")
	if priced {
		unit = lang.Pick("priset", "the price")
	}
	month := monthOnly(lang, view.Status.Period)
	var text string
	switch service.Model {
	case allocation.System:
		text = fmt.Sprintf(lang.Pick("Ni betalar %s för %s. Det är er del av systemet, %s.", "You pay %s for %s. It is your part of the system, %s."),
			bold(words.Money(service.Amount)), bold(s.Name), bold(s.Quantity))
	case allocation.Project:
		text = fmt.Sprintf(lang.Pick("Ni betalar %s för %s av projektet %s i %s.", "You pay %s for %s of the project %s in %s."),
			bold(words.Money(service.Amount)), bold(s.Quantity), bold(s.Name), month)
	default:
		text = fmt.Sprintf(lang.Pick("Ni betalar %s för %s. Det är %s i snitt under %s, till %s %s per enhet och månad.", "You pay %s for %s. It is %s on average in %s, at %s %s per unit and month."),
			bold(words.Money(service.Amount)), template.HTMLEscapeString(payFor(lang, s, service)), bold(s.Quantity), month, unit, bold(words.Money(cost)))
		s.Calc = []calcStep{
			{Value: words.Quantity(service.QuantityMicro), Unit: lang.Units(service.Model, service.Object)},
			{Op: "×"},
			{Value: words.Money(cost)},
			{Op: "≈"},
			{Value: words.Money(service.Amount)},
		}
		if len(view.Rows) > 0 {
			var days int64
			for _, row := range view.Rows {
				days += row.Days
			}
			n := view.Status.Period.Days()
			s.Calc = append([]calcStep{
				{Value: words.Count(int(days)), Unit: lang.Pick("dagar", "days")}, {Op: "÷"}, {Value: strconv.Itoa(n), Unit: lang.Pick("dagar i månaden", "days of the month")}, {Op: "="},
			}, s.Calc...)
		}
	}
	s.Say = template.HTML(text)
	note := lang.Pick("Varje rad är avrundad för sig, så summan går ihop på öret. Välj ett kostnadsställe för att se varje steg.",
		"Each line is rounded on its own, so that the total is exact to the öre. Choose a cost centre to see every step.")
	if len(view.Rows) > 0 {
		note += " " + lang.Pick("Numren är pseudonymer: vem som använder enheten sparas inte.", "The numbers are pseudonyms: who uses a unit is not kept.")
	}
	if view.Retired {
		note += " " + lang.Pick("Raderna bakom antalen är gallrade.", "The rows behind the counts have been removed by retention.")
	}
	s.Note = template.HTML(template.HTMLEscapeString(note))
}

// payFor is what is paid for, in a sentence: units in the plural, or the
// application whose licences they are.
func payFor(lang words.Language, s *servicePart, service *chargeback.Service) string {
	if service.Model == allocation.User && service.Object != "" {
		return s.Name
	}
	return lang.Units(service.Model, service.Object)
}

// linePage is one line of a bill, explained to the last öre.
type linePage struct {
	BillPath, Department, Center, Name, ObjectPath string
	Month                                          allocation.Period
	Amount                                         allocation.Ore
	Explained                                      []report.Explained
	Rows                                           []billing.CountedRow
}

// centerService shows a service of one cost centre: all its lines, each to the
// last öre.
func (h *handler) centerService(c *gin.Context) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	key, known := parseService(c.Param("service"))
	if !known || c.Query("center") == "" {
		h.fail(c, errNotFound)
		return
	}
	view, err := h.Service.Explain(c.Request.Context(), h.scope(c), p, c.Param("department"), c.Query("center"), key.model, key.object)
	if err != nil {
		h.fail(c, err)
		return
	}
	h.showLines(c, view, "service="+url.QueryEscape(key.id())+"&center="+url.QueryEscape(c.Query("center")))
}

// line shows one line.
func (h *handler) line(c *gin.Context) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	view, err := h.Service.ExplainLine(c.Request.Context(), h.scope(c), p, c.Param("department"), c.Param("line"))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.showLines(c, view, "line="+url.QueryEscape(c.Param("line")))
}

// showLines shows explained lines of one cost centre. about is what an
// objection to them is about.
func (h *handler) showLines(c *gin.Context, view *billing.ExplainView, about string) {
	lang, s, p := language(c), &view.Service, view.Status.Period
	line := s.Lines[0]
	b := linePage{
		BillPath: billPath(p, view.Statement.Department), Department: view.Statement.Name, Center: line.CostCenter + " " + line.CostCenterName,
		Name: serviceName(lang, s), Month: p, Amount: s.Amount, Rows: view.Rows,
		Explained: report.ExplainLines(view.Run, view.Lines, h.scope(c).All, lang),
	}
	if h.mayObject(callerOf(c), p) {
		b.ObjectPath = b.BillPath + "/object?" + about
	}
	h.show(c, http.StatusOK, "line", page{Title: b.Name + ", " + b.Center, Organisation: view.Statement.Organisation, Body: b})
}

// rows answers with the counted rows of a service as CSV.
func (h *handler) rows(c *gin.Context) {
	p, ok := h.monthParam(c)
	key, known := parseService(c.Param("service"))
	if !ok {
		return
	}
	if !known {
		h.fail(c, errNotFound)
		return
	}
	view, err := h.Service.Explain(c.Request.Context(), h.scope(c), p, c.Param("department"), c.Query("center"), key.model, key.object)
	if err != nil {
		h.fail(c, err)
		return
	}
	attachment(c, "underlag-"+view.Statement.Department+"-"+key.id()+"-"+p.String()+".csv")
	w := csv.NewWriter(c.Writer)
	w.Comma = ';'
	_ = w.Write([]string{"\uFEFFtable", "id", "cost_center", "label", "from", "to", "days"})
	for _, row := range view.Rows {
		_ = w.Write([]string{
			row.Table, report.AsText(row.ID), report.AsText(row.CostCenter), report.AsText(row.Label), row.Valid.From.String(), row.Valid.To.String(),
			strconv.FormatInt(row.Days, 10),
		})
	}
	w.Flush()
}
