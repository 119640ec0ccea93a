package invoice

import (
	"regexp"
	"strings"

	"chargeback/allocation"
)

var (
	profileForm = regexp.MustCompile(`^urn:fdc:peppol\.eu:2017:poacc:billing:[0-9]{2}:1\.0$`)
	// noteCode is how a note tells its subject: #AAI#.
	noteCode = regexp.MustCompile(`#...#`)
)

// header checks the document's own fields.
func (c *checker) header() {
	root := c.root
	c.need("BR-01", root, "cbc:CustomizationID")
	if id := root.first("cbc:CustomizationID"); id != nil && id.text != customizationID {
		c.fail("PEPPOL-EN16931-R004", id, id.text)
	}
	c.needElement("PEPPOL-EN16931-R001", root, "cbc:ProfileID")
	if id := root.first("cbc:ProfileID"); id != nil && !profileForm.MatchString(id.text) {
		c.fail("PEPPOL-EN16931-R007", id, id.text)
	}
	c.need("BR-02", root, "cbc:ID")
	c.need("BR-03", root, "cbc:IssueDate")
	c.need("BR-04", root, c.typeCode)
	if code := root.first("cbc:InvoiceTypeCode"); code != nil && code.text != invoiceType {
		c.fail("PEPPOL-EN16931-P0100", code, code.text)
	}
	if code := root.first("cbc:CreditNoteTypeCode"); code != nil && code.text != creditNoteType {
		c.fail("PEPPOL-EN16931-P0101", code, code.text)
	}
	c.need("BR-05", root, "cbc:DocumentCurrencyCode")
	if code := root.first("cbc:DocumentCurrencyCode"); code != nil && code.text != currency {
		c.fail("BR-CL-04", code, code.text)
	}
	if code := root.first("cbc:TaxCurrencyCode"); code != nil && code.text == root.value("cbc:DocumentCurrencyCode") {
		c.fail("PEPPOL-EN16931-R005", code, code.text)
	}
	notes := root.all("cbc:Note")
	if len(notes) > 1 {
		c.fail("PEPPOL-EN16931-R002", notes[1], "")
	}
	for _, note := range notes {
		if noteCode.MatchString(note.text) {
			c.fail("BR-CL-08", note, "")
		}
	}
	if root.first("cbc:BuyerReference") == nil && root.first("cac:OrderReference", "cbc:ID") == nil {
		c.missing("PEPPOL-EN16931-R003", root, "cbc:BuyerReference")
	}
	c.needElement("BR-16", root, c.line)
	c.period(root.first("cac:InvoicePeriod"), "BR-29", "BR-CO-19")
}

// references checks what points to earlier documents.
func (c *checker) references() {
	for _, reference := range c.root.all("cac:BillingReference") {
		c.needElement("BR-55", reference, "cac:InvoiceDocumentReference", "cbc:ID")
	}
}

// period checks a period by the rules for the order of its days and for its
// having any. There need not be one.
func (c *checker) period(period *element, order, some string) {
	if period == nil {
		return
	}
	start, hasStart := allocation.ParseDate(period.value("cbc:StartDate"))
	end, hasEnd := allocation.ParseDate(period.value("cbc:EndDate"))
	if hasStart && hasEnd && end < start {
		c.fail(order, period.first("cbc:EndDate"), period.value("cbc:EndDate"))
	}
	if period.first("cbc:StartDate") == nil && period.first("cbc:EndDate") == nil {
		c.fail(some, period, "")
	}
}

// payment checks how and when to pay.
func (c *checker) payment() {
	for _, means := range c.root.all("cac:PaymentMeans") {
		code := means.value("cbc:PaymentMeansCode")
		c.needElement("BR-49", means, "cbc:PaymentMeansCode")
		if code != creditTransfer && code != "58" {
			continue
		}
		account := means.first("cac:PayeeFinancialAccount", "cbc:ID")
		switch {
		case account == nil:
			c.missing("BR-61", means, "cac:PayeeFinancialAccount", "cbc:ID")
		case account.text == "":
			c.fail("BR-50", account, "")
		}
	}
	payable := c.root.first("cac:LegalMonetaryTotal", "cbc:PayableAmount")
	if payable != nil && payable.amount().Sign() > 0 &&
		c.root.first("cbc:DueDate") == nil && c.root.first("cac:PaymentMeans", "cbc:PaymentDueDate") == nil &&
		c.root.first("cac:PaymentTerms", "cbc:Note") == nil {
		c.fail("BR-CO-25", payable, payable.text)
	}
}

// isVAT says whether a tax category, or a party's tax number, is of VAT.
func isVAT(e *element) bool {
	return strings.EqualFold(e.value("cac:TaxScheme", "cbc:ID"), vatScheme)
}
