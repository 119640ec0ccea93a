package sie

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
)

// identified is what every file begins with, in six lines.
const identified = "#FLAGGA 0\n#PROGRAM \"P\" 1\n#FORMAT PC8\n#GEN 20250301\n#SIETYP 4\n#FNAMN \"K\"\n"

func TestAmounts(t *testing.T) {
	f := func(text string, amount allocation.Ore, code Code) {
		t.Helper()
		got, gotCode := parseAmount(text)
		require.Equal(t, code, gotCode, text)
		require.Equal(t, amount, got, text)
	}
	f("0", 0, "")
	f("-0.00", 0, "")
	f("100", 10000, "")
	f("-0.5", -50, "")
	f("-0.05", -5, "")
	f("1063", 106300, "")
	f("-212.5", -21250, "")
	f("007.10", 710, "")
	f("9999999999999.99", allocation.MaxAmount, "")
	f("-9999999999999.99", -allocation.MaxAmount, "")
	f("10000000000000", 0, AmountTooLarge)
	f("99999999999999999999999999999999", 0, AmountTooLarge)
	for _, text := range []string{
		"", "-", ".", ".5", "5.", "1.234", "1.230", "1,5", "1,234.50", "+5", "5-", "--5", "1 000", "1e3", "0x1", "٣", "NaN",
	} {
		f(text, 0, BadAmount)
	}
	for _, amount := range []allocation.Ore{0, 1, -1, 99, -100, 123456, allocation.MaxAmount, -allocation.MaxAmount} {
		f(formatAmount(amount), amount, "")
	}
	require.Equal(t, "-0.05", formatAmount(-5))
	require.Equal(t, "1000.00", formatAmount(100000))
}

