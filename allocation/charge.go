package allocation

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

// Run is one charged month. It is read-only once [Charge] has returned it, and
// any number of goroutines may read it.
type Run struct {
	Month    *Month
	Totals   Totals
	Variance []Variance // one per model charged by price, in order of model

	costOrder []int32
	sums      []costSum
	ruleParts []Ore
	pools     []Pool
	drivers   [Project + 1]preparedDriver
	parts     [][]Ore // of each pool, one amount per cell
	cells     int     // how many amounts that is
	stages    []Ore   // one amount per pool and object, of pools in two stages
	groups    []group
	owed      []Ore // per receiver and model
	scratch   []*Scratch
}

// Totals are the sums of a month (SPEC §7): Cost = Billed + Central +
// Unallocated + Variance, exactly.
type Totals struct {
	Cost, Billed, Central, Unallocated, Variance Ore
}

// Variance is what the pools of a model cost minus what its bills by price
// recover; positive is under-recovery (SPEC §6).
type Variance struct {
	Model                   Model
	Cost, Recovered, Amount Ore
}

// ErrBalance says that a month's money does not add up. It means a fault in
// the program, never in the data.
var ErrBalance = errors.New("bug: the month does not balance")

// Charge charges a month. The month is not changed, and must not be changed as
// long as the run is used. A run that is no longer needed may be given to be
// overwritten; its memory is then reused.
//
// Errors are *[MonthError], joined where several categories have no rule or
// several quantities no price; there is no run then.
func Charge(m *Month, reuse *Run) (*Run, error) {
	r := reuse
	if r == nil {
		r = new(Run)
	}
	r.Month = m
	if len(r.scratch) == 0 {
		r.scratch = append(r.scratch, new(Scratch))
	}
	if err := r.sumCosts(); err != nil {
		return nil, err
	}
	ruleErr := r.makePools()
	priceErr := r.checkPrices()
	if err := errors.Join(ruleErr, priceErr); err != nil {
		return nil, err
	}
	if err := r.prepare(); err != nil {
		return nil, err
	}
	r.place()
	if err := r.spreadAll(); err != nil {
		return nil, err
	}
	r.makeGroups()
	if err := r.total(); err != nil {
		return nil, err
	}
	return r, nil
}

// Pools returns all pools of the run in order of rule, then target, and then
// the bills by price in order of model. The slice is shared: do not change it.
func (r *Run) Pools() []Pool { return r.pools }

// preparedDriver is a driver made ready for splitting.
type preparedDriver struct {
	bySet   [16]*Weights // first or only stage: over cells or objects, by class set
	objects []Weights    // System, Project: over an object's payers; User: over its cells
	reduced []uint64     // memory of objects
}

// prepare makes the weights of every split that the pools need.
func (r *Run) prepare() error {
	m := r.Month
	for i := range r.drivers {
		r.drivers[i].bySet = [16]*Weights{}
	}
	var used [Project + 1]bool
	for i := range r.pools {
		used[r.pools[i].Model] = true
	}
	for _, model := range []Model{System, User, Project} {
		if !used[model] && !m.ByPrice[model] {
			continue
		}
		if object, err := r.drivers[model].prepareObjects(&m.Drivers[model]); err != nil {
			return &MonthError{Category: NoCategory, Model: model, Object: object, Err: err}
		}
	}
	for i := range r.pools {
		p := &r.pools[i]
		d := &r.drivers[p.Model]
		if m.ByPrice[p.Model] || p.Target != NoTarget || p.Model == Central || p.Model == User || d.bySet[p.Classes] != nil {
			continue
		}
		weights, err := r.firstStage(p.Model, p.Classes)
		if err != nil {
			return &MonthError{Category: NoCategory, Model: p.Model, Object: -1, Err: err}
		}
		d.bySet[p.Classes] = weights
	}
	return nil
}

