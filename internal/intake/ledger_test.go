package intake

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/sie"
	"chargeback/internal/words"
)

// rows makes records of the rows of a small table: cells with commas between.
func rows(text ...string) []chargeback.Record {
	records := make([]chargeback.Record, len(text))
	for i, row := range text {
		records[i] = chargeback.Record{Cells: strings.Split(row, ","), Line: i + 2}
	}
	return records
}

// books are those of the municipality in testdata.
func books() Books {
	return Books{
		Source: "raindance", File: "ledger.se",
		Accounts: rows("6000,6999,DRIFT", "6300,6399,LEASING", "6420,6420,LICENSER", "6800,6899,LAN", "5011,5011,STAB"),
		Objects: rows("1,*,skip,", "1,1810,department,", "1,3100,department,SKOL", "6,EKO,system,EKONOMI", "6,NYTT,project,P1",
			"30,BILD,application,BILDPROG"),
	}
}

func readLedger(t *testing.T, text string) *sie.File {
	t.Helper()
	file, problems := sie.Read([]byte(text))
	require.True(t, sie.Usable(problems), "%v", problems)
	return file
}

func ledgerFile(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/ledger.se")
	require.NoError(t, err)
	return string(data)
}

// cost writes the cells of a cost that are filled.
func cost(r chargeback.Record) string {
	var cells []string
	for i, cell := range r.Cells {
		if cell != "" {
			cells = append(cells, costsTable.Columns[i].Name+"="+cell)
		}
	}
	return strings.Join(cells, " ")
}

func costLines(records []chargeback.Record) []string {
	lines := make([]string, len(records))
	for i, r := range records {
		lines[i] = cost(r)
	}
	return lines
}

func TestLedger(t *testing.T) {
	t.Parallel()
	costs, err := Ledger(readLedger(t, ledgerFile(t)), books())
	require.NoError(t, err)
	assert.Equal(t, []string{
		"id=SIE-raindance-20170101-L-101-1 date=2017-01-12 category=LEASING amount=123456.78 text=Leasing 412 st account=6310 voucher=L 101",
		"id=SIE-raindance-20170101-L-102-1 date=2017-01-20 category=LAN amount=40000.00 text=Bredband supplier=Nätbolaget AB account=6860 voucher=L 102",
		// Row 2 was struck and row 3 took its place.
		"id=SIE-raindance-20170101-L-102-3 date=2017-01-20 category=LICENSER amount=1000.00 text=Rättat account=6420 voucher=L 102 system=EKONOMI",
		"id=SIE-raindance-20170101-L-103-1 date=2017-02-03 category=LICENSER amount=-250.50 text=Kreditering account=6420 voucher=L 103 project=P1",
		"id=SIE-raindance-20170101-L-103-2 date=2017-02-03 category=LICENSER amount=750.50 text=Kreditering account=6420 voucher=L 103 application=BILDPROG paid_by=SKOL",
		// No text of a row with an employee, nor one with a personnummer.
		"id=SIE-raindance-20170101-N-7-1 date=2017-02-28 category=STAB amount=323197.54 account=5011 voucher=N 7",
		"id=SIE-raindance-20170101-N-7-2 date=2017-02-28 category=DRIFT amount=99.00 account=6550 voucher=N 7",
		// Vouchers without numbers: the date and their order.
		"id=SIE-raindance-20170101-M-20170301.1-1 date=2017-03-01 category=DRIFT amount=10.00 text=Första account=6999 voucher=M",
		"id=SIE-raindance-20170101-M-20170301.2-1 date=2017-03-01 category=DRIFT amount=20.00 text=Andra account=6999 voucher=M",
	}, costLines(costs.Records))
	assert.Equal(t, 44, costs.Records[0].Line)
	assert.Equal(t, Tally{9, 488_283_32}, costs.Counted)
	assert.Equal(t, Tally{1, 5_000_00}, costs.Skipped)
	assert.Equal(t, []AccountTotal{
		{"5011", "Löner, månadsavlönade", "STAB", Tally{1, 323_197_54}, Tally{}},
		{"6310", "Leasing datorer", "LEASING", Tally{1, 123_456_78}, Tally{1, 5_000_00}},
		{"6420", "Licenser och programvaror", "LICENSER", Tally{3, 1_500_00}, Tally{}},
		{"6550", "Konsulter", "DRIFT", Tally{1, 99_00}, Tally{}},
		{"6860", "Datakommunikation", "LAN", Tally{1, 40_000_00}, Tally{}},
		{"6999", "Övrigt", "DRIFT", Tally{2, 30_00}, Tally{}},
	}, costs.Accounts)
	// Accounts of assets and debts are no costs that someone forgot.
	assert.Equal(t, []AccountTotal{
		{"7920", "Avskrivning inventarier", "", Tally{1, 20_000_00}, Tally{}},
		{"3911", "Intern ersättning", "", Tally{1, -12_00}, Tally{}},
	}, costs.Unmapped)
	assert.Equal(t, months("2017-01", "2017-02", "2017-03"), costs.Scope.Months)
	assert.Equal(t, "2017-04-03", costs.Generated.String())
	assert.Empty(t, costs.Notes)
	for _, text := range costLines(costs.Records) {
		assert.NotContains(t, text, "Kanarie")
	}
}

