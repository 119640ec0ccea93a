package billing_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// registered makes the people of the tests known: Eva lets people in, Anna and
// Bo are finance, Rut audits, Vera reads VARD.
func (w *world) registered() (rut, vera billing.Actor) {
	w.t.Helper()
	rut, vera = billing.Actor{Name: "Rut", Origin: "test"}, billing.Actor{Name: "Vera", Origin: "test"}
	for _, p := range []chargeback.Person{
		{Name: "Eva", Roles: []chargeback.Role{chargeback.Admin}},
		{Name: "Anna", Roles: []chargeback.Role{chargeback.Finance}},
		{Name: "Bo", Roles: []chargeback.Role{chargeback.Finance}},
		{Name: "Rut", Roles: []chargeback.Role{chargeback.Auditor}},
		{Name: "Vera", Roles: []chargeback.Role{chargeback.Head}, Grants: []chargeback.Grant{{Department: "VARD"}}},
	} {
		p.Active = true
		require.NoError(w.t, w.Register(w.t.Context(), eva, p))
	}
	return rut, vera
}

// TestLogIsReadFromTheEnd: the newest first, page by page; who is finance sees
// what they did themselves.
func TestLogIsReadFromTheEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		rut, vera := w.registered()
		w.close(march)
		all, head, err := w.LatestEvents(t.Context(), rut, 0, 1000)
		require.NoError(t, err)
		require.Equal(t, head.Number, all[0].Number)
		require.Len(t, all, int(head.Number))
		var paged []int64
		for before := int64(0); ; before = paged[len(paged)-1] {
			page, _, err := w.LatestEvents(t.Context(), rut, before, 2)
			require.NoError(t, err)
			for _, e := range page {
				paged = append(paged, e.Number)
			}
			if len(page) < 2 || page[1].Number == 1 {
				break
			}
		}
		for i := range all {
			require.Equal(t, all[i].Number, paged[i])
		}
		own, _, err := w.LatestEvents(t.Context(), bo, 0, 1000)
		require.NoError(t, err)
		require.Len(t, own, 1, "Bo approved")
		require.Equal(t, "approve", own[0].Action)
		_, _, err = w.LatestEvents(t.Context(), vera, 0, 10)
		require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.NotAllowed})
	})
}

// TestPublicRecords: bills and events of a closed month go out, without where
// from and without logins; releasing them is an event of its own.
func TestPublicRecords(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		rut, _ := w.registered()
		_, err := w.Records(t.Context(), rut, march)
		require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.MonthNotClosed})
		w.close(march)
		_, err = w.Records(t.Context(), anna, march)
		require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.NotAllowed})
		r, err := w.Records(t.Context(), rut, march)
		require.NoError(t, err)
		require.Len(t, r.List, 2)
		require.Len(t, r.Events, 3, "calculated, approved, closed")
		for _, e := range r.Events {
			require.Empty(t, e.Origin)
		}
		require.Equal(t, 3, r.Origins)
		require.Equal(t, 6, r.Logins, "five persons were registered, and Anna was denied")
		require.Positive(t, r.Units)
		latest, _, err := w.LatestEvents(t.Context(), rut, 0, 1)
		require.NoError(t, err)
		require.Equal(t, "records", latest[0].Action)
	})
}

// TestOnce: the same key does the same thing once, in the transaction that
// keeps its reply; what fails keeps neither.
func TestOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		asked := chargeback.Reply{Person: "Anna", Key: "k1", Route: "POST /x", Request: "r1"}
		times := 0
		do := func(ctx context.Context) (chargeback.Reply, error) {
			times++
			_, err := w.Calculate(ctx, anna, march)
			return chargeback.Reply{Status: http.StatusOK, Body: []byte("done")}, err
		}
		reply, replayed, err := w.Once(t.Context(), anna, asked, do)
		require.NoError(t, err)
		require.False(t, replayed)
		require.Equal(t, "done", string(reply.Body))
		reply, replayed, err = w.Once(t.Context(), anna, asked, do)
		require.NoError(t, err)
		require.True(t, replayed)
		require.Equal(t, "done", string(reply.Body))
		require.Equal(t, 1, times)

		other := asked
		other.Request = "r2"
		_, _, err = w.Once(t.Context(), anna, other, do)
		require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.KeyReused})
		other.Person = "Bo"
		_, replayed, err = w.Once(t.Context(), bo, other, do)
		require.NoError(t, err)
		require.False(t, replayed, "another's key is another key")

		failing := chargeback.Reply{Person: "Anna", Key: "k2", Route: "POST /x", Request: "r1"}
		broken := errors.New("broken")
		_, _, err = w.Once(t.Context(), anna, failing, func(ctx context.Context) (chargeback.Reply, error) {
			_, err := w.Calculate(ctx, anna, april)
			require.NoError(t, err)
			return chargeback.Reply{}, broken
		})
		require.ErrorIs(t, err, broken)
		months, err := w.Months(t.Context())
		require.NoError(t, err)
		for _, m := range months {
			if m.Period == april {
				require.Equal(t, chargeback.Open, m.State, "what fails leaves nothing")
			}
		}
	})
}

// TestAttemptIsWatched: a calculation that was started ends, well or not, and
// one of a month that cannot be changed does not begin.
func TestAttemptIsWatched(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		a, err := w.Start(t.Context(), anna, march)
		require.NoError(t, err)
		w.Wait()
		a, ok := w.Attempt(a.ID, march)
		require.True(t, ok)
		require.Equal(t, billing.StepDone, a.Step)
		require.NoError(t, a.Err)
		require.Equal(t, chargeback.Calculated, a.Done.Status.State)
		_, ok = w.Attempt(a.ID, april)
		require.False(t, ok, "of another month")
		w.close(march)
		_, err = w.Start(t.Context(), anna, march)
		require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.MonthClosed})
	})
}

// TestPricesAreListed: what is valid at the end of the latest calculated month.
func TestPricesAreListed(t *testing.T) {
	w := newWorld(t, t.TempDir()+"/chargeback.db")
	list, err := w.PriceList(t.Context())
	require.NoError(t, err)
	require.Nil(t, list)
	w.takeMolndal()
	_, err = w.Calculate(t.Context(), anna, march)
	require.NoError(t, err)
	list, err = w.PriceList(t.Context())
	require.NoError(t, err)
	require.Equal(t, march, list.Month)
	require.NotEmpty(t, list.Rules)
	require.NotEmpty(t, list.Weights)
	for _, p := range list.Prices {
		require.True(t, p.Valid.Contains(march.Last()))
	}
}
