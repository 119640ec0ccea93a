package chart

import (
	"html/template"

	"chargeback/allocation"
	"chargeback/internal/words"
)

// A Waterfall goes from one amount to another in steps. It is drawn as cells of a table, whose rows are the start, each
// step, and the end; the words and the amounts stand in the other cells.
type Waterfall struct {
	Language words.Language
	Start    allocation.Ore
	Steps    []allocation.Ore // the end is Start and all of them
}

// axis runs over every level that the steps reach. It begins at zero unless that would press the steps together:
// when the lowest level is more than half of the highest.
func (w Waterfall) axis() (axis, bool) {
	level := float64(w.Start)
	least, most := level, level
	for _, change := range w.Steps {
		level += float64(change)
		least, most = min(least, level), max(most, level)
	}
	cut := least > 0 && least > most/2 || most < 0 && most < least/2
	if !cut {
		least, most = min(least, 0), max(most, 0)
	}
	return axisOver(least, most, 10), cut
}

// Header says what the pictures span, for the head of their column: "Från 455 till 510 tkr". A cut axis says so.
func (w Waterfall) Header() string {
	a, cut := w.axis()
	unit := a.unit(w.Language)
	text := w.Language.Pick("Från ", "From ") + unit.whole(ore(a.least)) + w.Language.Pick(" till ", " to ") +
		unit.whole(ore(a.most)) + "\u00A0" + unit.name
	if cut {
		text += w.Language.Pick(", kapad axel", ", axis cut")
	}
	return text
}

// Cells draws one picture per row: the start, each step, the end. A step floats from the level before it to the level
// after it, with thin connectors to its neighbours. With a cut axis start and end are marks, not bars, for a bar would
// have no honest length.
func (w Waterfall) Cells() []template.HTML {
	axis, cut := w.axis()
	cells := make([]template.HTML, 0, len(w.Steps)+2)
	level := float64(w.Start)
	cells = append(cells, endCell(axis, cut, level, false))
	for _, change := range w.Steps {
		before := level
		level += float64(change)
		var d drawing
		d.put(cellOpen)
		connect(&d, axis.at(before), "0", "50%")
		connect(&d, axis.at(level), "50%", "100%")
		class := changeClass(change)
		if change == 0 {
			class = `class="fcalm"`
		}
		from, to := axis.at(min(before, level)), axis.at(max(before, level))
		d.bar(class, from, to-from, "24%", "52%")
		d.put(rowClose)
		cells = append(cells, d.html())
	}
	return append(cells, endCell(axis, cut, level, true))
}

const cellOpen = `<svg aria-hidden="true" focusable="false">`

// endCell draws the start or the end.
func endCell(a axis, cut bool, level float64, last bool) template.HTML {
	var d drawing
	d.put(cellOpen)
	if last {
		connect(&d, a.at(level), "0", "50%")
	} else {
		connect(&d, a.at(level), "50%", "100%")
	}
	if cut {
		d.rect(`class="ftotal" transform="translate(-1.5)"`, percent(a.at(level)), "24%", "3", "52%")
	} else {
		from, to := a.at(min(level, 0)), a.at(max(level, 0))
		d.bar(`class="ftotal"`, from, to-from, "24%", "52%")
	}
	d.put(rowClose)
	return d.html()
}

// connect draws a connector at a level, over a part of the height of the row.
func connect(d *drawing, at float64, from, to string) {
	d.line("con", percent(at), from, percent(at), to)
}
