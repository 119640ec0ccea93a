package billing

import (
	"context"
	"iter"
	"sync"
	"time"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
)

// Database is where months, runs and facts are kept.
type Database interface {
	// View reads in one snapshot.
	View(ctx context.Context, work func(Tx) error) error
	// ViewAs reads in one snapshot, and of bills, lines, corrections' lines and
	// objections only what the scope covers: all others are as if they were not.
	ViewAs(ctx context.Context, scope chargeback.Scope, work func(Tx) error) error
	// Update runs work in one transaction, alone among writers: what work reads
	// stays true until it is done. The transaction is kept whole or not at all.
	// An error of the connection at the end leaves it unknown which; doing the
	// same again is safe for everything in this package.
	Update(ctx context.Context, work func(Tx) error) error
	// Within returns a context in which View, ViewAs and Update are part of a
	// transaction that is under way.
	Within(ctx context.Context, tx Tx) context.Context
}

// Tx is what one transaction can do, by subject.
type Tx interface {
	Facts
	Months
	Runs
	Corrections
	Objections
	Log
	Persons
	Credentials
	Sessions
	Tokens
	Replies
	Requests
	Arrivals
	Work
	Notices
	Plans
}

// Facts are the tables of [chargeback.AllTables], with their history.
type Facts interface {
	// ReadFacts returns the rows of tables (all of SPEC §2 where none is named)
	// as they were known at an audit number; 0 is now. Rows are in order of
	// key and from, those of plan tables in the order in which their keys first
	// became known, and carry Record.Row.
	ReadFacts(at int64, tables ...string) (chargeback.Records, error)
	// RowsIn returns the rows of a dated table that have one of the values in a
	// column and a day in the span, as they were known at an audit number, in
	// order of key and from.
	RowsIn(at int64, table, column string, values []string, days allocation.Span) ([]chargeback.Record, error)
	// Rows returns rows of a table as they were known at an audit
	// number, and how many there are on all pages.
	Rows(at int64, table string, q chargeback.RowQuery) (rows []chargeback.Record, total int, err error)
	// RowsOfKey returns all rows of a key that are or were known, in the order in
	// which they were added, then of from.
	RowsOfKey(table string, key []string) ([]chargeback.KnownRow, error)
	// FactsNumber returns the audit number of the latest change to a table of
	// SPEC §2; 0 where there is none.
	FactsNumber() (int64, error)
	// ChangeFacts ends and adds rows with the number of an event of this
	// transaction. A row that is not known or has ended already is an error.
	ChangeFacts(event int64, changes []chargeback.TableChange) error
	// Retire removes rows of the tables that are linked to persons (devices,
	// users, licences, ports) which no month from first on can need: those that
	// ended before it, and those that were ended at or before the audit number.
	// Runs of closed months before first are marked as retired. It returns how
	// many rows went.
	Retire(event int64, first allocation.Period, known int64) (int64, error)
}

// Months are the stored months. One that is not stored is open.
type Months interface {
	Months() ([]chargeback.MonthStatus, error) // rising
	Month(allocation.Period) (chargeback.MonthStatus, error)
	// KeepMonth stores a month if its stored version is still m.Version (0: not
	// stored), with the next version. Otherwise the error is MonthChanged.
	KeepMonth(m chargeback.MonthStatus) error
}

// Runs are the stored runs, by id. Those of closed months never change.
type Runs interface {
	// Run returns a header; ok is false where there is no such run.
	Run(id string) (header chargeback.RunHeader, ok bool, err error)
	// KeepRun stores a run that is not stored.
	KeepRun(chargeback.RunHeader, *chargeback.Result, []chargeback.CountedCell) error
	// DropRun removes a run that no month refers to. None is no error.
	DropRun(id string) error
	// Result returns what was charged. Lines are read at once.
	Result(id string) (*chargeback.Result, error)
	// Summary returns what was charged without the lines.
	Summary(id string) (*chargeback.Result, error)
	// Cells returns the counted cells in order.
	Cells(id string) ([]chargeback.CountedCell, error)
	// Bills returns what departments owe, by code, without their lines.
	Bills(id string) ([]chargeback.Bill, error)
	// Lines returns the lines of one department, in order.
	Lines(id, department string) ([]chargeback.Line, error)
}

// Corrections are the stored corrections. They never change.
type Corrections interface {
	CorrectionsOf(month allocation.Period) ([]chargeback.Correction, error)   // in order of place
	CorrectionsInto(month allocation.Period) ([]chargeback.Correction, error) // in order of month corrected, then place
	KeepCorrection(*chargeback.Correction) error
}

// Objections are what departments say against their bills.
type Objections interface {
	Objections() ([]chargeback.Objection, error) // the latest first
	// Objection returns one; ok is false where there is none.
	Objection(chargeback.ObjectionID) (o chargeback.Objection, ok bool, err error)
	// KeepObjection stores a new one (version 0), whose number is the next of its
	// year, or the answer to one if its stored version is still o.Version and it
	// waits. Otherwise the error is ObjectionChanged.
	KeepObjection(chargeback.Objection) error
	// KeepObjectionBilling adds where what was accepted is billed.
	KeepObjectionBilling(chargeback.ObjectionID, chargeback.ObjectionBilling) error
}

// Log is the audit log.
type Log interface {
	// Append makes an event the next of the chain and stores it.
	Append(audit.Event) (audit.Event, error)
	ChainHead() (audit.Head, error)
	// Events yields the events from a number on, in order, in constant memory.
	Events(from int64) iter.Seq2[*audit.Event, error]
}

// Persons are those who act.
type Persons interface {
	Persons() ([]chargeback.Person, error) // by name
	// Person returns a person; ok is false where there is none.
	Person(name string) (person chargeback.Person, ok bool, err error)
	// KeepPerson stores a person with roles and grants, in place of what was
	// stored of the name.
	KeepPerson(chargeback.Person) error
	Deputies() ([]chargeback.Deputy, error)
	KeepDeputy(chargeback.Deputy) error
}

// Service is the use cases over a database.
type Service struct {
	DB  Database
	Now func() time.Time

	shelf    shelf
	attempts attemptList
	running  sync.WaitGroup
	inFlight inFlight
}

// Actor is who does something, and from where.
type Actor struct {
	Name      string // of the person
	Origin    string // the host and its user, or a network address
	Scheduler bool   // the clock, not a person
	// Token is the id of the API token that acts for the person; empty for the
	// person.
	Token string
	// Host says that a command on the host hands out tokens and passwords. Who may
	// run it holds the database anyway, so no role is asked for; Name is what is
	// said.
	Host bool
}

// Plans are the kept plans and the price lists. Nothing of a month reads them.
type Plans interface {
	Scenarios() ([]chargeback.Scenario, error) // budgets first, then by year, the latest first, and name
	// Scenario returns one; ok is false where there is none.
	Scenario(id string) (s chargeback.Scenario, ok bool, err error)
	// KeepScenario stores a new one (version 0), or another in its place if its
	// stored version is still s.Version. Otherwise the error is ScenarioChanged.
	KeepScenario(chargeback.Scenario) error
	// DropScenario removes one if its stored version is still the given one.
	DropScenario(chargeback.Scenario) error
	PriceLists() ([]chargeback.PriceList, error) // the latest first
	// PriceList returns one; ok is false where there is none.
	PriceList(number int64) (l chargeback.PriceList, ok bool, err error)
	// KeepPriceList stores a new one (version 0), whose number is the next, or the
	// decision on one that waits if its stored version is still l.Version.
	// Otherwise the error is PriceListDecided.
	KeepPriceList(chargeback.PriceList) error
}
