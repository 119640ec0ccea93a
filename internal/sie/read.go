package sie

import (
	"bytes"
	"strconv"
	"strings"
)

// Read reads a whole SIE file of type 1–4. It returns everything that could be
// read and all that is wrong, by line; where a problem is an [Error] something
// is missing from the file, or wrong, and it should not be used. The file is
// never nil; it is empty where the data is not SIE 4. It keeps nothing of data.
func Read(data []byte) (*File, []Problem) {
	if code, ok := foreign(data); ok {
		p := Problem{Code: code}
		if code == SIE5 {
			p.Value = beginning(data)
		}
		return &File{}, []Problem{p}
	}
	r := reader{
		file: &File{Encoding: DetectEncoding(data), Type: 1, Currency: "SEK"},
		seen: map[string]int{},
	}
	r.sum.encoding = r.file.Encoding
	r.lines(bytes.TrimRight(bytes.TrimPrefix(data, mark), "\x00\x1a")) // DOS ended files with 1A
	if len(r.seen) == 0 {
		return &File{}, []Problem{{Code: NotSIE, Value: beginning(data)}}
	}
	r.finish()
	return r.file, r.found.told()
}

// reader is the state between the lines of a file.
type reader struct {
	file  *File
	found findings
	sum   checksum
	split splitter

	line   int
	label  string
	fields []field // of the record, after its label
	told   flaws   // kinds of damaged characters told of this line

	seen  map[string]int // known labels, with their first line
	names map[string]int // what was declared, with its place in the file's list

	block   block
	damaged bool // the open voucher lost a row or an amount
}

// Flaws of characters, told once per line.
const (
	controlChar flaws = 1 << (iota + 4)
	damagedText
)

// block says what braces mean at this place.
type block uint8

const (
	outside     block = iota
	mayOpen           // after a record that is not known: its subrecords may follow
	mustOpen          // after #VER
	inVoucher         // between its braces
	inUnknown         // between braces of a record that is not known
	afterRecord       // after any other record
)

func (r *reader) lines(data []byte) {
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		r.line++
		r.told = 0
		line = bytes.TrimSuffix(line, []byte("\r"))
		switch i := skipBlanks(line, 0); {
		case i == len(line):
		case line[i] == '#':
			r.record(line)
		case line[i] == '{' || line[i] == '}':
			r.brace(bytes.Trim(line, " \t"))
		default:
			r.stray(line)
		}
	}
}

// stray notes a line that says nothing here.
func (r *reader) stray(line []byte) {
	r.label = ""
	r.problem(StrayLine, r.excerpt(line))
}

// excerpt returns a line for a problem, whatever is in it.
func (r *reader) excerpt(line []byte) string {
	return withoutControl(r.file.Encoding.decode(line))
}

func (r *reader) record(line []byte) {
	fields, flaw := r.split.split(line)
	r.label = ""
	r.label, r.fields = r.decode(fields[0].text), fields[1:]
	if r.label != "#KSUMMA" {
		if r.sum.ended {
			r.problem(AfterChecksum, "")
		}
		r.sum.add(fields)
	}
	if flaw&unclosedQuote != 0 {
		r.problem(UnclosedQuote, r.excerpt(line))
	}
	if flaw&strayQuote != 0 {
		r.problem(StrayQuote, r.excerpt(line))
	}
	row, known := rows[r.label]
	if known {
		r.see()
		if r.block == mustOpen {
			r.problem(MissingBrace, "{")
			r.block = inVoucher
		}
		switch {
		case r.block != inVoucher:
			r.problem(OutsideVoucher, r.text(0))
		case flaw&unclosedList != 0:
			r.damaged = r.damaged || row == booked
			r.problem(BadObjects, r.excerpt(line))
		default:
			r.row(row)
		}
		return
	}
	read, known := records[r.label]
	if !known {
		switch r.block { // section 7.1: a reader ignores what it does not know
		case inVoucher, inUnknown:
		default:
			r.closeBlock()
			r.block = mayOpen
		}
		return
	}
	r.see()
	r.closeBlock()
	r.block = afterRecord
	if flaw&unclosedList != 0 {
		r.problem(BadObjects, r.excerpt(line))
		return
	}
	read(r)
}

// see notes that the file has a label.
func (r *reader) see() {
	if r.seen[r.label] == 0 {
		r.seen[r.label] = r.line
	}
}

