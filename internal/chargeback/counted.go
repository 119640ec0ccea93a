package chargeback

import (
	"math/bits"

	"chargeback/allocation"
)

// What a month counts, in item-days (hundredths of hours of projects).

// Counted is how much a model counts in the month, of charged cost centres:
// computers and network units of all classes, accounts without their licences,
// systems that somebody pays for, hours of projects that somebody ordered.
func (m *Month) Counted(model allocation.Model) int64 {
	d := &m.input.Drivers[model]
	var sum int64
	if model == allocation.System || model == allocation.Project {
		for object, size := range d.Size {
			if d.Start[object] < d.Start[object+1] {
				sum += size
			}
		}
		return sum
	}
	for i, count := range d.Count {
		if model != allocation.User || d.Object[i] == allocation.Accounts {
			sum += count
		}
	}
	return sum
}

// CategoryCosts is what IT pays in the month, by category.
func (m *Month) CategoryCosts() map[string]allocation.Ore {
	sums := make(map[string]allocation.Ore)
	for _, c := range m.input.Costs {
		sums[m.Facts.Categories.At(c.Category)] += c.Amount
	}
	return sums
}

// LicenceDays is how many licence-days of an application, or of a system that
// is shared by its users, are counted for a cost centre.
func (m *Month) LicenceDays(object, costCenter string) int64 {
	number, ok := m.licensedNumber(object)
	center, known := m.Facts.CostCenters.Index(costCenter)
	if !ok || !known {
		return 0
	}
	for _, l := range m.Counts.LicencesOf(number) {
		if l.CostCenter == center {
			return l.Days
		}
	}
	return 0
}

// licensedNumber is the number of what licences are for; false where nothing
// of the code is.
func (m *Month) licensedNumber(object string) (int32, bool) {
	if i, ok := m.Facts.Applications.Index(object); ok {
		return i + 1, true
	}
	if i, ok := m.Facts.Systems.Index(object); ok {
		return m.licensed(int(i)), true
	}
	return 0, false
}

// PlacedDays is how many days of computers or network units of a class are
// counted for a cost centre.
func (m *Month) PlacedDays(model allocation.Model, class, costCenter string) int64 {
	counts, classes := m.Counts.Devices, len(model.Classes())
	if model == allocation.Port {
		counts = m.Counts.Ports
	}
	i, ok := model.ParseClass(class)
	center, known := m.Facts.CostCenters.Index(costCenter)
	if !ok || !known {
		return 0
	}
	return counts[int(center)*classes+i]
}

// PartOf is amount × part / whole, rounded half away from zero to the öre; 0
// where the whole is not above zero or the part is out of it.
func PartOf(amount allocation.Ore, part, whole int64) allocation.Ore {
	if part < 0 || part > whole {
		return 0
	}
	return Ratio(amount, part, whole)
}

// Ratio is amount × multiplier / divisor, rounded half away from zero to the
// öre; 0 where the divisor is not above zero, the multiplier is below zero or
// the amount would be beyond all reason.
func Ratio(amount allocation.Ore, multiplier, divisor int64) allocation.Ore {
	if divisor <= 0 || multiplier < 0 {
		return 0
	}
	sign, size := allocation.Ore(1), uint64(amount)
	if amount < 0 {
		sign, size = -1, -size
	}
	high, low := bits.Mul64(size, uint64(multiplier))
	if high >= uint64(divisor) {
		return 0
	}
	quotient, rest := bits.Div64(high, low, uint64(divisor))
	if rest >= uint64(divisor)-rest {
		quotient++
	}
	if quotient > uint64(allocation.MaxAmount) {
		return 0
	}
	return sign * allocation.Ore(quotient)
}
