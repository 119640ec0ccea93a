package tables

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A workbook is an archive of XML parts. Before the library that knows what
// they mean reads them, all of them are read once to their ends: a small file
// can unpack to a huge one, and the library takes a part that is broken for one
// that ends there. Rows must not be lost in silence.

// Limits on what a workbook may unpack to.
const (
	maxUnpacked = 256 << 20 // all parts together: a million rows
	largePart   = 16 << 20
	maxRatio    = 100 // of a large part, unpacked to packed
	maxZipParts = 2000
	maxColumns  = 256 // of a cell that holds something; a table has fewer than twenty
	maxDepth    = 64  // of elements
)

// errBomb says that a workbook unpacks to more than any data set needs.
type errBomb struct{ what string }

func (e errBomb) Error() string { return e.what + " unpacks to an unreasonable size" }

// checkArchive looks at the archive's directory before anything is unpacked,
// and then reads its parts. bools says that some cell holds a truth value.
func checkArchive(path string) (bools bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return false, err
	}
	archive, err := zip.NewReader(file, info.Size())
	if err != nil {
		return false, err
	}
	if err := checkSizes(archive, uint64(info.Size())); err != nil {
		return false, err
	}
	found, errs := make([]bool, len(archive.File)), make([]error, len(archive.File))
	forEach(len(archive.File), func(i int) { found[i], errs[i] = checkPart(archive.File[i]) })
	for i, err := range errs {
		if err != nil {
			return false, fmt.Errorf("%s: %w", archive.File[i].Name, err)
		}
	}
	return slices.Contains(found, true), nil
}

// checkSizes compares what the parts unpack to with what they are. A part that
// unpacks to more than it claims ends with an error where it is read.
func checkSizes(archive *zip.Reader, packed uint64) error {
	var total uint64
	if len(archive.File) > maxZipParts {
		return errBomb{"the workbook"}
	}
	for _, part := range archive.File {
		size := part.UncompressedSize64
		if size > maxUnpacked || size > largePart && size/maxRatio > part.CompressedSize64 {
			return errBomb{part.Name}
		}
		if total += size; total > maxUnpacked || total > largePart && total/maxRatio > packed {
			return errBomb{"the workbook"}
		}
	}
	return nil
}

// checkPart reads an XML part to its end, and says whether it has a cell that
// holds a truth value.
func checkPart(part *zip.File) (bools bool, err error) {
	if name := strings.ToLower(part.Name); !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
		return false, nil
	}
	content, err := part.Open()
	if err != nil {
		return false, err
	}
	defer content.Close()
	decoder := xml.NewDecoder(content)
	var at cursor
	depth := 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return bools, nil
		}
		if err != nil {
			return false, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return false, fmt.Errorf("elements are nested more than %d deep", maxDepth)
			}
			if err := at.move(&t); err != nil {
				return false, err
			}
			bools = bools || at.inside && t.Name.Local == "c" && attribute(&t, "t") == "b"
		case xml.EndElement:
			depth--
			at.inside = at.inside && t.Name.Local != "sheetData"
		}
	}
}

// cursor is where in a sheet's data a cell stands. Rows and cells must stand in
// their order: the library puts others in wrong columns.
type cursor struct {
	inside      bool
	row, column int
}

func (at *cursor) move(to *xml.StartElement) error {
	before := *at
	switch name := to.Name.Local; {
	case name == "sheetData":
		at.inside = true
	case !at.inside:
	case name == "row":
		at.row, at.column = before.row+1, 0
		if n, err := strconv.Atoi(attribute(to, "r")); err == nil {
			at.row = n
		}
		if at.row <= before.row {
			return fmt.Errorf("row %d stands after row %d", at.row, before.row)
		}
	case name == "c":
		at.column++
		if column, _, err := excelize.CellNameToCoordinates(attribute(to, "r")); err == nil {
			at.column = column
		}
		if at.column <= before.column {
			return fmt.Errorf("row %d: column %d stands after column %d", at.row, at.column, before.column)
		}
	case (name == "v" || name == "is") && at.column > maxColumns:
		return fmt.Errorf("row %d: column %d is too far to the right", at.row, at.column)
	}
	return nil
}

// attribute returns the value of an element's attribute, or "".
func attribute(of *xml.StartElement, name string) string {
	for _, a := range of.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
