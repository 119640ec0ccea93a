package invoice

import (
	"math/big"

	"chargeback/allocation"
)

// checkLine checks a line by itself.
func (c *checker) checkLine(line *element) {
	c.need("BR-21", line, "cbc:ID")
	c.needElement("BR-22", line, c.quantity)
	count := line.first(c.quantity)
	if count != nil && count.attribute("unitCode") == "" {
		c.fail("BR-23", count, count.text)
	}
	c.needElement("BR-24", line, "cbc:LineExtensionAmount")
	c.need("BR-25", line, "cac:Item", "cbc:Name")
	c.needElement("BR-26", line, "cac:Price", "cbc:PriceAmount")
	price := line.first("cac:Price", "cbc:PriceAmount")
	if price != nil && price.amount().Sign() < 0 {
		c.fail("BR-27", price, price.text)
	}
	if gross := line.first("cac:Price", "cac:AllowanceCharge", "cbc:BaseAmount"); gross != nil && gross.amount().Sign() < 0 {
		c.fail("BR-28", gross, gross.text)
	}
	c.lineVAT(line)
	c.linePrice(line, count, price)
	c.linePeriod(line)
	for _, p := range line.all("cac:Item", "cac:AdditionalItemProperty") {
		if p.first("cbc:Name") == nil || p.first("cbc:Value") == nil {
			c.fail("BR-54", p, "")
		}
	}
}

func (c *checker) lineVAT(line *element) {
	category := line.first("cac:Item", "cac:ClassifiedTaxCategory")
	if !isVAT(category) || category.first("cbc:ID") == nil {
		c.missing("BR-CO-04", line, "cac:Item", "cac:ClassifiedTaxCategory", "cbc:ID")
		return
	}
	if category.value("cbc:ID") == standardRate && category.amount("cbc:Percent").Sign() <= 0 {
		c.fail("BR-S-05", category, category.value("cbc:Percent"))
	}
}

// linePrice checks that the price and the quantity make the amount.
func (c *checker) linePrice(line, count, price *element) {
	base := big.NewRat(1, 1)
	if e := line.first("cac:Price", "cbc:BaseQuantity"); e != nil {
		if base = e.amount(); base.Sign() <= 0 {
			c.fail("PEPPOL-EN16931-R121", e, e.text)
			return
		}
		if unit := e.attribute("unitCode"); unit != "" && count != nil && unit != count.attribute("unitCode") {
			c.fail("PEPPOL-EN16931-R130", e, unit)
		}
	}
	if count == nil || price == nil {
		return
	}
	net := new(big.Rat).Mul(count.amount(), price.amount())
	net.Quo(net, base)
	allowances, charges := allowancesAndCharges(line)
	net.Add(net, charges).Sub(net, allowances)
	c.equals("PEPPOL-EN16931-R120", line, net, "cbc:LineExtensionAmount")
}

// linePeriod checks that a line's period lies in the document's.
func (c *checker) linePeriod(line *element) {
	own, whole := line.first("cac:InvoicePeriod"), c.root.first("cac:InvoicePeriod")
	if own == nil {
		return
	}
	c.period(own, "BR-30", "BR-CO-20")
	start, ok1 := allocation.ParseDate(own.value("cbc:StartDate"))
	first, ok2 := allocation.ParseDate(whole.value("cbc:StartDate"))
	if ok1 && ok2 && start < first {
		c.fail("PEPPOL-EN16931-R110", own.first("cbc:StartDate"), own.value("cbc:StartDate"))
	}
	end, ok1 := allocation.ParseDate(own.value("cbc:EndDate"))
	last, ok2 := allocation.ParseDate(whole.value("cbc:EndDate"))
	if ok1 && ok2 && end > last {
		c.fail("PEPPOL-EN16931-R111", own.first("cbc:EndDate"), own.value("cbc:EndDate"))
	}
}
