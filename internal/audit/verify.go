package audit

import "slices"

// Fault is what is wrong with a chain.
type Fault uint8

// The faults. The first event that does not fit is named; what follows it is
// not judged.
const (
	Changed   Fault = iota + 1 // an event is not what was hashed
	Missing                    // a number is missing before an event, or the order is wrong
	Broken                     // an event does not follow the one before it
	Truncated                  // the chain ends before an anchor, or was empty when it should not be
	Replaced                   // the event that an anchor names has another hash
)

// Problem is where a chain is at fault.
type Problem struct {
	Fault  Fault
	Number int64 // of the first event that is wrong, or of the anchor
}

// Verifier checks a chain event by event, in constant memory, against anchors:
// heads that were seen outside the database.
type Verifier struct {
	head    Head
	anchors []Head // those not reached yet, rising
	problem *Problem
}

// NewVerifier begins at the first event.
func NewVerifier(anchors ...Head) *Verifier {
	anchors = slices.Clone(anchors)
	slices.SortFunc(anchors, func(a, b Head) int { return int(min(1, max(-1, a.Number-b.Number))) })
	return &Verifier{anchors: anchors}
}

// Add takes the next event. It reports whether the chain holds so far.
func (v *Verifier) Add(e *Event) bool {
	if v.problem != nil {
		return false
	}
	switch {
	case e.Number != v.head.Number+1:
		v.problem = &Problem{Missing, e.Number}
	case e.Previous != v.head.Hash:
		v.problem = &Problem{Broken, e.Number}
	case e.Hash != e.hash():
		v.problem = &Problem{Changed, e.Number}
	}
	if v.problem != nil {
		return false
	}
	v.head = e.Head()
	for len(v.anchors) > 0 && v.anchors[0].Number == v.head.Number {
		if v.anchors[0].Hash != v.head.Hash {
			v.problem = &Problem{Replaced, e.Number}
			return false
		}
		v.anchors = v.anchors[1:]
	}
	return true
}

// Result returns the head of the chain, or what is wrong with it. Call it when
// all events have been added.
func (v *Verifier) Result() (Head, *Problem) {
	if v.problem == nil && len(v.anchors) > 0 {
		return v.head, &Problem{Truncated, v.anchors[0].Number}
	}
	return v.head, v.problem
}

// String is the code of the fault.
func (f Fault) String() string {
	return [...]string{"", "changed", "missing", "broken", "truncated", "replaced"}[f]
}
