package chargeback

// Failures of logging in and of who may do what in the web.
const (
	NotLoggedIn      Code = "not_logged_in"     // nobody is, or no longer
	WrongLogin       Code = "wrong_login"       // of the name and the password, it does not say which
	TooManyLogins    Code = "too_many_logins"   // args: minutes to wait, the same in seconds
	Forbidden        Code = "forbidden"         // args: the roles that may
	PersonRequired   Code = "person_required"   // value: whose token tried
	ForeignOrigin    Code = "foreign_origin"    // another site made the browser ask
	MustChange       Code = "must_change"       // the password is for one time
	NoSuchPage       Code = "not_found"         //
	ShortPassword    Code = "short_password"    // args: how many characters it must have
	LongPassword     Code = "long_password"     // args: how many it may have
	PasswordIsName   Code = "password_is_name"  //
	SamePassword     Code = "same_password"     // as before
	WrongPassword    Code = "wrong_password"    // the old one
	BadLoginState    Code = "bad_login_state"   // an answer to a login that nobody began, or twice
	ProviderFailed   Code = "provider_failed"   // value: the issuer; it cannot be reached
	ProviderRefused  Code = "provider_refused"  // its answer does not prove who it is
	UnknownIdentity  Code = "unknown_identity"  // value: the subject; args: the issuer
	NoProvider       Code = "no_provider"       // none is configured
	BadConfiguration Code = "bad_configuration" // value: what is configured; args: the option
)

// Failures of persons, tokens and identities.
const (
	UnknownToken  Code = "unknown_token"  // value: its id
	TokenExceeds  Code = "token_exceeds"  // value: the person, who does not have what the token would
	BadEmail      Code = "bad_email"      //
	BadLanguage   Code = "bad_language"   // args: the languages there are
	BadIdentity   Code = "bad_identity"   //
	IdentityTaken Code = "identity_taken" // value: the subject; args: whose it is
)

// Failures of requests that a second person decides.
const (
	RequestDecided  Code = "request_decided"  // args: its number
	RequestOutdated Code = "request_outdated" // value: the person; args: its number
	UnknownRequest  Code = "unknown_request"  // args: its number
	SelfGrant       Code = "self_grant"       // value: the name
	SameDecider     Code = "same_decider"     // value: the name; args: its number
)

// Failures of requests that are sent with a key so that they are done once.
const (
	KeyMissing  Code = "idempotency_key_missing"   //
	KeyReused   Code = "idempotency_key_reused"    // value: the key, which another request had
	KeyInFlight Code = "idempotency_key_in_flight" // value: the key
)
