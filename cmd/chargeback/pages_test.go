package main

import (
	"os"
	"testing"
)

// pagesOf are the pages that each person of the demonstration can open.
var pagesOf = []struct {
	person string
	pages  map[string]string // by name of the picture
}{
	{"Eva Chef", map[string]string{
		"bill": "/bills/2017-11/VOF", "bill-open": "/bills/2017-10/VOF?open=device-staff", "explain": "/bills/2017-10/VOF/explain/device-staff?center=4310", "bill-center": "/bills/2017-11/VOF?center=4310",
		"objections": "/objections", "object": "/bills/2017-10/VOF/object?service=device-staff", "objection": "/objections/2017-001",
		"services": "/services", "next-year": "/next-year", "profile": "/profile", "about": "/about", "accessibility": "/accessibility", "password": "/password",
		"needs-own": "/needs", "need-new": "/needs/edit?year=2019&department=VOF", "need": "/needs/edit?code=B1901", "catalogue": "/catalogue", "catalogue-entry": "/catalogue/SWITCH",
	}},
	{"Karin Ekonom", map[string]string{
		"months": "/months", "month-calculated": "/months/2017-11", "month-closed": "/months/2017-10", "month-open": "/months/2017-12",
		"proof": "/months/2017-10/proof", "bills": "/bills", "import": "/import", "answer": "/objections/2017-002", "rules": "/services", "log-own": "/log",
		"register": "/register", "register-rules": "/register/rules?sort=share&down=yes", "register-costs": "/register/costs?is-category=SYSFORV&q=konsult",
		"price-lists": "/prices", "price-list": "/prices/1", "budget-finance": "/budget/2018",
		"register-edit": "/register/systems/EKONOMI/edit", "register-end": "/register/devices/d00002/edit?end=yes", "register-new": "/register/rules/~new/edit",
	}},
	{"Jonas IT-chef", map[string]string{
		"budget": "/budget/2018?seek=device+staff", "price-list-chief": "/prices/1", "next-year-chosen": "/next-year?department=SKF",
		"flow": "/flow", "flow-year": "/flow?span=12", "register-systems": "/register/systems", "register-system": "/register/systems/EKONOMI",
		"programme": "/programme", "programme-quarters": "/programme?year=2013", "investments": "/investments", "needs": "/needs", "catalogue-chief": "/catalogue/DATOR",
		"register-plan": "/register/programme", "register-project": "/register/programme/1", "register-project-edit": "/register/programme/1/edit",
		"register-decision": "/register/programme_decisions/~new/edit?c-project=1.1", "register-needs": "/register/needs", "register-services": "/register/services/DATOR",
	}},
	{"Alva Admin", map[string]string{"catalogue-admin": "/catalogue", "people": "/people", "person": "/people/edit?name=Eva+Chef", "tokens": "/tokens"}},
	{"Rut Revisor", map[string]string{"auditor-month": "/months/2017-10", "verify": "/months/2017-10/verify", "log": "/log", "check": "/log/check", "records": "/records", "programme-audit": "/programme", "register-audit": "/register/weights/system:gold"}},
}

// TestPages opens every page for whom it is made in a real browser: axe finds
// nothing at AA, and nothing scrolls sideways.
func TestPages(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	site.keepPlans(t)
	looks := []look{{1280, "sv", "light"}, {390, "en", "dark"}}
	if testing.Short() { // the race detector makes every page slow, and sees the same code in each look
		looks = looks[:1]
	}
	if os.Getenv("CHARGEBACK_TRIAL") != "" || shots != "" {
		looks = append(looks, look{1280, "en", "dark"}, look{390, "sv", "light"})
	}
	for _, l := range looks {
		for _, person := range pagesOf {
			b := site.browse(t, l.width, l.lang, l.theme)
			b.login(person.person)
			for name, path := range person.pages {
				b.open(path)
				b.accessible(name + l.suffix())
				b.shot(name + l.suffix())
			}
		}
	}
}

// look is how a page is shown.
type look struct {
	width       int64
	lang, theme string
}

func (l look) suffix() string {
	size := "desktop"
	if l.width < 600 {
		size = "phone"
	}
	return "-" + size + "-" + l.lang + "-" + l.theme
}
