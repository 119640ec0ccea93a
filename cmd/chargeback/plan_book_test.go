package main

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"chargeback/allocation"
)

// writtenBook has a command write a workbook, and reads its sheets back as they
// are stored.
func writtenBook(t *testing.T, args ...string) map[string][][]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bok.xlsx")
	require.Empty(t, done(t, append(args, "--format", "xlsx", "--out", path)...))
	file, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	defer file.Close()
	sheets := make(map[string][][]string)
	for _, name := range file.GetSheetList() {
		sheets[name], err = file.GetRows(name)
		require.NoError(t, err)
	}
	return sheets
}

// oreOf reads a number of kronor: whole öre, no more and no less.
func oreOf(t *testing.T, text string) allocation.Ore {
	t.Helper()
	kronor, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	amount := math.Round(100 * kronor)
	require.Equal(t, strconv.FormatFloat(amount/100, 'f', -1, 64), text, "the shortest text of whole öre")
	return allocation.Ore(amount)
}

// addsUp holds a sheet's row of sums to the rows above it, to the öre: each of
// its columns of kronor. It returns the sums by heading.
func addsUp(t *testing.T, sheet [][]string, last string) map[string]allocation.Ore {
	t.Helper()
	at := slices.IndexFunc(sheet, func(row []string) bool { return len(row) > 0 && row[0] == last })
	require.Positive(t, at, last)
	sums := make(map[string]allocation.Ore)
	for column, text := range sheet[at] {
		if column == 0 || text == "" || strings.HasPrefix(sheet[0][column], "Förändring") {
			continue
		}
		var sum allocation.Ore
		for _, row := range sheet[1:at] {
			if column < len(row) && row[column] != "" {
				sum += oreOf(t, row[column])
			}
		}
		sums[sheet[0][column]] = oreOf(t, text)
		require.Equal(t, sum, sums[sheet[0][column]], sheet[0][column])
	}
	require.NotEmpty(t, sums)
	return sums
}

// jsonOre is an amount of an object for programs.
func jsonOre(t *testing.T, object any, path ...string) allocation.Ore {
	t.Helper()
	for _, key := range path {
		object = object.(map[string]any)[key]
	}
	kronor, err := strconv.ParseFloat(object.(string), 64)
	require.NoError(t, err)
	return allocation.Ore(math.Round(100 * kronor))
}

// TestBudgetBook: the workbook of a year's budget has the figures that programs
// get, and every sheet adds up to the öre.
func TestBudgetBook(t *testing.T) {
	t.Parallel()
	args := []string{"budget", "--data", molndal, "--year", "2018", "--index", "2.5"}
	book := writtenBook(t, args...)
	told := asJSON(t, done(t, append(args, "--format", "json")...))
	costs := addsUp(t, book["Kostnader"], "Summa")
	assert.Equal(t, jsonOre(t, told, "totals", "cost"), costs["2018, kr"])
	var months allocation.Ore
	for heading, sum := range costs {
		if strings.HasPrefix(heading, "2018-") {
			months += sum
		}
	}
	assert.Equal(t, costs["2018, kr"], months)
	total := addsUp(t, book["Summa"], "Kommunens kostnad")
	assert.Equal(t, costs["2018, kr"], total["2018, kr"])
	assert.Equal(t, costs["2017, kr"], total["2017, kr"])
	assert.Equal(t, total["2018, kr"]-total["2017, kr"], total["Skillnad, kr"])
	assert.Equal(t, jsonOre(t, told, "totals", "billed"), addsUp(t, book["Förvaltningar"], "Summa")["2018, kr"])
	models := addsUp(t, book["Modeller"], "Summa")
	assert.Equal(t, costs["2018, kr"], models["Kostnad 2018, kr"])
	assert.Equal(t, jsonOre(t, told, "totals", "billed"), models["Notor 2018, kr"])
	assert.Contains(t, book, "Volymer")
	assert.NotContains(t, book, "Uppföljning")

	followed := writtenBook(t, "budget", "--data", folderOf(t, tiny), "--year", "2018", "--index", "10", "--follow", "2018-03")["Uppföljning"]
	var planned [2]allocation.Ore
	for _, row := range followed[1:] {
		switch row[0] {
		case "Månad":
			planned[0] += oreOf(t, row[2])
		case "Summa":
			planned[1] = oreOf(t, row[2])
		}
	}
	assert.Positive(t, planned[1])
	assert.Equal(t, planned[1], planned[0])
}

