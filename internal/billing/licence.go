package billing

import (
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// licenceRow is a licence as it is counted at a cost centre in a month: on the
// days of the licence on which its user's account is there (SPEC §4).
type licenceRow struct {
	user, object, costCenter string
	whole                    allocation.Span // validity of the licence
	counted                  allocation.Span // of both, inside the month
	days                     int64
	lastUsed                 string // as it is written; empty: never, or not told
}

// argumentsAtOnce is how many values one query asks for.
const argumentsAtOnce = 1000

// licencesAt returns the licences that count at cost centres in a month, for
// the objects that wanted says, as the facts were known at an audit number.
func licencesAt(tx Tx, facts int64, clock allocation.Clock, month allocation.Period, centers []string, wanted func(object string) bool) ([]licenceRow, error) {
	days := month.Span()
	accounts, err := tx.RowsIn(facts, "users", "cost_center", centers, days)
	if err != nil {
		return nil, err
	}
	users, licences := chargeback.TableNamed("users"), chargeback.TableNamed("licences")
	center := users.Column("cost_center")
	of := make(map[string][]chargeback.Record)
	var names []string
	for _, a := range accounts {
		if len(of[a.Cells[0]]) == 0 {
			names = append(names, a.Cells[0])
		}
		of[a.Cells[0]] = append(of[a.Cells[0]], a)
	}
	user, object, used := licences.Column("user"), licences.Column("application"), licences.Column("last_used")
	var rows []licenceRow
	for some := range slices.Chunk(names, argumentsAtOnce) {
		records, err := tx.RowsIn(facts, "licences", "user", some, days)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if !wanted(r.Cells[object]) {
				continue
			}
			whole := licences.Span(r)
			for _, a := range of[r.Cells[user]] {
				both := whole.Intersect(users.Span(a))
				if n := clock.Days(both); n > 0 {
					rows = append(rows, licenceRow{
						user: r.Cells[user], object: r.Cells[object], costCenter: a.Cells[center],
						whole: whole, counted: both.Intersect(days), days: n, lastUsed: r.Cells[used],
					})
				}
			}
		}
	}
	return rows, nil
}
