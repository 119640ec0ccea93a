package billing

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// monthsWithCosts returns the months from the first with the date of a cost to
// the last, as the facts know them.
func monthsWithCosts(tx Tx) ([]allocation.Period, error) {
	records, err := tx.ReadFacts(0, smallTables...)
	if err != nil || len(records["costs"]) == 0 {
		return nil, err
	}
	set, err := dataSet(records)
	if err != nil {
		return nil, err
	}
	return set.Facts.Months(), nil
}

// mergeMonths adds open months to stored ones.
func mergeMonths(stored []chargeback.MonthStatus, months []allocation.Period) []chargeback.MonthStatus {
	all := slices.Clone(stored)
	for _, p := range months {
		if !slices.ContainsFunc(stored, func(m chargeback.MonthStatus) bool { return m.Period == p }) {
			all = append(all, chargeback.MonthStatus{Period: p})
		}
	}
	slices.SortFunc(all, func(a, b chargeback.MonthStatus) int { return comparePeriods(a.Period, b.Period) })
	return all
}

func comparePeriods(a, b allocation.Period) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month))
}

// Waiting is what a month waits for, besides the next step of its life.
type Waiting struct {
	Stale      bool // calculated or approved from facts that have changed
	Correction bool // closed, and facts of it have changed: it would come to something else now
}

// WaitingFor tells what each month waits for. It charges closed months anew
// where their facts changed after what stands, so it takes a while on large
// sets; what it found is kept for as long as it holds.
func (s *Service) WaitingFor(ctx context.Context, months []chargeback.MonthStatus) (map[allocation.Period]Waiting, error) {
	waiting := make(map[allocation.Period]Waiting)
	err := s.DB.View(ctx, func(tx Tx) error {
		number, err := tx.FactsNumber()
		if err != nil || number == 0 {
			return err
		}
		facts := &snapshot{number: number}
		for _, m := range months {
			if m.State == chargeback.Open {
				continue
			}
			w, err := s.waitingFor(tx, m, facts)
			if err != nil {
				return err
			}
			if w != (Waiting{}) {
				waiting[m.Period] = w
			}
		}
		return nil
	})
	return waiting, err
}

// waitingFor tells what a month with a run waits for. The rows of the facts are
// read if they are needed. All that it depends on are the month, the number of
// the facts, whether the run's rows are retired, and the corrections of and
// into the month, to which there only come more.
func (s *Service) waitingFor(tx Tx, m chargeback.MonthStatus, facts *snapshot) (Waiting, error) {
	header, ok, err := tx.Run(m.Run)
	if err != nil || !ok {
		return Waiting{Stale: !ok && m.State != chargeback.Closed}, err
	}
	chain, err := tx.CorrectionsOf(m.Period)
	if err != nil {
		return Waiting{}, err
	}
	entering, err := tx.CorrectionsInto(m.Period)
	if err != nil {
		return Waiting{}, err
	}
	key := fmt.Sprint(m.Period, m.State, m.Run, facts.number, header.Retired, len(chain), len(entering))
	return s.shelf.waiting.Get(key, keptWaiting, func() (w Waiting, err error) {
		if m.State != chargeback.Closed && facts.number == header.Facts && chargeback.SameCorrections(header.Inputs, entering) {
			return w, nil
		}
		if facts.records == nil {
			if facts.records, err = tx.ReadFacts(facts.number); err != nil {
				return w, err
			}
		}
		if m.State != chargeback.Closed {
			inputs := chargeback.DigestInputs(facts.records, m.Period, entering)
			w.Stale = inputs.RunID() != m.Run
			return w, nil
		}
		c, err := correctionOf(tx, m, facts.number, facts.records)
		w.Correction = c != nil
		return w, err
	})
}

// NeedsCorrection returns the closed months that would come to something else
// with the given rows than what stands (SPEC §9, import). Months whose rows
// are retired are left out: they cannot be corrected.
func NeedsCorrection(tx Tx, number int64, records chargeback.Records) ([]allocation.Period, error) {
	months, err := tx.Months()
	if err != nil {
		return nil, err
	}
	var found []allocation.Period
	for _, m := range months {
		if m.State != chargeback.Closed {
			continue
		}
		c, err := correctionOf(tx, m, number, records)
		if err != nil {
			return nil, err
		}
		if c != nil {
			found = append(found, m.Period)
		}
	}
	return found, nil
}
