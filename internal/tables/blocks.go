package tables

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"
	"unicode/utf8"

	"chargeback/internal/chargeback"
)

// blockSize is how much of a file is parsed at a time, by one goroutine.
const blockSize = 1 << 20

// smallRead is the least that is read at a time, of a file that is larger than
// it was said to be.
const smallRead = 1 << 12

// maxRecord is the longest record that is believed.
const maxRecord = 1 << 20

// tooLong says what is wrong with a record that does not end: a quote that was
// never closed, or no line break at all.
func tooLong(kind extent) chargeback.Code {
	if kind == unclosed {
		return chargeback.UnclosedQuote
	}
	return chargeback.RecordTooLong
}

// csvFile is a CSV file being read.
type csvFile struct {
	table     *schema
	name      string
	file      io.Reader
	windows   bool // the bytes are Windows-1252, not UTF-8
	separator byte
	header    header
	progress  Progress
	size      int64
	read      int // bytes so far
}

// block is a run of whole records.
type block struct {
	data   []byte
	line   int // of its first record
	number int
}

// errNotUTF8 says that a file which began as UTF-8 is not.
var errNotUTF8 = errors.New("not UTF-8")

// parseBlocks parses a file with parse, block by block on all cores, and
// returns the rows in order of the file. Errors of cells are added to errs; the
// error returned is errNotUTF8 or of the operating system.
func parseBlocks[K comparable, R any](
	f *csvFile, errs *chargeback.Errors, newRow func() *row, parse parser[K, R],
) (rowsOf[K, R], error) {
	var (
		all   = collector[K, R]{errs: errs}
		free  = make(chan []byte, 2*runtime.GOMAXPROCS(0))
		work  = make(chan block)
		group sync.WaitGroup
	)
	all.turn.L = &all.mu
	worker := func() {
		r := newRow()
		var rows rowsOf[K, R]
		for b := range work {
			var own chargeback.Errors
			r.errs = &own
			rows.clear()
			parseBlock(f, r, b, &rows, parse)
			all.add(b.number, &rows, &own, float64(f.size)/float64(max(1, len(b.data))))
			select {
			case free <- b.data[:0]:
			default:
			}
		}
	}
	// What is wrong with the file as a whole is kept apart from what the workers
	// find meanwhile.
	var own chargeback.Errors
	started := false
	err := f.blocks(&own, free, func(b block) {
		if !started {
			started = true
			// A file of one block is not worth more than one goroutine.
			for range min(runtime.GOMAXPROCS(0), 1+int(f.size/blockSize)) {
				group.Go(worker)
			}
		}
		work <- b
	})
	close(work)
	group.Wait()
	errs.Merge(&own)
	return all.rows, err
}

// rowsOf are rows of a table with their keys, in order of the file.
type rowsOf[K comparable, R any] struct {
	keys   []rowKey[K]
	values []R
}

// parser makes a row of a record; it reports false where there is none to
// keep.
type parser[K comparable, R any] func(*row) (rowKey[K], R, bool)

func (r *rowsOf[K, R]) add(key rowKey[K], value R) {
	r.keys = append(r.keys, key)
	r.values = append(r.values, value)
}

func (r *rowsOf[K, R]) clear() { r.keys, r.values = r.keys[:0], r.values[:0] }

// collector puts the rows and errors of blocks together in order of the file.
type collector[K comparable, R any] struct {
	mu   sync.Mutex
	turn sync.Cond
	next int // block
	rows rowsOf[K, R]
	errs *chargeback.Errors
}

// add adds a block's rows when its turn has come. ratio is how many times the
// block the file is, to make room for all of it at once.
func (c *collector[K, R]) add(number int, rows *rowsOf[K, R], errs *chargeback.Errors, ratio float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.next != number {
		c.turn.Wait()
	}
	if number == 0 && ratio > 1 {
		room := int(float64(len(rows.keys)) * ratio * 1.05)
		c.rows.keys, c.rows.values = make([]rowKey[K], 0, room), make([]R, 0, room)
	}
	c.rows.keys = append(c.rows.keys, rows.keys...)
	c.rows.values = append(c.rows.values, rows.values...)
	c.errs.Merge(errs)
	c.next++
	c.turn.Broadcast()
}

