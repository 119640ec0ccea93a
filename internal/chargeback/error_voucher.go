package chargeback

// Failures of a voucher (SPEC §10).
const (
	NoVoucherAccounts Code = "no_voucher_accounts" // the mapping is empty
	VoucherNoAccount  Code = "voucher_no_account"  // value: the side; args: model, department
	VoucherPart       Code = "voucher_part"        // value: the part
	VoucherEmpty      Code = "voucher_empty"       // args: month
)