func months(texts ...string) []allocation.Period {
	list := make([]allocation.Period, len(texts))
	for i, text := range texts {
		list[i], _ = allocation.ParsePeriod(text)
	}
	return list
}

// TestLedgerAgain: the year exported again with more vouchers has the same rows
// under the same ids, and what a file speaks for is told from what it does not.
func TestLedgerAgain(t *testing.T) {
	t.Parallel()
	text := ledgerFile(t)
	before, err := Ledger(readLedger(t, text), books())
	require.NoError(t, err)
	more := strings.Replace(text, `#VER "L" 101`,
		"#VER \"A\" 1 20170402 \"Ny\"\r\n{\r\n#TRANS 6999 {} 5.00\r\n#TRANS 1930 {} -5.00\r\n}\r\n#VER \"L\" 101", 1)
	more = strings.Replace(more, "#RES 0 6999 30.00", "#RES 0 6999 35.00", 1)
	more = strings.Replace(more, "#UB 0 1930 4676685.46", "#UB 0 1930 4676680.46", 1)
	after, err := Ledger(readLedger(t, more), books())
	require.NoError(t, err)
	assert.Equal(t, costLines(before.Records), costLines(after.Records[1:]))
	assert.Equal(t, "id=SIE-raindance-20170101-A-1-1 date=2017-04-02 category=DRIFT amount=5.00 text=Ny account=6999 voucher=A 1", cost(after.Records[0]))
	assert.NotEqual(t, before.Digest, after.Digest)
	again, err := Ledger(readLedger(t, strings.ReplaceAll(text, "\r\n", "\n")), books())
	require.NoError(t, err)
	assert.Equal(t, before.Digest, again.Digest)

	f := func(id, date string, want bool) {
		t.Helper()
		r := chargeback.Record{Cells: make([]string, len(costsTable.Columns))}
		r.Cells[costID], r.Cells[costDate] = id, date
		assert.Equal(t, want, before.Scope.Holds(r))
	}
	f("SIE-raindance-20170101-L-9-1", "2017-03-31", true)
	f("SIE-raindance-20170101-L-9-1", "2017-04-01", false) // after what the file speaks for
	f("SIE-raindance%2D2-20170101-L-9-1", "2017-03-31", false)
	f("k00001", "2017-03-31", false)
}

// TestLedgerIDs: no two rows share an id, whatever stands in series and number.
func TestLedgerIDs(t *testing.T) {
	t.Parallel()
	file := readLedger(t, `#SIETYP 4
#RAR 0 20160701 20170630
#RAR -1 20150701 20160630
#VER A-1 2 20170101
{
#TRANS 6310 {} 1
#TRANS 1930 {} -1
}
#VER A 1-2 20170101
{
#TRANS 6310 {} 1
#TRANS 1930 {} -1
}
#VER A 1%2D2 20170101
{
#TRANS 6310 {} 1
#TRANS 1930 {} -1
}
#VER A 1-2 20160101
{
#TRANS 6310 {} 1
#TRANS 1930 {} -1
}
`)
	costs, err := Ledger(file, Books{Source: "a-b", Accounts: rows("6000,6999,X")})
	require.NoError(t, err)
	var ids []string
	for _, r := range costs.Records {
		ids = append(ids, r.Cells[costID])
	}
	assert.Equal(t, []string{
		"SIE-a%2Db-20160701-A%2D1-2-1", "SIE-a%2Db-20160701-A-1%2D2-1", "SIE-a%2Db-20160701-A-1%252D2-1", "SIE-a%2Db-20150701-A-1%2D2-1",
	}, ids)
	// Without balances only months with vouchers are covered, and that is told.
	assert.Equal(t, months("2016-01", "2017-01"), costs.Scope.Months)
	require.Len(t, costs.Notes, 2)
	assert.Equal(t, "filen har inga saldon för 2015-07-01–2016-06-30, så summorna är inte avstämda och bara månader med verifikat räknas som kompletta",
		words.Swedish.Failure(costs.Notes[0]))
}

