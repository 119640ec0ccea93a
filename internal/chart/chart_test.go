package chart

import (
	"encoding/xml"
	"errors"
	"flag"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/words"
)

var update = flag.Bool("update", false, "write the files under testdata anew")

// An element is one of a picture, with its attributes and its own text.
type element struct {
	name       string
	attributes map[string]string
	text       string
}

// number reads an attribute in pixels or percent.
func (e element) number(t *testing.T, name string) float64 {
	t.Helper()
	value, err := strconv.ParseFloat(strings.TrimSuffix(e.attributes[name], "%"), 64)
	require.NoError(t, err, "%s of %v", name, e)
	return value
}

// elements reads a picture as XML, so that anything that is not well formed fails, and holds what is true of every
// picture: no number is NaN or infinite, no width or height is negative, nothing is styled in place, no script, and an
// image has a title.
func elements(t *testing.T, picture template.HTML) []element {
	t.Helper()
	text := string(picture)
	assert.NotContains(t, text, "NaN")
	assert.NotContains(t, text, "Inf")
	var all []element
	var open []int
	titled := map[string]bool{}
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err, text)
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attributes: map[string]string{}}
			for _, a := range token.Attr {
				e.attributes[a.Name.Local] = a.Value
				assert.NotEqual(t, "style", a.Name.Local)
				assert.False(t, strings.HasPrefix(a.Name.Local, "on"), "no handler")
				if a.Name.Local == "width" || a.Name.Local == "height" || a.Name.Local == "r" {
					assert.GreaterOrEqual(t, e.number(t, a.Name.Local), 0.0, text)
				}
			}
			assert.Contains(t, []string{"div", "svg", "title", "text", "rect", "line", "path", "circle"}, e.name)
			if id := e.attributes["id"]; id != "" {
				assert.False(t, titled[id], "an id stands once")
				titled[id] = true
			}
			all, open = append(all, e), append(open, len(all))
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				all[open[len(open)-1]].text += string(token)
			}
		}
	}
	for _, e := range all {
		if e.attributes["role"] == "img" {
			assert.True(t, titled[e.attributes["aria-labelledby"]], "an image has its title")
		}
	}
	return all
}

// having returns the elements of a name whose class has the word, or whose fill does.
func having(all []element, name, word string) (found []element) {
	for _, e := range all {
		if e.name == name && strings.Contains(" "+e.attributes["class"]+" "+e.attributes["fill"]+" ", " "+word+" ") {
			found = append(found, e)
		}
	}
	return found
}

// golden compares a picture with its file under testdata; -update writes it anew.
func golden(t *testing.T, name string, picture template.HTML) {
	t.Helper()
	file := filepath.Join("testdata", name)
	text := strings.ReplaceAll(string(picture), "><", ">\n<") + "\n"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), text)
}

// year is twelve months of columns from April 2016.
func year() Columns {
	c := Columns{ID: "y", Subject: "Notan per månad"}
	at := allocation.Period{Year: 2016, Month: 4}
	for i := range 12 {
		c.Months = append(c.Months, Month{
			Period: at, Budget: 43_600_000, HasBudget: true, Strong: i == 11,
			Parts: [6]allocation.Ore{0, 11_554_668, 15_122_640, 13_292_283, 3_059_391, allocation.Ore(i) * 400_000},
		})
		at = at.Next()
	}
	return c
}

func TestColumns(t *testing.T) {
	c := year()
	picture := c.HTML()
	all := elements(t, picture)
	assert.Equal(t, "Notan per månad, april 2016 till mars 2017. Lägst 430\u00A0290 kr i april 2016, högst 474\u00A0290 kr i mars 2017.",
		strings.ReplaceAll(having(all, "title", "")[0].text, "\u00A0kr", " kr"))

	// The segments of a month are as high as their amounts, on one scale for all.
	perOre := having(all, "rect", "url(#pm2)")[0].number(t, "height") / 11_554_668
	for k, amounts := range [][]allocation.Ore{2: {11_554_668}, 3: {15_122_640}, 4: {13_292_283}, 5: {3_059_391}} {
		for range amounts {
			for _, e := range having(all, "rect", "url(#pm"+strconv.Itoa(k)+")") {
				assert.InDelta(t, float64(amounts[0])*perOre, e.number(t, "height"), 0.11)
			}
		}
	}
	assert.Len(t, having(all, "rect", "url(#pm6)"), 11, "nothing is drawn for zero")
	assert.Empty(t, having(all, "rect", "url(#pm1)"))
	assert.Len(t, having(all, "line", "budget"), 1, "an even budget is one line")
	strong := having(all, "text", "strong")
	assert.Equal(t, []string{"474", "mar", "m"}, []string{strong[0].text, strong[1].text, strong[2].text})
	assert.Equal(t, template.HTML(""), Columns{}.HTML())
}

