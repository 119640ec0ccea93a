package intake

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/sie"
	"chargeback/internal/tables"
)

// File is a file or folder to be imported, and what was said of it.
type File struct {
	Path    string
	Table   string          // the table that a CSV file is, where its name does not say
	From    string          // the ready connector that an export is read with
	Mapping string          // the path of a connector of one's own
	Ledger  string          // the name of the ledger that a SIE file is from
	Day     allocation.Date // that an export shows
}

// Open finds out what a file is, and reads it. reading is told the size before
// tables are read, and returns what is told how many bytes have been. notes are
// what does not stop the import; they are complete when it has run.
func Open(f File, reading func(size int64) func(int)) (in *Import, notes func() []*chargeback.Error, err error) {
	none := func() []*chargeback.Error { return nil }
	if f.From != "" || f.Mapping != "" {
		in, err = openExport(f)
		return in, none, err
	}
	if ledger, err := isLedger(f.Path); err != nil {
		return nil, none, err
	} else if ledger {
		return openLedger(f)
	}
	source, err := tables.OpenImport(f.Path, f.Table)
	if err != nil {
		return nil, none, err
	}
	defer source.Close()
	records, err := tables.Scan(source, reading(source.Size()))
	if err != nil {
		return nil, none, err
	}
	if len(records) == 0 {
		return nil, none, &chargeback.Error{Code: chargeback.NothingToImport, Value: f.Path}
	}
	tablesIn := FromTables(filepath.Base(f.Path), records)
	tablesIn.Called = source.FileName
	return &tablesIn, none, nil
}

// isLedger says whether a path is a SIE file: it is named for one, or begins
// like one.
func isLedger(path string) (bool, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".se", ".si", ".sie":
		return true, nil
	case ".csv", ".xlsx":
		return false, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return false, &chargeback.Error{Code: chargeback.NoDataSet, Value: path, Err: cause(err)}
	}
	defer file.Close()
	head := make([]byte, 64)
	n, _ := file.Read(head) // of a folder there is nothing to read
	return bytes.HasPrefix(bytes.TrimLeft(head[:n], "\xEF\xBB\xBF \t\r\n"), []byte("#FLAGGA")), nil
}

// cause drops the path from an error of the operating system: it is told
// beside it.
func cause(err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}

// openLedger reads a SIE file: the mappings of the database say what its
// accounts and objects are here.
func openLedger(f File) (*Import, func() []*chargeback.Error, error) {
	none := func() []*chargeback.Error { return nil }
	data, err := os.ReadFile(f.Path)
	if err != nil {
		return nil, none, err
	}
	name := filepath.Base(f.Path)
	file, problems := sie.Read(data)
	warnings, err := LedgerProblems(name, problems)
	if err != nil {
		return nil, none, err
	}
	digest := file.Digest()
	var notes []*chargeback.Error
	return &Import{
		Name: name, Source: "sie:" + f.Ledger, Digest: hex.EncodeToString(digest[:]), Tables: []string{"costs"},
		Called: func(string) string { return name },
		Plan: func(_ Tx, known chargeback.Records) (Planned, error) {
			costs, err := Ledger(file, Books{
				Source: f.Ledger, File: name, Accounts: known["ledger_accounts"], Objects: known["ledger_objects"],
			})
			if err != nil {
				return Planned{}, err
			}
			notes = append(warnings[:len(warnings):len(warnings)], costs.Notes...)
			return Planned{Plan: costs.Plan(known), Ledger: costs}, nil
		},
	}, func() []*chargeback.Error { return notes }, nil
}

// openExport reads an export of another system.
func openExport(f File) (*Import, error) {
	connector, err := openConnector(f)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(f.Path)
	if err != nil {
		return nil, err
	}
	return FromExport(connector, filepath.Base(f.Path), data, f.Day), nil
}

func openConnector(f File) (*Connector, error) {
	if f.Mapping == "" {
		return ReadyConnector(f.From)
	}
	data, err := os.ReadFile(f.Mapping)
	if err != nil {
		return nil, err
	}
	return ReadConnector(filepath.Base(f.Mapping), data)
}
