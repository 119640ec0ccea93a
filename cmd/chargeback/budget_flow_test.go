package main

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// visitor is somebody who reads pages and sends their forms, without a browser.
type visitor struct {
	t      *testing.T
	site   *demoSite
	client *http.Client
}

// visit logs somebody in.
func (d *demoSite) visit(t *testing.T, name string) *visitor {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	v := &visitor{t, d, &http.Client{Jar: jar, Timeout: time.Minute}}
	status, _ := v.post("/login", url.Values{"name": {name}, "password": {d.passwords[name]}})
	require.Equal(t, http.StatusOK, status)
	return v
}

func (v *visitor) do(method, path string, form url.Values) (int, string) {
	v.t.Helper()
	sent, err := http.NewRequestWithContext(v.t.Context(), method, "http://"+v.site.address+path, strings.NewReader(form.Encode()))
	require.NoError(v.t, err)
	sent.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got, err := v.client.Do(sent)
	require.NoError(v.t, err)
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	require.NoError(v.t, err)
	return got.StatusCode, strings.ReplaceAll(html.UnescapeString(string(text)), "\u00A0", " ")
}

func (v *visitor) post(path string, form url.Values) (int, string) {
	v.t.Helper()
	return v.do(http.MethodPost, path, form)
}

// read is a page that is there.
func (v *visitor) read(path string) string {
	v.t.Helper()
	status, text := v.do(http.MethodGet, path, nil)
	require.Equal(v.t, http.StatusOK, status, path)
	return text
}

var hidden = regexp.MustCompile(`name="(idempotency_key|version)" value="([^"]+)"`)

// send sends a form of a page with what is hidden in it, and returns the page
// that follows.
func (v *visitor) send(page, path string, form url.Values) (int, string) {
	v.t.Helper()
	for _, field := range hidden.FindAllStringSubmatch(v.read(page), -1) {
		if !form.Has(field[1]) {
			form.Set(field[1], field[2])
		}
	}
	return v.post(path, form)
}

// sends is a form that is taken, and what the next page says.
func (v *visitor) sends(page, path string, form url.Values, told string) string {
	v.t.Helper()
	status, text := v.send(page, path, form)
	require.Equal(v.t, http.StatusOK, status, "%s: %s", path, excerpt(text))
	says(v.t, text, told)
	return text
}

// says asserts that a page has a text.
func says(t *testing.T, page, text string) {
	t.Helper()
	require.True(t, strings.Contains(page, text), "%q is not on the page: %s", text, excerpt(page))
}

