package report

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// writtenBills charges a month and writes its bills into a new folder.
func writtenBills(t *testing.T, folder fs.FS, month string, lang words.Language) (*chargeback.Run, string) {
	t.Helper()
	run, err := charge(folder, month)
	require.NoError(t, err)
	out := t.TempDir()
	require.NoError(t, WriteBills(out, run.Month.Period, run.Statements(), nil, true, lang, func(int) {}))
	return run, out
}

// ore reads an amount in kronor as a bill has it.
func ore(t *testing.T, text string) allocation.Ore {
	t.Helper()
	kronor, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	require.NoError(t, err)
	rounded, err := strconv.ParseInt(strings.Replace(fmt.Sprintf("%.2f", kronor), ".", "", 1), 10, 64)
	require.NoError(t, err)
	require.InDelta(t, float64(rounded)/100, kronor, 1e-9, "no part of an öre")
	return allocation.Ore(rounded)
}

// sheetOf reads the cells of a sheet as they are stored.
func sheetOf(t *testing.T, path, sheet string) [][]string {
	t.Helper()
	file, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	defer file.Close()
	rows, err := file.GetRows(sheet)
	require.NoError(t, err)
	return rows
}

func csvOf(t *testing.T, path string) [][]string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	text, marked := strings.CutPrefix(string(content), "\uFEFF")
	require.True(t, marked)
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	records, err := r.ReadAll()
	require.NoError(t, err)
	return records
}

// TestBillsAddUpToTheRun reads every bill of real months back: its lines as
// CSV and in the workbook, the workbook's front, and the run are the same öre.
func TestBillsAddUpToTheRun(t *testing.T) {
	t.Parallel()
	f := func(folder fs.FS, month string, lang words.Language, front, lineSheet string) {
		t.Run(month+lineSheet, func(t *testing.T) {
			t.Parallel()
			run, out := writtenBills(t, folder, month, lang)
			var total allocation.Ore
			for _, bill := range run.Bills() {
				if bill.Kind == chargeback.IT && bill.Amount == 0 {
					continue
				}
				base := filepath.Join(out, BillName(bill.Code, run.Month.Period))
				records, rows := csvOf(t, base+".csv"), sheetOf(t, base+".xlsx", lineSheet)
				last := len(records[0]) - 1
				require.Equal(t, records[0], rows[0])
				require.Len(t, rows, len(records)-1) // the workbook has its sum on the front
				var sum allocation.Ore
				for i := range rows[1:] {
					amount := ore(t, rows[i+1][last])
					require.Equal(t, ore(t, records[i+1][last]), amount)
					sum += amount
				}
				require.Equal(t, bill.Amount, sum, bill.Code)
				require.Equal(t, bill.Amount, ore(t, records[len(records)-1][last]))

				var models allocation.Ore
				told := false
				for _, row := range sheetOf(t, base+".xlsx", front) {
					for _, model := range allocation.Models[1:] {
						if len(row) == 2 && row[0] == lang.Model(model) {
							require.Equal(t, bill.ByModel[model], ore(t, row[1]))
							models += bill.ByModel[model]
						}
					}
					if len(row) == 2 && row[0] == lang.Pick("Att betala", "To pay") {
						told = true
						require.Equal(t, bill.Amount, ore(t, row[1]))
					}
				}
				require.True(t, told)
				require.Equal(t, bill.Amount, models)
				total += sum
			}
			require.Equal(t, run.Totals().Billed, total)
		})
	}
	f(fixtures.Molndal(), "2017-07", words.Swedish, "Nota", "Rader")
	f(fixtures.Samverkan(), "2017-02", words.English, "Bill", "Lines")
}

