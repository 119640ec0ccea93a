package intake

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Export is what another system said on a day.
type Export struct {
	File string // name, for errors
	Data []byte // CSV
	Day  allocation.Date
	// Latest is the day of the source's latest snapshot, 0 where there was none.
	Latest      allocation.Date
	CostCenters []chargeback.Record // all rows of cost_centers
	Known       chargeback.Records  // all rows that count now, of devices, users and ports
	// Salt makes logins pseudonymous. It is at least 16 random bytes that belong
	// to the database and never change: another salt makes every account a new
	// one.
	Salt []byte
}

// Snapshot is what an export makes of the rows of its source.
type Snapshot struct {
	Table   *chargeback.Table
	Source  string // rows of it have ids that begin with Source and a colon
	Day     allocation.Date
	Plan    chargeback.TablePlan // makes the known rows of the source what they are to be
	Units   UnitCounts
	Parked  []Parked  // in order of the file
	Dropped []Dropped // in order of the connector's filters; those that dropped something
}

// UnitCounts are how many units the snapshot found in each way.
type UnitCounts struct {
	New     int // not known on the day before; also one that is back
	Moved   int // to another cost centre or class
	Gone    int // no longer in the export, dropped by a filter, or parked
	Same    int // as known
	Renewed int // of Same, those with another label or a later day seen
}

// Dropped is how many rows a filter dropped. A row is counted at the first.
type Dropped struct {
	Why  Texts
	Rows int
}

// Connect compares an export with what is known of its source, and makes of
// rows without dates rows with validity (SPEC §9, §10):
//
//   - a unit that was not known counts from the day of the snapshot on;
//   - one that has another cost centre or class is ended the day before, and
//     counts anew from the day on;
//   - one that is no longer there is ended the day before;
//   - all else stays, but for its label and the day it was last seen.
//
// What an earlier snapshot of the same day began is replaced, as if only the
// later had come. A snapshot older than the latest one is refused, and so is
// one in which nothing counts any more while units are known: it is more
// likely to be the wrong file. Rows that were given by hand from a later day on
// stay; a unit counts until they begin.
//
// Rows whose cost centre or class cannot be told are parked: they are no facts,
// and a unit that was known is ended. Names, logins and addresses of people
// never leave this function; an id made of a login is pseudonymous.
//
// The error is a [chargeback.Errors].
func Connect(c *Connector, e Export) (*Snapshot, error) {
	if len(e.Salt) < minSalt {
		panic("bug: a salt of " + strconv.Itoa(len(e.Salt)) + " bytes")
	}
	s := &Snapshot{
		Table: c.table, Source: c.Source, Day: e.Day,
		Plan: chargeback.TablePlan{Table: c.table, Change: chargeback.TableChange{Table: c.table.Name}},
	}
	if e.Day < e.Latest {
		return nil, refuse(e.File, chargeback.ExportOlder, e.Day.String(), e.Latest.String())
	}
	export, errs := readExport(e.File, e.Data)
	if errs != nil {
		return nil, errs
	}
	r := &rowReader{
		connector: c, export: export, salt: e.Salt, columns: map[string]int{},
		places: newPlaces(e.CostCenters, e.Known, e.Day),
	}
	if errs := r.missing(e.File); errs != nil {
		return nil, errs
	}
	units := s.read(r)
	known := s.known(e.Known[c.table.Name])
	if active := s.active(known); len(units) == 0 && active > 0 {
		return nil, refuse(e.File, chargeback.ExportEmpty, strconv.Itoa(active))
	}
	s.compare(known, units)
	return s, nil
}

const minSalt = 16

func refuse(file string, code chargeback.Code, args ...string) *chargeback.Errors {
	errs := &chargeback.Errors{}
	errs.Add(&chargeback.Error{Code: code, File: file, Args: args})
	return errs
}

// read reads the units of the export, by id.
func (s *Snapshot) read(r *rowReader) map[string]unit {
	units := map[string]unit{}
	filters := slices.Concat(r.connector.Keep, r.connector.Drop)
	dropped := make([]int, len(filters))
	for _, row := range r.export.rows {
		if i := r.dropped(row); i >= 0 {
			dropped[i]++
			continue
		}
		u, parked := r.unit(row)
		if first, double := units[u.id]; double && parked == nil {
			parked = &Parked{
				Line: row.line, Key: u.id, Reason: chargeback.ParkedDouble, Args: []string{strconv.Itoa(first.line)},
				Model: r.connector.model, Class: u.class,
			}
		}
		if parked != nil {
			s.Parked = append(s.Parked, *parked)
			continue
		}
		units[u.id] = u
	}
	for i, rows := range dropped {
		if rows > 0 {
			s.Dropped = append(s.Dropped, Dropped{filters[i].Why, rows})
		}
	}
	return units
}

// known returns the rows of the source, by id, rising in time.
func (s *Snapshot) known(records []chargeback.Record) map[string][]chargeback.Record {
	known := map[string][]chargeback.Record{}
	for _, r := range records {
		if id := r.Cells[0]; strings.HasPrefix(id, s.Source+":") {
			known[id] = append(known[id], r)
		}
	}
	for _, rows := range known {
		slices.SortFunc(rows, func(a, b chargeback.Record) int {
			return int(int64(s.Table.Span(a).From) - int64(s.Table.Span(b).From))
		})
	}
	return known
}

// active counts the known units that count on the day.
func (s *Snapshot) active(known map[string][]chargeback.Record) int {
	n := 0
	for _, rows := range known {
		if s.on(rows) >= 0 {
			n++
		}
	}
	return n
}

