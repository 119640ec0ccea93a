package chart

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/words"
)

// A flow is a Sankey with a place for everything. It is laid out in three steps: the ends and models become nodes with
// amounts; each node gets a slot as high as its bar or its label, whichever is more, so that labels cannot meet; and the
// bands are stacked along the bars in the order of what they lead to.
type flow struct {
	height                     float64
	unit                       unit
	sources, models, receivers []*node
	in, out                    []flowBand
}

// A node is a bar with its label.
type node struct {
	name      string
	kind      Kind
	model     allocation.Model // 0 for ends
	amount    allocation.Ore
	lines     []string // the name, wrapped
	shortened bool     // the lines do not hold the whole name
	top, size float64
	filledIn  float64 // how far bands on the left are stacked
	filledOut float64 // and on the right
}

// A flowBand is a band with its places: left and right are its upper edge at either end.
type flowBand struct {
	from, to          string
	model             allocation.Model
	amount            allocation.Ore
	left, right, size float64
	source, receiver  *node
}

// arrange lays the flow out. It is nil where there is no money.
func (s Sankey) arrange() (*flow, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	in, out, sources, receivers := s.forward()
	if len(in) == 0 {
		return nil, nil
	}
	f := &flow{}
	models := map[allocation.Model]*node{}
	for _, m := range allocation.Models {
		models[m] = &node{name: strconv.Itoa(int(m)) + " " + s.Language.Model(m), model: m}
	}
	var left, right []*node
	left, f.in = s.join(in, sources, models, false)
	right, f.out = s.join(out, receivers, models, true)

	total := 0.0
	for _, m := range allocation.Models {
		if models[m].amount > 0 {
			f.models = append(f.models, models[m])
			total += float64(models[m].amount)
		}
	}
	f.sources, f.receivers = ordered(left), ordered(right)
	scale := flowMoney / total
	f.unit = unitFor(total, s.Language)
	columns := []struct {
		nodes   []*node
		letters float64 // in a line of a label
		amount  float64 // lines under the name
	}{
		{f.sources, (sourceRight - flowBar - 9) / strongLetter, 1},
		{f.models, (receiverAt - modelLeft - flowBar - 60) / strongLetter, 1},
		{f.receivers, (flowWidth - receiverAt - flowBar - 8 - 56) / plainLetter, 0},
	}
	for _, c := range columns {
		need := flowTop
		for _, n := range c.nodes {
			n.size = float64(n.amount) * scale
			n.lines, n.shortened = wrap(n.name, int(c.letters))
			need += n.slot(c.amount) + flowGap
		}
		f.height = max(f.height, need)
	}
	for _, c := range columns {
		place(c.nodes, c.amount, f.height)
	}
	stack(f)
	return f, nil
}

// forward returns the bands with every amount above zero. A negative one is turned: money from a source to a model
// becomes money from the model to a receiver of the source's name, and the other way about. Zero is left out.
func (s Sankey) forward() (in, out []Band, sources, receivers []End) {
	sources, receivers = slices.Clone(s.Sources), slices.Clone(s.Receivers)
	turned := func(ends *[]End, end End) int {
		end.Name += s.Language.Pick(" (avdrag)", " (deducted)")
		for i, e := range *ends {
			if e == end {
				return i
			}
		}
		*ends = append(*ends, end)
		return len(*ends) - 1
	}
	for _, b := range s.In {
		if b.Amount > 0 {
			in = append(in, b)
		} else if b.Amount < 0 {
			out = append(out, Band{turned(&receivers, s.Sources[b.End]), b.Model, -b.Amount})
		}
	}
	for _, b := range s.Out {
		if b.Amount > 0 {
			out = append(out, b)
		} else if b.Amount < 0 {
			in = append(in, Band{turned(&sources, s.Receivers[b.End]), b.Model, -b.Amount})
		}
	}
	return in, out, sources, receivers
}

// join makes the nodes of one side and its bands, one for each pair of an end and a model. When there are many ordinary
// ends, the smallest of them become one.
func (s Sankey) join(bands []Band, ends []End, models map[allocation.Model]*node, outward bool) ([]*node, []flowBand) {
	nodes := make([]*node, len(ends))
	for i, end := range ends {
		nodes[i] = &node{name: end.Name, kind: end.Kind}
	}
	for _, b := range bands {
		nodes[b.End].amount += b.Amount
	}
	drawn := s.gather(nodes)
	var joined []flowBand
	type pair struct {
		end   *node
		model allocation.Model
	}
	at := map[pair]int{}
	for _, b := range bands {
		n, m := nodes[b.End], models[b.Model]
		key := pair{n, b.Model}
		i, ok := at[key]
		if !ok {
			i = len(joined)
			at[key] = i
			band := flowBand{from: n.name, to: m.name, model: b.Model, source: n, receiver: m}
			if outward {
				band = flowBand{from: m.name, to: n.name, model: b.Model, source: m, receiver: n}
			}
			joined = append(joined, band)
		}
		joined[i].amount += b.Amount
		if outward {
			continue // a model is as large as what it takes in
		}
		m.amount += b.Amount
	}
	return drawn, joined
}

