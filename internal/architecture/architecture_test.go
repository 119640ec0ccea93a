package architecture

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// The rules, each with a name for the test's output and the sentences of what breaks it.
var rules = []struct {
	name  string
	check func(fs.FS, []source) []string
}{
	{"every package is in the table", checkPackages},
	{"packages import what the table allows", checkImports},
	{"the top level holds only what it should", checkTopLevel},
	{"package names say something", checkNames},
	{"no Go file is too long", checkLines},
	{"the core is exact and pure", checkCore},
	{"only the command asks for the time", checkClock},
	{"the README names every package", checkReadme},
	{"the peers keep up with our modules", checkPeers},
}

func TestRepository(t *testing.T) {
	repository := os.DirFS("../..")
	sources, err := readSources(repository)
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			for _, broken := range rule.check(repository, sources) {
				t.Error(broken)
			}
		})
	}
}

func checkPackages(_ fs.FS, sources []source) []string {
	var broken []string
	found := map[string]bool{}
	for _, s := range sources {
		if s.foreign || found[s.folder] {
			continue
		}
		found[s.folder] = true
		if _, ok := row(s.folder); !ok {
			broken = append(broken, fmt.Sprintf(
				"package %s is not in the table: add its row to internal/architecture/doc.go and README.md", s.folder))
		}
	}
	for _, p := range Table {
		if !found[p.Path] {
			broken = append(broken, fmt.Sprintf(
				"the table in internal/architecture/doc.go has a row for %s, which has no Go file", p.Path))
		}
	}
	return broken
}

func checkImports(_ fs.FS, sources []source) []string {
	var broken []string
	for _, s := range sources {
		p, ok := row(s.folder)
		if s.foreign || !ok {
			continue
		}
		own, other := s.imports()
		for _, imported := range own {
			to, known := row(imported)
			switch {
			case s.test:
			case known && to.TestSupport:
				broken = append(broken, fmt.Sprintf(
					"%s imports %s, which is test support: only _test files may", s.file, imported))
			case !slices.Contains(p.Imports, imported) && !slices.Contains(p.Imports, Everything):
				broken = append(broken, notAllowed(s, *p, imported))
			}
		}
		for _, imported := range other {
			ok := standard(imported) || within(imported, p.Imports) || s.test && within(imported, TestLibraries)
			if !ok {
				broken = append(broken, notAllowed(s, *p, imported))
			}
		}
	}
	return broken
}

func checkTopLevel(repository fs.FS, _ []source) []string {
	entries, err := fs.ReadDir(repository, ".")
	if err != nil {
		return []string{err.Error()}
	}
	var ignored []string
	if text, err := fs.ReadFile(repository, ".gitignore"); err == nil {
		ignored = strings.Fields(string(text))
	}
	var broken []string
	for _, entry := range entries {
		name := entry.Name()
		isIgnored := slices.ContainsFunc(ignored, func(pattern string) bool {
			matches, _ := path.Match(strings.Trim(pattern, "/"), name)
			return matches
		})
		if name[0] != '.' && !slices.Contains(TopLevel, name) && !isIgnored {
			broken = append(broken, fmt.Sprintf("%s does not belong in the root, which holds only %s, dot files and "+
				"what .gitignore names", name, strings.Join(TopLevel, ", ")))
		}
	}
	return broken
}

func checkNames(_ fs.FS, sources []source) []string {
	var broken []string
	for _, s := range sources {
		for _, name := range []string{path.Base(s.folder), strings.TrimSuffix(s.syntax.Name.Name, "_test")} {
			if slices.Contains(EmptyNames, name) {
				broken = append(broken, fmt.Sprintf("%s: %q says nothing about the package: name it for what it holds",
					s.file, name))
				break
			}
		}
	}
	return broken
}

func checkLines(_ fs.FS, sources []source) []string {
	var broken []string
	for _, s := range sources {
		if s.lines > MostLines {
			broken = append(broken, fmt.Sprintf("%s has %d lines, more than %d: split it by subject",
				s.file, s.lines, MostLines))
		}
	}
	return broken
}

