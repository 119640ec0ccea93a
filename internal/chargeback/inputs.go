package chargeback

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"chargeback/allocation"
)

// ArithmeticVersion is the version of the arithmetic contract (SPEC §1–§8). It
// is part of a run's id, so it rises only when the same rows would be charged
// differently; the build of the program has nothing to do with it.
const ArithmeticVersion = 1

// TableDigest is the SHA-256, in hexadecimal, of the rows of a table that
// count in a month.
type TableDigest struct {
	Table  string
	Digest string
	Rows   int
}

// Inputs are all that decides what a month comes to, as digests of canonical
// bytes (SPEC §9): settings and rows with the days on which they matter in the
// month, sorted by key, every text after its length, every number scaled to a
// whole one. Names, labels and free texts are not in them, nor rows that
// cannot count: of another month, of rules for categories without costs, of
// cost centres that nothing is counted on.
type Inputs struct {
	Period allocation.Period
	Tables []TableDigest // in the order of SPEC §2, then corrections
}

// RunID is the id of the run of these inputs: SHA-256 over the month, the
// arithmetic's version and the digests, in hexadecimal.
func (in *Inputs) RunID() string {
	d := newDigest("run 1")
	d.numbers(ArithmeticVersion)
	d.text(in.Period.String())
	for _, t := range in.Tables {
		d.texts(t.Table, t.Digest)
	}
	return d.sum()
}

// DigestInputs finds the rows of a month that count and digests them. The
// records are those of a data set that has been checked; entering are the
// corrections that the month bills.
func DigestInputs(records Records, p allocation.Period, entering []Correction) Inputs {
	s := inputScan{
		records: records, period: p, first: p.First().String(), last: p.Last().String(),
		centers: make(map[string]bool), departments: make(map[string]bool),
	}
	in := Inputs{Period: p}
	// Cost centres and departments count where other rows name them, so they
	// are found last and stand where SPEC §2 has them.
	found := make(map[string]TableDigest)
	for _, step := range []struct {
		table string
		scan  func(*Table) TableDigest
	}{
		{"settings", s.settings},
		{"costs", s.costs},
		{"rules", s.rules},
		{"weights", s.wholeMonth},
		{"prices", s.wholeMonth},
		{"devices", s.placed},
		{"users", s.placed},
		{"licences", s.days},
		{"ports", s.placed},
		{"systems", s.systems},
		{"system_shares", s.shares},
		{"project_shares", s.shares},
		{"project_hours", s.hours},
		{"cost_centers", s.effectiveCenters},
		{"departments", s.effectiveDepartments},
	} {
		found[step.table] = step.scan(TableNamed(step.table))
	}
	for _, t := range Tables {
		if digest, ok := found[t.Name]; ok {
			in.Tables = append(in.Tables, digest)
		}
	}
	in.Tables = append(in.Tables, digestCorrections(entering))
	return in
}

// inputScan walks the tables of a month. Dates compare as texts: they all have
// four digits of year.
type inputScan struct {
	records     Records
	period      allocation.Period
	first, last string // days of the month

	centers, departments map[string]bool // that something counts on
	categories           map[string]bool // that have costs to charge
	targets              map[string]bool // systems that costs name
}

// canonicalRow is a row that counts: its key, which it is sorted by, and what
// is digested.
type canonicalRow struct {
	cells   []string
	columns []Column // of the cells
	extra   [2]string
}

// digestRows sorts rows and digests them.
func digestRows(t *Table, rows []canonicalRow) TableDigest {
	slices.SortFunc(rows, func(a, b canonicalRow) int {
		return cmp.Or(slices.Compare(a.cells, b.cells), slices.Compare(a.extra[:], b.extra[:]))
	})
	d := newDigest("table 1")
	d.text(t.Name)
	for i := range rows {
		r := &rows[i]
		d.numbers(int64(len(r.cells)))
		for c, cell := range r.cells {
			if decimals := r.columns[c].Kind.Decimals(); decimals >= 0 {
				d.numbers(scaled(cell, decimals))
			} else {
				d.text(cell)
			}
		}
		d.texts(r.extra[:]...)
	}
	return TableDigest{t.Name, d.sum(), len(rows)}
}

