package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// English words that the framework would put into a Swedish help text, and
// Swedish words that would stand in an English one.
var (
	english = strings.Fields("usage flags flag options option default commands command available examples example global " +
		"additional topics use information about string int uint uint64 strings value the of and or for with folder help otherwise show")
	swedish = strings.Fields("så här skriver du exempel kommandon kommando val annars visa den och eller för mapp månad att som hjälpen språk")
)

// TestHelp: every command explains itself in one language at a time.
func TestHelp(t *testing.T) {
	t.Parallel()
	// What the user types is the same in both languages.
	typed := regexp.MustCompile(`--?[a-z-]+|chargeback( month)?( [a-z]+)?|text\|json\|csv|[a-z]+\.(json|xlsx)`)
	word := regexp.MustCompile(`\pL[\pL\d]*`)
	f := func(command string, args ...string) {
		t.Helper()
		for lang, foreign := range map[string][]string{"sv": english, "en": swedish} {
			text := done(t, append(append(strings.Fields(command), args...), "--lang", lang)...)
			prose := typed.ReplaceAllString(text, "")
			if command == "" || command == "month" { // the list of commands begins with their names
				prose = regexp.MustCompile(`(?m)^  [a-z]+ `).ReplaceAllString(prose, "")
			}
			for _, w := range word.FindAllString(strings.ToLower(prose), -1) {
				if slices.Contains(foreign, w) && !(w == "en" || w == "for") {
					t.Errorf("%q in the help of %q in %s:\n%s", w, command, lang, text)
				}
			}
			assert.Contains(t, text, "--help")
			assert.NotContains(t, text, "{{")
			assert.NotContains(t, text, "(default", "the library's own word for what an option is otherwise")
		}
	}
	f("")
	for _, command := range []string{
		"", "run", "explain", "check", "generate", "demo", "import", "export", "verify", "serve", "worker", "back-test", "migrate",
		"budget", "price", "scenario", "invest", "programme", "catalogue",
		"backup", "restore", "retention", "audit", "audit list", "audit verify", "person", "person add", "person deputy", "token create",
		"month", "month list", "month show", "month calculate", "month approve", "month close", "month correct", "month compare",
	} {
		f(command, "--help")
		f(command, "-h")
	}
}

// TestLanguageStandsAnywhere: before the command, after it, and with =.
func TestLanguageStandsAnywhere(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"--lang en run --help", "run --lang en --help", "run --help --lang=en", "--lang=en run -h"} {
		assert.Contains(t, done(t, strings.Fields(line)...), "Usage:\n", line)
	}
	assert.Contains(t, done(t, "run", "--help"), "Så här skriver du:\n")
}
