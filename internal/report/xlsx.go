package report

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// maxSheetRows is how many lines a sheet takes; a sheet has 1 048 576 rows.
const maxSheetRows = 1_000_000

// xlsx writes the bill as a workbook: a heading, a sum per model, and the
// lines. Amounts and quantities are numbers, which a workbook keeps to 15
// digits; texts are texts, never formulas.
func (b *billWriter) xlsx(w io.Writer) error {
	file := excelize.NewFile()
	defer file.Close()
	styles, err := newStyles(file)
	if err != nil {
		return err
	}
	front := b.lang.Pick("Nota", "Bill")
	if err := file.SetSheetName("Sheet1", front); err != nil {
		return err
	}
	if err := b.frontSheet(file, front, styles); err != nil {
		return err
	}
	if err := b.lineSheets(file, styles); err != nil {
		return err
	}
	return file.Write(w)
}

// styles are the cell formats of a bill.
type styles struct{ title, head, headRight, money, sum, quantity, text, percent, sumPercent, share int }

// font is the one that a new workbook's plain cells have.
const font = "Calibri"

func newStyles(file *excelize.File) (s styles, err error) {
	bold := &excelize.Font{Bold: true, Size: 11, Family: font}
	money, quantity, percent, share := `#,##0.00`, `#,##0.00####`, `+0.0%;-0.0%;0.0%`, `0.0%`
	line := []excelize.Border{{Type: "top", Color: "1F2933", Style: 1}}
	for _, style := range []struct {
		to *int
		as excelize.Style
	}{
		{&s.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 16, Family: font}}},
		{&s.head, excelize.Style{Font: bold}},
		{&s.headRight, excelize.Style{Font: bold, Alignment: &excelize.Alignment{Horizontal: "right"}}},
		{&s.money, excelize.Style{CustomNumFmt: &money}},
		{&s.sum, excelize.Style{Font: bold, CustomNumFmt: &money, Border: line}},
		{&s.quantity, excelize.Style{CustomNumFmt: &quantity}},
		{&s.text, excelize.Style{NumFmt: 49}},
		{&s.percent, excelize.Style{CustomNumFmt: &percent}},
		{&s.share, excelize.Style{CustomNumFmt: &share}},
		{&s.sumPercent, excelize.Style{Font: bold, CustomNumFmt: &percent, Border: line}},
	} {
		if *style.to, err = file.NewStyle(&style.as); err != nil {
			return s, err
		}
	}
	return s, nil
}

// frontSheet says whose bill it is, and what it comes to by model.
func (b *billWriter) frontSheet(file *excelize.File, sheet string, s styles) error {
	st := b.bill
	rows := [][]any{
		{styled(s.title, fmt.Sprintf(b.lang.Pick("IT-nota för %s", "IT bill for %s"), b.lang.Month(st.Month)))},
		{st.Name + " (" + st.Department + ")"},
		{st.Organisation},
		nil,
		{styled(s.head, b.lang.Pick("Modell", "Model")), styled(s.headRight, b.lang.Pick("Belopp, kr", "Amount, kr"))},
	}
	byModel, corrections := sumsOf(st)
	for _, model := range allocation.Models[1:] {
		rows = append(rows, []any{b.lang.Model(model), styled(s.money, kronor(byModel[model]))})
	}
	if len(st.Corrections) > 0 {
		rows = append(rows, []any{b.lang.Pick("Rättelser av tidigare månader", "Corrections of earlier months"), styled(s.money, kronor(corrections))})
	}
	rows = append(rows,
		[]any{styled(s.sum, b.lang.Pick("Att betala", "To pay")), styled(s.sum, kronor(st.Total))},
		nil,
		[]any{b.lang.Pick("Förvaltningen har dessutom själv betalat för IT", "The department also paid for IT itself"), styled(s.money, kronor(st.SelfPaid))},
	)
	if st.Final {
		rows = append(rows, nil, []any{b.lang.Pick("Körning", "Run") + " " + st.Run}, []any{Chain(st.Chain, b.lang)})
	}
	out, err := newSheet(file, sheet, []float64{52, 18}, false)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := out.put(row); err != nil {
			return err
		}
	}
	return out.stream.Flush()
}

