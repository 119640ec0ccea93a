package allocation

import (
	"cmp"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The laws M1–M15 of a month; invariants_test.go lists them.

func TestM1Balance(t *testing.T) {
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		var cost, billed, central, unallocated, variance Ore
		for _, c := range m.Costs {
			cost += c.Amount
		}
		for line := range run.Lines(allReceivers(m)) {
			billed += line.Amount
		}
		for _, c := range run.Central() {
			central += c.Amount
		}
		for _, u := range run.Unallocated() {
			unallocated += u.Amount
		}
		for _, v := range run.Variance {
			require.Equal(t, v.Cost-v.Recovered, v.Amount)
			variance += v.Amount
		}
		require.Equal(t, Totals{cost, billed, central, unallocated, variance}, run.Totals)
		require.Equal(t, cost, billed+central+unallocated+variance)
	})
}

func TestM2EveryCostIsDividedOnce(t *testing.T) {
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		costs, pools := make([]Ore, m.Categories), make([]Ore, m.Categories)
		for _, c := range m.Costs {
			costs[c.Category] += c.Amount
		}
		seen := make([]int, len(m.Costs))
		for i := range run.Pools() {
			pool := &run.Pools()[i]
			if pool.Outcome == Billed {
				var sum Ore
				for _, part := range run.partsOf(pool) {
					sum += part
				}
				require.Equal(t, pool.Amount, sum)
			}
			var sum Ore
			for source := range run.Sources(pool) {
				sum += requireSource(t, run, pool, source, seen)
			}
			if pool.Category != NoCategory {
				pools[pool.Category] += pool.Amount
				require.Equal(t, pool.Amount, sum)
			}
		}
		require.Equal(t, costs, pools)
		// Each row is once in a source of each of its category's rules.
		for i, times := range seen {
			own := 0
			for _, rule := range m.Rules {
				if rule.Category == m.Costs[i].Category {
					own++
				}
			}
			require.Equal(t, own, times, "cost %d", i)
		}
	})
}

// requireSource checks what a pool was made of, notes its cost rows as seen,
// and returns its part.
func requireSource(t *rapid.T, run *Run, pool *Pool, source Source, seen []int) Ore {
	m, shares, own := run.Month, []int64(nil), 0
	for i, rule := range m.Rules {
		if rule.Category == pool.Category {
			if int32(i) == pool.Rule {
				own = len(shares)
			}
			shares = append(shares, rule.Share)
		}
	}
	require.Equal(t, shares[own], source.Sum.Weight)
	require.Equal(t, slowSplit(source.Sum.Amount, shares)[own], source.Sum.Part)
	requireShare(t, source.Sum)
	var sum Ore
	for _, i := range source.Costs {
		c := m.Costs[i]
		require.Equal(t, [2]int32{pool.Category, source.Target}, [2]int32{c.Category, c.Target})
		require.Equal(t, source.TargetOf, c.TargetOf)
		sum += c.Amount
		seen[i]++
	}
	require.NotEmpty(t, source.Costs)
	require.Equal(t, sum, source.Sum.Amount)
	return source.Sum.Part
}

func TestM3ZeroWeightPaysNothing(t *testing.T) {
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		for i := range run.Pools() {
			pool := &run.Pools()[i]
			if pool.Category == NoCategory || pool.Target != NoTarget || pool.Outcome != Billed {
				continue
			}
			d := &m.Drivers[pool.Model]
			for j, part := range run.partsOf(pool) {
				object := d.Object[int(pool.cell)+j]
				zero := false
				switch pool.Model {
				case Device, Port:
					zero = d.Weight[object] == 0 || !inSet(pool.Classes, int(object))
				case System:
					zero = d.Weight[d.Tier[object]] == 0 || !inSet(pool.Classes, int(d.Tier[object])) || d.Size[object] == 0
				case Project:
					zero = d.Size[object] == 0
				}
				require.False(t, zero && part != 0, "cell %d of %+v", j, pool)
			}
		}
	})
}

