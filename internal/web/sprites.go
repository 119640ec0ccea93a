package web

import (
	"html/template"
	"strings"
)

// icons are drawn with lines in a square of 16, by name.
var icons = []struct{ name, shape string }{
	{"circle", `<circle cx="8" cy="8" r="5.5"/>`},
	{"half", `<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5v11a5.5 5.5 0 0 0 0-11z" fill="currentColor" stroke="none"/>`},
	{"dash", `<circle cx="8" cy="8" r="5.5" stroke-dasharray="2.6 2.4"/>`},
	{"check", `<path d="M3 8.5l3.2 3.2L13 4.8"/>`},
	{"lock", `<rect x="3.5" y="7" width="9" height="6.5" rx="1"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>`},
	{"warn", `<path d="M8 2.2l6.3 11.3H1.7z"/><path d="M8 6.5v3.2M8 11.7v.1"/>`},
	{"bad", `<circle cx="8" cy="8" r="6"/><path d="M8 4.8v4M8 11v.1"/>`},
	{"info", `<circle cx="8" cy="8" r="6"/><path d="M8 7.3v4M8 5v.1"/>`},
	{"right", `<path d="M6 3.5L10.5 8 6 12.5"/>`},
	{"left", `<path d="M10 3.5L5.5 8l4.5 4.5"/>`},
	{"down", `<path d="M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10"/>`},
	{"up", `<path d="M8 11V3M4.5 6L8 2.5 11.5 6M3 13.5h10"/>`},
	{"clock", `<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.3 1.6"/>`},
	{"moon", `<path d="M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z"/>`},
	{"link", `<path d="M6.5 9.5a2.6 2.6 0 0 0 3.8.2l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-1 1M9.5 6.5a2.6 2.6 0 0 0-3.8-.2L3.5 8.5a2.6 2.6 0 0 0 3.7 3.7l1-1"/>`},
}

// sprites are the icons, once per page; a page shows them by name.
var sprites = func() template.HTML {
	var b strings.Builder
	b.WriteString(`<svg class="defs" aria-hidden="true" focusable="false">`)
	for _, icon := range icons {
		b.WriteString(`<symbol id="i-` + icon.name + `" viewBox="0 0 16 16">` + icon.shape + `</symbol>`)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}()
