package allocation

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// M10: every line is explained by numbers that recompute it. They must also be
// the numbers of the month itself: its counts, weights and prices.
func TestM10ExplanationRecomputesTheLine(t *testing.T) {
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		for line := range run.Lines(allReceivers(m)) {
			requireExplained(t, run, line)
		}
	})
}

func requireExplained(t require.TestingT, run *Run, line Line) {
	e := run.Explain(line)
	require.Equal(t, line, e.Line)
	var sum Ore
	for i, c := range e.Contributions {
		require.Equal(t, line.Category, c.Pool.Category)
		require.Equal(t, line.Model, c.Pool.Model)
		require.Contains(t, []int32{NoTarget, line.Object}, c.Pool.Target)
		for _, other := range e.Contributions[:i] {
			require.NotSame(t, other.Pool, c.Pool)
		}
		requireContribution(t, run.Month, line, c)
		sum += c.Part
	}
	require.Equal(t, line.Amount, sum)
}

// requireContribution follows the money from the pool to the cell, step by
// step: each step starts from the amount that the one before gave.
func requireContribution(t require.TestingT, m *Month, line Line, c Contribution) {
	amount := c.Pool.Amount
	if line.Category == NoCategory {
		require.NotNil(t, c.Price)
		require.Nil(t, c.Object)
		require.Equal(t, *slowPriceStep(m, line), *c.Price)
		amount = c.Price.Amount
	} else {
		require.Nil(t, c.Price)
	}
	twoStages := line.Model == System || line.Model == Project
	if twoStages && line.Category != NoCategory && c.Pool.Target == NoTarget {
		require.NotNil(t, c.Object)
		require.Equal(t, amount, c.Object.Amount)
		require.Equal(t, slowObjectWeight(m, c.Pool, line.Object), c.Object.Weight)
		requireShare(t, *c.Object)
		amount = c.Object.Part
	} else {
		require.Nil(t, c.Object)
	}
	if line.Category != NoCategory || twoStages {
		require.NotNil(t, c.Cell)
		require.Equal(t, amount, c.Cell.Amount)
		require.Equal(t, slowCellWeight(m, c.Pool, line), c.Cell.Weight)
		requireShare(t, *c.Cell)
		amount = c.Cell.Part
	} else {
		require.Nil(t, c.Cell)
	}
	require.Equal(t, amount, c.Part)
}

// requireShare recomputes a part as its explanation says.
func requireShare(t require.TestingT, s Share) {
	product := new(big.Int).Abs(big.NewInt(int64(s.Amount)))
	product.Mul(product, big.NewInt(s.Weight))
	part, remainder := product.QuoRem(product, big.NewInt(s.Total), new(big.Int))
	require.Equal(t, remainder.Int64(), s.Remainder)
	if s.Leftover {
		part.Add(part, big.NewInt(1))
		require.NotZero(t, s.Remainder, "a whole part needs no leftover")
	}
	if s.Amount < 0 {
		part.Neg(part)
	}
	require.Equal(t, part.Int64(), int64(s.Part))
}

func slowPriceStep(m *Month, line Line) *PriceStep {
	d := &m.Drivers[line.Model]
	step := &PriceStep{PerUnit: int64(m.Period.Days())}
	switch line.Model {
	case System:
		step.PriceMicro, step.Quantity = d.Price[d.Tier[line.Object]], d.Size[line.Object]
	case Project:
		step.PriceMicro, step.Quantity, step.PerUnit = d.Price[0], d.Size[line.Object], 100
	default:
		step.PriceMicro, step.Quantity = d.Price[line.Object], slowCount(m, line)
	}
	step.Amount = slowPrice(step.PriceMicro, step.Quantity, step.PerUnit)
	return step
}

// slowCount is the count of a line's cell.
func slowCount(m *Month, line Line) int64 {
	d := &m.Drivers[line.Model]
	for i := range d.Count {
		if d.Receiver[i] == line.Receiver && d.Object[i] == line.Object {
			return d.Count[i]
		}
	}
	return -1
}

