package invoice

import (
	"math/big"
	"regexp"
	"slices"
)

// countryPrefix is how a VAT number begins.
var countryPrefix = regexp.MustCompile(`^[A-Z]{2}`)

// parties checks the seller and the buyer.
func (c *checker) parties() {
	seller := c.root.first("cac:AccountingSupplierParty", "cac:Party")
	buyer := c.root.first("cac:AccountingCustomerParty", "cac:Party")
	c.party("cac:AccountingSupplierParty", seller, "BR-06", "BR-08", "BR-09", "BR-62", "PEPPOL-EN16931-R020")
	c.party("cac:AccountingCustomerParty", buyer, "BR-07", "BR-10", "BR-11", "BR-63", "PEPPOL-EN16931-R010")
	c.sellerIdentified(seller)
	c.root.walk(func(e *element) {
		switch e.name {
		case "cac:PartyTaxScheme":
			if isVAT(e) && !countryPrefix.MatchString(e.value("cbc:CompanyID")) {
				c.fail("BR-CO-09", e, e.value("cbc:CompanyID"))
			}
		case "cbc:EndpointID", "cbc:CompanyID":
			c.identifier(e)
		case "cac:PartyIdentification":
			for _, id := range e.all("cbc:ID") {
				c.identifier(id)
			}
		}
	})
}

// party checks one of them by the rules for its name, address, country, and
// the scheme and being of its electronic address.
func (c *checker) party(role string, party *element, name, address, country, scheme, endpoint string) {
	place := func(path ...string) (*element, []string) {
		if party == nil {
			return c.root, append([]string{role, "cac:Party"}, path...)
		}
		return party, path
	}
	if party.value("cac:PartyLegalEntity", "cbc:RegistrationName") == "" {
		at, path := place("cac:PartyLegalEntity", "cbc:RegistrationName")
		c.missing(name, at, path...)
	}
	if postal := party.first("cac:PostalAddress"); postal == nil {
		at, path := place("cac:PostalAddress")
		c.missing(address, at, path...)
	} else {
		c.need(country, postal, "cac:Country", "cbc:IdentificationCode")
	}
	switch e := party.first("cbc:EndpointID"); {
	case e == nil:
		at, path := place("cbc:EndpointID")
		c.missing(endpoint, at, path...)
	case e.attribute("schemeID") == "":
		c.fail(scheme, e, e.text)
	}
}

// sellerIdentified checks that the buyer can tell who the seller is.
func (c *checker) sellerIdentified(seller *element) {
	if seller == nil {
		return
	}
	identified := seller.first("cac:PartyIdentification", "cbc:ID") != nil || seller.first("cac:PartyLegalEntity", "cbc:CompanyID") != nil
	for _, number := range seller.all("cac:PartyTaxScheme") {
		identified = identified || isVAT(number) && number.first("cbc:CompanyID") != nil
	}
	if !identified {
		c.missing("BR-CO-26", seller, "cac:PartyLegalEntity", "cbc:CompanyID")
	}
	if seller.first("cac:PartyTaxScheme", "cbc:CompanyID") == nil && len(c.standardRated()) > 0 {
		c.missing("BR-S-02", seller, "cac:PartyTaxScheme", "cbc:CompanyID")
	}
}

// standardRated are the tax categories of lines with code S.
func (c *checker) standardRated() []*element {
	var found []*element
	for _, category := range c.root.all(c.line, "cac:Item", "cac:ClassifiedTaxCategory") {
		if category.value("cbc:ID") == standardRate {
			found = append(found, category)
		}
	}
	return found
}

// identifier checks numbers whose scheme says how they are made.
func (c *checker) identifier(e *element) {
	switch e.attribute("schemeID") {
	case orgScheme:
		if !isOrgNumber(e.text) {
			c.fail("PEPPOL-COMMON-R049", e, e.text)
		}
	case glnScheme:
		if !isGLN(e.text) {
			c.fail("PEPPOL-COMMON-R040", e, e.text)
		}
	}
}

// sweden checks what Sweden asks of a seller in Sweden.
func (c *checker) sweden() {
	seller := c.root.first("cac:AccountingSupplierParty", "cac:Party")
	if seller.value("cac:PostalAddress", "cac:Country", "cbc:IdentificationCode") != sweden {
		return
	}
	swedishVAT := false
	legal := seller.first("cac:PartyLegalEntity", "cbc:CompanyID")
	for _, number := range seller.all("cac:PartyTaxScheme") {
		id := number.first("cbc:CompanyID")
		switch {
		case id == nil:
		case isVAT(number) && len(id.text) >= 2 && id.text[:2] == sweden:
			swedishVAT = true
			if len(id.text) != 14 {
				c.fail("SE-R-001", id, id.text)
			}
			if !isDigits(id.text[2:]) {
				c.fail("SE-R-002", id, id.text)
			}
		case !isVAT(number) && legal != nil && !approvedForFTax.MatchString(id.text):
			c.fail("SE-R-005", id, id.text)
		}
	}
	if legal != nil {
		c.legalNumber(legal)
	}
	if swedishVAT {
		c.root.walk(func(e *element) {
			if (e.name == "cac:TaxCategory" || e.name == "cac:ClassifiedTaxCategory") && e.value("cbc:ID") == standardRate {
				c.swedishRate(e)
			}
		})
	}
	domestic := c.root.value("cac:AccountingCustomerParty", "cac:Party", "cac:PostalAddress", "cac:Country", "cbc:IdentificationCode") == sweden
	for _, means := range c.root.all("cac:PaymentMeans") {
		c.swedishPayment(means, domestic)
	}
}

// approvedForFTax is the one text that a number of another tax than VAT may be.
var approvedForFTax = regexp.MustCompile(`(?i)^godkänd för f-skatt$`)

func (c *checker) legalNumber(legal *element) {
	if !isDigits(legal.text) {
		c.fail("SE-R-003", legal, legal.text)
	}
	if len(legal.text) != 10 {
		c.fail("SE-R-004", legal, legal.text)
	}
	if !isLuhn(legal.text) {
		c.fail("SE-R-013", legal, legal.text)
	}
}

func (c *checker) swedishRate(category *element) {
	percent := category.amount("cbc:Percent")
	if !slices.ContainsFunc(swedishRates, func(rate *big.Rat) bool { return rate.Cmp(percent) == 0 }) {
		c.fail("SE-R-006", category, category.value("cbc:Percent"))
	}
}

// swedishRates are the rates of VAT in percent (mervärdesskattelagen 9 kap.).
var swedishRates = []*big.Rat{big.NewRat(6, 1), big.NewRat(12, 1), big.NewRat(25, 1)}

func (c *checker) swedishPayment(means *element, domestic bool) {
	code := means.value("cbc:PaymentMeansCode")
	switch {
	case code == "50" || code == "56":
		c.fail("SE-R-011", means, code)
	case code == "31" && domestic:
		c.fail("SE-R-012", means, code)
	}
	account := means.first("cac:PayeeFinancialAccount", "cbc:ID")
	if code != creditTransfer || account == nil {
		return
	}
	switch n := len(account.text); means.value("cac:PayeeFinancialAccount", "cac:FinancialInstitutionBranch", "cbc:ID") {
	case "SE:PLUSGIRO":
		if !isDigits(account.text) {
			c.fail("SE-R-007", account, account.text)
		}
		if n < 2 || n > 8 {
			c.fail("SE-R-010", account, account.text)
		}
	case bankgiroBranch:
		if !isDigits(account.text) {
			c.fail("SE-R-008", account, account.text)
		}
		if n != 7 && n != 8 {
			c.fail("SE-R-009", account, account.text)
		}
	}
}
