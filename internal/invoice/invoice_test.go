package invoice

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
	"chargeback/internal/words"
)

var update = flag.Bool("update", false, "rewrite the documents in testdata; review the difference")

// march is a company's bill of March 2017: services of every model on two cost
// centres, and January corrected.
func march() *chargeback.Statement {
	key := func(center string, model allocation.Model, category, object string) chargeback.LineKey {
		return chargeback.LineKey{Department: "MENERGI", CostCenter: center, Model: model, Category: category, Object: object}
	}
	line := func(key chargeback.LineKey, quantity int64, amount allocation.Ore, category, object string) chargeback.StatementLine {
		return chargeback.StatementLine{
			Line:         chargeback.Line{LineKey: key, QuantityMicro: quantity, Amount: amount},
			CategoryName: category, ObjectName: object, CostCenterName: "Elnät",
		}
	}
	january := allocation.Period{Year: 2017, Month: 1}
	corrected := key("5010", allocation.Device, "DAT", "staff")
	id := corrected.ID(january)
	s := &chargeback.Statement{
		Organisation: "Mölndals stad", OrgNumber: "212000-1363", Month: allocation.Period{Year: 2017, Month: 3},
		Department: "MENERGI", Name: "Mölndal Energi AB", Kind: chargeback.Company, Final: true,
		Run: "5f0c3a", Chain: chargeback.ChainHead{Length: 812, Hash: "9b1e77"},
		Lines: []chargeback.StatementLine{
			line(key("5010", allocation.System, "DRIFT", "EKO"), 250_000, 1_250_000, "Serverdrift", "Ekonomisystemet"),
			line(key("5010", allocation.Device, "DAT", "staff"), 12_500_000, 812_533, "Datorer", ""),
			line(key("5010", allocation.User, "KONTO", ""), 31_000_000, 294_500, "Konton & licenser", ""),
			line(key("5020", allocation.Device, "DAT", "staff"), 3_000_000, 195_008, "Datorer", ""),
			line(key("5020", allocation.Port, "", "connection"), 40_000_000, 180_000, "", ""),
			line(key("5020", allocation.Project, "UTV", "P7"), 8_500_000, -42_17, "Utveckling", "Nytt <kundsystem>"),
		},
		Corrections: []chargeback.StatementCorrection{
			{
				CorrectionLine: chargeback.CorrectionLine{
					Line: chargeback.Line{LineKey: corrected, QuantityMicro: -14_000_000, Amount: -910_000},
					ID:   "a1", Replaces: id, Month: january, Reversal: true,
				}, CategoryName: "Datorer",
			},
			{
				CorrectionLine: chargeback.CorrectionLine{
					Line: chargeback.Line{LineKey: corrected, QuantityMicro: 12_000_000, Amount: 780_001},
					ID:   "a2", Replaces: id, Month: january,
				}, CategoryName: "Datorer",
			},
		},
	}
	s.Total = sumOf(s)
	return s
}

// sumOf adds up a statement's lines and corrections.
func sumOf(s *chargeback.Statement) allocation.Ore {
	total := allocation.Ore(0)
	for _, l := range s.Lines {
		total += l.Amount
	}
	for _, c := range s.Corrections {
		total += c.Amount
	}
	return total
}

func day(year, month, day int) allocation.Date {
	date, ok := allocation.NewDate(year, month, day)
	if !ok {
		panic("no such day")
	}
	return date
}

func seller() Party {
	return Party{
		Department: "IT", Name: "Mölndals stad", OrgNumber: "212000-1363", VATNumber: "SE212000136301",
		Street: "Göteborgsvägen 11", PostalCode: "431 82", City: "Mölndal", Bankgiro: "5050-1055",
	}
}

func buyer() Party {
	return Party{
		Department: "MENERGI", Name: "Mölndal Energi AB", OrgNumber: "556012-3456", EndpointScheme: "0088", Endpoint: "7350000000016",
		Street: "Box 3", PostalCode: "431 21", City: "Mölndal", Country: "SE", Reference: "IT-5010",
	}
}

