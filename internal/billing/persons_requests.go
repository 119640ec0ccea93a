package billing

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// What persons are asked to decide. Whoever could hand out finance or admin
// alone could approve their own months: making somebody so, and whatever lets
// one act as somebody who is (a password, a token, an identity), takes two
// administrators. Everything else is done at once.

// The kinds of requests, as they are stored.
const (
	requestPerson   = "person"
	requestPassword = "password"
	requestToken    = "token"
	requestIdentity = "identity"
)

// Request is what somebody has asked, and what it would change: one of the
// pointers is set, or Password says that it is a one-time password.
type Request struct {
	chargeback.Request
	Before   *chargeback.Person // as the person was, zero where new
	Person   *chargeback.Person
	Password bool
	Token    *chargeback.APIToken // without its hash
	Identity *chargeback.Identity
}

// protected are the roles whose holders nobody may become alone.
var protected = []chargeback.Role{chargeback.Finance, chargeback.Admin}

func isProtected(p chargeback.Person) bool {
	return slices.ContainsFunc(protected, p.Has)
}

// AskPerson stores a person with roles, grants, address and language, in place
// of what was stored of the name. Where that gives somebody finance or admin, it is asked of
// another administrator instead: the number of the request is returned, else 0.
// Nobody gives anything to themselves.
func (s *Service) AskPerson(ctx context.Context, who Actor, person chargeback.Person) (request int64, err error) {
	sortRoles(&person)
	err = s.DB.Update(ctx, func(tx Tx) error {
		request = 0
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
		if who.Name == person.Name && gains(known, person) {
			return &chargeback.Error{Code: chargeback.SelfGrant, Value: who.Name}
		}
		if !gainsProtected(known, person) {
			return s.register(tx, who, person)
		}
		if err := checkPerson(tx, who, person); err != nil {
			return err
		}
		request, err = s.ask(tx, who, requestPerson, person.Name, personBody{bodyOf(known), bodyOf(person)}, personTold(person))
		return err
	})
	return request, s.Refused(ctx, who, person.Name, err)
}

// gains says whether a person would have a role or grant that they do not have.
func gains(known, person chargeback.Person) bool {
	if !person.Active {
		return false
	}
	if !known.Active {
		return true
	}
	return slices.ContainsFunc(person.Roles, func(r chargeback.Role) bool { return !known.Has(r) }) ||
		slices.ContainsFunc(person.Grants, func(g chargeback.Grant) bool { return !slices.Contains(known.Grants, g) })
}

func gainsProtected(known, person chargeback.Person) bool {
	return person.Active && slices.ContainsFunc(protected, func(r chargeback.Role) bool {
		return person.Has(r) && !(known.Active && known.Has(r))
	})
}

// AskPassword stores the hash of a one-time password of somebody, whose
// sessions end. Of a person with finance or admin it is asked of another
// administrator instead: the number of the request is returned, else 0.
func (s *Service) AskPassword(ctx context.Context, who Actor, name, hash string) (request int64, err error) {
	return s.askAbout(ctx, who, ActPassword, name, requestPassword, passwordBody{hash}, struct{}{}, func(tx Tx) error {
		_, err := s.setPassword(tx, who, name, hash, true)
		return err
	})
}

// AskToken stores a new token of a registered person, likewise.
func (s *Service) AskToken(ctx context.Context, who Actor, name string, token chargeback.APIToken) (request int64, err error) {
	if err := CheckName(token.Name); err != nil {
		return 0, err
	}
	body := tokenBody{token.ID, token.Name, token.Hash}
	return s.askAbout(ctx, who, ActToken, name, requestToken, body, tokenEvent{token.ID, token.Name}, func(tx Tx) error {
		return s.issue(tx, who, name, token)
	})
}

// AskIdentity links somebody to an account at an OpenID provider, likewise.
func (s *Service) AskIdentity(ctx context.Context, who Actor, i chargeback.Identity) (request int64, err error) {
	if err := checkIdentity(i); err != nil {
		return 0, err
	}
	body := identityBody{i.Issuer, i.Subject}
	return s.askAbout(ctx, who, ActIdentity, i.Person, requestIdentity, body, body, func(tx Tx) error {
		return s.link(tx, who, i)
	})
}

