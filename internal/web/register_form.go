package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// rowForm is what somebody wants the rows of a key to be, as they wrote it.
type rowForm struct {
	Table  *chargeback.Table
	Key    []string // nil: a row of a new key
	End    bool     // the rows do not count on the days from and to
	Known  string   // numbers of the rows that were shown, with commas between
	Cells  map[string]string
	Month  string // that the effect is shown for; empty: the first that the change concerns
	Reason string
}

// cellField is the name of a column's field.
func cellField(column string) string { return "c-" + column }

// readForm reads the form of a row.
func readForm(c *gin.Context, t *chargeback.Table, key []string) *rowForm {
	f := &rowForm{
		Table: t, Key: key, End: key != nil && c.PostForm("end") == "yes", Known: c.PostForm("known"),
		Cells: make(map[string]string), Month: c.PostForm("month"), Reason: c.PostForm("reason"),
	}
	for i, column := range t.Columns {
		if f.fixed(i) {
			f.Cells[column.Name] = key[slices.Index(t.Key, i)]
			continue
		}
		f.Cells[column.Name] = strings.TrimSpace(strings.Join(c.PostFormArray(cellField(column.Name)), " "))
	}
	return f
}

// fixed says whether a column is of a key that is known.
func (f *rowForm) fixed(column int) bool { return f.Key != nil && slices.Contains(f.Table.Key, column) }

// days are the days of the form. They are open where nothing or no day is
// written, which ok says.
func (f *rowForm) days() (days allocation.Span, ok bool) {
	days, ok = allocation.Always, true
	if !f.Table.Dated {
		return days, true
	}
	for name, day := range map[string]*allocation.Date{"from": &days.From, "to": &days.To} {
		if text := f.Cells[name]; text != "" {
			date, is := allocation.ParseDate(text)
			if !is {
				ok = false
				continue
			}
			*day = date
		}
	}
	return days, ok && days.From <= days.To
}

// edit is the change that the form asks for. Rows that are known on its days
// give way to the form's row, and stay as they are on others.
func (f *rowForm) edit(rows []chargeback.Record) (*billing.RowEdit, error) {
	e := &billing.RowEdit{Table: f.Table.Name, Key: f.Key}
	for text := range strings.SplitSeq(f.Known, ",") {
		if number, err := strconv.ParseInt(text, 10, 64); err == nil {
			e.Known = append(e.Known, number)
		}
	}
	days, ok := f.days()
	if f.End {
		e.Set = chargeback.ChangeSet{chargeback.EndRows(f.Table.Name, f.Key, days)}
		if !ok {
			return nil, f.badDays()
		}
		return e, nil
	}
	if ok && f.Table.Dated && slices.ContainsFunc(rows, func(r chargeback.Record) bool { return f.Table.Span(r).Overlaps(days) }) {
		e.Set = append(e.Set, chargeback.EndRows(f.Table.Name, f.Key, days))
	}
	e.Set = append(e.Set, chargeback.PutRow(f.Table.Name, f.Cells))
	return e, nil
}

// badDays tells what is wrong with the days of a form that has no other cells.
func (f *rowForm) badDays() error {
	errs := new(chargeback.Errors)
	for _, name := range []string{"from", "to"} {
		if _, ok := allocation.ParseDate(f.Cells[name]); !ok && f.Cells[name] != "" {
			errs.Add(&chargeback.Error{Code: chargeback.NotDate, File: f.Table.Name, Line: 1, Column: name, Value: f.Cells[name]})
		}
	}
	if errs.Count == 0 {
		errs.Add(&chargeback.Error{Code: chargeback.FromAfterTo, File: f.Table.Name, Line: 1, Column: "from", Value: f.Cells["from"], Args: []string{f.Cells["to"]}})
	}
	return errs
}

// hidden are the fields of the form, to be sent again.
func (f *rowForm) hidden() []named {
	list := []named{{"known", f.Known}}
	if f.End {
		list = append(list, named{"end", "yes"})
	}
	for i, column := range f.Table.Columns {
		if !f.fixed(i) {
			list = append(list, named{cellField(column.Name), f.Cells[column.Name]})
		}
	}
	return list
}

// rowNumbers writes the numbers of rows.
func rowNumbers(rows []chargeback.Record) string {
	numbers := make([]string, len(rows))
	for i, r := range rows {
		numbers[i] = rowNumber(r)
	}
	return strings.Join(numbers, ",")
}

// formField is one field of a row's form.
type formField struct {
	Name, ID, Label, Hint, Value string
	Type                         string // of the input
	Choices                      []formChoice
	Boxes                        bool // several may be chosen
	Fixed                        bool // it is shown, and cannot be changed
	Required                     bool
	Errors                       []string
}

type formChoice struct {
	Code, Name string
	Chosen     bool
}

// Described are the ids of what describes the field.
func (f *formField) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-h")
	}
	if len(f.Errors) > 0 {
		ids = append(ids, f.ID+"-e")
	}
	return strings.Join(ids, " ")
}

