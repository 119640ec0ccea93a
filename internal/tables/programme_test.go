package tables

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

func programmeOf(t testing.TB, path string) *Programme {
	t.Helper()
	source, err := OpenProgramme(path)
	require.NoError(t, err)
	defer source.Close()
	p, err := ReadProgramme(source)
	require.NoError(t, err)
	return p
}

// TestProgrammeOfTheFixture: the tables of the sample say what the strategy
// prints, as a folder and as a workbook.
func TestProgrammeOfTheFixture(t *testing.T) {
	t.Parallel()
	folder := "../../fixtures/molndal/financing"
	book := filepath.Join(t.TempDir(), "programme.xlsx")
	writeBook(t, folder, book)
	for _, path := range []string{folder, book} {
		p := programmeOf(t, path)
		plan, err := p.Plan(allocation.OpenTo)
		require.NoError(t, err)
		assert.EqualValues(t, 11_340_000_00, plan.Total.Total)
		assert.Equal(t, []allocation.Ore{4_500_000_00, 4_200_000_00, 2_640_000_00}, plan.Decided.Years)
		money, err := p.Money()
		require.NoError(t, err)
		assert.EqualValues(t, 30_020_000_00, money.Total.Sum.Requested.Amount)
		assert.EqualValues(t, 22_700_000_00, money.Total.Sum.Used.Amount)
		in, err := p.DecidedInvestments(p.Investments, allocation.OpenTo)
		require.NoError(t, err)
		capital, err := financing.NewCapital(in, p.Rates)
		require.NoError(t, err)
		for year, cost := range map[int]allocation.Ore{2013: 0, 2014: 750_000_00, 2015: 1_250_000_00, 2016: 1_550_000_00, 2019: 300_000_00} {
			assert.Equal(t, cost, capital.In(year).Cost, year)
		}
		assert.EqualValues(t, 3_000_000_00, capital.In(2013).Outlay)
		staffing, err := p.Staffing(2018, nil)
		require.NoError(t, err)
		assert.EqualValues(t, 370_00, staffing.Short)
		_, err = financing.NewCatalogue(p.Services, p.Levels, nil, 1)
		require.NoError(t, err)
		rate, _, _ := p.Rates.In(2017)
		assert.EqualValues(t, 1_750_000, rate.Micro)
	}
}

// TestInterestOfTheFixture: the percentages are those of the checked table.
func TestInterestOfTheFixture(t *testing.T) {
	t.Parallel()
	file, err := os.Open("../financing/testdata/internranta_skr.csv")
	require.NoError(t, err)
	defer file.Close()
	reader := csv.NewReader(file)
	reader.LazyQuotes, reader.FieldsPerRecord = true, -1
	records, err := reader.ReadAll()
	require.NoError(t, err)
	p := programmeOf(t, "../../fixtures/molndal/financing")
	require.Len(t, p.Rates, len(records)-1)
	for i, record := range records[1:] {
		want, code := parseNumber([]byte(record[1]), microDecimals)
		require.Empty(t, code)
		assert.Equal(t, want, p.Rates[i].Micro, record[0])
		assert.Equal(t, strings.HasPrefix(record[2], "from general knowledge"), strings.Contains(p.Rates[i].Source, "ej kontrollerat"), record[0])
	}
}

// writeBook makes a workbook of a folder, with numbers as numbers.
func writeBook(t *testing.T, folder, path string) {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	files, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	require.NoError(t, err)
	for _, name := range files {
		file, err := os.Open(name)
		require.NoError(t, err)
		records, err := csv.NewReader(file).ReadAll()
		file.Close()
		require.NoError(t, err)
		sheet := strings.TrimSuffix(filepath.Base(name), ".csv")
		_, err = book.NewSheet(sheet)
		require.NoError(t, err)
		for i, record := range records {
			for j, cell := range record {
				at, err := excelize.CoordinatesToCellName(j+1, i+1)
				require.NoError(t, err)
				var value any = cell
				if column := records[0][j]; i > 0 && (column == "year" || column == "life") {
					n, code := parseNumber([]byte(cell), 0)
					require.Empty(t, code)
					value = n
				}
				require.NoError(t, book.SetCellValue(sheet, at, value))
			}
		}
	}
	require.NoError(t, book.SaveAs(path))
}

