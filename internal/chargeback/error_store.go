package chargeback

import "errors"

// Failures of the database. The value is its place.
const (
	DatabaseUnreachable Code = "database_unreachable"
	BadDatabaseAddress  Code = "bad_database_address"
	NotTheOwner         Code = "not_the_owner" // only its owner makes and upgrades its tables
	DatabaseBusy        Code = "database_busy"
	DatabaseReadOnly    Code = "database_read_only"
	DatabaseRefused     Code = "database_refused" // its own guards refuse the change
	DamagedDatabase     Code = "damaged_database" // value: what is damaged
	NotADatabase        Code = "not_a_database"
	DiskFull            Code = "disk_full"
	SchemaOlder         Code = "schema_older" // args: its number, ours
	SchemaNewer         Code = "schema_newer" // args: its number, ours
	NoSuchRole          Code = "no_such_role" // value: the role
	ServerRunning       Code = "server_running"
	BackupDamaged       Code = "backup_damaged"
	BackupExists        Code = "backup_exists"
	TargetNotEmpty      Code = "target_not_empty"
)

// Why a database cannot be reached: the cause of DatabaseUnreachable, where it
// is known.
var (
	ErrNoAnswer     = errors.New("nothing answers at that address")
	ErrNoAnswerYet  = errors.New("it did not answer in time")
	ErrConnection   = errors.New("the connection was lost")
	ErrNoSuchDB     = errors.New("there is no database of that name")
	ErrLogin        = errors.New("it does not let that role and password in")
	ErrNotReady     = errors.New("it is starting or stopping")
	ErrNoConnection = errors.New("it has no connections left")
)
