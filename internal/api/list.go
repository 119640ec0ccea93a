package api

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// ListQuery is what every list takes. Filters and the columns to sort by are
// the list's own.
type ListQuery struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"How many items at most."`
	Cursor string `query:"cursor" maxLength:"2000" doc:"The next of the answer before."`
}

// list is a page of a list.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next" doc:"The cursor of the next page; empty on the last."`
	Total int    `json:"total" doc:"How many items there are that the filters take, on all pages."`
}

// column is something to sort or filter a list by.
type column[T any] struct {
	name string
	text func(*T) string // what a filter compares
	// order is a text whose byte order is the column's; nil: text.
	order func(*T) string
}

func (c *column[T]) sortKey(item *T) string {
	if c.order != nil {
		return c.order(item)
	}
	return c.text(item)
}

// amountOrder is a text in whose byte order amounts rise.
func amountOrder(amount allocation.Ore) string { return fmt.Sprintf("%020d", uint64(amount)^(1<<63)) }

// view is how a caller wants to see a list: the names of the filters are those
// of columns, and an empty value is no filter.
type view struct {
	ListQuery
	sort    string // a column, with - before it falling
	filters map[string]string
}

// place is where a page begins: after an item of a list that is sorted so. It
// says nothing that its reader has not seen.
type place struct {
	Sort string `json:"s"`
	Key  string `json:"k"`
	ID   string `json:"i"`
}

func (p place) String() string { return base64.RawURLEncoding.EncodeToString(encoded(p)) }

// placeOf reads a cursor.
func placeOf(cursor, sort string) (p place, err error) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil || p.Sort != sort {
		return p, &chargeback.Error{Code: chargeback.BadCursor}
	}
	return p, nil
}

// page returns a page of a list. The first column names an item: it is the
// order of items that are alike, and of lists that are not sorted.
func page[T any](items []T, columns []column[T], v view) (*list[T], error) {
	by, falling := &columns[0], strings.HasPrefix(v.sort, "-")
	for i := range columns {
		c := &columns[i]
		if c.name == strings.TrimPrefix(v.sort, "-") {
			by = c
		}
		if wanted := v.filters[c.name]; wanted != "" {
			items = slices.DeleteFunc(slices.Clone(items), func(item T) bool { return c.text(&item) != wanted })
		}
	}
	id := &columns[0]
	compare := func(aKey, aID, bKey, bID string) int {
		order := cmp.Or(strings.Compare(aKey, bKey), strings.Compare(aID, bID))
		if falling {
			return -order
		}
		return order
	}
	items = slices.Clone(items)
	slices.SortFunc(items, func(a, b T) int { return compare(by.sortKey(&a), id.sortKey(&a), by.sortKey(&b), id.sortKey(&b)) })
	l := &list[T]{Total: len(items), Items: []T{}}
	if v.Cursor != "" {
		after, err := placeOf(v.Cursor, v.sort)
		if err != nil {
			return nil, err
		}
		items = slices.DeleteFunc(items, func(item T) bool { return compare(by.sortKey(&item), id.sortKey(&item), after.Key, after.ID) <= 0 })
	}
	if len(items) > v.Limit {
		items = items[:v.Limit]
		last := &items[len(items)-1]
		l.Next = place{v.sort, by.sortKey(last), id.sortKey(last)}.String()
	}
	l.Items = append(l.Items, items...)
	return l, nil
}
