package report

import (
	"encoding/json"
	"io"

	"github.com/xuri/excelize/v2"
)

// bookSheet is a sheet of a workbook of figures: a heading and its rows. Cells
// that are strings are texts; numbers with a format of their own are styled.
type bookSheet struct {
	name   string
	widths []float64
	head   []string
	right  int // headings from this column on stand to the right, over numbers
	rows   [][]any
}

// writeBook writes sheets as a workbook. Texts are texts, never formulas.
func writeBook(w io.Writer, sheets func(s styles) []bookSheet) error {
	file := excelize.NewFile()
	defer file.Close()
	styles, err := newStyles(file)
	if err != nil {
		return err
	}
	for i, from := range sheets(styles) {
		if i == 0 {
			err = file.SetSheetName("Sheet1", from.name)
		} else {
			_, err = file.NewSheet(from.name)
		}
		if err != nil {
			return err
		}
		out, err := newSheet(file, from.name, from.widths, true)
		if err != nil {
			return err
		}
		var heading []any
		for c, text := range from.head {
			style := styles.head
			if c >= from.right {
				style = styles.headRight
			}
			heading = append(heading, styled(style, text))
		}
		if err := out.put(heading); err != nil {
			return err
		}
		for _, row := range from.rows {
			for c, cell := range row {
				if text, ok := cell.(string); ok {
					row[c] = styled(styles.text, text)
				}
			}
			if err := out.put(row); err != nil {
				return err
			}
		}
		if err := out.stream.Flush(); err != nil {
			return err
		}
	}
	return file.Write(w)
}

// writeObject writes an object for programs, with amounts as texts.
func writeObject(w io.Writer, object any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	return out.Encode(object)
}
