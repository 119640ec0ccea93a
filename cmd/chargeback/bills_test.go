package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/fixtures"
)

// contents reads all files of a folder.
func contents(t testing.TB, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	files := make(map[string]string)
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		require.NoError(t, err)
		files[entry.Name()] = string(content)
	}
	return files
}

// ore reads an amount with two decimals.
func ore(t testing.TB, text string) int64 {
	t.Helper()
	whole, decimals, found := strings.Cut(strings.ReplaceAll(text, ",", "."), ".")
	require.True(t, found && len(decimals) == 2, text)
	amount, err := strconv.ParseInt(whole+decimals, 10, 64)
	require.NoError(t, err)
	return amount
}

// billSum adds up the lines of a bill's CSV, and checks its last line against
// them.
func billSum(t testing.TB, content string) int64 {
	t.Helper()
	content, marked := strings.CutPrefix(content, "\uFEFF")
	require.True(t, marked, "Excel takes it for UTF-8 by its mark")
	r := csv.NewReader(strings.NewReader(content))
	r.Comma = ';'
	records, err := r.ReadAll()
	require.NoError(t, err)
	var sum int64
	for _, record := range records[1 : len(records)-1] {
		sum += ore(t, record[len(record)-1])
	}
	last := records[len(records)-1]
	require.Contains(t, []string{"Summa", "Total"}, last[0])
	require.Equal(t, sum, ore(t, last[len(last)-1]))
	return sum
}

// summary is what summary.json says.
type summary struct {
	Month  string            `json:"month"`
	Totals map[string]string `json:"totals"`
	Bills  []struct {
		Department string `json:"department"`
		Device     string `json:"device"`
		Amount     string `json:"amount"`
	} `json:"bills"`
}

func TestOut(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "ny", "notor")
	text := done(t, "run", "--data", folderOf(t, tiny), "--month", "2017-03", "--out", out)
	assert.Contains(t, text, "\nNotorna ligger i "+out+".\n")
	files := contents(t, out)
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	assert.Equal(t, []string{
		"nota-SKOL-2017-03.csv", "nota-SKOL-2017-03.xlsx", "nota-VARD-2017-03.csv", "nota-VARD-2017-03.xlsx", "summary.json",
	}, names)
	assert.Equal(t, "\uFEFFKostnadsställe;Kostnadsställets namn;Modell;Kategori;Kategorins namn;Objekt;Objektets namn;Rättar månad;Ersätter rad;Antal;Enhet;Belopp, kr\r\n"+
		"100;Norra skolan;Per dator;PC;Datorer;staff;dator, personal;;;2;personaldatorer;66,67\r\n"+
		"Summa;;;;;;;;;;;66,67\r\n", files["nota-SKOL-2017-03.csv"])

	var s summary
	require.NoError(t, json.Unmarshal([]byte(files["summary.json"]), &s))
	assert.Equal(t, "2017-03", s.Month)
	assert.Equal(t, "100.00", s.Totals["billed"])
	require.Len(t, s.Bills, 2)
	assert.Equal(t, "66.67", s.Bills[0].Device)
	assert.Equal(t, "66.67", s.Bills[0].Amount)

	// Again into the same folder: the same files, nothing left over.
	done(t, "run", "--data", folderOf(t, tiny), "--month", "2017-03", "--out", out, "--format", "json")
	again := contents(t, out)
	assert.Len(t, again, len(files))
	assert.Equal(t, files["nota-SKOL-2017-03.csv"], again["nota-SKOL-2017-03.csv"])

	done(t, "run", "--data", folderOf(t, tiny), "--month", "2017-03", "--out", out, "--lang", "en")
	assert.Contains(t, contents(t, out)["nota-VARD-2017-03.csv"], "Cost centre;Cost centre name;Model;")
}

// TestOutThatFailsLeavesWhatWasThere: one bill's name is taken by a folder.
func TestOutThatFailsLeavesWhatWasThere(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(out, "nota-SKOL-2017-03.csv", "full"), 0o700))
	got := call("run", "--data", folderOf(t, tiny), "--month", "2017-03", "--out", out)
	assert.Equal(t, exitFailure, got.code)
	assert.Empty(t, got.stdout)
	assert.Contains(t, got.stderr, "nota-SKOL-2017-03.csv")
	entries, err := os.ReadDir(out)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no work folder is left")
}

// TestNamesOfBills: any code makes a file of its own, inside the folder.
func TestNamesOfBills(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"A/B": "A%2FB", "A%2FB": "A%252FB", "..": "..", "../..": "..%2F..", `a\b`: "a%5Cb", "CON": "CON", "åä": "åä",
		"a*b": "a%2Ab", "a?b": "a%3Fb", "a|b": "a%7Cb", "<b>": "%3Cb%3E", "a b": "a b", "a%": "a%25", "x.": "x.",
		"a:b": "a%3Ab",
	}
	departments, centers, devices := "code,name,kind\nIT,IT,it\n", "code,name,department\n900,IT,IT\n", "id,class,cost_center\n"
	for code := range want {
		n := strconv.Itoa(len(departments))
		departments += code + ",Namn,company\n"
		centers += n + ",Namn," + code + "\n"
		devices += n + ",staff," + n + "\n"
	}
	data := folderOf(t, with(map[string]string{"departments.csv": departments, "cost_centers.csv": centers, "devices.csv": devices}))
	parent := t.TempDir()
	done(t, "run", "--data", data, "--month", "2017-03", "--out", filepath.Join(parent, "notor"))
	files := contents(t, filepath.Join(parent, "notor"))
	require.Len(t, files, 2*len(want)+1)
	var sum int64
	for code, name := range want {
		content, there := files["nota-"+name+"-2017-03.csv"]
		require.True(t, there, "%s: %s", code, name)
		sum += billSum(t, content)
	}
	assert.EqualValues(t, 100_00, sum)
	entries, err := os.ReadDir(parent)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "nothing outside the folder")
}

