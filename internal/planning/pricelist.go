package planning

import (
	"context"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// listEvent is what the log says of a price list.
type listEvent struct {
	Year     int    `json:"year"`
	From     string `json:"from"`
	State    string `json:"state"`
	Scenario string `json:"scenario,omitempty"`
	Prices   int    `json:"prices,omitempty"`
	Answer   string `json:"answer,omitempty"`
	Change   int64  `json:"change,omitempty"`
}

// PriceLists returns all price lists, the latest first.
func (s *Service) PriceLists(ctx context.Context, who billing.Actor) ([]chargeback.PriceList, error) {
	var all []chargeback.PriceList
	err := s.Billing.DB.View(ctx, func(tx billing.Tx) (err error) {
		if err := s.Billing.Allow(tx, who, billing.ActReadPlans); err != nil {
			return err
		}
		all, err = tx.PriceLists()
		return err
	})
	return all, s.Billing.Refused(ctx, who, "", err)
}

// Propose makes a price list of what a kept plan sets, from the first day of
// the plan's year, for finance to decide on. notice is the day by which
// departments must have been told; it lies before that day. The IT chief may.
func (s *Service) Propose(ctx context.Context, who billing.Actor, id string, notice allocation.Date, reason string) (*chargeback.PriceList, error) {
	sc, result, err := s.Result(ctx, who, id)
	if err != nil {
		return nil, err
	}
	list, err := newPriceList(sc, result, notice)
	if err != nil {
		return nil, err
	}
	err = s.Billing.DB.Update(ctx, func(tx billing.Tx) error {
		if err := s.Billing.Allow(tx, who, billing.ActPropose); err != nil {
			return err
		}
		if list.Reason, err = billing.CheckText(reason); err != nil {
			return err
		}
		known, err := scenario(tx, id)
		if err != nil {
			return err
		}
		if known.Version != sc.Version {
			return &chargeback.Error{Code: chargeback.ScenarioChanged, Value: known.Name}
		}
		if err := afterClosed(tx, list); err != nil {
			return err
		}
		lists, err := tx.PriceLists()
		if err != nil {
			return err
		}
		list.Number = int64(len(lists)) + 1
		list.Proposed = s.act(who)
		event := listEvent{Year: list.Year, From: list.From.String(), State: list.State.String(), Scenario: id, Prices: len(list.Prices)}
		if _, err := tx.Append(s.Billing.Event(who, billing.ActPropose, list.String(), event)); err != nil {
			return err
		}
		return tx.KeepPriceList(*list)
	})
	if err != nil {
		return nil, s.Billing.Refused(ctx, who, id, err)
	}
	list.Version++
	return list, nil
}

// newPriceList is what a plan sets.
func newPriceList(sc *chargeback.Scenario, result *Result, notice allocation.Date) (*chargeback.PriceList, error) {
	proposal := result.Tried.Prices
	if proposal == nil || len(proposal.Prices) == 0 {
		return nil, &chargeback.Error{Code: chargeback.NoPrices, Value: sc.Name}
	}
	list := &chargeback.PriceList{
		Year: sc.Year, From: allocation.Period{Year: sc.Year, Month: 1}.First(), Notice: notice, Scenario: sc.ID, Changes: proposal.Changes,
	}
	if notice >= list.From {
		return nil, &chargeback.Error{Code: chargeback.PriceListNotice, Args: []string{notice.String(), list.From.String()}}
	}
	for i := range proposal.Prices {
		p := &proposal.Prices[i]
		list.Prices = append(list.Prices, chargeback.ListedPrice{
			Model: p.Model, Class: p.Class, Name: p.Name, VolumeMicro: p.VolumeMicro, TodayMicro: p.TodayMicro, HasToday: p.HasToday,
			ExactMicro: p.ExactMicro, PriceMicro: p.PriceMicro, Over: p.Over(),
		})
	}
	for _, d := range result.Bills(sc.Kind) {
		list.Bills = append(list.Bills, chargeback.ListedBill{Code: d.Code, Name: d.Name, Before: d.Before, After: d.After})
	}
	return list, nil
}

// afterClosed refuses a list that would count in a closed month.
func afterClosed(tx billing.Tx, list *chargeback.PriceList) error {
	months, err := tx.Months()
	if err != nil {
		return err
	}
	for _, m := range months {
		if m.State == chargeback.Closed && !m.Period.Before(list.From.Period()) {
			return &chargeback.Error{Code: chargeback.PriceListClosed, Args: []string{list.From.String(), m.Period.String()}}
		}
	}
	return nil
}

// Decide approves or rejects a price list that waits. Approving makes it facts,
// in the same transaction. Finance may, and not who proposed it; who proposed
// it may only withdraw it.
func (s *Service) Decide(ctx context.Context, who billing.Actor, number int64, state chargeback.PriceListState, answer string) (*chargeback.PriceList, error) {
	var list chargeback.PriceList
	err := s.Billing.DB.Update(ctx, func(tx billing.Tx) (err error) {
		list, err = s.decide(tx, who, number, state, answer)
		return err
	})
	if err != nil {
		return nil, s.Billing.Refused(ctx, who, strconv.FormatInt(number, 10), err)
	}
	return &list, nil
}

func (s *Service) decide(tx billing.Tx, who billing.Actor, number int64, state chargeback.PriceListState, answer string) (list chargeback.PriceList, err error) {
	action := billing.ActDecideList
	if state == chargeback.PricesWithdrawn {
		action = billing.ActPropose
	}
	if err := s.Billing.Allow(tx, who, action); err != nil {
		return list, err
	}
	list, ok, err := tx.PriceList(number)
	switch {
	case err != nil:
		return list, err
	case !ok:
		return list, &chargeback.Error{Code: chargeback.NoSuchPriceList, Value: strconv.FormatInt(number, 10)}
	case list.State != chargeback.PricesProposed:
		return list, &chargeback.Error{Code: chargeback.PriceListDecided, Args: []string{list.String(), list.Decided.Person}}
	case state != chargeback.PricesWithdrawn && list.Proposed.Person == who.Name:
		return list, &chargeback.Error{Code: chargeback.OwnPriceList, Value: who.Name, Args: []string{list.String()}}
	}
	if answer != "" || state == chargeback.PricesRejected {
		if list.Answer, err = billing.CheckText(answer); err != nil {
			return list, err
		}
	}
	list.State, list.Decided = state, s.act(who)
	if state == chargeback.PricesApproved {
		if err := afterClosed(tx, &list); err != nil {
			return list, err
		}
		effect, err := s.Billing.ApplyWithin(tx, who, list.Changes, list.String(), "price_list "+list.String())
		if err != nil {
			return list, err
		}
		list.Change = effect.Event
	}
	event := listEvent{Year: list.Year, From: list.From.String(), State: state.String(), Answer: list.Answer, Change: list.Change}
	if _, err := tx.Append(s.Billing.Event(who, action, list.String(), event)); err != nil {
		return list, err
	}
	if err := tx.KeepPriceList(list); err != nil {
		return list, err
	}
	list.Version++
	return list, nil
}
