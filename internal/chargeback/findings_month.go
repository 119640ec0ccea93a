package chargeback

import (
	"cmp"
	"slices"
	"strings"

	"chargeback/allocation"
)

// A count is a jump from five units and five percent of the month before on, if
// it is also more than three times what it usually changes by. Three earlier
// changes say what is usual.
const (
	countJumpFrom   = 5 * allocation.Micro
	countJumpPart   = 20
	countJumpFactor = 3
	countJumpNeeds  = 3
)

// countPlace is what a department counts of one model.
type countPlace struct {
	department string
	model      allocation.Model
	part       string // class or application; empty for accounts
}

// CountJumps finds what departments count far more or less of in the last of
// consecutive months than in the one before: computers and network units by
// class, accounts, licences by application, in units as SPEC §4 counts them.
// It is a jump where the change is at least five units and at least 5 % of the
// month before, and more than three times the median of the changes between the
// earlier months, of which there are three or more. The middle is taken, not
// the mean, so that one earlier jump does not hide the next.
//
// The list is in order of department, model and class; amounts are left to the
// caller.
func CountJumps(months []*Month) []Finding {
	if len(months) < countJumpNeeds+2 {
		return nil
	}
	counts := make(map[countPlace][]int64)
	for i, m := range months {
		for _, cell := range m.Facts.Cells(m.Counts) {
			place := countPlace{m.DepartmentOf(cell.CostCenter), cellModels[cell.Table], cell.Object}
			if counts[place] == nil {
				counts[place] = make([]int64, len(months))
			}
			counts[place][i] += cell.Days
		}
	}
	last := months[len(months)-1]
	var found []Finding
	for place, days := range counts {
		for i, m := range months {
			days[i] = int64(Ratio(allocation.Micro, days[i], int64(m.Period.Days())))
		}
		if f := countJump(days); f != nil {
			f.Object, f.Name = place.department, last.DepartmentName(place.department)
			f.Model, f.Part, f.Months = place.model, place.part, []allocation.Period{last.Period}
			found = append(found, *f)
		}
	}
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Object, b.Object), cmp.Compare(a.Model, b.Model), strings.Compare(a.Part, b.Part))
	})
	return found
}

// cellModels are the models that count the tables. Licences of a system that is
// shared by its users are licences here too.
var cellModels = map[string]allocation.Model{
	"devices": allocation.Device, "ports": allocation.Port, "users": allocation.User, "licences": allocation.User,
}

// countJump holds the last of some counts to those before it.
func countJump(counts []int64) *Finding {
	var usual []int64
	for i := 1; i < len(counts)-1; i++ {
		change := counts[i] - counts[i-1]
		usual = append(usual, max(change, -change))
	}
	slices.Sort(usual)
	now, before := counts[len(counts)-1], counts[len(counts)-2]
	change := max(now-before, before-now)
	if change < countJumpFrom || change*countJumpPart < before || change <= countJumpFactor*usual[len(usual)/2] {
		return nil
	}
	return &Finding{Code: FoundCountJump, Before: before, Now: now, Count: int(change / allocation.Micro)}
}

// DoubleCosts finds cost rows that may be the same cost twice: of one supplier,
// one date and one amount, other than zero, on different vouchers or on none.
// Rows of one voucher are its parts, and no doubles of each other. The records
// are those of costs; a month's are the rows dated in it. The amount of a
// finding is that of all its rows.
func DoubleCosts(costs []Record, p allocation.Period) []Finding {
	t := TableNamed("costs")
	date, supplier, amount, voucher := t.Column("date"), t.Column("supplier"), t.Column("amount"), t.Column("voucher")
	type key struct{ date, supplier, amount string }
	groups := make(map[key][]*Record)
	for i := range costs {
		r := &costs[i]
		if strings.HasPrefix(r.Cells[date], p.String()) && r.Cells[supplier] != "" && OreOf(r.Cells[amount]) != 0 {
			k := key{r.Cells[date], r.Cells[supplier], r.Cells[amount]}
			groups[k] = append(groups[k], r)
		}
	}
	var found []Finding
	for k, rows := range groups {
		vouchers := make(map[string]bool)
		parts := 0 // rows that stand on no voucher are one each
		for _, r := range rows {
			if r.Cells[voucher] == "" {
				parts++
			} else if !vouchers[r.Cells[voucher]] {
				vouchers[r.Cells[voucher]] = true
				parts++
			}
		}
		if parts < 2 {
			continue
		}
		f := Finding{
			Code: FoundDoubleCost, Object: k.supplier, Part: k.date, Months: []allocation.Period{p},
			Amount: OreOf(k.amount) * allocation.Ore(len(rows)), Count: len(rows),
		}
		for _, r := range rows {
			f.Rows = append(f.Rows, r.Cells[0])
		}
		slices.Sort(f.Rows)
		found = append(found, f)
	}
	slices.SortFunc(found, func(a, b Finding) int { return strings.Compare(a.Rows[0], b.Rows[0]) })
	return found
}
