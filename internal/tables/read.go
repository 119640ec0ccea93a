package tables

import (
	"errors"
	"hash/maphash"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Set is a data set that has been read and checked. Any month of it can be
// charged.
type Set struct {
	Facts *chargeback.Facts
	Large chargeback.Large
	Rows  map[string]int // of each table that is there
}

// Month makes a month of the set ready for charging. The error is a
// [chargeback.Error].
func (s *Set) Month(p allocation.Period) (*chargeback.Month, error) {
	counts := chargeback.Count(&s.Large, s.Facts.CostCenters.Len(), s.Facts.Clock(p))
	return chargeback.NewMonth(s.Facts, counts, p)
}

// Progress is told how many more bytes have been read.
type Progress func(bytes int)

// Read reads the whole source. The error is a [chargeback.Errors] with all
// that is wrong, in order of table and line; there is no set then.
func Read(source *Source, progress Progress) (*Set, error) {
	if progress == nil {
		progress = func(int) {}
	}
	r := &reader{source: source, progress: progress, reports: make(map[*schema]*report), rows: make(map[string]int)}
	for _, t := range schemas {
		r.reports[t] = &report{table: t, file: source.fileName(t)}
	}
	r.readPlaces()
	r.readSettings()
	r.readSystems()
	r.readRules()
	r.readLarge()
	r.readCosts()

	if err := r.told(); err != nil {
		return nil, err
	}
	return &Set{Facts: chargeback.NewFacts(r.index(), r.small), Large: r.large, Rows: r.rows}, nil
}

// told returns all that is wrong with what was read, in order of table and line.
func (r *reader) told() error {
	errs := &chargeback.Errors{Count: r.source.errors.Count, List: r.source.errors.List}
	for _, t := range schemas {
		own := &r.reports[t].errs
		errs.Count += own.Count
		own.Merge(&chargeback.Errors{}) // in order of line
		errs.List = append(errs.List, own.List...)
	}
	if errs.Count == 0 {
		return nil
	}
	errs.List = errs.List[:min(len(errs.List), chargeback.MaxErrors)]
	return errs
}

// reader is a data set being read.
type reader struct {
	source   *Source
	progress Progress
	reports  map[*schema]*report
	rows     map[string]int
	small    chargeback.Rows
	large    chargeback.Large

	departments, costCenters, categories, systems, applications, projects lookup
	users                                                                 *keyIndex
	usersBroken                                                           bool
	sharedByUsers                                                         []bool // by system
}

// lookup is the codes of a table that other tables refer to.
type lookup struct {
	chargeback.Codes
	table  *schema
	keys   *keyIndex
	place  []int32 // in Codes, by number of the key
	broken bool    // not all of its rows could be read: references cannot be checked
}

// find returns the index of a code.
func (l *lookup) find(code []byte) (int32, bool) {
	if l.keys == nil { // of facts that were read before, or of a table that is not there
		if i, ok := l.Index(string(code)); ok {
			return i, true
		}
		return chargeback.None, false
	}
	number, ok := l.keys.find(code)
	if !ok {
		return chargeback.None, false
	}
	return l.place[number], true
}

func (r *reader) index() chargeback.Index {
	return chargeback.Index{
		Departments: r.departments.Codes, CostCenters: r.costCenters.Codes, Categories: r.categories.Codes,
		Systems: r.systems.Codes, Applications: r.applications.Codes, Projects: r.projects.Codes,
	}
}

// readTable parses the rows of one table. broken says that not all of its rows
// could be read: a code that is missing may be in one of the others.
func readTable[K comparable, R any](r *reader, t *schema, parse parser[K, R]) (rows rowsOf[K, R], broken bool) {
	report := r.reports[t]
	if !r.source.has(t) {
		if t.required {
			report.errs.Add(&chargeback.Error{Code: chargeback.MissingTable, File: report.file})
		}
		return rows, t.required
	}
	rows, err := parseTable(r, report, parse)
	if err != nil {
		report.errs.Add(&chargeback.Error{Code: chargeback.UnreadableFile, File: report.file, Err: cause(err)})
	}
	for _, e := range report.errs.List {
		broken = broken || e.Line == 0 || losesRows(e.Code)
	}
	r.rows[t.name] = len(rows.keys)
	return rows, broken || err != nil
}

// losesRows says whether rows, and so codes that others refer to, are lost by
// an error of this kind.
func losesRows(code chargeback.Code) bool {
	switch code {
	case chargeback.CellCount, chargeback.StrayQuote, chargeback.UnclosedQuote, chargeback.RecordTooLong:
		return true
	case chargeback.UnknownColumn, chargeback.DoubleColumn, chargeback.MissingColumn, chargeback.UnnamedColumn:
		return true
	}
	return false
}

// parseTable reads a CSV file or a sheet. A file that turns out not to be
// UTF-8 is read again as Windows-1252.
func parseTable[K comparable, R any](r *reader, report *report, parse parser[K, R]) (rowsOf[K, R], error) {
	t := report.table
	newRow := func(windows bool, errs *chargeback.Errors) *row {
		return &row{table: t, file: report.file, windows: windows, book: r.source.book, errs: errs}
	}
	if r.source.records != nil {
		return parseRecords(r.source.records[t.name], newRow(false, &report.errs), parse), nil
	}
	if r.source.book != nil {
		return parseSheet(r.source.book, newRow(false, &report.errs), r.progress, parse)
	}
	for _, windows := range []bool{false, true} {
		file, err := r.source.folder.Open(report.file)
		if err != nil {
			return rowsOf[K, R]{}, err
		}
		f := &csvFile{table: t, name: report.file, file: file, size: r.source.files[t.name].Size(), windows: windows, progress: r.progress}
		var errs chargeback.Errors
		rows, err := parseBlocks(f, &errs, func() *row { return newRow(windows, nil) }, parse)
		file.Close()
		if errors.Is(err, errNotUTF8) {
			r.progress(-f.read)
			continue
		}
		report.errs.Merge(&errs)
		return rows, err
	}
	panic("bug: every file is Windows-1252")
}

// readKeyed reads a table and checks its keys. R's validity is Always in
// tables without one.
func readKeyed[K comparable, R any](
	r *reader, t *schema, hash func(K) uint32, shown func(K) string,
	valid func(*R) allocation.Span, parse func(*row) (K, R, bool),
) (rows rowsOf[K, R], broken bool) {
	rows, broken = readTable(r, t, func(w *row) (rowKey[K], R, bool) {
		key, value, ok := parse(w)
		return rowKey[K]{key, hash(key), uint32(w.line)}, value, ok
	})
	checkOverlaps(rows.keys, func(i int32) allocation.Span { return valid(&rows.values[i]) }, shown, r.reports[t])
	return rows, broken
}

// readCoded reads a table whose key is the code that others refer to. Rows
// with other errors still define their code, so that one error does not become
// many.
func readCoded[R any](
	r *reader, t *schema, valid func(*R) allocation.Span, parse func(*row) R, take func(value R, code int32),
) lookup {
	rows, broken := readKeyed(r, t, hashText, asIs, valid, func(w *row) (string, R, bool) {
		code, value := w.key(0), parse(w)
		return code, value, code != ""
	})
	codes := make([]string, len(rows.keys))
	for i := range codes {
		codes[i] = rows.keys[i].key
	}
	index, number := indexKeys(rows.keys)
	l := lookup{chargeback.NewCodes(codes), t, index, make([]int32, index.len()), broken}
	for i := range codes {
		code, _ := l.Index(codes[i])
		l.place[number[i]] = code
		take(rows.values[i], code)
	}
	return l
}

func asIs(key string) string { return key }

// hashAny hashes the keys of small tables.
func hashAny[K comparable](key K) uint32 { return uint32(maphash.Comparable(seed, key)) }
