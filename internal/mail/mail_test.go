package mail

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/mailbox"
)

// plain writes ordinary spaces for those that do not break.
func plain(text string) string { return strings.ReplaceAll(text, "\u00A0", " ") }

// TestAClosedMonthIsTold: everybody who answers for a bill gets one mail, in
// their language, of what they read; nobody else gets any.
func TestAClosedMonthIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := box(t, mailbox.Options{})
		m := w.mailer(s)
		past := chargeback.Grant{Department: "SKOL", Valid: allocation.Span{From: allocation.Always.From, To: april.Last()}}
		w.head("Hans", "hans@example.org", "", department("SKOL"))
		w.head("Nora", "nora@example.org", "en", center("101"))
		w.head("Vera", "", "", department("VARD"))
		w.head("Otto", "otto@example.org", "", past)
		w.head("Tom", "tom@example.org", "", department("IT"))
		w.head("Ida", "ida@example.org", "", department("VARD"))
		require.NoError(t, w.Register(t.Context(), asa, chargeback.Person{Name: "Ida", Roles: []chargeback.Role{chargeback.Head}}))

		require.NoError(t, m.Look(t.Context()))
		require.Empty(t, s.Taken())
		w.close(march)
		require.NoError(t, m.Look(t.Context()))
		require.Equal(t, []string{"hans@example.org", "nora@example.org"}, recipients(s))

		first := s.Taken()[0]
		require.Equal(t, "it@example.org", first.From)
		read := first.Read(t)
		require.Equal(t, "IT-notan för mars 2017: 666,67 kr", plain(read.Subject))
		require.Equal(t, `IT-notan för Skolan & förskolan (SKOL), mars 2017, är klar.

Totalt: 666,67 kr
Det här är den första notan.

Se notan, och vad som ligger bakom varje rad:
https://it.example.org/bills/2017-03/SKOL

Stämmer det inte? Öppna raden det gäller på notan och invänd därifrån, senast 2018-03-31. Ekonomi svarar inom 5 arbetsdagar.

Testköping. Du får det här meddelandet för att du läser notan i IT-debitering. Det skickas automatiskt och går inte att svara på.
`, plain(read.Text))
		require.Equal(t, 2, read.Parts)
		require.Equal(t, "<hans@example.org>", read.Header.Get("To"))
		require.Equal(t, `"IT-debitering" <it@example.org>`, read.Header.Get("From"))
		require.Equal(t, "auto-generated", read.Header.Get("Auto-Submitted"))
		require.Equal(t, "Wed, 03 May 2017 09:00:00 +0200", read.Header.Get("Date"))
		require.NotContains(t, read.HTML, "<img")
		require.Contains(t, read.HTML, `<a href="https://it.example.org/bills/2017-03/SKOL">`)
		require.Contains(t, read.HTML, `Skolan &amp; förskolan`)

		w.close(april)
		require.NoError(t, m.Look(t.Context()))
		require.NoError(t, m.Look(t.Context()))
		require.Equal(t, []string{"hans@example.org", "nora@example.org", "hans@example.org", "nora@example.org"}, recipients(s))
		read = s.Taken()[2].Read(t)
		require.Equal(t, "IT-notan för april 2017: 750,00 kr", plain(read.Subject))
		require.Contains(t, plain(read.Text), "Det är 83,33 kr (12,5 %) mer än i mars 2017. Mest beror det på er egen volym: +83,33 kr. 1 personaldator fler i snitt.\n")
		read = s.Taken()[3].Read(t)
		require.Equal(t, "The IT bill for April 2017: 250,00 kr", plain(read.Subject))
		require.Equal(t, `The IT bill of Skolan & förskolan (SKOL) for April 2017 is ready. The amounts are for the part of the bill that you read: Södra skolan (101).

Total: 250,00 kr
That is 83,33 kr (25,0 %) less than in March 2017. Most of it is others' volume: −83,33 kr. Others have 1 staff computer more on average.

See the bill, and what is behind each line:
https://it.example.org/bills/2017-04/SKOL

Is something wrong? Open the line on the bill and object from there, no later than 2018-04-30. Finance answers within 5 workdays.

Testköping. You get this message because you read the bill in IT chargeback. It is sent automatically and cannot be answered.
`, plain(read.Text))
		require.Contains(t, read.HTML, `<html lang="en">`)

		// A person's words of a mail's two forms are the same.
		for _, message := range s.Taken() {
			read := message.Read(t)
			for _, line := range strings.Split(strings.TrimSpace(read.Text), "\n") {
				require.Contains(t, strings.NewReplacer("&amp;", "&", "&#43;", "+", "&#39;", "'").Replace(read.HTML), line)
			}
			for _, name := range []string{"Hans", "Nora"} {
				require.NotContains(t, string(message.Raw), name)
			}
		}
		for _, n := range w.notices(april) {
			require.Equal(t, chargeback.NoticeSent, n.State)
			require.Equal(t, 1, n.Tries)
			require.Equal(t, w.time(), n.Settled)
		}
		events := 0
		require.NoError(t, w.EachEvent(t.Context(), billing.Actor{Scheduler: true}, 1, func(e *audit.Event) error {
			if e.Action == string(billing.ActNotify) {
				events++
				require.NotContains(t, e.Details, "@")
			}
			return nil
		}))
		require.Equal(t, 2, events)
	})
}

