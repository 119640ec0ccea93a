package billing

import (
	"cmp"
	"context"
	"slices"

	"chargeback/internal/chargeback"
)

// personEvent is what the log says of a person.
type personEvent struct {
	Name   string   `json:"name"`
	Roles  []string `json:"roles"`
	Grants []string `json:"grants"`
	Active bool     `json:"active"`
}

// Register stores a person with roles and grants, in place of what was stored
// of the name. While no person is registered anybody may, but the first one
// must be an administrator: otherwise nobody could register the next.
//
// An empty address for mail or language leaves what was known.
//
// It asks nobody else: it is for commands on the host. Pages use [Service.AskPerson].
func (s *Service) Register(ctx context.Context, who Actor, person chargeback.Person) error {
	err := s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActPerson); err != nil {
			return err
		}
		if err := checkProfile(person.Email, person.Language); err != nil {
			return err
		}
		known, _, err := tx.Person(person.Name)
		if err != nil {
			return err
		}
		becomes := person
		becomes.Email, becomes.Language = cmp.Or(person.Email, known.Email), cmp.Or(person.Language, known.Language)
		return s.register(tx, who, becomes)
	})
	return s.Refused(ctx, who, person.Name, err)
}

// register stores a person. What the person began with other roles or grants
// ends: sessions are of an epoch.
func (s *Service) register(tx Tx, who Actor, person chargeback.Person) error {
	sortRoles(&person)
	if err := checkPerson(tx, who, person); err != nil {
		return err
	}
	known, _, err := tx.Person(person.Name)
	if err != nil {
		return err
	}
	if samePerson(known, person) {
		return nil
	}
	if _, err := tx.Append(s.Event(who, ActPerson, person.Name, personTold(person))); err != nil {
		return err
	}
	if err := tx.KeepPerson(person); err != nil {
		return err
	}
	if samePowers(known, person) {
		return nil
	}
	_, err = s.newEpoch(tx, person.Name)
	return err
}

func sortRoles(person *chargeback.Person) {
	person.Roles = slices.Clone(person.Roles)
	slices.Sort(person.Roles)
	person.Roles = slices.Compact(person.Roles)
}

// personTold is what the log says of a person.
func personTold(person chargeback.Person) personEvent {
	told := personEvent{Name: person.Name, Active: person.Active, Roles: []string{}, Grants: []string{}}
	for _, role := range person.Roles {
		told.Roles = append(told.Roles, role.String())
	}
	for _, g := range person.Grants {
		told.Grants = append(told.Grants, g.Department+g.CostCenter+" "+g.Valid.From.String()+"–"+g.Valid.To.String())
	}
	return told
}

func samePerson(a, b chargeback.Person) bool {
	return a.Name == b.Name && samePowers(a, b) && a.Email == b.Email && a.Language == b.Language
}

// samePowers says whether two states of a person may do the same.
func samePowers(a, b chargeback.Person) bool {
	return a.Active == b.Active && slices.Equal(a.Roles, b.Roles) && slices.Equal(a.Grants, b.Grants)
}

// newEpoch ends what a person has begun: sessions of before end.
func (s *Service) newEpoch(tx Tx, name string) (chargeback.Credential, error) {
	c, _, err := tx.Credential(name)
	if err != nil {
		return c, err
	}
	c.Person, c.Epoch, c.Changed = name, c.Epoch+1, s.Now()
	return c, tx.KeepCredential(c)
}

// checkPerson refuses persons that nobody could be, and the loss of the last
// administrator. A command on the host may register others before there is one.
func checkPerson(tx Tx, who Actor, person chargeback.Person) error {
	if err := CheckName(person.Name); err != nil {
		return err
	}
	if len(person.Roles) == 0 && len(person.Grants) == 0 {
		return &chargeback.Error{Code: chargeback.NoRoles, Value: person.Name, Args: chargeback.Roles[1:]}
	}
	if person.Has(chargeback.Admin) && person.Has(chargeback.Finance) {
		return &chargeback.Error{Code: chargeback.RolesConflict, Value: person.Name}
	}
	if err := checkGrants(tx, person); err != nil {
		return err
	}
	if person.Active && person.Has(chargeback.Admin) {
		return nil
	}
	persons, err := tx.Persons()
	if err != nil {
		return err
	}
	lost := false
	for _, other := range persons {
		if other.Name != person.Name && other.Active && other.Has(chargeback.Admin) {
			return nil
		}
		if other.Name == person.Name && other.Active && other.Has(chargeback.Admin) {
			lost = true
		}
	}
	if who.Host && !lost {
		return nil
	}
	return &chargeback.Error{Code: chargeback.LastAdmin, Value: person.Name}
}

// checkGrants refuses grants to departments and cost centres that nobody knows.
func checkGrants(tx Tx, person chargeback.Person) error {
	if len(person.Grants) == 0 {
		return nil
	}
	records, err := tx.ReadFacts(0, "departments", "cost_centers")
	if err != nil {
		return err
	}
	known := func(table, code string) bool {
		return slices.ContainsFunc(records[table], func(r chargeback.Record) bool { return r.Cells[0] == code })
	}
	for _, g := range person.Grants {
		switch {
		case g.Department != "" && !known("departments", g.Department):
			return &chargeback.Error{Code: chargeback.UnknownCode, Value: g.Department, Args: []string{"departments"}}
		case g.CostCenter != "" && !known("cost_centers", g.CostCenter):
			return &chargeback.Error{Code: chargeback.UnknownCode, Value: g.CostCenter, Args: []string{"cost_centers"}}
		}
	}
	return nil
}

// Appoint names a deputy for the actor on given days (DECISIONS).
func (s *Service) Appoint(ctx context.Context, who Actor, d chargeback.Deputy) error {
	err := s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActDeputy); err != nil {
			return err
		}
		for _, name := range []string{d.For, d.Person} {
			if _, ok, err := tx.Person(name); err != nil || !ok {
				return cmp.Or(err, error(&chargeback.Error{Code: chargeback.UnknownPerson, Value: name}))
			}
		}
		if d.For == d.Person {
			return &chargeback.Error{Code: chargeback.SelfDeputy, Value: d.For}
		}
		if d.For != who.Name {
			return denied(who, ActDeputy)
		}
		if _, err := tx.Append(s.Event(who, ActDeputy, d.For, struct {
			Deputy string `json:"deputy"`
			From   string `json:"from"`
			To     string `json:"to"`
		}{d.Person, d.Valid.From.String(), d.Valid.To.String()})); err != nil {
			return err
		}
		return tx.KeepDeputy(d)
	})
	return s.Refused(ctx, who, d.For, err)
}

// Persons returns all persons by name, and who is deputy for whom.
func (s *Service) Persons(ctx context.Context) (persons []chargeback.Person, deputies []chargeback.Deputy, err error) {
	err = s.DB.View(ctx, func(tx Tx) error {
		if persons, err = tx.Persons(); err != nil {
			return err
		}
		deputies, err = tx.Deputies()
		return err
	})
	return persons, deputies, err
}

// Deactivate makes a person inactive. What the person did remains.
func (s *Service) Deactivate(ctx context.Context, who Actor, name string) error {
	var person chargeback.Person
	err := s.DB.View(ctx, func(tx Tx) error {
		known, ok, err := tx.Person(name)
		if err == nil && !ok {
			err = &chargeback.Error{Code: chargeback.UnknownPerson, Value: name}
		}
		person = known
		return err
	})
	if err != nil {
		return err
	}
	person.Active = false
	return s.Register(ctx, who, person)
}
