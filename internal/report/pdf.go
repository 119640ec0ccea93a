package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// PDF writes a statement as a document of A4 pages: what is to be paid and how
// that changed, what it is made of by model and by service, corrections, how to
// object, and where the audit chain ended when the month closed. It reads the
// same in black and white. The same statement gives the same bytes, whatever
// the machine or its time zone.
func PDF(w io.Writer, st *chargeback.Statement, lang words.Language) error {
	return newDocument(st, lang, true).write(w)
}

// Measures of a page, in millimetres.
const (
	margin     = 18.0
	pageWidth  = 210.0
	textWidth  = pageWidth - 2*margin
	bottom     = 297.0 - 20
	lineHeight = 4.6
)

// document is a bill being written.
type document struct {
	*fpdf.Fpdf
	st     *chargeback.Statement
	lang   words.Language
	header func() // of the table that goes on on the next page
}

const family = "liberation"

func newDocument(st *chargeback.Statement, lang words.Language, compress bool) *document {
	d := &document{Fpdf: fpdf.New("P", "mm", "A4", ""), st: st, lang: lang}
	d.SetCompression(compress)
	d.SetCatalogSort(true)
	made := time.Date(st.Month.Year, time.Month(st.Month.Month), st.Month.Days(), 0, 0, 0, 0, time.UTC)
	d.SetCreationDate(made)
	d.SetModificationDate(made)
	d.SetProducer("IT-debitering", true)
	d.SetLang(words.Languages[lang])
	d.SetTitle(fmt.Sprintf(lang.Pick("IT-nota %s, %s", "IT bill %s, %s"), lang.Month(st.Month), plainText(st.Name)), true)
	d.AddUTF8FontFromBytes(family, "", liberationsansregular.TTF)
	d.AddUTF8FontFromBytes(family, "B", liberationsansbold.TTF)
	d.SetMargins(margin, margin, margin)
	d.SetAutoPageBreak(false, 0)
	d.AliasNbPages("{pages}")
	d.SetFooterFunc(d.foot)
	return d
}

// write makes the pages.
func (d *document) write(w io.Writer) error {
	d.AddPage()
	d.head()
	d.models()
	d.services()
	d.corrections()
	d.explanations()
	return d.Output(w)
}

// maxText is how many characters of a text a bill shows: no name is longer.
const maxText = 500

// plainText is a text of data as it can be printed: without control characters,
// marks that turn the direction of writing, and what the font has not.
func plainText(text string) string {
	count := 0
	return strings.Map(func(c rune) rune {
		if count++; count > maxText {
			return -1
		}
		switch {
		case c < ' ' || c == 0x7F, c >= 0x80 && c < 0xA0, c >= 0x200B && c <= 0x200F, c >= 0x202A && c <= 0x202E, c >= 0x2066 && c <= 0x2069:
			return ' '
		case c > 0xFFFF:
			return 0xFFFD
		}
		return c
	}, text)
}

func (d *document) font(style string, size float64) { d.SetFont(family, style, size) }

// text writes a paragraph over a width and moves below it.
func (d *document) text(width, height float64, text, align string) {
	for _, line := range d.wrap(text, width) {
		d.room(height)
		d.SetX(margin)
		d.CellFormat(width, height, line, "", 1, align, false, 0, "")
	}
}

// wrap cuts a text into lines of a width in the current font.
func (d *document) wrap(text string, width float64) []string {
	if text == "" {
		return []string{""}
	}
	return d.SplitText(plainText(text), width-2*d.GetCellMargin())
}

// room begins a new page where less than a height is left.
func (d *document) room(height float64) {
	if d.GetY()+height <= bottom {
		return
	}
	d.AddPage()
	if d.header != nil {
		d.header()
	}
}

// foot stands on every page.
func (d *document) foot() {
	d.SetY(-14)
	d.font("", 8)
	d.SetTextColor(90, 90, 90)
	d.CellFormat(textWidth-30, 5, plainText(fmt.Sprintf("%s · %s · %s", d.st.Organisation, d.st.Department, d.lang.Month(d.st.Month))), "", 0, "L", false, 0, "")
	d.CellFormat(30, 5, fmt.Sprintf(d.lang.Pick("Sida %d av {pages}", "Page %d of {pages}"), d.PageNo()), "", 0, "R", false, 0, "")
	d.SetTextColor(0, 0, 0)
}

