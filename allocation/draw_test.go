package allocation

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"pgregory.net/rapid"
)

// What the random tests draw: amounts, weights, and whole months of all six
// models. The simplest one, to which a failing case shrinks, is the smallest.

// drawAmount draws small amounts, such as a table may carry, up to ±2⁶² and the
// very ends.
func drawAmount(t *rapid.T) Ore {
	return Ore(rapid.OneOf(
		rapid.Int64Range(-1000, 1000),
		rapid.Int64Range(-int64(MaxAmount), int64(MaxAmount)),
		rapid.Int64Range(-1<<62, 1<<62),
		rapid.SampledFrom([]int64{math.MaxInt64, math.MinInt64, math.MinInt64 + 1, 1 << 62, -1 << 62}),
	).Draw(t, "amount"))
}

// drawWeights draws one weight or more: few and many different values, zeros,
// micro-units, and totals up to 63 bits, which one cell may have nearly alone.
func drawWeights(t *rapid.T) []int64 {
	cells := rapid.IntRange(1, 40).Draw(t, "cells")
	most := math.MaxInt64 / int64(cells)
	of := func(weight *rapid.Generator[int64]) *rapid.Generator[[]int64] {
		return rapid.SliceOfN(weight, cells, cells)
	}
	weights := rapid.OneOf(
		of(rapid.Int64Range(0, 3)),
		of(rapid.SampledFrom([]int64{0, 0, 0, 7})),
		of(rapid.Int64Range(0, 31*500)),
		of(rapid.Map(rapid.Int64Range(0, 31*500), func(days int64) int64 { return days * 400_000 })),
		of(rapid.SampledFrom([]int64{0, 1, 1 << 31, 1<<31 + 1, 1 << 32})),
		of(rapid.Int64Range(0, most)),
		of(rapid.Int64Range(most-2, most)),
	).Draw(t, "weights")
	if rapid.IntRange(0, 7).Draw(t, "giant") == 7 {
		giant := rapid.IntRange(0, cells-1).Draw(t, "giant's place")
		weights[giant] = 0
		rest := int64(math.MaxInt64)
		for _, weight := range weights {
			rest -= weight
		}
		weights[giant] = rest
	}
	return weights
}

// drawing is a month on its way.
type drawing struct {
	t     *rapid.T
	m     *Month
	whole bool // nothing is missing, so that the month can be charged
}

// drawMonth draws a month that can be charged.
func drawMonth(t *rapid.T) *Month { return drawMonthOf(t, true) }

// drawMonthOf draws a month; unless it is whole, rules and prices may be
// missing.
func drawMonthOf(t *rapid.T, whole bool) *Month {
	period := rapid.SampledFrom([]Period{{2023, 2}, {2024, 2}, {2023, 4}, {2023, 12}}).Draw(t, "month")
	d := &drawing{t: t, whole: whole, m: &Month{Period: period}}
	d.m.Receivers = d.number("receivers", 1, 6)
	d.m.Categories = d.number("categories", 1, 4)
	for _, model := range Models[1:] {
		d.m.ByPrice[model] = d.yes(model.String()+" by price", 4)
		d.driver(model)
	}
	d.rules()
	d.costs()
	return d.m
}

func (d *drawing) number(label string, low, high int) int {
	return rapid.IntRange(low, high).Draw(d.t, label)
}

// yes draws true once in so many times.
func (d *drawing) yes(label string, onceIn int) bool { return d.number(label, 1, onceIn) == onceIn }

func (d *drawing) pick(label string, options ...int64) int64 {
	return rapid.SampledFrom(options).Draw(d.t, label)
}

// driver draws what a model counts; often nothing.
func (d *drawing) driver(model Model) {
	driver := &d.m.Drivers[model]
	switch model {
	case Device, Port:
		for receiver := range d.m.Receivers {
			for class := range model.Classes() {
				d.cell(driver, receiver, class, 2, 1, 14, 28, 31*7)
			}
		}
	case User:
		for object := range 1 + d.number("applications", 0, 3) {
			d.object(driver, object, 1, 28, 31, 90)
		}
	case System, Project:
		for object := range d.number(model.String()+"s", 0, 4) {
			d.object(driver, object, Micro, 1, 2*Micro, 33_333_333, 7*31)
			driver.Tier = append(driver.Tier, uint8(d.number("tier", 0, len(System.Classes())-1)))
			driver.Size = append(driver.Size, d.pick("size", 0, 28, 1, 17, 750))
		}
	}
	for range model.Classes() {
		driver.Weight = append(driver.Weight, d.pick("weight", Micro, 0, 400_000, 1, 27*Micro))
	}
	prices := max(1, len(model.Classes()))
	if model == User {
		prices = driver.objects()
	}
	for range prices {
		driver.Price = append(driver.Price, d.price())
	}
}

