package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"net/netip"
	"strconv"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/gin-gonic/gin"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// How often logging in may fail in a while (TRUST C8.6).
const (
	while          = 15 * time.Minute
	mostForAccount = 5
	mostForAddress = 30
)

// noTime ends a cookie.
var noTime time.Time

// loginEvent is what the log says of a login.
type loginEvent struct {
	Method string          `json:"method"`
	Known  bool            `json:"known"` // somebody has the name
	Code   chargeback.Code `json:"code,omitempty"`
}

// Login lets a person in by name and password, and begins a session under a new
// id. The errors are WrongLogin, which says no more, and TooManyLogins, for
// which the header Retry-After is set; the right password is refused then too.
func (g *Guard) Login(c *gin.Context, name, password string) error {
	credential, err := g.prove(c, name, password, byPassword)
	if err != nil {
		return err
	}
	return g.start(c, name, credential.Epoch, byPassword)
}

// prove looks at a name and a password, and writes the event of it; that
// somebody knew their old password is none. It takes as long for names that
// nobody has.
func (g *Guard) prove(c *gin.Context, name, password, method string) (chargeback.Credential, error) {
	ctx := c.Request.Context()
	none := chargeback.Credential{}
	select {
	case g.proving <- struct{}{}:
		defer func() { <-g.proving }()
	case <-ctx.Done():
		return none, ctx.Err()
	}
	attempt := chargeback.Attempt{ID: rand.Text(), Account: hashOf(name), Address: network(c.ClientIP())}
	credential, known, err := g.attempt(ctx, &attempt, name)
	if err != nil {
		var e *chargeback.Error
		if errors.As(err, &e) && e.Code == chargeback.TooManyLogins {
			c.Header("Retry-After", e.Args[1])
		}
		return none, err
	}
	right := proves(credential.Hash, password, g.dummy)
	if err := g.conclude(ctx, attempt, c.ClientIP(), name, loginEvent{Method: method, Known: known}, right); err != nil {
		return none, err
	}
	if !right {
		return none, &chargeback.Error{Code: chargeback.WrongLogin}
	}
	return credential, nil
}

// proves says whether a password is the one of a hash. An empty hash is nobody's;
// a dummy is looked at instead, for the time it takes.
func proves(hash, password, dummy string) bool {
	against := hash
	if hash == "" {
		against = dummy
	}
	if len(password) > 4*maxPassword {
		password = ""
	}
	match, err := argon2id.ComparePasswordAndHash(password, against)
	return match && err == nil && hash != ""
}

// attempt counts a try before it is made, and reads what it is tried against:
// nothing where nobody active has the name or a password.
func (g *Guard) attempt(ctx context.Context, attempt *chargeback.Attempt, name string) (credential chargeback.Credential, known bool, err error) {
	err = g.service.DB.Update(ctx, func(tx billing.Tx) error {
		credential, known = chargeback.Credential{}, false
		attempt.At = g.service.Now()
		since := attempt.At.Add(-while)
		if err := tx.DropAttempts("", since); err != nil {
			return err
		}
		attempts, err := tx.Attempts(attempt.Account, attempt.Address, since)
		if err != nil {
			return err
		}
		if wait := waitFor(attempts, attempt); wait > 0 {
			return tooMany(wait)
		}
		if err := tx.KeepAttempt(*attempt); err != nil {
			return err
		}
		person, ok, err := tx.Person(name)
		if err != nil || !ok {
			return err
		}
		known = true
		stored, _, err := tx.Credential(name)
		if person.Active {
			credential = stored
		}
		return err
	})
	return credential, known, err
}

// waitFor is how long the limits forbid another try; 0 is not at all. Attempts
// are in order of time.
func waitFor(attempts []chargeback.Attempt, next *chargeback.Attempt) time.Duration {
	var account, address []time.Time
	for _, a := range attempts {
		if a.Account == next.Account {
			account = append(account, a.At)
		}
		if a.Address == next.Address {
			address = append(address, a.At)
		}
	}
	var wait time.Duration
	for _, limit := range []struct {
		times []time.Time
		most  int
	}{{account, mostForAccount}, {address, mostForAddress}} {
		if n := len(limit.times); n >= limit.most {
			wait = max(wait, limit.times[n-limit.most].Add(while).Sub(next.At))
		}
	}
	return wait
}

// tooMany is the refusal until a wait is over.
func tooMany(wait time.Duration) error {
	seconds := int((wait + time.Second - 1) / time.Second)
	return &chargeback.Error{
		Code: chargeback.TooManyLogins, Args: []string{strconv.Itoa((seconds + 59) / 60), strconv.Itoa(seconds)},
	}
}

// conclude writes how a try ended: a success forgives the account its failures,
// and was none at its address.
func (g *Guard) conclude(ctx context.Context, attempt chargeback.Attempt, origin, name string, told loginEvent, right bool) error {
	return g.service.DB.Update(ctx, func(tx billing.Tx) error {
		who := billing.Actor{Origin: origin}
		if told.Known {
			who.Name = name
		}
		action := billing.ActLoginFailed
		if right {
			action = billing.ActLogin
			err := tx.DropAttempts(attempt.Account, attempt.At.Add(-while))
			if err != nil || told.Method == byOldPassword {
				return err
			}
		}
		_, err := tx.Append(g.service.Event(who, action, who.Name, told))
		return err
	})
}

// network is what an address is counted by: itself, or of IPv6 the network of
// 64 bits that one household has.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	prefix, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}

// ChangePassword gives the caller a new password. All their sessions end; this
// browser goes on under a new id.
func (g *Guard) ChangePassword(c *gin.Context, old, password string) error {
	caller := CallerOf(c.Request.Context())
	switch {
	case caller == nil:
		return notLoggedIn()
	case caller.Token != "":
		return &chargeback.Error{Code: chargeback.PersonRequired, Value: caller.Person.Name}
	}
	if err := CheckPassword(caller.Person, password); err != nil {
		return err
	}
	if old == password {
		return &chargeback.Error{Code: chargeback.SamePassword}
	}
	_, err := g.prove(c, caller.Person.Name, old, byOldPassword)
	if errors.Is(err, &chargeback.Error{Code: chargeback.WrongLogin}) {
		return &chargeback.Error{Code: chargeback.WrongPassword}
	}
	if err != nil {
		return err
	}
	hash, err := HashPassword(password)
	if err != nil {
		return err
	}
	credential, err := g.service.ChangePassword(c.Request.Context(), caller.Actor(caller.Address), hash)
	if err != nil {
		return err
	}
	return g.start(c, caller.Person.Name, credential.Epoch, byPassword)
}

// LogoutEverywhere ends all sessions of the caller, this one too.
func (g *Guard) LogoutEverywhere(c *gin.Context) error {
	caller := CallerOf(c.Request.Context())
	if caller == nil {
		return notLoggedIn()
	}
	ctx := c.Request.Context()
	if err := g.service.LogOutEverywhere(ctx, caller.Actor(caller.Address), caller.Person.Name); err != nil {
		return err
	}
	ctx, err := g.load(c)
	if err != nil {
		return err
	}
	if err := g.sessions.Destroy(ctx); err != nil {
		return err
	}
	g.sessions.WriteSessionCookie(ctx, c.Writer, "", noTime)
	c.Header("Cache-Control", "no-store")
	return nil
}
