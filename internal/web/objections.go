package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
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

// objections adds the routes of what departments hold against their bills.
func (h *handler) objections(r gin.IRouter) {
	r.GET("/objections", h.objectionList)
	r.GET("/objections/:id", h.objection)
	r.POST("/objections/:id", h.answer)
	r.GET("/bills/:month/:department/object", h.objectForm)
	r.POST("/bills/:month/:department/object", h.object)
}

// objectionRow is one objection as lists show it.
type objectionRow struct {
	Number, Title, Text, Standing string
	State                         chargeback.ObjectionState
	Waiting                       bool
	Reason, Answer                string
}

// Class is the chip's colour: shape and word carry the state.
func (o objectionRow) Class() string {
	return [...]string{"warn", "ok", "info", "open"}[o.State]
}

// Icon is the chip's picture.
func (o objectionRow) Icon() string { return [...]string{"clock", "check", "info", "dash"}[o.State] }

// objectionsPart is what was objected to on one bill, and the way to object.
type objectionsPart struct {
	List []objectionRow
	Path string // of the form; empty where the reader may not object
}

// rowOf makes the row of an objection.
func rowOf(lang words.Language, o *chargeback.Objection, names func(department string) string) objectionRow {
	about := names(o.About.Department)
	if o.About.CostCenter != "" {
		about += ", " + o.About.CostCenter
	}
	what := lang.Pick("Hela notan", "The whole bill")
	if o.About.Model != 0 {
		service := chargeback.Service{Model: o.About.Model, Object: o.About.Object, Name: objectName(o.About)}
		what = serviceName(lang, &service)
	}
	return objectionRow{
		Number: o.ID.String(), State: o.State, Waiting: o.State == chargeback.ObjectionWaiting,
		Title:    what + ", " + lang.ObjectionKind(o.Kind),
		Text:     about + ", " + lang.Month(o.Month) + ". " + words.Money(o.Amount) + ". " + lang.Pick("Skickad ", "Sent ") + billing.DayIn(o.Made.At).String() + ".",
		Standing: lang.ObjectionStanding(o), Reason: o.Reason, Answer: o.Answer,
	}
}

// objectName is the code of what is not a class: lists do not know its name.
func objectName(key chargeback.LineKey) string {
	if key.Model.Classes() != nil && key.Model != allocation.System {
		return ""
	}
	return key.Object
}

// departmentNames names departments in lists, by code where nobody knows them.
func (h *handler) departmentNames(c *gin.Context) func(code string) string {
	names, err := h.Service.DepartmentNames(c.Request.Context())
	if err != nil {
		_ = c.Error(err) // the list is shown with codes
	}
	return func(code string) string { return cmp.Or(names[code], code) }
}

// mayObject says whether a reader may object to a bill: heads and finance, as
// long as it is not too old.
func (h *handler) mayObject(caller *auth.Caller, p allocation.Period) bool {
	oldest := billing.DayIn(h.Service.Now()).Period()
	for range billing.ObjectedMonths {
		oldest = oldest.Previous()
	}
	return caller.Has(chargeback.Head, chargeback.Finance) && !p.Before(oldest)
}

// billObjections shows what was objected to on the bill, this month's first.
func (h *handler) billObjections(c *gin.Context, caller *auth.Caller, scope chargeback.Scope, b *billPage) error {
	list, err := h.Service.Objections(c.Request.Context(), scope, chargeback.ObjectionFilter{Department: b.Statement.Department})
	if err != nil {
		return err
	}
	part := &objectionsPart{}
	if h.mayObject(caller, b.Status.Period) {
		part.Path = b.Path + "/object"
	}
	for i := range list {
		part.List = append(part.List, rowOf(language(c), &list[i], b.Names.DepartmentName))
	}
	b.Objections = part
	return nil
}

// monthObjections are those against the bills of a month.
func (h *handler) monthObjections(c *gin.Context, b *monthPage) error {
	list, err := h.Service.Objections(c.Request.Context(), h.scope(c), chargeback.ObjectionFilter{Month: b.Status.Period})
	if err != nil {
		return err
	}
	name := h.departmentNames(c)
	for i := range list {
		b.Objections = append(b.Objections, rowOf(language(c), &list[i], name))
	}
	return nil
}

// countWaiting counts what waits for the reader: objections to answer for
// finance, answers for departments are no work.
func (h *handler) countWaiting(c *gin.Context, caller *auth.Caller, items []navItem) {
	if !caller.Has(chargeback.Finance) {
		return
	}
	list, err := h.Service.Objections(c.Request.Context(), h.scope(c), chargeback.ObjectionFilter{States: []chargeback.ObjectionState{chargeback.ObjectionWaiting}})
	if err != nil {
		_ = c.Error(err) // the page is shown without the count
		return
	}
	for i := range items {
		if items[i].Path == "/objections" {
			items[i].Count = len(list)
		}
	}
}