// DropIdentity takes a link away. Sessions that began by it end.
func (s *Service) DropIdentity(ctx context.Context, who Actor, i chargeback.Identity) error {
	err := s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActIdentity); err != nil {
			return err
		}
		known, ok, err := tx.Identity(i.Issuer, i.Subject)
		if err != nil || !ok {
			return err
		}
		if _, err := tx.Append(s.Event(who, ActIdentity, known.Person, struct {
			Dropped identityBody `json:"dropped"`
		}{identityBody{i.Issuer, i.Subject}})); err != nil {
			return err
		}
		if err := tx.DropIdentity(i.Issuer, i.Subject); err != nil {
			return err
		}
		_, err = s.newEpoch(tx, known.Person)
		return err
	})
	return s.Refused(ctx, who, i.Person, err)
}

// maxIdentity is the longest issuer or subject, in bytes (OpenID Connect Core
// §2 allows a subject 255).
const maxIdentity = 255

func checkIdentity(i chargeback.Identity) error {
	for _, part := range []string{i.Issuer, i.Subject} {
		if part == "" || len(part) > maxIdentity || !printable(part) {
			return &chargeback.Error{Code: chargeback.BadIdentity, Value: part}
		}
	}
	return nil
}

func (s *Service) link(tx Tx, who Actor, i chargeback.Identity) error {
	known, ok, err := tx.Identity(i.Issuer, i.Subject)
	switch {
	case err != nil:
		return err
	case ok && known.Person == i.Person:
		return nil
	case ok:
		return &chargeback.Error{Code: chargeback.IdentityTaken, Value: i.Subject, Args: []string{known.Person}}
	}
	if _, err := tx.Append(s.Event(who, ActIdentity, i.Person, identityBody{i.Issuer, i.Subject})); err != nil {
		return err
	}
	return tx.KeepIdentity(i)
}

// askAbout does something that lets one act as a person, or asks another to
// decide where the person has a protected role. The host asks nobody.
func (s *Service) askAbout(ctx context.Context, who Actor, action Action, name, kind string, body, told any, do func(Tx) error) (request int64, err error) {
	err = s.DB.Update(ctx, func(tx Tx) error {
		request = 0
		if err := s.Allow(tx, who, action); err != nil {
			return err
		}
		person, err := activePerson(tx, name)
		if err != nil {
			return err
		}
		if who.Host || !isProtected(person) {
			return do(tx)
		}
		request, err = s.ask(tx, who, kind, name, body, told)
		return err
	})
	return request, s.Refused(ctx, who, name, err)
}

// ask stores a request. told is what the log says of it: no hashes.
func (s *Service) ask(tx Tx, who Actor, kind, subject string, body, told any) (int64, error) {
	event, err := tx.Append(s.Event(who, ActRequest, subject, struct {
		Kind string `json:"kind"`
		What any    `json:"what"`
	}{kind, told}))
	if err != nil {
		return 0, err
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic("bug: a request that is no JSON: " + err.Error())
	}
	return event.Number, tx.KeepRequest(chargeback.Request{
		Number: event.Number, Kind: kind, Subject: subject, Body: string(text), Asked: s.act(who),
	})
}

// Requests returns what was asked, by number.
func (s *Service) Requests(ctx context.Context, who Actor) (requests []Request, err error) {
	err = s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActReadPeople); err != nil {
			return err
		}
		stored, err := tx.Requests()
		if err != nil {
			return err
		}
		requests = make([]Request, len(stored))
		for i, r := range stored {
			if requests[i], err = shown(r); err != nil {
				return err
			}
		}
		return nil
	})
	return requests, s.Refused(ctx, who, "", err)
}

// Decide accepts a request, which is done at once, or declines it. The version
// is the one that the actor has seen. Who asked and the person concerned accept
// nothing; who asked may take it back by declining.
func (s *Service) Decide(ctx context.Context, who Actor, number, version int64, accept bool) error {
	subject := strconv.FormatInt(number, 10)
	err := s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActDecide); err != nil {
			return err
		}
		r, ok, err := tx.Request(number)
		switch {
		case err != nil:
			return err
		case !ok:
			return &chargeback.Error{Code: chargeback.UnknownRequest, Args: []string{subject}}
		case r.State != chargeback.Asked || r.Version != version:
			return &chargeback.Error{Code: chargeback.RequestDecided, Args: []string{subject}}
		case accept && (r.Asked.Person == who.Name || r.Subject == who.Name):
			return &chargeback.Error{Code: chargeback.SameDecider, Value: who.Name, Args: []string{subject}}
		}
		if _, err := tx.Append(s.Event(who, ActDecide, r.Subject, struct {
			Request  int64  `json:"request"`
			Kind     string `json:"kind"`
			Accepted bool   `json:"accepted"`
		}{number, r.Kind, accept})); err != nil {
			return err
		}
		r.State, r.Decided = chargeback.Declined, s.act(who)
		if accept {
			r.State = chargeback.Accepted
		}
		if err := tx.KeepRequest(r); err != nil || !accept {
			return err
		}
		return s.carryOut(tx, who, r)
	})
	return s.Refused(ctx, who, subject, err)
}

