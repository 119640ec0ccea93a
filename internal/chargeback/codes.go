package chargeback

import (
	"slices"

	"chargeback/allocation"
)

// Codes are the codes of one table in byte order; a code's index is its place
// there. The order decides ties (SPEC §5).
type Codes struct {
	list  []string
	index map[string]int32
}

// NewCodes sorts codes; doubles become one.
func NewCodes(codes []string) Codes {
	list := slices.Clone(codes)
	slices.Sort(list)
	list = slices.Compact(list)
	index := make(map[string]int32, len(list))
	for i, code := range list {
		index[code] = int32(i)
	}
	return Codes{list, index}
}

// Len returns the number of codes.
func (c *Codes) Len() int { return len(c.list) }

// List returns the codes in order. It is not to be changed.
func (c Codes) List() []string { return c.list }

// At returns the code of an index.
func (c *Codes) At(i int32) string { return c.list[i] }

// Index returns a code's index, and whether there is such a code.
func (c *Codes) Index(code string) (int32, bool) {
	i, ok := c.index[code]
	return i, ok
}

// dated is a row that is valid for a time.
type dated interface{ validity() allocation.Span }

// history is all rows of a table, grouped by code and rising in time. The
// validities of one code do not overlap.
type history[R dated] struct {
	rows  []R
	start []int32
}

// newHistory groups rows by the index of their code.
func newHistory[R dated](rows []R, codes int, code func(*R) int32) history[R] {
	h := history[R]{rows: slices.Clone(rows), start: make([]int32, codes+1)}
	slices.SortStableFunc(h.rows, func(a, b R) int {
		if d := code(&a) - code(&b); d != 0 {
			return int(d)
		}
		return int(int64(a.validity().From) - int64(b.validity().From))
	})
	for i := range h.rows {
		h.start[code(&h.rows[i])+1]++
	}
	for i := range codes {
		h.start[i+1] += h.start[i]
	}
	return h
}

// of returns the rows of a code.
func (h *history[R]) of(code int32) []R { return h.rows[h.start[code]:h.start[code+1]] }

// atEnd returns the row that counts for a whole month: the one valid on its
// last day, else the one with the latest from (SPEC §2).
func (h *history[R]) atEnd(code int32, p allocation.Period) *R {
	rows := h.of(code)
	for i := range rows {
		if rows[i].validity().Contains(p.Last()) {
			return &rows[i]
		}
	}
	return &rows[len(rows)-1]
}
