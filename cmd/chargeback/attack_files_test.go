package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sentFile is a file as a browser sends it.
type sentFile struct{ name, content string }

// upload sends a form with files.
func (a *attack) upload(p *intruder, path string, fields map[string]string, files ...sentFile) answer {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		require.NoError(a, form.WriteField(name, value))
	}
	for _, f := range files {
		part, err := form.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {`form-data; name="file"; filename="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "%0D", "\n", "%0A").Replace(f.name) + `"`},
			"Content-Type":        {"application/octet-stream"},
		})
		require.NoError(a, err)
		_, err = io.WriteString(part, f.content)
		require.NoError(a, err)
	}
	require.NoError(a, form.Close())
	a.uploads++
	return p.send(request{
		method: http.MethodPost, path: path, kind: form.FormDataContentType(), text: body.String(),
		header: []string{"Idempotency-Key", fmt.Sprintf("upload-%s-%d", p.family, a.uploads)},
	})
}

// hostile are workbooks that no reader should believe.
func hostile(t testing.TB) map[string]string {
	const sheet, kinds = "xl/worksheets/sheet1.xml", "[Content_Types].xml"
	workbook := func(parts map[string]string) string {
		all := map[string]string{
			kinds:                        `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
			"_rels/.rels":                `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
			"xl/workbook.xml":            `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="devices" sheetId="1" r:id="rId1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
			sheet:                        `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row></sheetData></worksheet>`,
		}
		for name, content := range parts {
			all[name] = content
		}
		return zipped(t, all)
	}
	entities := `<!DOCTYPE worksheet [<!ENTITY a "xxxxxxxxxxxxxxxxxxxx">`
	for c := 'b'; c < 'k'; c++ {
		entities += fmt.Sprintf(`<!ENTITY %c "%s">`, c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 20))
	}
	many := map[string]string{}
	for i := range 10_000 {
		many[fmt.Sprintf("xl/media/%d.xml", i)] = "x"
	}
	return map[string]string{
		"128 MB of zeros":           workbook(map[string]string{sheet: strings.Repeat("0", 128<<20)}),
		"shared texts of 100 MB":    workbook(map[string]string{"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si><t>x</t></si>", 6<<20)}),
		"ten thousand entries":      workbook(many),
		"a cell in the last corner": workbook(map[string]string{sheet: `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>`}),
		"entities":                  workbook(map[string]string{sheet: `<?xml version="1.0"?>` + entities + `]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>`}),
		"an entity of a file":       workbook(map[string]string{sheet: `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>`}),
		"a relation to elsewhere":   workbook(map[string]string{"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="file:///etc/passwd" TargetMode="External"/></Relationships>`}),
		"names that break out":      workbook(map[string]string{"../../../../tmp/chargeback-escaped": "x", "/etc/chargeback-escaped": "x", `..\..\escaped`: "x"}),
		"a workbook in a workbook":  workbook(map[string]string{"xl/embeddings/x.xlsx": workbook(map[string]string{sheet: strings.Repeat("0", 64<<20)})}),
		"no workbook":               zipped(t, map[string]string{"x": "y"}),
		"half a workbook":           workbook(nil)[:400],
	}
}

