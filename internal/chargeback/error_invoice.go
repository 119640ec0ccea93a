package chargeback

// Failures of an invoice (SPEC §10). Those of a party stand at its cell of the
// table parties and have its department as their first argument.
const (
	InvoiceNoParty     Code = "invoice_no_party"     // args: department
	InvoiceMissing     Code = "invoice_missing"      // args: department
	InvoiceOrgNumber   Code = "invoice_org_number"   // args: department
	InvoiceVATNumber   Code = "invoice_vat_number"   // args: department
	InvoiceScheme      Code = "invoice_scheme"       // args: department
	InvoiceEndpoint    Code = "invoice_endpoint"     // args: department, scheme
	InvoiceCountry     Code = "invoice_country"      // args: department
	InvoiceBankgiro    Code = "invoice_bankgiro"     // args: department
	InvoicePaymentDays Code = "invoice_payment_days" // args: department, the most
	InvoiceInternal    Code = "invoice_internal"     // value: department, which is no company or partner
	InvoiceNotFinal    Code = "invoice_not_final"    // args: month, department
	InvoiceNothing     Code = "invoice_nothing"      // args: month, department
	InvoiceUnbalanced  Code = "invoice_unbalanced"   // value: the total; args: month, department, sum of the lines
	InvoiceNumber      Code = "invoice_number"       // value: the number
	InvoiceDate        Code = "invoice_date"         // args: month, department
	InvoiceRule        Code = "invoice_rule"         // value: of the element; args: id of the rule, path of the element
)