// cell may add a cell, once in so many times.
func (d *drawing) cell(driver *Driver, receiver, object, onceIn int, counts ...int64) {
	if d.yes("cell", onceIn) {
		driver.Receiver = append(driver.Receiver, int32(receiver))
		driver.Object = append(driver.Object, int32(object))
		driver.Count = append(driver.Count, d.pick("count", counts...))
	}
}

// object adds an object and its cells.
func (d *drawing) object(driver *Driver, object int, counts ...int64) {
	if driver.Start == nil {
		driver.Start = []int32{0}
	}
	for receiver := range d.m.Receivers {
		d.cell(driver, receiver, object, 3, counts...)
	}
	driver.Start = append(driver.Start, int32(len(driver.Count)))
}

func (d *drawing) price() int64 {
	if !d.whole && d.yes("no price", 3) {
		return NoPrice
	}
	return d.pick("price", 100*Micro, 0, 1, 190*Micro, 5_000, 33_333_333_333_333)
}

// rules draws each category's rules, in the order that the engine asks for.
func (d *drawing) rules() {
	for category := range int32(d.m.Categories) {
		first := len(d.m.Rules)
		for range d.number("rules", 0, 4) {
			model := Models[d.number("model", 0, len(Models)-1)]
			rule := Rule{Category: category, Model: model, Share: d.pick("share", Micro, 0, 1, 33_333_333)}
			if classes := len(model.Classes()); classes > 0 {
				rule.Classes = ClassSet(d.number("classes", 0, 1<<classes-1))
			}
			same := func(r Rule) bool { return r.Model == model && r.Classes == rule.Classes }
			if !slices.ContainsFunc(d.m.Rules[first:], same) {
				d.m.Rules = append(d.m.Rules, rule)
			}
		}
		own := d.m.Rules[first:]
		if d.whole && !slices.ContainsFunc(own, func(r Rule) bool { return r.Share > 0 }) {
			d.m.Rules = append(d.m.Rules[:first], Rule{Category: category, Model: Device, Share: Micro})
			own = d.m.Rules[first:]
		}
		slices.SortFunc(own, func(a, b Rule) int {
			return cmp.Or(cmp.Compare(a.Model, b.Model), cmp.Compare(a.Classes.Codes(a.Model), b.Classes.Codes(b.Model)))
		})
	}
}

// costs draws rows, some of which name a target that exists.
func (d *drawing) costs() {
	for range d.number("costs", 0, 12) {
		cost := Cost{Category: int32(d.number("category", 0, d.m.Categories-1)), Target: NoTarget}
		cost.Amount = Ore(rapid.OneOf(
			rapid.Int64Range(-3, 1000), rapid.Int64Range(-int64(MaxAmount), int64(MaxAmount)),
		).Draw(d.t, "amount"))
		model := rapid.SampledFrom([]Model{0, System, User, Project}).Draw(d.t, "target of")
		first, last := 0, 0
		if model > 0 {
			last = d.m.Drivers[model].objects()
		}
		if model == User {
			first = 1 // after the accounts
		}
		if first < last {
			cost.Target, cost.TargetOf = int32(d.number("target", first, last-1)), model
		}
		d.m.Costs = append(d.m.Costs, cost)
	}
}

// allReceivers lists the receivers of a month.
func allReceivers(m *Month) []int32 {
	receivers := make([]int32, m.Receivers)
	for i := range receivers {
		receivers[i] = int32(i)
	}
	return receivers
}

// printed is what a run says: all that a reader of it can see.
func printed(r *Run) string {
	text := fmt.Sprintln(r.Totals, r.Variance, r.Central(), r.Unallocated())
	for line := range r.Lines(allReceivers(r.Month)) {
		text += fmt.Sprintln(line, r.Quantity(line))
	}
	for i := range r.Pools() {
		text += fmt.Sprintln(r.pools[i], r.partsOf(&r.pools[i]))
	}
	return text
}
