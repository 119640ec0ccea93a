package voucher_test

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/chargeback"
	"chargeback/internal/sie"
	"chargeback/internal/tables"
	"chargeback/internal/voucher"
)

var update = flag.Bool("update", false, "write the expected voucher anew")

var march = allocation.Period{Year: 2017, Month: 3}

func day(text string) allocation.Date {
	d, ok := allocation.ParseDate(text)
	if !ok {
		panic("no day: " + text)
	}
	return d
}

// account makes a row of voucher_accounts.
func account(line int, cells ...string) chargeback.Record {
	r := chargeback.Record{Cells: make([]string, 6), Line: line}
	copy(r.Cells, cells)
	return r
}

var accounts = []chargeback.Record{
	account(2, "cost", "6541", "system", "", "116", "1={cost_center} 20={counterpart}"),
	account(3, "cost", "6549", "", "", "116", "1={cost_center} 20={counterpart}"),
	account(4, "cost", "6550", "", "SKOL", "", "1={cost_center} 6={department}"),
	account(5, "income", "3631", "", "", "110", "1={it_cost_center} 20={counterpart}"),
}

func line(department, center string, model allocation.Model, amount allocation.Ore) chargeback.StatementLine {
	key := chargeback.LineKey{Department: department, CostCenter: center, Model: model, Category: "K", Object: "staff"}
	return chargeback.StatementLine{Line: chargeback.Line{LineKey: key, Amount: amount}, CostCenterName: "Enhet " + center}
}

// monthOf is March with statements that are added up here.
func monthOf(statements ...chargeback.Statement) voucher.Month {
	for i := range statements {
		st := &statements[i]
		for _, l := range st.Lines {
			st.Total += l.Amount
		}
		for _, c := range st.Corrections {
			st.Total += c.Amount
		}
	}
	return voucher.Month{
		Number: 3, Version: 1, Closed: day("2017-04-12"), Period: march, Organisation: "Testköping", OrgNumber: "212000-1363",
		ITCostCenter: "900", Run: "9f2c04aa17bd", Chain: chargeback.ChainHead{Length: 41, Hash: "aa55aa55aa55aa55"}, Statements: statements,
	}
}

// written writes a voucher and reads it back.
func written(t require.TestingT, m voucher.Month) (*sie.File, []byte) {
	f, err := voucher.Make(m, accounts)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, sie.Write(&out, f))
	read, problems := sie.Read(out.Bytes())
	require.True(t, sie.Usable(problems), "%v", problems)
	return read, out.Bytes()
}

func sample() voucher.Month {
	return monthOf(
		chargeback.Statement{Department: "SKOL", Kind: chargeback.Administration, Lines: []chargeback.StatementLine{
			line("SKOL", "100", allocation.Device, 1500_25), line("SKOL", "100", allocation.System, 800_00), line("SKOL", "110", allocation.Device, -20_00),
		}},
		chargeback.Statement{Department: "VARD", Kind: chargeback.Administration, Lines: []chargeback.StatementLine{
			line("VARD", "200", allocation.System, 333_33), line("VARD", "200", allocation.Port, 45_00),
		}, Corrections: []chargeback.StatementCorrection{
			{CorrectionLine: chargeback.CorrectionLine{Line: line("VARD", "200", allocation.Port, -45_00).Line, Reversal: true}},
			{CorrectionLine: chargeback.CorrectionLine{Line: line("VARD", "210", allocation.Port, 46_00).Line}, CostCenterName: "}\n#TRANS 1 {} 5"},
		}},
		chargeback.Statement{Department: "BOLAG", Kind: chargeback.Company, Lines: []chargeback.StatementLine{
			line("BOLAG", "500", allocation.Device, 9999_99),
		}},
	)
}

func TestVoucher(t *testing.T) {
	t.Parallel()
	read, text := written(t, sample())
	if *update {
		require.NoError(t, os.WriteFile("testdata/voucher.si", text, 0o644))
	}
	want, err := os.ReadFile("testdata/voucher.si")
	require.NoError(t, err)
	require.Equal(t, string(want), string(text))
	require.Len(t, read.Vouchers, 1)
	v := read.Vouchers[0]
	require.Equal(t, "IT 3", v.Name())
	require.Equal(t, day("2017-03-31"), v.Date)
	require.Equal(t, day("2017-04-12"), v.RegDate)
	require.Len(t, v.Rows, 8, "the port rows of 200 add up to nothing, and no name can add a row")
	for _, r := range v.Rows {
		require.NotContains(t, []string{"500"}, r.Objects[0].Code, "companies are invoiced")
	}
	require.Equal(t, "6550", v.Rows[0].Account, "the department's own account")
	require.Equal(t, []sie.Object{{Dimension: 1, Code: "100"}, {Dimension: 6, Code: "SKOL"}}, v.Rows[0].Objects)
}

