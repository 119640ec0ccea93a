package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestManyErrors: the first hundred and the count, whatever the file's size.
func TestManyErrors(t *testing.T) {
	t.Parallel()
	rows := []string{"id,date,category,amount"}
	for i := range 5000 {
		amount := "1.00"
		if i%20 == 7 {
			amount = "x"
		}
		rows = append(rows, fmt.Sprintf("k%d,2017-03-01,PC,%s", i, amount))
	}
	data := folderOf(t, with(map[string]string{"costs.csv": strings.Join(rows, "\n")}))
	got := call("run", "--data", data, "--month", "2017-03")
	assert.Equal(t, exitBadData, got.code)
	assert.Empty(t, got.stdout)
	told := lines(got.stderr)
	require.Len(t, told, 102)
	assert.Equal(t, "chargeback: inget beräknades: underlaget har 250 fel", told[0])
	for i, line := range told[1:101] {
		want := fmt.Sprintf("  costs.csv, rad %d, kolumn amount: ”x” är inte ett tal;", 2+20*i+7)
		assert.True(t, strings.HasPrefix(line, want), line)
	}
	assert.Equal(t, "  … och 150 till", told[101])

	got = call("run", "--data", data, "--month", "2017-03", "--lang", "en")
	assert.True(t, strings.HasPrefix(got.stderr, "chargeback: nothing was calculated: the source data has 250 errors\n"))
	assert.True(t, strings.HasSuffix(got.stderr, "\n  … and 150 more\n"))
}

// TestErrorOfTheLastRow: nothing at all comes out of a file whose last row of
// ten thousand is bad (C4.3).
func TestErrorOfTheLastRow(t *testing.T) {
	t.Parallel()
	rows := make([]string, 0, 10_001)
	rows = append(rows, "id,date,category,amount")
	for i := range 9_999 {
		rows = append(rows, fmt.Sprintf("k%d,2017-03-01,PC,1.00", i))
	}
	rows = append(rows, "k9999,2017-03-32,PC,1.00")
	data := folderOf(t, with(map[string]string{"costs.csv": strings.Join(rows, "\r\n")}))
	out := filepath.Join(t.TempDir(), "notor")
	got := call("run", "--data", data, "--month", "2017-03", "--out", out)
	assert.Equal(t, outcome{exitBadData, "", nothing +
		"costs.csv, rad 10001, kolumn date: ”2017-03-32” är ingen dag i kalendern; skriv den som 2017-03-31\n"}, got)
	absent(t, out)
}

// TestErrorsOfSeveralTables are told all at once, table by table in the order
// of SPEC §2 and by line, whatever was read first.
func TestErrorsOfSeveralTables(t *testing.T) {
	t.Parallel()
	data := folderOf(t, with(map[string]string{
		"okänd.csv":      "x\n",
		"settings.csv":   "key,value\nname,\nfärg,röd\nit_cost_center,900\n",
		"categories.csv": "code,cost_type,name\nPC,Inköp,Datorer\nPC,Inköp,Igen\nSTAB,,\n",
		"devices.csv":    "id,class,cost_center,from,to\nd1,laptop,101,,\nd2,staff,100,,\nd2,staff,200,2017-01-01,\n",
		"ports.csv":      "id,class\n",
		"costs.csv": "id,date,category,amount,system,project\n" +
			"k1,2017-03-01,PC,1,,\nk1,2017-03-01,PC,1,,\n\nk2,igår,LÖN,mycket,EKO,P1\n",
	}))
	got := call("run", "--data", data, "--month", "2017-03")
	assert.Equal(t, outcome{exitBadData, "", `chargeback: inget beräknades: underlaget har 17 fel
  okänd.csv: det finns ingen tabell med det namnet; byt namn eller flytta den
  settings.csv, rad 2, kolumn value: värdet saknas och behövs; fyll i det
  settings.csv, rad 3, kolumn key: ”färg” finns inte att välja; skriv name, org_number, currency, language, measure, it_cost_center, method.system, method.device, method.user, method.port eller method.project
  categories.csv, rad 3, kolumn code: ”PC” står redan på rad 2; ta bort den ena raden
  categories.csv, rad 4, kolumn cost_type: värdet saknas och behövs; fyll i det
  categories.csv, rad 4, kolumn name: värdet saknas och behövs; fyll i det
  devices.csv, rad 2, kolumn class: ”laptop” finns inte att välja; skriv staff eller student
  devices.csv, rad 2, kolumn cost_center: ”101” finns inte i tabellen cost_centers; rätta koden eller lägg till den där
  devices.csv, rad 4, kolumn id: raden gäller samtidigt som rad 3 (…–…) med samma nyckel ”d2”; avsluta den ena dagen innan den andra börjar
  ports.csv, rad 1, kolumn cost_center: kolumnen saknas och behövs; lägg till den i rubrikraden
  costs.csv, rad 3, kolumn id: ”k1” står redan på rad 2; ta bort den ena raden
  costs.csv, rad 5, kolumn date: ”igår” är ingen dag i kalendern; skriv den som 2017-03-31
  costs.csv, rad 5, kolumn category: ”LÖN” finns inte i tabellen categories; rätta koden eller lägg till den där
  costs.csv, rad 5, kolumn amount: ”mycket” är inte ett tal; skriv siffror, och komma eller punkt före decimalerna, som 1234,50
  costs.csv, rad 5, kolumn system: ”EKO” finns inte i tabellen systems; rätta koden eller lägg till den där
  costs.csv, rad 5, kolumn project: raden anger mer än ett av system, applikation och projekt; behåll ett
  costs.csv, rad 5, kolumn project: ”P1” finns inte i tabellen projects; rätta koden eller lägg till den där
`}, got)
}

