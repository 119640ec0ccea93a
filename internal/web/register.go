package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// registers adds the routes of the tables: what is known, and its changes.
func (h *handler) registers(r gin.IRouter) {
	r.GET("/register", h.registerOverview)
	r.GET("/register/:table", h.registerTable)
	r.GET("/register/:table/:key", h.registerRow)
	r.GET("/register/:table/:key/edit", h.registerForm)
	r.POST("/register/:table/:key/preview", h.registerPreview)
	r.POST("/register/:table/:key/save", h.registerSave)
}

// registerGroups are the tables as people look for them.
var registerGroups = []struct {
	swedish, english string
	tables           []string
}{
	{"Organisation", "Organisation", []string{"departments", "cost_centers"}},
	{"System", "Systems", []string{"systems", "system_shares"}},
	{"Regler, vikter och priser", "Rules, weights and prices", []string{"rules", "weights", "prices", "categories"}},
	{"Användare och enheter", "Users and units", []string{"users", "devices", "ports", "applications", "licences"}},
	{"Projekt", "Projects", []string{"projects", "project_shares", "project_hours"}},
	{"Kostnader och inställningar", "Costs and settings", []string{"costs", "settings"}},
	{"Program och investeringar", "Programme and investments", []string{
		"programme", "programme_plan", "programme_decisions", "programme_effects", "programme_funding", "investments", "interest_rates",
	}},
	{"Behov", "Needs", []string{"need_rounds", "needs"}},
	{"Tjänstekatalog", "Service catalogue", []string{"services", "service_levels"}},
}

// tableLink leads to a table.
type tableLink struct {
	Name, Path string
	Here       bool
	Rows       int // that are valid today
}

// registerGroup is a card of the overview.
type registerGroup struct {
	Name   string
	Tables []tableLink
}

// registerOverview shows what the register holds today.
func (h *handler) registerOverview(c *gin.Context) {
	lang, today := language(c), billing.DayIn(h.Service.Now())
	counts, err := h.Service.RegisterCounts(c.Request.Context(), actor(c), today)
	if err != nil {
		h.fail(c, err)
		return
	}
	body := struct {
		Today  allocation.Date
		Groups []registerGroup
	}{Today: today}
	for _, g := range registerGroups {
		group := registerGroup{Name: lang.Pick(g.swedish, g.english)}
		for _, table := range g.tables {
			group.Tables = append(group.Tables, tableLink{Name: capital(lang.Table(table)), Path: tablePath(table), Rows: counts[table]})
		}
		body.Groups = append(body.Groups, group)
	}
	h.show(c, http.StatusOK, "register", page{Title: lang.Pick("Register", "Registers"), Notice: flash(c), Body: body})
}

// tableParam reads the table of an address. Where it is none the page does not
// exist, and it is nil.
func (h *handler) tableParam(c *gin.Context) *chargeback.Table {
	t := chargeback.EditedTableNamed(c.Param("table"))
	if t == nil {
		h.fail(c, errNotFound)
	}
	return t
}

// filtersOf are the columns by which rows of a table can be chosen.
var filtersOf = map[string][]string{
	"departments": {"kind"}, "cost_centers": {"department"}, "systems": {"tier", "sharing", "owner"},
	"system_shares": {"system", "cost_center"}, "rules": {"category", "model"}, "weights": {"model"}, "prices": {"model"},
	"users": {"cost_center"}, "devices": {"class", "cost_center"}, "ports": {"class", "cost_center"}, "licences": {"application"},
	"project_shares": {"project", "cost_center"}, "project_hours": {"project", "month"}, "costs": {"category", "system", "project"},
	"programme": {"status", "department"}, "programme_plan": {"project"}, "programme_decisions": {"project", "council"}, "programme_effects": {"project"},
	"programme_funding": {"section", "project"}, "investments": {"project", "category"}, "needs": {"year", "department"}, "services": {"model", "level"},
}

// tableBody is a page of a table's rows.
type tableBody struct {
	Table   *chargeback.Table
	Path    string
	Tabs    []tableLink // of its group
	MayEdit bool
	NewPath string

	Search  string
	On      string // the day, as it is written
	All     bool   // rows of all days
	Sort    string // what the rows are sorted by, kept in the form
	Down    bool
	Filters []registerFilter
	Chosen  bool // something is searched for
	DayErr  string

	Heads       []registerHead
	Rows        [][]cell
	Total       int
	First, Last int // of the rows that are shown, from 1
	Next, Start string
}

// registerFilter chooses rows by a column.
type registerFilter struct {
	ID, Label, Value string
	Choices          []named // nil: the value is written
}

// registerHead is the head of a column, which sorts by it.
type registerHead struct {
	Name, Path, Sorted string // Sorted: for aria-sort
	Num                bool
}

// registerPageRows is how many rows of the register a page has.
const registerPageRows = 50

