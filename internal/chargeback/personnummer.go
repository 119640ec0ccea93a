package chargeback

import (
	"slices"
	"strings"

	"chargeback/allocation"
)

// Ids that look like a personnummer or samordningsnummer never enter the
// database (GDPR; SPEC §9): ten or twelve digits, with -, + or nothing before
// the last four, of a real day (a samordningsnummer has 60 added to it), with
// the check digit of the Luhn algorithm.

// idColumns are the columns that ids of persons or their things stand in.
var idColumns = map[string][]string{
	"devices":  {"id", "label"},
	"users":    {"id"},
	"licences": {"user"},
	"ports":    {"id", "label"},
}

// RefusePersonNumbers finds ids that look like a personnummer. The error is a
// [Errors] with each, its last four digits hidden. called names the
// file of a table.
func RefusePersonNumbers(records Records, called func(table string) string) error {
	var errs Errors
	for _, t := range Tables {
		for _, name := range idColumns[t.Name] {
			column := t.Column(name)
			for _, r := range records[t.Name] {
				if cell := r.Cells[column]; isPersonnummer(cell) {
					errs.Add(&Error{
						Code: PersonNumber, File: called(t.Name), Line: r.Line, Column: name, Value: cell[:len(cell)-4] + "····",
					})
				}
			}
		}
	}
	if errs.Count == 0 {
		return nil
	}
	errs.Merge(&Errors{}) // the first of them, in order of line
	return &errs
}

// isPersonnummer says whether a text is a personnummer and nothing else.
func isPersonnummer(text string) bool {
	if len(text) < 10 || len(text) > 13 {
		return false
	}
	digits := make([]byte, 0, 12)
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digits = append(digits, c-'0')
		case (c == '-' || c == '+') && i == len(text)-5:
		default:
			return false
		}
	}
	if len(digits) == 12 {
		if century := digits[0]*10 + digits[1]; century < 18 || century > 20 {
			return false
		}
		digits = digits[2:]
	}
	return len(digits) == 10 && isBirthday(digits) && passesLuhn(digits)
}

// isBirthday says whether the first six digits are a day of some year.
func isBirthday(digits []byte) bool {
	two := func(at int) int { return int(digits[at])*10 + int(digits[at+1]) }
	day := two(4)
	if day > 60 {
		day -= 60
	}
	// 29 February is a day of 2000; of 1900 it was none.
	_, ok := allocation.NewDate(2000+two(0)%100, two(2), day)
	return ok
}

// passesLuhn says whether the last digit is the check digit of the others.
func passesLuhn(digits []byte) bool {
	sum := 0
	for i, d := range digits {
		n := int(d)
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// HoldsPersonnummer says whether a text has a personnummer in it.
func HoldsPersonnummer(text string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(text, func(c rune) bool {
		return (c < '0' || c > '9') && c != '-' && c != '+'
	}), isPersonnummer)
}