// scaled reads a canonical number as a whole number of 10^-decimals.
func scaled(cell string, decimals int) int64 {
	if cell == "" {
		return 0
	}
	whole, fraction, _ := strings.Cut(cell, ".")
	n, err := strconv.ParseInt(whole+(fraction + "000000")[:decimals], 10, 64)
	if err != nil {
		panic("bug: a checked number is none: " + cell)
	}
	return n
}

// head returns the first columns of a record.
func head(t *Table, r Record, columns int) canonicalRow {
	return canonicalRow{cells: r.Cells[:columns], columns: t.Columns[:columns]}
}

// atEnd says whether a dated row is valid on the month's last day.
func (s *inputScan) atEnd(t *Table, r Record) bool {
	from, to := t.Validity(r)
	return (from == "" || from <= s.last) && (to == "" || to >= s.last)
}

// clamp returns the days of the month on which a row is valid, and whether
// there are any.
func (s *inputScan) clamp(t *Table, r Record) (days [2]string, any bool) {
	from, to := t.Validity(r)
	if from != "" && from > s.last || to != "" && to < s.first {
		return days, false
	}
	days = [2]string{max(from, s.first), s.last}
	if to != "" {
		days[1] = min(to, s.last)
	}
	return days, true
}

// settings that decide nothing: names and how we speak.
var idleSettings = []string{"name", "org_number", "currency", "language"}

func (s *inputScan) settings(t *Table) TableDigest {
	var rows []canonicalRow
	for _, r := range s.records[t.Name] {
		if s.atEnd(t, r) && !slices.Contains(idleSettings, r.Cells[0]) {
			rows = append(rows, head(t, r, 2))
			if r.Cells[0] == "it_cost_center" {
				s.centers[r.Cells[1]] = true
			}
		}
	}
	return digestRows(t, rows)
}

// costs takes the rows that touch the month, without texts; an accrued cost
// has its days as extra.
func (s *inputScan) costs(t *Table) TableDigest {
	const category, system, paidBy, from = 2, 8, 11, 12
	s.categories, s.targets = make(map[string]bool), make(map[string]bool)
	columns := slices.Concat(t.Columns[:4], t.Columns[system:paidBy+1])
	var rows []canonicalRow
	for _, r := range s.records[t.Name] {
		first, last := r.Cells[1], r.Cells[1]
		var extra [2]string
		if r.Cells[from] != "" {
			first, last = r.Cells[from], r.Cells[from+1]
			extra = [2]string{first, last}
		}
		if first > s.last || last < s.first {
			continue
		}
		rows = append(rows, canonicalRow{slices.Concat(r.Cells[:4], r.Cells[system:paidBy+1]), columns, extra})
		if r.Cells[paidBy] != "" {
			s.departments[r.Cells[paidBy]] = true
			continue
		}
		s.categories[r.Cells[category]] = true
		s.targets[r.Cells[system]] = true
	}
	return digestRows(t, rows)
}

func (s *inputScan) rules(t *Table) TableDigest {
	var rows []canonicalRow
	for _, r := range s.records[t.Name] {
		if s.atEnd(t, r) && s.categories[r.Cells[0]] {
			rows = append(rows, head(t, r, 4))
		}
	}
	return digestRows(t, rows)
}

// wholeMonth takes the rows that are valid on the month's last day.
func (s *inputScan) wholeMonth(t *Table) TableDigest {
	var rows []canonicalRow
	for _, r := range s.records[t.Name] {
		if s.atEnd(t, r) {
			rows = append(rows, head(t, r, 3))
		}
	}
	return digestRows(t, rows)
}

// placed takes the rows with days in the month, which stand on a cost centre.
func (s *inputScan) placed(t *Table) TableDigest {
	center := t.Column("cost_center")
	var rows []canonicalRow
	for _, r := range s.records[t.Name] {
		if days, any := s.clamp(t, r); any {
			rows = append(rows, canonicalRow{r.Cells[:center+1], t.Columns[:center+1], days})
			s.centers[r.Cells[center]] = true
		}
	}
	return digestRows(t, rows)
}

func (s *inputScan) days(t *Table) TableDigest {
	var rows []canonicalRow
	for _, r := range s.records[t.Name] {
		if days, any := s.clamp(t, r); any {
			rows = append(rows, canonicalRow{r.Cells[:2], t.Columns[:2], days})
		}
	}
	return digestRows(t, rows)
}

