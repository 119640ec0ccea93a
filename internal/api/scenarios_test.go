package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/chargeback"
)

// scenario is a kept plan as it is answered.
type scenario struct {
	ID, Kind, Name string
	Year           int
	Version        int64
	Plan           json.RawMessage
}

// TestScenarios: the chief keeps, changes and removes a plan; what it comes to
// adds up; others read it, and heads do not know that it exists.
func TestScenarios(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		cia, anna := w.as("Cia"), w.as("Anna")
		fields := func(value string) map[string]any {
			return map[string]any{"kind": "scenario", "name": "Dyrare datorer", "plan": map[string]any{
				"year": 2017, "levers": []any{map[string]any{"kind": "cost", "name": "Avtal", "category": "PC", "value": value}},
			}}
		}
		made := cia.with("Idempotency-Key", "k-1").post("/api/v1/scenarios", fields("10"))
		require.Equal(t, http.StatusCreated, made.status, made)
		var sc scenario
		made.into(t, &sc)
		path := "/api/v1/scenarios/" + sc.ID
		require.Equal(t, path, made.header.Get("Location"))
		again := cia.with("Idempotency-Key", "k-1").post("/api/v1/scenarios", fields("10"))
		require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))

		var result struct {
			Before, After struct{ Cost, Billed, Central, Unallocated, Variance string }
			Departments   []struct{ Department, Before, After, Difference, Percent string }
			Effects       []struct{ Name, Kind, Billed, Cost string }
			Department    *struct {
				Causes []struct{ Cause, Amount string }
			}
		}
		answer := anna.get(path + "/result?department=SKOL")
		require.Equal(t, http.StatusOK, answer.status, answer)
		answer.into(t, &result)
		// Computers cost 100, 120, 100 and −100 kr: a tenth more is 22 kr.
		require.Equal(t, "360.00", result.Before.Billed)
		require.Equal(t, "382.00", result.After.Billed)
		require.Equal(t, "SKOL", result.Departments[1].Department)
		require.Equal(t, "11.00", result.Departments[1].Difference)
		require.Equal(t, []string{"Avtal", "cost", "22.00", "22.00"}, []string{result.Effects[0].Name, result.Effects[0].Kind, result.Effects[0].Billed, result.Effects[0].Cost})
		require.Equal(t, "11.00", result.Department.Causes[0].Amount)
		anna.get(path+"/result?department=XX").refused(t, http.StatusNotFound, chargeback.NoSuchDepartment)

		var list struct{ Items []scenario }
		w.as("Rut").get("/api/v1/scenarios?kind=scenario").into(t, &list)
		require.Len(t, list.Items, 1)
		require.JSONEq(t, `{"year":2017,"levers":[{"kind":"cost","name":"Avtal","category":"PC","value":"10"}]}`, string(list.Items[0].Plan))

		// A change needs the version that was read, and one is the last.
		cia.do(http.MethodPut, path, fields("20")).refused(t, http.StatusPreconditionRequired, chargeback.NotConditional)
		put := cia.with("If-Match", `"1"`).do(http.MethodPut, path, fields("20"))
		require.Equal(t, http.StatusOK, put.status, put)
		require.Equal(t, `"2"`, put.header.Get("ETag"))
		cia.with("If-Match", `"1"`).do(http.MethodPut, path, fields("30")).refused(t, http.StatusPreconditionFailed, chargeback.OldVersion)

		// Who may not, may not; another's is as what does not exist to heads.
		anna.with("Idempotency-Key", "k-2").post("/api/v1/scenarios", fields("1")).refused(t, http.StatusForbidden, chargeback.Forbidden)
		anna.with("If-Match", `"2"`).do(http.MethodDelete, path, nil).refused(t, http.StatusForbidden, chargeback.Forbidden)
		for _, name := range []string{"Lena", "Eva", ""} {
			require.Contains(t, []int{http.StatusForbidden, http.StatusUnauthorized}, w.as(name).get(path+"/result").status, name)
		}

		bad := fields("x")
		cia.with("Idempotency-Key", "k-3").post("/api/v1/scenarios", bad).refused(t, http.StatusUnprocessableEntity, chargeback.BadPlan)
		bad["plan"] = map[string]any{"year": 2018, "ground": "budget"}
		cia.with("Idempotency-Key", "k-4").post("/api/v1/scenarios", bad).refused(t, http.StatusConflict, chargeback.NoBudget)

		gone := cia.with("If-Match", `"2"`).do(http.MethodDelete, path, nil)
		require.Equal(t, http.StatusNoContent, gone.status, gone)
		cia.get(path).refused(t, http.StatusNotFound, chargeback.NoSuchScenario)
	})
}
