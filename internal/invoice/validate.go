package invoice

import (
	"math/big"
	"strings"

	"chargeback/internal/chargeback"
)

// Problem is a rule that a document breaks, and where.
type Problem struct {
	// Rule is the rule's id in BIS Billing 3, XML for what is no XML, or UBL for
	// what the schemas of UBL 2.1 do not allow; see words.Language.InvoiceRule.
	Rule  string
	Where string // path of the element, or of where it is missing
	Value string // of the element, where that tells something
}

// maxProblems is how many problems are told; a document that has more of them
// is no invoice.
const maxProblems = 1000

// Failure returns the problem as an error that people are told.
func (p *Problem) Failure() *chargeback.Error {
	return &chargeback.Error{Code: chargeback.InvoiceRule, Value: p.Value, Args: []string{p.Rule, p.Where}}
}

// Validate reads a document anew and returns the rules of BIS Billing 3 that it
// breaks: in order of the rules' subjects, in each by place, the first thousand
// of them. Any bytes may be given. Only what an invoice or credit note of this
// product can be is accepted (see the decisions of the package); a document
// that passes is not thereby proved against the official rules, which hold code
// lists that are not here.
func Validate(document []byte) []Problem {
	root, err := parse(document)
	if err != nil {
		return []Problem{{Rule: "XML", Where: "/", Value: err.Error()}}
	}
	c := &checker{root: root, line: invoiceLineName, quantity: "cbc:InvoicedQuantity", typeCode: "cbc:InvoiceTypeCode"}
	if root.name == "CreditNote" {
		c.line, c.quantity, c.typeCode = creditNoteLineName, "cbc:CreditedQuantity", "cbc:CreditNoteTypeCode"
	} else if root.name != "Invoice" {
		c.fail("UBL", root, root.name)
		return c.problems
	}
	c.structure()
	c.header()
	c.references()
	c.parties()
	c.payment()
	c.totals()
	c.taxes()
	for _, line := range root.all(c.line) {
		c.checkLine(line)
	}
	c.sweden()
	return c.problems
}

// checker gathers the problems of one document.
type checker struct {
	root     *element
	line     string // name of the elements that are lines
	quantity string // name of a line's quantity
	typeCode string // name of the document's type
	problems []Problem
}

// fail notes a problem of an element.
func (c *checker) fail(rule string, at *element, value string) {
	c.failAt(rule, at, "", value)
}

// missing notes that an element has no child at the path.
func (c *checker) missing(rule string, at *element, path ...string) {
	c.failAt(rule, at, "/"+strings.Join(path, "/"), "")
}

func (c *checker) failAt(rule string, at *element, below, value string) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, Problem{Rule: rule, Where: at.path() + below, Value: value})
	}
}

// need notes a problem where no element at the path has a text.
func (c *checker) need(rule string, at *element, path ...string) {
	if at.value(path...) == "" {
		c.missing(rule, at, path...)
	}
}

// needElement notes a problem where there is no element at the path.
func (c *checker) needElement(rule string, at *element, path ...string) {
	if at.first(path...) == nil {
		c.missing(rule, at, path...)
	}
}

// amount returns the number at the path. Where there is none it is zero, and
// where it is no number too: another rule tells that.
func (e *element) amount(path ...string) *big.Rat {
	if value := decimal(e.value(path...)); value != nil {
		return value
	}
	return new(big.Rat)
}

// sum adds up the numbers of several elements.
func sum(elements []*element, path ...string) *big.Rat {
	total := new(big.Rat)
	for _, e := range elements {
		total.Add(total, e.amount(path...))
	}
	return total
}

// equals notes a problem where the number at the path is another than wanted.
// Where there is none, another rule tells that.
func (c *checker) equals(rule string, at *element, want *big.Rat, path ...string) {
	found := at.first(path...)
	if found == nil {
		return
	}
	if value := decimal(found.text); value == nil || value.Cmp(want) != 0 {
		c.fail(rule, found, found.text)
	}
}
