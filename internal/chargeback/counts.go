package chargeback

import (
	"math/bits"
	"runtime"
	"slices"
	"sync"

	"chargeback/allocation"
)

// Placed is a row of devices or ports: a unit of a class at a cost centre.
type Placed struct {
	CostCenter int32
	Valid      allocation.Span
	Class      uint8
}

// Account is a row of users: an account at a cost centre.
type Account struct {
	CostCenter int32
	Valid      allocation.Span
}

// Licence is a row of licences. User numbers the accounts; Object is an
// application's number from 1, or that of a system after all applications.
type Licence struct {
	User, Object int32
	Valid        allocation.Span
}

// Large are the rows of the large tables, in any order.
type Large struct {
	Devices, Ports []Placed
	// Accounts are grouped by user: those of user u are AccountStart[u] up to
	// AccountStart[u+1].
	Accounts     []Account
	AccountStart []int32
	// Licences stand in any order; those of object o are, by their place,
	// LicenceOrder[LicenceStart[o]:LicenceStart[o+1]]. Object 0 has none.
	Licences     []Licence
	LicenceOrder []int32
	LicenceStart []int32
}

// Counts are the quantities of one month (SPEC §4), in item-days, of charged
// and uncharged cost centres alike.
type Counts struct {
	Devices, Ports []int64 // cost centre × class
	Users          []int64 // cost centre
	licences       [][]LicenceDays
	ranges         []licenceRange // of each object
}

// LicenceDays are the licence-days of one object at one cost centre.
type LicenceDays struct {
	CostCenter int32
	Days       int64
}

// licenceRange is where an object's counts stand.
type licenceRange struct{ part, first, last int32 }

// LicencesOf returns an object's licence-days by cost centre, above zero, in
// order of cost centre.
func (c *Counts) LicencesOf(object int32) []LicenceDays {
	r := c.ranges[object]
	return c.licences[r.part][r.first:r.last]
}

// Count counts a month.
func Count(large *Large, costCenters int, clock allocation.Clock) *Counts {
	c := &Counts{Users: make([]int64, costCenters)}
	c.Devices = countPlaced(large.Devices, costCenters, len(allocation.Device.Classes()), clock)
	c.Ports = countPlaced(large.Ports, costCenters, len(allocation.Port.Classes()), clock)
	for i := range large.Accounts {
		a := &large.Accounts[i]
		c.Users[a.CostCenter] += clock.Days(a.Valid)
	}
	c.countLicences(large, costCenters, clock)
	return c
}

func countPlaced(rows []Placed, costCenters, classes int, clock allocation.Clock) []int64 {
	counts := make([]int64, costCenters*classes)
	for i := range rows {
		r := &rows[i]
		counts[int(r.CostCenter)*classes+int(r.Class)] += clock.Days(r.Valid)
	}
	return counts
}

// licencesPerWorker is how many licences are worth a goroutine.
const licencesPerWorker = 1 << 16

// countLicences counts the objects in parts, one per core.
func (c *Counts) countLicences(large *Large, costCenters int, clock allocation.Clock) {
	objects := max(0, len(large.LicenceStart)-1)
	c.ranges = make([]licenceRange, objects)
	workers := min(runtime.GOMAXPROCS(0), 1+len(large.Licences)/licencesPerWorker)
	c.licences = make([][]LicenceDays, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			// Objects differ in size: the parts have as many licences each.
			from, to := w*len(large.Licences)/workers, (w+1)*len(large.Licences)/workers
			first, last := large.objectAt(from), large.objectAt(to)
			if w == workers-1 {
				last = objects
			}
			tally := newTally(costCenters)
			counted := make([]LicenceDays, 0, to-from)
			for object := first; object < last; object++ {
				before := len(counted)
				large.countObject(tally, object, clock)
				counted = tally.take(counted)
				c.ranges[object] = licenceRange{int32(w), int32(before), int32(len(counted))}
			}
			c.licences[w] = counted
		})
	}
	group.Wait()
}