// on returns the place of the row that counts on the day, or -1.
func (s *Snapshot) on(rows []chargeback.Record) int {
	return slices.IndexFunc(rows, func(r chargeback.Record) bool { return s.Table.Span(r).Contains(s.Day) })
}

// compare plans the rows of every unit, known or new.
func (s *Snapshot) compare(known map[string][]chargeback.Record, units map[string]unit) {
	ids := map[string]bool{}
	for id := range known {
		ids[id] = true
	}
	for id := range units {
		ids[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		u, there := units[id]
		s.plan(known[id], s.follow(known[id], u, there))
	}
	s.Plan.Gone = s.Units.Gone
}

// plan makes the known rows of one unit those that are to be.
func (s *Snapshot) plan(before, after []chargeback.Record) {
	in := func(rows []chargeback.Record, r chargeback.Record) bool {
		return slices.ContainsFunc(rows, func(other chargeback.Record) bool { return slices.Equal(other.Cells, r.Cells) })
	}
	changed := false
	for _, r := range before {
		if in(after, r) {
			s.Plan.Unchanged++
			continue
		}
		changed = true
		s.Plan.Change.Ended = append(s.Plan.Change.Ended, r.Row)
	}
	for _, r := range after {
		if !in(before, r) {
			changed = true
			s.Plan.Change.Added = append(s.Plan.Change.Added, r)
		}
	}
	switch {
	case len(before) == 0:
		s.Plan.New++
	case changed:
		s.Plan.Changed = append(s.Plan.Changed, chargeback.KeyChange{Before: before, After: after})
	}
}

// follow returns the rows of one unit after the snapshot.
func (s *Snapshot) follow(known []chargeback.Record, u unit, there bool) []chargeback.Record {
	rows := slices.Clone(known)
	at := s.on(rows)
	fresh := s.record(u)
	switch {
	case at < 0 && !there:
		return rows
	case at < 0:
		s.Units.New++
	case there && s.placed(rows[at], fresh):
		s.Units.Same++
		if renewed, ok := s.renew(rows[at], fresh); ok {
			s.Units.Renewed++
			rows[at] = renewed
		}
		return rows
	case there:
		s.Units.Moved++
		rows = s.end(rows, at)
	default:
		s.Units.Gone++
		return s.end(rows, at)
	}
	return s.begin(rows, fresh)
}

// end ends a row the day before the snapshot. One that began on the day was
// from an earlier snapshot of it, and is taken away.
func (s *Snapshot) end(rows []chargeback.Record, at int) []chargeback.Record {
	if s.Table.Span(rows[at]).From == s.Day {
		return slices.Delete(rows, at, at+1)
	}
	rows[at] = s.with(rows[at], s.Table.From()+1, (s.Day - 1).String())
	return rows
}

// begin lets a unit count from the day of the snapshot, up to what is known
// from a later day on. A row of the same place that ends the day before goes on
// instead.
func (s *Snapshot) begin(rows []chargeback.Record, fresh chargeback.Record) []chargeback.Record {
	next := slices.IndexFunc(rows, func(r chargeback.Record) bool { return s.Table.Span(r).From > s.Day })
	from := s.Table.From()
	if next < 0 {
		next = len(rows)
	} else {
		fresh = s.with(fresh, from+1, (s.Table.Span(rows[next]).From - 1).String())
	}
	if next > 0 {
		before := rows[next-1]
		if s.Table.Span(before).To == s.Day-1 && s.placed(before, fresh) {
			going := s.with(before, from+1, fresh.Cells[from+1])
			if renewed, ok := s.renew(going, fresh); ok {
				going = renewed
			}
			rows[next-1] = going
			return rows
		}
	}
	return slices.Insert(rows, next, fresh)
}

// with returns a row that differs in one cell, as a new row.
func (s *Snapshot) with(r chargeback.Record, column int, cell string) chargeback.Record {
	changed := chargeback.Record{Cells: slices.Clone(r.Cells), Line: r.Line}
	changed.Cells[column] = cell
	return changed
}

// record makes a row that counts from the day of the snapshot on.
func (s *Snapshot) record(u unit) chargeback.Record {
	r := chargeback.Record{Cells: make([]string, len(s.Table.Columns)), Line: u.line}
	for column, cell := range map[string]string{
		"id": u.id, "class": u.class, "cost_center": u.center, "from": s.Day.String(), "label": u.label, "last_seen": u.lastSeen,
	} {
		if at := s.Table.Column(column); at >= 0 {
			r.Cells[at] = cell
		}
	}
	return r
}

// placed says whether two rows have the same cost centre and class.
func (s *Snapshot) placed(a, b chargeback.Record) bool {
	class := s.Table.Column("class")
	center := s.Table.Column("cost_center")
	return a.Cells[center] == b.Cells[center] && (class < 0 || a.Cells[class] == b.Cells[class])
}

// renew gives a row the label and the last day seen of a fresh one, where they
// say more.
func (s *Snapshot) renew(r, fresh chargeback.Record) (chargeback.Record, bool) {
	renewed := false
	if at := s.Table.Column("label"); at >= 0 && fresh.Cells[at] != "" && fresh.Cells[at] != r.Cells[at] {
		r, renewed = s.with(r, at, fresh.Cells[at]), true
	}
	if at := s.Table.Column("last_seen"); at >= 0 && fresh.Cells[at] > r.Cells[at] {
		r, renewed = s.with(r, at, fresh.Cells[at]), true
	}
	return r, renewed
}
