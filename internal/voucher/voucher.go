// Package voucher makes the ledger's voucher of a closed month (SPEC §10): what
// IT earns against what each cost centre pays, as one balanced journal entry in
// SIE 4I.
//
// It owns what is booked where: the mapping voucher_accounts says the accounts
// and code parts. It does not own the file format (package sie does), nor the
// numbers of vouchers (closing a month gives one).
//
// Departments of kind company and partner are other legal persons: they get an
// invoice and stand on no row here. So for every month
//
//	voucher + net of the invoices = bills + corrections of the run, to the öre.
package voucher

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/sie"
	"chargeback/internal/words"
)

// Month is a closed month as it is booked.
type Month struct {
	Number       int64           // of the voucher, without gaps
	Version      int             // of the file, from 1: a mended mapping gives the next
	Closed       allocation.Date // when the voucher came to be
	Period       allocation.Period
	Organisation string
	OrgNumber    string
	ITCostCenter string // whose income it is
	Run          string
	Chain        chargeback.ChainHead
	Statements   []chargeback.Statement
}

// The series of the vouchers, and who writes them.
const (
	series  = "IT"
	program = "IT-debitering"
	version = "1"
)

// Make makes the file of a month's voucher: a debit row per cost centre and
// model, with corrections added up, and credit rows on IT's cost centre per
// model and counterpart. Rows of zero are left out. The voucher's date is the
// last day of the month, so that it is booked where it belongs; the day that it
// was made is when the month was closed (LKBR 3:9).
//
// accounts are the rows of voucher_accounts. Of those that fit a row the one
// that says most counts: model and department, then department, then model,
// then neither. Their parts are SIE objects such as
//
//	1={cost_center} 20={counterpart}
//
// where the words in braces become the row's cost centre (IT's on the income
// side), department, counterpart (the row's own column), model and IT's cost
// centre; a part that comes out empty is left out. The error is a
// [chargeback.Errors] with everything that is wrong.
func Make(m Month, accounts []chargeback.Record) (*sie.File, error) {
	b := booker{month: &m, errs: &chargeback.Errors{}, names: map[sie.Object]string{}}
	if len(accounts) == 0 {
		return nil, &chargeback.Error{Code: chargeback.NoVoucherAccounts}
	}
	b.readAccounts(accounts)
	rows := b.rows()
	if b.errs.Count > 0 {
		return nil, b.errs
	}
	if len(rows) == 0 {
		return nil, &chargeback.Error{Code: chargeback.VoucherEmpty, Args: []string{m.Period.String()}}
	}
	f := &sie.File{
		Program: program, Version: version, Generated: m.Closed, Company: m.Organisation, OrgNumber: m.OrgNumber, Currency: "SEK",
		Vouchers: []sie.Voucher{{
			Series: series, Number: strconv.FormatInt(m.Number, 10), Date: m.Period.Last(), RegDate: m.Closed, Text: b.text(), Rows: rows,
		}},
	}
	if f.Company == "" {
		f.Company = m.ITCostCenter
	}
	b.declare(f, rows)
	return f, nil
}

// text says what the voucher is, where it comes from and what it replaces.
func (b *booker) text() string {
	m := b.month
	text := fmt.Sprintf("IT-debitering %s, körning %.12s, kedja %d:%.12s", words.Swedish.Month(m.Period), m.Run, m.Chain.Length, m.Chain.Hash)
	if m.Version > 1 {
		text += fmt.Sprintf(", version %d, ersätter tidigare fil med samma nummer", m.Version)
	}
	return text
}

// account is a row of voucher_accounts.
type account struct {
	side, number, department, counterpart string
	model                                 allocation.Model // 0: any
	parts                                 []part
	line                                  int
}

// part is a code part: a SIE dimension and a text to be filled in.
type part struct {
	dimension int
	text      string
}

// booker makes the rows of one voucher.
type booker struct {
	month    *Month
	accounts []account
	errs     *chargeback.Errors
	names    map[sie.Object]string // of cost centres, where a part is one
}

const table = "voucher_accounts"

func (b *booker) fail(line int, column, value string, code chargeback.Code, args ...string) {
	b.errs.Add(&chargeback.Error{Code: code, File: table, Line: line, Column: column, Value: value, Args: args})
}

