package peers

import (
	"context"
	"math/rand/v2"
	"testing"

	"chargeback/allocation"
)

// The problem of BenchmarkSplit, the same as that of BenchmarkCharge in allocation: 125 categories have one
// pool each for 40 drivers. The slow ones split the first pools of it, as many as their name says, and all are
// compared by the cell: one receiver of one pool.
const (
	benchReceivers  = 2_000
	benchDrivers    = 40
	benchCategories = 125
	benchPools      = benchDrivers * benchCategories
)

// benchProblem has amounts up to 10 Mkr, one of twenty a credit, over days of up to 500 items. Products stay
// below 2^63, as go-money needs.
func benchProblem() Problem {
	random := rand.New(rand.NewPCG(1, 2))
	p := Problem{Weights: make([][]int64, benchDrivers)}
	for driver := range p.Weights {
		p.Weights[driver] = make([]int64, benchReceivers)
		for i := range p.Weights[driver] {
			p.Weights[driver][i] = 1 + random.Int64N(31*500)
		}
	}
	for pool := range benchPools {
		amount := 1 + random.Int64N(10_000_000_00)
		if random.IntN(20) == 0 {
			amount = -amount
		}
		p.Amounts = append(p.Amounts, amount)
		p.DriverOf = append(p.DriverOf, pool%benchDrivers)
	}
	return p
}

// firstPools is the same problem with fewer pools.
func (p Problem) firstPools(pools int) Problem {
	p.Amounts, p.DriverOf = p.Amounts[:pools], p.DriverOf[:pools]
	return p
}

// month is the problem as what the engine charges: the drivers are licences of as many applications, and every
// pool is a cost for one of them.
func (p Problem) month() *allocation.Month {
	m := &allocation.Month{
		Period:     allocation.Period{Year: 2017, Month: 3},
		Receivers:  p.Receivers(),
		Categories: len(p.Amounts) / len(p.Weights),
	}
	users := &m.Drivers[allocation.User]
	users.Start = []int32{0, 0} // nobody has an account
	for driver, weights := range p.Weights {
		for receiver, weight := range weights {
			users.Receiver = append(users.Receiver, int32(receiver))
			users.Object = append(users.Object, int32(driver+1))
			users.Count = append(users.Count, weight)
		}
		users.Start = append(users.Start, int32(len(users.Count)))
	}
	for category := range m.Categories {
		rule := allocation.Rule{Category: int32(category), Model: allocation.User, Share: allocation.Micro}
		m.Rules = append(m.Rules, rule)
	}
	for pool, amount := range p.Amounts {
		m.Costs = append(m.Costs, allocation.Cost{
			Amount:   allocation.Ore(amount),
			Category: int32(pool / len(p.Weights)),
			Target:   int32(p.DriverOf[pool] + 1),
			TargetOf: allocation.User,
		})
	}
	return m
}

// parts reads the lines of a charged month back as parts of the problem.
func (p Problem) parts(run *allocation.Run) []int64 {
	receivers := make([]int32, p.Receivers())
	for i := range receivers {
		receivers[i] = int32(i)
	}
	parts := p.NewParts()
	for line := range run.Lines(receivers) {
		pool := int(line.Category)*len(p.Weights) + int(line.Object) - 1
		parts[pool*len(receivers)+int(line.Receiver)] = int64(line.Amount)
	}
	return parts
}

// BenchmarkSplit reports ns/cell of ours and of every peer. What is timed is the split alone: data is loaded,
// and results are read, outside of it. Ours is timed twice: as the whole engine on all cores, which also makes
// the pools, adds up the lines and checks the balance; and as its splitter on one core.
func BenchmarkSplit(b *testing.B) {
	ctx := context.Background()
	all := benchProblem()
	exact := chargedParts(b, all)

	b.Run("receivers=2000/pools=5000/ours", func(b *testing.B) {
		month := all.month()
		run, err := allocation.Charge(month, nil)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if run, err = allocation.Charge(month, run); err != nil {
				b.Fatal(err)
			}
		}
		reportCells(b, all)
	})
	b.Run("receivers=2000/pools=5000/ours/weights", func(b *testing.B) { benchWeights(b, all, exact) })
	b.Run("receivers=2000/pools=5000/copy", func(b *testing.B) {
		parts := all.NewParts()
		copy(parts, exact) // writes the pages before they are timed
		for b.Loop() {
			copy(parts, exact)
		}
		reportCells(b, all)
	})
	b.Run("receivers=2000/pools=5000/gomoney", func(b *testing.B) {
		parts := all.NewParts()
		for b.Loop() {
			if err := SplitGoMoney(all, parts); err != nil {
				b.Fatal(err)
			}
		}
		reportCells(b, all)
	})
	b.Run("receivers=2000/pools=200/shopspring", func(b *testing.B) {
		p := all.firstPools(200)
		parts := p.NewParts()
		for b.Loop() {
			SplitShopspring(p, parts)
		}
		reportCells(b, p)
		wantParts(b, p, parts, exact)
	})
	b.Run("receivers=2000/pools=5000/duckdb", func(b *testing.B) { benchDuckDB(b, ctx, all, exact) })
	b.Run("receivers=2000/pools=500/postgres/exact", func(b *testing.B) {
		benchPostgres(b, ctx, all.firstPools(500), exact)
	})
}