// TestErrorsOfAMonth: all that the month lacks is told, not only the first.
func TestErrorsOfAMonth(t *testing.T) {
	t.Parallel()
	data := folderOf(t, with(map[string]string{
		"rules.csv": "category,model,share\n",
	}))
	got := call("run", "--data", data, "--month", "2017-03")
	assert.Equal(t, outcome{exitBadData, "", `chargeback: inget beräknades: underlaget har 2 fel
  2017-03: kategorin ”PC” har kostnader men ingen regel med andel över noll; lägg till en rad i rules
  2017-03: kategorin ”STAB” har kostnader men ingen regel med andel över noll; lägg till en rad i rules
`}, got)
}

// TestBrokenTableDoesNotBecomeManyErrors: what refers to a table that could not
// be read is not told too.
func TestBrokenTableDoesNotBecomeManyErrors(t *testing.T) {
	t.Parallel()
	data := folderOf(t, with(map[string]string{"cost_centers.csv": "kod,name,department\n100,Norra skolan,SKOL\n"}))
	got := call("run", "--data", data, "--month", "2017-03")
	assert.Equal(t, outcome{exitBadData, "", `chargeback: inget beräknades: underlaget har 2 fel
  cost_centers.csv, rad 1, kolumn kod: det finns ingen kolumn med det namnet; kolumnerna är code, name, department, from och to
  cost_centers.csv, rad 1, kolumn code: kolumnen saknas och behövs; lägg till den i rubrikraden
`}, got)
}

// TestCostsThatITPaidItself are told together with what else is wrong.
func TestCostsThatITPaidItself(t *testing.T) {
	t.Parallel()
	data := folderOf(t, with(map[string]string{
		"costs.csv": "id,date,category,amount,paid_by\nk1,2017-03-01,PC,1,IT\nk2,2017-03-01,PC,ett,\n",
	}))
	got := call("run", "--data", data, "--month", "2017-03")
	assert.Equal(t, outcome{exitBadData, "", `chargeback: inget beräknades: underlaget har 2 fel
  costs.csv, rad 2, kolumn paid_by: ”IT” är IT:s egen förvaltning; lämna paid_by tomt för det som IT betalar
  costs.csv, rad 3, kolumn amount: ”ett” är inte ett tal; skriv siffror, och komma eller punkt före decimalerna, som 1234,50
`}, got)
}

// TestLostRowsDoNotBecomeManyErrors: a code may stand in a row that could not
// be read, so those that refer to it are not told.
func TestLostRowsDoNotBecomeManyErrors(t *testing.T) {
	t.Parallel()
	data := folderOf(t, with(map[string]string{"cost_centers.csv": "code,name,department\n100,Norra skolan,SKOL,\n200,Södra,VARD\n900,IT,IT\n"}))
	got := call("run", "--data", data, "--month", "2017-03")
	assert.Equal(t, outcome{exitBadData, "", `chargeback: inget beräknades: underlaget har 1 fel
  cost_centers.csv, rad 2: raden har 4 celler men rubriken 3; se efter en separator för mycket eller för litet, eller ett saknat citattecken
`}, got)
}
