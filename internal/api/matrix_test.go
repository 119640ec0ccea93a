package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/auth"
	"chargeback/internal/chargeback"
)

// filled are the parts of paths in tests of routes: things that exist.
var filled = strings.NewReplacer(
	":month", "2017-03", ":department", "SKOL", ":line", "0", ":attempt", "x", ":name", "Vera", ":id", "x", ":number", "1",
)

// TestMatrix (TRUST A1, A2 and the matrix): every route by every role, and by
// nobody. Whoever may call a route gets something else than 401 and 403, whoever
// may not gets those.
func TestMatrix(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		require.Empty(t, auth.APIPolicy.Check(w.server.Engine.Routes()))
		w.close("2017-03")
		tried := 0
		for _, e := range auth.APIPolicy {
			if strings.HasPrefix(e.Path, "/oidc/") || strings.Contains(e.Path, "log") {
				continue
			}
			path := filled.Replace(e.Path)
			answer := w.as("").send(e.Method, path, "", nil)
			tried++
			if e.Who&auth.Anyone != 0 {
				require.Equal(t, http.StatusOK, answer.status, "%s: %s", e, answer)
				continue
			}
			answer.refused(t, http.StatusUnauthorized, chargeback.NotLoggedIn)
			for _, name := range []string{"Eva", "Anna", "Lena", "Cia", "Rut"} {
				answer := w.as(name).send(e.Method, path, "", nil)
				tried++
				if e.Who&(auth.LoggedIn|auth.Only(roles[name])) == 0 {
					answer.refused(t, http.StatusForbidden, chargeback.Forbidden)
					continue
				}
				require.Less(t, answer.status, http.StatusInternalServerError, "%s by %s: %s", e, name, answer)
				require.NotEqual(t, http.StatusUnauthorized, answer.status, "%s by %s", e, name)
				if answer.status == http.StatusForbidden {
					require.Contains(t, []string{"person_required", "not_allowed"}, answer.problem(t).Code, "%s by %s", e, name)
				}
			}
		}
		require.Greater(t, tried, 120)
	})
}

// TestScope (TRUST A3): another's bill does not exist, in whatever form and by
// whatever way.
func TestScope(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.close("2017-03")
		w.close("2017-04")
		type billBody struct {
			Total string
			Lines []struct{ Line, CostCenter string }
		}
		bill := func(name, department string) (b billBody) {
			answer := w.as(name).get("/api/v1/months/2017-04/bills/" + department)
			require.Equal(t, http.StatusOK, answer.status, answer)
			answer.into(t, &b)
			return b
		}
		own, others := bill("Lena", "SKOL"), bill("Anna", "VARD")
		tried := 0
		for _, form := range []struct{ suffix, accept string }{
			{"", ""},
			{".csv", ""},
			{".xlsx", ""},
			{".pdf", ""},
			{"", "text/csv"},
			{"", "application/pdf"},
			{"?cost_center=200", ""},
			{"/lines/" + others.Lines[0].Line, ""},
			{"/lines/" + own.Lines[0].Line, ""},
			{"/changes?since=2017-03", ""},
		} {
			for _, name := range []string{"Lena", "Nils"} {
				w.as(name).with("Accept", form.accept).get("/api/v1/months/2017-04/bills/VARD"+form.suffix).
					refused(t, http.StatusNotFound, chargeback.NoSuchDepartment)
				tried++
			}
		}
		w.as("Lena").get("/api/v1/months/2017-04/bills/SKOL/lines/"+others.Lines[0].Line).refused(t, http.StatusNotFound, chargeback.NoSuchDepartment)
		w.as("Lena").get("/api/v1/months/2017-04/bills/SKOL?cost_center=200").refused(t, http.StatusNotFound, chargeback.NoSuchDepartment)
		w.as("Nils").get("/api/v1/months/2017-04/bills/SKOL?cost_center=100").refused(t, http.StatusNotFound, chargeback.NoSuchDepartment)
		require.Equal(t, "30.00", bill("Nils", "SKOL").Total, "one computer of four")

		type row struct{ Department, Total string }
		var list listBody[row]
		for _, query := range []string{"", "?department=VARD", "?kind=administration&sort=-total", "?name=V%C3%A5rden"} {
			answer := w.as("Lena").get("/api/v1/months/2017-04/bills" + query)
			require.Equal(t, http.StatusOK, answer.status, answer)
			require.NotContains(t, answer.String(), "VARD")
		}
		first := w.as("Anna").get("/api/v1/months/2017-04/bills?limit=1")
		first.into(t, &list)
		require.Equal(t, 3, list.Total)
		answer := w.as("Lena").get("/api/v1/months/2017-04/bills?limit=5&cursor=" + list.Next)
		answer.into(t, &list)
		require.Equal(t, 1, list.Total)
		require.NotContains(t, answer.String(), "VARD")
		w.as("Lena").get("/api/v1/months/2017-04/bills?cursor=eyJ").refused(t, http.StatusBadRequest, chargeback.BadCursor)

		// What a head sees of a month is where it stands; single costs stay hidden.
		answer = w.as("Lena").get("/api/v1/months/2017-04")
		require.NotContains(t, answer.String(), "totals")
		answer = w.as("Lena").get("/api/v1/months/2017-04/bills/SKOL/lines/" + own.Lines[0].Line)
		require.Equal(t, http.StatusOK, answer.status, answer)
		require.NotContains(t, answer.String(), "Hemlig")
		require.Contains(t, answer.String(), `"parts":[{"pool":`)
		require.Equal(t, 20, tried)
	})
}

