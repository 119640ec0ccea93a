package chargeback

import "time"

// Credential is what a person proves to be somebody with, and since when.
type Credential struct {
	Person     string
	Hash       string // argon2id, in its own text form; empty where there is no password
	MustChange bool   // the password is for one time
	// Epoch rises with every change of password, roles or grants, and when the
	// person logs out everywhere. What began in another epoch has ended.
	Epoch   int64
	Changed time.Time // when the epoch began
}

// Identity is a person as an OpenID provider knows them.
type Identity struct {
	Issuer, Subject string
	Person          string
}

// APIToken lets a program act for a person.
type APIToken struct {
	ID      string // short, for people; no secret
	Person  string
	Name    string // what it is for
	Hash    string // SHA-256 of the secret, in hexadecimal digits
	Created TokenMark
	Revoked TokenMark // zero while it holds
}

// TokenMark is an event in the life of a token.
type TokenMark struct {
	Event int64 // its number in the audit log
	At    time.Time
}

// Session is what a browser's cookie stands for.
type Session struct {
	Token string // SHA-256 of what the browser holds
	Data  []byte
	Began time.Time // instants to the millisecond, in UTC
	Seen  time.Time
}

// Attempt is a try to log in that is under way or failed.
type Attempt struct {
	ID      string
	Account string // SHA-256 of the name that was given: it may be a password in the wrong field
	Address string
	At      time.Time // to the millisecond, in UTC
}

// Reply is the answer to a changing request, kept in the transaction of its
// effect. The same person who sends the same key again gets it again.
type Reply struct {
	Person, Key string
	Route       string // method and path
	Request     string // SHA-256 of the request's body, in hexadecimal digits
	Status      int
	Headers     map[string]string
	Body        []byte
	At          time.Time
}

// Request is what one person asks and another decides.
type Request struct {
	Number  int64 // of the event that asked
	Kind    string
	Subject string // the person concerned
	Body    string // JSON; what it says depends on the kind
	State   RequestState
	Asked   Act
	Decided Act // zero while it is asked
	Version int64
}

// RequestState is where a request stands.
type RequestState uint8

// The states of a request.
const (
	Asked RequestState = iota
	Accepted
	Declined
)

// RequestStates are the codes of the states, by RequestState.
var RequestStates = []string{"asked", "accepted", "declined"}

func (s RequestState) String() string { return RequestStates[s] }
