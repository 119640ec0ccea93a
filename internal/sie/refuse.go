package sie

import (
	"strings"

	"chargeback/allocation"
)

// check says why a file cannot be written, if it cannot: the first reason in
// the order of the file.
func check(f *File) error {
	for _, field := range []struct{ label, name, value string }{
		{"#PROGRAM", "name", f.Program},
		{"#PROGRAM", "version", f.Version},
		{"#FNAMN", "name", f.Company},
	} {
		if strings.TrimSpace(Writable(field.value)) == "" {
			return &Problem{Code: MissingField, Label: field.label, Args: []string{field.name}}
		}
	}
	if !isDay(f.Generated) {
		return &Problem{Code: BadDate, Label: "#GEN", Args: []string{"date"}}
	}
	if f.OrgNumber != "" {
		if _, ok := orgNumber(f.OrgNumber); !ok {
			return &Problem{Code: BadOrgNumber, Label: "#ORGNR", Value: f.OrgNumber}
		}
	}
	if f.Currency != "" && f.Currency != "SEK" {
		return &Problem{Code: OtherCurrency, Label: "#VALUTA", Value: f.Currency}
	}
	if p := exact("#FNR", "id", f.CompanyID); p != nil {
		return p
	}
	for _, y := range f.Years {
		switch {
		case y.Number > 0 || y.Number < -999_999_999:
			return &Problem{Code: BadYear, Label: "#RAR", Value: decimal(uint64(max(y.Number, -y.Number)), 1)}
		case !isDay(y.Days.From) || !isDay(y.Days.To) || y.Days.To < y.Days.From:
			return &Problem{Code: BadDate, Label: "#RAR", Args: []string{"start"}}
		}
	}
	for _, a := range f.Accounts {
		if !isDigits(a.Number) {
			return &Problem{Code: BadAccount, Label: "#KONTO", Value: a.Number}
		}
		switch a.Type {
		case "", "T", "S", "K", "I":
		default:
			return &Problem{Code: UnwritableCode, Label: "#KTYP", Value: a.Type, Args: []string{"type"}}
		}
	}
	for _, d := range f.Dimensions {
		if !isDimension(d.Number) || d.Parent != 0 && !isDimension(d.Parent) {
			return &Problem{Code: BadDimension, Label: "#DIM", Value: d.Name}
		}
	}
	for _, o := range f.Objects {
		if p := checkObject("#OBJEKT", o.Object); p != nil {
			return p
		}
	}
	for i := range f.Vouchers {
		if p := checkVoucher(&f.Vouchers[i]); p != nil {
			return p
		}
	}
	return nil
}

func checkVoucher(v *Voucher) error {
	if p := exact("#VER", "series", v.Series); p != nil {
		return p
	}
	if p := exact("#VER", "number", v.Number); p != nil {
		return p
	}
	if !isDay(v.Date) || v.RegDate != 0 && !isDay(v.RegDate) {
		return &Problem{Code: BadDate, Label: "#VER", Value: v.Name(), Args: []string{"date"}}
	}
	for i := range v.Rows {
		if p := checkRow(&v.Rows[i], v); p != nil {
			return p
		}
	}
	if p, ok := balanced(v); !ok {
		p.Line = 0
		return &p
	}
	return nil
}

func checkRow(r *Row, v *Voucher) error {
	switch {
	case !isDigits(r.Account):
		return &Problem{Code: BadAccount, Label: "#TRANS", Value: r.Account}
	case r.Amount > allocation.MaxAmount || r.Amount < -allocation.MaxAmount:
		return &Problem{Code: AmountTooLarge, Label: "#TRANS", Value: formatAmount(r.Amount), Args: []string{largest}}
	case !isDay(r.date(v)):
		return &Problem{Code: BadDate, Label: "#TRANS", Value: v.Name(), Args: []string{"date"}}
	case r.Quantity != "" && !isQuantity(r.Quantity):
		return &Problem{Code: UnwritableCode, Label: "#TRANS", Value: r.Quantity, Args: []string{"quantity"}}
	}
	for _, o := range r.Objects {
		if p := checkObject("#TRANS", o); p != nil {
			return p
		}
	}
	return nil
}

func checkObject(label string, o Object) error {
	if !isDimension(o.Dimension) {
		return &Problem{Code: BadDimension, Label: label, Value: o.Code}
	}
	return exact(label, "object", o.Code)
}

// exact refuses a code that would be another when read.
func exact(label, name, code string) error {
	if Writable(code) != code {
		return &Problem{Code: UnwritableCode, Label: label, Value: code, Args: []string{name}}
	}
	return nil
}

// isDay says whether the date is a real day that eight digits can tell.
func isDay(d allocation.Date) bool {
	last, _ := allocation.NewDate(9999, 12, 31)
	return d >= 1 && d <= last
}

func isDimension(n int) bool { return n >= 1 && n <= 999_999_999 }
