package allocation

import (
	"iter"
	"sort"
	"sync"
	"sync/atomic"
)

// group is what one model finances of one category: all pools whose parts add
// up to the same bill lines.
type group struct {
	model    Model
	category int32
	whole    []int32 // pools without target
	targeted []int32 // pools with target, in order of target
	byObject []int32 // where each object's begin in targeted; nil where there are none
}

// makeGroups collects the billed pools by model, category and target.
func (r *Run) makeGroups() {
	var billed []int32
	targets := 1
	for i := range r.pools {
		if p := &r.pools[i]; p.Outcome == Billed && p.Amount != 0 {
			billed = append(billed, int32(i))
			targets = max(targets, int(p.Target)+2)
		}
	}
	order := make([]int32, len(billed))
	for _, pass := range []struct {
		keys int
		key  func(*Pool) int32
	}{
		{targets, func(p *Pool) int32 { return p.Target + 1 }},
		{r.Month.Categories + 1, func(p *Pool) int32 { return p.Category + 1 }},
		{len(Models) + 1, func(p *Pool) int32 { return int32(p.Model) }},
	} {
		countingSort(order, nil, pass.keys, func(i int32) int32 { return pass.key(&r.pools[billed[i]]) })
		sorted := make([]int32, len(billed))
		for i, at := range order {
			sorted[i] = billed[at]
		}
		billed = sorted
	}

	r.groups = r.groups[:0]
	for first := 0; first < len(billed); {
		p := &r.pools[billed[first]]
		whole, last := first, first
		for ; last < len(billed); last++ {
			next := &r.pools[billed[last]]
			if next.Model != p.Model || next.Category != p.Category {
				break
			}
			if next.Target == NoTarget {
				whole = last + 1
			}
		}
		g := group{model: p.Model, category: p.Category, whole: billed[first:whole], targeted: billed[whole:last]}
		if len(g.targeted) > 0 {
			g.byObject = r.indexByObject(&g)
		}
		r.groups = append(r.groups, g)
		first = last
	}
}

func (r *Run) indexByObject(g *group) []int32 {
	starts := make([]int32, r.Month.Drivers[g.model].objects()+1)
	for _, i := range g.targeted {
		starts[r.pools[i].Target+1]++
	}
	for o := 1; o < len(starts); o++ {
		starts[o] += starts[o-1]
	}
	return starts
}

// poolsFor returns the pools of the group for one object, in two runs: those
// without target and those for the object.
func (g *group) poolsFor(object int32) (whole, targeted []int32) {
	if g.byObject == nil {
		return g.whole, nil
	}
	return g.whole, g.targeted[g.byObject[object]:g.byObject[object+1]]
}

// amount adds up the parts of one cell in all pools of the group.
func (r *Run) amount(g *group, object, cell int32) Ore {
	var amount Ore
	whole, targeted := g.poolsFor(object)
	for _, i := range whole {
		if p := &r.pools[i]; p.cell <= cell && cell < p.cellEnd {
			amount += r.parts[p.parts][cell-p.cell]
		}
	}
	for _, i := range targeted {
		p := &r.pools[i]
		amount += r.parts[p.parts][cell-p.cell]
	}
	return amount
}

// total adds up the run and checks its balance. What is billed is added from
// the amounts as they stand, not from the pools that they were made of.
func (r *Run) total() error {
	var cost, billed, central, unallocated, variance, size Sum
	for i := range r.Month.Costs {
		cost.Add(r.Month.Costs[i].Amount)
	}
	r.Variance = r.Variance[:0]
	for _, model := range Models {
		if r.Month.ByPrice[model] {
			v, err := r.varianceOf(model)
			if err != nil {
				return err
			}
			r.Variance = append(r.Variance, v)
			variance.Add(v.Amount)
		}
	}
	for i := range r.pools {
		switch p := &r.pools[i]; p.Outcome {
		case OwnBudget:
			central.Add(p.Amount)
		case Unallocated:
			unallocated.Add(p.Amount)
			size.Add(max(p.Amount, -p.Amount))
		case Billed:
			size.Add(max(p.Amount, -p.Amount))
		}
	}
	// What is billed or unallocated must fit even if nothing is offset by
	// credits: then every sum of it that anyone makes fits too.
	if _, err := size.Total(); err != nil {
		return &MonthError{Category: NoCategory, Object: -1, Err: err}
	}
	for _, owed := range r.owed {
		billed.Add(owed)
	}
	for _, t := range []struct {
		sum Sum
		to  *Ore
	}{
		{cost, &r.Totals.Cost},
		{billed, &r.Totals.Billed},
		{central, &r.Totals.Central},
		{unallocated, &r.Totals.Unallocated},
		{variance, &r.Totals.Variance},
	} {
		total, err := t.sum.Total()
		if err != nil {
			return &MonthError{Category: NoCategory, Object: -1, Err: err}
		}
		*t.to = total
	}
	return r.Totals.check()
}

// CountLines counts the lines: the cells whose amounts, of all pools of one
// model and category together, are not zero.
func (r *Run) CountLines() int {
	var next, lines atomic.Int64
	var group sync.WaitGroup
	for range r.workers() {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(r.groups); i = int(next.Add(1)) - 1 {
				lines.Add(r.countLinesOf(&r.groups[i]))
			}
		})
	}
	group.Wait()
	return int(lines.Load())
}

func (r *Run) countLinesOf(g *group) (lines int64) {
	d := &r.Month.Drivers[g.model]
	for first, last := range r.ranges(g) {
		for cell := first; cell < last; cell++ {
			if r.amount(g, d.Object[cell], cell) != 0 {
				lines++
			}
		}
	}
	return lines
}

