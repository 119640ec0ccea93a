package words

import "chargeback/internal/chargeback"

// voucherFailures tell why a voucher could not be made.
var voucherFailures = map[chargeback.Code][2]string{
	chargeback.NoVoucherAccounts: {
		"det framgår inte vilka konton verifikatet ska bokföras på; läs in tabellen voucher_accounts, med minst en rad för cost och en för income",
		"it is not known which accounts the voucher is booked on; import table voucher_accounts, with at least one row for cost and one for income",
	},
	chargeback.VoucherNoAccount: {
		"ingen rad för ”{value}” gäller modellen {0} och förvaltningen {1}; lägg till en rad, gärna utan modell och förvaltning",
		"no row for “{value}” fits model {0} and department {1}; add a row, best without model and department",
	},
	chargeback.VoucherPart: {
		"”{value}” är ingen koddel; skriv dimension=värde, som 1=1600 eller 20=110",
		"“{value}” is no code part; write dimension=value, as 1=1600 or 20=110",
	},
	chargeback.VoucherEmpty: {
		"det finns inget att bokföra för {0}; inga förvaltningar inom kommunen har något belopp",
		"there is nothing to book for {0}; no departments of the municipality owe anything",
	},
}
