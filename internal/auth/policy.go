package auth

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"chargeback/internal/chargeback"
)

// Access is who may call a route: a set of roles, or everybody who is logged
// in, or anyone. The zero value is nobody.
type Access uint16

// Access by other than role.
const (
	Anyone   Access = 1 << 15 // also who is not logged in
	LoggedIn Access = 1 << 14 // whatever their roles
)

// Only is access for some roles.
func Only(roles ...chargeback.Role) Access {
	var a Access
	for _, r := range roles {
		a |= 1 << r
	}
	return a
}

// Own is access for all who read bills. Whose is asked by the use case, which
// takes the caller's scope: what is not in it does not exist.
var Own = Only(chargeback.Finance, chargeback.Head, chargeback.Chief, chargeback.Auditor)

// Roles are the roles of the set, rising.
func (a Access) Roles() []chargeback.Role {
	var roles []chargeback.Role
	for code := range chargeback.Roles {
		if role := chargeback.Role(code); code > 0 && a&(1<<role) != 0 {
			roles = append(roles, role)
		}
	}
	return roles
}

// Allows says whether a caller may; nil is somebody who is not logged in.
func (a Access) Allows(caller *Caller) bool {
	switch {
	case a&Anyone != 0:
		return true
	case caller == nil:
		return false
	}
	return a&LoggedIn != 0 || caller.Has(a.Roles()...)
}

// Entry says who may call a route.
type Entry struct {
	Method, Path string // as gin has them
	Who          Access
	// First says that the route may be called by those who must change their
	// password first.
	First bool
}

func (e Entry) String() string { return e.Method + " " + e.Path }

// Policy is the table of all routes (TRUST, matrix). A route that is not in it
// does not exist for anybody.
type Policy []Entry

// Check lists what is wrong with the table: routes without an entry, entries
// without a route, and routes that stand twice. The build's test wants none.
func (p Policy) Check(routes gin.RoutesInfo) []string {
	var wrong []string
	seen := map[string]bool{}
	for _, e := range p {
		if seen[e.String()] {
			wrong = append(wrong, e.String()+" stands twice in the policy")
		}
		seen[e.String()] = true
		if e.Who == 0 {
			wrong = append(wrong, e.String()+" is for nobody")
		}
	}
	exists := map[string]bool{}
	for _, r := range routes {
		name := r.Method + " " + r.Path
		exists[name] = true
		if !seen[name] {
			wrong = append(wrong, name+" is in no policy: say who may call it")
		}
	}
	for _, e := range p {
		if !exists[e.String()] {
			wrong = append(wrong, e.String()+" is in the policy, but there is no such route")
		}
	}
	slices.Sort(wrong)
	return wrong
}

// Enforce lets through what the table allows, and gives the request's context
// its caller ([CallerOf]). It stands before all routes.
func (g *Guard) Enforce(p Policy) gin.HandlerFunc {
	entries := make(map[string]Entry, len(p))
	for _, e := range p {
		entries[e.String()] = e
	}
	return func(c *gin.Context) {
		if c.FullPath() == "" {
			return // no route: what answers then tells so
		}
		entry, ok := entries[c.Request.Method+" "+c.FullPath()]
		if !ok {
			g.refuse(c, &chargeback.Error{Code: chargeback.NoSuchPage})
			return
		}
		if err := g.admit(c, entry); err != nil {
			g.refuse(c, err)
		}
	}
}

// admit says whether a request may go on.
func (g *Guard) admit(c *gin.Context, entry Entry) error {
	ctx := c.Request.Context()
	var caller *Caller
	if entry.Who&Anyone == 0 {
		var err error
		if caller, err = g.identify(c); err != nil {
			return err
		}
		ctx = withCaller(ctx, caller)
		c.Request = c.Request.WithContext(ctx)
	}
	var err error
	switch foreign := g.origins.Check(c.Request); {
	case foreign != nil && (caller == nil || caller.Token == ""):
		err = &chargeback.Error{Code: chargeback.ForeignOrigin, Err: foreign}
	case caller != nil && caller.MustChange && !entry.First:
		return &chargeback.Error{Code: chargeback.MustChange}
	case !entry.Who.Allows(caller):
		e := &chargeback.Error{Code: chargeback.Forbidden}
		for _, role := range entry.Who.Roles() {
			e.Args = append(e.Args, role.String())
		}
		err = e
	}
	if err == nil || caller == nil {
		return err
	}
	return g.service.Refused(ctx, caller.Actor(caller.Address), entry.String(), err)
}

// StatusOf is the HTTP status of a failure of this package, and 0 of others.
func StatusOf(code chargeback.Code) int {
	switch code {
	case chargeback.NotLoggedIn, chargeback.WrongLogin, chargeback.ProviderRefused, chargeback.BadLoginState:
		return http.StatusUnauthorized
	case chargeback.TooManyLogins:
		return http.StatusTooManyRequests
	case chargeback.Forbidden, chargeback.ForeignOrigin, chargeback.MustChange, chargeback.PersonRequired, chargeback.UnknownIdentity,
		chargeback.SelfGrant, chargeback.SameDecider:
		return http.StatusForbidden
	case chargeback.NoSuchPage, chargeback.NoProvider, chargeback.UnknownToken, chargeback.UnknownRequest:
		return http.StatusNotFound
	case chargeback.RequestDecided, chargeback.RequestOutdated, chargeback.IdentityTaken, chargeback.TokenExceeds:
		return http.StatusConflict
	case chargeback.ShortPassword, chargeback.LongPassword, chargeback.PasswordIsName, chargeback.SamePassword, chargeback.WrongPassword,
		chargeback.BadEmail, chargeback.BadLanguage, chargeback.BadIdentity:
		return http.StatusUnprocessableEntity
	case chargeback.ProviderFailed:
		return http.StatusBadGateway
	}
	return 0
}
