package tables

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

const costsHeader = "id,date,category,amount,text\n"

// manyCosts writes rows of costs until they are this long; the row number n
// costs n öre and has the text of its turn.
func manyCosts(size int, text func(n int) string) string {
	var b strings.Builder
	b.WriteString(costsHeader)
	for n := 1; b.Len() < size; n++ {
		fmt.Fprintf(&b, "k%d,2017-03-01,PC,%d.%02d,%s\n", n, n/100, n%100, text(n))
	}
	return b.String()
}

// checkCosts compares what was read of manyCosts with how it was written.
func checkCosts(t *testing.T, set *Set, rows int, line func(n int) int, text func(n int) string) {
	t.Helper()
	require.Len(t, set.Facts.Rows.Costs, rows)
	for i := range set.Facts.Rows.Costs {
		c, n := &set.Facts.Rows.Costs[i], i+1
		if c.ID != fmt.Sprintf("k%d", n) || c.Amount != allocation.Ore(n) || c.Line != line(n) || c.Text != text(n) {
			require.FailNow(t, "wrong row", "row %d: %+v", n, c)
		}
	}
}

// TestFileOfSeveralBlocks: rows, their order and their lines stay what they
// are across the borders of blocks.
func TestFileOfSeveralBlocks(t *testing.T) {
	t.Parallel()
	text := func(n int) string { return strings.Repeat("å", n%50) }
	file := manyCosts(3*blockSize+blockSize/2, text)
	rows := strings.Count(file, "\n") - 1
	line := func(n int) int { return n + 1 }
	checkCosts(t, good(t, with("costs.csv", file)), rows, line, text)
	checkCosts(t, good(t, with("costs.csv", strings.TrimSuffix(file, "\n"))), rows, line, text)
	checkCosts(t, good(t, with("costs.csv", strings.ReplaceAll(file, "\n", "\r\n"))), rows, line, text)
}

// TestWindowsByteAfterTheFirstBlock: a file that turns out not to be UTF-8
// late is read as Windows-1252 from its beginning.
func TestWindowsByteAfterTheFirstBlock(t *testing.T) {
	t.Parallel()
	file := manyCosts(3*blockSize+blockSize/2, func(int) string { return "a" })
	rows := strings.Count(file, "\n") - 1
	last := rows * 9 / 10
	from := strings.Index(file, fmt.Sprintf("\nk%d,", last))
	text := func(n int) string {
		if n >= last {
			return "é"
		}
		return "a"
	}
	file = file[:from] + strings.ReplaceAll(file[from:], ",a\n", ",é\n")
	windows, err := charmap.Windows1252.NewEncoder().String(file)
	require.NoError(t, err)
	checkCosts(t, good(t, with("costs.csv", windows)), rows, func(n int) int { return n + 1 }, text)

	// What looks like UTF-8 before that byte is Windows-1252 too.
	windows = strings.Replace(windows, "k1,2017-03-01,PC,0.01,a", "k1,2017-03-01,PC,0.01,\xC3\xA5", 1)
	set := good(t, with("costs.csv", windows))
	assert.Equal(t, "Ã¥", set.Facts.Rows.Costs[0].Text)

	marked := with("costs.csv", "\uFEFF"+windows)
	assert.Equal(t, []string{"costs.csv: not_utf8"}, bad(t, marked))
}

// TestLineBreaksInQuotesAtTheBorder moves a record with line breaks inside
// quotes over the border of a block, byte by byte.
func TestLineBreaksInQuotesAtTheBorder(t *testing.T) {
	t.Parallel()
	const cell = "\"x\"\"\n,\r\n\n\"\"\""
	record := "k1,2017-03-01,PC,1," + cell + "\n"
	for before := range len(record) + 3 {
		long := blockSize - len(costsHeader) - len("k0,2017-03-01,PC,1,\n") - before
		file := costsHeader + "k0,2017-03-01,PC,1," + strings.Repeat("x", long) + "\n" + record + strings.Replace(record, "k1", "k2", 1)
		costs := good(t, with("costs.csv", file)).Facts.Rows.Costs
		require.Len(t, costs, 3)
		for i, c := range costs[1:] {
			require.Equal(t, "x\"\n,\r\n\n\"", c.Text, before)
			require.Equal(t, 3+4*i, c.Line, before)
		}
	}
}

