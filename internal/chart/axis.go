package chart

import (
	"math"

	"chargeback/allocation"
	"chargeback/internal/words"
)

// step returns the least of 1, 2, 2.5 and 5 times a power of ten, in öre, that is not below wanted. It is at least one
// krona, so that every mark on an axis is a whole one.
func step(wanted float64) float64 {
	if wanted <= 100 {
		return 100
	}
	power := math.Pow(10, math.Floor(math.Log10(wanted)))
	for _, times := range []float64{1, 2, 2.5, 5} {
		if times*power >= wanted && math.Mod(times*power, 100) == 0 {
			return times * power
		}
	}
	return 10 * power
}

// An axis runs from least to most öre; both are whole steps.
type axis struct{ least, most, step float64 }

// axisOver is the axis from a round amount at or below least to one at or above most, in about so many steps.
func axisOver(least, most float64, steps int) axis {
	by := step((most - least) / float64(steps))
	a := axis{math.Floor(least/by) * by, math.Ceil(most/by) * by, by}
	if a.most <= a.least {
		a.most = a.least + by
	}
	return a
}

// at says where on the axis an amount is, from 0 to 1.
func (a axis) at(amount float64) float64 { return (amount - a.least) / (a.most - a.least) }

// unit is what the axis is marked in: one in which every mark is whole.
func (a axis) unit(l words.Language) unit {
	u := unitFor(max(a.most, -a.least), l)
	if math.Mod(a.step, float64(u.ore)) != 0 {
		u = unitFor(0, l)
	}
	return u
}

// ore is an amount on an axis.
func ore(amount float64) allocation.Ore { return allocation.Ore(math.Round(amount)) }