// gather puts the smallest ordinary nodes into one where there are more than fit, replaces them in nodes, and returns
// the nodes that have money.
func (s Sankey) gather(nodes []*node) []*node {
	var ordinary, drawn []*node
	for _, n := range nodes {
		switch {
		case n.amount == 0:
		case n.kind == Ordinary:
			ordinary = append(ordinary, n)
		default:
			drawn = append(drawn, n)
		}
	}
	if len(ordinary) <= mostEnds {
		return append(drawn, ordinary...)
	}
	slices.SortStableFunc(ordinary, func(a, b *node) int { return cmp.Compare(b.amount, a.amount) })
	kept, rest := ordinary[:mostEnds-1], ordinary[mostEnds-1:]
	others := &node{name: s.Language.Pick("Övriga, ", "Others, ") + words.Count(len(rest)) + s.Language.Pick(" st", "")}
	for i, n := range nodes {
		if slices.Contains(rest, n) {
			others.amount += n.amount
			nodes[i] = others
		}
	}
	return append(append(drawn, kept...), others)
}

// ordered puts ordinary nodes first, the largest on top, then the other kinds.
func ordered(nodes []*node) []*node {
	slices.SortStableFunc(nodes, func(a, b *node) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(b.amount, a.amount), cmp.Compare(a.name, b.name))
	})
	return nodes
}

// slot is the room a node needs: its bar or its label.
func (n *node) slot(below float64) float64 {
	return max(n.size, 1, (float64(len(n.lines))+below)*labelLine)
}

// place puts the nodes of a column under one another, spread over the whole height.
func place(nodes []*node, below, height float64) {
	taken := 0.0
	for _, n := range nodes {
		taken += n.slot(below)
	}
	gap := (height - flowTop - taken) / float64(len(nodes))
	y := flowTop
	for _, n := range nodes {
		slot := n.slot(below)
		n.top = y + (slot-max(n.size, 1))/2
		y += slot + gap
	}
}

// stack gives the bands their places along the bars, in the order of the bars at their other end so that they cross as
// little as can be.
func stack(f *flow) {
	for _, side := range [][]flowBand{f.in, f.out} {
		slices.SortStableFunc(side, func(a, b flowBand) int {
			return cmp.Or(cmp.Compare(a.source.top, b.source.top), cmp.Compare(a.receiver.top, b.receiver.top))
		})
		for i := range side {
			b := &side[i]
			// A bar's bands on one side add up to the bar: the same scale holds for both.
			b.size = float64(b.amount) / float64(b.source.amount) * b.source.size
			b.left = b.source.top + b.source.filledOut
			b.source.filledOut += b.size
		}
		byReceiver := slices.Clone(side)
		order := make([]int, len(side))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int {
			return cmp.Or(cmp.Compare(byReceiver[a].receiver.top, byReceiver[b].receiver.top),
				cmp.Compare(byReceiver[a].source.top, byReceiver[b].source.top))
		})
		for _, i := range order {
			b := &side[i]
			b.right = b.receiver.top + b.receiver.filledIn
			b.receiver.filledIn += b.size
		}
	}
}

// mostLines is how many lines a name gets before it is shortened.
const mostLines = 3

// wrap breaks a name into lines of so many letters at most: at spaces and after hyphens, and inside a word only where the word
// alone is too long. A name that needs more lines than there are ends in an ellipsis and is said to be shortened.
func wrap(name string, most int) (lines []string, shortened bool) {
	line := ""
	for _, piece := range pieces(name, most) {
		if line != "" && letters(line)+letters(strings.Trim(piece, " ")) > most {
			lines, line = append(lines, strings.Trim(line, " ")), ""
		}
		line += piece
	}
	if line = strings.Trim(line, " "); line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	if len(lines) <= mostLines {
		return lines, false
	}
	lines = lines[:mostLines]
	last := []rune(lines[mostLines-1])
	lines[mostLines-1] = strings.TrimRight(string(last[:min(len(last), most-1)]), " ") + "…"
	return lines, true
}

// How wide a letter of a label is reckoned, in pixels. They err on the wide side, for there is no font here to ask.
const (
	strongLetter = 7.8
	plainLetter  = 7.0
)

// pieces cuts a name where a line may end. Each piece keeps the space or hyphen that ends it; none is longer than most.
func pieces(name string, most int) []string {
	var all []string
	piece := ""
	for _, r := range name {
		if piece != "" && letters(piece)+letters(string(r)) > most {
			all, piece = append(all, piece), ""
		}
		piece += string(r)
		if r == ' ' || r == '-' {
			all, piece = append(all, piece), ""
		}
	}
	return append(all, piece)
}

// letters counts a text in letters of ordinary width; those of East Asia and pictures are two wide.
func letters(text string) (n int) {
	for _, r := range text {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}
