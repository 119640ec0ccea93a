package tables

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"chargeback/internal/chargeback"
)

// tiny is a set with one row or a few in the tables that tests change.
var tiny = map[string]string{
	"settings.csv":      "key,value\nname,Testköping\nit_cost_center,900\n",
	"departments.csv":   "code,name,kind\nIT,IT-avdelningen,it\nSKOL,Skolan,administration\n",
	"cost_centers.csv":  "code,name,department\n100,Norra skolan,SKOL\n200,Södra skolan,SKOL\n900,IT-drift,IT\n",
	"categories.csv":    "code,cost_type,name\nPC,Inköp,Datorer\nSTAB,Lönekostnader,Stab\n",
	"rules.csv":         "category,model,share\nPC,device,1\nSTAB,central,1\n",
	"devices.csv":       "id,class,cost_center\nd1,staff,100\nd2,staff,200\n",
	"users.csv":         "id,cost_center\nu1,100\n",
	"applications.csv":  "code,name\nCAD,Ritprogram\n",
	"projects.csv":      "code,name\nP1,Flytten\n",
	"project_hours.csv": "project,month,hours\nP1,2017-03,1\n",
	"costs.csv":         "id,date,category,amount\nk1,2017-03-10,PC,100.00\n",
}

// with returns tiny with some files changed.
func with(name, content string) fstest.MapFS {
	files := maps.Clone(tiny)
	files[name] = content
	return folder(files)
}

func folder(files map[string]string) fstest.MapFS {
	f := fstest.MapFS{}
	for name, content := range files {
		f[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return f
}

// read reads a folder.
func read(files fs.FS) (*Set, error) {
	source, err := OpenFolder(files)
	if err != nil {
		return nil, err
	}
	return Read(source, nil)
}

// good is read for a set that must be accepted.
func good(t testing.TB, files fs.FS) *Set {
	t.Helper()
	set, err := read(files)
	require.NoError(t, err)
	return set
}

// bad is read for a set that must be refused, and returns its errors, each as
// "line column code".
func bad(t testing.TB, files fs.FS) []string {
	t.Helper()
	set, err := read(files)
	require.Nil(t, set)
	return told(t, err)
}

func told(t testing.TB, err error) []string {
	t.Helper()
	var all *chargeback.Errors
	require.True(t, errors.As(err, &all), "%v", err)
	require.Equal(t, min(all.Count, chargeback.MaxErrors), len(all.List))
	out := make([]string, len(all.List))
	for i, e := range all.List {
		out[i] = e.Error()
	}
	return out
}

// held returns what a set holds, without the lines that errors would name.
func held(s *Set) []any {
	costs := make([]chargeback.Cost, len(s.Facts.Rows.Costs))
	for i, c := range s.Facts.Rows.Costs {
		c.Line = 0
		costs[i] = c
	}
	rows := s.Facts.Rows
	rows.Costs = nil
	return []any{s.Facts.Index, rows, costs, s.Large, s.Rows}
}

// example is one of the months worked out beside the reference.
func example(number string) fs.FS {
	return os.DirFS(path.Join("../reference/testdata/examples", number))
}

// tablesOf reads the tables of a plain folder with another CSV reader.
func tablesOf(t testing.TB, files fs.FS) map[string][][]string {
	t.Helper()
	names, err := fs.Glob(files, "*.csv")
	require.NoError(t, err)
	tables := make(map[string][][]string)
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		text := strings.TrimPrefix(string(content), "\uFEFF")
		r := csv.NewReader(strings.NewReader(text))
		header, _, _ := strings.Cut(text, "\n")
		r.Comma = rune(separatorOf([]byte(header)))
		r.TrimLeadingSpace = true
		records, err := r.ReadAll()
		require.NoError(t, err, name)
		tables[strings.TrimSuffix(name, ".csv")] = records
	}
	return tables
}
