package chargeback

// Failures of investments and of the programme of projects.
const (
	EmptyProgramme Code = "empty_programme"  // a folder without tables
	NoPlan         Code = "no_plan"          // a database without plan tables
	BadLife        Code = "bad_life"         // value: the life in months
	BeyondCalendar Code = "beyond_calendar"  // value: the day it is taken into use
	NoInterestRate Code = "no_interest_rate" // value: the investment; args: the year
	SubOfSub       Code = "sub_of_sub"       // value: the project; args: its parent
	PlanOnParent   Code = "plan_on_parent"   // value: the project that has sub-projects
	NotQuarter     Code = "not_quarter"      // value: what is no quarter
	NotYear        Code = "not_year"         // value: what is no year
	WrongCouncil   Code = "wrong_council"    // value: the project; args: its department
	WholeCouncil   Code = "whole_council"    // value: the project, which is the whole municipality's
	NoCouncil      Code = "no_council"       // value: the project; the council and the department do not fit
	NoRound        Code = "no_round"         // value: the year that no last day is given for
	NeedLate       Code = "need_late"        // value: the year; args: its last day
	NeedText       Code = "need_text"        // a text is too long; args: the most characters
	NoSuchNeed     Code = "no_such_need"     // value: the code
	NoSuchService  Code = "no_such_service"  // value: the code
)
