package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/server"
	"chargeback/internal/tables"
	"chargeback/internal/words"
)

// needs adds the pages of what departments need of IT in a year.
func (h *handler) needs(r gin.IRouter) {
	r.GET("/needs", h.needList)
	r.GET("/needs/edit", h.needForm)
	r.POST("/needs/edit", h.handInNeed)
	r.POST("/needs/withdraw", h.withdrawNeed)
}

// needsData is the needs that a reader may see, read.
type needsData struct {
	plan  *tables.Programme
	facts chargeback.Records
	asked []string // departments
	names func(department string) string
	today allocation.Date
	scope chargeback.Scope
}

// needsData reads the needs.
func (h *handler) needsData(c *gin.Context) (*needsData, error) {
	d := &needsData{scope: h.scope(c), today: billing.DayIn(h.Service.Now()), names: h.departmentNames(c)}
	var err error
	if d.facts, err = h.Service.Needs(c.Request.Context(), d.scope); err != nil {
		return nil, err
	}
	d.plan, err = tables.ProgrammeOf(d.facts)
	d.asked = slices.DeleteFunc(tables.Charged(d.facts), func(code string) bool { return !d.scope.Department(code) })
	return d, err
}

// row is the number of the row that a need is kept in.
func (d *needsData) row(code string) int64 {
	for _, r := range d.facts["needs"] {
		if r.Cells[0] == code {
			return r.Row
		}
	}
	return 0
}

// needsBody is the needs of every round, the latest year first.
type needsBody struct {
	Tabs   []tableLink // for those who read the whole plan
	All    bool        // the reader sees every department
	Rounds []needRound
	// MayOpen says that the reader may open a round, by the register.
	MayOpen   bool
	NewRound  string
	NoReading bool // the reader reads no department's whole bill
}

// needRound is a year's needs.
type needRound struct {
	*financing.Staffing
	Open        bool
	EditPath    string
	Quarters    []needQuarter
	Capacity    string
	HoursText   string
	ShortText   string // hours that are missing, or to spare
	Missing     bool
	Departments []needDepartment
	SilentNames []string
}

// needQuarter is the hours that are asked for in a quarter against those there
// are.
type needQuarter struct {
	Name, Hours, Room, Left string
	Short                   bool
}

// needDepartment is what one department has handed in.
type needDepartment struct {
	Code, Name string
	Rows       []needRow
	Hours      string
	NewPath    string // of the form; empty where the reader may not hand in
}

type needRow struct {
	Code, Name, Reason, Quarter, Hours, Project string
	Amount                                      allocation.Ore
	HandedIn                                    allocation.Date
	Late                                        bool
	EditPath                                    string
	Row                                         int64
	Key                                         string
}

