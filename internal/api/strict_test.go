package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// TestAddresses (TRUST A4, A5, A8): what is no address, parameter or column of
// ours.
func TestAddresses(t *testing.T) {
	w := newWorld(t)
	w.calculate("Anna", "2017-03")
	anna := w.as("Anna")
	f := func(path string, statuses ...int) {
		t.Helper()
		answer := anna.get(path)
		require.Contains(t, statuses, answer.status, "%s: %s", path, answer)
		answer.problem(t)
	}
	for _, id := range []string{
		"1%20OR%201=1", "1=1)%20OR%20(1=1", "0", "-1", "1e1", "00001", "9223372036854775808", "%00", "%ff", "%0d%0a", "..%2f..%2fx", "SKOL;x", "skol",
		"..", "SKOL%2f", "%E2%80%AE", strings.Repeat("a", 5000),
	} {
		f("/api/v1/months/"+id, http.StatusBadRequest, http.StatusNotFound)
		f("/api/v1/months/2017-03/bills/"+id, http.StatusNotFound)
		f("/api/v1/months/2017-03/bills/SKOL/lines/"+id, http.StatusNotFound, http.StatusBadRequest)
		f("/api/v1/months/2017-03/bills/SKOL/changes?since="+id, http.StatusNotFound, http.StatusBadRequest)
	}
	for _, month := range []string{"2017-13", "2017-00", "0000-01", "2017-3", "17-03", "2017-03-01", "２０１７-03"} {
		f("/api/v1/months/"+month, http.StatusBadRequest)
	}
	for _, query := range []string{
		"sort=name;drop", "sort=(select%201)", "order=asc", "sort=secret", "group=x", "fields=password_hash", "limit=0", "limit=501", "limit=1e2", "limit=ett",
		"limit=", "limit=5&limit=5", "state[]=open", "state=open&state=closed", "cursor=%00", "cursor=x", "%zz", "a=%ff", "state=OPEN", "from=2017", "include=bills",
		"sort=month,state", "filter[state]=open",
	} {
		f("/api/v1/months?"+query, http.StatusBadRequest)
	}
	f("/api/v1/months/2017-03/", http.StatusNotFound)
	f("/api/v1//months", http.StatusNotFound)
	f("/API/v1/months", http.StatusNotFound)
	f("/api/v1/scenarios/none", http.StatusNotFound)
	f("/api/v1/budgets", http.StatusNotFound)
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodTrace, "FOO"} {
		answer := anna.with("X-HTTP-Method-Override", "GET").send(method, "/api/v1/months", "", nil)
		require.Contains(t, []int{http.StatusMethodNotAllowed, http.StatusNotFound}, answer.status, method)
	}
}

// TestBodies (TRUST A6, A7, A9): what is no body of ours changes nothing.
func TestBodies(t *testing.T) {
	w := newWorld(t)
	w.calculate("Anna", "2017-03")
	head := w.as("Rut").get("/api/v1/audit/head").String()
	path := "/api/v1/months/2017-03/runs"
	anna := w.as("Anna").with("Idempotency-Key", newKey())
	f := func(status int, code chargeback.Code, body string) {
		t.Helper()
		anna.send(http.MethodPost, path, "application/json", []byte(body)).refused(t, status, code)
	}
	const bad, unfit = http.StatusBadRequest, http.StatusUnprocessableEntity
	f(bad, chargeback.BadBody, `{"dry_run":false}{"dry_run":true}`)
	f(bad, chargeback.BadBody, `{"dry_run":false} x`)
	f(bad, chargeback.BadBody, `{"dry_run":`)
	f(bad, chargeback.BadBody, ` `)
	f(bad, chargeback.BadBody, `{'dry_run':true}`)
	f(bad, chargeback.BadBody, "{\"dry_run\":true,\"a\":\"\xff\"}")
	f(bad, chargeback.BadBody, `{"a":"\u0000"}`)
	f(bad, chargeback.BadBody, "{\"a\":\"\x00\"}")
	f(bad, chargeback.DoubleField, `{"dry_run":true,"dry_run":false}`)
	f(bad, chargeback.TooDeep, strings.Repeat(`[`, 10_000)+strings.Repeat(`]`, 10_000))
	f(bad, chargeback.TooDeep, strings.Repeat(`{"a":`, 10_000)+"1"+strings.Repeat(`}`, 10_000))
	f(unfit, chargeback.BadFields, `{"dry_run":true,"DRY_RUN":false}`)
	f(unfit, chargeback.BadFields, `{"Dry_Run":true}`)
	f(unfit, chargeback.BadFields, `{"dry_run":"true"}`)
	f(unfit, chargeback.BadFields, `{"dry_run":null}`)
	f(unfit, chargeback.BadFields, `[true]`)
	f(unfit, chargeback.BadFields, `null`)
	f(bad, chargeback.BadBody, `{"dry_run":1e400}`)
	f(unfit, chargeback.BadFields, `[`+strings.Repeat(`1,`, 400_000)+`1]`)
	for _, field := range []string{"id", "department_id", "role", "status", "closed", "locked", "total", "created_by", "version", "tenant"} {
		f(unfit, chargeback.BadFields, `{"`+field+`":1}`)
	}
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=latin1", "application/cbor", "x", "text/json"} {
		answer := anna.send(http.MethodPost, path, kind, []byte(`{"dry_run":true}`))
		answer.refused(t, http.StatusUnsupportedMediaType, chargeback.WrongType)
	}
	anna.with("Content-Encoding", "gzip").post(path, map[string]bool{"dry_run": true}).refused(t, http.StatusUnsupportedMediaType, chargeback.WrongType)
	answer := anna.send(http.MethodPost, path, "application/json", []byte(`{"a":"`+strings.Repeat("x", 2<<20)+`"}`))
	answer.refused(t, http.StatusRequestEntityTooLarge, chargeback.RequestTooLarge)
	w.as("").send(http.MethodPost, "/api/v1/login", "application/x-www-form-urlencoded", []byte("name=Anna&password=x")).
		refused(t, http.StatusUnsupportedMediaType, chargeback.WrongType)
	w.as("").send(http.MethodPost, "/api/v1/login", "application/json", []byte(`{"name":"A\u0000","password":"x"}`)).refused(t, bad, chargeback.BadBody)
	require.Equal(t, head, w.as("Rut").get("/api/v1/audit/head").String())
}

