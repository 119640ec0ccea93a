package sample

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// table writes one CSV file. A row is built cell by cell and goes out with end. The first failure of the disk
// stays in the bufio.Writer and comes out of close.
type table struct {
	file *os.File
	out  *bufio.Writer
	row  []byte
}

const tableBuffer = 256 << 10

// createTable makes dir/name.csv with its header. The file must not exist.
func createTable(dir, name, header string) (*table, error) {
	file, err := os.OpenFile(filepath.Join(dir, name+".csv"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	t := &table{file: file, out: bufio.NewWriterSize(file, tableBuffer), row: make([]byte, 0, 512)}
	t.row = append(t.row, header...)
	t.row = append(t.row, ',')
	t.end()
	return t, nil
}

// end finishes the row: the comma after the last cell becomes a line break.
func (t *table) end() {
	t.row[len(t.row)-1] = '\n'
	_, _ = t.out.Write(t.row)
	t.row = t.row[:0]
}

func (t *table) close() error {
	err := t.out.Flush()
	if closeErr := t.file.Close(); err == nil {
		err = closeErr
	}
	return err
}

// text adds a cell, quoted where it must be.
func (t *table) text(s string) {
	if strings.ContainsAny(s, ",;\"\n") {
		t.row = append(t.row, '"')
		t.row = append(t.row, strings.ReplaceAll(s, `"`, `""`)...)
		t.row = append(t.row, '"')
	} else {
		t.row = append(t.row, s...)
	}
	t.row = append(t.row, ',')
}

// texts adds several cells.
func (t *table) texts(cells ...string) {
	for _, s := range cells {
		t.text(s)
	}
}

func (t *table) empty() {
	t.row = append(t.row, ',')
}

func (t *table) number(n int) {
	t.row = strconv.AppendInt(t.row, int64(n), 10)
	t.row = append(t.row, ',')
}

// code adds prefix and the number n with at least width digits.
func (t *table) code(prefix string, n, width int) {
	t.row = append(t.row, prefix...)
	t.row = appendPadded(t.row, n, width)
	t.row = append(t.row, ',')
}

// hundredths adds n/100 with two decimals: öre as kronor, hundredths of an hour as hours.
func (t *table) hundredths(n int) {
	if n < 0 {
		t.row = append(t.row, '-')
		n = -n
	}
	t.row = strconv.AppendInt(t.row, int64(n/100), 10)
	t.row = append(t.row, '.')
	t.row = appendPadded(t.row, n%100, 2)
	t.row = append(t.row, ',')
}

// date adds a day; an open one is an empty cell.
func (t *table) date(d day) {
	if d != open {
		t.row = appendDate(t.row, d)
	}
	t.row = append(t.row, ',')
}

func (t *table) span(s span) {
	t.date(s.from)
	t.date(s.to)
}

// appendPadded appends n ≥ 0 with leading zeros up to width digits.
func appendPadded(b []byte, n, width int) []byte {
	digits, limit := 1, 10
	for n >= limit {
		digits, limit = digits+1, limit*10
	}
	for ; digits < width; digits++ {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, int64(n), 10)
}