// TestOldMonthsAreNoNews: where mail is set up later, old bills are not told.
func TestOldMonthsAreNoNews(t *testing.T) {
	w := onSQLite(t)
	s := box(t, mailbox.Options{})
	w.head("Hans", "hans@example.org", "", department("SKOL"))
	w.close(march)
	w.pass(billing.NoticeDays*24*time.Hour + time.Minute)
	w.close(april)
	require.NoError(t, w.mailer(s).Look(t.Context()))
	require.Len(t, s.Taken(), 1)
	require.Empty(t, w.notices(march))
	require.Len(t, w.notices(april), 1)
}

// TestWhoMayNotReadAnyMoreIsNotTold: what counts is what is granted when the
// mail is sent.
func TestWhoMayNotReadAnyMoreIsNotTold(t *testing.T) {
	w := onSQLite(t)
	s := box(t, mailbox.Options{})
	m := w.mailer(s)
	w.head("Hans", "hans@example.org", "", department("SKOL"))
	w.head("Nora", "nora@example.org", "", department("SKOL"))
	w.close(march)
	_, err := w.PlanNotices(t.Context(), "test")
	require.NoError(t, err)
	w.head("Hans", "", "", department("VARD"))
	w.head("Vera", "vera@example.org", "", department("SKOL")) // too late for this month
	require.NoError(t, m.Look(t.Context()))
	require.Equal(t, []string{"nora@example.org"}, recipients(s))
	require.Equal(t, chargeback.NoticeWithdrawn, w.notices(march)["Hans"].State)
}

// TestAmountsFollowTheScope: who reads all by role is told the whole bill of
// the cost centre's department, as the page shows it.
func TestAmountsFollowTheScope(t *testing.T) {
	w := onSQLite(t)
	s := box(t, mailbox.Options{})
	w.person(chargeback.Person{
		Name: "Cia", Roles: []chargeback.Role{chargeback.Chief}, Email: "cia@example.org", Grants: []chargeback.Grant{center("101")},
	})
	w.head("Hans", "hans@example.org", "", center("100"), center("101"), department("VARD"))
	w.close(march)
	require.NoError(t, w.mailer(s).Look(t.Context()))
	told := make(map[string]string)
	for _, m := range s.Taken() {
		read := m.Read(t)
		ready, _, _ := strings.Cut(read.Text, "\n")
		told[m.To] += plain(read.Subject + ". " + ready + "\n")
	}
	require.Equal(t, map[string]string{
		"cia@example.org": "IT-notan för mars 2017: 666,67 kr. IT-notan för Skolan & förskolan (SKOL), mars 2017, är klar.\n",
		"hans@example.org": "IT-notan för mars 2017: 666,67 kr. IT-notan för Skolan & förskolan (SKOL), mars 2017, är klar. " +
			"Beloppen gäller den del av notan som du läser: Norra skolan (100) och Södra skolan (101).\n" +
			"IT-notan för mars 2017: 333,33 kr. IT-notan för Vården (VARD), mars 2017, är klar.\n",
	}, told)
}

