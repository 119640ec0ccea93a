package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
	"chargeback/internal/store"
)

// withPerson stores Anna, and an event to refer to.
func withPerson(t *testing.T, db *store.DB) (event int64) {
	t.Helper()
	require.NoError(t, db.Update(t.Context(), func(tx *store.Tx) error {
		e, err := tx.Append(audit.Event{At: noon, Person: "Eva", Action: "person", Subject: "Anna", Details: "{}"})
		require.NoError(t, err)
		event = e.Number
		return tx.KeepPerson(chargeback.Person{
			Name: "Anna", Roles: []chargeback.Role{chargeback.Finance}, Active: true, Email: "anna@example.se", Language: "en",
		})
	}))
	return event
}

var noon = time.Date(2017, 3, 31, 12, 0, 0, 5_000_000, time.UTC)

// TestPeopleAreKept: what is stored of persons, their credentials, sessions,
// tokens, replies and requests comes back as it was.
func TestPeopleAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		event := withPerson(t, db)
		credential := chargeback.Credential{Person: "Anna", Hash: "$argon2id$", MustChange: true, Epoch: 1, Changed: noon}
		identity := chargeback.Identity{Issuer: "https://id.example.se", Subject: "7", Person: "Anna"}
		session := chargeback.Session{Token: "t", Data: []byte{0, 1, 2}, Began: noon, Seen: noon.Add(time.Minute)}
		token := chargeback.APIToken{ID: "k1", Person: "Anna", Name: "Nattkörning", Hash: "h", Created: chargeback.TokenMark{Event: event, At: noon}}
		reply := chargeback.Reply{
			Person: "Anna", Key: "1", Route: "POST /x", Request: "r", Status: 201, Headers: map[string]string{"Location": "/x/1"}, Body: []byte("{}"), At: noon,
		}
		empty := chargeback.Reply{Person: "Anna", Key: "2", Status: 204, Body: []byte{}, At: noon}
		request := chargeback.Request{Number: event, Kind: "grant", Subject: "Bo", Body: "{}", Asked: chargeback.Act{Person: "Anna", At: noon}}
		require.NoError(t, db.Update(t.Context(), func(tx *store.Tx) error {
			for _, err := range []error{
				tx.KeepCredential(chargeback.Credential{Person: "Anna"}), tx.KeepCredential(credential), tx.KeepIdentity(identity),
				tx.KeepSession(chargeback.Session{Token: "t", Data: []byte{}, Began: noon, Seen: noon}), tx.KeepSession(session),
				tx.KeepToken(token), tx.KeepReply(reply), tx.KeepReply(empty), tx.KeepRequest(request),
			} {
				require.NoError(t, err)
			}
			return nil
		}))
		request.Version = 1
		require.NoError(t, db.View(t.Context(), func(tx *store.Tx) error {
			person, ok, err := tx.Person("Anna")
			require.NoError(t, err)
			require.True(t, ok)
			require.Equal(t, [2]string{"anna@example.se", "en"}, [2]string{person.Email, person.Language})

			gotCredential, ok, err := tx.Credential("Anna")
			kept(t, credential, gotCredential, ok, err)
			all, err := tx.Credentials()
			kept(t, []chargeback.Credential{credential}, all, true, err)
			gotIdentity, ok, err := tx.Identity(identity.Issuer, identity.Subject)
			kept(t, identity, gotIdentity, ok, err)
			identities, err := tx.Identities()
			kept(t, []chargeback.Identity{identity}, identities, true, err)
			gotSession, ok, err := tx.Session("t")
			kept(t, session, gotSession, ok, err)
			gotToken, ok, err := tx.TokenOf("h")
			kept(t, token, gotToken, ok, err)
			tokens, err := tx.Tokens()
			kept(t, []chargeback.APIToken{token}, tokens, true, err)
			gotReply, ok, err := tx.Reply("Anna", "1")
			kept(t, reply, gotReply, ok, err)
			gotReply, ok, err = tx.Reply("Anna", "2")
			kept(t, empty, gotReply, ok, err)
			gotRequest, ok, err := tx.Request(event)
			kept(t, request, gotRequest, ok, err)
			requests, err := tx.Requests()
			kept(t, []chargeback.Request{request}, requests, true, err)

			_, ok, err = tx.Credential("Bo")
			require.NoError(t, err)
			require.False(t, ok)
			_, ok, err = tx.Reply("Bo", "1")
			require.NoError(t, err)
			require.False(t, ok)
			return nil
		}))
	})
}

func kept[T any](t *testing.T, want, got T, ok bool, err error) {
	t.Helper()
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, want, got)
}

