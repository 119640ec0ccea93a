package sie

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Code names a kind of problem. Texts for people are made from it, in their
// language, where the problem is shown.
type Code string

// Errors of a file that is not read at all.
const (
	// Empty: no bytes, or only blanks.
	Empty Code = "sie_empty"
	// SIE5: the file begins with "<", as SIE 5 and other XML does. Value: its beginning.
	SIE5 Code = "sie_5"
	// HTML: a web page saved under the name of a SIE file.
	HTML Code = "sie_html"
	// UTF16: two bytes per character.
	UTF16 Code = "sie_utf16"
	// NotSIE: no line begins with a label of SIE 4. Value: its beginning.
	NotSIE Code = "sie_not_sie"
)

// Errors of a record. What is wrong is left out of the file, so the file should
// not be used.
const (
	// MissingField: a field that the record must have is missing or empty, and
	// the record is left out. Args: the field's name in English.
	MissingField Code = "sie_missing_field"
	// BadType: #SIETYP is not 1, 2, 3 or 4.
	BadType Code = "sie_bad_type"
	// BadYear: a year number is not 0, -1, -2 …
	BadYear Code = "sie_bad_year"
	// BadAccount: an account is not written in digits.
	BadAccount Code = "sie_bad_account"
	// BadDimension: the number of a dimension is not a whole number from 1.
	BadDimension Code = "sie_bad_dimension"
	// BadAmount: not digits with at most two decimals after a dot and perhaps a
	// minus in front (section 5.9).
	BadAmount Code = "sie_bad_amount"
	// AmountTooLarge: an amount, or the sum of a voucher, is more than öre are
	// counted to. Args: the limit.
	AmountTooLarge Code = "sie_amount_too_large"
	// BadDate: not a real day as YYYYMMDD. A row with one gets its voucher's
	// date. Args: the field's name.
	BadDate Code = "sie_bad_date"
	// BadPeriod: not a real month as YYYYMM.
	BadPeriod Code = "sie_bad_period"
	// BadObjects: an object list without its closing brace, or with a code
	// missing.
	BadObjects Code = "sie_bad_objects"
	// Unbalanced: the #TRANS rows of a voucher do not add up to zero. Value:
	// series and number. Args: what they add up to, in kronor.
	Unbalanced Code = "sie_unbalanced"
	// OutsideVoucher: a row outside the braces of a voucher.
	OutsideVoucher Code = "sie_outside_voucher"
	// UnclosedVoucher: a voucher whose rows have no end, or no beginning. The
	// file may be cut off. Value: series and number.
	UnclosedVoucher Code = "sie_unclosed_voucher"
	// OtherCurrency: #VALUTA is not SEK.
	OtherCurrency Code = "sie_other_currency"
)

// Errors of the check sum (record #KSUMMA).
const (
	// ChecksumDiffers: the file was changed after it was written. Value: the sum
	// in the file. Args: the sum of its content.
	ChecksumDiffers Code = "sie_checksum_differs"
	// Truncated: a first #KSUMMA without the last one: the end is missing.
	Truncated Code = "sie_truncated"
	// BadChecksum: the last #KSUMMA has no whole number from 0 to 2³²−1.
	BadChecksum Code = "sie_bad_checksum"
)

// Errors of a file that is to be written.
const (
	// UnwritableCode: a code has characters that the file cannot carry. Args:
	// the field's name.
	UnwritableCode Code = "sie_unwritable_code"
	// BadOrgNumber: a number of an organisation is not ten digits.
	BadOrgNumber Code = "sie_bad_org_number"
)

// Warnings. The file can be used.
const (
	// NotCP437: the file is in another encoding than code page 437. Value: which.
	NotCP437 Code = "sie_not_cp437"
	// ChecksumUnsure: the check sum differs in a file that is not in code page
	// 437, where it says little. Value and args as for ChecksumDiffers.
	ChecksumUnsure Code = "sie_checksum_unsure"
	// ChecksumAlone: a #KSUMMA with a value and no first one before it. It is not checked.
	ChecksumAlone Code = "sie_checksum_alone"
	// AfterChecksum: records after the last #KSUMMA. They are read.
	AfterChecksum Code = "sie_after_checksum"
	// AlreadyImported: #FLAGGA 1: some program has imported the file before.
	AlreadyImported Code = "sie_already_imported"
	// MissingRecord: a record that every file must have (chapter 6) is missing. Label: which.
	MissingRecord Code = "sie_missing_record"
	// EmptyField: a record about the file as a whole lacks a field. Args: the field's name.
	EmptyField Code = "sie_empty_field"
	// IgnoredValue: a value that no money depends on is not what its field
	// holds, and is left out. Args: the field's name.
	IgnoredValue Code = "sie_ignored_value"
	// DoubleAccount: an account was declared before; the first name counts. Args: the first line.
	DoubleAccount Code = "sie_double_account"
	// DoubleDimension: a dimension was declared before; the first name counts. Args: the first line.
	DoubleDimension Code = "sie_double_dimension"
	// DoubleObject: an object was declared before; the first name counts. Args: the first line.
	DoubleObject Code = "sie_double_object"
	// DoubleYear: a fiscal year was given before; the first counts. Args: the first line.
	DoubleYear Code = "sie_double_year"
	// TwoObjects: an object list has two objects of one dimension, and the first
	// counts as the row's ([Row.Code]). Value: the other. Args: the dimension.
	TwoObjects Code = "sie_two_objects"
	// UnclosedQuote: a quoted text reaches the end of the line. The record is read.
	UnclosedQuote Code = "sie_unclosed_quote"
	// StrayQuote: a quote inside a text without "\" before it. It is kept as a letter.
	StrayQuote Code = "sie_stray_quote"
	// ControlChar: a character that may not be in a text (section 5.7). It is left out.
	ControlChar Code = "sie_control_char"
	// DamagedText: characters were lost before the file came here: U+FFFD, or
	// bytes that its encoding does not have.
	DamagedText Code = "sie_damaged_text"
	// MissingBrace: the rows of a voucher begin without the opening brace. They
	// are read as its rows.
	MissingBrace Code = "sie_missing_brace"
	// StrayLine: a line that is neither a record nor a brace where one may be. It is ignored.
	StrayLine Code = "sie_stray_line"
)