// head says whose bill it is, what it comes to, and how that changed.
func (d *document) head() {
	st := d.st
	d.font("", 9)
	d.SetTextColor(90, 90, 90)
	d.text(textWidth, 5, st.Organisation, "L")
	d.SetTextColor(0, 0, 0)
	d.font("B", 20)
	d.text(textWidth, 10, fmt.Sprintf(d.lang.Pick("IT-nota %s", "IT bill %s"), d.lang.Month(st.Month)), "L")
	d.font("", 12)
	d.text(textWidth, 6.5, st.Name+" ("+st.Department+")", "L")
	d.font("", 9)
	state := d.lang.Pick("Slutlig", "Final")
	if !st.Final {
		state = d.lang.Pick("Preliminär: månaden är inte stängd och kan ändras", "Preliminary: the month is not closed and may change")
	}
	d.text(textWidth, 5, state, "L")
	d.Ln(4)
	d.rule(0.5)
	d.Ln(3)
	d.font("", 9)
	d.text(textWidth, 5, d.lang.Pick("Att betala", "To pay"), "L")
	d.font("B", 26)
	d.text(textWidth, 12, words.Money(st.Total), "L")
	d.font("", 10)
	d.text(textWidth, 6, d.change(), "L")
	if st.SelfPaid != 0 {
		d.text(textWidth, 6, fmt.Sprintf(d.lang.Pick("Ni har dessutom själva betalat %s för IT. Det debiteras inte.",
			"You also paid %s for IT yourselves. It is not charged."), words.Money(st.SelfPaid)), "L")
	}
	d.Ln(4)
}

// change tells how the bill differs from that of the month before.
func (d *document) change() string {
	month := d.lang.Month(d.st.Month.Previous())
	if d.st.Before == nil {
		return fmt.Sprintf(d.lang.Pick("Ingen nota för %s att jämföra med.", "No bill of %s to compare with."), month)
	}
	before := *d.st.Before
	return fmt.Sprintf(d.lang.Pick("%s kr (%s) mot %s", "%s kr (%s) against %s"),
		words.Change(d.st.Total-before), words.ChangePercent(before, d.st.Total), month)
}

// rule draws a line over the text's width.
func (d *document) rule(width float64) {
	d.SetLineWidth(width)
	d.Line(margin, d.GetY(), pageWidth-margin, d.GetY())
}

// heading begins a part of the bill.
func (d *document) heading(text string) {
	d.header = nil
	d.room(22)
	d.Ln(3)
	d.font("B", 12)
	d.text(textWidth, 7, text, "L")
	d.Ln(1)
}

// models writes what the bill is made of by model, and that it adds up.
func (d *document) models() {
	d.heading(d.lang.Pick("Så är summan sammansatt", "What the sum is made of"))
	byModel, corrections := sumsOf(d.st)
	columns := []float64{12, textWidth - 12 - 45, 45}
	for _, model := range allocation.Models[1:] {
		d.row(columns, "", []string{fmt.Sprint(int(model)), d.lang.Model(model), words.Money(byModel[model])})
	}
	if len(d.st.Corrections) > 0 {
		d.row(columns, "", []string{"", d.lang.Pick("Rättelser av tidigare månader", "Corrections of earlier months"), words.Money(corrections)})
	}
	d.total(columns, d.lang.Pick("Att betala", "To pay"), d.st.Total)
}

// row writes the cells of a table's row; the last two of four are numbers, as
// is the last of three. Cells wrap.
func (d *document) row(columns []float64, style string, cells []string) {
	d.font(style, 9)
	lines := make([][]string, len(cells))
	height := 0
	for i, cell := range cells {
		lines[i] = d.wrap(cell, columns[i])
		height = max(height, len(lines[i]))
	}
	for n := range height {
		d.room(lineHeight)
		d.font(style, 9)
		d.SetX(margin)
		for i := range cells {
			text, align := "", "L"
			if n < len(lines[i]) {
				text = lines[i][n]
			}
			if i > 0 && i >= len(cells)-max(1, len(cells)-2) {
				align = "R"
			}
			d.CellFormat(columns[i], lineHeight, text, "", 0, align, false, 0, "")
		}
		d.Ln(lineHeight)
	}
}

// total writes a table's sum under a line.
func (d *document) total(columns []float64, text string, amount allocation.Ore) {
	d.room(8)
	d.Ln(0.8)
	d.rule(0.35)
	d.Ln(0.8)
	cells := make([]string, len(columns))
	cells[min(1, len(cells)-2)], cells[len(cells)-1] = text, words.Money(amount)
	d.row(columns, "B", cells)
}

// lineColumns are those of the tables of lines: cost centre, its name, quantity,
// amount.
var lineColumns = []float64{30, textWidth - 30 - 52 - 34, 52, 34}

// serviceKey is what lines are grouped by.
type serviceKey struct {
	model            allocation.Model
	category, object string
}