// TestDemo: a year of bills, each month adding up to its summary.
func TestDemo(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "år")
	text := done(t, "demo", "--out", out)
	assert.Contains(t, text, "januari 2017 – december 2017")
	assert.Contains(t, text, "Differens: 0,00\u00A0kr.")
	assert.Contains(t, text, "Årets notor ligger i "+out+":")
	months, err := os.ReadDir(out)
	require.NoError(t, err)
	require.Len(t, months, 12)
	for i, month := range months {
		assert.Equal(t, "2017-"+strconv.Itoa(101 + i)[1:], month.Name())
		files := contents(t, filepath.Join(out, month.Name()))
		var s summary
		require.NoError(t, json.Unmarshal([]byte(files["summary.json"]), &s))
		require.Len(t, files, 2*len(s.Bills)+1)
		var billed int64
		for _, bill := range s.Bills {
			sum := billSum(t, files["nota-"+bill.Department+"-"+month.Name()+".csv"])
			assert.Equal(t, ore(t, bill.Amount), sum, bill.Department)
			billed += sum
		}
		assert.Equal(t, ore(t, s.Totals["billed"]), billed)
	}
}

// TestExplainOfAFixture: every step of a real month is a sentence of the same
// form.
func TestExplainOfAFixture(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	require.NoError(t, os.CopyFS(data, fixtures.Molndal()))
	for _, month := range []string{"2017-03", "2017-07"} {
		text := strings.ReplaceAll(done(t, "explain", "--data", data, "--month", month, "--department", "VOF"), "\u00A0", " ")
		text, _, _ = strings.Cut(text, "Vad poolerna består av")
		steps := 0
		for _, line := range lines(text) {
			if !strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "      ") || strings.HasPrefix(line, "    Raden är summan") {
				continue
			}
			steps++
			assert.Regexp(t, `^    (.+ av .+ \([\d,]+ %\) av .+, −?[\d ]+,\d\d kr → −?[\d ]+,\d\d kr|Systemägaren betalar hela .+, −?[\d ]+,\d\d kr|.* × [\d ,]+ kr = [\d ]+,\d\d kr)$`, line)
		}
		assert.Greater(t, steps, 100)
	}
}

// TestBillsOfCodesThatAreAlmostTheSame: some systems tell no small letters from
// large ones, and none takes a name of any length.
func TestBillsOfCodesThatAreAlmostTheSame(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("lång", 100)
	data := folderOf(t, with(map[string]string{
		"departments.csv":  "code,name,kind\nIT,IT,it\nSKOLA,A,company\nskola,B,company\n" + long + ",C,company\n",
		"cost_centers.csv": "code,name,department\n900,IT,IT\n1,A,SKOLA\n2,B,skola\n3,C," + long + "\n",
		"devices.csv":      "id,class,cost_center\na,staff,1\nb,staff,2\nc,staff,3\n",
	}))
	out := filepath.Join(t.TempDir(), "notor")
	done(t, "run", "--data", data, "--month", "2017-03", "--out", out)
	names := map[string]bool{}
	for name := range contents(t, out) {
		require.Less(t, len(name), 255)
		names[strings.ToLower(name)] = true
	}
	require.Len(t, names, 2*3+1)
	require.True(t, names["nota-skola-2017-03~2.csv"])
}

// TestBillsOfAnEarlierRunDoNotStay: what a folder holds of a month adds up to
// its summary, also when a department no longer pays.
func TestBillsOfAnEarlierRunDoNotStay(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "notor")
	done(t, "run", "--data", folderOf(t, tiny), "--month", "2017-03", "--out", out)
	require.Contains(t, contents(t, out), "nota-VARD-2017-03.xlsx")
	keep := filepath.Join(out, "nota-VARD-2017-02.csv")
	require.NoError(t, os.WriteFile(keep, []byte("en annan månad"), 0o644))

	moved := folderOf(t, with(map[string]string{
		"departments.csv":  "code,name,kind\nSKOL,Skolan,administration\nIT,IT,it\n",
		"cost_centers.csv": "code,name,department\n100,Norra skolan,SKOL\n200,Södra skolan,SKOL\n900,IT,IT\n",
	}))
	done(t, "run", "--data", moved, "--month", "2017-03", "--out", out)
	files := contents(t, out)
	require.NotContains(t, files, "nota-VARD-2017-03.xlsx")
	require.NotContains(t, files, "nota-VARD-2017-03.csv")
	require.Contains(t, files, "nota-SKOL-2017-03.csv")
	require.Contains(t, files, "nota-VARD-2017-02.csv")
}
