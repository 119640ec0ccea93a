package tables

import (
	"bytes"
)

// CSV as RFC 4180 has it, with `,` or `;` between cells (SPEC §2). A record
// ends at a line break outside quotes. A quote may stand only around a whole
// cell, doubled inside one.

// extent is how far a record reaches.
type extent uint8

const (
	complete   extent = iota
	strayQuote        // complete, but with a quote where none may be
	unclosed          // the data ended inside quotes
	unfinished        // the data ended before the record did; there may be more
)

// recordEnd finds the end of the record that data begins with: how many bytes
// it has, its line break included. final says that no more data follows. A
// record with a stray quote ends with its line.
func recordEnd(data []byte, separator byte, final bool) (n int, kind extent) {
	for i := 0; ; {
		if i < len(data) && data[i] == '"' {
			for i++; ; i++ {
				quote := bytes.IndexByte(data[i:], '"')
				if quote < 0 {
					return len(data), unclosed
				}
				if i += quote + 1; i == len(data) || data[i] != '"' {
					break
				}
			}
			switch rest := data[i:]; {
			case len(rest) == 0 || len(rest) == 1 && rest[0] == '\r':
				return len(data), ended(final)
			case rest[0] == separator:
				i++
				continue
			case rest[0] == '\n':
				return i + 1, complete
			case rest[0] == '\r' && rest[1] == '\n':
				return i + 2, complete
			}
			return lineEnd(data, i, final)
		}
		for ; i < len(data) && data[i] != separator && data[i] != '\n'; i++ {
			if data[i] == '"' {
				return lineEnd(data, i, final)
			}
		}
		switch {
		case i == len(data):
			return len(data), ended(final)
		case data[i] == '\n':
			return i + 1, complete
		}
		i++
	}
}

func ended(final bool) extent {
	if final {
		return complete
	}
	return unfinished
}

// lineEnd ends a record with a stray quote.
func lineEnd(data []byte, from int, final bool) (int, extent) {
	if n := bytes.IndexByte(data[from:], '\n'); n >= 0 {
		return from + n + 1, strayQuote
	}
	if final {
		return len(data), strayQuote
	}
	return len(data), unfinished
}

// wholeRecords returns how many bytes of data are whole records.
func wholeRecords(data []byte, separator byte) int {
	if bytes.IndexByte(data, '"') < 0 {
		return bytes.LastIndexByte(data, '\n') + 1
	}
	for end := 0; ; {
		n, kind := recordEnd(data[end:], separator, false)
		if kind == unclosed || kind == unfinished {
			return end
		}
		end += n
	}
}

// splitCells appends the cells of one complete record, without its line break,
// to cells. Cells are slices of the record, or of scratch where doubled quotes
// were undone.
func splitCells(cells [][]byte, record []byte, separator byte, quotes bool) [][]byte {
	if !quotes {
		start := 0
		for i, c := range record {
			if c == separator { // cells are short: a plain loop beats searching
				cells = append(cells, record[start:i])
				start = i + 1
			}
		}
		return append(cells, record[start:])
	}
	for {
		if len(record) == 0 || record[0] != '"' {
			n := bytes.IndexByte(record, separator)
			if n < 0 {
				return append(cells, record)
			}
			cells = append(cells, record[:n])
			record = record[n+1:]
			continue
		}
		end := 1
		for doubled := false; ; {
			end += bytes.IndexByte(record[end:], '"')
			if end+1 < len(record) && record[end+1] == '"' {
				doubled = true
				end += 2
				continue
			}
			cell := record[1:end]
			if doubled {
				cell = bytes.ReplaceAll(cell, []byte(`""`), []byte(`"`))
			}
			cells = append(cells, cell)
			break
		}
		if end+1 == len(record) {
			return cells
		}
		record = record[end+2:]
	}
}

// isBlank says whether a line has nothing but separators and spaces.
func isBlank(line []byte, separator byte) bool {
	for _, c := range line {
		if c != separator && c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// separatorOf is the one of `,` and `;` that the header has more of outside
// quotes; comma where they are as many.
func separatorOf(header []byte) byte {
	commas, semicolons, quoted := 0, 0, false
	for _, c := range header {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			commas++
		case c == ';':
			semicolons++
		}
	}
	if semicolons > commas {
		return ';'
	}
	return ','
}

// dropBreak removes a record's line break.
func dropBreak(record []byte) []byte {
	record = bytes.TrimSuffix(record, []byte("\n"))
	return bytes.TrimSuffix(record, []byte("\r"))
}
