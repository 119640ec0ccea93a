package billing_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
	"chargeback/internal/postgres"
	"chargeback/internal/store"
	"chargeback/internal/tables"
)

// plan is a project with a sub-project, an investment of it, and a need.
var plan = map[string]string{
	"programme":           "code,name,department,status,operation,saving\nB,Skolportal,SKOL,planned,100.00,\nA,Annat,,proposed,,0.00\n",
	"programme_plan":      "project,quarter,amount\nB,2018-Q1,1000.00\n",
	"programme_decisions": "project,date,council,verdict,minutes,department\nB,2017-05-02,department,approved,§ 4,SKOL\n",
	"investments":         "code,name,category,amount,in_use,life,project\nI1,Servrar,PC,4800.00,2017-12-31,4,B\n",
	"interest_rates":      "year,percent\n2018,1.75\n",
	"need_rounds":         "year,due,capacity\n2018,2018-01-31,0.5\n",
	"needs":               "code,year,department,name,hours,handed_in\nN1,2018,SKOL,Surfplattor,12.5,2018-01-09\n",
	"service_levels":      "code,name,response,diagnosis,repair,open\nvardag,Vardagar,4,8,24,Vardagar 8–17\n",
	"services":            "code,name,includes,excludes,order,delivery,support,level,model,class,cancel\nDATOR,Dator,Allt,Inget,Här,En vecka,Servicedesk,vardag,device,staff,När som helst\n",
}

// financing imports the plan tables of the sample municipality.
func (w *world) financing() *intake.Outcome {
	w.t.Helper()
	source, err := tables.OpenImportFolder(fixtures.MolndalFinancing())
	require.NoError(w.t, err)
	records, err := tables.Scan(source, nil)
	require.NoError(w.t, err)
	out, err := w.intake.Import(w.t.Context(), anna, intake.FromTables("financing", records))
	require.NoError(w.t, err)
	return out
}

// TestPlanTablesAreFacts: they come in by the same door as the other tables, say
// the same again without a change, keep the order of their file, know none from
// nothing, and are nowhere in a month.
func TestPlanTablesAreFacts(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		_, err := w.PlanTables(t.Context(), anna)
		refuses(t, chargeback.NoPlan, err)
		early := w.mustTake(map[string]string{"interest_rates": "year,percent,source\n2017,2,SKR\n"})
		require.NotZero(t, early.Event, "they may come before the first tables")
		w.mustTake(tiny)
		w.close(march)
		calculated, err := w.Calculate(t.Context(), anna, april)
		require.NoError(t, err)

		dry := w.mustTake(plan)
		require.NotZero(t, dry.Event)
		require.Empty(t, dry.Correct, "no closed month is corrected for them")
		require.Len(t, dry.Plan.Tables, len(plan))
		again := w.mustTake(plan)
		require.Zero(t, again.Event)
		require.NotNil(t, again.Before)
		require.True(t, again.Plan.Empty())

		records, err := w.PlanTables(t.Context(), anna)
		require.NoError(t, err)
		require.Equal(t, []string{"B", "Skolportal", "", "", "SKOL", "", "planned", "100.00", ""}, records["programme"][0].Cells)
		require.Equal(t, []string{"A", "Annat", "", "", "", "", "proposed", "", "0.00"}, records["programme"][1].Cells, "nothing is not 0")
		require.Equal(t, []string{"2018", "2018-01-31", "0.5"}, records["need_rounds"][0].Cells)
		require.Len(t, records["departments"], 3)
		read, err := tables.ProgrammeOf(records)
		require.NoError(t, err)
		require.Len(t, read.Investments, 1)

		// A row that changes keeps its place, and its history.
		w.mustTake(map[string]string{"programme": "code,name,department,status\nB,Skolportalen,SKOL,ongoing\n"})
		records, err = w.PlanTables(t.Context(), anna)
		require.NoError(t, err)
		require.Equal(t, []string{"B", "Skolportalen", "", "", "SKOL", "", "ongoing", "", ""}, records["programme"][0].Cells)
		require.NoError(t, w.DB.View(t.Context(), func(tx billing.Tx) error {
			rows, err := tx.RowsOfKey("programme", []string{"B"})
			require.NoError(t, err)
			require.Len(t, rows, 2)
			require.Equal(t, "100.00", rows[0].Cells[7])
			require.Equal(t, "", rows[1].Cells[7])
			require.NotZero(t, rows[0].Ended)
			head, err := tx.ChainHead()
			require.NoError(t, err)
			for _, equal := range []string{"", "0.00"} {
				_, total, err := tx.Rows(head.Number, "programme", chargeback.RowQuery{Equal: map[string]string{"saving": equal}, Limit: 9})
				require.NoError(t, err)
				require.Equal(t, 1, total)
			}
			sorted, _, err := tx.Rows(head.Number, "programme", chargeback.RowQuery{Sort: "saving", Limit: 1})
			require.NoError(t, err)
			require.Equal(t, "B", sorted[0].Cells[0], "missing numbers come first")
			next, _, err := tx.Rows(head.Number, "programme", chargeback.RowQuery{Sort: "saving", After: sorted[0].Place([]int{8, 0}), Limit: 9})
			require.NoError(t, err)
			require.Len(t, next, 1)
			require.Equal(t, "A", next[0].Cells[0])
			return nil
		}))

		same, err := w.Calculate(t.Context(), anna, april)
		require.NoError(t, err)
		require.Equal(t, calculated.Status.Run, same.Status.Run, "the run is known by the same inputs")
		w.proves(march)
	})
}

