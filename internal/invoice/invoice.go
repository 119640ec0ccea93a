package invoice

import (
	"cmp"
	"encoding/xml"
	"io"
	"slices"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// Invoice is all that a document says.
type Invoice struct {
	Statement *chargeback.Statement // final, of a department of kind company or partner
	Seller    Party                 // the row of the department that the IT cost centre belongs to
	Buyer     Party                 // the row of the statement's department
	Number    string                // of the series that the caller keeps without gaps
	Issued    allocation.Date
	Language  words.Language // of the texts
	// Earlier are the documents of the months that the statement corrects, so
	// that what they change is told without doubt (mervärdesskattelagen
	// 17 kap.). Months without one are left out.
	Earlier []Earlier
}

// Earlier is a document that was sent before.
type Earlier struct {
	Number string
	Issued allocation.Date // zero: not told
}

// IsCredit says whether the statement gives a credit note: its sum is negative
// (DECISIONS).
func (inv *Invoice) IsCredit() bool { return inv.Statement.Total < 0 }

// PaymentDays returns in how many days the invoice is to be paid: what the
// buyer's row says, else the seller's, else 30.
func (inv *Invoice) PaymentDays() int {
	switch {
	case inv.Buyer.PaymentDays != nil:
		return *inv.Buyer.PaymentDays
	case inv.Seller.PaymentDays != nil:
		return *inv.Seller.PaymentDays
	}
	return defaultPaymentDays
}

// VAT returns 25 % of a net amount, rounded half away from zero to the öre
// (BR-CO-17).
func VAT(net allocation.Ore) allocation.Ore {
	// net/4, truncated toward zero, with a remainder of -3 to 3 quarters: two
	// quarters are the half that is rounded away from zero.
	return net/4 + net%4/2
}

// Write writes the invoice, or the credit note, as UBL 2.1 in UTF-8. The same
// invoice gives the same bytes, and the lines add up to the statement's total to
// the öre. Nothing is written where anything is wrong: the error is a
// [*chargeback.Errors] with all of it, each at the cell of the table parties
// that is to be mended where it lies there, and what [Validate] finds in the
// document else.
func Write(w io.Writer, inv *Invoice) error {
	text, err := inv.encode()
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// encode makes the document, checked.
func (inv *Invoice) encode() ([]byte, error) {
	var found chargeback.Errors
	all := services(inv.Statement)
	for _, err := range inv.problems(all) {
		found.Add(err)
	}
	if found.Count > 0 {
		return nil, &found
	}
	text, err := xml.MarshalIndent(inv.document(all), "", "  ")
	if err != nil {
		return nil, err
	}
	text = append(append([]byte(xml.Header), text...), '\n')
	for _, p := range Validate(text) {
		found.Add(p.Failure())
	}
	if found.Count > 0 {
		return nil, &found
	}
	return text, nil
}

// problems tells what keeps the document from being made.
func (inv *Invoice) problems(all []*service) []*chargeback.Error {
	s := inv.Statement
	month := s.Month.String()
	var found []*chargeback.Error
	fail := func(code chargeback.Code, value string, args ...string) {
		found = append(found, &chargeback.Error{Code: code, Value: value, Args: args})
	}
	if s.Kind != chargeback.Company && s.Kind != chargeback.Partner {
		fail(chargeback.InvoiceInternal, s.Department)
	}
	if !s.Final {
		fail(chargeback.InvoiceNotFinal, "", month, s.Department)
	}
	if number := clean(inv.Number); number == "" || number != inv.Number {
		fail(chargeback.InvoiceNumber, inv.Number)
	}
	last, _ := allocation.NewDate(9999, 12, 31)
	if inv.Issued < 1 || int64(inv.Issued)+int64(inv.PaymentDays()) > int64(last) {
		fail(chargeback.InvoiceDate, "", month, s.Department)
	}
	switch sum, err := total(all); {
	case err != nil:
		fail(chargeback.Overflow, "", month, s.Department)
	case sum != s.Total:
		fail(chargeback.InvoiceUnbalanced, chargeback.PlainAmount(s.Total), month, s.Department, chargeback.PlainAmount(sum))
	case sum == 0:
		fail(chargeback.InvoiceNothing, "", month, s.Department)
	}
	seller, buyer := inv.Seller.cleaned(), inv.Buyer.cleaned()
	found = append(found, seller.problems(&inv.Seller, true, inv.IsCredit())...)
	return append(found, buyer.problems(&inv.Buyer, false, inv.IsCredit())...)
}

// total adds up the services. It is an error where a quantity, an amount or
// the sum with its VAT does not fit in 63 bits.
func total(all []*service) (allocation.Ore, error) {
	var sum allocation.Sum
	for _, s := range all {
		amount, err := s.amount.Total()
		if err != nil {
			return 0, err
		}
		if _, err := s.quantity.Total(); err != nil {
			return 0, err
		}
		sum.Add(amount)
	}
	net, err := sum.Total()
	if err != nil {
		return 0, err
	}
	sum.Add(VAT(net))
	_, err = sum.Total()
	return net, err
}

// document puts the invoice into the form of UBL. Amounts of a credit note have
// their signs turned.
func (inv *Invoice) document(all []*service) *document {
	s, lang, net := inv.Statement, inv.Language, inv.Statement.Total
	d := &document{
		XMLName: xml.Name{Local: "Invoice"}, Space: invoiceSpace, AggregateSpace: aggregateSpace, BasicSpace: basicSpace,
		CustomizationID: customizationID, ProfileID: profileID, ID: inv.Number, IssueDate: inv.Issued.String(),
		Note: clean(inv.note()), DocumentCurrencyCode: currency,
		Period: period{s.Month.First().String(), s.Month.Last().String()},
	}
	for _, e := range inv.Earlier {
		d.BillingReferences = append(d.BillingReferences, billingReference{ID: clean(e.Number), IssueDate: dateText(e.Issued)})
	}
	slices.SortFunc(d.BillingReferences, func(a, b billingReference) int {
		return cmp.Or(cmp.Compare(a.IssueDate, b.IssueDate), cmp.Compare(a.ID, b.ID))
	})
	d.BillingReferences = slices.Compact(d.BillingReferences)
	seller, buyer := inv.Seller.cleaned(), inv.Buyer.cleaned()
	d.BuyerReference = buyer.Reference
	d.Seller, d.Buyer = seller.document(), buyer.document()
	lines := inv.lines(all)
	if inv.IsCredit() {
		net = -net
		d.XMLName.Local, d.Space = "CreditNote", creditNoteSpace
		d.CreditNoteTypeCode, d.CreditNoteLines = creditNoteType, lines
		d.PaymentTerms = lang.Pick("Inget att betala. Beloppet är ert tillgodohavande.", "Nothing to pay. The amount is in your favour.")
	} else {
		days := inv.PaymentDays()
		d.InvoiceTypeCode, d.InvoiceLines = invoiceType, lines
		d.DueDate = (inv.Issued + allocation.Date(days)).String()
		d.PaymentMeans = &paymentMeans{Code: creditTransfer, PaymentID: inv.Number, Account: seller.Bankgiro, Branch: bankgiroBranch}
		d.PaymentTerms = strconv.Itoa(days) + lang.Pick(" dagar netto", " days net")
	}
	vat := VAT(net)
	d.TaxTotal = taxTotal{
		Amount: inSEK(vat), Taxable: inSEK(net), Tax: inSEK(vat), Category: standardVAT,
	}
	d.Totals = totals{Lines: inSEK(net), Exclusive: inSEK(net), Inclusive: inSEK(net + vat), Payable: inSEK(net + vat)}
	return d
}

// standardVAT is the one category there is.
var standardVAT = taxCategory{ID: standardRate, Percent: vatPercent, Scheme: vatScheme}

func inSEK(amount allocation.Ore) money { return money{currency, chargeback.PlainAmount(amount)} }

// dateText writes a date, and nothing for none.
func dateText(date allocation.Date) string {
	if date < 1 {
		return ""
	}
	return date.String()
}

// note tells what the document is about and, as every bill does, the run and
// the head of the audit chain (SPEC §9). No name stands in it: a text between
// two number signs would be read as a code (BR-CL-08).
func (inv *Invoice) note() string {
	s, lang := inv.Statement, inv.Language
	text := lang.Pick("IT-debitering för ", "IT chargeback for ") + lang.Month(s.Month) + "."
	if s.Run != "" {
		text += lang.Pick(" Beräkning ", " Run ") + s.Run + "."
	}
	if s.Chain.Length > 0 {
		text += lang.Pick(" Loggens kedja: ", " Audit chain: ") + strconv.FormatInt(s.Chain.Length, 10) +
			lang.Pick(" händelser, ", " events, ") + s.Chain.Hash + "."
	}
	return text
}

// lines makes one line of each service, numbered from 1.
func (inv *Invoice) lines(all []*service) []documentLine {
	lines := make([]documentLine, len(all))
	for i, s := range all {
		// Both fit: problems has added them up.
		net, _ := s.amount.Total()
		counted, _ := s.quantity.Total()
		if inv.IsCredit() {
			net = -net
		}
		count, price := "1", net
		if net < 0 {
			count, price = "-1", -net
		}
		it := s.describe(inv.Language, int64(counted))
		lines[i] = documentLine{
			ID: strconv.Itoa(i + 1), Amount: inSEK(net), Price: inSEK(price),
			Name: it.name, Description: it.description, Properties: it.properties, VAT: standardVAT,
		}
		if inv.IsCredit() {
			lines[i].Credited = &quantity{one, count}
		} else {
			lines[i].Invoiced = &quantity{one, count}
		}
	}
	return lines
}

// document puts a party, already cleaned, into the form of UBL.
func (p *Party) document() party {
	d := party{
		Endpoint: identifier{p.EndpointScheme, p.Endpoint}, Name: p.Name,
		Street: p.Street, City: p.City, PostalCode: p.PostalCode, Country: p.Country,
		LegalName: p.Name, LegalNumber: identifier{orgScheme, p.OrgNumber},
	}
	if p.VATNumber != "" {
		d.VAT = &taxNumber{p.VATNumber, vatScheme}
	}
	return d
}
