package sie

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
)

var update = flag.Bool("update", false, "rewrite testdata/voucher.si; review the difference")

// voucherFile is a month's charge as the product writes it, and what must be
// left out or replaced.
func voucherFile() *File {
	return &File{
		Program: "Chargeback", Version: "1.0", Generated: date(2025, 2, 5), GeneratedBy: "IT",
		Comment: "IT-debitering 2025–01", Company: "Exempelköpings kommun", OrgNumber: "2120000001",
		Years: []Year{{Number: 0, Days: allocation.Span{From: date(2025, 1, 1), To: date(2025, 12, 31)}}},
		Accounts: []Account{
			{Number: "3690", Name: "Intern försäljning", Type: "I"},
			{Number: "6890", Name: "Interna IT-tjänster"},
			{Number: "6891", Name: "Används inte"},
			{Number: "6890", Name: "Igen"},
		},
		Dimensions: []Dimension{
			{Number: 1, Name: "Ansvar"},
			{Number: 6, Name: "Projekt"},
			{Number: 20, Name: "Verksamhet"},
			{Number: 21, Name: "Aktivitet", Parent: 20},
		},
		Objects: []ObjectName{
			{Object: Object{1, "1810"}, Name: "IT-avdelningen"},
			{Object: Object{1, "3100"}, Name: "Skola \"norr\"\r\n#TRANS 1 {} 1"},
			{Object: Object{21, "7"}, Name: "Elevdatorer à 1 €"},
			{Object: Object{6, "7"}, Name: "Används inte"},
		},
		Opening: []Balance{{Account: "6890", Amount: 1}},
		Vouchers: []Voucher{
			{
				Date: date(2025, 1, 31), Text: "IT-debitering", RegDate: date(2025, 2, 5), Sign: "itdeb",
				Rows: []Row{
					{Account: "6890", Objects: []Object{{1, "3100"}, {21, "7"}}, Amount: 3333334, Text: "Dator 412 st", Quantity: "412"},
					{Account: "6890", Amount: 5, Date: date(2025, 1, 30), Sign: "AB"},
					{Account: "6890"},
					{Account: "3690", Objects: []Object{{1, "1810"}}, Amount: -3333339, Text: `C:\`},
				},
				Audit: []AuditRow{{Added, Row{Account: "6890", Amount: 5}}},
			},
			{Series: "I", Number: "2", Date: date(2025, 1, 31), Sign: "itdeb"},
		},
	}
}

func TestWriteGolden(t *testing.T) {
	var got bytes.Buffer
	require.NoError(t, Write(&got, voucherFile()))
	if *update {
		require.NoError(t, os.WriteFile("testdata/voucher.si", got.Bytes(), 0o644))
	}
	want, err := os.ReadFile("testdata/voucher.si")
	require.NoError(t, err)
	require.Equal(t, CP437.decode(want), CP437.decode(got.Bytes()))

	f, problems := Read(got.Bytes())
	require.Empty(t, problems)
	require.Equal(t, ChecksumMatches, f.Checksum.State)
	require.Equal(t, "IT-debitering 2025-01", f.Comment)
	require.Equal(t, []string{"3690", "6890"}, []string{f.Accounts[0].Number, f.Accounts[1].Number})
	require.Equal(t, []int{1, 20, 21}, []int{f.Dimensions[0].Number, f.Dimensions[1].Number, f.Dimensions[2].Number})
	require.Equal(t, `Skola "norr"  #TRANS 1 {} 1`, f.Objects[1].Name)
	require.Equal(t, "Elevdatorer à 1 EUR", f.Objects[2].Name)
	require.Len(t, f.Vouchers[0].Rows, 4)
	require.Equal(t, "C:/", f.Vouchers[0].Rows[3].Text)
}

func TestWriteRefuses(t *testing.T) {
	f := func(change func(*File), want string) {
		t.Helper()
		file := voucherFile()
		change(file)
		var got bytes.Buffer
		err := Write(&got, file)
		require.EqualError(t, err, want)
		require.Zero(t, got.Len(), "nothing is written of a file that is refused")
	}
	f(func(f *File) { f.Vouchers[0].Rows[1].Amount = 6 }, `#VER: sie_unbalanced ["0.01"]`)
	f(func(f *File) { f.Vouchers[1].Date = 0 }, `#VER: "I 2": sie_bad_date ["date"]`)
	f(func(f *File) { f.Vouchers[0].Rows[0].Date = -7 }, `#TRANS: sie_bad_date ["date"]`)
	f(func(f *File) { f.Vouchers[1].Series = "–" }, `#VER: "–": sie_unwritable_code ["series"]`)
	f(func(f *File) { f.Vouchers[1].Number = "1\n" }, `#VER: "1\n": sie_unwritable_code ["number"]`)
	f(func(f *File) { f.Vouchers[0].Rows[0].Account = "68 90" }, `#TRANS: "68 90": sie_bad_account`)
	f(func(f *File) { f.Vouchers[0].Rows[0].Quantity = "4,5" }, `#TRANS: "4,5": sie_unwritable_code ["quantity"]`)
	f(func(f *File) { f.Vouchers[0].Rows[0].Objects[0].Code = "Š" }, `#TRANS: "Š": sie_unwritable_code ["object"]`)
	f(func(f *File) { f.Vouchers[0].Rows[0].Objects[0].Dimension = 0 }, `#TRANS: "3100": sie_bad_dimension`)
	f(func(f *File) { f.Vouchers[0].Rows[0].Amount = allocation.MaxAmount + 1 },
		`#TRANS: "10000000000000.00": sie_amount_too_large ["9999999999999.99"]`)
	f(func(f *File) { f.Company = "\n\u200B" }, `#FNAMN: sie_missing_field ["name"]`)
	f(func(f *File) { f.Version = "" }, `#PROGRAM: sie_missing_field ["version"]`)
	f(func(f *File) { f.Generated = 0 }, `#GEN: sie_bad_date ["date"]`)
	f(func(f *File) { f.Generated = allocation.OpenTo }, `#GEN: sie_bad_date ["date"]`)
	f(func(f *File) { f.OrgNumber = "12" }, `#ORGNR: "12": sie_bad_org_number`)
	f(func(f *File) { f.Currency = "EUR" }, `#VALUTA: "EUR": sie_other_currency`)
	f(func(f *File) { f.CompanyID = "→" }, `#FNR: "→": sie_unwritable_code ["id"]`)
	f(func(f *File) { f.Years[0].Number = 1 }, `#RAR: "1": sie_bad_year`)
	f(func(f *File) { f.Years[0].Days.To = 1 }, `#RAR: sie_bad_date ["start"]`)
	f(func(f *File) { f.Accounts[0].Number = "" }, `#KONTO: sie_bad_account`)
	f(func(f *File) { f.Accounts[0].Type = "X" }, `#KTYP: "X": sie_unwritable_code ["type"]`)
	f(func(f *File) { f.Dimensions[0].Number = -1 }, `#DIM: "Ansvar": sie_bad_dimension`)
	f(func(f *File) { f.Objects[0].Code = `a\` }, `#OBJEKT: "a\\": sie_unwritable_code ["object"]`)

	var problem *Problem
	file := voucherFile()
	file.Version = ""
	err := Write(&bytes.Buffer{}, file)
	require.True(t, errors.As(err, &problem))
	require.ErrorIs(t, err, &Problem{Code: MissingField})
}

func TestWritable(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		require.Equal(t, want, Writable(text), "%q", text)
		require.Equal(t, want, Writable(want), "what is writable stays as it is")
	}
	f("Räksmörgås ÅÄÖ é à ü ½ °", "Räksmörgås ÅÄÖ é à ü ½ °")
	f("2025–01 — “citat” ’n’ …", `2025-01 - "citat" 'n' ...`)
	f("100 €, ¤, §4, µm, ß", "100 EUR, kr, par.4, um, ss")
	f("A\u030Angstro\u0308m e\u0301 x\u0301", "Ångström é x")
	f("Šárka Łukasz Ğül Ærø Øre", "Sárka Lukasz Gül Ærö Öre")
	f("en\r\nrad\tmed\u00A0blanka\u2003och\x00\x1B\u200Bosynliga\u0085tecken", "en  rad med blanka ochosynliga tecken")
	f(`C:\Bok\`, `C:\Bok/`)
	f(`slut\\`, `slut//`)
	f(`\"`, `\"`)
	f("電気 😀", "?? ?")
	f("\xff", "?")
}

// rewritten writes what was read, reads it and compares the rows. It stands for
// the vouchers that have all that a file for import needs.
func rewritten(t require.TestingT, f *File) {
	out := *f
	out.Program, out.Version, out.Company, out.Generated = "P", "1", "K", 1
	out.Currency, out.Imported = "", false
	var first bytes.Buffer
	err := Write(&first, &out)
	if err != nil {
		var problem *Problem
		require.ErrorAs(t, err, &problem)
		require.Contains(t, []Code{UnwritableCode, BadDate, Unbalanced, AmountTooLarge}, problem.Code)
		return
	}
	back, problems := Read(first.Bytes())
	require.True(t, Usable(problems), "%v", lines(problems))
	require.Equal(t, CP437, back.Encoding)
	require.Equal(t, ChecksumMatches, back.Checksum.State)
	require.Equal(t, asWritten(f.Vouchers), asWritten(back.Vouchers))
	var second bytes.Buffer
	require.NoError(t, Write(&second, back))
	require.Equal(t, first.String(), second.String(), "what was written once is written the same again")
}

// asWritten returns vouchers with the texts that a file carries, without line
// numbers and audit trail.
func asWritten(vouchers []Voucher) []Voucher {
	var all []Voucher
	for _, v := range vouchers {
		v.Text, v.Sign, v.Line, v.Audit = Writable(v.Text), Writable(v.Sign), 0, nil
		rows := v.Rows
		v.Rows = nil
		for _, r := range rows {
			r.Text, r.Sign, r.Line, r.Date = Writable(r.Text), Writable(r.Sign), 0, r.date(&v)
			v.Rows = append(v.Rows, r)
		}
		all = append(all, v)
	}
	return all
}

// TestRoundTrip writes random files with nasty texts and reads them back.
func TestRoundTrip(t *testing.T) {
	nasty := rapid.OneOf(
		rapid.String(),
		rapid.StringOf(rapid.SampledFrom([]rune("\\\"{}# \t\r\n\x00aåÅ€–/~\u0308ßΣ÷─"))),
		rapid.SampledFrom([]string{"", "#VER", "}", `\"`, `"`, " ", "Räksmörgås", "#TRANS 1 {} 1"}),
	)
	code := rapid.Map(nasty, Writable)
	day := rapid.Map(rapid.Int32Range(1, 3652059), func(n int32) allocation.Date { return allocation.Date(n) })
	account := rapid.StringMatching(`[0-9]{4,6}`)
	object := rapid.Custom(func(t *rapid.T) Object {
		return Object{rapid.IntRange(1, 30).Draw(t, "dimension"), code.Draw(t, "code")}
	})
	dimensionOf := func(o Object) int { return o.Dimension }
	voucher := rapid.Custom(func(t *rapid.T) Voucher {
		v := Voucher{
			Series: code.Draw(t, "series"), Number: code.Draw(t, "number"), Date: day.Draw(t, "date"),
			Text: nasty.Draw(t, "text"), Sign: nasty.Draw(t, "sign"),
		}
		if rapid.Bool().Draw(t, "registered") {
			v.RegDate = day.Draw(t, "registered on")
		}
		sum := allocation.Ore(0)
		for range rapid.IntRange(0, 5).Draw(t, "rows") {
			r := Row{
				Account: account.Draw(t, "account"), Objects: rapid.SliceOfNDistinct(object, 0, 3, dimensionOf).Draw(t, "objects"),
				Amount: allocation.Ore(rapid.Int64Range(-1e13, 1e13).Draw(t, "amount")), Date: day.Draw(t, "row date"),
				Text: nasty.Draw(t, "row text"), Sign: nasty.Draw(t, "row sign"),
				Quantity: rapid.SampledFrom([]string{"", "1", "-2.50", "0.00"}).Draw(t, "quantity"),
			}
			if len(r.Objects) == 0 {
				r.Objects = nil
			}
			sum += r.Amount
			v.Rows = append(v.Rows, r)
		}
		v.Rows = append(v.Rows, Row{Account: "2440", Amount: -sum, Date: v.Date})
		return v
	})
	rapid.Check(t, func(t *rapid.T) {
		f := voucherFile()
		f.Comment, f.GeneratedBy = nasty.Draw(t, "comment"), nasty.Draw(t, "by")
		f.Vouchers = rapid.SliceOfN(voucher, 1, 4).Draw(t, "vouchers")
		var got bytes.Buffer
		require.NoError(t, Write(&got, f))
		back, problems := Read(got.Bytes())
		require.Empty(t, problems)
		require.Equal(t, Writable(f.Comment), back.Comment)
		require.Equal(t, Writable(f.GeneratedBy), back.GeneratedBy)
		require.Equal(t, "212000-0001", back.OrgNumber)
		require.Equal(t, asWritten(f.Vouchers), asWritten(back.Vouchers))
		rewritten(t, back)
	})
}