// chargedParts charges the problem and compares the first pools with math/big.
func chargedParts(b *testing.B, p Problem) []int64 {
	run, err := allocation.Charge(p.month(), nil)
	if err != nil {
		b.Fatal(err)
	}
	parts := p.parts(run)
	few := p.firstPools(3 * benchDrivers)
	want := few.NewParts()
	slowSplit(few, want)
	wantParts(b, few, want, parts)
	return parts
}

// benchWeights times the splitter alone, on one core. Preparing the drivers is part of it.
func benchWeights(b *testing.B, p Problem, exact []int64) {
	parts := make([]allocation.Ore, p.Cells())
	var scratch allocation.Scratch
	prepared := make([]*allocation.Weights, len(p.Weights))
	for b.Loop() {
		for driver, weights := range p.Weights {
			var err error
			if prepared[driver], err = allocation.NewWeights(weights); err != nil {
				b.Fatal(err)
			}
		}
		for pool, amount := range p.Amounts {
			own := parts[pool*p.Receivers() : (pool+1)*p.Receivers()]
			prepared[p.DriverOf[pool]].Split(own, allocation.Ore(amount), &scratch)
		}
	}
	reportCells(b, p)
	got := p.NewParts()
	for i, part := range parts {
		got[i] = int64(part)
	}
	wantParts(b, p, got, exact)
}

func benchDuckDB(b *testing.B, ctx context.Context, p Problem, exact []int64) {
	db, err := OpenDuckDB(ctx, 2)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	few := p.firstPools(100)
	if err := db.Load(ctx, few); err != nil {
		b.Fatal(err)
	}
	if err := db.SplitExact(ctx); err != nil {
		b.Fatal(err)
	}
	parts := few.NewParts()
	if err := db.Parts(ctx, few, parts); err != nil {
		b.Fatal(err)
	}
	wantParts(b, few, parts, exact)
	if err := db.Load(ctx, p); err != nil {
		b.Fatal(err)
	}
	b.Run("floats", func(b *testing.B) { timeQuery(b, p, func() error { return db.SplitFloats(ctx) }) })
	b.Run("exact", func(b *testing.B) { timeQuery(b, p, func() error { return db.SplitExact(ctx) }) })
}

func benchPostgres(b *testing.B, ctx context.Context, p Problem, exact []int64) {
	db, err := OpenPostgres(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	}()
	if err := db.Load(ctx, p); err != nil {
		b.Fatal(err)
	}
	timeQuery(b, p, func() error { return db.SplitExact(ctx) })
	parts := p.NewParts()
	if err := db.Parts(ctx, p, parts); err != nil {
		b.Fatal(err)
	}
	wantParts(b, p, parts, exact)
}

func timeQuery(b *testing.B, p Problem, query func() error) {
	for b.Loop() {
		if err := query(); err != nil {
			b.Fatal(err)
		}
	}
	reportCells(b, p)
}

func reportCells(b *testing.B, p Problem) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(p.Cells()), "ns/cell")
}

// wantParts compares the parts of a problem with those of one that it is the beginning of.
func wantParts(b *testing.B, p Problem, got, exact []int64) {
	b.Helper()
	for i, part := range got {
		if part != exact[i] {
			b.Fatalf("pool %d, receiver %d: %d öre, ours %d", i/p.Receivers(), i%p.Receivers(), part, exact[i])
		}
	}
}
