package allocation

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The examples at the top of each model's file, and the cases of SPEC §5 that a
// bookkeeper would try first.

// classMonth is a month of computers or ports with one cost of model's cells:
// receiver, class, item-days. It has as many days as are given.
func classMonth(model Model, cost Ore, days int, cells ...[3]int64) *Month {
	m := oneCost(model, cost, days)
	d := &m.Drivers[model]
	for range model.Classes() {
		d.Weight = append(d.Weight, Micro)
	}
	for _, c := range cells {
		d.Receiver, d.Object, d.Count = append(d.Receiver, int32(c[0])), append(d.Object, int32(c[1])), append(d.Count, c[2])
		m.Receivers = max(m.Receivers, int(c[0])+1)
	}
	return m
}

// objectMonth is the same for systems, projects, and users with applications:
// each object with the counts of receivers 0, 1, …, where zero is no cell.
func objectMonth(model Model, cost Ore, days int, objects ...[]int64) *Month {
	m := oneCost(model, cost, days)
	d := &m.Drivers[model]
	d.Start = []int32{0}
	for o, counts := range objects {
		for receiver, count := range counts {
			if count > 0 {
				d.Receiver, d.Object, d.Count = append(d.Receiver, int32(receiver)), append(d.Object, int32(o)), append(d.Count, count)
				m.Receivers = max(m.Receivers, receiver+1)
			}
		}
		d.Start = append(d.Start, int32(len(d.Count)))
	}
	return m
}

// oneCost is a month with one category, financed by one model.
func oneCost(model Model, cost Ore, days int) *Month {
	period := map[int]Period{28: {2023, 2}, 29: {2024, 2}, 30: {2023, 4}, 31: {2023, 3}}[days]
	return &Month{
		Period: period, Receivers: 1, Categories: 1, Rules: []Rule{{Model: model, Share: Micro}},
		Costs: []Cost{{Amount: cost, Target: NoTarget}},
	}
}

// requireLines charges a month and compares receiver, object and amount of its
// lines.
func requireLines(t *testing.T, m *Month, want ...[3]int64) *Run {
	t.Helper()
	run := mustCharge(t, m)
	requireSlowRun(t, slowCharge(m), run)
	var got [][3]int64
	for line := range run.Lines(allReceivers(m)) {
		got = append(got, [3]int64{int64(line.Receiver), int64(line.Object), int64(line.Amount)})
	}
	require.Equal(t, want, got)
	return run
}

func TestSystems(t *testing.T) {
	bronze, gold := uint8(0), uint8(2)
	weights := []int64{3 * Micro, 1 * Micro, 27 * Micro, 9 * Micro}
	// The example at the top of system.go.
	m := objectMonth(System, 1000_00, 31, []int64{2 * Micro, Micro}, []int64{0, 0, Micro})
	d := &m.Drivers[System]
	d.Tier, d.Size, d.Weight = []uint8{gold, bronze}, []int64{31, 31}, weights
	run := requireLines(t, m, [3]int64{0, 0, 600_00}, [3]int64{1, 0, 300_00}, [3]int64{2, 1, 100_00})
	line, found := run.Find(1, 0, System, 0)
	require.True(t, found)
	require.EqualValues(t, 333_333, run.Quantity(line))

	// Active for 31 and 1 of 31 days: 27·31 to 3·1, 840 in all.
	d.Size = []int64{31, 1}
	requireLines(t, m, [3]int64{0, 0, 664_29}, [3]int64{1, 0, 332_14}, [3]int64{2, 1, 3_57})

	// Only bronze, then only a tier that no system has.
	m.Rules[0].Classes = 1 << bronze
	requireLines(t, m, [3]int64{2, 1, 1000_00})
	m.Rules[0].Classes = 1 << 1
	run = requireLines(t, m)
	require.Equal(t, []UnallocatedAmount{{0, System, NoTarget, NothingCounted, 1000_00}}, run.Unallocated())

	// A cost for the gold system: all to its payers, whatever its dates and the classes.
	m.Costs[0].Target, m.Costs[0].TargetOf, d.Size[0] = 0, System, 0
	requireLines(t, m, [3]int64{0, 0, 666_67}, [3]int64{1, 0, 333_33})

	// A tier of weight zero: there is a system, but it weighs nothing.
	m.Costs[0].Target, m.Costs[0].TargetOf, m.Rules[0].Classes = NoTarget, 0, 1<<bronze
	d.Weight = []int64{0, 1, 1, 1}
	run = requireLines(t, m)
	require.Equal(t, []UnallocatedAmount{{0, System, NoTarget, ZeroWeight, 1000_00}}, run.Unallocated())
}

