package postgres

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a running server.
type Server struct {
	cluster   *cluster
	databases atomic.Int64
}

// The roles of every server. All may log in without a password.
const (
	superuser   = "postgres"
	owner       = "owner"       // of the databases and what is in them
	application = "application" // may do what it is granted
)

// shared is the server of this process.
var shared = sync.OnceValues(func() (*Server, error) { return newServer(false) })

// Start returns the server of this process. It forgets what it holds when the
// machine stops, which makes it fast; see [StartDurable]. Where PostgreSQL is
// not installed the test fails with a text that says how to install it.
func Start(t testing.TB) *Server {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// StartDurable returns a server for this test alone, which waits for the disk
// as real ones do. It can be crashed, and is removed when the test ends.
func StartDurable(t testing.TB) *Server {
	t.Helper()
	server, err := newServer(true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.cluster.end)
	return server
}

func newServer(durable bool) (*Server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := startCluster(ctx, durable)
	if err != nil {
		return nil, err
	}
	s := &Server{cluster: c}
	if err := s.command(ctx, "CREATE ROLE "+owner+" LOGIN", "CREATE ROLE "+application+" LOGIN"); err != nil {
		c.end()
		return nil, err
	}
	return s, nil
}

// Database makes an empty database for the test and returns its addresses, for
// the role that owns it and for one that may only do what it is granted. It is
// removed when the test ends, whoever is connected.
func (s *Server) Database(t testing.TB) (ownerURL, applicationURL string) {
	t.Helper()
	name := "test_" + strconv.FormatInt(s.databases.Add(1), 10)
	if err := s.command(t.Context(), "CREATE DATABASE "+name+" OWNER "+owner); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A crashed server that was not resumed is removed as a whole.
		_ = s.command(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
	})
	return s.url(owner, name), s.url(application, name)
}

// Superuser returns the address of the same database for the role that no
// grant holds back.
func (s *Server) Superuser(databaseURL string) string {
	u, err := url.Parse(databaseURL)
	if err != nil {
		panic("bug: not an address of this server: " + err.Error())
	}
	u.User = url.User(superuser)
	return u.String()
}

// Socket returns the path of the socket that the server listens on, for a
// proxy between it and the product.
func (s *Server) Socket() string {
	return filepath.Join(s.cluster.dir, ".s.PGSQL."+clusterPort)
}

// Crash stops the server as a power failure would: nothing is finished.
func (s *Server) Crash(t testing.TB) {
	t.Helper()
	if err := s.cluster.control(t.Context(), "stop", "--mode", "immediate"); err != nil {
		t.Fatal(err)
	}
}

// Resume starts the server again after [Server.Crash].
func (s *Server) Resume(t testing.TB) {
	t.Helper()
	if err := s.cluster.start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// url returns the address of a database for a role.
func (s *Server) url(role, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database}
	u.RawQuery = url.Values{"host": {s.cluster.dir}, "port": {clusterPort}}.Encode()
	return u.String()
}

// command runs statements as the superuser, one by one.
func (s *Server) command(ctx context.Context, statements ...string) error {
	conn, err := pgx.Connect(ctx, s.url(superuser, "postgres"))
	if err != nil {
		return fmt.Errorf("private PostgreSQL: %w", err)
	}
	defer conn.Close(context.Background())
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("private PostgreSQL: %s: %w", statement, err)
		}
	}
	return nil
}

// own gives a file to the user that the server runs as.
func (c *cluster) own(path string) error {
	if c.attr.Credential == nil {
		return nil
	}
	return os.Chown(path, int(c.attr.Credential.Uid), int(c.attr.Credential.Gid))
}

// asServer returns the attributes of processes that run as the server's user:
// the programs refuse to run as root, so root runs them as the user postgres,
// whom Debian's package makes. A group of their own keeps an interrupt from
// the terminal from them: the server stops when it is told to.
func asServer() (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return attr, nil
	}
	uid, gid, err := postgresUser()
	if err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uid, Gid: gid}
	return attr, nil
}
