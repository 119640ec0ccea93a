package invoice

import "math/big"

// wholeOre are the amounts that have at most two decimals, by the name of the
// element that holds them and their own, with the rule that says so.
var wholeOre = map[[2]string]string{
	{"cac:LegalMonetaryTotal", "cbc:LineExtensionAmount"}:   "BR-DEC-09",
	{"cac:LegalMonetaryTotal", "cbc:AllowanceTotalAmount"}:  "BR-DEC-10",
	{"cac:LegalMonetaryTotal", "cbc:ChargeTotalAmount"}:     "BR-DEC-11",
	{"cac:LegalMonetaryTotal", "cbc:TaxExclusiveAmount"}:    "BR-DEC-12",
	{"cac:TaxTotal", "cbc:TaxAmount"}:                       "BR-DEC-13",
	{"cac:LegalMonetaryTotal", "cbc:TaxInclusiveAmount"}:    "BR-DEC-14",
	{"cac:LegalMonetaryTotal", "cbc:PrepaidAmount"}:         "BR-DEC-16",
	{"cac:LegalMonetaryTotal", "cbc:PayableRoundingAmount"}: "BR-DEC-17",
	{"cac:LegalMonetaryTotal", "cbc:PayableAmount"}:         "BR-DEC-18",
	{"cac:TaxSubtotal", "cbc:TaxableAmount"}:                "BR-DEC-19",
	{"cac:TaxSubtotal", "cbc:TaxAmount"}:                    "BR-DEC-20",
	{invoiceLineName, "cbc:LineExtensionAmount"}:            "BR-DEC-23",
	{creditNoteLineName, "cbc:LineExtensionAmount"}:         "BR-DEC-23",
}

// totals checks the sums of the document.
func (c *checker) totals() {
	c.root.walk(func(e *element) {
		if e.parent == nil {
			return
		}
		if rule, ok := wholeOre[[2]string{e.parent.name, e.name}]; ok && decimals(e.text) > 2 {
			c.fail(rule, e, e.text)
		}
	})
	t := c.root.first("cac:LegalMonetaryTotal")
	at, path := t, []string(nil)
	if t == nil {
		at, path = c.root, []string{"cac:LegalMonetaryTotal"}
	}
	for _, need := range [][2]string{
		{"BR-12", "cbc:LineExtensionAmount"},
		{"BR-13", "cbc:TaxExclusiveAmount"},
		{"BR-14", "cbc:TaxInclusiveAmount"},
		{"BR-15", "cbc:PayableAmount"},
	} {
		if t.first(need[1]) == nil {
			c.missing(need[0], at, append(path, need[1])...)
		}
	}
	allowances, charges := allowancesAndCharges(c.root)
	lines, exclusive, inclusive := t.amount("cbc:LineExtensionAmount"), t.amount("cbc:TaxExclusiveAmount"), t.amount("cbc:TaxInclusiveAmount")
	c.equals("BR-CO-10", t, sum(c.root.all(c.line), "cbc:LineExtensionAmount"), "cbc:LineExtensionAmount")
	c.same("BR-CO-11", t, allowances, "cbc:AllowanceTotalAmount")
	c.same("BR-CO-12", t, charges, "cbc:ChargeTotalAmount")
	// What stands in the document is added up, whatever other rules say of it,
	// so that one wrong amount is told where it is.
	net := new(big.Rat).Sub(lines, t.amount("cbc:AllowanceTotalAmount"))
	c.equals("BR-CO-13", t, net.Add(net, t.amount("cbc:ChargeTotalAmount")), "cbc:TaxExclusiveAmount")
	c.equals("BR-CO-15", t, new(big.Rat).Add(exclusive, c.vat()), "cbc:TaxInclusiveAmount")
	due := new(big.Rat).Sub(inclusive, t.amount("cbc:PrepaidAmount"))
	c.equals("BR-CO-16", t, due.Add(due, t.amount("cbc:PayableRoundingAmount")), "cbc:PayableAmount")
}

// same is equals for a sum that need not be there where it is zero.
func (c *checker) same(rule string, at *element, want *big.Rat, name string) {
	if at.first(name) == nil && want.Sign() != 0 {
		c.missing(rule, at, name)
		return
	}
	c.equals(rule, at, want, name)
}

