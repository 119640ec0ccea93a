package auth

import (
	"net/url"
	"strings"
	"unicode"
)

// maxPath is the longest address that a login leads back to, in bytes.
const maxPath = 2000

// LocalPath returns a path of this site to lead a browser to, with its query:
// the text if it is one, else "/". What a browser could read as another site
// (//host, /\host, a tab between) is none.
func LocalPath(text string) string {
	const home = "/"
	if len(text) > maxPath || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") ||
		strings.ContainsFunc(text, func(c rune) bool { return c == '\\' || unicode.IsControl(c) || unicode.IsSpace(c) }) {
		return home
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return home
	}
	return text
}
