package tables

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/chargeback"
)

// bookStyle says how a table's cells are stored in a workbook.
type bookStyle struct {
	dates   bool // real dates, not texts
	numbers bool // real numbers, not texts
	since   bool // days are counted from 1904, as old Macs do
}

var (
	realDate   = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	realNumber = regexp.MustCompile(`^-?(0|[1-9]\d{0,12})([.,]\d{1,6})?$`)
)

// bookOf writes tables as a workbook, a sheet for each.
func bookOf(t testing.TB, tables map[string][][]string, style bookStyle) string {
	t.Helper()
	file := excelize.NewFile()
	defer file.Close()
	require.NoError(t, file.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &style.since}))
	shown, err := file.NewStyle(&excelize.Style{NumFmt: 14})
	require.NoError(t, err)
	for table, records := range tables {
		_, err := file.NewSheet(table)
		require.NoError(t, err)
		out, err := file.NewStreamWriter(table)
		require.NoError(t, err)
		for i, record := range records {
			row := make([]any, len(record))
			for j, cell := range record {
				row[j] = style.cell(t, cell, isNumber(records[0][j]), shown)
			}
			require.NoError(t, out.SetRow("A"+strconv.Itoa(i+1), row))
		}
		require.NoError(t, out.Flush())
	}
	path := filepath.Join(t.TempDir(), "underlag.xlsx")
	require.NoError(t, file.SaveAs(path)) // Sheet1 stays, empty
	return path
}

func isNumber(column string) bool {
	switch strings.ToLower(column) {
	case "amount", "share", "weight", "price", "hours":
		return true
	}
	return false
}

// cell is what a cell's text is stored as. Codes that look like numbers are
// stored as numbers too, as Excel does.
func (s bookStyle) cell(t testing.TB, text string, number bool, shown int) any {
	t.Helper()
	switch {
	case text == "":
		return nil
	case s.dates && realDate.MatchString(text):
		date, ok := allocation.ParseDate(text)
		require.True(t, ok)
		epoch, _ := allocation.NewDate(1899, 12, 30)
		if s.since {
			epoch, _ = allocation.NewDate(1904, 1, 1)
		}
		return excelize.Cell{StyleID: shown, Value: int(date - epoch)}
	case s.numbers && realNumber.MatchString(text) && (number || !strings.ContainsAny(text, ",.")):
		value, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		require.NoError(t, err)
		return value
	}
	return text
}

// openBook reads a workbook.
func openBook(path string) (*Set, error) {
	source, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	return Read(source, nil)
}

// TestWorkbooksAreAsFolders: the same tables give the same facts, however
// their dates and numbers are stored.
func TestWorkbooksAreAsFolders(t *testing.T) {
	t.Parallel()
	f := func(name string, files fs.FS, styles ...bookStyle) {
		tables := tablesOf(t, files)
		want := held(good(t, files))
		for _, style := range styles {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				set, err := openBook(bookOf(t, tables, style))
				require.NoError(t, err)
				require.Equal(t, want, held(set))
			})
		}
	}
	stored, texts, mac := bookStyle{dates: true, numbers: true}, bookStyle{}, bookStyle{true, true, true}
	for _, number := range []string{"101", "103", "104", "107"} {
		f(number, example(number), stored)
	}
	f("samverkan", fixtures.Samverkan(), stored, texts, mac)
	f("molndal", fixtures.Molndal(), stored)
}

// sheets changes the tiny set's workbook before it is saved.
func sheets(t testing.TB, change func(*excelize.File)) string {
	t.Helper()
	path := bookOf(t, tablesOf(t, folder(tiny)), bookStyle{dates: true, numbers: true})
	file, err := excelize.OpenFile(path)
	require.NoError(t, err)
	defer file.Close()
	change(file)
	require.NoError(t, file.Save())
	return path
}

