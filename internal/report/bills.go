package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// Formats are the forms of a bill, as endings of its files.
var Formats = []string{".csv", ".xlsx", ".pdf"}

// WriteBills writes statements into a folder: each as CSV and XLSX, with pdf as
// PDF too, and summary.json where a summary is given. The files are made in a
// folder of their own and moved into place when all of them are whole: a file
// is there as it was, or as it is now. Bills of the same month that are no
// longer among them are removed. done is told after each statement.
func WriteBills(folder string, month allocation.Period, statements iter.Seq[chargeback.Statement], summary func(io.Writer) error, pdf bool, lang words.Language, done func(int)) error {
	work, err := newFolder(folder)
	if err != nil {
		return err
	}
	defer work.remove()
	taken := make(map[string]int) // names in small letters: some systems tell no others
	for st := range statements {
		base := BillName(st.Department, month)
		if n := taken[strings.ToLower(base)]; n > 0 {
			base += fmt.Sprintf("~%d", n+1)
		}
		taken[strings.ToLower(base)]++
		b := billWriter{bill: &st, lang: lang}
		forms := []func(io.Writer) error{b.csv, b.xlsx}
		if pdf {
			forms = append(forms, func(w io.Writer) error { return PDF(w, &st, lang) })
		}
		for i, form := range forms {
			if err := work.write(base+Formats[i], form); err != nil {
				return err
			}
		}
		done(1)
	}
	if summary != nil {
		if err := work.write("summary.json", summary); err != nil {
			return err
		}
	}
	if err := work.publish(); err != nil {
		return err
	}
	return removeOthers(folder, work.names, month)
}

// workFolder is where files are made whole before they are moved into place.
type workFolder struct {
	path, target string
	names        []string
}

func newFolder(target string) (*workFolder, error) {
	if err := os.MkdirAll(target, 0o755); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(target, ".chargeback-*")
	return &workFolder{path: path, target: target}, err
}

func (f *workFolder) remove() { os.RemoveAll(f.path) }

// write makes a file and waits until the disk has it.
func (f *workFolder) write(name string, content func(io.Writer) error) error {
	f.names = append(f.names, name)
	return writeFile(filepath.Join(f.path, name), content)
}

