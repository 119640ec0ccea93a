package schedule

import (
	"errors"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/work"
)

var quietLog = slog.New(slog.DiscardHandler)

// month reads a month written as 2026-01.
func month(text string) allocation.Period {
	p, ok := allocation.ParsePeriod(text)
	if !ok {
		panic("no month: " + text)
	}
	return p
}

// sweden reads an instant by Swedish clocks, as 2026-03-29 01:30.
func sweden(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, billing.Stockholm)
	if err != nil {
		panic(err)
	}
	return at
}

// added makes the change of a table that adds rows.
func added(table string, rows ...[]string) chargeback.TableChange {
	c := chargeback.TableChange{Table: table}
	for _, cells := range rows {
		c.Added = append(c.Added, chargeback.Record{Cells: cells})
	}
	return c
}

// cost is a row of costs for IT to charge.
func cost(id, date, category, amount string) []string {
	return []string{id, date, category, amount, "", "", "", "", "", "", "", "", "", ""}
}

// tiny is a municipality with two computers, and one cost a month from first to
// last.
func tiny(first, last string) []chargeback.TableChange {
	var costs [][]string
	for p := month(first); !month(last).Before(p); p = p.Next() {
		costs = append(costs, cost("c"+p.String(), p.String()+"-15", "K", strconv.Itoa(1000+p.Month)+".01"))
	}
	return []chargeback.TableChange{
		added("settings", []string{"it_cost_center", "1000", "", ""}),
		added("departments", []string{"IT", "IT", "it", "no", "", ""}, []string{"VOF", "Vård", "administration", "yes", "", ""}),
		added("cost_centers", []string{"1000", "IT", "IT", "", ""}, []string{"2000", "Vård", "VOF", "", ""}, []string{"2001", "Omsorg", "VOF", "", ""}),
		added("categories", []string{"K", "drift", "Klient"}),
		added("rules", []string{"K", "device", "1", "", "", ""}),
		added("devices", []string{"d1", "staff", "2000", "", "", "", ""}, []string{"d2", "staff", "2001", "2026-02-10", "", "", ""}),
		added("costs", costs...),
	}
}

// world is some servers that share a database, and a time that is moved by
// hand.
type world struct {
	t       *testing.T
	db      billing.Database
	now     time.Time
	servers []*server
	inTurn  bool // servers look one after the other, so that every run of the test is the same
}

// server is one of them.
type server struct {
	*Scheduler
	up   bool
	skew time.Duration
	next time.Time // its next look
}

// looking is when servers look.
var looking = schedules()

// newWorld has a database that begins at an instant with an import of facts,
// and servers that are down.
func newWorld(t *testing.T, open func() billing.Database, servers int, began string, facts []chargeback.TableChange) *world {
	t.Helper()
	w := &world{t: t, db: open(), now: sweden(began)}
	for i := range servers {
		w.add(open(), "server"+strconv.Itoa(i))
	}
	w.take(facts)
	return w
}

// add adds a server.
func (w *world) add(db billing.Database, name string) *server {
	s := &server{}
	service := &billing.Service{DB: db, Now: func() time.Time { return w.now.Add(s.skew) }}
	s.Scheduler = &Scheduler{Service: service, Workers: work.NewPool(work.NewJobs(service, name, quietLog), 1), Log: quietLog}
	w.servers = append(w.servers, s)
	return s
}

// take imports facts.
func (w *world) take(facts []chargeback.TableChange) {
	w.t.Helper()
	require.NoError(w.t, w.db.Update(w.t.Context(), func(tx billing.Tx) error {
		event, err := tx.Append(audit.Event{At: w.now, Person: "Anna", Action: string(billing.ActImport), Details: "{}"})
		if err != nil {
			return err
		}
		return tx.ChangeFacts(event.Number, facts)
	}))
}

// step moves the time, and lets every server look that is up and whose time it
// is.
func (w *world) step(by time.Duration) {
	w.t.Helper()
	w.now = w.now.Add(by)
	var due []*server
	for _, s := range w.servers {
		own := w.now.Add(s.skew)
		if by < 0 {
			s.next = nextLook(looking, own)
		}
		if s.up && !own.Before(s.next) {
			s.next = nextLook(looking, own)
			due = append(due, s)
		}
	}
	require.NoError(w.t, w.look(due...))
}

// look lets servers look, at the same moment.
func (w *world) look(servers ...*server) error {
	failed := make([]error, len(servers))
	var group sync.WaitGroup
	for i, s := range servers {
		if w.inTurn || len(servers) == 1 {
			failed[i] = s.Look(w.t.Context())
			continue
		}
		group.Go(func() { failed[i] = s.Look(w.t.Context()) })
	}
	group.Wait()
	return errors.Join(failed...)
}

// turn starts a server, which looks at once, or stops it, which forgets all.
func (w *world) turn(s *server, up bool) {
	w.t.Helper()
	s.up, s.quiet = up, quiet{}
	if up {
		s.next = nextLook(looking, w.now.Add(s.skew))
		require.NoError(w.t, w.look(s))
	}
}

// simulate lets time pass in steps of ten minutes until an instant, with each
// server down a fifth of the time: up for five days at a time, down for one.
func (w *world) simulate(until string, random *rand.Rand) {
	w.t.Helper()
	change := make([]time.Time, len(w.servers))
	for end := sweden(until); w.now.Before(end); w.step(10 * time.Minute) {
		for i, s := range w.servers {
			if w.now.Before(change[i]) {
				continue
			}
			w.turn(s, !s.up)
			hours := 6 + random.IntN(49)
			if s.up {
				hours *= 4
			}
			change[i] = w.now.Add(time.Duration(hours) * time.Hour)
		}
	}
}

// fixed draws the same numbers every time.
func fixed() *rand.Rand { return rand.New(rand.NewPCG(7, 2026)) }

// once requires that exactly the months from first to last were calculated by
// the clock, each once, and stand in its ledger.
func (w *world) once(first, last string) {
	w.t.Helper()
	want := make(map[string]int)
	var months []allocation.Period
	for p := month(first); !month(last).Before(p); p = p.Next() {
		want[p.String()]++
		months = append(months, p)
	}
	got := make(map[string]int)
	require.NoError(w.t, w.db.View(w.t.Context(), func(tx billing.Tx) error {
		for e, err := range tx.Events(1) {
			if err != nil {
				return err
			}
			if e.Action == string(billing.ActCalculate) && e.Person == billing.ClockName {
				got[e.Subject]++
			}
		}
		done, err := tx.JobsDone(chargeback.CalculateJob)
		require.Equal(w.t, months, done)
		return err
	}))
	require.Equal(w.t, want, got)
}

// status returns where a month stands.
func (w *world) status(p string) (m chargeback.MonthStatus) {
	w.t.Helper()
	require.NoError(w.t, w.db.View(w.t.Context(), func(tx billing.Tx) (err error) {
		m, err = tx.Month(month(p))
		return err
	}))
	return m
}
