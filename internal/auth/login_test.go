package auth_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/store"
)

// TestSessions (TRUST A11): a new id at login, nothing of it in the database,
// an end by logout, by idleness, by age, and by every change of the person.
func TestSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		b := w.browser()
		b.me(http.StatusUnauthorized)
		b.cookies["chargeback"] = "an-id-that-somebody-planted"
		answer := b.login("Lena", password)
		require.Equal(t, http.StatusNoContent, answer.Code)
		require.Regexp(t, `^chargeback=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax$`, answer.Header().Get("Set-Cookie"))
		first := b.cookies["chargeback"]
		require.NotEqual(t, "an-id-that-somebody-planted", first)
		require.Contains(t, b.me(http.StatusOK), `"name":"Lena"`)
		require.NoError(t, w.service.DB.View(t.Context(), func(tx billing.Tx) error {
			_, ok, err := tx.Session(first)
			require.False(t, ok, "the database has its hash only")
			return err
		}))
		require.Equal(t, http.StatusNoContent, b.login("Lena", password).Code)
		require.NotEqual(t, first, b.cookies["chargeback"])
		old := w.browser()
		old.cookies["chargeback"] = first
		old.me(http.StatusUnauthorized)

		copied := w.browser()
		copied.cookies["chargeback"] = b.cookies["chargeback"]
		require.Equal(t, http.StatusNoContent, b.do(http.MethodPost, "/api/v1/logout", "").Code)
		require.Empty(t, b.cookies)
		copied.me(http.StatusUnauthorized)
		require.Equal(t, []string{"login Lena", "login Lena", "logout Lena"}, w.events(billing.ActLogin, billing.ActLogout))

		// Idle for half an hour; twelve hours whatever is done.
		b = w.in("Lena")
		w.pass(29 * time.Minute)
		b.me(http.StatusOK)
		w.pass(29 * time.Minute)
		b.me(http.StatusOK)
		w.pass(30 * time.Minute)
		b.me(http.StatusUnauthorized)
		b = w.in("Lena")
		for range 35 {
			w.pass(20 * time.Minute)
			b.me(http.StatusOK)
		}
		w.pass(20 * time.Minute)
		b.me(http.StatusUnauthorized)

		// What changes the person ends what they began, in every browser.
		lena := billing.Actor{Name: "Lena"}
		for name, change := range map[string]func() error{
			"roles": func() error {
				return w.service.Register(t.Context(), eva, chargeback.Person{Name: "Lena", Roles: []chargeback.Role{chargeback.Auditor}, Active: true})
			},
			"everywhere": func() error { return w.service.LogOutEverywhere(t.Context(), lena, "Lena") },
			"password": func() error {
				hash, err := auth.HashPassword(password)
				require.NoError(t, err)
				_, err = w.service.ChangePassword(t.Context(), lena, hash)
				return err
			},
		} {
			one, other := w.in("Lena"), w.in("Lena")
			require.NoError(t, change(), name)
			one.me(http.StatusUnauthorized)
			other.me(http.StatusUnauthorized)
		}
		one, other := w.in("Lena"), w.in("Lena")
		require.Equal(t, http.StatusNoContent, one.do(http.MethodPost, "/api/v1/logout?everywhere=1", "").Code)
		other.me(http.StatusUnauthorized)
		b = w.in("Lena")
		require.NoError(t, w.service.Deactivate(t.Context(), eva, "Lena"))
		b.me(http.StatusUnauthorized)
		require.Equal(t, http.StatusUnauthorized, w.browser().login("Lena", password).Code)
	})
}

// TestCookieUnderHTTPS: browsers hold the cookie to this host, path and HTTPS.
func TestCookieUnderHTTPS(t *testing.T) {
	w := newWorld(t, auth.Options{BaseURL: "https://debitering.example.se"})
	answer := w.browser().login("Lena", password)
	require.Regexp(t, `^__Host-chargeback=[\w-]{43}; Path=/; HttpOnly; Secure; SameSite=Lax$`, answer.Header().Get("Set-Cookie"))
	for _, base := range []string{"", "debitering.example.se", "http://debitering.example.se", "https://debitering.example.se/x", "https://x?y"} {
		_, err := auth.New(w.service, auth.Options{BaseURL: base})
		require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.BadConfiguration}, base)
	}
}