// The rest of the problems of a kind, when there are more than [MaxProblems].
// Value: their code. Args: how many more.
const (
	MoreErrors   Code = "sie_more_errors"
	MoreWarnings Code = "sie_more_warnings"
)

// MaxProblems is how many problems of one code are told; the rest is counted.
const MaxProblems = 100

// Severity says whether a file can be used in spite of a problem.
type Severity uint8

const (
	Warning Severity = iota + 1 // the file can be used
	Error                       // something is missing or wrong
)

var warnings = map[Code]bool{
	NotCP437: true, ChecksumUnsure: true, ChecksumAlone: true, AfterChecksum: true, AlreadyImported: true,
	MissingRecord: true, EmptyField: true, IgnoredValue: true, DoubleAccount: true, DoubleDimension: true,
	DoubleObject: true, DoubleYear: true, UnclosedQuote: true, StrayQuote: true, ControlChar: true,
	DamagedText: true, StrayLine: true, TwoObjects: true, MissingBrace: true, MoreWarnings: true,
}

// Severity returns how bad a problem of this code is.
func (c Code) Severity() Severity {
	if warnings[c] {
		return Warning
	}
	return Error
}

// Problem is what is wrong with a file, and where.
type Problem struct {
	Code  Code
	Line  int    // counted from 1; 0 for the file as a whole and for one that is written
	Label string // of the record, such as #TRANS
	Value string
	Args  []string
}

// Severity returns how bad it is.
func (p *Problem) Severity() Severity { return p.Code.Severity() }

// Error tells the problem in terms of its code.
func (p *Problem) Error() string {
	var b strings.Builder
	if p.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", p.Line)
	}
	if p.Label != "" {
		fmt.Fprintf(&b, "%s: ", p.Label)
	}
	if p.Value != "" {
		fmt.Fprintf(&b, "%q: ", p.Value)
	}
	b.WriteString(string(p.Code))
	if len(p.Args) > 0 {
		fmt.Fprintf(&b, " %q", p.Args)
	}
	return b.String()
}

// Is says whether the target is a *Problem of the same code without a place.
func (p *Problem) Is(target error) bool {
	t, ok := target.(*Problem)
	return ok && t.Code == p.Code && t.Line == 0 && t.Label == ""
}

// Usable says whether none of the problems is an error.
func Usable(problems []Problem) bool {
	return !slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity() == Error })
}

// findings gathers problems: the first MaxProblems of each code.
type findings struct {
	list   []Problem
	counts map[Code]int
}

func (f *findings) add(p Problem) {
	if f.counts == nil {
		f.counts = map[Code]int{}
	}
	f.counts[p.Code]++
	if f.counts[p.Code] <= MaxProblems {
		p.Value = clip(p.Value)
		f.list = append(f.list, p)
	}
}

// told returns the problems by line, those of the whole file first, and last
// how many more there are.
func (f *findings) told() []Problem {
	slices.SortStableFunc(f.list, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	for _, code := range slices.Sorted(maps.Keys(f.counts)) {
		if more := f.counts[code] - MaxProblems; more > 0 {
			p := Problem{Code: MoreErrors, Value: string(code), Args: []string{strconv.Itoa(more)}}
			if code.Severity() == Warning {
				p.Code = MoreWarnings
			}
			f.list = append(f.list, p)
		}
	}
	return f.list
}

// clip keeps what is enough of a value to recognise it.
func clip(value string) string {
	const most = 80
	n := 0
	for i := range value {
		if n++; n > most {
			return value[:i] + "…"
		}
	}
	return value
}
