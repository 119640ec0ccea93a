package chart

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
)

// small is a flow of two costs, two models and two bills.
func small() Sankey {
	return Sankey{
		ID: "s", Subject: "Flöde i mars 2017", Heads: [3]string{"Kostnadsslag", "Modell", "Mottagare"},
		Sources:   []End{{Name: "Löner"}, {Name: "Datorer"}},
		Receivers: []End{{Name: "Skola"}, {Name: "Ej fördelat", Kind: Unallocated}},
		In:        []Band{{0, allocation.System, 300_000_00}, {0, allocation.Device, 100_000_00}, {1, allocation.Device, 600_000_00}},
		Out:       []Band{{0, allocation.System, 250_000_00}, {1, allocation.System, 50_000_00}, {0, allocation.Device, 700_000_00}},
	}
}

func TestFlow(t *testing.T) {
	picture, err := small().HTML()
	require.NoError(t, err)
	all := elements(t, picture)
	assert.Contains(t, having(all, "title", "")[0].text, "Störst: Datorer till 3 Per dator, 600\u00A0000\u00A0kr.")
	bars := append(having(all, "rect", "fcalm"), having(all, "rect", "fink")...)
	var heights []float64
	for _, bar := range bars {
		heights = append(heights, bar.number(t, "height"))
	}
	assert.Equal(t, []float64{282, 188, 446.5}, heights, "600, 400 and 950 tkr of 470 px")
	golden(t, "flow.svg", picture)

	none, err := Sankey{}.HTML()
	require.NoError(t, err)
	assert.Empty(t, none)
}

func TestFlowThatDoesNotBalanceIsRefused(t *testing.T) {
	s := small()
	s.Out[0].Amount++
	_, err := s.HTML()
	assert.EqualError(t, err, "flow chart: model 2 takes in 30000000 öre and gives out 30000001")
	s = small()
	s.In[0].End = 2
	_, err = s.HTML()
	assert.EqualError(t, err, "flow chart: a band between end 2 of 2 and model 2")
	s = small()
	s.In[0].Model = 7
	_, err = s.HTML()
	assert.Error(t, err)
}

// A credit to a receiver is money that comes from it, so the widths still add up.
func TestNegativeBandsAreTurned(t *testing.T) {
	s := small()
	s.Receivers = append(s.Receivers, End{Name: "Vård"})
	s.Out = append(s.Out, Band{2, allocation.Device, -40_000_00}, Band{0, allocation.Device, 40_000_00})
	picture, err := s.HTML()
	require.NoError(t, err)
	assert.Contains(t, picture, "Vård (avdrag) till 3 Per dator: 40\u00A0000,00\u00A0kr")
	holdFlow(t, s)
}

func TestManyEndsAreGathered(t *testing.T) {
	s := Sankey{ID: "m", Sources: []End{{Name: "Löner"}}}
	for i := range 400 {
		s.Receivers = append(s.Receivers, End{Name: "Förvaltning " + strconv.Itoa(i)})
		s.Out = append(s.Out, Band{i, allocation.User, 100})
	}
	s.In = []Band{{0, allocation.User, 40_000}}
	picture, err := s.HTML()
	require.NoError(t, err)
	assert.Contains(t, picture, "Övriga, 383 st")
	holdFlow(t, s)
}

func TestWrap(t *testing.T) {
	lines, shortened := wrap("Social- och arbetsmarknadsförvaltningen", 30)
	assert.Equal(t, []string{"Social- och", "arbetsmarknadsförvaltningen"}, lines)
	assert.False(t, shortened)
	lines, shortened = wrap("Gatu- och parkförvaltningen", 12)
	assert.Equal(t, []string{"Gatu- och", "parkförvaltn", "ingen"}, lines)
	assert.False(t, shortened)
	lines, shortened = wrap(strings.Repeat("lång ", 20), 12)
	assert.True(t, shortened)
	assert.Equal(t, []string{"lång lång", "lång lång", "lång lång…"}, lines)
	lines, _ = wrap("", 12)
	assert.Equal(t, []string{""}, lines)
	lines, _ = wrap("電子計算機費用", 8)
	assert.Equal(t, []string{"電子計算", "機費用"}, lines)
}

// holdFlow draws a flow and holds the laws: bars of each column add up to all money on one scale; bands on a bar add up
// to it; no label meets another; nothing lies outside the picture.
func holdFlow(t *testing.T, s Sankey) {
	t.Helper()
	f, err := s.arrange()
	require.NoError(t, err)
	picture, err := s.HTML()
	require.NoError(t, err)
	if f == nil {
		assert.Empty(t, picture)
		return
	}
	elements(t, picture)
	for k, column := range [][]*node{f.sources, f.models, f.receivers} {
		size, end := 0.0, 0.0
		for _, n := range column {
			size += n.size
			lines := float64(len(n.lines))
			if k < 2 {
				lines++
			}
			middle := n.top + max(n.size, 1)/2
			assert.GreaterOrEqual(t, middle-lines*labelLine/2, end-1e-6, "labels of column %d meet", k)
			assert.GreaterOrEqual(t, n.top, end-1e-6, "bars of column %d meet", k)
			end = max(middle+lines*labelLine/2, n.top+max(n.size, 1))
			if k > 0 {
				assert.InDelta(t, n.size, n.filledIn, 1e-6)
			}
			if k < 2 {
				assert.InDelta(t, n.size, n.filledOut, 1e-6)
			}
		}
		assert.InDelta(t, flowMoney, size, 1e-6)
		assert.LessOrEqual(t, end, f.height+1e-6)
	}
}

func FuzzFlow(f *testing.F) {
	f.Add("Löner;Datorer;<b>", []byte{0, 2, 10, 1, 3, 200, 2, 3, 1}, int64(100))
	f.Add("", []byte{0, 1, 0, 0, 6, 255, 9, 9, 9}, int64(-1))
	f.Add(strings.Repeat("å-", 90), []byte{1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4}, int64(math.MaxInt32))
	f.Fuzz(func(t *testing.T, names string, bands []byte, times int64) {
		s := Sankey{ID: "f", Subject: names, Sources: []End{{Name: "a"}}, Receivers: []End{{Name: "b", Kind: Own}}}
		for i, name := range strings.Split(names, ";") {
			s.Sources = append(s.Sources, End{name, Kind(i % 4)})
			s.Receivers = append(s.Receivers, End{name, Kind((i + 1) % 4)})
		}
		times %= 1_000_000_000
		for ; len(bands) >= 3; bands = bands[3:] {
			end, model := int(bands[0])%len(s.Sources), allocation.Model(bands[1]%6+1)
			amount := allocation.Ore(int8(bands[2])) * allocation.Ore(times)
			s.In = append(s.In, Band{end, model, amount})
			s.Out = append(s.Out, Band{(end * 7) % len(s.Receivers), model, amount})
		}
		holdFlow(t, s)
	})
}
