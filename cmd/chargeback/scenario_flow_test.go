package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"chargeback/internal/billing"
	"chargeback/internal/financing"
	"chargeback/internal/planning"
)

// TestChiefTriesWhatIfs: the chief makes a scenario, adds three changes, moves
// a slider and sees the bills move, opens why a department's change, sets
// prices, keeps it, compares two, and takes one away.
func TestChiefTriesWhatIfs(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	jonas := site.browse(t, 1280, "sv", "light")
	jonas.login("Jonas IT-chef")
	jonas.open("/scenarios")
	jonas.waitText("Inga scenarier än.")
	jonas.accessible("scenarios-empty")
	jonas.do(chromedp.SendKeys("#name", "Elevdatorer åt alla i nian"))
	jonas.send(`form[action="/scenarios"] [type=submit]`, "#plan")
	require.Contains(t, jonas.text(), "Lika mycket som i utfallet 2017.")

	jonas.add("count", map[string]string{"object": "device student", "department": "SKF", "value": "500", "from": "2017-08-01"})
	require.Contains(t, jonas.text(), "Dator, elev")
	jonas.add("cost", map[string]string{"category": "SYSFORV", "value": "3,5"})
	jonas.add("tier", map[string]string{"system": "EKONOMI", "class": "silver"})
	jonas.accessible("scenario")
	jonas.shot("scenario-desktop-sv-light")

	// The slider types its number, and the bills follow without anything kept.
	before := jonas.total()
	jonas.do(chromedp.Evaluate[chromedp.Void](`(() => { const s = document.querySelector("[data-types=lever-1]"); s.value = "10"; s.dispatchEvent(new Event("input", {bubbles: true})); })()`))
	typed, err := chromedp.Run(jonas.Context, chromedp.Evaluate[string](`document.querySelector("#lever-1").value`))
	require.NoError(t, err)
	require.Equal(t, "10", typed)
	jonas.waitText("+10 %")
	require.NotEqual(t, before, jonas.total())
	live, err := chromedp.Run(jonas.Context, chromedp.Evaluate[string](`new Promise(done => setTimeout(() => done(document.querySelector("#live").textContent), 200))`, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	require.Contains(t, live, "Alla notor 2017:")

	// Why a department pays more, and by which services.
	jonas.do(chromedp.Click("#why-0-link"))
	jonas.waitText("Visa tjänst för tjänst")
	jonas.accessible("scenario-why")
	jonas.shot("scenario-why-desktop-sv-light")

	// What cannot be read is told where the result stood.
	jonas.set("#lever-0", "många")
	jonas.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#lever-0").dispatchEvent(new Event("input", {bubbles: true}))`))
	jonas.do(chromedp.Query("#result .notice.bad"))
	jonas.set("#lever-0", "600")

	jonas.do(chromedp.Click("#m-device"))
	jonas.again(`#plan .bar [type=submit]`)
	require.Contains(t, jonas.text(), "Sparat.")
	require.Contains(t, jonas.text(), "Täcker kostnaden")
	plans := &planning.Service{Billing: site.Service}
	kept, err := plans.Scenarios(t.Context(), billing.Actor{Name: "Jonas IT-chef", Origin: "test"})
	require.NoError(t, err)
	require.Len(t, kept, 1)
	plan, err := financing.ParsePlan(kept[0].Body)
	require.NoError(t, err)
	require.EqualValues(t, 600, plan.Levers[0].Count)
	require.EqualValues(t, 10_000_000, plan.Levers[1].Micro)
	require.EqualValues(t, 4, kept[0].Version-1)
	jonas.accessible("scenario-prices")
	jonas.shot("scenario-prices-desktop-sv-light")

	jonas.again(`[name=step][value=copy]`)
	jonas.again(`#plan [name=remove][value="0"]`)
	jonas.open("/scenarios")
	jonas.accessible("scenarios")
	jonas.shot("scenarios-desktop-sv-light")
	jonas.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("[name=id]").forEach(box => box.click())`))
	jonas.send(`form[action="/scenarios/compare"] button`, "#h-dep")
	require.Contains(t, jonas.text(), "Elevdatorer åt alla i nian (kopia)")
	jonas.accessible("scenario-compare")
	jonas.shot("scenario-compare-desktop-sv-light")

	// Finance reads and tries, and keeps nothing; a phone shows it all.
	karin := site.browse(t, 390, "en", "dark")
	karin.login("Karin Ekonom")
	karin.open("/scenarios/" + kept[0].ID)
	karin.waitText("All bills 2017")
	require.NotContains(t, karin.text(), "Save")
	karin.accessible("scenario-phone")
	karin.shot("scenario-phone-en-dark")

	jonas = site.browse(t, 1280, "sv", "light")
	jonas.login("Jonas IT-chef")
	jonas.open("/scenarios/" + kept[0].ID)
	jonas.again(`#plan [formaction$="/remove"]`)
	require.Contains(t, jonas.text(), "Borttaget.")
	require.Equal(t, 1, strings.Count(jonas.text(), "(kopia)"))
	left, err := chromedp.Run(jonas.Context, chromedp.Evaluate[int](`document.querySelectorAll("main tbody tr").length`))
	require.NoError(t, err)
	require.Equal(t, 1, left)
}

// add fills the fields of a new change and keeps it.
func (b *browser) add(kind string, fields map[string]string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("#plan details").forEach(d => { d.open = true; })`))
	for field, value := range fields {
		b.set(fmt.Sprintf(`[name='%s %s']`, kind, field), value)
	}
	b.again(fmt.Sprintf(`#plan [name=add][value=%s]`, kind))
	require.Contains(b.t, b.text(), "Sparat.")
}

// again presses a button and waits for the next page that says something.
func (b *browser) again(button string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("#notice").forEach(n => n.remove())`))
	b.send(button, "#notice")
}

// total is what all bills come to on a scenario's page.
func (b *browser) total() string {
	b.t.Helper()
	text, err := chromedp.Run(b.Context, chromedp.Evaluate[string](`document.querySelector("#result .total").textContent`))
	require.NoError(b.t, err)
	return text
}
