package reference

import (
	"cmp"
	"fmt"
	"slices"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"
)

// A Set is a small valid data set: the bytes of each file, and the month to charge.
type Set struct {
	Month string
	Files map[string][]byte
}

// FS is the folder of the set's files.
func (s Set) FS() fstest.MapFS {
	folder := fstest.MapFS{}
	for name, data := range s.Files {
		folder[name] = &fstest.MapFile{Data: data}
	}
	return folder
}

// RandomSet draws a valid data set that mixes the features of SPEC §2–§6. The simplest one, to which a failing set
// shrinks, has one row per required table, no dates and plain comma-separated files.
func RandomSet(t *rapid.T) Set {
	d := randomTables(t)
	return Set{Month: d.month, Files: writeFiles(t, d.tables)}
}

// randomTables draws the facts of a set, before they are written as files.
func randomTables(t *rapid.T) *draft {
	d := &draft{t: t, tables: map[string][]row{}}
	d.month = d.pick("month", "2024-02", "2023-02", "2024-04", "2024-12", "2025-01", "2000-02", "2100-02")
	d.days = len(daysOf(d.month))
	d.organisation()
	d.settings()
	d.categories()
	d.weights()
	d.applications()
	d.systems()
	d.systemShares()
	d.devices()
	d.ports()
	d.users()
	d.licences()
	d.projects()
	d.projectShares()
	d.projectHours()
	d.prices()
	d.costs()
	return d
}

// A draft is a data set on its way: its tables so far, and the codes that later tables may name.
type draft struct {
	t      *rapid.T
	month  string
	days   int
	tables map[string][]row

	departmentCodes  []string
	costCenterCodes  []string
	categoryCodes    []string
	systemCodes      []string
	applicationCodes []string
	licensed         []string // what a licence may name: applications, and systems that once were shared by users
	userIDs          []string
	projectCodes     []string
}

// add puts a row into a table.
func (d *draft) add(table string, r row) { d.tables[table] = append(d.tables[table], r) }

// pick draws one of the options; the first is the simplest.
func (d *draft) pick(label string, options ...string) string {
	return rapid.SampledFrom(options).Draw(d.t, label)
}

// number draws a whole number from low to high; the one nearest to 0 is the simplest.
func (d *draft) number(label string, low, high int) int {
	return rapid.IntRange(low, high).Draw(d.t, label)
}

// yes draws true once in so many times.
func (d *draft) yes(label string, onceIn int) bool { return d.number(label, 0, onceIn-1) == onceIn-1 }

// some draws a number of different codes, in the order in which they are listed.
func (d *draft) some(label string, low, high int, codes []string) []string {
	count := min(d.number(label, low, high), len(codes))
	return codes[:count]
}

// date is the day at an offset from the month's first day.
func (d *draft) date(offset int) string {
	first, err := time.Parse("2006-01", d.month)
	if err != nil {
		panic("bug: " + err.Error())
	}
	return first.AddDate(0, 0, offset).Format("2006-01-02")
}

// offset draws a day, as days from the month's first: often one where something turns, else any within two months.
func (d *draft) offset(label string) int {
	turns := []int{0, d.days - 1, -1, d.days, 1, d.days - 2, d.days / 2}
	if i := d.number(label, 0, 2*len(turns)); i < len(turns) {
		return turns[i]
	}
	return d.number(label+" offset", -60, 90)
}

// A span is a validity: from and to, each empty when open.
type span struct{ from, to string }

// within gives a row the validity.
func (s span) within(r row) row {
	r["from"], r["to"] = s.from, s.to
	return r
}

// spans draws one row without dates, or the validities of moves.
func (d *draft) spans(label string) []span {
	if !d.yes(label+" moves", 2) {
		return []span{{}}
	}
	return d.moves(label)
}

// moves draws from one to three validities that do not overlap: in time order, with gaps or none between them. They
// may all miss the month, or its last day.
func (d *draft) moves(label string) []span {
	var ends [][2]int
	for range d.number(label+" spans", 1, 3) {
		from, to := d.offset(label+" from"), d.offset(label+" to")
		ends = append(ends, [2]int{min(from, to), max(from, to)})
	}
	slices.SortFunc(ends, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	var spans []span
	last := ends[0][0] - 1
	for _, end := range ends {
		if end[0] > last {
			spans = append(spans, span{d.date(end[0]), d.date(end[1])})
			last = end[1]
		}
	}
	if d.yes(label+" since ever", 2) {
		spans[0].from = ""
	}
	if d.yes(label+" for ever", 2) {
		spans[len(spans)-1].to = ""
	}
	return spans
}

// allTime draws from one to three validities that follow on one another without a gap and leave no day out.
func (d *draft) allTime(label string) []span {
	var starts []int
	for range d.number(label+" changes", 0, 2) {
		starts = append(starts, d.offset(label+" change"))
	}
	slices.Sort(starts)
	spans := []span{{}}
	for _, start := range slices.Compact(starts) {
		spans[len(spans)-1].to = d.date(start - 1)
		spans = append(spans, span{from: d.date(start)})
	}
	return spans
}

// numbered makes codes from a prefix: p0, p1, ….
func numbered(prefix string, count int) []string {
	var codes []string
	for i := range count {
		codes = append(codes, fmt.Sprint(prefix, i))
	}
	return codes
}
