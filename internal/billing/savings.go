package billing

import (
	"cmp"
	"context"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Savings are what a department pays for and seems not to use.
type Savings struct {
	Month   allocation.Period
	Idle    int64           // days without use from which something is told
	Since   allocation.Date // last used before this day: so many days before the month's last
	List    []Saving        // largest amount first
	Amount  allocation.Ore  // of all
	Retired bool            // the rows are gone (retention): nothing can be told
}

// Saving is one class of computers, or one application, that is paid for and
// not used.
type Saving struct {
	Model  allocation.Model
	Object string // class; application, or system of the licences
	Name   string // of the object; empty where the language names it
	Units  []IdleUnit
	Amount allocation.Ore
}

// IdleUnit is a computer that nobody has seen, or a licence that nobody has
// used.
type IdleUnit struct {
	ID         string // a pseudonym: of the computer, or of the account that has the licence
	CostCenter string
	Label      string          // an asset tag; may be empty
	Last       allocation.Date // when it was seen or used last; 0: never
	Days       int64           // counted in the month
}

// idleDays is how long something goes without use before it is told.
const idleDays = 90

// Savings finds what a department, or the part of it that the scope covers, or
// one cost centre where it is named, pays for in a month without using it:
// licences that were not used for 90 days or never, and computers that were not
// seen for 90 days, up to the month's last day and by the facts that the month
// was calculated from. Told is only what is still there on that day, was there
// all of the 90 days, and is on the bill. A computer without last_seen is not
// told, nor are licences of an application for which no licence at all has
// last_used: their source does not say.
//
// Their amount is what they were billed: of the bill lines of a cost centre and
// a class (or application, or system that is shared by its users), over all
// categories and whether at cost or by price,
//
//	amount × days of the idle units / days of all units
//
// each in item-days as counted in the month, rounded half away from zero to the
// öre once per cost centre and class. At cost it is no promise of what would be
// saved: what one department no longer counts, the others bear.
//
// What may not be read, or has no bill, is NoSuchDepartment, as in
// [Service.Bill].
func (s *Service) Savings(ctx context.Context, scope chargeback.Scope, p allocation.Period, department, costCenter string) (*Savings, error) {
	bill, err := s.Bill(ctx, scope, p, department, costCenter)
	if err != nil {
		return nil, err
	}
	found := &Savings{Month: p, Idle: idleDays, Since: p.Last() - idleDays}
	var idle []idleRow
	err = s.DB.View(ctx, func(tx Tx) error {
		header, ok, err := tx.Run(bill.Status.Run)
		if err != nil || !ok {
			return err
		}
		if found.Retired = header.Retired; found.Retired {
			return nil
		}
		idle, err = s.shelf.idle.Get(header.ID+" "+department, keptBills, func() ([]idleRow, error) {
			told, err := s.shelf.told.Get(header.ID, keptMonths, func() (map[string]bool, error) { return tellUse(tx, header.Facts) })
			if err != nil {
				return nil, err
			}
			return idleOf(tx, header.Facts, bill.Names, department, found.Since, told)
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, found.add(bill, idle)
}

// idleRow is an idle unit of something.
type idleRow struct {
	IdleUnit
	model  allocation.Model
	object string
}

// add puts a price on what is idle. Rows of cost centres and objects that are
// not on the bill are left out.
func (s *Savings) add(bill *BillView, idle []idleRow) error {
	type place struct {
		model              allocation.Model
		object, costCenter string
	}
	billed := make(map[place]*allocation.Sum)
	names := make(map[place]string)
	for i := range bill.Statement.Lines {
		l := &bill.Statement.Lines[i]
		at := place{l.Model, l.Object, l.CostCenter}
		if billed[at] == nil {
			billed[at] = new(allocation.Sum)
		}
		billed[at].Add(l.Amount)
		names[at] = l.ObjectName
	}
	days := make(map[place]int64)
	at := make(map[place]int)
	for _, row := range idle {
		here := place{row.model, row.object, row.CostCenter}
		if billed[here] == nil {
			continue
		}
		all := place{row.model, row.object, ""}
		n, known := at[all]
		if !known {
			n = len(s.List)
			at[all] = n
			s.List = append(s.List, Saving{Model: row.model, Object: row.object, Name: names[here]})
		}
		s.List[n].Units = append(s.List[n].Units, row.IdleUnit)
		days[here] += row.Days
	}
	for here, idle := range days {
		amount, err := billed[here].Total()
		if err != nil {
			return err
		}
		counted := bill.Names.LicenceDays(here.object, here.costCenter)
		if here.model == allocation.Device {
			counted = bill.Names.PlacedDays(here.model, here.object, here.costCenter)
		}
		part := chargeback.PartOf(amount, idle, counted)
		s.List[at[place{here.model, here.object, ""}]].Amount += part
		s.Amount += part
	}
	slices.SortFunc(s.List, func(a, b Saving) int {
		return cmp.Or(cmp.Compare(b.Amount, a.Amount), cmp.Compare(a.Model, b.Model), compareCodes(a.Object, b.Object))
	})
	return nil
}

// idleOf returns what is idle at the cost centres of a department, by cost
// centre and id. told are the objects whose licences say when they were used.
func idleOf(tx Tx, facts int64, m *chargeback.Month, department string, since allocation.Date, told map[string]bool) ([]idleRow, error) {
	centers := m.CostCentersOf(department)
	rows, err := idleDevices(tx, facts, m, centers, since)
	if err != nil {
		return nil, err
	}
	licences, err := licencesAt(tx, facts, m.Facts.Clock(m.Period), m.Period, centers, func(object string) bool { return told[object] })
	if err != nil {
		return nil, err
	}
	for _, l := range licences {
		last, _ := allocation.ParseDate(l.lastUsed)
		if last >= since || l.whole.From > since || !l.counted.Contains(m.Period.Last()) {
			continue
		}
		row := idleRow{IdleUnit{ID: l.user, CostCenter: l.costCenter, Last: last, Days: l.days}, allocation.User, l.object}
		if _, ok := m.Facts.Systems.Index(l.object); ok {
			row.model = allocation.System
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b idleRow) int {
		return cmp.Or(compareCodes(a.CostCenter, b.CostCenter), compareCodes(a.ID, b.ID), compareCodes(a.object, b.object))
	})
	return rows, nil
}

// idleDevices returns the computers of cost centres that have not been seen.
func idleDevices(tx Tx, facts int64, m *chargeback.Month, centers []string, since allocation.Date) ([]idleRow, error) {
	t, clock := chargeback.TableNamed("devices"), m.Facts.Clock(m.Period)
	records, err := tx.RowsIn(facts, t.Name, "cost_center", centers, m.Period.Span())
	if err != nil {
		return nil, err
	}
	class, center, label, seen := t.Column("class"), t.Column("cost_center"), t.Column("label"), t.Column("last_seen")
	var rows []idleRow
	for _, r := range records {
		last, ok := allocation.ParseDate(r.Cells[seen])
		valid := t.Span(r)
		days := clock.Days(valid)
		if !ok || last >= since || valid.From > since || !valid.Contains(m.Period.Last()) || days == 0 {
			continue
		}
		rows = append(rows, idleRow{
			IdleUnit{ID: r.Cells[0], CostCenter: r.Cells[center], Label: r.Cells[label], Last: last, Days: days},
			allocation.Device, r.Cells[class],
		})
	}
	return rows, nil
}

// tellUse finds the applications and systems whose licences say when they were
// used.
func tellUse(tx Tx, facts int64) (map[string]bool, error) {
	t := chargeback.TableNamed("licences")
	records, err := tx.ReadFacts(facts, t.Name)
	if err != nil {
		return nil, err
	}
	object, used := t.Column("application"), t.Column("last_used")
	told := make(map[string]bool)
	for _, r := range records[t.Name] {
		if r.Cells[used] != "" {
			told[r.Cells[object]] = true
		}
	}
	return told, nil
}