// TestNextYearsMoney: the chief makes a budget, sets prices, shows it to
// departments and proposes a price list; finance approves it, and January is
// charged by it and stands against the budget. All of it on pages.
func TestNextYearsMoney(t *testing.T) {
	clock := &movedClock{base: demoClock(time.Now)}
	site := demoYearOf(t, clock.now)
	site.serve(t, serveConfig{Listen: freeAddress(t)})
	jonas, karin, eva := site.visit(t, "Jonas IT-chef"), site.visit(t, "Karin Ekonom"), site.visit(t, "Eva Chef")

	b := site.browse(t, 1280, "sv", "light")
	b.login("Jonas IT-chef")
	for name, path := range map[string]string{"budget-none": "/budget", "next-year-none": "/next-year", "price-lists-none": "/prices"} {
		b.open(path)
		b.accessible(name)
		b.shot(name)
	}

	// The budget begins as the year before; what is wrong in the form is told, and
	// kept in it.
	says(t, karin.read("/budget"), "Det finns ingen budget än.")
	require.False(t, strings.Contains(karin.read("/budget"), "Gör budget för"))
	says(t, jonas.read("/budget"), "Gör budget för 2018")
	page := jonas.sends("/budget", "/budget", url.Values{"year": {"2018"}}, "Budgeten är gjord.")
	says(t, page, "Lika mycket som 2017.")
	status, page := jonas.send("/budget/2018", "/budget/2018", url.Values{"general": {"mycket"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	says(t, page, `value="mycket"`)
	says(t, page, "Ingenting är sparat.")
	assumed := url.Values{
		"general":        {"2,5"},
		"index-category": {"DRIFTPC", "LAN", ""}, "supplier": {"", "Trådlösa Nät Norden AB", ""}, "from": {"", "2018-04", ""}, "percent": {"3,5", "4", ""},
		"entry-category": {"INTERNET", ""}, "month": {"0", "0"}, "amount": {"1 200 000", ""},
	}
	page = jonas.sends("/budget/2018", "/budget/2018", assumed, "Budgeten är sparad och räknad.")
	says(t, page, "Index +2,5 %; avtal med Trådlösa Nät Norden AB, +4 % fr.o.m. april")
	says(t, page, "Angivet för året")
	says(t, page, "1 200 000,00")

	// Who has not seen the last change is told so, and what was written stays.
	stale := url.Values{"version": {"1"}, "general": {"9"}, "percent": {""}, "amount": {""}}
	status, page = jonas.send("/budget/2018", "/budget/2018", stale)
	require.Equal(t, http.StatusConflict, status)
	says(t, page, "Budgeten har ändrats sedan du öppnade den.")
	says(t, page, "nu sparat 2,5 %")
	says(t, page, `value="9"`)

	// Prices that recover it, and the price of one class by goal.
	page = jonas.sends("/budget/2018", "/budget/2018/prices", url.Values{"model": {"device"}, "rounding": {"krona_up"}}, "Priserna är sparade i budgeten.")
	says(t, page, "Dator, elev (1-1)")
	says(t, page, "står på kostnadsställen som inte debiteras")
	page = jonas.sends("/budget/2018", "/budget/2018/prices", url.Values{"model": {"device"}, "rounding": {"krona_up"}, "fixed device student": {"70"}}, "Priserna är sparade i budgeten.")
	says(t, page, "<small>fast</small>")
	status, page = jonas.send("/budget/2018", "/budget/2018/prices", url.Values{"model": {"device"}, "rounding": {"krona_up"}, "fixed device student": {"dyrt"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	says(t, page, "är inget pris")
	says(t, jonas.read("/budget/2018?seek=device+staff&step=0,5"), "är det lägsta priset som gör att modellen")

	// A head sees the own department's bills once the budget is shown.
	says(t, eva.read("/next-year"), "när IT-chefen har visat budgeten")
	jonas.sends("/budget/2018", "/budget/2018/shown", url.Values{"shown": {"yes"}}, "Varje förvaltning ser nu sin egen nota")
	page = eva.read("/next-year")
	says(t, page, "Så mycket väntas notorna bli 2018")
	says(t, page, "Varför ändras notorna?")
	require.False(t, strings.Contains(page, "Nya priser"))
	status, _ = eva.do(http.MethodGet, "/next-year?department=SKF", nil)
	require.Equal(t, http.StatusNotFound, status)
	says(t, karin.read("/next-year?department=SKF"), "Skolförvaltningen")

	// The chief proposes; only finance decides.
	status, page = jonas.send("/budget/2018", "/budget/2018/proposal", url.Values{"notice": {"2018-01-01"}, "reason": {"För sent"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	says(t, page, "som inte ligger före 2018-01-01")
	page = jonas.sends("/budget/2018", "/budget/2018/proposal", url.Values{"notice": {"2017-12-15"}, "reason": {"Nya priser 2018"}}, "Prislista 1 är föreslagen.")
	says(t, page, "Ta tillbaka förslaget")
	status, _ = jonas.send("/prices/1", "/prices/1", url.Values{"state": {"approved"}})
	require.Equal(t, http.StatusForbidden, status)
	says(t, eva.read("/next-year"), "Ekonomi har inte beslutat än.")
	says(t, karin.read("/months"), `Prislistor <span class="count">1`)
	status, page = karin.send("/prices/1", "/prices/1", url.Values{"state": {"rejected"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	says(t, page, "Ingenting är sparat.")
	says(t, karin.read("/prices/1"), "Godkänner du gäller priserna från")
	karin.sends("/prices/1", "/prices/1", url.Values{"state": {"approved"}, "answer": {"Enligt beslut"}}, "Godkänd. Priserna gäller från 2018-01-01 och står i registret.")
	require.False(t, strings.Contains(karin.read("/months"), `Prislistor <span class="count">`))
	says(t, karin.read("/register/prices?on=2018-01-01"), "device:student")
	says(t, eva.read("/next-year"), "Beslutade")

	// January is charged by the list, and stands against the budget.
	clock.pass(60 * 24 * time.Hour)
	jonas, karin = site.visit(t, "Jonas IT-chef"), site.visit(t, "Karin Ekonom")
	status, page = karin.post("/register/costs/~new/save", url.Values{
		"idempotency_key": {"january"}, "c-id": {"k2018-01"}, "c-date": {"2018-01-10"}, "c-category": {"PCHW"}, "c-amount": {"350 000,00"}, "reason": {"Januari"},
	})
	require.Equal(t, http.StatusOK, status, excerpt(page))
	says(t, page, "Ändringen är sparad.")
	karin.sends("/months/2018-01", "/months/2018-01/calculate", url.Values{}, "Månaden är beräknad.")
	january := period("2018-01")
	view, err := site.Bill(t.Context(), chargeback.Scope{All: true}, january, otherDepartment, "")
	require.NoError(t, err)
	charged := 0
	for _, s := range view.Statement.Services() {
		if s.Model == allocation.Device && s.Object == "student" {
			charged++
			require.Equal(t, allocation.Ore(70*s.QuantityMicro/(allocation.Micro/100)), s.Amount)
		}
	}
	require.Equal(t, 1, charged)
	page = jonas.read("/budget/2018")
	says(t, page, "1 månad är beräknad. Kostnaderna är")
	says(t, page, "Som hittills")

	for _, name := range []string{"budget.xlsx", "prices.xlsx"} {
		require.True(t, strings.HasPrefix(jonas.read("/budget/2018/"+name), "PK"), name)
	}

	b = site.browse(t, 1280, "sv", "light")
	b.login("Jonas IT-chef")
	b.open("/budget/2018")
	b.waitText("Utfall mot budget")
	b.accessible("budget-followed")
	b.shot("budget-followed")
}