func TestColumnsBelowZero(t *testing.T) {
	c := Columns{ID: "n", Subject: "Nota", Months: []Month{
		{Period: allocation.Period{Year: 2017, Month: 1}, Parts: [6]allocation.Ore{0, 500_00, -300_00, 1}},
		{Period: allocation.Period{Year: 2017, Month: 2}, Budget: -100_00, HasBudget: true},
		{Period: allocation.Period{Year: 2017, Month: 3}, Budget: 100_00, HasBudget: true},
	}}
	all := elements(t, c.HTML())
	zero := having(all, "line", "ax")[0].number(t, "y1")
	up, down, thin := having(all, "rect", "url(#pm2)")[0], having(all, "rect", "url(#pm3)")[0], having(all, "rect", "url(#pm4)")[0]
	assert.InDelta(t, zero, up.number(t, "y")+up.number(t, "height"), 0.11)
	assert.InDelta(t, zero, down.number(t, "y"), 0.11)
	assert.InDelta(t, 5.0/3, up.number(t, "height")/down.number(t, "height"), 0.01)
	assert.Equal(t, 1.0, thin.number(t, "height"), "one öre is seen")
	assert.Len(t, having(all, "line", "budget"), 3, "two levels and the step between")
}

func TestAxisMarksAreWhole(t *testing.T) {
	for _, most := range []float64{1, 99, 100, 12_345, 900_000, 1_200_000, 1_234_567, 45_000_000, 9.9e14} {
		a := axisOver(0, most, 5)
		u := a.unit(words.Swedish)
		assert.GreaterOrEqual(t, a.most, most)
		assert.LessOrEqual(t, (a.most-a.least)/a.step, 7.0)
		for amount := a.least; amount <= a.most; amount += a.step {
			assert.Zero(t, int64(amount)%int64(u.ore), "%v in %v", amount, u)
		}
	}
	assert.Equal(t, "<1", unit{100_000, "tkr"}.whole(1))
	assert.Equal(t, ">−1", unit{100_000, "tkr"}.whole(-1))
	assert.Equal(t, "−2", unit{100_000, "tkr"}.whole(-150_000))
	assert.Equal(t, "1\u00A0235", unit{100, "kr"}.whole(123_450))
}

func TestDifferences(t *testing.T) {
	rows := Differences([]allocation.Ore{10_000, -5_000, 0, 1})
	require.Len(t, rows, 4)
	more, less := having(elements(t, rows[0]), "rect", "fmore")[0], having(elements(t, rows[1]), "rect", "fless")[0]
	assert.Equal(t, "50%", more.attributes["x"])
	assert.Equal(t, "45%", more.attributes["width"])
	assert.Equal(t, "27.5%", less.attributes["x"])
	assert.Equal(t, "22.5%", less.attributes["width"])
	assert.Len(t, elements(t, rows[2]), 2, "zero is the line alone")
	assert.Equal(t, "1", having(elements(t, rows[3]), "rect", "fmore")[0].attributes["width"], "an öre is a pixel")
	assert.Empty(t, Differences(nil))
	elements(t, Differences([]allocation.Ore{0})[0])
}

func TestRecoveries(t *testing.T) {
	rows := Recoveries([]Share{{100, 100}, {220, 100}, {50, 0}, {-50, 100}, {0, 100}})
	width := func(i int) string { return having(elements(t, rows[i]), "rect", "fless")[0].attributes["width"] }
	assert.Equal(t, "45.45%", width(0))
	assert.Equal(t, "100%", width(1))
	for i := range rows {
		assert.Equal(t, "45.45%", having(elements(t, rows[i]), "line", "budget")[0].attributes["x1"], "one scale")
		if i > 1 {
			assert.Empty(t, having(elements(t, rows[i]), "rect", "fless"))
		}
	}
	assert.Equal(t, "90.91%", having(elements(t, Recoveries([]Share{{1, 2}})[0]), "line", "budget")[0].attributes["x1"])
}

func TestPairs(t *testing.T) {
	rows := Pairs([]Pair{{100, 200}, {-200, 0}, {0, 0}})
	first, second := elements(t, rows[0]), elements(t, rows[1])
	assert.Equal(t, "25%", having(first, "rect", "fcalm")[0].attributes["width"])
	assert.Equal(t, "50%", having(first, "rect", "fink")[0].attributes["width"])
	assert.Equal(t, "0%", having(second, "rect", "fcalm")[0].attributes["x"])
	assert.Equal(t, "50%", having(second, "rect", "fcalm")[0].attributes["width"])
	assert.Empty(t, having(second, "rect", "fink"))
	assert.Equal(t, "50%", having(elements(t, rows[2]), "line", "ax")[0].attributes["x1"])
	elements(t, Pairs([]Pair{{}})[0])
}

