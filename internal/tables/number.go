package tables

import (
	"bytes"
	"math"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"chargeback/internal/chargeback"
)

// parseNumber reads a number by the grammar of SPEC §2 as a whole number of
// 10^-decimals: spaces are dropped, then an optional minus, digits, and
// optionally a point or comma and digits. Trailing zeros count as decimals.
// The code is empty where it is one.
func parseNumber(text []byte, decimals int) (int64, chargeback.Code) {
	negative, seen, fraction := false, false, -1
	var value uint64
	tooLarge := false
	for i := 0; i < len(text); {
		c := text[i]
		i++
		switch {
		case c >= '0' && c <= '9':
			seen = true
			if fraction >= 0 {
				fraction++
			}
			if fraction > decimals {
				continue
			}
			if value > (math.MaxInt64-uint64(c-'0'))/10 {
				tooLarge = true
				continue
			}
			value = value*10 + uint64(c-'0')
		case c == ' ':
		case c == '.' || c == ',':
			if !seen || fraction >= 0 {
				return 0, chargeback.NotNumber
			}
			fraction = 0
		case c == '-':
			if seen || negative || fraction >= 0 {
				return 0, chargeback.NotNumber
			}
			negative = true
		case c == 0xC2 && bytes.HasPrefix(text[i:], []byte{0xA0}): // U+00A0
			i++
		case c == 0xE2 && bytes.HasPrefix(text[i:], []byte{0x80, 0xAF}): // U+202F
			i += 2
		case c == 0xE2 && bytes.HasPrefix(text[i:], []byte{0x88, 0x92}): // U+2212
			if seen || negative || fraction >= 0 {
				return 0, chargeback.NotNumber
			}
			negative = true
			i += 2
		default:
			return 0, chargeback.NotNumber
		}
	}
	switch {
	case !seen || fraction == 0:
		return 0, chargeback.NotNumber
	case fraction > decimals:
		return 0, chargeback.TooPrecise
	case tooLarge:
		return 0, chargeback.TooLarge
	}
	for f := max(fraction, 0); f < decimals; f++ {
		if value > math.MaxInt64/10 {
			return 0, chargeback.TooLarge
		}
		value *= 10
	}
	if negative {
		return -int64(value), ""
	}
	return int64(value), ""
}

// floatDigits is how many significant digits a workbook's numbers have: they
// are stored in binary, and more digits than these are noise.
const floatDigits = 15

// storedNumber is how a workbook stores a number that has more digits than it
// shows: without zeros before or after, and with the sign of an exponent.
var storedNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?(E[+-][0-9]{1,3})?$`)

// plainNumber writes a number as a workbook stores it, such as
// 1.0000000000000001E-2 or 12.340000000000002, the way a person would have
// typed it: 0.01, 12.34. Anything else is returned unchanged.
func plainNumber(text string) string {
	if len(text) > 32 || len(text) <= floatDigits && !strings.Contains(text, "E") || !storedNumber.MatchString(text) {
		return text
	}
	d, err := decimal.NewFromString(text)
	if err != nil || d.IsZero() {
		return text
	}
	places := int32(floatDigits - d.NumDigits())
	return d.Round(places - d.Exponent()).String()
}