func checkCore(_ fs.FS, sources []source) []string {
	var broken []string
	for _, s := range sources {
		if s.folder != "allocation" || s.test {
			continue
		}
		_, other := s.imports()
		for _, imported := range other {
			if within(imported, Impure) {
				broken = append(broken, fmt.Sprintf("%s imports %s: the core has no input, output or clock", s.file, imported))
			}
		}
		ast.Inspect(s.syntax, func(node ast.Node) bool {
			float := ""
			switch n := node.(type) {
			case *ast.Ident:
				if n.Name == "float32" || n.Name == "float64" {
					float = n.Name
				}
			case *ast.BasicLit:
				if n.Kind == token.FLOAT {
					float = n.Value
				}
			}
			if float != "" {
				broken = append(broken, fmt.Sprintf("%s has %s: the core computes in whole numbers only", s.file, float))
			}
			return true
		})
	}
	return broken
}

func checkClock(_ fs.FS, sources []source) []string {
	var broken []string
	for _, s := range sources {
		mayAsk := s.foreign || s.test || within(s.folder, []string{"cmd"}) || within(s.folder, ClockUsers)
		if !mayAsk && s.calls("time", "Now", "Since", "Until") {
			broken = append(broken, fmt.Sprintf(
				"%s asks the clock: only cmd does, elsewhere the time comes in as a value or a func() time.Time", s.file))
		}
	}
	return broken
}

func checkReadme(repository fs.FS, _ []source) []string {
	text, err := fs.ReadFile(repository, "README.md")
	if err != nil {
		return []string{"README.md is missing: it has a table of the packages"}
	}
	var broken []string
	for _, p := range Table {
		if !strings.Contains(string(text), "`"+p.Path+"`") {
			broken = append(broken, fmt.Sprintf("README.md does not name the package `%s` (in backquotes)", p.Path))
		}
	}
	return broken
}

// checkPeers: the peers' module requires ours, so none of its versions may be
// older than those we require; go refuses to build it then.
func checkPeers(repository fs.FS, _ []source) []string {
	ours, err := fs.ReadFile(repository, "go.mod")
	if err != nil {
		return []string{err.Error()}
	}
	peers, err := fs.ReadFile(repository, "allocation/peers/go.mod")
	if err != nil {
		return []string{err.Error()}
	}
	theirs := required(peers)
	var broken []string
	for module, version := range required(ours) {
		if other, ok := theirs[module]; ok && olderVersion(other, version) {
			broken = append(broken, fmt.Sprintf("allocation/peers/go.mod has %s %s, older than our %s: run go mod tidy there", module, other, version))
		}
	}
	return broken
}

// required are the modules of a go.mod and their versions.
func required(text []byte) map[string]string {
	versions := make(map[string]string)
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(strings.TrimPrefix(line, "require "))
		if len(fields) >= 2 && strings.HasPrefix(fields[1], "v") {
			versions[fields[0]] = fields[1]
		}
	}
	return versions
}

// olderVersion compares versions such as v1.2.3 and v0.0.0-20260112152519-716be5621a96.
func olderVersion(a, b string) bool {
	var numbersA, numbersB [3]int
	fmt.Sscanf(a, "v%d.%d.%d", &numbersA[0], &numbersA[1], &numbersA[2])
	fmt.Sscanf(b, "v%d.%d.%d", &numbersB[0], &numbersB[1], &numbersB[2])
	if numbersA != numbersB {
		return slices.Compare(numbersA[:], numbersB[:]) < 0
	}
	return a < b
}

// row finds a package in the table.
func row(folder string) (*Package, bool) {
	i := slices.IndexFunc(Table, func(p Package) bool { return p.Path == folder })
	if i < 0 {
		return nil, false
	}
	return &Table[i], true
}

func notAllowed(s source, p Package, imported string) string {
	allowed := append([]string{"the standard library"}, p.Imports...)
	return fmt.Sprintf("%s imports %s: %s may import only %s (internal/architecture/doc.go)",
		s.file, imported, p.Path, strings.Join(allowed, ", "))
}