// TestLedgerRanges: the narrowest range wins, and of equally wide ones the one
// that begins last.
func TestLedgerRanges(t *testing.T) {
	t.Parallel()
	var errs chargeback.Errors
	list := newRanges(rows("1,999999999999999999,ALL", "6400,6499,WIDE", "6420,6429,A", "6425,6434,B", "06426,6426,ONE"), &errs)
	require.Zero(t, errs.Count)
	f := func(account, want string) {
		t.Helper()
		assert.Equal(t, want, list.category(account))
	}
	f("6400", "WIDE")
	f("6424", "A")
	f("6425", "B")
	f("6426", "ONE")
	f("006426", "ONE") // numbers, not texts
	f("6434", "B")
	f("6435", "WIDE")
	f("64250", "ALL")
	f("0", "")
	f("9999999999999999999", "")
}

func TestLedgerErrors(t *testing.T) {
	t.Parallel()
	text := ledgerFile(t)
	f := func(text string, b Books, want ...string) {
		t.Helper()
		file, _ := sie.Read([]byte(text))
		costs, err := Ledger(file, b)
		require.Error(t, err)
		assert.Nil(t, costs)
		var told []string
		for _, e := range err.(*chargeback.Errors).List {
			told = append(told, words.Swedish.Failure(e))
		}
		assert.Equal(t, want, told)
	}
	with := func(change func(*Books)) Books {
		b := books()
		change(&b)
		return b
	}
	f(text, with(func(b *Books) { b.Accounts = rows("6999,6000,X", "6,6x,Y", "1,2,A", "01,2,B") }),
		"ledger_accounts, rad 2: ”6999–6000” är inget kontointervall; skriv två konton i siffror, det lägsta först",
		"ledger_accounts, rad 3: ”6–6x” är inget kontointervall; skriv två konton i siffror, det lägsta först",
		"ledger_accounts, rad 5: kontointervallet 01–2 har två kategorier, A och B; behåll en av raderna")
	f(text, with(func(b *Books) { b.Objects = rows("0,1810,skip,", "1,1810,bolag,X", "6,X,system,", "6,X,skip,") }),
		"ledger_objects, rad 2: ”0” är inget nummer på en dimension; skriv ett heltal från 1, som 1 för kostnadsställe eller 6 för projekt",
		"ledger_objects, rad 3, kolumn target: ”bolag” finns inte att välja; skriv system, application, project, department eller skip",
		"ledger_objects, rad 4, kolumn code: värdet saknas och behövs; fyll i det",
		"ledger_objects, rad 5: ”6 X” står redan på rad 4; ta bort den ena raden")
	f(text, with(func(b *Books) { b.Objects = append(b.Objects, rows("20,9230,system,HRLON")...) }),
		"ledger.se, rad 53: raden i verifikat L 102 har objekt som leder till både system EKONOMI och system HRLON; ändra i ledger_objects så att bara ett av dem gäller")
	f(text, with(func(b *Books) { b.Objects = append(b.Objects, rows("21,87,department,VOF")...) }),
		"ledger.se, rad 44: raden i verifikat L 101 har objekt som leder till både department (IT) och department VOF; ändra i ledger_objects så att bara ett av dem gäller",
		"ledger.se, rad 60: raden i verifikat L 103 har objekt som leder till både department SKOL och department VOF; ändra i ledger_objects så att bara ett av dem gäller")
	// An amount changed on both sides balances, but not with the balances.
	f(strings.NewReplacer("6420 {1 \"1810\" 6 \"NYTT\"} -250.50", "6420 {1 \"1810\" 6 \"NYTT\"} -240.50", "2441 {} -500.00", "2441 {} -510.00").Replace(text), books(),
		"ledger.se: konto 6420, 2017: verifikaten ger 1\u00a0510,00\u00a0kr men kontots saldo (#RES) är 1\u00a0500,00\u00a0kr; verifikat saknas eller är för många, så exportera hela räkenskapsåret på nytt",
		"ledger.se: konto 6420, 2017-02: verifikaten ger 510,00\u00a0kr men månadens förändring (#PSALDO) är 500,00\u00a0kr; verifikat saknas eller är för många, så exportera hela räkenskapsåret på nytt")
	f(strings.Replace(text, `#VER "L" 103`, `#VER "L" 102`, 1), books(),
		"ledger.se, rad 57: verifikat L 102 finns redan på rad 48; samma nummer två gånger kan vara samma kostnad två gånger, så rätta numret och exportera på nytt")
	f(strings.Replace(text, `"L" 101 20170112`, `"L" 101 20180112`, 1), with(func(b *Books) { b.Accounts = b.Accounts[3:4] }),
		"ledger.se, rad 42: verifikat L 101 är daterat 2018-01-12, utanför filens räkenskapsår (#RAR); exportera hela räkenskapsåret som typ 4E")
	f("#SIETYP 3\n#RAR 0 20170101 20171231\n", books(),
		"ledger.se: filen är av SIE-typ 3 och har inga verifikat; exportera den som typ 4E, med verifikat och saldon")
}