// brace reads a line that begins with a brace. {} is an empty block.
func (r *reader) brace(line []byte) {
	opens := line[0] == '{'
	rest := bytes.Trim(line[1:], " \t")
	closes := !opens || len(rest) == 1 && rest[0] == '}'
	if opens && !closes && len(rest) > 0 || !opens && len(rest) > 0 {
		r.stray(line)
		return
	}
	if opens {
		switch r.block {
		case mustOpen:
			r.block = inVoucher
		case mayOpen:
			r.block = inUnknown
		default:
			r.stray(line)
			return
		}
	}
	if closes {
		switch r.block {
		case inVoucher:
			r.closeVoucher()
		case inUnknown:
		default:
			r.stray(line)
			return
		}
		r.block = afterRecord
	}
}

// closeBlock ends a block that should have ended before the record.
func (r *reader) closeBlock() {
	if r.block != inVoucher && r.block != mustOpen {
		return
	}
	v := &r.file.Vouchers[len(r.file.Vouchers)-1]
	r.found.add(Problem{Code: UnclosedVoucher, Line: v.Line, Label: "#VER", Value: v.Name()})
}

// finish checks what can be known only at the end.
func (r *reader) finish() {
	r.closeBlock()
	file := r.file
	if r.sum.running {
		r.found.add(Problem{Code: Truncated, Line: r.sum.line, Label: "#KSUMMA"})
		file.Checksum = Checksum{State: ChecksumCut, Computed: r.sum.sum}
	}
	if file.Encoding != CP437 {
		r.found.add(Problem{Code: NotCP437, Value: file.Encoding.String()})
	}
	for _, label := range []string{"#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#FNAMN"} { // chapter 6
		if r.seen[label] == 0 {
			r.found.add(Problem{Code: MissingRecord, Label: label})
		}
	}
}

// problem notes a problem of the line.
func (r *reader) problem(code Code, value string, args ...string) {
	r.found.add(Problem{Code: code, Line: r.line, Label: r.label, Value: value, Args: args})
}

// double notes that something was declared before.
func (r *reader) double(code Code, value string, first int) {
	r.problem(code, value, strconv.Itoa(first))
}

// declared finds what an earlier record of this kind declared: its place in the
// file's list. If there was none it notes that the next in the list is it.
func (r *reader) declared(kind, key string, next int) (int, bool) {
	key = kind + "\x00" + key
	if r.names == nil {
		r.names = map[string]int{}
	}
	if i, ok := r.names[key]; ok {
		return i, true
	}
	if next >= 0 {
		r.names[key] = next
	}
	return 0, false
}

// decode returns the text of bytes. Control characters are left out and told.
func (r *reader) decode(raw []byte) string {
	text := r.file.Encoding.decode(raw)
	if strings.Contains(text, "\uFFFD") && r.told&damagedText == 0 {
		r.told |= damagedText
		r.problem(DamagedText, text)
	}
	if bytes.IndexFunc(raw, func(c rune) bool { return c < 0x80 && isControl(byte(c)) }) < 0 {
		return text
	}
	text = withoutControl(text)
	if r.told&controlChar == 0 {
		r.told |= controlChar
		r.problem(ControlChar, text)
	}
	return text
}

// withoutControl leaves out control characters; a tab becomes a space.
func withoutControl(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t':
			return ' '
		case c < 0x80 && isControl(byte(c)):
			return -1
		}
		return c
	}, text)
}

// text returns a field's text, or nothing where there is none.
func (r *reader) text(i int) string {
	if i >= len(r.fields) {
		return ""
	}
	return r.decode(r.fields[i].text)
}

// need says whether the record has its first fields, one for each name. The
// first that is missing is told; code says how bad that is.
func (r *reader) need(code Code, names ...string) bool {
	for i, name := range names {
		if i >= len(r.fields) || !r.fields[i].list && len(r.fields[i].text) == 0 {
			r.problem(code, "", name)
			return false
		}
	}
	return true
}

// beginning returns the first characters of data that is not SIE.
func beginning(data []byte) string {
	data = data[:min(len(data), 200)]
	text := DetectEncoding(data).decode(bytes.TrimPrefix(data, mark))
	text = withoutControl(strings.ReplaceAll(text, "\n", " "))
	return clip(strings.TrimSpace(text))
}
