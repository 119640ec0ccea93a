package allocation

// Explanation is how a line came to be: it adds up the parts of one or more
// pools. Its numbers are those of the run itself, and recompute its amount.
type Explanation struct {
	Line          Line
	Contributions []Contribution
}

// Contribution is one pool's part in a line. The steps that do not apply are
// nil:
//
//	device, port, user:            Cell
//	system, project:               Object, then Cell (for a target: Cell)
//	by price device, port, user:   Price
//	by price system, project:      Price, then Cell
type Contribution struct {
	Pool   *Pool
	Price  *PriceStep
	Object *Share // the pool over systems or projects
	Cell   *Share // over cost centres, the pool or the object's amount
	Part   Ore
}

// PriceStep is a quantity times a price: Amount = PriceMicro × Quantity /
// PerUnit in micro-kronor, rounded half away from zero to the öre.
type PriceStep struct {
	PriceMicro int64 // per unit and full month, or hour
	Quantity   int64 // item-days, or hours in hundredths
	PerUnit    int64 // days of the month, or 100
	Amount     Ore
}

// Explain tells how a line of this run came to be. It costs no more than
// looking up the line's own numbers.
func (r *Run) Explain(line Line) Explanation {
	g := &r.groups[line.group]
	whole, targeted := g.poolsFor(line.Object)
	e := Explanation{Line: line, Contributions: make([]Contribution, 0, len(whole)+len(targeted))}
	for _, pools := range [][]int32{whole, targeted} {
		for _, i := range pools {
			if p := &r.pools[i]; p.cell <= line.cell && line.cell < p.cellEnd {
				e.Contributions = append(e.Contributions, r.contribution(p, line))
			}
		}
	}
	return e
}

func (r *Run) contribution(p *Pool, line Line) Contribution {
	c := Contribution{Pool: p, Part: r.partsOf(p)[line.cell-p.cell]}
	driver := &r.drivers[p.Model]
	if p.Category == NoCategory {
		c.Price = r.priceStep(p, line)
		if p.stage >= 0 {
			c.Cell = r.payerShare(line, c.Price.Amount, c.Part)
		}
		return c
	}
	switch {
	case p.stage >= 0:
		amount := r.stageOf(p)[line.Object]
		object := driver.bySet[p.Classes].share(int(line.Object), p.Amount, amount)
		c.Object = &object
		c.Cell = r.payerShare(line, amount, c.Part)
	case p.Model == Device || p.Model == Port:
		cell := driver.bySet[p.Classes].share(int(line.cell), p.Amount, c.Part)
		c.Cell = &cell
	default:
		c.Cell = r.payerShare(line, p.Amount, c.Part)
	}
	return c
}

// payerShare is the step from an object's amount to one of its cells.
func (r *Run) payerShare(line Line, amount, part Ore) *Share {
	first, _ := r.Month.Drivers[line.Model].cells(line.Object)
	share := r.drivers[line.Model].objects[line.Object].share(int(line.cell-first), amount, part)
	return &share
}

func (r *Run) priceStep(p *Pool, line Line) *PriceStep {
	d := &r.Month.Drivers[p.Model]
	step := PriceStep{PerUnit: int64(r.Month.Period.Days())}
	switch p.Model {
	case System:
		step.PriceMicro, step.Quantity = d.Price[d.Tier[line.Object]], d.Size[line.Object]
		step.Amount = r.stageOf(p)[line.Object]
	case Project:
		step.PriceMicro, step.Quantity, step.PerUnit = d.Price[0], d.Size[line.Object], hourParts
		step.Amount = r.stageOf(p)[line.Object]
	default:
		step.PriceMicro, step.Quantity = d.Price[line.Object], d.Count[line.cell]
		step.Amount = r.partsOf(p)[line.cell]
	}
	return &step
}
