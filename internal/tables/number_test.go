package tables

import (
	"math"
	"math/big"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	f := func(text string, decimals int, want int64, code chargeback.Code) {
		t.Helper()
		got, gotCode := parseNumber([]byte(text), decimals)
		assert.Equal(t, code, gotCode, text)
		assert.Equal(t, want, got, text)
	}
	f("0", 2, 0, "")
	f("-0", 2, 0, "")
	f("007", 2, 7_00, "")
	f("1234,5", 2, 1234_50, "")
	f("1234.50", 2, 1234_50, "")
	f("-1", 2, -1_00, "")
	f("\u22121,25", 2, -1_25, "")
	f("1 234 567,89", 2, 1_234_567_89, "")
	f("1\u00A0234\u202F567,89", 2, 1_234_567_89, "")
	f(" - 1 2 , 3 ", 2, -12_30, "")
	f("0.000001", 6, 1, "")
	f("0,5", 0, 0, chargeback.TooPrecise)
	f("5", 0, 5, "")

	f("1.00", 2, 1_00, "")
	f("1.000", 2, 0, chargeback.TooPrecise) // trailing zeros count
	f("1,234.50", 2, 0, chargeback.NotNumber)
	f("1.234,50", 2, 0, chargeback.NotNumber)
	f("1'234", 2, 0, chargeback.NotNumber)
	f("1e3", 2, 0, chargeback.NotNumber)
	f("1E999999", 2, 0, chargeback.NotNumber)
	f("NaN", 2, 0, chargeback.NotNumber)
	f("Inf", 2, 0, chargeback.NotNumber)
	f("0x10", 2, 0, chargeback.NotNumber)
	f("1_000", 2, 0, chargeback.NotNumber)
	f("+5", 2, 0, chargeback.NotNumber)
	f(".5", 2, 0, chargeback.NotNumber)
	f("5.", 2, 0, chargeback.NotNumber)
	f(".", 2, 0, chargeback.NotNumber)
	f("-", 2, 0, chargeback.NotNumber)
	f("--1", 2, 0, chargeback.NotNumber)
	f("-\u22121", 2, 0, chargeback.NotNumber)
	f("1-", 2, 0, chargeback.NotNumber)
	f("1 kr", 2, 0, chargeback.NotNumber)
	f("\uFF11", 2, 0, chargeback.NotNumber) // a digit of full width
	f("\u0661", 2, 0, chargeback.NotNumber) // an Arabic digit
	f("\u20131", 2, 0, chargeback.NotNumber)
	f("1\t2", 2, 0, chargeback.NotNumber)
	f("1\u2009234", 2, 0, chargeback.NotNumber)
	f("1\xC2", 2, 0, chargeback.NotNumber)
	f("\xE2\x80", 2, 0, chargeback.NotNumber)
	f("", 2, 0, chargeback.NotNumber)
	f(" ", 2, 0, chargeback.NotNumber)

	f("92233720368547758.07", 2, math.MaxInt64, "")
	f("-92233720368547758.07", 2, -math.MaxInt64, "")
	f("92233720368547758.08", 2, 0, chargeback.TooLarge)
	f("92233720368547759", 2, 0, chargeback.TooLarge)
	f("9223372036854775808", 0, 0, chargeback.TooLarge)
	f("18446744073709551617", 0, 0, chargeback.TooLarge) // 2^64 + 1
	f("18446744073709551617.001", 2, 0, chargeback.TooPrecise)
}

// TestMegabyteOfDigits: an absurd number is refused at once, in little memory
// (C1.6).
func TestMegabyteOfDigits(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("9", 1<<20), "0." + strings.Repeat("0", 1<<20), strings.Repeat("-", 1<<20), strings.Repeat(" ", 1<<20) + "x",
	} {
		start := time.Now()
		_, code := parseNumber([]byte(text), 2)
		assert.NotEmpty(t, code)
		assert.Less(t, time.Since(start), 200*time.Millisecond) // some 2 ms on an idle machine
	}
	digits := []byte(strings.Repeat("9", 1<<20))
	assert.Zero(t, testing.AllocsPerRun(1, func() { parseNumber(digits, 2) }))
	assert.Equal(t, []string{`costs.csv: line 2: column amount: "` + strings.Repeat("9", 60) + `…": too_large ["9999999999999.99"]`},
		bad(t, with("costs.csv", "id,date,category,amount\nk1,2017-03-01,PC,"+string(digits[:1<<19])+"\n")))
}

