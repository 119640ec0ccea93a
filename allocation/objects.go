package allocation

// AddObjects adds what the lines of one model come to, by object, to sums,
// which has a place for every object of the model: classes of Device and Port,
// else as many as the driver has.
func (r *Run) AddObjects(model Model, sums []Ore) {
	d := &r.Month.Drivers[model]
	for i := range r.pools {
		p := &r.pools[i]
		if p.Model != model || p.Outcome != Billed {
			continue
		}
		objects := d.Object[p.cell:p.cellEnd]
		for cell, amount := range r.partsOf(p) {
			sums[objects[cell]] += amount
		}
	}
}

// Objects is how many places [Run.AddObjects] needs.
func (m *Month) Objects(model Model) int {
	switch model {
	case Device, Port:
		return len(model.Classes())
	case System, User, Project:
		return max(1, m.Drivers[model].objects())
	default:
		return 0
	}
}
