package chargeback

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Code names a kind of failure. Texts for people are made from it, in their
// language, where the failure is shown.
type Code string

// Failures of a data set as a whole or of a table (SPEC §2).
const (
	NoDataSet       Code = "no_data_set"        // value: the path
	NotADataSet     Code = "not_a_data_set"     // value: the path of a file that is no workbook
	EmptyDataSet    Code = "empty_data_set"     // a folder without tables
	BadWorkbook     Code = "bad_workbook"       // value: the path
	UnreadableFile  Code = "unreadable_file"    //
	UnknownTable    Code = "unknown_table"      // args: the nearest table, or ""
	MissingTable    Code = "missing_table"      //
	EmptyTable      Code = "empty_table"        // no header
	NotUTF8         Code = "not_utf8"           // begins with a BOM
	UTF16           Code = "utf16"              //
	RecordTooLong   Code = "record_too_long"    //
	UnknownColumn   Code = "unknown_column"     // args: the columns there are
	DoubleColumn    Code = "double_column"      //
	MissingColumn   Code = "missing_column"     //
	UnnamedColumn   Code = "unnamed_column"     // args: its number
	CellCount       Code = "cell_count"         // args: cells of the row, of the header
	CellOutside     Code = "cell_outside"       // a value in a column without a name
	UnclosedQuote   Code = "unclosed_quote"     //
	StrayQuote      Code = "stray_quote"        //
	ControlChar     Code = "control_char"       //
	DoubleKey       Code = "double_key"         // args: the first line, or "" for a row in the database
	OverlappingRows Code = "overlapping_rows"   // args: the other line, or "" likewise, its from, its to
	TargetsTwice    Code = "targets_twice"      //
	HalfAccrual     Code = "half_accrual"       //
	PaidByIT        Code = "paid_by_it"         //
	CodeIsSystem    Code = "code_is_system"     //
	CodeIsUser      Code = "code_is_user"       //
	NotShared       Code = "not_shared_by_user" // a licence for a system that is not shared by users
	NoClasses       Code = "no_classes"         // args: the model
)

// Failures of a cell (SPEC §2).
const (
	EmptyCell     Code = "empty_cell"
	NotNumber     Code = "not_number"
	TooPrecise    Code = "too_precise" // args: decimals allowed
	TooLarge      Code = "too_large"   // args: the limit
	Negative      Code = "negative"
	NotDate       Code = "not_date"
	NotMonth      Code = "not_month"
	FromAfterTo   Code = "from_after_to" // args: to
	NotOneOf      Code = "not_one_of"    // args: the values there are
	UnknownCode   Code = "unknown_code"  // args: the table
	CellError     Code = "cell_error"    // an error value of a workbook
	UnknownModel  Code = "unknown_model"
	ModelNoPrice  Code = "model_no_price"
	ModelNoWeight Code = "model_no_weight"
)

// Failures of a month whose tables are clean (SPEC §3, §5, §6).
const (
	NoITCostCenter Code = "no_it_cost_center" // args: month
	NoRule         Code = "no_rule"           // args: month, category
	NoPrice        Code = "no_price"          // args: month, model, class, application or "hour"
	Overflow       Code = "overflow"          // args: month, where
	Unbalanced     Code = "unbalanced"        // args: month
)

// Error is a failure that a person can do something about: what it is, and
// where. File, Line, Key, Column and Value are empty where they do not apply.
type Error struct {
	Code   Code
	File   string // file, or sheet of a workbook; the table of a row in the database
	Line   int    // the record's first line, counted from 1
	Key    string // of a row in the database, which has no line; with its validity
	Column string
	Value  string
	Args   []string
	Err    error // the cause, if there is one
}

// Error tells the failure in terms of its code; see package words for texts
// that people read.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		fmt.Fprintf(&b, "%s: ", e.File)
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	if e.Key != "" {
		fmt.Fprintf(&b, "row %q: ", e.Key)
	}
	if e.Column != "" {
		fmt.Fprintf(&b, "column %s: %q: ", e.Column, e.Value)
	}
	b.WriteString(string(e.Code))
	if len(e.Args) > 0 {
		fmt.Fprintf(&b, " %q", e.Args)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is says whether the target is an *Error of the same code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && t.File == "" && t.Line == 0
}

// MaxErrors is how many errors of a data set are told; the rest is counted.
const MaxErrors = 100

// Errors are all that is wrong with a data set: the first [MaxErrors] in the
// order of the tables, and how many there are.
type Errors struct {
	List  []*Error
	Count int
}

// Error tells all of them, one per line.
func (e *Errors) Error() string {
	lines := make([]string, 0, len(e.List)+1)
	for _, err := range e.List {
		lines = append(lines, err.Error())
	}
	if more := e.Count - len(e.List); more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the errors told.
func (e *Errors) Unwrap() []error {
	errs := make([]error, len(e.List))
	for i, err := range e.List {
		errs[i] = err
	}
	return errs
}

// Add adds one.
func (e *Errors) Add(err *Error) {
	e.Count++
	e.List = append(e.List, err)
	if len(e.List) >= 4*MaxErrors {
		e.trim()
	}
}

// Merge adds those of another list.
func (e *Errors) Merge(other *Errors) {
	e.Count += other.Count
	e.List = append(e.List, other.List...)
	e.trim()
}

// trim keeps the first MaxErrors by line, those of rows in the database last.
// Errors of one table are gathered in one list, so the line decides.
func (e *Errors) trim() {
	slices.SortStableFunc(e.List, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Line, b.Line))
	})
	if len(e.List) > MaxErrors {
		e.List = e.List[:MaxErrors:MaxErrors]
	}
}
