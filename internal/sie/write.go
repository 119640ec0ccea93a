package sie

import (
	"bytes"
	"hash/crc32"
	"io"

	"chargeback/allocation"
)

// Write writes the vouchers of a file as SIE 4I: code page 437, CRLF, both
// #KSUMMA. The same file gives the same bytes; the date it is made comes in as
// Generated.
//
// Of the file it writes program, version, Generated and by whom, the comment,
// the company with its ids, the fiscal years if there are any, the vouchers with
// their #TRANS, and of the accounts, dimensions and objects those that the rows
// use, the first of each. Nothing is made up: what is used and not declared gets
// no record. Balances are not written, since a 4I must not have them, nor is the
// audit trail.
//
// Texts are written as [Writable] has them. Refused, with a [*Problem] and
// before a byte is written, is a voucher that does not balance or has no date,
// what a record must have and lacks, a currency other than SEK, and a code that
// would not be the same when read.
func Write(w io.Writer, f *File) error {
	if err := check(f); err != nil {
		return err
	}
	o := output{}
	o.record("#FLAGGA").bare("0").end()
	o.record("#KSUMMA").end()
	o.sum = 0 // from the next record on
	o.record("#PROGRAM").text(f.Program).text(f.Version).end()
	o.record("#FORMAT").bare("PC8").end()
	o.record("#GEN").bare(formatDate(f.Generated)).optional(f.GeneratedBy).end()
	o.record("#SIETYP").bare("4").end()
	if f.Comment != "" {
		o.record("#PROSA").text(f.Comment).end()
	}
	if f.CompanyID != "" {
		o.record("#FNR").text(f.CompanyID).end()
	}
	if number, ok := orgNumber(f.OrgNumber); ok {
		o.record("#ORGNR").bare(number).end()
	}
	o.record("#FNAMN").text(f.Company).end()
	for _, y := range f.Years {
		o.record("#RAR").bare(yearNumber(y.Number)).bare(formatDate(y.Days.From)).bare(formatDate(y.Days.To)).end()
	}
	if f.AccountPlan != "" {
		o.record("#KPTYP").text(f.AccountPlan).end()
	}
	o.declarations(f)
	for i := range f.Vouchers {
		o.voucher(&f.Vouchers[i])
	}
	sum := o.sum
	o.record("#KSUMMA").bare(decimal(uint64(sum), 1)).end()
	_, err := w.Write(o.bytes.Bytes())
	return err
}

// output is a file in the making.
type output struct {
	bytes   bytes.Buffer
	sum     uint32 // of all fields so far
	blanks  int    // empty fields that are written if another follows
	scratch []byte
}

func (o *output) record(label string) *output {
	o.count([]byte(label))
	o.bytes.WriteString(label)
	return o
}

// bare writes a field without quotes: numbers and dates.
func (o *output) bare(field string) *output {
	o.separate()
	o.count([]byte(field))
	o.bytes.WriteString(field)
	return o
}

// text writes a text in quotes, also an empty one.
func (o *output) text(text string) *output {
	o.separate()
	o.quoted(text)
	return o
}

// optional writes a text if there is one, or if a later field follows.
func (o *output) optional(text string) *output {
	if text == "" {
		o.blanks++
		return o
	}
	return o.text(text)
}

func (o *output) objects(objects []Object) *output {
	o.separate()
	o.bytes.WriteByte('{')
	for i, object := range objects {
		if i > 0 {
			o.bytes.WriteByte(' ')
		}
		number := decimal(uint64(object.Dimension), 1)
		o.count([]byte(number))
		o.bytes.WriteString(number)
		o.bytes.WriteByte(' ')
		o.quoted(object.Code)
	}
	o.bytes.WriteByte('}')
	return o
}

// separate writes the empty fields that were left open, and a space.
func (o *output) separate() {
	for ; o.blanks > 0; o.blanks-- {
		o.bytes.WriteString(` ""`)
	}
	o.bytes.WriteByte(' ')
}

func (o *output) quoted(text string) {
	o.scratch = encodeCP437(o.scratch[:0], Writable(text))
	o.count(o.scratch)
	o.bytes.Write(appendQuoted(nil, o.scratch))
}

func (o *output) count(b []byte) { o.sum = crc32.Update(o.sum, crc32.IEEETable, b) }

func (o *output) end() {
	o.blanks = 0
	o.bytes.WriteString("\r\n")
}

func (o *output) voucher(v *Voucher) {
	o.record("#VER").text(v.Series).text(v.Number).bare(formatDate(v.Date))
	o.optional(v.Text)
	if v.RegDate != 0 {
		o.bare(formatDate(v.RegDate))
	} else {
		o.optional("")
	}
	o.optional(v.Sign).end()
	o.bytes.WriteString("{\r\n")
	for i := range v.Rows {
		r := &v.Rows[i]
		o.record("#TRANS").bare(r.Account).objects(r.Objects).bare(formatAmount(r.Amount))
		o.bare(formatDate(r.date(v))).optional(r.Text)
		if r.Quantity != "" {
			o.bare(r.Quantity)
		} else {
			o.optional("")
		}
		o.optional(r.Sign).end()
	}
	o.bytes.WriteString("}\r\n")
}

// date returns the row's date, which is the voucher's where it has none.
func (r *Row) date(v *Voucher) allocation.Date {
	if r.Date == 0 {
		return v.Date
	}
	return r.Date
}

// declarations writes the accounts, dimensions and objects that are used.
func (o *output) declarations(f *File) {
	accounts, dimensions, objects := map[string]bool{}, map[int]bool{}, map[Object]bool{}
	for i := range f.Vouchers {
		for _, r := range f.Vouchers[i].Rows {
			accounts[r.Account] = true
			for _, object := range r.Objects {
				dimensions[object.Dimension] = true
				objects[object] = true
			}
		}
	}
	for more := true; more; { // a parent may have a parent
		more = false
		for _, d := range f.Dimensions {
			if d.Parent != 0 && dimensions[d.Number] && !dimensions[d.Parent] {
				dimensions[d.Parent], more = true, true
			}
		}
	}
	for _, a := range f.Accounts {
		if !accounts[a.Number] {
			continue
		}
		delete(accounts, a.Number)
		o.record("#KONTO").bare(a.Number).text(a.Name).end()
		if a.Type != "" {
			o.record("#KTYP").bare(a.Number).bare(a.Type).end()
		}
		if a.Unit != "" {
			o.record("#ENHET").bare(a.Number).text(a.Unit).end()
		}
	}
	for _, d := range f.Dimensions {
		if !dimensions[d.Number] {
			continue
		}
		delete(dimensions, d.Number)
		number := decimal(uint64(d.Number), 1)
		if d.Parent == 0 {
			o.record("#DIM").bare(number).text(d.Name).end()
		} else {
			o.record("#UNDERDIM").bare(number).text(d.Name).bare(decimal(uint64(d.Parent), 1)).end()
		}
	}
	for _, object := range f.Objects {
		if objects[object.Object] {
			delete(objects, object.Object)
			o.record("#OBJEKT").bare(decimal(uint64(object.Dimension), 1)).text(object.Code).text(object.Name).end()
		}
	}
}

// yearNumber writes 0, -1, -2 …
func yearNumber(n int) string {
	if n == 0 {
		return "0"
	}
	return "-" + decimal(uint64(-n), 1)
}