// TestLimits: the largest value that each column takes, and the next.
func TestLimits(t *testing.T) {
	t.Parallel()
	f := func(file, rows, want string) {
		t.Helper()
		if want == "" {
			good(t, with(file, rows))
			return
		}
		assert.Equal(t, []string{file + ": line 2: column " + want}, bad(t, with(file, rows)))
	}
	const costs = "id,date,category,amount\nk1,2017-03-01,PC,"
	for _, amount := range []string{"9999999999999.99", "-9999999999999.99", `"9 999 999 999 999,99"`, "\"\u22129\u00A0999\u202F999 999 999,99\"", "0", "-0.01"} {
		f("costs.csv", costs+amount+"\n", "")
	}
	f("costs.csv", costs+"10000000000000\n", `amount: "10000000000000": too_large ["9999999999999.99"]`)
	f("costs.csv", costs+"-10000000000000.00\n", `amount: "-10000000000000.00": too_large ["9999999999999.99"]`)
	f("costs.csv", costs+"9999999999999.991\n", `amount: "9999999999999.991": too_precise ["2"]`)
	const weights = "model,class,weight\ndevice,staff,"
	f("weights.csv", weights+"1000000\n", "")
	f("weights.csv", weights+"1000000.000000\n", "")
	f("weights.csv", weights+"1000000.000001\n", `weight: "1000000.000001": too_large ["1000000"]`)
	f("weights.csv", weights+"0.0000001\n", `weight: "0.0000001": too_precise ["6"]`)
	f("weights.csv", weights+"-0.000001\n", `weight: "-0.000001": negative`)
	f("weights.csv", weights+"-0\n", "")
	const rules = "category,model,share\nPC,device,"
	f("rules.csv", rules+"9223372036854.775807\nSTAB,1,1\n", "")
	f("rules.csv", rules+"9223372036854.775808\n", `share: "9223372036854.775808": too_large ["9223372036854.775807"]`)
	const prices = "model,class,price\ndevice,staff,"
	f("prices.csv", prices+"0\n", "")
	f("prices.csv", prices+"-1\n", `price: "-1": negative`)
	const hours = "project,month,hours\nP1,2017-03,"
	f("project_hours.csv", hours+"0.25\n", "")
	f("project_hours.csv", hours+"0.125\n", `hours: "0.125": too_precise ["2"]`)
	f("project_hours.csv", hours+"-1\n", `hours: "-1": negative`)
}

// TestDates: real days of the years 0001–9999, in one form only.
func TestDates(t *testing.T) {
	t.Parallel()
	f := func(date string, valid bool) {
		t.Helper()
		files := with("devices.csv", "id,class,cost_center,from,to,label,last_seen\nd1,staff,100,"+date+",,,\nd2,staff,100,,"+date+",,\nd3,staff,100,,,,"+date+"\n")
		if valid {
			good(t, files)
			return
		}
		assert.Equal(t, []string{
			`devices.csv: line 2: column from: "` + date + `": not_date`,
			`devices.csv: line 3: column to: "` + date + `": not_date`,
			`devices.csv: line 4: column last_seen: "` + date + `": not_date`,
		}, bad(t, files))
	}
	for _, date := range []string{"2016-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2017-12-31"} {
		f(date, true)
	}
	for _, date := range []string{
		"2017-02-29", "1900-02-29", "2017-04-31", "2017-00-01", "2017-13-01", "2017-01-00", "2017-01-32", "0000-01-01", "10000-01-01",
		"2017-3-1", "17-03-01", "20170301", "2017/03/01", "2017-03-01T00:00:00", "2017-03-01 00:00", "-001-01-01", "+017-01-01",
		"2017-03", "01/03/2017", "42795", "２０１７-03-01",
	} {
		f(date, false)
	}
}

