package peers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// cluster is a PostgreSQL server of our own: data, socket and log in one temporary folder that only its user
// may enter. It listens on no network address, so its port is only a part of the socket's name and is
// always free.
type cluster struct {
	dir      string
	programs string
	attr     *syscall.SysProcAttr
}

// ErrNoPostgres says that PostgreSQL's programs are not installed.
var ErrNoPostgres = errors.New("PostgreSQL's initdb and pg_ctl are missing: run `make postgres` in allocation/peers")

const clusterPort = 5432

// startCluster makes a cluster and starts it. The programs refuse to run as root, so root runs them as the
// user postgres, whom Debian's package makes.
func startCluster(ctx context.Context) (*cluster, error) {
	programs, err := postgresPrograms()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "peers-postgres-")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, programs: programs}
	if err := c.start(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return c, nil
}

func (c *cluster) start(ctx context.Context) error {
	if os.Getuid() == 0 {
		uid, gid, err := postgresUser()
		if err != nil {
			return err
		}
		if err := os.Chown(c.dir, uid, gid); err != nil {
			return err
		}
		c.attr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	err := c.run(ctx, "initdb", "--pgdata", c.data(), "--username", "postgres", "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C", "--no-sync")
	if err != nil {
		return err
	}
	// Two workers beside the leader's own process are more than two cores can use; nothing need survive a crash.
	options := fmt.Sprintf("-p %d -k %s -c listen_addresses='' -c fsync=off -c full_page_writes=off "+
		"-c synchronous_commit=off -c shared_buffers=1GB -c work_mem=512MB -c max_wal_size=4GB "+
		"-c max_parallel_workers_per_gather=2 -c autovacuum=off -c jit=on", clusterPort, c.dir)
	return c.run(ctx, "pg_ctl", "start", "--wait", "--pgdata", c.data(),
		"--log", filepath.Join(c.dir, "log"), "--options", options)
}

// stop ends the server and removes its folder.
func (c *cluster) stop() error {
	err := c.run(context.Background(), "pg_ctl", "stop", "--wait", "--mode", "fast", "--pgdata", c.data())
	return errors.Join(err, os.RemoveAll(c.dir))
}

func (c *cluster) data() string {
	return filepath.Join(c.dir, "data")
}

func (c *cluster) url() string {
	return fmt.Sprintf("host=%s port=%d user=postgres dbname=postgres", c.dir, clusterPort)
}

// run waits for one of PostgreSQL's programs; a failure holds what it said. The output goes to a file,
// because the server inherits it and a pipe would stay open until the server stops.
func (c *cluster) run(ctx context.Context, program string, args ...string) error {
	output, err := os.CreateTemp("", "peers-"+program)
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
		return fmt.Errorf("%s: %w: %s%s", program, err, said, log)
	}
	return nil
}

// postgresPrograms is the folder of Debian's newest PostgreSQL.
func postgresPrograms() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", ErrNoPostgres
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

func postgresUser() (uid, gid int, err error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return 0, 0, fmt.Errorf("%w: %w", ErrNoPostgres, err)
	}
	uid, uidErr := strconv.Atoi(u.Uid)
	gid, gidErr := strconv.Atoi(u.Gid)
	return uid, gid, errors.Join(uidErr, gidErr)
}
