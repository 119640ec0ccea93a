package tables

import (
	"archive/zip"
	"os"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// A workbook has a sheet per table, named as the table (SPEC §2). Its cells
// are read as they are stored: text as text, numbers in full, dates as the
// number of days that they are.

// workbook is an opened XLSX file.
type workbook struct {
	file     *excelize.File
	sheets   map[string]string // name of the sheet by table
	unknown  chargeback.Errors
	date1904 bool
}

// Limits on what a workbook may unpack to: a small file can claim to be huge.
const (
	maxUnpacked  = 1 << 30 // all parts together
	largePart    = 16 << 20
	maxRatio     = 200 // of a large part, unpacked to packed
	memoryLimit  = 32 << 20
	maxZipParts  = 2000
	maxBlankRows = 10_000 // rows without cells, in a row
)

func openWorkbook(path string) (*workbook, error) {
	bad := func(err error) error {
		return &chargeback.Error{Code: chargeback.BadWorkbook, Value: path, Err: cause(err)}
	}
	if err := checkArchive(path); err != nil {
		return nil, bad(err)
	}
	file, err := excelize.OpenFile(path, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: memoryLimit,
	})
	if err != nil {
		return nil, bad(err)
	}
	b := &workbook{file: file, sheets: make(map[string]string)}
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		b.date1904 = *props.Date1904
	}
	for _, sheet := range file.GetSheetList() {
		if schemaOf(sheet) != nil {
			b.sheets[sheet] = sheet
			continue
		}
		if empty, err := b.isEmpty(sheet); err != nil || !empty {
			b.unknown.Add(&chargeback.Error{
				Code: chargeback.UnknownTable, File: sheet, Args: []string{nearestTable(sheet)},
			})
		}
	}
	return b, nil
}

// errBomb says that a workbook unpacks to more than any data set needs.
type errBomb struct{ what string }

func (e errBomb) Error() string { return e.what + " unpacks to an unreasonable size" }

// checkArchive looks at the archive's directory before anything is unpacked.
func checkArchive(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	archive, err := zip.NewReader(file, info.Size())
	if err != nil {
		return err
	}
	var total uint64
	if len(archive.File) > maxZipParts {
		return errBomb{"the workbook"}
	}
	for _, part := range archive.File {
		size := part.UncompressedSize64
		if size > maxUnpacked || size > largePart && size/maxRatio > part.CompressedSize64 {
			return errBomb{part.Name}
		}
		if total += size; total > maxUnpacked {
			return errBomb{"the workbook"}
		}
	}
	return nil
}

// isEmpty says whether a sheet has no value at all.
func (b *workbook) isEmpty(sheet string) (bool, error) {
	rows, err := b.file.Rows(sheet)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for n := 0; n < maxBlankRows && rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil || strings.TrimSpace(strings.Join(cells, "")) != "" {
			return false, err
		}
	}
	return true, nil
}

// date reads a date that is stored as a number of days.
func (b *workbook) date(text string) (allocation.Date, bool) {
	days, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
	if err != nil || days < 1 || days > 2_958_465 {
		return 0, false
	}
	epoch, _ := allocation.NewDate(1899, 12, 30)
	if b.date1904 {
		epoch, _ = allocation.NewDate(1904, 1, 1)
	} else if days <= 60 {
		// Day 60 is 1900-02-29, which the format has and the calendar has not.
		if days == 60 {
			return 0, false
		}
		epoch++
	}
	date := epoch + allocation.Date(days)
	last, _ := allocation.NewDate(9999, 12, 31)
	return date, date <= last
}

// parseSheet parses the rows of a table's sheet with parse. Errors of cells are
// added to errs.
func parseSheet[K comparable, R any](b *workbook, r *row, parse parser[K, R]) (rows rowsOf[K, R], err error) {
	sheet, err := b.file.Rows(b.sheets[r.table.name])
	if err != nil {
		return rows, err
	}
	defer sheet.Close()
	var (
		h      header
		headed bool
		cells  [][]byte
		blank  int
	)
	for line := 1; sheet.Next(); line++ {
		texts, err := sheet.Columns()
		if err != nil {
			return rows, err
		}
		cells = cells[:0]
		empty := true
		for _, text := range texts {
			cells = append(cells, []byte(text))
			empty = empty && strings.TrimSpace(text) == ""
		}
		if empty {
			if blank++; blank > maxBlankRows {
				break
			}
			continue
		}
		blank = 0
		if !headed {
			if h, headed = r.table.header(cells, r.file, line, r.errs); !headed {
				return rows, nil
			}
			continue
		}
		for len(cells) < len(h.column) {
			cells = append(cells, nil) // empty cells at the end are not stored
		}
		for len(cells) > len(h.column) && strings.TrimSpace(string(cells[len(cells)-1])) == "" {
			cells = cells[:len(cells)-1]
		}
		r.line = line
		if r.take(&h, cells) && r.checkCells() {
			if key, value, ok := parse(r); ok {
				rows.add(key, value)
			}
		}
	}
	if !headed {
		r.errs.Add(&chargeback.Error{Code: chargeback.EmptyTable, File: r.file})
	}
	return rows, nil
}

// checkCells refuses cells that hold an error of the workbook's own formulas.
func (r *row) checkCells() bool {
	ok := true
	for column, cell := range r.cells {
		switch string(cell) {
		case "#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!":
			r.failAt(column, chargeback.CellError)
			ok = false
		}
	}
	return ok
}
