package words

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// codesIn lists the codes that a file declares.
func codesIn(t *testing.T, file string) []chargeback.Code {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	var codes []chargeback.Code
	ast.Inspect(source, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Code" {
			for _, value := range spec.Values {
				code, err := strconv.Unquote(value.(*ast.BasicLit).Value)
				require.NoError(t, err)
				codes = append(codes, chargeback.Code(code))
			}
		}
		return true
	})
	require.NotEmpty(t, codes)
	return codes
}

var placeholder = regexp.MustCompile(`\{[a-z0-9]*\}`)

// TestEveryFailureHasItsSentences: one per code and language, which use the
// same facts and leave none of them open.
func TestEveryFailureHasItsSentences(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../chargeback/error*.go")
	require.NoError(t, err)
	var codes []chargeback.Code
	for _, file := range append(files, "../sie/problem.go") {
		codes = append(codes, codesIn(t, file)...)
	}
	for _, code := range codes {
		sentence, ok := failures[code]
		require.True(t, ok, "code %s has no sentence", code)
		inSwedish, inEnglish := placeholder.FindAllString(sentence[Swedish], -1), placeholder.FindAllString(sentence[English], -1)
		slices.Sort(inSwedish)
		slices.Sort(inEnglish)
		assert.Equal(t, inSwedish, inEnglish, code)
		for _, lang := range []Language{Swedish, English} {
			text := lang.Failure(&chargeback.Error{
				Code: code, File: "costs.csv", Line: 7, Column: "amount", Value: "värdet",
				Args: []string{"ett", "två", "tre"}, Err: errors.New("orsaken"),
			})
			place := []string{"costs.csv, rad 7, kolumn amount: ", "costs.csv, line 7, column amount: "}[lang]
			assert.True(t, strings.HasPrefix(text, place), text)
			assert.NotRegexp(t, placeholder, text)
			assert.NotRegexp(t, `[.!]$`, text, "a sentence in a list has no full stop")
			assert.NotContains(t, text, "  ")
		}
	}
	assert.Len(t, failures, len(codes), "there is a sentence of a code that does not exist")
}

// TestEveryFindingHasItsSentences: a finding is never told as its code.
func TestEveryFindingHasItsSentences(t *testing.T) {
	t.Parallel()
	months := []allocation.Period{{Year: 2017, Month: 1}, {Year: 2017, Month: 2}, {Year: 2017, Month: 4}}
	for _, code := range codesIn(t, "../chargeback/findings.go") {
		f := chargeback.Finding{Code: code, Object: "X1", Name: "Namnet", Months: months, Amount: 1, Count: 2}
		swedish, english := Swedish.Finding(f), English.Finding(f)
		for _, text := range []string{swedish, english} {
			assert.NotContains(t, text, string(code))
			assert.NotContains(t, text, "%!")
			assert.True(t, strings.HasSuffix(text, "."), text)
		}
		assert.NotEqual(t, swedish, english)
	}
	assert.Equal(t, "2017-01–2017-02, 2017-04", Swedish.monthList(months))
}

func TestFailure(t *testing.T) {
	t.Parallel()
	f := func(lang Language, e *chargeback.Error, want string) {
		t.Helper()
		assert.Equal(t, want, lang.Failure(e))
	}
	f(Swedish, &chargeback.Error{Code: chargeback.MissingTable, File: "costs"}, "costs: tabellen saknas och behövs; lägg till den, om så bara med sin rubrikrad")
	f(Swedish, &chargeback.Error{Code: chargeback.UnreadableFile, File: "a.csv", Err: fs.ErrPermission},
		"a.csv: filen går inte att läsa (du har inte rätt till det); se att den finns kvar och att du får läsa den")
	f(English, &chargeback.Error{Code: chargeback.UnreadableFile, File: "a.csv", Err: fs.ErrPermission},
		"a.csv: the file cannot be read (permission denied); see that it is there and that you may read it")
	// A value is shown, never obeyed: placeholders and what steers a terminal.
	f(Swedish, &chargeback.Error{Code: chargeback.NotNumber, Value: "{list}{0}"},
		"”{list}{0}” är inte ett tal; skriv siffror, och komma eller punkt före decimalerna, som 1234,50")
	f(English, &chargeback.Error{Code: chargeback.Negative, File: "a\nb", Column: "\x1b[2J", Value: "\x1b]0;x\x07\x7f\u009b"},
		"a␊b, column ␛[2J: “␛]0;x␇␡\uFFFD” is negative; the number must be zero or more")
	for err, want := range map[error]string{
		fs.ErrNotExist: "den finns inte", syscall.ENOTDIR: "en del av sökvägen är ingen mapp", syscall.EISDIR: "det är en mapp",
		syscall.ENOSPC: "disken är full", syscall.EROFS: "disken är skrivskyddad", errors.New("okänt"): "okänt",
	} {
		assert.Equal(t, want, Swedish.Cause(err))
		assert.Equal(t, err.Error(), English.Cause(err))
	}
	// What is no failure of the data is told as it is.
	assert.Equal(t, "slut", Swedish.Failure(errors.New("slut")))
	assert.Equal(t, "costs.csv: ny_kod", Swedish.Failure(&chargeback.Error{Code: "ny_kod", File: "costs.csv"}))
}
