package chargeback

// Failures of a month's life (SPEC §9). The first argument is the month where
// nothing else is said.
const (
	MonthOpen         Code = "month_open"         // it has not been calculated
	MonthClosed       Code = "month_closed"       // nobody can change it; args: month, day it was closed
	MonthNotClosed    Code = "month_not_closed"   // only a closed month is corrected or verified
	MonthNotApproved  Code = "month_not_approved" //
	MonthStale        Code = "month_stale"        // facts changed after it was calculated
	MonthChanged      Code = "month_changed"      // somebody else changed it meanwhile
	EarlierMonthOpen  Code = "earlier_month_open" // args: month, the month to close first
	SamePerson        Code = "same_person"        // args: month, person: who calculated may not approve
	SameCloser        Code = "same_closer"        // args: month, person: who approved a scheduled run may not close
	UnallocatedBlocks Code = "unallocated_blocks" // args: month, amount
	NothingToCorrect  Code = "nothing_to_correct" //
	RowsRetired       Code = "rows_retired"       // the rows behind the month are gone (retention)
	NoFacts           Code = "no_facts"           // nothing has been imported
	NoSuchDepartment  Code = "no_such_department" // value: code; args: month
	NoHistory         Code = "no_history"         // nothing is known of the month from before
	UnknownCell       Code = "unknown_cell"       // args: table, cost centre, object
	BadReason         Code = "bad_reason"         // a reason is empty or too long
	MonthBeforeFirst  Code = "month_before_first" // args: month, the first closed month
	AlreadyApproved   Code = "already_approved"   // args: month, person
	FutureMonth       Code = "future_month"       // it has not ended; args: month, day it ends
)

// Failures of persons and what they may do.
const (
	NoPersonName   Code = "no_person_name"  // nobody is said to act
	UnknownPerson  Code = "unknown_person"  // value: the name
	NotYourTable   Code = "not_your_table"  // value: the name; args: the table
	NotAllowed     Code = "not_allowed"     // value: the name; args: the action, the roles that may
	InactivePerson Code = "inactive_person" // value: the name
	RolesConflict  Code = "roles_conflict"  // admin and finance in one person
	LastAdmin      Code = "last_admin"      // value: the name
	BadPersonName  Code = "bad_person_name" // control characters, empty or too long
	NoRoles        Code = "no_roles"        // args: the roles there are
	SelfDeputy     Code = "self_deputy"     // value: the name
)

// Failures of what has been proved before.
const (
	ChainChanged   Code = "chain_changed"   // args: number of the first event that is wrong
	ChainMissing   Code = "chain_missing"   // args: likewise
	ChainBroken    Code = "chain_broken"    // args: likewise
	ChainTruncated Code = "chain_truncated" // args: number of the anchor
	ChainReplaced  Code = "chain_replaced"  // args: number of the anchor
	NotProved      Code = "not_proved"      // args: month, how many faults
)