func TestM4NegatedCosts(t *testing.T) {
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		before := slices.Collect(run.Lines(allReceivers(m)))
		central, unallocated := run.Central(), run.Unallocated()
		for i := range m.Costs {
			m.Costs[i].Amount = -m.Costs[i].Amount
		}
		for i := range before {
			if before[i].Category != NoCategory {
				before[i].Amount = -before[i].Amount
			}
		}
		for i := range central {
			central[i].Amount = -central[i].Amount
		}
		for i := range unallocated {
			unallocated[i].Amount = -unallocated[i].Amount
		}
		run = mustCharge(t, m)
		require.Equal(t, before, slices.Collect(run.Lines(allReceivers(m))))
		require.Equal(t, central, run.Central())
		require.Equal(t, unallocated, run.Unallocated())
	})
}

func TestM5ScaledWeights(t *testing.T) {
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		before, unallocated := slices.Collect(run.Lines(allReceivers(m))), run.Unallocated()
		for i := range m.Rules {
			m.Rules[i].Share *= 7
		}
		for _, model := range []Model{System, Device, Port} {
			m.Drivers[model].Weight = times(m.Drivers[model].Weight, 10)
		}
		for _, model := range []Model{System, Project} {
			m.Drivers[model].Count = times(m.Drivers[model].Count, 3)
		}
		if !m.ByPrice[Project] {
			m.Drivers[Project].Size = times(m.Drivers[Project].Size, 4)
		}
		run = mustCharge(t, m)
		require.Equal(t, before, slices.Collect(run.Lines(allReceivers(m))))
		require.Equal(t, unallocated, run.Unallocated())
	})
}

func TestM6OrderOfCosts(t *testing.T) {
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		before := printed(run)
		m.Costs = rapid.Permutation(m.Costs).Draw(t, "order")
		require.Equal(t, before, printed(mustCharge(t, m)))
	})
}

// TestM7SameBytesOnAnyCores charges a month of more cells than one goroutine
// gets, on one core and on several.
func TestM7SameBytesOnAnyCores(t *testing.T) {
	m := manyCells(10)
	var want *Run
	for _, cores := range []int{1, 2, 5, 1} {
		before := runtime.GOMAXPROCS(cores)
		run, err := Charge(m, nil)
		workers := run.workers()
		runtime.GOMAXPROCS(before)
		require.NoError(t, err)
		require.Equal(t, cores, workers)
		if want == nil {
			want = run
		}
		require.Equal(t, want.Totals, run.Totals)
		require.Equal(t, want.parts, run.parts)
		require.Equal(t, want.owed, run.owed)
		require.True(t, slices.Equal(slices.Collect(want.Lines(allReceivers(m))), slices.Collect(run.Lines(allReceivers(m)))))
	}
}

// manyCells is a month of 20,000 receivers with computers.
func manyCells(categories int) *Month {
	m := &Month{Period: Period{2023, 3}, Receivers: 20_000, Categories: categories}
	d := &m.Drivers[Device]
	d.Weight = []int64{Micro, 400_000}
	for receiver := range int32(m.Receivers) {
		d.Receiver = append(d.Receiver, receiver)
		d.Object = append(d.Object, receiver%2)
		d.Count = append(d.Count, int64(1+receiver%97))
	}
	for category := range int32(m.Categories) {
		m.Rules = append(m.Rules, Rule{Category: category, Model: Device, Share: 1})
		m.Costs = append(m.Costs, Cost{Amount: 1_234_567_89 + Ore(category), Category: category, Target: NoTarget})
	}
	return m
}

func TestM8ReusedMemoryChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		used, err := Charge(drawMonth(t), nil)
		require.NoError(t, err)
		m, missing := drawMonth(t), drawMonthOf(t, false)
		want := printed(mustCharge(t, m))

		again, err := Charge(m, used)
		require.NoError(t, err)
		require.Same(t, used, again)
		require.Equal(t, want, printed(again))

		_, _ = Charge(missing, again) // often fails
		again, err = Charge(m, again)
		require.NoError(t, err)
		require.Equal(t, want, printed(again))
		for line := range again.Lines(allReceivers(m)) {
			requireExplained(t, again, line)
		}
	})
}

func TestM9MonthIsNotChanged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawMonthOf(t, false)
		before := copyOf(m)
		if run, err := Charge(m, nil); err == nil {
			_ = printed(run)
		}
		require.Equal(t, before, m)
	})
}

func copyOf(m *Month) *Month {
	c := *m
	c.Costs, c.Rules = slices.Clone(m.Costs), slices.Clone(m.Rules)
	for i := range c.Drivers {
		d := &c.Drivers[i]
		d.Receiver, d.Object, d.Count = slices.Clone(d.Receiver), slices.Clone(d.Object), slices.Clone(d.Count)
		d.Start, d.Size, d.Tier = slices.Clone(d.Start), slices.Clone(d.Size), slices.Clone(d.Tier)
		d.Weight, d.Price = slices.Clone(d.Weight), slices.Clone(d.Price)
	}
	return &c
}

