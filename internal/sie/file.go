package sie

import "chargeback/allocation"

// File is the content of a SIE file of any of the types 1–4. Line numbers count
// from 1 and are 0 in a file that was not read. A Date of 0 is none.
type File struct {
	Encoding Encoding
	Checksum Checksum

	Type        int    // #SIETYP; 1 where it is missing (chapter 6)
	Imported    bool   // #FLAGGA 1
	Program     string // #PROGRAM
	Version     string
	Format      string          // #FORMAT; PC8 whatever the encoding is
	Generated   allocation.Date // #GEN
	GeneratedBy string
	Comment     string // #PROSA

	Company     string          // #FNAMN
	CompanyID   string          // #FNR
	OrgNumber   string          // #ORGNR, as NNNNNN-NNNN where it has ten digits
	AccountPlan string          // #KPTYP
	Currency    string          // #VALUTA; SEK where it is missing
	Covers      allocation.Date // #OMFATTN: the last day that balances cover

	Years      []Year
	Accounts   []Account
	Dimensions []Dimension
	Objects    []ObjectName

	Opening, Closing, Results      []Balance // #IB, #UB, #RES
	ObjectOpening, ObjectClosing   []Balance // #OIB, #OUB
	PeriodTotals, PeriodObjects    []Change  // #PSALDO of whole accounts, and split on objects
	BudgetTotals, BudgetObjectRows []Change  // #PBUDGET likewise

	Vouchers []Voucher
}

// Year is a fiscal year: 0 is the current, -1 the one before.
type Year struct {
	Number int
	Days   allocation.Span // both ends included
	Line   int
}

// Account is a #KONTO with its #KTYP and #ENHET.
type Account struct {
	Number string // digits
	Name   string
	Type   string // T asset, S debt or equity, K cost, I income, or nothing
	Unit   string // of quantities
	Line   int
}

// Dimension is a #DIM, or an #UNDERDIM if it has a parent. Reserved ones (1
// cost centre, 2 cost bearer, 6 project, 7 employee, 8 customer, 9 supplier,
// 10 invoice) need no record (section 8.4).
type Dimension struct {
	Number int
	Name   string
	Parent int // of an #UNDERDIM, else 0
	Line   int
}

// Object is a code of a dimension, such as a cost centre.
type Object struct {
	Dimension int
	Code      string
}

// ObjectName is an #OBJEKT.
type ObjectName struct {
	Object
	Name string
	Line int
}

// Balance is what stands on an account at one end of a year, or of a result
// account through it. Debit is positive.
type Balance struct {
	Year     int
	Account  string
	Objects  []Object // of #OIB and #OUB
	Amount   allocation.Ore
	Quantity string // as written
	Line     int
}

// Change is what a month changed on an account, not what stands on it
// (records #PSALDO and #PBUDGET). Files of type 3 have a total and its split on
// objects; adding both counts twice, so they are kept apart.
type Change struct {
	Year     int
	Period   allocation.Period
	Account  string
	Objects  []Object // none in a total
	Amount   allocation.Ore
	Quantity string
	Line     int
}

// Voucher is a #VER with its rows. Series and number may be empty.
type Voucher struct {
	Series, Number string
	Date           allocation.Date
	Text           string
	RegDate        allocation.Date
	Sign           string
	Line           int
	Rows           []Row      // #TRANS: these count, and add up to zero
	Audit          []AuditRow // #RTRANS and #BTRANS: these never count
}

// Row is one booked row. Debit is positive.
type Row struct {
	Account  string
	Objects  []Object // in the order of the file; none is nil
	Amount   allocation.Ore
	Date     allocation.Date // the voucher's where the row has none
	Text     string
	Quantity string // as written, with its sign; never summed here
	Sign     string
	Line     int
}

// AuditKind says what happened to a row.
type AuditKind uint8

const (
	Added  AuditKind = iota // #RTRANS: added later; a #TRANS of the same row counts it
	Struck                  // #BTRANS: no longer valid
)

// AuditRow is a row of a voucher's history of corrections.
type AuditRow struct {
	Kind AuditKind
	Row
}

// Name returns series and number as people write them.
func (v *Voucher) Name() string {
	if v.Series == "" || v.Number == "" {
		return v.Series + v.Number
	}
	return v.Series + " " + v.Number
}

// Code returns the row's first object in a dimension, and whether it has one.
func (r *Row) Code(dimension int) (string, bool) {
	for _, o := range r.Objects {
		if o.Dimension == dimension {
			return o.Code, true
		}
	}
	return "", false
}

// YearOf returns the fiscal year that a day is in.
func (f *File) YearOf(day allocation.Date) (Year, bool) {
	for _, y := range f.Years {
		if y.Days.Contains(day) {
			return y, true
		}
	}
	return Year{}, false
}