func zipped(t testing.TB, parts map[string]string) string {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	for name, content := range parts {
		part, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		require.NoError(t, err)
		_, err = io.WriteString(part, content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return file.String()
}

// names are those that some servers have written files under.
var hostileNames = []string{
	"../../x.csv", `..\..\x.csv`, "/etc/x.csv", `C:\x.csv`, "%2e%2e%2fx.csv", "devices.csv\x00.xlsx", "CON", "NUL.csv", ".csv", "..", ".", "-rf", "~/.bashrc", "$(id).csv", "`id`.csv",
	"a\r\nSet-Cookie: x=y.csv", `"; filename="evil.bat`, strings.Repeat("å", 2000) + ".csv", "\u202Evsc.x", "devices.csv/../../x", "aux.csv:stream", "<script>alert(1)</script>.csv",
}

// hostileFiles: files that are bombs, break out of their folder or read others
// are refused quickly, by the page and by the API, and nothing stays.
func (a *attack) hostileFiles() {
	before, waiting := a.digest(), a.leftBehind()
	escaped := filepath.Join(os.TempDir(), "chargeback-escaped")
	finance := a.as(demoFinance)
	refused := func(what string, got answer) {
		a.Helper()
		a.tries[a.family]++
		if got.status != http.StatusUnprocessableEntity && got.status != http.StatusRequestEntityTooLarge && got.status != http.StatusBadRequest {
			a.Errorf("%s: %d: %s", what, got.status, excerpt(got.text))
		}
		a.tells(request{path: what}, got)
		require.NotContains(a, got.text, "root:x:", what)
	}
	for what, content := range hostile(a.T) {
		var was, is runtime.MemStats
		runtime.ReadMemStats(&was)
		begun := time.Now()
		refused(what, a.upload(finance.byToken(), "/api/v1/imports", map[string]string{"dry_run": "true"}, sentFile{"devices.xlsx", content}))
		refused(what+", on the page", a.viewed(a.upload(finance, "/import", nil, sentFile{"devices.xlsx", content})))
		runtime.ReadMemStats(&is)
		require.Less(a, is.TotalAlloc-was.TotalAlloc, uint64(600<<20), "%s: bytes that were allocated for it", what)
		require.Less(a, time.Since(begun), 20*time.Second, what)
	}
	for _, name := range hostileNames {
		for _, content := range []string{"x", "id,class,cost_center\nd1,nonsense,100\n"} {
			refused(name, a.upload(finance.byToken(), "/api/v1/imports", nil, sentFile{name, content}))
			refused(name, a.viewed(a.upload(finance, "/import", map[string]string{"table": "devices"}, sentFile{name, content})))
		}
	}
	for what, content := range map[string]string{
		"a million commas": "id,class,cost_center\nx" + strings.Repeat(",x", 1<<20), "one line of 8 MB": "id,class\n" + strings.Repeat("x", 8<<20), "a quote without an end": "id,class,cost_center\n\"" + strings.Repeat("x\n", 1<<20),
		"NUL": "id,class,cost_center\nd\x00,staff,100\n", "no UTF-8": "id,class,cost_center\n\xff\xfe,staff,100\n", "nothing": "", "an amount of a megabyte": "id,date,category,amount\nx,2017-11-01,PC," + strings.Repeat("9", 1<<20) + "\n",
	} {
		refused(what, a.upload(finance.byToken(), "/api/v1/imports", map[string]string{"dry_run": "true"}, sentFile{"devices.csv", content}))
		refused(what, a.viewed(a.upload(finance, "/import", nil, sentFile{"devices.csv", content})))
	}
	for _, path := range []string{"/api/v1/imports", "/import"} {
		refused("21 MB by "+path, a.upload(finance, path, nil, sentFile{"devices.csv", strings.Repeat("x", 21<<20)}))
		refused("no file by "+path, a.upload(finance, path, nil))
	}
	refused("60 files", a.upload(finance, "/api/v1/imports", map[string]string{"dry_run": "true"}, many(60)...))
	// An upload is its sender's only.
	mine := a.upload(finance, "/import", nil, sentFile{"devices.csv", "id,class,cost_center\nd1,staff,100\n"}).header.Get("Location")
	require.Regexp(a, `^/import/[A-Z2-7]{26}$`, mine)
	for _, other := range []string{demoApprover, attackChief} {
		got := a.as(other).try(request{path: mine}, http.StatusSeeOther)
		require.Equal(a, "/import", got.header.Get("Location"))
		got = a.as(other).try(request{method: http.MethodPost, path: mine, form: map[string][]string{"idempotency_key": {"theirs"}, "yes": {"yes"}}}, http.StatusSeeOther)
		require.Equal(a, "/import", got.header.Get("Location"))
	}
	require.NoFileExists(a, escaped)
	require.LessOrEqual(a, a.leftBehind()-waiting, 5, "an upload waits for its sender; a person has few waiting")
	a.unchanged(before)
}

func many(n int) (files []sentFile) {
	for i := range n {
		files = append(files, sentFile{fmt.Sprintf("devices%d.csv", i), "id\n"})
	}
	return files
}

// viewed follows to what an upload would change.
func (a *attack) viewed(got answer) answer {
	if got.status == http.StatusSeeOther {
		return a.as(demoFinance).send(request{path: got.header.Get("Location")})
	}
	return got
}

// leftBehind counts the folders of uploads.
func (a *attack) leftBehind() int {
	var all []string
	for _, pattern := range []string{"chargeback-upload-*", "chargeback-import-*", "multipart-*"} {
		found, err := filepath.Glob(filepath.Join(os.TempDir(), pattern))
		require.NoError(a, err)
		all = append(all, found...)
	}
	return len(all)
}

// TestAttacksOnTheCommandLine (TRUST A25): what is unsafe is refused; nobody
// else reads the files; no secret stands in a command line or comes out.
func TestAttacksOnTheCommandLine(t *testing.T) {
	folder := t.TempDir()
	db := filepath.Join(folder, "chargeback.db")
	require.Equal(t, exitDone, call("import", folderOf(t, tiny), "--db", db, "--as", "Anna").code)
	require.Equal(t, exitDone, call("person", "add", "Eva", "--role", "admin", "--db", db, "--as", "Eva").code, "the first administrator")
	backup := filepath.Join(folder, "backup.db")
	require.Equal(t, exitDone, call("backup", backup, "--db", db, "--as", "Eva").code)
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 2)
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, "%s is for its owner only: %v", file, info.Mode())
	}
	refused := func(args []string, env []string, says string) {
		t.Helper()
		cmd := process(t, append([]string{"serve", "--db", db, "--lang", "en"}, args...)...)
		cmd.Env = append(os.Environ(), env...)
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		require.ErrorAs(t, err, &exit, string(out))
		require.Contains(t, string(out), says)
		require.NotContains(t, string(out), "very-secret")
	}
	for _, listen := range []string{"0.0.0.0:0", ":0", "[::]:0"} {
		refused([]string{"--listen", listen}, nil, "needs HTTPS")
		refused([]string{"--listen", listen, "--proxy", "10.0.0.1"}, nil, "--base-url")
	}
	refused([]string{"--metrics", "0.0.0.0:9090"}, nil, "metrics")
	refused([]string{"--tls-cert", "x"}, nil, "--tls-key")
	refused([]string{"--base-url", "http://debitering.example.se"}, nil, "--base-url")
	refused([]string{"--base-url", "https://debitering.example.se/path"}, nil, "--base-url")
	refused(nil, []string{"CHARGEBACK_OIDC_SECRETT=very-secret"}, "CHARGEBACK_OIDC_SECRETT")
	refused(nil, []string{"CHARGEBACK_PASSWORD=very-secret"}, "CHARGEBACK_PASSWORD")
	refused([]string{"--oidc-secret", "very-secret-x"}, nil, "--oidc-secret")
	help := done(t, "serve", "--help", "--lang", "en")
	for _, flag := range []string{"--oidc-secret", "--smtp-password", "--password", "--token"} {
		require.NotContains(t, help, flag+" ", "secrets stand in no command line")
	}
}
