package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
	"chargeback/internal/words"
)

// TestSafeName: of what a browser calls a file only a name is kept (TRUST C7.6).
func TestSafeName(t *testing.T) {
	f := func(given, want string) {
		t.Helper()
		require.Equal(t, want, safeName(given))
	}
	f("devices.csv", "devices.csv")
	f("../../etc/passwd", "passwd")
	f(`..\..\boot.ini`, "boot.ini")
	f(`C:\Mars\kostnader mars.csv`, "kostnader mars.csv")
	f("..", "fil")
	f("", "fil")
	f(".htaccess", "htaccess")
	f("a\x00b\nc.csv", "a_b_c.csv")
	f(`x"; filename=evil.bat`, `x_; filename=evil.bat`)
	long := safeName(string(bytes.Repeat([]byte("å"), 3000)) + ".csv")
	require.LessOrEqual(t, len(long), 120)
	require.Equal(t, ".csv", filepath.Ext(long))
}

// header is a file as a browser sends it.
func header(t *testing.T, name, text string) *multipart.FileHeader {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	require.NoError(t, err)
	_, err = part.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, form.Close())
	r := httptest.NewRequest(http.MethodPost, "/import", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	require.NoError(t, r.ParseMultipartForm(1<<20))
	return r.MultipartForm.File["file"][0]
}

// TestUploads: a file waits for who sent it, for a while, and goes with its
// folder.
func TestUploads(t *testing.T) {
	now := time.Date(2017, 12, 1, 8, 0, 0, 0, time.UTC)
	u := &uploads{now: func() time.Time { return now }}
	id, err := u.keep("Karin", header(t, "costs.csv", "id\n"), intake.File{Table: "costs"})
	require.NoError(t, err)
	_, ok := u.find(id, "Anders")
	require.False(t, ok, "another's upload is not there")
	file, ok := u.find(id, "Karin")
	require.True(t, ok)
	require.Equal(t, "costs", file.Table)
	text, err := os.ReadFile(file.Path)
	require.NoError(t, err)
	require.Equal(t, "id\n", string(text))
	now = now.Add(uploadTime + time.Second)
	_, ok = u.find(id, "Karin")
	require.False(t, ok, "it has waited too long")
	for range mostWaits + 2 {
		now = now.Add(time.Second)
		_, err := u.keep("Karin", header(t, "costs.csv", "id\n"), intake.File{})
		require.NoError(t, err)
	}
	require.Len(t, u.files, mostWaits)
	require.NoFileExists(t, file.Path, "what is dropped is removed")
	for id := range u.files {
		u.done(id)
	}
	require.Empty(t, u.files)
}

// TestServiceIDs: what an address names is what was named.
func TestServiceIDs(t *testing.T) {
	for _, key := range []serviceKey{
		{allocation.Device, "staff"}, {allocation.User, ""}, {allocation.System, "A-B-C"}, {allocation.User, "å/ö?&"}, {allocation.Project, "-"},
	} {
		got, ok := parseService(key.id())
		require.True(t, ok)
		require.Equal(t, key, got)
	}
	for _, bad := range []string{"", "device", "3-staff", "nothing-x", "-"} {
		_, ok := parseService(bad)
		require.False(t, ok, bad)
	}
}

// TestQuantities says how much of a service was used, and that a correction
// takes away.
func TestQuantities(t *testing.T) {
	f := func(s chargeback.Service, want string) {
		t.Helper()
		require.Equal(t, want, quantityText(words.Swedish, &s))
	}
	f(chargeback.Service{Model: allocation.System, QuantityMicro: 750_000}, "75,00\u00A0%")
	f(chargeback.Service{Model: allocation.Device, Object: "staff", QuantityMicro: 618_940_000}, "618,94\u00A0personaldatorer")
	require.Equal(t, "\u221212,00", signed("12,00", -12_000_000))
	require.Equal(t, "Vård", capital("vård"))
	require.Equal(t, "Åtta.", sentence("åtta"))
}

// TestTemplates: every page is there in both languages.
func TestTemplates(t *testing.T) {
	p, err := parse()
	require.NoError(t, err)
	for lang := range words.Languages {
		for _, name := range []string{
			"login", "password", "profile", "failure", "bill", "bills", "line", "service", "months", "month", "proof", "verify", "flow", "import",
			"preview", "objections", "object", "objection", "people", "person", "tokens", "secret", "services", "log", "check", "records", "nothing",
			"accessibility", "about", "contact", "catalogue", "catalogue-entry", "programme", "investments", "needs", "need",
		} {
			require.NotNil(t, p[words.Language(lang)].Lookup(name), name)
		}
	}
}
