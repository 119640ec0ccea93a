package intake

import (
	"slices"
	"strings"
	"unicode"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// rowReader reads the rows of one export. Of what a row says about people
// nothing leaves it: a unit has an id, a class, a cost centre, and a label and a
// day that are asked for by name.
type rowReader struct {
	connector *Connector
	export    *exportFile
	salt      []byte
	places    *places
	columns   map[string]int // of lists of names that have been looked up
}

// unit is a row that counts: one computer, account or port.
type unit struct {
	id, class, center string
	label, lastSeen   string
	line              int
}

// column returns the place of a column, or -1.
func (r *rowReader) column(names []string) int {
	key := strings.Join(names, "\x00")
	at, ok := r.columns[key]
	if !ok {
		at = r.export.column(names)
		r.columns[key] = at
	}
	return at
}

// cell returns what the row says in a column; nothing where there is none.
func (r *rowReader) cell(row exportRow, names []string) string {
	if at := r.column(names); at >= 0 {
		return row.cells[at]
	}
	return ""
}

// missing says which columns the file must have and has not.
func (r *rowReader) missing(file string) *chargeback.Errors {
	errs := &chargeback.Errors{}
	need := func(key string, lists ...[]string) {
		var names []string
		for _, list := range lists {
			if r.column(list) >= 0 {
				return
			}
			names = append(names, list...)
		}
		errs.Add(&chargeback.Error{Code: chargeback.ExportMissingColumn, File: file, Line: 1, Value: key, Args: names})
	}
	var ids, centers, classes [][]string
	for _, rule := range r.connector.ID {
		// A rule of several parts stands or falls with the rarest of them.
		rarest := rule.Parts[0]
		for _, part := range rule.Parts {
			if r.column(part) < 0 {
				rarest = part
			}
		}
		ids = append(ids, rarest)
	}
	need("id", ids...)
	for _, rule := range r.connector.CostCenter {
		centers = append(centers, rule.Columns)
	}
	need("cost_center", centers...)
	for _, rule := range r.connector.Class {
		classes = append(classes, testColumns(rule.Any)...)
	}
	if len(classes) > 0 && r.connector.DefaultClass == "" {
		need("class", classes...)
	}
	for _, f := range r.connector.Keep {
		if f.Required {
			need("keep", testColumns(f.Any)...)
		}
	}
	if errs.Count > 0 {
		return errs
	}
	return nil
}

func testColumns(tests []Test) [][]string {
	lists := make([][]string, len(tests))
	for i, t := range tests {
		lists[i] = t.Columns
	}
	return lists
}

// yes are the words that exports say yes with.
var yes = []string{"true", "yes", "ja", "1", "sant", "x", "✓", "✔", "on", "enabled", "aktiverad"}

// holds says whether a test holds for a row.
func (r *rowReader) holds(row exportRow, t *Test) bool {
	cell := fold(r.cell(row, t.Columns))
	return t.Filled && cell != "" ||
		t.Yes && slices.Contains(yes, cell) ||
		slices.ContainsFunc(t.Equals, func(text string) bool { return cell != "" && cell == fold(text) }) ||
		slices.ContainsFunc(t.Contains, func(text string) bool { return strings.Contains(cell, fold(text)) })
}

func (r *rowReader) anyHolds(row exportRow, tests []Test) bool {
	return slices.ContainsFunc(tests, func(t Test) bool { return r.holds(row, &t) })
}

// dropped returns the place of the filter that drops a row, those of Keep
// before those of Drop, or -1.
func (r *rowReader) dropped(row exportRow) int {
	c := r.connector
	for i, f := range c.Keep {
		known := slices.ContainsFunc(f.Any, func(t Test) bool { return r.column(t.Columns) >= 0 })
		if known && !r.anyHolds(row, f.Any) {
			return i
		}
	}
	for i, f := range c.Drop {
		if r.anyHolds(row, f.Any) {
			return len(c.Keep) + i
		}
	}
	return -1
}

// unit reads what a row is. A row that cannot be told is parked.
func (r *rowReader) unit(row exportRow) (unit, *Parked) {
	u := unit{line: row.line}
	park := func(reason chargeback.Code, value string, args ...string) (unit, *Parked) {
		return u, &Parked{
			Line: row.line, Key: u.id, Reason: reason, Value: impersonal(value), Args: args, Model: r.connector.model, Class: u.class,
		}
	}
	class, told := r.class(row)
	u.class = class
	id, reason := r.id(row)
	if reason != "" {
		return park(reason, "")
	}
	u.id = id
	center, reason, value, codes := r.center(row)
	if reason != "" {
		return park(reason, value, codes...)
	}
	u.center = center
	if r.connector.table.Column("class") >= 0 && class == "" {
		return park(chargeback.ParkedNoClass, told)
	}
	u.label = impersonal(r.cell(row, r.connector.Label))
	u.lastSeen = dayOf(r.cell(row, r.connector.LastSeen))
	return u, nil
}

// id makes the row's id.
func (r *rowReader) id(row exportRow) (id string, reason chargeback.Code) {
	for _, rule := range r.connector.ID {
		var parts []string
		for _, columns := range rule.Parts {
			if part := r.cell(row, columns); part != "" {
				parts = append(parts, part)
			}
		}
		if len(parts) < len(rule.Parts) {
			continue
		}
		text := strings.Join(parts, "/")
		switch {
		case strings.ContainsFunc(text, unicode.IsControl):
			return "", chargeback.ParkedNoID
		case rule.Hashed || strings.Contains(text, "@"):
			text = r.pseudonym(text)
		case chargeback.HoldsPersonnummer(text):
			return "", chargeback.ParkedPersonnummer
		}
		return r.connector.Source + ":" + text, ""
	}
	return "", chargeback.ParkedNoID
}

// class returns the row's class and, where it has none, what it says instead.
func (r *rowReader) class(row exportRow) (class, told string) {
	for _, rule := range r.connector.Class {
		if r.anyHolds(row, rule.Any) {
			return rule.Class, ""
		}
		for _, t := range rule.Any {
			if _, people := namesPeople(t.Columns); told == "" && !people {
				told = r.cell(row, t.Columns)
			}
		}
	}
	return r.connector.DefaultClass, told
}

// center finds the row's cost centre, or why there is none and what the row
// says.
func (r *rowReader) center(row exportRow) (code string, reason chargeback.Code, value string, codes []string) {
	reason = chargeback.ParkedNoCenter
	for _, rule := range r.connector.CostCenter {
		text := r.cell(row, rule.Columns)
		if text == "" {
			continue
		}
		if rule.pattern != nil {
			found := rule.pattern.FindStringSubmatch(text)
			if found == nil || strings.TrimSpace(found[1]) == "" {
				if reason == chargeback.ParkedNoCenter {
					reason, value = chargeback.ParkedUnknownCenter, text
				}
				continue
			}
			text = strings.TrimSpace(found[1])
		}
		candidates := r.candidates(rule, text)
		if rule.Hashed {
			text = ""
		}
		switch {
		case len(candidates) == 1:
			return candidates[0], "", "", nil
		case len(candidates) > 1:
			reason, value, codes = chargeback.ParkedManyCenters, text, candidates
		case reason == chargeback.ParkedNoCenter:
			reason, value = chargeback.ParkedUnknownCenter, text
		}
	}
	return "", reason, value, codes
}

// candidates returns the cost centres that a rule leads to.
func (r *rowReader) candidates(rule CenterRule, text string) []string {
	switch {
	case rule.Of == "":
		return r.places.find(r.connector.Centers, text)
	case rule.Hashed:
		text = r.pseudonym(text)
	}
	if code, ok := r.places.units[rule.Of+":"+text]; ok {
		return []string{code}
	}
	return nil
}

// dayOf returns the day that a point in time begins with, such as
// 2017-03-31T08:15:00Z, or nothing.
func dayOf(text string) string {
	if len(text) < 10 {
		return ""
	}
	if day, ok := allocation.ParseDate(text[:10]); ok {
		return day.String()
	}
	return ""
}

// places are the cost centres that there are, and who has one of them.
type places struct {
	codes map[string]bool
	names map[string][]string // codes by folded name, of those valid on the day, rising
	units map[string]string   // the cost centre of every unit known on the day, by id
}

func newPlaces(centers []chargeback.Record, known chargeback.Records, day allocation.Date) *places {
	p := &places{codes: map[string]bool{}, names: map[string][]string{}, units: map[string]string{}}
	centersTable := chargeback.TableNamed("cost_centers")
	for _, r := range centers {
		code, name := r.Cells[0], fold(r.Cells[1])
		p.codes[code] = true
		if centersTable.Span(r).Contains(day) && !slices.Contains(p.names[name], code) {
			p.names[name] = append(p.names[name], code)
		}
	}
	for _, codes := range p.names {
		slices.Sort(codes)
	}
	for _, t := range connectable {
		table := chargeback.TableNamed(t.table)
		for _, r := range known[t.table] {
			if code := r.Cells[table.Column("cost_center")]; p.codes[code] && table.Span(r).Contains(day) {
				p.units[r.Cells[0]] = code
			}
		}
	}
	return p
}

// find returns the cost centres that a text may mean.
func (p *places) find(centers map[string]string, text string) []string {
	if code, ok := centers[fold(text)]; ok {
		if p.codes[code] {
			return []string{code}
		}
		return nil
	}
	if p.codes[text] {
		return []string{text}
	}
	return p.names[fold(text)]
}