// prepareObjects makes the weights of each object's cells. With an error it
// returns the object whose weights are bad.
func (p *preparedDriver) prepareObjects(d *Driver) (object int32, err error) {
	p.objects = sized(p.objects, d.objects())
	p.reduced = sized(p.reduced, len(d.Count))
	for o := range p.objects {
		first, last := d.cells(int32(o))
		p.objects[o] = Weights{reduced: p.reduced[first:last]}
		if err := p.objects[o].set(d.Count[first:last]); err != nil {
			return int32(o), err
		}
	}
	return -1, nil
}

// firstStage makes the weights of the model's cells or objects for pools with
// this class set.
func (r *Run) firstStage(model Model, classes ClassSet) (*Weights, error) {
	d := &r.Month.Drivers[model]
	switch model {
	case System:
		return NewWeights(systemWeights(d, classes))
	case Project:
		return NewWeights(projectWeights(d))
	default:
		weights, err := classWeights(d, classes)
		if err != nil {
			return nil, err
		}
		return NewWeights(weights)
	}
}

// place decides each pool's outcome, and where its amounts will stand.
func (r *Run) place() {
	for i := range r.pools {
		p := &r.pools[i]
		switch {
		case p.Model == Central:
			p.Outcome = OwnBudget
		case r.Month.ByPrice[p.Model]:
			p.Outcome = Priced
		default:
			r.placeCells(p)
		}
	}
	for _, model := range Models {
		if r.Month.ByPrice[model] {
			p := Pool{Category: NoCategory, Rule: -1, Target: NoTarget, Model: model, stage: -1}
			p.cellEnd = int32(len(r.Month.Drivers[model].Receiver))
			r.pools = append(r.pools, p)
		}
	}
	stages := 0
	r.cells = 0
	for i := range r.pools {
		p := &r.pools[i]
		if p.Outcome != Billed {
			p.cell, p.cellEnd = 0, 0
		}
		p.parts = i
		r.cells += int(p.cellEnd - p.cell)
		if p.Outcome == Billed && p.Target == NoTarget && (p.Model == System || p.Model == Project) {
			p.stage = stages
			stages += r.Month.Drivers[p.Model].objects()
		}
	}
	for len(r.parts) < len(r.pools) {
		r.parts = append(r.parts, nil)
	}
	r.stages = sized(r.stages, stages)
}

// placeCells finds the cells that a pool of actual cost is spread over.
func (r *Run) placeCells(p *Pool) {
	d := &r.Month.Drivers[p.Model]
	p.Outcome, p.cell, p.cellEnd = Billed, 0, int32(len(d.Receiver))
	total := uint64(0)
	switch {
	case p.Target != NoTarget:
		p.cell, p.cellEnd = d.cells(p.Target)
		total = r.drivers[p.Model].objects[p.Target].total
	case p.Model == User:
		p.cell, p.cellEnd = d.cells(Accounts)
		total = r.drivers[p.Model].objects[Accounts].total
	default:
		total = r.drivers[p.Model].bySet[p.Classes].total
	}
	if total > 0 {
		return
	}
	p.Outcome, p.Reason = Unallocated, NothingCounted
	if r.couldCarry(p) {
		p.Reason = ZeroWeight
	}
}

// addAmounts adds each cell's amount to what its receiver owes.
func addAmounts(owed []Ore, receivers []int32, amounts []Ore) {
	amounts = amounts[:len(receivers)]
	for i, receiver := range receivers {
		owed[receiver] += amounts[i]
	}
}

// couldCarry says whether a pool has a cell to stand on, though of weight zero.
func (r *Run) couldCarry(p *Pool) bool {
	d := &r.Month.Drivers[p.Model]
	if p.Target != NoTarget {
		return false // cells of one object always weigh something
	}
	switch p.Model {
	case System:
		for o := range d.objects() {
			if d.hasPayers(o) && d.Size[o] > 0 && p.Classes.Has(int(d.Tier[o])) {
				return true
			}
		}
	case Device, Port:
		for _, class := range d.Object {
			if p.Classes.Has(int(class)) {
				return true
			}
		}
	}
	return false
}

