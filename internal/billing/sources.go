package billing

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// SourceState is what one source has brought of one table for a month.
type SourceState struct {
	Table  string // of SPEC §2
	Source string // tables, or the name of a connector or ledger
	// Rows and the sum are of this month and of the month before: rows that are
	// known now and were brought by the source. The sum is öre of costs, and
	// hundredths of project hours; other tables have none.
	Rows, RowsBefore int
	Sum, SumBefore   int64
	Usual            allocation.Date // when it usually arrives for this month; 0: too little is known
	Arrived          time.Time       // zero: it has not
	Event            int64           // of the import that it arrived with
	Late             bool            // it has not arrived, and it is past the usual day, or past the month
}

// monthlyTables are those that are expected anew for every month.
var monthlyTables = []string{"costs", "project_hours", "devices", "users", "licences", "ports"}

// How sources are judged.
const (
	sourceDays   = 14 // so many days before its end a month can be told of, at the earliest
	sourceLatest = 31 // an arrival more days after the month's end was no usual one
	sourceLast   = 3  // what came for one of so many months before is expected
	sourceMonths = 12 // so many months before say what is usual
	sourceEnough = 2  // arrivals that make a usual day
)

// arrivals are what sources brought, and when.
type arrivals struct {
	imports map[int64]*chargeback.ImportTold
	order   []int64                       // of the imports
	changed map[int64]map[string]struct{} // tables that an import changed
	rows    map[string][]chargeback.Arrival
	month   allocation.Period
}

// readArrivals reads what has been imported for a month and those before it.
func readArrivals(tx Tx, p allocation.Period) (*arrivals, error) {
	a := &arrivals{
		imports: make(map[int64]*chargeback.ImportTold), changed: make(map[int64]map[string]struct{}),
		rows: make(map[string][]chargeback.Arrival), month: p,
	}
	imports, err := tx.Imports()
	if err != nil {
		return nil, err
	}
	for i := range imports {
		told := &imports[i]
		a.imports[told.Event] = told
		a.order = append(a.order, told.Event)
		var details struct{ Added, Ended map[string]int }
		if err := json.Unmarshal([]byte(told.Details), &details); err != nil {
			continue // an event that was changed: the chain tells which
		}
		tables := make(map[string]struct{})
		for table := range details.Added {
			tables[table] = struct{}{}
		}
		for table := range details.Ended {
			tables[table] = struct{}{}
		}
		a.changed[told.Event] = tables
	}
	for _, table := range monthlyTables {
		first := p.Previous()
		if ownMonth(table) {
			first = monthsBefore(p, sourceMonths)
		}
		if a.rows[table], err = tx.RowsByImport(table, first, p); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// ownMonth says whether rows of a table belong to one month.
func ownMonth(table string) bool { return table == "costs" || table == "project_hours" }

func monthsBefore(p allocation.Period, n int) allocation.Period {
	for range n {
		p = p.Previous()
	}
	return p
}

// arrived returns the import with which a source's rows of a table arrived for
// a month: of costs and hours the first that brought a row of the month which is
// known now; of other tables the first that changed any and tells of the
// month's last two weeks or of a later day.
func (a *arrivals) arrived(source, table string, p allocation.Period) *chargeback.ImportTold {
	if ownMonth(table) {
		for _, row := range a.rows[table] {
			if told := a.imports[row.Event]; row.Month == p && told != nil && told.Source == source {
				return told
			}
		}
		return nil
	}
	for _, event := range a.order {
		told := a.imports[event]
		_, changed := a.changed[event][table]
		if changed && told.Source == source && dayOf(told) >= p.Last()-sourceDays {
			return told
		}
	}
	return nil
}

// dayOf is the day that an import tells of.
func dayOf(told *chargeback.ImportTold) allocation.Date {
	if told.Day != 0 {
		return told.Day
	}
	return DayIn(told.At)
}

// states are the sources that are expected for the month: those that brought a
// table for it, or for one of the three months before it.
func (a *arrivals) states(today allocation.Date) []SourceState {
	var all []SourceState
	for _, table := range monthlyTables {
		var sources []string
		for _, event := range a.order {
			if _, ok := a.changed[event][table]; ok && !slices.Contains(sources, a.imports[event].Source) {
				sources = append(sources, a.imports[event].Source)
			}
		}
		slices.Sort(sources)
		for _, source := range sources {
			if s, expected := a.state(source, table, today); expected {
				all = append(all, s)
			}
		}
	}
	return all
}

func (a *arrivals) state(source, table string, today allocation.Date) (s SourceState, expected bool) {
	s = SourceState{Table: table, Source: source}
	if told := a.arrived(source, table, a.month); told != nil {
		s.Arrived, s.Event, expected = told.At, told.Event, true
	}
	var days []int64 // after the end of the month
	p := a.month
	for i := range sourceMonths {
		p = p.Previous()
		told := a.arrived(source, table, p)
		if told == nil {
			continue
		}
		expected = expected || i < sourceLast
		if after := int64(DayIn(told.At) - p.Last()); after >= -sourceDays && after <= sourceLatest {
			days = append(days, after)
		}
	}
	if len(days) >= sourceEnough {
		slices.Sort(days)
		s.Usual = a.month.Last() + allocation.Date(days[len(days)/2])
	}
	s.Late = s.Event == 0 && today > cmp.Or(s.Usual, a.month.Last())
	for _, row := range a.rows[table] {
		if told := a.imports[row.Event]; told == nil || told.Source != source {
			continue
		}
		switch row.Month {
		case a.month:
			s.Rows += row.Rows
			s.Sum += row.Sum
		case a.month.Previous():
			s.RowsBefore += row.Rows
			s.SumBefore += row.Sum
		}
	}
	return s, expected
}