// TestLoginLimits (TRUST C8.6, A17): five failures of an account and thirty
// from an address in a quarter of an hour, also many at once and of names that
// nobody has; then the right password is refused too, until the time is up.
func TestLoginLimits(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		b := w.browser()
		for range 5 {
			require.Equal(t, chargeback.WrongLogin, code(t, b.login("Lena", "fel lösenord")))
			w.pass(time.Second)
		}
		b.address = "10.0.0.2:1"
		b.header.Set("X-Forwarded-For", "10.9.9.9")
		answer := b.login("Lena", password)
		require.Equal(t, http.StatusTooManyRequests, answer.Code)
		wait, err := strconv.Atoi(answer.Header().Get("Retry-After"))
		require.NoError(t, err)
		require.Equal(t, 15*60-5, wait)
		require.Equal(t, []string{"login_failed Lena", "login_failed Lena", "login_failed Lena", "login_failed Lena", "login_failed Lena"},
			w.events(billing.ActLogin, billing.ActLoginFailed), "once each, and none for what was not looked at")
		w.pass(time.Duration(wait-1) * time.Second)
		require.Equal(t, http.StatusTooManyRequests, b.login("Lena", password).Code)
		w.pass(time.Second)
		require.Equal(t, http.StatusNoContent, b.login("Lena", password).Code)

		// Names that nobody has are counted alike, and stay out of the log.
		b.address = "10.0.0.3:1"
		for range 5 {
			require.Equal(t, chargeback.WrongLogin, code(t, b.login("mitt hemliga lösenord", password)))
		}
		require.Equal(t, http.StatusTooManyRequests, b.login("mitt hemliga lösenord", password).Code)
		all := w.events(billing.ActLoginFailed)
		require.Equal(t, "login_failed", all[len(all)-1])

		// Many at once are no way around.
		guesses := 40
		statuses := make([]int, guesses)
		var group sync.WaitGroup
		for i := range guesses {
			group.Go(func() {
				many := w.browser()
				many.address = fmt.Sprintf("10.1.0.%d:1", i)
				statuses[i] = many.login("Rut", "gissning "+strconv.Itoa(i)).Code
			})
		}
		group.Wait()
		slices.Sort(statuses)
		require.Equal(t, http.StatusUnauthorized, statuses[4])
		require.Equal(t, http.StatusTooManyRequests, statuses[5])

		// One address, many accounts; of IPv6 its network.
		w.pass(time.Hour)
		spray := w.browser()
		for i := range 30 {
			spray.address = fmt.Sprintf("[2001:db8::%x]:1", i+1)
			require.Equal(t, chargeback.WrongLogin, code(t, spray.login("konto"+strconv.Itoa(i), "Sommar2017!!")), i)
		}
		require.Equal(t, http.StatusTooManyRequests, spray.login("Cai", password).Code)
		spray.address = "[2001:db8:0:1::1]:1"
		require.Equal(t, http.StatusNoContent, spray.login("Cai", password).Code)
	})
}

// TestLoginTellsNothing: whether anybody has a name shows neither in the answer
// nor in the time it takes.
func TestLoginTellsNothing(t *testing.T) {
	w := newWorld(t, auth.Options{})
	b := w.browser()
	median := func(name string) time.Duration {
		var took []time.Duration
		for range 9 {
			w.pass(time.Hour)
			begun := time.Now()
			answer := b.login(name, "fel lösenord")
			took = append(took, time.Since(begun))
			require.Equal(t, http.StatusUnauthorized, answer.Code)
			require.JSONEq(t, `{"code":"wrong_login"}`, answer.Body.String())
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	within := func(a, b time.Duration) bool { return a < b*3/2 && b < a*3/2 }
	require.Eventually(t, func() bool {
		known := median("Lena")
		return within(known, median("Ingen")) && within(known, median("Nina"))
	}, time.Minute, time.Millisecond)
}

// TestPasswords: a password for one time opens nothing but the change of it;
// what is easily guessed is refused.
func TestPasswords(t *testing.T) {
	w := newWorld(t, auth.Options{})
	hash, err := auth.HashPassword("abcd-efgh-ijkl-mnop")
	require.NoError(t, err)
	_, err = w.service.AskPassword(t.Context(), eva, "Nina", hash)
	require.NoError(t, err)
	b := w.browser()
	require.Equal(t, http.StatusNoContent, b.login("Nina", "abcd-efgh-ijkl-mnop").Code)
	b.me(http.StatusOK)
	require.Equal(t, chargeback.MustChange, code(t, b.do(http.MethodGet, "/api/v1/months", "")))

	change := func(old, password string) chargeback.Code {
		t.Helper()
		answer := b.do(http.MethodPut, "/api/v1/me/password", fmt.Sprintf(`{"old":%q,"new":%q}`, old, password))
		if answer.Code == http.StatusNoContent {
			return ""
		}
		return code(t, answer)
	}
	require.Equal(t, chargeback.ShortPassword, change("abcd-efgh-ijkl-mnop", "elva tecken"))
	require.Equal(t, chargeback.LongPassword, change("abcd-efgh-ijkl-mnop", strings.Repeat("å", 201)))
	require.Equal(t, chargeback.SamePassword, change("abcd-efgh-ijkl-mnop", "abcd-efgh-ijkl-mnop"))
	require.Equal(t, chargeback.WrongPassword, change("fel", "ett helt nytt lösenord"))
	other := w.browser()
	require.Equal(t, http.StatusNoContent, other.login("Nina", "abcd-efgh-ijkl-mnop").Code)
	before := b.cookies["chargeback"]
	require.Empty(t, change("abcd-efgh-ijkl-mnop", "ett helt nytt lösenord"))
	require.NotEqual(t, before, b.cookies["chargeback"])
	require.Equal(t, http.StatusOK, b.do(http.MethodGet, "/api/v1/months", "").Code)
	other.me(http.StatusUnauthorized)
	require.Equal(t, []string{"login Nina", "login_failed Nina", "login Nina"}, w.events(billing.ActLogin, billing.ActLoginFailed))

	person := chargeback.Person{Name: "Nina Nilsson-Ek", Email: "nina.ek@example.se"}
	for _, guess := range []string{"nina nilsson-ek", " Nina.Ek@example.se"} {
		require.ErrorIs(t, auth.CheckPassword(person, guess), &chargeback.Error{Code: chargeback.PasswordIsName})
	}
	require.NoError(t, auth.CheckPassword(person, "åäöåäöåäöåäö"))
	require.Regexp(t, `^[a-z2-7]{4}(-[a-z2-7]{4}){3}$`, auth.NewPassword())
}

// TestEnsureAdmin: the first start makes one, once.
func TestEnsureAdmin(t *testing.T) {
	w := newWorld(t, auth.Options{})
	name, once, err := auth.EnsureAdmin(t.Context(), w.service, eva)
	require.NoError(t, err)
	require.Empty(t, name+once, "there are persons with passwords")

	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "chargeback.db"), store.Options{})
	require.NoError(t, err)
	defer db.Close()
	empty := &billing.Service{DB: books{db}, Now: w.service.Now}
	name, once, err = auth.EnsureAdmin(t.Context(), empty, eva)
	require.NoError(t, err)
	require.Equal(t, "admin", name)
	require.Regexp(t, `^[a-z2-7]{4}(-[a-z2-7]{4}){3}$`, once)
	again, _, err := auth.EnsureAdmin(t.Context(), empty, eva)
	require.NoError(t, err)
	require.Empty(t, again)
}

