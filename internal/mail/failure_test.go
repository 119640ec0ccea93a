package mail

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/mailbox"
)

// TestRefusedRecipient: who is not known is given up; what may be mended is
// tried again; the others get their mail.
func TestRefusedRecipient(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		var mutex sync.Mutex
		refusals := map[string]error{
			"gone@example.org":  mailbox.Refusal(550, [3]int{5, 1, 1}, "gone@example.org: no such user"),
			"relay@example.org": mailbox.Refusal(554, [3]int{5, 7, 1}, "relay@example.org: relaying denied"),
			"grey@example.org":  mailbox.Refusal(451, [3]int{4, 7, 1}, "grey@example.org: try again later"),
		}
		s := box(t, mailbox.Options{Refuse: func(to string) error {
			mutex.Lock()
			defer mutex.Unlock()
			return refusals[to]
		}})
		m := w.mailer(s)
		for _, name := range []string{"gone", "relay", "grey", "hans"} {
			w.head(strings.ToUpper(name), name+"@example.org", "", department("SKOL"))
		}
		w.close(march)
		require.NoError(t, m.Look(t.Context()))
		require.Equal(t, []string{"hans@example.org"}, recipients(s))
		told := func() map[string]string {
			all := make(map[string]string)
			for name, n := range w.notices(march) {
				all[name] = strings.TrimSpace(fmt.Sprint(n.State, " ", n.Tries, " ", n.Failure))
			}
			return all
		}
		require.Equal(t, map[string]string{
			"GONE": "failed 1 address 550 5.1.1", "RELAY": "waiting 1 refused 554 5.7.1", "GREY": "waiting 1 refused 451 4.7.1", "HANS": "sent 1",
		}, told())
		mutex.Lock()
		clear(refusals)
		mutex.Unlock()
		require.NoError(t, m.Look(t.Context())) // not yet
		require.Len(t, s.Taken(), 1)
		w.pass(time.Minute)
		require.NoError(t, m.Look(t.Context()))
		require.Equal(t, map[string]string{"GONE": "failed 1 address 550 5.1.1", "RELAY": "sent 2", "GREY": "sent 2", "HANS": "sent 1"}, told())
		require.Contains(t, w.log.text(), "address 550 5.1.1")
	})
}

// TestServerDownThenUp: closing goes on without a mail server, and everybody is
// told once when it is back.
func TestServerDownThenUp(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		address := mailbox.FreeAddress(t)
		down := w.mailerTo(Options{Address: address, User: user, Password: password})
		w.head("Hans", "hans@example.org", "", department("SKOL"))
		w.head("Vera", "vera@example.org", "", department("VARD"))
		w.close(march)
		require.NoError(t, down.Look(t.Context()))
		tries := 0
		for _, n := range w.notices(march) {
			tries += n.Tries
		}
		require.Equal(t, 1, tries, "a look ends when the mail server does not answer")
		for range 4 { // a minute at a time, each notice by its own delays
			w.pass(time.Minute)
			require.NoError(t, down.Look(t.Context()))
		}
		w.close(april)
		s := box(t, mailbox.Options{Address: address})
		up := w.mailer(s)
		for range 3 {
			require.NoError(t, up.Look(t.Context()))
			w.pass(time.Hour)
		}
		require.ElementsMatch(t, []string{"hans@example.org", "vera@example.org", "hans@example.org", "vera@example.org"}, recipients(s))
	})
}

// TestGivenUp: after about three days a notice is given up and not tried again.
func TestGivenUp(t *testing.T) {
	w := onSQLite(t)
	m := w.mailerTo(Options{Address: mailbox.FreeAddress(t)})
	w.head("Hans", "hans@example.org", "", department("SKOL"))
	w.close(march)
	began := w.time()
	last := began
	for w.time().Sub(began) < 6*24*time.Hour {
		before := w.notices(march)["Hans"].Tries
		require.NoError(t, m.Look(t.Context()))
		if w.notices(march)["Hans"].Tries > before {
			last = w.time()
		}
		w.pass(30 * time.Minute)
	}
	n := w.notices(march)["Hans"]
	require.Equal(t, chargeback.NoticeFailed, n.State)
	require.Equal(t, "network", n.Failure)
	require.Equal(t, 10, n.Tries)
	require.InDelta(t, 71, last.Sub(began).Hours(), 4)
}

