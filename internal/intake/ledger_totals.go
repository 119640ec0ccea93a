package intake

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/sie"
)

// accountSums is what has been read of an account so far.
type accountSums struct {
	category         string
	counted, skipped rowSum
}

// rowSum counts and adds up rows. The sum may be larger than a table can hold.
type rowSum struct {
	rows int
	sum  allocation.Sum
}

func (s *rowSum) add(amount allocation.Ore) {
	s.rows++
	s.sum.Add(amount)
}

// account returns the sums of an account, with its category.
func (l *ledger) account(number string) *accountSums {
	sums := l.totals[number]
	if sums == nil {
		sums = &accountSums{category: l.accounts.category(number)}
		l.totals[number] = sums
	}
	return sums
}

// scope finds the months that the file speaks for. last is the day of the last
// voucher of each fiscal year that has any.
//
// Balances prove that no voucher of the year is missing, so a year with
// balances is covered from its first month on, to its last voucher, or to
// #OMFATTN where that is later. Without them only the months that have vouchers
// are: the file may be a part.
func (l *ledger) scope(last map[int]allocation.Date) {
	months := map[allocation.Period]bool{}
	for _, year := range l.file.Years {
		end, ok := last[year.Number]
		if !ok || !l.hasBalances(year.Number) {
			continue
		}
		if year.Days.Contains(l.file.Covers) {
			end = max(end, l.file.Covers)
		}
		for month := year.Days.From.Period(); !end.Period().Before(month); month = month.Next() {
			months[month] = true
		}
	}
	for i := range l.file.Vouchers {
		v := &l.file.Vouchers[i]
		if _, ok := l.file.YearOf(v.Date); ok && len(v.Rows) > 0 {
			months[v.Date.Period()] = true
		}
	}
	l.costs.Scope.Months = slices.SortedFunc(maps.Keys(months), func(a, b allocation.Period) int {
		return cmp.Compare(a.First(), b.First())
	})
	for _, number := range slices.Sorted(maps.Keys(last)) {
		if !l.hasBalances(number) {
			l.note(chargeback.LedgerUnproved, "", l.yearName(number))
		}
	}
}

// hasBalances says whether the file has balances of a fiscal year that its
// vouchers are held against.
func (l *ledger) hasBalances(year int) bool {
	for _, list := range [][]sie.Balance{l.file.Closing, l.file.Results} {
		if slices.ContainsFunc(list, func(b sie.Balance) bool { return b.Year == year }) {
			return true
		}
	}
	return slices.ContainsFunc(l.file.PeriodTotals, func(c sie.Change) bool { return c.Year == year })
}

func (l *ledger) note(code chargeback.Code, value string, args ...string) {
	l.costs.Notes = append(l.costs.Notes, &chargeback.Error{Code: code, File: l.books.File, Value: value, Args: args})
}

// yearName writes a fiscal year: 2017, or its days where it is no calendar
// year.
func (l *ledger) yearName(number int) string {
	i := slices.IndexFunc(l.file.Years, func(y sie.Year) bool { return y.Number == number })
	days := l.file.Years[i].Days
	year := days.From.Period().Year
	first, last := allocation.Period{Year: year, Month: 1}, allocation.Period{Year: year, Month: 12}
	if days.From == first.First() && days.To == last.Last() {
		return strconv.Itoa(year)
	}
	return days.From.String() + "–" + days.To.String()
}

var differenceCodes = map[sie.DifferenceKind]chargeback.Code{
	sie.ClosingBalance: chargeback.LedgerClosingDiffers,
	sie.Result:         chargeback.LedgerResultDiffers,
	sie.PeriodChange:   chargeback.LedgerPeriodDiffers,
}

// reconcile holds the vouchers against the file's balances.
func (l *ledger) reconcile() {
	differences, err := l.file.Reconcile()
	if err != nil {
		l.fail(0, chargeback.LedgerTooLarge, "")
		return
	}
	for _, d := range differences {
		when := l.yearName(d.Year)
		if d.Kind == sie.PeriodChange {
			when = d.Period.String()
		}
		args := []string{chargeback.PlainAmount(d.Stated), chargeback.PlainAmount(d.Computed), when}
		if l.accounts.category(d.Account) != "" {
			l.fail(0, differenceCodes[d.Kind], d.Account, args...)
		} else {
			l.note(differenceCodes[d.Kind], d.Account, args...)
		}
	}
}

// count makes the totals of accounts and of all that was counted and skipped.
func (l *ledger) count() {
	accounts := map[string]sie.Account{}
	for _, a := range slices.Backward(l.file.Accounts) {
		accounts[a.Number] = a
	}
	var counted, skipped rowSum
	for _, number := range slices.Sorted(maps.Keys(l.totals)) {
		sums := l.totals[number]
		total := AccountTotal{
			Account: number, Name: accounts[number].Name, Category: sums.category,
			Counted: l.tally(number, sums.counted), Skipped: l.tally(number, sums.skipped),
		}
		switch {
		case sums.category != "":
			l.costs.Accounts = append(l.costs.Accounts, total)
			counted.join(sums.counted)
			skipped.join(sums.skipped)
		case !sie.HasBalance(number, accounts[number].Type):
			l.costs.Unmapped = append(l.costs.Unmapped, total)
		}
	}
	l.costs.Counted, l.costs.Skipped = l.tally("", counted), l.tally("", skipped)
	slices.SortFunc(l.costs.Accounts, func(a, b AccountTotal) int {
		return cmp.Or(cmp.Compare(len(a.Account), len(b.Account)), cmp.Compare(a.Account, b.Account))
	})
	slices.SortStableFunc(l.costs.Unmapped, func(a, b AccountTotal) int {
		return cmp.Compare(size(b.Counted.Amount), size(a.Counted.Amount))
	})
}

// tally returns a sum that must fit in 63 bits.
func (l *ledger) tally(account string, s rowSum) Tally {
	amount, err := s.sum.Total()
	if err != nil {
		l.fail(0, chargeback.LedgerTooLarge, account)
	}
	return Tally{s.rows, amount}
}

// join adds rows that were added up apart.
func (s *rowSum) join(other rowSum) {
	s.rows += other.rows
	if amount, err := other.sum.Total(); err == nil { // else it has been told
		s.sum.Add(amount)
	}
}

// size is how large an amount is, either way.
func size(amount allocation.Ore) allocation.Ore { return max(amount, -amount) }
