package chart

import (
	"html/template"

	"chargeback/allocation"
	"chargeback/internal/words"
)

// A Point is one month of a line. Where nothing was counted there is no value, and the line has a gap.
type Point struct {
	Period  allocation.Period
	Value   allocation.Ore
	Missing bool
}

// A Line is a small line chart, oldest month first: a unit cost over time. Its axis is cut to what the line
// needs, so nothing under it is filled.
type Line struct {
	ID       string // prefix of the ids in the picture; unique on the page
	Subject  string // what the line shows, for the title: "Kostnad per dator och månad"
	Language words.Language
	Model    allocation.Model // gives the colour
	Points   []Point
}

// The picture in pixels: the line lies between top and base, the names of months under it.
const (
	lineTop    = 8.0
	lineBase   = 70.0
	lineHeight = "92"
)

// HTML draws the line. With fewer than two values there is no picture.
func (l Line) HTML() template.HTML {
	first, last, ok := l.ends()
	if !ok {
		return ""
	}
	least, most := float64(first.Value), float64(first.Value)
	for _, p := range l.Points {
		if !p.Missing {
			least, most = min(least, float64(p.Value)), max(most, float64(p.Value))
		}
	}
	y := func(value allocation.Ore) float64 {
		if most == least {
			return (lineTop + lineBase - 8) / 2
		}
		return lineTop + (most-float64(value))/(most-least)*(lineBase-8-lineTop)
	}
	x := func(i int) float64 { return 0.02 + 0.96*float64(i)/float64(len(l.Points)-1) }

	var d, path drawing
	model := string('0' + rune(l.Model))
	id := escape(l.ID) + "-title"
	d.put(`<svg class="chart line" height="`, lineHeight, `" role="img" aria-labelledby="`, id, `"><title id="`, id, `">`,
		escape(l.title(first, last)), `</title>`)
	d.line("ax", "0", px(lineBase), "100%", px(lineBase))
	begun := false
	for i, p := range l.Points {
		if p.Missing {
			begun = false
			continue
		}
		verb := "M"
		if begun {
			verb = "L"
		}
		begun = true
		path.put(verb, px(1000*x(i)), " ", px(y(p.Value)))
		if p.Period == last.Period || l.alone(i) {
			d.put(`<circle class="f`, model, `" cx="`, percent(x(i)), `" cy="`, px(y(p.Value)), `" r="3.5"/>`)
		}
	}
	d.put(`<svg viewBox="0 0 1000 `, px(lineBase), `" width="100%" height="`, px(lineBase), `" preserveAspectRatio="none">`,
		`<path class="trend s`, model, `" d="`, path.String(), `"/></svg>`)
	d.text("hint", "0", px(lineBase+17), l.short(l.Points[0].Period))
	d.text("hint r", "100%", px(lineBase+17), l.short(l.Points[len(l.Points)-1].Period))
	d.put(`</svg>`)
	return d.html()
}

// ends returns the first and the last point with a value, if there are two.
func (l Line) ends() (first, last Point, ok bool) {
	known := 0
	for _, p := range l.Points {
		if p.Missing {
			continue
		}
		if known == 0 {
			first = p
		}
		last = p
		known++
	}
	return first, last, known >= 2
}

// alone says whether a point has no neighbour with a value: a line through it would not be seen.
func (l Line) alone(i int) bool {
	return (i == 0 || l.Points[i-1].Missing) && (i == len(l.Points)-1 || l.Points[i+1].Missing)
}

// short writes a month as apr 2016.
func (l Line) short(p allocation.Period) string {
	name := l.Language.Month(p)
	return name[:3] + name[len(name)-5:]
}

// title states from what to what the line goes.
func (l Line) title(first, last Point) string {
	return l.Subject + ", " + l.Language.Month(first.Period) + l.Language.Pick(" till ", " to ") + l.Language.Month(last.Period) +
		l.Language.Pick(": från ", ": from ") + words.Money(first.Value) + l.Language.Pick(" till ", " to ") + words.Money(last.Value) + "."
}
