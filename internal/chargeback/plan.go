package chargeback

import (
	"slices"
	"strings"

	"chargeback/allocation"
)

// Plan is what an import or a [ChangeSet] changes, before anything is written.
type Plan struct {
	Tables []TablePlan // those that it has, in the order of [AllTables]
}

// TablePlan is what changes in one table.
type TablePlan struct {
	Table     *Table
	Change    TableChange
	Changed   []KeyChange // of keys that were known, in order of key
	New       int         // keys that were not known
	Gone      int         // known rows that the import says are no longer there
	Unchanged int         // rows that say what is known already
}

// KeyChange is what was known of a key and what will be.
type KeyChange struct {
	Before, After []Record // in order of from
}

// Empty says whether nothing changes.
func (p *Plan) Empty() bool {
	return !slices.ContainsFunc(p.Tables, func(t TablePlan) bool {
		return len(t.Change.Added) > 0 || len(t.Change.Ended) > 0
	})
}

// Changes returns what is to be written.
func (p *Plan) Changes() []TableChange {
	var all []TableChange
	for i := range p.Tables {
		if c := p.Tables[i].Change; len(c.Added) > 0 || len(c.Ended) > 0 {
			all = append(all, c)
		}
	}
	return all
}

// ChangedCosts counts the known cost rows that would be replaced or go.
func (p *Plan) ChangedCosts() int {
	for i := range p.Tables {
		if p.Tables[i].Table.Name == "costs" {
			return len(p.Tables[i].Change.Ended)
		}
	}
	return 0
}

// OnlyBeside says whether no table of SPEC §2 is in it: mappings and plan tables
// alone.
func (p *Plan) OnlyBeside() bool {
	return !slices.ContainsFunc(p.Tables, func(t TablePlan) bool { return TableNamed(t.Table.Name) != nil })
}

// Has says whether a table is in it.
func (p *Plan) Has(table string) bool {
	return slices.ContainsFunc(p.Tables, func(t TablePlan) bool { return t.Table.Name == table })
}

// NewPlan finds what an import changes (SPEC §9). A row with a known key
// replaces it. In a table with validity the incoming rows of a key say what is
// true on their days:
//
//   - a known row from the same day is replaced;
//   - one that began before is ended the day before, and goes on after the
//     incoming row's last day where it reached past it;
//   - one that begins later loses the days that the incoming row has.
//
// Rows that say what is known already change nothing, so the same file again
// changes nothing. gone may name known rows that end without a new one: those
// of a snapshot that are no longer there. It may be nil.
func NewPlan(known, incoming Records, gone func(*Table, Record) bool) *Plan {
	p := &Plan{}
	for _, t := range AllTables {
		if rows, ok := incoming[t.Name]; ok {
			p.Tables = append(p.Tables, planTable(t, known[t.Name], rows, gone))
		}
	}
	return p
}

// Merge returns the rows of a table as they will be known.
func (p *Plan) Merge(known Records) Records {
	merged := make(Records, len(known))
	for name, rows := range known {
		merged[name] = rows
	}
	for i := range p.Tables {
		c := &p.Tables[i].Change
		ended := make(map[int64]bool, len(c.Ended))
		for _, row := range c.Ended {
			ended[row] = true
		}
		before := known[c.Table]
		rows := make([]Record, 0, len(before)-len(ended)+len(c.Added))
		for _, r := range before {
			if !ended[r.Row] {
				rows = append(rows, r)
			}
		}
		merged[c.Table] = append(rows, c.Added...)
	}
	return merged
}