// allowancesAndCharges adds up those of a document or a line.
func allowancesAndCharges(e *element) (allowances, charges *big.Rat) {
	allowances, charges = new(big.Rat), new(big.Rat)
	for _, a := range e.all("cac:AllowanceCharge") {
		into := allowances
		if a.value("cbc:ChargeIndicator") == "true" {
			into = charges
		}
		into.Add(into, a.amount("cbc:Amount"))
	}
	return allowances, charges
}

// vat is the document's VAT: the total with a breakdown.
func (c *checker) vat() *big.Rat {
	for _, total := range c.root.all("cac:TaxTotal") {
		if total.first("cac:TaxSubtotal") != nil {
			return total.amount("cbc:TaxAmount")
		}
	}
	return new(big.Rat)
}

// taxes checks the breakdown of the VAT.
func (c *checker) taxes() {
	broken, plain := 0, 0
	for _, total := range c.root.all("cac:TaxTotal") {
		parts := total.all("cac:TaxSubtotal")
		if len(parts) == 0 {
			plain++
			continue
		}
		broken++
		c.equals("BR-CO-14", total, roundOre(sum(parts, "cbc:TaxAmount")), "cbc:TaxAmount")
		for _, part := range parts {
			c.taxPart(part)
		}
	}
	if broken != 1 {
		c.missing("PEPPOL-EN16931-R053", c.root, "cac:TaxTotal")
	}
	if broken == 0 {
		c.missing("BR-CO-18", c.root, "cac:TaxTotal", "cac:TaxSubtotal")
	}
	if wanted := len(c.root.all("cbc:TaxCurrencyCode")); plain != wanted {
		c.missing("PEPPOL-EN16931-R054", c.root, "cac:TaxTotal")
	}
	if len(c.standardRated()) > 0 && !c.breaksDownStandard() {
		c.missing("BR-S-01", c.root, "cac:TaxTotal", "cac:TaxSubtotal", "cac:TaxCategory")
	}
}

func (c *checker) breaksDownStandard() bool {
	for _, category := range c.root.all("cac:TaxTotal", "cac:TaxSubtotal", "cac:TaxCategory") {
		if category.value("cbc:ID") == standardRate {
			return true
		}
	}
	return false
}

// taxPart checks one category of the breakdown.
func (c *checker) taxPart(part *element) {
	c.needElement("BR-45", part, "cbc:TaxableAmount")
	c.needElement("BR-46", part, "cbc:TaxAmount")
	category := part.first("cac:TaxCategory")
	if !isVAT(category) || category.first("cbc:ID") == nil {
		c.missing("BR-47", part, "cac:TaxCategory", "cbc:ID")
		return
	}
	if category.first("cbc:Percent") == nil {
		if category.value("cbc:ID") != "O" { // outside the scope of VAT
			c.missing("BR-48", part, "cac:TaxCategory", "cbc:Percent")
		}
		return
	}
	percent := category.amount("cbc:Percent")
	tax := new(big.Rat).Mul(part.amount("cbc:TaxableAmount"), percent)
	c.equals("BR-CO-17", part, roundOre(tax.Quo(tax, hundred)), "cbc:TaxAmount")
	if category.value("cbc:ID") == standardRate {
		c.equals("BR-S-08", part, c.taxable(percent), "cbc:TaxableAmount")
	}
}

// taxable adds up what is taxed by the standard rate of a percentage.
func (c *checker) taxable(percent *big.Rat) *big.Rat {
	total := new(big.Rat)
	for _, line := range c.root.all(c.line) {
		category := line.first("cac:Item", "cac:ClassifiedTaxCategory")
		if category.value("cbc:ID") == standardRate && category.amount("cbc:Percent").Cmp(percent) == 0 {
			total.Add(total, line.amount("cbc:LineExtensionAmount"))
		}
	}
	for _, a := range c.root.all("cac:AllowanceCharge") {
		category := a.first("cac:TaxCategory")
		if category.value("cbc:ID") != standardRate || category.amount("cbc:Percent").Cmp(percent) != 0 {
			continue
		}
		if a.value("cbc:ChargeIndicator") == "true" {
			total.Add(total, a.amount("cbc:Amount"))
		} else {
			total.Sub(total, a.amount("cbc:Amount"))
		}
	}
	return total
}