// example is March's invoice.
func example() *Invoice {
	return &Invoice{
		Statement: march(), Seller: seller(), Buyer: buyer(), Number: "2017-0312", Issued: day(2017, 4, 12),
		Earlier: []Earlier{{Number: "2017-0107", Issued: day(2017, 2, 10)}},
	}
}

// credited is a bill that corrections make negative.
func credited() *Invoice {
	inv := example()
	inv.Statement.Lines = inv.Statement.Lines[4:]
	inv.Statement.Corrections = inv.Statement.Corrections[:1]
	inv.Statement.Total = sumOf(inv.Statement)
	inv.Number = "2017-0313"
	return inv
}

func written(t require.TestingT, inv *Invoice) []byte {
	var out bytes.Buffer
	require.NoError(t, Write(&out, inv))
	return out.Bytes()
}

func TestGoldenDocuments(t *testing.T) {
	for name, inv := range map[string]*Invoice{"invoice.xml": example(), "credit_note.xml": credited()} {
		got := written(t, inv)
		path := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.WriteFile(path, got, 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), name)
		require.Empty(t, Validate(want))
		require.Equal(t, got, written(t, inv), "the same invoice gives the same bytes")
	}
}

// TestInvoiceSays reads the invoice as its receiver does.
func TestInvoiceSays(t *testing.T) {
	root, err := parse(written(t, example()))
	require.NoError(t, err)
	f := func(want string, path ...string) {
		t.Helper()
		assert.Equal(t, want, root.value(path...))
	}
	f("380", "cbc:InvoiceTypeCode")
	f("2017-05-12", "cbc:DueDate")
	f("IT-debitering för mars 2017. Beräkning 5f0c3a. Loggens kedja: 812 händelser, 9b1e77.", "cbc:Note")
	f("IT-5010", "cbc:BuyerReference")
	f("2017-03-01", "cac:InvoicePeriod", "cbc:StartDate")
	f("2017-03-31", "cac:InvoicePeriod", "cbc:EndDate")
	f("2017-0107", "cac:BillingReference", "cac:InvoiceDocumentReference", "cbc:ID")
	party := []string{"cac:AccountingSupplierParty", "cac:Party"}
	f("2120001363", append(party, "cbc:EndpointID")...)
	f("2120001363", append(party, "cac:PartyLegalEntity", "cbc:CompanyID")...)
	f("SE", append(party, "cac:PostalAddress", "cac:Country", "cbc:IdentificationCode")...)
	f("50501055", "cac:PaymentMeans", "cac:PayeeFinancialAccount", "cbc:ID")
	f("SE:BANKGIRO", "cac:PaymentMeans", "cac:PayeeFinancialAccount", "cac:FinancialInstitutionBranch", "cbc:ID")
	f("2017-0312", "cac:PaymentMeans", "cbc:PaymentID")
	f("30 dagar netto", "cac:PaymentTerms", "cbc:Note")
	// 25 978,25 kr and a quarter of it: 6 494,5625 kr.
	f("25978.25", "cac:LegalMonetaryTotal", "cbc:LineExtensionAmount")
	f("6494.56", "cac:TaxTotal", "cbc:TaxAmount")
	f("32472.81", "cac:LegalMonetaryTotal", "cbc:PayableAmount")
	assert.Empty(t, root.all("cac:LegalMonetaryTotal", "cbc:PayableRoundingAmount"))

	lines := root.all("cac:InvoiceLine")
	require.Len(t, lines, 7, "the two cost centres' computers are one line")
	says := func(line *element, quantity, amount, name, description string) {
		t.Helper()
		assert.Equal(t, quantity, line.value("cbc:InvoicedQuantity"))
		assert.Equal(t, amount, line.value("cbc:LineExtensionAmount"))
		assert.Equal(t, strings.TrimPrefix(amount, "-"), line.value("cac:Price", "cbc:PriceAmount"))
		assert.Equal(t, name, line.value("cac:Item", "cbc:Name"))
		assert.Equal(t, description, line.value("cac:Item", "cbc:Description"))
	}
	says(lines[0], "1", "12500.00", "Stadens system: Ekonomisystemet (EKO)",
		"0,25 systemmånader på 1 kostnadsställe. Kategori: Serverdrift (DRIFT).")
	says(lines[1], "1", "10075.41", "Per dator: dator, personal",
		"15,5 personaldatorer på 2 kostnadsställen. Kategori: Datorer (DAT).")
	says(lines[2], "1", "2945.00", "Per användare: användarkonton",
		"31 användarkonton på 1 kostnadsställe. Kategori: Konton & licenser (KONTO).")
	says(lines[3], "1", "1800.00", "Per utnyttjat antal: nätanslutning", "40 nätanslutningar på 1 kostnadsställe.")
	says(lines[4], "-1", "-42.17", "Förändringsprojekt: Nytt <kundsystem> (P7)",
		"8,5 timmar på 1 kostnadsställe. Kategori: Utveckling (UTV).")
	says(lines[5], "-1", "-9100.00", "Rättelse januari 2017: Per dator: dator, personal",
		"Återtar det som debiterades för januari 2017. −14 personaldatorer på 1 kostnadsställe. Kategori: Datorer (DAT).")
	says(lines[6], "1", "7800.01", "Rättelse januari 2017: Per dator: dator, personal",
		"Ny debitering för januari 2017. 12 personaldatorer på 1 kostnadsställe. Kategori: Datorer (DAT).")
	properties := func(line *element) string {
		var all []string
		for _, p := range line.all("cac:Item", "cac:AdditionalItemProperty") {
			all = append(all, p.value("cbc:Name")+"="+p.value("cbc:Value"))
		}
		return strings.Join(all, "; ")
	}
	assert.Equal(t, "Modell=device; Kategori=DAT; Objekt=staff; Antal=15.5; Enhet=personaldatorer; Kostnadsställen=2", properties(lines[1]))
	assert.Equal(t, "Modell=port; Objekt=connection; Antal=40; Enhet=nätanslutningar; Kostnadsställen=1", properties(lines[3]))
	assert.Contains(t, properties(lines[5]), "Antal=-14; Enhet=personaldatorer; Kostnadsställen=1; Rättar månad=2017-01")
}