// registerTable shows rows of a table.
func (h *handler) registerTable(c *gin.Context) {
	t := h.tableParam(c)
	if t == nil {
		return
	}
	ctx, lang, who := c.Request.Context(), language(c), actor(c)
	body := tableBody{
		Table: t, Path: tablePath(t.Name), Search: c.Query("q"), All: c.Query("all") == "yes", Sort: c.Query("sort"), Down: c.Query("down") == "yes",
		MayEdit: h.Service.MayChange(ctx, who, t.Name) == nil, NewPath: tablePath(t.Name) + "/" + newRow + "/edit",
	}
	q := billing.RegisterQuery{
		Table: t.Name, Search: strings.TrimSpace(body.Search), Equal: make(map[string]string), Sort: body.Sort, Down: body.Down,
		Limit: registerPageRows, Cursor: c.Query("cursor"),
	}
	body.day(lang, &q, c.Query("on"), billing.DayIn(h.Service.Now()))
	names := h.codeNames(who)
	for _, name := range filtersOf[t.Name] {
		f := registerFilter{ID: "is-" + name, Label: lang.Column(t.Name, name), Value: c.Query("is-" + name)}
		var err error
		if f.Choices, err = names.choices(ctx, lang, t, t.Column(name), nil); err != nil {
			h.fail(c, err)
			return
		}
		f.Choices = labelled(t.Name, name, f.Choices)
		if f.Value != "" {
			q.Equal[name] = f.Value
		}
		body.Filters = append(body.Filters, f)
	}
	body.Chosen = body.Search != "" || len(q.Equal) > 0
	rows, err := h.Service.RegisterRows(ctx, who, q)
	if err != nil {
		h.fail(c, err)
		return
	}
	for i := range rows.Rows {
		cells, err := names.cells(ctx, lang, t, rows.Rows[i])
		if err != nil {
			h.fail(c, err)
			return
		}
		key := keyOf(t, rows.Rows[i])
		cells[0].Path, cells[0].Rest = rowPath(t.Name, key), strings.Join(key[1:], " ")
		body.Rows = append(body.Rows, cells)
	}
	body.Total = rows.Total
	body.around(lang, c.Request.URL.Query(), rows.Next)
	h.show(c, http.StatusOK, "register-table", page{Title: capital(lang.Table(t.Name)), Notice: flash(c), Body: &body})
}

// day is the one that rows are valid on: today, where none is asked for.
func (b *tableBody) day(lang words.Language, q *billing.RegisterQuery, asked string, today allocation.Date) {
	on := today
	if asked != "" {
		day, ok := allocation.ParseDate(asked)
		if !ok {
			b.DayErr = sentence(lang.Failure(&chargeback.Error{Code: chargeback.NotDate, Value: asked}))
		} else {
			on = day
		}
	}
	b.On = on.String()
	if b.DayErr != "" {
		b.On = asked
	}
	if b.Table.Dated && !b.All {
		q.On = on
	}
}

// around is what stands around the rows: heads that sort, pages, other tables.
func (b *tableBody) around(lang words.Language, query url.Values, next string) {
	before, _ := strconv.Atoi(query.Get("before"))
	if query.Get("cursor") == "" || before < 0 || before > b.Total {
		before = 0
	}
	query.Del("cursor")
	query.Del("before")
	at := func(change func(url.Values)) string {
		q := url.Values{}
		for name, values := range query {
			if values[0] != "" {
				q[name] = values[:1]
			}
		}
		change(q)
		if len(q) == 0 {
			return b.Path
		}
		return b.Path + "?" + q.Encode()
	}
	b.First, b.Last = before+1, before+len(b.Rows)
	if before > 0 {
		b.Start = at(func(url.Values) {})
	}
	if next != "" {
		b.Next = at(func(q url.Values) {
			q.Set("cursor", next)
			q.Set("before", strconv.Itoa(b.Last))
		})
	}
	for i, column := range b.Table.Columns {
		head := registerHead{Name: lang.Column(b.Table.Name, column.Name), Num: number(column)}
		down := false
		if b.Sort == column.Name || b.Sort == "" && i == b.Table.Key[0] {
			head.Sorted = "ascending"
			if b.Down {
				head.Sorted = "descending"
			}
			down = !b.Down
		}
		head.Path = at(func(q url.Values) {
			q.Set("sort", column.Name)
			q.Del("down")
			if down {
				q.Set("down", "yes")
			}
		})
		b.Heads = append(b.Heads, head)
	}
	for _, g := range registerGroups {
		if !slices.Contains(g.tables, b.Table.Name) {
			continue
		}
		for _, table := range g.tables {
			b.Tabs = append(b.Tabs, tableLink{Name: capital(lang.Table(table)), Path: tablePath(table), Here: table == b.Table.Name})
		}
	}
}
