package allocation

import (
	"errors"
	"math"
	"math/bits"
	"slices"
)

// The exact splitter (SPEC §5, "Apportion"): amount A over weights w₁…wₙ with
// W = Σw. Cell i gets ⌊|A|·wᵢ / W⌋, and the öre left over go one each to the
// cells with the largest remainders |A|·wᵢ mod W; ties go to the cell that
// comes first. For A < 0 every part is negated.
//
// Example: 100 öre over 1, 1, 1. Each floor is 33 and each remainder 1, so the
// one leftover öre goes to the first: 34, 33, 33.
//
// How it is fast. Write A = a·W + A' with A' < W, and let F = ⌈A'·2⁶⁴ / W⌉. Then
//
//	w·F = A'·w·2⁶⁴/W + e,  0 ≤ e < w,
//
// so if w·W ≤ 2⁶⁴ for the largest weight, the high word of the 128-bit product
// w·F is ⌊A'·w / W⌋ and the low word, the fraction, is r·2⁶⁴/W + e for the
// remainder r. Since e < 2⁶⁴/W, two different remainders keep their order in
// the fractions, and the high word of fraction·W is r itself. One
// multiplication thus gives a cell's floor and the place of its remainder.
// Weights that are too large for that take the wide path: the same quotient,
// corrected by at most one, and the remainder by multiplying back.
//
// The leftovers are placed by selection: the fractions are counted in buckets
// by their leading bits, all buckets above the one where the leftovers run out
// get an öre, and only the cells of that one bucket are compared exactly.

// Weights are the cells of one driver made ready for splitting. They are
// immutable, and any number of goroutines may split by the same Weights.
type Weights struct {
	reduced []uint64 // the weights, divided by unit
	total   uint64   // Σ reduced
	unit    uint64   // 1, or their greatest common divisor where that helps
	narrow  bool     // largest·total ≤ 2⁶⁴
	equal   bool     // all weights are zero or the same
}

// ErrNegativeWeight says that a weight is below zero: nobody can be owed a part
// of a cost.
var ErrNegativeWeight = errors.New("a weight is below zero")

// NewWeights prepares the weights of a driver; index order is the order of
// ties. The total may be zero. The error is [ErrNegativeWeight], or
// [ErrOverflow] where the total does not fit in 63 bits. The slice is not kept.
func NewWeights(weights []int64) (*Weights, error) {
	w := &Weights{reduced: make([]uint64, len(weights))}
	if err := w.set(weights); err != nil {
		return nil, err
	}
	return w, nil
}

// set prepares the weights in memory that the caller has provided: reduced has
// the length of weights.
func (w *Weights) set(weights []int64) error {
	var sum Sum
	var largest uint64
	smallest := uint64(math.MaxUint64) // less one, so that zero does not count
	for i, weight := range weights {
		if weight < 0 {
			return ErrNegativeWeight
		}
		sum.Add(Ore(weight))
		w.reduced[i] = uint64(weight)
		largest = max(largest, uint64(weight))
		smallest = min(smallest, uint64(weight)-1)
	}
	total, err := sum.Total()
	if err != nil {
		return err
	}
	w.unit, w.total, w.equal = 1, uint64(total), largest-1 == smallest
	w.setNarrow(largest)
	if !w.narrow || w.equal {
		w.reduce()
		w.setNarrow(largest / w.unit)
	}
	return nil
}

func (w *Weights) setNarrow(largest uint64) {
	hi, lo := bits.Mul64(largest, w.total)
	w.narrow = hi == 0 || hi == 1 && lo == 0
}