// readAccounts reads the mapping.
func (b *booker) readAccounts(records []chargeback.Record) {
	const side, number, model, department, counterpart, parts = 0, 1, 2, 3, 4, 5
	for _, r := range records {
		a := account{side: r.Cells[side], number: r.Cells[number], department: r.Cells[department], counterpart: r.Cells[counterpart], line: r.Line}
		if r.Cells[model] != "" {
			var ok bool
			if a.model, ok = allocation.ParseModel(r.Cells[model]); !ok {
				b.fail(r.Line, "model", r.Cells[model], chargeback.BadMappingCell, "model")
			}
		}
		for _, text := range strings.Fields(r.Cells[parts]) {
			if p, ok := readPart(text); ok {
				a.parts = append(a.parts, p)
			} else {
				b.fail(r.Line, "parts", text, chargeback.VoucherPart)
			}
		}
		b.accounts = append(b.accounts, a)
	}
}

// placeholders are the words that parts may have in braces.
var placeholders = []string{"{cost_center}", "{department}", "{counterpart}", "{model}", "{it_cost_center}"}

// readPart reads a part such as 20={counterpart}.
func readPart(text string) (part, bool) {
	number, value, ok := strings.Cut(text, "=")
	dimension, err := strconv.Atoi(number)
	left := value
	for _, word := range placeholders {
		left = strings.ReplaceAll(left, word, "")
	}
	return part{dimension, value}, ok && err == nil && dimension > 0 && value != "" && !strings.ContainsAny(left, "{}")
}

// find returns the account of a side that says most about a row.
func (b *booker) find(side string, model allocation.Model, department string) *account {
	var found *account
	best := -1
	for i := range b.accounts {
		a := &b.accounts[i]
		if a.side != side || a.model != 0 && a.model != model || a.department != "" && a.department != department {
			continue
		}
		score := 0
		if a.department != "" {
			score += 2
		}
		if a.model != 0 {
			score++
		}
		if score > best {
			found, best = a, score
		}
	}
	if found == nil {
		b.fail(0, "side", side, chargeback.VoucherNoAccount, model.String(), department)
	}
	return found
}

// booking is what rows are added up by.
type booking struct {
	account    string
	objects    string // as text, so that bookings compare
	model      allocation.Model
	costCenter string
}

// sums adds up bookings, and remembers the objects of each.
type sums struct {
	amounts map[booking]*allocation.Sum
	objects map[booking][]sie.Object
}

func (s *sums) add(b booking, objects []sie.Object, amount allocation.Ore) {
	if s.amounts[b] == nil {
		s.amounts[b], s.objects[b] = new(allocation.Sum), objects
	}
	s.amounts[b].Add(amount)
}

// rows makes all rows: costs in order of cost centre and model, then incomes.
func (b *booker) rows() []sie.Row {
	costs := sums{map[booking]*allocation.Sum{}, map[booking][]sie.Object{}}
	incomes := sums{map[booking]*allocation.Sum{}, map[booking][]sie.Object{}}
	for i := range b.month.Statements {
		st := &b.month.Statements[i]
		if st.Invoiced() {
			continue
		}
		for j := range st.Lines {
			b.book(&costs, &incomes, st, &st.Lines[j].Line, st.Lines[j].CostCenterName)
		}
		for j := range st.Corrections {
			b.book(&costs, &incomes, st, &st.Corrections[j].Line, st.Corrections[j].CostCenterName)
		}
	}
	if b.errs.Count > 0 {
		return nil
	}
	return append(b.sideRows(&costs, 1), b.sideRows(&incomes, -1)...)
}

// book adds a line on both sides.
func (b *booker) book(costs, incomes *sums, st *chargeback.Statement, line *chargeback.Line, name string) {
	cost, income := b.find("cost", line.Model, st.Department), b.find("income", line.Model, st.Department)
	if cost == nil || income == nil {
		return
	}
	for _, side := range []struct {
		to     *sums
		a      *account
		center string
		name   string
	}{{costs, cost, line.CostCenter, name}, {incomes, income, b.month.ITCostCenter, ""}} {
		objects := b.objects(side.a, st, line, side.center, side.name)
		key := booking{account: side.a.number, objects: fmt.Sprint(objects), model: line.Model, costCenter: side.center}
		side.to.add(key, objects, line.Amount)
	}
}