// ranges yields the ranges of cells that the pools of a group touch, rising.
func (r *Run) ranges(g *group) iter.Seq2[int32, int32] {
	return func(yield func(int32, int32) bool) {
		end := int32(0)
		for _, i := range g.whole {
			end = max(end, r.pools[i].cellEnd)
		}
		if end > 0 && !yield(0, end) {
			return
		}
		for _, i := range g.targeted {
			p := &r.pools[i]
			if p.cell < end || p.cell == p.cellEnd {
				continue // among those above, or the same object again
			}
			if end = p.cellEnd; !yield(p.cell, p.cellEnd) {
				return
			}
		}
	}
}

// owedAt is the place of a receiver's sum of one model in Run.owed.
func (r *Run) owedAt(receiver int32, model Model) int {
	return int(model)*r.Month.Receivers + int(receiver)
}

// Owed returns the sum of a receiver's lines of one model.
func (r *Run) Owed(receiver int32, model Model) Ore {
	return r.owed[r.owedAt(receiver, model)]
}

// check verifies the balance of SPEC §7.
func (t *Totals) check() error {
	var sum Sum
	for _, part := range []Ore{t.Billed, t.Central, t.Unallocated, t.Variance} {
		sum.Add(part)
	}
	if total, err := sum.Total(); err != nil || total != t.Cost {
		return ErrBalance
	}
	return nil
}

// varianceOf compares the model's pools with what its bills recover.
func (r *Run) varianceOf(model Model) (Variance, error) {
	var cost, amount Sum
	v := Variance{Model: model}
	for i := range r.pools {
		switch p := &r.pools[i]; {
		case p.Model != model:
		case p.Outcome == Priced:
			cost.Add(p.Amount)
			amount.Add(p.Amount)
		default:
			v.Recovered = p.Amount
			amount.Add(-p.Amount)
		}
	}
	var err error
	if v.Cost, err = cost.Total(); err == nil {
		v.Amount, err = amount.Total()
	}
	if err != nil {
		return v, &MonthError{Category: NoCategory, Model: model, Object: -1, Err: err}
	}
	return v, nil
}

// Line is one bill line: all that one receiver owes for one object of one
// category and model.
type Line struct {
	Receiver int32
	Category int32 // NoCategory by price
	Model    Model
	Object   int32 // class, application, system or project, by Model; Accounts for users
	Amount   Ore
	cell     int32
	group    int32
}

// Lines yields the lines of the receivers, receiver by receiver as they are
// given, each one's by model, category and object. Lines of zero are left out.
func (r *Run) Lines(receivers []int32) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		var cells [Project + 1]cellIndex
		for _, g := range r.groups {
			if cells[g.model].order == nil {
				cells[g.model] = r.Month.Drivers[g.model].byReceiver(r.Month.Receivers)
			}
		}
		for _, receiver := range receivers {
			for i := range r.groups {
				g := &r.groups[i]
				for _, cell := range cells[g.model].of(receiver) {
					line := Line{
						Receiver: receiver, Category: g.category, Model: g.model,
						Object: r.Month.Drivers[g.model].Object[cell], cell: cell, group: int32(i),
					}
					line.Amount = r.amount(g, line.Object, cell)
					if line.Amount != 0 && !yield(line) {
						return
					}
				}
			}
		}
	}
}

// cellIndex lists the cells of each receiver in order of object.
type cellIndex struct {
	order, start []int32
}

func (x *cellIndex) of(receiver int32) []int32 {
	return x.order[x.start[receiver]:x.start[receiver+1]]
}

func (d *Driver) byReceiver(receivers int) cellIndex {
	x := cellIndex{make([]int32, len(d.Receiver)), make([]int32, receivers+1)}
	countingSort(x.order, nil, receivers, func(cell int32) int32 { return d.Receiver[cell] })
	for _, receiver := range d.Receiver {
		x.start[receiver+1]++
	}
	for i := range receivers {
		x.start[i+1] += x.start[i]
	}
	return x
}

// Find returns the line of these keys, and whether there is one that is not
// zero.
func (r *Run) Find(receiver, category int32, model Model, object int32) (Line, bool) {
	at := sort.Search(len(r.groups), func(i int) bool {
		g := &r.groups[i]
		return g.model > model || g.model == model && g.category >= category
	})
	if at == len(r.groups) || r.groups[at].model != model || r.groups[at].category != category {
		return Line{}, false
	}
	d := &r.Month.Drivers[model]
	first, last := int32(0), int32(len(d.Receiver))
	if d.Start != nil {
		first, last = d.cells(object)
	}
	n := sort.Search(int(last-first), func(i int) bool {
		c := first + int32(i)
		return d.Receiver[c] > receiver || d.Receiver[c] == receiver && d.Object[c] >= object
	})
	cell := first + int32(n)
	if cell == last || d.Receiver[cell] != receiver || d.Object[cell] != object {
		return Line{}, false
	}
	line := Line{receiver, category, model, object, r.amount(&r.groups[at], object, cell), cell, int32(at)}
	return line, line.Amount != 0
}

// Quantity returns the receiver's own quantity behind a line, in millionths of
// a unit, rounded half away from zero: item-days / N; for systems the
// system-months times the payer's part, for projects the hours times the
// orderer's (SPEC §8).
func (r *Run) Quantity(line Line) int64 {
	d, days := &r.Month.Drivers[line.Model], int64(r.Month.Period.Days())
	switch line.Model {
	case System:
		total := r.drivers[System].objects[line.Object].Total()
		return systemQuantity(d.Size[line.Object], d.Count[line.cell], total, days)
	case Project:
		total := r.drivers[Project].objects[line.Object].Total()
		return projectQuantity(d.Size[line.Object], d.Count[line.cell], total)
	default:
		return roundDiv(d.Count[line.cell], Micro, days)
	}
}
