package chargeback

// Failures of costs from a ledger's SIE file (SPEC §10). Amounts among the
// arguments are in kronor, as 1234.50.
const (
	LedgerNoVouchers    Code = "ledger_no_vouchers"    // the file has none; value: its SIE type
	LedgerOutsideYears  Code = "ledger_outside_years"  // value: the voucher; args: its date
	LedgerDoubleVoucher Code = "ledger_double_voucher" // value: the voucher; args: the first line
	LedgerTwoTargets    Code = "ledger_two_targets"    // value: the voucher; args: both, as in ledger_objects
	LedgerTooLarge      Code = "ledger_too_large"      // sums do not fit in 63 bits; value: the account, or ""
	LedgerBadRange      Code = "ledger_bad_range"      // value: first–last
	LedgerSameRange     Code = "ledger_same_range"     // value: first–last; args: both categories
	LedgerBadDimension  Code = "ledger_bad_dimension"  // value: the dimension
)

// Differences between the rows of a SIE file and the balances in it. Value: the
// account; args: what the file states, what its rows give, the year or month.
const (
	LedgerClosingDiffers Code = "ledger_closing_differs" // #IB + rows ≠ #UB
	LedgerResultDiffers  Code = "ledger_result_differs"  // rows ≠ #RES
	LedgerPeriodDiffers  Code = "ledger_period_differs"  // rows of a month ≠ #PSALDO
)

// LedgerUnproved notes a fiscal year whose balances are not in the file. Args:
// the year.
const LedgerUnproved Code = "ledger_unproved"
