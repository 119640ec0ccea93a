package billing

import (
	"context"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// closing is what the log says of a month that closes: the digests prove later
// what was billed.
type closing struct {
	Run         string   `json:"run"`
	Result      string   `json:"result"`
	Cells       string   `json:"cells"`
	Corrections []string `json:"corrections"`
	Billed      string   `json:"billed"`
	Voucher     int64    `json:"voucher"`
	Accepted    string   `json:"accepted,omitempty"`
}

// Close freezes an approved month for ever and gives its voucher a number.
// Money that is unallocated must be accepted with a reason; where there is
// none, a reason is not kept.
func (s *Service) Close(ctx context.Context, who Actor, p allocation.Period, reason string) (chargeback.MonthStatus, error) {
	var m chargeback.MonthStatus
	err := s.DB.Update(ctx, func(tx Tx) (err error) {
		if err := s.Allow(tx, who, ActClose); err != nil {
			return err
		}
		if m, err = openMonth(tx, p); err != nil {
			return err
		}
		if err := s.mayClose(tx, who, m); err != nil {
			return err
		}
		header, _, err := tx.Run(m.Run)
		if err != nil {
			return err
		}
		result, err := tx.Result(m.Run)
		if err != nil {
			return err
		}
		if m.Accepted, err = accept(result, reason); err != nil {
			return err
		}
		entering, err := tx.CorrectionsInto(p)
		if err != nil {
			return err
		}
		if m.Voucher, err = nextVoucher(tx); err != nil {
			return err
		}
		details := closing{
			Run: m.Run, Result: header.Result, Cells: header.Cells, Corrections: []string{},
			Billed: plain(result.Totals.Billed), Voucher: m.Voucher, Accepted: m.Accepted,
		}
		for i := range entering {
			details.Corrections = append(details.Corrections, entering[i].Digest())
		}
		event, err := tx.Append(s.Event(who, ActClose, p.String(), details))
		if err != nil {
			return err
		}
		m.State, m.Closed = chargeback.Closed, s.act(who)
		m.Head = chargeback.ChainHead{Length: event.Number, Hash: event.Hash}
		if err := tx.KeepMonth(m); err != nil {
			return err
		}
		m.Version++
		return nil
	})
	return m, s.Refused(ctx, who, p.String(), err)
}

// mayClose checks everything that keeps a month from closing, besides
// unallocated money.
func (s *Service) mayClose(tx Tx, who Actor, m chargeback.MonthStatus) error {
	return firstRefusal(s.closeChecks(tx, who, m))
}

// closeChecks are all that a month is held to before it closes, besides
// unallocated money.
func (s *Service) closeChecks(tx Tx, who Actor, m chargeback.MonthStatus) []check {
	p := m.Period
	return []check{
		func() error { return refuseIf(m.State == chargeback.Open, chargeback.MonthOpen, p) },
		func() error { return refuseIf(m.State == chargeback.Calculated, chargeback.MonthNotApproved, p) },
		func() error {
			own := m.State == chargeback.Approved && m.Scheduled && m.Approved.Person == who.Name
			return refuseIf(own, chargeback.SameCloser, p, who.Name)
		},
		func() error { return refuseIf(s.today() <= p.Last(), chargeback.FutureMonth, p, p.Last().String()) },
		func() error { return refuseOutOfOrder(tx, p) },
		func() error { return refuseStale(tx, m) },
	}
}

// refuseOutOfOrder holds a month to the order in which months close.
func refuseOutOfOrder(tx Tx, p allocation.Period) error {
	months, err := tx.Months()
	if err != nil {
		return err
	}
	first, latest, ok := closedRange(months)
	if !ok {
		return nil
	}
	if p.Before(first) {
		return monthError(chargeback.MonthBeforeFirst, p, first.String())
	}
	return refuseIf(latest.Next() != p, chargeback.EarlierMonthOpen, p, latest.Next().String())
}

// closedRange returns the first and latest closed months. Months close in
// order, so all between them are closed.
func closedRange(months []chargeback.MonthStatus) (first, latest allocation.Period, ok bool) {
	for _, m := range months {
		if m.State != chargeback.Closed {
			continue
		}
		if !ok {
			first = m.Period
		}
		latest, ok = m.Period, true
	}
	return first, latest, ok
}

// accept returns the reason for what is unallocated, or an error where there
// is such money and no reason.
func accept(result *chargeback.Result, reason string) (string, error) {
	if len(result.Unallocated) == 0 {
		return "", nil
	}
	if reason == "" {
		return "", monthError(chargeback.UnallocatedBlocks, result.Period, plain(result.Totals.Unallocated))
	}
	return reason, checkReason(reason)
}

// nextVoucher is the number after the highest that a month has: closing gives
// every month one, so there are no gaps.
func nextVoucher(tx Tx) (int64, error) {
	months, err := tx.Months()
	if err != nil {
		return 0, err
	}
	var highest int64
	for _, m := range months {
		highest = max(highest, m.Voucher)
	}
	return highest + 1, nil
}
