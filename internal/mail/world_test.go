package mail

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/mailbox"
	"chargeback/internal/postgres"
	"chargeback/internal/store"
)

// books is the database as the use cases see it. While it is broken it changes
// nothing.
type books struct {
	*store.DB
	broken *atomic.Bool
}

var errBroken = errors.New("the database is gone")

func (b books) View(ctx context.Context, work func(billing.Tx) error) error {
	return b.DB.View(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b books) ViewAs(ctx context.Context, scope chargeback.Scope, work func(billing.Tx) error) error {
	return b.DB.ViewAs(ctx, scope, func(tx *store.Tx) error { return work(tx) })
}

func (b books) Update(ctx context.Context, work func(billing.Tx) error) error {
	if b.broken.Load() {
		return errBroken
	}
	return b.DB.Update(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b books) Within(ctx context.Context, tx billing.Tx) context.Context {
	return store.Within(ctx, tx.(*store.Tx))
}

// lockedBuffer is a log that many write to.
type lockedBuffer struct {
	mutex sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) text() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.String()
}

// world is a database whose time is moved by hand.
type world struct {
	*billing.Service
	t      *testing.T
	broken atomic.Bool
	mutex  sync.Mutex
	now    time.Time
	log    lockedBuffer
}

var (
	march = allocation.Period{Year: 2017, Month: 3}
	april = allocation.Period{Year: 2017, Month: 4}
	anna  = billing.Actor{Name: "Anna", Origin: "test"}
	bo    = billing.Actor{Name: "Bo", Origin: "test"}
	asa   = billing.Actor{Name: "Åsa", Origin: "test"}
)

// onBoth runs a test on each database.
func onBoth(t *testing.T, test func(*testing.T, *world)) {
	t.Run("sqlite", func(t *testing.T) { test(t, onSQLite(t)) })
	t.Run("postgres", func(t *testing.T) {
		owner, application := postgres.Start(t).Database(t)
		require.NoError(t, store.Migrate(t.Context(), owner, "application"))
		test(t, newWorld(t, application))
	})
}

func onSQLite(t *testing.T) *world { return newWorld(t, filepath.Join(t.TempDir(), "chargeback.db")) }

// newWorld has two months of a municipality with three computers, a fourth in
// April, and nobody who reads. Nothing that is logged is personal.
func newWorld(t *testing.T, url string) *world {
	db, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	w := &world{t: t, now: time.Date(2017, 5, 3, 7, 0, 0, 0, time.UTC)}
	w.Service = &billing.Service{DB: books{db, &w.broken}, Now: w.time}
	added := func(table string, rows ...[]string) chargeback.TableChange {
		c := chargeback.TableChange{Table: table}
		for _, cells := range rows {
			c.Added = append(c.Added, chargeback.Record{Cells: cells})
		}
		return c
	}
	cost := func(id, date string) []string {
		return []string{id, date, "PC", "1000.00", "", "", "", "", "", "", "", "", "", ""}
	}
	require.NoError(t, w.DB.Update(t.Context(), func(tx billing.Tx) error {
		event, err := tx.Append(audit.Event{At: w.time(), Person: "Anna", Action: string(billing.ActImport), Details: "{}"})
		if err != nil {
			return err
		}
		return tx.ChangeFacts(event.Number, []chargeback.TableChange{
			added("settings", []string{"it_cost_center", "900", "", ""}, []string{"name", "Testköping", "", ""}),
			added("departments", []string{"IT", "IT-avdelningen", "it", "no", "", ""},
				[]string{"SKOL", "Skolan & förskolan", "administration", "yes", "", ""}, []string{"VARD", "Vården", "administration", "yes", "", ""}),
			added("cost_centers", []string{"900", "IT-drift", "IT", "", ""}, []string{"100", "Norra skolan", "SKOL", "", ""},
				[]string{"101", "Södra skolan", "SKOL", "", ""}, []string{"200", "Äldreboendet", "VARD", "", ""}),
			added("categories", []string{"PC", "Inköp", "Datorer"}),
			added("rules", []string{"PC", "device", "1", "", "", ""}),
			added("devices", []string{"d1", "staff", "100", "", "", "", ""}, []string{"d2", "staff", "101", "", "", "", ""},
				[]string{"d3", "staff", "200", "", "", "", ""}, []string{"d4", "staff", "100", "2017-04-01", "", "", ""}),
			added("costs", cost("k1", "2017-03-10"), cost("k2", "2017-04-10")),
		})
	}))
	w.person(chargeback.Person{Name: "Åsa", Roles: []chargeback.Role{chargeback.Admin}, Email: "asa@example.org"})
	w.person(chargeback.Person{Name: "Anna", Roles: []chargeback.Role{chargeback.Finance}, Email: "anna@example.org"})
	w.person(chargeback.Person{Name: "Bo", Roles: []chargeback.Role{chargeback.Finance}})
	t.Cleanup(func() {
		logged := w.log.text()
		for _, secret := range []string{"@", "666", "333", "750", "500", "Hans", "Nora", "such login", "robot"} {
			assert.NotContains(t, logged, secret)
		}
	})
	return w
}

func (w *world) time() time.Time {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.now
}

// pass lets time pass.
func (w *world) pass(d time.Duration) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.now = w.now.Add(d)
}

