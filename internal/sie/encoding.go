package sie

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A SIE file is in code page 437, the "PC8" of #FORMAT (section 5.8). Real
// files also come in UTF-8 and Windows-1252 under the same #FORMAT, so the
// bytes decide. The six Swedish letters are 84 86 94 8E 8F 99 in code page 437;
// alone they are never valid UTF-8, which makes the order of questions safe:
//
//  1. A byte order mark: UTF-8.
//  2. Valid UTF-8 with a character of several bytes: UTF-8.
//  3. More Swedish letters of Windows-1252 (E4 E5 F6 C4 C5 D6) than of code
//     page 437: Windows-1252.
//  4. Else code page 437. A file with ASCII only is the same in all three.

// Encoding is how a file's bytes are characters.
type Encoding uint8

const (
	CP437 Encoding = iota
	UTF8
	CP1252
)

// String returns the encoding's common name.
func (e Encoding) String() string {
	switch e {
	case UTF8:
		return "UTF-8"
	case CP1252:
		return "Windows-1252"
	}
	return "CP437"
}

var mark = []byte("\uFEFF") // the byte order mark of UTF-8

// DetectEncoding finds the encoding from the bytes of a whole file.
func DetectEncoding(data []byte) Encoding {
	if bytes.HasPrefix(data, mark) {
		return UTF8
	}
	var cp437, cp1252 int
	ascii := true
	for _, c := range data {
		if c < utf8.RuneSelf {
			continue
		}
		ascii = false
		switch c {
		case 0x84, 0x86, 0x94, 0x8E, 0x8F, 0x99:
			cp437++
		case 0xE4, 0xE5, 0xF6, 0xC4, 0xC5, 0xD6:
			cp1252++
		}
	}
	switch {
	case ascii:
		return CP437
	case utf8.Valid(data):
		return UTF8
	case cp1252 > cp437:
		return CP1252
	}
	return CP437
}

// upper holds the characters of the bytes 80–FF of an encoding.
type upper [128]rune

func upperOf(c *charmap.Charmap) *upper {
	var u upper
	for i := range u {
		u[i] = c.DecodeByte(byte(0x80 + i))
	}
	return &u
}

var uppers = map[Encoding]*upper{
	CP437:  upperOf(charmap.CodePage437),
	CP1252: upperOf(charmap.Windows1252),
}

// decode returns the characters of the bytes. Bytes that the encoding does not
// have become U+FFFD.
func (e Encoding) decode(raw []byte) string {
	high := 0
	for _, c := range raw {
		if c >= utf8.RuneSelf {
			high++
		}
	}
	if high == 0 {
		return string(raw)
	}
	if e == UTF8 {
		return strings.ToValidUTF8(string(raw), "\uFFFD")
	}
	characters := uppers[e]
	text := make([]byte, 0, len(raw)+2*high)
	for _, c := range raw {
		if c < utf8.RuneSelf {
			text = append(text, c)
		} else {
			text = utf8.AppendRune(text, characters[c-0x80])
		}
	}
	return string(text)
}

// encodeCP437 appends the text in code page 437, "?" for what it does not have.
func encodeCP437(to []byte, text string) []byte {
	for _, r := range text {
		c, ok := charmap.CodePage437.EncodeRune(r)
		if !ok {
			c = '?'
		}
		to = append(to, c)
	}
	return to
}

// foreign says which other format the data is in, if it clearly is in one.
func foreign(data []byte) (Code, bool) {
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) ||
		len(data) > 1 && (data[0] == 0) != (data[1] == 0) {
		return UTF16, true
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(data, mark), " \t\r\n\x00\x1a")
	if len(start) == 0 {
		return Empty, true
	}
	if start[0] != '<' {
		return "", false
	}
	head := bytes.ToLower(start[:min(len(start), 4096)])
	if bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<!doctype html")) {
		return HTML, true
	}
	return SIE5, true
}
