package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// planned writes a change set to a file.
func planned(t *testing.T, name, changes string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(changes), 0o600))
	return path
}

// asJSON reads what a command wrote for programs.
func asJSON(t *testing.T, text string) map[string]any {
	t.Helper()
	var value map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &value))
	return value
}

// TestScenarioCommand: the school gives back a computer. Its bill falls by
// 16.67 kr, the others' rises as much, or the municipality saves.
func TestScenarioCommand(t *testing.T) {
	t.Parallel()
	data := folderOf(t, tiny)
	giveBack := planned(t, "ge-tillbaka.json", `[{"table":"devices","key":["d1"],"end":true}]`)
	text := done(t, "scenario", giveBack, "--data", data, "--year", "2017", "--department", "SKOL", "--variable", "PC=100", "--limit", "10", "--fair")
	for _, part := range []string{
		"Det här är ett scenario.", "Skolan", "−16,67", "Undviket eller bara flyttat?", "sparar 33,33\u00a0kr", "Infasning", "Rättvisa priser",
	} {
		assert.Contains(t, text, part)
	}
	got := asJSON(t, done(t, "scenario", giveBack, "--data", data, "--year", "2017", "--department", "SKOL", "--format", "json"))
	assert.Equal(t, map[string]any{"department": "SKOL", "before": "66.67", "after": "50.00", "difference": "-16.67"}, got["departments"].([]any)[0])
	assert.NotEmpty(t, got["causes"])

	two := done(t, "scenario", giveBack, planned(t, "tom.json", `[]`), "--data", data, "--year", "2017")
	assert.Contains(t, two, "Tillsammans, utöver det")
	nothing := asJSON(t, done(t, "scenario", "--data", data, "--year", "2017", "--format", "json"))
	assert.Equal(t, nothing["before"], nothing["after"])
}

// TestScenarioFile: a scenario from its page is tried as a file is, beside
// others or alone.
func TestScenarioFile(t *testing.T) {
	t.Parallel()
	data := folderOf(t, tiny)
	plan := planned(t, "plan.json", `{"year":2017,"levers":[{"kind":"cost","name":"Avtal","category":"PC","value":"10"},
		{"kind":"count","model":"device","class":"staff","department":"SKOL","count":1}],
		"prices":{"models":["device"],"rounding":"krona_up"}}`)
	text := done(t, "scenario", plan, "--data", data, "--year", "2017")
	for _, part := range []string{"Avtal", "plan 2: count", "plan, priser"} {
		assert.Contains(t, text, part)
	}
	// Four computers for twelve months carry 110 kr: 3 kr each rounded up.
	got := asJSON(t, done(t, "scenario", plan, "--data", data, "--year", "2017", "--format", "json"))
	assert.Equal(t, "144.00", got["after"].(map[string]any)["billed"])
	assert.Contains(t, done(t, "scenario", plan, planned(t, "tom.json", `[]`), "--data", data, "--year", "2017", "--compare"), "plan")

	for _, refused := range [][]string{
		{"scenario", plan, "--data", data, "--year", "2018"},
		{"scenario", planned(t, "budget.json", `{"year":2017,"ground":"budget"}`), "--data", data, "--year", "2017"},
		{"budget", "--change", plan, "--data", data, "--year", "2018"},
	} {
		assert.Equal(t, exitUsage, call(refused...).code, refused)
	}
	assert.Contains(t, call("scenario", planned(t, "fel.json", `{"year":2017,"levers":[{"kind":"cost"}]}`), "--data", data, "--year", "2017").stderr, "fel.json")
}

// TestBudgetCommand: 150 kr a year and 10 % more is 165 kr.
func TestBudgetCommand(t *testing.T) {
	t.Parallel()
	data := folderOf(t, tiny)
	text := done(t, "budget", "--data", data, "--year", "2018", "--index", "10", "--follow", "2018-03")
	for _, part := range []string{"Budget · Testköping · 2018", "165,00", "+10,0\u00a0%", "Utfall mot budget"} {
		assert.Contains(t, text, part)
	}
	got := asJSON(t, done(t, "budget", "--data", data, "--year", "2018", "--index", "10", "--index", "PC=0@2018-02", "--entry", "STAB=7.50", "--format", "json"))
	assert.Equal(t, "107.50", got["totals"].(map[string]any)["cost"])
}

// TestPriceCommand: three computers cost 100 kr, so a month costs 2.78 kr, and
// 3 kr rounded up.
func TestPriceCommand(t *testing.T) {
	t.Parallel()
	data := folderOf(t, tiny)
	text := done(t, "price", "--data", data, "--year", "2018", "--model", "device", "--notice", "2017-10-01")
	for _, part := range []string{"Förslag till priser · Testköping · från 2018-01-01", "före 2017-10-01", "2,78", "3,00", "+8,00"} {
		assert.Contains(t, text, part)
	}
	got := asJSON(t, done(t, "price", "--data", data, "--year", "2018", "--model", "device", "--round", "ore", "--format", "json"))
	price := got["prices"].([]any)[0].(map[string]any)
	assert.Equal(t, "2.78", price["price"])
	assert.Equal(t, "0.08", price["over"])
	assert.Contains(t, done(t, "price", "--data", data, "--year", "2018", "--model", "device", "--seek", "staff", "--step", "0.01"), "2,78")
	sought := asJSON(t, done(t, "price", "--data", data, "--year", "2018", "--model", "device", "--seek", "staff", "--format", "json"))
	assert.Equal(t, map[string]any{"model": "device", "class": "staff", "price": "3", "variance": "-8.00"}, sought)

	// The proposal's own changes make the next year's prices, which are settled.
	changes, err := json.Marshal(got["changes"])
	require.NoError(t, err)
	assert.NotEmpty(t, changes)
	priced := folderOf(t, with(map[string]string{
		"settings.csv": "key,value\nit_cost_center,900\nmethod.device,price\n", "prices.csv": "model,class,price\ndevice,staff,3\n",
	}))
	assert.Contains(t, done(t, "price", "--data", priced, "--year", "2017", "--model", "device", "--settle", "--lang", "en"), "−8,00")
}