// reduce divides the weights by their greatest common divisor.
func (w *Weights) reduce() {
	unit := uint64(0)
	for _, weight := range w.reduced {
		if unit = gcd(weight, unit); unit == 1 {
			return
		}
	}
	if unit == 0 {
		return
	}
	for i := range w.reduced {
		w.reduced[i] /= unit
	}
	w.unit, w.total = unit, w.total/unit
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// Total returns the sum of the weights as they were given.
func (w *Weights) Total() int64 { return int64(w.total * w.unit) }

// Weight returns the weight of a cell as it was given.
func (w *Weights) Weight(cell int) int64 { return int64(w.reduced[cell] * w.unit) }

// Scratch is the working memory of one goroutine that splits. The zero value
// is ready; it grows to what the largest split needs and is reused.
type Scratch struct {
	buckets    [1 << maxBucketBits]uint32
	odd        [1 << maxBucketBits]uint32
	candidates []candidate
	selection  []uint64
	remainders []uint64
}

// candidate is a cell whose remainder must be compared exactly.
type candidate struct {
	cell      int32
	remainder uint64
}

const maxBucketBits = 8

// Split splits the amount over the weights into parts, which has one place per
// weight and is overwritten. Parts sum to the amount exactly, a weight of zero
// is paid nothing, and no part is a whole öre from its exact fraction. It
// reports false, and leaves parts alone, where the weights sum to zero. It
// allocates nothing once s has grown.
func (w *Weights) Split(parts []Ore, amount Ore, s *Scratch) bool {
	if w.total == 0 {
		return false
	}
	parts = parts[:len(w.reduced)]
	whole := magnitude(amount)
	if w.narrow {
		w.splitNarrow(parts, whole, s)
	} else {
		w.splitWide(parts, whole, s)
	}
	if amount < 0 {
		for i := range parts {
			parts[i] = -parts[i]
		}
	}
	return true
}

// splitNarrow splits by one multiplication per cell and pass.
func (w *Weights) splitNarrow(parts []Ore, whole uint64, s *Scratch) {
	// |MinInt64| = 2⁶³ is the largest whole; its parts fit since their sum does
	// when negated.
	base, rest := whole/w.total, whole%w.total
	if rest == 0 {
		for i, weight := range w.reduced {
			parts[i] = Ore(base * weight)
		}
		return
	}
	factor, remainder := bits.Div64(rest, 0, w.total)
	if remainder != 0 {
		factor++
	}

	if w.equal {
		// All remainders are the same: the first cells get the leftovers.
		i := 0
		for ; rest > 0; i++ {
			parts[i] = Ore((base + 1) * w.reduced[i])
			rest -= w.reduced[i]
		}
		for ; i < len(parts); i++ {
			parts[i] = Ore(base * w.reduced[i])
		}
		return
	}
	bucketBits := bucketBitsFor(len(parts))
	shift := 64 - bucketBits
	buckets := s.buckets[:1<<bucketBits]
	clear(buckets)
	var floors uint64
	weights := w.reduced
	if bucketBits == maxBucketBits {
		floors = s.countPairs(weights, factor)
		weights = weights[len(weights)&^1:]
	}
	for _, weight := range weights {
		floor, fraction := bits.Mul64(weight, factor)
		floors += floor
		s.buckets[uint8(fraction>>(shift&63))]++
	}
	leftover := rest - floors

	// All cells at or above bound get an öre; those in the width below it are
	// compared with one another for what is left.
	bucket, left := lastBucket(buckets, leftover)
	width := uint64(1) << (shift & 63)
	low := uint64(bucket) << (shift & 63)
	last := low + (width - 1)
	s.candidates = s.candidates[:0]
	for i, weight := range w.reduced[:len(parts)] {
		floor, fraction := bits.Mul64(weight, factor)
		_, above := bits.Sub64(last, fraction, 0)
		parts[i] = Ore(base*weight + floor + above)
		if fraction-low < width {
			exact, _ := bits.Mul64(fraction, w.total)
			s.candidates = append(s.candidates, candidate{int32(i), exact})
		}
	}
	s.placeLast(parts, left)
}

// countPairs counts the fractions of many cells in buckets, and adds up their
// floors; an odd last cell is left. Every second is counted apart: a bucket
// that gets one fraction after another waits for its last count.
func (s *Scratch) countPairs(weights []uint64, factor uint64) (floors uint64) {
	const shift = 64 - maxBucketBits
	clear(s.odd[:])
	for len(weights) >= 2 {
		floor0, fraction0 := bits.Mul64(weights[0], factor)
		floor1, fraction1 := bits.Mul64(weights[1], factor)
		floors += floor0 + floor1
		s.buckets[fraction0>>shift]++
		s.odd[fraction1>>shift]++
		weights = weights[2:]
	}
	for i, n := range s.odd {
		s.buckets[i] += n
	}
	return floors
}

// splitWide splits by exact 128-bit quotients, for totals up to 63 bits.
func (w *Weights) splitWide(parts []Ore, whole uint64, s *Scratch) {
	base, rest := whole/w.total, whole%w.total
	factor, remainder := bits.Div64(rest, 0, w.total)
	if remainder != 0 {
		factor++
	}
	if cap(s.remainders) < len(parts) {
		s.remainders = make([]uint64, len(parts))
	}
	remainders := s.remainders[:len(parts)]

	bucketBits := bucketBitsFor(len(parts))
	// Remainders are below total: their leading bits start where its do.
	shift := max(0, bits.Len64(w.total-1)-bucketBits)
	buckets := s.buckets[:1<<bucketBits]
	clear(buckets)
	var floors uint64
	for i, weight := range w.reduced {
		floor, _ := bits.Mul64(weight, factor)
		// factor is rounded up, so floor is right or one too many; both words
		// wrap, but their difference is between -total and total.
		r := int64(rest*weight - floor*w.total)
		if r < 0 {
			r += int64(w.total)
			floor--
		}
		floors += floor
		parts[i] = Ore(base*weight + floor)
		remainders[i] = uint64(r)
		buckets[uint64(r)>>shift]++
	}

	bucket, left := lastBucket(buckets, rest-floors)
	s.candidates = s.candidates[:0]
	for i, r := range remainders {
		switch at := r >> shift; {
		case at > uint64(bucket):
			parts[i]++
		case at == uint64(bucket):
			s.candidates = append(s.candidates, candidate{int32(i), r})
		}
	}
	s.placeLast(parts, left)
}

// bucketBitsFor gives few cells few buckets, so that clearing and searching
// them costs less than the cells do.
func bucketBitsFor(cells int) int {
	return min(maxBucketBits, bits.Len(uint(cells)))
}

// lastBucket finds the bucket in which the leftovers run out, counted from the
// largest remainders down, and how many of them are left for that bucket.
// Fewer cells than leftovers cannot be: each leftover is made of remainders
// that are all smaller than one.
func lastBucket(buckets []uint32, leftover uint64) (bucket int, left uint64) {
	bucket = len(buckets) - 1
	for uint64(buckets[bucket]) < leftover {
		leftover -= uint64(buckets[bucket])
		bucket--
	}
	return bucket, leftover
}

// placeLast gives one öre each to the candidates with the largest remainders,
// ties to the first.
func (s *Scratch) placeLast(parts []Ore, left uint64) {
	if left == 0 {
		return
	}
	if left < uint64(len(s.candidates)) {
		s.selection = s.selection[:0]
		for _, c := range s.candidates {
			s.selection = append(s.selection, c.remainder)
		}
		bound := nthLargest(s.selection, int(left))
		// Those above bound get theirs, which leaves the rest for the first of
		// those at bound.
		for _, c := range s.candidates {
			if c.remainder > bound {
				left--
			}
		}
		for _, c := range s.candidates {
			switch {
			case c.remainder > bound:
				parts[c.cell]++
			case c.remainder == bound && left > 0:
				parts[c.cell]++
				left--
			}
		}
		return
	}
	for _, c := range s.candidates {
		parts[c.cell]++
	}
}

// nthLargest returns the value that stands in place n, counted from 1, when
// the values are in falling order. It reorders them. It is a quickselect that
// sorts what is left after many bad pivots, so that no input is quadratic.
func nthLargest(values []uint64, n int) uint64 {
	for rounds := 2 * bits.Len(uint(len(values))); len(values) > 12 && rounds > 0; rounds-- {
		pivot := median(values[0], values[len(values)/2], values[len(values)-1])
		// values[:above] > pivot, values[above:i] == pivot, values[below:] < pivot.
		above, below := 0, len(values)
		for i := 0; i < below; {
			switch v := values[i]; {
			case v > pivot:
				values[i], values[above] = values[above], v
				above++
				i++
			case v < pivot:
				below--
				values[i], values[below] = values[below], v
			default:
				i++
			}
		}
		switch {
		case n <= above:
			values = values[:above]
		case n > below:
			values, n = values[below:], n-below
		default:
			return pivot
		}
	}
	slices.Sort(values)
	return values[len(values)-n]
}

func median(a, b, c uint64) uint64 {
	return max(min(a, b), min(max(a, b), c))
}

// Split splits an amount over weights without preparing them: see
// [Weights.Split]. It is for single splits; a driver that is used again is
// faster as [Weights]. It reports false where the weights sum to zero.
func Split(amount Ore, weights []int64) (parts []Ore, ok bool, err error) {
	w, err := NewWeights(weights)
	if err != nil {
		return nil, false, err
	}
	parts = make([]Ore, len(weights))
	return parts, w.Split(parts, amount, new(Scratch)), nil
}

// Share is how one part of a split came to be; the numbers recompute it:
// Part = ⌊|Amount|·Weight / Total⌋, one more where it got a leftover öre, with
// the sign of Amount.
type Share struct {
	Amount    Ore   // what was split
	Weight    int64 // of the cell
	Total     int64 // of all cells
	Part      Ore   // what the cell got
	Remainder int64 // |Amount|·Weight mod Total: the fraction of an öre, over Total
	Leftover  bool  // the cell got one of the leftover öre
}

// share tells how a cell's part came to be.
func (w *Weights) share(cell int, amount, part Ore) Share {
	weight, total := uint64(w.Weight(cell)), uint64(w.Total())
	floor, remainder := mulDiv(magnitude(amount), weight, total)
	return Share{
		Amount: amount, Weight: int64(weight), Total: int64(total), Part: part,
		Remainder: int64(remainder), Leftover: magnitude(part) != floor,
	}
}
