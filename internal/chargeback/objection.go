package chargeback

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chargeback/allocation"
)

// ObjectionKind is what somebody holds to be wrong.
type ObjectionKind uint8

// The kinds of objections.
const (
	ObjectionNotOurs ObjectionKind = iota // the rows are another's
	ObjectionDates                        // ours, but not on those days
	ObjectionCount                        // the count or share is wrong
	ObjectionOther
)

// ObjectionKinds are the codes of the kinds, by ObjectionKind.
var ObjectionKinds = []string{"not_ours", "dates", "count", "other"}

func (k ObjectionKind) String() string { return ObjectionKinds[k] }

// ParseObjectionKind returns the kind of a code, and whether there is one.
func ParseObjectionKind(code string) (ObjectionKind, bool) {
	i := slices.Index(ObjectionKinds, code)
	return ObjectionKind(max(0, i)), i >= 0
}

// ObjectionState is where an objection stands. It changes once.
type ObjectionState uint8

// The states of objections.
const (
	ObjectionWaiting  ObjectionState = iota
	ObjectionAccepted                // facts were changed
	ObjectionAnswered                // what was asked is explained; nothing changed
	ObjectionRejected
)

// ObjectionStates are the codes of the states, by ObjectionState.
var ObjectionStates = []string{"waiting", "accepted", "answered", "rejected"}

func (s ObjectionState) String() string { return ObjectionStates[s] }

// ParseObjectionState returns the state of a code, and whether there is one.
func ParseObjectionState(code string) (ObjectionState, bool) {
	i := slices.Index(ObjectionStates, code)
	return ObjectionState(max(0, i)), i >= 0
}

// ObjectionDays is within how many workdays an objection is answered.
const ObjectionDays = 5

// ObjectionID numbers the objections of a year, in which they were made, from 1
// and without gaps.
type ObjectionID struct{ Year, Place int }

// String writes the number as people say it: 2017-022.
func (id ObjectionID) String() string { return fmt.Sprintf("%04d-%03d", id.Year, id.Place) }

// ParseObjectionID reads what String writes, and nothing else.
func ParseObjectionID(text string) (id ObjectionID, ok bool) {
	year, place, found := strings.Cut(text, "-")
	if !found || len(place) > 6 {
		return id, false
	}
	var err1, err2 error
	id.Year, err1 = strconv.Atoi(year)
	id.Place, err2 = strconv.Atoi(place)
	return id, err1 == nil && err2 == nil && id.Place > 0 && id.Year > 0 && id.String() == text
}

// Objection is what a department says against its bill of one month, and what
// was answered.
type Objection struct {
	ID    ObjectionID
	Month allocation.Period // of the bill
	// About is what it is against: the department's bill, its cost centre's where
	// one is named, and of that one service where there is a model.
	About  LineKey
	Line   string          // the id of the one line that it is against, else empty
	Rows   []ObjectedRow   // the counted rows that it is against, in order; may be none
	Kind   ObjectionKind   //
	Reason string          // in the department's words
	Amount allocation.Ore  // what is concerned, as it was billed
	Made   Act             //
	Due    allocation.Date // it is to be answered on this day at the latest

	State     ObjectionState
	Answer    string
	Answered  Act                // zero while it waits
	Change    int64              // audit number of the facts that were changed; 0: none
	Corrected []ObjectionBilling // where the change has been billed, by month corrected
	Version   int64
}

// ObjectedRow is a row that was counted, by table and pseudonymous id.
type ObjectedRow struct{ Table, ID string }

// ObjectionBilling is a correction that bills what an accepted objection
// changed.
type ObjectionBilling struct {
	Correction  int64             // its number
	Month, Into allocation.Period // corrected, and billed in
	Amount      allocation.Ore    // what it adds to the bill that was objected to, of what that was about
}

// Concerns says whether a line of any month is what the objection is about.
func (o *Objection) Concerns(k LineKey) bool {
	a := &o.About
	switch {
	case k.Department != a.Department, a.CostCenter != "" && k.CostCenter != a.CostCenter:
		return false
	case a.Model == 0:
		return true
	case k.Model != a.Model || k.Object != a.Object:
		return false
	}
	return o.Line == "" || k.Category == a.Category
}

// Remedy is the change set of the usual answer: the rows count elsewhere from a
// day on, or not at all where no cost centre is named.
func (o *Objection) Remedy(from allocation.Date, costCenter string) ChangeSet {
	var set ChangeSet
	for _, r := range o.Rows {
		change := EndRows(r.Table, []string{r.ID}, Since(from))
		if costCenter != "" {
			change = SetCells(r.Table, []string{r.ID}, Since(from), map[string]string{"cost_center": costCenter})
		}
		set = append(set, change)
	}
	return set
}

// ObjectionFilter chooses objections. Its zero value is all of them.
type ObjectionFilter struct {
	States     []ObjectionState // any of them; none is all
	Month      allocation.Period
	Department string
	Person     string // who made it
}

// Matches says whether the filter chooses the objection.
func (f *ObjectionFilter) Matches(o *Objection) bool {
	return (len(f.States) == 0 || slices.Contains(f.States, o.State)) &&
		(f.Month == allocation.Period{} || f.Month == o.Month) &&
		(f.Department == "" || f.Department == o.About.Department) &&
		(f.Person == "" || f.Person == o.Made.Person)
}