// TestCreditNoteSays: amounts turn their signs and nothing is to be paid.
func TestCreditNoteSays(t *testing.T) {
	inv := credited()
	inv.Language = words.English
	inv.Seller.Bankgiro = ""
	root, err := parse(written(t, inv))
	require.NoError(t, err)
	assert.Equal(t, "CreditNote", root.name)
	assert.Equal(t, "381", root.value("cbc:CreditNoteTypeCode"))
	assert.Empty(t, root.value("cbc:DueDate"))
	assert.Nil(t, root.first("cac:PaymentMeans"))
	assert.Equal(t, "Nothing to pay. The amount is in your favour.", root.value("cac:PaymentTerms", "cbc:Note"))
	// 1 800,00 − 42,17 − 9 100,00.
	assert.Equal(t, "7342.17", root.value("cac:LegalMonetaryTotal", "cbc:LineExtensionAmount"))
	assert.Equal(t, "1835.54", root.value("cac:TaxTotal", "cbc:TaxAmount"))
	assert.Equal(t, "9177.71", root.value("cac:LegalMonetaryTotal", "cbc:PayableAmount"))
	var quantities, amounts []string
	for _, line := range root.all("cac:CreditNoteLine") {
		quantities = append(quantities, line.value("cbc:CreditedQuantity"))
		amounts = append(amounts, line.value("cbc:LineExtensionAmount"))
	}
	assert.Equal(t, []string{"-1", "1", "1"}, quantities)
	assert.Equal(t, []string{"-1800.00", "42.17", "9100.00"}, amounts)
	assert.Equal(t, "Correction January 2017: Per computer: staff computer", root.all("cac:CreditNoteLine")[2].value("cac:Item", "cbc:Name"))
}

func TestVAT(t *testing.T) {
	f := func(net, want allocation.Ore) {
		t.Helper()
		assert.Equal(t, want, VAT(net))
		assert.Equal(t, -want, VAT(-net))
	}
	f(0, 0)
	f(1, 0) // 0,25
	f(2, 1) // 0,5 away from zero
	f(3, 1) // 0,75
	f(4, 1)
	f(5, 1)
	f(6, 2)
	f(100, 25)
	f(2_597_825, 649_456)
}

