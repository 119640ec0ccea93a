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
	case !strings.EqualFold(filepath.Ext(path), ".xlsx"):
		return nil, &chargeback.Error{Code: chargeback.NotADataSet, Value: path}
	}
	book, err := openWorkbook(path)
	if err != nil {
		return nil, err
	}
	s := &Source{book: book}
	s.errors = book.unknown
	return s, nil
}

// OpenFolder opens a data set of CSV files.
func OpenFolder(folder fs.FS) (*Source, error) {
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
		if !isTable(table) || table == name {
			nearest := nearestTable(name[:len(name)-len(".csv")])
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