// TestSystemWithoutPayer has a system that nobody pays: it is no receiver in
// the first stage, and what is for it is unallocated by its code.
func TestSystemWithoutPayer(t *testing.T) {
	m := objectMonth(System, 1000_00, 31, nil, []int64{Micro})
	d := &m.Drivers[System]
	d.Tier, d.Size, d.Weight = []uint8{0, 0}, []int64{31, 31}, []int64{Micro, Micro, Micro, Micro}
	requireLines(t, m, [3]int64{0, 1, 1000_00})
	m.Costs = append(m.Costs, Cost{Amount: -7_00, Target: 0, TargetOf: System})
	run := requireLines(t, m, [3]int64{0, 1, 1000_00})
	require.Equal(t, []UnallocatedAmount{{0, System, 0, NothingCounted, -7_00}}, run.Unallocated())
}

func TestDevices(t *testing.T) {
	// The example at the top of device.go: 10 staff and 25 pupils' computers.
	m := classMonth(Device, 1000_00, 31, [3]int64{0, 0, 310}, [3]int64{0, 1, 775})
	m.Drivers[Device].Weight[1] = 400_000
	run := requireLines(t, m, [3]int64{0, 0, 500_00}, [3]int64{0, 1, 500_00})
	line, _ := run.Find(0, 0, Device, 1)
	require.EqualValues(t, 25*Micro, run.Quantity(line))
	m.Rules[0].Classes = 1 << 1
	requireLines(t, m, [3]int64{0, 1, 1000_00})
	m.Drivers[Device].Weight[1] = 0
	run = requireLines(t, m)
	require.Equal(t, []UnallocatedAmount{{0, Device, NoTarget, ZeroWeight, 1000_00}}, run.Unallocated())
}

func TestPorts(t *testing.T) {
	// A switch weighs 12 connections; an access point was there for 10 days.
	m := classMonth(Port, 14_00, 30, [3]int64{0, 1, 30}, [3]int64{1, 2, 30}, [3]int64{2, 0, 10})
	m.Drivers[Port].Weight = []int64{3 * Micro, Micro, 12 * Micro}
	requireLines(t, m, [3]int64{0, 1, 1_00}, [3]int64{1, 2, 12_00}, [3]int64{2, 0, 1_00})
}

func TestUsers(t *testing.T) {
	// The example at the top of user.go.
	m := objectMonth(User, 1000_00, 30, []int64{90, 60}, []int64{0, 45}, nil)
	run := requireLines(t, m, [3]int64{0, 0, 600_00}, [3]int64{1, 0, 400_00})
	line, _ := run.Find(0, 0, User, Accounts)
	require.EqualValues(t, 3*Micro, run.Quantity(line))

	// Costs for one application, and for one that nobody has.
	m.Costs = append(m.Costs, Cost{Amount: 50_00, Target: 1, TargetOf: User}, Cost{Amount: 9, Target: 2, TargetOf: User})
	run = requireLines(t, m, [3]int64{0, 0, 600_00}, [3]int64{1, 0, 400_00}, [3]int64{1, 1, 50_00})
	require.Equal(t, []UnallocatedAmount{{0, User, 2, NothingCounted, 9}}, run.Unallocated())

	// No accounts at all.
	run = requireLines(t, objectMonth(User, 5_00, 30, nil))
	require.Equal(t, []UnallocatedAmount{{0, User, NoTarget, NothingCounted, 5_00}}, run.Unallocated())
}

