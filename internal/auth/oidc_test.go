package auth_test

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

const (
	baseURL      = "https://debitering.example.se"
	clientID     = "chargeback-test"
	clientSecret = "a secret that the two share"
	subject      = "id1" // of the provider's user
)

// town is an OpenID provider with a user, and somebody between it and us who
// may change what it says.
type town struct {
	t      *testing.T
	issuer string
	key    *rsa.PrivateKey
	keyID  string
	forge  func(claims map[string]any) string // nil lets the provider's token through
	user   string
}

func newTown(t *testing.T) *town {
	p := &town{t: t}
	var provider http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/oauth/token" || p.forge == nil {
			provider.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		provider.ServeHTTP(answer, r)
		var tokens map[string]any
		require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &tokens))
		if honest, ok := tokens["id_token"].(string); ok {
			raw, err := base64.RawURLEncoding.DecodeString(strings.Split(honest, ".")[1])
			require.NoError(t, err)
			var claims map[string]any
			require.NoError(t, json.Unmarshal(raw, &claims))
			tokens["id_token"] = p.forge(claims)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		require.NoError(t, json.NewEncoder(w).Encode(tokens))
	}))
	t.Cleanup(server.Close)
	p.issuer = server.URL
	users := storage.NewUserStore(p.issuer)
	p.user = "test-user@" + strings.Split(strings.TrimPrefix(p.issuer, "http://"), ":")[0]
	storage.RegisterClients(storage.WebClient(clientID, clientSecret, baseURL+auth.OIDCCallbackPath))
	store := storage.NewStorage(users)
	key, err := store.SigningKey(t.Context())
	require.NoError(t, err)
	p.key, p.keyID = key.Key().(*rsa.PrivateKey), key.ID()
	provider = exampleop.SetupServer(p.issuer, store, slog.New(slog.DiscardHandler), false)
	return p
}

// sign makes a token with the provider's own key.
func (p *town) sign(claims map[string]any) string {
	return p.signWith(p.key, p.keyID, claims)
}

func (p *town) signWith(key *rsa.PrivateKey, id string, claims map[string]any) string {
	return token(p.t, map[string]any{"alg": "RS256", "kid": id, "typ": "JWT"}, claims, func(text []byte) []byte {
		sum := sha256.Sum256(text)
		signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		require.NoError(p.t, err)
		return signature
	})
}

