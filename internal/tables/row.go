package tables

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/encoding/charmap"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// row is one record of a table, and the errors found in it. Its cells are
// those of the schema's columns; one is nil where the column is missing.
type row struct {
	table   *schema
	file    string
	line    int
	cells   [][]byte
	errs    *chargeback.Errors
	failed  bool // in this record
	windows bool // the bytes are Windows-1252
	book    *workbook
	arena   []byte // memory of the texts that are kept

	lastUser   []byte // the user found last, and its number
	lastNumber int32
}

// header numbers the columns of a header record.
func (s *schema) header(names [][]byte, file string, line int, errs *chargeback.Errors) (header, bool) {
	h := header{column: make([]int, len(names))}
	before := errs.Count
	fail := func(code chargeback.Code, name string, args ...string) {
		errs.Add(&chargeback.Error{Code: code, File: file, Line: line, Column: string(shorten([]byte(name))), Args: args})
	}
	named := len(names)
	for named > 0 && len(bytes.TrimSpace(names[named-1])) == 0 {
		named--
	}
	for i, cell := range names {
		h.column[i] = -1
		name := string(bytes.TrimSpace(cell))
		column := s.column(name)
		switch {
		case i >= named:
		case name == "":
			fail(chargeback.UnnamedColumn, "", strconv.Itoa(i+1))
		case column < 0:
			fail(chargeback.UnknownColumn, name, s.columns...)
		case slices.Contains(h.column[:i], column):
			fail(chargeback.DoubleColumn, s.columns[column])
		default:
			h.column[i] = column
		}
	}
	for i, name := range s.columns[:s.need] {
		if !slices.Contains(h.column, i) {
			fail(chargeback.MissingColumn, name)
		}
	}
	return h, errs.Count == before
}

// take makes the row of a record's cells. It reports false, and has added the
// errors, where the record does not fit the header or lacks a required cell.
func (r *row) take(h *header, cells [][]byte) bool {
	r.failed = false
	if len(cells) != len(h.column) {
		r.fail("", nil, chargeback.CellCount, strconv.Itoa(len(cells)), strconv.Itoa(len(h.column)))
		return false
	}
	if r.cells == nil {
		r.cells = make([][]byte, len(r.table.columns))
	}
	for i, cell := range cells {
		if n := len(cell); n > 0 && (cell[0] <= ' ' || cell[n-1] <= ' ' || cell[0] >= 0x80 || cell[n-1] >= 0x80 || r.windows) {
			if r.windows && !isASCII(cell) {
				cell = decodeWindows(cell)
			}
			cell = bytes.TrimSpace(cell)
		}
		if column := h.column[i]; column >= 0 {
			r.cells[column] = cell
		} else if len(cell) > 0 {
			r.fail("", cell, chargeback.CellOutside, strconv.Itoa(i+1))
		}
	}
	for i := range r.table.need {
		if len(r.cells[i]) == 0 {
			r.failAt(i, chargeback.EmptyCell)
		}
	}
	return true
}