// TestTokens: a token is its person as long as it holds, and needs no
// protection from other sites.
func TestTokens(t *testing.T) {
	w := newWorld(t, auth.Options{})
	secret, token := auth.NewToken("nattkörning")
	require.Regexp(t, `^chargeback_[\w-]{43}$`, secret)
	require.NotContains(t, token.Hash+token.ID, secret)
	_, err := w.service.AskToken(t.Context(), eva, "Cai", token)
	require.NoError(t, err)
	b := w.browser()
	b.header.Set("Authorization", "bearer "+secret)
	b.header.Set("Origin", "https://evil.example")
	require.JSONEq(t, `{"name":"Cai","roles":"chief","token":"`+token.ID+`"}`, b.me(http.StatusOK))
	require.Equal(t, http.StatusOK, b.do(http.MethodPost, "/api/v1/imports", "").Code)
	require.Equal(t, http.StatusForbidden, b.do(http.MethodPost, "/api/v1/months/2017-03/close", "").Code)
	for _, header := range []string{"", "Bearer", "Bearer ", secret, "Basic " + secret, "Bearer x" + secret, "Bearer " + secret + "x"} {
		b.header.Set("Authorization", header)
		b.me(http.StatusUnauthorized)
	}
	// A header that proves nothing is not made up for by a cookie.
	logged := w.in("Lena")
	logged.header.Set("Authorization", "Bearer x")
	logged.me(http.StatusUnauthorized)

	b.header.Set("Authorization", "Bearer "+secret)
	require.NoError(t, w.service.RevokeToken(t.Context(), eva, token.ID))
	b.me(http.StatusUnauthorized)
}

// TestCaller: roles of today, with those of a deputy and of grants.
func TestCaller(t *testing.T) {
	w := newWorld(t, auth.Options{})
	ctx := t.Context()
	today := allocation.Span{From: day(w), To: day(w)}
	require.NoError(t, w.service.Appoint(ctx, billing.Actor{Name: "Anna"}, chargeback.Deputy{For: "Anna", Person: "Rut", Valid: today}))
	require.Contains(t, w.in("Rut").me(http.StatusOK), `"roles":"finance auditor"`)
	w.pass(24 * time.Hour)
	require.Contains(t, w.in("Rut").me(http.StatusOK), `"roles":"auditor"`)

	c := auth.Caller{Person: chargeback.Person{Name: "Rut", Active: true}, Roles: []chargeback.Role{chargeback.Finance}, Token: "k1"}
	require.Equal(t, chargeback.Scope{All: true}, c.Scope(day(w)))
	require.Equal(t, billing.Actor{Name: "Rut", Origin: "10.0.0.1 (token k1)", Token: "k1"}, c.Actor("10.0.0.1"))
	require.Nil(t, auth.CallerOf(context.Background()))
}