func token(t *testing.T, header, claims map[string]any, sign func([]byte) []byte) string {
	part := func(v any) string {
		raw, err := json.Marshal(v)
		require.NoError(t, err)
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	text := part(header) + "." + part(claims)
	return text + "." + base64.RawURLEncoding.EncodeToString(sign([]byte(text)))
}

// newTownWorld is a site whose people may log in through a provider.
func newTownWorld(t *testing.T) (*world, *town) {
	p := newTown(t)
	w := newWorld(t, auth.Options{BaseURL: baseURL, Provider: auth.Provider{Issuer: p.issuer, ClientID: clientID, ClientSecret: clientSecret}})
	w.now = time.Now()
	return w, p
}

// begin asks our site for a login, and returns where it leads.
func (b *browser) begin(returnTo string) string {
	b.w.t.Helper()
	answer := b.do(http.MethodGet, "/oidc/login?return_to="+url.QueryEscape(returnTo), "")
	require.Equal(b.w.t, http.StatusFound, answer.Code, answer.Body)
	return answer.Header().Get("Location")
}

// logIn does at the provider what its user does, and returns the path and query
// that it leads back to.
func (p *town) logIn(address string) string {
	p.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	next := func(answer *http.Response, err error) string {
		p.t.Helper()
		require.NoError(p.t, err)
		body, err := io.ReadAll(answer.Body)
		require.NoError(p.t, err)
		require.NoError(p.t, answer.Body.Close())
		require.Equal(p.t, http.StatusFound, answer.StatusCode, string(body))
		to, err := answer.Request.URL.Parse(answer.Header.Get("Location"))
		require.NoError(p.t, err)
		return to.String()
	}
	form := next(client.Get(address))
	at, err := url.Parse(form)
	require.NoError(p.t, err)
	form = next(client.PostForm(p.issuer+"/login/username", url.Values{
		"username": {p.user}, "password": {"verysecure"}, "id": {at.Query().Get("authRequestID")},
	}))
	back := next(client.Get(form))
	require.True(p.t, strings.HasPrefix(back, baseURL+auth.OIDCCallbackPath), back)
	return strings.TrimPrefix(back, baseURL)
}

func (w *world) link(issuer, subject, name string) {
	w.t.Helper()
	number, err := w.service.AskIdentity(w.t.Context(), eva, chargeback.Identity{Issuer: issuer, Subject: subject, Person: name})
	require.NoError(w.t, err)
	require.Zero(w.t, number)
}

// TestOpenIDLogin: through a real provider, with PKCE, state and nonce, to the
// person whom issuer and subject are linked to, and back to where they were.
func TestOpenIDLogin(t *testing.T) {
	w, p := newTownWorld(t)
	b := w.browser()
	address := b.begin("/bills/SKOL?month=2017-03")
	asked, err := url.Parse(address)
	require.NoError(t, err)
	query := asked.Query()
	require.Equal(t, "S256", query.Get("code_challenge_method"))
	require.Len(t, query.Get("code_challenge"), 43)
	require.GreaterOrEqual(t, len(query.Get("state")), 26)
	require.GreaterOrEqual(t, len(query.Get("nonce")), 26)
	require.Equal(t, baseURL+"/oidc/callback", query.Get("redirect_uri"))

	// Nobody is linked yet: the sentence says what an administrator needs.
	answer := b.do(http.MethodGet, p.logIn(address), "")
	require.Equal(t, http.StatusForbidden, answer.Code)
	require.Equal(t, "ditt konto är inte kopplat till någon person här; be en administratör koppla identiteten ”id1” hos "+p.issuer+" till dig", answer.Body.String())
	b.me(http.StatusUnauthorized)
	require.Equal(t, []string{"login_failed"}, w.events(billing.ActLoginFailed))

	w.link(p.issuer, subject, "Lena")
	before := b.cookies["__Host-chargeback"]
	answer = b.do(http.MethodGet, p.logIn(b.begin("/bills/SKOL?month=2017-03")), "")
	require.Equal(t, http.StatusSeeOther, answer.Code)
	require.Equal(t, "/bills/SKOL?month=2017-03", answer.Header().Get("Location"))
	require.NotEqual(t, before, b.cookies["__Host-chargeback"], "a new id")
	require.Contains(t, b.me(http.StatusOK), `"name":"Lena"`)
	require.Equal(t, []string{"login Lena"}, w.events(billing.ActLogin))

	for _, to := range []string{"https://evil.example/", "//evil.example", `/\evil.example`} {
		require.Equal(t, "/", w.browser().finish(p, to).Header().Get("Location"), to)
	}
	require.NoError(t, w.service.Deactivate(t.Context(), eva, "Lena"))
	b.me(http.StatusUnauthorized)
	require.Equal(t, http.StatusForbidden, w.browser().finish(p, "/").Code)
}

// finish goes all the way.
func (b *browser) finish(p *town, returnTo string) *httptest.ResponseRecorder {
	b.w.t.Helper()
	return b.do(http.MethodGet, p.logIn(b.begin(returnTo)), "")
}

// TestForgedTokens (TRUST A12): what the provider did not say to us, now, in
// answer to this browser, lets nobody in.
func TestForgedTokens(t *testing.T) {
	w, p := newTownWorld(t)
	w.link(p.issuer, subject, "Lena")
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	public := x509.MarshalPKCS1PublicKey(&p.key.PublicKey)
	hs256 := func(key []byte) func(map[string]any) string {
		return func(claims map[string]any) string {
			return token(t, map[string]any{"alg": "HS256", "kid": p.keyID}, claims, func(text []byte) []byte {
				mac := hmac.New(sha256.New, key)
				mac.Write(text)
				return mac.Sum(nil)
			})
		}
	}
	with := func(changes map[string]any) func(map[string]any) string {
		return func(claims map[string]any) string {
			maps.Copy(claims, changes)
			maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
			return p.sign(claims)
		}
	}
	hour := func(n int) int64 { return time.Now().Add(time.Duration(n) * time.Hour).Unix() }

	p.forge = with(nil)
	require.Equal(t, http.StatusSeeOther, w.browser().finish(p, "/").Code, "signed by us as by the provider")
	p.forge = with(map[string]any{"roles": []string{"finance", "admin"}, "groups": "finance", "email": "anna@example.se"})
	b := w.browser()
	require.Equal(t, http.StatusSeeOther, b.finish(p, "/").Code)
	require.Contains(t, b.me(http.StatusOK), `"roles":"head"`, "roles are ours")

	forged := map[string]func(map[string]any) string{
		"another issuer":                 with(map[string]any{"iss": "https://evil.example"}),
		"another audience":               with(map[string]any{"aud": "another-client"}),
		"for two, authorised by none":    with(map[string]any{"aud": []string{clientID, "another-client"}, "azp": nil}),
		"authorised by another":          with(map[string]any{"azp": "another-client"}),
		"expired":                        with(map[string]any{"exp": hour(-1)}),
		"not yet":                        with(map[string]any{"nbf": hour(1)}),
		"another nonce":                  with(map[string]any{"nonce": "another"}),
		"no nonce":                       with(map[string]any{"nonce": nil}),
		"no subject":                     with(map[string]any{"sub": nil}),
		"no expiry":                      with(map[string]any{"exp": nil}),
		"HS256 with the public key":      hs256(public),
		"HS256 with the client's secret": hs256([]byte(clientSecret)),
		"alg none": func(claims map[string]any) string {
			return token(t, map[string]any{"alg": "none"}, claims, func([]byte) []byte { return nil })
		},
		"another key of the same name": func(claims map[string]any) string { return p.signWith(other, p.keyID, claims) },
		"another key":                  func(claims map[string]any) string { return p.signWith(other, "another", claims) },
		"a key of its own": func(claims map[string]any) string {
			header := map[string]any{"alg": "RS256", "kid": p.keyID, "jku": "https://evil.example/keys", "jwk": map[string]any{"kty": "RSA"}}
			return token(t, header, claims, func(text []byte) []byte {
				sum := sha256.Sum256(text)
				signature, err := rsa.SignPKCS1v15(rand.Reader, other, crypto.SHA256, sum[:])
				require.NoError(t, err)
				return signature
			})
		},
		"changed after it was signed": func(claims map[string]any) string {
			parts := strings.Split(p.sign(claims), ".")
			raw, err := base64.RawURLEncoding.DecodeString(parts[1])
			require.NoError(t, err)
			parts[1] = base64.RawURLEncoding.EncodeToString(bytes.Replace(raw, []byte(`"sub":"id1"`), []byte(`"sub":"id2"`), 1))
			return strings.Join(parts, ".")
		},
		"no token": func(map[string]any) string { return "" },
		"no JWT":   func(map[string]any) string { return "a.b" },
	}
	for name, forge := range forged {
		p.forge = forge
		b := w.browser()
		answer := b.finish(p, "/")
		require.Equal(t, http.StatusUnauthorized, answer.Code, name)
		require.Contains(t, answer.Body.String(), "inloggningstjänstens svar gick inte att lita på", name)
		b.me(http.StatusUnauthorized)
	}
	require.Len(t, w.events(billing.ActLoginFailed), len(forged))

	// It is the subject that is linked, not a mail address of its choice.
	p.forge = with(map[string]any{"sub": "another", "email": subject, "preferred_username": subject, "email_verified": true})
	require.Equal(t, http.StatusForbidden, w.browser().finish(p, "/").Code)
}

// TestAnswersAreUsedOnce (TRUST A12): an answer belongs to the browser that
// asked, and is good once; so is a code.
func TestAnswersAreUsedOnce(t *testing.T) {
	w, p := newTownWorld(t)
	w.link(p.issuer, subject, "Lena")
	refused := func(b *browser, path string) {
		t.Helper()
		require.Equal(t, http.StatusUnauthorized, b.do(http.MethodGet, path, "").Code)
		b.me(http.StatusUnauthorized)
	}
	b := w.browser()
	answer := p.logIn(b.begin("/"))
	refused(w.browser(), answer) // a browser that asked nothing
	other := w.browser()         // one that asked something else
	_ = other.begin("/")         //
	refused(other, answer)       //
	refused(other, answer)       // and has used up its own
	require.Equal(t, http.StatusSeeOther, b.do(http.MethodGet, answer, "").Code)
	again := w.browser()
	again.cookies = b.cookies
	require.Equal(t, http.StatusUnauthorized, again.do(http.MethodGet, answer, "").Code, "twice")

	// A code that was stolen on its way is no use to another: it lacks the verifier.
	victim := w.browser()
	stolen, err := url.Parse(p.logIn(victim.begin("/")))
	require.NoError(t, err)
	thief := w.browser()
	asked, err := url.Parse(thief.begin("/"))
	require.NoError(t, err)
	refused(thief, "/oidc/callback?"+url.Values{"code": {stolen.Query().Get("code")}, "state": {asked.Query().Get("state")}}.Encode())

	for _, query := range []string{"", "?code=x", "?state=x", "?error=access_denied"} {
		b := w.browser()
		_ = b.begin("/")
		refused(b, "/oidc/callback"+query)
	}
	b = w.browser()
	asked, err = url.Parse(b.begin("/"))
	require.NoError(t, err)
	refused(b, "/oidc/callback?error=access_denied&state="+asked.Query().Get("state"))
}

// TestProviderThatIsAway: people are told, and may use their passwords.
func TestProviderThatIsAway(t *testing.T) {
	w := newWorld(t, auth.Options{BaseURL: baseURL, Provider: auth.Provider{Issuer: "http://127.0.0.1:1", ClientID: clientID}})
	answer := w.browser().do(http.MethodGet, "/oidc/login", "")
	require.Equal(t, http.StatusBadGateway, answer.Code)
	require.Equal(t, "inloggningstjänsten http://127.0.0.1:1 svarar inte; försök igen om en stund, eller logga in med lösenord", answer.Body.String())
	w.in("Lena").me(http.StatusOK)
	for range 60 {
		answer = w.browser().do(http.MethodGet, "/oidc/login", "")
	}
	require.Equal(t, http.StatusTooManyRequests, answer.Code, "nobody fills the database with sessions of nobody")
	require.Equal(t, http.StatusNotFound, newWorld(t, auth.Options{}).browser().do(http.MethodGet, "/oidc/login", "").Code)
	require.Equal(t, http.StatusNotFound, newWorld(t, auth.Options{}).browser().do(http.MethodGet, "/oidc/callback?state=x", "").Code)
	for _, p := range []auth.Provider{{Issuer: "http://id.example.se", ClientID: "x"}, {Issuer: "file:///etc/passwd", ClientID: "x"}, {Issuer: "https://id.example.se"}, {ClientID: "x"}} {
		_, err := auth.New(w.service, auth.Options{BaseURL: baseURL, Provider: p})
		require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.BadConfiguration}, p)
	}
}
