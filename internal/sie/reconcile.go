package sie

import (
	"cmp"
	"errors"
	"slices"

	"chargeback/allocation"
)

// A file of type 4E has vouchers and balances, so it can be held against
// itself: what stands on an account when the year ends is what stood there when
// it began and all rows between,
//
//	#IB + Σ #TRANS = #UB,    Σ #TRANS = #RES,    Σ #TRANS of a month = #PSALDO.
//
// A difference means that vouchers are missing from the file, or that it has
// more than the balances know of. The date of the voucher, not of the row, says
// which year and month a row is of.
//
// Balances of zero may be left out of a file (section 5.16), so an account with
// rows and no balance is held against zero, if the file has balances of that
// kind and year at all; of months, if the account has a #PSALDO in the year,
// since many files give those for some accounts only. Accounts are told apart by the records they have (one
// that has both kinds must agree with both), then by #KTYP, then as the Swedish
// plans number them: 1 and 2 have balances.

// DifferenceKind says which equation does not hold.
type DifferenceKind uint8

const (
	ClosingBalance DifferenceKind = iota + 1 // #IB + Σ = #UB
	Result                                   // Σ = #RES
	PeriodChange                             // Σ = #PSALDO
)

// Difference is an account on which the rows do not give what the file says.
type Difference struct {
	Kind     DifferenceKind
	Year     int
	Period   allocation.Period // of a PeriodChange
	Account  string
	Stated   allocation.Ore // by the file; 0 where it says nothing
	Computed allocation.Ore // from its rows, with the opening balance
}

// Amount is how much the file states more than its rows give.
func (d Difference) Amount() allocation.Ore { return d.Stated - d.Computed }

// ErrTooLarge says that amounts add up to more than öre are counted to.
var ErrTooLarge = errors.New("sie: the sums of the file do not fit in 63 bits")

// account of a year, or of a month in it.
type accountKey struct {
	year    int
	period  allocation.Period
	account string
}

// sides of an equation.
type sides struct{ stated, computed allocation.Sum }

// difference tells both sides. They and their difference must fit in 63 bits.
func (s *sides) difference(kind DifferenceKind, key accountKey) (Difference, error) {
	d := Difference{Kind: kind, Year: key.year, Period: key.period, Account: key.account}
	var err1, err2 error
	d.Stated, err1 = s.stated.Total()
	d.Computed, err2 = s.computed.Total()
	gap := s.stated
	gap.Add(-d.Computed)
	_, err3 := gap.Total()
	if err1 != nil || err2 != nil || err3 != nil {
		return d, ErrTooLarge
	}
	return d, nil
}

type equations map[accountKey]*sides

func (e equations) of(key accountKey) *sides {
	if e[key] == nil {
		e[key] = &sides{}
	}
	return e[key]
}

// Reconcile holds the rows against the file's own balances and returns the
// differences by kind, year, month and account. It checks the years that have a
// #RAR and at least one voucher; a file without balances or vouchers has no
// differences. The only error is [ErrTooLarge].
func (f *File) Reconcile() ([]Difference, error) {
	years := f.yearsWithVouchers()
	balances, results, periods := equations{}, equations{}, equations{}
	hasClosing, hasResults := map[int]bool{}, map[int]bool{}
	inPeriods := map[accountKey]bool{} // accounts with a #PSALDO of the year
	add := func(to equations, rows []Balance, has map[int]bool, side func(*sides) *allocation.Sum) {
		for _, b := range rows {
			if years[b.Year] {
				side(to.of(accountKey{year: b.Year, account: b.Account})).Add(b.Amount)
				if has != nil {
					has[b.Year] = true
				}
			}
		}
	}
	stated := func(s *sides) *allocation.Sum { return &s.stated }
	add(balances, f.Opening, nil, func(s *sides) *allocation.Sum { return &s.computed })
	add(balances, f.Closing, hasClosing, stated)
	add(results, f.Results, hasResults, stated)
	for _, c := range f.PeriodTotals {
		if years[c.Year] {
			periods.of(accountKey{c.Year, c.Period, c.Account}).stated.Add(c.Amount)
			inPeriods[accountKey{year: c.Year, account: c.Account}] = true
		}
	}
	types := map[string]string{}
	for _, a := range f.Accounts {
		types[a.Number] = a.Type
	}
	for i := range f.Vouchers {
		v := &f.Vouchers[i]
		year, ok := f.YearOf(v.Date)
		if !ok {
			continue
		}
		month := v.Date.Period()
		for j := range v.Rows {
			row := &v.Rows[j]
			key := accountKey{year: year.Number, account: row.Account}
			if balances[key] == nil && results[key] == nil {
				to := results
				if HasBalance(row.Account, types[row.Account]) {
					to = balances
				}
				to.of(key)
			}
			for _, e := range []equations{balances, results} {
				if s := e[key]; s != nil {
					s.computed.Add(row.Amount)
				}
			}
			if inPeriods[key] {
				key.period = month
				periods.of(key).computed.Add(row.Amount)
			}
		}
	}
	var differences []Difference
	for _, e := range []struct {
		kind DifferenceKind
		list equations
		has  map[int]bool // the years that are checked; nil for all
	}{{ClosingBalance, balances, hasClosing}, {Result, results, hasResults}, {PeriodChange, periods, nil}} {
		for key, s := range e.list {
			if e.has != nil && !e.has[key.year] {
				continue
			}
			d, err := s.difference(e.kind, key)
			if err != nil {
				return nil, err
			}
			if d.Amount() != 0 {
				differences = append(differences, d)
			}
		}
	}
	slices.SortFunc(differences, func(a, b Difference) int {
		return cmp.Or(
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Year, a.Year),
			cmp.Compare(a.Period.Year, b.Period.Year), cmp.Compare(a.Period.Month, b.Period.Month),
			cmp.Compare(a.Account, b.Account),
		)
	})
	return differences, nil
}

// yearsWithVouchers finds the fiscal years that can be checked.
func (f *File) yearsWithVouchers() map[int]bool {
	years := map[int]bool{}
	for i := range f.Vouchers {
		if y, ok := f.YearOf(f.Vouchers[i].Date); ok && len(f.Vouchers[i].Rows) > 0 {
			years[y.Number] = true
		}
	}
	return years
}

// HasBalance says whether an account has a balance that goes over to the next
// year, by its type (#KTYP) or else its first digit. The account is in digits.
func HasBalance(account, accountType string) bool {
	switch accountType {
	case "T", "S":
		return true
	case "K", "I":
		return false
	}
	return account[0] == '1' || account[0] == '2'
}