func TestM11LinesAreFound(t *testing.T) {
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		lines := map[slowKey]Line{}
		for line := range run.Lines(allReceivers(m)) {
			lines[slowKey{line.Receiver, line.Category, line.Model, line.Object}] = line
		}
		for receiver := range int32(m.Receivers) {
			for category := NoCategory; category < int32(m.Categories); category++ {
				for _, model := range Models {
					for object := range int32(max(len(model.Classes()), m.Drivers[model].objects())) {
						if objects := m.Drivers[model].objects(); objects > 0 && int(object) >= objects {
							continue
						}
						key := slowKey{receiver, category, model, object}
						want, there := lines[key]
						got, found := run.Find(receiver, category, model, object)
						require.Equal(t, there, found, "%+v", key)
						if there {
							require.Equal(t, want, got)
						}
					}
				}
			}
		}
	})
}

func TestM12LinesAreABill(t *testing.T) {
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		owed := map[[2]int32]Ore{}
		var last *Line
		count := 0
		for line := range run.Lines(allReceivers(m)) {
			require.NotZero(t, line.Amount)
			if last != nil {
				require.Negative(t, cmp.Or(
					cmp.Compare(last.Receiver, line.Receiver), cmp.Compare(last.Model, line.Model),
					cmp.Compare(last.Category, line.Category), cmp.Compare(last.Object, line.Object),
				))
			}
			last = &line
			count++
			owed[[2]int32{line.Receiver, int32(line.Model)}] += line.Amount
		}
		require.Equal(t, run.CountLines(), count)
		for receiver := range int32(m.Receivers) {
			for _, model := range Models {
				require.Equal(t, owed[[2]int32{receiver, int32(model)}], run.Owed(receiver, model))
			}
		}
	})
}

func TestM13NoNegativeLineWithoutCredit(t *testing.T) {
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		credited := map[int32]bool{}
		for _, c := range m.Costs {
			credited[c.Category] = credited[c.Category] || c.Amount < 0
		}
		for line := range run.Lines(allReceivers(m)) {
			require.True(t, line.Amount > 0 || line.Category != NoCategory && credited[line.Category], "%+v", line)
		}
	})
}

func TestM14WhatIsNotCountedChangesNothing(t *testing.T) {
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		before := slices.Collect(run.Lines(allReceivers(m)))
		central, unallocated := run.Central(), run.Unallocated()
		m.Receivers++
		m.Categories++
		for _, model := range []Model{System, User, Project} {
			d := &m.Drivers[model]
			if d.Start == nil {
				d.Start = []int32{0}
			}
			d.Start = append(d.Start, int32(len(d.Count)))
			d.Size, d.Tier = append(d.Size, 31), append(d.Tier, 0)
			if model == User {
				d.Price = append(d.Price, 100*Micro)
			}
		}
		run = mustCharge(t, m)
		require.Equal(t, before, slices.Collect(run.Lines(allReceivers(m))))
		require.Equal(t, central, run.Central())
		require.Equal(t, unallocated, run.Unallocated())
	})
}

func TestM15PriceLinesDoNotDependOnCosts(t *testing.T) {
	byPrice := func(run *Run) []Line {
		var lines []Line
		for line := range run.Lines(allReceivers(run.Month)) {
			if line.Category == NoCategory {
				line.group = 0 // groups come and go with the costs
				lines = append(lines, line)
			}
		}
		return lines
	}
	eachMonth(t, func(t *rapid.T, m *Month, run *Run) {
		before := byPrice(run)
		m.Costs = nil
		run = mustCharge(t, m)
		require.Equal(t, before, byPrice(run))
		require.Equal(t, -run.Totals.Billed, run.Totals.Variance)
	})
}

// eachMonth draws months and checks a law on each.
func eachMonth(t *testing.T, law func(t *rapid.T, m *Month, run *Run)) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawMonth(t)
		law(t, m, mustCharge(t, m))
	})
}

func mustCharge(t require.TestingT, m *Month) *Run {
	run, err := Charge(m, nil)
	require.NoError(t, err)
	return run
}
