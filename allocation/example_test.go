package allocation_test

import (
	"fmt"

	"chargeback/allocation"
)

// Three cost centres share 100 öre equally: the öre left over goes to the
// first.
func ExampleSplit() {
	parts, ok, err := allocation.Split(100, []int64{1, 1, 1})
	fmt.Println(parts, ok, err)

	parts, _, _ = allocation.Split(-100, []int64{1, 0, 5})
	fmt.Println(parts)

	_, ok, _ = allocation.Split(100, []int64{0, 0})
	fmt.Println("somebody to carry it:", ok)
	// Output:
	// [34 33 33] true <nil>
	// [-17 0 -83]
	// somebody to carry it: false
}

// A driver that is used again and again is prepared once.
func ExampleWeights_Split() {
	weights, err := allocation.NewWeights([]int64{17, 28, 31})
	if err != nil {
		fmt.Println(err)
		return
	}
	parts, scratch := make([]allocation.Ore, 3), new(allocation.Scratch)
	for _, amount := range []allocation.Ore{1000, -1000, 76} {
		weights.Split(parts, amount, scratch)
		fmt.Println(parts)
	}
	// Output:
	// [224 368 408]
	// [-224 -368 -408]
	// [17 28 31]
}

// A year's licence of 366 kronor in a leap year costs a krona a day.
func ExampleAccrue() {
	from, _ := allocation.NewDate(2024, 1, 1)
	to, _ := allocation.NewDate(2024, 12, 31)
	for _, month := range []string{"2024-01", "2024-02", "2025-01"} {
		p, _ := allocation.ParsePeriod(month)
		a := allocation.Accrue(366_00, allocation.Span{From: from, To: to}, p)
		fmt.Println(p, a.Part, "öre for", a.Days, "of", a.Total, "days")
	}
	// Output:
	// 2024-01 3100 öre for 31 of 366 days
	// 2024-02 2900 öre for 29 of 366 days
	// 2025-01 0 öre for 0 of 366 days
}

// In March 2023 two cost centres share what staff computers cost: the first
// had two of them all month, the second one that came on the 12th.
func ExampleCharge() {
	march, _ := allocation.ParsePeriod("2023-03")
	staff, _ := allocation.Device.ParseClass("staff")
	month := &allocation.Month{
		Period: march, Receivers: 2, Categories: 1,
		Rules: []allocation.Rule{{Category: 0, Model: allocation.Device, Share: allocation.Micro}},
		Costs: []allocation.Cost{{Amount: 1000_00, Category: 0, Target: allocation.NoTarget}},
	}
	month.Drivers[allocation.Device] = allocation.Driver{
		Receiver: []int32{0, 1},
		Object:   []int32{int32(staff), int32(staff)},
		Count:    []int64{62, 20}, // computer-days
		Weight:   []int64{allocation.Micro, allocation.Micro},
	}

	run, err := allocation.Charge(month, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for line := range run.Lines([]int32{0, 1}) {
		fmt.Printf("cost centre %d, model %v: %d öre for %d millionths of a computer\n",
			line.Receiver, line.Model, line.Amount, run.Quantity(line))
	}
	line, _ := run.Find(1, 0, allocation.Device, int32(staff))
	share := run.Explain(line).Contributions[0].Cell
	fmt.Printf("%d = ⌊%d · %d / %d⌋, leftover öre: %v\n",
		share.Part, share.Amount, share.Weight, share.Total, share.Leftover)
	fmt.Printf("%d öre of costs, %d billed\n", run.Totals.Cost, run.Totals.Billed)
	// Output:
	// cost centre 0, model device: 75610 öre for 2000000 millionths of a computer
	// cost centre 1, model device: 24390 öre for 645161 millionths of a computer
	// 24390 = ⌊100000 · 20000000 / 82000000⌋, leftover öre: false
	// 100000 öre of costs, 100000 billed
}