// TestPlanTablesAreHeldToTheirRules: what is wrong with a row, and with what rows
// say of one another once the import is there, refuses all of it.
func TestPlanTablesAreHeldToTheirRules(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.mustTake(plan)
		for _, c := range []struct {
			table, text, column string
			code                chargeback.Code
			line                int
		}{
			{"investments", "code,name,category,amount,in_use,life\nI2,Lagring,PC,1.00,2017-12-31,x\n", "life", chargeback.NotNumber, 2},
			{"investments", "code,name,category,amount,in_use,life\nI2,Lagring,PC,1.00,2017-12-31,0\n", "", chargeback.BadLife, 2},
			{"investments", "code,name,category,amount,in_use,life\nI2,Lagring,DISK,1.00,2017-12-31,1\n", "category", chargeback.UnknownCode, 2},
			{"investments", "code,name,category,amount,in_use,life,interest\nI2,Lagring,PC,1.00,2010-12-31,1,year\n", "", chargeback.NoInterestRate, 2},
			{"programme_plan", "project,quarter,amount\nB,2018-Q2,1\nC,2018-Q2,1\n", "project", chargeback.UnknownCode, 3},
			{"programme_plan", "project,quarter,amount\nB,2018-Q5,1\n", "quarter", chargeback.NotQuarter, 2},
			{"programme_plan", "project,quarter,amount\nB,2018-Q2,1\nB,2018-Q2,2\n", "", chargeback.DoubleKey, 3},
			{"programme_decisions", "project,date,council,verdict,minutes,department\nB,2017-06-01,department,approved,§ 1,VARD\n", "", chargeback.WrongCouncil, 2},
			{"needs", "code,year,department,name,hours,handed_in\nN2,2019,SKOL,Mer,1,2018-01-01\n", "year", chargeback.NoRound, 2},
			{"needs", "code,year,department,name,hours,handed_in\nN2,2018,SOPH,Mer,1,2018-01-01\n", "department", chargeback.UnknownCode, 2},
			{"needs", "code,year,department,name,hours,handed_in\nN2,2018,SKOL,Mer,-1,2018-01-01\n", "hours", chargeback.Negative, 2},
			{"services", "code,name,includes,excludes,order,delivery,support,level,model,class,cancel\nX,X,a,b,c,d,e,natt,device,staff,f\n", "level", chargeback.UnknownCode, 2},
		} {
			_, err := w.take(map[string]string{c.table: c.text})
			var all *chargeback.Errors
			require.ErrorAs(t, err, &all, c.text)
			require.Len(t, all.List, 1, c.text)
			e := all.List[0]
			require.Equal(t, c.code, e.Code, c.text)
			require.Equal(t, c.line, e.Line, c.text)
			require.Equal(t, c.table, e.File, c.text)
			if c.column != "" {
				require.Equal(t, c.column, e.Column, c.text)
			}
		}
		// A project that others say something of cannot go.
		set := chargeback.ChangeSet{chargeback.EndRows("programme", []string{"B"}, allocation.Always)}
		_, err := w.ApplyChangeSet(t.Context(), anna, set, "ströks")
		var all *chargeback.Errors
		require.ErrorAs(t, err, &all)
		require.Equal(t, chargeback.UnknownCode, all.List[0].Code)
		records, err := w.PlanTables(t.Context(), anna)
		require.NoError(t, err)
		require.Len(t, records["programme"], 2)
	})
}

