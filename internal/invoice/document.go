package invoice

import "encoding/xml"

// The identifiers of BIS Billing 3.
const (
	customizationID = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
	profileID       = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
)

// Codes of the lists that UBL takes from UN/CEFACT and others.
const (
	invoiceType        = "380" // UNTDID 1001: commercial invoice
	creditNoteType     = "381" // UNTDID 1001: credit note
	currency           = "SEK" // ISO 4217
	creditTransfer     = "30"  // UNTDID 4461
	bankgiroBranch     = "SE:BANKGIRO"
	standardRate       = "S"   // UNTDID 5305
	vatPercent         = "25"  // mervärdesskattelagen 9:2
	vatScheme          = "VAT" //
	one                = "C62" // UN/ECE recommendation 20
	invoiceLineName    = "cac:InvoiceLine"
	creditNoteLineName = "cac:CreditNoteLine"
)

// document is an invoice or a credit note in UBL 2.1. The order of the fields
// is that of the schemas; the two differ in what is empty.
type document struct {
	XMLName              xml.Name
	Space                string             `xml:"xmlns,attr"`
	AggregateSpace       string             `xml:"xmlns:cac,attr"`
	BasicSpace           string             `xml:"xmlns:cbc,attr"`
	CustomizationID      string             `xml:"cbc:CustomizationID"`
	ProfileID            string             `xml:"cbc:ProfileID"`
	ID                   string             `xml:"cbc:ID"`
	IssueDate            string             `xml:"cbc:IssueDate"`
	DueDate              string             `xml:"cbc:DueDate,omitempty"`
	InvoiceTypeCode      string             `xml:"cbc:InvoiceTypeCode,omitempty"`
	CreditNoteTypeCode   string             `xml:"cbc:CreditNoteTypeCode,omitempty"`
	Note                 string             `xml:"cbc:Note"`
	DocumentCurrencyCode string             `xml:"cbc:DocumentCurrencyCode"`
	BuyerReference       string             `xml:"cbc:BuyerReference"`
	Period               period             `xml:"cac:InvoicePeriod"`
	BillingReferences    []billingReference `xml:"cac:BillingReference"`
	Seller               party              `xml:"cac:AccountingSupplierParty>cac:Party"`
	Buyer                party              `xml:"cac:AccountingCustomerParty>cac:Party"`
	PaymentMeans         *paymentMeans      `xml:"cac:PaymentMeans"`
	PaymentTerms         string             `xml:"cac:PaymentTerms>cbc:Note"`
	TaxTotal             taxTotal           `xml:"cac:TaxTotal"`
	Totals               totals             `xml:"cac:LegalMonetaryTotal"`
	InvoiceLines         []documentLine     `xml:"cac:InvoiceLine"`
	CreditNoteLines      []documentLine     `xml:"cac:CreditNoteLine"`
}

type period struct {
	StartDate string `xml:"cbc:StartDate"`
	EndDate   string `xml:"cbc:EndDate"`
}

type billingReference struct {
	ID        string `xml:"cac:InvoiceDocumentReference>cbc:ID"`
	IssueDate string `xml:"cac:InvoiceDocumentReference>cbc:IssueDate,omitempty"`
}

type identifier struct {
	Scheme string `xml:"schemeID,attr,omitempty"`
	Value  string `xml:",chardata"`
}

type party struct {
	Endpoint    identifier `xml:"cbc:EndpointID"`
	Name        string     `xml:"cac:PartyName>cbc:Name"`
	Street      string     `xml:"cac:PostalAddress>cbc:StreetName"`
	City        string     `xml:"cac:PostalAddress>cbc:CityName"`
	PostalCode  string     `xml:"cac:PostalAddress>cbc:PostalZone"`
	Country     string     `xml:"cac:PostalAddress>cac:Country>cbc:IdentificationCode"`
	VAT         *taxNumber `xml:"cac:PartyTaxScheme"`
	LegalName   string     `xml:"cac:PartyLegalEntity>cbc:RegistrationName"`
	LegalNumber identifier `xml:"cac:PartyLegalEntity>cbc:CompanyID"`
}

type taxNumber struct {
	CompanyID string `xml:"cbc:CompanyID"`
	Scheme    string `xml:"cac:TaxScheme>cbc:ID"`
}

type paymentMeans struct {
	Code      string `xml:"cbc:PaymentMeansCode"`
	PaymentID string `xml:"cbc:PaymentID"`
	Account   string `xml:"cac:PayeeFinancialAccount>cbc:ID"`
	Branch    string `xml:"cac:PayeeFinancialAccount>cac:FinancialInstitutionBranch>cbc:ID"`
}

type money struct {
	Currency string `xml:"currencyID,attr"`
	Value    string `xml:",chardata"`
}

type taxCategory struct {
	ID      string `xml:"cbc:ID"`
	Percent string `xml:"cbc:Percent"`
	Scheme  string `xml:"cac:TaxScheme>cbc:ID"`
}

type taxTotal struct {
	Amount   money       `xml:"cbc:TaxAmount"`
	Taxable  money       `xml:"cac:TaxSubtotal>cbc:TaxableAmount"`
	Tax      money       `xml:"cac:TaxSubtotal>cbc:TaxAmount"`
	Category taxCategory `xml:"cac:TaxSubtotal>cac:TaxCategory"`
}

type totals struct {
	Lines     money `xml:"cbc:LineExtensionAmount"`
	Exclusive money `xml:"cbc:TaxExclusiveAmount"`
	Inclusive money `xml:"cbc:TaxInclusiveAmount"`
	Payable   money `xml:"cbc:PayableAmount"`
}

type quantity struct {
	Unit  string `xml:"unitCode,attr"`
	Value string `xml:",chardata"`
}

type documentLine struct {
	ID          string      `xml:"cbc:ID"`
	Invoiced    *quantity   `xml:"cbc:InvoicedQuantity"`
	Credited    *quantity   `xml:"cbc:CreditedQuantity"`
	Amount      money       `xml:"cbc:LineExtensionAmount"`
	Description string      `xml:"cac:Item>cbc:Description"`
	Name        string      `xml:"cac:Item>cbc:Name"`
	VAT         taxCategory `xml:"cac:Item>cac:ClassifiedTaxCategory"`
	Properties  []property  `xml:"cac:Item>cac:AdditionalItemProperty"`
	Price       money       `xml:"cac:Price>cbc:PriceAmount"`
}

type property struct {
	Name  string `xml:"cbc:Name"`
	Value string `xml:"cbc:Value"`
}