// TestRulesSeeWhatBreaksThem gives every rule a repository of one file that breaks it, and its neighbour that
// does not.
func TestRulesSeeWhatBreaksThem(t *testing.T) {
	f := func(check func(fs.FS, []source) []string, file, text, want string) {
		t.Helper()
		repository := fstest.MapFS{
			file:                      {Data: []byte(text)},
			"allocation/peers/go.mod": {},
			".gitignore":              {Data: []byte("/bin/\n*.out\n")},
		}
		sources, err := readSources(repository)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(check(repository, sources), "\n")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s:\n%s\ngives %q, want %q", file, text, got, want)
		}
	}
	f(checkPackages, "internal/new/a.go", "package new", "package internal/new is not in the table")
	f(checkPackages, "internal/words/a.go", "package words", "a row for allocation, which has no Go file")

	f(checkImports, "internal/report/a.go", `package report; import "chargeback/internal/tables"`,
		"internal/report/a.go imports internal/tables: internal/report may import only the standard library, allocation")
	f(checkImports, "internal/report/a_test.go", `package report; import "chargeback/internal/tables"`, "")
	f(checkImports, "cmd/chargeback/a.go", `package main; import "chargeback/internal/tables"`, "")
	f(checkImports, "cmd/chargeback/a.go", `package main; import "chargeback/internal/reference"`, "test support")
	f(checkImports, "internal/words/a_test.go", `package words; import "chargeback/internal/reference"`, "")
	f(checkImports, "allocation/a.go", `package allocation; import "math/bits"`, "")
	f(checkImports, "allocation/a.go", `package allocation; import "pgregory.net/rapid"`, "may import only the standard library")
	f(checkImports, "allocation/a_test.go", `package allocation; import "pgregory.net/rapid"`, "")
	f(checkImports, "allocation/a_test.go", `package allocation; import "gorm.io/gorm"`, "imports gorm.io/gorm")
	f(checkImports, "allocation/peers/a.go", `package peers; import "gorm.io/gorm"`, "")
	f(checkImports, "internal/tables/a.go", `package tables; import "golang.org/x/text/encoding"`, "")
	f(checkImports, "internal/tables/a.go", `package tables; import "golang.org/x/textile"`, "imports golang.org/x/textile")

	f(checkTopLevel, "pkg/a.go", "package pkg", "pkg does not belong in the root")
	f(checkTopLevel, "bin/chargeback", "", "")
	f(checkTopLevel, "cpu.out", "", "")
	f(checkTopLevel, ".editorconfig", "", "")

	f(checkNames, "internal/util/a.go", "package billing", `"util" says nothing`)
	f(checkNames, "internal/billing/a_test.go", "package helpers_test", `"helpers" says nothing`)
	f(checkNames, "internal/words/a.go", "package words", "")

	f(checkLines, "internal/words/a.go", "package words"+strings.Repeat("\n", 501), "501 lines, more than 500")
	f(checkLines, "internal/words/a.go", "package words"+strings.Repeat("\n", 500), "")

	f(checkCore, "allocation/a.go", "package allocation; func f(a []float64) {}", "has float64")
	f(checkCore, "allocation/a.go", "package allocation; var half = 0.5", "has 0.5")
	f(checkCore, "allocation/a.go", `package allocation; import "io/fs"`, "imports io/fs")
	f(checkCore, "allocation/a_test.go", "package allocation; var half = 0.5", "")

	f(checkClock, "internal/words/a.go", `package words; import "time"; var t = time.Now()`, "asks the clock")
	f(checkClock, "internal/words/a.go", `package words; import "time"; var now = time.Now`, "asks the clock")
	f(checkClock, "internal/words/a.go", `package words; import c "time"; var t = c.Now()`, "asks the clock")
	f(checkClock, "internal/words/a.go", `package words; import "time"; var t = time.UTC`, "")
	f(checkClock, "cmd/chargeback/a.go", `package main; import "time"; var t = time.Now()`, "")

	f(checkReadme, "allocation/a.go", "package allocation", "README.md is missing")
	f(checkReadme, "README.md", "`internal/words`", "does not name the package `allocation`")
	all := ""
	for _, p := range Table {
		all += "`" + p.Path + "` " + p.Holds + "\n"
	}
	f(checkReadme, "README.md", all, "")

	f(checkPeers, "go.mod", "require (\n\tgolang.org/x/sys v0.49.0 // indirect\n)", "")
	for version, want := range map[string]string{"v0.9.0": "has golang.org/x/sys v0.9.0, older than our v0.48.0", "v0.48.0": "", "v0.100.0": ""} {
		repository := fstest.MapFS{
			"go.mod":                  {Data: []byte("require golang.org/x/sys v0.48.0\n")},
			"allocation/peers/go.mod": {Data: []byte("require golang.org/x/sys " + version + "\n")},
		}
		if got := strings.Join(checkPeers(repository, nil), "\n"); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("peers at %s: %q, want %q", version, got, want)
		}
	}
}