// objects fills in the parts of an account.
func (b *booker) objects(a *account, st *chargeback.Statement, line *chargeback.Line, center, name string) []sie.Object {
	fill := strings.NewReplacer(
		"{cost_center}", center, "{department}", st.Department, "{counterpart}", a.counterpart, "{model}", line.Model.String(),
		"{it_cost_center}", b.month.ITCostCenter,
	)
	var objects []sie.Object
	for _, p := range a.parts {
		code := fill.Replace(p.text)
		if code == "" {
			continue
		}
		object := sie.Object{Dimension: p.dimension, Code: code}
		objects = append(objects, object)
		if p.text == "{cost_center}" && name != "" {
			b.names[object] = name
		}
	}
	return objects
}

// sideRows makes the rows of one side, in order.
func (b *booker) sideRows(s *sums, sign allocation.Ore) []sie.Row {
	keys := make([]booking, 0, len(s.amounts))
	for key := range s.amounts {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(x, y booking) int {
		return cmp.Or(
			strings.Compare(x.costCenter, y.costCenter), cmp.Compare(x.model, y.model), strings.Compare(x.account, y.account),
			strings.Compare(x.objects, y.objects),
		)
	})
	var rows []sie.Row
	for _, key := range keys {
		amount, err := s.amounts[key].Total()
		if err != nil {
			b.errs.Add(&chargeback.Error{Code: chargeback.Overflow, Args: []string{b.month.Period.String(), key.costCenter}, Err: err})
			continue
		}
		if amount != 0 {
			rows = append(rows, sie.Row{
				Account: key.account, Objects: s.objects[key], Amount: sign * amount, Date: b.month.Period.Last(),
				Text: words.Swedish.Model(key.model),
			})
		}
	}
	return rows
}

// declare names the accounts, dimensions and objects that the rows use.
func (b *booker) declare(f *sie.File, rows []sie.Row) {
	accounts, dimensions, objects := map[string]bool{}, map[int]bool{}, map[sie.Object]bool{}
	for i := range rows {
		r := &rows[i]
		if !accounts[r.Account] {
			accounts[r.Account] = true
			name, kind := "IT-kostnad, internt", "K"
			if b.isIncome(r.Account) {
				name, kind = "IT-intäkt, internt", "I"
			}
			f.Accounts = append(f.Accounts, sie.Account{Number: r.Account, Name: name, Type: kind})
		}
		for _, o := range r.Objects {
			if !dimensions[o.Dimension] {
				dimensions[o.Dimension] = true
				if name, ok := dimensionNames[o.Dimension]; ok {
					f.Dimensions = append(f.Dimensions, sie.Dimension{Number: o.Dimension, Name: name})
				} else {
					f.Dimensions = append(f.Dimensions, sie.Dimension{Number: o.Dimension, Name: "Koddel " + strconv.Itoa(o.Dimension)})
				}
			}
			if !objects[o] {
				objects[o] = true
				f.Objects = append(f.Objects, sie.ObjectName{Object: o, Name: cmp.Or(b.names[o], o.Code)})
			}
		}
	}
	slices.SortFunc(f.Accounts, func(x, y sie.Account) int { return strings.Compare(x.Number, y.Number) })
	slices.SortFunc(f.Dimensions, func(x, y sie.Dimension) int { return cmp.Compare(x.Number, y.Number) })
	slices.SortFunc(f.Objects, func(x, y sie.ObjectName) int {
		return cmp.Or(cmp.Compare(x.Dimension, y.Dimension), strings.Compare(x.Code, y.Code))
	})
}

// isIncome says whether an account is one of the income side.
func (b *booker) isIncome(number string) bool {
	return slices.ContainsFunc(b.accounts, func(a account) bool { return a.side == "income" && a.number == number })
}

// dimensionNames are those that SIE reserves (section 8.4 of edition 4B).
var dimensionNames = map[int]string{1: "Kostnadsställe", 2: "Kostnadsbärare", 6: "Projekt"}