// TestErrorsAcrossBlocks: the first hundred by line, and the exact count.
func TestErrorsAcrossBlocks(t *testing.T) {
	t.Parallel()
	file := manyCosts(3*blockSize, func(int) string { return "\"a\nb\"" })
	rows := strings.Count(file, "k")
	broken := strings.ReplaceAll(file, "2017-03-01", "2017-03-00")
	var all *chargeback.Errors
	_, err := read(with("costs.csv", broken))
	require.True(t, errors.As(err, &all))
	assert.Equal(t, rows, all.Count)
	require.Len(t, all.List, chargeback.MaxErrors)
	for i, e := range all.List {
		assert.Equal(t, 2+2*i, e.Line)
	}
	// One at the very end.
	last := strings.LastIndex(file, "2017-03-01")
	assert.Equal(t, []string{fmt.Sprintf(`costs.csv: line %d: column date: "2017-03-00": not_date`, 2*rows)},
		bad(t, with("costs.csv", file[:last]+"2017-03-00"+file[last+10:])))
}

// TestRecordThatNeverEnds is refused where it begins, without reading the rest
// into memory.
func TestRecordThatNeverEnds(t *testing.T) {
	t.Parallel()
	rows := manyCosts(4*blockSize, func(int) string { return "a" })
	open := strings.Replace(rows, "k5,", "\"k5,", 1)
	assert.Equal(t, []string{"costs.csv: line 6: unclosed_quote"}, bad(t, with("costs.csv", open)))

	long := costsHeader + "k1,2017-03-01,PC,1,\"" + strings.Repeat("x\n", blockSize/2-20) + "\"\n"
	assert.Len(t, good(t, with("costs.csv", long)).Facts.Rows.Costs, 1)
	small := costsHeader + "k1,2017-03-01,PC,1,\"x\n"
	assert.Equal(t, []string{"costs.csv: line 2: unclosed_quote"}, bad(t, with("costs.csv", small)))
}

// TestSameOnAnyNumberOfCores: rows, errors and their order.
func TestSameOnAnyNumberOfCores(t *testing.T) {
	file := manyCosts(2*blockSize+100, func(n int) string { return strings.Repeat("\"\"\"å\n\"", n%3/2) })
	users := new(strings.Builder)
	users.WriteString("id,cost_center,from,to\n")
	for i := range 40_000 {
		fmt.Fprintf(users, "u%d,100,%04d-01-01,%04[2]d-12-31\n", i%20_000, 1000+i/20_000)
	}
	files := with("costs.csv", file)
	files["users.csv"] = &fstest.MapFile{Data: []byte(users.String())}
	broken := with("costs.csv", strings.ReplaceAll(file, "7,2017", "7,x017"))
	broken["users.csv"] = &fstest.MapFile{Data: []byte(users.String() + users.String())}

	var rows []any
	var errs []string
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, cores := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(cores)
		nowRows, nowErrs := held(good(t, files)), bad(t, broken)
		if rows == nil {
			rows, errs = nowRows, nowErrs
		}
		assert.Equal(t, rows, nowRows)
		assert.Equal(t, errs, nowErrs)
	}
	assert.Contains(t, errs[0], "users.csv: line ")
}

