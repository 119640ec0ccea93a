package chart

import (
	"html/template"

	"chargeback/allocation"
)

// Bars in table rows share the scale of their column, so each function takes a whole column of amounts and returns
// one picture per row, in the same order. They are hidden from readers: the numbers stand beside them.

const (
	rowOpen  = `<svg class="mbars" aria-hidden="true" focusable="false">`
	rowClose = `</svg>`
)

// changeClass is the colour of a change in money.
func changeClass(amount allocation.Ore) string {
	if amount < 0 {
		return `class="fless"`
	}
	return `class="fmore"`
}

// Differences draws one diverging bar per row: to the right of the middle what is more, to the left what is less.
// The largest takes nine tenths of its half. Zero is the line in the middle alone.
func Differences(amounts []allocation.Ore) []template.HTML {
	most := 0.0
	for _, amount := range amounts {
		most = max(most, float64(amount), -float64(amount))
	}
	rows := make([]template.HTML, len(amounts))
	for i, amount := range amounts {
		var d drawing
		d.put(rowOpen)
		d.line("ax", "50%", "0", "50%", "18")
		if amount != 0 {
			part := 0.45 * max(float64(amount), -float64(amount)) / most
			left := 0.5
			if amount < 0 {
				left -= part
			}
			d.bar(changeClass(amount), left, part, "4", "10")
		}
		d.put(rowClose)
		rows[i] = d.html()
	}
	return rows
}

// A Share is a part of a whole that may be smaller than it.
type Share struct{ Part, Whole allocation.Ore }

// Recoveries draws one bar per row: how much of its cost (Whole) was billed (Part), against a dashed line at 100 %.
// All rows have the same scale, which reaches 110 % or the highest recovery. Without a cost above zero there is
// only the line; a negative part has no bar.
func Recoveries(rows []Share) []template.HTML {
	ratio := func(s Share) float64 {
		if s.Whole <= 0 || s.Part <= 0 {
			return 0
		}
		return float64(s.Part) / float64(s.Whole)
	}
	most := 1.1
	for _, row := range rows {
		most = max(most, ratio(row))
	}
	pictures := make([]template.HTML, len(rows))
	for i, row := range rows {
		var d drawing
		d.put(rowOpen)
		d.rect(`class="fsunk"`, "0", "4", "100%", "10")
		if part := ratio(row) / most; part > 0 {
			d.bar(`class="fless"`, 0, part, "4", "10")
		}
		full := percent(1 / most)
		d.line("budget", full, "0", full, "18")
		d.put(rowClose)
		pictures[i] = d.html()
	}
	return pictures
}

// A Pair is an amount before and after a change.
type Pair struct{ Before, After allocation.Ore }

// Pairs draws two thin bars per row: grey before, ink after. Where an amount is negative the bars begin at a zero
// line inside the picture.
func Pairs(rows []Pair) []template.HTML {
	least, most := 0.0, 0.0
	for _, row := range rows {
		least = min(least, float64(row.Before), float64(row.After))
		most = max(most, float64(row.Before), float64(row.After))
	}
	span := most - least
	if span == 0 {
		span = 1
	}
	zero := -least / span
	pictures := make([]template.HTML, len(rows))
	for i, row := range rows {
		var d drawing
		d.put(rowOpen)
		if zero > 0 {
			d.line("ax", percent(zero), "0", percent(zero), "18")
		}
		bar := func(class string, amount allocation.Ore, y string) {
			if amount != 0 {
				end := (float64(amount) - least) / span
				d.bar(class, min(zero, end), max(zero, end)-min(zero, end), y, "6")
			}
		}
		bar(`class="fcalm"`, row.Before, "2")
		bar(`class="fink"`, row.After, "10")
		d.put(rowClose)
		pictures[i] = d.html()
	}
	return pictures
}
