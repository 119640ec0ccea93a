package sample

import "math/bits"

// random is a splitmix64 sequence. Every thing has a sequence of its own, found from the seed, its table and
// its number, so things can be made in any order and again.
type random uint64

// stream names the sequences apart.
type stream uint64

const (
	streamDevices stream = iota + 1
	streamUsers
	streamPorts
	streamUserLicences
	streamLicenceCount
	streamSystems
	streamShares
	streamShareCount
	streamProjects
	streamCosts
	streamOrder
	streamCostCenters
)

func newRandom(seed uint64, s stream, number int) random {
	r := random(seed ^ uint64(s)<<56)
	r = random(r.next())
	r ^= random(uint64(number) * 0x9e3779b97f4a7c15)
	return r
}

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	x := uint64(*r)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// below returns a number in [0, n); n must be above 0.
func (r *random) below(n int) int {
	high, _ := bits.Mul64(r.next(), uint64(n))
	return int(high)
}

// between returns a number in [low, high].
func (r *random) between(low, high int) int {
	return low + r.below(high-low+1)
}

// percent says yes p times of a hundred.
func (r *random) percent(p int) bool {
	return r.below(100) < p
}

// skewed returns a number in [0, n), small ones more often: a few units are large and most are small.
func (r *random) skewed(n int) int {
	x := r.next() >> 32
	high, _ := bits.Mul64((x*x>>32)<<32, uint64(n))
	return int(high)
}

// shuffle is a cheap permutation of [0, n): i ↦ (i·step + start) mod n, with step and n coprime.
type shuffle struct {
	count, step, start uint64
}

func newShuffle(seed uint64, s stream, count int) shuffle {
	if count < 2 {
		return shuffle{count: 1}
	}
	r := newRandom(seed, streamOrder, int(s))
	n := uint64(count)
	step := n/3 + uint64(r.below(count/3+1))
	for greatestDivisor(step, n) != 1 {
		step++
	}
	return shuffle{count: n, step: step % n, start: uint64(r.below(count))}
}

func (s shuffle) at(i int) int {
	high, low := bits.Mul64(uint64(i), s.step)
	low, carry := bits.Add64(low, s.start, 0)
	return int(bits.Rem64(high+carry, low, s.count))
}

func greatestDivisor(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// split deals total out over count heirs and returns the first number of heir i; heir i has those up to the
// first of heir i+1. Portions differ, by a random sequence of their own, but add up to total exactly.
func split(seed uint64, s stream, total, count, i int) int {
	first := int(uint64(i) * uint64(total) / uint64(count))
	if i == 0 || i >= count {
		return first
	}
	r := newRandom(seed, s, i)
	return first + r.below(max(1, total/count))
}