func TestProjects(t *testing.T) {
	// The example at the top of project.go: 30 and 10 hours.
	m := objectMonth(Project, 1000_00, 31, []int64{Micro, Micro}, []int64{0, 0, 5})
	m.Drivers[Project].Size = []int64{30_00, 10_00}
	run := requireLines(t, m, [3]int64{0, 0, 375_00}, [3]int64{1, 0, 375_00}, [3]int64{2, 1, 250_00})
	line, _ := run.Find(1, 0, Project, 0)
	require.EqualValues(t, 15*Micro, run.Quantity(line))

	// No hours: only a cost that names the project finds its orderers.
	m.Drivers[Project].Size = []int64{0, 0}
	run = requireLines(t, m)
	require.Equal(t, []UnallocatedAmount{{0, Project, NoTarget, NothingCounted, 1000_00}}, run.Unallocated())
	m.Costs[0].Target, m.Costs[0].TargetOf = 0, Project
	requireLines(t, m, [3]int64{0, 0, 500_00}, [3]int64{1, 0, 500_00})
}

// TestCentral keeps model 1 on IT's own budget, a third of it here.
func TestCentral(t *testing.T) {
	m := classMonth(Device, 100, 28, [3]int64{0, 0, 28})
	m.Rules = []Rule{{Model: Central, Share: 1}, {Model: Device, Share: 2}}
	run := requireLines(t, m, [3]int64{0, 0, 67})
	require.Equal(t, []CentralAmount{{0, 33}}, run.Central())
	require.Equal(t, Totals{Cost: 100, Billed: 67, Central: 33}, run.Totals)

	m.Rules = []Rule{{Model: Central, Share: 1}, {Model: Central, Share: 2}}
	require.Equal(t, []CentralAmount{{0, 100}}, mustCharge(t, m).Central())
	m.Costs[0].Amount = 0
	require.Empty(t, mustCharge(t, m).Central())
}

// TestTargetsAreDroppedElsewhere has a cost for a system in a category that
// computers finance: the target means nothing there.
func TestTargetsAreDroppedElsewhere(t *testing.T) {
	m := classMonth(Device, 100, 28, [3]int64{1, 0, 28})
	m.Drivers[System] = objectMonth(System, 0, 28, []int64{Micro}).Drivers[System]
	m.Drivers[System].Tier, m.Drivers[System].Size = []uint8{0}, []int64{28}
	m.Costs = append(m.Costs, Cost{Amount: 11, Target: 0, TargetOf: System})
	requireLines(t, m, [3]int64{1, 0, 111})
}

func TestModelNames(t *testing.T) {
	for i, code := range []string{"central", "system", "device", "user", "port", "project"} {
		model, ok := ParseModel(code)
		require.True(t, ok)
		require.Equal(t, Models[i], model)
		require.Equal(t, code, model.String())
		byNumber, ok := ParseModel(string(rune('1' + i)))
		require.True(t, ok)
		require.Equal(t, model, byNumber)
	}
	for _, text := range []string{"", "0", "7", "10", "Device", " device", "devices", "01", "１"} {
		_, ok := ParseModel(text)
		require.False(t, ok, "%q", text)
	}
}

func TestClasses(t *testing.T) {
	for _, model := range Models {
		require.IsNonDecreasing(t, append([]string{""}, model.Classes()...), "classes stand in byte order: they decide ties")
		var all ClassSet
		for i, code := range model.Classes() {
			class, ok := model.ParseClass(code)
			require.True(t, ok)
			require.Equal(t, i, class)
			require.True(t, ClassSet(0).Has(i), "the empty set means all")
			require.Equal(t, code, ClassSet(1<<i).Codes(model))
			require.True(t, ClassSet(1<<i).Has(i))
			require.False(t, ClassSet(1<<i).Has(i+1))
			all |= 1 << i
		}
		_, ok := model.ParseClass("platinum")
		require.False(t, ok)
		require.Empty(t, ClassSet(0).Codes(model))
		if model == Port {
			require.Equal(t, "access_point connection switch", all.Codes(model))
		}
	}
}
