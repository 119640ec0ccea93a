package billing

import (
	"time"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Notices are the mails that tell that a bill is ready.
type Notices interface {
	Notices(month allocation.Period) ([]chargeback.Notice, error) // by department and person
	// NoticesDue returns at most so many of those that wait and may be tried at an
	// instant, in the order in which they fell due.
	NoticesDue(at time.Time, most int) ([]chargeback.Notice, error)
	// KeepNotice adds one that is not stored.
	KeepNotice(chargeback.Notice) error
	// ClaimNotice gives one that waits and is due at an instant to who claims it,
	// until another instant, and counts the try. ok is false where it is not so.
	ClaimNotice(key chargeback.NoticeKey, claim string, at, until time.Time) (ok bool, err error)
	// SettleNotice stores what a try came to and ends its claim. ok is false where
	// the claim n.Claim does not hold any more.
	SettleNotice(n chargeback.Notice) (ok bool, err error)
}