func TestMendedMapping(t *testing.T) {
	t.Parallel()
	m := sample()
	m.Version = 2
	read, _ := written(t, m)
	require.Contains(t, read.Vouchers[0].Text, "version 2, ersätter tidigare fil med samma nummer")
	require.Equal(t, "3", read.Vouchers[0].Number)
}

func TestWhatKeepsAVoucherFromBeingMade(t *testing.T) {
	t.Parallel()
	f := func(want string, m voucher.Month, accounts ...chargeback.Record) {
		t.Helper()
		_, err := voucher.Make(m, accounts)
		require.ErrorContains(t, err, want)
	}
	f(string(chargeback.NoVoucherAccounts), sample())
	f(string(chargeback.VoucherEmpty), monthOf(), accounts...)
	f(`voucher_no_account ["device" "SKOL"]`, sample(), accounts[0], accounts[3])
	f(`line 7: column parts: "x=1": voucher_part`, sample(), append(slices.Clone(accounts), account(7, "cost", "1", "", "", "", "x=1"))...)
	f(`"1={who}": voucher_part`, sample(), account(2, "cost", "1", "", "", "", "1={who}"))
}

// TestVoucherAddsUp: whatever was billed, the voucher balances, and each cost
// centre pays what its lines and corrections say.
func TestVoucherAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		centers := map[string]allocation.Ore{}
		var statements []chargeback.Statement
		for _, department := range []string{"SKOL", "VARD", "BOLAG"} {
			st := chargeback.Statement{Department: department}
			if department == "BOLAG" {
				st.Kind = chargeback.Partner
			}
			for range rapid.IntRange(0, 6).Draw(t, "lines") {
				model := allocation.Models[rapid.IntRange(1, 5).Draw(t, "model")]
				center := department + rapid.SampledFrom([]string{"1", "2"}).Draw(t, "center")
				amount := allocation.Ore(rapid.Int64Range(-3, 5).Draw(t, "öre"))
				if st.Kind != chargeback.Partner {
					centers[center] += amount
				}
				if rapid.Bool().Draw(t, "correction") {
					st.Corrections = append(st.Corrections, chargeback.StatementCorrection{
						CorrectionLine: chargeback.CorrectionLine{Line: line(department, center, model, amount).Line},
					})
				} else {
					st.Lines = append(st.Lines, line(department, center, model, amount))
				}
			}
			statements = append(statements, st)
		}
		file, err := voucher.Make(monthOf(statements...), accounts)
		if err != nil {
			require.ErrorContains(t, err, string(chargeback.VoucherEmpty))
			return
		}
		var out bytes.Buffer
		require.NoError(t, sie.Write(&out, file))
		read, problems := sie.Read(out.Bytes())
		require.True(t, sie.Usable(problems), "%v", problems)
		var sum allocation.Ore
		for _, r := range read.Vouchers[0].Rows {
			sum += r.Amount
			if r.Account != "3631" {
				centers[r.Objects[0].Code] -= r.Amount
			}
		}
		require.Zero(t, sum)
		for center, left := range centers {
			require.Zero(t, left, center)
		}
	})
}

// TestFixtureIsBooked: voucher and invoices together are the bills of the run.
func TestFixtureIsBooked(t *testing.T) {
	t.Parallel()
	source, err := tables.OpenFolder(fixtures.Molndal())
	require.NoError(t, err)
	set, err := tables.Read(source, nil)
	require.NoError(t, err)
	m, err := set.Month(march)
	require.NoError(t, err)
	run, err := m.Charge(nil)
	require.NoError(t, err)
	month := monthOf()
	month.Statements = slices.Collect(run.Statements())
	read, _ := written(t, month)
	var booked, invoiced allocation.Ore
	for _, r := range read.Vouchers[0].Rows {
		if r.Account != "3631" {
			booked += r.Amount
		}
	}
	for _, st := range month.Statements {
		if st.Invoiced() {
			invoiced += st.Total
		}
	}
	require.Positive(t, invoiced)
	require.Equal(t, run.Totals().Billed, booked+invoiced)
}
