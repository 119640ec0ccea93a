// Package words is how the product speaks to people: Swedish and English
// texts, numbers and dates. Terms are those of the glossary in its tables;
// one word has one meaning.
//
// It owns wording only. Failures arrive as codes and arguments
// (chargeback.Error) and leave as one sentence that says what is wrong, where,
// and what to do.
package words

import (
	"math/bits"
	"strconv"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Language is one that the product speaks.
type Language uint8

// The languages. Swedish is the default.
const (
	Swedish Language = iota
	English
)

// Languages are the codes of the languages, by Language.
var Languages = chargeback.Languages

// Parse returns the language of a code.
func Parse(code string) (Language, bool) {
	for i, c := range Languages {
		if c == code {
			return Language(i), true
		}
	}
	return Swedish, false
}

// Pick returns the text of the language.
func (l Language) Pick(swedish, english string) string {
	if l == English {
		return english
	}
	return swedish
}

// noBreak is U+00A0: between thousands, and before a unit.
const noBreak = "\u00A0"

// minus is U+2212, as wide as a digit.
const minus = "\u2212"

// Money writes an amount as 1 234,56 kr.
func Money(amount allocation.Ore) string { return Amount(amount) + noBreak + "kr" }

// Amount writes an amount in kronor without its unit: 1 234,56.
func Amount(amount allocation.Ore) string {
	value, sign := uint64(amount), ""
	if amount < 0 {
		value, sign = -value, minus
	}
	ore := strconv.FormatUint(100+value%100, 10)[1:]
	return sign + group(strconv.FormatUint(value/100, 10)) + "," + ore
}

// Count writes a whole number: 1 234.
func Count(n int) string {
	if n < 0 {
		return minus + group(strconv.Itoa(-n))
	}
	return group(strconv.Itoa(n))
}

// Quantity writes millionths of a unit with two decimals, more only where
// they are needed to tell it from zero: 4 812,55.
func Quantity(micro int64) string { return Decimal(micro, allocation.Micro, 2) }

// Decimal writes value/unit, rounded half up to the given decimals.
func Decimal(value, unit int64, decimals int) string {
	scale := int64(1)
	for range decimals {
		scale *= 10
	}
	whole, rest := value/unit, value%unit
	fraction := (rest*scale*2 + unit) / (2 * unit)
	if fraction == scale {
		whole, fraction = whole+1, 0
	}
	text := group(strconv.FormatInt(whole, 10))
	if decimals == 0 {
		return text
	}
	return text + "," + strconv.FormatInt(scale+fraction, 10)[1:]
}

// Exact writes millionths without trailing zeros: 1 234,5.
func Exact(micro int64) string {
	if micro < 0 {
		return minus + Exact(-micro)
	}
	text := Decimal(micro, allocation.Micro, 6)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ",")
}

// Percent writes a part of a whole, from nothing to all of it, with two
// decimals: 0,25 %.
func Percent(part, whole int64) string {
	if whole == 0 {
		return "–"
	}
	// round(10 000·part / whole), as ⌊(20 000·part + whole) / 2·whole⌋ in 128 bits.
	hi, lo := bits.Mul64(uint64(part), 20_000)
	lo, carry := bits.Add64(lo, uint64(whole), 0)
	hundredths, _ := bits.Div64(hi+carry, lo, 2*uint64(whole))
	return Decimal(int64(hundredths), 100, 2) + noBreak + "%"
}

// group puts a no-break space between thousands.
func group(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + noBreak + digits[i:]
	}
	return digits
}

var months = [...][2]string{
	{"januari", "January"},
	{"februari", "February"},
	{"mars", "March"},
	{"april", "April"},
	{"maj", "May"},
	{"juni", "June"},
	{"juli", "July"},
	{"augusti", "August"},
	{"september", "September"},
	{"oktober", "October"},
	{"november", "November"},
	{"december", "December"},
}

// Month writes a month: mars 2017.
func (l Language) Month(p allocation.Period) string {
	return months[p.Month-1][l] + " " + strconv.Itoa(p.Year)
}

// Plural writes a count with the right form of its noun.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}
