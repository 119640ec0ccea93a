package tables

import (
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
	bools    bool // some cell holds TRUE or FALSE
}

const (
	memoryLimit  = 32 << 20 // of a part that is unpacked in memory, not on disk
	maxBlankRows = 10_000   // rows without cells, in a row
)

func openWorkbook(path string, known func(table string) bool) (*workbook, error) {
	bad := func(err error) error {
		return &chargeback.Error{Code: chargeback.BadWorkbook, Value: path, Err: cause(err)}
	}
	bools, err := checkArchive(path)
	if err != nil {
		return nil, bad(err)
	}
	file, err := excelize.OpenFile(path, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: memoryLimit,
	})
	if err != nil {
		return nil, bad(err)
	}
	b := &workbook{file: file, sheets: make(map[string]string), bools: bools}
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		b.date1904 = *props.Date1904
	}
	for _, sheet := range file.GetSheetList() {
		if known(sheet) {
			b.sheets[sheet] = sheet
			continue
		}
		if empty, err := b.isEmpty(sheet); err != nil || !empty {
			b.unknown.Add(&chargeback.Error{
				Code: chargeback.UnknownTable, File: sheet, Args: []string{nearestTable(sheet, known)},
			})
		}
	}
	return b, nil
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
	if err != nil || days < 1 || firstYear <= days && days <= lastYear {
		return 0, false
	}
	epoch, _ := allocation.NewDate(1899, 12, 30)
	switch {
	case b.date1904:
		epoch, _ = allocation.NewDate(1904, 1, 1)
	case days == 60:
		return 0, false // 1900-02-29, which the format has and the calendar has not
	case days < 60:
		epoch++
	}
	last, _ := allocation.NewDate(9999, 12, 31)
	if days > int(last-epoch) {
		return 0, false
	}
	return epoch + allocation.Date(days), true
}

// Numbers that are taken for a year written alone, not for a day of 1905.
const firstYear, lastYear = 1900, 2199

// parseSheet parses the rows of a table's sheet with parse. Errors of cells are
// added to errs.
func parseSheet[K comparable, R any](b *workbook, r *row, progress Progress, parse parser[K, R]) (rows rowsOf[K, R], err error) {
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
		b.tellBools(r.file, line, texts)
		cells = cells[:0]
		empty, size := true, 0
		for _, text := range texts {
			if len(text) > floatDigits && strings.Contains(text, ".") {
				text = plainNumber(text) // a code such as 4.35 is stored as 4.3499999999999996
			}
			cells = append(cells, []byte(text))
			empty = empty && strings.TrimSpace(text) == ""
			size += len(text)
		}
		progress(size)
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

// tellBools writes the truth values of a row as a person sees them. Stored are
// 1 and 0, which must not be taken for numbers.
func (b *workbook) tellBools(sheet string, line int, texts []string) {
	for i, text := range texts {
		if !b.bools || text != "0" && text != "1" {
			continue
		}
		cell, err := excelize.CoordinatesToCellName(i+1, line)
		if err != nil {
			continue
		}
		if kind, err := b.file.GetCellType(sheet, cell); err == nil && kind == excelize.CellTypeBool {
			texts[i] = map[string]string{"0": "FALSE", "1": "TRUE"}[text]
		}
	}
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