// TestTextsThatLookLikeFormulas are texts in the workbook, and begin with an
// apostrophe in the CSV; negative amounts stay numbers (C7.5).
func TestTextsThatLookLikeFormulas(t *testing.T) {
	t.Parallel()
	names := []string{"=1+1", "+46 31 315 10 00", "-SUM(A1:A9)", "@cmd", "=cmd|' /C calc'!A0", `;=1+1`, `"=1+1`, "==", "ofarlig"}
	departments, centers, categories := "code,name,kind\nIT,IT,it\n", "code,name,department\n=90,=IT,IT\n", "code,cost_type,name\n"
	rules, devices, costs := "category,model,share\n", "id,class,cost_center\n", "id,date,category,amount\n"
	for i, name := range names {
		cell := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		departments += fmt.Sprintf("D%d,%s,company\n", i, cell)
		centers += fmt.Sprintf("=%d,%s,D%d\n", i, cell, i)
		categories += fmt.Sprintf("-K%d,Typ,%s\n", i, cell)
		rules += fmt.Sprintf("-K%d,device,1\n", i)
		devices += fmt.Sprintf("%d,staff,=%[1]d\n", i)
		costs += fmt.Sprintf("%d,2017-03-01,-K%[1]d,-100\n", i)
	}
	folder := fstest.MapFS{}
	for name, content := range map[string]string{
		"settings.csv": "key,value\nname,=Kommunen()\nit_cost_center,=90\n", "departments.csv": departments, "cost_centers.csv": centers,
		"categories.csv": categories, "rules.csv": rules, "devices.csv": devices, "costs.csv": costs,
	} {
		folder[name] = &fstest.MapFile{Data: []byte(content)}
	}
	run, out := writtenBills(t, folder, "2017-03", words.Swedish)
	for i, name := range names {
		base := filepath.Join(out, BillName(fmt.Sprintf("D%d", i), run.Month.Period))
		for n, record := range csvOf(t, base+".csv") {
			for column, cell := range record {
				if n > 0 && column < amountColumn {
					assert.NotRegexp(t, `^[=+@\t\r-]`, cell)
				}
			}
		}
		first := csvOf(t, base+".csv")[1]
		safe := name
		if strings.ContainsAny(name[:1], "=+-@") {
			safe = "'" + name
		}
		assert.Equal(t, []string{"'=" + strconv.Itoa(i), safe, "'-K0", "'=1+1"}, []string{first[0], first[1], first[3], first[4]})
		assert.Regexp(t, `^-11,1[12]$`, csvOf(t, base+".csv")[2][amountColumn], "a number stays a number")

		file, err := excelize.OpenFile(base + ".xlsx")
		require.NoError(t, err)
		defer file.Close()
		for _, sheet := range file.GetSheetList() {
			rows, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
			require.NoError(t, err)
			for y := range rows {
				for x, value := range rows[y] {
					cell, err := excelize.CoordinatesToCellName(x+1, y+1)
					require.NoError(t, err)
					formula, err := file.GetCellFormula(sheet, cell)
					require.NoError(t, err)
					assert.Empty(t, formula)
					kind, err := file.GetCellType(sheet, cell)
					require.NoError(t, err)
					if _, notNumber := strconv.ParseFloat(value, 64); notNumber != nil && value != "" {
						assert.Contains(t, []excelize.CellType{excelize.CellTypeInlineString, excelize.CellTypeSharedString}, kind, value)
					}
				}
			}
		}
		value, err := file.GetCellValue("Rader", "B2")
		require.NoError(t, err)
		assert.Equal(t, name, value, "the workbook has the name as it is")
		kind, err := file.GetCellType("Rader", "J3")
		require.NoError(t, err)
		assert.Contains(t, []excelize.CellType{excelize.CellTypeNumber, excelize.CellTypeUnset}, kind)
	}
}

// TestLargestAmountsInWorkbooks: fifteen digits are exact.
func TestLargestAmountsInWorkbooks(t *testing.T) {
	t.Parallel()
	for _, amount := range []allocation.Ore{allocation.MaxAmount, -allocation.MaxAmount, allocation.MaxAmount - 1, 1, -1, 9_007_199_254_740_99, 333_333_333_333_33} {
		text := strconv.FormatFloat(kronor(amount), 'g', 17, 64)
		assert.Equal(t, amount, ore(t, text), text)
	}
}
