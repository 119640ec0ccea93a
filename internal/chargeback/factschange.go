package chargeback

import "chargeback/allocation"

// FactsChange is what a [ChangeSet] makes of a data set, read by the same rules
// as an import.
type FactsChange struct {
	Plan  *Plan
	Facts *Facts // after the change
	// SameCodes says that no code has come or gone, so that numbers of the facts
	// before stand for the same things.
	SameCodes bool
	// Systems are the numbers of the systems after the change, by their numbers
	// before it; nil where they stay. It is not told beside Whole.
	Systems []int32
	// Before and After are the counted rows that change, complete for every unit
	// and user among them. They are nil where no counted row does.
	Before, After *Large
	// Whole are all counted rows after the change, where they must be counted
	// anew; else nil.
	Whole *Large
}

// Count counts a month after the change. known are the counts of the same month
// before it; they stay as they are.
func (c *FactsChange) Count(known *Counts, p allocation.Period) *Counts {
	centers, clock := c.Facts.CostCenters.Len(), c.Facts.Clock(p)
	switch {
	case c.Whole != nil:
		return Count(c.Whole, centers, clock)
	case c.Systems != nil:
		known = known.renumber(c.Facts.Applications.Len(), c.Systems, c.Facts.Systems.Len())
	}
	if c.Before == nil {
		return known
	}
	return known.Replace(Count(c.Before, centers, clock), Count(c.After, centers, clock))
}

// Month makes a month ready as it is after the change. known is the same month
// before it.
func (c *FactsChange) Month(known *Month) (*Month, error) {
	counts := c.Count(known.Counts, known.Period)
	if !c.SameCodes {
		return NewMonth(c.Facts, counts, known.Period)
	}
	return known.With(c.Facts, counts, c.Tables())
}

// Tables are the names of the tables that change.
func (c *FactsChange) Tables() []string {
	var names []string
	for _, change := range c.Plan.Changes() {
		names = append(names, change.Table)
	}
	return names
}

// Touches says whether the change can have a say in a month. A row of a table
// whose rows count by day or by month touches the months that it is valid in;
// any other touches all.
func (c *FactsChange) Touches(p allocation.Period) bool {
	if !c.SameCodes {
		return true
	}
	span, first, last := p.Span(), p.First().String(), p.Last().String()
	for i := range c.Plan.Tables {
		t := c.Plan.Tables[i].Table
		for _, r := range c.Plan.Tables[i].Rows() {
			if t.counts(r, span, first, last) {
				return true
			}
		}
	}
	return false
}

// counts says whether a row may count in a month, whose days are given as a
// span and as texts.
func (t *Table) counts(r Record, month allocation.Span, first, last string) bool {
	if TableNamed(t.Name) == nil {
		return false // mappings and plan tables have no say in a month
	}
	switch t.Name {
	case "settings", "rules", "weights", "prices", "system_shares", "project_shares", "devices", "users", "licences", "ports":
		return t.Span(r).Overlaps(month)
	case "project_hours":
		return r.Cells[t.Column("month")] == first[:len("2017-03")]
	case "costs":
		from := t.Column("from")
		begins, ends := r.Cells[from], r.Cells[from+1]
		if begins == "" {
			begins, ends = r.Cells[t.Column("date")], r.Cells[t.Column("date")]
		}
		return begins <= last && first <= ends
	}
	return true
}

// Rows are the rows that differ: of changed and new keys, those that were known
// and are not, and those that are and were not.
func (t *TablePlan) Rows() []Record {
	ended := make(map[int64]bool, len(t.Change.Ended))
	for _, row := range t.Change.Ended {
		ended[row] = true
	}
	var rows []Record
	for i := range t.Changed {
		for _, r := range t.Changed[i].Before {
			if ended[r.Row] {
				rows = append(rows, r)
			}
		}
	}
	return append(rows, t.Change.Added...)
}