func slowObjectWeight(m *Month, pool *Pool, object int32) int64 {
	d := &m.Drivers[pool.Model]
	if pool.Model == Project {
		return d.Size[object]
	}
	if !inSet(pool.Classes, int(d.Tier[object])) {
		return 0
	}
	return d.Weight[d.Tier[object]] * d.Size[object]
}

func slowCellWeight(m *Month, pool *Pool, line Line) int64 {
	count := slowCount(m, line)
	if line.Model != Device && line.Model != Port {
		return count
	}
	if !inSet(pool.Classes, int(line.Object)) {
		return 0
	}
	return m.Drivers[line.Model].Weight[line.Object] * count
}

// TestExplainCoversEveryLine has one month with every kind of line, each with
// the steps that its explanation must have.
func TestExplainCoversEveryLine(t *testing.T) {
	steps := func(byPrice bool) map[[2]int32]string {
		m := everyModel(byPrice)
		run := mustCharge(t, m)
		shown := map[[2]int32]string{}
		for line := range run.Lines(allReceivers(m)) {
			requireExplained(t, run, line)
			text := ""
			for _, c := range run.Explain(line).Contributions {
				if text += "+"; c.Price != nil {
					text += " price"
				}
				if c.Object != nil {
					text += " object"
				}
				if c.Cell != nil {
					text += " cell"
				}
			}
			shown[[2]int32{int32(line.Model), line.Object}] = text
		}
		return shown
	}
	require.Equal(t, map[[2]int32]string{
		{int32(System), 0}:  "+ object cell",
		{int32(System), 1}:  "+ object cell+ cell",
		{int32(Device), 1}:  "+ cell+ cell", // one rule for all classes, one for this
		{int32(Port), 2}:    "+ cell",
		{int32(User), 0}:    "+ cell",
		{int32(User), 1}:    "+ cell",
		{int32(Project), 0}: "+ object cell+ cell",
	}, steps(false))
	require.Equal(t, map[[2]int32]string{
		{int32(System), 0}:  "+ price cell",
		{int32(System), 1}:  "+ price cell",
		{int32(Device), 1}:  "+ price",
		{int32(Port), 2}:    "+ price",
		{int32(User), 0}:    "+ price",
		{int32(User), 1}:    "+ price",
		{int32(Project), 0}: "+ price cell",
	}, steps(true))
}

// everyModel is a month of one receiver with something of everything: two
// systems, a computer, an account, an application, a port and a project; and
// costs for all, some for the second system, the application and the project.
func everyModel(byPrice bool) *Month {
	one := func(object int32) Driver {
		return Driver{
			Receiver: []int32{0}, Object: []int32{object}, Count: []int64{28},
			Weight: []int64{Micro, Micro, Micro, Micro}, Price: []int64{100 * Micro, 200 * Micro, 300 * Micro, 400 * Micro},
		}
	}
	m := &Month{Period: Period{2023, 2}, Receivers: 1, Categories: 1}
	m.Drivers[Device], m.Drivers[Port], m.Drivers[Project] = one(1), one(2), one(0)
	m.Drivers[Project].Start, m.Drivers[Project].Size = []int32{0, 1}, []int64{100}
	m.Drivers[Project].Price = []int64{500 * Micro}
	for _, model := range []Model{System, User} {
		d := one(0)
		d.Receiver, d.Object, d.Count = []int32{0, 0}, []int32{0, 1}, []int64{28, 14}
		d.Start, d.Size, d.Tier = []int32{0, 1, 2}, []int64{28, 28}, []uint8{0, 2}
		m.Drivers[model] = d
	}
	m.Drivers[User].Price = []int64{100 * Micro, 200 * Micro}
	for _, model := range Models {
		m.Rules = append(m.Rules, Rule{Model: model, Share: Micro})
		if model == Device {
			m.Rules = append(m.Rules, Rule{Model: model, Share: Micro, Classes: 2})
		}
		m.ByPrice[model] = byPrice && model != Central
	}
	m.Costs = []Cost{
		{Amount: 10_000_00, Target: NoTarget},
		{Amount: 7_000_00, Target: 1, TargetOf: System},
		{Amount: 700_00, Target: 1, TargetOf: User},
		{Amount: 70_00, Target: 0, TargetOf: Project},
	}
	return m
}
