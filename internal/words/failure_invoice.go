package words

import "chargeback/internal/chargeback"

// invoiceFailures tell why an invoice is not written.
var invoiceFailures = map[chargeback.Code][2]string{
	chargeback.InvoiceNoParty: {
		"tabellen har ingen rad för ”{0}”; lägg till en med det som en faktura behöver: namn, organisationsnummer, adress och referens",
		"the table has no row for “{0}”; add one with what an invoice needs: name, organisation number, address and reference",
	},
	chargeback.InvoiceMissing: {
		"raden för ”{0}” saknar värdet, och fakturan behöver det; fyll i det",
		"the row for “{0}” lacks the value, and the invoice needs it; fill it in",
	},
	chargeback.InvoiceOrgNumber: {
		"”{value}” för ”{0}” är inget organisationsnummer; skriv tio siffror med rätt kontrollsiffra, som 212000-1363",
		"“{value}” for “{0}” is no organisation number; write ten digits with the right check digit, as 212000-1363",
	},
	chargeback.InvoiceVATNumber: {
		"”{value}” för ”{0}” är inget svenskt momsregistreringsnummer; skriv SE och tolv siffror, som SE212000136301",
		"“{value}” for “{0}” is no Swedish VAT number; write SE and twelve digits, as SE212000136301",
	},
	chargeback.InvoiceScheme: {
		"”{value}” för ”{0}” är inget schema för adresser i Peppol; skriv fyra siffror: 0007 för organisationsnummer, 0088 för GLN",
		"“{value}” for “{0}” is no scheme of addresses in Peppol; write four digits: 0007 for organisation number, 0088 for GLN",
	},
	chargeback.InvoiceEndpoint: {
		"”{value}” för ”{0}” är ingen adress i schemat {1}; rätta adressen eller schemat",
		"“{value}” for “{0}” is no address in scheme {1}; correct the address or the scheme",
	},
	chargeback.InvoiceCountry: {
		"”{value}” för ”{0}” är inte SE; fakturan har svensk moms och kan bara skrivas mellan svenska parter",
		"“{value}” for “{0}” is not SE; the invoice has Swedish VAT and can only be written between Swedish parties",
	},
	chargeback.InvoiceBankgiro: {
		"”{value}” för ”{0}” är inget bankgironummer; skriv sju eller åtta siffror med rätt kontrollsiffra, som 5050-1055",
		"“{value}” for “{0}” is no bank giro number; write seven or eight digits with the right check digit, as 5050-1055",
	},
	chargeback.InvoicePaymentDays: {
		"”{value}” för ”{0}” är inget antal dagar; skriv ett heltal från 0 till {1}, eller lämna cellen tom för 30",
		"“{value}” for “{0}” is no number of days; write a whole number from 0 to {1}, or leave the cell empty for 30",
	},
	chargeback.InvoiceInternal: {
		"”{value}” är varken bolag eller samverkanspart och får nota och verifikat, inte faktura",
		"“{value}” is neither a company nor a partner and gets a bill and a voucher, not an invoice",
	},
	chargeback.InvoiceNotFinal: {
		"{0}: notan för ”{1}” är preliminär; stäng månaden innan fakturan skrivs",
		"{0}: the bill of “{1}” is preliminary; close the month before the invoice is written",
	},
	chargeback.InvoiceNothing: {
		"{0}: det finns inget att fakturera ”{1}”; summan är noll",
		"{0}: there is nothing to invoice “{1}”; the sum is zero",
	},
	chargeback.InvoiceUnbalanced: {
		"{0}: fakturan för ”{1}” stämmer inte. Raderna är {2} kr och summan {value} kr. Inget är skrivet. Anmäl felet till förvaltaren",
		"{0}: the invoice of “{1}” does not add up. The lines are {2} kr and the total {value} kr. Nothing was written. Report this fault",
	},
	chargeback.InvoiceNumber: {
		"”{value}” är inget fakturanummer; skriv siffror och bokstäver utan dubbla mellanslag och styrtecken",
		"“{value}” is no invoice number; write digits and letters without double spaces and control characters",
	},
	chargeback.InvoiceDate: {
		"{0}: fakturan för ”{1}” behöver ett fakturadatum, och en förfallodag före år 10000",
		"{0}: the invoice of “{1}” needs an issue date, and a due date before the year 10000",
	},
	chargeback.InvoiceRule: {
		"fakturan bryter mot regeln {0}: {rule} ({1}{key})",
		"the invoice breaks the rule {0}: {rule} ({1}{key})",
	},
}
