// Package invoice writes what a company or partner gets instead of a voucher
// row: a Peppol BIS Billing 3 invoice, or a credit note where the sum is
// negative (SPEC §10). A statement and two parties go in, bytes of UBL 2.1
// come out. It also holds the validator that every document must pass before
// it leaves.
//
// It owns the form of the document and the rules of EN 16931, Peppol and
// Sweden that such a document can break. It does not own what is charged
// (package allocation does), who numbers invoices, or sending them.
//
// Sources: OpenPEPPOL, BIS Billing 3.0 (guide 3.0.18–19) with its two rule
// files, which reproduce the rules of EN 16931-1; the Swedish rules SE-R-001 to
// SE-R-013 in them; UBL 2.1 for the order of elements; mervärdesskattelagen
// (2023:200) chapter 17 for names, addresses and the due reference to the
// invoice that is changed.
//
// Decisions, November 2026:
//
//   - A line of the invoice is a service: the statement's lines of one model,
//     category and object, added up over cost centres. A receiver sees as many
//     lines as there are services, and each tells its quantity and the number
//     of cost centres.
//   - The quantity of a line is 1 (or −1) and its price the net amount, so that
//     price × quantity is the amount to the öre. The real quantity, which seldom
//     divides the amount, stands in the description and as a property of the
//     item. A price may not be negative (BR-27), so a credit has quantity −1.
//   - Nothing is rounded but the VAT: half an öre away from zero, once, on the
//     sum of the lines.
//   - What corrects an earlier month stands on lines of its own that name the
//     month. No line has a period of its own: a corrected month lies outside
//     the period of the invoice (R110).
//   - A credit note has no payment means and no due date; its terms say that
//     nothing is to be paid.
//   - A sum of exactly zero gives no document: there is nothing to pay, to
//     credit or to report VAT on.
//   - "Godkänd för F-skatt" is left out: a municipality needs no such approval.
//   - Both parties must be Swedish. With a buyer in another country the tax
//     would be reverse charge, not 25 %.
//   - Bank giro numbers are checked by their check digit too, which the rules
//     do not ask for: a mistyped one pays somebody else.
//   - The validator knows the rules that such documents can break and is
//     stricter than the official ones where ours need no slack: R120 and
//     BR-CO-17 must hold exactly, the types are 380 and 381 only, the currency
//     is SEK. The lists of codes for VAT exemption, countries, address schemes
//     and units are not repeated here.
package invoice
