package chargeback

import "chargeback/allocation"

// Sums over the lines of a run, without making the lines.

// AddDepartments adds what departments owe to sums, by the number of the
// department in the facts and then by model: sums has a place for every
// department and every number up to [allocation.Project].
func (r *Run) AddDepartments(sums []allocation.Ore) {
	for _, center := range r.Month.order {
		own := sums[int(r.Month.department[center])*(int(allocation.Project)+1):]
		for _, model := range allocation.Models {
			own[model] += r.engine.Owed(center, model)
		}
	}
}

// AddObjects adds what the lines of a model come to, by object: see
// [allocation.Run.AddObjects].
func (r *Run) AddObjects(model allocation.Model, sums []allocation.Ore) {
	r.engine.AddObjects(model, sums)
}

// Pools are the sums that were spread, in order of rule and target, and then
// what was billed by price. The slice is shared: read only.
func (r *Run) Pools() []allocation.Pool { return r.engine.Pools() }

// HasBill says whether a department has a charged cost centre in the month.
func (m *Month) HasBill(department int32) bool { return m.isReceiver(department) }

// ChargeInput charges numbers of the month that have been changed, by the same
// engine: what only [Month.Input] tells, such as how many units a cost centre
// has. The input must not be changed as long as the run is used. See
// [Month.Charge].
func (m *Month) ChargeInput(input *allocation.Month, reuse *Run) (*Run, error) {
	changed := *m
	changed.input = *input
	return changed.Charge(reuse)
}

// UnchargedDays is how many days of computers or network units of a class stand
// on cost centres that are not charged: in stock, or IT's own.
func (m *Month) UnchargedDays(model allocation.Model, class int32) int64 {
	counts, classes := m.Counts.Devices, len(model.Classes())
	if model == allocation.Port {
		counts = m.Counts.Ports
	}
	var days int64
	for center, charged := range m.charged {
		if !charged {
			days += counts[center*classes+int(class)]
		}
	}
	return days
}

// PriceClass is what the prices table calls an object of a model: a class or
// tier, "user" or an application, "hour".
func (m *Month) PriceClass(model allocation.Model, object int32) string {
	return m.priceClass(model, object)
}
