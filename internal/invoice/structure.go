package invoice

import (
	"slices"
	"strings"

	"chargeback/allocation"
)

// sequences are the children that elements may have, in the order of the UBL
// 2.1 schemas, as far as BIS Billing 3 uses them. A star says that there may be
// several. Elements that are not named here are not looked into.
var sequences = readSequences(map[string]string{
	"Invoice": `cbc:CustomizationID cbc:ProfileID cbc:ID cbc:IssueDate cbc:DueDate cbc:InvoiceTypeCode cbc:Note* cbc:TaxPointDate
		cbc:DocumentCurrencyCode cbc:TaxCurrencyCode cbc:AccountingCost cbc:BuyerReference cac:InvoicePeriod cac:OrderReference
		cac:BillingReference* cac:DespatchDocumentReference cac:ReceiptDocumentReference cac:OriginatorDocumentReference
		cac:ContractDocumentReference cac:AdditionalDocumentReference* cac:ProjectReference cac:AccountingSupplierParty
		cac:AccountingCustomerParty cac:PayeeParty cac:TaxRepresentativeParty cac:Delivery cac:PaymentMeans* cac:PaymentTerms
		cac:AllowanceCharge* cac:TaxTotal* cac:LegalMonetaryTotal cac:InvoiceLine*`,
	"CreditNote": `cbc:CustomizationID cbc:ProfileID cbc:ID cbc:IssueDate cbc:TaxPointDate cbc:CreditNoteTypeCode cbc:Note*
		cbc:DocumentCurrencyCode cbc:TaxCurrencyCode cbc:AccountingCost cbc:BuyerReference cac:InvoicePeriod cac:OrderReference
		cac:BillingReference* cac:DespatchDocumentReference cac:ReceiptDocumentReference cac:ContractDocumentReference
		cac:AdditionalDocumentReference* cac:OriginatorDocumentReference cac:AccountingSupplierParty cac:AccountingCustomerParty
		cac:PayeeParty cac:TaxRepresentativeParty cac:Delivery cac:PaymentMeans* cac:PaymentTerms cac:AllowanceCharge*
		cac:TaxTotal* cac:LegalMonetaryTotal cac:CreditNoteLine*`,
	"cac:InvoicePeriod":              `cbc:StartDate cbc:EndDate cbc:DescriptionCode`,
	"cac:BillingReference":           `cac:InvoiceDocumentReference`,
	"cac:InvoiceDocumentReference":   `cbc:ID cbc:IssueDate`,
	"cac:AccountingSupplierParty":    `cac:Party`,
	"cac:AccountingCustomerParty":    `cac:Party`,
	"cac:Party":                      `cbc:EndpointID cac:PartyIdentification* cac:PartyName cac:PostalAddress cac:PartyTaxScheme* cac:PartyLegalEntity cac:Contact`,
	"cac:PartyIdentification":        `cbc:ID`,
	"cac:PartyName":                  `cbc:Name`,
	"cac:PostalAddress":              `cbc:StreetName cbc:AdditionalStreetName cbc:CityName cbc:PostalZone cbc:CountrySubentity cac:AddressLine cac:Country`,
	"cac:Country":                    `cbc:IdentificationCode`,
	"cac:PartyTaxScheme":             `cbc:CompanyID cac:TaxScheme`,
	"cac:TaxScheme":                  `cbc:ID`,
	"cac:PartyLegalEntity":           `cbc:RegistrationName cbc:CompanyID cbc:CompanyLegalForm`,
	"cac:Contact":                    `cbc:Name cbc:Telephone cbc:ElectronicMail`,
	"cac:PaymentMeans":               `cbc:PaymentMeansCode cbc:PaymentDueDate cbc:PaymentID cac:CardAccount cac:PayeeFinancialAccount cac:PaymentMandate`,
	"cac:PayeeFinancialAccount":      `cbc:ID cbc:Name cac:FinancialInstitutionBranch`,
	"cac:FinancialInstitutionBranch": `cbc:ID`,
	"cac:PaymentTerms":               `cbc:Note`,
	"cac:AllowanceCharge": `cbc:ChargeIndicator cbc:AllowanceChargeReasonCode cbc:AllowanceChargeReason cbc:MultiplierFactorNumeric
		cbc:Amount cbc:BaseAmount cac:TaxCategory`,
	"cac:TaxTotal":    `cbc:TaxAmount cac:TaxSubtotal*`,
	"cac:TaxSubtotal": `cbc:TaxableAmount cbc:TaxAmount cac:TaxCategory`,
	"cac:TaxCategory": `cbc:ID cbc:Percent cbc:TaxExemptionReasonCode cbc:TaxExemptionReason cac:TaxScheme`,
	"cac:LegalMonetaryTotal": `cbc:LineExtensionAmount cbc:TaxExclusiveAmount cbc:TaxInclusiveAmount cbc:AllowanceTotalAmount
		cbc:ChargeTotalAmount cbc:PrepaidAmount cbc:PayableRoundingAmount cbc:PayableAmount`,
	"cac:InvoiceLine": `cbc:ID cbc:Note cbc:InvoicedQuantity cbc:LineExtensionAmount cbc:AccountingCost cac:InvoicePeriod
		cac:OrderLineReference cac:DocumentReference cac:AllowanceCharge* cac:Item cac:Price`,
	"cac:CreditNoteLine": `cbc:ID cbc:Note cbc:CreditedQuantity cbc:LineExtensionAmount cbc:AccountingCost cac:InvoicePeriod
		cac:OrderLineReference cac:DocumentReference cac:AllowanceCharge* cac:Item cac:Price`,
	"cac:Item": `cbc:Description cbc:Name cac:BuyersItemIdentification cac:SellersItemIdentification cac:StandardItemIdentification
		cac:OriginCountry cac:CommodityClassification* cac:ClassifiedTaxCategory cac:AdditionalItemProperty*`,
	"cac:ClassifiedTaxCategory":  `cbc:ID cbc:Percent cac:TaxScheme`,
	"cac:AdditionalItemProperty": `cbc:Name cbc:Value`,
	"cac:Price":                  `cbc:PriceAmount cbc:BaseQuantity cac:AllowanceCharge`,
})

