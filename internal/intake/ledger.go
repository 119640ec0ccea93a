package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/sie"
)

// Books is whose ledger a file is from, and what its accounts and objects mean
// here.
type Books struct {
	// Source is the ledger's code, such as "raindance". Costs of one ledger
	// replace one another, never those of another.
	Source   string
	File     string              // name of the file, for errors
	Accounts []chargeback.Record // of table ledger_accounts
	Objects  []chargeback.Record // of table ledger_objects
}

// LedgerCosts is what a file of a ledger says that IT costs. It is a snapshot:
// in the months of the scope, costs of the source that it does not have are
// gone (see [LedgerScope.Holds]).
type LedgerCosts struct {
	Scope     LedgerScope
	Digest    sie.Digest          // recognises content that was imported before
	Generated allocation.Date     // when the ledger wrote the file; 0: it does not say
	Company   string              // whose books they are, as the file says
	Records   []chargeback.Record // of table costs, in the order of the file
	Counted   Tally               // what Records are made of
	Skipped   Tally               // rows on mapped accounts that ledger_objects says are no costs of IT
	Accounts  []AccountTotal      // mapped accounts with rows, by number
	Unmapped  []AccountTotal      // accounts of costs and income with rows but without a category, largest sum first
	Notes     []*chargeback.Error // what does not stop the import: unmapped accounts that differ, years that prove nothing
}

// Plan finds what changes in the known costs: new and changed rows, and those of
// the scope that are gone.
func (c *LedgerCosts) Plan(known chargeback.Records) *chargeback.Plan {
	return chargeback.NewPlan(known, chargeback.Records{costsTable.Name: c.Records}, func(_ *chargeback.Table, r chargeback.Record) bool {
		return c.Scope.Holds(r)
	})
}

// Tally is how many rows there are, and what they add up to.
type Tally struct {
	Rows   int
	Amount allocation.Ore
}

// AccountTotal is what the file's vouchers have on an account, debit positive.
// For a mapped account the sum of both tallies agrees with the balances of
// every year that has any in the file.
type AccountTotal struct {
	Account, Name    string
	Category         string // of ledger_accounts; empty where it is not mapped
	Counted, Skipped Tally
}

// LedgerScope is what a file of a ledger speaks for.
type LedgerScope struct {
	Prefix string              // of the ids of the source's costs
	Months []allocation.Period // rising
}

// Holds says whether a row of costs is the ledger's to replace: it came from
// the same source and is of one of the months.
func (s LedgerScope) Holds(cost chargeback.Record) bool {
	if !strings.HasPrefix(cost.Cells[costID], s.Prefix) {
		return false
	}
	date, ok := allocation.ParseDate(cost.Cells[costDate])
	return ok && slices.Contains(s.Months, date.Period())
}

// Ledger makes costs of the #TRANS rows of a usable SIE 4E file (see
// [sie.Usable]), as SPEC §10 has it.
//
// An account's category is that of the range of ledger_accounts that it lies
// in, by number: the narrowest one, and of equally wide ones the one that
// begins last. The row's objects decide the target by ledger_objects, where a
// row for the very object counts before one for any object of the dimension
// ("*" or nothing). Target skip leaves the row out, whatever its other objects
// say; department without a code says that IT paid it, so that any object of a
// dimension can be skipped but IT's own. The voucher's date, not the row's, is
// the cost's.
//
// The id is SIE-source-start of the fiscal year-series-number-row, which stays
// the same when the year is exported again with more vouchers. Vouchers of a
// series without numbers are told apart by date and order. The row is its place
// among the rows ever booked, struck ones included, so that a row struck later
// does not renumber the others.
//
// What the rows add up to is held against the balances in the file. A mapped
// account that differs is an error, since money would be missing or counted
// twice; so is all else that makes an amount doubtful. All errors are told, as
// [chargeback.Errors].
//
// The ledger's texts make a cost recognisable and are kept as the text of the
// cost, but they may name people. So none is kept of a row that carries an
// employee or a customer (reserved dimensions 7 and 8), nor a text in which a
// personnummer stands; signatures are never kept. Texts decide nothing and are
// in no digest, so retention may empty them and everything still verifies.
func Ledger(file *sie.File, books Books) (*LedgerCosts, error) {
	l := &ledger{file: file, books: books, totals: map[string]*accountSums{}, names: map[sie.Object]string{}}
	l.accounts = newRanges(books.Accounts, &l.errs)
	l.objects = newTargets(books.Objects, &l.errs)
	if l.errs.Count > 0 {
		return nil, l.told()
	}
	l.costs = &LedgerCosts{Digest: file.Digest(), Generated: file.Generated, Company: file.Company}
	l.costs.Scope.Prefix = "SIE-" + escaped(books.Source) + "-"
	for _, o := range slices.Backward(file.Objects) {
		l.names[o.Object] = o.Name
	}
	l.vouchers()
	l.reconcile()
	l.count()
	if l.errs.Count > 0 {
		return nil, l.told()
	}
	return l.costs, nil
}

// ledger is the state while a file's vouchers are read.
type ledger struct {
	file     *sie.File
	books    Books
	accounts ranges
	objects  targets
	names    map[sie.Object]string
	totals   map[string]*accountSums
	costs    *LedgerCosts
	errs     chargeback.Errors
}

// told returns the errors by line.
func (l *ledger) told() *chargeback.Errors {
	l.errs.Merge(&chargeback.Errors{})
	return &l.errs
}

