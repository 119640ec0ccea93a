package allocation

import (
	"errors"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOverflowIsRefused has each place where a month can be too large for 63
// bits, on both sides of the edge: bad data, never a wrong amount.
func TestOverflowIsRefused(t *testing.T) {
	f := func(name string, month func(beyond int64) *Month, want MonthError) {
		t.Helper()
		m := month(0)
		run, err := Charge(m, nil)
		require.NoError(t, err, name)
		requireSlowRun(t, slowCharge(m), run)

		run, err = Charge(month(1), nil)
		require.Nil(t, run)
		want.Err = ErrOverflow
		require.Equal(t, []MonthError{want}, monthErrors(err), name)
		require.ErrorIs(t, err, ErrOverflow)
	}
	nowhere := MonthError{Category: NoCategory, Object: -1}

	f("sum of a category", func(beyond int64) *Month {
		m := oneCost(Central, math.MaxInt64-5, 28)
		m.Costs = append(m.Costs, Cost{Amount: Ore(5 + beyond), Target: NoTarget})
		return m
	}, MonthError{Object: -1})
	f("sum of all costs", func(beyond int64) *Month {
		m := oneCost(Central, math.MaxInt64-5, 28)
		m.Categories, m.Rules = 2, append(m.Rules, Rule{Category: 1, Model: Central, Share: 1})
		m.Costs = append(m.Costs, Cost{Amount: Ore(5 + beyond), Category: 1, Target: NoTarget})
		return m
	}, nowhere)
	f("pool of several targets", func(beyond int64) *Month {
		m := objectMonth(System, math.MaxInt64-5, 28, []int64{1})
		d := &m.Drivers[System]
		d.Size, d.Tier, d.Weight = []int64{28}, []uint8{0}, []int64{1, 1, 1, 1}
		m.Rules = []Rule{{Model: Central, Share: 1}}
		m.Costs = append(m.Costs, Cost{Amount: Ore(5 + beyond), Target: 0, TargetOf: System})
		return m
	}, MonthError{Object: -1})
	f("total of shares", func(beyond int64) *Month {
		m := oneCost(Central, 100, 28)
		m.Rules = []Rule{{Model: Central, Share: math.MaxInt64 - 5}, {Model: Device, Share: 5 + beyond}}
		return m
	}, MonthError{Object: -1})
	f("class weight × item-days", func(beyond int64) *Month {
		m := classMonth(Device, 100, 28, [3]int64{0, 0, 7})
		m.Drivers[Device].Weight = []int64{math.MaxInt64/7 + beyond, 1}
		return m
	}, MonthError{Category: NoCategory, Model: Device, Object: -1})
	f("class weight × item-days beyond 64 bits", func(beyond int64) *Month {
		m := classMonth(Port, 100, 28, [3]int64{0, 0, 1 + beyond*3})
		m.Drivers[Port].Weight = []int64{1 << 62, 1, 1}
		return m
	}, MonthError{Category: NoCategory, Model: Port, Object: -1})
	f("total of cells", func(beyond int64) *Month {
		m := classMonth(Port, 100, 28, [3]int64{0, 0, 1}, [3]int64{0, 1, 1})
		m.Drivers[Port].Weight = []int64{math.MaxInt64 - 5, 5 + beyond, 1}
		return m
	}, MonthError{Category: NoCategory, Model: Port, Object: -1})
	f("total of payers", func(beyond int64) *Month {
		m := objectMonth(Project, 100, 28, []int64{math.MaxInt64 - 5, 5 + beyond})
		m.Drivers[Project].Size = []int64{1}
		return m
	}, MonthError{Category: NoCategory, Model: Project, Object: 0})
	f("total of hours", func(beyond int64) *Month {
		m := objectMonth(Project, 0, 28, []int64{1}, []int64{1})
		m.Drivers[Project].Size = []int64{math.MaxInt64 - 5, 5 + beyond}
		return m
	}, MonthError{Category: NoCategory, Model: Project, Object: -1})
	f("price × quantity", func(beyond int64) *Month {
		m := classMonth(Device, 100, 28, [3]int64{0, 0, 28})
		m.ByPrice[Device] = true
		m.Drivers[Device].Count[0] = 28 * 1_000_000
		m.Drivers[Device].Price = []int64{math.MaxInt64/100 - 4 + beyond*1000, 0}
		return m
	}, MonthError{Category: NoCategory, Model: Device, Object: -1})
	f("price × quantity of systems and projects", func(beyond int64) *Month {
		m := objectMonth(Project, 100, 28, []int64{1})
		m.ByPrice[Project] = true
		m.Drivers[Project].Size, m.Drivers[Project].Price = []int64{100 * 1_000_000}, []int64{math.MaxInt64/100 - 4 + beyond*1000}
		return m
	}, MonthError{Category: NoCategory, Model: Project, Object: -1})
	f("price × active days", func(beyond int64) *Month {
		m := objectMonth(System, 100, 28, []int64{1})
		m.ByPrice[System] = true
		d := &m.Drivers[System]
		d.Size, d.Tier, d.Price = []int64{28 * 1_000_000}, []uint8{3}, []int64{0, 0, 0, math.MaxInt64/100 - 4 + beyond*1000}
		return m
	}, MonthError{Category: NoCategory, Model: System, Object: -1})
	f("sum of bills by price", func(beyond int64) *Month {
		m := classMonth(Device, 0, 28, [3]int64{0, 0, 28 * 1_000_000}, [3]int64{0, 1, 28 * 1_000_000})
		m.ByPrice[Device] = true
		m.Drivers[Device].Price = []int64{math.MaxInt64 / 200, math.MaxInt64/200 + beyond*1000}
		return m
	}, MonthError{Category: NoCategory, Model: Device, Object: -1})
	f("cost of a model by price", func(beyond int64) *Month {
		m := oneCost(Device, math.MaxInt64-5, 28)
		m.ByPrice[Device] = true
		m.Categories = 3
		m.Rules = append(m.Rules, Rule{Category: 1, Model: Device, Share: 1}, Rule{Category: 2, Model: Central, Share: 1})
		m.Costs = append(m.Costs, Cost{Amount: Ore(5 + beyond), Category: 1, Target: NoTarget},
			Cost{Amount: -5 - Ore(beyond), Category: 2, Target: NoTarget})
		return m
	}, MonthError{Category: NoCategory, Model: Device, Object: -1})
	// Credits offset costs, but neither the lines nor what is unallocated fit
	// each on their own side.
	f("bills without credits", func(beyond int64) *Month {
		m := classMonth(Device, math.MaxInt64-5, 28, [3]int64{0, 0, 28})
		m.Categories, m.Rules = 2, append(m.Rules, Rule{Category: 1, Model: Device, Share: 1})
		m.Costs = append(m.Costs, Cost{Amount: -5 - Ore(beyond), Category: 1, Target: NoTarget})
		return m
	}, nowhere)
	f("unallocated without credits", func(beyond int64) *Month {
		m := classMonth(Device, math.MaxInt64-5, 28)
		m.Categories, m.Rules = 2, append(m.Rules, Rule{Category: 1, Model: Port, Share: 1})
		m.Costs = append(m.Costs, Cost{Amount: -5 - Ore(beyond), Category: 1, Target: NoTarget})
		return m
	}, nowhere)
	f("central", func(beyond int64) *Month {
		m := oneCost(Central, math.MaxInt64-5, 28)
		m.Categories = 3
		m.Rules = append(m.Rules, Rule{Category: 1, Model: Central, Share: 1}, Rule{Category: 2, Model: Device, Share: 1})
		m.Costs = append(m.Costs, Cost{Amount: Ore(5 + beyond), Category: 1, Target: NoTarget},
			Cost{Amount: -5 - Ore(beyond), Category: 2, Target: NoTarget})
		return m
	}, nowhere)
}

// monthErrors lists the errors of a month in order.
func monthErrors(err error) []MonthError {
	var list []MonthError
	switch e := err.(type) {
	case nil:
	case *MonthError:
		list = append(list, *e)
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			list = append(list, monthErrors(one)...)
		}
	}
	return list
}

