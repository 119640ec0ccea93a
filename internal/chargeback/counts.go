package chargeback

import (
	"slices"

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
	// Licences are grouped by object in the same way; object 0 has none.
	Licences     []Licence
	LicenceStart []int32
}

// Counts are the quantities of one month (SPEC §4), in item-days, of charged
// and uncharged cost centres alike.
type Counts struct {
	Devices, Ports []int64 // cost centre × class
	Users          []int64 // cost centre
	Licences       []LicenceDays
	licenceStart   []int32
}

// LicenceDays are the licence-days of one object at one cost centre.
type LicenceDays struct {
	CostCenter int32
	Days       int64
}

// LicencesOf returns an object's licence-days by cost centre, above zero, in
// order of cost centre.
func (c *Counts) LicencesOf(object int32) []LicenceDays {
	return c.Licences[c.licenceStart[object]:c.licenceStart[object+1]]
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

// countLicences counts the days on which both the licence and the user's row
// are active, for the user's cost centre on that day (SPEC §4).
func (c *Counts) countLicences(large *Large, costCenters int, clock allocation.Clock) {
	days := make([]int64, costCenters)
	var touched []int32
	c.licenceStart = make([]int32, len(large.LicenceStart))
	for object := range max(0, len(large.LicenceStart)-1) {
		for _, l := range large.Licences[large.LicenceStart[object]:large.LicenceStart[object+1]] {
			if clock.Days(l.Valid) == 0 {
				continue
			}
			for _, a := range large.Accounts[large.AccountStart[l.User]:large.AccountStart[l.User+1]] {
				n := clock.Days(l.Valid.Intersect(a.Valid))
				if n == 0 {
					continue
				}
				if days[a.CostCenter] == 0 {
					touched = append(touched, a.CostCenter)
				}
				days[a.CostCenter] += n
			}
		}
		slices.Sort(touched)
		for _, center := range touched {
			c.Licences = append(c.Licences, LicenceDays{center, days[center]})
			days[center] = 0
		}
		touched = touched[:0]
		c.licenceStart[object+1] = int32(len(c.Licences))
	}
}
