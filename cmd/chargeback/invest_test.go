package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const planFolder = "../../fixtures/molndal/financing"

// shows says that the text has these rows, whatever the width of its columns.
func shows(t *testing.T, text string, rows ...string) {
	t.Helper()
	var plain []string
	for _, line := range lines(text) {
		plain = append(plain, strings.Join(strings.Fields(line), " "))
	}
	for _, row := range rows {
		assert.Contains(t, plain, row)
	}
}

// TestInvest: the capital costs of appendix 8.5, to the end of the schedule.
func TestInvest(t *testing.T) {
	t.Parallel()
	text := done(t, "invest", "--data", planFolder, "--year", "2015")
	shows(t, text,
		"2013 3 000 000,00 – – – 3 000 000,00",
		"2014 2 000 000,00 750 000,00 – 750 000,00 4 250 000,00",
		"2015 1 200 000,00 1 250 000,00 – 1 250 000,00 4 200 000,00",
		"2019 – 300 000,00 – 300 000,00 –",
		"GEO-2013 Geografisk plattform, 2013 års utgifter SERVSYS 75 000,00 – 75 000,00 150 000,00",
		"Summa 1 250 000,00 – 1 250 000,00",
	)
	english := done(t, "invest", "--data", planFolder, "--lang", "en", "--year", "2030")
	assert.Contains(t, english, "The capital cost enters the charge, never the outlay")
	assert.Contains(t, english, "Nothing is depreciated in that year.")
	// Before the councils had met nothing was in the plan.
	early := done(t, "invest", "--data", planFolder, "--on", "2012-12-10")
	assert.Contains(t, early, "Inga investeringar är med i planen.")
	assert.Equal(t, 8, strings.Count(early, "är inte beslutat"))

	var object struct {
		Investments []struct {
			Code   string
			Months []struct{ Month, Cost, Remaining string }
		}
		Years []struct {
			Year                   int
			Outlay, Cost, Interest string
		}
	}
	require.NoError(t, json.Unmarshal([]byte(done(t, "invest", "--data", planFolder, "--format", "json")), &object))
	require.Len(t, object.Investments, 8)
	require.Len(t, object.Investments[0].Months, 48)
	assert.Equal(t, "0.00", object.Investments[0].Months[47].Remaining)
	assert.Equal(t, "1250000.00", object.Years[2].Cost)
	assert.Equal(t, "1200000.00", object.Years[2].Outlay)
}

// TestInvestWithInterest: interest on what remains, by percentages of the year.
func TestInvestWithInterest(t *testing.T) {
	t.Parallel()
	plan := folderOf(t, map[string]string{
		"interest_rates.csv": "year;percent\n2016;2,4\n2017;1,75\n",
		"investments.csv":    "code;name;category;amount;in_use;life;unit;interest\nS1;Switchar;NÄT;12 000,00;2016-11-01;2;months;month\nB1;Bidrag;NÄT;-100;2017-12-24;3;months;year\n",
	})
	text := done(t, "invest", "--data", plan)
	shows(t, text,
		"2016 12 000,00 6 000,00 24,00 6 024,00 6 000,00",
		"2017 −100,00 6 000,00 8,75 6 008,75 −100,00",
		"2018 – −100,00 −0,44 * −100,44 –",
	)
	assert.Contains(t, text, "den sista är för 2017")
}

// TestCapitalCostsAreCharged: the rows that invest writes are a month's costs,
// and the outlay is nowhere among them.
func TestCapitalCostsAreCharged(t *testing.T) {
	t.Parallel()
	plan := folderOf(t, map[string]string{
		"investments.csv": "code,name,category,amount,in_use,life,starts\nD1,Datorer,PC,3600.01,2016-06-01,3,year\n",
	})
	rows := done(t, "invest", "--data", plan, "--year", "2017", "--format", "costs")
	records, err := csv.NewReader(strings.NewReader(rows)).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, 13)
	assert.Equal(t, []string{"CAP-D1-2017-03", "2017-03-31", "PC", "100.00", "Datorer"}, records[3])
	data := folderOf(t, with(map[string]string{"costs.csv": rows}))
	summary := done(t, "run", "--data", data, "--month", "2017-03")
	shows(t, summary, "Kostnader som IT har betalat 100,00 kr", "= Differens 0,00 kr")
	assert.NotContains(t, rows, "3600")
}

