package architecture

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

const module = "chargeback"

// A source is one Go file of the repository. It is read with the os package, not through `go list`, so that the
// test cache notices when it changes.
type source struct {
	file    string // from the root, with slashes
	folder  string
	test    bool
	foreign bool // in a module of its own
	lines   int
	syntax  *ast.File
}

// readSources parses every Go file outside testdata and hidden folders.
func readSources(repository fs.FS) ([]source, error) {
	var sources []source
	foreign := ""
	err := fs.WalkDir(repository, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "." {
			base := entry.Name()
			if base == "testdata" || base[0] == '.' || base[0] == '_' {
				return fs.SkipDir
			}
			if _, err := fs.Stat(repository, path.Join(name, "go.mod")); err == nil {
				foreign = name
			}
		}
		if entry.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(repository, name)
		if err != nil {
			return err
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		sources = append(sources, source{
			file:    name,
			folder:  path.Dir(name),
			test:    strings.HasSuffix(name, "_test.go"),
			foreign: foreign != "" && strings.HasPrefix(name, foreign+"/"),
			lines:   bytes.Count(text, []byte("\n")),
			syntax:  syntax,
		})
		return nil
	})
	return sources, err
}

// imports lists the import paths of a file; a package of this module is given by its folder.
func (s source) imports() (own, other []string) {
	for _, spec := range s.syntax.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if folder, ok := strings.CutPrefix(imported, module+"/"); ok {
			own = append(own, folder)
			continue
		}
		other = append(other, imported)
	}
	return own, other
}

// calls says whether the file uses one of the named functions of a package of the standard library.
func (s source) calls(imported string, functions ...string) bool {
	local := ""
	for _, spec := range s.syntax.Imports {
		if spec.Path.Value == strconv.Quote(imported) {
			local = path.Base(imported)
			if spec.Name != nil {
				local = spec.Name.Name
			}
		}
	}
	found := false
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		from, ok := selector.X.(*ast.Ident)
		for _, function := range functions {
			found = found || ok && local != "" && from.Name == local && selector.Sel.Name == function
		}
		return true
	})
	return found
}

// standard says whether an import path belongs to the standard library: no dot in its first part.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

// within says whether an import path is one of the modules or lies in one.
func within(imported string, modules []string) bool {
	for _, of := range modules {
		if imported == of || strings.HasPrefix(imported, of+"/") {
			return true
		}
	}
	return false
}
