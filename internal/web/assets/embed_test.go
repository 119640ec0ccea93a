package assets

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// get asks the handler for one path.
func get(method, target, accepted string) *http.Response {
	request := httptest.NewRequest(method, target, nil)
	request.Header.Set("Accept-Encoding", accepted)
	recorder := httptest.NewRecorder()
	Handler().ServeHTTP(recorder, request)
	return recorder.Result()
}

func TestEveryFileIsServedForEver(t *testing.T) {
	for name, kind := range map[string]string{
		"style.css":         "text/css; charset=utf-8",
		"app.js":            "text/javascript; charset=utf-8",
		"htmx.min.js":       "text/javascript; charset=utf-8",
		"inter-latin.woff2": "font/woff2",
		"icon.svg":          "image/svg+xml",
	} {
		plain := get("GET", URL(name), "")
		body, err := io.ReadAll(plain.Body)
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, plain.StatusCode, name)
		assert.Equal(t, kind, plain.Header.Get("Content-Type"))
		assert.Equal(t, "public, max-age=31536000, immutable", plain.Header.Get("Cache-Control"))
		assert.Empty(t, plain.Header.Get("Content-Encoding"))
		hash := sha256.Sum256(body)
		assert.Contains(t, URL(name), "."+hex.EncodeToString(hash[:8])+path.Ext(name), "the address names the content")

		packed := get("GET", URL(name), "br, gzip;q=0.5")
		if packed.Header.Get("Content-Encoding") == "gzip" {
			reader, err := gzip.NewReader(packed.Body)
			require.NoError(t, err)
			unpacked, err := io.ReadAll(reader)
			require.NoError(t, err)
			assert.Equal(t, body, unpacked, name)
		} else {
			assert.Contains(t, []string{"inter-latin.woff2", "icon.svg"}, name, "the rest is worth packing")
		}

		head := get("HEAD", URL(name), "")
		none, err := io.ReadAll(head.Body)
		require.NoError(t, err)
		assert.Empty(t, none)
		assert.Equal(t, plain.Header.Get("Content-Length"), head.Header.Get("Content-Length"))
	}
}

func TestOnlyKnownAddressesAreServed(t *testing.T) {
	for _, target := range []string{
		"/assets/", "/assets/style.css", "/assets/app.js", "/assets/VENDOR.md", "/assets/embed.go",
		"/assets/vendor/pico.min.css", "/assets/%2e%2e/embed.go", "/assets/app.0000000000000000.js",
	} {
		assert.Equal(t, http.StatusNotFound, get("GET", target, "gzip").StatusCode, target)
	}
	assert.Equal(t, http.StatusMethodNotAllowed, get("POST", URL("app.js"), "").StatusCode)
	assert.Panics(t, func() { URL("app.css") })
}

func TestTakesGzip(t *testing.T) {
	for accepted, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "br, gzip, deflate": true, "gzip;q=0": false, "gzip; q=0.000": false,
		"gzip;q=0.1": true, "br": false, "xgzip": false,
	} {
		assert.Equal(t, want, takesGzip(accepted), accepted)
	}
}

// A first load is everything at once. Pages and pictures get the rest of 250 kB.
func TestAFirstLoadIsLight(t *testing.T) {
	sent := 0
	for _, f := range served {
		if f.gzipped != nil {
			sent += len(f.gzipped)
		} else {
			sent += len(f.plain)
		}
	}
	t.Logf("a first load is %d bytes", sent)
	assert.Less(t, sent, 110_000)
}

func TestSheetsUseOnlyWhatIsThere(t *testing.T) {
	css := ""
	for _, name := range sheets {
		css += string(read(name))
	}
	defined := map[string]bool{}
	for _, m := range regexp.MustCompile(`(--[a-z0-9-]+):`).FindAllStringSubmatch(css, -1) {
		defined[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`var\((--[a-z0-9-]+)`).FindAllStringSubmatch(css, -1) {
		assert.True(t, defined[m[1]], "%s is no token", m[1])
	}
	for _, m := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(css, -1) {
		assert.Equal(t, `"vendor/inter-latin.woff2"`, m[1], "nothing is fetched from elsewhere, or from a data address")
	}
	assert.Equal(t, strings.Count(css, "{"), strings.Count(css, "}"))

	// Pico's icons are data addresses, which the policy refuses: each is turned off.
	for _, m := range regexp.MustCompile(`(--pico-icon-[a-z]+):\s*url`).FindAllStringSubmatch(string(read("vendor/pico.min.css")), -1) {
		assert.Contains(t, css, m[1]+": none;")
	}
	assert.Contains(t, string(served["style.css"].plain), `url("`+URL("inter-latin.woff2")+`")`)
	assert.NotContains(t, string(served["style.css"].plain), "@charset")
}

// Outside the tokens and paper no sheet has a colour of its own, so that both themes follow.
func TestColoursAreTokens(t *testing.T) {
	colour := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(`)
	for _, name := range sheets {
		if name != "tokens.css" && name != "print.css" {
			assert.Empty(t, colour.FindAllString(string(read(name)), -1), name)
		}
	}
}

func TestVendoredFilesAreWhatVendorSays(t *testing.T) {
	list, err := os.ReadFile("VENDOR.md")
	require.NoError(t, err)
	entries, err := FS.ReadDir("vendor")
	require.NoError(t, err)
	for _, entry := range entries {
		name := path.Join("vendor", entry.Name())
		require.Contains(t, string(list), "`"+name+"`")
		if !strings.Contains(name, "LICENSE") {
			hash := sha256.Sum256(read(name))
			assert.Contains(t, string(list), hex.EncodeToString(hash[:]), name)
		}
	}
}
