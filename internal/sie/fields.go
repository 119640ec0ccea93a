package sie

import "bytes"

// The fields of a line (sections 5.3 and 5.7):
//
//   - One or more spaces or tabs stand between fields.
//   - A field may be in quotes, and must be if it has a space.
//   - \" is a quote inside a field. A backslash before anything else is a
//     letter: programs write paths such as "C:\Program" undoubled.
//   - {…} is an object list: pairs of dimension and object, quotes optional.
//
// Real files break the second rule: a quote inside a text without a backslash,
// and a line cut off before its closing quote. A quote closes a text only where
// a separator, the end of the line or, in a list, a closing brace follows; any
// other is a letter. An unclosed text ends with the line.
//
//	#KONTO 1915 "Kassa \"special\""     1915 · Kassa "special"
//	#KONTO 1684 "Fordringar leverant"r" 1684 · Fordringar leverant"r   stray quote
//	#TRANS 7010 {1 "200"} 24150.00      7010 · {1, 200} · 24150.00

// flaws are what is wrong with the quotes and braces of a line.
type flaws uint8

const (
	unclosedQuote flaws = 1 << iota
	strayQuote
	unclosedList
)

// field is one field of a line, still in the file's encoding.
type field struct {
	text  []byte   // its content: quotes removed, \" undone
	list  bool     // an object list; text is empty
	items [][]byte // of a list, in order
}

// splitter splits lines into fields. The fields are good until the next line.
type splitter struct {
	fields []field
	items  [][]byte
	bytes  []byte
	flaws  flaws
}

// split returns the fields of a line without its line break.
func (s *splitter) split(line []byte) ([]field, flaws) {
	s.fields, s.items, s.bytes, s.flaws = s.fields[:0], s.items[:0], s.bytes[:0], 0
	for i := skipBlanks(line, 0); i < len(line); i = skipBlanks(line, i) {
		f := field{list: line[i] == '{'}
		if f.list {
			f.items, i = s.list(line, i+1)
		} else {
			f.text, i = s.item(line, i, false)
		}
		s.fields = append(s.fields, f)
	}
	return s.fields, s.flaws
}

// list splits an object list from the byte after its opening brace. It returns
// the index after the closing one.
func (s *splitter) list(line []byte, i int) ([][]byte, int) {
	begin := len(s.items)
	for {
		i = skipBlanks(line, i)
		if i == len(line) {
			s.flaws |= unclosedList
			return s.items[begin:len(s.items):len(s.items)], i
		}
		if line[i] == '}' {
			return s.items[begin:len(s.items):len(s.items)], i + 1
		}
		var item []byte
		item, i = s.item(line, i, true)
		s.items = append(s.items, item)
	}
}

// item reads one field, or one item of a list, that begins at i. It returns the
// index after it.
func (s *splitter) item(line []byte, i int, inList bool) ([]byte, int) {
	begin := len(s.bytes)
	quoted := line[i] == '"'
	if quoted {
		i++
	}
	for ; i < len(line); i++ {
		c := line[i]
		if !quoted && isEnd(line, i, inList) {
			return s.bytes[begin:len(s.bytes):len(s.bytes)], i
		}
		switch {
		case c == '\\' && i+1 < len(line) && line[i+1] == '"':
			i++
			c = '"'
		case c == '"' && quoted && isEnd(line, i+1, inList):
			return s.bytes[begin:len(s.bytes):len(s.bytes)], i + 1
		case c == '"':
			s.flaws |= strayQuote
		}
		s.bytes = append(s.bytes, c)
	}
	if quoted {
		s.flaws |= unclosedQuote
	}
	return s.bytes[begin:len(s.bytes):len(s.bytes)], i
}

// isEnd says whether a field may end before index i.
func isEnd(line []byte, i int, inList bool) bool {
	return i == len(line) || isBlank(line[i]) || inList && line[i] == '}'
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func skipBlanks(line []byte, i int) int {
	for i < len(line) && isBlank(line[i]) {
		i++
	}
	return i
}

// isControl says whether a byte may not be in a text (section 5.7).
func isControl(c byte) bool { return c < ' ' || c == 0x7F }

// appendQuoted appends a text as a field in quotes. The text has no control
// characters and does not end in a backslash; see [Writable].
func appendQuoted(to, text []byte) []byte {
	to = append(to, '"')
	to = append(to, bytes.ReplaceAll(text, []byte(`"`), []byte(`\"`))...)
	return append(to, '"')
}
