package main

import (
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRunAsJSON(t *testing.T) {
	t.Parallel()
	// The fields and their order are those of SPEC §8.
	const want = `{"month":"2017-03","currency":"SEK",
 "totals":{"cost":"150.00","billed":"100.00","central":"50.00","unallocated":"0.00","variance":"0.00","self_paid":"0.00"},
 "lines":[
  {"department":"SKOL","cost_center":"100","category":"PC","model":"device","object":"staff","quantity":"2","amount":"66.67"},
  {"department":"VARD","cost_center":"200","category":"PC","model":"device","object":"staff","quantity":"1","amount":"33.33"}],
 "central":[
  {"category":"STAB","amount":"50.00"}],
 "unallocated":[],
 "variance":[]}
`
	assert.Equal(t, want, done(t, "run", "--data", folderOf(t, tiny), "--month", "2017-03", "--format", "json"))
	assert.Equal(t, want, done(t, "run", "--data", bookOf(t, tiny), "--month", "2017-03", "--format", "json"), "the same as a workbook")
	assert.Equal(t, outcome{exitDone, want, ""}, spawn(t, "run", "--data", folderOf(t, tiny), "--month", "2017-03", "--format", "json"))
}

// TestRunAsJSONWithEverything: credits, prices, unallocated money and what a
// department paid itself.
func TestRunAsJSONWithEverything(t *testing.T) {
	t.Parallel()
	data := folderOf(t, with(map[string]string{
		"settings.csv": tiny["settings.csv"] + "method.device,price\n",
		"prices.csv":   "model,class,price\ndevice,staff,40\n",
		"rules.csv":    "category,model,share\nPC,device,1\nSTAB,port,1\n",
		"costs.csv":    "id,date,category,amount,paid_by\nk1,2017-03-10,PC,100,\nk2,2017-03-31,STAB,-50,\nk3,2017-03-01,PC,7,VARD\n",
	}))
	got := done(t, "run", "--data", data, "--month", "2017-03", "--format", "json", "--lang", "en")
	assert.Equal(t, `{"month":"2017-03","currency":"SEK",
 "totals":{"cost":"50.00","billed":"120.00","central":"0.00","unallocated":"-50.00","variance":"-20.00","self_paid":"7.00"},
 "lines":[
  {"department":"SKOL","cost_center":"100","category":"","model":"device","object":"staff","quantity":"2","amount":"80.00"},
  {"department":"VARD","cost_center":"200","category":"","model":"device","object":"staff","quantity":"1","amount":"40.00"}],
 "central":[],
 "unallocated":[
  {"category":"STAB","model":"port","object":"","reason":"no network units to spread over","amount":"-50.00"}],
 "variance":[
  {"model":"device","cost":"100.00","recovered":"120.00","amount":"-20.00"}]}
`, got)
}

func TestRunAsCSV(t *testing.T) {
	t.Parallel()
	want := `department,cost_center,category,model,object,quantity,amount
SKOL,100,PC,device,staff,2,66.67
VARD,200,PC,device,staff,1,33.33
`
	assert.Equal(t, want, done(t, "run", "--data", folderOf(t, tiny), "--month", "2017-03", "--format", "csv"))
}

func TestRunAsText(t *testing.T) {
	t.Parallel()
	data := folderOf(t, tiny)
	text := strings.ReplaceAll(done(t, "run", "--data", data, "--month", "2017-03"), "\u00A0", " ")
	for _, want := range []string{
		"IT-debitering · Testköping · mars 2017\n", "Skolan ", "66,67", "Vården ", "33,33",
		"− Notor (2 notarader)         100,00 kr", "− Centralt, IT:s egen budget   50,00 kr", "= Differens                     0,00 kr",
	} {
		assert.Contains(t, text, want)
	}
	text = done(t, "run", "--data", data, "--month", "2017-03", "--lang", "en")
	assert.Contains(t, text, "IT chargeback · Testköping · March 2017\n")
	assert.Contains(t, text, "= Difference")
}

// TestCodesInJSON: whatever a code holds, the result is valid JSON and gives it
// back.
func TestCodesInJSON(t *testing.T) {
	t.Parallel()
	for _, code := range []string{`a"b`, `a\b`, "åäö ÅÄÖ", "a/b", "</script>", "😀", "a\u2028b", "=1+1", "'", "\uFFFD", "a,b;c"} {
		cell := `"` + strings.ReplaceAll(code, `"`, `""`) + `"`
		data := folderOf(t, with(map[string]string{
			"departments.csv":  "code,name,kind\nIT,IT,it\n" + cell + ",Namn,company\n",
			"cost_centers.csv": "code,name,department\n900,IT,IT\n" + cell + ",Namn," + cell + "\n",
			"categories.csv":   "code,cost_type,name\n" + cell + ",Typ,Namn\n",
			"rules.csv":        "category,model,share\n" + cell + ",device,1\n",
			"devices.csv":      "id,class,cost_center\nd1,staff," + cell + "\n",
			"costs.csv":        "id,date,category,amount\nk1,2017-03-10," + cell + ",1.00\n",
		}))
		text := done(t, "run", "--data", data, "--month", "2017-03", "--format", "json")
		var result struct {
			Lines []struct {
				Department string `json:"department"`
				CostCenter string `json:"cost_center"`
				Category   string `json:"category"`
			} `json:"lines"`
		}
		require.NoError(t, json.Unmarshal([]byte(text), &result), text)
		require.Len(t, result.Lines, 1)
		assert.Equal(t, code, result.Lines[0].Department)
		assert.Equal(t, code, result.Lines[0].CostCenter)
		assert.Equal(t, code, result.Lines[0].Category)

		text = done(t, "run", "--data", data, "--month", "2017-03", "--format", "csv")
		records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		require.NoError(t, err)
		assert.Equal(t, []string{code, code, code, "device", "staff", "1", "1.00"}, records[1])
	}
}

// TestMonthWithoutCosts is a run of zeros, with a warning.
func TestMonthWithoutCosts(t *testing.T) {
	t.Parallel()
	data := folderOf(t, tiny)
	got := call("run", "--data", data, "--month", "2018-01", "--format", "json")
	assert.Equal(t, outcome{exitDone, `{"month":"2018-01","currency":"SEK",
 "totals":{"cost":"0.00","billed":"0.00","central":"0.00","unallocated":"0.00","variance":"0.00","self_paid":"0.00"},
 "lines":[],
 "central":[],
 "unallocated":[],
 "variance":[]}
`, "chargeback: varning: januari 2018 har inga kostnader\n"}, got)
	got = call("run", "--data", data, "--month", "2018-01", "--lang", "en")
	assert.Equal(t, exitDone, got.code)
	assert.Equal(t, "chargeback: warning: January 2018 has no costs\n", got.stderr)
	assert.Contains(t, got.stdout, "0,00")

	// Costs that departments paid themselves are costs too.
	data = folderOf(t, with(map[string]string{"costs.csv": "id,date,category,amount,paid_by\nk1,2017-03-10,PC,1,SKOL\n"}))
	assert.Contains(t, done(t, "run", "--data", data, "--month", "2017-03", "--format", "json"), `"self_paid":"1.00"`)
}

func TestExplain(t *testing.T) {
	t.Parallel()
	data := folderOf(t, tiny)
	text := func(args ...string) string {
		all := append([]string{"explain", "--data", data, "--month", "2017-03"}, args...)
		return strings.ReplaceAll(done(t, all...), "\u00A0", " ")
	}
	assert.Equal(t, `Så är notan räknad · Testköping · mars 2017

SKOL Skolan · 100 Norra skolan

  Datorer · Per dator · dator, personal: 66,67 kr
    2,00 personaldatorer av 3,00 (66,67 %) av poolen Datorer, 100,00 kr → 66,67 kr
      exakt 6 666 + 2/3 öre; fick ett av örena som blev över

Vad poolerna består av

  Datorer · Per dator: 100,00 kr
    allt i kategorin Datorer, 100,00 kr, 1 kostnadsrad
      k1  100,00 kr`, strings.TrimSpace(text("--department", "SKOL")))
	assert.Contains(t, text("--department", "VARD", "--lang", "en"),
		"1,00 staff computers of 3,00 (33,33 %) of the pool Datorer, 100,00 kr → 33,33 kr\n      exactly 3 333 + 1/3 öre; rounded down\n")

	// Every way to pick the line finds it.
	for _, pick := range []string{
		"--cost-center 100", "--cost-center 100 --model 3", "--cost-center 100 --model device --object staff",
		"--department SKOL --category PC", "--department SKOL --cost-center 100 --category PC --model 3 --object staff",
	} {
		assert.Contains(t, text(strings.Fields(pick)...), "66,67 kr", pick)
	}
	for _, pick := range []string{
		"--cost-center 900", "--department VARD --cost-center 100", "--cost-center 100 --model 4", "--cost-center 100 --object student",
		"--cost-center 100 --category STAB",
	} {
		got := call(append([]string{"explain", "--data", data, "--month", "2017-03"}, strings.Fields(pick)...)...)
		assert.Equal(t, exitUsage, got.code, pick)
		assert.Empty(t, got.stdout, pick)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	text := done(t, "check", "--data", folderOf(t, tiny))
	for _, want := range []string{
		"Granskning av underlaget · Testköping\n", "  costs            2 rader\n", "  ports            saknas (räknas som tom)\n",
		"mars 2017", "150,00", "Inget behöver rättas och inget ser konstigt ut.\n",
	} {
		assert.Contains(t, text, want)
	}
	assert.Equal(t, text, done(t, "check", "--data", bookOf(t, tiny)), "the same as a workbook")

	text = done(t, "check", "--data", folderOf(t, with(map[string]string{"costs.csv": "id,date,category,amount\n"})))
	assert.Contains(t, text, "Det finns inga kostnader, så det finns ingen månad att beräkna.\n")
}

// TestCheckFinds what can be charged but someone should look at.
func TestCheckFinds(t *testing.T) {
	t.Parallel()
	data := folderOf(t, with(map[string]string{
		"rules.csv":        "category,model,share\nPC,device,1\nSTAB,4,1\nRESA,1,1\n",
		"categories.csv":   tiny["categories.csv"] + "RESA,Övrigt,Resor\n",
		"cost_centers.csv": tiny["cost_centers.csv"] + "300,Museet,SKOL\n",
		"costs.csv":        "id,date,category,amount\nk1,2017-01-10,PC,100.00\nk2,2017-03-31,STAB,50.00\n",
	}))
	text := strings.ReplaceAll(done(t, "check", "--data", data), "\u00A0", " ")
	for _, want := range []string{
		"januari 2017", "februari 2017", "mars 2017",
		"  • 2017-03: 50,00 kr av kategorin Stab är ej fördelat: inga användarkonton att fördela på.\n",
		"  • Inga kostnader i 2017-02. Se om en fil saknas.\n",
		"  • Kostnadsstället 300 Museet har ingenting som räknas och får aldrig någon nota.\n",
		"  • Kategorin RESA Resor har regler men aldrig någon kostnad.\n",
	} {
		assert.Contains(t, text, want)
	}
}

// TestCheckOfAMonthThatCannotBeCharged tells everything on standard error.
func TestCheckOfAMonthThatCannotBeCharged(t *testing.T) {
	t.Parallel()
	data := folderOf(t, with(map[string]string{
		"rules.csv": "category,model,share,from\nPC,device,1,2017-04-01\nSTAB,1,1,\n",
		"costs.csv": "id,date,category,amount\nk1,2017-03-10,PC,100.00\nk2,2017-04-10,PC,100.00\n",
	}))
	got := call("check", "--data", data)
	assert.Equal(t, exitBadData, got.code)
	assert.Empty(t, got.stdout)
	assert.Contains(t, got.stderr, "går inte att beräkna")
	assert.Contains(t, got.stderr, "april 2017")
	assert.Contains(t, got.stderr, "Måste rättas innan månaden kan beräknas\n"+
		"  • 2017-03: kategorin ”PC” har kostnader men ingen regel med andel över noll; lägg till en rad i rules\n")
}

func TestGenerate(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "ny", "mapp")
	text := done(t, "generate", "--out", folder, "--rows", "2000", "--month", "2024-02", "--seed", "7")
	assert.Contains(t, text, "chargeback run --data "+folder+" --month 2024-02\n")
	assert.Contains(t, done(t, "run", "--data", folder, "--month", "2024-02", "--format", "json"), `"month":"2024-02"`)
	assert.Contains(t, done(t, "check", "--data", folder), "februari 2024")

	got := call("generate", "--out", folder)
	assert.Equal(t, exitUsage, got.code, "the folder is not empty any more")

	again := filepath.Join(t.TempDir(), "igen")
	done(t, "generate", "--out", again, "--rows", "2000", "--month", "2024-02", "--seed", "7", "--lang", "en")
	assert.Equal(t, contents(t, folder), contents(t, again), "the same options give the same files")
}
