package billing

import (
	"context"
	"net/mail"
	"slices"
	"strconv"

	"chargeback/internal/chargeback"
)

// ChangePassword stores the hash of a new password that the actor chose; who
// calls has seen the old one. All sessions of before end. It returns what is
// stored.
func (s *Service) ChangePassword(ctx context.Context, who Actor, hash string) (c chargeback.Credential, err error) {
	err = s.DB.Update(ctx, func(tx Tx) error {
		if _, err := activePerson(tx, who.Name); err != nil {
			return err
		}
		c, err = s.setPassword(tx, who, who.Name, hash, false)
		return err
	})
	return c, err
}

// setPassword stores a hash, of a password for one time or one that was chosen.
func (s *Service) setPassword(tx Tx, who Actor, name, hash string, once bool) (chargeback.Credential, error) {
	if _, err := tx.Append(s.Event(who, ActPassword, name, struct {
		Once bool `json:"once"`
	}{once})); err != nil {
		return chargeback.Credential{}, err
	}
	c, err := s.newEpoch(tx, name)
	if err != nil {
		return c, err
	}
	c.Hash, c.MustChange = hash, once
	return c, tx.KeepCredential(c)
}

// LogOutEverywhere ends all sessions of a person: one's own, or as an
// administrator another's.
func (s *Service) LogOutEverywhere(ctx context.Context, who Actor, name string) error {
	err := s.DB.Update(ctx, func(tx Tx) error {
		if who.Name != name {
			if err := s.Allow(tx, who, ActPerson); err != nil {
				return err
			}
		}
		if _, err := activePerson(tx, name); err != nil {
			return err
		}
		if _, err := tx.Append(s.Event(who, ActLogout, name, struct {
			Everywhere bool `json:"everywhere"`
		}{true})); err != nil {
			return err
		}
		_, err := s.newEpoch(tx, name)
		return err
	})
	return s.Refused(ctx, who, name, err)
}

// FirstAdmin gives an administrator who has no password the hash of a one-time
// password, where nobody can log in yet, and returns the name: the first active
// administrator's, or of one that is made. Otherwise the name is empty and
// nothing is done.
func (s *Service) FirstAdmin(ctx context.Context, who Actor, hash string) (name string, err error) {
	err = s.DB.Update(ctx, func(tx Tx) error {
		name = ""
		credentials, err := tx.Credentials()
		if err != nil || slices.ContainsFunc(credentials, func(c chargeback.Credential) bool { return c.Hash != "" }) {
			return err
		}
		identities, err := tx.Identities()
		if err != nil || len(identities) > 0 {
			return err
		}
		persons, err := tx.Persons()
		if err != nil {
			return err
		}
		taken := map[string]bool{}
		for _, p := range persons {
			taken[p.Name] = true
			if name == "" && p.Active && p.Has(chargeback.Admin) {
				name = p.Name
			}
		}
		if name == "" {
			name = "admin"
			for n := 2; taken[name]; n++ {
				name = "admin" + strconv.Itoa(n)
			}
			admin := chargeback.Person{Name: name, Roles: []chargeback.Role{chargeback.Admin}, Active: true}
			if err := s.register(tx, who, admin); err != nil {
				return err
			}
		}
		_, err = s.setPassword(tx, who, name, hash, true)
		return err
	})
	return name, err
}

// maxEmail is the longest address that mail knows, in bytes (RFC 5321).
const maxEmail = 254

// SetProfile stores the actor's own address for mail and language; either may
// be empty.
func (s *Service) SetProfile(ctx context.Context, who Actor, email, language string) error {
	if err := checkProfile(email, language); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx Tx) error {
		person, err := activePerson(tx, who.Name)
		if err != nil || person.Email == email && person.Language == language {
			return err
		}
		if _, err := tx.Append(s.Event(who, ActProfile, who.Name, struct {
			Language string `json:"language"`
			Email    bool   `json:"email"` // whether there is one: addresses stay out of the log
		}{language, email != ""})); err != nil {
			return err
		}
		person.Email, person.Language = email, language
		return tx.KeepPerson(person)
	})
}

// checkProfile refuses addresses that no mail reaches and languages that the
// product does not speak.
func checkProfile(email, language string) error {
	if email != "" {
		address, err := mail.ParseAddress(email)
		if err != nil || address.Address != email || address.Name != "" || len(email) > maxEmail || !printable(email) {
			return &chargeback.Error{Code: chargeback.BadEmail, Value: email}
		}
	}
	if language != "" && !slices.Contains(chargeback.Languages, language) {
		return &chargeback.Error{Code: chargeback.BadLanguage, Value: language, Args: chargeback.Languages}
	}
	return nil
}

// activePerson returns a person that may act.
func activePerson(tx Tx, name string) (chargeback.Person, error) {
	person, ok, err := tx.Person(name)
	switch {
	case err != nil:
		return person, err
	case !ok:
		return person, &chargeback.Error{Code: chargeback.UnknownPerson, Value: name}
	case !person.Active:
		return person, &chargeback.Error{Code: chargeback.InactivePerson, Value: name}
	}
	return person, nil
}
