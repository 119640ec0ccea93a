package tables

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"chargeback/internal/chargeback"
)

// Source is an opened data set: a folder of CSV files or a workbook.
type Source struct {
	folder  fs.FS
	book    *workbook
	files   map[string]fs.FileInfo // of the folder, by table
	names   map[string]string      // of files that are not named for their table
	errors  chargeback.Errors      // unknown tables
	records chargeback.Records     // rows that were read before
	called  func(table string) string
}

// Open opens the data set at a path: a folder, or a workbook (.xlsx). The error
// is a [chargeback.Error].
func Open(path string) (*Source, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, &chargeback.Error{Code: chargeback.NoDataSet, Value: path, Err: cause(err)}
	case info.IsDir():
		return OpenFolder(os.DirFS(path))
	case !isWorkbook(path):
		return nil, &chargeback.Error{Code: chargeback.NotADataSet, Value: path}
	}
	return openSheets(path, isTable)
}

// OpenImport opens what may be imported: a folder or workbook that has any of
// the tables, the mappings and the plan tables, or one CSV file, which is the table
// that it is named for unless another is given.
func OpenImport(path, table string) (*Source, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, &chargeback.Error{Code: chargeback.NoDataSet, Value: path, Err: cause(err)}
	case info.IsDir():
		return OpenImportFolder(os.DirFS(path))
	case isWorkbook(path):
		return openSheets(path, isKnown)
	}
	return openFile(path, table, info)
}

// OpenImportFolder opens a folder of CSV files for an import: tables, mappings
// and plan tables.
func OpenImportFolder(folder fs.FS) (*Source, error) { return openFolder(folder, isKnown) }

// isKnown says whether there is a table of the name, a mapping or a plan table.
func isKnown(name string) bool { return schemaOf(name) != nil }

func isWorkbook(path string) bool { return strings.EqualFold(filepath.Ext(path), ".xlsx") }

func openSheets(path string, known func(table string) bool) (*Source, error) {
	book, err := openWorkbook(path, known)
	if err != nil {
		return nil, err
	}
	return &Source{book: book, errors: book.unknown}, nil
}

func openFile(path, table string, info fs.FileInfo) (*Source, error) {
	name := filepath.Base(path)
	if table == "" {
		table = strings.TrimSuffix(name, filepath.Ext(name))
	}
	if !isKnown(table) {
		return nil, &chargeback.Error{Code: chargeback.BadSingleFile, Value: path}
	}
	return &Source{
		folder: os.DirFS(filepath.Dir(path)), files: map[string]fs.FileInfo{table: info}, names: map[string]string{table: name},
	}, nil
}

// OpenFolder opens a data set of CSV files.
func OpenFolder(folder fs.FS) (*Source, error) { return openFolder(folder, isTable) }

func openFolder(folder fs.FS, known func(table string) bool) (*Source, error) {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, &chargeback.Error{Code: chargeback.NoDataSet, Value: ".", Err: cause(err)}
	}
	s := &Source{folder: folder, files: make(map[string]fs.FileInfo)}
	csv := 0
	for _, entry := range entries {
		name := entry.Name()
		if !strings.EqualFold(filepath.Ext(name), ".csv") || entry.IsDir() {
			continue
		}
		csv++
		table := strings.TrimSuffix(name, ".csv")
		if !known(table) || table == name {
			nearest := nearestTable(name[:len(name)-len(".csv")], known)
			s.errors.Add(&chargeback.Error{Code: chargeback.UnknownTable, File: name, Args: []string{nearest}})
			continue
		}
		info, err := fs.Stat(folder, name)
		if err != nil {
			return nil, &chargeback.Error{Code: chargeback.UnreadableFile, File: name, Err: cause(err)}
		}
		s.files[table] = info
	}
	if csv == 0 {
		return nil, &chargeback.Error{Code: chargeback.EmptyDataSet}
	}
	return s, nil
}

// FileName is what errors call the place of a table.
func (s *Source) FileName(table string) string {
	if t := schemaOf(table); t != nil {
		return s.fileName(t)
	}
	return table
}

// OpenRecords opens rows that were read before: from a database, or by [Scan].
// called names the file of the rows that have a line; an error of a row without
// one names its table.
func OpenRecords(records chargeback.Records, called func(table string) string) *Source {
	return &Source{records: records, called: called}
}

// Close releases a workbook's temporary files.
func (s *Source) Close() error {
	if s.book != nil {
		return s.book.file.Close()
	}
	return nil
}

// Size is how many bytes the source has, as [Progress] counts them; 0 where it
// is not known before it has been read.
func (s *Source) Size() int64 {
	var size int64
	for _, info := range s.files {
		size += info.Size()
	}
	return size
}

// has says whether the table is there.
func (s *Source) has(t *schema) bool {
	switch {
	case s.records != nil:
		return t.required || s.records[t.name] != nil
	case s.book != nil:
		return s.book.sheets[t.name] != ""
	}
	return s.files[t.name] != nil
}

// fileName is what errors call the place of a table.
func (s *Source) fileName(t *schema) string {
	switch {
	case s.records != nil:
		return s.called(t.name)
	case s.names[t.name] != "":
		return s.names[t.name]
	case s.book == nil:
		return t.name + ".csv"
	}
	if sheet := s.book.sheets[t.name]; sheet != "" {
		return sheet
	}
	return t.name
}

// cause drops the path from an error of the operating system: the place is
// told elsewhere.
func cause(err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}