// TestFixturesAddUp writes the invoices of every company and partner of a
// month of the fixtures: the lines are the run's, to the öre.
func TestFixturesAddUp(t *testing.T) {
	f := func(folder fs.FS, month string, want int) {
		t.Helper()
		source, err := tables.OpenFolder(folder)
		require.NoError(t, err)
		set, err := tables.Read(source, nil)
		require.NoError(t, err)
		period, _ := allocation.ParsePeriod(month)
		ready, err := set.Month(period)
		require.NoError(t, err)
		run, err := ready.Charge(nil)
		require.NoError(t, err)
		count := 0
		for _, bill := range run.Bills() {
			if bill.Kind != chargeback.Company && bill.Kind != chargeback.Partner || bill.Amount == 0 {
				continue
			}
			s := run.Statement(bill.Code)
			s.Final = true
			inv := example()
			inv.Statement = &s
			root, err := parse(written(t, inv))
			require.NoError(t, err)
			net := chargeback.PlainAmount(bill.Amount)
			require.Equal(t, net, root.value("cac:LegalMonetaryTotal", "cbc:LineExtensionAmount"))
			require.Equal(t, decimal(net), sum(root.all("cac:InvoiceLine"), "cbc:LineExtensionAmount"))
			count++
		}
		require.Equal(t, want, count, "invoices of %s", month)
	}
	f(fixtures.Molndal(), "2017-03", 5)
	f(fixtures.Samverkan(), "2017-02", 4)
}

// refusals are the failures of an invoice that is not written.
func refusals(t *testing.T, inv *Invoice) []*chargeback.Error {
	t.Helper()
	var out bytes.Buffer
	err := Write(&out, inv)
	var all *chargeback.Errors
	require.ErrorAs(t, err, &all)
	require.Zero(t, out.Len(), "nothing is written")
	return all.List
}