// objectionList shows the objections that the reader may see.
func (h *handler) objectionList(c *gin.Context) {
	lang := language(c)
	list, err := h.Service.Objections(c.Request.Context(), h.scope(c), chargeback.ObjectionFilter{})
	if err != nil {
		h.fail(c, err)
		return
	}
	slices.SortStableFunc(list, func(a, b chargeback.Objection) int {
		return cmp.Compare(min(a.State, 1), min(b.State, 1)) // those that wait first
	})
	var rows []objectionRow
	name := h.departmentNames(c)
	for i := range list {
		rows = append(rows, rowOf(lang, &list[i], name))
	}
	h.show(c, http.StatusOK, "objections", page{Title: lang.Pick("Invändningar", "Objections"), Notice: flash(c), Body: rows})
}

// objectBody is the form of an objection.
type objectBody struct {
	Key, Path, BillPath, Department, About string
	Month                                  allocation.Period
	Service, Line, Center, Kind, Reason    string
	Rows                                   []string
	Kinds                                  []named
}

// objectForm asks what is wrong.
func (h *handler) objectForm(c *gin.Context) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	view, err := h.Service.Bill(c.Request.Context(), h.scope(c), p, c.Param("department"), c.Query("center"))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.showObject(c, http.StatusOK, view, objectBody{
		Service: c.Query("service"), Line: c.Query("line"), Center: c.Query("center"), Rows: c.QueryArray("row"), Kind: chargeback.ObjectionNotOurs.String(),
	}, nil)
}

func (h *handler) showObject(c *gin.Context, status int, view *billing.BillView, b objectBody, err error) {
	lang, st := language(c), view.Statement
	b.Key, b.BillPath, b.Department, b.Month = newKey(), billPath(st.Month, st.Department), st.Name, st.Month
	b.Path = b.BillPath + "/object"
	b.About = lang.Pick("Hela notan", "The whole bill")
	if key, ok := parseService(b.Service); ok {
		for _, s := range st.Services() {
			if s.Model == key.model && s.Object == key.object {
				b.About = serviceName(lang, &s)
			}
		}
	}
	for i := range st.Lines {
		if line := &st.Lines[i]; b.Line != "" && line.ID(st.Month) == b.Line {
			service := chargeback.Service{Model: line.Model, Object: line.Object, Name: line.ObjectName}
			b.About = serviceName(lang, &service) + ", " + line.CostCenter + " " + line.CostCenterName
		}
	}
	for code, text := range map[chargeback.ObjectionKind][2]string{
		chargeback.ObjectionNotOurs: {"Det är inte vårt", "It is not ours"},
		chargeback.ObjectionDates:   {"Det är vårt, men datumen är fel", "It is ours, but the dates are wrong"},
		chargeback.ObjectionCount:   {"Antalet eller andelen stämmer inte", "The count or share is wrong"},
		chargeback.ObjectionOther:   {"Något annat", "Something else"},
	} {
		b.Kinds = append(b.Kinds, named{code.String(), lang.Pick(text[0], text[1])})
	}
	slices.SortFunc(b.Kinds, func(x, y named) int {
		return slices.Index(chargeback.ObjectionKinds, x.Code) - slices.Index(chargeback.ObjectionKinds, y.Code)
	})
	page := page{Title: lang.Pick("Stämmer det inte?", "Is something wrong?"), Organisation: st.Organisation, Body: b}
	if err != nil {
		page.Notice = &notice{Kind: "bad", Text: sentence(lang.Failure(err))}
	}
	h.show(c, status, "object", page)
}

// object takes an objection.
func (h *handler) object(c *gin.Context) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	scope, lang := h.scope(c), language(c)
	view, err := h.Service.Bill(c.Request.Context(), scope, p, c.Param("department"), "")
	if err != nil {
		h.fail(c, err)
		return
	}
	b := objectBody{
		Service: c.PostForm("service"), Line: c.PostForm("line"), Center: c.PostForm("center"), Rows: c.PostFormArray("row"),
		Kind: c.PostForm("kind"), Reason: c.PostForm("reason"),
	}
	in := billing.NewObjection{Month: p, Department: c.Param("department"), CostCenter: b.Center, Line: b.Line, Reason: b.Reason}
	if in.Kind, ok = chargeback.ParseObjectionKind(b.Kind); !ok {
		h.fail(c, errNotFound)
		return
	}
	if key, ok := parseService(b.Service); ok {
		in.Model, in.Object = key.model, key.object
		for _, id := range b.Rows {
			in.Rows = append(in.Rows, chargeback.ObjectedRow{Table: rowTable(key.model, key.object), ID: id})
		}
	}
	var made *chargeback.Objection
	err = h.once(c, func(ctx context.Context) (err error) {
		made, err = h.Service.Object(ctx, actor(c), scope, in)
		return err
	})
	if err != nil {
		if status := server.Status(err); status < http.StatusInternalServerError && status != http.StatusNotFound {
			h.showObject(c, status, view, b, err)
			return
		}
		h.fail(c, err)
		return
	}
	if made != nil {
		setFlash(c, "ok", lang.ObjectionSent(made))
	}
	c.Redirect(http.StatusSeeOther, "/objections")
}

