package chargeback

import (
	"slices"
	"time"

	"chargeback/allocation"
)

// NoticeState is where a notice stands. It changes once.
type NoticeState uint8

// The states of notices.
const (
	NoticeWaiting   NoticeState = iota // to be sent, or being sent
	NoticeSent                         // a mail server took it
	NoticeFailed                       // it was given up
	NoticeWithdrawn                    // the person may no longer read the bill, or gets no mail
)

// NoticeStates are the codes of the states, by NoticeState.
var NoticeStates = []string{"waiting", "sent", "failed", "withdrawn"}

func (s NoticeState) String() string { return NoticeStates[s] }

// ParseNoticeState returns the state of a code, and whether there is one.
func ParseNoticeState(code string) (NoticeState, bool) {
	i := slices.Index(NoticeStates, code)
	return NoticeState(max(0, i)), i >= 0
}

// NoticeKey says which bill a notice is about, and whom it tells. There is one
// notice of a key, ever.
type NoticeKey struct {
	Month      allocation.Period
	Department string
	Person     string
}

// Notice is a mail that tells a person that a bill is ready. It holds neither
// the address nor an amount: both are read when it is sent.
type Notice struct {
	NoticeKey
	State NoticeState
	Tries int // so far, with the one that is under way
	// Due is when it may be tried next, to the millisecond; while somebody tries,
	// when others may take it over.
	Due     time.Time
	Claim   string    // of the one who tries; empty while nobody does
	Failure string    // the code of what went wrong at the last try; empty where nothing did
	Settled time.Time // when it left NoticeWaiting; else zero
}
