package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/internal/chargeback"
	"chargeback/internal/store"
)

// TestNoticesAreSettledOnce: a notice is claimed by one, settled by who holds
// the claim, and stays as it was settled.
func TestNoticesAreSettledOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		now := time.Date(2017, 4, 12, 8, 0, 0, 0, time.UTC)
		n := chargeback.Notice{NoticeKey: chargeback.NoticeKey{Month: january, Department: "SKOL", Person: "Hans"}, Due: now}
		update := func(work func(*store.Tx) error) error { return db.Update(t.Context(), work) }
		keep := func(tx *store.Tx) error { return tx.KeepNotice(n) }
		require.NoError(t, update(func(tx *store.Tx) error {
			return tx.KeepPerson(chargeback.Person{Name: "Hans", Active: true})
		}))
		require.NoError(t, update(keep))
		require.Error(t, update(keep), "one of a key")

		claim := func(name string, at time.Time) (ok bool) {
			require.NoError(t, update(func(tx *store.Tx) (err error) {
				ok, err = tx.ClaimNotice(n.NoticeKey, name, at, at.Add(time.Minute))
				return err
			}))
			return ok
		}
		require.False(t, claim("early", now.Add(-time.Millisecond)))
		require.True(t, claim("first", now))
		require.False(t, claim("second", now.Add(time.Minute-time.Millisecond)))
		require.True(t, claim("third", now.Add(time.Minute)))
		settle := func(name string, state chargeback.NoticeState) (ok bool) {
			n := n
			n.Claim, n.State, n.Failure, n.Settled = name, state, "network", now
			require.NoError(t, update(func(tx *store.Tx) (err error) {
				ok, err = tx.SettleNotice(n)
				return err
			}))
			return ok
		}
		require.False(t, settle("first", chargeback.NoticeSent))
		require.True(t, settle("third", chargeback.NoticeFailed))
		require.False(t, settle("third", chargeback.NoticeSent))
		require.NoError(t, db.View(t.Context(), func(tx *store.Tx) error {
			all, err := tx.Notices(january)
			want := n
			want.State, want.Tries, want.Failure, want.Settled = chargeback.NoticeFailed, 2, "network", now
			require.Equal(t, []chargeback.Notice{want}, all)
			return err
		}))
		for _, statement := range []string{
			`UPDATE notices SET state = 'waiting'`, `UPDATE notices SET person = 'Nora'`, `DELETE FROM notices`,
		} {
			require.Error(t, update(func(tx *store.Tx) error {
				_, err := tx.SQL().ExecContext(t.Context(), statement)
				return err
			}), statement)
		}
	})
}