// TestProblems: in the language that was asked for, with the request's id.
func TestProblems(t *testing.T) {
	w := newWorld(t)
	rut := w.as("Rut")
	p := rut.get("/api/v1/months/2017-03/bills/SKOL").problem(t)
	require.NotEmpty(t, p.Instance)
	require.Equal(t, "Not Found", p.Title)
	swedish := rut.with("Accept-Language", "sv-SE,en;q=0.5").get("/api/v1/months/2017-03/voucher.si").problem(t).Detail
	english := rut.with("Accept-Language", "de, en;q=0.9, sv;q=0.1").get("/api/v1/months/2017-03/voucher.si").problem(t).Detail
	require.Contains(t, swedish, "stäng")
	require.NotEqual(t, swedish, english)

	answer := w.as("Anna").sendFiles("/api/v1/imports", nil, map[string]string{"devices": "id,class,cost_center\nd9,laptop,100\nd8,staff,999\n"})
	require.Equal(t, http.StatusUnprocessableEntity, answer.status)
	p = answer.problem(t)
	require.Equal(t, 2, p.Count)
	require.Len(t, p.Errors, 2)
	require.Equal(t, "devices.csv", p.Errors[0].File)
	require.Equal(t, 2, p.Errors[0].Line)
	require.Equal(t, "class", p.Errors[0].Column)
	require.NotContains(t, answer.String(), "/tmp")
}

// TestImports (TRUST C4.3, C7.6, A24): once, all or nothing, whatever the file
// is called.
func TestImports(t *testing.T) {
	w := newWorld(t)
	anna := w.as("Anna").with("Idempotency-Key", newKey())
	files := map[string]string{"devices": "id,class,cost_center\nd7,staff,100\n"}
	imports := w.events(billing.ActImport)
	tried := w.as("Cia").sendFiles("/api/v1/imports", map[string]string{"dry_run": "true"}, files)
	require.Equal(t, http.StatusOK, tried.status, tried)
	require.Contains(t, tried.String(), `"dry_run":true`)
	first := anna.sendFiles("/api/v1/imports", nil, files)
	require.Equal(t, http.StatusOK, first.status, first)
	again := anna.sendFiles("/api/v1/imports", nil, files) // with another boundary
	require.Equal(t, first.body, again.body)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	anna.sendFiles("/api/v1/imports", nil, map[string]string{"devices": "id,class,cost_center\nd6,staff,100\n"}).
		refused(t, http.StatusUnprocessableEntity, chargeback.KeyReused)
	known := w.as("Anna").sendFiles("/api/v1/imports", nil, files)
	require.Contains(t, known.String(), `"before":"2018-01-10T`)
	require.Equal(t, imports+1, w.events(billing.ActImport))
	w.as("Cia").sendFiles("/api/v1/imports", nil, map[string]string{"settings": "key,value\nname,X\n"}).refused(t, http.StatusForbidden, chargeback.NotYourTable)
	for _, fields := range []map[string]string{{"role": "admin"}, {"dry_run": "maybe"}, {"day": "2017-02-30"}, {"from": "okänt"}, {"table": "../x"}} {
		answer := w.as("Anna").sendFiles("/api/v1/imports", fields, files)
		require.Equal(t, http.StatusUnprocessableEntity, answer.status, "%v: %s", fields, answer)
		require.NotContains(t, answer.String(), "chargeback-import")
	}
	w.as("Anna").sendFiles("/api/v1/imports", nil, nil).refused(t, http.StatusUnprocessableEntity, chargeback.BadFields)
	for _, name := range []string{"../../x.csv", `..\x.csv`, "%2e%2e/devices.csv", "CON", strings.Repeat("a", 4000) + ".csv", `"; filename=evil.bat`, "devices.csv\x00.xlsx", ".csv", "x.xlsx", "x.se"} {
		answer := w.as("Anna").sendNamed(name, "id,class,cost_center\nd7,staff,100\n", "devices")
		require.Less(t, answer.status, 500, "%q: %s", name, answer)
		require.NotContains(t, answer.String(), "chargeback-import", name)
	}
	var list listBody[struct{ Name, Source string }]
	w.as("Rut").get("/api/v1/imports?source=tables").into(t, &list)
	require.Equal(t, 2, list.Total)
	require.Equal(t, "devices.csv", list.Items[0].Name)
}
