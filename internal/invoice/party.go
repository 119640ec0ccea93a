package invoice

import (
	"slices"
	"strconv"
	"strings"

	"chargeback/internal/chargeback"
)

// Party is the seller or the buyer as the table parties tells of them
// ([chargeback.Mappings]). Texts are as written there.
type Party struct {
	Department     string // code
	Name           string // the registered name
	OrgNumber      string // ten digits, with or without dash
	VATNumber      string // SE and twelve digits; a buyer needs none
	EndpointScheme string // 0007 is the organisation number, 0088 is GLN
	Endpoint       string // address in Peppol; empty together with its scheme: the organisation number
	Street         string
	PostalCode     string
	City           string
	Country        string // empty: SE
	Reference      string // whom the buyer wants named (er referens); a seller needs none
	Bankgiro       string // with or without dash; a buyer needs none
	PaymentDays    *int   // nil: not told
	Line           int    // of the row in the file it was read from; 0: known from before
}

// partiesTable is the name of the table, and of the file in errors.
const partiesTable = "parties"

// Days in which an invoice is to be paid.
const (
	defaultPaymentDays = 30
	mostPaymentDays    = 365
)

// PartyFromRecord makes a party of a record of the table parties. The error is
// a [chargeback.Error] at the cell with the days, which must be a whole number
// from 0 to 365 or empty. What else may be wrong is told when an invoice is
// written, since a seller needs other cells than a buyer.
func PartyFromRecord(record chargeback.Record) (Party, error) {
	cell := func(column string) string { return strings.TrimSpace(record.Cells[partyColumns[column]]) }
	p := Party{
		Department: cell("department"), Name: cell("name"), OrgNumber: cell("org_number"), VATNumber: cell("vat_number"),
		EndpointScheme: cell("endpoint_scheme"), Endpoint: cell("endpoint"), Street: cell("street"),
		PostalCode: cell("postal_code"), City: cell("city"), Country: cell("country"), Reference: cell("reference"),
		Bankgiro: cell("bankgiro"), Line: record.Line,
	}
	if text := cell("payment_days"); text != "" {
		days, err := strconv.Atoi(text)
		if err != nil || !isDigits(text) || days > mostPaymentDays {
			return Party{}, p.broken(chargeback.InvoicePaymentDays, "payment_days", text, strconv.Itoa(mostPaymentDays))
		}
		p.PaymentDays = &days
	}
	return p, nil
}

// PartyOf finds the row of a department among the records of the table parties
// and makes a party of it. The error is a [chargeback.Error], also where there
// is no such row.
func PartyOf(records []chargeback.Record, department string) (Party, error) {
	at := slices.IndexFunc(records, func(r chargeback.Record) bool {
		return r.Cells[partyColumns["department"]] == department
	})
	if at < 0 {
		return Party{}, &chargeback.Error{Code: chargeback.InvoiceNoParty, File: partiesTable, Args: []string{department}}
	}
	return PartyFromRecord(records[at])
}

// partyColumns are the places of the columns of the table parties.
var partyColumns = func() map[string]int {
	places := make(map[string]int)
	for _, table := range chargeback.Mappings {
		if table.Name != partiesTable {
			continue
		}
		for i, column := range table.Columns {
			places[column.Name] = i
		}
	}
	return places
}()

// broken is an error at a cell of the party's row. Rows that come from the
// database have no line, so the department is always named.
func (p *Party) broken(code chargeback.Code, column, value string, args ...string) *chargeback.Error {
	return &chargeback.Error{
		Code: code, File: partiesTable, Line: p.Line, Column: column, Value: value,
		Args: append([]string{p.Department}, args...),
	}
}

// cleaned returns the party as the document has it: numbers without dashes and
// spaces, what is understood filled in, texts without control characters.
func (p *Party) cleaned() Party {
	c := *p
	c.OrgNumber = bare(p.OrgNumber)
	c.VATNumber = strings.ToUpper(bare(p.VATNumber))
	c.Bankgiro = bare(p.Bankgiro)
	c.Endpoint = bare(p.Endpoint)
	c.EndpointScheme = bare(p.EndpointScheme)
	if c.Endpoint == "" && c.EndpointScheme == "" {
		c.Endpoint, c.EndpointScheme = c.OrgNumber, orgScheme
	}
	c.Country = strings.ToUpper(bare(p.Country))
	if c.Country == "" {
		c.Country = sweden
	}
	for _, text := range []*string{&c.Name, &c.Street, &c.PostalCode, &c.City, &c.Reference} {
		*text = clean(*text)
	}
	return c
}

