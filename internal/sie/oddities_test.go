package sie

import (
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
)

// readTestdata reads a file of testdata and tells its problems one per line.
func readTestdata(t *testing.T, name string) (*File, []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	f, problems := Read(data)
	require.NotNil(t, f)
	return f, lines(problems)
}

func lines(problems []Problem) []string {
	var all []string
	for i := range problems {
		all = append(all, problems[i].Error())
	}
	return all
}

func date(year, month, day int) allocation.Date {
	d, ok := allocation.NewDate(year, month, day)
	if !ok {
		panic("bug: no such day")
	}
	return d
}

func TestEncodingIsFoundFromTheBytes(t *testing.T) {
	var first Digest
	f := func(name string, encoding Encoding, problems ...string) {
		t.Helper()
		file, got := readTestdata(t, name)
		require.Equal(t, problems, got, name)
		require.Equal(t, encoding, file.Encoding, name)
		require.Equal(t, "Exempelköpings kommun", file.Company, name)
		require.Equal(t, "Räkning för åtkomst", file.Vouchers[0].Text, name)
		if first == (Digest{}) {
			first = file.Digest()
		}
		require.Equal(t, first, file.Digest(), "%s: the same content in another encoding", name)
	}
	f("cp437.se", CP437)
	f("utf8.se", UTF8, `"UTF-8": sie_not_cp437`)
	f("utf8_bom.se", UTF8, `"UTF-8": sie_not_cp437`)
	f("cp1252.se", CP1252, `"Windows-1252": sie_not_cp437`)
	f("checksum.se", CP437)

	file, got := readTestdata(t, "damaged.se")
	require.Equal(t, []string{`"UTF-8": sie_not_cp437`, `line 11: #VER: "R` + "\uFFFD" + `kning för åtkomst": sie_damaged_text`}, got)
	require.NotEqual(t, first, file.Digest())
}

// TestSwedishLettersAreCounted: both encodings have the other's letters as
// something else, so the most decide.
func TestSwedishLettersAreCounted(t *testing.T) {
	f := func(data string, want Encoding) {
		t.Helper()
		require.Equal(t, want, DetectEncoding([]byte(data)), "% x", data)
	}
	f("", CP437)
	f("abc", CP437)
	f("\x86\x84\x94 \xE5", CP437)              // åäö and σ
	f("\xE5\xE4\xF6 \x84", CP1252)             // åäö and „
	f("\x84 \xE4", CP437)                      // as many
	f("\x82", CP437)                           // é
	f("\xE9", CP437)                           // é of Windows-1252, which is not one of the six
	f("\xC3\xA5", UTF8)                        // å, or ├Ñ
	f("\xC3\xA5 \xE5", CP1252)                 // UTF-8 with a byte that is not
	f("\xEF\xBB\xBF\x86", UTF8)                // the mark decides
	f("\x8F\x8E\x99 \xC5\xC4\xD6\xD6", CP1252) // ÅÄÖ and ÅÄÖÖ
}

func TestWhatIsNotSIE4(t *testing.T) {
	f := func(name string, problem string) {
		t.Helper()
		file, got := readTestdata(t, name)
		require.Equal(t, []string{problem}, got, name)
		require.Equal(t, &File{}, file)
	}
	f("page.se", "sie_html")
	f("sie5.sie", `"<?xml version=\"1.0\" encoding=\"UTF-8\"?> <Sie xmlns=\"http://www.sie.se/sie5\"/>": sie_5`)
	f("utf16.se", "sie_utf16")
	f("list.csv", `"konto;belopp 6540;1250,50": sie_not_sie`)
	f("blank.se", "sie_empty")
}