func TestMonths(t *testing.T) {
	t.Parallel()
	f := func(month string, valid bool) {
		t.Helper()
		files := with("project_hours.csv", "project,month,hours\nP1,"+month+",1\n")
		if valid {
			good(t, files)
			return
		}
		assert.Equal(t, []string{`project_hours.csv: line 2: column month: "` + month + `": not_month`}, bad(t, files))
	}
	for _, month := range []string{"2017-03", "0001-01", "9999-12"} {
		f(month, true)
	}
	for _, month := range []string{"2017-00", "2017-13", "0000-12", "10000-01", "2017-3", "2017", "201703", "2017-03-01", "mars"} {
		f(month, false)
	}
}

// grammar is SPEC §2 after the spaces are removed.
var grammar = regexp.MustCompile(`^(-|\x{2212})?([0-9]+)(?:[.,]([0-9]+))?$`)

// FuzzNumber compares parseNumber with a regular expression and math/big.
func FuzzNumber(f *testing.F) {
	for _, seed := range []string{
		"0", "-1,5", "\u22121\u00A0234.50", "1e3", "+5", "9999999999999.99", "92233720368547758.07", "92233720368547758.08", "1.000", ".5", "5.",
		"18446744073709551616", "\u202F1", "\uFF10", "1,234.50", "- 1", "00000000000000000000000000000000001",
	} {
		for _, decimals := range []byte{0, 2, 6} {
			f.Add([]byte(seed), decimals)
		}
	}
	spaces := strings.NewReplacer(" ", "", "\u00A0", "", "\u202F", "")
	f.Fuzz(func(t *testing.T, text []byte, decimals byte) {
		if !utf8.Valid(text) { // a table's cells always are
			return
		}
		decimals %= 7
		got, code := parseNumber(text, int(decimals))
		parts := grammar.FindStringSubmatch(spaces.Replace(string(text)))
		want := new(big.Int)
		wantCode := chargeback.Code("")
		switch {
		case parts == nil:
			wantCode = chargeback.NotNumber
		case len(parts[3]) > int(decimals):
			wantCode = chargeback.TooPrecise
		default:
			want.SetString(parts[2]+parts[3]+strings.Repeat("0", int(decimals)-len(parts[3])), 10)
			if parts[1] != "" {
				want.Neg(want)
			}
			if new(big.Int).Abs(want).Cmp(big.NewInt(math.MaxInt64)) > 0 {
				wantCode = chargeback.TooLarge
			}
		}
		if code != wantCode || code == "" && big.NewInt(got).Cmp(want) != 0 {
			t.Fatalf("%q with %d decimals: %d %q, want %v %q", text, decimals, got, code, want, wantCode)
		}
	})
}

// TestMaxAmountIsTheLimitOfTheSpecification keeps the constant and the text
// together.
func TestMaxAmountIsTheLimitOfTheSpecification(t *testing.T) {
	t.Parallel()
	assert.EqualValues(t, 9_999_999_999_999_99, allocation.MaxAmount)
	assert.Equal(t, "9999999999999.99", limitText(int64(allocation.MaxAmount), oreDecimals))
	assert.Equal(t, "1000000", limitText(maxWeight, microDecimals))
	assert.Equal(t, "9223372036854.775807", limitText(noLimit, microDecimals))
}

// TestNumbersOfAWorkbook: what a workbook stores with binary noise is read as it
// was typed; what a person typed as text is not touched.
func TestNumbersOfAWorkbook(t *testing.T) {
	f := func(stored, want string) {
		t.Helper()
		assert.Equal(t, want, plainNumber(stored))
	}
	f("12.340000000000002", "12.34")
	f("4.3499999999999996", "4.35")
	f("0.30000000000000004", "0.3")
	f("-1.0000000000000001E-2", "-0.01")
	f("1.5E+3", "1500")
	f("1234.5", "1234.5")
	f("1E3", "1E3")                                                                 // not as a workbook writes it
	f("00000000000012.34000", "00000000000012.34000")                               // text: too many decimals
	f("1 234 567 890 123,45", "1 234 567 890 123,45")                               // text
	f("12345678901234567890123456789012345", "12345678901234567890123456789012345") // too long to be one
}
