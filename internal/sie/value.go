package sie

import (
	"strings"

	"chargeback/allocation"
)

// parseAmount reads an amount (section 5.9): digits, a dot and one or two
// decimals if there are any, a minus in front. The code is empty where it is one.
func parseAmount(text string) (allocation.Ore, Code) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, decimals, dot := strings.Cut(digits, ".")
	if !isDigits(whole) || dot && (!isDigits(decimals) || len(decimals) > 2) {
		return 0, BadAmount
	}
	decimals += "00"[len(decimals):]
	n := int64(0)
	for _, digit := range whole + decimals {
		n = n*10 + int64(digit-'0')
		if n > int64(allocation.MaxAmount) {
			return 0, AmountTooLarge
		}
	}
	if negative {
		n = -n
	}
	return allocation.Ore(n), ""
}

// formatAmount writes kronor with two decimals after a dot.
func formatAmount(amount allocation.Ore) string {
	sign, n := "", uint64(amount)
	if amount < 0 {
		sign, n = "-", -n
	}
	whole, decimals := n/100, n%100
	return sign + decimal(whole, 1) + "." + decimal(decimals, 2)
}

// decimal writes n with at least so many digits.
func decimal(n uint64, digits int) string {
	var b [20]byte
	i := len(b)
	for n > 0 || len(b)-i < digits {
		i--
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return string(b[i:])
}

// parseDate reads YYYYMMDD (section 5.10).
func parseDate(text string) (allocation.Date, bool) {
	if len(text) != 8 {
		return 0, false
	}
	return allocation.ParseDate(text[:4] + "-" + text[4:6] + "-" + text[6:])
}

// formatDate writes YYYYMMDD.
func formatDate(d allocation.Date) string {
	return strings.ReplaceAll(d.String(), "-", "")
}

// parsePeriod reads YYYYMM (section 5.10).
func parsePeriod(text string) (allocation.Period, bool) {
	if len(text) != 6 {
		return allocation.Period{}, false
	}
	return allocation.ParsePeriod(text[:4] + "-" + text[4:])
}

// parseNumber reads a whole number of at most nine digits.
func parseNumber(text string) (int, bool) {
	if !isDigits(text) || len(text) > 9 {
		return 0, false
	}
	n := 0
	for i := range len(text) {
		n = n*10 + int(text[i]-'0')
	}
	return n, true
}

// parseYear reads the number of a fiscal year: 0, -1, -2 …
func parseYear(text string) (int, bool) {
	digits, negative := strings.CutPrefix(text, "-")
	n, ok := parseNumber(digits)
	return -n, ok && (negative || n == 0)
}

// isQuantity says whether the text is a decimal number with a minus or nothing
// in front; the number of decimals is free.
func isQuantity(text string) bool {
	whole, decimals, dot := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return isDigits(whole) && (!dot || isDigits(decimals))
}

// isDigits says whether the text is one digit or more.
func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// orgNumber writes a number of ten digits, with or without its dash, as
// NNNNNN-NNNN. Its check digit is not tested: made-up numbers in examples fail.
func orgNumber(text string) (string, bool) {
	digits := text
	if len(text) == 11 && text[6] == '-' {
		digits = text[:6] + text[7:]
	}
	if len(digits) != 10 || !isDigits(digits) {
		return text, false
	}
	return digits[:6] + "-" + digits[6:], true
}
