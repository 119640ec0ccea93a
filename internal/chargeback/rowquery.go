package chargeback

import (
	"strings"

	"chargeback/allocation"
)

// RowQuery asks for some rows of a table of SPEC §2.
type RowQuery struct {
	// Search is a part of any cell that is no number, whatever the case of the
	// letters a–z, å, ä, ö, é and ü; empty is no search.
	Search string
	// Equal are the cells that columns must have, in the form of a [Record]; an
	// empty one is a cell where nothing is given.
	Equal map[string]string
	On    allocation.Date // dated rows that are valid on it; 0: all
	Sort  string          // a column: texts by their bytes, numbers by size; empty: the key
	Down  bool            // the largest first
	After *RowPlace       // the last row that has been read; nil: from the start
	Limit int             // rows at most
}

// RowPlace is where a row stands among the rows of a query.
type RowPlace struct {
	Cells []string // of the columns that sort, see [Table.SortColumns]
	Row   int64
}

// SortColumns are the places of the columns that rows are sorted by: the one
// that is asked for, the key, the first day of the validity. The number of the
// row decides the rest. An unknown column is none.
func (t *Table) SortColumns(sort string) []int {
	var columns []int
	add := func(column int) {
		for _, known := range columns {
			if known == column {
				return
			}
		}
		columns = append(columns, column)
	}
	if at := t.Column(sort); at >= 0 {
		add(at)
	}
	for _, column := range t.Key {
		add(column)
	}
	if from := t.From(); from >= 0 {
		add(from)
	}
	return columns
}

// Place is where a record stands among rows sorted by columns.
func (r *Record) Place(columns []int) *RowPlace {
	place := &RowPlace{Row: r.Row, Cells: make([]string, len(columns))}
	for i, column := range columns {
		place.Cells[i] = r.Cells[column]
	}
	return place
}

// searchFold are the letters beside a–z whose case a search does not see.
var searchFold = strings.NewReplacer(FoldedLetters...)

// FoldedLetters are pairs of a letter and its small form.
var FoldedLetters = []string{"Å", "å", "Ä", "ä", "Ö", "ö", "É", "é", "Ü", "ü"}

// SearchFold writes a text as searches compare it.
func SearchFold(text string) string {
	return searchFold.Replace(strings.Map(func(c rune) rune {
		if 'A' <= c && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}, text))
}

// KnownRow is a row that is known or has been.
type KnownRow struct {
	Record
	Added int64 // the event that added it
	Ended int64 // the event that ended it; 0: it is known now
}