// TestPriceBook: a proposal, a price that was sought and a settlement.
func TestPriceBook(t *testing.T) {
	t.Parallel()
	args := []string{"price", "--data", molndal, "--year", "2018", "--model", "device", "--model", "user"}
	book := writtenBook(t, args...)
	told := asJSON(t, done(t, append(args, "--format", "json")...))
	var cost, recovered allocation.Ore
	for _, price := range told["prices"].([]any) {
		cost += jsonOre(t, price, "cost")
		recovered += jsonOre(t, price, "recovered")
	}
	var sums [3]allocation.Ore
	sheet := book["Priser"]
	for _, row := range sheet[1 : len(sheet)-1] {
		for i := range sums {
			sums[i] += oreOf(t, row[7+i])
		}
	}
	last := sheet[len(sheet)-1]
	assert.Equal(t, "Summa", last[0])
	assert.Equal(t, [3]allocation.Ore{cost, recovered, recovered - cost}, sums)
	assert.Equal(t, sums, [3]allocation.Ore{oreOf(t, last[7]), oreOf(t, last[8]), oreOf(t, last[9])})
	addsUp(t, book["Förvaltningar"], "Summa")
	addsUp(t, book["Modeller"], "Summa")

	data := folderOf(t, tiny)
	sought := writtenBook(t, "price", "--data", data, "--year", "2018", "--model", "device", "--seek", "staff")
	assert.Equal(t, []string{"Per dator", "3", "8"}, []string{sought["Pris"][1][0], sought["Pris"][1][2], sought["Pris"][1][3]})
	priced := folderOf(t, with(map[string]string{
		"settings.csv": "key,value\nit_cost_center,900\nmethod.device,price\n", "prices.csv": "model,class,price\ndevice,staff,3\n",
	}))
	settled := addsUp(t, writtenBook(t, "price", "--data", priced, "--year", "2017", "--model", "device", "--settle")["Reglering"], "Summa")
	assert.Equal(t, allocation.Ore(-8_00), settled["Reglering, kr"])
}

// TestScenarioBook: causes add up to the difference of all bills, and what was
// asked for has sheets.
func TestScenarioBook(t *testing.T) {
	t.Parallel()
	gold := planned(t, "guld.json", `[{"table":"weights","key":["system","gold"],"set":{"weight":"30"}}]`)
	ports := planned(t, "portar.json", `[{"table":"costs","put":{"id":"ny","date":"2017-05-01","category":"LAN","amount":"123456.78"}}]`)
	args := []string{"scenario", gold, ports, "--data", molndal, "--year", "2017"}
	book := writtenBook(t, append(args, "--department", "SKF", "--variable", "PCHW=80", "--limit", "0.1", "--fair")...)
	told := asJSON(t, done(t, append(args, "--format", "json")...))
	total := addsUp(t, book["Summa"], "Kommunens kostnad")
	assert.Equal(t, jsonOre(t, told, "before", "cost"), total["Före, kr"])
	assert.Equal(t, jsonOre(t, told, "after", "cost"), total["Efter, kr"])
	assert.Equal(t, allocation.Ore(123_456_78), total["Skillnad, kr"])
	departments := addsUp(t, book["Förvaltningar"], "Summa")
	assert.Equal(t, departments["Skillnad, kr"], addsUp(t, book["Orsaker"], "Summa")["Skillnad, kr"])
	assert.Equal(t, departments, addsUp(t, book["Tjänster"], "Summa"))
	assert.Equal(t, departments["Efter, kr"], addsUp(t, book["Modeller"], "Summa")["Notor Efter, kr"])
	steps := addsUp(t, book["Steg"], "Summa")
	assert.Equal(t, departments["Skillnad, kr"], steps["På notorna, kr"])
	assert.Equal(t, total["Skillnad, kr"], steps["Kommunens kostnad, kr"])
	assert.Equal(t, departments["Efter, kr"], addsUp(t, book["Infasning"], "Summa")["Efter, kr"])
	addsUp(t, book["Undviket eller flyttat"], "Kommunens kostnad")
	assert.Greater(t, len(book["Rättvisa priser"]), 10)
}

// TestPlanTableBooks: the years of investments and the rows of the programme
// add up in the workbook as well.
func TestPlanTableBooks(t *testing.T) {
	t.Parallel()
	invest := addsUp(t, writtenBook(t, "invest", "--data", planFolder)["År"], "Summa")
	assert.Equal(t, invest["Avskrivning, kr"]+invest["Internränta, kr"], invest["Kapitalkostnad, kr"])
	assert.Equal(t, invest["Utgift, kr"], invest["Avskrivning, kr"])
	plan := writtenBook(t, "programme", "--data", planFolder)["Plan"]
	for _, row := range plan[1:] {
		var sum allocation.Ore
		for column, heading := range plan[0] {
			if strings.Contains(heading, " K") {
				sum += oreOf(t, row[column])
			}
		}
		assert.Equal(t, sum, oreOf(t, row[len(plan[0])-1]), row[1])
	}
}

