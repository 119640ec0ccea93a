package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/postgres"
)

// newPlace is an empty database of this process.
func newPlace(t *testing.T) place { return place{t, filepath.Join(t.TempDir(), "chargeback.db")} }

// call runs a command of somebody in this process.
func (p place) call(person string, args ...string) outcome {
	return call(append(args, "--db", p.url, "--as", person)...)
}

// TestImportOfALedger: a SIE file becomes costs, with control totals; the same
// again changes nothing; a mended export replaces its own costs alone.
func TestImportOfALedger(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	require.Equal(t, exitDone, p.call("Anna", "import", folderOf(t, tiny)).code)
	ledger := "../../internal/intake/testdata/ledger.se"
	got := p.call("Anna", "import", ledger)
	require.Equal(t, exitDone, got.code, got.stderr)
	require.Contains(t, got.stdout, "Inget i ledger.se är en IT-kostnad")
	require.Contains(t, got.stdout, "konto 5011 Löner, månadsavlönade har ingen kategori")

	require.Equal(t, exitDone, p.call("Anna", "import", folderOf(t, map[string]string{
		"ledger_accounts.csv": "first,last,category\n6000,6999,PC\n5011,5011,STAB\n",
		"ledger_objects.csv":  "dimension,object,target,code\n1,*,skip,\n1,1810,department,\n",
	})).code)
	dry := p.call("Anna", "import", ledger, "--dry-run", "--ledger", "raindance")
	require.Equal(t, exitDone, dry.code, dry.stderr)
	require.Contains(t, dry.stdout, "Skulle läsas in · ledger.se")
	require.Contains(t, dry.stdout, "Kontrollsummor ur bokföringen")
	taken := p.call("Anna", "import", ledger, "--ledger", "raindance")
	require.Equal(t, exitDone, taken.code, taken.stderr)
	require.Contains(t, taken.stdout, "6860")
	again := p.call("Anna", "import", ledger, "--ledger", "raindance")
	require.Contains(t, again.stdout, "ledger.se är redan inläst")

	text, err := os.ReadFile(ledger)
	require.NoError(t, err)
	broken := filepath.Join(t.TempDir(), "broken.se")
	require.NoError(t, os.WriteFile(broken, []byte(strings.Replace(string(text), `"4711"} 40000.00`, `"4711"} 40000.001`, 1)), 0o600))
	refused := p.call("Anna", "import", broken)
	require.Equal(t, exitBadData, refused.code)
	require.Empty(t, refused.stdout)
	require.Contains(t, refused.stderr, "inget lästes in: underlaget har")
	require.Contains(t, refused.stderr, "broken.se, rad ")
}

// TestImportOfAnExport: computers of Snipe-IT, with rows that wait for somebody
// to say whose they are, in kronor.
func TestImportOfAnExport(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	require.Equal(t, exitDone, p.call("Anna", "import", folderOf(t, tiny)).code)
	require.Equal(t, exitDone, p.call("Anna", "month", "calculate", "2017-03").code)
	export := filepath.Join(t.TempDir(), "datorer.csv")
	require.NoError(t, os.WriteFile(export, []byte("Asset Tag,Category,Status,Department,Checked Out To: First Name\n"+
		"P1,Bärbar dator,Deployed,100,Annalena\nP2,Bärbar dator,Deployed,Äldreboendet,Annalena\nP3,Bärbar dator,Deployed,Nya enheten,Annalena\n"), 0o600))
	got := p.call("Anna", "import", export, "--from", "snipe-it", "--day", "2017-03-31")
	require.Equal(t, exitDone, got.code, got.stderr)
	require.Contains(t, got.stdout, "snipe 2017-03-31: 2 nya, 0 flyttade, 0 borta, 0 oförändrade.")
	require.Contains(t, got.stdout, "1 rad väntar på att någon säger vems de är:")
	require.Contains(t, got.stdout, "Nya enheten")
	require.Contains(t, got.stdout, "De skulle ha kostat 33,33")
	require.NotContains(t, got.stdout, "Annalena")
	older := p.call("Anna", "import", export, "--from", "snipe-it", "--day", "2017-02-28")
	require.Equal(t, exitBadData, older.code)
	require.Equal(t, exitUsage, p.call("Anna", "import", export, "--from", "snipe-it", "--day", "i går").code)
	require.Equal(t, exitBadData, p.call("Anna", "import", export, "--from", "excel").code)
	stored, err := os.ReadFile(p.url)
	require.NoError(t, err)
	require.NotContains(t, string(stored), "Annalena", "names of people never enter the database")
}