// TestSessionsAndAttemptsEnd: what is old goes, what is not stays.
func TestSessionsAndAttemptsEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		require.NoError(t, db.Update(t.Context(), func(tx *store.Tx) error {
			hour := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }
			for i, s := range []chargeback.Session{{Began: hour(0), Seen: hour(5)}, {Began: hour(2), Seen: hour(3)}, {Began: hour(2), Seen: hour(5)}, {Began: hour(2), Seen: hour(5)}} {
				s.Token, s.Data = string(rune('a'+i)), []byte{}
				require.NoError(t, tx.KeepSession(s))
			}
			require.NoError(t, tx.DropSession("d"))
			require.NoError(t, tx.DropSessions(hour(1), hour(4)))
			for _, token := range []string{"a", "b", "c", "d"} {
				_, ok, err := tx.Session(token)
				require.NoError(t, err)
				require.Equal(t, token == "c", ok, token)
			}
			for i, a := range []chargeback.Attempt{{Account: "A", At: hour(0)}, {Account: "A", At: hour(2)}, {Account: "B", At: hour(1)}, {Account: "C", Address: "2", At: hour(2)}} {
				a.ID = string(rune('a' + i))
				if a.Address == "" {
					a.Address = "1"
				}
				require.NoError(t, tx.KeepAttempt(a))
			}
			ids := func(account, address string, since time.Time) (ids string) {
				attempts, err := tx.Attempts(account, address, since)
				require.NoError(t, err)
				for _, a := range attempts {
					ids += a.ID
				}
				return ids
			}
			require.Equal(t, "acb", ids("A", "1", hour(0)))
			require.Equal(t, "cb", ids("A", "1", hour(1)))
			require.Equal(t, "d", ids("", "2", hour(0)))
			require.NoError(t, tx.DropAttempt("d"))
			require.NoError(t, tx.DropAttempts("A", hour(1)))
			require.Equal(t, "c", ids("A", "1", hour(0)))
			return nil
		}))
	})
}

// TestWhatIsDecidedStaysSo: requests are decided once, tokens revoked once, and
// replies never change, in the store and in the database itself.
func TestWhatIsDecidedStaysSo(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		event := withPerson(t, db)
		request := chargeback.Request{Number: event, Kind: "grant", Subject: "Bo", Body: "{}", Asked: chargeback.Act{Person: "Anna", At: noon}}
		mark := chargeback.TokenMark{Event: event, At: noon}
		require.NoError(t, db.Update(t.Context(), func(tx *store.Tx) error {
			require.NoError(t, tx.KeepRequest(request))
			require.NoError(t, tx.KeepToken(chargeback.APIToken{ID: "k1", Person: "Anna", Hash: "h1", Created: mark}))
			require.NoError(t, tx.KeepToken(chargeback.APIToken{ID: "k2", Person: "Anna", Hash: "h2", Created: mark}))
			require.NoError(t, tx.KeepReply(chargeback.Reply{Person: "Anna", Key: "1", At: noon}))
			request.Version, request.State, request.Decided = 1, chargeback.Accepted, chargeback.Act{Person: "Bo", At: noon}
			require.NoError(t, tx.KeepRequest(request))
			for id, want := range map[string]bool{"k1": true, "k9": false} {
				ok, err := tx.RevokeToken(id, mark)
				require.NoError(t, err)
				require.Equal(t, want, ok, id)
			}
			ok, err := tx.RevokeToken("k1", mark)
			require.NoError(t, err)
			require.False(t, ok, "again")
			return nil
		}))
		require.ErrorIs(t, db.Update(t.Context(), func(tx *store.Tx) error { return tx.KeepRequest(request) }),
			&chargeback.Error{Code: chargeback.RequestDecided})
		for _, statement := range []string{
			`UPDATE requests SET state = 'asked'`, `UPDATE requests SET subject = 'Eva'`, `DELETE FROM requests`,
			`UPDATE api_tokens SET revoked = NULL WHERE id = 'k1'`, `UPDATE api_tokens SET revoked_at = 'later' WHERE id = 'k1'`,
			`UPDATE api_tokens SET hash = 'h3' WHERE id = 'k2'`, `UPDATE api_tokens SET person = 'Anna' WHERE id = 'k2'`, `DELETE FROM api_tokens`,
			`UPDATE replies SET status = 500`, `DELETE FROM replies`,
		} {
			require.Error(t, db.Update(t.Context(), func(tx *store.Tx) error {
				_, err := tx.SQL().ExecContext(t.Context(), statement)
				return err
			}), statement)
		}
	})
}