// TestPlanCommandsOnTheDatabase read what has been imported, and leave nothing.
func TestPlanCommandsOnTheDatabase(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "test.db")
	call("import", folderOf(t, tiny), "--db", db, "--as", "Anna", "--yes")
	before := done(t, "audit", "list", "--db", db, "--as", "Anna")
	giveBack := planned(t, "ge.json", `[{"table":"devices","key":["d1"],"end":true}]`)
	assert.Contains(t, done(t, "scenario", giveBack, "--db", db, "--as", "Anna", "--year", "2017"), "−16,67")
	assert.Contains(t, done(t, "budget", "--db", db, "--as", "Anna", "--year", "2018"), "150,00")
	assert.Equal(t, before, done(t, "audit", "list", "--db", db, "--as", "Anna"))
}

// TestPlanCommandsRefuse what they cannot understand, and bad data, each with
// its exit code.
func TestPlanCommandsRefuse(t *testing.T) {
	t.Parallel()
	data := folderOf(t, tiny)
	f := func(code int, told string, args ...string) {
		t.Helper()
		got := call(append(args, "--data", data)...)
		assert.Equal(t, code, got.code, "%v: %s", args, got.stderr)
		assert.Contains(t, got.stderr, told)
		assert.Empty(t, got.stdout)
	}
	f(exitUsage, "--year", "scenario")
	f(exitUsage, "gräns", "scenario", "--year", "2017", "--limit", "fem")
	f(exitUsage, "rörlig del", "scenario", "--year", "2017", "--department", "SKOL", "--variable", "PC=120")
	f(exitUsage, "--department", "scenario", "--year", "2017", "--variable", "PC=20")
	f(exitUsage, "uppräkning", "budget", "--year", "2018", "--index", "PC=x")
	f(exitUsage, "belopp", "budget", "--year", "2018", "--entry", "PC=10@2017-01")
	f(exitUsage, "månad", "budget", "--year", "2018", "--follow", "2017-03")
	f(exitUsage, "--model", "price", "--year", "2018")
	f(exitUsage, "central", "price", "--year", "2018", "--model", "central")
	f(exitUsage, "dag", "price", "--year", "2018", "--model", "device", "--notice", "snart")
	f(exitUsage, "steg", "price", "--year", "2018", "--model", "device", "--seek", "staff", "--step", "0")
	f(exitBadData, "XX", "budget", "--year", "2018", "--index", "XX=3")
	f(exitFailure, "XX", "scenario", "--year", "2017", "--department", "XX")
	f(exitBadData, "d9", "scenario", planned(t, "a.json", `[{"table":"devices","key":["d9"],"end":true}]`), "--year", "2017")
	f(exitBadData, "b.json", "scenario", planned(t, "b.json", `{`), "--year", "2017")
	f(exitBadData, "student", "price", "--year", "2018", "--model", "device", "--seek", "student")
}

// TestScenarioOnClosed: March is closed. Had the school given back a computer
// before it, both would have paid 50 kr; of a computer that nobody knew of
// nothing can be told. The log is as it was.
func TestScenarioOnClosed(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "test.db")
	giveBack := planned(t, "ge.json", `[{"table":"devices","key":["d1"],"end":true}]`)
	unknown := planned(t, "okänd.json", `[{"table":"devices","key":["d9"],"end":true}]`)
	call("import", folderOf(t, tiny), "--db", db, "--as", "Anna", "--yes")
	try := func(args ...string) string {
		return done(t, append([]string{"scenario", "--closed", "--db", db, "--as", "Anna"}, args...)...)
	}
	assert.Contains(t, try(giveBack), "Ingen månad är stängd")
	for _, step := range [][]string{{"calculate", "Anna"}, {"approve", "Bo"}, {"close", "Anna"}} {
		done(t, "month", step[0], "2017-03", "--db", db, "--as", step[1])
	}
	before := done(t, "audit", "list", "--db", db, "--as", "Anna")
	text := try(giveBack)
	for _, part := range []string{
		"Scenario · Testköping · stängda månader", "Skolan: −16,67 (−25,0\u00a0%)", "Vården: +16,67", "Prövad på 1 av 1 stängd månad.",
	} {
		assert.Contains(t, text, part)
	}
	got := asJSON(t, try(giveBack, "--format", "json"))
	assert.Equal(t, map[string]any{"department": "SKOL", "before": "66.67", "after": "50.00", "difference": "-16.67"}, got["departments"].([]any)[0])
	assert.Contains(t, try(unknown), "mars 2017: devices, rad 1:")
	assert.Equal(t, "no_such_row", asJSON(t, try(unknown, "--format", "json"))["months"].([]any)[0].(map[string]any)["failure"])
	assert.Equal(t, before, done(t, "audit", "list", "--db", db, "--as", "Anna"))
	assert.Equal(t, exitUsage, call("scenario", "--closed", "--year", "2017", "--db", db).code)
}