// sequence is the order of an element's children.
type sequence struct {
	place    map[string]int
	repeated map[string]bool
}

func readSequences(lists map[string]string) map[string]sequence {
	all := make(map[string]sequence, len(lists))
	for parent, list := range lists {
		s := sequence{make(map[string]int), make(map[string]bool)}
		for i, name := range strings.Fields(list) {
			name, repeated := strings.CutSuffix(name, "*")
			s.place[name], s.repeated[name] = i, repeated
		}
		all[parent] = s
	}
	return all
}

// amounts are the elements that carry money; each has a currency (R051).
var amounts = []string{
	"cbc:Amount", "cbc:BaseAmount", "cbc:PriceAmount", "cbc:TaxAmount", "cbc:TaxableAmount", "cbc:LineExtensionAmount",
	"cbc:TaxExclusiveAmount", "cbc:TaxInclusiveAmount", "cbc:AllowanceTotalAmount", "cbc:ChargeTotalAmount",
	"cbc:PrepaidAmount", "cbc:PayableRoundingAmount", "cbc:PayableAmount",
}

// numbers are the elements that carry numbers without a currency.
var numbers = []string{
	"cbc:InvoicedQuantity", "cbc:CreditedQuantity", "cbc:BaseQuantity", "cbc:Percent", "cbc:MultiplierFactorNumeric",
}

// dates are the elements that carry dates.
var dates = []string{
	"cbc:IssueDate", "cbc:DueDate", "cbc:TaxPointDate", "cbc:StartDate", "cbc:EndDate", "cbc:ActualDeliveryDate", "cbc:PaymentDueDate",
}

// structure checks what holds for every element, whatever it means.
func (c *checker) structure() {
	currencyCode := c.root.value("cbc:DocumentCurrencyCode")
	c.root.walk(func(e *element) {
		if s, known := sequences[e.name]; known {
			c.order(e, s)
		}
		if len(e.children) == 0 && e.text == "" {
			c.fail("PEPPOL-EN16931-R008", e, "")
			return
		}
		switch isAmount := slices.Contains(amounts, e.name); {
		case slices.Contains(dates, e.name):
			if _, ok := allocation.ParseDate(e.text); !ok {
				c.fail("PEPPOL-EN16931-F001", e, e.text)
			}
		case isAmount || slices.Contains(numbers, e.name):
			if decimal(e.text) == nil {
				c.fail("UBL", e, e.text)
			}
			if isAmount && e.attribute("currencyID") != currencyCode {
				c.fail("PEPPOL-EN16931-R051", e, e.attribute("currencyID"))
			}
		}
	})
}

// order checks that the children of an element are those that it may have, in
// their order.
func (c *checker) order(e *element, s sequence) {
	if e.text != "" {
		c.fail("UBL", e, e.text)
	}
	last := -1
	for _, child := range e.children {
		place, known := s.place[child.name]
		if !known || place < last || place == last && !s.repeated[child.name] {
			c.fail("UBL", child, "")
			continue
		}
		last = place
	}
}
