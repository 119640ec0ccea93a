package chart

import (
	"html/template"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"chargeback/allocation"
	"chargeback/internal/words"
)

// A drawing is an SVG element under way.
type drawing struct{ strings.Builder }

// put writes its parts as they are: markup of this package and escaped text, never a name as it came.
func (d *drawing) put(parts ...string) {
	for _, part := range parts {
		d.WriteString(part)
	}
}

// rect draws a rectangle; lengths are attributes as [px] and [percent] write them.
func (d *drawing) rect(paint, x, y, width, height string) {
	d.put(`<rect `, paint, ` x="`, x, `" y="`, y, `" width="`, width, `" height="`, height, `"/>`)
}

// line draws a line.
func (d *drawing) line(class, x1, y1, x2, y2 string) {
	d.put(`<line class="`, class, `" x1="`, x1, `" y1="`, y1, `" x2="`, x2, `" y2="`, y2, `"/>`)
}

// text writes a text at a place, escaped.
func (d *drawing) text(class, x, y, text string) {
	d.openText(class, x, y)
	d.put(escape(text), `</text>`)
}

// openText begins a text.
func (d *drawing) openText(class, x, y string) {
	d.put(`<text`)
	if class != "" {
		d.put(` class="`, class, `"`)
	}
	d.put(` x="`, x, `" y="`, y, `">`)
}

// html returns what was drawn.
func (d *drawing) html() template.HTML { return template.HTML(d.String()) }

// escape makes a text of any origin safe in an element or an attribute. What XML does not allow is replaced.
func escape(text string) string {
	return template.HTMLEscapeString(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF {
			return utf8.RuneError
		}
		return r
	}, text))
}

// px writes a length in pixels, to a tenth.
func px(length float64) string {
	text := strconv.FormatFloat(length, 'f', 1, 64)
	if text = strings.TrimSuffix(text, ".0"); text == "-0" {
		return "0"
	}
	return text
}

// percent writes a part of the width, to a hundredth of a percent: at 1,200 px less than an eighth of a pixel.
func percent(part float64) string {
	text := strconv.FormatFloat(100*part, 'f', 2, 64)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	if text == "-0" {
		text = "0"
	}
	return text + "%"
}

// leastPart is the part of the width under which a bar may be shorter than a pixel: the narrowest picture is 80 px.
const leastPart = 1.0 / 80

// bar draws a bar over a part of the width. A short one gets a pixel beneath it, so that it is seen at every width.
func (d *drawing) bar(class string, from, part float64, y, height string) {
	if part < leastPart {
		d.rect(class, percent(from), y, "1", height)
	}
	d.rect(class, percent(from), y, percent(part), height)
}

// paint is the fill of a model: its colour with its pattern, from [Patterns].
func paint(m allocation.Model) string { return `fill="url(#pm` + strconv.Itoa(int(m)) + `)"` }

// Patterns returns the patterns of the six models, pm1 to pm6, for the one <defs> element of a page. Pictures of
// columns and flows refer to them.
func Patterns() template.HTML {
	const ground = `" patternUnits="userSpaceOnUse"`
	return `<pattern id="pm1" width="8" height="8` + ground + `><rect class="f1" width="8" height="8"/></pattern>` +
		`<pattern id="pm2" width="7" height="7` + ground + `><rect class="f2" width="7" height="7"/>` +
		`<circle class="hd" cx="3.5" cy="3.5" r="1.1"/></pattern>` +
		`<pattern id="pm3" width="6" height="6` + ground + ` patternTransform="rotate(45)"><rect class="f3" width="6" height="6"/>` +
		`<path class="hx" d="M0 0V6"/></pattern>` +
		`<pattern id="pm4" width="6" height="6` + ground + `><rect class="f4" width="6" height="6"/>` +
		`<path class="hx" d="M0 3H6"/></pattern>` +
		`<pattern id="pm5" width="6" height="6` + ground + ` patternTransform="rotate(-45)"><rect class="f5" width="6" height="6"/>` +
		`<path class="hx" d="M0 0V6"/></pattern>` +
		`<pattern id="pm6" width="7" height="7` + ground + `><rect class="f6" width="7" height="7"/>` +
		`<path class="hx" d="M0 3.5H7M3.5 0V7"/></pattern>`
}

// A unit is what amounts on an axis are counted in.
type unit struct {
	ore  allocation.Ore // of one
	name string
}

// unitFor picks kronor for small pictures and thousands of kronor for others.
func unitFor(largest float64, l words.Language) unit {
	if largest < 1_000_000 {
		return unit{100, "kr"}
	}
	return unit{100_000, l.Pick("tkr", "thousand kr")}
}

// whole writes an amount in whole units, rounded half away from zero. What is not zero is not written as zero.
func (u unit) whole(amount allocation.Ore) string {
	half := u.ore / 2
	if amount < 0 {
		half = -half
	}
	n := (amount + half) / u.ore
	switch {
	case n == 0 && amount > 0:
		return "<1"
	case n == 0 && amount < 0:
		return ">" + words.Count(-1)
	}
	return words.Count(int(n))
}

// kronor writes an amount in whole kronor with its unit, for titles.
func kronor(amount allocation.Ore) string {
	return unit{100, ""}.whole(amount) + "\u00A0kr"
}