// TestNamesSteerNothing: whatever names and addresses hold, no header, line or
// tag comes of it.
func TestNamesSteerNothing(t *testing.T) {
	w := onSQLite(t)
	s := box(t, mailbox.Options{})
	m := w.mailer(s)
	evil := "Skolan\r\nBcc: alla@example.org\r\n\r\n<script>alert(1)</script>"
	letter := func() *billing.Letter {
		before := allocation.Ore(0)
		return &billing.Letter{To: "hans@example.org", Until: march.Last(), Centers: []string{evil}, View: &billing.BillView{
			Statement: &chargeback.Statement{Organisation: evil, Department: "S/K\r\n?\"<&", Name: evil, Month: march, Total: -5, Before: &before},
		}}
	}
	n := chargeback.Notice{NoticeKey: chargeback.NoticeKey{Month: march, Department: "S\r\nTo: x@example.org", Person: evil}}
	require.Nil(t, m.send(t.Context(), n, letter()))
	require.Equal(t, []string{"hans@example.org"}, recipients(s))
	read := s.Taken()[0].Read(t)
	var headers []string
	for name := range read.Header {
		headers = append(headers, name)
	}
	require.ElementsMatch(t, []string{
		"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To", "X-Auto-Response-Suppress",
	}, headers)
	require.Equal(t, 2, read.Parts)
	require.NotContains(t, read.Text, "\nBcc")
	require.Contains(t, read.Text, "Skolan␍␊Bcc")
	require.NotContains(t, read.HTML, "<script")
	require.Contains(t, read.Text, base+"/bills/2017-03/S%2FK%0D%0A%3F%22%3C&\n")

	for _, address := range []string{"hans@example.org\r\nBcc: x@example.org", "hans", "", "a@example.org, b@example.org", "<hans@example.org> RCPT"} {
		wrong := letter()
		wrong.To = address
		require.Equal(t, &failure{Code: failAddress}, m.send(t.Context(), n, wrong), address)
	}
	named := letter()
	named.To = "\"Bcc: x@example.org\" <hans@example.org>"
	require.Nil(t, m.send(t.Context(), n, named))
	require.Equal(t, "<hans@example.org>", s.Taken()[1].Read(t).Header.Get("To"))
}

// TestOptions: what is misspelt is refused before anything is sent.
func TestOptions(t *testing.T) {
	f := func(want error, address, user, password, from string) {
		t.Helper()
		_, err := NewServer(Options{Address: address, User: user, Password: password, From: from})
		require.ErrorIs(t, err, want)
	}
	for _, address := range []string{"", "smtp.example.org", ":587", "smtp.example.org:", "smtp.example.org:0", "smtp.example.org:70000", "smtp://h:25", "a b:25", "u@h:25"} {
		f(ErrAddress, address, "", "", "it@example.org")
	}
	for _, from := range []string{"", "it", "it@example.org\r\nBcc: x@example.org", "a@example.org, b@example.org"} {
		f(ErrFrom, "h:25", "", "", from)
	}
	f(ErrLogin, "h:25", "robot", "", "it@example.org")
	f(ErrLogin, "h:25", "", "hemligt", "it@example.org")
	f(nil, "h:25", "", "", "it@example.org")
	f(nil, "[::1]:587", "robot", "hemligt", "IT <it@example.org>")
	server, err := NewServer(Options{Address: "h:465", From: "it@example.org"})
	require.NoError(t, err)
	require.True(t, server.implicit)
}
