package tables

import (
	"strings"
	"unsafe"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Scan reads the tables that are there into records, with every cell in the
// form of its column. A cell that has no such form stays as it was written: a
// later [Read] of the records tells what is wrong with it, where it stands. The
// error is a [chargeback.Errors] of files that cannot be read as tables.
// Mappings and plan tables are read too; no table is required.
func Scan(source *Source, progress Progress) (chargeback.Records, error) {
	if progress == nil {
		progress = func(int) {}
	}
	r := &reader{source: source, progress: progress, reports: make(map[*schema]*report), rows: make(map[string]int)}
	errs := &chargeback.Errors{Count: source.errors.Count, List: source.errors.List}
	records := make(chargeback.Records)
	for _, list := range [][]*schema{schemas, mappings, plans} {
		for _, t := range list {
			if !source.has(t) {
				continue
			}
			report := &report{table: t, file: source.fileName(t)}
			rows, err := parseTable(r, report, scanRow)
			if err != nil {
				report.errs.Add(&chargeback.Error{Code: chargeback.UnreadableFile, File: report.file, Err: cause(err)})
			}
			report.errs.Merge(&chargeback.Errors{}) // in order of line
			errs.Count += report.errs.Count
			errs.List = append(errs.List, report.errs.List...)
			records[t.name] = rows.values
		}
	}
	if errs.Count > 0 {
		errs.List = errs.List[:min(len(errs.List), chargeback.MaxErrors)]
		return nil, errs
	}
	return records, nil
}

// scanRow makes a record of a row.
func scanRow(w *row) (rowKey[struct{}], chargeback.Record, bool) {
	record := chargeback.Record{Cells: make([]string, len(w.cells)), Line: w.line}
	for i := range w.cells {
		record.Cells[i] = w.canonical(i)
	}
	return rowKey[struct{}]{}, record, true
}

// canonical writes a cell in the form of its column. Nothing is told here: the
// full check reads the cell again.
func (w *row) canonical(column int) string {
	cell := w.cells[column]
	if len(cell) == 0 {
		return ""
	}
	text, kind := w.text(column), w.table.Columns[column].Kind
	if w.book == nil {
		return canonical(kind, text)
	}
	switch kind {
	case chargeback.DateColumn:
		if date, ok := w.readDate(cell); ok {
			return date.String()
		}
	case chargeback.MonthColumn:
		if period, ok := w.readMonth(cell); ok {
			return period.String()
		}
	case chargeback.OreColumn, chargeback.CentiColumn, chargeback.MicroColumn:
		return canonicalNumber(kind, plainNumber(text), text)
	default:
		return canonical(kind, text)
	}
	return text
}

// canonical writes a trimmed text in the form of a kind of column.
func canonical(kind chargeback.ColumnKind, text string) string {
	switch kind {
	case chargeback.ModelColumn:
		if model, ok := allocation.ParseModel(text); ok {
			return model.String()
		}
	case chargeback.ClassColumn:
		return canonicalClasses(text)
	case chargeback.DateColumn:
		if date, ok := allocation.ParseDate(text); ok {
			return date.String()
		}
	case chargeback.MonthColumn:
		if period, ok := allocation.ParsePeriod(text); ok {
			return period.String()
		}
	case chargeback.OreColumn, chargeback.CentiColumn, chargeback.MicroColumn:
		return canonicalNumber(kind, text, text)
	default: // as it is written
	}
	return text
}

// canonicalNumber writes a number; what is none stays as it was written.
func canonicalNumber(kind chargeback.ColumnKind, number, written string) string {
	value, code := parseNumber([]byte(number), kind.Decimals())
	if code != "" {
		return written
	}
	return formatScaled(value, kind, written)
}

// canonicalClasses sorts a set of classes. Doubles become one.
func canonicalClasses(text string) string {
	codes := strings.Fields(text)
	if len(codes) == 1 {
		return codes[0]
	}
	return strings.Join(chargeback.NewCodes(codes).List(), " ")
}

// formatScaled writes a whole number of 10^-decimals as its kind is written. One
// that is too large for its column stays as it was written.
func formatScaled(value int64, kind chargeback.ColumnKind, written string) string {
	if kind == chargeback.OreColumn {
		return chargeback.PlainAmount(allocation.Ore(value))
	}
	scale := int64(1)
	for range chargeback.MicroColumn.Decimals() - kind.Decimals() {
		scale *= 10
	}
	if value > noLimit/scale || value < -noLimit/scale {
		return written
	}
	return string(chargeback.AppendQuantity(nil, value*scale))
}

// parseRecords parses rows that were read before. They have a cell for every
// column of the table.
func parseRecords[K comparable, R any](records []chargeback.Record, r *row, parse parser[K, R]) rowsOf[K, R] {
	rows := rowsOf[K, R]{keys: make([]rowKey[K], 0, len(records)), values: make([]R, 0, len(records))}
	h := header{column: make([]int, len(r.table.columns))}
	for i := range h.column {
		h.column[i] = i
	}
	cells := make([][]byte, len(h.column))
	for i := range records {
		for c, text := range records[i].Cells {
			// Cells are read, never written to.
			cells[c] = unsafe.Slice(unsafe.StringData(text), len(text))
		}
		r.line = records[i].Line
		if r.take(&h, cells) {
			if key, value, ok := parse(r); ok {
				rows.add(key, value)
			}
		}
	}
	return rows
}

// Canonical writes one cell of a table in the form of its column, as [Scan]
// does. One that has no such form stays as it was written.
func Canonical(table *chargeback.Table, column int, cell string) string {
	text := strings.TrimSpace(cell)
	if text == "" {
		return ""
	}
	return canonical(table.Columns[column].Kind, text)
}