// bare drops dashes and spaces from a number.
func bare(number string) string {
	return strings.NewReplacer("-", "", "–", "", "\u2011", "", " ", "", "\u00A0", "").Replace(number)
}

// Schemes of identifiers (ISO 6523).
const (
	orgScheme = "0007" // Swedish organisation number
	glnScheme = "0088" // GLN of GS1
)

const sweden = "SE"

// problems tells what the party, already cleaned, lacks or has wrong. The
// rows tell their cells as they were written.
func (p *Party) problems(written *Party, seller, credit bool) []*chargeback.Error {
	var found []*chargeback.Error
	check := func(column, value, raw string, needed bool, valid bool, code chargeback.Code, args ...string) {
		switch {
		case value == "" && needed:
			found = append(found, written.broken(chargeback.InvoiceMissing, column, raw))
		case value != "" && !valid:
			found = append(found, written.broken(code, column, raw, args...))
		}
	}
	check("name", p.Name, written.Name, true, true, "")
	check("org_number", p.OrgNumber, written.OrgNumber, true, isOrgNumber(p.OrgNumber), chargeback.InvoiceOrgNumber)
	check("vat_number", p.VATNumber, written.VATNumber, seller, isVATNumber(p.VATNumber), chargeback.InvoiceVATNumber)
	// Where the address is taken from the organisation number, a wrong number is
	// told once.
	if written.Endpoint != "" || written.EndpointScheme != "" {
		check("endpoint_scheme", p.EndpointScheme, written.EndpointScheme, true,
			len(p.EndpointScheme) == 4 && isDigits(p.EndpointScheme), chargeback.InvoiceScheme)
		check("endpoint", p.Endpoint, written.Endpoint, true,
			isEndpoint(p.EndpointScheme, p.Endpoint), chargeback.InvoiceEndpoint, p.EndpointScheme)
	}
	check("street", p.Street, written.Street, true, true, "")
	check("postal_code", p.PostalCode, written.PostalCode, true, true, "")
	check("city", p.City, written.City, true, true, "")
	check("country", p.Country, written.Country, true, p.Country == sweden, chargeback.InvoiceCountry)
	if !seller {
		check("reference", p.Reference, written.Reference, true, true, "")
	}
	if seller {
		check("bankgiro", p.Bankgiro, written.Bankgiro, !credit, isBankgiro(p.Bankgiro), chargeback.InvoiceBankgiro)
	}
	return found
}

// isOrgNumber says whether the text is a Swedish organisation number without
// its dash: ten digits of which the last checks the others.
func isOrgNumber(text string) bool { return len(text) == 10 && isLuhn(text) }

// isVATNumber says whether the text is a Swedish VAT number: SE and twelve
// digits (SE-R-001, SE-R-002).
func isVATNumber(text string) bool {
	digits, found := strings.CutPrefix(text, sweden)
	return found && len(digits) == 12 && isDigits(digits)
}

// isBankgiro says whether the text is a bank giro number without its dash:
// seven or eight digits of which the last checks the others.
func isBankgiro(text string) bool { return (len(text) == 7 || len(text) == 8) && isLuhn(text) }

// isEndpoint says whether an address can be one of its scheme. Schemes other
// than the two that Swedish receivers use are not looked into.
func isEndpoint(scheme, address string) bool {
	switch scheme {
	case orgScheme:
		return isOrgNumber(address)
	case glnScheme:
		return isGLN(address)
	}
	return clean(address) == address
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// isLuhn says whether the text is digits whose last one is right: from the
// right, every second digit is doubled, and the sum of all digits ends in 0.
func isLuhn(text string) bool {
	if !isDigits(text) {
		return false
	}
	sum := 0
	for i := range len(text) {
		digit := int(text[len(text)-1-i] - '0')
		if i%2 == 1 {
			digit *= 2
		}
		sum += digit/10 + digit%10
	}
	return sum%10 == 0
}

// isGLN says whether the text is thirteen digits whose last one is right: from
// the right, every second digit counts three times (PEPPOL-COMMON-R040).
func isGLN(text string) bool {
	if len(text) != 13 || !isDigits(text) {
		return false
	}
	sum := 0
	for i := range len(text) {
		sum += int(text[len(text)-1-i]-'0') * (1 + i%2*2)
	}
	return sum%10 == 0
}
