package billing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

var (
	ola  = billing.Actor{Name: "Ola", Origin: "test"}
	host = billing.Actor{Name: "root", Origin: "root@host", Host: true}
)

// administered registers Eva and Ola, who administer, Anna of finance and Lena, a
// head.
func (w *world) administered() {
	w.t.Helper()
	w.mustTake(tiny)
	for _, p := range []chargeback.Person{
		{Name: "Eva", Roles: []chargeback.Role{chargeback.Admin}},
		{Name: "Ola", Roles: []chargeback.Role{chargeback.Admin}},
		{Name: "Anna", Roles: []chargeback.Role{chargeback.Finance}},
		{Name: "Lena", Roles: []chargeback.Role{chargeback.Head}, Grants: []chargeback.Grant{{Department: "SKOL", Valid: allocation.Always}}},
	} {
		p.Active = true
		require.NoError(w.t, w.Register(w.t.Context(), eva, p))
	}
}

func (w *world) person(name string) (p chargeback.Person) {
	w.t.Helper()
	require.NoError(w.t, w.DB.View(w.t.Context(), func(tx billing.Tx) (err error) {
		p, _, err = tx.Person(name)
		return err
	}))
	return p
}

func (w *world) credential(name string) (c chargeback.Credential) {
	w.t.Helper()
	require.NoError(w.t, w.DB.View(w.t.Context(), func(tx billing.Tx) (err error) {
		c, _, err = tx.Credential(name)
		return err
	}))
	return c
}

// TestFinanceTakesTwo (TRUST A13): who would get finance or admin gets it when
// a second administrator accepts, who is neither the one who asked nor the one
// concerned; everything else is done at once, and nobody gives to themselves.
func TestFinanceTakesTwo(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.administered()
		bengt := chargeback.Person{Name: "Bengt", Roles: []chargeback.Role{chargeback.Chief}, Active: true, Email: "bengt@example.se"}
		number, err := w.AskPerson(ctx, eva, bengt)
		require.NoError(t, err)
		require.Zero(t, number, "done at once")
		epoch := w.credential("Bengt").Epoch
		require.Positive(t, epoch)

		bengt.Roles = []chargeback.Role{chargeback.Finance, chargeback.Chief}
		number, err = w.AskPerson(ctx, eva, bengt)
		require.NoError(t, err)
		require.Positive(t, number)
		require.False(t, ptr(w.person("Bengt")).Has(chargeback.Finance))
		require.Equal(t, epoch, w.credential("Bengt").Epoch)

		requests, err := w.Requests(ctx, ola)
		require.NoError(t, err)
		require.Len(t, requests, 1)
		require.Equal(t, bengt, *requests[0].Person)
		require.Empty(t, requests[0].Body)
		require.Equal(t, "bengt@example.se", requests[0].Before.Email)

		refuses(t, chargeback.SameDecider, w.Decide(ctx, eva, number, 1, true))
		refuses(t, chargeback.NotAllowed, w.Decide(ctx, anna, number, 1, true))
		token := ola
		token.Token = "k1"
		refuses(t, chargeback.PersonRequired, w.Decide(ctx, token, number, 1, true))
		refuses(t, chargeback.RequestDecided, w.Decide(ctx, ola, number, 7, true))
		refuses(t, chargeback.UnknownRequest, w.Decide(ctx, ola, 1, 1, true))
		require.NoError(t, w.Decide(ctx, ola, number, 1, true))
		require.True(t, ptr(w.person("Bengt")).Has(chargeback.Finance))
		require.Greater(t, w.credential("Bengt").Epoch, epoch, "what he had begun has ended")
		refuses(t, chargeback.RequestDecided, w.Decide(ctx, ola, number, 2, true))
		require.Equal(t, 3, w.count(billing.ActDenied, allocation.Period{}))

		// The person concerned accepts nothing, even as an administrator; who asked
		// may take it back.
		number, err = w.AskPerson(ctx, eva, chargeback.Person{Name: "Bo", Roles: []chargeback.Role{chargeback.Admin}, Active: true})
		require.NoError(t, err)
		require.NoError(t, w.Decide(ctx, eva, number, 1, false))
		require.Empty(t, w.person("Bo").Name)

		// Nobody gives to themselves, nor takes both.
		own := w.person("Eva")
		own.Roles = []chargeback.Role{chargeback.Admin, chargeback.Chief}
		_, err = w.AskPerson(ctx, eva, own)
		refuses(t, chargeback.SelfGrant, err)
		own.Roles, own.Grants = []chargeback.Role{chargeback.Admin}, []chargeback.Grant{{Department: "SKOL", Valid: allocation.Always}}
		_, err = w.AskPerson(ctx, eva, own)
		refuses(t, chargeback.SelfGrant, err)
		_, err = w.AskPerson(ctx, eva, chargeback.Person{Name: "Anna", Roles: []chargeback.Role{chargeback.Admin, chargeback.Finance}, Active: true})
		refuses(t, chargeback.RolesConflict, err)
		_, err = w.AskPerson(ctx, anna, chargeback.Person{Name: "Bo", Roles: []chargeback.Role{chargeback.Head}, Active: true})
		refuses(t, chargeback.NotAllowed, err)

		// What changed meanwhile is asked anew.
		number, err = w.AskPerson(ctx, eva, chargeback.Person{Name: "Lena", Roles: []chargeback.Role{chargeback.Finance}, Active: true})
		require.NoError(t, err)
		require.NoError(t, w.Deactivate(ctx, eva, "Lena"))
		refuses(t, chargeback.RequestOutdated, w.Decide(ctx, ola, number, 1, true))

		// The last administrator stays.
		require.NoError(t, w.Deactivate(ctx, eva, "Ola"))
		_, err = w.AskPerson(ctx, eva, chargeback.Person{Name: "Eva", Roles: []chargeback.Role{chargeback.Auditor}})
		refuses(t, chargeback.LastAdmin, err)
	})
}

