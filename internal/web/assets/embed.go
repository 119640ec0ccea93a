// Package assets holds what a page needs besides its own text: style sheets, scripts, the font and the icon. All
// of it is embedded; nothing comes from another host.
//
// A file is addressed by its content: /assets/app.1f2e3d4c5b6a7988.js. Such an address never changes its meaning, so
// browsers may keep the file for ever, and a new release has new addresses.
//
// The style sheets travel as one file, style.css. Pico comes first, in a cascade layer of its own, so that every
// rule of ours wins over it without greater weight. The third-party files are under vendor; VENDOR.md lists them
// with their versions and licences.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// FS holds the files as they are in the repository.
//
//go:embed *.css app.js icon.svg vendor
var FS embed.FS

// Prefix is the folder of every address that [URL] gives.
const Prefix = "/assets/"

// HTMXConfig is the content of <meta name="htmx-config">: no style or script of htmx's own making, which the content
// security policy would refuse, nothing from other hosts, and answers about bad input (409, 412, 422) put into the page
// like good ones.
const HTMXConfig = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,` +
	`"historyCacheSize":0,"refreshOnHistoryMiss":true,"responseHandling":[{"code":"204","swap":false},` +
	`{"code":"[23]..","swap":true},{"code":"(409|412|422)","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

// sheets are the parts of style.css, in the order of the cascade.
var sheets = []string{"tokens.css", "base.css", "page.css", "table.css", "form.css", "chart.css", "print.css"}

// A file is one that is served.
type file struct {
	url     string
	kind    string // its content type
	plain   []byte
	gzipped []byte // nil where it would save nothing
}

// served lists the files by name, and byURL by the last part of the address.
var served, byURL = load()

// URL returns the address of a file: style.css, app.js, htmx.min.js, inter-latin.woff2 or icon.svg. Any other name is
// a bug of the caller and panics.
func URL(name string) string {
	f, ok := served[name]
	if !ok {
		panic("bug: no asset " + strconv.Quote(name))
	}
	return f.url
}

// Handler serves the files below [Prefix], compressed where the browser takes gzip. Anything but a known address
// is not found.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		header, body := w.Header(), f.plain
		header.Set("Content-Type", f.kind)
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
		header.Set("X-Content-Type-Options", "nosniff")
		if f.gzipped != nil {
			header.Add("Vary", "Accept-Encoding")
			if takesGzip(r.Header.Get("Accept-Encoding")) {
				header.Set("Content-Encoding", "gzip")
				body = f.gzipped
			}
		}
		header.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // the reader has gone: nobody to tell
		}
	})
}

// takesGzip reads an Accept-Encoding header: gzip is among the codings and not refused by q=0.
func takesGzip(accepted string) bool {
	for coding := range strings.SplitSeq(accepted, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		q, isWeight := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
		return !isWeight || strings.Trim(q, "0.") != ""
	}
	return false
}

// load makes the files that are served. The style sheet comes last: it names the address of the font.
func load() (byName, byURL map[string]file) {
	byName, byURL = map[string]file{}, map[string]file{}
	add := func(name, kind string, content []byte) {
		hash := sha256.Sum256(content)
		extension := path.Ext(name)
		f := file{
			url:   Prefix + strings.TrimSuffix(name, extension) + "." + hex.EncodeToString(hash[:8]) + extension,
			kind:  kind,
			plain: content,
		}
		if packed := compress(content); len(packed) < len(content)*9/10 {
			f.gzipped = packed
		}
		byName[name], byURL[f.url] = f, f
	}
	add("icon.svg", "image/svg+xml", read("icon.svg"))
	add("app.js", "text/javascript; charset=utf-8", read("app.js"))
	add("htmx.min.js", "text/javascript; charset=utf-8", read("vendor/htmx.min.js"))
	add("inter-latin.woff2", "font/woff2", read("vendor/inter-latin.woff2"))
	add("style.css", "text/css; charset=utf-8", style(byName["inter-latin.woff2"].url))
	return byName, byURL
}

// style joins the sheets. A charset rule has no place inside a layer; the content type says it.
func style(font string) []byte {
	var joined bytes.Buffer
	joined.WriteString("@layer pico{")
	joined.Write(bytes.TrimPrefix(read("vendor/pico.min.css"), []byte(`@charset "UTF-8";`)))
	joined.WriteString("}\n")
	for _, name := range sheets {
		joined.Write(read(name))
	}
	return bytes.ReplaceAll(joined.Bytes(), []byte("vendor/inter-latin.woff2"), []byte(font))
}

// read returns an embedded file, which is always there.
func read(name string) []byte {
	content, err := FS.ReadFile(name)
	if err != nil {
		panic("bug: " + err.Error())
	}
	return content
}

// compress packs content once, at start, as tightly as gzip can.
func compress(content []byte) []byte {
	var packed bytes.Buffer
	writer, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err == nil {
		_, err = writer.Write(content)
	}
	if err == nil {
		err = writer.Close()
	}
	if err != nil {
		panic("bug: " + err.Error()) // memory takes everything
	}
	return packed.Bytes()
}
