package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"chargeback/internal/chargeback"
)

// temporary says whether the database itself gave up a transaction that can
// succeed when it is begun anew.
func temporary(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xFF == sqlite3.SQLITE_BUSY
}

// told turns what databases say into errors that tell a person what to do.
func told(err error, where string) error {
	var known *chargeback.Error
	var many *chargeback.Errors
	if err == nil || errors.As(err, &known) || errors.As(err, &many) || errors.Is(err, context.Canceled) {
		return err
	}
	e := &chargeback.Error{Code: codeOf(err), Value: where, Err: err}
	switch e.Code {
	case "":
		return err
	case chargeback.DatabaseUnreachable:
		e.Err = causeOf(err)
	}
	return e
}

// unreachable is a failure of the connection, and what it comes down to.
type unreachable struct {
	why error // one of those of package chargeback
	err error
}

func (e *unreachable) Error() string   { return e.why.Error() }
func (e *unreachable) Unwrap() []error { return []error{e.why, e.err} }

// causeOf finds why a database cannot be reached; drivers tell that at length,
// once for every address and way they tried.
func causeOf(err error) error {
	var (
		pg      *pgconn.PgError
		network *net.OpError
		timeout net.Error
		why     error
	)
	switch {
	case errors.As(err, &pg):
		why = causeOfPostgres(pg.Code)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		why = chargeback.ErrNoAnswerYet
	case errors.As(err, &network) && network.Op == "dial":
		why = chargeback.ErrNoAnswer
	case network != nil, lost(err):
		why = chargeback.ErrConnection
	}
	if why == nil {
		return err
	}
	return &unreachable{why, err}
}

func causeOfPostgres(code string) error {
	switch {
	case code == "3D000":
		return chargeback.ErrNoSuchDB
	case strings.HasPrefix(code, "28"):
		return chargeback.ErrLogin
	case code == "53300":
		return chargeback.ErrNoConnection
	case code == "57P03":
		return chargeback.ErrNotReady
	}
	return chargeback.ErrConnection
}

// lost says whether a connection that there was is gone.
func lost(err error) bool {
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "unexpected EOF")
}

// codeOf finds the kind of a database's failure; empty where it is none that a
// person can do something about.
func codeOf(err error) chargeback.Code {
	var (
		lite     *sqlite.Error
		pg       *pgconn.PgError
		connect  *pgconn.ConnectError
		network  *net.OpError
		address  *pgconn.ParseConfigError
		canceled = errors.Is(err, context.DeadlineExceeded)
	)
	switch {
	case errors.As(err, &lite):
		return codeOfSQLite(lite.Code())
	case errors.As(err, &pg):
		return codeOfPostgres(pg.Code)
	case errors.As(err, &address):
		return chargeback.BadDatabaseAddress
	case errors.As(err, &connect), errors.As(err, &network), canceled, lost(err):
		return chargeback.DatabaseUnreachable
	case errors.Is(err, syscall.ENOSPC):
		return chargeback.DiskFull
	}
	return ""
}

func codeOfSQLite(code int) chargeback.Code {
	switch code & 0xFF {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return chargeback.DatabaseBusy
	case sqlite3.SQLITE_FULL:
		return chargeback.DiskFull
	case sqlite3.SQLITE_READONLY:
		return chargeback.DatabaseReadOnly
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return chargeback.DamagedDatabase
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM:
		return chargeback.DatabaseUnreachable
	case sqlite3.SQLITE_CONSTRAINT:
		return chargeback.DatabaseRefused
	}
	return ""
}

func codeOfPostgres(code string) chargeback.Code {
	switch {
	case code == "53100":
		return chargeback.DiskFull
	case code == "55P03", code == "40001", code == "40P01":
		return chargeback.DatabaseBusy
	case code == "25006":
		return chargeback.DatabaseReadOnly
	case strings.HasPrefix(code, "23"), code == "42501":
		return chargeback.DatabaseRefused
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P"), strings.HasPrefix(code, "28"), code == "3D000", code == "53300":
		return chargeback.DatabaseUnreachable
	}
	return ""
}
