package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

type monthBody struct {
	Month, State, Run string
	Version           int64
	Totals            *struct{ Cost, Billed, Central, Unallocated, Variance string }
	Lines             []struct{ Department, CostCenter, Amount, Quantity string }
	Closed            *struct{ Person string }
	Voucher           int64
	Chain             *struct{ Length int64 }
}

type listBody[T any] struct {
	Items []T
	Next  string
	Total int
}

// TestLifeOfAMonth: a month through its life on both databases, corrected and
// proved, with what leaves of it.
func TestLifeOfAMonth(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		anna, rut := w.as("Anna"), w.as("Rut")
		w.close("2017-03")
		var month monthBody
		rut.get("/api/v1/months/2017-03").into(t, &month)
		require.Equal(t, "closed", month.State)
		require.Equal(t, "250.00", month.Totals.Cost)
		require.Equal(t, "170.00", month.Totals.Billed)
		require.Equal(t, "30.00", month.Totals.Unallocated)
		require.Len(t, month.Lines, 6)
		require.Equal(t, "Anna", month.Closed.Person)
		require.Equal(t, int64(1), month.Voucher)
		require.Positive(t, month.Chain.Length)

		var months listBody[monthBody]
		anna.get("/api/v1/months?sort=-month&limit=2").into(t, &months)
		require.Equal(t, 4, months.Total)
		require.Equal(t, "2017-06", months.Items[0].Month)
		require.Equal(t, "open", months.Items[0].State)

		// A fact of the past changes: the month is corrected in the next.
		answer := anna.sendFiles("/api/v1/imports", nil, map[string]string{"costs": "id,date,category,amount\nk1,2017-03-10,PC,140.00\n"})
		answer.refused(t, http.StatusConflict, chargeback.CostsChange)
		require.Equal(t, "costs", answer.problem(t).Import.Tables[0].Table)
		answer = anna.sendFiles("/api/v1/imports", map[string]string{"yes": "true"}, map[string]string{"costs": "id,date,category,amount\nk1,2017-03-10,PC,140.00\n"})
		require.Equal(t, http.StatusOK, answer.status, answer)
		require.Contains(t, answer.String(), `"correct":["2017-03"]`)
		stale := anna.etag("/api/v1/months/2017-03")
		answer = anna.step("2017-03", "correction", nil)
		require.Equal(t, http.StatusCreated, answer.status, answer)
		require.Contains(t, answer.String(), `"billed":"40.00"`)
		require.NotEqual(t, stale, answer.header.Get("ETag"))
		anna.with("Idempotency-Key", newKey(), "If-Match", stale).post("/api/v1/months/2017-03/correction", nil).
			refused(t, http.StatusPreconditionFailed, chargeback.OldVersion)
		anna.step("2017-03", "correction", nil).refused(t, http.StatusConflict, chargeback.NothingToCorrect)
		var corrected monthBody
		rut.get("/api/v1/months/2017-03?corrected=true&lines=false").into(t, &corrected)
		require.Equal(t, "210.00", corrected.Totals.Billed)
		require.Nil(t, corrected.Lines)

		answer = rut.get("/api/v1/months/2017-03/verification")
		require.Contains(t, answer.String(), `"proved":true`)
		w.close("2017-04")
		answer = w.as("Lena").get("/api/v1/months/2017-04/bills/SKOL")
		require.Contains(t, answer.String(), `"reversal":true`)
	})
}

// TestRuns: a calculation answers at once and can be watched; the chief tries.
func TestRuns(t *testing.T) {
	w := newWorld(t)
	anna := w.as("Anna").with("Idempotency-Key", newKey())
	first := anna.post("/api/v1/months/2017-03/runs", map[string]bool{"dry_run": false})
	require.Equal(t, http.StatusAccepted, first.status, first)
	w.service.Wait()
	watched := anna.get(first.header.Get("Location"))
	require.Contains(t, watched.String(), `"step":"done"`)
	require.Contains(t, watched.String(), `"billed":"170.00"`)
	again := anna.post("/api/v1/months/2017-03/runs", map[string]bool{"dry_run": false})
	require.Equal(t, first.body, again.body)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.Equal(t, 1, w.events(billing.ActCalculate))
	anna.get("/api/v1/months/2017-04/runs/x").refused(t, http.StatusNotFound, chargeback.NoSuchAttempt)

	cia := w.as("Cia")
	var tried monthBody
	answer := cia.post("/api/v1/months/2017-04/runs", map[string]bool{"dry_run": true})
	require.Equal(t, http.StatusOK, answer.status, answer)
	answer.into(t, &tried)
	require.Equal(t, "open", tried.State)
	require.Equal(t, "240.00", tried.Totals.Cost)
	cia.with("Idempotency-Key", newKey()).post("/api/v1/months/2017-04/runs", nil).refused(t, http.StatusForbidden, chargeback.NotAllowed)
	require.Equal(t, 1, w.events(billing.ActDenied))

	// What is wrong with the facts is told where it is.
	w.as("Anna").sendFiles("/api/v1/imports", nil, map[string]string{"categories": "code,cost_type,name\nNY,Inköp,Nytt\n"})
	w.as("Anna").sendFiles("/api/v1/imports", nil, map[string]string{"costs": "id,date,category,amount\nny,2017-07-10,NY,140.00\n"})
	answer = cia.post("/api/v1/months/2017-07/runs", map[string]bool{"dry_run": true})
	require.Equal(t, http.StatusUnprocessableEntity, answer.status, answer)
	require.Equal(t, string(chargeback.NoRule), answer.problem(t).Code)
	w.calculate("Anna", "2017-07")
}