func TestMonthError(t *testing.T) {
	err := error(&MonthError{Category: 3, Model: Port, Object: 1, Err: ErrNoPrice})
	require.EqualError(t, err, `category 3, model "port", object 1: no price is valid`)
	require.ErrorIs(t, err, ErrNoPrice)
	_, err = Charge(&Month{Period: Period{2023, 2}, Receivers: 1, Categories: 2, Costs: []Cost{
		{Category: 1, Target: NoTarget}, {Category: 0, Target: NoTarget},
	}}, nil)
	require.Equal(t, []MonthError{{0, 0, -1, ErrNoRule}, {1, 0, -1, ErrNoRule}}, monthErrors(err), "also for costs of 0 öre")
}

func TestEmptyMonth(t *testing.T) {
	run := mustCharge(t, &Month{Period: Period{2023, 2}})
	require.Zero(t, run.Totals)
	require.Empty(t, run.Pools())
	require.Empty(t, run.Central())
	require.Empty(t, run.Unallocated())
	_, found := run.Find(0, 0, Device, 0)
	require.False(t, found)
	for range run.Lines(nil) {
		t.Fatal("a line of nobody")
	}
}

// TestBalanceIsChecked breaks a run and expects the check to say so.
func TestBalanceIsChecked(t *testing.T) {
	totals := Totals{Cost: 10, Billed: 1, Central: 2, Unallocated: 3, Variance: 4}
	require.NoError(t, totals.check())
	for _, part := range []*Ore{&totals.Cost, &totals.Billed, &totals.Central, &totals.Unallocated, &totals.Variance} {
		*part++
		require.ErrorIs(t, totals.check(), ErrBalance)
		*part--
	}
	totals = Totals{Billed: math.MaxInt64, Central: math.MaxInt64, Unallocated: 2}
	require.ErrorIs(t, totals.check(), ErrBalance, "a sum that wraps round to the cost does not balance")
}