// TestImportAsks: cost rows that are known change only where that was said; a
// workbook is read like a folder; what cannot be imported is told in sentences.
func TestImportAsks(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	require.Equal(t, exitDone, p.call("Anna", "import", bookOf(t, tiny)).code)
	changed := filepath.Join(folderOf(t, map[string]string{"costs.csv": "id,date,category,amount\nk1,2017-03-10,PC,120.00\n"}), "costs.csv")
	got := p.call("Anna", "import", changed)
	require.Equal(t, exitUsage, got.code)
	require.Contains(t, got.stdout, "Inte inläst · costs.csv")
	require.Contains(t, got.stdout, "− k1 · date 2017-03-10 · category PC · amount 100.00")
	require.Contains(t, got.stdout, "+ k1 · date 2017-03-10 · category PC · amount 120.00")
	require.Contains(t, got.stdout, "summa av det som ändras: +20,00")
	require.Contains(t, got.stderr, "--yes")
	require.Equal(t, exitDone, p.call("Anna", "import", changed, "--yes").code)

	for path, text := range map[string]string{
		filepath.Join(t.TempDir(), "saknas"):                                          "det finns inget underlag",
		folderOf(t, map[string]string{"okänd.csv": "a,b\n"}):                          "det finns ingen tabell med det namnet",
		filepath.Join(folderOf(t, map[string]string{"x.csv": "a,b\n"}), "x.csv"):      "det är inte sagt vilken tabell",
		folderOf(t, map[string]string{"devices.csv": "id,class,cost_center\n,,\n,x"}): "raden har",
	} {
		got := p.call("Anna", "import", path)
		require.Equal(t, exitBadData, got.code, path)
		require.Contains(t, got.stderr, text)
		require.Empty(t, got.stdout)
	}
}

// TestDatabasesThatAreNone: every way in which a database cannot be used is a
// sentence.
func TestDatabasesThatAreNone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	_, server := postgres.Start(t).Database(t)
	file := filepath.Join(folder, "text.db")
	require.NoError(t, os.WriteFile(file, []byte("det här är ingen databas, men lång nog"), 0o600))
	for url, text := range map[string]string{
		file:                                 "är ingen databas",
		folder:                               "gick inte att skriva eller läsa (det är en mapp)",
		filepath.Join(folder, "saknas", "x"): "gick inte att skriva eller läsa (den finns inte)",
		"mysql://nobody@localhost/x":         "”mysql://nobody@localhost/x” går inte att förstå som en databas",
		"postgres://nobody:hemligt@127.0.0.1:1/x?connect_timeout=1": "går inte att nå (inget svarar på den adressen)",
		"postgres://nobody:hemligt@127.0.0.1:1/x?sslmode=odd":       "går inte att förstå som en databas",
		"postgres://nobody:hem ligt@[/x":                            "”postgres://…” går inte att förstå som en databas",
		strings.Replace(server, "application@", "nobody@", 1):       "går inte att nå (den släpper inte in den rollen med det lösenordet)",
		strings.Replace(server, "/test_", "/none_", 1):              "går inte att nå (det finns ingen databas med det namnet)",
	} {
		got := call("month", "list", "--db", url, "--as", "Anna")
		require.Equal(t, exitFailure, got.code, "%s: %s", url, got.stderr)
		require.Contains(t, got.stderr, text)
		require.Len(t, lines(got.stderr), 1)
		require.NotContains(t, got.stderr, "hemligt")
	}
}

// TestWorkersShareNoFile: a worker of SQLite is refused, and makes no file.
func TestWorkersShareNoFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ny.db")
	got := call("worker", "--db", path)
	require.Equal(t, exitUsage, got.code)
	require.Contains(t, got.stderr, "arbetare delar en PostgreSQL-databas")
	absent(t, path)
}
