package tables

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// chargeable checks what became of any input: a set that can be charged, or
// errors that can be told. It never panics.
func chargeable(t *testing.T, set *Set, err error) {
	t.Helper()
	if err != nil {
		require.Nil(t, set)
		tellable(t, err)
		return
	}
	for _, period := range []allocation.Period{{Year: 2017, Month: 3}, {Year: 1, Month: 1}, {Year: 9999, Month: 12}} {
		month, err := set.Month(period)
		if err == nil {
			_, err = month.Charge(nil)
		}
		if err != nil {
			tellable(t, err)
		}
	}
}

// tellable says that an error is one that people are told in full.
func tellable(t *testing.T, err error) {
	t.Helper()
	var (
		one  *chargeback.Error
		many *chargeback.Errors
	)
	if errors.As(err, &many) {
		require.Positive(t, many.Count)
		require.Len(t, many.List, min(many.Count, chargeback.MaxErrors))
	} else {
		require.True(t, errors.As(err, &one), "%v", err)
		many = &chargeback.Errors{List: []*chargeback.Error{one}}
	}
	line := map[string]int{}
	for _, e := range many.List {
		require.NotContains(t, e.Error(), "bug:")
		require.LessOrEqual(t, line[e.File], e.Line, "in order of line")
		line[e.File] = e.Line
		for _, lang := range []words.Language{words.Swedish, words.English} {
			text := lang.Failure(e)
			require.NotEmpty(t, text)
			require.NotContains(t, text, string(e.Code)+":")
			require.NotContains(t, text, "\x1b")
		}
	}
}

// FuzzCSV reads any bytes as costs.csv of a good set, and as each of the other
// tables.
func FuzzCSV(f *testing.F) {
	names := make([]string, 0, len(schemas))
	for i, s := range schemas {
		names = append(names, s.name)
		f.Add([]byte(strings.Join(s.columns, ",")+"\n"), byte(i))
		f.Add([]byte(tiny[s.name+".csv"]), byte(i))
	}
	const header = "id;date;category;amount;text;supplier;account;voucher;system;application;project;paid_by;from;to\r\n"
	for _, seed := range []string{
		"\uFEFF" + header + "k1;2017-03-01;PC;1 234,50;\"a\"\"b\nc\";;;;;CAD;;;2017-01-01;2017-12-31\r\n",
		header + "k1;2017-03-01;PC;\u22121;R\xE4ka;;;;;;P1;SKOL;;\n;;;;;;;;;;;;;\n",
		"\xFF\xFEi\x00d\x00", "PK\x03\x04", "\"", "id,date,category,amount,,\nk1,2017-03-01,PC,1,,\nk1,2017-03-01,PC,1,,x\n",
		"id,date,category,amount,paid_by\nk1,2017-03-01,PC,1,IT\n", "id,date,category,amount,from\nk1,2017-03-01,PC,1,0001-01-01\n",
		"id,date,category,amount\nk1,2017-03-01,PC,9999999999999.99\nk2,2017-03-01,PC,-9999999999999.99\n",
		"id,date,category,amount\nk1,2017-03-01,PC,1\"\nk2,x,y,z\n\"k3\n",
	} {
		f.Add([]byte(seed), byte(len(names)-1))
	}
	f.Fuzz(func(t *testing.T, content []byte, table byte) {
		name := names[int(table)%len(names)] + ".csv"
		set, err := read(with(name, string(content)))
		chargeable(t, set, err)
	})
}

// FuzzXLSX reads any bytes as a workbook and, where they do not begin as an
// archive does, as a sheet of one.
func FuzzXLSX(f *testing.F) {
	path := filepath.Join(f.TempDir(), "fuzz.xlsx")
	for _, style := range []bookStyle{{}, {dates: true, numbers: true}} {
		book, err := os.ReadFile(bookOf(f, tablesOf(f, folder(tiny)), style))
		require.NoError(f, err)
		f.Add(book)
	}
	row := "<row>" + text("k1") + text("2017-03-01") + text("PC") + text("1") + "</row>"
	f.Add([]byte(sheetOf(headerRow + row)))
	f.Add([]byte(sheetOf(headerRow + `<row r="9"><c r="A9" t="s"><v>7</v></c><c r="B9" s="1"><v>42795</v></c><c r="D9" t="b"><v>1</v></c></row>`)))
	f.Add([]byte(sheetOf(headerRow + `<row><c t="e"><v>#N/A</v></c><c t="str"><f>1+1</f><v>2</v></c><c t="d"><v>2017-03-01</v></c><c><v>1.0000000000000002E-2</v></c></row>`)))
	f.Add([]byte(`<worksheet><dimension ref="A1:XFD1048576"/><sheetData/><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`))
	for _, sheet := range []string{"", "<", sheetOf(`<row r="x"></row>`), sheetOf(`<row><c r="A"><v>1</v></c></row>`)} {
		f.Add([]byte(sheet))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if !strings.HasPrefix(string(content), "PK") {
			content = archiveOf(t, bareBook(string(content)))
		}
		require.NoError(t, os.WriteFile(path, content, 0o600))
		set, err := openBook(path)
		chargeable(t, set, err)
	})
}