// TestChargeReusesMemory charges the same month again into the memory of the
// last run: the amounts, which are most of it, stand where they stood.
func TestChargeReusesMemory(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // each core has sums of its own
	m := manyCells(40)
	run := mustCharge(t, m)
	parts := &run.parts[0]
	fresh := bytesOf(func() { _ = mustCharge(t, m) })
	again := bytesOf(func() { run, _ = Charge(m, run) })
	require.NotNil(t, run)
	require.Same(t, parts, &run.parts[0])
	require.Less(t, again, fresh/3)
	require.Len(t, run.ruleParts, 40, "one part per sum and rule, also after reuse")
}

func bytesOf(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestFirstErrorIsTold has many jobs fail on several goroutines: the error is
// that of the lowest job, as on one.
func TestFirstErrorIsTold(t *testing.T) {
	for _, workers := range []int{1, 4} {
		r := new(Run)
		err := r.inParallel(workers, 100, func(_, i int, s *Scratch) error {
			require.NotNil(t, s)
			if i%10 == 7 {
				return &MonthError{Object: int32(i), Err: ErrOverflow}
			}
			return nil
		})
		var at *MonthError
		require.True(t, errors.As(err, &at))
		require.EqualValues(t, 7, at.Object)
	}
}

// TestReadersMayStop leaves every iterator after its first item.
func TestReadersMayStop(t *testing.T) {
	run := mustCharge(t, everyModel(false))
	for line := range run.Lines([]int32{0}) {
		require.Equal(t, System, line.Model)
		break
	}
	for source := range run.Sources(&run.Pools()[0]) {
		require.Equal(t, NoTarget, source.Target)
		break
	}
	for range monthKinds(Span{1, 400}, Period{1, 3}) {
		break
	}
}