// systems takes the rows with days in the month and, of a system that has none
// but is named by a cost, the one with the latest from (SPEC §4).
func (s *inputScan) systems(t *Table) TableDigest {
	const owner, sharing, from = 3, 4, 5
	columns := []Column{t.Columns[0], t.Columns[2], t.Columns[owner], t.Columns[sharing]}
	var rows []canonicalRow
	latest := make(map[string]Record)
	active := make(map[string]bool)
	take := func(r Record, days [2]string) {
		rows = append(rows, canonicalRow{[]string{r.Cells[0], r.Cells[2], r.Cells[owner], r.Cells[sharing]}, columns, days})
		s.centers[r.Cells[owner]] = true
	}
	for _, r := range s.records[t.Name] {
		code := r.Cells[0]
		if days, any := s.clamp(t, r); any {
			take(r, days)
			active[code] = true
		} else if before, ok := latest[code]; !ok || before.Cells[from] < r.Cells[from] {
			latest[code] = r
		}
	}
	for code, r := range latest {
		if !active[code] && s.targets[code] {
			take(r, [2]string{})
		}
	}
	return digestRows(t, rows)
}

func (s *inputScan) shares(t *Table) TableDigest {
	var rows []canonicalRow
	for _, r := range s.records[t.Name] {
		if s.atEnd(t, r) {
			rows = append(rows, head(t, r, 3))
			s.centers[r.Cells[1]] = true
		}
	}
	return digestRows(t, rows)
}

func (s *inputScan) hours(t *Table) TableDigest {
	var rows []canonicalRow
	month := s.period.String()
	for _, r := range s.records[t.Name] {
		if r.Cells[1] == month {
			rows = append(rows, head(t, r, 3))
		}
	}
	return digestRows(t, rows)
}

// effectiveCenters takes, of each cost centre that something counts on, the
// department that it belongs to for the whole month.
func (s *inputScan) effectiveCenters(t *Table) TableDigest {
	var rows []canonicalRow
	for code, r := range s.effective(t, s.centers) {
		rows = append(rows, canonicalRow{cells: []string{code, r.Cells[2]}, columns: []Column{t.Columns[0], t.Columns[2]}})
		s.departments[r.Cells[2]] = true
	}
	return digestRows(t, rows)
}

func (s *inputScan) effectiveDepartments(t *Table) TableDigest {
	var rows []canonicalRow
	for code, r := range s.effective(t, s.departments) {
		rows = append(rows, canonicalRow{
			cells:   []string{code, r.Cells[2], r.Cells[3]},
			columns: []Column{t.Columns[0], t.Columns[2], t.Columns[3]},
		})
	}
	return digestRows(t, rows)
}

// effective finds the row of each code that counts for the whole month: the
// one valid on its last day, else the one with the latest from (SPEC §2).
func (s *inputScan) effective(t *Table, codes map[string]bool) map[string]Record {
	found := make(map[string]Record, len(codes))
	for _, r := range s.records[t.Name] {
		code := r.Cells[0]
		if !codes[code] {
			continue
		}
		before, ok := found[code]
		from, _ := t.Validity(r)
		beforeFrom := ""
		if ok {
			beforeFrom, _ = t.Validity(before)
		}
		if !ok || s.atEnd(t, r) || !s.atEnd(t, before) && beforeFrom < from {
			found[code] = r
		}
	}
	return found
}

// digestCorrections digests the corrections that a month bills.
func digestCorrections(entering []Correction) TableDigest {
	d := newDigest("table 1")
	d.text("corrections")
	for i := range entering {
		d.text(entering[i].Digest())
	}
	return TableDigest{"corrections", d.sum(), len(entering)}
}

// SameCorrections says whether the corrections that a month bills are those of
// its run.
func SameCorrections(inputs []TableDigest, entering []Correction) bool {
	return slices.Contains(inputs, digestCorrections(entering))
}

// DigestRecords is the SHA-256 of rows as they stand, in hexadecimal.
func DigestRecords(records []Record) string {
	d := newDigest("records 1")
	for _, r := range records {
		d.numbers(int64(len(r.Cells)))
		d.texts(r.Cells...)
	}
	return d.sum()
}
