package auth

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// Options are what is configured.
type Options struct {
	// BaseURL is where people reach the site, without a path. Cookies and what an
	// OpenID provider leads back to come from it, never from what a request says.
	// It is HTTPS except on the machine itself.
	BaseURL string
	// Provider is who else may say who somebody is; the zero value is nobody.
	Provider Provider
	// Page shows a failure as a page; nil writes the sentence as plain text.
	Page func(c *gin.Context, status int, err error)
	// Problem writes a failure as the API does; nil writes problem+json.
	Problem func(c *gin.Context, status int, err error)
}

// Guard lets people in. It is safe for use by many goroutines.
type Guard struct {
	service  *billing.Service
	options  Options
	base     *url.URL
	shelf    *shelf
	sessions *scs.SessionManager
	origins  *http.CrossOriginProtection
	dummy    string        // the hash of nobody's password
	proving  chan struct{} // room for those whose passwords are looked at
	starts   *rate.Limiter // of logins through the provider

	reaching chan struct{} // room for one who looks for the provider
	provider *provider     // nil until it has been reached
}

// proveAtOnce is how many passwords are looked at at once: each takes 32 MiB.
// It is less than an account may fail, so that people who log in to one at the
// same time do not lock each other out.
const proveAtOnce = 4

// How many logins through a provider begin a second, and at once: each stores a
// session of nobody for a while.
const (
	startsPerSecond = 5
	startsAtOnce    = 50
)

// The names of the cookie: with __Host- browsers hold it to this host, this
// path and HTTPS.
const (
	cookieName      = "__Host-chargeback"
	plainCookieName = "chargeback"
)

// New makes a guard. The error is BadConfiguration.
func New(service *billing.Service, options Options) (*Guard, error) {
	base, err := url.Parse(options.BaseURL)
	if err != nil || base.Host == "" || base.Path != "" || base.RawQuery != "" || !(base.Scheme == "https" || base.Scheme == "http" && loopback(base)) {
		return nil, &chargeback.Error{Code: chargeback.BadConfiguration, Value: options.BaseURL, Args: []string{"--base-url"}}
	}
	if err := options.Provider.check(); err != nil {
		return nil, err
	}
	g := &Guard{
		service: service, options: options, base: base, shelf: &shelf{service.DB, service.Now},
		sessions: scs.New(), origins: http.NewCrossOriginProtection(),
		proving: make(chan struct{}, proveAtOnce), reaching: make(chan struct{}, 1), starts: rate.NewLimiter(startsPerSecond, startsAtOnce),
	}
	if err := g.origins.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
		return nil, err
	}
	g.sessions.Store, g.sessions.HashTokenInStore = g.shelf, true
	g.sessions.Lifetime = absolute
	cookie := &g.sessions.Cookie
	cookie.Name, cookie.Secure = plainCookieName, base.Scheme == "https"
	if cookie.Secure {
		cookie.Name = cookieName
	}
	cookie.Path, cookie.HttpOnly, cookie.SameSite, cookie.Persist = "/", true, http.SameSiteLaxMode, false
	g.dummy, err = HashPassword(NewPassword())
	return g, err
}

// loopback says whether an address is of the machine itself.
func loopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// What a session holds.
const (
	keyPerson = "person"
	keyEpoch  = "epoch"
	keyMethod = "method"
)

// How somebody logged in, as the log tells it.
const (
	byPassword    = "password"
	byOldPassword = "old_password" // to change it
	byProvider    = "oidc"
)

// Secure says whether cookies are for HTTPS only.
func (g *Guard) Secure() bool { return g.sessions.Cookie.Secure }

// identify finds out who makes a request: by an API token, else by the cookie.
// The error is NotLoggedIn where it is nobody.
func (g *Guard) identify(c *gin.Context) (*Caller, error) {
	ctx := c.Request.Context()
	caller := &Caller{Address: c.ClientIP()}
	if headers := c.Request.Header.Values("Authorization"); len(headers) > 0 {
		secret, ok := bearer(headers[0])
		if !ok || len(headers) > 1 {
			return nil, notLoggedIn()
		}
		return caller, g.service.DB.View(ctx, func(tx billing.Tx) error { return g.byToken(tx, caller, secret) })
	}
	cookie, err := c.Request.Cookie(g.sessions.Cookie.Name)
	if err != nil || cookie.Value == "" {
		return nil, notLoggedIn()
	}
	v := new(visit)
	err = g.service.DB.View(ctx, func(tx billing.Tx) error {
		v.tx = tx
		return g.bySession(context.WithValue(ctx, visitKey{}, v), tx, caller, cookie.Value)
	})
	if err != nil {
		return nil, err
	}
	if err := g.shelf.see(ctx, v.session); err != nil {
		_ = c.Error(err) // reading goes on where writing cannot
	}
	return caller, nil
}

