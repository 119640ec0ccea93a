package chargeback

// Failures of the database. The value is its place.
const (
	DatabaseUnreachable Code = "database_unreachable"
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