// objectAt returns the first object whose licences begin at or after a place.
func (l *Large) objectAt(place int) int {
	object, _ := slices.BinarySearch(l.LicenceStart, int32(place))
	return min(object, max(0, len(l.LicenceStart)-1))
}

// countObject counts the days on which both the licence and the user's row are
// active, for the user's cost centre on that day (SPEC §4).
func (l *Large) countObject(t *tally, object int, clock allocation.Clock) {
	for _, i := range l.LicenceOrder[l.LicenceStart[object]:l.LicenceStart[object+1]] {
		licence := &l.Licences[i]
		if clock.Days(licence.Valid) == 0 {
			continue
		}
		for _, a := range l.Accounts[l.AccountStart[licence.User]:l.AccountStart[licence.User+1]] {
			if n := clock.Days(licence.Valid.Intersect(a.Valid)); n > 0 {
				t.addDays(a.CostCenter, n)
			}
		}
	}
}

// tally adds up days by cost centre, and remembers which have any.
type tally struct {
	days    []int64
	touched []uint64 // a bit per cost centre
}

func newTally(costCenters int) *tally {
	return &tally{make([]int64, costCenters), make([]uint64, (costCenters+63)/64)}
}

func (t *tally) addDays(center int32, days int64) {
	t.days[center] += days
	t.touched[center/64] |= 1 << (center % 64)
}

// add adds what was counted before, as often as times says.
func (t *tally) add(counted []LicenceDays, times int64) {
	for _, l := range counted {
		t.addDays(l.CostCenter, times*l.Days)
	}
}

// take appends what was counted in order of cost centre, all that is above
// zero, and makes the tally empty.
func (t *tally) take(counted []LicenceDays) []LicenceDays {
	for word, set := range t.touched {
		for ; set != 0; set &= set - 1 {
			center := word*64 + bits.TrailingZeros64(set)
			if t.days[center] > 0 {
				counted = append(counted, LicenceDays{int32(center), t.days[center]})
			}
			t.days[center] = 0
		}
		t.touched[word] = 0
	}
	return counted
}

// renumber returns the counts with other numbers of the systems, that are told
// by their numbers before; systems is how many there are then. The receiver
// stays as it is.
func (c *Counts) renumber(applications int, to []int32, systems int) *Counts {
	next := *c
	next.ranges = make([]licenceRange, 1+applications+systems)
	copy(next.ranges, c.ranges[:1+applications])
	for before, after := range to {
		next.ranges[1+applications+int(after)] = c.ranges[1+applications+before]
	}
	return &next
}

// Replace returns the counts after rows have taken the place of others: before
// and after count all rows of the units and users that the change touches, with
// the same codes. Counts add up row by row, and the licences of a user by user,
// so nothing else changes. The receiver stays as it is.
func (c *Counts) Replace(before, after *Counts) *Counts {
	next := &Counts{
		Devices:  replaceCounts(c.Devices, before.Devices, after.Devices),
		Ports:    replaceCounts(c.Ports, before.Ports, after.Ports),
		Users:    replaceCounts(c.Users, before.Users, after.Users),
		licences: slices.Clone(c.licences), ranges: slices.Clone(c.ranges),
	}
	var tally *tally
	var counted []LicenceDays
	part := int32(len(next.licences))
	for object := range next.ranges {
		gone, come := before.LicencesOf(int32(object)), after.LicencesOf(int32(object))
		if slices.Equal(gone, come) {
			continue
		}
		if tally == nil {
			tally = newTally(len(c.Users))
		}
		tally.add(c.LicencesOf(int32(object)), 1)
		tally.add(gone, -1)
		tally.add(come, 1)
		first := int32(len(counted))
		counted = tally.take(counted)
		next.ranges[object] = licenceRange{part, first, int32(len(counted))}
	}
	next.licences = append(next.licences, counted)
	return next
}

func replaceCounts(counts, before, after []int64) []int64 {
	next := make([]int64, len(counts))
	for i, count := range counts {
		next[i] = count - before[i] + after[i]
	}
	return next
}