func TestChecksum(t *testing.T) {
	f := func(name string, state ChecksumState, problems ...string) {
		t.Helper()
		file, got := readTestdata(t, name)
		require.Equal(t, problems, got, name)
		require.Equal(t, state, file.Checksum.State, name)
	}
	f("cp437.se", ChecksumNone)
	f("checksum.se", ChecksumMatches)
	f("checksum_changed.se", ChecksumOff, `line 17: #KSUMMA: "3704310392": sie_checksum_differs ["2528312570"]`)
	f("checksum_utf8.se", ChecksumMatches, `"UTF-8": sie_not_cp437`)
	f("checksum_utf8_changed.se", ChecksumOff, `"UTF-8": sie_not_cp437`,
		`line 17: #KSUMMA: "3704310392": sie_checksum_unsure ["2528312570"]`)
	f("cut_off.se", ChecksumCut, `line 2: #KSUMMA: sie_truncated`, `line 12: #VER: "A 1": sie_unclosed_voucher`)

	// A program that writes UTF-8 may reckon its sum over that.
	const record = "#PROSA \"å\"\n"
	sum := crc32.ChecksumIEEE([]byte("#PROSAå"))
	_, found := Read(fmt.Appendf(nil, "%s#KSUMMA\n%s#KSUMMA %d\n", identified, record, sum))
	require.Equal(t, []string{`"UTF-8": sie_not_cp437`}, lines(found))

	require.Equal(t, Error, ChecksumDiffers.Severity())
	require.Equal(t, Warning, ChecksumUnsure.Severity())
}

func TestShapesOfRecords(t *testing.T) {
	f, problems := readTestdata(t, "shapes.se")
	require.Empty(t, problems)
	require.Equal(t, "SEK", f.Currency)
	require.Equal(t, "17", f.CompanyID)
	require.Equal(t, "212000-0001", f.OrgNumber, "written without its dash")
	require.Equal(t, "En hälsning till läsaren", f.Comment)
	require.Equal(t, date(2025, 2, 28), f.Covers)
	require.Equal(t, []Year{
		{0, allocation.Span{From: date(2025, 1, 1), To: date(2025, 12, 31)}, 16},
		{-1, allocation.Span{From: date(2024, 1, 1), To: date(2024, 12, 31)}, 17},
	}, f.Years)
	require.Equal(t, []Account{
		{"1930", "Bank", "T", "", 22}, {"65401", "Datorer, hyra", "", "st", 23}, {"654020", "Datorer, service", "", "", 24},
	}, f.Accounts)
	require.Equal(t, []Dimension{
		{1, "Kostnadsställe", 0, 28}, {20, "Verksamhet", 0, 29}, {21, "Aktivitet", 20, 30},
	}, f.Dimensions)
	require.Equal(t, []ObjectName{
		{Object{1, "1"}, "Kontor", 31}, {Object{20, "9230"}, "IT verksamhet", 32}, {Object{21, "A 7"}, "Elevdatorer", 33},
	}, f.Objects)
	require.Equal(t, []Voucher{
		{
			Series: "A", Number: "1", Date: date(2025, 1, 10), Text: "Hyra", RegDate: date(2025, 1, 11), Sign: "AB", Line: 34,
			Rows: []Row{
				{"65401", []Object{{1, "1"}, {20, "9230"}}, 10000, date(2025, 1, 9), "Januari", "-2.5", "AB", 36},
				{"654020", []Object{{1, "1"}, {20, "9230"}, {21, "A 7"}}, 2050, date(2025, 1, 10), "", "", "", 37},
				{"1930", nil, -12050, date(2025, 1, 10), "", "", "", 38},
			},
		},
		{Date: date(2025, 1, 31), Line: 42},
	}, f.Vouchers)

	code, ok := f.Vouchers[0].Rows[1].Code(21)
	require.True(t, ok)
	require.Equal(t, "A 7", code)
	_, ok = f.Vouchers[0].Rows[2].Code(21)
	require.False(t, ok)
}

func TestOnlyTransCounts(t *testing.T) {
	f, problems := readTestdata(t, "audit.se")
	require.Empty(t, problems)
	v := f.Vouchers[0]
	require.Len(t, v.Rows, 3)
	require.Len(t, v.Audit, 3)
	require.Equal(t, []AuditKind{Struck, Struck, Added}, []AuditKind{v.Audit[0].Kind, v.Audit[1].Kind, v.Audit[2].Kind})
	require.Equal(t, allocation.Ore(100000), v.Audit[2].Amount)
	require.Equal(t, "2 Kim", v.Audit[2].Sign)
}