// publish moves all files into place.
func (f *workFolder) publish() error {
	for _, name := range f.names {
		if err := os.Rename(filepath.Join(f.path, name), filepath.Join(f.target, name)); err != nil {
			return err
		}
	}
	folder, err := os.Open(f.target)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

// WriteFile writes one file whole or not at all.
func WriteFile(path string, content func(io.Writer) error) error {
	work, err := newFolder(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer work.remove()
	if err := work.write(filepath.Base(path), content); err != nil {
		return err
	}
	return work.publish()
}

// removeOthers removes bills of the same month that an earlier run wrote and
// this one did not: the bills of a folder add up to its summary.
func removeOthers(folder string, names []string, p allocation.Period) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		base := name
		for _, ending := range Formats {
			base = strings.TrimSuffix(base, ending)
		}
		base, _, _ = strings.Cut(base, "~")
		if base == name || !strings.HasPrefix(base, "nota-") || !strings.HasSuffix(base, "-"+p.String()) || slices.Contains(names, name) {
			continue
		}
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	return nil
}

// maxName is how many bytes of a code a file name takes.
const maxName = 100

// BillName is the name of a department's bill file, without its ending. Codes
// may hold any printable character: what a file name may not is escaped.
func BillName(department string, p allocation.Period) string {
	code := department
	if strings.ContainsAny(code, `/\:*?"<>|%`) || strings.HasSuffix(code, ".") {
		code = strings.NewReplacer("*", "%2A", ":", "%3A").Replace(url.PathEscape(code))
	}
	if len(code) > maxName {
		code = fmt.Sprintf("%s-%x", strings.ToValidUTF8(code[:maxName], ""), sha256.Sum256([]byte(department)))
	}
	return fmt.Sprintf("nota-%s-%s", code, p)
}

func writeFile(path string, content func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(file, 1<<16)
	err = content(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// billWriter writes one department's bill.
type billWriter struct {
	bill *chargeback.Statement
	lang words.Language
}

// columns are the headings of a bill's lines. Those of corrections are empty
// on other lines.
func (b *billWriter) columns() []string {
	if b.lang == words.English {
		return []string{
			"Cost centre", "Cost centre name", "Model", "Category", "Category name", "Object", "Object name",
			"Corrects month", "Replaces line", "Quantity", "Unit", "Amount, kr",
		}
	}
	return []string{
		"Kostnadsställe", "Kostnadsställets namn", "Modell", "Kategori", "Kategorins namn", "Objekt", "Objektets namn",
		"Rättar månad", "Ersätter rad", "Antal", "Enhet", "Belopp, kr",
	}
}

// The columns that hold numbers.
const (
	quantityColumn = 9
	amountColumn   = 11
)

// rows yields the lines, then the corrections, as they stand on a bill: the
// texts up to the quantity, and the line.
func (b *billWriter) rows() iter.Seq2[[]string, *chargeback.Line] {
	return func(yield func([]string, *chargeback.Line) bool) {
		for i := range b.bill.Lines {
			line := &b.bill.Lines[i]
			if !yield(b.texts(line, "", ""), &line.Line) {
				return
			}
		}
		for i := range b.bill.Corrections {
			c := &b.bill.Corrections[i]
			line := chargeback.StatementLine{
				Line: c.Line, CostCenterName: c.CostCenterName, CategoryName: c.CategoryName, ObjectName: c.ObjectName,
			}
			if !yield(b.texts(&line, c.Month.String(), c.Replaces), &c.Line) {
				return
			}
		}
	}
}

// texts are the cells of a line up to its quantity.
func (b *billWriter) texts(line *chargeback.StatementLine, month, replaces string) []string {
	return []string{
		line.CostCenter, line.CostCenterName, b.lang.Model(line.Model), line.Category, categoryName(line, b.lang),
		line.Object, objectName(line, b.lang), month, replaces,
	}
}

// categoryName is what a person reads as the category of a line.
func categoryName(line *chargeback.StatementLine, lang words.Language) string {
	if line.Category == "" {
		return lang.Pick("Enligt prislista", "By price list")
	}
	return line.CategoryName
}

// objectName is what a person reads as the object of a line.
func objectName(line *chargeback.StatementLine, lang words.Language) string {
	if line.Model.Classes() != nil && line.Model != allocation.System {
		return lang.Class(line.Object)
	}
	return line.ObjectName
}

// csv writes the bill as Swedish Excel opens it: semicolons, decimal comma,
// UTF-8 with a byte order mark. The last line is the sum.
func (b *billWriter) csv(w io.Writer) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	if err := out.Write(b.columns()); err != nil {
		return err
	}
	var number []byte
	decimalComma := func() string { return strings.Replace(string(number), ".", ",", 1) }
	for record, line := range b.rows() {
		for i := range record {
			record[i] = AsText(record[i])
		}
		number = chargeback.AppendQuantity(number[:0], line.QuantityMicro)
		record = append(record, decimalComma(), b.lang.Units(line.Model, line.Object))
		number = chargeback.AppendAmount(number[:0], line.Amount)
		if err := out.Write(append(record, decimalComma())); err != nil {
			return err
		}
	}
	number = chargeback.AppendAmount(number[:0], b.bill.Total)
	sum := make([]string, amountColumn+1)
	sum[0], sum[amountColumn] = b.lang.Pick("Summa", "Total"), decimalComma()
	if err := out.Write(sum); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// Bill writes one statement in one of [Formats].
func Bill(w io.Writer, st *chargeback.Statement, format string, lang words.Language) error {
	b := billWriter{bill: st, lang: lang}
	switch format {
	case ".csv":
		return b.csv(w)
	case ".xlsx":
		return b.xlsx(w)
	}
	return PDF(w, st, lang)
}
