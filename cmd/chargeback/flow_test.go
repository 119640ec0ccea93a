package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// pagePatience is how long a page may take before a test calls it hung. Other
// tests may have the machine.
const pagePatience = 3 * time.Minute

// click presses what a selector finds, and waits for the page that follows to
// show a text.
func (b *browser) click(selector, then string) {
	b.t.Helper()
	b.do(chromedp.Click(selector))
	b.waitText(then)
}

// waitText waits until the page shows a text.
func (b *browser) waitText(text string) {
	b.t.Helper()
	deadline := time.Now().Add(pagePatience)
	for {
		shown, err := chromedp.Run(b.Context, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
		if err == nil && strings.Contains(strings.ReplaceAll(shown, "\u00A0", " "), text) {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("%q is not on the page:\n%s", text, shown)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// TestFinanceRunsTheMonth: who calculated a month is told that another must
// approve it; the other does, and it is closed for good.
func TestFinanceRunsTheMonth(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	anders := site.browse(t, 1280, "sv", "light")
	anders.login("Anders Ekonom")
	anders.waitText("November 2017") // the oldest month that is not closed
	anders.click(`form[action$="/calculate"] button`, "Månaden är beräknad.")
	require.Contains(t, anders.text(), "Du beräknade månaden. En annan person behöver godkänna den.")

	karin := site.browse(t, 1280, "sv", "light")
	karin.login("Karin Ekonom")
	karin.waitText("Alla notor")
	karin.click(`form[action$="/approval"] button`, "Månaden är godkänd.")
	karin.do(chromedp.Click("#sure"))
	karin.click(`form[action$="/close"] button`, "Månaden är stängd. Notorna är slutliga.")
	require.Contains(t, karin.text(), "Verifikat")
	karin.shot("month-just-closed")
	m := site.month(t, allocation.Period{Year: 2017, Month: 11})
	require.Equal(t, chargeback.Closed, m.State)
	require.Equal(t, "Anders Ekonom", m.Calculated.Person)
	require.Equal(t, "Karin Ekonom", m.Approved.Person)

	karin.open("/months/2017-11/verify")
	karin.waitText("Bevisad")
}

// month is a month's status.
func (d *demoSite) month(t *testing.T, p allocation.Period) chargeback.MonthStatus {
	months, err := d.Months(t.Context())
	require.NoError(t, err)
	for _, m := range months {
		if m.Period == p {
			return m
		}
	}
	t.Fatalf("no month %v", p)
	return chargeback.MonthStatus{}
}

// TestHeadReadsTheBill: what a department head asks is answered on the page:
// how much, why more, for what, and down to the computers, which they object
// to; finance accepts, and the correction is billed.
func TestHeadReadsTheBill(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	eva := site.browse(t, 1280, "sv", "light")
	eva.login("Eva Chef")
	eva.waitText("Nota för november 2017")
	require.Contains(t, eva.text(), "Att betala för november")
	require.Contains(t, eva.text(), "Varför ändrades notan?")
	require.Contains(t, eva.text(), "på öret.")

	eva.open("/bills/2017-10/VOF")
	eva.click("#rad-device-staff-link", "Ni betalar")
	require.Contains(t, eva.text(), "rader räknades")
	focus, err := chromedp.Run(eva.Context, chromedp.Evaluate[string](`document.activeElement.id`))
	require.NoError(t, err)
	require.Equal(t, "rad-device-staff-link", focus, "the focus stays on the line that was opened")
	eva.shot("bill-line-open")
	eva.do(chromedp.Click(`#rad-device-staff tbody tr:nth-child(3) input[type="checkbox"]`))
	eva.click(`#rad-device-staff [data-chosen]`, "Vad är fel?")
	eva.do(chromedp.SendKeys("#reason", "Den lämnades tillbaka i september."))
	eva.click(`main form button[type="submit"]`, "är skickad till ekonomi")
	eva.shot("objection-sent")

	karin := site.browse(t, 1280, "sv", "light")
	karin.login("Karin Ekonom")
	karin.open("/objections/2017-003")
	karin.waitText("Den lämnades tillbaka i september.")
	karin.do(chromedp.Click("#s-accepted"), chromedp.SendKeys("#text", "Stämmer. Registret är ändrat."))
	karin.click(`main form button`, "Svaret är skickat.")
	require.Contains(t, karin.text(), "oktober 2017")
	karin.open("/months/2017-10")
	karin.click(`form[action$="/correction"] button`, "Rättelsen debiteras")

	eva.open("/objections/2017-003")
	eva.waitText("Godtagen")
	require.Contains(t, eva.text(), "november")
}

// TestKeyboardAlone logs in, opens a line and closes it by keys only.
func TestKeyboardAlone(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	b := site.browse(t, 1280, "sv", "light")
	b.open("/login")
	keys := func(keys string) { b.do(chromedp.KeyEvent(keys)) }
	focused := func() string {
		id, err := chromedp.Run(b.Context, chromedp.Evaluate[string](`(document.activeElement.id || document.activeElement.textContent || "").trim()`))
		require.NoError(t, err)
		return id
	}
	tabTo := func(want string) {
		for range 120 {
			if focused() == want {
				return
			}
			keys("\t")
		}
		t.Fatalf("Tab never comes to %q", want)
	}
	tabTo("name")
	keys("Eva Chef")
	tabTo("password")
	keys(site.passwords["Eva Chef"] + "\r")
	b.waitText("Nota för november 2017")
	keys("\t")
	require.Equal(t, "Hoppa till innehållet", focused(), "the first stop skips to the content")
	tabTo("rad-device-staff-link")
	keys("\r")
	b.waitText("Ni betalar")
	require.Equal(t, "rad-device-staff-link", focused())
}

// TestBillWithoutScript: a bill, its causes and an opened line can be read with
// JavaScript off.
func TestBillWithoutScript(t *testing.T) {
	t.Parallel()
	site := startDemo(t)
	b := site.browse(t, 390, "sv", "light")
	b.withoutScript()
	b.login("Eva Chef")
	b.open("/bills/2017-10/VOF?open=device-staff")
	text, err := chromedp.Run(b.Context, chromedp.InnerHTML("main"))
	require.NoError(t, err)
	require.Contains(t, text, "Ni betalar")
	require.Contains(t, text, "Varför ändrades notan?")
	b.shot("bill-without-script")
}