func TestWaterfall(t *testing.T) {
	w := Waterfall{Start: 45_904_295, Steps: []allocation.Ore{2_049_928, 964_202, -314_400, -2, 0}}
	cells := w.Cells()
	require.Len(t, cells, 7)
	assert.Equal(t, "Från 455 till 490\u00A0tkr, kapad axel", w.Header())
	assert.Equal(t, "From 455 to 490\u00A0thousand kr, axis cut", Waterfall{words.English, w.Start, w.Steps}.Header())
	bar := func(i int, class string) element {
		found := having(elements(t, cells[i]), "rect", class)
		return found[len(found)-1]
	}
	span := 3_500_000.0
	assert.InDelta(t, 100*2_049_928/span, bar(1, "fmore").number(t, "width"), 0.01)
	assert.InDelta(t, 100*964_202/span, bar(2, "fmore").number(t, "width"), 0.01)
	assert.InDelta(t, 100*314_400/span, bar(3, "fless").number(t, "width"), 0.01)
	assert.InDelta(t, bar(1, "fmore").number(t, "x")+bar(1, "fmore").number(t, "width"), bar(2, "fmore").number(t, "x"), 0.02, "a step begins where the last one ended")
	assert.Equal(t, "3", bar(0, "ftotal").attributes["width"], "on a cut axis the ends are marks")
	bar(5, "fcalm")

	through := Waterfall{Start: 100_000, Steps: []allocation.Ore{-300_000, 50_000}}
	assert.Equal(t, "Från −2\u00A0000 till 1\u00A0000\u00A0kr", through.Header())
	cells = through.Cells()
	assert.Equal(t, "66.67%", bar(0, "ftotal").attributes["x"])
	assert.Equal(t, "33.33%", bar(0, "ftotal").attributes["width"])
	assert.Equal(t, "50%", bar(3, "ftotal").attributes["width"])
	for _, cell := range (Waterfall{}).Cells() {
		elements(t, cell)
	}
	golden(t, "waterfall.svg", cells[1])
}

func TestLine(t *testing.T) {
	l := Line{ID: "u3", Subject: "Kostnad per dator och månad", Model: allocation.Device}
	at := allocation.Period{Year: 2016, Month: 4}
	for i, value := range []allocation.Ore{17_226, 0, 17_000, 0, 16_536} {
		l.Points = append(l.Points, Point{at, value, i == 1 || i == 3})
		at = at.Next()
	}
	all := elements(t, l.HTML())
	assert.Equal(t, "Kostnad per dator och månad, april 2016 till augusti 2016: från 172,26\u00A0kr till 165,36\u00A0kr.", having(all, "title", "")[0].text)
	assert.Len(t, having(all, "circle", "f3"), 3, "a value between gaps is a dot")
	texts := having(all, "text", "hint")
	assert.Equal(t, "apr 2016", texts[0].text)
	assert.Equal(t, "aug 2016", texts[1].text)
	golden(t, "line.svg", l.HTML())

	flat := Line{ID: "f", Model: allocation.Port, Points: []Point{{Period: at, Value: 5}, {Period: at.Next(), Value: 5}}}
	elements(t, flat.HTML())
	assert.Empty(t, Line{Points: l.Points[:2]}.HTML(), "one value is no line")
	assert.Empty(t, Line{}.HTML())
}

func TestPatternsAreSix(t *testing.T) {
	assert.Equal(t, 6, strings.Count(string(Patterns()), "<pattern id=\"pm"))
	assert.NoError(t, xml.Unmarshal([]byte("<defs>"+string(Patterns())+"</defs>"), new(struct{})))
}

// Names and subjects come from files of others.
func TestNamesAreEscaped(t *testing.T) {
	const evil = `<script>alert("x")</script>&'` + "\xff\x00"
	c := year()
	c.ID, c.Subject = `"><b`, evil
	s := small()
	s.ID, s.Subject, s.Heads[0], s.Sources[0].Name, s.Receivers[0].Name = `"><b`, evil, evil, evil, evil
	flow, err := s.HTML()
	require.NoError(t, err)
	for _, picture := range []template.HTML{c.HTML(), flow} {
		assert.NotContains(t, picture, "<script")
		assert.NotContains(t, picture, "<b")
		elements(t, picture)
	}
}