// TestNoMailWithoutTLS: neither the mail nor the password leaves in the clear,
// to a server that nobody vouches for, or with a password that is wrong.
func TestNoMailWithoutTLS(t *testing.T) {
	f := func(want string, logins int, options mailbox.Options, change func(*Options)) {
		t.Helper()
		w := onSQLite(t)
		s := box(t, options)
		o := Options{Address: s.Address(), User: user, Password: password, Roots: s.Roots()}
		change(&o)
		m := w.mailerTo(o)
		m.Server.implicit = options.Implicit // the port is another in a test
		w.head("Hans", "hans@example.org", "", department("SKOL"))
		w.close(march)
		require.NoError(t, m.Look(t.Context()))
		n := w.notices(march)["Hans"]
		require.Equal(t, want, n.Failure)
		require.Equal(t, chargeback.NoticeWaiting, n.State)
		require.Empty(t, s.Taken())
		require.Equal(t, logins, s.Logins())
		require.Contains(t, w.log.text(), want)
	}
	f("tls", 0, mailbox.Options{Plain: true}, func(*Options) {})
	f("tls", 0, mailbox.Options{Plain: true}, func(o *Options) { o.User, o.Password = "", "" })
	f("certificate", 0, mailbox.Options{}, func(o *Options) { o.Roots = nil })
	f("tls", 0, mailbox.Options{Plain: true}, func(o *Options) { o.Roots = nil })
	f("certificate", 0, mailbox.Options{Implicit: true}, func(o *Options) { o.Roots = nil })
	f("login 535", 1, mailbox.Options{Implicit: true}, func(o *Options) { o.Password = "fel" })
	f("login 535", 1, mailbox.Options{}, func(o *Options) { o.Password = "fel" })
}

// TestTLSFromTheFirstByte is how port 465 works.
func TestTLSFromTheFirstByte(t *testing.T) {
	w := onSQLite(t)
	s := box(t, mailbox.Options{Implicit: true})
	m := w.mailer(s)
	m.Server.implicit = true // the port is another in a test
	w.head("Hans", "hans@example.org", "", department("SKOL"))
	w.close(march)
	require.NoError(t, m.Look(t.Context()))
	require.Len(t, s.Taken(), 1)
}

// TestKilledBeforeSending: what a server claimed and never sent is another's
// when the claim has lapsed.
func TestKilledBeforeSending(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := box(t, mailbox.Options{})
		m := w.mailer(s)
		w.head("Hans", "hans@example.org", "", department("SKOL"))
		w.close(march)
		_, err := w.PlanNotices(t.Context(), "test")
		require.NoError(t, err)
		lost, ok, err := w.TakeNotice(t.Context())
		require.NoError(t, err)
		require.True(t, ok)
		w.pass(billing.NoticeLease - time.Second)
		require.NoError(t, m.Look(t.Context()))
		require.Empty(t, s.Taken())
		w.pass(time.Second)
		require.NoError(t, m.Look(t.Context()))
		require.Len(t, s.Taken(), 1)
		// The one that was taken for dead settles nothing when it wakes up.
		require.NoError(t, w.Postpone(t.Context(), lost, "network"))
		require.Equal(t, chargeback.NoticeSent, w.notices(march)["Hans"].State)
		require.NoError(t, m.Look(t.Context()))
		require.Len(t, s.Taken(), 1)
	})
}

// TestKilledAfterSending: a mail that was taken and not marked is the one case
// that is sent twice, under one Message-ID.
func TestKilledAfterSending(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := box(t, mailbox.Options{Taken: func() { w.broken.Store(true) }})
		m := w.mailer(s)
		w.head("Hans", "hans@example.org", "", department("SKOL"))
		w.close(march)
		require.ErrorIs(t, m.Look(t.Context()), errBroken)
		require.Equal(t, chargeback.NoticeWaiting, w.notices(march)["Hans"].State)
		w.broken.Store(false)
		require.NoError(t, m.Look(t.Context()))
		require.Len(t, s.Taken(), 1)
		w.pass(billing.NoticeLease)
		require.ErrorIs(t, m.Look(t.Context()), errBroken)
		require.Len(t, s.Taken(), 2)
		ids := make(map[string]bool)
		for _, message := range s.Taken() {
			ids[message.Read(t).Header.Get("Message-Id")] = true
		}
		require.Len(t, ids, 1)
	})
}

// TestStoppedWhileSending: a server that is stopped marks what it has sent, and
// sends no more.
func TestStoppedWhileSending(t *testing.T) {
	w := onSQLite(t)
	ctx, stop := context.WithCancel(t.Context())
	s := box(t, mailbox.Options{Taken: stop})
	w.head("Hans", "hans@example.org", "", department("SKOL"))
	w.head("Vera", "vera@example.org", "", department("VARD"))
	w.close(march)
	w.mailer(s).Run(ctx, nil)
	require.Len(t, s.Taken(), 1)
	states := make(map[chargeback.NoticeState]int)
	for _, n := range w.notices(march) {
		states[n.State]++
	}
	require.Equal(t, map[chargeback.NoticeState]int{chargeback.NoticeSent: 1, chargeback.NoticeWaiting: 1}, states)
}

// TestServersAtOnce: however many look at once, everybody gets one mail.
func TestServersAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := box(t, mailbox.Options{})
		want := make([]string, 15)
		for i := range want {
			want[i] = fmt.Sprintf("p%d@example.org", i)
			w.head(fmt.Sprint("Person ", i), want[i], "", department("SKOL"))
		}
		w.close(march)
		var group sync.WaitGroup
		for range 4 {
			m := w.mailer(s)
			group.Go(func() {
				for range 3 {
					if err := m.Look(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		require.ElementsMatch(t, want, recipients(s))
		for _, n := range w.notices(march) {
			require.Equal(t, chargeback.NoticeSent, n.State)
			require.Equal(t, 1, n.Tries)
		}
	})
}
