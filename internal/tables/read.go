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

	errs := &chargeback.Errors{Count: source.errors.Count, List: source.errors.List}
	for _, t := range schemas {
		own := &r.reports[t].errs
		errs.Count += own.Count
		own.Merge(&chargeback.Errors{}) // in order of line
		errs.List = append(errs.List, own.List...)
	}
	if errs.Count > 0 {
		errs.List = errs.List[:min(len(errs.List), chargeback.MaxErrors)]
		return nil, errs
	}
	set := &Set{Facts: chargeback.NewFacts(r.index(), r.small), Large: r.large, Rows: r.rows}
	if err := r.checkPayers(set.Facts); err != nil {
		return nil, err
	}
	return set, nil
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
	users                                                                 *keyIndex[string]
	usersBroken                                                           bool
	sharedByUsers                                                         []bool // by system
}

// lookup is the codes of a table that other tables refer to.
type lookup struct {
	chargeback.Codes
	table  *schema
	broken bool // its rows could not be read: references cannot be checked
}

func (r *reader) index() chargeback.Index {
	return chargeback.Index{
		Departments: r.departments.Codes, CostCenters: r.costCenters.Codes, Categories: r.categories.Codes,
		Systems: r.systems.Codes, Applications: r.applications.Codes, Projects: r.projects.Codes,
	}
}

// readTable parses the rows of one table. broken says that its file or header
// could not be read at all.
func readTable[T any](r *reader, t *schema, parse func(*row) (T, bool)) (rows []T, broken bool) {
	report := r.reports[t]
	if !r.source.has(t) {
		if t.required {
			report.errs.Add(&chargeback.Error{Code: chargeback.MissingTable, File: report.file})
		}
		return nil, t.required
	}
	rows, err := parseTable(r, report, parse)
	if err != nil {
		report.errs.Add(&chargeback.Error{Code: chargeback.UnreadableFile, File: report.file, Err: cause(err)})
	}
	for _, e := range report.errs.List {
		broken = broken || e.Line == 0 || isHeaderError(e.Code)
	}
	r.rows[t.name] = len(rows)
	return rows, broken || err != nil
}

func isHeaderError(code chargeback.Code) bool {
	switch code {
	case chargeback.UnknownColumn, chargeback.DoubleColumn, chargeback.MissingColumn, chargeback.UnnamedColumn:
		return true
	}
	return false
}

// parseTable reads a CSV file or a sheet. A file that turns out not to be
// UTF-8 is read again as Windows-1252.
func parseTable[T any](r *reader, report *report, parse func(*row) (T, bool)) ([]T, error) {
	t := report.table
	newRow := func(windows bool, errs *chargeback.Errors) *row {
		return &row{table: t, file: report.file, windows: windows, book: r.source.book, errs: errs}
	}
	if r.source.book != nil {
		return parseSheet(r.source.book, newRow(false, &report.errs), parse)
	}
	for _, windows := range []bool{false, true} {
		file, err := r.source.folder.Open(report.file)
		if err != nil {
			return nil, err
		}
		f := &csvFile{table: t, name: report.file, file: file, windows: windows, progress: r.progress}
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

// keyed is a row with its key and line.
type keyed[K comparable, R any] struct {
	key   K
	line  int
	value R
}

// readKeyed reads a table and checks its keys. R's validity is Always in
// tables without one.
func readKeyed[K comparable, R any](
	r *reader, t *schema, hash func(K) uint64, shown func(K) string,
	valid func(*R) allocation.Span, parse func(*row) (K, R, bool),
) (rows []keyed[K, R], index *keyIndex[K], number []int32, broken bool) {
	rows, broken = readTable(r, t, func(w *row) (keyed[K, R], bool) {
		key, value, ok := parse(w)
		return keyed[K, R]{key, w.line, value}, ok
	})
	index, number = indexKeys(rows, func(k *keyed[K, R]) K { return k.key }, hash)
	checkOverlaps(rows, number, index.len(),
		func(k *keyed[K, R]) place { return place{k.line, valid(&k.value)} },
		func(k *keyed[K, R]) string { return shown(k.key) }, r.reports[t])
	return rows, index, number, broken
}

// readCoded reads a table whose key is the code that others refer to. Rows
// with other errors still define their code, so that one error does not become
// many.
func readCoded[R any](
	r *reader, t *schema, valid func(*R) allocation.Span, parse func(*row) R, take func(value R, code int32),
) lookup {
	rows, _, _, broken := readKeyed(r, t, hashText, asIs, valid, func(w *row) (string, R, bool) {
		code, value := w.key(0), parse(w)
		return code, value, code != ""
	})
	codes := make([]string, len(rows))
	for i := range rows {
		codes[i] = rows[i].key
	}
	l := lookup{chargeback.NewCodes(codes), t, broken}
	for i := range rows {
		code, _ := l.Index(rows[i].key)
		take(rows[i].value, code)
	}
	return l
}

// values drops the keys.
func values[K comparable, R any](rows []keyed[K, R]) []R {
	all := make([]R, len(rows))
	for i := range rows {
		all[i] = rows[i].value
	}
	return all
}

func asIs(key string) string { return key }

// hashAny hashes the keys of small tables.
func hashAny[K comparable](key K) uint64 { return maphash.Comparable(seed, key) }