// TestRefused: each thing that is wrong is told in words, with its cell.
func TestRefused(t *testing.T) {
	f := func(change func(*Invoice), want string) {
		t.Helper()
		inv := example()
		change(inv)
		all := refusals(t, inv)
		require.Len(t, all, 1, "%v", all)
		assert.Equal(t, want, words.Swedish.Failure(all[0]))
	}
	f(func(inv *Invoice) { inv.Buyer.OrgNumber, inv.Buyer.Line = "", 7 },
		"parties, rad 7, kolumn org_number: raden för ”MENERGI” saknar värdet, och fakturan behöver det; fyll i det")
	f(func(inv *Invoice) { inv.Buyer.OrgNumber = "556012-3457" },
		"parties, kolumn org_number: ”556012-3457” för ”MENERGI” är inget organisationsnummer; skriv tio siffror med rätt kontrollsiffra, som 212000-1363")
	f(func(inv *Invoice) { inv.Seller.OrgNumber = "212000-1364" },
		"parties, kolumn org_number: ”212000-1364” för ”IT” är inget organisationsnummer; skriv tio siffror med rätt kontrollsiffra, som 212000-1363")
	f(func(inv *Invoice) { inv.Seller.VATNumber = "" },
		"parties, kolumn vat_number: raden för ”IT” saknar värdet, och fakturan behöver det; fyll i det")
	f(func(inv *Invoice) { inv.Buyer.VATNumber = "SE5560123456" },
		"parties, kolumn vat_number: ”SE5560123456” för ”MENERGI” är inget svenskt momsregistreringsnummer; skriv SE och tolv siffror, som SE212000136301")
	f(func(inv *Invoice) { inv.Buyer.EndpointScheme = "GLN" },
		"parties, kolumn endpoint_scheme: ”GLN” för ”MENERGI” är inget schema för adresser i Peppol; skriv fyra siffror: 0007 för organisationsnummer, 0088 för GLN")
	f(func(inv *Invoice) { inv.Buyer.EndpointScheme = "" },
		"parties, kolumn endpoint_scheme: raden för ”MENERGI” saknar värdet, och fakturan behöver det; fyll i det")
	f(func(inv *Invoice) { inv.Buyer.Endpoint = "7350000000012" },
		"parties, kolumn endpoint: ”7350000000012” för ”MENERGI” är ingen adress i schemat 0088; rätta adressen eller schemat")
	f(func(inv *Invoice) { inv.Buyer.EndpointScheme = "0007" },
		"parties, kolumn endpoint: ”7350000000016” för ”MENERGI” är ingen adress i schemat 0007; rätta adressen eller schemat")
	f(func(inv *Invoice) { inv.Buyer.Country = "NO" },
		"parties, kolumn country: ”NO” för ”MENERGI” är inte SE; fakturan har svensk moms och kan bara skrivas mellan svenska parter")
	f(func(inv *Invoice) { inv.Buyer.Reference = "\t" },
		"parties, kolumn reference: raden för ”MENERGI” saknar värdet, och fakturan behöver det; fyll i det")
	f(func(inv *Invoice) { inv.Seller.Bankgiro = "5050-1056" },
		"parties, kolumn bankgiro: ”5050-1056” för ”IT” är inget bankgironummer; skriv sju eller åtta siffror med rätt kontrollsiffra, som 5050-1055")
	f(func(inv *Invoice) { inv.Seller.Bankgiro = "" },
		"parties, kolumn bankgiro: raden för ”IT” saknar värdet, och fakturan behöver det; fyll i det")
	for _, column := range []string{"name", "street", "postal_code", "city"} {
		f(func(inv *Invoice) {
			*map[string]*string{
				"name": &inv.Buyer.Name, "street": &inv.Buyer.Street, "postal_code": &inv.Buyer.PostalCode, "city": &inv.Buyer.City,
			}[column] = ""
		}, "parties, kolumn "+column+": raden för ”MENERGI” saknar värdet, och fakturan behöver det; fyll i det")
	}
	f(func(inv *Invoice) { inv.Statement.Kind = chargeback.Administration },
		"”MENERGI” är varken bolag eller samverkanspart och får nota och verifikat, inte faktura")
	f(func(inv *Invoice) { inv.Statement.Kind = chargeback.IT },
		"”MENERGI” är varken bolag eller samverkanspart och får nota och verifikat, inte faktura")
	f(func(inv *Invoice) { inv.Statement.Final = false },
		"2017-03: notan för ”MENERGI” är preliminär; stäng månaden innan fakturan skrivs")
	f(func(inv *Invoice) { inv.Statement.Total++ },
		"2017-03: fakturan för ”MENERGI” stämmer inte. Raderna är 25978.25 kr och summan 25978.26 kr. Inget är skrivet. Anmäl felet till förvaltaren")
	f(func(inv *Invoice) { inv.Statement.Lines, inv.Statement.Corrections, inv.Statement.Total = nil, nil, 0 },
		"2017-03: det finns inget att fakturera ”MENERGI”; summan är noll")
	f(func(inv *Invoice) {
		inv.Statement.Lines[0].Amount -= inv.Statement.Total
		inv.Statement.Total = 0
	}, "2017-03: det finns inget att fakturera ”MENERGI”; summan är noll")
	f(func(inv *Invoice) { inv.Number = "" },
		"”” är inget fakturanummer; skriv siffror och bokstäver utan dubbla mellanslag och styrtecken")
	f(func(inv *Invoice) { inv.Number = "1\n2" },
		"”1␊2” är inget fakturanummer; skriv siffror och bokstäver utan dubbla mellanslag och styrtecken")
	f(func(inv *Invoice) { inv.Issued = 0 },
		"2017-03: fakturan för ”MENERGI” behöver ett fakturadatum, och en förfallodag före år 10000")
	f(func(inv *Invoice) { inv.Issued = day(9999, 12, 2) },
		"2017-03: fakturan för ”MENERGI” behöver ett fakturadatum, och en förfallodag före år 10000")
	f(func(inv *Invoice) { inv.Earlier[0].Number = "" },
		"fakturan bryter mot regeln PEPPOL-EN16931-R008: inget element får vara tomt (/Invoice/cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID)")
	for _, change := range []func(*chargeback.Statement){
		func(s *chargeback.Statement) {
			s.Lines[0].QuantityMicro = 1 << 62
			s.Lines = append(s.Lines, s.Lines[0], s.Lines[0])
		},
		func(s *chargeback.Statement) {
			s.Lines[0].Amount = 1 << 62
			s.Lines = append(s.Lines, s.Lines[0], s.Lines[0])
		},
		func(s *chargeback.Statement) { s.Lines[0].Amount, s.Lines[1].Amount = 1<<62, 1<<62 },
		func(s *chargeback.Statement) { s.Lines[0].Amount = 8_000_000_000_000_000_000; s.Total = sumOf(s) }, // and 25 %
	} {
		f(func(inv *Invoice) { change(inv.Statement) },
			"2017-03: summan blir för stor för att räknas exakt för ”MENERGI”; se efter ett orimligt belopp, pris eller vikt")
	}
}

