package main

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// forms are the ways to ask for something: as a page, a part of one, a program,
// and by what Accept names.
var forms = [][]string{
	nil,
	{"HX-Request", "true"},
	{"Accept", "application/json"},
	{"Accept", "text/csv"},
	{"Accept", "application/pdf"},
	{"Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
}

// othersBills: another's bill does not exist, by whatever way and in whatever
// form; nothing of it stands in what is one's own.
func (a *attack) othersBills() {
	objection := a.otherObjection()
	before := a.digest()
	month := period("2017-10")
	others, own := a.bill("2017-10", otherDepartment), a.bill("2017-10", demoDepartment)
	line, mine := others.Lines[0].ID(month), own.Lines[0].ID(month)
	center := others.Lines[len(others.Lines)-1].CostCenter
	paths := []string{
		"/bills/2017-10/SKF", "/bills/2017-10/SKF.pdf", "/bills/2017-10/SKF.xlsx", "/bills/2017-10/SKF.csv", "/bills/2017-10/SKF?center=" + center,
		"/bills/2017-10/SKF?since=2017-09", "/bills/2017-10/SKF?open=device-staff", "/bills/2017-10/SKF/services/device-staff", "/bills/2017-10/SKF/services/device-staff?center=" + center,
		"/bills/2017-10/SKF/explain/device-staff?center=" + center, "/bills/2017-10/SKF/lines/" + line, "/bills/2017-10/SKF/lines/" + mine, "/bills/2017-10/SKF/rows/device-staff",
		"/bills/2017-10/SKF/rows/device-staff?center=" + center, "/bills/2017-10/SKF/object", "/bills/2017-10/SKF/object?line=" + line,
		"/bills/2017-10/VOF?center=" + center, "/bills/2017-10/VOF/lines/" + line, "/bills/2017-10/VOF/services/device-staff?center=" + center,
		"/bills/2017-10/VOF/explain/device-staff?center=" + center, "/bills/2017-10/VOF/rows/device-staff?center=" + center, "/bills/2017-10/VOF/object?center=" + center,
		"/bills/2017-10/SKF.pdf?center=" + own.Lines[0].CostCenter, "/bills/2017-11/SKF", "/bills/2017-11/SKF.csv", "/bills/2017-10/%53KF", "/bills/2017-10/VOF%2f..%2fSKF",
		"/objections/" + objection,
		"/api/v1/months/2017-10/bills/SKF", "/api/v1/months/2017-10/bills/SKF.pdf", "/api/v1/months/2017-10/bills/SKF.xlsx", "/api/v1/months/2017-10/bills/SKF.csv",
		"/api/v1/months/2017-10/bills/SKF?cost_center=" + center, "/api/v1/months/2017-10/bills/VOF?cost_center=" + center, "/api/v1/months/2017-10/bills/VOF.csv?cost_center=" + center,
		"/api/v1/months/2017-10/bills/SKF/lines/" + line, "/api/v1/months/2017-10/bills/SKF/lines/" + mine, "/api/v1/months/2017-10/bills/VOF/lines/" + line,
		"/api/v1/months/2017-10/bills/SKF/changes?since=2017-08", "/api/v1/months/2017-10/bills/SKF/changes?since=2017-09", "/api/v1/months/2017-11/bills/SKF",
	}
	for _, path := range paths {
		for _, form := range forms {
			for _, p := range []*intruder{a.as(demoHead), a.as(demoHead).byToken()} {
				got := p.try(request{path: path, header: form}, http.StatusNotFound)
				a.hidden(path, got, others)
			}
			a.hidden(path, a.as(attackNobody).try(request{path: path, header: form}, http.StatusNotFound), others)
		}
	}

	// Who reads one cost centre reads no other, nor the whole.
	reader := a.as(attackReader)
	foreign := a.otherCenter(others)
	for _, path := range []string{
		"/bills/2017-10/SKF?center=" + foreign, "/bills/2017-10/SKF.csv?center=" + foreign, "/bills/2017-10/SKF/rows/device-staff?center=" + foreign,
		"/bills/2017-10/SKF/explain/device-staff?center=" + foreign, "/bills/2017-10/VOF", "/bills/2017-10/VOF.pdf", "/bills/2017-10/SKF/object?center=" + foreign,
		"/api/v1/months/2017-10/bills/SKF?cost_center=" + foreign, "/api/v1/months/2017-10/bills/VOF", "/api/v1/months/2017-10/bills/VOF/changes?since=2017-09",
	} {
		for _, form := range forms {
			reader.try(request{path: path, header: form}, http.StatusNotFound)
		}
	}
	part := reader.try(request{path: "/api/v1/months/2017-10/bills/SKF", header: []string{"Accept", "application/json"}}, http.StatusOK)
	require.NotContains(a, part.text, `"`+foreign+`"`)
	require.NotContains(a, part.text, kronor(others.Total))

	// Lists and one's own pages have nothing of others, whatever they are asked.
	head := a.as(demoHead)
	pages := 0
	for _, e := range policy {
		if e.Method != http.MethodGet || e.Who&(auth.LoggedIn|auth.Only(chargeback.Head)) == 0 {
			continue
		}
		path := strings.NewReplacer("2017-10/SKF", "2017-10/VOF", line, mine, "bills/SKF", "bills/VOF").Replace(a.fill(e.Path))
		for _, query := range []string{
			"", "?department=SKF", "?department=VOF&department=SKF", "?department[]=SKF", "?kind=administration", "?name=Skol", "?sort=-total", "?q=SKF", "?include=all",
			"?fields=total", "?limit=500", "?scope=all", "?month=2017-10&department=SKF", "?month=2017-10&department=VOF&center=" + center, "?since=2017-09", "?all=1", "?open=device-staff",
		} {
			for _, form := range forms[:3] {
				got := head.try(request{path: path + query, header: form}, http.StatusOK, http.StatusSeeOther, http.StatusNotFound, http.StatusBadRequest)
				if got.status == http.StatusOK {
					pages++
					a.hidden(path+query, got, others)
				}
			}
		}
	}
	require.Greater(a, pages, 300, "most of these exist")

	// Another's cursor is none, or gives one's own rows.
	got := a.as(demoFinance).byToken().send(request{path: "/api/v1/months/2017-10/bills?limit=1"})
	var list struct{ Next string }
	require.NoError(a, json.Unmarshal([]byte(got.text), &list))
	require.NotEmpty(a, list.Next)
	for _, cursor := range []string{list.Next, flipped(list.Next), list.Next + "A", base64.RawURLEncoding.EncodeToString([]byte(`{"department":"SAF"}`)), "0", "' OR 1=1"} {
		got := head.byToken().try(request{path: "/api/v1/months/2017-10/bills?limit=100&cursor=" + url.QueryEscape(cursor)}, http.StatusOK, http.StatusBadRequest)
		a.hidden("cursor", got, others)
	}
	a.objectForOthers(others, center)
	a.unchanged(before)
}

// objectForOthers: nobody objects to another's bill, nor about another's rows.
func (a *attack) objectForOthers(others *chargeback.Statement, center string) {
	own := a.bill("2017-10", demoDepartment)
	p, rows := period("2017-10"), []string{}
	view, err := a.site.Explain(a.Context(), chargeback.Scope{All: true}, p, otherDepartment, "", allocation.Device, "staff")
	require.NoError(a, err)
	for _, r := range view.Rows[:3] {
		rows = append(rows, r.ID)
	}
	for i, f := range []struct {
		path string
		form url.Values
	}{
		{"/bills/2017-10/SKF/object", url.Values{"kind": {"other"}, "reason": {"x"}}},
		{"/bills/2017-10/SKF/object", url.Values{"kind": {"not_ours"}, "reason": {"x"}, "service": {"device-staff"}, "row": rows}},
		{"/bills/2017-10/VOF/object", url.Values{"kind": {"not_ours"}, "reason": {"x"}, "service": {"device-staff"}, "row": rows}},
		{"/bills/2017-10/VOF/object", url.Values{"kind": {"not_ours"}, "reason": {"x"}, "service": {"device-staff"}, "row": rows, "center": {center}}},
		{"/bills/2017-10/VOF/object", url.Values{"kind": {"count"}, "reason": {"x"}, "line": {others.Lines[0].ID(p)}}},
		{"/bills/2017-10/VOF/object", url.Values{"kind": {"count"}, "reason": {"x"}, "center": {center}}},
		{"/bills/2017-10/VOF/object", url.Values{"kind": {"count"}, "reason": {"x"}, "line": {own.Lines[0].ID(p)}, "center": {center}}},
		{"/bills/2017-10/VOF/object", url.Values{"kind": {"nonsense"}, "reason": {"x"}}},
		{"/bills/2017-10/VOF/object", url.Values{"kind": {"other"}, "reason": {""}}},
	} {
		f.form.Set("idempotency_key", "other-"+string(rune('a'+i)))
		got := a.as(demoHead).try(request{method: http.MethodPost, path: f.path, form: f.form}, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusConflict)
		a.hidden(f.path+f.form.Get("line"), got, others)
	}
}

// otherObjection is an objection of another department.
func (a *attack) otherObjection() string {
	made, err := a.site.Object(a.Context(), billing.Actor{Name: attackOther, Origin: "test"}, chargeback.Scope{Departments: []string{otherDepartment}}, billing.NewObjection{
		Month: period("2017-10"), Department: otherDepartment, Model: allocation.Device, Object: "staff", Kind: chargeback.ObjectionCount, Reason: "Vi räknar till färre.",
	})
	require.NoError(a, err)
	a.events()
	return made.ID.String()
}

// otherCenter is a cost centre that the reader of one may not read.
func (a *attack) otherCenter(st *chargeback.Statement) string {
	mine := a.centerOf(otherDepartment)
	for i := range st.Lines {
		if c := st.Lines[i].CostCenter; c != mine {
			return c
		}
	}
	a.Fatal("the department has one cost centre only")
	return ""
}

// hidden says that an answer has nothing of another's bill in it.
func (a *attack) hidden(path string, got answer, others *chargeback.Statement) {
	a.Helper()
	for _, secret := range []string{others.Name, words.Money(others.Total), kronor(others.Total), others.Lines[0].ID(others.Month), others.Lines[0].CostCenterName} {
		if strings.Contains(got.text, secret) && !strings.Contains(path, secret) {
			a.Errorf("%s: %s shows %q: %s", a.family, path, secret, excerpt(got.text))
		}
	}
}

// kronor is an amount as JSON has it.
func kronor(amount allocation.Ore) string { return chargeback.PlainAmount(amount) }

// flipped is a text with its middle byte changed.
func flipped(text string) string {
	middle := []byte(text)
	middle[len(middle)/2] ^= 1
	return string(middle)
}

// odd are ids that nothing here has.
var odd = []string{
	"1%20OR%201=1", "1=1)%20OR%20(1=1", "0", "-1", "1e1", "00001", "9223372036854775808", "%00", "%ff", "%0d%0aSet-Cookie:x=y", "..%2f..%2fetc", "'", "%22", "%27%20OR%20''='",
	"VOF;x", "vof", "%E2%80%AE", "{{.}}", "%3Cscript%3Ealert(1)%3C/script%3E", strings.Repeat("a", 3000), "3fa85f64-5717-4562-b3fc-2c963f66afa6", "null", "undefined", "*", "%25",
}

// oddIDs: an id that is none is no address and no row.
func (a *attack) oddIDs() {
	before := a.digest()
	parts := regexp.MustCompile(`:[a-z]+`)
	for _, e := range policy {
		if e.Method != http.MethodGet || strings.HasPrefix(e.Path, "/assets/") {
			continue
		}
		p := a.as(demoFinance)
		if e.Who&auth.Only(chargeback.Finance) == 0 {
			p = a.as(attackAdmin)
		}
		for _, part := range parts.FindAllString(e.Path, -1) {
			for _, id := range odd {
				path := a.fill(strings.Replace(e.Path, part, id, 1))
				if e.Path == "/import/:id" {
					p.try(request{path: path}, http.StatusSeeOther, http.StatusNotFound) // to upload it again
					continue
				}
				statuses := []int{http.StatusNotFound, http.StatusBadRequest}
				if part == ":attempt" && !isAPI(e.Path) {
					statuses = append(statuses, http.StatusOK) // it is forgotten: back to the month
				}
				got := p.try(request{path: path}, statuses...)
				require.NotContains(a, got.text, "<script>alert")
				require.Empty(a, got.header.Get("Set-Cookie"), path)
			}
		}
	}
	for _, query := range []string{"id[]=1", "id=1&id=2", "name=1&name=2", "month=2017-10&month=2017-11", "center[]=1", "before=-1", "before=1e9", "before=9223372036854775808", "open=%00", "since=%ff"} {
		for _, path := range []string{"/bills", "/bills/2017-10/VOF", "/months", "/log", "/flow", "/objections", "/services", "/bills/choose"} {
			a.as(demoFinance).try(request{path: path + "?" + query}, http.StatusOK, http.StatusBadRequest, http.StatusNotFound, http.StatusSeeOther)
		}
	}
	a.unchanged(before)
}

// oddLists: what is no column is no order, filter or field.
func (a *attack) oddLists() {
	before := a.digest()
	for _, path := range []string{
		"/api/v1/months", "/api/v1/months/2017-10/bills", "/api/v1/imports", "/api/v1/audit", "/api/v1/persons", "/api/v1/tokens", "/api/v1/requests",
	} {
		p := a.as(attackAuditor).byToken()
		for _, query := range []string{
			"sort=name;drop%20table%20persons", "sort=(select%201)", "sort=name,(case%20when%201=1%20then%201%20end)", "order=asc,(case)", "sort=password_hash", "sort=secret",
			"sort=1", "sort=-", "sort=name&sort=-name", "group=department", "fields=password_hash", "include=credentials", "limit=501", "limit=0", "limit=-1", "limit=1e3",
			"limit=9999999999999999999", "cursor=%00", "cursor='", "offset=10", "page=2", "filter[name]=x", "where=1=1", "sort%00=name", "SORT=name", "sort=%ff",
		} {
			p.try(request{path: path + "?" + query}, http.StatusBadRequest)
		}
	}
	a.unchanged(before)
}