// sumsOf adds up the lines of a statement by model, and its corrections.
func sumsOf(st *chargeback.Statement) (byModel [allocation.Project + 1]allocation.Ore, corrections allocation.Ore) {
	for i := range st.Lines {
		byModel[st.Lines[i].Model] += st.Lines[i].Amount
	}
	for i := range st.Corrections {
		corrections += st.Corrections[i].Amount
	}
	return byModel, corrections
}

// lineSheets writes the lines, on as many sheets as they need.
func (b *billWriter) lineSheets(file *excelize.File, s styles) error {
	out, err := b.lineSheet(file, s, 1)
	if err != nil {
		return err
	}
	sheets := 1
	for texts, line := range b.rows() {
		if out.rows > maxSheetRows {
			if err := out.stream.Flush(); err != nil {
				return err
			}
			sheets++
			if out, err = b.lineSheet(file, s, sheets); err != nil {
				return err
			}
		}
		row := make([]any, 0, amountColumn+1)
		for _, cell := range texts {
			row = append(row, styled(s.text, cell))
		}
		quantity := float64(line.QuantityMicro) / allocation.Micro
		row = append(row, styled(s.quantity, quantity), b.lang.Units(line.Model, line.Object), styled(s.money, kronor(line.Amount)))
		if err := out.put(row); err != nil {
			return err
		}
	}
	return out.stream.Flush()
}

// lineSheet begins a sheet of lines.
func (b *billWriter) lineSheet(file *excelize.File, s styles, number int) (*sheet, error) {
	name := b.lang.Pick("Rader", "Lines")
	if number > 1 {
		name = fmt.Sprint(name, " ", number)
	}
	if _, err := file.NewSheet(name); err != nil {
		return nil, err
	}
	out, err := newSheet(file, name, []float64{15, 32, 22, 14, 34, 14, 34, 14, 34, 14, 24, 16}, true)
	if err != nil {
		return nil, err
	}
	var heading []any
	for i, column := range b.columns() {
		style := s.head
		if i == quantityColumn || i == amountColumn {
			style = s.headRight
		}
		heading = append(heading, styled(style, column))
	}
	return out, out.put(heading)
}

func styled(style int, value any) excelize.Cell { return excelize.Cell{StyleID: style, Value: value} }

// kronor is an amount as a workbook stores it, the nearest binary number: it
// shows the exact öre up to 15 digits.
func kronor(amount allocation.Ore) float64 { return float64(amount) / 100 }

// sheet is a sheet being written, row by row.
type sheet struct {
	stream *excelize.StreamWriter
	rows   int
}

// newSheet begins a sheet with these column widths. One of lines has its
// heading frozen and is printed on its side; any is printed a page wide.
func newSheet(file *excelize.File, name string, widths []float64, lines bool) (*sheet, error) {
	orientation, fit, tall, a4 := "portrait", true, 0, 9
	if lines {
		orientation = "landscape"
	}
	layout := excelize.PageLayoutOptions{Orientation: &orientation, FitToHeight: &tall, Size: &a4}
	if err := file.SetPageLayout(name, &layout); err != nil {
		return nil, err
	}
	if err := file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return nil, err
	}
	stream, err := file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	for i, width := range widths {
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
	}
	if lines {
		panes := excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
		if err := stream.SetPanes(&panes); err != nil {
			return nil, err
		}
	}
	return &sheet{stream: stream}, nil
}

func (s *sheet) put(row []any) error {
	s.rows++
	return s.stream.SetRow(fmt.Sprintf("A%d", s.rows), row)
}