// blocks reads the file, takes its header, and gives each block of whole
// records to use. What is wrong with the file as a whole is added to errs.
func (f *csvFile) blocks(errs *chargeback.Errors, free <-chan []byte, use func(b block)) error {
	next := block{line: 1}
	var buffer []byte
	headed := false
	for final := false; !final; {
		start := len(buffer)
		room := int(min(blockSize, max(smallRead, f.size-int64(f.read)+1)))
		buffer = slices.Grow(buffer, room)
		n, err := io.ReadFull(f.file, buffer[start:start+room])
		buffer = buffer[:start+n]
		f.progress(n)
		f.read += n
		switch {
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			final = true
		case err != nil:
			return err
		}
		if !headed {
			rest, lines, ok := f.takeHeader(buffer, final, errs)
			if !ok {
				return nil
			}
			headed = true
			next.line += lines
			buffer = rest
		}
		end := len(buffer)
		if !final {
			end = wholeRecords(buffer, f.separator)
		}
		if end == 0 && len(buffer) > maxRecord {
			_, kind := recordEnd(buffer, f.separator, false)
			errs.Add(&chargeback.Error{Code: tooLong(kind), File: f.name, Line: next.line})
			return nil
		}
		if end == 0 && !final {
			continue
		}
		if !f.windows && !utf8.Valid(buffer[:end]) {
			return errNotUTF8
		}
		b := next
		b.data = buffer[:end]
		next.number++
		next.line += bytes.Count(b.data, []byte("\n"))
		var spare []byte
		select {
		case spare = <-free:
		default:
		}
		buffer = append(spare, buffer[end:]...)
		use(b)
	}
	return nil
}

var utf8Mark = []byte("\uFEFF")

// takeHeader reads the header record and returns what follows it, and how many
// lines were taken.
func (f *csvFile) takeHeader(data []byte, final bool, errs *chargeback.Errors) (rest []byte, lines int, ok bool) {
	fail := func(code chargeback.Code, line int) ([]byte, int, bool) {
		errs.Add(&chargeback.Error{Code: code, File: f.name, Line: line})
		return nil, 0, false
	}
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		return fail(chargeback.UTF16, 0)
	}
	if marked := bytes.HasPrefix(data, utf8Mark); marked && f.windows {
		return fail(chargeback.NotUTF8, 0)
	} else if marked {
		data = data[len(utf8Mark):]
	}
	for {
		if len(data) == 0 {
			return fail(chargeback.EmptyTable, 0)
		}
		line := data
		if n := bytes.IndexByte(data, '\n'); n >= 0 {
			line = data[:n+1]
		}
		f.separator = separatorOf(line)
		if !isBlank(dropBreak(line), ',') && !isBlank(dropBreak(line), ';') {
			break
		}
		data = data[len(line):]
		lines++
	}
	n, kind := recordEnd(data, f.separator, final)
	switch kind {
	case strayQuote:
		return fail(chargeback.StrayQuote, lines+1)
	case unclosed, unfinished:
		return fail(tooLong(kind), lines+1)
	}
	record := data[:n]
	if f.windows || !utf8.Valid(record) {
		// A header that is not UTF-8 makes the whole file Windows-1252; that is
		// found with the blocks, and the file read again.
		record = decodeWindows(record)
	}
	names := splitCells(nil, dropBreak(record), f.separator, bytes.IndexByte(record, '"') >= 0)
	f.header, ok = f.table.header(names, f.name, lines+1, errs)
	return data[n:], lines + bytes.Count(data[:n], []byte("\n")), ok
}

// parseBlock parses the records of a block and appends them to rows.
func parseBlock[K comparable, R any](f *csvFile, r *row, b block, rows *rowsOf[K, R], parse parser[K, R]) {
	data, line := b.data, b.line
	quotes := bytes.IndexByte(data, '"') >= 0
	var cells [][]byte
	for len(data) > 0 {
		n := bytes.IndexByte(data, '\n') + 1
		if n == 0 {
			n = len(data)
		}
		if c := data[0]; (c <= ' ' || c == f.separator) && isBlank(dropBreak(data[:n]), f.separator) {
			data = data[n:]
			line++
			continue
		}
		r.line = line
		quoted, lines, kind := false, 1, complete
		if quotes {
			if quoted = bytes.IndexByte(data[:n], '"') >= 0; quoted {
				n, kind = recordEnd(data, f.separator, true)
				lines = bytes.Count(data[:n], []byte("\n"))
			}
		}
		record := dropBreak(data[:n])
		data = data[n:]
		line += lines
		switch kind {
		case strayQuote:
			r.fail("", nil, chargeback.StrayQuote)
			continue
		case unclosed:
			r.fail("", nil, chargeback.UnclosedQuote)
			continue
		}
		cells = splitCells(cells[:0], record, f.separator, quoted)
		if r.take(&f.header, cells) {
			if key, value, ok := parse(r); ok {
				rows.add(key, value)
			}
		}
	}
}
