package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/internal/chargeback"
)

// failure is one way for data to be bad, and the sentence that tells it.
type failure struct {
	code    chargeback.Code
	changes map[string]string // to the tiny set
	swedish string
	english string // where it is tried too
}

const nothing = "chargeback: inget beräknades: underlaget har 1 fel\n  "

// TestFailures tries every failure of a folder: exit code 3, the whole sentence
// on standard error, nothing on standard output and nothing written.
func TestFailures(t *testing.T) {
	t.Parallel()
	for _, f := range failures {
		t.Run(string(f.code), func(t *testing.T) {
			t.Parallel()
			data := folderOf(t, with(f.changes))
			out := filepath.Join(t.TempDir(), "notor")
			want := nothing + f.swedish + "\n"
			if f.code == chargeback.NoITCostCenter { // of the month as a whole: one sentence
				want = "chargeback: " + f.swedish + "\n"
			}
			got := call("run", "--data", data, "--month", "2017-03", "--format", "json", "--out", out)
			assert.Equal(t, outcome{exitBadData, "", want}, got)
			absent(t, out)

			got = call("explain", "--data", data, "--month", "2017-03", "--cost-center", "100")
			assert.Equal(t, outcome{exitBadData, "", want}, got)

			got = call("check", "--data", data)
			assert.Equal(t, exitBadData, got.code)
			assert.Empty(t, got.stdout)
			assert.Contains(t, got.stderr, f.swedish)

			got = call("run", "--data", data, "--month", "2017-03", "--lang", "en")
			assert.Equal(t, exitBadData, got.code)
			assert.Contains(t, got.stderr, f.english)
			assert.NotContains(t, got.stderr, "{")
		})
	}
}

// TestFailuresOfPaths: what the path leads to is no data set.
func TestFailuresOfPaths(t *testing.T) {
	t.Parallel()
	folder := folderOf(t, map[string]string{"anteckning.txt": "hej", "kostnader.CSV": "x", "tom.xlsx": "", "skräp.xlsx": "PK\x03\x04skräp"})
	empty := folderOf(t, map[string]string{"läs mig.txt": "inget här"})
	f := func(path, want string) {
		t.Helper()
		got := call("run", "--data", path, "--month", "2017-03")
		assert.Equal(t, outcome{exitBadData, "", want + "\n"}, got)
	}
	missing := filepath.Join(folder, "finns inte")
	f(missing, "chargeback: det finns inget underlag på ”"+missing+"” (den finns inte); ange en mapp med CSV-filer eller en arbetsbok (.xlsx)")
	note := filepath.Join(folder, "anteckning.txt")
	f(note, "chargeback: ”"+note+"” är inget underlag; ange en mapp med CSV-filer eller en arbetsbok (.xlsx)")
	f(empty, "chargeback: mappen har inga CSV-filer; den behöver minst settings, departments, cost_centers, categories och costs")
	for _, name := range []string{"tom.xlsx", "skräp.xlsx"} {
		book := filepath.Join(folder, name)
		f(book, "chargeback: arbetsboken ”"+book+"” är skadad, orimligt stor eller ingen arbetsbok (zip: not a valid zip file); öppna den i Excel och spara den på nytt som .xlsx")
	}

	broken := folderOf(t, with(map[string]string{"ports.csv": gone}))
	require.NoError(t, os.Symlink(missing, filepath.Join(broken, "ports.csv")))
	f(broken, "chargeback: ports.csv: filen går inte att läsa (den finns inte); se att den finns kvar och att du får läsa den")
	f(folderOf(t, map[string]string{"costs.csv": tiny["costs.csv"]}), `chargeback: inget beräknades: underlaget har 4 fel
  settings.csv: tabellen saknas och behövs; lägg till den, om så bara med sin rubrikrad
  departments.csv: tabellen saknas och behövs; lägg till den, om så bara med sin rubrikrad
  cost_centers.csv: tabellen saknas och behövs; lägg till den, om så bara med sin rubrikrad
  categories.csv: tabellen saknas och behövs; lägg till den, om så bara med sin rubrikrad`)
}

// TestFailureOfACellInAWorkbook: a formula that shows an error is told by sheet
// and line.
func TestFailureOfACellInAWorkbook(t *testing.T) {
	t.Parallel()
	files := with(map[string]string{"costs.csv": "id,date,category,amount\nk1,2017-03-10,PC,#N/A\n"})
	got := call("run", "--data", bookOf(t, files), "--month", "2017-03")
	want := nothing + "costs, rad 2, kolumn amount: cellen visar felet #N/A; rätta formeln i arbetsboken\n"
	assert.Equal(t, outcome{exitBadData, "", want}, got)
	got = call("run", "--data", bookOf(t, files), "--month", "2017-03", "--lang", "en")
	assert.Contains(t, got.stderr, "costs, line 2, column amount: the cell shows the error #N/A; mend the formula in the workbook")
}

// TestFailureOfTheBalance cannot be made from data: its sentence is tried by
// itself.
func TestFailureOfTheBalance(t *testing.T) {
	t.Parallel()
	var stderr strings.Builder
	a := &app{err: &stderr}
	a.report(&chargeback.Error{Code: chargeback.Unbalanced, Args: []string{"2017-03"}, Err: errors.New("1 öre för mycket")})
	assert.Equal(t, "chargeback: 2017-03: beräkningen stämmer inte. Inget är sparat. Anmäl felet till förvaltaren: 1 öre för mycket\n", stderr.String())
}

// triedElsewhere are the codes of the tests above.
var triedElsewhere = []chargeback.Code{
	chargeback.NoDataSet, chargeback.NotADataSet, chargeback.EmptyDataSet, chargeback.BadWorkbook,
	chargeback.UnreadableFile, chargeback.CellError, chargeback.Unbalanced,
}

// TestEveryFailureIsTried reads the codes from their source, so that a new one
// fails until it has its case.
func TestEveryFailureIsTried(t *testing.T) {
	t.Parallel()
	tried := make(map[string]bool)
	for _, f := range failures {
		tried[string(f.code)] = true
	}
	for _, code := range triedElsewhere {
		tried[string(code)] = true
	}
	codes := declaredCodes(t)
	require.Greater(t, len(codes), 40)
	for _, code := range codes {
		assert.True(t, tried[code], "error code %s has no case in this file", code)
	}
}

func declaredCodes(t *testing.T) []string {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), "../../internal/chargeback/error.go", nil, 0)
	require.NoError(t, err)
	var codes []string
	ast.Inspect(source, func(node ast.Node) bool {
		if spec, ok := node.(*ast.ValueSpec); ok {
			for _, value := range spec.Values {
				if text, ok := value.(*ast.BasicLit); ok && text.Kind == token.STRING {
					code, err := strconv.Unquote(text.Value)
					require.NoError(t, err)
					codes = append(codes, code)
				}
			}
		}
		return true
	})
	return codes
}
