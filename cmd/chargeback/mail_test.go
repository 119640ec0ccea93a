package main

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/internal/mailbox"
)

// TestServeMails: the real server tells who reads a bill that it is ready, by a
// real mail server, once however often it is started; who closes the month
// needs to know of no mail.
func TestServeMails(t *testing.T) {
	t.Parallel()
	onEachDatabase(t, func(t *testing.T, p place) {
		box := mailbox.Start(t, mailbox.Options{User: "robot", Password: "hemligt"})
		data := folderOf(t, with(map[string]string{"costs.csv": "id,date,category,amount\nk1,2017-03-10,PC,100.00\n"}))
		p.must("Åsa", "person", "add", "Åsa", "--role", "admin")
		p.must("Åsa", "person", "add", "Anna", "--role", "finance")
		p.must("Åsa", "person", "add", "Bo", "--role", "finance")
		p.must("Anna", "import", data)
		p.must("Åsa", "person", "add", "Hans", "--role", "head", "--department", "SKOL", "--email", "hans@example.org", "--language", "en")
		p.must("Anna", "month", "calculate", "2017-03")
		p.must("Bo", "month", "approve", "2017-03")
		p.must("Anna", "month", "close", "2017-03")

		serve := func(until func(told string) bool) string {
			server := process(t, "serve", "--db", p.url, "--listen", freeAddress(t), "--smtp", box.Address(), "--base-url", "http://127.0.0.1:1")
			server.Env = append(os.Environ(), "SSL_CERT_FILE="+box.RootsFile(t), "CHARGEBACK_SMTP_USER=robot",
				"CHARGEBACK_SMTP_PASSWORD=hemligt", "CHARGEBACK_SMTP_FROM=it@example.org")
			var told lockedBuffer
			server.Stderr = &told
			require.NoError(t, server.Start())
			require.Eventually(t, func() bool { return until(told.String()) }, 20*time.Second, 10*time.Millisecond)
			require.NoError(t, server.Process.Signal(syscall.SIGTERM))
			require.NoError(t, server.Wait(), told.String())
			return told.String()
		}
		told := serve(func(string) bool { return len(box.Taken()) > 0 })
		require.Len(t, box.Taken(), 1, told)
		read := box.Taken()[0].Read(t)
		assert.Equal(t, "The IT bill for March 2017: 66,67\u00A0kr", read.Subject)
		assert.Contains(t, read.Text, "\nhttp://127.0.0.1:1/bills/2017-03/SKOL\n")
		assert.NotContains(t, told, "hans")
		assert.NotContains(t, told, "hemligt")
		assert.NotContains(t, told, "66,67")
		serve(func(told string) bool { return strings.Contains(told, "Öppna") })
		require.Len(t, box.Taken(), 1)
	})
}

// TestMailIsConfiguredWhole: what is missing or misspelt is told before
// anything is served.
func TestMailIsConfiguredWhole(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		got := call(append([]string{"serve", "--db", t.TempDir() + "/x.db"}, args...)...)
		assert.Equal(t, outcome{exitUsage, "", "chargeback: " + want + "\n"}, got)
	}
	f("ange e-postservern med --smtp, till exempel --smtp smtp.kommunen.se:587, eller ta bort de andra valen för e-post", "--smtp-from", "it@example.org")
	f("”smtp.kommunen.se” är ingen e-postserver; skriv den som värd:port, till exempel smtp.kommunen.se:587", "--smtp", "smtp.kommunen.se")
	f("ange en e-postadress som avsändare med --smtp-from, till exempel it-debitering@kommunen.se", "--smtp", "smtp.kommunen.se:587")
	f("ange både --smtp-user och CHARGEBACK_SMTP_PASSWORD, eller ingen av dem",
		"--smtp", "smtp.kommunen.se:587", "--smtp-from", "it@kommunen.se", "--smtp-user", "robot")
	t.Setenv("CHARGEBACK_SMTP_PASSWORD", "hemligt")
	f("give both --smtp-user and CHARGEBACK_SMTP_PASSWORD, or neither",
		"--smtp", "smtp.example.org:587", "--smtp-from", "it@example.org", "--lang", "en")
	f("give the mail server with --smtp, for example --smtp smtp.example.org:587, or remove the other options for mail", "--lang", "en")
	t.Setenv("CHARGEBACK_SMTP_PASWORD", "hemligt")
	got := call("serve", "--lang", "en")
	assert.Equal(t, exitUsage, got.code)
	assert.Contains(t, got.stderr, "there is no environment variable CHARGEBACK_SMTP_PASWORD")
}
