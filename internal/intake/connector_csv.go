package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"chargeback/internal/chargeback"
)

// exportFile is the CSV file of another system, in the dialects of SPEC §2:
// UTF-8 or Windows-1252, comma or semicolon. Unlike a table of ours it may have
// any columns.
type exportFile struct {
	names []string // of the columns, folded
	rows  []exportRow
}

// exportRow is a row of an export, with as many cells as there are columns.
type exportRow struct {
	line  int
	cells []string
}

// readExport reads a whole export, or tells what is wrong with it.
func readExport(file string, data []byte) (*exportFile, *chargeback.Errors) {
	errs := &chargeback.Errors{}
	fail := func(code chargeback.Code, line int, args ...string) {
		errs.Add(&chargeback.Error{Code: code, File: file, Line: line, Args: args})
	}
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		fail(chargeback.UTF16, 0)
		return nil, errs
	}
	data, marked := bytes.CutPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) {
		if marked {
			fail(chargeback.NotUTF8, 0)
			return nil, errs
		}
		data, _ = charmap.Windows1252.NewDecoder().Bytes(data) // has a character for every byte
	}
	if bytes.HasPrefix(data, []byte("#TYPE ")) { // the first line of Export-Csv in Windows PowerShell
		end := bytes.IndexByte(data, '\n')
		data = append([]byte("\n"), data[end+1:]...)
		if end < 0 {
			data = nil
		}
	}
	records := csv.NewReader(bytes.NewReader(data))
	records.FieldsPerRecord = -1
	records.Comma = separatorOf(data)
	export := &exportFile{}
	for {
		cells, err := records.Read()
		var wrong *csv.ParseError
		switch {
		case err == io.EOF:
			if export.names == nil {
				fail(chargeback.EmptyTable, 0)
			}
			if errs.Count > 0 {
				return nil, errs
			}
			return export, nil
		case errors.As(err, &wrong) && errors.Is(err, csv.ErrBareQuote):
			fail(chargeback.StrayQuote, wrong.StartLine)
			return nil, errs
		case err != nil: // a quote that is not closed, or closed inside the cell
			errors.As(err, &wrong)
			fail(chargeback.UnclosedQuote, wrong.StartLine)
			return nil, errs
		}
		line, _ := records.FieldPos(0)
		for i := range cells {
			cells[i] = cellText(cells[i])
		}
		switch {
		case !slices.ContainsFunc(cells, func(cell string) bool { return cell != "" }):
		case export.names == nil:
			for _, name := range cells {
				export.names = append(export.names, fold(name))
			}
		case len(cells) < len(export.names) || slices.ContainsFunc(cells[len(export.names):], func(cell string) bool { return cell != "" }):
			fail(chargeback.CellCount, line, strconv.Itoa(len(cells)), strconv.Itoa(len(export.names)))
		default:
			export.rows = append(export.rows, exportRow{line, cells[:len(export.names)]})
		}
	}
}

// separatorOf is the one of `,` and `;` that the first line with any text has
// more of outside quotes; comma where they are as many.
func separatorOf(data []byte) rune {
	header := bytes.TrimLeft(data, " \t\r\n,;")
	header, _, _ = bytes.Cut(header, []byte("\n"))
	commas, semicolons, quoted := 0, 0, false
	for _, c := range header {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			commas++
		case c == ';':
			semicolons++
		}
	}
	if semicolons > commas {
		return ';'
	}
	return ','
}

// nothing is what exports put where there is nothing: signs (the last a dash
// that was read in the wrong encoding somewhere), and what makers of computers
// left in place of a serial number.
var nothing = []string{
	"-", "–", "—", "none", "null", "n/a", "â€”",
	"to be filled by o.e.m.", "default string", "system serial number", "not specified", "not available", "unknown",
}

// cellText returns what a cell says.
func cellText(cell string) string {
	cell = strings.TrimSpace(cell)
	if slices.Contains(nothing, strings.ToLower(cell)) {
		return ""
	}
	return cell
}

// column returns the place of the first of the names that the file has, or -1.
func (e *exportFile) column(names []string) int {
	for _, name := range names {
		if at := slices.Index(e.names, fold(name)); at >= 0 {
			return at
		}
	}
	return -1
}
