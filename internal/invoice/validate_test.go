package invoice

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/internal/words"
)

// breaks are documents with one thing changed: the first old becomes new. Each
// must be refused by the rule.
var breaks = []struct{ rule, old, new string }{
	{"XML", "</Invoice>", "</Invoces>"},
	{"XML", "<Invoice", "<!DOCTYPE Invoice><Invoice"},
	{"XML", "</Invoice>", "</Invoice><Invoice/>"},
	{"XML", "2017-0312", "&xxe;"},
	{"UBL", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", "urn:other"},
	{"UBL", "<cbc:IssueDate>2017-04-12</cbc:IssueDate>\n  <cbc:DueDate>2017-05-12</cbc:DueDate>", "<cbc:DueDate>2017-05-12</cbc:DueDate><cbc:IssueDate>2017-04-12</cbc:IssueDate>"},
	{"UBL", "<cbc:DueDate>", "<cbc:DueDate>2017-05-12</cbc:DueDate><cbc:DueDate>"},
	{"UBL", "<cbc:DueDate>", "<cbc:Surprise>1</cbc:Surprise><cbc:DueDate>"},
	{"UBL", "<cac:InvoicePeriod>", "<cac:InvoicePeriod>text"},
	{"UBL", ">25<", ">25 %<"},
	{"UBL", ">12500.00<", ">12 500,00<"},

	{"BR-01", "<cbc:CustomizationID>" + customizationID + "</cbc:CustomizationID>", ""},
	{"BR-02", "<cbc:ID>2017-0312</cbc:ID>", ""},
	{"BR-03", "<cbc:IssueDate>2017-04-12</cbc:IssueDate>", ""},
	{"BR-04", "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", ""},
	{"BR-05", "<cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>", ""},
	{"BR-06", "<cbc:RegistrationName>Mölndals stad</cbc:RegistrationName>", ""},
	{"BR-07", "<cbc:RegistrationName>Mölndal Energi AB</cbc:RegistrationName>", ""},
	{"BR-08", cut("AccountingSupplierParty", "PostalAddress"), ""},
	{"BR-09", "<cbc:IdentificationCode>SE</cbc:IdentificationCode>", ""},
	{"BR-10", cut("AccountingCustomerParty", "PostalAddress"), ""},
	{"BR-11", "431 21</cbc:PostalZone>\n        " + cut("AccountingCustomerParty", "Country"), "431 21</cbc:PostalZone>"},
	{"BR-12", `<cbc:LineExtensionAmount currencyID="SEK">25978.25</cbc:LineExtensionAmount>`, ""},
	{"BR-13", `<cbc:TaxExclusiveAmount currencyID="SEK">25978.25</cbc:TaxExclusiveAmount>`, ""},
	{"BR-14", `<cbc:TaxInclusiveAmount currencyID="SEK">32472.81</cbc:TaxInclusiveAmount>`, ""},
	{"BR-15", `<cbc:PayableAmount currencyID="SEK">32472.81</cbc:PayableAmount>`, ""},
	{"BR-15", cut("", "LegalMonetaryTotal"), ""},
	{"BR-21", "<cbc:ID>1</cbc:ID>", ""},
	{"BR-22", `<cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>`, ""},
	{"BR-23", ` unitCode="C62"`, ""},
	{"BR-24", `<cbc:LineExtensionAmount currencyID="SEK">12500.00</cbc:LineExtensionAmount>`, ""},
	{"BR-25", "<cbc:Name>Stadens system: Ekonomisystemet (EKO)</cbc:Name>", ""},
	{"BR-26", `<cbc:PriceAmount currencyID="SEK">12500.00</cbc:PriceAmount>`, ""},
	{"BR-27", `<cbc:PriceAmount currencyID="SEK">12500.00`, `<cbc:PriceAmount currencyID="SEK">-12500.00`},
	{"BR-28", "</cac:Price>", `<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount currencyID="SEK">0</cbc:Amount><cbc:BaseAmount currencyID="SEK">-1</cbc:BaseAmount></cac:AllowanceCharge></cac:Price>`},
	{"BR-29", "<cbc:EndDate>2017-03-31", "<cbc:EndDate>2017-02-28"},
	{"BR-30", "<cac:Item>", linePeriod("<cbc:StartDate>2017-03-10</cbc:StartDate><cbc:EndDate>2017-03-09</cbc:EndDate>")},
	{"BR-45", `<cbc:TaxableAmount currencyID="SEK">25978.25</cbc:TaxableAmount>`, ""},
	{"BR-46", "<cbc:TaxAmount currencyID=\"SEK\">6494.56</cbc:TaxAmount>\n      <cac:TaxCategory>", "<cac:TaxCategory>"},
	{"BR-47", "<cbc:ID>S</cbc:ID>", ""},
	{"BR-47", "      <cbc:ID>VAT</cbc:ID>\n        </cac:TaxScheme>\n      </cac:TaxCategory>", "<cbc:ID>GST</cbc:ID></cac:TaxScheme></cac:TaxCategory>"},
	{"BR-48", "<cbc:Percent>25</cbc:Percent>", ""},
	{"BR-49", "<cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>", ""},
	{"BR-50", "<cbc:ID>50501055</cbc:ID>", "<cbc:ID/>"},
	{"BR-54", "<cbc:Value>system</cbc:Value>", ""},
	{"BR-54", "<cbc:Name>Modell</cbc:Name>", ""},
	{"BR-55", "<cbc:ID>2017-0107</cbc:ID>", ""},
	{"BR-61", "<cbc:ID>50501055</cbc:ID>", ""},
	{"BR-61", cut("PaymentMeans", "PayeeFinancialAccount"), ""},
	{"BR-62", ` schemeID="0007"`, ""},
	{"BR-63", ` schemeID="0088"`, ""},
	{"BR-CL-04", "<cbc:DocumentCurrencyCode>SEK", "<cbc:DocumentCurrencyCode>EUR"},
	{"BR-CL-08", "<cbc:Note>", "<cbc:Note>#XYÅ#"},
	{"BR-CO-04", cut("InvoiceLine", "ClassifiedTaxCategory"), ""},
	{"BR-CO-04", "          <cbc:ID>VAT</cbc:ID>\n        </cac:TaxScheme>\n      </cac:ClassifiedTaxCategory>", "<cbc:ID>GST</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory>"},
	{"BR-CO-09", "SE212000136301", "212000136301SE"},
	{"BR-CO-10", `<cbc:LineExtensionAmount currencyID="SEK">25978.25`, `<cbc:LineExtensionAmount currencyID="SEK">25978.26`},
	{"BR-CO-11", "<cbc:PayableAmount", `<cbc:AllowanceTotalAmount currencyID="SEK">1.00</cbc:AllowanceTotalAmount><cbc:PayableAmount`},
	{"BR-CO-11", "<cac:TaxTotal>", allowance("false", "1.00") + "<cac:TaxTotal>"},
	{"BR-CO-12", "<cbc:PayableAmount", `<cbc:ChargeTotalAmount currencyID="SEK">1.00</cbc:ChargeTotalAmount><cbc:PayableAmount`},
	{"BR-CO-12", "<cac:TaxTotal>", allowance("true", "1.00") + "<cac:TaxTotal>"},
	{"BR-CO-13", `<cbc:TaxExclusiveAmount currencyID="SEK">25978.25`, `<cbc:TaxExclusiveAmount currencyID="SEK">25978.24`},
	{"BR-CO-14", `<cbc:TaxAmount currencyID="SEK">6494.56`, `<cbc:TaxAmount currencyID="SEK">6494.57`},
	{"BR-CO-15", `<cbc:TaxInclusiveAmount currencyID="SEK">32472.81`, `<cbc:TaxInclusiveAmount currencyID="SEK">32472.82`},
	{"BR-CO-16", `<cbc:PayableAmount currencyID="SEK">32472.81`, `<cbc:PayableAmount currencyID="SEK">32473.00`},
	{"BR-CO-17", "<cbc:TaxAmount currencyID=\"SEK\">6494.56</cbc:TaxAmount>\n      <cac:TaxCategory>", `<cbc:TaxAmount currencyID="SEK">6494.57</cbc:TaxAmount><cac:TaxCategory>`},
	{"BR-CO-17", "<cbc:Percent>25</cbc:Percent>", "<cbc:Percent>12</cbc:Percent>"},
	{"BR-CO-18", cut("", "TaxTotal"), ""},
	{"BR-CO-19", "<cbc:StartDate>2017-03-01</cbc:StartDate>\n    <cbc:EndDate>2017-03-31</cbc:EndDate>", ""},
	{"BR-CO-20", "<cac:Item>", linePeriod("<cbc:DescriptionCode>35</cbc:DescriptionCode>")},
	{"BR-DEC-09", `<cbc:LineExtensionAmount currencyID="SEK">25978.25`, `<cbc:LineExtensionAmount currencyID="SEK">25978.250`},
	{"BR-DEC-10", "<cbc:PayableAmount", `<cbc:AllowanceTotalAmount currencyID="SEK">0.000</cbc:AllowanceTotalAmount><cbc:PayableAmount`},
	{"BR-DEC-11", "<cbc:PayableAmount", `<cbc:ChargeTotalAmount currencyID="SEK">0.000</cbc:ChargeTotalAmount><cbc:PayableAmount`},
	{"BR-DEC-12", `<cbc:TaxExclusiveAmount currencyID="SEK">25978.25`, `<cbc:TaxExclusiveAmount currencyID="SEK">25978.250`},
	{"BR-DEC-13", `<cbc:TaxAmount currencyID="SEK">6494.56`, `<cbc:TaxAmount currencyID="SEK">6494.560`},
	{"BR-DEC-14", `<cbc:TaxInclusiveAmount currencyID="SEK">32472.81`, `<cbc:TaxInclusiveAmount currencyID="SEK">32472.810`},
	{"BR-DEC-16", "<cbc:PayableAmount", `<cbc:PrepaidAmount currencyID="SEK">0.000</cbc:PrepaidAmount><cbc:PayableAmount`},
	{"BR-DEC-17", "<cbc:PayableAmount", `<cbc:PayableRoundingAmount currencyID="SEK">0.000</cbc:PayableRoundingAmount><cbc:PayableAmount`},
	{"BR-DEC-18", `<cbc:PayableAmount currencyID="SEK">32472.81`, `<cbc:PayableAmount currencyID="SEK">32472.810`},
	{"BR-DEC-19", `<cbc:TaxableAmount currencyID="SEK">25978.25`, `<cbc:TaxableAmount currencyID="SEK">25978.250`},
	{"BR-DEC-20", "6494.56</cbc:TaxAmount>\n      <cac:TaxCategory>", "6494.560</cbc:TaxAmount><cac:TaxCategory>"},
	{"BR-DEC-23", `<cbc:LineExtensionAmount currencyID="SEK">12500.00`, `<cbc:LineExtensionAmount currencyID="SEK">12500.000`},
	{"BR-S-01", "<cbc:ID>S</cbc:ID>", "<cbc:ID>Z</cbc:ID>"},
	{"BR-S-02", cut("AccountingSupplierParty", "PartyTaxScheme"), ""},
	{"BR-S-05", "<cac:ClassifiedTaxCategory>\n        <cbc:ID>S</cbc:ID>\n        <cbc:Percent>25", "<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>0"},
	{"BR-S-08", `<cbc:TaxableAmount currencyID="SEK">25978.25`, `<cbc:TaxableAmount currencyID="SEK">25978.24`},
	{"BR-S-08", "<cac:ClassifiedTaxCategory>\n        <cbc:ID>S</cbc:ID>\n        <cbc:Percent>25", "<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>12"},

	{"PEPPOL-COMMON-R040", "7350000000016", "7350000000017"},
	{"PEPPOL-COMMON-R049", `<cbc:EndpointID schemeID="0007">2120001363`, `<cbc:EndpointID schemeID="0007">2120001364`},
	{"PEPPOL-COMMON-R049", `<cbc:CompanyID schemeID="0007">5560123456`, `<cbc:CompanyID schemeID="0007">556012-3456`},
	{"PEPPOL-COMMON-R049", "<cac:PartyName>", `<cac:PartyIdentification><cbc:ID schemeID="0007">1</cbc:ID></cac:PartyIdentification><cac:PartyName>`},
	{"PEPPOL-EN16931-F001", "<cbc:IssueDate>2017-04-12", "<cbc:IssueDate>2017-04-31"},
	{"PEPPOL-EN16931-F001", "<cbc:EndDate>2017-03-31", "<cbc:EndDate>20170331"},
	{"PEPPOL-EN16931-P0100", "<cbc:InvoiceTypeCode>380", "<cbc:InvoiceTypeCode>381"},
	{"PEPPOL-EN16931-R001", "<cbc:ProfileID>" + profileID + "</cbc:ProfileID>", ""},
	{"PEPPOL-EN16931-R002", "<cbc:Note>", "<cbc:Note>En till.</cbc:Note><cbc:Note>"},
	{"PEPPOL-EN16931-R003", "<cbc:BuyerReference>IT-5010</cbc:BuyerReference>", ""},
	{"PEPPOL-EN16931-R004", "billing:3.0<", "billing:2.0<"},
	{"PEPPOL-EN16931-R005", "</cbc:DocumentCurrencyCode>", "</cbc:DocumentCurrencyCode><cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>"},
	{"PEPPOL-EN16931-R007", "billing:01:1.0", "billing:1:1.0"},
	{"PEPPOL-EN16931-R008", "<cbc:CityName>Mölndal</cbc:CityName>", "<cbc:CityName> </cbc:CityName>"},
	{"PEPPOL-EN16931-R008", "IT-5010", ""},
	{"PEPPOL-EN16931-R010", `<cbc:EndpointID schemeID="0088">7350000000016</cbc:EndpointID>`, ""},
	{"PEPPOL-EN16931-R010", cut("", "AccountingCustomerParty"), ""},
	{"PEPPOL-EN16931-R020", `<cbc:EndpointID schemeID="0007">2120001363</cbc:EndpointID>`, ""},
	{"PEPPOL-EN16931-R051", `currencyID="SEK">12500.00`, `currencyID="EUR">12500.00`},
	{"PEPPOL-EN16931-R051", ` currencyID="SEK">6494.56`, `>6494.56`},
	{"PEPPOL-EN16931-R053", cut("", "TaxTotal"), ""},
	{"PEPPOL-EN16931-R053", cut("TaxTotal", "TaxSubtotal"), ""},
	{"PEPPOL-EN16931-R054", "<cac:TaxTotal>", `<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">1.00</cbc:TaxAmount></cac:TaxTotal><cac:TaxTotal>`},
	{"PEPPOL-EN16931-R110", "<cac:Item>", linePeriod("<cbc:StartDate>2017-02-28</cbc:StartDate>")},
	{"PEPPOL-EN16931-R111", "<cac:Item>", linePeriod("<cbc:EndDate>2017-04-01</cbc:EndDate>")},
	{"PEPPOL-EN16931-R120", `<cbc:PriceAmount currencyID="SEK">12500.00`, `<cbc:PriceAmount currencyID="SEK">12500.01`},
	{"PEPPOL-EN16931-R120", `<cbc:InvoicedQuantity unitCode="C62">1<`, `<cbc:InvoicedQuantity unitCode="C62">-1<`},
	{"PEPPOL-EN16931-R120", "<cac:Item>", allowance("false", "0.01") + "<cac:Item>"},
	{"PEPPOL-EN16931-R120", "</cbc:PriceAmount>", `</cbc:PriceAmount><cbc:BaseQuantity unitCode="C62">2</cbc:BaseQuantity>`},
	{"PEPPOL-EN16931-R121", "</cbc:PriceAmount>", `</cbc:PriceAmount><cbc:BaseQuantity unitCode="C62">0</cbc:BaseQuantity>`},
	{"PEPPOL-EN16931-R130", "</cbc:PriceAmount>", `</cbc:PriceAmount><cbc:BaseQuantity unitCode="MON">1</cbc:BaseQuantity>`},

	{"SE-R-001", "SE212000136301", "SE2120001363"},
	{"SE-R-002", "SE212000136301", "SE21200013630A"},
	{"SE-R-003", `<cbc:CompanyID schemeID="0007">2120001363`, `<cbc:CompanyID>212000A363`},
	{"SE-R-004", `<cbc:CompanyID schemeID="0007">2120001363`, `<cbc:CompanyID>212000136`},
	{"SE-R-013", `<cbc:CompanyID schemeID="0007">2120001363`, `<cbc:CompanyID>2120001365`},
	{"SE-R-005", "<cac:PartyLegalEntity>", "<cac:PartyTaxScheme><cbc:CompanyID>Har F-skatt</cbc:CompanyID><cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>"},
	{"SE-R-006", "<cbc:Percent>25</cbc:Percent>", "<cbc:Percent>24</cbc:Percent>"},
	{"SE-R-006", "<cac:ClassifiedTaxCategory>\n        <cbc:ID>S</cbc:ID>\n        <cbc:Percent>25", "<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>25.5"},
	{"SE-R-008", "<cbc:ID>50501055</cbc:ID>", "<cbc:ID>5050-105</cbc:ID>"},
	{"SE-R-009", "<cbc:ID>50501055</cbc:ID>", "<cbc:ID>505010</cbc:ID>"},
	{"SE-R-007", "<cbc:ID>50501055</cbc:ID>\n      <cac:FinancialInstitutionBranch>\n        <cbc:ID>SE:BANKGIRO", "<cbc:ID>5050-5</cbc:ID><cac:FinancialInstitutionBranch><cbc:ID>SE:PLUSGIRO"},
	{"SE-R-010", "<cbc:ID>50501055</cbc:ID>\n      <cac:FinancialInstitutionBranch>\n        <cbc:ID>SE:BANKGIRO", "<cbc:ID>505010551</cbc:ID><cac:FinancialInstitutionBranch><cbc:ID>SE:PLUSGIRO"},
	{"SE-R-011", "<cbc:PaymentMeansCode>30", "<cbc:PaymentMeansCode>56"},
	{"SE-R-012", "<cbc:PaymentMeansCode>30", "<cbc:PaymentMeansCode>31"},
}

// linePeriod is a period put before the first item.
func linePeriod(dates string) string {
	return "<cac:InvoicePeriod>" + dates + "</cac:InvoicePeriod><cac:Item>"
}

// allowance is an allowance, or a charge.
func allowance(charge, amount string) string {
	return "<cac:AllowanceCharge><cbc:ChargeIndicator>" + charge + "</cbc:ChargeIndicator>" +
		`<cbc:AllowanceChargeReason>Rabatt</cbc:AllowanceChargeReason><cbc:Amount currencyID="SEK">` + amount + "</cbc:Amount></cac:AllowanceCharge>"
}

// cut is the text of the first element of a name inside the first of another,
// to be left out of the example.
func cut(inside, name string) string {
	text := golden("invoice.xml")
	if inside != "" {
		text = text[strings.Index(text, "<cac:"+inside+">"):]
	}
	from, end := "<cac:"+name+">", "</cac:"+name+">"
	text = text[strings.Index(text, from):]
	return text[:strings.Index(text, end)+len(end)]
}

func golden(name string) string {
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// ruleIDs are the rules that a document breaks.
func ruleIDs(document string) []string {
	var ids []string
	for _, p := range Validate([]byte(document)) {
		ids = append(ids, p.Rule)
	}
	return ids
}

func TestEveryRuleRefuses(t *testing.T) {
	broken := make(map[string]bool)
	refuses := func(name, rule, old, replacement string) {
		t.Helper()
		text := golden(name)
		require.Contains(t, text, old, rule)
		assert.Contains(t, ruleIDs(strings.Replace(text, old, replacement, 1)), rule, "%q becomes %q", old, replacement)
		broken[rule] = true
	}
	for _, b := range breaks {
		refuses("invoice.xml", b.rule, b.old, b.new)
	}
	noTerms := strings.NewReplacer("<cbc:DueDate>2017-05-12</cbc:DueDate>", "", cut("", "PaymentTerms"), "").Replace(golden("invoice.xml"))
	assert.Equal(t, []string{"BR-CO-25"}, ruleIDs(noTerms))
	unknown := regexp.MustCompile(`(?s)<cac:PartyTaxScheme>.*?</cac:PartyTaxScheme>|<cbc:CompanyID schemeID="0007">2120001363</cbc:CompanyID>`).
		ReplaceAllString(golden("invoice.xml"), "")
	assert.Equal(t, []string{"BR-CO-26", "BR-S-02"}, ruleIDs(unknown))
	noLines := regexp.MustCompile(`(?s)<cac:InvoiceLine>.*</cac:InvoiceLine>`).ReplaceAllString(golden("invoice.xml"), "")
	assert.Contains(t, ruleIDs(noLines), "BR-16")
	for _, rule := range []string{"BR-CO-25", "BR-CO-26", "BR-16"} {
		broken[rule] = true
	}

	refuses("credit_note.xml", "PEPPOL-EN16931-P0101", "<cbc:CreditNoteTypeCode>381", "<cbc:CreditNoteTypeCode>380")
	refuses("credit_note.xml", "BR-04", "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>", "")
	refuses("credit_note.xml", "BR-22", `<cbc:CreditedQuantity unitCode="C62">-1</cbc:CreditedQuantity>`, "")
	refuses("credit_note.xml", "UBL", "cbc:CreditedQuantity unitCode=\"C62\">-1</cbc:CreditedQuantity", "cbc:InvoicedQuantity unitCode=\"C62\">-1</cbc:InvoicedQuantity")
	refuses("credit_note.xml", "PEPPOL-EN16931-R120", `<cbc:CreditedQuantity unitCode="C62">-1<`, `<cbc:CreditedQuantity unitCode="C62">1<`)
	refuses("credit_note.xml", "BR-CO-10", `<cbc:LineExtensionAmount currencyID="SEK">7342.17`, `<cbc:LineExtensionAmount currencyID="SEK">7342.18`)
	refuses("credit_note.xml", "UBL", "<cbc:CreditNoteTypeCode>", "<cbc:DueDate>2017-05-12</cbc:DueDate><cbc:CreditNoteTypeCode>")
	refuses("credit_note.xml", "SE-R-013", `<cbc:CompanyID schemeID="0007">2120001363`, `<cbc:CompanyID>2120001365`)

	// Every rule that has a sentence has a document that breaks it, and every
	// rule in the code has a sentence.
	for _, rule := range words.InvoiceRules() {
		assert.True(t, broken[rule], "no document breaks %s", rule)
	}
	assert.Equal(t, words.InvoiceRules(), rulesInCode(t))
}

// rulesInCode finds the ids of rules in the validator's files.
func rulesInCode(t *testing.T) []string {
	var ids []string
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		text, err := os.ReadFile(entry.Name())
		require.NoError(t, err)
		for _, found := range regexp.MustCompile(`"(XML|UBL|(?:BR|SE-R|PEPPOL)-[A-Z0-9-]+)"`).FindAllSubmatch(text, -1) {
			ids = append(ids, string(found[1]))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// TestOneFieldIsToldOnce: a wrong amount is told where it is, not wherever it
// is used.
func TestOneFieldIsToldOnce(t *testing.T) {
	f := func(old, replacement string, want ...Problem) {
		t.Helper()
		text := golden("invoice.xml")
		require.Contains(t, text, old)
		assert.Equal(t, want, Validate([]byte(strings.Replace(text, old, replacement, 1))))
	}
	f(`<cbc:PayableAmount currencyID="SEK">32472.81`, `<cbc:PayableAmount currencyID="SEK">32473.00`,
		Problem{"BR-CO-16", "/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount", "32473.00"})
	f("<cbc:BuyerReference>IT-5010</cbc:BuyerReference>", "",
		Problem{"PEPPOL-EN16931-R003", "/Invoice/cbc:BuyerReference", ""})
	f(cut("AccountingCustomerParty", "PostalAddress"), "",
		Problem{"BR-10", "/Invoice/cac:AccountingCustomerParty/cac:Party/cac:PostalAddress", ""})
	f(`>10075.41</cbc:PriceAmount>`, `>10075.40</cbc:PriceAmount>`,
		Problem{"PEPPOL-EN16931-R120", "/Invoice/cac:InvoiceLine[2]/cbc:LineExtensionAmount", "10075.41"})
}

// TestAccepted: what is right in another way than ours passes.
func TestAccepted(t *testing.T) {
	f := func(old, replacement string) {
		t.Helper()
		text := golden("invoice.xml")
		require.Contains(t, text, old)
		assert.Empty(t, Validate([]byte(strings.Replace(text, old, replacement, 1))), replacement)
	}
	f(">12500.00<", "> +12500. <")
	f("<cac:PartyLegalEntity>", "<cac:PartyTaxScheme><cbc:CompanyID>Godkänd för F-skatt</cbc:CompanyID><cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>")
	f("</cbc:PriceAmount>", `</cbc:PriceAmount><cbc:BaseQuantity unitCode="C62">1</cbc:BaseQuantity>`)
	f("<cac:Item>", linePeriod("<cbc:StartDate>2017-03-01</cbc:StartDate><cbc:EndDate>2017-03-31</cbc:EndDate>"))
	f("<cbc:Percent>25<", "<cbc:Percent>25.00<")
	f("<cbc:Note>", "<!-- not read --><cbc:Note>")
	f("<cbc:Note>", "<cbc:Note>Nr #12: ")
	// An order number is enough of a reference.
	text := strings.NewReplacer("<cbc:BuyerReference>IT-5010</cbc:BuyerReference>", "", "</cac:InvoicePeriod>",
		"</cac:InvoicePeriod><cac:OrderReference><cbc:ID>4711</cbc:ID></cac:OrderReference>").Replace(golden("invoice.xml"))
	assert.Empty(t, Validate([]byte(text)))
	// Other prefixes of the same namespaces.
	text = strings.NewReplacer("cac:", "a:", "cbc:", "b:", ":cac=", ":a=", ":cbc=", ":b=").Replace(golden("invoice.xml"))
	assert.Empty(t, Validate([]byte(text)))
}

// TestAllowancesAndPayments: a document with all that ours have not is added up
// right.
func TestAllowancesAndPayments(t *testing.T) {
	category := "<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:AllowanceCharge>"
	with := func(charge, amount string) string {
		return strings.Replace(allowance(charge, amount), "</cac:AllowanceCharge>", category, 1)
	}
	text := golden("invoice.xml")
	for _, change := range [][2]string{
		{"<cac:TaxTotal>", with("false", "100.25") + with("true", "22.00") + "<cac:TaxTotal>"},
		{`TaxExclusiveAmount currencyID="SEK">25978.25`, `TaxExclusiveAmount currencyID="SEK">25900.00`},
		{`TaxableAmount currencyID="SEK">25978.25`, `TaxableAmount currencyID="SEK">25900.00`},
		{`TaxAmount currencyID="SEK">6494.56`, `TaxAmount currencyID="SEK">6475.00`},
		{`TaxAmount currencyID="SEK">6494.56`, `TaxAmount currencyID="SEK">6475.00`},
		{`TaxInclusiveAmount currencyID="SEK">32472.81`, `TaxInclusiveAmount currencyID="SEK">32375.00`},
		{`<cbc:PayableAmount currencyID="SEK">32472.81`, `<cbc:AllowanceTotalAmount currencyID="SEK">100.25</cbc:AllowanceTotalAmount>` +
			`<cbc:ChargeTotalAmount currencyID="SEK">22.00</cbc:ChargeTotalAmount><cbc:PrepaidAmount currencyID="SEK">75.40</cbc:PrepaidAmount>` +
			`<cbc:PayableRoundingAmount currencyID="SEK">0.40</cbc:PayableRoundingAmount><cbc:PayableAmount currencyID="SEK">32300.00`},
		// The first line: 12 500,00 = 1 × 12 510,00 − 15,00 + 5,00.
		{"<cac:Item>", allowance("false", "15.00") + allowance("true", "5.00") + "<cac:Item>"},
		{`<cbc:PriceAmount currencyID="SEK">12500.00`, `<cbc:PriceAmount currencyID="SEK">12510.00`},
	} {
		require.Contains(t, text, change[0])
		text = strings.Replace(text, change[0], change[1], 1)
	}
	assert.Empty(t, Validate([]byte(text)))
}

func TestAnyBytes(t *testing.T) {
	f := func(text, rule string) {
		t.Helper()
		problems := Validate([]byte(text))
		require.NotEmpty(t, problems)
		assert.Equal(t, rule, problems[0].Rule)
	}
	f("", "XML")
	f("fakturan", "XML")
	f("<a>", "XML")
	f(`<?xml version="1.0" encoding="ISO-8859-1"?><Invoice/>`, "XML")
	f("<a/>", "UBL")
	f("<Invoice/>", "UBL") // in no namespace
	f(strings.Repeat("<a>", 1_000_000), "XML")
	f(`<Invoice xmlns="`+invoiceSpace+`"/>`, "PEPPOL-EN16931-R008")
	many := `<Invoice xmlns="` + invoiceSpace + `">` + strings.Repeat("<x/>", 5000) + "</Invoice>"
	assert.Len(t, Validate([]byte(many)), maxProblems)
	digits := strings.Replace(golden("invoice.xml"), ">32472.81<", ">"+strings.Repeat("9", 1_000_000)+"<", 1)
	f(digits, "UBL")
}

// TestProblemInWords: a rule is told with what it asks for and where.
func TestProblemInWords(t *testing.T) {
	p := Problem{Rule: "BR-CO-16", Where: "/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount", Value: "1.00"}
	assert.Equal(t, "fakturan bryter mot regeln BR-CO-16: beloppet att betala ska vara summan med moms minus betalt plus avrundning "+
		"(/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount ”1.00”)", words.Swedish.Failure(p.Failure()))
	assert.Equal(t, "the invoice breaks the rule BR-CO-16: the amount due must be the total with VAT less what is paid plus rounding "+
		"(/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount “1.00”)", words.English.Failure(p.Failure()))
	for _, id := range words.InvoiceRules() {
		swedish, english := words.Swedish.InvoiceRule(id), words.English.InvoiceRule(id)
		assert.NotEqual(t, swedish, english)
		assert.NotRegexp(t, `[.!]$`, swedish+english)
	}
	assert.Equal(t, "X-1", words.Swedish.InvoiceRule("X-1"))
}

func TestDecimal(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		got := decimal(text)
		if want == "" {
			assert.Nil(t, got, text)
			return
		}
		require.NotNil(t, got, text)
		assert.Equal(t, want, got.FloatString(3), text)
	}
	f("0", "0.000")
	f("12.5", "12.500")
	f("-12.50", "-12.500")
	f("+3", "3.000")
	f(".5", "0.500")
	f("5.", "5.000")
	for _, text := range []string{"", "-", "+", ".", "1e3", "1,5", "1 000", "--1", "+-1", "0x10", "1/2", "1_0", "NaN", "١", strings.Repeat("1", 41)} {
		f(text, "")
	}
	round := func(text, want string) {
		t.Helper()
		assert.Equal(t, decimal(want), roundOre(decimal(text)), text)
		assert.Equal(t, decimal("-"+want), roundOre(decimal("-"+text)), text)
	}
	round("0.005", "0.01")
	round("0.0049", "0.00")
	round("1.2345", "1.23")
	round("1.235", "1.24")
}

func FuzzValidate(f *testing.F) {
	f.Add([]byte(golden("invoice.xml")))
	f.Add([]byte(golden("credit_note.xml")))
	for _, b := range breaks[:6] {
		f.Add([]byte(strings.Replace(golden("invoice.xml"), b.old, b.new, 1)))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		for _, p := range Validate(document) {
			if p.Rule == "" || p.Where == "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}