// TestPeople: another administrator decides who gets finance; nobody does it by
// token, and a person who was changed meanwhile is not written over.
func TestPeople(t *testing.T) {
	w := newWorld(t)
	eva, ada := w.in("Eva"), w.in("Ada")
	path := "/api/v1/persons/Olle"
	fields := map[string]any{"roles": []string{"head"}, "grants": []map[string]string{{"department": "SKOL"}}, "active": true}
	answer := eva.do(http.MethodPut, path, fields)
	require.Equal(t, http.StatusOK, answer.status, answer)
	tag := answer.header.Get("ETag")
	eva.do(http.MethodPut, path, fields).refused(t, http.StatusPreconditionRequired, chargeback.NotConditional)
	fields["roles"] = []string{"finance"}
	answer = eva.with("If-Match", tag).do(http.MethodPut, path, fields)
	require.Equal(t, http.StatusAccepted, answer.status, answer)
	var requests listBody[struct{ Number, Version int64 }]
	ada.get("/api/v1/requests?state=asked").into(t, &requests)
	require.Equal(t, 1, requests.Total)
	decision := "/api/v1/requests/" + strings.Trim(answer.String()[len(`{"request":`):], "}\n") + "/decision"
	deciding := []string{"Idempotency-Key", newKey(), "If-Match", `"1"`}
	eva.with(deciding...).post(decision, map[string]bool{"accept": true}).refused(t, http.StatusForbidden, chargeback.SameDecider)
	answer = ada.with(deciding...).post(decision, map[string]bool{"accept": true})
	require.Equal(t, http.StatusOK, answer.status, answer)
	require.Contains(t, answer.String(), `"state":"accepted"`)
	ada.with("Idempotency-Key", newKey(), "If-Match", `"1"`).post(decision, map[string]bool{"accept": false}).
		refused(t, http.StatusPreconditionFailed, chargeback.OldVersion)
	eva.with("If-Match", tag).do(http.MethodPut, path, fields).refused(t, http.StatusPreconditionFailed, chargeback.OldVersion)

	answer = w.as("Rut").get("/api/v1/persons?name=Olle")
	require.Contains(t, answer.String(), `"roles":["finance"]`)
	var tokens listBody[struct{ ID, Person string }]
	eva.get("/api/v1/tokens?person=Cia").into(t, &tokens)
	require.Equal(t, 1, tokens.Total)
	require.Equal(t, http.StatusNoContent, eva.do(http.MethodDelete, "/api/v1/tokens/"+tokens.Items[0].ID, nil).status)
	w.as("Cia").get("/api/v1/me").refused(t, http.StatusUnauthorized, chargeback.NotLoggedIn)
	eva.do(http.MethodDelete, "/api/v1/tokens/"+tokens.Items[0].ID, nil).refused(t, http.StatusNotFound, chargeback.UnknownToken)
}

// TestMe: who calls and what they may; a password for one time lets one do
// nothing else.
func TestMe(t *testing.T) {
	w := newWorld(t)
	var me struct {
		Name        string
		Roles       []string
		Reads       struct{ Departments []string }
		MayCall     []string `json:"may_call"`
		NeedsPerson []string `json:"needs_person"`
	}
	w.as("Lena").get("/api/v1/me").into(t, &me)
	require.Equal(t, "Lena", me.Name)
	require.Equal(t, []string{"head"}, me.Roles)
	require.Equal(t, []string{"SKOL"}, me.Reads.Departments)
	require.Contains(t, me.MayCall, "GET /api/v1/months/{month}/bills/{department}")
	require.NotContains(t, me.MayCall, "POST /api/v1/imports")
	lena := w.in("Lena")
	lena.do(http.MethodPut, "/api/v1/me/password", map[string]string{"old": "fel", "new": "ett nytt långt lösenord"}).
		refused(t, http.StatusUnprocessableEntity, chargeback.WrongPassword)
	require.Equal(t, http.StatusNoContent, lena.post("/api/v1/logout", nil).status)
	lena.get("/api/v1/me").refused(t, http.StatusUnauthorized, chargeback.NotLoggedIn)
	wrong := w.as("").post("/api/v1/login", map[string]string{"name": "Lena", "password": "fel"})
	wrong.refused(t, http.StatusUnauthorized, chargeback.WrongLogin)
	require.Empty(t, wrong.cookies)
}
