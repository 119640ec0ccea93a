package main

import (
	"archive/zip"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNeedsAreHandedInByPage: a head hands in, changes and withdraws a need; the
// chief sees it against the staffing, and opens another year.
func TestNeedsAreHandedInByPage(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	look := look{1280, "sv", "light"}
	b := site.browse(t, look.width, look.lang, look.theme)
	b.login(demoHead)
	b.open("/needs")
	text := b.text()
	assert.Contains(t, text, "Lämnas senast 2018-09-14")
	assert.Contains(t, text, "Stängd sedan 2017-09-15")
	assert.Contains(t, text, "Digital signering på alla boenden")
	assert.NotContains(t, text, "Ny lärplattform", "another department's")

	// All that is wrong is told at its field, and what was written stays.
	b.send(`a[href^="/needs/edit?year=2019"]`, "#reason")
	b.do(chromedp.SendKeys("#name", "Nytt journalsystem"), chromedp.SendKeys("#hours", "många"))
	b.send("main form [type=submit]", ".errors")
	text = b.text()
	assert.Contains(t, text, "Inget är sparat.")
	assert.Contains(t, text, "”många” är inte ett tal")
	kept, err := chromedp.Run(b.Context, chromedp.Evaluate[string](`document.querySelector("#name").value + document.querySelector("#reason").getAttribute("aria-invalid")`))
	require.NoError(t, err)
	assert.Equal(t, "Nytt journalsystemtrue", kept)
	b.accessible("need-wrong")
	b.shot("need-wrong" + look.suffix())
	b.set("#hours", "1 200,5")
	b.set("#quarter", "Q3")
	b.do(chromedp.SendKeys("#reason", "Avtalet löper ut"))
	b.send("main form [type=submit]", "#notice")
	text = b.text()
	assert.Contains(t, text, "Behovet är lämnat. Ni kan ändra det till och med 2018-09-14.")
	assert.Contains(t, text, "1 200,5 h")
	assert.Contains(t, text, "B1902. Avtalet löper ut")

	b.send(`a[href="/needs/edit?code=B1902"]`, "#reason")
	b.set("#hours", "900")
	b.send("main form [type=submit]", "#notice")
	assert.Contains(t, b.text(), "900 h")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("input[name=code][value=B1901]").form.requestSubmit()`))
	b.waitText("Behovet är tillbakadraget.")
	assert.NotContains(t, b.text(), "Surfplattor")
	for path, want := range map[string]int{
		"/needs/edit?code=B1803": 404, "/needs/edit?code=B9999": 404, "/needs/edit?year=2019&department=SKF": 404, "/needs/edit?year=2030&department=VOF": 404,
		"/needs/edit?code=B1801": 409, "/programme": 403, "/investments": 403, "/programme.xlsx": 403, "/register/needs": 403, "/catalogue/ANNAT": 404,
	} {
		assert.Equal(t, want, b.status("GET", path), path)
	}

	chief := site.browse(t, look.width, look.lang, look.theme)
	chief.login(demoChief)
	chief.open("/needs")
	text = chief.text()
	assert.Contains(t, text, "Förvaltningarna behöver 900 h. IT har 7 000 h: 6 100 h över.")
	assert.Contains(t, text, "Förvaltningarna behöver 7 170 h. IT har 6 800 h: 370 h fattas.")
	assert.Contains(t, text, "Ny lärplattform: betyg och omdömen")
	chief.open("/register/need_rounds/~new/edit")
	chief.set("#f-year", "2020")
	chief.set("#f-due", "2019-09-13")
	chief.set("#f-capacity", "7100")
	chief.send("main form [type=submit]", "#reason")
	assert.NotContains(t, chief.text(), "Effekt i", "no bill changes by it")
	chief.do(chromedp.SendKeys("#reason", "Ny runda"))
	chief.send("#save [type=submit]", "#notice")
	chief.open("/needs")
	assert.Contains(t, chief.text(), "Lämnas senast 2019-09-13")
}

// TestProgrammeIsDecidedByPage: what no council has decided is not in the plan;
// the chief enters a decision from the page, and it is.
func TestProgrammeIsDecidedByPage(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	b := site.browse(t, 1280, "sv", "light")
	b.login(demoChief)
	save := func(fields ...string) {
		t.Helper()
		for i := 0; i < len(fields); i += 2 {
			b.set(fields[i], fields[i+1])
		}
		b.send("main form [type=submit]", "#reason")
		b.do(chromedp.SendKeys("#reason", "Äskat i budgeten"))
		b.send("#save [type=submit]", "#notice")
	}
	b.open("/programme")
	b.send(`a[href="/register/programme/~new/edit"]`, "#f-code")
	save("#f-code", "5", "#f-name", "E-arkiv", "#f-owner", "Arkivchef", "#f-status", "ongoing", "#f-saving", "600000", "#f-operation", "100000")
	b.open("/register/programme_plan/~new/edit?c-project=5")
	save("#f-quarter", "2018-Q2", "#f-amount", "800000,50")
	b.open("/register/investments/~new/edit")
	save("#f-code", "ARKIV", "#f-name", "Lagring", "#f-category", "SERVSYS", "#f-amount", "480000", "#f-in_use", "2017-12-31", "#f-life", "4", "#f-project", "5")

	b.open("/programme?year=2018")
	shown := func() string { return strings.ReplaceAll(b.text(), "\n\n", "\n") }
	text := shown()
	assert.Contains(t, text, "utan beslut. De är inte med i planen:\n5 E-arkiv")
	assert.Contains(t, text, "Inte beslutat, inte med i planen\t\t–\t800 000,50\t–\t–\t800 000,50")
	assert.Contains(t, text, "5 E-arkiv\t800 000,50\t100 000\t600 000\t16 månader\t19,2 månader")
	b.open("/investments")
	assert.Contains(t, shown(), "Lagring, 480 000 kr, projekt 5")

	b.open("/programme")
	b.send(`a[href="/register/programme_decisions/~new/edit?c-project=5"]`, "#f-date")
	save("#f-date", "2017-12-05", "#f-council", "central", "#f-verdict", "approved", "#f-minutes", "Centrala IT-rådet 2017-12-05 § 60")
	b.open("/programme")
	text = shown()
	assert.NotContains(t, text, "utan beslut")
	assert.Contains(t, text, "Beslutat 2017-12-05 av centrala IT-rådet: Centrala IT-rådet 2017-12-05 § 60")
	b.open("/investments")
	assert.Contains(t, shown(), "Kapitalkostnad 2018\n920 000 kr")

	// A decision that cannot be made is refused where it is entered.
	b.open("/register/programme_decisions/~new/edit?c-project=5")
	b.set("#f-date", "2017-12-06")
	b.set("#f-council", "department")
	b.set("#f-verdict", "rejected")
	b.set("#f-minutes", "§ 1")
	b.set("#f-department", "VOF")
	b.send("main form [type=submit]", "#f-department-e")
	assert.Contains(t, b.text(), "gäller hela kommunen; bara centrala IT-rådet kan besluta om det")
}

// TestPlanWorkbooksByPage: what the pages say can be taken as workbooks.
func TestPlanWorkbooksByPage(t *testing.T) {
	a := newAttack(t)
	for path, want := range map[string]string{"/programme.xlsx": "11340000", "/investments.xlsx": "10000000", "/catalogue.xlsx": "System, guld"} {
		got := a.as(attackChief).send(request{path: path})
		require.Equal(t, http.StatusOK, got.status, path)
		name, err := url.PathUnescape(got.header.Get("Content-Disposition"))
		require.NoError(t, err)
		assert.Contains(t, name, ".xlsx")
		book, err := zip.NewReader(strings.NewReader(got.text), int64(len(got.text)))
		require.NoError(t, err, path)
		var sheets strings.Builder
		for _, part := range book.File {
			file, err := part.Open()
			require.NoError(t, err)
			_, err = io.Copy(&sheets, file)
			require.NoError(t, err)
		}
		assert.Contains(t, sheets.String(), want, path)
	}
}
