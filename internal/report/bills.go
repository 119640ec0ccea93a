package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// WriteBills writes a month into a folder: for each department its bill as CSV
// and XLSX, and summary.json. The files are made in a folder of their own and
// moved into place when all of them are whole: a file is there as it was, or as
// it is now. done is told after each department.
func WriteBills(folder string, run *chargeback.Run, lang words.Language, done func(int)) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp(folder, ".chargeback-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var names []string
	taken := make(map[string]int) // names in small letters: some systems tell no others
	write := func(name string, content func(io.Writer) error) error {
		names = append(names, name)
		return writeFile(filepath.Join(work, name), content)
	}
	for _, bill := range run.Bills() {
		done(1)
		if bill.Kind == chargeback.IT && bill.Amount == 0 {
			continue
		}
		b := billWriter{run: run, bill: bill, lang: lang}
		base := BillName(bill.Code, run.Month.Period)
		if n := taken[strings.ToLower(base)]; n > 0 {
			base += fmt.Sprintf("~%d", n+1)
		}
		taken[strings.ToLower(base)]++
		if err := write(base+".csv", b.csv); err != nil {
			return err
		}
		if err := write(base+".xlsx", b.xlsx); err != nil {
			return err
		}
	}
	if err := write("summary.json", func(w io.Writer) error { return SummaryJSON(w, run.Result(), lang) }); err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(work, name), filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	return removeOthers(folder, names, run.Month.Period)
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
		base := strings.TrimSuffix(strings.TrimSuffix(name, ".csv"), ".xlsx")
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
	run  *chargeback.Run
	bill chargeback.Bill
	lang words.Language
}

// columns are the headings of a bill's lines.
func (b *billWriter) columns() []string {
	if b.lang == words.English {
		return []string{
			"Cost centre", "Cost centre name", "Model", "Category", "Category name", "Object", "Object name",
			"Quantity", "Unit", "Amount, kr",
		}
	}
	return []string{
		"Kostnadsställe", "Kostnadsställets namn", "Modell", "Kategori", "Kategorins namn", "Objekt", "Objektets namn",
		"Antal", "Enhet", "Belopp, kr",
	}
}

// The columns that hold numbers.
const (
	quantityColumn = 7
	amountColumn   = 9
)

// texts are the cells of a line up to its quantity.
func (b *billWriter) texts(line *chargeback.BillLine) []string {
	m := b.run.Month
	category := m.CategoryName(line.Category)
	if line.Category == "" {
		category = b.lang.Pick("Enligt prislista", "By price list")
	}
	object := m.ObjectName(line.Model, line.Object)
	if line.Model.Classes() != nil && line.Model != allocation.System {
		object = b.lang.Class(line.Object)
	}
	return []string{
		line.CostCenter, m.CostCenterName(line.CostCenter), b.lang.Model(line.Model), line.Category, category,
		line.Object, object,
	}
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
	for line := range b.run.LinesOf(b.bill.Code, "") {
		record := b.texts(&line)
		for i := range record {
			record[i] = asText(record[i])
		}
		number = AppendQuantity(number[:0], b.run.Quantity(&line))
		record = append(record, decimalComma(), b.lang.Units(line.Model, line.Object))
		number = AppendAmount(number[:0], line.Amount)
		if err := out.Write(append(record, decimalComma())); err != nil {
			return err
		}
	}
	number = AppendAmount(number[:0], b.bill.Amount)
	sum := []string{b.lang.Pick("Summa", "Total"), "", "", "", "", "", "", "", "", decimalComma()}
	if err := out.Write(sum); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}
