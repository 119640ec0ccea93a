package sie

import "chargeback/allocation"

type (
	ore  = allocation.Ore
	day  = allocation.Date
	span = allocation.Span
)

// largest is the largest amount, for people.
var largest = formatAmount(allocation.MaxAmount)

// rowKind is what a row of a voucher is.
type rowKind uint8

const (
	booked rowKind = iota
	added
	struck
)

// rows are the records that stand between the braces of a #VER.
var rows = map[string]rowKind{"#TRANS": booked, "#RTRANS": added, "#BTRANS": struck}

// openVoucher reads a #VER. All its fields but the date may be empty. A voucher
// without a readable date is kept, dateless, so that its rows have a place.
func (r *reader) openVoucher() {
	v := Voucher{Series: r.text(0), Number: r.text(1), Text: r.text(3), Sign: r.text(5), Line: r.line}
	v.RegDate = r.day(4, "registered")
	switch text := r.text(2); text {
	case "":
		r.problem(MissingField, v.Name(), "date")
	default:
		var ok bool
		if v.Date, ok = parseDate(text); !ok {
			r.problem(BadDate, text, "date")
		}
	}
	r.file.Vouchers = append(r.file.Vouchers, v)
	r.block, r.damaged = mustOpen, false
}

// row reads a row of the open voucher.
func (r *reader) row(kind rowKind) {
	v := &r.file.Vouchers[len(r.file.Vouchers)-1]
	if !r.need(MissingField, "account", "objects", "amount") {
		r.damaged = r.damaged || kind == booked
		return
	}
	row := Row{Line: r.line, Date: v.Date, Text: r.text(4), Quantity: r.quantity(5), Sign: r.text(6)}
	var ok1, ok2, ok3 bool
	row.Account, ok1 = r.accountNumber(0)
	row.Objects, ok2 = r.objects(1)
	row.Amount, ok3 = r.amount(2)
	if text := r.text(3); text != "" {
		d, ok := parseDate(text)
		if ok {
			row.Date = d
		} else {
			r.problem(BadDate, text, "date")
		}
	}
	switch {
	case !ok1 || !ok2 || !ok3:
		r.damaged = r.damaged || kind == booked
	case kind == booked:
		v.Rows = append(v.Rows, row)
	case kind == added:
		v.Audit = append(v.Audit, AuditRow{Added, row})
	default:
		v.Audit = append(v.Audit, AuditRow{Struck, row})
	}
}

// closeVoucher checks that the rows of a voucher add up to zero. One that lost
// a row is not checked: the row was told.
func (r *reader) closeVoucher() {
	v := &r.file.Vouchers[len(r.file.Vouchers)-1]
	if r.damaged {
		return
	}
	if p, ok := balanced(v); !ok {
		r.found.add(p)
	}
}

// balanced says whether the rows of a voucher add up to zero.
func balanced(v *Voucher) (Problem, bool) {
	var sum allocation.Sum
	for i := range v.Rows {
		sum.Add(v.Rows[i].Amount)
	}
	total, err := sum.Total()
	p := Problem{Line: v.Line, Label: "#VER", Value: v.Name()}
	switch {
	case err != nil:
		p.Code, p.Args = AmountTooLarge, []string{largest}
		return p, false
	case total != 0:
		p.Code, p.Args = Unbalanced, []string{formatAmount(total)}
		return p, false
	}
	return p, true
}
