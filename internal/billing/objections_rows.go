package billing

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// aimAtRows finds the counted rows that an objection is against. They are rows
// that the bill was charged by, of what the objection is about: of its service
// where it has one. Rows of one cost centre and service make the objection one
// about that. The amount is the rows' part of the lines, by days, rounded down
// to the öre.
func aimAtRows(tx Tx, o *chargeback.Objection, bill *BillView, scope chargeback.Scope, rows []chargeback.ObjectedRow) error {
	header, ok, err := tx.Run(bill.Status.Run)
	if err != nil {
		return err
	}
	if !ok || header.Retired {
		return rowError(rows[0])
	}
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b chargeback.ObjectedRow) int {
		return cmp.Or(strings.Compare(a.Table, b.Table), strings.Compare(a.ID, b.ID))
	})
	o.Rows = slices.Compact(rows)
	share := rowShare{tx: tx, bill: bill, facts: header.Facts, objected: make(map[chargeback.LineKey]int64)}
	for _, row := range o.Rows {
		if err := share.add(o, scope, row); err != nil {
			return err
		}
	}
	if o.Amount, err = share.amount(o); err != nil {
		return err
	}
	// What all rows have in common is what the objection is about.
	var keys []chargeback.LineKey
	for key := range share.objected {
		keys = append(keys, key)
	}
	same := func(equal func(a, b chargeback.LineKey) bool) bool {
		return !slices.ContainsFunc(keys, func(k chargeback.LineKey) bool { return !equal(k, keys[0]) })
	}
	if o.About.Model == 0 && same(func(a, b chargeback.LineKey) bool { return a.Model == b.Model && a.Object == b.Object }) {
		o.About.Model, o.About.Object = keys[0].Model, keys[0].Object
	}
	if o.About.CostCenter == "" && same(func(a, b chargeback.LineKey) bool { return a.CostCenter == b.CostCenter }) {
		o.About.CostCenter = keys[0].CostCenter
	}
	return nil
}

func rowError(row chargeback.ObjectedRow) error {
	return &chargeback.Error{Code: chargeback.ObjectionRow, Value: row.ID}
}

// rowShare adds up the days of objected rows.
type rowShare struct {
	tx    Tx
	bill  *BillView
	facts int64
	// objected are the days by cost centre and service, without category.
	objected map[chargeback.LineKey]int64
}

// add finds a row on the bill and adds its days.
func (s *rowShare) add(o *chargeback.Objection, scope chargeback.Scope, row chargeback.ObjectedRow) error {
	model := allocation.Model(0)
	for m, t := range countedTables {
		if t.table == row.Table {
			model = m
		}
	}
	if model == 0 {
		return rowError(row)
	}
	records, err := s.rows(model, "id", []string{row.ID})
	if err != nil {
		return err
	}
	department, found := o.About.Department, false
	for _, r := range records {
		key := r.key
		key.Department = department
		if s.bill.Names.DepartmentOf(key.CostCenter) == department && scope.CostCenter(department, key.CostCenter) &&
			(o.About.CostCenter == "" || o.About.CostCenter == key.CostCenter) &&
			(o.About.Model == 0 || o.About.Model == key.Model && o.About.Object == key.Object) {
			s.objected[key] += r.days
			found = true
		}
	}
	if !found {
		return rowError(row)
	}
	return nil
}

// countedDays is a row with what it was counted as.
type countedDays struct {
	key  chargeback.LineKey // without department and category
	days int64
}

// rows returns the rows with a value that have days in the month.
func (s *rowShare) rows(model allocation.Model, column string, values []string) ([]countedDays, error) {
	t := countedTables[model]
	p := s.bill.Status.Period
	records, err := s.tx.RowsIn(s.facts, t.table, column, values, p.Span())
	if err != nil {
		return nil, err
	}
	clock := s.bill.Names.Facts.Clock(p)
	table := chargeback.TableNamed(t.table)
	var all []countedDays
	for _, r := range records {
		c := countedDays{days: clock.Days(table.Span(r))}
		c.key.CostCenter, c.key.Model = r.Cells[t.center], model
		if t.class >= 0 {
			c.key.Object = r.Cells[t.class]
		}
		if c.days > 0 {
			all = append(all, c)
		}
	}
	return all, nil
}

// amount is the objected rows' part of what was billed by them.
func (s *rowShare) amount(o *chargeback.Objection) (allocation.Ore, error) {
	var sum allocation.Sum
	for key, days := range s.objected {
		counted, err := s.rows(key.Model, "cost_center", []string{key.CostCenter})
		if err != nil {
			return 0, err
		}
		var all int64
		for _, c := range counted {
			if c.key.Object == key.Object {
				all += c.days
			}
		}
		for i := range s.bill.Statement.Lines {
			line := &s.bill.Statement.Lines[i]
			k := line.LineKey
			k.Category = ""
			if k == key && o.Concerns(line.LineKey) && all > 0 {
				sum.Add(partOf(line.Amount, days, all))
			}
		}
	}
	return sum.Total()
}

// partOf is amount × part / whole, toward zero.
func partOf(amount allocation.Ore, part, whole int64) allocation.Ore {
	product := new(big.Int).Mul(big.NewInt(int64(amount)), big.NewInt(part))
	return allocation.Ore(product.Quo(product, big.NewInt(whole)).Int64())
}