// TestKeyFiguresCommand: the sample's figures with those of the table, without
// it, and as a workbook; on the database with what was imported.
func TestKeyFiguresCommand(t *testing.T) {
	t.Parallel()
	args := []string{"keyfigures", "--data", molndal, "--year", "2017", "--figures", molndal + "/mappings"}
	text := done(t, args...)
	for _, part := range []string{"2,2\u00a0%", "1\u00a0147\u00a0kr", "5\u00a0200\u00a0anställda", "50,0\u00a0%", "Så räknas nyckeltalen", "Antalet leverantörer"} {
		assert.Contains(t, text, part)
	}
	told := asJSON(t, done(t, append(args, "--format", "json")...))
	figures := told["figures"].([]any)
	assert.Len(t, figures, 8)
	assert.Equal(t, "share_of_turnover", figures[0].(map[string]any)["figure"])
	assert.EqualValues(t, 22, figures[0].(map[string]any)["permille"])
	book := writtenBook(t, args...)["Nyckeltal"]
	assert.Equal(t, jsonOre(t, told, "cost"), oreOf(t, book[1][1]))
	assert.Equal(t, "0.022", book[3][1])
	assert.Equal(t, jsonOre(t, figures[2], "amount"), oreOf(t, book[5][1]))
	assert.Contains(t, done(t, "keyfigures", "--data", molndal, "--year", "2017", "--lang", "en"), "IT cost of turnover")

	db := filepath.Join(t.TempDir(), "test.db")
	call("import", folderOf(t, tiny), "--db", db, "--as", "Anna", "--yes")
	call("import", folderOf(t, map[string]string{"key_figures.csv": "year,turnover\n2017,15000\n"}), "--db", db, "--as", "Anna", "--yes")
	assert.Contains(t, done(t, "keyfigures", "--db", db, "--as", "Anna", "--year", "2017"), "1,0\u00a0%")
	got := call("keyfigures", "--data", molndal, "--year", "2017", "--figures", folderOf(t, map[string]string{"key_figures.csv": "year,turnover\n2017,mycket\n"}))
	assert.Equal(t, exitBadData, got.code)
	assert.Contains(t, got.stderr, "mycket")
}

// TestScenarioCompare: each scenario beside the others is what it is alone, and
// the workbook adds up.
func TestScenarioCompare(t *testing.T) {
	t.Parallel()
	gold := planned(t, "guld.json", `[{"table":"weights","key":["system","gold"],"set":{"weight":"30"}}]`)
	cost := planned(t, "kostnad.json", `[{"table":"costs","put":{"id":"ny","date":"2017-05-01","category":"LAN","amount":"123456.78"}}]`)
	data := []string{"--data", molndal, "--year", "2017", "--department", "SKF"}
	args := append([]string{"scenario", gold, cost, "--compare"}, data...)
	told := asJSON(t, done(t, append(args, "--format", "json")...))
	book := writtenBook(t, args...)
	total := addsUp(t, book["Summa"], "Kommunens kostnad")
	assert.Equal(t, allocation.Ore(123_456_78), total["kostnad, skillnad, kr"])
	assert.Zero(t, total["guld, skillnad, kr"])
	departments := addsUp(t, book["Förvaltningar"], "Summa")
	assert.Equal(t, departments, addsUp(t, book["Modeller"], "Summa"))
	causes := addsUp(t, book["Orsaker"], "Summa")
	for i, file := range []string{gold, cost} {
		alone := asJSON(t, done(t, append([]string{"scenario", file, "--format", "json"}, data...)...))
		name := []string{"guld", "kostnad"}[i]
		assert.Equal(t, alone["after"], told["scenarios"].([]any)[i].(map[string]any)["after"])
		assert.Equal(t, jsonOre(t, alone, "after", "billed"), departments[name+", kr"])
		for j, d := range alone["departments"].([]any) {
			row := told["departments"].([]any)[j].(map[string]any)
			assert.Equal(t, d.(map[string]any)["after"], row["after"].([]any)[i])
			if row["department"] == "SKF" {
				assert.Equal(t, jsonOre(t, d, "difference"), causes[name+", kr"])
			}
		}
	}
	text := done(t, args...)
	assert.Contains(t, text, "Scenarier sida vid sida")
	assert.Contains(t, text, "+123\u00a0456,78")
	assert.Equal(t, exitUsage, call("scenario", gold, "--compare", "--data", molndal, "--year", "2017").code)
	assert.Equal(t, exitUsage, call(append(args, "--fair")...).code)
}
