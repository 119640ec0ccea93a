package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/gin-gonic/gin"
	"golang.org/x/oauth2"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// Provider is the configuration of an OpenID provider: the municipality's own
// login. It says who somebody is; what they may do is ours.
type Provider struct {
	Issuer       string
	ClientID     string
	ClientSecret string
}

func (p Provider) isSet() bool { return p != Provider{} }

func (p Provider) check() error {
	if !p.isSet() {
		return nil
	}
	issuer, err := url.Parse(p.Issuer)
	if err != nil || issuer.Host == "" || !(issuer.Scheme == "https" || issuer.Scheme == "http" && loopback(issuer)) {
		return &chargeback.Error{Code: chargeback.BadConfiguration, Value: p.Issuer, Args: []string{"--oidc-issuer"}}
	}
	if p.ClientID == "" {
		return &chargeback.Error{Code: chargeback.BadConfiguration, Args: []string{"--oidc-client"}}
	}
	return nil
}

// The routes of a login through the provider.
const (
	OIDCLoginPath    = "/oidc/login"    // begins one; ?return_to= is a local path
	OIDCCallbackPath = "/oidc/callback" // the provider leads back to it
)

// What a session holds between the two.
const (
	keyState    = "oidc_state"
	keyNonce    = "oidc_nonce"
	keyVerifier = "oidc_verifier"
	keyReturn   = "oidc_return"
)

// patience is how long the provider may take to answer.
const patience = 10 * time.Second

// algorithms are the signatures that are believed: of keys that the provider
// publishes, never none or one made with a shared secret.
var algorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA,
}

// provider is one that has been reached.
type provider struct {
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
	client   *http.Client
}

// HasProvider says whether people may log in through a provider.
func (g *Guard) HasProvider() bool { return g.options.Provider.isSet() }

// reach finds the provider's addresses and keys, once it answers.
func (g *Guard) reach(ctx context.Context) (*provider, error) {
	config := g.options.Provider
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case g.reaching <- struct{}{}:
		defer func() { <-g.reaching }()
	case <-waiting.Done(): // those before are waiting still
		return nil, &chargeback.Error{Code: chargeback.ProviderFailed, Value: config.Issuer, Err: waiting.Err()}
	}
	if g.provider != nil {
		return g.provider, nil
	}
	client := &http.Client{Timeout: patience}
	// Keys are fetched later too, so this is no request's context.
	found, err := oidc.NewProvider(oidc.ClientContext(context.Background(), client), config.Issuer)
	if err != nil {
		return nil, &chargeback.Error{Code: chargeback.ProviderFailed, Value: config.Issuer, Err: err}
	}
	g.provider = &provider{
		client: client,
		oauth: oauth2.Config{
			ClientID: config.ClientID, ClientSecret: config.ClientSecret, Endpoint: found.Endpoint(),
			RedirectURL: g.base.String() + OIDCCallbackPath, Scopes: []string{oidc.ScopeOpenID},
		},
		verifier: found.Verifier(&oidc.Config{ClientID: config.ClientID, SupportedSigningAlgs: algorithms, Now: g.service.Now}),
	}
	return g.provider, nil
}

// BeginOIDC returns where to lead the browser so that the provider lets its
// user log in. What is asked back stands in the session; returnTo is where the
// browser goes afterwards, if it is a local path.
func (g *Guard) BeginOIDC(c *gin.Context, returnTo string) (address string, err error) {
	if !g.HasProvider() {
		return "", &chargeback.Error{Code: chargeback.NoProvider}
	}
	if !g.starts.AllowN(g.service.Now(), 1) {
		return "", tooMany(time.Minute)
	}
	p, err := g.reach(c.Request.Context())
	if err != nil {
		return "", err
	}
	ctx, err := g.load(c)
	if err != nil {
		return "", err
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	g.sessions.Put(ctx, keyState, state)
	g.sessions.Put(ctx, keyNonce, nonce)
	g.sessions.Put(ctx, keyVerifier, verifier)
	g.sessions.Put(ctx, keyReturn, LocalPath(returnTo))
	if err := g.commit(ctx, c); err != nil {
		return "", err
	}
	return p.oauth.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), nil
}