// needList shows the needs: a department's own, or all against the staffing.
func (h *handler) needList(c *gin.Context) {
	lang, caller := language(c), callerOf(c)
	d, err := h.needsData(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	body := &needsBody{
		All: d.scope.All, NoReading: !d.scope.All && len(d.scope.Departments) == 0,
		MayOpen: h.Service.MayChange(c.Request.Context(), actor(c), "need_rounds") == nil, NewRound: tablePath("need_rounds") + "/" + newRow + "/edit",
	}
	if body.All {
		body.Tabs = planTabs(lang, "/needs")
	}
	rounds := slices.Clone(d.plan.Rounds)
	slices.SortFunc(rounds, func(a, b financing.NeedRound) int { return b.Year - a.Year })
	for _, round := range rounds {
		r, err := d.round(lang, round, caller.Has(chargeback.Head))
		if err != nil {
			h.fail(c, err)
			return
		}
		if body.MayOpen {
			r.EditPath = rowPath("need_rounds", []string{strconv.Itoa(round.Year)}) + "/edit"
		}
		body.Rounds = append(body.Rounds, *r)
	}
	h.show(c, http.StatusOK, "needs", page{Title: lang.Pick("Behov av IT:s timmar", "Needs of IT’s hours"), Notice: flash(c), Body: body})
}

// round adds up a year.
func (d *needsData) round(lang words.Language, round financing.NeedRound, head bool) (*needRound, error) {
	s, err := d.plan.Staffing(round.Year, d.asked)
	if err != nil {
		return nil, err
	}
	r := &needRound{
		Staffing: s, Open: d.today <= round.Due, Capacity: words.Hours(round.Capacity), HoursText: words.Hours(s.Hours),
		ShortText: words.Hours(max(s.Short, -s.Short)), Missing: s.Short > 0,
	}
	for quarter, hours := range s.Quarters {
		q := needQuarter{Name: capital(lang.NeedQuarter(quarter)), Hours: words.Hours(hours), Room: "–", Left: "–"}
		if quarter > 0 {
			left := round.Room(quarter) - hours
			q.Room, q.Left, q.Short = words.Hours(round.Room(quarter)), words.Hours(left), left < 0
		}
		if quarter > 0 || hours != 0 {
			r.Quarters = append(r.Quarters, q)
		}
	}
	if len(r.Quarters) > 4 { // at any time stands last
		r.Quarters = append(r.Quarters[1:], r.Quarters[0])
	}
	for _, code := range s.Silent {
		r.SilentNames = append(r.SilentNames, words.Visible(d.names(code)))
	}
	for i := range s.Departments {
		r.Departments = append(r.Departments, d.department(lang, r, s.Departments[i], head))
	}
	if head {
		for _, code := range d.scope.Departments {
			if r.Open && !slices.ContainsFunc(r.Departments, func(x needDepartment) bool { return x.Code == code }) {
				r.Departments = append(r.Departments, d.department(lang, r, financing.DepartmentNeeds{Department: code}, head))
			}
		}
	}
	return r, nil
}

// department is the needs of a department, with the ways to change them.
func (d *needsData) department(lang words.Language, r *needRound, of financing.DepartmentNeeds, head bool) needDepartment {
	may := head && r.Open && slices.Contains(d.scope.Departments, of.Department)
	x := needDepartment{Code: of.Department, Name: words.Visible(d.names(of.Department)), Hours: words.Hours(of.Hours)}
	if may {
		x.NewPath = "/needs/edit?year=" + strconv.Itoa(r.Round.Year) + "&department=" + url.QueryEscape(of.Department)
	}
	for _, n := range of.Needs {
		row := needRow{
			Code: n.Code, Name: words.Visible(n.Name), Reason: words.Visible(n.Reason), Quarter: lang.NeedQuarter(n.Quarter), Hours: words.Hours(n.Hours),
			Amount: n.Amount, HandedIn: n.HandedIn, Late: n.HandedIn > r.Round.Due, Row: d.row(n.Code), Key: newKey(),
		}
		if p, ok := d.plan.Project(n.Project); ok {
			row.Project = words.Visible(p.Code + " " + p.Name)
		}
		switch {
		case may:
			row.EditPath = "/needs/edit?code=" + url.QueryEscape(n.Code)
		case d.scope.All:
			row.EditPath = rowPath("needs", []string{n.Code})
		}
		x.Rows = append(x.Rows, row)
	}
	return x
}

// needBody is the form of a need.
type needBody struct {
	Key, Code, Known  string // Code: empty of a new one
	Year              string
	Due               string
	DepartmentCode    string
	Department        string
	Quarters          []formChoice
	Name, Hours       string
	Quarter, Reason   string
	Errors            []formField // with what is wrong
	General           []string
	NameErr, HoursErr []string
	ReasonErr         []string
}

// needForm shows the form of a need: a new one, or one that is known.
func (h *handler) needForm(c *gin.Context) {
	b := &needBody{Code: c.Query("code"), Year: c.Query("year"), DepartmentCode: c.Query("department")}
	d, err := h.needsData(c)
	if err == nil {
		err = b.find(d, true)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	h.showNeed(c, http.StatusOK, b, nil)
}

// find finds what the form is about. What the reader may not hand in does not
// exist. fill takes the need as it is known, too.
func (b *needBody) find(d *needsData, fill bool) error {
	if b.Code != "" {
		at := slices.IndexFunc(d.plan.Needs, func(n financing.Need) bool { return n.Code == b.Code })
		if at < 0 {
			return &chargeback.Error{Code: chargeback.NoSuchNeed, Value: b.Code}
		}
		n := &d.plan.Needs[at]
		b.Year, b.DepartmentCode = strconv.Itoa(n.Year), n.Department
		if fill {
			b.Name, b.Hours, b.Quarter, b.Reason = n.Name, words.Exact(n.Hours*(allocation.Micro/100)), financing.NeedQuarters[n.Quarter], n.Reason
			b.Known = strconv.FormatInt(d.row(n.Code), 10)
		}
	}
	if !slices.Contains(d.scope.Departments, b.DepartmentCode) {
		return &chargeback.Error{Code: chargeback.NoSuchDepartment, Value: b.DepartmentCode}
	}
	b.Department = words.Visible(d.names(b.DepartmentCode))
	for _, r := range d.plan.Rounds {
		if strconv.Itoa(r.Year) == b.Year {
			b.Due = r.Due.String()
			if fill && d.today > r.Due {
				return &chargeback.Error{Code: chargeback.NeedLate, Value: b.Year, Args: []string{b.Due}}
			}
			return nil
		}
	}
	return errNotFound
}

// showNeed shows the form with what is wrong with it.
func (h *handler) showNeed(c *gin.Context, status int, b *needBody, err error) {
	lang := language(c)
	b.Key = newKey()
	for i, code := range financing.NeedQuarters {
		b.Quarters = append(b.Quarters, formChoice{code, capital(lang.NeedQuarter(i)), code == b.Quarter})
	}
	b.tell(lang, err)
	title := lang.Pick("Nytt behov ", "New need of ") + b.Year
	if b.Code != "" {
		title = lang.Pick("Ändra behovet ", "Change need ") + words.Visible(b.Code)
	}
	h.show(c, status, "need", page{Title: title, Body: b})
}

// tell sorts what is wrong by the fields.
func (b *needBody) tell(lang words.Language, err error) {
	if err == nil {
		return
	}
	f := &rowForm{Table: chargeback.AnyTableNamed("needs")}
	wrong := f.tell(lang, err)
	b.General = wrong.general
	b.NameErr, b.HoursErr, b.ReasonErr = wrong.columns["name"], wrong.columns["hours"], wrong.columns["reason"]
	for _, field := range []formField{
		{ID: "name", Label: lang.Column("needs", "name"), Errors: b.NameErr},
		{ID: "hours", Label: lang.Column("needs", "hours"), Errors: b.HoursErr},
		{ID: "reason", Label: lang.Column("needs", "reason"), Errors: b.ReasonErr},
	} {
		if len(field.Errors) > 0 {
			b.Errors = append(b.Errors, field)
		}
		delete(wrong.columns, field.ID)
	}
	for _, texts := range wrong.columns {
		b.General = append(b.General, texts...)
	}
}

// handInNeed hands a need in, or changes one.
func (h *handler) handInNeed(c *gin.Context) {
	lang := language(c)
	b := &needBody{
		Code: c.PostForm("code"), Known: c.PostForm("known"), Year: c.PostForm("year"), DepartmentCode: c.PostForm("department"), Name: c.PostForm("name"),
		Hours: strings.TrimSpace(c.PostForm("hours")), Quarter: c.PostForm("quarter"), Reason: c.PostForm("reason"),
	}
	d, err := h.needsData(c)
	if err == nil {
		err = b.find(d, false)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	in := billing.NeedEdit{
		Code: b.Code, Year: b.Year, Department: b.DepartmentCode, Name: b.Name, Hours: b.Hours, Quarter: b.Quarter, Reason: b.Reason,
	}
	in.Known, _ = strconv.ParseInt(b.Known, 10, 64)
	err = h.once(c, func(ctx context.Context) error {
		_, err := h.Service.HandInNeed(ctx, actor(c), d.scope, in)
		return err
	})
	switch status := server.Status(err); {
	case err == nil, errors.Is(err, &chargeback.Error{Code: chargeback.EmptyChange}):
	case status == http.StatusConflict || status == http.StatusUnprocessableEntity:
		if errors.Is(err, &chargeback.Error{Code: chargeback.RowsChanged}) {
			b.Known = strconv.FormatInt(d.row(b.Code), 10) // who sends the form again has been told
		}
		h.showNeed(c, status, b, err)
		return
	default:
		h.fail(c, err)
		return
	}
	setFlash(c, "ok", lang.Pick("Behovet är lämnat. Ni kan ändra det till och med ", "The need has been handed in. You can change it until ")+b.Due+".")
	c.Redirect(http.StatusSeeOther, "/needs")
}

// withdrawNeed takes a need back.
func (h *handler) withdrawNeed(c *gin.Context) {
	lang, code := language(c), c.PostForm("code")
	known, _ := strconv.ParseInt(c.PostForm("known"), 10, 64)
	err := h.once(c, func(ctx context.Context) error {
		return h.Service.WithdrawNeed(ctx, actor(c), h.scope(c), code, known)
	})
	switch status := server.Status(err); {
	case err == nil:
		setFlash(c, "ok", lang.Pick("Behovet är tillbakadraget.", "The need has been withdrawn."))
	case status == http.StatusConflict:
		setFlash(c, "bad", sentence(lang.Failure(err)))
	default:
		h.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/needs")
}
