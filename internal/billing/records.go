package billing

import (
	"context"

	"chargeback/allocation"
	"chargeback/internal/audit"
)

// PublicRecords are what of a month is handed out to anybody who asks
// (offentlighetsprincipen, TF ch. 2), and how much was withheld.
type PublicRecords struct {
	*Statements
	Month  allocation.Period
	Events []audit.Event // of the month; without where from
	Head   audit.Head    // of the chain

	Units   int // rows of single computers, accounts, licences and network units that were not handed out
	Origins int // network addresses that were not
	Logins  int // events of logging in and of people that were not
}

// Records puts together the public records of a closed month, and writes to the
// log that they were released.
func (s *Service) Records(ctx context.Context, who Actor, p allocation.Period) (*PublicRecords, error) {
	r := &PublicRecords{Month: p}
	err := s.DB.Update(ctx, func(tx Tx) (err error) {
		if err := s.Allow(tx, who, ActRecords); err != nil {
			return err
		}
		m, err := closedMonth(tx, p)
		if err != nil {
			return err
		}
		if r.Statements, err = statements(tx, p); err != nil {
			return err
		}
		cells, err := tx.Cells(m.Run)
		if err != nil {
			return err
		}
		r.Units, r.Events, r.Origins, r.Logins = len(cells), nil, 0, 0
		for e, err := range tx.Events(1) {
			if err != nil {
				return err
			}
			switch {
			case isAboutPeople(Action(e.Action)):
				r.Logins++
			case e.Subject == p.String():
				r.Origins++
				event := *e
				event.Origin = ""
				r.Events = append(r.Events, event)
			}
		}
		if r.Head, err = tx.ChainHead(); err != nil {
			return err
		}
		_, err = tx.Append(s.Event(who, ActRecords, p.String(), struct {
			Bills  int `json:"bills"`
			Events int `json:"events"`
		}{len(r.List), len(r.Events)}))
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, p.String(), err)
	}
	return r, nil
}

// isAboutPeople says whether an action is about who may log in.
func isAboutPeople(action Action) bool {
	switch action {
	case ActPerson, ActDeputy, ActReadPeople, ActPassword, ActToken, ActRevoke, ActIdentity, ActRequest, ActDecide, ActLogin, ActLoginFailed,
		ActLogout, ActProfile, ActDenied:
		return true
	}
	return false
}