// TestProgramme: appendices 8.4 and 8.5 as a person sees them.
func TestProgramme(t *testing.T) {
	t.Parallel()
	text := done(t, "programme", "--data", planFolder, "--quarters", "--departments", "../../fixtures/molndal")
	shows(t, text,
		"1 Medborgarservice och e-tjänster beslutat 1 670 000,00 1 700 000,00 2 340 000,00 5 710 000,00",
		"Summa 4 500 000,00 4 200 000,00 2 640 000,00 11 340 000,00",
		"Summa 550 000,00 1 050 000,00 1 520 000,00 1 380 000,00 4 500 000,00",
		"Medborgarservice och e-tjänster 5 710 000,00 1 200 000,00 4 000 000,00 17 månader 24,5 månader",
		"Totalt anslag 10 000 000,00 6 500 000,00 11 200 000,00 8 000 000,00 8 820 000,00 8 200 000,00 30 020 000,00 22 700 000,00",
		"Medborgarservice och e-tjänster 2013 1 670 000,00 1 900 000,00 1 200 000,00 1 430 000,00",
		"4 2012-12-11 uppskjutet centrala IT-rådet Centrala IT-rådet 2012-12-11 § 43",
		"TEF B1807 Felanmälan i mobilen 2017-09-21 (för sent) när som helst 380 h 150 000,00",
		"• K1: 3 490 h av 1 700 h",
		"IT har 6 800 h för projekt: 370 h fattas.",
		"• MIF",
	)
	then := done(t, "programme", "--data", planFolder, "--on", "2013-01-31", "--lang", "en")
	shows(t, then,
		"Approved, in the plan 3 420 000,00 3 500 000,00 2 540 000,00 9 460 000,00",
		"Not approved, not in the plan 1 080 000,00 700 000,00 100 000,00 1 880 000,00",
		"• 3 Geografisk IT: done",
	)
	var object struct {
		Plan struct {
			Total struct {
				Quarters, Years map[string]string
				Total           string
			}
		}
		Projects []struct {
			Payback *struct{ Gross_months, Net_months string }
		}
		Money         []struct{ Granted *string }
		Disagreements []struct{ Difference string }
	}
	require.NoError(t, json.Unmarshal([]byte(done(t, "programme", "--data", planFolder, "--format", "json")), &object))
	assert.Equal(t, "11340000.00", object.Plan.Total.Total)
	assert.Equal(t, "1520000.00", object.Plan.Total.Quarters["2013-Q3"])
	assert.Equal(t, "17.13", object.Projects[0].Payback.Gross_months)
	assert.Nil(t, object.Money[0].Granted)
	assert.Equal(t, "1430000.00", object.Disagreements[0].Difference)
}

// TestCatalogue: the price is the list's on that day, and no price is said to be
// none.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	f := func(on, price string) {
		t.Helper()
		text := done(t, "catalogue", "--data", planFolder, "--prices", "../../fixtures/molndal", "--on", on)
		_, text, _ = strings.Cut(text, "(ACCESSPUNKT)")
		text, _, _ = strings.Cut(text, "(PROJEKT)")
		shows(t, text, "Pris "+price, "Tider vid fel svar 0,5 h, felsökning 2 h, åtgärd 8 h (Nät: Dygnet runt, alla dagar)")
	}
	f("2017-06-30", "självkostnad, delad varje månad efter användning")
	f("2017-07-01", "135,00 kr per månad")
	f("2017-11-01", "148,75 kr per månad")
	var object struct{ Services []map[string]string }
	require.NoError(t, json.Unmarshal([]byte(done(t, "catalogue", "--data", planFolder, "--on", "2017-11-01", "--format", "json")), &object))
	require.Len(t, object.Services, 11)
	for _, service := range object.Services {
		for _, question := range []string{"includes", "excludes", "order", "delivery", "support", "response_hours", "repair_hours", "cancel"} {
			assert.NotEmpty(t, service[question], service["code"])
		}
	}
}

