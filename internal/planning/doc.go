// Package planning keeps plans beside the months: budgets, scenarios and price
// lists, by the rights and in the log of package billing. What a plan makes of
// the months is worked out by package financing from copies of the facts; the
// one thing that can come back to the facts is a price list that finance has
// approved.
package planning

import (
	"crypto/rand"
	"strings"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/recent"
)

// Service is the use cases over the database of a billing service. The zero
// values of its own fields are ready; it must not be copied.
type Service struct {
	Billing *billing.Service

	grounds recent.Values[*Ground]
	results recent.Values[*Result]
	numbers recent.Values[int64] // of facts, by the head of the log
}

// How many grounds and results are kept: a year or two, their budgets, and what
// a handful of people look at: a result holds a year of bill lines.
const (
	keptGrounds = 4
	keptResults = 16
)

// act makes the mark of who did something now.
func (s *Service) act(who billing.Actor) chargeback.Act {
	return chargeback.Act{Person: who.Name, At: s.Billing.Now().UTC()}
}

// newID makes an id of twelve lower-case letters and digits.
func newID() string { return strings.ToLower(rand.Text()[:12]) }
