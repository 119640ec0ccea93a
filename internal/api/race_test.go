package api_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// TestManyAtOnce (TRUST C3.1, C4.1, bug 5): the same request many times at once
// is done once, and with keys of their own only one of them is.
func TestManyAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		send := func(n int, one func(i int) answer) (statuses map[int]int, codes map[string]int) {
			statuses, codes = map[int]int{}, map[string]int{}
			answers := make([]answer, n)
			var all sync.WaitGroup
			for i := range n {
				all.Go(func() { answers[i] = one(i) })
			}
			all.Wait()
			for _, a := range answers {
				statuses[a.status]++
				if a.status >= 400 {
					codes[a.problem(t).Code]++
				} else if a.header.Get("Idempotency-Replayed") == "" {
					codes["done"]++
				}
			}
			return statuses, codes
		}
		statuses, codes := send(16, func(int) answer {
			return w.as("Anna").with("Idempotency-Key", newKey()).post("/api/v1/months/2017-03/runs", nil)
		})
		require.Equal(t, map[int]int{http.StatusAccepted: 16}, statuses, codes)
		w.service.Wait()
		require.Equal(t, 1, w.events(billing.ActCalculate))

		bo := w.in("Bo")
		approving := bo.with("Idempotency-Key", newKey(), "If-Match", bo.etag("/api/v1/months/2017-03"))
		statuses, codes = send(16, func(int) answer { return approving.post("/api/v1/months/2017-03/approval", nil) })
		require.Equal(t, 1, codes["done"], codes)
		require.Equal(t, 16, statuses[http.StatusOK]+codes[string(chargeback.KeyInFlight)], "%v %v", statuses, codes)
		require.Equal(t, 1, w.events(billing.ActApprove))

		anna := w.in("Anna")
		tag := anna.etag("/api/v1/months/2017-03")
		statuses, codes = send(16, func(int) answer {
			return anna.with("Idempotency-Key", newKey(), "If-Match", tag).post("/api/v1/months/2017-03/close", map[string]string{"accept_unallocated": "prov"})
		})
		require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusPreconditionFailed: 15}, statuses, codes)
		require.Equal(t, 1, w.events(billing.ActClose))
	})
}
