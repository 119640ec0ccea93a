package billing

import (
	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Unit is what something costs per piece: a class of computers or network
// units, an application, or accounts (no class).
type Unit struct {
	Model allocation.Model
	Class string
}

// UnitCosts returns what a unit cost in the latest month that has been
// calculated: what was billed for it by the units billed, rounded down to the
// öre. It is nil where no month has been calculated.
func UnitCosts(tx Tx) (map[Unit]allocation.Ore, allocation.Period, error) {
	months, err := tx.Months()
	if err != nil || len(months) == 0 {
		return nil, allocation.Period{}, err
	}
	latest := months[len(months)-1]
	result, err := tx.Result(latest.Run)
	if err != nil {
		return nil, latest.Period, err
	}
	amounts := make(map[Unit]*allocation.Sum)
	// Lines of one unit have a line per category; its quantity counts once.
	counted := make(map[chargeback.LineKey]int64)
	for line := range result.Lines {
		unit := Unit{line.Model, line.Object}
		if amounts[unit] == nil {
			amounts[unit] = new(allocation.Sum)
		}
		amounts[unit].Add(line.Amount)
		key := line.LineKey
		key.Category = ""
		counted[key] = line.QuantityMicro
	}
	quantities := make(map[Unit]int64)
	for key, micro := range counted {
		quantities[Unit{key.Model, key.Object}] += micro
	}
	costs := make(map[Unit]allocation.Ore)
	for unit, sum := range amounts {
		amount, err := sum.Total()
		if err != nil {
			return nil, latest.Period, err
		}
		costs[unit] = chargeback.PerUnit(amount, quantities[unit])
	}
	return costs, latest.Period, nil
}
