package billing

import (
	"context"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// ObjectionAnswer is what finance says to an objection.
type ObjectionAnswer struct {
	State chargeback.ObjectionState // accepted, answered or rejected
	Text  string
	// Changes are made when it is accepted, and only then; see
	// [chargeback.Objection.Remedy].
	Changes chargeback.ChangeSet
	Version int64 // of the objection that was read
}

// AnswerObjection answers an objection for another person than the one who made
// it. Where it is accepted its changes are made in the same transaction, as an
// import would make them; the effect says which closed months come to something
// else now, and the objection shows the amount when that is billed. effect is
// nil where nothing changed.
func (s *Service) AnswerObjection(ctx context.Context, who Actor, id chargeback.ObjectionID, in ObjectionAnswer) (o *chargeback.Objection, effect *Effect, err error) {
	err = s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActAnswer); err != nil {
			return err
		}
		if o, err = objectionIn(tx, id); err != nil {
			return err
		}
		if err := mayAnswer(who, o, &in); err != nil {
			return err
		}
		if o.Answer, err = CheckText(in.Text); err != nil {
			return err
		}
		o.State, o.Answered, effect = in.State, s.act(who), nil
		if in.State == chargeback.ObjectionAccepted {
			if effect, err = s.ApplyWithin(tx, who, in.Changes, id.String(), id.String()); err != nil {
				return err
			}
			o.Change = effect.Event
		}
		if _, err := tx.Append(s.Event(who, ActAnswer, id.String(), eventOf(o))); err != nil {
			return err
		}
		if err := tx.KeepObjection(*o); err != nil {
			return err
		}
		o.Version++
		return nil
	})
	if err != nil {
		return nil, nil, s.Refused(ctx, who, id.String(), err)
	}
	return o, effect, nil
}

// mayAnswer checks what keeps an objection from being answered.
func mayAnswer(who Actor, o *chargeback.Objection, in *ObjectionAnswer) error {
	id := o.ID.String()
	accepted := in.State == chargeback.ObjectionAccepted
	switch {
	case o.State != chargeback.ObjectionWaiting:
		return &chargeback.Error{Code: chargeback.ObjectionDone, Args: []string{id, o.Answered.Person}}
	case o.Version != in.Version:
		return &chargeback.Error{Code: chargeback.ObjectionChanged, Args: []string{id}}
	case o.Made.Person == who.Name:
		return &chargeback.Error{Code: chargeback.OwnObjection, Value: who.Name, Args: []string{id}}
	case accepted != (len(in.Changes) > 0), in.State == chargeback.ObjectionWaiting:
		return &chargeback.Error{Code: chargeback.ObjectionNoChange, Args: []string{id}}
	}
	return nil
}

// billObjections tells the accepted objections whose changes a correction bills
// where that is, and how much: those that no earlier correction of the month,
// nor the month itself, knew of.
func billObjections(tx Tx, c *chargeback.Correction, chain []chargeback.Correction) error {
	all, err := tx.Objections()
	if err != nil {
		return err
	}
	var known int64
	if len(chain) > 0 {
		known = chain[len(chain)-1].Facts
	} else {
		m, err := tx.Month(c.Month)
		if err != nil {
			return err
		}
		header, _, err := tx.Run(m.Run)
		if err != nil {
			return err
		}
		known = header.Facts
	}
	for i := range all {
		o := &all[i]
		if o.State != chargeback.ObjectionAccepted || o.Change <= known || o.Change > c.Facts {
			continue
		}
		var sum allocation.Sum
		concerned := false
		for j := range c.Lines {
			if o.Concerns(c.Lines[j].LineKey) {
				concerned = true
				sum.Add(c.Lines[j].Amount)
			}
		}
		if !concerned {
			continue
		}
		amount, err := sum.Total()
		if err != nil {
			return &chargeback.Error{Code: chargeback.Overflow, Args: []string{c.Month.String(), o.About.Department}, Err: err}
		}
		if err := tx.KeepObjectionBilling(o.ID, chargeback.ObjectionBilling{
			Correction: c.Number, Month: c.Month, Into: c.Into, Amount: amount,
		}); err != nil {
			return err
		}
	}
	return nil
}