// TestCellsOfAWorkbook puts a value in one cell of a good workbook.
func TestCellsOfAWorkbook(t *testing.T) {
	t.Parallel()
	f := func(sheet, cell string, value any, want ...string) {
		t.Helper()
		path := sheets(t, func(file *excelize.File) { require.NoError(t, file.SetCellValue(sheet, cell, value)) })
		set, err := openBook(path)
		if len(want) == 0 {
			assert.NoError(t, err)
			return
		}
		assert.Nil(t, set)
		assert.Equal(t, want, told(t, err))
	}
	f("costs", "D2", "1 234,50")
	f("costs", "D2", 1234.5)
	f("costs", "D2", 0.1+0.2) // 0.30000000000000004 is 0,30
	f("costs", "D2", 9999999999999.99)
	f("costs", "D2", 0.001, `costs: line 2: column amount: "0.001": too_precise ["2"]`)
	f("costs", "D2", 1e13, `costs: line 2: column amount: "10000000000000": too_large ["9999999999999.99"]`)
	f("costs", "D2", "1,234.50", `costs: line 2: column amount: "1,234.50": not_number`)
	f("costs", "D2", "#DIV/0!", `costs: line 2: column amount: "#DIV/0!": cell_error`)
	f("costs", "D2", nil, `costs: line 2: column amount: "": empty_cell`)
	f("costs", "B2", "2017-03-10")
	f("costs", "B2", "2017-02-29", `costs: line 2: column date: "2017-02-29": not_date`)
	f("costs", "B2", 42804.5, `costs: line 2: column date: "42804.5": not_date`)
	f("costs", "B2", -1, `costs: line 2: column date: "-1": not_date`)
	f("costs", "B2", 2017, `costs: line 2: column date: "2017": not_date`)         // a year
	f("costs", "B2", 60, `costs: line 2: column date: "60": not_date`)             // 1900-02-29
	f("costs", "B2", 2_958_466, `costs: line 2: column date: "2958466": not_date`) // 10000-01-01
	f("costs", "B2", 2958465)                                                      // 9999-12-31
	f("costs", "B2", 2958466, `costs: line 2: column date: "2958466": not_date`)
	f("costs", "B2", true, `costs: line 2: column date: "TRUE": not_date`)
	f("costs", "D2", true, `costs: line 2: column amount: "TRUE": not_number`)
	f("departments", "D1", true, `departments: line 1: column TRUE: "": unknown_column ["code" "name" "kind" "charged" "from" "to"]`)
	f("project_hours", "B2", 42795)                                                            // 2017-03-01
	f("project_hours", "B2", 42796, `project_hours: line 2: column month: "42796": not_month`) // 2017-03-02
	f("project_hours", "B2", "2017-04")
	f("costs", "F2", "x", `costs: line 2: cell_count ["6" "4"]`)
	f("costs", "F2", " ")
	f("costs", "A10", "k2", `costs: line 10: column date: "": empty_cell`, `costs: line 10: column category: "": empty_cell`, `costs: line 10: column amount: "": empty_cell`)
	f("costs", "D1", "", `costs: line 1: column amount: "": missing_column`)
	f("devices", "A2", "d2", `devices: line 3: column id: "d2": double_key ["2"]`)
	f("costs", "A2", "k\t1", `costs: line 2: column id: "k\t1": control_char`)
	f("Sheet1", "C7", "anteckning", `Sheet1: unknown_table [""]`)
	f("Sheet1", "C7", "  ")
}

// TestSheets: unknown ones must be empty, required ones must be there.
func TestSheets(t *testing.T) {
	t.Parallel()
	f := func(change func(*excelize.File) error, want ...string) {
		t.Helper()
		_, err := openBook(sheets(t, func(file *excelize.File) { require.NoError(t, change(file)) }))
		if len(want) == 0 {
			assert.NoError(t, err)
			return
		}
		assert.Equal(t, want, told(t, err))
	}
	f(func(file *excelize.File) error { _, err := file.NewSheet("Anteckningar"); return err })
	f(func(file *excelize.File) error { return file.SetSheetName("costs", "Costs") },
		`Costs: unknown_table ["costs"]`, `costs: missing_table`)
	f(func(file *excelize.File) error { return file.DeleteSheet("settings") }, `settings: missing_table`)
	f(func(file *excelize.File) error { return file.DeleteSheet("devices") })
	f(func(file *excelize.File) error { return file.SetSheetVisible("users", false) })
	f(func(file *excelize.File) error { return file.InsertRows("costs", 1, 3) })
	f(func(file *excelize.File) error { return file.RemoveRow("costs", 2) })
	f(func(file *excelize.File) error {
		return errors.Join(file.RemoveRow("costs", 2), file.RemoveRow("costs", 1))
	}, `costs: empty_table`)
}

// TestFilesThatAreNoWorkbook are refused with one error, quickly and without a
// panic.
func TestFilesThatAreNoWorkbook(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	book, err := os.ReadFile(bookOf(t, tablesOf(t, example("101")), bookStyle{}))
	require.NoError(t, err)
	f := func(name string, content []byte, code chargeback.Code) {
		t.Helper()
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, content, 0o600))
		set, err := openBook(path)
		assert.Nil(t, set)
		assert.ErrorIs(t, err, &chargeback.Error{Code: code}, name)
	}
	f("tom.xlsx", nil, chargeback.BadWorkbook)
	f("text.xlsx", []byte("id;date\n"), chargeback.BadWorkbook)
	f("gammal.xlsx", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"+strings.Repeat("\x00", 600)), chargeback.BadWorkbook)
	f("avbruten.xlsx", book[:len(book)/2], chargeback.BadWorkbook)
	f("gammal.xls", book, chargeback.NotADataSet)
	f("STOR.XLSX", book[:len(book)-1], chargeback.BadWorkbook)
	f("zip.xlsx", archiveOf(t, map[string]string{"hej.txt": "hej"}), chargeback.BadWorkbook)
	f("nästlad.xlsx", archiveOf(t, map[string]string{"xl/workbook.xml": string(book), "[Content_Types].xml": string(book)}), chargeback.BadWorkbook)
}
