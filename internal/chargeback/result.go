package chargeback

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"iter"
	"slices"
	"strings"

	"chargeback/allocation"
)

// Result is a charged month as it is kept and handed out (SPEC §8): what a
// [Run] came to, without the engine that made it.
type Result struct {
	Period       allocation.Period
	Municipality string // may be empty
	Totals       Totals
	Bills        []Bill          // by department
	Lines        iter.Seq[Line]  // in the order of SPEC §8; can be read many times
	LineCount    int             //
	Central      []Central       // by category
	Unallocated  []Unallocated   // by category, model, object
	Variance     []ModelVariance // of models charged by price, in order of model
}

// ModelVariance is what a model charged by price cost and recovered.
type ModelVariance = allocation.Variance

// Compare orders keys as SPEC §8 orders lines.
func (k LineKey) Compare(other LineKey) int {
	return cmp.Or(
		strings.Compare(k.Department, other.Department), strings.Compare(k.CostCenter, other.CostCenter),
		cmp.Compare(k.Model, other.Model), strings.Compare(k.Category, other.Category), strings.Compare(k.Object, other.Object),
	)
}

// Line returns the line with its quantity, as it is kept.
func (r *Run) Line(b *BillLine) Line {
	return Line{
		LineKey:       LineKey{b.Department, b.CostCenter, b.Model, b.Category, b.Object},
		QuantityMicro: r.Quantity(b), Amount: b.Amount,
	}
}

// Result returns what the run came to. Its lines are read from the run.
func (r *Run) Result() *Result {
	return &Result{
		Period: r.Month.Period, Municipality: r.Month.Municipality(), Totals: r.Totals(), Bills: r.Bills(),
		Lines: func(yield func(Line) bool) {
			for b := range r.Lines() {
				if !yield(r.Line(&b)) {
					return
				}
			}
		},
		LineCount: r.CountLines(), Central: r.Central(), Unallocated: r.Unallocated(), Variance: r.Variance(),
	}
}

// Digest is the SHA-256 of all that was charged, in hexadecimal: the same
// bytes on any machine and from either database.
func (r *Result) Digest() string {
	d := newDigest("result 1")
	d.text(r.Period.String())
	t := &r.Totals
	d.numbers(int64(t.Cost), int64(t.Billed), int64(t.Central), int64(t.Unallocated), int64(t.Variance), int64(t.SelfPaid))
	for line := range r.Lines {
		d.texts("line", line.Department, line.CostCenter, line.Category, line.Object)
		d.numbers(int64(line.Model), line.QuantityMicro, int64(line.Amount))
	}
	for _, c := range r.Central {
		d.texts("central", c.Category)
		d.numbers(int64(c.Amount))
	}
	for _, u := range r.Unallocated {
		d.texts("unallocated", u.Category, u.Object)
		d.numbers(int64(u.Model), int64(u.Reason), int64(u.Amount))
	}
	for _, v := range r.Variance {
		d.text("variance")
		d.numbers(int64(v.Model), int64(v.Cost), int64(v.Recovered), int64(v.Amount))
	}
	return d.sum()
}

// CollectLines returns the lines as a slice that the caller owns.
func (r *Result) CollectLines() []Line {
	return slices.AppendSeq(make([]Line, 0, r.LineCount), r.Lines)
}

// digest feeds SHA-256 so that no two contents give it the same bytes: every
// text stands after its length, every number has eight bytes.
type digest struct {
	hash    hash.Hash
	scratch []byte
}

// newDigest begins with the name and version of what is digested.
func newDigest(kind string) *digest {
	d := &digest{hash: sha256.New()}
	d.text(kind)
	return d
}

func (d *digest) text(text string) {
	d.scratch = binary.BigEndian.AppendUint64(d.scratch[:0], uint64(len(text)))
	d.scratch = append(d.scratch, text...)
	d.hash.Write(d.scratch)
}

func (d *digest) texts(texts ...string) {
	for _, text := range texts {
		d.text(text)
	}
}

func (d *digest) numbers(numbers ...int64) {
	d.scratch = d.scratch[:0]
	for _, n := range numbers {
		d.scratch = binary.BigEndian.AppendUint64(d.scratch, uint64(n))
	}
	d.hash.Write(d.scratch)
}

// sum returns the digest in hexadecimal.
func (d *digest) sum() string { return hex.EncodeToString(d.hash.Sum(nil)) }

// BillsOf adds up the lines of a result by department, in order of code. What
// departments paid themselves, and departments without lines, are those of
// known.
func (m *Month) BillsOf(r *Result, known []Bill) []Bill {
	bills := slices.Clone(known)
	for i := range bills {
		bills[i].Amount = 0
		clear(bills[i].ByModel[:])
	}
	for line := range r.Lines {
		at := slices.IndexFunc(bills, func(b Bill) bool { return b.Code == line.Department })
		if at < 0 {
			at = len(bills)
			b := Bill{Code: line.Department, Name: m.DepartmentName(line.Department)}
			if i, ok := m.Facts.Departments.Index(line.Department); ok {
				b.Department, b.Kind = i, m.Facts.KindOf(i, m.Period)
			}
			bills = append(bills, b)
		}
		bills[at].Amount += line.Amount
		bills[at].ByModel[line.Model] += line.Amount
	}
	slices.SortFunc(bills, func(a, b Bill) int { return strings.Compare(a.Code, b.Code) })
	return bills
}
