package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	_ "modernc.org/sqlite" // the driver sqlite

	"chargeback/internal/chargeback"
)

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	url      string
	postgres bool
	writer   *sql.DB
	reader   *sql.DB // the same pool on PostgreSQL
	gorm     *gorm.DB
}

// Options are what the caller may choose.
type Options struct {
	// Connections is how many connections PostgreSQL is asked for at most; 0 is
	// a number that suits a command.
	Connections int
}

// defaultConnections suits a command or a small server.
const defaultConnections = 8

// IsPostgresURL says whether an address is that of a PostgreSQL database.
func IsPostgresURL(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// Open opens a database: a path of a SQLite file, which is made where there is
// none, or postgres://…. The schema is brought up to date where that is allowed:
// always on SQLite, by the owner on PostgreSQL. The error is a
// [chargeback.Error].
func Open(ctx context.Context, url string, options Options) (*DB, error) {
	db := &DB{url: url, postgres: IsPostgresURL(url)}
	var err error
	if !db.postgres && strings.Contains(url, "://") {
		err = &chargeback.Error{Code: chargeback.BadDatabaseAddress, Value: url}
	} else if db.postgres {
		err = db.openPostgres(options)
	} else {
		err = db.openSQLite(url)
	}
	if err == nil {
		err = db.writer.PingContext(ctx)
	}
	if err == nil {
		err = db.migrate(ctx)
	}
	if err != nil {
		db.Close()
		return nil, told(err, shownURL(url))
	}
	return db, nil
}

func (db *DB) openPostgres(options Options) error {
	pool, err := sql.Open("pgx", withDefaults(db.url))
	if err != nil {
		return err
	}
	connections := options.Connections
	if connections == 0 {
		connections = defaultConnections
	}
	pool.SetMaxOpenConns(connections)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db.writer, db.reader = pool, pool
	db.gorm, err = gorm.Open(postgres.New(postgres.Config{Conn: pool}), gormConfig())
	return err
}

// withDefaults adds what a connection of ours has and the address does not say:
// nothing waits for ever.
func withDefaults(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	query := u.Query()
	for name, value := range map[string]string{
		"application_name": "chargeback", "connect_timeout": "10", "lock_timeout": "60s",
		"idle_in_transaction_session_timeout": "120s", "timezone": "UTC",
	} {
		if !query.Has(name) {
			query.Set(name, value)
		}
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// sqliteMagic begins every SQLite file.
const sqliteMagic = "SQLite format 3\x00"

func (db *DB) openSQLite(path string) error {
	if err := prepareFile(path); err != nil {
		return err
	}
	location := fileURL(path)
	shared := "_pragma=busy_timeout(15000)&_pragma=foreign_keys(1)&_pragma=cache_size(-65536)&_pragma=temp_store(2)"
	var err error
	if db.writer, err = sql.Open("sqlite", location+"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&"+shared); err != nil {
		return err
	}
	db.writer.SetMaxOpenConns(1)
	if db.reader, err = sql.Open("sqlite", location+"?_pragma=query_only(1)&"+shared); err != nil {
		return err
	}
	db.reader.SetMaxOpenConns(defaultConnections)
	return db.openGorm()
}

// openGorm puts gorm on the writer's pool of SQLite.
func (db *DB) openGorm() (err error) {
	db.gorm, err = gorm.Open(sqlite.Dialector{DriverName: "sqlite", Conn: db.writer}, gormConfig())
	return err
}

// prepareFile makes an empty file that only its owner may read, and refuses a
// file that is no database.
func prepareFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	magic := make([]byte, len(sqliteMagic))
	if _, err := file.ReadAt(magic, 0); err != nil || string(magic) != sqliteMagic {
		return &chargeback.Error{Code: chargeback.NotADatabase, Value: path}
	}
	return nil
}

func gormConfig() *gorm.Config {
	return &gorm.Config{Logger: logger.Discard, SkipDefaultTransaction: true, DisableNestedTransaction: true}
}

// Close closes the database.
func (db *DB) Close() error {
	var errs []error
	for _, pool := range []*sql.DB{db.reader, db.writer} {
		if pool != nil && (pool != db.reader || pool != db.writer || len(errs) == 0) {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}

// Shown is the address of the database without its password.
func (db *DB) Shown() string { return shownURL(db.url) }

// IsPostgres says which of the two it is.
func (db *DB) IsPostgres() bool { return db.postgres }

// SQL is the pool that work on PostgreSQL shares (river's tables). It is not
// closed by others.
func (db *DB) SQL() *sql.DB { return db.writer }

// shownURL is an address without its password.
func shownURL(address string) string {
	if !IsPostgresURL(address) {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return "postgres://…"
	}
	return u.Redacted()
}

// LockServer makes this process the only server of a SQLite file. The lock ends
// with the process, however it ends. On PostgreSQL any number may serve.
func (db *DB) LockServer() (release func(), err error) {
	if db.postgres {
		return func() {}, nil
	}
	path := db.url + ".server"
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, told(err, path)
	}
	if err := lockFile(file); err != nil {
		file.Close()
		return nil, &chargeback.Error{Code: chargeback.ServerRunning, Value: db.url, Err: err}
	}
	return func() { file.Close() }, nil
}