// FinishOIDC takes the provider's answer, finds the person whom it means and
// begins a session under a new id. It returns the local path to go on to. The
// errors are BadLoginState, ProviderRefused, ProviderFailed and UnknownIdentity.
func (g *Guard) FinishOIDC(c *gin.Context) (next string, err error) {
	if !g.HasProvider() {
		return "", &chargeback.Error{Code: chargeback.NoProvider}
	}
	ctx, err := g.load(c)
	if err != nil {
		return "", err
	}
	// What was asked is asked once: whatever the answer is, it is used up.
	state, nonce := g.sessions.PopString(ctx, keyState), g.sessions.PopString(ctx, keyNonce)
	verifier, next := g.sessions.PopString(ctx, keyVerifier), g.sessions.PopString(ctx, keyReturn)
	if state == "" {
		return "", &chargeback.Error{Code: chargeback.BadLoginState}
	}
	if err := g.commit(ctx, c); err != nil {
		return "", err
	}
	query := c.Request.URL.Query()
	if subtle.ConstantTimeCompare([]byte(state), []byte(query.Get("state"))) != 1 {
		return "", &chargeback.Error{Code: chargeback.BadLoginState}
	}
	who := billing.Actor{Origin: c.ClientIP()}
	subject, err := g.subject(ctx, query.Get("code"), verifier, nonce)
	if err == nil {
		var credential chargeback.Credential
		if who.Name, credential, err = g.linked(ctx, who, subject); err == nil {
			c.Writer.Header().Del("Set-Cookie") // the one of the session that ends
			return next, g.start(c, who.Name, credential.Epoch, byProvider)
		}
	}
	var e *chargeback.Error
	if errors.As(err, &e) && slices.Contains([]chargeback.Code{chargeback.ProviderRefused, chargeback.UnknownIdentity}, e.Code) {
		err = errors.Join(err, g.note(ctx, who, billing.ActLoginFailed, who.Name, loginEvent{Method: byProvider, Code: e.Code}))
	}
	return "", err
}

// subject exchanges the code for a token and returns whom it is about, where
// everything about it is right: signature, issuer, audience, times, nonce.
func (g *Guard) subject(ctx context.Context, code, verifier, nonce string) (string, error) {
	refused := func(err error) error { return &chargeback.Error{Code: chargeback.ProviderRefused, Err: err} }
	if code == "" {
		return "", refused(errors.New("no code"))
	}
	p, err := g.reach(ctx)
	if err != nil {
		return "", err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	tokens, err := p.oauth.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	var answer *oauth2.RetrieveError
	switch {
	case errors.As(err, &answer) && answer.Response.StatusCode < http.StatusInternalServerError:
		return "", refused(err)
	case err != nil:
		return "", &chargeback.Error{Code: chargeback.ProviderFailed, Value: g.options.Provider.Issuer, Err: err}
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := p.verifier.Verify(ctx, raw)
	if err != nil {
		return "", refused(err)
	}
	var claims struct {
		AuthorizedParty string `json:"azp"`
	}
	switch err := token.Claims(&claims); {
	case err != nil:
		return "", refused(err)
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1:
		return "", refused(errors.New("another nonce"))
	case len(token.Audience) > 1 && claims.AuthorizedParty != g.options.Provider.ClientID,
		claims.AuthorizedParty != "" && claims.AuthorizedParty != g.options.Provider.ClientID:
		return "", refused(errors.New("for another client"))
	case token.Subject == "":
		return "", refused(errors.New("no subject"))
	}
	return token.Subject, nil
}

// linked finds the person whom an identity is linked to, by issuer and subject
// and nothing else, and writes the event.
func (g *Guard) linked(ctx context.Context, who billing.Actor, subject string) (name string, credential chargeback.Credential, err error) {
	issuer := g.options.Provider.Issuer
	err = g.service.DB.Update(ctx, func(tx billing.Tx) error {
		identity, ok, err := tx.Identity(issuer, subject)
		if err != nil {
			return err
		}
		person, _, err := tx.Person(identity.Person)
		if err != nil {
			return err
		}
		if !ok || !person.Active {
			return &chargeback.Error{Code: chargeback.UnknownIdentity, Value: subject, Args: []string{issuer}}
		}
		name, who.Name = person.Name, person.Name
		if credential, _, err = tx.Credential(name); err != nil {
			return err
		}
		_, err = tx.Append(g.service.Event(who, billing.ActLogin, name, loginEvent{Method: byProvider, Known: true}))
		return err
	})
	return name, credential, err
}

// MountOIDC adds the two routes of a login through the provider.
func (g *Guard) MountOIDC(routes gin.IRoutes) {
	routes.GET(OIDCLoginPath, func(c *gin.Context) {
		address, err := g.BeginOIDC(c, c.Query("return_to"))
		if err != nil {
			g.refuse(c, err)
			return
		}
		c.Redirect(http.StatusFound, address)
	})
	routes.GET(OIDCCallbackPath, func(c *gin.Context) {
		next, err := g.FinishOIDC(c)
		if err != nil {
			g.refuse(c, err)
			return
		}
		c.Redirect(http.StatusSeeOther, next)
	})
}
