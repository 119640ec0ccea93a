package chargeback

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"chargeback/allocation"
)

// Service is what a bill charges for: one system, class, application or
// project, over all cost centres and categories of a statement.
type Service struct {
	Model         allocation.Model
	Object        string // empty for user accounts
	Name          string // of the object; empty where the language names it
	QuantityMicro int64  // millionths of a unit; each cost centre is counted once
	Amount        allocation.Ore
	Lines         []StatementLine // in the order of the statement
}

// Services groups the lines of the statement, corrections aside: by model,
// the largest amount first, then by code.
func (s *Statement) Services() []Service {
	type key struct {
		model  allocation.Model
		object string
	}
	at := make(map[key]int)
	var all []Service
	for i := range s.Lines {
		line := &s.Lines[i]
		k := key{line.Model, line.Object}
		place, known := at[k]
		if !known {
			place = len(all)
			at[k] = place
			all = append(all, Service{Model: line.Model, Object: line.Object, Name: line.ObjectName})
		}
		service := &all[place]
		// A cost centre has one line per category, all of the same quantity.
		if !slices.ContainsFunc(service.Lines, func(l StatementLine) bool { return l.CostCenter == line.CostCenter }) {
			service.QuantityMicro += line.QuantityMicro
		}
		service.Amount += line.Amount
		service.Lines = append(service.Lines, *line)
	}
	slices.SortFunc(all, Service.Compare)
	return all
}

// Compare orders services as a bill shows them.
func (s Service) Compare(other Service) int {
	return cmp.Or(cmp.Compare(s.Model, other.Model), cmp.Compare(other.Amount, s.Amount), strings.Compare(s.Object, other.Object))
}

// PerUnit is amount × 10⁶ / micro, toward zero; 0 where there are no units or
// the price is beyond all reason.
func PerUnit(amount allocation.Ore, micro int64) allocation.Ore {
	if micro <= 0 {
		return 0
	}
	sign, size := allocation.Ore(1), uint64(amount)
	if amount < 0 {
		sign, size = -1, -size
	}
	high, low := bits.Mul64(size, allocation.Micro)
	if high >= uint64(micro) {
		return 0
	}
	quotient, _ := bits.Div64(high, low, uint64(micro))
	if quotient > uint64(allocation.MaxAmount) {
		return 0
	}
	return sign * allocation.Ore(quotient)
}
