package billing

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/tables"
)

// TryOnClosed tells what a change set would have made of all closed months, and
// keeps nothing. Each is charged twice by the engine from its frozen inputs, the
// facts as they were known then: as it was, which must come to what was closed,
// and with the change. A month that cannot be charged with the change is told
// with the reason. Of a month whose counted rows are retired the counted cells
// are frozen, so that changes of prices, rules, costs and systems can be tried
// on it, and changes of its units cannot.
//
// Months are read one by one: no more are in memory than there are cores.
func (s *Service) TryOnClosed(ctx context.Context, who Actor, set chargeback.ChangeSet) (*financing.ClosedTrial, error) {
	set = set.Canonical(tables.Canonical)
	if _, err := set.Keys(); err != nil {
		return nil, err
	}
	var closed []chargeback.MonthStatus
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActBackTest); err != nil {
			return err
		}
		months, err := tx.Months()
		closed = slices.DeleteFunc(months, func(m chargeback.MonthStatus) bool { return m.State != chargeback.Closed })
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, "", err)
	}
	tried := make([]financing.ClosedMonth, len(closed))
	errs := make([]error, len(closed))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(closed)) {
		group.Go(func() {
			for n := int(next.Add(1)) - 1; n < len(closed); n = int(next.Add(1)) - 1 {
				if tried[n], errs[n] = s.tryClosed(ctx, closed[n], set); errs[n] != nil {
					stop()
				}
			}
		})
	}
	group.Wait()
	if err := firstCause(errs); err != nil {
		return nil, err
	}
	return financing.SumClosed(tried)
}

// firstCause returns the first error that is no consequence of another: what
// was stopped because of it says that it was cancelled.
func firstCause(errs []error) error {
	var first error
	for _, err := range errs {
		if err != nil && (first == nil || errors.Is(first, context.Canceled)) {
			first = err
		}
	}
	return first
}

// tryClosed tries the set on one closed month. The error is one of reading.
func (s *Service) tryClosed(ctx context.Context, m chargeback.MonthStatus, set chargeback.ChangeSet) (financing.ClosedMonth, error) {
	var in frozen
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		in, err = readFrozen(tx, m, set)
		return err
	})
	if err != nil {
		return financing.ClosedMonth{}, err
	}
	before, after, err := in.charge(set)
	if err == nil {
		var tried financing.ClosedMonth
		if tried, err = financing.CompareClosed(before, after); err == nil {
			return tried, nil
		}
	}
	return financing.ClosedMonth{Period: m.Period, Err: err}, nil
}

// frozen is what a closed month was charged from.
type frozen struct {
	header  chargeback.RunHeader
	records chargeback.Records       // all, or without the counted ones
	cells   []chargeback.CountedCell // in their place; nil where they are there
}

// beside are the tables that decide nothing about which units there are, nor
// about what they may refer to: counted cells stay as they are.
var beside = []string{
	"settings", "rules", "weights", "prices", "system_shares", "project_shares", "project_hours", "costs",
}

// recounts says whether a set may change what is counted in a month.
func recounts(set chargeback.ChangeSet) bool {
	return slices.ContainsFunc(set, func(c chargeback.RecordChange) bool {
		measure := c.Table == "settings" && (c.Put["key"] == "measure" || slices.Contains(c.Key, "measure"))
		return measure || !slices.Contains(beside, c.Table)
	})
}

// readFrozen reads the inputs of a closed month, without the counted rows where
// they are gone or have no say.
func readFrozen(tx Tx, m chargeback.MonthStatus, set chargeback.ChangeSet) (frozen, error) {
	header, ok, err := tx.Run(m.Run)
	if err != nil {
		return frozen{}, err
	}
	in := frozen{header: header}
	if !ok {
		in.header.Period = m.Period // nothing stands that it could be held against
		return in, nil
	}
	names := append(slices.Clone(smallTables), set.Tables()...)
	if header.Retired || !recounts(set) {
		if in.cells, err = tx.Cells(header.ID); err != nil {
			return in, err
		}
		in.cells = append([]chargeback.CountedCell{}, in.cells...)
	} else {
		names = append(names, chargeback.PersonTables...)
	}
	slices.Sort(names)
	in.records, err = tx.ReadFacts(header.Facts, slices.Compact(names)...)
	return in, err
}

// charge charges the month as it was and with the change. Where it changes
// nothing both are the same.
func (in *frozen) charge(set chargeback.ChangeSet) (before, after *chargeback.Run, err error) {
	p := in.header.Period
	if in.header.Retired && slices.ContainsFunc(set.Tables(), func(name string) bool { return slices.Contains(chargeback.PersonTables, name) }) {
		return nil, nil, monthError(chargeback.RowsRetired, p)
	}
	before, err = in.month(in.records, nil)
	if err != nil || before.Result().Digest() != in.header.Result {
		return nil, nil, &chargeback.Error{Code: chargeback.NotProved, Args: []string{p.String(), "1"}, Err: err}
	}
	plan, err := set.Plan(in.records)
	if err != nil {
		return nil, nil, err
	}
	if plan.Empty() {
		return before, before, nil
	}
	after, err = in.month(plan.Merge(in.records), before)
	return before, after, err
}

// month charges the month from rows. Counted cells stand for the rows that are
// not there only where the month counts as known does.
func (in *frozen) month(records chargeback.Records, known *chargeback.Run) (*chargeback.Run, error) {
	p := in.header.Period
	set, err := dataSet(records)
	if err != nil {
		return nil, err
	}
	var counts *chargeback.Counts
	switch {
	case in.cells == nil:
		counts = chargeback.Count(&set.Large, set.Facts.CostCenters.Len(), set.Facts.Clock(p))
	case known != nil && known.Month.Facts.Setting("measure", p) != set.Facts.Setting("measure", p):
		return nil, monthError(chargeback.RowsRetired, p)
	default:
		counts, err = set.Facts.CountsOf(in.cells)
		if errors.Is(err, &chargeback.Error{Code: chargeback.UnknownCell}) && known != nil {
			return nil, monthError(chargeback.RowsRetired, p) // which units the change would leave nobody can say
		}
		if err != nil {
			return nil, err
		}
	}
	month, err := chargeback.NewMonth(set.Facts, counts, p)
	if err != nil {
		return nil, err
	}
	return month.Charge(nil)
}