// TestPlanOfTheDatabase: what the folder says, the database says once it has been
// imported, from a folder or a workbook, with prices and departments of its own.
func TestPlanOfTheDatabase(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	dry := p.call("Anna", "import", planFolder, "--dry-run")
	require.Equal(t, exitDone, dry.code, dry.stderr)
	assert.Contains(t, dry.stdout, "Skulle läsas in · financing")
	p.must("Anna", "import", planFolder)
	p.must("Anna", "import", "../../fixtures/molndal")
	again := p.call("Anna", "import", planFolder)
	assert.Contains(t, again.stdout, "redan inläst")
	for _, format := range []string{"text", "json"} {
		for _, of := range []struct{ command, folder []string }{
			{[]string{"invest", "--year", "2018"}, nil},
			{[]string{"programme"}, []string{"--departments", "../../fixtures/molndal"}},
			{[]string{"catalogue", "--on", "2017-11-01"}, []string{"--prices", "../../fixtures/molndal"}},
		} {
			command := append(of.command, "--format", format)
			want := done(t, append(append(command, of.folder...), "--data", planFolder)...)
			got := p.call("Anna", command...)
			require.Equal(t, exitDone, got.code, got.stderr)
			assert.Equal(t, want, got.stdout, command)
		}
	}
	file := filepath.Join(t.TempDir(), "needs.csv")
	require.NoError(t, os.WriteFile(file, []byte("code,year,department,name,hours,handed_in\nB1809,2018,MIF,Kartor,40,2017-09-01\nB1810,2030,MIF,Mer,40,2017-09-01\n"), 0o600))
	refused := p.call("Anna", "import", file)
	assert.Equal(t, exitBadData, refused.code)
	assert.Contains(t, refused.stderr, "needs.csv, rad 3, kolumn year: det finns ingen sista dag")
}

// TestPlanFiles: a file is written whole, and nothing beside it.
func TestPlanFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, command := range []string{"invest", "programme", "catalogue"} {
		path := filepath.Join(folder, command+".xlsx")
		assert.Empty(t, done(t, command, "--data", planFolder, "--on", "2017-11-01", "--format", "xlsx", "--out", path))
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(string(content), "PK"))
	}
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Len(t, entries, 3)
}

// TestPlanRefuses: wrong options, and wrong tables with all that is wrong.
func TestPlanRefuses(t *testing.T) {
	t.Parallel()
	f := func(code int, want string, args ...string) {
		t.Helper()
		got := call(args...)
		assert.Equal(t, code, got.code)
		assert.Empty(t, got.stdout)
		assert.Contains(t, got.stderr, want)
	}
	for _, command := range []string{"invest", "programme"} {
		f(exitUsage, "ange filen att skriva arbetsboken till med --out", command, "--data", planFolder, "--format", "xlsx")
		f(exitUsage, "”i går” är ingen dag", command, "--data", planFolder, "--on", "i går")
		f(exitBadData, "det finns inget underlag på ”ingenstans”", command, "--data", "ingenstans")
	}
	db := filepath.Join(t.TempDir(), "empty.db")
	for _, command := range []string{"invest", "programme", "catalogue"} {
		f(exitBadData, "databasen har inga investeringar", command, "--on", "2017-11-01", "--db", db, "--as", "Anna")
	}
	f(exitUsage, "ange vilken dag", "catalogue", "--data", planFolder)
	f(exitUsage, "ange vilket år", "invest", "--data", planFolder, "--format", "costs")
	f(exitUsage, "”10000” är inget år", "invest", "--data", planFolder, "--year", "10000")
	bad := folderOf(t, map[string]string{
		"investments.csv":    "code,name,category,amount,in_use,life\nA,Dator,PC,1,2017-01-01,0\n",
		"programme.csv":      "code,name\n1,Ett\n",
		"programme_plan.csv": "project,quarter,amount\n1,2017-Q1,1\n2,2017-Q1,1\n",
	})
	got := call("programme", "--data", bad, "--lang", "en")
	assert.Equal(t, exitBadData, got.code)
	assert.Contains(t, got.stderr, "programme_plan.csv, line 3, column project: “2” is not in the table programme")
	assert.Contains(t, got.stderr, "investments.csv, line 2: a life of “0” months cannot be depreciated over")
}
