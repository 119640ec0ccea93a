package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// status asks for a page as the browser's person, or sends a form to it.
func (b *browser) status(method, path string) int {
	b.t.Helper()
	status, err := chromedp.Run(b.Context, chromedp.Evaluate[int](
		`fetch("`+path+`", {method: "`+method+`", headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: "`+method+`" === "GET" ? undefined : "known=1"}).then(r => r.status)`,
		chromedp.EvalAwaitPromise))
	require.NoError(b.t, err)
	return status
}

// set writes a value into a field, as a person who picks it would.
func (b *browser) set(field, value string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`(f => { f.value = "` + value + `"; f.dispatchEvent(new Event("change", {bubbles: true})); })(document.querySelector("` + field + `"))`))
}

// send presses a button and waits for the page that has something.
func (b *browser) send(button, shows string) {
	b.t.Helper()
	b.do(chromedp.Click(button), chromedp.Query(shows))
}

// TestRegisterIsEdited: the effect of a change is seen before it is saved, and
// its history afterwards; who may not change a table cannot.
func TestRegisterIsEdited(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	look := look{1280, "sv", "light"}
	b := site.browse(t, look.width, look.lang, look.theme)
	b.login("Karin Ekonom")

	// Everything that is wrong is told at its field, and what was written stays.
	b.open("/register/systems/EKONOMI/edit")
	b.set("#f-name", "")
	b.set("#f-from", "2017-12-01")
	b.set("#f-to", "2017-11-01")
	b.send("main form [type=submit]", ".errors")
	text := b.text()
	assert.Contains(t, text, "Inget är sparat.")
	assert.Contains(t, text, "Värdet saknas och behövs")
	assert.Contains(t, text, "är efter t.o.m.-dagen")
	kept, err := chromedp.Run(b.Context, chromedp.Evaluate[string](`document.querySelector("#f-name").getAttribute("aria-invalid") + document.querySelector("#f-to").value`))
	require.NoError(t, err)
	assert.Equal(t, "true2017-11-01", kept)
	b.accessible("register-wrong")
	b.shot("register-wrong" + look.suffix())

	// A change that reaches back tells which closed months must be corrected.
	b.open("/register/systems/EKONOMI/edit")
	b.set("#f-tier", "silver")
	b.set("#f-from", "2017-09-01")
	b.send("main form [type=submit]", "#reason")
	text = b.text()
	assert.Contains(t, text, "månader som är stängda")
	assert.Contains(t, text, "September 2017")
	assert.Contains(t, text, "Oktober 2017")
	assert.NotContains(t, text, "Augusti 2017")
	assert.Contains(t, text, "Effekt i november 2017")
	b.accessible("register-preview")
	b.shot("register-preview" + look.suffix())

	// Nothing is saved without a reason; with one it is, and history shows it.
	b.send("#save [type=submit]", "#reason-e")
	b.send("#save [name=step]", "#f-tier")
	b.set("#f-from", "2017-11-01")
	b.send("main form [type=submit]", "#reason")
	text = b.text()
	assert.NotContains(t, text, "månader som är stängda")
	assert.Contains(t, text, "Behöver beräknas på nytt: november 2017.")
	assert.Contains(t, text, "guld")
	assert.Contains(t, text, "silver")
	b.do(chromedp.SendKeys("#reason", "Omklassat efter beslut 2017-41"))
	b.send("#save [type=submit]", "#notice")
	text = b.text()
	assert.Contains(t, text, "Ändringen är sparad.")
	assert.Contains(t, text, "Behöver beräknas på nytt: november 2017.")
	assert.Contains(t, text, "Karin Ekonom ändrade underlaget")
	b.accessible("register-saved")
	b.shot("register-saved" + look.suffix())

	// A new row of a key that is known is refused where its key is written.
	b.open("/register/applications/~new/edit")
	b.set("#f-code", "PDFPRO")
	b.set("#f-name", "PDF")
	b.send("main form [type=submit]", "#f-code-e")
	b.set("#f-code", "A/B: c")
	b.send("main form [type=submit]", "#reason")
	assert.Contains(t, b.text(), "Ingen förvaltning betalar mer eller mindre")
	b.do(chromedp.SendKeys("#reason", "Ny"))
	b.send("#save [type=submit]", "#notice")
	assert.Contains(t, b.text(), "A/B: c")
	b.open("/register/applications/A%2FB~1%20c/edit?end=yes")
	b.send("main form [type=submit]", "#reason")

	// Somebody else ended the row meanwhile: that is told, and what is known now.
	b.open("/register/prices/port:connection/edit")
	b.set("[name=known]", "99999")
	b.set("#f-price", "999,50")
	b.send("main form [type=submit]", ".errors")
	assert.Contains(t, b.text(), "Raderna har ändrats sedan du öppnade dem")
	b.send("main form [type=submit]", "#reason")
	assert.Contains(t, b.text(), "999,50")

	chief := site.browse(t, look.width, look.lang, look.theme)
	chief.login("Jonas IT-chef")
	assert.Equal(t, 200, chief.status("GET", "/register/systems/EKONOMI/edit"))
	for _, table := range []string{"settings/measure", "costs/k00001"} {
		assert.Equal(t, 200, chief.status("GET", "/register/"+table))
		assert.Equal(t, 403, chief.status("GET", "/register/"+table+"/edit"))
		assert.Equal(t, 403, chief.status("POST", "/register/"+table+"/preview"))
		assert.Equal(t, 403, chief.status("POST", "/register/"+table+"/save"))
	}
	assert.Equal(t, 404, chief.status("GET", "/register/systems/ANNAT"))
	assert.Equal(t, 404, chief.status("GET", "/register/annat"))
	assert.Equal(t, 404, chief.status("GET", "/register/systems/~new"))
	assert.Equal(t, 422, chief.status("GET", "/register/systems?sort=annat"))

	auditor := site.browse(t, look.width, look.lang, look.theme)
	auditor.login("Rut Revisor")
	assert.Equal(t, 200, auditor.status("GET", "/register/systems/EKONOMI"))
	assert.Equal(t, 403, auditor.status("GET", "/register/systems/EKONOMI/edit"))
	assert.Equal(t, 403, auditor.status("POST", "/register/systems/EKONOMI/save"))

	head := site.browse(t, look.width, look.lang, look.theme)
	head.login("Eva Chef")
	assert.Equal(t, 403, head.status("GET", "/register"))
}
