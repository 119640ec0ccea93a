package chargeback

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chargeback/allocation"
)

// ChangeSet is what somebody wants the facts to say instead: one type for an
// edit of a register and its preview, an accepted objection, a price list and a
// scenario (DECISIONS). Its changes are made one after the other, so that a
// later one sees what an earlier one did.
type ChangeSet []RecordChange

// RecordChange changes the rows of one key of a table of [AllTables]. It has one of three forms:
//
//   - Put is a whole row, which replaces what is known of its key on its days as
//     the row of an import does (see [NewPlan]);
//   - Set gives the rows of Key other cells on Days, and leaves the rest as it
//     is known: rows are split where the days begin and end;
//   - End takes Days away from the rows of Key, which do not count then.
//
// Columns are named as in the tables. Days are [allocation.Always] in tables
// without validity.
type RecordChange struct {
	Table string
	Put   map[string]string
	Key   []string // one cell per column of the key, in their order
	Days  allocation.Span
	Set   map[string]string
	End   bool
}

// PutRow is a change to a whole row.
func PutRow(table string, cells map[string]string) RecordChange {
	return RecordChange{Table: table, Put: cells, Days: allocation.Always}
}

// SetCells is a change of some cells of the rows of a key.
func SetCells(table string, key []string, days allocation.Span, cells map[string]string) RecordChange {
	return RecordChange{Table: table, Key: key, Days: days, Set: cells}
}

// EndRows is a change after which the rows of a key do not count on the days.
func EndRows(table string, key []string, days allocation.Span) RecordChange {
	return RecordChange{Table: table, Key: key, Days: days, End: true}
}

// Since are the days from a day on.
func Since(day allocation.Date) allocation.Span {
	return allocation.Span{From: day, To: allocation.OpenTo}
}

