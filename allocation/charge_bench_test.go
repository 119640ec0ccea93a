package allocation

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// The benchmarks charge whole months, from costs to checked balance, and
// overwrite one run again and again. A cell is one receiver of one pool.

// The month of BenchmarkCharge: every category has one cost for each of the
// applications, which makes 5,000 pools over 40 drivers.
const (
	benchReceivers    = 2_000
	benchApplications = 40
	benchCategories   = 125
	benchPools        = benchApplications * benchCategories
)

// usersMonth makes the month of BenchmarkCharge. weight gives the licence-days
// of a receiver for an application; a receiver without has no cell there.
func usersMonth(weight func(r *rand.Rand, receiver int) int64, amount func(r *rand.Rand) Ore) *Month {
	r := rand.New(rand.NewPCG(1, 2))
	m := &Month{Period: Period{Year: 2017, Month: 3}, Receivers: benchReceivers, Categories: benchCategories}
	d := &m.Drivers[User]
	d.Start = []int32{0}
	for object := range int32(1 + benchApplications) {
		for receiver := range benchReceivers {
			if count := weight(r, receiver); count > 0 {
				d.Receiver = append(d.Receiver, int32(receiver))
				d.Object = append(d.Object, object)
				d.Count = append(d.Count, count)
			}
		}
		d.Start = append(d.Start, int32(len(d.Count)))
	}
	for category := range int32(benchCategories) {
		m.Rules = append(m.Rules, Rule{Category: category, Model: User, Share: Micro})
		for application := range int32(benchApplications) {
			cost := Cost{Amount: amount(r), Category: category, Target: application + 1, TargetOf: User}
			m.Costs = append(m.Costs, cost)
		}
	}
	return m
}

func days(r *rand.Rand, _ int) int64 { return 1 + r.Int64N(31*500) }

func equal(*rand.Rand, int) int64 { return 31 }

// giant lets one receiver count as much as all others together, and those
// nothing but single days.
func giant(_ *rand.Rand, receiver int) int64 {
	if receiver == 0 {
		return benchReceivers
	}
	return 1
}

// sparse gives a fifth of the receivers a weight.
func sparse(r *rand.Rand, receiver int) int64 {
	if receiver%5 > 0 {
		return 0
	}
	return days(r, receiver)
}

// bill draws up to 10 Mkr; one of twenty is a credit.
func bill(r *rand.Rand) Ore {
	amount := Ore(1 + r.Int64N(10_000_000_00))
	if r.IntN(20) == 0 {
		return -amount
	}
	return amount
}

func credit(r *rand.Rand) Ore { return -1 - Ore(r.Int64N(10_000_000_00)) }

func BenchmarkCharge(b *testing.B) {
	b.Run("receivers=2000/pools=5000", func(b *testing.B) {
		month := usersMonth(days, bill)
		b.Run("days", func(b *testing.B) { charge(b, month, benchPools*benchReceivers) })
		b.Run("days/cores=1", func(b *testing.B) {
			onOneCore(b)
			charge(b, month, benchPools*benchReceivers)
		})
		b.Run("equal", func(b *testing.B) { charge(b, usersMonth(equal, bill), benchPools*benchReceivers) })
		b.Run("giant", func(b *testing.B) { charge(b, usersMonth(giant, bill), benchPools*benchReceivers) })
		b.Run("credits", func(b *testing.B) { charge(b, usersMonth(days, credit), benchPools*benchReceivers) })
		// Who has no weight has no cell, and is not counted as one here.
		b.Run("sparse", func(b *testing.B) { charge(b, usersMonth(sparse, bill), benchPools*benchReceivers/5) })
		b.Run("copy", func(b *testing.B) { copyParts(b, benchPools*benchReceivers) })
	})
	b.Run("systems=10000/payers=75/pools=10", func(b *testing.B) {
		month := systemsMonth(10_000, 75, 10)
		b.Run("shares", func(b *testing.B) { charge(b, month, 10_000*75*10) })
		b.Run("shares/cores=1", func(b *testing.B) {
			onOneCore(b)
			charge(b, month, 10_000*75*10)
		})
	})
}

// systemsMonth is charged in two stages: over the systems by tier and active
// days, then over each one's payers by fixed shares.
func systemsMonth(systems, payers, categories int) *Month {
	r := rand.New(rand.NewPCG(3, 4))
	m := &Month{Period: Period{Year: 2017, Month: 3}, Receivers: benchReceivers, Categories: categories}
	d := &m.Drivers[System]
	d.Weight = []int64{3 * Micro, 1 * Micro, 27 * Micro, 9 * Micro}
	d.Start = []int32{0}
	for system := range int32(systems) {
		d.Tier = append(d.Tier, uint8(r.IntN(len(d.Weight))))
		d.Size = append(d.Size, 1+r.Int64N(31))
		chosen := r.Perm(benchReceivers)[:payers]
		slices.Sort(chosen)
		for _, receiver := range chosen {
			d.Receiver = append(d.Receiver, int32(receiver))
			d.Object = append(d.Object, system)
			d.Count = append(d.Count, (1+r.Int64N(100))*Micro)
		}
		d.Start = append(d.Start, int32(len(d.Count)))
	}
	for category := range int32(categories) {
		m.Rules = append(m.Rules, Rule{Category: category, Model: System, Share: Micro})
		m.Costs = append(m.Costs, Cost{Amount: bill(r), Category: category, Target: NoTarget})
	}
	return m
}

// charge charges the month, which has that many cells.
func charge(b *testing.B, m *Month, cells int) {
	run, err := Charge(m, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if run, err = Charge(m, run); err != nil {
			b.Fatal(err)
		}
	}
	reportCells(b, cells)
}

// copyParts copies as many amounts as a run has: no engine can be faster.
func copyParts(b *testing.B, cells int) {
	from, to := make([]Ore, cells), make([]Ore, cells)
	for i := range from {
		from[i], to[i] = Ore(i), 1 // a page that was never written would be cheap to read
	}
	for b.Loop() {
		copy(to, from)
	}
	reportCells(b, cells)
}

func reportCells(b *testing.B, cells int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(cells), "ns/cell")
}

func onOneCore(b *testing.B) {
	before := runtime.GOMAXPROCS(1)
	b.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// BenchmarkExplain finds a line by its keys and explains it, as a page or the
// API does.
func BenchmarkExplain(b *testing.B) {
	explain := func(name string, m *Month) {
		b.Run(name, func(b *testing.B) {
			run, err := Charge(m, nil)
			if err != nil {
				b.Fatal(err)
			}
			var lines []Line
			for receiver := int32(7); receiver < benchReceivers; receiver += 97 {
				lines = slices.AppendSeq(lines, run.Lines([]int32{receiver}))
			}
			next := 0
			for b.Loop() {
				next = (next + 7919) % len(lines) // a prime: far from the last one
				want := &lines[next]
				line, ok := run.Find(want.Receiver, want.Category, want.Model, want.Object)
				if !ok || run.Explain(line).Contributions[0].Part != want.Amount {
					b.Fatalf("%+v cannot be explained", want)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "ns/line")
		})
	}
	explain("receivers=2000/pools=5000", usersMonth(days, bill))
	explain("systems=10000/payers=75/pools=10", systemsMonth(10_000, 75, 10))
}
