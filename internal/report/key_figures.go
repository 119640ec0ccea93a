package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// KeyFigures writes key figures for people, and how each is worked out.
func KeyFigures(w io.Writer, municipality string, f *financing.KeyFigures, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("Nyckeltal", "Key figures"), municipality, lang.Month(f.First)+" – "+lang.Month(f.Last))
	p.printf("%s\n\n", fmt.Sprintf(lang.Pick("All IT-kostnad %s, varav förvaltningarna betalar %s själva.", "All IT cost %s, of which departments pay %s themselves."),
		words.Money(f.Cost), words.Money(f.SelfPaid)))
	var rows []table.Row
	var meanings []string
	for _, k := range f.Rows {
		rows = append(rows, table.Row{lang.KeyFigure(k.Kind), words.KeyFigureValue(k), lang.KeyFigureOf(k)})
		meanings = append(meanings, lang.KeyFigure(k.Kind)+": "+lang.KeyFigureMeaning(k.Kind))
	}
	p.table(1, table.Row{lang.Pick("Nyckeltal", "Key figure"), lang.Pick("Värde", "Value"), lang.Pick("Av", "Of")}, rows, nil)
	p.bullets(lang.Pick("Så räknas nyckeltalen", "How the key figures are worked out"), meanings)
	return p.err
}

// KeyFiguresJSON writes key figures for programs: shares in thousandths, amounts
// in kronor as text. The value of one that is not known is null.
func KeyFiguresJSON(w io.Writer, f *financing.KeyFigures, lang words.Language) error {
	j := jsonWriter{Writer: bufio.NewWriter(w)}
	j.raw(`{"first":`).text(f.First.String()).raw(`,"last":`).text(f.Last.String())
	j.raw(`,"cost":`).amount(f.Cost).raw(`,"self_paid":`).amount(f.SelfPaid).raw(`,"figures":[`).list()
	for _, k := range f.Rows {
		j.item().raw(`{"figure":`).text(financing.KeyFigureKinds[k.Kind])
		switch {
		case !k.Known:
			j.raw(`,"value":null`)
		case k.Kind.IsShare():
			j.raw(fmt.Sprintf(`,"permille":%d`, k.Permille))
		case k.Kind == financing.SupplierCount:
			j.raw(fmt.Sprintf(`,"count":%d`, k.Count))
		default:
			j.raw(`,"amount":`).amount(k.Amount).raw(`,"units":"`).quantity(k.Micro).raw(`"`)
		}
		if k.Known && k.Kind == financing.ShareSmallSuppliers {
			j.raw(fmt.Sprintf(`,"count":%d`, k.Count))
		}
		j.raw(`,"meaning":`).text(lang.KeyFigureMeaning(k.Kind)).raw("}")
	}
	j.raw("]}\n")
	if j.err != nil {
		return j.err
	}
	return j.Flush()
}

// KeyFiguresBook writes key figures as a workbook, with what each is worked out
// of.
func KeyFiguresBook(w io.Writer, f *financing.KeyFigures, lang words.Language) error {
	return writePlanBook(w, lang, func(b *planBook) []bookSheet {
		sheet := bookSheet{
			name: lang.Pick("Nyckeltal", "Key figures"), widths: []float64{40, 16, 16, 14, 110}, right: 1,
			head: []string{
				lang.Pick("Nyckeltal", "Key figure"), lang.Pick("Värde", "Value"), lang.Pick("Av antal", "Of units"), "",
				lang.Pick("Så räknas det", "How it is worked out"),
			},
			rows: [][]any{
				{lang.Pick("All IT-kostnad", "All IT cost"), b.kronor(f.Cost), nil, "kr"},
				{lang.Pick("varav förvaltningarna betalar själva", "of which departments pay themselves"), b.kronor(f.SelfPaid), nil, "kr"},
			},
		}
		for _, k := range f.Rows {
			row := []any{lang.KeyFigure(k.Kind), nil, nil, "", lang.KeyFigureMeaning(k.Kind)}
			switch {
			case !k.Known:
				row[3] = lang.Pick("inte känt", "not known")
			case k.Kind.IsShare():
				row[1] = styled(b.styles.share, float64(k.Permille)/1000)
			case k.Kind == financing.SupplierCount:
				row[1] = k.Count
			default:
				row[1], row[2], row[3] = b.kronor(k.Amount), b.count(k.Micro), "kr"
			}
			if k.Known && k.Kind == financing.ShareSmallSuppliers {
				row[2] = b.count(k.Count * allocation.Micro)
			}
			sheet.rows = append(sheet.rows, row)
		}
		return []bookSheet{sheet}
	})
}
