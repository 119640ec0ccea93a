package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// ErrMissing says that PostgreSQL's programs are not installed.
var ErrMissing = errors.New("PostgreSQL's initdb and pg_ctl are missing, and the tests need them: run `make database`, or as root on Debian: apt-get install postgresql")

// The port is only a part of the socket's name, so it is always free.
const clusterPort = "5432"

// cluster is a server's folder and how its programs are run.
type cluster struct {
	dir      string
	programs string
	attr     *syscall.SysProcAttr
	options  []string
	guard    io.Closer // the server is ended when it is closed
}

// startCluster makes a cluster and starts its server.
func startCluster(ctx context.Context, durable bool) (*cluster, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	attr, err := asServer()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "chargeback-postgres-")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, programs: programs, attr: attr}
	c.options = []string{"-p", clusterPort, "-k", dir, "-c", "listen_addresses=", "-c", "max_connections=200", "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB"}
	if !durable {
		c.options = append(c.options, "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
	}
	if err = c.own(dir); err == nil {
		err = c.watch()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	err = c.run(ctx, "initdb", "--pgdata", c.data(), "--username", superuser, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	if err == nil {
		err = c.start(ctx)
	}
	if err != nil {
		c.end()
		return nil, err
	}
	return c, nil
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) start(ctx context.Context) error {
	return c.control(ctx, "start", "--log", filepath.Join(c.dir, "log"), "--options", strings.Join(c.options, " "))
}

// control runs pg_ctl and waits until it has had its effect.
func (c *cluster) control(ctx context.Context, verb string, args ...string) error {
	return c.run(ctx, "pg_ctl", append([]string{verb, "--wait", "--pgdata", c.data()}, args...)...)
}

// watch starts a shell that ends the server and removes its folder when our end
// of a pipe is closed: by end, or by the kernel when this process is gone.
func (c *cluster) watch() error {
	const script = `read -r _; "$1/pg_ctl" stop --mode immediate --pgdata "$2/data"; cd / && rm -rf "$2"`
	reader, writer, err := os.Pipe()
	if err != nil {
		return err
	}
	defer reader.Close()
	shell := exec.Command("/bin/sh", "-c", script, "sh", c.programs, c.dir)
	shell.Dir, shell.SysProcAttr, shell.Stdin = c.dir, c.attr, reader
	if err := shell.Start(); err != nil {
		return errors.Join(err, writer.Close())
	}
	c.guard = ended{writer, shell}
	return nil
}

// ended is our end of the pipe to the shell that ends the server.
type ended struct {
	pipe  io.Closer
	shell *exec.Cmd
}

// Close returns when the server has ended.
func (e ended) Close() error { return errors.Join(e.pipe.Close(), e.shell.Wait()) }

// end stops the server and removes all that it had.
func (c *cluster) end() { _ = c.guard.Close() }

// run waits for one of PostgreSQL's programs; a failure holds what it said. The
// output goes to a file, because the server inherits it and a pipe would stay
// open until the server stops.
func (c *cluster) run(ctx context.Context, program string, args ...string) error {
	output, err := os.CreateTemp("", "chargeback-"+program)
	if err != nil {
		return err
	}
	defer os.Remove(output.Name())
	defer output.Close()
	cmd := exec.CommandContext(ctx, filepath.Join(c.programs, program), args...)
	cmd.Dir, cmd.SysProcAttr = c.dir, c.attr
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(output.Name())
		log, _ := os.ReadFile(filepath.Join(c.dir, "log"))
		return fmt.Errorf("private PostgreSQL: %s: %w: %s%s", program, err, said, log)
	}
	return nil
}

// findPrograms returns the folder of Debian's newest PostgreSQL.
func findPrograms() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", ErrMissing
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

func postgresUser() (uid, gid uint32, err error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return 0, 0, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	uid64, uidErr := strconv.ParseUint(u.Uid, 10, 32)
	gid64, gidErr := strconv.ParseUint(u.Gid, 10, 32)
	return uint32(uid64), uint32(gid64), errors.Join(uidErr, gidErr)
}