// services writes the lines grouped by service, each with its cost centres.
func (d *document) services() {
	if len(d.st.Lines) == 0 {
		return
	}
	groups := make(map[serviceKey][]*chargeback.StatementLine)
	var keys []serviceKey
	for i := range d.st.Lines {
		line := &d.st.Lines[i]
		key := serviceKey{line.Model, line.Category, line.Object}
		if groups[key] == nil {
			keys = append(keys, key)
		}
		groups[key] = append(groups[key], line)
	}
	slices.SortFunc(keys, func(a, b serviceKey) int {
		return cmp.Or(cmp.Compare(a.model, b.model), strings.Compare(a.category, b.category), strings.Compare(a.object, b.object))
	})
	d.heading(d.lang.Pick("Tjänster och kostnadsställen", "Services and cost centres"))
	d.header = d.lineHeader
	d.lineHeader()
	for _, key := range keys {
		d.service(key, groups[key])
	}
	byModel, _ := sumsOf(d.st)
	var sum allocation.Ore
	for _, amount := range byModel {
		sum += amount
	}
	d.total(lineColumns, d.lang.Pick("Summa tjänster", "Total of services"), sum)
	d.header = nil
}

func (d *document) lineHeader() {
	d.row(lineColumns, "B", []string{
		d.lang.Pick("Kostnadsställe", "Cost centre"), "", d.lang.Pick("Antal", "Quantity"), d.lang.Pick("Belopp", "Amount"),
	})
	d.rule(0.2)
	d.Ln(0.8)
}

// service writes the lines of one service under its name and sum.
func (d *document) service(key serviceKey, lines []*chargeback.StatementLine) {
	var sum allocation.Ore
	for _, line := range lines {
		sum += line.Amount
	}
	name := categoryName(lines[0], d.lang)
	if object := objectName(lines[0], d.lang); object != "" {
		name += " · " + object
	}
	d.room(3 * lineHeight)
	d.Ln(1)
	wide := []float64{textWidth - 34, 0.1, 34}
	d.row(wide, "B", []string{fmt.Sprintf("%d  %s", key.model, name), "", words.Money(sum)})
	for _, line := range lines {
		d.row(lineColumns, "", []string{
			line.CostCenter, line.CostCenterName, quantity(line.QuantityMicro) + " " + d.lang.Units(line.Model, line.Object),
			words.Money(line.Amount),
		})
	}
}

// quantity writes a count with two decimals, or in full where those would say
// nothing.
func quantity(micro int64) string {
	if -allocation.Micro/100 < micro && micro < allocation.Micro/100 {
		return words.Exact(micro)
	}
	return words.Quantity(micro)
}

// corrections writes what is billed of earlier months: each reversal and what
// takes its place.
func (d *document) corrections() {
	if len(d.st.Corrections) == 0 {
		return
	}
	d.heading(d.lang.Pick("Rättelser av tidigare månader", "Corrections of earlier months"))
	d.header = d.lineHeader
	d.lineHeader()
	var sum allocation.Ore
	for i := range d.st.Corrections {
		c := &d.st.Corrections[i]
		sum += c.Amount
		line := chargeback.StatementLine{Line: c.Line, CategoryName: c.CategoryName, ObjectName: c.ObjectName}
		what := d.lang.Pick("ska vara", "should be")
		if c.Reversal {
			what = d.lang.Pick("tas tillbaka", "taken back")
		}
		name := fmt.Sprintf("%s, %s: %s", d.lang.Month(c.Month), what, categoryName(&line, d.lang))
		if object := objectName(&line, d.lang); object != "" {
			name += " · " + object
		}
		d.row(lineColumns, "", []string{
			c.CostCenter, name, quantity(c.QuantityMicro) + " " + d.lang.Units(c.Model, c.Object), words.Money(c.Amount),
		})
	}
	d.total(lineColumns, d.lang.Pick("Summa rättelser", "Total of corrections"), sum)
	d.header = nil
}

// explanations say how it was counted, how to object, and what proves it.
func (d *document) explanations() {
	d.heading(d.lang.Pick("Så räknas notan", "How the bill is counted"))
	d.font("", 9)
	d.text(textWidth, lineHeight, d.lang.Pick(
		"Månadens IT-kostnader fördelas på dem som orsakar dem: efter system, datorer, användare, nätanslutningar och projekt. Varje öre går att följa från nota till bokföring.",
		"The month's IT costs are apportioned to those who cause them: by systems, computers, users, ports and projects. Every öre can be followed from bill to ledger."), "L")
	d.Ln(2)
	d.text(textWidth, lineHeight, d.lang.Pick(
		"Stämmer något inte? Hör av er till ekonomi inom tolv månader, med kostnadsställe och rad. En godtagen invändning rättas på en senare nota; den här ändras inte.",
		"Is something wrong? Turn to finance within twelve months, with the cost centre and the line. An accepted objection is corrected on a later bill; this one does not change."), "L")
	if !d.st.Final {
		return
	}
	d.Ln(2)
	d.font("", 7.5)
	d.SetTextColor(90, 90, 90)
	d.text(textWidth, 3.8, d.lang.Pick("Körning ", "Run ")+d.st.Run, "L")
	chain := Chain(d.st.Chain, d.lang)
	d.text(textWidth, 3.8, strings.ToUpper(chain[:1])+chain[1:], "L")
	d.SetTextColor(0, 0, 0)
}