// carryOut does what was asked and accepted.
func (s *Service) carryOut(tx Tx, who Actor, r chargeback.Request) error {
	q, err := shown(r)
	if err != nil {
		return err
	}
	switch r.Kind {
	case requestPerson:
		known, _, err := tx.Person(r.Subject)
		if err != nil {
			return err
		}
		if !samePowers(known, *q.Before) {
			return &chargeback.Error{Code: chargeback.RequestOutdated, Value: r.Subject, Args: []string{strconv.FormatInt(r.Number, 10)}}
		}
		return s.register(tx, who, *q.Person)
	case requestPassword:
		var body passwordBody
		if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
			return err
		}
		if _, err := activePerson(tx, r.Subject); err != nil {
			return err
		}
		_, err := s.setPassword(tx, who, r.Subject, body.Hash, true)
		return err
	case requestToken:
		if _, err := activePerson(tx, r.Subject); err != nil {
			return err
		}
		var body tokenBody
		if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
			return err
		}
		return s.issue(tx, who, r.Subject, chargeback.APIToken{ID: body.ID, Name: body.Name, Hash: body.Hash})
	case requestIdentity:
		if _, err := activePerson(tx, r.Subject); err != nil {
			return err
		}
		return s.link(tx, who, *q.Identity)
	}
	panic("bug: a request of kind " + r.Kind)
}

// The bodies of requests, as they are stored.
type (
	personBody struct {
		Before  personState `json:"before"`
		Becomes personState `json:"becomes"`
	}
	personState struct {
		Roles    []string    `json:"roles"`
		Grants   []grantBody `json:"grants"`
		Active   bool        `json:"active"`
		Email    string      `json:"email"`
		Language string      `json:"language"`
	}
	grantBody struct {
		Department string `json:"department,omitempty"`
		CostCenter string `json:"cost_center,omitempty"`
		From       string `json:"from"` // empty: open
		To         string `json:"to"`
	}
	passwordBody struct {
		Hash string `json:"hash"`
	}
	tokenBody struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Hash string `json:"hash"`
	}
	identityBody struct {
		Issuer  string `json:"issuer"`
		Subject string `json:"subject"`
	}
)

func bodyOf(p chargeback.Person) personState {
	state := personState{Active: p.Active, Email: p.Email, Language: p.Language}
	for _, role := range p.Roles {
		state.Roles = append(state.Roles, role.String())
	}
	for _, g := range p.Grants {
		state.Grants = append(state.Grants, grantBody{g.Department, g.CostCenter, g.Valid.From.String(), g.Valid.To.String()})
	}
	return state
}

func (state personState) person(name string) *chargeback.Person {
	p := &chargeback.Person{Name: name, Active: state.Active, Email: state.Email, Language: state.Language}
	for _, code := range state.Roles {
		if role, ok := chargeback.ParseRole(code); ok {
			p.Roles = append(p.Roles, role)
		}
	}
	for _, g := range state.Grants {
		valid := allocation.Always
		if date, ok := allocation.ParseDate(g.From); ok {
			valid.From = date
		}
		if date, ok := allocation.ParseDate(g.To); ok {
			valid.To = date
		}
		p.Grants = append(p.Grants, chargeback.Grant{Department: g.Department, CostCenter: g.CostCenter, Valid: valid})
	}
	return p
}

// shown reads what a stored request would change.
func shown(r chargeback.Request) (Request, error) {
	q := Request{Request: r}
	q.Body = "" // it may have hashes
	var err error
	switch r.Kind {
	case requestPerson:
		var body personBody
		err = json.Unmarshal([]byte(r.Body), &body)
		q.Before, q.Person = body.Before.person(r.Subject), body.Becomes.person(r.Subject)
	case requestPassword:
		q.Password = true
	case requestToken:
		var body tokenBody
		err = json.Unmarshal([]byte(r.Body), &body)
		q.Token = &chargeback.APIToken{ID: body.ID, Person: r.Subject, Name: body.Name}
	case requestIdentity:
		var body identityBody
		err = json.Unmarshal([]byte(r.Body), &body)
		q.Identity = &chargeback.Identity{Issuer: body.Issuer, Subject: body.Subject, Person: r.Subject}
	}
	if err != nil {
		return q, &chargeback.Error{Code: chargeback.DamagedDatabase, Value: fmt.Sprintf("requests %d", r.Number), Err: err}
	}
	return q, nil
}