// rowTable is the table whose rows a service counts.
func rowTable(model allocation.Model, object string) string {
	switch model {
	case allocation.Device:
		return "devices"
	case allocation.Port:
		return "ports"
	case allocation.User:
		if object == "" {
			return "users"
		}
	}
	return "licences"
}

// answerBody is one objection, with the form to answer it.
type answerBody struct {
	objectionRow
	Key                string
	Version            int64
	Rows               []chargeback.ObjectedRow
	BillPath           string
	Made, About        string
	MayAnswer          bool
	From, Center, Text string
	Month              allocation.Period
}

// objection shows one objection.
func (h *handler) objection(c *gin.Context) {
	id, ok := chargeback.ParseObjectionID(c.Param("id"))
	if !ok {
		h.fail(c, errNotFound)
		return
	}
	o, err := h.Service.Objection(c.Request.Context(), h.scope(c), id)
	if err != nil {
		h.fail(c, err)
		return
	}
	h.showObjection(c, http.StatusOK, o, nil)
}

func (h *handler) showObjection(c *gin.Context, status int, o *chargeback.Objection, err error) {
	lang, caller := language(c), callerOf(c)
	b := answerBody{
		objectionRow: rowOf(lang, o, h.departmentNames(c)), Key: newKey(), Version: o.Version, Rows: o.Rows, Month: o.Month,
		BillPath: billPath(o.Month, o.About.Department), Made: o.Made.Person + ", " + moment(lang, o.Made.At),
		MayAnswer: caller.Has(chargeback.Finance) && o.State == chargeback.ObjectionWaiting && o.Made.Person != caller.Person.Name,
		From:      o.Month.First().String(), Center: c.PostForm("center"), Text: c.PostForm("text"),
	}
	b.About = b.objectionRow.Text
	if o.About.Model != 0 {
		key := serviceKey{o.About.Model, o.About.Object}
		b.BillPath += "?open=" + url.QueryEscape(key.id()) + "#rad-" + key.id()
	}
	p := page{Title: lang.Pick("Invändning ", "Objection ") + o.ID.String(), Notice: flash(c), Body: b}
	if err != nil {
		p.Notice = &notice{Kind: "bad", Text: sentence(lang.Failure(err))}
	}
	h.show(c, status, "objection", p)
}

// answer answers an objection. An accepted one changes its rows from the day
// that was chosen: they end, or count for another cost centre.
func (h *handler) answer(c *gin.Context) {
	ctx, lang := c.Request.Context(), language(c)
	id, ok := chargeback.ParseObjectionID(c.Param("id"))
	if !ok {
		h.fail(c, errNotFound)
		return
	}
	o, err := h.Service.Objection(ctx, h.scope(c), id)
	if err != nil {
		h.fail(c, err)
		return
	}
	in := billing.ObjectionAnswer{Text: c.PostForm("text")}
	in.Version, _ = strconv.ParseInt(c.PostForm("version"), 10, 64)
	if in.State, ok = chargeback.ParseObjectionState(c.PostForm("state")); !ok || in.State == chargeback.ObjectionWaiting {
		h.fail(c, errNotFound)
		return
	}
	if in.State == chargeback.ObjectionAccepted {
		from, ok := allocation.ParseDate(c.PostForm("from"))
		if !ok {
			h.showObjection(c, http.StatusUnprocessableEntity, o, &chargeback.Error{Code: chargeback.NotDate, Value: c.PostForm("from")})
			return
		}
		in.Changes = o.Remedy(from, strings.TrimSpace(c.PostForm("center")))
	}
	var effect *billing.Effect
	err = h.once(c, func(ctx context.Context) (err error) {
		_, effect, err = h.Service.AnswerObjection(ctx, actor(c), id, in)
		return err
	})
	if err != nil {
		if status := server.Status(err); status < http.StatusInternalServerError && status != http.StatusNotFound {
			h.showObjection(c, status, o, err)
			return
		}
		h.fail(c, err)
		return
	}
	var more []string
	if effect != nil {
		for _, p := range effect.Correct {
			more = append(more, lang.Pick("Behöver rättas: ", "Needs a correction: ")+lang.Month(p))
		}
	}
	setFlash(c, "ok", lang.Pick("Svaret är skickat.", "The answer has been sent."), more...)
	c.Redirect(http.StatusSeeOther, "/objections/"+id.String())
}
