package chart

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/words"
)

// Kind says what an end of a flow is; it gives its bar its colour.
type Kind uint8

// The kinds. Only ordinary ends are gathered under "others" when there are many.
const (
	Ordinary    Kind = iota
	Own              // IT's own budget
	Unallocated      // money without a receiver
	Variance         // over- or under-recovery
)

// An End is where money comes from (a cost category) or goes to (a department).
type End struct {
	Name string
	Kind Kind
}

// A Band is money between one end and one model.
type Band struct {
	End    int // index into Sources or Receivers
	Model  allocation.Model
	Amount allocation.Ore
}

// A Sankey shows the flow from costs through the six models to bills. What a model takes in is what it gives out, to
// the öre; the caller adds over-recovery as a source and under-recovery as a receiver.
type Sankey struct {
	ID       string // prefix of the ids in the picture; unique on the page
	Subject  string // what flows, for the title: "Flöde i mars 2017 från kostnadsslag till förvaltningar"
	Language words.Language
	// Heads stand over the three columns.
	Heads     [3]string
	Sources   []End
	Receivers []End
	In        []Band // from Sources to models
	Out       []Band // from models to Receivers
}

// The picture in its own pixels. It is never scaled below 925/1000, so that text keeps 12 px.
const (
	flowWidth   = 1000.0
	flowBar     = 12.0 // thickness of the bars
	sourceRight = 196.0
	modelLeft   = 440.0
	receiverAt  = 700.0
	flowTop     = 30.0
	flowMoney   = 470.0 // height of all money
	flowGap     = 8.0   // least room between labels
	labelLine   = 16.0
	mostEnds    = 18 // ordinary ends on one side; the least of more are gathered
)

// HTML draws the flow. Bands and bars are as wide as their amounts, on one scale for the whole picture; only what is
// thinner than a pixel is drawn as one. Without money there is no picture. An error says that a model gives out something
// else than it takes in, or that a band names an end or model that does not exist: a bug of the caller.
func (s Sankey) HTML() (template.HTML, error) {
	flow, err := s.arrange()
	if err != nil || flow == nil {
		return "", err
	}
	var d drawing
	id := escape(s.ID) + "-title"
	d.put(`<div class="wide-only scroll" tabindex="0" role="region" aria-labelledby="`, id, `">`,
		`<svg class="chart flow" viewBox="0 0 `, px(flowWidth), " ", px(flow.height), `" role="img" aria-labelledby="`, id, `">`,
		`<title id="`, id, `">`, escape(s.title(flow)), `</title>`)
	d.text("hint r", px(sourceRight), "13", s.Heads[0])
	d.text("hint", px(modelLeft), "13", s.Heads[1])
	d.text("hint", px(receiverAt), "13", s.Heads[2])
	d.text("hint r", px(flowWidth), "13", flow.unit.name)
	for _, b := range flow.in {
		d.band(b, sourceRight, modelLeft, s.Language)
	}
	for _, b := range flow.out {
		d.band(b, modelLeft+flowBar, receiverAt, s.Language)
	}
	for _, n := range flow.sources {
		d.rect(n.paint(`class="fcalm"`), px(sourceRight-flowBar), px(n.top), px(flowBar), px(max(n.size, 1)))
		d.label(n, "r", sourceRight-flowBar-9, flow.unit, true)
	}
	for _, n := range flow.models {
		d.rect(n.paint(""), px(modelLeft), px(n.top), px(flowBar), px(max(n.size, 1)))
		d.label(n, "halo", modelLeft+flowBar+8, flow.unit, true)
	}
	for _, n := range flow.receivers {
		d.rect(n.paint(`class="fink"`), px(receiverAt), px(n.top), px(flowBar), px(max(n.size, 1)))
		d.label(n, "", receiverAt+flowBar+8, flow.unit, false)
	}
	d.put(`</svg></div>`)
	return d.html(), nil
}