// Tables returns the tables that the set changes, by name, each once.
func (set ChangeSet) Tables() []string {
	var names []string
	for i := range set {
		names = append(names, set[i].Table)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Canonical returns the set with every cell in the form of its column, as
// canonical writes it. Cells of tables and columns that there are not stay.
func (set ChangeSet) Canonical(canonical func(table *Table, column int, cell string) string) ChangeSet {
	all := make(ChangeSet, len(set))
	for i, c := range set {
		all[i] = c
		t := AnyTableNamed(c.Table)
		if t == nil {
			continue
		}
		cells := func(given map[string]string) map[string]string {
			if given == nil {
				return nil
			}
			written := make(map[string]string, len(given))
			for name, cell := range given {
				written[name] = cell
				if at := t.Column(name); at >= 0 {
					written[name] = canonical(t, at, cell)
				}
			}
			return written
		}
		all[i].Put, all[i].Set, all[i].Key = cells(c.Put), cells(c.Set), slices.Clone(c.Key)
		for k := range min(len(c.Key), len(t.Key)) {
			all[i].Key[k] = canonical(t, t.Key[k], c.Key[k])
		}
	}
	return all
}

// Keys returns the keys that the set changes, by table, each once. The error is
// an [Error] of a change that is none of the forms.
func (set ChangeSet) Keys() (map[string][]string, error) {
	keys := make(map[string][]string)
	for i := range set {
		t, key, err := set[i].check(i + 1)
		if err != nil {
			return nil, err
		}
		keys[t.Name] = append(keys[t.Name], key)
	}
	for name := range keys {
		slices.Sort(keys[name])
		keys[name] = slices.Compact(keys[name])
	}
	return keys, nil
}

// Apply returns what is known after the set. Nothing that is given changes. See
// [ChangeSet.Plan].
func (set ChangeSet) Apply(known Records) (Records, error) {
	p, err := set.Plan(known)
	if err != nil {
		return nil, err
	}
	return p.Merge(known), nil
}

// Plan finds what the set changes in what is known, which has the rows of its
// tables. Cells are in the form of their columns. Whether what comes out keeps
// the rules of SPEC §2 is for the full check. New rows have the place of their
// change as Line. The error is an [Error].
func (set ChangeSet) Plan(known Records) (*Plan, error) {
	states := make(map[string]*tableState)
	for i := range set {
		t, key, err := set[i].check(i + 1)
		if err != nil {
			return nil, err
		}
		state := states[t.Name]
		if state == nil {
			state = &tableState{table: t, before: make(map[string][]Record)}
			states[t.Name] = state
		}
		if _, ok := state.before[key]; !ok {
			state.before[key] = nil
			state.keys = append(state.keys, key)
		}
	}
	for name, state := range states {
		state.read(known[name])
	}
	for i := range set {
		if err := set[i].do(states[set[i].Table], i+1); err != nil {
			return nil, err
		}
	}
	p := &Plan{}
	for _, name := range TableNames() {
		if state := states[name]; state != nil {
			p.Tables = append(p.Tables, state.plan())
		}
	}
	return p, nil
}

// check says what the change is about, or what is wrong with its form.
func (c *RecordChange) check(place int) (t *Table, key string, err error) {
	fail := func(code Code, column, value string) error {
		return &Error{Code: code, File: c.Table, Line: place, Column: column, Value: value}
	}
	if t = AnyTableNamed(c.Table); t == nil {
		return nil, "", fail(BadChange, "", "")
	}
	forms := 0
	for _, used := range []bool{c.Put != nil, len(c.Set) > 0, c.End} {
		if used {
			forms++
		}
	}
	whole := c.Put != nil
	if forms != 1 || whole != (len(c.Key) == 0) || !whole && len(c.Key) != len(t.Key) ||
		c.Days.From > c.Days.To || (whole || !t.Dated) && c.Days != allocation.Always {
		return nil, "", fail(BadChange, "", "")
	}
	for _, cells := range []map[string]string{c.Put, c.Set} {
		for name, cell := range cells {
			switch at := slices.IndexFunc(t.Columns, func(column Column) bool { return column.Name == name }); {
			case at < 0:
				return nil, "", &Error{Code: UnknownColumn, File: c.Table, Line: place, Column: name, Args: t.Names()}
			case !whole && (slices.Contains(t.Key, at) || t.Dated && (at == t.From() || at == t.From()+1)):
				return nil, "", fail(FixedColumn, name, cell)
			case !utf8.ValidString(cell) || strings.ContainsFunc(cell, unicode.IsControl):
				return nil, "", fail(ControlChar, name, "")
			}
		}
	}
	return t, c.key(t), nil
}

// key is the key of the rows that the change is about.
func (c *RecordChange) key(t *Table) string {
	if c.Put == nil {
		return strings.Join(c.Key, "\x1f")
	}
	if len(t.Key) == 1 {
		return c.Put[t.Columns[t.Key[0]].Name]
	}
	parts := make([]string, len(t.Key))
	for i, column := range t.Key {
		parts[i] = c.Put[t.Columns[column].Name]
	}
	return strings.Join(parts, "\x1f")
}

// record is the row that Put says.
func (c *RecordChange) record(t *Table, place int) Record {
	r := Record{Cells: make([]string, len(t.Columns)), Line: place}
	for i, column := range t.Columns {
		r.Cells[i] = c.Put[column.Name]
	}
	return r
}

// tableState is what is known of the keys of a table that a set changes.
type tableState struct {
	table         *Table
	keys          []string // in the order in which they are changed first
	before, after map[string][]Record
}

func (s *tableState) read(known []Record) {
	for _, r := range known {
		key := s.table.KeyOf(r)
		if rows, ok := s.before[key]; ok {
			s.before[key] = append(rows, r)
		}
	}
	s.after = make(map[string][]Record, len(s.before))
	for key, rows := range s.before {
		s.after[key] = slices.Clone(rows)
	}
}

// do makes the change in what is known so far.
func (c *RecordChange) do(s *tableState, place int) error {
	t := s.table
	if c.Put != nil {
		r := c.record(t, place)
		key := t.KeyOf(r)
		if len(s.after[key]) == 0 {
			s.after[key] = []Record{r}
			return nil
		}
		var p TablePlan
		if p.change(t, s.after[key], []Record{r}); len(p.Changed) > 0 {
			s.after[key] = p.Changed[0].After
		}
		return nil
	}
	key := c.key(t)
	var rows []Record
	found := false
	for _, r := range s.after[key] {
		days := t.Span(r)
		if !days.Overlaps(c.Days) {
			rows = append(rows, r)
			continue
		}
		found = true
		if t.Dated {
			for _, part := range without([]allocation.Span{days}, c.Days) {
				left := withSpan(t, r, part)
				left.Line = place
				rows = append(rows, left)
			}
		}
		if c.End {
			continue
		}
		part := Record{Cells: slices.Clone(r.Cells)}
		if t.Dated {
			part = withSpan(t, r, days.Intersect(c.Days))
		}
		part.Line = place
		for name, cell := range c.Set {
			part.Cells[t.Column(name)] = cell
		}
		rows = append(rows, part)
	}
	if !found {
		return &Error{Code: NoSuchRow, File: c.Table, Line: place, Value: strings.Join(c.Key, " ")}
	}
	s.after[key] = rows
	return nil
}

// plan compares what was known with what is.
func (s *tableState) plan() TablePlan {
	p := TablePlan{Table: s.table, Change: TableChange{Table: s.table.Name}}
	same := func(a, b Record) bool { return slices.Equal(a.Cells, b.Cells) }
	for _, key := range s.keys {
		before, after := s.before[key], s.after[key]
		s.table.sortByFrom(after)
		changed := false
		for i, r := range after {
			switch at := slices.IndexFunc(before, func(b Record) bool { return same(b, r) }); {
			case at >= 0:
				after[i] = before[at] // as it was, perhaps by a detour
				p.Unchanged++
			default:
				changed = true
				p.Change.Added = append(p.Change.Added, r)
			}
		}
		for _, r := range before {
			if !slices.ContainsFunc(after, func(a Record) bool { return same(a, r) }) {
				changed = true
				p.Change.Ended = append(p.Change.Ended, r.Row)
			}
		}
		switch {
		case len(before) == 0:
			p.New++
		case changed:
			p.Changed = append(p.Changed, KeyChange{before, after})
		}
	}
	slices.SortFunc(p.Changed, func(a, b KeyChange) int { return strings.Compare(a.key(s.table), b.key(s.table)) })
	return p
}

// String tells the change for logs: the table, the key and the form.
func (c RecordChange) String() string {
	switch {
	case c.Put != nil:
		return fmt.Sprintf("%s put %v", c.Table, c.Put)
	case c.End:
		return fmt.Sprintf("%s end %q %s–%s", c.Table, c.Key, c.Days.From, c.Days.To)
	}
	return fmt.Sprintf("%s set %q %s–%s %v", c.Table, c.Key, c.Days.From, c.Days.To, c.Set)
}