// person registers an active person.
func (w *world) person(p chargeback.Person) {
	w.t.Helper()
	p.Active = true
	require.NoError(w.t, w.Register(w.t.Context(), asa, p))
}

// head registers who answers for departments and cost centres.
func (w *world) head(name, email, language string, grants ...chargeback.Grant) {
	w.t.Helper()
	w.person(chargeback.Person{Name: name, Roles: []chargeback.Role{chargeback.Head}, Grants: grants, Email: email, Language: language})
}

func department(code string) chargeback.Grant {
	return chargeback.Grant{Department: code, Valid: allocation.Always}
}

func center(code string) chargeback.Grant {
	return chargeback.Grant{CostCenter: code, Valid: allocation.Always}
}

// close takes a month through its life.
func (w *world) close(p allocation.Period) {
	w.t.Helper()
	_, err := w.Calculate(w.t.Context(), anna, p)
	require.NoError(w.t, err)
	_, err = w.Approve(w.t.Context(), bo, p)
	require.NoError(w.t, err)
	_, err = w.Close(w.t.Context(), anna, p, "")
	require.NoError(w.t, err)
}

const base = "https://it.example.org"

// mailer sends to a server, as robot.
func (w *world) mailer(s *mailbox.Server) *Mailer {
	return w.mailerTo(Options{Address: s.Address(), User: user, Password: password, Roots: s.Roots()})
}

func (w *world) mailerTo(o Options) *Mailer {
	w.t.Helper()
	o.From = "IT-debitering <it@example.org>"
	server, err := NewServer(o)
	require.NoError(w.t, err)
	// Without the time of day: its digits may be those of a sum that must not be logged.
	timeless := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	return &Mailer{
		Service: w.Service, Server: server, BaseURL: base, Origin: "test",
		Log: slog.New(slog.NewTextHandler(&w.log, &slog.HandlerOptions{ReplaceAttr: timeless})),
	}
}

// box is a server that robot logs in to.
func box(t *testing.T, o mailbox.Options) *mailbox.Server {
	o.User, o.Password = user, password
	return mailbox.Start(t, o)
}

const user, password = "robot", "hemligt"

// notices returns those of a month, by person.
func (w *world) notices(p allocation.Period) map[string]chargeback.Notice {
	w.t.Helper()
	byPerson := make(map[string]chargeback.Notice)
	require.NoError(w.t, w.DB.View(w.t.Context(), func(tx billing.Tx) error {
		all, err := tx.Notices(p)
		for _, n := range all {
			byPerson[n.Person] = n
		}
		require.Len(w.t, byPerson, len(all))
		return err
	}))
	return byPerson
}

// recipients are whom a server took mail for, in order.
func recipients(s *mailbox.Server) []string {
	var to []string
	for _, m := range s.Taken() {
		to = append(to, m.To)
	}
	return to
}
