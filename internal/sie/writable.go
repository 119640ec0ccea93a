package sie

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
)

// A file carries the characters of code page 437 without control characters
// (sections 5.7 and 5.8). What people paste from word processors and web pages
// has others; they are replaced by what is closest, so that a text never breaks
// a file and never becomes another system's question.
//
//   - A line break, a tab or a space of any width becomes a space, so that no
//     text can add a record; other control and invisible characters are dropped.
//   - A letter followed by a loose accent (Unicode's decomposed form, as macOS
//     writes) becomes the accented letter, or loses the accent.
//   - The table below.
//   - An accented letter that code page 437 does not have loses its accent.
//   - A backslash at the end becomes a slash: \" would not end the field.
//   - Any other character becomes a question mark.
//
// The characters at C0–F6 of code page 437 (box drawing, most Greek letters, ß,
// ±, ÷) are replaced too. Without them the bytes of a file are never valid UTF-8
// and have no letter of Windows-1252, so [DetectEncoding], and programs that ask
// the same questions, always find what was written.

// replacements are what stands for characters that code page 437 lacks.
var replacements = map[rune]string{
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-",
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '″': `"`,
	'‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", '´': "'", '‹': "'", '›': "'",
	'…': "...", '•': "·", '×': "x", '¦': "|", '⁄': "/",
	'€': "EUR", '¤': "kr", '§': "par.", '¶': "", '©': "(C)", '®': "(R)", '™': "TM",
	'‰': "o/oo", '¾': "3/4", '⅓': "1/3", '⅔': "2/3", '¹': "1", '³': "3", '¯': "-", '¨': "", '¸': "",
	'ß': "ss", 'µ': "u", 'μ': "u", '±': "+/-", '÷': "/", '≥': ">=", '≤': "<=", '∞': "oo", 'π': "pi", 'Ω': "ohm",
	'Σ': "S", '─': "-", '═': "-", '│': "|", '┼': "+",
	'→': "->", '←': "<-", '↔': "<->", '≠': "<>",
	'Ø': "Ö", 'ø': "ö", 'Œ': "OE", 'œ': "oe", 'ẞ': "SS", 'Ð': "D", 'ð': "d", 'Đ': "D", 'đ': "d", 'Þ': "TH",
	'þ': "th", 'Ł': "L", 'ł': "l", 'ı': "i",
}

// accented lists, for each plain letter, what it looks like with accents that
// code page 437 lacks.
var accented = map[string]string{
	"A": "ÀÁÂÃĀĂĄ", "a": "ãāăą", "C": "ĆĈĊČ", "c": "ćĉċč", "D": "Ď", "d": "ď",
	"E": "ÈÊËĒĔĖĘĚ", "e": "ēĕėęě", "G": "ĜĞĠĢ", "g": "ĝğġģ", "H": "ĤĦ", "h": "ĥħ",
	"I": "ÌÍÎÏĨĪĬĮİ", "i": "ĩīĭį", "J": "Ĵ", "j": "ĵ", "K": "Ķ", "k": "ķ", "L": "ĹĻĽĿ", "l": "ĺļľŀ",
	"N": "ŃŅŇ", "n": "ńņňŉ", "O": "ÒÓÔÕŌŎ", "o": "õōŏ", "Ö": "Ő", "ö": "ő", "R": "ŔŖŘ", "r": "ŕŗř",
	"S": "ŚŜŞŠȘ", "s": "śŝşšș", "T": "ŢŤŦȚ", "t": "ţťŧț", "U": "ÙÚÛŨŪŬŮŲ", "u": "ũūŭůų", "Ü": "Ű", "ü": "ű",
	"W": "Ŵ", "w": "ŵ", "Y": "ÝŶŸ", "y": "ýŷ", "Z": "ŹŻŽ", "z": "źżž",
}

// plain maps accented letters to plain ones.
var plain = func() map[rune]string {
	m := map[rune]string{}
	for letter, list := range accented {
		for _, r := range list {
			m[r] = letter
		}
	}
	return m
}()

// composed maps a letter and a loose accent to one character of code page 437.
var composed = map[[2]rune]rune{
	{'a', '\u030A'}: 'å', {'A', '\u030A'}: 'Å', {'a', '\u0308'}: 'ä', {'A', '\u0308'}: 'Ä',
	{'o', '\u0308'}: 'ö', {'O', '\u0308'}: 'Ö', {'u', '\u0308'}: 'ü', {'U', '\u0308'}: 'Ü',
	{'e', '\u0301'}: 'é', {'E', '\u0301'}: 'É', {'e', '\u0300'}: 'è', {'a', '\u0300'}: 'à', {'a', '\u0301'}: 'á',
	{'i', '\u0301'}: 'í', {'o', '\u0301'}: 'ó', {'u', '\u0301'}: 'ú', {'n', '\u0303'}: 'ñ', {'N', '\u0303'}: 'Ñ',
	{'c', '\u0327'}: 'ç', {'C', '\u0327'}: 'Ç',
}

// Writable returns the text as a file carries it. What is writable stays as it is.
func Writable(text string) string {
	runes := []rune(text)
	var b strings.Builder
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		if i+1 < len(runes) {
			if c, ok := composed[[2]rune{r, runes[i+1]}]; ok {
				r = c
				i++
			}
		}
		b.WriteString(writableRune(r))
	}
	s := b.String()
	if whole := strings.TrimRight(s, `\`); len(whole) < len(s) {
		s = whole + strings.Repeat("/", len(s)-len(whole))
	}
	return s
}

func writableRune(r rune) string {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == '\u0085' || unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp):
		return " "
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Mn):
		return ""
	}
	if s, ok := replacements[r]; ok {
		return s
	}
	if s, ok := plain[r]; ok {
		return s
	}
	if c, ok := charmap.CodePage437.EncodeRune(r); ok && (c < 0xC0 || c > 0xF6) {
		return string(r)
	}
	return "?"
}
