package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestFilesComeIn: a file with faults changes nothing and says where they are;
// a good one shows what it would change, and the same again changes nothing.
func TestFilesComeIn(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	bad := file("prices.csv", "model,class,price,from,to\nport,access_point,1.234,5x,2018-01-01,\nport,hub,10,2018-01-01,\n")
	wrong := file("weights.csv", "model,class,weight,from,to\nsystem,gold,många,2018-01-01,\n")
	good := file("applications.csv", "code,name,supplier\nNYAPP,Nytt program,Ny leverantör AB\n")
	b := site.browse(t, 1280, "sv", "light")
	b.login("Karin Ekonom")
	send := func(path, then string) {
		t.Helper()
		b.open("/import")
		b.do(chromedp.SendKeys("#file", path))
		b.click(`main form button[type="submit"]`, then)
	}
	send(bad, "Inget importerades.")
	send(wrong, "”många” är inte ett tal")
	require.Contains(t, b.text(), "rad 2")
	b.accessible("import with faults")
	b.shot("import-faults")
	send(good, "Det här skulle ändras")
	require.Contains(t, b.text(), "Applikationer")
	b.accessible("import preview")
	b.shot("import-preview")
	b.click(`main form button[type="submit"]`, "Filen är importerad.")
	send(good, "Inget skulle ändras")
	require.Contains(t, b.text(), "redan importerad")
}

// TestAdministratorLetsPeopleIn: a new person gets a password for one time and
// chooses their own; making somebody finance waits for a second administrator.
func TestAdministratorLetsPeopleIn(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	alva := site.browse(t, 1280, "sv", "light")
	alva.login("Alva Admin")
	alva.waitText("Personer och roller")
	alva.open("/people/edit")
	alva.do(chromedp.SendKeys("#name", "Nils Chef"), chromedp.Click("#role-head"), chromedp.SendKeys("#departments", "SKF"))
	alva.click(`main form button[type="submit"]`, "Nils Chef är sparad.")
	alva.do(chromedp.Click(`form[action="/people/password"]:has(input[value="Nils Chef"]) button`))
	alva.waitText("Det visas bara nu.")
	alva.shot("one-time-password")
	secret, err := chromedp.Run(alva.Context, chromedp.Evaluate[string](`document.querySelector(".secret").textContent.trim()`))
	require.NoError(t, err)

	site.passwords["Nils Chef"] = secret
	nils := site.browse(t, 390, "sv", "light")
	nils.login("Nils Chef")
	nils.waitText("Engångslösenordet gäller bara nu.")
	nils.do(chromedp.SendKeys("#old", secret), chromedp.SendKeys("#new", "grön lampa i köket"))
	nils.click(`main form button[type="submit"]`, "Lösenordet är bytt.")
	nils.waitText("Skolförvaltningen")

	alva.open("/people/edit?name=Nils+Chef")
	alva.do(chromedp.Click("#role-finance"))
	alva.click(`main form button[type="submit"]`, "en annan administratörs godkännande")
	require.Contains(t, alva.text(), "Ge Nils Chef rollerna")
	require.NotContains(t, alva.text(), "Godkänn\n", "who asked does not accept it")
	alva.shot("people-request")
}

// TestRolesSeeTheirOwn: what a role may not do is not in its menu, and is not
// there when its address is typed.
func TestRolesSeeTheirOwn(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	b := site.browse(t, 1280, "sv", "light")
	b.login("Eva Chef")
	for _, path := range []string{"/months", "/flow", "/import", "/register", "/people", "/log", "/bills/2017-11/SKF", "/bills/2017-11/SKF.pdf", "/objections/2017-999"} {
		b.open(path)
		require.Contains(t, b.text(), "Sidan finns inte", path)
	}
	auditor := site.browse(t, 1280, "sv", "light")
	auditor.login("Rut Revisor")
	auditor.waitText("Alla månader")
	auditor.open("/months/2017-11")
	require.NotContains(t, auditor.text(), "Beräkna om")
	chief := site.browse(t, 1280, "sv", "light")
	chief.login("Jonas IT-chef")
	chief.waitText("Från kostnad till nota")
}
