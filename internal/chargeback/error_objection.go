package chargeback

// Failures of objections.
const (
	NoSuchObjection   Code = "no_such_objection"      // value: the number
	ObjectionTooLate  Code = "objection_too_late"     // args: month, the first that can be objected to
	ObjectionRow      Code = "objection_row"          // value: the id; it was not counted on the bill
	ObjectionLine     Code = "objection_line"         // value: what was named; there is no such line on the bill
	ObjectionText     Code = "objection_text"         // a text is empty or too long; args: the limit
	ObjectionPerson   Code = "objection_person"       // a text holds what looks like a personnummer
	ObjectionTwice    Code = "objection_twice"        // args: the number of the one that waits
	ObjectionDone     Code = "objection_done"         // args: number, who answered
	ObjectionChanged  Code = "objection_changed"      // args: number
	OwnObjection      Code = "own_objection"          // value: person; args: number
	ObjectionNoChange Code = "objection_needs_change" // accepting takes a change; args: number
)
