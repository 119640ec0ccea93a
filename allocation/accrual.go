package allocation

import "math/bits"

// A cost that is accrued, such as a year's licence, is apportioned over the
// months that its validity touches; the weight of a month is its days inside,
// and ties go to the earlier month (SPEC §2, costs).
//
// The part of one month is found without listing the others. All months
// inside a validity weigh 28, 29, 30 or 31 days and the two at its ends
// anything up to that, so there are at most six different weights. Months of
// equal weight have equal remainders, so a month gets a leftover öre if fewer
// months than there are leftovers stand before it: those with a larger
// remainder, and those with the same remainder that are earlier.
//
// Example: 1 000 öre over 2017-01-15 – 2017-03-31, 76 days: 17 + 28 + 31.
// Floors 223, 368, 407 leave 2 öre; the remainders ·/76 are 52, 32, 68;
// so March and January get one each: 224, 368, 408.

// Accrued is the part of an accrued cost that falls on one month.
type Accrued struct {
	Part     Ore
	Days     int64 // of the month, inside the validity
	Total    int64 // days of the whole validity
	Leftover bool  // the month got one of the leftover öre
}

// Accrue returns the part of the amount that falls on the month. The parts of
// all months that the span touches add up to the amount exactly. The span must
// have both ends; a month that it does not touch gets nothing.
func Accrue(amount Ore, span Span, p Period) Accrued {
	days := span.Intersect(p.Span()).Days()
	total := span.Days()
	if days == 0 {
		return Accrued{Total: total}
	}
	whole := magnitude(amount)
	part, rest := mulDiv(whole, uint64(days), uint64(total))

	// Every kind of month: how many, how many of them earlier than p.
	var left, before uint64
	for kind := range monthKinds(span, p) {
		_, r := mulDiv(whole, uint64(kind.days), uint64(total))
		// Σ remainders = leftover × total; each remainder is below total.
		left += kind.count * r
		switch {
		case r > rest:
			before += kind.count
		case r == rest:
			before += kind.earlier
		}
	}
	a := Accrued{Days: days, Total: total, Leftover: before < left/uint64(total)}
	if a.Leftover {
		part++
	}
	a.Part = Ore(part)
	if amount < 0 {
		a.Part = -a.Part
	}
	return a
}

// monthKind is a group of months with the same number of days inside a span.
type monthKind struct {
	days           int64
	count, earlier uint64 // months of the kind; of them earlier than the month asked for
}

// monthKinds yields the first month, the last month, and the whole months
// between them grouped by length.
func monthKinds(span Span, p Period) func(yield func(monthKind) bool) {
	first, last := span.From.Period(), span.To.Period()
	one := func(q Period) monthKind {
		k := monthKind{days: span.Intersect(q.Span()).Days(), count: 1}
		if q.Before(p) {
			k.earlier = 1
		}
		return k
	}
	return func(yield func(monthKind) bool) {
		if !yield(one(first)) || first == last || !yield(one(last)) {
			return
		}
		start, end := lengthsBefore(first.index()+1), lengthsBefore(last.index())
		at := end
		if p.Before(last) {
			at = lengthsBefore(max(p.index(), first.index()+1))
		}
		for i := range end {
			k := monthKind{int64(28 + i), end[i] - start[i], at[i] - start[i]}
			if k.count > 0 && !yield(k) {
				return
			}
		}
	}
}

// lengthsBefore counts the months before month number n (0001-01 is 0) that
// have 28, 29, 30 and 31 days.
func lengthsBefore(n int) [4]uint64 {
	years := n / 12
	leap := years/4 - years/100 + years/400
	counts := [4]uint64{uint64(years - leap), uint64(leap), uint64(4 * years), uint64(7 * years)}
	for m := 1; m <= n%12; m++ {
		counts[Period{years + 1, m}.Days()-28]++
	}
	return counts
}

// mulDiv returns ⌊a·b / c⌋ and a·b mod c by a 128-bit product. It requires
// b ≤ c, so that the quotient is at most a.
func mulDiv(a, b, c uint64) (quotient, remainder uint64) {
	hi, lo := bits.Mul64(a, b)
	return bits.Div64(hi, lo, c)
}
