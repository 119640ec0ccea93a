package billing

import (
	"time"

	"chargeback/internal/chargeback"
)

// Credentials are what persons prove to be somebody with.
type Credentials interface {
	// Credential returns a person's; ok is false where nothing is stored.
	Credential(person string) (c chargeback.Credential, ok bool, err error)
	Credentials() ([]chargeback.Credential, error) // by person
	// KeepCredential stores it in place of what was stored of the person.
	KeepCredential(chargeback.Credential) error
	// Identity returns whom a provider means; ok is false where nobody is linked.
	Identity(issuer, subject string) (i chargeback.Identity, ok bool, err error)
	Identities() ([]chargeback.Identity, error) // by person, issuer, subject
	// KeepIdentity adds one that is not stored.
	KeepIdentity(chargeback.Identity) error
	DropIdentity(issuer, subject string) error // none is no error
}

// Sessions are who is logged in, and who has tried to.
type Sessions interface {
	// Session returns what is stored of a token; ok is false where nothing is.
	Session(token string) (s chargeback.Session, ok bool, err error)
	// KeepSession stores it in place of what was stored of the token.
	KeepSession(chargeback.Session) error
	DropSession(token string) error // none is no error
	// DropSessions removes those that began, or were last seen, before an instant.
	DropSessions(began, seen time.Time) error
	// Attempts returns those of an account or from an address since an instant,
	// in order of time.
	Attempts(account, address string, since time.Time) ([]chargeback.Attempt, error)
	KeepAttempt(chargeback.Attempt) error
	DropAttempt(id string) error // none is no error
	// DropAttempts removes those of an account, and all from before an instant.
	DropAttempts(account string, before time.Time) error
}

// Tokens are what programs act with.
type Tokens interface {
	// TokenOf returns the token with a hash; ok is false where there is none.
	TokenOf(hash string) (t chargeback.APIToken, ok bool, err error)
	Tokens() ([]chargeback.APIToken, error) // in the order they were created
	// KeepToken adds one that is not stored.
	KeepToken(chargeback.APIToken) error
	// RevokeToken marks a token that holds; ok is false where none has the id or
	// it has been revoked.
	RevokeToken(id string, mark chargeback.TokenMark) (ok bool, err error)
}

// Replies are the answers to requests that may be repeated.
type Replies interface {
	// Reply returns what was answered a person's key; ok is false where nothing
	// was.
	Reply(person, key string) (r chargeback.Reply, ok bool, err error)
	// KeepReply adds one that is not stored.
	KeepReply(chargeback.Reply) error
}

// Requests are what one person asks and another decides.
type Requests interface {
	Requests() ([]chargeback.Request, error) // by number
	// Request returns one; ok is false where there is none.
	Request(number int64) (r chargeback.Request, ok bool, err error)
	// KeepRequest stores a request if its stored version is still r.Version (0:
	// not stored), with the next version. Otherwise, or where it has been decided,
	// the error is RequestDecided.
	KeepRequest(chargeback.Request) error
}