func ptr[T any](v T) *T { return &v }

// TestNobodyBecomesFinanceBySideDoors: a password, a token or an identity of
// somebody with finance takes two as well.
func TestNobodyBecomesFinanceBySideDoors(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.administered()
		identity := func(name string) chargeback.Identity {
			return chargeback.Identity{Issuer: "https://id.example.se", Subject: "s-" + name, Person: name}
		}
		ask := func(name string) (numbers [3]int64) {
			var errs [3]error
			numbers[0], errs[0] = w.AskPassword(ctx, eva, name, "hash-"+name)
			numbers[1], errs[1] = w.AskToken(ctx, eva, name, chargeback.APIToken{ID: "k-" + name, Name: "prov", Hash: "t-" + name})
			numbers[2], errs[2] = w.AskIdentity(ctx, eva, identity(name))
			for _, err := range errs {
				require.NoError(t, err)
			}
			return numbers
		}
		has := func(name string) (all [3]bool) {
			require.NoError(t, w.DB.View(ctx, func(tx billing.Tx) error {
				_, token, err := tx.TokenOf("t-" + name)
				require.NoError(t, err)
				_, linked, err := tx.Identity("https://id.example.se", "s-"+name)
				all = [3]bool{w.credential(name).Hash != "", token, linked}
				return err
			}))
			return all
		}
		require.Zero(t, ask("Lena"))
		require.Equal(t, [3]bool{true, true, true}, has("Lena"))
		require.True(t, w.credential("Lena").MustChange)

		numbers := ask("Anna")
		require.Equal(t, [3]bool{}, has("Anna"))
		requests, err := w.Requests(ctx, ola)
		require.NoError(t, err)
		require.True(t, requests[0].Password)
		require.Equal(t, chargeback.APIToken{ID: "k-Anna", Person: "Anna", Name: "prov"}, *requests[1].Token, "no hash is shown")
		require.Equal(t, identity("Anna"), *requests[2].Identity)
		for _, number := range numbers {
			refuses(t, chargeback.SameDecider, w.Decide(ctx, eva, number, 1, true))
			require.NoError(t, w.Decide(ctx, ola, number, 1, true))
		}
		require.Equal(t, [3]bool{true, true, true}, has("Anna"))

		_, err = w.AskIdentity(ctx, eva, chargeback.Identity{Issuer: "https://id.example.se", Subject: "s-Anna", Person: "Lena"})
		refuses(t, chargeback.IdentityTaken, err)
		epoch := w.credential("Anna").Epoch
		require.NoError(t, w.DropIdentity(ctx, eva, identity("Anna")))
		require.False(t, has("Anna")[2])
		require.Greater(t, w.credential("Anna").Epoch, epoch)
		for _, ask := range []func() (int64, error){
			func() (int64, error) { return w.AskPassword(ctx, anna, "Lena", "x") },
			func() (int64, error) { return w.AskToken(ctx, anna, "Lena", chargeback.APIToken{Name: "x"}) },
			func() (int64, error) { return w.AskIdentity(ctx, anna, identity("Lena")) },
		} {
			_, err := ask()
			refuses(t, chargeback.NotAllowed, err)
		}
	})
}