// TestLedgerTooLarge: sums that do not fit in 63 bits are an error.
func TestLedgerTooLarge(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	text.WriteString("#SIETYP 4\n#RAR 0 20170101 20171231\n#VER A 1 20170101\n{\n")
	for range 10_000 {
		text.WriteString("#TRANS 6310 {} 9999999999999.99\n#TRANS 6990 {} -9999999999999.99\n")
	}
	text.WriteString("}\n")
	_, err := Ledger(readLedger(t, text.String()), Books{Accounts: rows("6310,6310,X")})
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.LedgerTooLarge})
	// Sums that meet again are no trouble.
	costs, err := Ledger(readLedger(t, text.String()), Books{})
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.LedgerTooLarge})
	assert.Nil(t, costs)
}

// TestLedgerUnmappedDifference: what differs on other accounts is a note.
func TestLedgerUnmappedDifference(t *testing.T) {
	t.Parallel()
	text := strings.Replace(ledgerFile(t), "#RES 0 7920 20000.00", "#RES 0 7920 20000.01", 1)
	text = strings.Replace(text, "#UB 0 2441 -189956.78", "#UB 0 2441 -189956.79", 1)
	costs, err := Ledger(readLedger(t, text), books())
	require.NoError(t, err)
	var told []string
	for _, e := range costs.Notes {
		told = append(told, words.English.Failure(e))
	}
	assert.Equal(t, []string{
		"ledger.se: account 2441, 2017: opening balance and vouchers give −189\u00a0956,78\u00a0kr but the closing balance (#UB) is −189\u00a0956,79\u00a0kr; vouchers are missing or too many, so export the whole fiscal year anew",
		"ledger.se: account 7920, 2017: the vouchers give 20\u00a0000,00\u00a0kr but the account's balance (#RES) is 20\u00a0000,01\u00a0kr; vouchers are missing or too many, so export the whole fiscal year anew",
	}, told)
}

func TestLedgerProblems(t *testing.T) {
	t.Parallel()
	_, problems := sie.Read([]byte("#FLAGGA 1\n#SIETYP 4\n#RAR 0 20170101 20171231\n#VER A 1 20170101\n{\n#TRANS 6310 {} 12.345\n#TRANS 6310 {}\n}\n" +
		"#VER A 2 20170101\n{\n#TRANS 6310 {} 10\n#TRANS 6310 {} -8\n}\n"))
	warnings, err := LedgerProblems("a.se", problems)
	require.Error(t, err)
	var told []string
	for _, e := range err.(*chargeback.Errors).List {
		told = append(told, words.Swedish.Failure(e))
	}
	assert.Equal(t, []string{
		"a.se, rad 6: ”12.345” är inget belopp; skriv det med punkt och högst två decimaler, som -1234.50",
		"a.se, rad 7: posten #TRANS saknar belopp; exportera filen på nytt eller rätta raden",
		"a.se, rad 9: verifikat A 2 balanserar inte: raderna blir tillsammans 2,00\u00a0kr, inte noll; rätta verifikatet i ekonomisystemet och exportera på nytt",
	}, told)
	require.NotEmpty(t, warnings)
	assert.Equal(t, "a.se: the record #PROGRAM, which every SIE file must have, is missing; the file can be read all the same",
		words.English.Failure(warnings[0]))

	_, problems = sie.Read([]byte(ledgerFile(t)))
	warnings, err = LedgerProblems("a.se", problems)
	assert.NoError(t, err)
	assert.Empty(t, warnings)
}