// spreadAll fills in the amounts of all pools, and adds up what each receiver
// owes by model, from the amounts as they stand.
func (r *Run) spreadAll() error {
	owed := make([][]Ore, r.workers())
	for i := range owed {
		owed[i] = make([]Ore, r.Month.Receivers*(len(Models)+1))
	}
	err := r.inParallel(len(owed), len(r.pools), func(worker, i int, s *Scratch) error {
		p := &r.pools[i]
		if p.Outcome != Billed {
			return nil
		}
		// Memory that is new is made ready by whoever fills it, on all cores.
		r.parts[i] = sized(r.parts[i], int(p.cellEnd-p.cell))
		if err := r.spread(p, s); err != nil {
			return err
		}
		own := owed[worker][r.owedAt(0, p.Model):r.owedAt(0, p.Model+1)]
		addAmounts(own, r.Month.Drivers[p.Model].Receiver[p.cell:p.cellEnd], r.partsOf(p))
		return nil
	})
	r.owed = owed[0]
	for _, own := range owed[1:] {
		for i, amount := range own {
			r.owed[i] += amount
		}
	}
	return err
}

// spread fills in the amounts of one billed pool.
func (r *Run) spread(p *Pool, s *Scratch) error {
	if p.Category == NoCategory {
		return r.spreadByPrice(p, s)
	}
	parts := r.partsOf(p)
	switch {
	case p.stage >= 0:
		r.spreadTwice(p, s)
	case p.Target != NoTarget:
		r.drivers[p.Model].objects[p.Target].Split(parts, p.Amount, s)
	case p.Model == User:
		r.drivers[p.Model].objects[Accounts].Split(parts, p.Amount, s)
	default:
		r.drivers[p.Model].bySet[p.Classes].Split(parts, p.Amount, s)
	}
	return nil
}

// partsOf returns the pool's amounts, one per cell.
func (r *Run) partsOf(p *Pool) []Ore {
	return r.parts[p.parts][:p.cellEnd-p.cell]
}

// stageOf returns the pool's amounts of the first stage, one per object.
func (r *Run) stageOf(p *Pool) []Ore {
	return r.stages[p.stage : p.stage+r.Month.Drivers[p.Model].objects()]
}

// spreadTwice spreads a pool over systems or projects, and each one's amount
// over its payers.
func (r *Run) spreadTwice(p *Pool, s *Scratch) {
	stage := r.stageOf(p)
	r.drivers[p.Model].bySet[p.Classes].Split(stage, p.Amount, s)
	r.spreadStage(p, stage, s)
}

// spreadStage spreads each object's amount over its payers. An object without
// payers has no cells, and no amount.
func (r *Run) spreadStage(p *Pool, stage []Ore, s *Scratch) {
	d, parts := &r.Month.Drivers[p.Model], r.partsOf(p)
	for o, amount := range stage {
		first, last := d.cells(int32(o))
		if amount == 0 {
			clear(parts[first:last])
			continue
		}
		r.drivers[p.Model].objects[o].Split(parts[first:last], amount, s)
	}
}

// cellsPerWorker is how much work is worth a goroutine.
const cellsPerWorker = 1 << 15

// workers is how many goroutines the run's cells are worth.
func (r *Run) workers() int {
	return min(runtime.GOMAXPROCS(0), r.cells/cellsPerWorker+1)
}

// inParallel does jobs 0…n-1 by that many goroutines. Each job writes only what
// is its own or its worker's, so the result is the same in any order; of
// several errors the one of the lowest job is returned.
func (r *Run) inParallel(workers, n int, job func(worker, i int, s *Scratch) error) error {
	for len(r.scratch) < workers {
		r.scratch = append(r.scratch, new(Scratch))
	}
	if workers == 1 {
		for i := range n {
			if err := job(0, i, r.scratch[0]); err != nil {
				return err
			}
		}
		return nil
	}
	var next atomic.Int64
	errs := make([]error, n)
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				errs[i] = job(worker, i, r.scratch[worker])
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