// fields are the fields of the form, each with what is wrong with it.
func (h *handler) fields(c *gin.Context, names *codeNames, f *rowForm, wrong map[string][]string) ([]formField, error) {
	lang := language(c)
	var list []formField
	for i, column := range f.Table.Columns {
		validity := f.Table.Dated && (i == f.Table.From() || i == f.Table.From()+1)
		if f.End && !validity && !f.fixed(i) {
			continue
		}
		field := formField{
			Name: cellField(column.Name), ID: "f-" + column.Name, Label: lang.Column(f.Table.Name, column.Name), Value: f.Cells[column.Name], Type: "text",
			Required: i < f.Table.Need, Fixed: f.fixed(i), Errors: wrong[column.Name], Hint: lang.ColumnHint(f.Table.Name, column.Name),
		}
		if f.End && validity {
			field.Label = map[string]string{
				"from": lang.Pick("Gäller inte fr.o.m.", "Not valid from"), "to": lang.Pick("Gäller inte t.o.m.", "Not valid to"),
			}[column.Name]
		}
		if validity && field.Hint == "" {
			field.Hint = validityHint(lang, f, column.Name)
		}
		switch {
		case field.Fixed:
			cells, err := names.cells(c.Request.Context(), lang, f.Table, chargeback.Record{Cells: f.cells()})
			if err != nil {
				return nil, err
			}
			field.Value, field.Hint = strings.TrimSpace(cells[i].Text+" "+cells[i].Name), ""
			if field.Value == "" {
				field.Value = "–"
			}
		case column.Kind == chargeback.DateColumn:
			field.Type = "date"
		case number(column):
			field.Value = strings.Replace(field.Value, ".", ",", 1)
		}
		if !field.Fixed {
			choices, err := names.choices(c.Request.Context(), lang, f.Table, i, f.Key)
			if err != nil {
				return nil, err
			}
			field.choose(f.Table, column, choices)
		}
		list = append(list, field)
	}
	return list, nil
}

// cells are the cells of the form's row.
func (f *rowForm) cells() []string {
	cells := make([]string, len(f.Table.Columns))
	for i, column := range f.Table.Columns {
		if f.fixed(i) {
			cells[i] = f.Cells[column.Name]
		}
	}
	return cells
}

// choose gives a field its choices. What was written stays, though it be none of
// them.
func (f *formField) choose(t *chargeback.Table, column chargeback.Column, choices []named) {
	if choices == nil {
		return
	}
	f.Boxes = column.Kind == chargeback.ClassColumn
	chosen := []string{f.Value}
	if f.Boxes {
		chosen = strings.Fields(f.Value)
	} else if !slices.ContainsFunc(choices, func(c named) bool { return c.Code == f.Value }) {
		f.Choices = append(f.Choices, formChoice{f.Value, f.Value, true})
	}
	if !f.Boxes && !f.Required && f.Value != "" {
		f.Choices = append(f.Choices, formChoice{})
	}
	for _, c := range labelled(t.Name, column.Name, choices) {
		f.Choices = append(f.Choices, formChoice{c.Code, c.Name, slices.Contains(chosen, c.Code)})
	}
}

// wholeMonths are the tables whose rows count for a whole month or not at all.
var wholeMonths = []string{"settings", "rules", "weights", "prices", "system_shares", "project_shares"}

func validityHint(lang words.Language, f *rowForm, column string) string {
	switch {
	case column == "from" && f.End:
		return lang.Pick("Första dagen utan raden.", "The first day without the row.")
	case column == "to" && f.End:
		return lang.Pick("Tomt: för gott.", "Empty: for good.")
	case column == "from" && slices.Contains(wholeMonths, f.Table.Name):
		return lang.Pick("Det som gäller månadens sista dag räknas för hela månaden.", "What is valid on the last day of a month counts for all of it.")
	case column == "from":
		return lang.Pick("Båda dagarna räknas med.", "Both days count.")
	}
	return lang.Pick("Tomt: tills vidare.", "Empty: until further notice.")
}

// told is what is wrong with a form: by column, and what is no field's.
type told struct {
	columns map[string][]string
	general []string
}

// tell sorts what is wrong by the fields of the form.
func (f *rowForm) tell(lang words.Language, err error) told {
	t := told{columns: make(map[string][]string)}
	var many *chargeback.Errors
	var one *chargeback.Error
	switch {
	case errors.As(err, &many):
		for _, e := range many.List {
			f.tellOne(lang, &t, e)
		}
		if more := many.Count - len(many.List); more > 0 {
			t.general = append(t.general, lang.Pick("… och ", "… and ")+words.Plural(more, lang.Pick("fel till.", "more fault."), lang.Pick("fel till.", "more faults.")))
		}
	case errors.As(err, &one):
		f.tellOne(lang, &t, one)
	}
	return t
}

func (f *rowForm) tellOne(lang words.Language, t *told, e *chargeback.Error) {
	if _, ok := f.days(); !ok && e.Code == chargeback.OverlappingRows {
		return // it follows from days that are told already
	}
	bare := *e
	bare.File, bare.Line, bare.Key, bare.Column = "", 0, "", ""
	column := e.Column
	if e.Code == chargeback.KeyKnown {
		column = f.Table.Columns[f.Table.Key[0]].Name
	}
	text := sentence(lang.Failure(&bare))
	at := f.Table.Column(column)
	if at >= 0 && e.Key == "" && (e.File == f.Table.Name || e.File == "") && (!f.End || column == "from" || column == "to") && !f.fixed(at) {
		t.columns[f.Table.Columns[at].Name] = append(t.columns[f.Table.Columns[at].Name], text)
		return
	}
	if e.File != "" && chargeback.EditedTableNamed(e.File) != nil {
		place := capital(lang.Table(e.File))
		if e.Key != "" {
			place += " " + words.Visible(e.Key)
		}
		if e.Column != "" {
			place += ", " + small(lang.Column(e.File, e.Column))
		}
		text = place + ": " + text
	}
	t.general = append(t.general, text)
}
