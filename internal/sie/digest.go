package sie

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// Digest recognises content that was read before: SHA-256 over what the file
// says, in the order it says it. Two files have the same digest if they have the
// same type, organisation, fiscal years, declarations, balances, periods,
// budgets and vouchers with their rows and audit trail.
//
// It does not depend on what may differ between two copies of the same content:
// encoding, line ends, blanks, quotes, how many decimals an amount is written
// with, line numbers, records that are ignored; nor on who exported it and when
// (#PROGRAM, #GEN, #FORMAT, #PROSA), nor on the marks of its way (#FLAGGA, which
// an importing program sets, and #KSUMMA). The voucher's date stands for that of
// a row without one.
type Digest [sha256.Size]byte

// Digest returns the digest of the file's content.
func (f *File) Digest() Digest {
	d := digester{sha256.New(), nil}
	d.texts("sie 1", f.Company, f.CompanyID, f.OrgNumber, f.AccountPlan, f.Currency)
	d.numbers(int64(f.Type), int64(f.Covers))
	d.count(len(f.Years))
	for _, y := range f.Years {
		d.numbers(int64(y.Number), int64(y.Days.From), int64(y.Days.To))
	}
	d.count(len(f.Accounts))
	for _, a := range f.Accounts {
		d.texts(a.Number, a.Name, a.Type, a.Unit)
	}
	d.count(len(f.Dimensions))
	for _, dimension := range f.Dimensions {
		d.numbers(int64(dimension.Number), int64(dimension.Parent))
		d.texts(dimension.Name)
	}
	d.count(len(f.Objects))
	for _, o := range f.Objects {
		d.objects([]Object{o.Object})
		d.texts(o.Name)
	}
	for _, list := range [][]Balance{f.Opening, f.Closing, f.Results, f.ObjectOpening, f.ObjectClosing} {
		d.count(len(list))
		for _, b := range list {
			d.numbers(int64(b.Year), int64(b.Amount))
			d.texts(b.Account, b.Quantity)
			d.objects(b.Objects)
		}
	}
	for _, list := range [][]Change{f.PeriodTotals, f.PeriodObjects, f.BudgetTotals, f.BudgetObjectRows} {
		d.count(len(list))
		for _, c := range list {
			d.numbers(int64(c.Year), int64(c.Period.Year), int64(c.Period.Month), int64(c.Amount))
			d.texts(c.Account, c.Quantity)
			d.objects(c.Objects)
		}
	}
	d.count(len(f.Vouchers))
	for i := range f.Vouchers {
		v := &f.Vouchers[i]
		d.texts(v.Series, v.Number, v.Text, v.Sign)
		d.numbers(int64(v.Date), int64(v.RegDate))
		d.count(len(v.Rows))
		for j := range v.Rows {
			d.row(&v.Rows[j])
		}
		d.count(len(v.Audit))
		for j := range v.Audit {
			d.numbers(int64(v.Audit[j].Kind))
			d.row(&v.Audit[j].Row)
		}
	}
	return Digest(d.hash.Sum(nil))
}

// digester feeds a hash so that no two contents give it the same bytes: every
// text and list comes after its length, every number has eight bytes.
type digester struct {
	hash    hash.Hash
	scratch []byte
}

func (d *digester) row(r *Row) {
	d.texts(r.Account, r.Text, r.Quantity, r.Sign)
	d.numbers(int64(r.Amount), int64(r.Date))
	d.objects(r.Objects)
}

func (d *digester) objects(objects []Object) {
	d.count(len(objects))
	for _, o := range objects {
		d.numbers(int64(o.Dimension))
		d.texts(o.Code)
	}
}

func (d *digester) count(n int) { d.numbers(int64(n)) }

func (d *digester) numbers(numbers ...int64) {
	d.scratch = d.scratch[:0]
	for _, n := range numbers {
		d.scratch = binary.BigEndian.AppendUint64(d.scratch, uint64(n))
	}
	d.hash.Write(d.scratch)
}

func (d *digester) texts(texts ...string) {
	for _, text := range texts {
		d.scratch = binary.BigEndian.AppendUint64(d.scratch[:0], uint64(len(text)))
		d.scratch = append(d.scratch, text...)
		d.hash.Write(d.scratch)
	}
}