func TestQuotes(t *testing.T) {
	f, problems := readTestdata(t, "quotes.se")
	require.Equal(t, []string{
		`line 9: #KONTO: "#KONTO 2440 \"Leverant\"rsskulder\"": sie_stray_quote`,
		`line 10: #KONTO: "#KONTO 1684 \"Fordringar hos leverant\"r\"": sie_stray_quote`,
		`line 11: #KONTO: "#KONTO 5010 L\"ner": sie_stray_quote`,
		`line 12: #KONTO: "#KONTO 6540 \"IT-tjänster, licenser och un": sie_unclosed_quote`,
	}, problems)
	var names []string
	for _, a := range f.Accounts {
		names = append(names, a.Name)
	}
	require.Equal(t, []string{
		`Leverant"rsskulder`, `Fordringar hos leverant"r`, `L"ner`, "IT-tjänster, licenser och un", "Konsulter",
	}, names)

	f, problems = readTestdata(t, "backslashes.se")
	require.Empty(t, problems)
	require.Equal(t, `C:\Program\Bok`, f.Program)
	require.Equal(t, `\\server\bok "norr"`, f.Company)
	require.Equal(t, `1820\A012 Cykel`, f.Accounts[0].Name)
}

func TestWhatProgramsLeaveOut(t *testing.T) {
	f, problems := readTestdata(t, "bare.si")
	require.Equal(t, []string{
		"#FORMAT: sie_missing_record",
		"line 1: #FLAGGA: sie_already_imported",
		`line 2: #PROGRAM: sie_empty_field ["version"]`,
		`line 5: #ORGNR: sie_empty_field ["number"]`,
		`line 7: #RAR: sie_empty_field ["start"]`,
	}, problems)
	require.True(t, f.Imported)
	require.Empty(t, f.Years)
	require.Equal(t, "0", f.Vouchers[0].Name())
	require.Equal(t, allocation.Ore(0), f.Vouchers[0].Rows[2].Amount)
	require.Empty(t, f.Vouchers[1].Rows)
}

func TestBalanceOfVouchers(t *testing.T) {
	f, problems := readTestdata(t, "unbalanced.se")
	require.Equal(t, []string{`line 9: #VER: "A 1": sie_unbalanced ["0.05"]`}, problems)
	require.Len(t, f.Vouchers, 2)
	require.Len(t, f.Vouchers[0].Rows, 2, "its rows are kept to be shown")
}

func TestTheFirstDeclarationCounts(t *testing.T) {
	f, problems := readTestdata(t, "doubles.se")
	require.Equal(t, []string{
		`line 9: #RAR: "0": sie_double_year ["8"]`,
		`line 11: #KONTO: "6540": sie_double_account ["10"]`,
		`line 13: #DIM: "6": sie_double_dimension ["12"]`,
		`line 15: #OBJEKT: "100": sie_double_object ["14"]`,
	}, problems)
	require.Equal(t, "IT-tjänster", f.Accounts[0].Name)
	require.Len(t, f.Accounts, 1)
}

func TestBraces(t *testing.T) {
	f, problems := readTestdata(t, "braces.se")
	require.Equal(t, []string{
		`line 16: #TRANS: "{": sie_missing_brace`,
		`line 19: #VER: "A 3": sie_unclosed_voucher`,
		`line 28: "}": sie_stray_line`,
		`line 29: #TRANS: "6540": sie_outside_voucher`,
		`line 30: "{": sie_stray_line`,
		`line 31: "en rad som inte är en post": sie_stray_line`,
	}, problems)
	require.Len(t, f.Vouchers, 4)
	for _, v := range f.Vouchers {
		require.Len(t, v.Rows, 2, v.Name())
	}
}

func TestBalancesAndPeriods(t *testing.T) {
	f, problems := readTestdata(t, "balances.se")
	require.Empty(t, problems)
	january := allocation.Period{Year: 2025, Month: 1}
	require.Equal(t, Balance{0, "1930", nil, 500000, "", 13}, f.Opening[0])
	require.Len(t, f.Closing, 2)
	require.Len(t, f.Results, 2)
	require.Equal(t, []Balance{{0, "1930", []Object{{1, "1810"}}, 500000, "3", 19}}, f.ObjectOpening)
	require.Len(t, f.ObjectClosing, 1)
	require.Len(t, f.PeriodTotals, 2)
	require.Equal(t, Change{0, january, "6540", nil, 60000, "", 21}, f.PeriodTotals[0])
	require.Equal(t, []Change{
		{0, january, "6540", []Object{{1, "1810"}}, 40000, "2.5", 22},
		{0, january, "6540", []Object{{1, "1820"}}, 20000, "", 23},
	}, f.PeriodObjects, "the split of a total, never added to it")
	require.Len(t, f.BudgetTotals, 1)
	require.Len(t, f.BudgetObjectRows, 1)
}