// paint is the fill of a bar: of its model, of its kind, or the one given.
func (n *node) paint(ordinary string) string {
	switch {
	case n.model != 0:
		return paint(n.model)
	case n.kind == Own:
		return paint(allocation.Central)
	case n.kind == Unallocated:
		return `class="fbad"`
	case n.kind == Variance:
		return `class="fmore"`
	}
	return ordinary
}

// band draws one band as a curve of even thickness, in the colour of its model, with its amount as its title.
func (d *drawing) band(b flowBand, left, right float64, l words.Language) {
	thick := max(b.size, 1)
	from, to, middle := px(left), px(right), px((left+right)/2)
	upper := func(y float64) string { return px(y - (thick-b.size)/2) }
	lower := func(y float64) string { return px(y - (thick-b.size)/2 + thick) }
	d.put(`<path class="flowp f`, strconv.Itoa(int(b.model)), `" d="M`, from, " ", upper(b.left),
		"C", middle, " ", upper(b.left), " ", middle, " ", upper(b.right), " ", to, " ", upper(b.right), "V", lower(b.right),
		"C", middle, " ", lower(b.right), " ", middle, " ", lower(b.left), " ", from, " ", lower(b.left), `Z"><title>`,
		escape(b.from), l.Pick(" till ", " to "), escape(b.to), ": ", words.Money(b.amount), `</title></path>`)
}

// label writes the name of a bar beside its middle, in as many lines as it needs. Its amount is the last line, or for
// receivers stands at the right edge of the picture.
func (d *drawing) label(n *node, class string, x float64, u unit, amountBelow bool) {
	lines := len(n.lines)
	if amountBelow {
		lines++
	}
	y := n.top + max(n.size, 1)/2 - float64(lines)*labelLine/2 + 12
	named := class
	switch {
	case n.kind == Unallocated:
		named = strings.TrimRight("bad "+class, " ")
	case amountBelow:
		named = "strong " + class
	}
	for i, line := range n.lines {
		d.openText(named, px(x), px(y+float64(i)*labelLine))
		d.put(escape(line))
		if n.shortened && i == 0 {
			d.put(`<title>`, escape(n.name), `</title>`)
		}
		d.put(`</text>`)
	}
	if amountBelow {
		d.text(class, px(x), px(y+float64(len(n.lines))*labelLine), u.whole(n.amount)+"\u00A0"+u.name)
	} else {
		d.text("strong r", px(flowWidth), px(n.top+max(n.size, 1)/2+4), u.whole(n.amount))
	}
}

// title states where the widest band goes.
func (s Sankey) title(f *flow) string {
	widest := f.in[0]
	for _, b := range f.in {
		if b.amount > widest.amount {
			widest = b
		}
	}
	return s.Subject + ". " + s.Language.Pick("Störst: ", "Largest: ") + widest.from + s.Language.Pick(" till ", " to ") +
		widest.to + ", " + kronor(widest.amount) + ". " +
		s.Language.Pick("Allt står i tabellen under bilden.", "All of it is in the table below the picture.")
}

// check holds the caller to its word: ends and models exist, and each model gives out what it takes in.
func (s Sankey) check() error {
	var in, out [len(allocation.Models) + 1]allocation.Sum
	for side, bands := range [][]Band{s.In, s.Out} {
		ends, sums := len(s.Sources), &in
		if side == 1 {
			ends, sums = len(s.Receivers), &out
		}
		for _, b := range bands {
			if b.End < 0 || b.End >= ends || b.Model < allocation.Central || b.Model > allocation.Project {
				return fmt.Errorf("flow chart: a band between end %d of %d and model %d", b.End, ends, b.Model)
			}
			sums[b.Model].Add(b.Amount)
		}
	}
	for _, m := range allocation.Models {
		if in[m] != out[m] {
			taken, err := in[m].Total()
			if err != nil {
				return fmt.Errorf("flow chart: model %d: %w", m, err)
			}
			given, err := out[m].Total()
			if err != nil {
				return fmt.Errorf("flow chart: model %d: %w", m, err)
			}
			return fmt.Errorf("flow chart: model %d takes in %d öre and gives out %d", m, taken, given)
		}
	}
	return nil
}