// TestProgrammeSaysWhatIsWrong: every error where it is, in order.
func TestProgrammeSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	f := func(files map[string]string, want ...string) {
		t.Helper()
		source, err := OpenProgrammeFolder(folder(files))
		require.NoError(t, err)
		p, err := ReadProgramme(source)
		var errs *chargeback.Errors
		require.ErrorAs(t, err, &errs)
		assert.Nil(t, p)
		var got []string
		for _, e := range errs.List {
			got = append(got, e.Error())
		}
		assert.Equal(t, want, got)
		assert.Equal(t, len(want), errs.Count)
	}
	investments := "code,name,category,amount,in_use,life,unit,starts,interest\n"
	f(map[string]string{"investments.csv": investments + "A,a,PC,1e3,2016-02-30,x,decades,week,daily\nA,b,PC,1,2016-01-01,1200,years,,\n"},
		`investments.csv: line 2: column amount: "1e3": not_number`,
		`investments.csv: line 2: column in_use: "2016-02-30": not_date`,
		`investments.csv: line 2: column starts: "week": not_one_of ["month" "year"]`,
		`investments.csv: line 2: column interest: "daily": not_one_of ["none" "month" "year"]`,
		`investments.csv: line 2: column unit: "decades": not_one_of ["years" "months"]`,
		`investments.csv: line 2: column life: "x": not_number`,
		`investments.csv: line 3: column life: "1200": too_large ["100"]`,
		`investments.csv: line 3: column code: "A": double_key ["2"]`)
	f(map[string]string{"investments.csv": investments + "A,a,PC,1,2016-01-01,0,,,\nB,b,PC,1,2016-01-01,4,,,month\n"},
		`investments.csv: line 2: bad_life`,
		`investments.csv: line 3: no_interest_rate ["2016"]`)
	f(map[string]string{
		"programme.csv":      "code,name,parent\n1,Ett,\n1.1,Del,1\n1.1.1,Deldel,1.1\n",
		"programme_plan.csv": "project,quarter,amount\n1,2013-Q1,1\n9,2013-Q5,1\n1.1,2013-Q2,1\n1.1,2013-Q2,1\n",
	},
		`programme_plan.csv: line 3: column quarter: "2013-Q5": not_quarter`,
		`programme_plan.csv: line 5: column project: "1.1 2013-Q2": double_key ["4"]`)
	f(map[string]string{
		"programme.csv":      "code,name,parent\n1,Ett,\n1.1,Del,1\n1.1.1,Deldel,1.1\n",
		"programme_plan.csv": "project,quarter,amount\n1,2013-Q1,1\n9,2013-Q4,1\n",
		"needs.csv":          "code,year,department,name,hours,handed_in\nB1,2018,VOF,Behov,10,2017-09-01\n",
	},
		`programme.csv: line 4: column parent: "1.1.1": sub_of_sub ["1.1"]`,
		`programme_plan.csv: line 2: column project: "1": plan_on_parent`,
		`programme_plan.csv: line 3: column project: "9": unknown_code ["programme"]`,
		`needs.csv: line 2: column year: "2018": no_round`)
	f(map[string]string{"need_rounds.csv": "year,due,capacity\n18,2017-09-15,-1\n"},
		`need_rounds.csv: line 2: column year: "18": not_year`,
		`need_rounds.csv: line 2: column capacity: "-1": negative`)
	f(map[string]string{"service.csv": "code\n", "Needs.csv": ""},
		`Needs.csv: unknown_table ["needs"]`, `service.csv: unknown_table ["services"]`)
	_, err := OpenProgrammeFolder(folder(nil))
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.EmptyProgramme})
	_, err = OpenFolder(folder(map[string]string{"programme.csv": ""}))
	require.NoError(t, err)
	_, err = OpenProgramme("nowhere")
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.NoDataSet})
	source, err := OpenFolder(fixtures.MolndalFinancing())
	require.NoError(t, err)
	_, err = Read(source, nil)
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.UnknownTable}, "tables of the programme are no part of a data set")
}
