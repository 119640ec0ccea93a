package main

import (
	"encoding/json"
	"encoding/xml"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/invoice"
	"chargeback/internal/sie"
)

const molndal = "../../fixtures/molndal"

// closedJanuary is a database in which January 2017 of the sample municipality
// is closed.
func closedJanuary(t *testing.T) place {
	p := place{t, filepath.Join(t.TempDir(), "chargeback.db")}
	p.must("Anna", "import", molndal)
	p.must("Anna", "import", molndal+"/mappings")
	p.must("Anna", "month", "calculate", "2017-01")
	p.must("Bo", "month", "approve", "2017-01")
	p.must("Anna", "month", "close", "2017-01")
	return p
}

// TestWhatLeavesAddsUp: voucher and invoices are the bills of the run, to the
// öre, and so are the bills as files (issue 3, part 5).
func TestWhatLeavesAddsUp(t *testing.T) {
	p := closedJanuary(t)
	out := t.TempDir()
	p.must("Anna", "export", "2017-01", "--out", out)
	var shown struct {
		Totals struct{ Billed string }
		Lines  []struct{ Department, Amount string }
	}
	require.NoError(t, json.Unmarshal([]byte(p.must("Anna", "month", "show", "2017-01", "--format", "json")), &shown))
	billed := chargeback.OreOf(shown.Totals.Billed)
	departments := map[string]allocation.Ore{}
	for _, line := range shown.Lines {
		departments[line.Department] += chargeback.OreOf(line.Amount)
	}

	data, err := os.ReadFile(filepath.Join(out, "verifikat-2017-01.si"))
	require.NoError(t, err)
	file, problems := sie.Read(data)
	require.True(t, sie.Usable(problems), "%v", problems)
	require.Equal(t, "1", file.Vouchers[0].Number)
	var booked allocation.Ore
	for _, row := range file.Vouchers[0].Rows {
		if row.Account != "3631" {
			booked += row.Amount
		}
	}
	invoices, err := filepath.Glob(filepath.Join(out, "faktura-*.xml"))
	require.NoError(t, err)
	require.Len(t, invoices, 5)
	var invoiced allocation.Ore
	for _, path := range invoices {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Empty(t, invoice.Validate(data), path)
		var document struct {
			Total struct {
				Net string `xml:"LineExtensionAmount"`
			} `xml:"LegalMonetaryTotal"`
		}
		require.NoError(t, xml.Unmarshal(data, &document))
		net := chargeback.OreOf(document.Total.Net)
		code := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "faktura-"), "-2017-01.xml")
		require.Equal(t, departments[code], net, code)
		invoiced += net
	}
	require.Equal(t, billed, booked+invoiced)

	var files allocation.Ore
	for code, amount := range departments {
		text, err := os.ReadFile(filepath.Join(out, "nota-"+code+"-2017-01.csv"))
		require.NoError(t, err)
		records := lines(strings.ReplaceAll(string(text), "\r\n", "\n"))
		last := strings.Split(records[len(records)-1], ";")
		sum := chargeback.OreOf(strings.Replace(last[len(last)-1], ",", ".", 1))
		require.Equal(t, amount, sum, code)
		files += sum
	}
	require.Equal(t, billed, files)
}

// TestMendedMappingIsANewVersion: the number stays, the version rises, and
// writing the same again is the same file (DECISIONS).
func TestMendedMappingIsANewVersion(t *testing.T) {
	p := closedJanuary(t)
	out := t.TempDir()
	voucher := filepath.Join(out, "verifikat-2017-01.si")
	write := func() string {
		p.must("Anna", "export", "2017-01", "--out", out, "--only", "voucher")
		data, err := os.ReadFile(voucher)
		require.NoError(t, err)
		return string(data)
	}
	first := write()
	require.Equal(t, first, write(), "the same bytes again")
	p.must("Anna", "import", folderOf(t, map[string]string{
		"voucher_accounts.csv": "side,account,model,department,counterpart,parts\nincome,3632,,,110,1={it_cost_center} 20={counterpart}\n",
	}))
	mended := write()
	require.Contains(t, mended, "#TRANS 3632")
	require.Contains(t, mended, "version 2")
	require.Contains(t, mended, `#VER "IT" "1"`)
	p.must("Anna", "verify", "2017-01")
}

// TestExportKilled (TRUST C2.6): a file is absent or whole, whenever the export
// is killed.
func TestExportKilled(t *testing.T) {
	p := closedJanuary(t)
	whole := t.TempDir()
	p.must("Anna", "export", "2017-01", "--out", whole)
	random := rand.New(rand.NewPCG(7, 7))
	for range rounds(4, 100) {
		out := t.TempDir()
		p.killed(time.Duration(100+random.IntN(1500))*time.Millisecond, "Anna", "export", "2017-01", "--out", out)
		entries, err := os.ReadDir(out)
		require.NoError(t, err)
		for _, entry := range entries {
			if entry.IsDir() {
				continue // the hidden folder of a killed export
			}
			got, err := os.ReadFile(filepath.Join(out, entry.Name()))
			require.NoError(t, err)
			want, err := os.ReadFile(filepath.Join(whole, entry.Name()))
			require.NoError(t, err)
			if filepath.Ext(entry.Name()) == ".xlsx" {
				require.Len(t, got, len(want), entry.Name())
				continue
			}
			require.Equal(t, want, got, entry.Name())
		}
	}
}

// TestExportNeedsMappings: what is missing is told in sentences, and nothing is
// written.
func TestExportNeedsMappings(t *testing.T) {
	p := place{t, filepath.Join(t.TempDir(), "chargeback.db")}
	p.must("Anna", "import", molndal)
	out := filepath.Join(t.TempDir(), "ut")
	got := p.as("Anna", "export", "2017-01", "--out", out)
	require.Equal(t, exitFailure, got.code)
	require.Contains(t, got.stderr, "2017-01 är inte stängd")
	p.must("Anna", "month", "calculate", "2017-01")
	p.must("Bo", "month", "approve", "2017-01")
	p.must("Anna", "month", "close", "2017-01")
	got = p.as("Anna", "export", "2017-01", "--out", out)
	require.Equal(t, exitBadData, got.code)
	require.Contains(t, got.stderr, "läs in tabellen voucher_accounts")
	got = p.as("Anna", "export", "2017-01", "--out", out, "--only", "invoices")
	require.Contains(t, got.stderr, "parties")
	absent(t, out)
}
