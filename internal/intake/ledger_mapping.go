package intake

import (
	"cmp"
	"strconv"
	"strings"

	"chargeback/internal/chargeback"
	"chargeback/internal/sie"
)

// ranges say which category an account is, by number.
type ranges []accountRange

// accountRange is a row of ledger_accounts.
type accountRange struct {
	first, last uint64
	category    string
}

// newRanges reads ledger_accounts.
func newRanges(records []chargeback.Record, errs *chargeback.Errors) ranges {
	type numbers struct{ first, last uint64 }
	var list ranges
	seen := map[numbers]string{}
	for _, r := range records {
		first, last, category := r.Cells[0], r.Cells[1], r.Cells[2]
		text := first + "–" + last
		from, ok1 := accountNumber(first)
		to, ok2 := accountNumber(last)
		if !ok1 || !ok2 || from > to {
			errs.Add(mappingError("ledger_accounts", r, chargeback.LedgerBadRange, text))
			continue
		}
		if other, ok := seen[numbers{from, to}]; ok {
			errs.Add(mappingError("ledger_accounts", r, chargeback.LedgerSameRange, text, other, category))
			continue
		}
		seen[numbers{from, to}] = category
		list = append(list, accountRange{from, to, category})
	}
	return list
}

// category returns the category of an account, or nothing. The narrowest range
// counts, and of equally wide ones the one that begins last.
func (l ranges) category(account string) string {
	number, ok := accountNumber(account)
	if !ok {
		return ""
	}
	var best *accountRange
	for i := range l {
		r := &l[i]
		if number < r.first || number > r.last {
			continue
		}
		if best == nil || r.last-r.first < best.last-best.first ||
			r.last-r.first == best.last-best.first && r.first > best.first {
			best = r
		}
	}
	if best == nil {
		return ""
	}
	return best.category
}

// accountNumber reads an account: at most 18 digits, more than any plan of
// accounts has.
func accountNumber(text string) (uint64, bool) {
	if len(text) > 18 {
		return 0, false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseUint(text, 10, 64)
	return n, err == nil
}

// targets say what a SIE object is here.
type targets map[sie.Object]objectTarget

// objectTarget is a row of ledger_objects.
type objectTarget struct{ target, code string }

// The targets of ledger_objects, with the column of costs that each fills.
const (
	skipTarget       = "skip"
	departmentTarget = "department"
)

var targetColumns = map[string]int{
	"system": costSystem, "application": costApplication, "project": costProject,
}

var targetNames = []string{"system", "application", "project", departmentTarget, skipTarget}

// anyObject stands for every object of a dimension. An empty object does too.
const anyObject = "*"

// newTargets reads ledger_objects.
func newTargets(records []chargeback.Record, errs *chargeback.Errors) targets {
	list := targets{}
	lines := map[sie.Object]int{}
	for _, r := range records {
		dimension, ok := accountNumber(r.Cells[0])
		if !ok || dimension == 0 || dimension > 999_999_999 {
			errs.Add(mappingError("ledger_objects", r, chargeback.LedgerBadDimension, r.Cells[0]))
			continue
		}
		object := sie.Object{Dimension: int(dimension), Code: r.Cells[1]}
		if object.Code == "" {
			object.Code = anyObject
		}
		target := objectTarget{r.Cells[2], r.Cells[3]}
		_, needsCode := targetColumns[target.target]
		switch first, double := lines[object]; {
		case double:
			errs.Add(mappingError("ledger_objects", r, chargeback.DoubleKey, r.Cells[0]+" "+object.Code, lineText(first)))
		case !needsCode && target.target != departmentTarget && target.target != skipTarget:
			err := mappingError("ledger_objects", r, chargeback.NotOneOf, target.target, targetNames...)
			err.Column = "target"
			errs.Add(err)
		case needsCode && target.code == "":
			err := mappingError("ledger_objects", r, chargeback.EmptyCell, "")
			err.Column = "code"
			errs.Add(err)
		}
		lines[object] = r.Line
		list[object] = target
	}
	return list
}

// mappingError is a failure of a row of a mapping, which may be known from
// before and have no line.
func mappingError(table string, r chargeback.Record, code chargeback.Code, value string, args ...string) *chargeback.Error {
	err := &chargeback.Error{Code: code, File: table, Line: r.Line, Value: value, Args: args}
	if r.Line == 0 {
		err.Key = strings.Join(r.Cells[:2], " ")
	}
	return err
}

// lineText writes a line, "" for that of a row in the database.
func lineText(line int) string {
	if line == 0 {
		return ""
	}
	return strconv.Itoa(line)
}

// aim is what a row's objects lead to.
type aim struct {
	column int    // of costs, or 0: no system, application or project
	code   string // in that column
	paidBy string
	skip   bool
	both   [2]string // of two that exclude one another
}

// of follows a row's objects. It reports false where they lead to two systems,
// applications or projects, or to two payers; then both are told.
func (t targets) of(objects []sie.Object) (aim, bool) {
	var a aim
	ok := true
	told, payer := "", ""
	for _, o := range objects {
		target, found := t[o]
		if !found {
			target, found = t[sie.Object{Dimension: o.Dimension, Code: anyObject}]
		}
		if !found {
			continue
		}
		name := target.target + " " + cmp.Or(target.code, "(IT)")
		known := &told
		switch target.target {
		case skipTarget:
			a.skip = true
			continue
		case departmentTarget:
			known = &payer
			a.paidBy = target.code
		default:
			a.column, a.code = targetColumns[target.target], target.code
		}
		if *known != "" && *known != name {
			ok = false
			a.both = [2]string{*known, name}
		}
		*known = name
	}
	return a, ok
}