func planTable(t *Table, known, incoming []Record, gone func(*Table, Record) bool) TablePlan {
	p := TablePlan{Table: t, Change: TableChange{Table: t.Name}}
	// Most rows of most imports are new, or the only one of their key: rows of
	// a key are chained by place, so that a key costs one entry of a map.
	keys := make(map[string]int32, len(incoming))
	next := make([]int32, len(incoming))
	for i := range incoming {
		key := t.KeyOf(incoming[i])
		if first, ok := keys[key]; ok {
			next[i] = first
		} else {
			next[i] = -1
		}
		keys[key] = int32(i)
	}
	ofKey := func(last int32) []Record {
		var rows []Record
		for i := last; i >= 0; i = next[i] {
			rows = append(rows, incoming[i])
		}
		slices.Reverse(rows)
		return rows
	}
	byKey := make(map[string][]Record)
	for _, r := range known {
		key := t.KeyOf(r)
		if _, ok := keys[key]; ok {
			byKey[key] = append(byKey[key], r)
		} else if gone != nil && gone(t, r) {
			p.Gone++
			p.Change.Ended = append(p.Change.Ended, r.Row)
			p.Changed = append(p.Changed, KeyChange{Before: []Record{r}})
		}
	}
	for i := range incoming {
		key := t.KeyOf(incoming[i])
		before, wasKnown := byKey[key]
		switch {
		case !wasKnown:
			if next[i] < 0 {
				p.New++
			}
			p.Change.Added = append(p.Change.Added, incoming[i])
		case keys[key] == int32(i): // once per key
			p.change(t, before, ofKey(int32(i)))
		}
	}
	slices.SortFunc(p.Changed, func(a, b KeyChange) int { return strings.Compare(a.key(t), b.key(t)) })
	return p
}

func (c *KeyChange) key(t *Table) string {
	if len(c.Before) > 0 {
		return t.KeyOf(c.Before[0])
	}
	return t.KeyOf(c.After[0])
}

// change plans one known key.
func (p *TablePlan) change(t *Table, before, rows []Record) {
	var news []Record
	same := make([]bool, len(before))
	for _, r := range rows {
		at := slices.IndexFunc(before, func(b Record) bool { return slices.Equal(b.Cells, r.Cells) })
		if at >= 0 {
			same[at] = true
			p.Unchanged++
			continue
		}
		news = append(news, r)
	}
	after := slices.Clone(news)
	ended := 0
	for i, b := range before {
		left := []Record{b}
		if !same[i] {
			left = remaining(t, b, news)
		}
		if len(left) == 1 && slices.Equal(left[0].Cells, b.Cells) {
			after = append(after, b)
			continue
		}
		ended++
		p.Change.Ended = append(p.Change.Ended, b.Row)
		p.Change.Added = append(p.Change.Added, left...)
		after = append(after, left...)
	}
	p.Change.Added = append(p.Change.Added, news...)
	if len(news) > 0 || ended > 0 {
		t.sortByFrom(after)
		p.Changed = append(p.Changed, KeyChange{Before: before, After: after})
	}
}

// sortByFrom sorts rows of one key by their first day.
func (t *Table) sortByFrom(rows []Record) {
	slices.SortStableFunc(rows, func(a, b Record) int {
		x, _ := t.Validity(a)
		y, _ := t.Validity(b)
		return strings.Compare(x, y)
	})
}

// remaining returns what is left of a known row beside new rows of its key.
func remaining(t *Table, known Record, news []Record) []Record {
	if len(news) == 0 {
		return []Record{known}
	}
	if !t.Dated {
		return nil
	}
	whole := t.Span(known)
	parts := []allocation.Span{whole}
	for _, r := range news {
		days := t.Span(r)
		if days.From == whole.From {
			return nil // replaced
		}
		parts = without(parts, days)
	}
	var rows []Record
	for _, part := range parts {
		rows = append(rows, withSpan(t, known, part))
	}
	return rows
}

// without takes days out of spans.
func without(spans []allocation.Span, days allocation.Span) (left []allocation.Span) {
	for _, span := range spans {
		if !span.Overlaps(days) {
			left = append(left, span)
			continue
		}
		if span.From < days.From {
			left = append(left, allocation.Span{From: span.From, To: days.From - 1})
		}
		if span.To > days.To {
			left = append(left, allocation.Span{From: days.To + 1, To: span.To})
		}
	}
	return left
}

// withSpan returns a copy of a row with other days, as a new row.
func withSpan(t *Table, r Record, days allocation.Span) Record {
	at := t.From()
	cells := slices.Clone(r.Cells)
	cells[at], cells[at+1] = "", ""
	if days.From != allocation.OpenFrom {
		cells[at] = days.From.String()
	}
	if days.To != allocation.OpenTo {
		cells[at+1] = days.To.String()
	}
	return Record{Cells: cells}
}
