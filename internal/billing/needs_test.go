package billing_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// rounds are two years of needs: one that is closed, and one that can still be
// handed in for.
var rounds = map[string]string{"need_rounds": "year,due,capacity\n2017,2016-09-15,100\n2018,2030-01-01,800\n"}

// events are those of an action.
func (w *world) events(action billing.Action) (list []audit.Event) {
	w.t.Helper()
	require.NoError(w.t, w.EachEvent(w.t.Context(), billing.Actor{Scheduler: true}, 1, func(e *audit.Event) error {
		if e.Action == string(action) {
			list = append(list, *e)
		}
		return nil
	}))
	return list
}

// TestNeedsAreHandedIn by a department's head until the last day, changed and
// withdrawn, each in one event of the log that names no words of theirs.
func TestNeedsAreHandedIn(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		w.roles()
		w.mustTake(rounds)
		own := chargeback.Scope{Departments: []string{"SKOL"}}
		need := billing.NeedEdit{Year: "2018", Department: "SKOL", Name: " Surfplattor\n", Hours: "12,5", Quarter: "Q2", Reason: "De gamla\r\när slut"}
		code, err := w.HandInNeed(ctx, hans, own, need)
		require.NoError(t, err)
		require.Equal(t, "B1801", code)
		records, err := w.Needs(ctx, own)
		require.NoError(t, err)
		row := records["needs"][0]
		require.Equal(t, []string{"B1801", "2018", "SKOL", "Surfplattor", "12.5", billing.DayIn(w.Now()).String(), "", "", "Q2", "De gamla är slut"}, row.Cells)
		events := w.events(billing.ActNeed)
		require.Len(t, events, 1)
		require.NotContains(t, events[0].Details, "Surfplattor")

		// Changed by who has seen it; what finance has written beside it stays.
		_, err = w.ApplyChangeSet(ctx, anna, chargeback.ChangeSet{chargeback.SetCells("needs", []string{"B1801"}, allocation.Always, map[string]string{"amount": "1000"})}, "uppskattat")
		require.NoError(t, err)
		need.Code, need.Known, need.Hours = "B1801", row.Row, "20"
		_, err = w.HandInNeed(ctx, hans, own, need)
		refuses(t, chargeback.RowsChanged, err)
		records, err = w.Needs(ctx, own)
		require.NoError(t, err)
		need.Known = records["needs"][0].Row
		need.Year, need.Department = "2017", "VARD" // a need stays where it is
		_, err = w.HandInNeed(ctx, hans, own, need)
		require.NoError(t, err)
		records, err = w.Needs(ctx, own)
		require.NoError(t, err)
		row = records["needs"][0]
		require.Equal(t, []string{"B1801", "2018", "SKOL", "Surfplattor", "20"}, row.Cells[:5])
		require.Equal(t, "1000.00", row.Cells[6])

		// Withdrawn; its code is not given to another.
		refuses(t, chargeback.RowsChanged, w.WithdrawNeed(ctx, hans, own, "B1801", row.Row-1))
		require.NoError(t, w.WithdrawNeed(ctx, hans, own, "B1801", row.Row))
		require.Len(t, w.events(billing.ActWithdraw), 1)
		refuses(t, chargeback.RowsChanged, w.WithdrawNeed(ctx, hans, own, "B1801", row.Row))
		need.Code, need.Year, need.Department = "", "2018", "SKOL"
		code, err = w.HandInNeed(ctx, hans, own, need)
		require.NoError(t, err)
		require.Equal(t, "B1802", code)
	})
}

// TestWhoHandsInNeeds: heads for their own departments alone, until the last
// day; nothing of another's is told.
func TestWhoHandsInNeeds(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		w.roles()
		w.mustTake(rounds)
		w.mustTake(map[string]string{"needs": "code,year,department,name,hours,handed_in\nN1,2018,VARD,Larm,10,2017-01-01\nN2,2017,SKOL,Mer,1,2016-01-01\n"})
		own, all := chargeback.Scope{Departments: []string{"SKOL"}}, chargeback.Scope{All: true}
		need := billing.NeedEdit{Year: "2018", Department: "SKOL", Name: "Ett", Hours: "1", Reason: "Därför"}
		edited := func(change func(e *billing.NeedEdit)) billing.NeedEdit {
			e := need
			change(&e)
			return e
		}
		f := func(code chargeback.Code, who billing.Actor, scope chargeback.Scope, e billing.NeedEdit) {
			t.Helper()
			_, err := w.HandInNeed(ctx, who, scope, e)
			refuses(t, code, err)
		}
		f(chargeback.NoSuchDepartment, hans, own, edited(func(e *billing.NeedEdit) { e.Department = "VARD" }))
		f(chargeback.NoSuchDepartment, hans, chargeback.Scope{CostCenters: []string{"100"}}, need)
		f(chargeback.NoSuchNeed, hans, own, edited(func(e *billing.NeedEdit) { e.Code = "N1" }))
		f(chargeback.NoSuchNeed, hans, own, edited(func(e *billing.NeedEdit) { e.Code = "N9" }))
		f(chargeback.NeedLate, hans, own, edited(func(e *billing.NeedEdit) { e.Year = "2017" }))
		f(chargeback.NoRound, hans, own, edited(func(e *billing.NeedEdit) { e.Year = "2019" }))
		f(chargeback.NotAllowed, anna, all, need)
		f(chargeback.NotAllowed, cia, all, need)
		refuses(t, chargeback.NoSuchNeed, w.WithdrawNeed(ctx, hans, own, "N1", 1))
		refuses(t, chargeback.NotAllowed, w.WithdrawNeed(ctx, cia, all, "N1", 1))
		records, err := w.Needs(ctx, all)
		require.NoError(t, err)
		require.Len(t, records["needs"], 2)
		refuses(t, chargeback.NeedLate, w.WithdrawNeed(ctx, hans, own, "N2", records["needs"][1].Row))
		records, err = w.Needs(ctx, own)
		require.NoError(t, err)
		require.Len(t, records["needs"], 1)
		require.Equal(t, "N2", records["needs"][0].Cells[0])

		// What is wrong is told with its column.
		for _, c := range []struct {
			column string
			code   chargeback.Code
			change func(e *billing.NeedEdit)
		}{
			{"name", chargeback.EmptyCell, func(e *billing.NeedEdit) { e.Name = " " }},
			{"name", chargeback.NeedText, func(e *billing.NeedEdit) { e.Name = strings.Repeat("å", 121) }},
			{"reason", chargeback.EmptyCell, func(e *billing.NeedEdit) { e.Reason = "\n" }},
			{"reason", chargeback.NeedText, func(e *billing.NeedEdit) { e.Reason = "a\x00b" }},
			{"reason", chargeback.ObjectionPerson, func(e *billing.NeedEdit) { e.Reason = "Till 19121212-1212" }},
			{"hours", chargeback.EmptyCell, func(e *billing.NeedEdit) { e.Hours = "" }},
			{"hours", chargeback.NotNumber, func(e *billing.NeedEdit) { e.Hours = "många" }},
			{"hours", chargeback.Negative, func(e *billing.NeedEdit) { e.Hours = "-1" }},
			{"quarter", chargeback.NotOneOf, func(e *billing.NeedEdit) { e.Quarter = "Q5" }},
		} {
			_, err := w.HandInNeed(ctx, hans, own, edited(c.change))
			var many *chargeback.Errors
			require.ErrorAs(t, err, &many, c.column)
			require.Equal(t, c.code, many.List[0].Code)
			require.Equal(t, c.column, many.List[0].Column)
		}
		require.Empty(t, w.events(billing.ActNeed))
	})
}