func isASCII(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decodeWindows reads Windows-1252. The five bytes that mean nothing there
// stay what they are, so that different codes stay different.
func decodeWindows(text []byte) []byte {
	decoded := make([]byte, 0, 2*len(text))
	for _, b := range text {
		c := charmap.Windows1252.DecodeByte(b)
		if c == utf8.RuneError {
			c = rune(b)
		}
		decoded = utf8.AppendRune(decoded, c)
	}
	return decoded
}

// maxShown is how many characters of a value an error shows.
const maxShown = 60

// fail adds an error of this record.
func (r *row) fail(column string, value []byte, code chargeback.Code, args ...string) {
	r.failed = true
	r.errs.Add(&chargeback.Error{
		Code: code, File: r.file, Line: r.line, Column: column, Value: string(shorten(value)), Args: args,
	})
}

// shorten cuts a text after the characters that an error shows.
func shorten(text []byte) []byte {
	if utf8.RuneCount(text) <= maxShown {
		return text
	}
	return append([]byte(string([]rune(string(text))[:maxShown])), "…"...)
}

// failAt adds an error of one cell.
func (r *row) failAt(column int, code chargeback.Code, args ...string) {
	r.fail(r.table.columns[column], r.cells[column], code, args...)
}

// text keeps the text of a cell.
func (r *row) text(column int) string {
	cell := r.cells[column]
	if len(cell) == 0 {
		return ""
	}
	if len(cell) > cap(r.arena)-len(r.arena) {
		r.arena = make([]byte, 0, max(1<<16, len(cell)))
	}
	start := len(r.arena)
	r.arena = append(r.arena, cell...)
	// The arena is only appended to, never moved or overwritten: what has been
	// written is as constant as a string must be.
	return unsafe.String(&r.arena[start], len(cell))
}

// key keeps the text of a code or id. It must be printable.
func (r *row) key(column int) string {
	for _, c := range r.cells[column] {
		if c < ' ' || c == 0x7F {
			r.failAt(column, chargeback.ControlChar)
			break
		}
	}
	return r.text(column)
}

// code looks up a code that must exist. It is None where the cell is empty.
// Codes of a table that could not be read are not looked up.
func (r *row) code(column int, codes *lookup) int32 {
	cell := r.cells[column]
	if len(cell) == 0 {
		return chargeback.None
	}
	i, ok := codes.find(cell)
	if !ok && !codes.broken {
		r.failAt(column, chargeback.UnknownCode, codes.table.name)
	}
	return i
}

// oneOf looks up one of a few fixed values; 0 where the cell is empty.
func (r *row) oneOf(column int, values []string) int {
	cell := r.cells[column]
	if len(cell) == 0 {
		return 0
	}
	for i, value := range values {
		if string(cell) == value {
			return i
		}
	}
	r.failAt(column, chargeback.NotOneOf, values...)
	return 0
}

// model reads a model's code or number; 0 where it is none.
func (r *row) model(column int) allocation.Model {
	if len(r.cells[column]) == 0 {
		return 0
	}
	model, ok := allocation.ParseModel(string(r.cells[column]))
	if !ok {
		r.failAt(column, chargeback.UnknownModel)
		return 0
	}
	return model
}

// number reads a number as a whole number of 10^-decimals, between low and
// high.
func (r *row) number(column, decimals int, low, high int64) int64 {
	cell := r.cells[column]
	if len(cell) == 0 {
		return 0
	}
	if r.book != nil {
		cell = []byte(plainNumber(string(cell)))
	}
	value, code := parseNumber(cell, decimals)
	switch {
	case code == chargeback.TooPrecise:
		r.failAt(column, code, strconv.Itoa(decimals))
	case code == "" && value < low && low == 0:
		r.failAt(column, chargeback.Negative)
	case code == chargeback.TooLarge, code == "" && (value > high || value < low):
		r.failAt(column, chargeback.TooLarge, limitText(high, decimals))
	case code != "":
		r.failAt(column, code)
	}
	return value
}

// limitText writes a limit as a plain number.
func limitText(limit int64, decimals int) string {
	digits := strconv.FormatInt(limit, 10)
	whole, fraction := digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	if fraction = strings.TrimRight(fraction, "0"); fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// noLimit is the largest number that any column takes.
const noLimit = math.MaxInt64

// date reads a day; open where the cell is empty.
func (r *row) date(column int, open allocation.Date) allocation.Date {
	cell := r.cells[column]
	if len(cell) == 0 {
		return open
	}
	if date, ok := r.readDate(cell); ok {
		return date
	}
	r.failAt(column, chargeback.NotDate)
	return open
}

// readDate reads a day as it is written, or as a workbook stores it.
func (r *row) readDate(cell []byte) (allocation.Date, bool) {
	date, ok := allocation.ParseDate(cell)
	if !ok && r.book != nil {
		date, ok = r.book.date(string(cell))
	}
	return date, ok
}

// readMonth reads a month as it is written, or a workbook's first day of it.
func (r *row) readMonth(cell []byte) (allocation.Period, bool) {
	period, ok := allocation.ParsePeriod(cell)
	if !ok && r.book != nil {
		if date, isDate := r.book.date(string(cell)); isDate && date == date.Period().First() {
			return date.Period(), true
		}
	}
	return period, ok
}

// month reads a calendar month. A workbook may have it as its first day.
func (r *row) month(column int) allocation.Period {
	cell := r.cells[column]
	if len(cell) == 0 {
		return allocation.Period{}
	}
	if period, ok := r.readMonth(cell); ok {
		return period
	}
	r.failAt(column, chargeback.NotMonth)
	return allocation.Period{}
}

// span reads from and to, which stand next to each other.
func (r *row) span(from int) allocation.Span {
	span := allocation.Span{From: r.date(from, allocation.OpenFrom), To: r.date(from+1, allocation.OpenTo)}
	if span.From > span.To {
		r.failAt(from, chargeback.FromAfterTo, span.To.String())
	}
	return span
}
