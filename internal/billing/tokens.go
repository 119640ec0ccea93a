package billing

import (
	"cmp"
	"context"
	"slices"

	"chargeback/internal/chargeback"
)

// tokenEvent is what the log says of a token.
type tokenEvent struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// IssueToken stores a new token of a person, whom it registers where the name
// is new. A person who is known must have the roles and grants already: a token
// gives nobody more than they have. It is for commands on the host; pages use
// [Service.AskToken].
func (s *Service) IssueToken(ctx context.Context, who Actor, person chargeback.Person, token chargeback.APIToken) error {
	err := s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActToken); err != nil {
			return err
		}
		known, ok, err := tx.Person(person.Name)
		switch {
		case err != nil:
			return err
		case !ok:
			if err := s.register(tx, who, person); err != nil {
				return err
			}
		case !known.Active:
			return &chargeback.Error{Code: chargeback.InactivePerson, Value: person.Name}
		case !s.covers(known, person):
			return &chargeback.Error{Code: chargeback.TokenExceeds, Value: person.Name}
		}
		return s.issue(tx, who, person.Name, token)
	})
	return s.Refused(ctx, who, person.Name, err)
}

// covers says whether a person has what another would have, today.
func (s *Service) covers(known, wanted chargeback.Person) bool {
	for _, role := range wanted.Roles {
		if !known.Has(role) {
			return false
		}
	}
	for _, g := range wanted.Grants {
		if !slices.ContainsFunc(known.Grants, func(k chargeback.Grant) bool {
			return k.Department == g.Department && k.CostCenter == g.CostCenter && k.Valid.Contains(s.today())
		}) {
			return false
		}
	}
	return true
}

// issue stores a token of a registered person.
func (s *Service) issue(tx Tx, who Actor, name string, token chargeback.APIToken) error {
	if err := CheckName(token.Name); err != nil {
		return err
	}
	event, err := tx.Append(s.Event(who, ActToken, name, tokenEvent{token.ID, token.Name}))
	if err != nil {
		return err
	}
	token.Person, token.Created = name, chargeback.TokenMark{Event: event.Number, At: event.At}
	return tx.KeepToken(token)
}

// Tokens returns all tokens in the order in which they were created.
func (s *Service) Tokens(ctx context.Context, who Actor) (tokens []chargeback.APIToken, err error) {
	err = s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActReadPeople); err != nil {
			return err
		}
		tokens, err = tx.Tokens()
		return err
	})
	return tokens, s.Refused(ctx, who, "", err)
}

// RevokeToken ends a token for ever.
func (s *Service) RevokeToken(ctx context.Context, who Actor, id string) error {
	err := s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActRevoke); err != nil {
			return err
		}
		tokens, err := tx.Tokens()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(tokens, func(t chargeback.APIToken) bool { return t.ID == id && t.Revoked.Event == 0 })
		if i < 0 {
			return &chargeback.Error{Code: chargeback.UnknownToken, Value: id}
		}
		event, err := tx.Append(s.Event(who, ActRevoke, tokens[i].Person, tokenEvent{id, tokens[i].Name}))
		if err != nil {
			return err
		}
		ok, err := tx.RevokeToken(id, chargeback.TokenMark{Event: event.Number, At: event.At})
		if err == nil && !ok {
			err = &chargeback.Error{Code: chargeback.UnknownToken, Value: id}
		}
		return err
	})
	return s.Refused(ctx, who, cmp.Or(id, "-"), err)
}