func (l *ledger) fail(line int, code chargeback.Code, value string, args ...string) {
	l.errs.Add(&chargeback.Error{Code: code, File: l.books.File, Line: line, Value: value, Args: args})
}

// vouchers reads all vouchers and finds the months that the file speaks for.
func (l *ledger) vouchers() {
	if !slices.ContainsFunc(l.file.Vouchers, func(v sie.Voucher) bool { return len(v.Rows) > 0 }) {
		l.fail(0, chargeback.LedgerNoVouchers, strconv.Itoa(l.file.Type))
		return
	}
	booked := map[string]int{}   // the line of each voucher with costs, by the beginning of their ids
	nameless := map[string]int{} // how many vouchers without number, by series and date
	last := map[int]allocation.Date{}
	for i := range l.file.Vouchers {
		v := &l.file.Vouchers[i]
		year, ok := l.file.YearOf(v.Date)
		if !ok {
			if len(v.Rows) > 0 {
				l.fail(v.Line, chargeback.LedgerOutsideYears, v.Name(), v.Date.String())
			}
			continue
		}
		number := escaped(v.Number)
		if v.Number == "" {
			key := v.Series + "\x00" + v.Date.String()
			nameless[key]++
			number = compact(v.Date) + "." + strconv.Itoa(nameless[key])
		}
		id := l.costs.Scope.Prefix + compact(year.Days.From) + "-" + escaped(v.Series) + "-" + number
		before := len(l.costs.Records)
		l.voucher(v, id)
		if len(l.costs.Records) > before {
			if first, ok := booked[id]; ok {
				l.fail(v.Line, chargeback.LedgerDoubleVoucher, v.Name(), strconv.Itoa(first))
			}
			booked[id] = v.Line
		}
		if len(v.Rows) > 0 {
			last[year.Number] = max(last[year.Number], v.Date)
		}
	}
	l.scope(last)
}

// voucher makes costs of the rows of a voucher on mapped accounts.
func (l *ledger) voucher(v *sie.Voucher, id string) {
	for i := range v.Rows {
		row := &v.Rows[i]
		sums := l.account(row.Account)
		aim, ok := l.objects.of(row.Objects)
		switch {
		case sums.category == "":
			sums.counted.add(row.Amount)
			continue
		case aim.skip:
			sums.skipped.add(row.Amount)
			continue
		case !ok:
			l.fail(row.Line, chargeback.LedgerTwoTargets, v.Name(), aim.both[:]...)
			continue
		}
		sums.counted.add(row.Amount)
		cells := make([]string, len(costsTable.Columns))
		cells[costID] = id + "-" + strconv.Itoa(i+1+struckBefore(v, row))
		cells[costDate] = v.Date.String()
		cells[costCategory] = sums.category
		cells[costAmount] = chargeback.PlainAmount(row.Amount)
		cells[costText] = ledgerText(v, row)
		cells[costSupplier] = l.supplier(row)
		cells[costAccount] = row.Account
		cells[costVoucher] = v.Name()
		cells[costPaidBy] = aim.paidBy
		if aim.column > 0 {
			cells[aim.column] = aim.code
		}
		l.costs.Records = append(l.costs.Records, chargeback.Record{Cells: cells, Line: row.Line})
	}
}

// struckBefore counts the struck rows (#BTRANS) of a voucher before a row.
func struckBefore(v *sie.Voucher, row *sie.Row) int {
	struck := 0
	for _, a := range v.Audit {
		if a.Kind == sie.Struck && a.Line < row.Line {
			struck++
		}
	}
	return struck
}

// The reserved dimensions that say whose a row is (section 8.4 of SIE 4B).
const (
	employeeDimension = 7
	customerDimension = 8
	supplierDimension = 9
)

// ledgerText returns the row's text, else the voucher's, if it can be kept.
func ledgerText(v *sie.Voucher, row *sie.Row) string {
	for _, o := range row.Objects {
		if o.Dimension == employeeDimension || o.Dimension == customerDimension {
			return ""
		}
	}
	text := strings.TrimSpace(cmp.Or(strings.TrimSpace(row.Text), v.Text))
	if chargeback.HoldsPersonnummer(text) {
		return ""
	}
	return text
}

// supplier returns the name of the row's supplier, its code where it has none.
func (l *ledger) supplier(row *sie.Row) string {
	code, _ := row.Code(supplierDimension)
	name := cmp.Or(l.names[sie.Object{Dimension: supplierDimension, Code: code}], code)
	if chargeback.HoldsPersonnummer(name) { // a firm of one person has the person's number
		return ""
	}
	return strings.TrimSpace(name)
}

// costsTable is the table that a ledger fills, and its columns.
var (
	costsTable      = chargeback.TableNamed("costs")
	costID          = costsTable.Column("id")
	costDate        = costsTable.Column("date")
	costCategory    = costsTable.Column("category")
	costAmount      = costsTable.Column("amount")
	costText        = costsTable.Column("text")
	costSupplier    = costsTable.Column("supplier")
	costAccount     = costsTable.Column("account")
	costVoucher     = costsTable.Column("voucher")
	costSystem      = costsTable.Column("system")
	costApplication = costsTable.Column("application")
	costProject     = costsTable.Column("project")
	costPaidBy      = costsTable.Column("paid_by")
)

// escaped makes a part of an id that no other part can be mistaken for.
func escaped(part string) string {
	return strings.NewReplacer("%", "%25", "-", "%2D").Replace(part)
}

// compact writes a day as 20170331, without the sign between parts of an id.
func compact(d allocation.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