// TestFileThatBreaksOff: an error of the disk is told, and nothing is read.
func TestFileThatBreaksOff(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 10, len(costsHeader) + 50, 2*blockSize + 5} {
		files := breakingFS{with("costs.csv", manyCosts(size, func(int) string { return "a" })), "costs.csv"}
		assert.Equal(t, []string{"costs.csv: unreadable_file: the disk is broken"}, bad(t, files), size)
	}
	for _, name := range []string{"departments.csv", "cost_centers.csv", "users.csv"} {
		assert.Equal(t, []string{name + ": unreadable_file: the disk is broken"}, bad(t, breakingFS{folder(tiny), name}))
	}
}

// breakingFS fails at the end of one of its files.
type breakingFS struct {
	fs.FS
	name string
}

func (b breakingFS) Open(name string) (fs.File, error) {
	file, err := b.FS.Open(name)
	if err != nil || name != b.name {
		return file, err
	}
	return breakingFile{file}, nil
}

type breakingFile struct{ fs.File }

func (f breakingFile) Read(to []byte) (int, error) {
	n, err := f.File.Read(to)
	if err != nil {
		err = &fs.PathError{Op: "read", Path: "x", Err: errors.New("the disk is broken")}
	}
	return n, err
}

// FuzzRecords compares records and cells with encoding/csv, and cuts the data
// anywhere: what wholeRecords keeps and what follows give the same records.
func FuzzRecords(f *testing.F) {
	for _, seed := range []string{
		"a,b\nc,d\n", "a;b\r\nc;d", "\"a\"\"b\",\"c\nd\"\n", "\"\"\n", "\"a", "a\"b\nc", "\n\n,\n", "\"a\"\r", "a\r\n\r\n\"\r\n\"", "å,\"ö\"\n",
		"\"a\"b\n", ",,\n\"\"\"\"\"\",\n", "x,\"\n", "\"a\",\r\n",
	} {
		f.Add([]byte(seed), byte(','), uint16(3))
		f.Add([]byte(seed), byte(';'), uint16(0))
	}
	f.Fuzz(func(t *testing.T, data []byte, separator byte, cut uint16) {
		if separator != ';' {
			separator = ','
		}
		got, ok := allRecords(data, separator)
		if want, err := standardRecords(data, separator); err == nil && ok {
			require.Equal(t, want, got, "%q", data)
		} else {
			require.Equal(t, err == nil, ok, "%q: %v", data, err)
		}
		at := int(cut) % (len(data) + 1)
		whole := wholeRecords(data[:at], separator)
		require.LessOrEqual(t, whole, at)
		if ok {
			first, firstOK := allRecords(data[:whole], separator)
			rest, restOK := allRecords(data[whole:], separator)
			require.True(t, firstOK && restOK, "%q cut at %d", data, at)
			require.Equal(t, got, append(first, rest...), "%q cut at %d", data, at)
		}
	})
}

// allRecords splits data as a block is; it reports false for a bad quote.
func allRecords(data []byte, separator byte) (records [][]string, ok bool) {
	for len(data) > 0 {
		n, kind := recordEnd(data, separator, true)
		if kind != complete {
			return nil, false
		}
		record := dropBreak(data[:n])
		data = data[n:]
		var texts []string
		for _, cell := range splitCells(nil, record, separator, bytes.IndexByte(record, '"') >= 0) {
			texts = append(texts, strings.ReplaceAll(string(cell), "\r\n", "\n")) // as encoding/csv does
		}
		records = appendRecord(records, texts)
	}
	return records, true
}

// standardRecords is what encoding/csv makes of the same data.
func standardRecords(data []byte, separator byte) (records [][]string, err error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.FieldsPerRecord = rune(separator), -1
	for {
		record, err := r.Read()
		if err == io.EOF {
			return records, nil
		}
		if err != nil {
			return nil, err
		}
		records = appendRecord(records, record)
	}
}

// appendRecord appends a record that says something: encoding/csv skips empty
// lines, but not lines of separators.
func appendRecord(records [][]string, record []string) [][]string {
	if strings.Trim(strings.Join(record, ""), " \t\r") == "" {
		return records
	}
	return append(records, record)
}