// TestTokens: a command on the host issues tokens, to persons whom it makes
// where they are new; a token does what its person may, except what one person
// answers to another for.
func TestTokens(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		person := chargeback.Person{Name: "Nattkörning", Roles: []chargeback.Role{chargeback.Finance}, Active: true}
		token := chargeback.APIToken{ID: "k1", Name: "Nattkörning", Hash: "h1"}
		require.NoError(t, w.IssueToken(ctx, host, person, token), "also before there is an administrator")
		require.NoError(t, w.IssueToken(ctx, host, person, chargeback.APIToken{ID: "k2", Name: "Nattkörning", Hash: "h2"}))
		person.Roles = []chargeback.Role{chargeback.Admin}
		refuses(t, chargeback.TokenExceeds, w.IssueToken(ctx, host, person, chargeback.APIToken{ID: "k3", Name: "x", Hash: "h3"}))
		refuses(t, chargeback.UnknownPerson, w.IssueToken(ctx, eva, person, token))

		night := billing.Actor{Name: "Nattkörning", Origin: "test", Token: "k1"}
		_, err := w.Calculate(ctx, night, march)
		require.NoError(t, err)
		_, err = w.Approve(ctx, night, march)
		refuses(t, chargeback.PersonRequired, err)
		_, err = w.Close(ctx, night, march, "")
		refuses(t, chargeback.PersonRequired, err)
		require.Equal(t, 2, w.count(billing.ActDenied, allocation.Period{}))

		tokens, err := w.Tokens(ctx, host)
		require.NoError(t, err)
		require.Len(t, tokens, 2)
		require.Equal(t, "Nattkörning", tokens[0].Person)
		require.Positive(t, tokens[0].Created.Event)
		require.NoError(t, w.RevokeToken(ctx, host, "k1"))
		refuses(t, chargeback.UnknownToken, w.RevokeToken(ctx, host, "k1"))
		refuses(t, chargeback.UnknownToken, w.RevokeToken(ctx, host, "k9"))

		name, err := w.FirstAdmin(ctx, host, "hash")
		require.NoError(t, err)
		require.Equal(t, "admin", name)
		again, err := w.FirstAdmin(ctx, host, "hash")
		require.NoError(t, err)
		require.Empty(t, again, "once")
		require.True(t, w.credential("admin").MustChange)
	})
}

// TestOwnMatters: one's own password, profile and sessions.
func TestOwnMatters(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.administered()
		lena := billing.Actor{Name: "Lena", Origin: "test"}
		before := w.credential("Lena")
		c, err := w.ChangePassword(ctx, lena, "new")
		require.NoError(t, err)
		require.Equal(t, w.credential("Lena"), c)
		require.Equal(t, "new", c.Hash)
		require.False(t, c.MustChange)
		require.Greater(t, c.Epoch, before.Epoch)
		require.NoError(t, w.LogOutEverywhere(ctx, lena, "Lena"))
		require.Equal(t, c.Epoch+1, w.credential("Lena").Epoch)
		refuses(t, chargeback.NotAllowed, w.LogOutEverywhere(ctx, lena, "Anna"))
		require.NoError(t, w.LogOutEverywhere(ctx, eva, "Anna"))

		require.NoError(t, w.SetProfile(ctx, lena, "lena@example.se", "en"))
		require.Equal(t, "lena@example.se", w.person("Lena").Email)
		require.Equal(t, c.Epoch+1, w.credential("Lena").Epoch, "an address ends nothing")
		for email, code := range map[string]chargeback.Code{"lena": chargeback.BadEmail, "Lena <lena@example.se>": chargeback.BadEmail, "a@b\r\nBcc: c@d": chargeback.BadEmail} {
			refuses(t, code, w.SetProfile(ctx, lena, email, ""))
		}
		refuses(t, chargeback.BadLanguage, w.SetProfile(ctx, lena, "", "de"))
		require.NoError(t, w.Register(ctx, eva, chargeback.Person{Name: "Lena", Roles: []chargeback.Role{chargeback.Head}, Active: true}))
		require.Equal(t, "en", w.person("Lena").Language, "roles leave the profile alone")
		require.Greater(t, w.credential("Lena").Epoch, c.Epoch+1)
		_, err = w.AskPerson(ctx, eva, chargeback.Person{Name: "Lena", Roles: []chargeback.Role{chargeback.Head}, Active: true})
		require.NoError(t, err)
		require.Empty(t, w.person("Lena").Email, "on a page an empty field is empty")
		refuses(t, chargeback.BadEmail, w.Register(ctx, eva, chargeback.Person{Name: "Lena", Roles: []chargeback.Role{chargeback.Head}, Active: true, Email: "x"}))
	})
}