// TestAllIsToldAtOnce: an empty row is told cell by cell, in English too.
func TestAllIsToldAtOnce(t *testing.T) {
	inv := example()
	inv.Statement.Final = false
	inv.Buyer = Party{Department: "MENERGI", Line: 3}
	var told []string
	for _, err := range refusals(t, inv) {
		told = append(told, words.English.Failure(err))
	}
	missing := func(column string) string {
		return "parties, line 3, column " + column + ": the row for “MENERGI” lacks the value, and the invoice needs it; fill it in"
	}
	assert.Equal(t, []string{
		"2017-03: the bill of “MENERGI” is preliminary; close the month before the invoice is written",
		missing("name"), missing("org_number"), missing("street"), missing("postal_code"), missing("city"), missing("reference"),
	}, told)
}

// TestTextsAreData: what people wrote as a name is text in the document,
// whatever characters it has.
func TestTextsAreData(t *testing.T) {
	f := func(name, want string) {
		t.Helper()
		inv := example()
		inv.Buyer.Name = name
		inv.Buyer.Street = name
		inv.Buyer.Reference = name
		for i := range inv.Statement.Lines {
			inv.Statement.Lines[i].ObjectName = name
			inv.Statement.Lines[i].CategoryName = name
		}
		text := written(t, inv)
		root, err := parse(text)
		require.NoError(t, err)
		assert.Equal(t, want, root.value("cac:AccountingCustomerParty", "cac:Party", "cac:PartyLegalEntity", "cbc:RegistrationName"))
		assert.Equal(t, want, root.value("cbc:BuyerReference"))
		assert.Equal(t, "Stadens system: "+want+" (EKO)", root.value("cac:InvoiceLine", "cac:Item", "cbc:Name"))
		assert.Len(t, root.all("cac:InvoiceLine"), 7)
	}
	f(`</cbc:Name><evil a="1">&amp;]]>`, `</cbc:Name><evil a="1">&amp;]]>`)
	f("<!DOCTYPE x>&xxe;", "<!DOCTYPE x>&xxe;")
	f(" två\r\n rader\tråd ", "två rader råd")
	f("a\x00b\x1b[2Jc\u0085d\x7f", "ab[2Jc d")
	f("R\u202eLTR\u200b\ufeff", "RLTR")
	f("bad\xff\xfeutf\ufffe\uffff", "badutf")
	f("Åäö€ 🙂", "Åäö€ 🙂")
	f("#AAA# {0} %s", "#AAA# {0} %s")
}

func TestPaymentDays(t *testing.T) {
	f := func(seller, buyer *int, want string) {
		t.Helper()
		inv := example()
		inv.Seller.PaymentDays, inv.Buyer.PaymentDays = seller, buyer
		root, err := parse(written(t, inv))
		require.NoError(t, err)
		assert.Equal(t, want, root.value("cbc:DueDate"))
	}
	none, ten := 0, 10
	f(nil, nil, "2017-05-12")
	f(&ten, nil, "2017-04-22")
	f(&ten, &none, "2017-04-12")
}

// failing is a writer that is full.
type failing struct{}

var errFull = errors.New("full")

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestWriterFails(t *testing.T) {
	var w io.Writer = failing{}
	require.ErrorIs(t, Write(w, example()), errFull)
}
