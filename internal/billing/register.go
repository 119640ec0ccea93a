package billing

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// RegisterQuery asks for a page of a table of [chargeback.EditedTables].
type RegisterQuery struct {
	Table  string
	Search string            // see [chargeback.RowQuery]
	Equal  map[string]string // column → what a person writes in its cell; "" where nothing is given
	On     allocation.Date   // dated rows that are valid on it; 0: all
	Sort   string            // a column of the table; empty: its key
	Down   bool              // the largest first
	Limit  int               // rows of a page: 1 to [MostRows]
	Cursor string            // of the page before; empty: the first page
}

// MostRows is how many rows a page has at most, and mostSearched how many
// characters a search.
const (
	MostRows     = 500
	mostSearched = 200
)

// RegisterPage is some of the rows of a table.
type RegisterPage struct {
	Table *chargeback.Table
	Rows  []chargeback.Record
	Total int    // on all pages
	Next  string // the cursor of the next page; empty after the last
	// Known is the audit number that the rows are known at: the newest one of the
	// first page, so that pages neither repeat nor skip a row when the table changes
	// meanwhile.
	Known int64
}

// RegisterRows returns a page of a table's rows, in order of the column asked
// for, then of key and validity. Columns that the table does not have, and
// values that the column cannot have, are errors: UnknownColumn, NotNumber;
// a cursor of another question is BadCursor.
func (s *Service) RegisterRows(ctx context.Context, who Actor, q RegisterQuery) (*RegisterPage, error) {
	page := &RegisterPage{Table: chargeback.EditedTableNamed(q.Table)}
	if page.Table == nil {
		return nil, &chargeback.Error{Code: chargeback.UnknownTable, File: q.Table, Args: []string{""}}
	}
	rows, err := q.rows(page.Table)
	if err != nil {
		return nil, err
	}
	err = s.DB.View(ctx, func(tx Tx) (err error) {
		if err := s.Allow(tx, who, ActRead); err != nil {
			return err
		}
		if rows.After, page.Known, err = q.place(page.Table); err != nil {
			return err
		}
		if rows.After == nil {
			head, err := tx.ChainHead()
			if err != nil {
				return err
			}
			page.Known = head.Number
		}
		page.Rows, page.Total, err = tx.Rows(page.Known, q.Table, *rows)
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, q.Table, err)
	}
	if n := q.Limit; len(page.Rows) > n {
		page.Rows = page.Rows[:n]
		page.Next = q.cursor(page.Known, page.Rows[n-1].Place(page.Table.SortColumns(q.Sort)))
	}
	return page, nil
}

// wholeNumber is the canonical form of a number.
var wholeNumber = regexp.MustCompile(`^-?[0-9]{1,13}(\.[0-9]{1,6})?$`)

// rows makes a question to the database of one that a person asks: one row more
// than the page has, to see whether there is another page.
func (q *RegisterQuery) rows(t *chargeback.Table) (*chargeback.RowQuery, error) {
	if q.Limit < 1 || q.Limit > MostRows {
		return nil, &chargeback.Error{Code: chargeback.BadLimit, Value: strconv.Itoa(q.Limit), Args: []string{strconv.Itoa(MostRows)}}
	}
	if utf8.RuneCountInString(q.Search) > mostSearched {
		return nil, &chargeback.Error{Code: chargeback.LongQuery, Args: []string{strconv.Itoa(mostSearched)}}
	}
	if q.Sort != "" && t.Column(q.Sort) < 0 {
		return nil, &chargeback.Error{Code: chargeback.UnknownColumn, Column: q.Sort, Args: t.Names()}
	}
	// A zero byte stands in no cell, and PostgreSQL takes none.
	rows := &chargeback.RowQuery{
		Search: strings.ReplaceAll(strings.ToValidUTF8(q.Search, "\uFFFD"), "\x00", "\uFFFD"),
		On:     q.On, Sort: q.Sort, Down: q.Down, Limit: q.Limit + 1, Equal: make(map[string]string),
	}
	for _, name := range slices.Sorted(maps.Keys(q.Equal)) {
		at := t.Column(name)
		if at < 0 {
			return nil, &chargeback.Error{Code: chargeback.UnknownColumn, Column: name, Args: t.Names()}
		}
		cell := q.Equal[name]
		if cell != "" || t.Columns[at].Kind.Decimals() >= 0 {
			cell = tables.Canonical(t, at, cell)
		}
		if t.Columns[at].Kind.Decimals() >= 0 && !wholeNumber.MatchString(cell) {
			return nil, &chargeback.Error{Code: chargeback.NotNumber, Column: name, Value: q.Equal[name]}
		}
		rows.Equal[t.Columns[at].Name] = strings.ReplaceAll(strings.ToValidUTF8(cell, "\uFFFD"), "\x00", "\uFFFD")
	}
	return rows, nil
}