// TestBadFields gives one record after a clean beginning; it stands on line 7.
func TestBadFields(t *testing.T) {
	f := func(record string, problems ...string) {
		t.Helper()
		_, got := Read([]byte(identified + record))
		require.Equal(t, problems, lines(got), record)
	}
	f("#FLAGGA 2", `line 7: #FLAGGA: "2": sie_ignored_value ["flag"]`)
	f("#SIETYP 5", `line 7: #SIETYP: "5": sie_bad_type`)
	f("#GEN 20250230", `line 7: #GEN: "20250230": sie_ignored_value ["date"]`)
	f("#GEN", `line 7: #GEN: sie_empty_field ["date"]`)
	f("#FNAMN", `line 7: #FNAMN: sie_empty_field ["name"]`)
	f("#ORGNR 12", `line 7: #ORGNR: "12": sie_ignored_value ["number"]`)
	f("#PROSA x\r\n\x1a\x1a")
	f("#VALUTA EUR", `line 7: #VALUTA: "EUR": sie_other_currency`)
	f("#VALUTA", `line 7: #VALUTA: sie_empty_field ["currency"]`)
	f("#RAR 1 20250101 20251231", `line 7: #RAR: "1": sie_bad_year`)
	f("#RAR 0 20250101 20250001", `line 7: #RAR: "20250001": sie_bad_date ["end"]`)
	f("#RAR 0 2025-01-01 20251231", `line 7: #RAR: "2025-01-01": sie_bad_date ["start"]`)
	f("#RAR 0 20251231 20250101", `line 7: #RAR: "20250101": sie_bad_date ["end"]`)
	f("#KONTO", `line 7: #KONTO: sie_missing_field ["account"]`)
	f("#KONTO 19A0 Bank", `line 7: #KONTO: "19A0": sie_bad_account`)
	f("#KONTO 1930", `line 7: #KONTO: "1930": sie_empty_field ["name"]`)
	f("#KTYP 1930 T", `line 7: #KTYP: "1930": sie_ignored_value ["account"]`)
	f("#KONTO 1930 Bank\n#KTYP 1930 X", `line 8: #KTYP: "X": sie_ignored_value ["type"]`)
	f("#DIM 0 Noll", `line 7: #DIM: "0": sie_bad_dimension`)
	f("#DIM A", `line 7: #DIM: "A": sie_bad_dimension`)
	f("#DIM 1234567890 Stor", `line 7: #DIM: "1234567890": sie_bad_dimension`)
	f("#UNDERDIM 21 Aktivitet", `line 7: #UNDERDIM: sie_bad_dimension`)
	f("#DIM 1", `line 7: #DIM: "1": sie_empty_field ["name"]`)
	f("#OBJEKT 1", `line 7: #OBJEKT: sie_missing_field ["object"]`)
	f("#OBJEKT 1 7", `line 7: #OBJEKT: "7": sie_empty_field ["name"]`)
	f("#IB 0 1930", `line 7: #IB: sie_missing_field ["amount"]`)
	f("#UB x 1930 1,50", `line 7: #UB: "x": sie_bad_year`, `line 7: #UB: "1,50": sie_bad_amount`)
	f("#RES 0 3010 10000000000000", `line 7: #RES: "10000000000000": sie_amount_too_large ["9999999999999.99"]`)
	f("#OIB 0 1930 5.00", `line 7: #OIB: sie_missing_field ["amount"]`)
	f("#OIB 0 1930 5.00 6", `line 7: #OIB: sie_missing_field ["objects"]`)
	f("#PSALDO 0 202513 1930 {} 5", `line 7: #PSALDO: "202513": sie_bad_period`)
	f("#PSALDO 0 202512 1930 {1} 5", `line 7: #PSALDO: "1": sie_bad_objects`)
	f("#PSALDO 0 202512 1930 {1 \"2\" 5", `line 7: #PSALDO: "#PSALDO 0 202512 1930 {1 \"2\" 5": sie_bad_objects`)
	f("#PBUDGET 0 202512 1930 {x 1} 5 tolv",
		`line 7: #PBUDGET: "tolv": sie_ignored_value ["quantity"]`, `line 7: #PBUDGET: "x": sie_bad_dimension`)
	f("#PROSA \"a\x01b\tc\"", `line 7: #PROSA: "ab c": sie_control_char`)
	f("#KO\x7FNTO 1 a", `line 7: "#KONTO": sie_control_char`)
	f("#KSUMMA 17", `line 7: #KSUMMA: "17": sie_checksum_alone`)
	f("#KSUMMA\n#KSUMMA 0\n#KSUMMA", `line 9: #KSUMMA: sie_checksum_alone`)
	f("#KSUMMA\n#KSUMMA -1", `line 8: #KSUMMA: "-1": sie_bad_checksum`)
	f("#KSUMMA\n#KSUMMA 0\n#PROSA x", `line 9: #PROSA: sie_after_checksum`)
	f("#VER A 1", `line 7: #VER: "A 1": sie_missing_field ["date"]`, `line 7: #VER: "A 1": sie_unclosed_voucher`)
	f("#VER A 1 20250132 x y\n{}", `line 7: #VER: "y": sie_ignored_value ["registered"]`,
		`line 7: #VER: "20250132": sie_bad_date ["date"]`)
	f("rader före", `"UTF-8": sie_not_cp437`, `line 7: "rader före": sie_stray_line`)
	f("{ x", `line 7: "{ x": sie_stray_line`)

	row := func(row string, problems ...string) {
		t.Helper()
		f("#VER A 1 20250115\n{\n"+row+"\n}", problems...)
	}
	row("#TRANS 6540 {} 0")
	row("#TRANS 6540 100", `line 9: #TRANS: sie_missing_field ["amount"]`)
	row("#TRANS 6540 100 20250115", `line 9: #TRANS: sie_missing_field ["objects"]`)
	row("#TRANS 6540 {1 a 2 a 1 b} 0", `line 9: #TRANS: "b": sie_two_objects ["1"]`)
	row("#TRANS IT {} 100", `line 9: #TRANS: "IT": sie_bad_account`)
	row("#TRANS 6540 {} 100,00", `line 9: #TRANS: "100,00": sie_bad_amount`)
	row("#TRANS 6540 {} +100.00", `line 9: #TRANS: "+100.00": sie_bad_amount`)
	row("#TRANS 6540 {1 \"1810\" 20} 100", `line 9: #TRANS: "20": sie_bad_objects`)
	row("#TRANS 6540 {1 \"1810\" 100", `line 9: #TRANS: "#TRANS 6540 {1 \"1810\" 100": sie_bad_objects`)
	row("#TRANS 6540 {} 0 20251301", `line 9: #TRANS: "20251301": sie_bad_date ["date"]`)
	// A voucher that lost a row is not told to be unbalanced as well.
	for _, lost := range []string{"#TRANS IT {} 5", "#TRANS 6540 {} 5,00", "#TRANS 6540 {1 5", "#TRANS 6540"} {
		_, got := Read([]byte(identified + "#VER A 1 20250115\n{\n" + lost + "\n#TRANS 2440 {} -5\n}"))
		require.Len(t, got, 1, lost)
	}
	row("#BTRANS 6540 {} 1,0", `line 9: #BTRANS: "1,0": sie_bad_amount`)
	row("#TRANS 6540 {} 1\n#TRANS 6540 {} -0.99", `line 7: #VER: "A 1": sie_unbalanced ["0.01"]`)
}

func TestProblemsAreCounted(t *testing.T) {
	_, problems := Read([]byte(identified + strings.Repeat("#KONTO x y\n", 150) + strings.Repeat("#KONTO 1 y\n", 104)))
	require.Len(t, problems, 2*MaxProblems+2)
	require.Equal(t, Problem{Code: MoreErrors, Value: "sie_bad_account", Args: []string{"50"}}, problems[2*MaxProblems])
	require.Equal(t, Problem{Code: MoreWarnings, Value: "sie_double_account", Args: []string{"3"}}, problems[2*MaxProblems+1])
	require.False(t, Usable(problems))
	require.True(t, Usable(problems[MaxProblems:2*MaxProblems]))
}

func TestSumsOfVouchersDoNotOverflow(t *testing.T) {
	rows := strings.Repeat("#TRANS 6540 {} 9999999999999.99\n", 10_000)
	_, problems := Read(fmt.Appendf(nil, "%s#VER A 1 20250101\n{\n%s}\n", identified, rows))
	require.Equal(t, []string{`line 7: #VER: "A 1": sie_amount_too_large ["9999999999999.99"]`}, lines(problems))
}

// TestChecksumOfTheStandard has the record that the standard explains the sum
// with. It prints no value; this one was computed apart.
func TestChecksumOfTheStandard(t *testing.T) {
	var s splitter
	fields, _ := s.split([]byte(`#KONTO 1915 "Kassa \"special\""`))
	c := checksum{running: true}
	c.add(fields)
	require.Equal(t, uint32(1921122205), c.sum)
}
