package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
)

// A backup is one file, the same from both databases: a SQLite database of our
// schema as it was at one moment, and after it a trailer with the SHA-256 of
// all bytes before. A byte that is lost or changed anywhere is noticed; the
// trailer lies after the pages that the database knows of.

// BackupInfo is what a backup holds.
type BackupInfo struct {
	Months int64 // that are stored
	Head   audit.Head
}

// trailerMagic begins the trailer.
const trailerMagic = "chargeback backup 1\n"

// Backup writes a backup while others read and write. The file is there whole
// or not at all, only its owner may read it, and it has been read back. One
// that exists is not overwritten.
func (db *DB) Backup(ctx context.Context, path string) (BackupInfo, error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return BackupInfo{}, &chargeback.Error{Code: chargeback.BackupExists, Value: path, Err: err}
	}
	work, err := os.MkdirTemp(filepath.Dir(path), ".chargeback-*")
	if err != nil {
		return BackupInfo{}, told(err, path)
	}
	defer os.RemoveAll(work)
	file := filepath.Join(work, "backup")
	if db.postgres {
		err = db.copyTo(ctx, file)
	} else {
		err = vacuumInto(ctx, db.url, file)
	}
	if err == nil {
		err = seal(file)
	}
	if err != nil {
		return BackupInfo{}, told(err, path)
	}
	info, err := VerifyBackup(ctx, file)
	if err != nil {
		return info, err
	}
	return info, told(os.Rename(file, path), path)
}

// vacuumInto copies a SQLite database as it is at one moment, with what is
// still in its log.
func vacuumInto(ctx context.Context, from, to string) error {
	pool, err := sql.Open("sqlite", fileURL(from)+"?_pragma=busy_timeout(15000)")
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.ExecContext(ctx, `VACUUM INTO ?`, to)
	return err
}

// copyTo copies one snapshot of the database into a new SQLite file.
func (db *DB) copyTo(ctx context.Context, file string) error {
	first := file + ".copy" // with a log of its own beside it
	target, err := Open(ctx, first, Options{})
	if err != nil {
		return err
	}
	err = db.View(ctx, func(from *Tx) error {
		return target.Update(ctx, func(to *Tx) error { return copyAll(from, to) })
	})
	if err = errors.Join(err, target.Close()); err != nil {
		return err
	}
	return vacuumInto(ctx, first, file)
}

// fileURL is a path as SQLite's URIs have it.
func fileURL(path string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()
}

// seal appends the trailer and waits for the disk.
func seal(path string) error {
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return err
	}
	if _, err := file.Write(append([]byte(trailerMagic), h.Sum(nil)...)); err != nil {
		return err
	}
	return file.Sync()
}

// VerifyBackup reads a backup and checks all of it: the sum over its bytes, the
// database's own structure, and the audit chain with the heads of closed
// months. The error is BackupDamaged.
func VerifyBackup(ctx context.Context, path string) (info BackupInfo, err error) {
	if err := checkTrailer(path); err != nil {
		return info, err
	}
	backup, err := openBackup(path)
	if err == nil {
		defer backup.Close()
		err = backup.View(ctx, func(tx *Tx) (err error) {
			info, err = tx.inspect()
			return err
		})
	}
	if err != nil {
		return info, &chargeback.Error{Code: chargeback.BackupDamaged, Value: path, Err: err}
	}
	return info, nil
}

func checkTrailer(path string) error {
	damaged := &chargeback.Error{Code: chargeback.BackupDamaged, Value: path}
	file, err := os.Open(path)
	if err != nil {
		return told(err, path)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return told(err, path)
	}
	size := info.Size() - int64(len(trailerMagic)+sha256.Size)
	if size <= 0 || info.IsDir() {
		return damaged
	}
	h := sha256.New()
	if _, err := io.CopyN(h, file, size); err != nil {
		return told(err, path)
	}
	trailer, err := io.ReadAll(file)
	if err != nil {
		return told(err, path)
	}
	if string(trailer) != trailerMagic+string(h.Sum(nil)) {
		return damaged
	}
	return nil
}

// openBackup opens a backup to be read: nothing is written to it or beside it.
func openBackup(path string) (*DB, error) {
	db := &DB{url: path}
	var err error
	if db.reader, err = sql.Open("sqlite", fileURL(path)+"?mode=ro&immutable=1&_pragma=query_only(1)"); err != nil {
		return nil, err
	}
	db.writer = db.reader
	return db, db.openGorm()
}

// inspect checks a database as a whole.
func (tx *Tx) inspect() (info BackupInfo, err error) {
	var sound string
	if err := tx.sql.QueryRowContext(tx.ctx, `PRAGMA integrity_check(1)`).Scan(&sound); err != nil {
		return info, err
	}
	if sound != "ok" {
		return info, errors.New(sound)
	}
	months, err := tx.Months()
	if err != nil {
		return info, err
	}
	info.Months = int64(len(months))
	var anchors []audit.Head
	for _, m := range months {
		if m.State == chargeback.Closed {
			anchors = append(anchors, audit.Head{Number: m.Head.Length, Hash: m.Head.Hash})
		}
	}
	verifier := audit.NewVerifier(anchors...)
	for e, err := range tx.Events(1) {
		if err != nil {
			return info, err
		}
		if !verifier.Add(e) {
			break
		}
	}
	head, problem := verifier.Result()
	if problem != nil {
		return info, fmt.Errorf("event %d: %s", problem.Number, problem.Fault)
	}
	info.Head = head
	return info, nil
}

// Restore reads a backup into an empty database: a SQLite path, or PostgreSQL
// as its owner. The backup is verified before, and what was written is compared
// with it before it is kept: the target is whole, or as empty as it was.
func Restore(ctx context.Context, path, target string) (BackupInfo, error) {
	info, err := VerifyBackup(ctx, path)
	if err != nil {
		return info, err
	}
	backup, err := openBackup(path)
	if err != nil {
		return info, told(err, path)
	}
	defer backup.Close()
	_, statErr := os.Lstat(target)
	made := !IsPostgresURL(target) && errors.Is(statErr, fs.ErrNotExist)
	db, err := Open(ctx, target, Options{})
	if err != nil {
		return info, err
	}
	err = restore(ctx, backup, db)
	closed := db.Close()
	if err != nil && made {
		err = errors.Join(err, removeDatabase(target))
	}
	return info, errors.Join(err, closed)
}

func restore(ctx context.Context, backup, db *DB) error {
	has, err := backup.version(ctx)
	if err != nil {
		return err
	}
	wants, err := db.version(ctx)
	if err != nil {
		return err
	}
	if has != wants {
		code := chargeback.SchemaOlder
		if has > wants {
			code = chargeback.SchemaNewer
		}
		return &chargeback.Error{Code: code, Value: backup.url, Args: []string{fmt.Sprint(has), fmt.Sprint(wants)}}
	}
	return backup.View(ctx, func(from *Tx) error {
		return db.Update(ctx, func(to *Tx) error {
			head, err := to.ChainHead()
			if err != nil {
				return err
			}
			if head.Number > 0 {
				return &chargeback.Error{Code: chargeback.TargetNotEmpty, Value: db.Shown()}
			}
			return copyAll(from, to)
		})
	})
}

// removeDatabase removes a SQLite file with what belongs to it.
func removeDatabase(path string) error {
	var errs []error
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