// TestConditions (TRUST C3.4, C4.1): keys and versions.
func TestConditions(t *testing.T) {
	w := newWorld(t)
	w.calculate("Anna", "2017-03")
	bo, path := w.in("Bo"), "/api/v1/months/2017-03/approval"
	bo.post(path, nil).refused(t, http.StatusBadRequest, chargeback.KeyMissing)
	bo.with("Idempotency-Key", "med mellanslag").post(path, nil).refused(t, http.StatusBadRequest, chargeback.BadKey)
	keyed := bo.with("Idempotency-Key", newKey())
	keyed.post(path, nil).refused(t, http.StatusPreconditionRequired, chargeback.NotConditional)
	keyed.with("If-Match", `"99"`).post(path, nil).refused(t, http.StatusPreconditionFailed, chargeback.OldVersion)
	tag := bo.etag("/api/v1/months/2017-03")
	first := keyed.with("If-Match", tag).post(path, nil)
	require.Equal(t, http.StatusOK, first.status, first)
	again := keyed.with("If-Match", tag).post(path, nil) // the reply was lost; the version is an old one now
	require.Equal(t, first.status, again.status)
	require.Equal(t, first.body, again.body)
	require.Equal(t, first.header.Get("ETag"), again.header.Get("ETag"))
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.Equal(t, 1, w.events(billing.ActApprove))

	// The key is the person's and the request's.
	key := keyed.header.Get("Idempotency-Key")
	anna := w.in("Anna").with("Idempotency-Key", key)
	closed := anna.with("If-Match", first.header.Get("ETag")).post("/api/v1/months/2017-03/close", map[string]string{"accept_unallocated": "prov"})
	require.Equal(t, http.StatusOK, closed.status, closed)
	require.Empty(t, closed.header.Get("Idempotency-Replayed"))
	keyed.with("If-Match", tag).post("/api/v1/months/2017-04/approval", nil).refused(t, http.StatusUnprocessableEntity, chargeback.KeyReused)
	anna.with("If-Match", tag).post("/api/v1/months/2017-03/close", map[string]string{"accept_unallocated": "annat"}).
		refused(t, http.StatusUnprocessableEntity, chargeback.KeyReused)
}

// TestClosedMonths (TRUST C5.1): everything that writes to a month, against a
// closed one.
func TestClosedMonths(t *testing.T) {
	w := newWorld(t)
	w.close("2017-03")
	bo := w.in("Bo")
	in := map[string]*client{"approval": bo, "close": bo, "runs": w.as("Anna"), "correction": w.as("Anna")}
	head := w.as("Rut").get("/api/v1/audit/head").String()
	want := map[string]chargeback.Code{
		"approval": chargeback.MonthClosed, "close": chargeback.MonthClosed, "runs": chargeback.MonthClosed, "correction": chargeback.NothingToCorrect,
	}
	tried := 0
	for _, e := range auth.APIPolicy {
		if e.Method == http.MethodGet || !strings.Contains(e.Path, ":month") {
			continue
		}
		step := e.Path[strings.LastIndex(e.Path, "/")+1:]
		require.Contains(t, want, step, "a route that writes to a month and has no case here")
		in[step].step("2017-03", step, nil).refused(t, http.StatusConflict, want[step])
		tried++
	}
	require.Equal(t, 4, tried)
	require.Equal(t, head, w.as("Rut").get("/api/v1/audit/head").String())
	w.as("Anna").step("2017-05", "correction", nil).refused(t, http.StatusConflict, chargeback.MonthNotClosed)
	bo.step("2017-05", "approval", nil).refused(t, http.StatusConflict, chargeback.MonthOpen)
}

// TestTokensApproveNothing (DECISIONS): 403 before anything else is asked.
func TestTokensApproveNothing(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/api/v1/months/2017-03/approval", "/api/v1/months/2017-03/close"} {
		w.as("Anna").post(path, nil).refused(t, http.StatusForbidden, chargeback.PersonRequired)
	}
	w.as("Eva").post("/api/v1/requests/1/decision", map[string]bool{"accept": true}).refused(t, http.StatusForbidden, chargeback.PersonRequired)
	require.Equal(t, 3, w.events(billing.ActDenied))
}