// TestWhoMayPlan: chief and finance import and change plan tables; others do not,
// and heads do not read them all.
func TestWhoMayPlan(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.roles()
		w.mustTake(plan)
		decided := chargeback.ChangeSet{chargeback.PutRow("programme_decisions", map[string]string{
			"project": "A", "date": "2018-01-09", "council": "central", "verdict": "approved", "minutes": "§ 12",
		})}
		tried, err := w.TryChangeSet(t.Context(), cia, decided)
		require.NoError(t, err)
		require.Empty(t, tried.Correct)
		require.Empty(t, tried.Stale)
		_, err = w.ApplyChangeSet(t.Context(), hans, decided, "själv")
		refuses(t, chargeback.NotAllowed, err)
		done, err := w.ApplyChangeSet(t.Context(), cia, decided, "beslut i rådet")
		require.NoError(t, err)
		require.NotZero(t, done.Event)
		_, err = w.ApplyChangeSet(t.Context(), anna, chargeback.ChangeSet{
			chargeback.SetCells("programme", []string{"A"}, allocation.Always, map[string]string{"status": "ongoing", "saving": ""}),
		}, "startat")
		require.NoError(t, err)
		records, err := w.PlanTables(t.Context(), cia)
		require.NoError(t, err)
		require.Len(t, records["programme_decisions"], 2)
		require.Equal(t, "ongoing", records["programme"][1].Cells[6])
		_, err = w.PlanTables(t.Context(), hans)
		refuses(t, chargeback.NotAllowed, err)
	})
}

// TestPlanTablesAreInTheBackup of either database, and come back in both.
func TestPlanTablesAreInTheBackup(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.mustTake(plan)
		w.mustTake(map[string]string{"programme": "code,name,status\nA,Annat,stopped\n"})
		want, err := w.PlanTables(t.Context(), anna)
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), "backup")
		_, err = w.db.Backup(t.Context(), path)
		require.NoError(t, err)
		owner, _ := postgres.Start(t).Database(t)
		for _, target := range []string{filepath.Join(t.TempDir(), "restored.db"), owner} {
			_, err := store.Restore(t.Context(), path, target)
			require.NoError(t, err)
			other := newWorld(t, target)
			got, err := other.PlanTables(t.Context(), anna)
			require.NoError(t, err)
			require.Equal(t, want, got)
			other.mustTake(map[string]string{"programme": "code,name\nC,Nytt\n"})
			require.Error(t, other.attempt(`DELETE FROM programme`), "the guards are there")
		}
	})
}

// TestPlanTablesOfTheSample come in whole.
func TestPlanTablesOfTheSample(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		out := w.financing()
		require.Len(t, out.Plan.Tables, len(chargeback.PlanTables))
		require.True(t, w.financing().Plan.Empty())
		records, err := w.PlanTables(t.Context(), anna)
		require.NoError(t, err)
		got, err := tables.ProgrammeOf(records)
		require.NoError(t, err)
		source, err := tables.OpenProgrammeFolder(fixtures.MolndalFinancing())
		require.NoError(t, err)
		want, err := tables.ReadProgramme(source)
		require.NoError(t, err)
		require.Equal(t, len(want.Funding), len(got.Funding))
		for i := range want.Funding {
			want.Funding[i].Line = 0
			require.Equal(t, want.Funding[i], got.Funding[i], "what is not known is not 0")
		}
		for i := range want.Effects {
			require.Equal(t, want.Effects[i].Text, got.Effects[i].Text, "in the order of the file")
		}
		_, err = w.PlanningFacts(t.Context(), anna)
		refuses(t, chargeback.NoFacts, err)
	})
}