// cursor says where a page ended. It is no secret: whoever makes one up may see
// the same rows.
type cursor struct {
	Query string   `json:"q"` // digest of the question
	Known int64    `json:"n"`
	Cells []string `json:"c"`
	Row   int64    `json:"r"`
}

func (q *RegisterQuery) cursor(known int64, place *chargeback.RowPlace) string {
	text, err := json.Marshal(cursor{q.digest(), known, place.Cells, place.Row})
	if err != nil {
		panic("bug: a cursor that is no JSON: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// place reads the cursor; without one there is no place.
func (q *RegisterQuery) place(t *chargeback.Table) (*chargeback.RowPlace, int64, error) {
	if q.Cursor == "" {
		return nil, 0, nil
	}
	bad := &chargeback.Error{Code: chargeback.BadCursor}
	text, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil {
		return nil, 0, bad
	}
	var c cursor
	if err := json.Unmarshal(text, &c); err != nil || c.Query != q.digest() || c.Known < 1 {
		return nil, 0, bad
	}
	columns := t.SortColumns(q.Sort)
	if len(c.Cells) != len(columns) {
		return nil, 0, bad
	}
	for i, column := range columns {
		missing := c.Cells[i] == "" && t.Optional(column)
		if t.Columns[column].Kind.Decimals() >= 0 && !missing && !wholeNumber.MatchString(c.Cells[i]) || strings.ContainsRune(c.Cells[i], 0) {
			return nil, 0, bad
		}
	}
	return &chargeback.RowPlace{Cells: c.Cells, Row: c.Row}, c.Known, nil
}

// digest names the question, whatever the page and its size.
func (q *RegisterQuery) digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %d %q %v", q.Table, q.Search, q.On, q.Sort, q.Down)
	for _, name := range slices.Sorted(maps.Keys(q.Equal)) {
		fmt.Fprintf(h, " %q %q", name, q.Equal[name])
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:9])
}

// RowHistory is a row that is known or has been, with who added and ended it.
type RowHistory struct {
	chargeback.Record
	Added Happened
	Ended *Happened // nil: it is known now
}

// Happened is an event of the audit log, shortly.
type Happened struct {
	Number int64
	At     time.Time
	Person string
	Action string
}

// RegisterHistory returns all that has been known of a key of a table, in the
// order in which it became known. It is empty where nothing ever was. Rows that
// retention removed are gone.
func (s *Service) RegisterHistory(ctx context.Context, who Actor, table string, key []string) ([]RowHistory, error) {
	t := chargeback.EditedTableNamed(table)
	if t == nil || len(key) != len(t.Key) {
		return nil, &chargeback.Error{Code: chargeback.UnknownTable, File: table, Args: []string{""}}
	}
	var list []RowHistory
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActRead); err != nil {
			return err
		}
		rows, err := tx.RowsOfKey(table, key)
		if err != nil {
			return err
		}
		list = make([]RowHistory, len(rows))
		events := make(map[int64]Happened)
		for i, r := range rows {
			list[i].Record = r.Record
			if list[i].Added, err = happened(tx, events, r.Added); err != nil {
				return err
			}
			if r.Ended == 0 {
				continue
			}
			ended, err := happened(tx, events, r.Ended)
			if err != nil {
				return err
			}
			list[i].Ended = &ended
		}
		return nil
	})
	return list, s.Refused(ctx, who, table, err)
}

func happened(tx Tx, events map[int64]Happened, number int64) (Happened, error) {
	if h, ok := events[number]; ok {
		return h, nil
	}
	e, _, err := tx.Event(number)
	h := Happened{number, e.At, e.Person, e.Action}
	events[number] = h
	return h, err
}
