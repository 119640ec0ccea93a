package auth

import (
	"context"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// Caller is who makes a request, as the database knows them at that moment.
type Caller struct {
	Person chargeback.Person // as stored
	// Roles are those of today, rising: the person's own, head where a grant is
	// valid, finance where they are deputy for somebody who has it.
	Roles []chargeback.Role
	Token string // id of the API token; empty for a session
	// MustChange says that the person logged in with a password for one time, and
	// does nothing else before they have changed it.
	MustChange bool
	Address    string // of the client
}

// Has says whether the caller acts with one of the roles today.
func (c *Caller) Has(roles ...chargeback.Role) bool {
	return slices.ContainsFunc(roles, func(r chargeback.Role) bool { return slices.Contains(c.Roles, r) })
}

// Scope is whose bills the caller may read on a day.
func (c *Caller) Scope(today allocation.Date) chargeback.Scope {
	person := c.Person
	person.Roles = c.Roles
	return person.Scope(today)
}

// Actor is the caller as the use cases know them; origin is the client's
// address.
func (c *Caller) Actor(origin string) billing.Actor {
	if c.Token != "" {
		origin += " (token " + c.Token + ")"
	}
	return billing.Actor{Name: c.Person.Name, Origin: origin, Token: c.Token}
}

type callerKey struct{}

// CallerOf returns who makes the request that a context belongs to; nil is
// nobody, on routes that anyone may call.
func CallerOf(ctx context.Context) *Caller {
	caller, _ := ctx.Value(callerKey{}).(*Caller)
	return caller
}

func withCaller(ctx context.Context, caller *Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, caller)
}
