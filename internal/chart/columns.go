package chart

import (
	"html/template"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/words"
)

// A Month is one stacked column.
type Month struct {
	Period allocation.Period
	// Parts holds the amount of each model, model 1 first. Negative parts hang below the zero line.
	Parts [len(allocation.Models)]allocation.Ore
	// Budget is drawn as a dashed step where HasBudget says so.
	Budget    allocation.Ore
	HasBudget bool
	// Strong marks the month that the page is about: its name is bold and its total stands above it.
	Strong bool
}

// total is what the column amounts to.
func (m Month) total() (sum allocation.Ore) {
	for _, part := range m.Parts {
		sum += part
	}
	return sum
}

// Columns are months beside one another, stacked by model, oldest first; made for 12 to 24 of them.
type Columns struct {
	ID       string // prefix of the ids in the picture; unique on the page
	Subject  string // what the columns show, for the title: "Notan per månad, staplad per modell"
	Language words.Language
	Months   []Month
}

// The picture in pixels from its top: room for the unit and the topmost total, the columns, the names of months
// and years.
const (
	columnsTop    = 34.0
	columnsBottom = 236.0
	columnsHeight = 274
	columnPart    = 0.64 // of the room of a month
	leastGapped   = 4.0
)

// HTML draws the columns. Without months there is no picture. The axis always has zero. The element fills the width it
// gets; names of months give way to initials where it is narrow.
func (c Columns) HTML() template.HTML {
	if len(c.Months) == 0 {
		return ""
	}
	axis, unit := c.axis()
	y := func(amount float64) float64 { return columnsBottom - axis.at(amount)*(columnsBottom-columnsTop) }
	room := 1 / float64(len(c.Months))

	var d drawing
	class := "chart columns"
	if len(c.Months) > 14 {
		class += " many"
	}
	id := escape(c.ID) + "-title"
	d.put(`<div class="fit"><svg class="`, class, `" height="`, strconv.Itoa(columnsHeight), `" role="img" aria-labelledby="`, id, `">`,
		`<title id="`, id, `">`, escape(c.title()), `</title>`)
	d.text("hint r", "-8", "12", unit.name)
	for amount := axis.least; amount <= axis.most+axis.step/2; amount += axis.step {
		d.line("gl", "0", px(y(amount)), "100%", px(y(amount)))
		d.text("hint r", "-8", px(y(amount)+4), unit.whole(ore(amount)))
	}
	var thin drawing // segments without a gap lie over the gaps of their neighbours
	for i, m := range c.Months {
		left, middle := (float64(i)+(1-columnPart)/2)*room, (float64(i)+0.5)*room
		above, below := 0.0, 0.0
		for k, part := range m.Parts {
			if part == 0 {
				continue
			}
			from := &above
			if part < 0 {
				from = &below
			}
			to := *from + float64(part)
			top, height := min(y(*from), y(to)), y(min(*from, to))-y(max(*from, to))
			*from = to
			fill, on := paint(allocation.Model(k+1)), &thin
			if height >= leastGapped {
				fill, on = `class="seg" `+fill, &d
			}
			on.rect(fill, percent(left), px(top), percent(columnPart*room), px(max(height, 1)))
		}
		c.name(&thin, i, percent(middle), unit, y(above))
	}
	d.put(thin.String())
	d.line("ax", "0", px(y(0)), "100%", px(y(0)))
	c.budget(&d, room, y)
	d.put(`</svg></div>`)
	return d.html()
}

// name writes what stands under a column and, for the strong one, above it.
func (c Columns) name(d *drawing, i int, middle string, unit unit, top float64) {
	m, class := c.Months[i], "c"
	if m.Strong {
		class = "strong c"
		d.text("strong c halo", middle, px(top-6), unit.whole(m.total()))
	}
	name := c.Language.Month(m.Period)
	d.text(class+" long", middle, px(columnsBottom+18), name[:3]) // names of months begin with three letters of ASCII
	d.text(class+" short", middle, px(columnsBottom+18), name[:1])
	if i == 0 || m.Period.Month == 1 {
		d.text("hint c", middle, px(columnsBottom+34), strconv.Itoa(m.Period.Year))
	}
}

// budget draws the dashed step line: level over each run of equal months, upright where the budget changes.
func (c Columns) budget(d *drawing, room float64, y func(float64) float64) {
	for from := 0; from < len(c.Months); {
		m, to := c.Months[from], from+1
		for to < len(c.Months) && m.HasBudget && c.Months[to].HasBudget && c.Months[to].Budget == m.Budget {
			to++
		}
		if m.HasBudget {
			level, right := px(y(float64(m.Budget))), percent(float64(to)*room)
			d.line("budget", percent(float64(from)*room), level, right, level)
			if to < len(c.Months) && c.Months[to].HasBudget {
				d.line("budget", right, level, right, px(y(float64(c.Months[to].Budget))))
			}
		}
		from = to
	}
}

// axis spans zero, every column and every budget.
func (c Columns) axis() (axis, unit) {
	least, most := 0.0, 0.0
	for _, m := range c.Months {
		above, below := 0.0, 0.0
		for _, part := range m.Parts {
			above, below = above+max(float64(part), 0), below+min(float64(part), 0)
		}
		most, least = max(most, above), min(least, below)
		if m.HasBudget {
			most, least = max(most, float64(m.Budget)), min(least, float64(m.Budget))
		}
	}
	a := axisOver(least, most, 5)
	return a, a.unit(c.Language)
}

// title states what the columns show, over what time, and which are the least and the most.
func (c Columns) title() string {
	first, last := c.Months[0], c.Months[len(c.Months)-1]
	least, most := first, first
	for _, m := range c.Months {
		if m.total() < least.total() {
			least = m
		}
		if m.total() > most.total() {
			most = m
		}
	}
	l := c.Language
	if len(c.Months) == 1 {
		return c.Subject + ", " + l.Month(first.Period) + ": " + kronor(first.total()) + "."
	}
	return c.Subject + ", " + l.Month(first.Period) + l.Pick(" till ", " to ") + l.Month(last.Period) + ". " +
		l.Pick("Lägst ", "Lowest ") + kronor(least.total()) + l.Pick(" i ", " in ") + l.Month(least.Period) + ", " +
		l.Pick("högst ", "highest ") + kronor(most.total()) + l.Pick(" i ", " in ") + l.Month(most.Period) + "."
}