func notLoggedIn() error { return &chargeback.Error{Code: chargeback.NotLoggedIn} }

func (g *Guard) byToken(tx billing.Tx, caller *Caller, secret string) error {
	token, ok, err := tx.TokenOf(hashOf(secret))
	if err != nil {
		return err
	}
	if !ok || token.Revoked.Event > 0 {
		return notLoggedIn()
	}
	caller.Token = token.ID
	return g.fill(tx, caller, token.Person)
}

func (g *Guard) bySession(ctx context.Context, tx billing.Tx, caller *Caller, cookie string) error {
	ctx, err := g.sessions.Load(ctx, cookie)
	if err != nil {
		return err
	}
	name := g.sessions.GetString(ctx, keyPerson)
	if name == "" {
		return notLoggedIn()
	}
	credential, _, err := tx.Credential(name)
	if err != nil {
		return err
	}
	if credential.Epoch != g.sessions.GetInt64(ctx, keyEpoch) {
		return notLoggedIn()
	}
	caller.MustChange = credential.MustChange && g.sessions.GetString(ctx, keyMethod) == byPassword
	return g.fill(tx, caller, name)
}

// fill reads the person and their roles of today.
func (g *Guard) fill(tx billing.Tx, caller *Caller, name string) error {
	person, ok, err := tx.Person(name)
	if err != nil {
		return err
	}
	if !ok || !person.Active {
		return notLoggedIn()
	}
	caller.Person = person
	caller.Roles, err = g.service.RolesToday(tx, &person)
	return err
}

// start begins a session of a person under a new id, in place of any that the
// browser had, and gives the browser its cookie.
func (g *Guard) start(c *gin.Context, name string, epoch int64, method string) error {
	ctx, err := g.load(c)
	if err != nil {
		return err
	}
	if err := g.sessions.Clear(ctx); err != nil {
		return err
	}
	if err := g.sessions.RenewToken(ctx); err != nil {
		return err
	}
	g.sessions.Put(ctx, keyPerson, name)
	g.sessions.Put(ctx, keyEpoch, epoch)
	g.sessions.Put(ctx, keyMethod, method)
	return g.commit(ctx, c)
}

// load takes up the browser's session, or a new one.
func (g *Guard) load(c *gin.Context) (context.Context, error) {
	cookie := ""
	if found, err := c.Request.Cookie(g.sessions.Cookie.Name); err == nil {
		cookie = found.Value
	}
	return g.sessions.Load(c.Request.Context(), cookie)
}

// commit stores a session and gives the browser its cookie.
func (g *Guard) commit(ctx context.Context, c *gin.Context) error {
	token, expiry, err := g.sessions.Commit(ctx)
	if err != nil {
		return err
	}
	g.sessions.WriteSessionCookie(ctx, c.Writer, token, expiry)
	c.Header("Cache-Control", "no-store")
	return nil
}

// Logout ends the browser's session, if there is one.
func (g *Guard) Logout(c *gin.Context) error {
	ctx, err := g.load(c)
	if err != nil {
		return err
	}
	name := g.sessions.GetString(ctx, keyPerson)
	if err := g.sessions.Destroy(ctx); err != nil {
		return err
	}
	cookie := g.sessions.Cookie.Name
	if strings.HasPrefix(c.GetHeader("Cookie"), cookie) || name != "" {
		g.sessions.WriteSessionCookie(ctx, c.Writer, "", noTime)
		c.Header("Cache-Control", "no-store")
	}
	if name == "" {
		return nil
	}
	who := billing.Actor{Name: name, Origin: c.ClientIP()}
	return g.note(c.Request.Context(), who, billing.ActLogout, name, struct{}{})
}

// note writes an event that nobody needs a role for.
func (g *Guard) note(ctx context.Context, who billing.Actor, action billing.Action, subject string, details any) error {
	return g.service.DB.Update(ctx, func(tx billing.Tx) error {
		_, err := tx.Append(g.service.Event(who, action, subject, details))
		return err
	})
}
