package intake

import (
	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Parked is a row of an export that is kept outside the facts until someone can
// say whose it is. It holds nothing about people.
type Parked struct {
	Line   int
	Key    string          // the id that the unit would have; empty where it has none that can be shown
	Reason chargeback.Code // one of the Parked codes
	Value  string          // what the row says, where it may be shown
	Args   []string
	Model  allocation.Model // what it would count as
	Class  string           // likewise; empty for accounts, and where it cannot be told
}

// Told is why the row is parked, as a failure that package words has a sentence
// for.
func (p Parked) Told(file string) *chargeback.Error {
	return &chargeback.Error{Code: p.Reason, File: file, Line: p.Line, Value: p.Value, Args: p.Args}
}

// Units is how many units the row would count as: one, or none where another
// row of the file already counts it.
func (p Parked) Units() int {
	if p.Reason == chargeback.ParkedDouble {
		return 0
	}
	return 1
}

// ParkedCost is what the parked rows would have cost in a month in which a unit
// cost what unitCost says. The others have borne it. unitCost is asked with an
// empty class for accounts and for units whose class cannot be told. The error
// is [allocation.ErrOverflow].
func ParkedCost(parked []Parked, unitCost func(model allocation.Model, class string) allocation.Ore) (allocation.Ore, error) {
	var sum allocation.Sum
	for _, p := range parked {
		if p.Units() > 0 {
			sum.Add(unitCost(p.Model, p.Class))
		}
	}
	return sum.Total()
}
