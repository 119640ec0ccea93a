package billing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

var (
	vera = billing.Actor{Name: "Vera", Origin: "test"}

	ofSchool = chargeback.Scope{Departments: []string{"SKOL"}}
	ofHome   = chargeback.Scope{Departments: []string{"VARD"}}
	ofCenter = chargeback.Scope{CostCenters: []string{"100"}}
	ofAll    = chargeback.Scope{All: true}

	secondComputer = []chargeback.ObjectedRow{{Table: "devices", ID: "d2"}}
)

// objected is a world with March closed and April calculated, in April.
func (w *world) objected() {
	w.t.Helper()
	w.mustTake(tiny)
	w.roles()
	w.now = time.Date(2017, 4, 4, 8, 0, 0, 0, time.UTC)
	w.close(march)
}

// notOurs is the school's objection to its second computer in March.
func notOurs() billing.NewObjection {
	return billing.NewObjection{
		Month: march, Department: "SKOL", Rows: secondComputer, Kind: chargeback.ObjectionNotOurs,
		Reason: "Den flyttade till äldreboendet\r\ni februari.",
	}
}

// TestAnObjectionIsAcceptedAndBilled: the head objects, another person accepts
// and so changes the register, finance corrects, and the objection shows what
// it came to. The bill itself never changes.
func TestAnObjectionIsAcceptedAndBilled(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.objected()
		bill, err := w.Bill(ctx, ofSchool, march, "SKOL", "")
		require.NoError(t, err)

		o, err := w.Object(ctx, hans, ofSchool, notOurs())
		require.NoError(t, err)
		require.Equal(t, "2017-001", o.ID.String())
		require.Equal(t, "2017-04-11", o.Due.String(), "five workdays")
		require.Equal(t, chargeback.LineKey{Department: "SKOL", CostCenter: "100", Model: allocation.Device, Object: "staff"}, o.About)
		require.Equal(t, allocation.Ore(33_33), o.Amount, "one of two computers of 66.67")
		require.Equal(t, "Den flyttade till äldreboendet\ni februari.", o.Reason)
		read, err := w.Objection(ctx, ofSchool, o.ID)
		require.NoError(t, err)
		require.Equal(t, o, read)

		answer := billing.ObjectionAnswer{
			State: chargeback.ObjectionAccepted, Text: "Ni har rätt.", Version: o.Version, Changes: o.Remedy(march.First(), "200"),
		}
		answered, effect, err := w.AnswerObjection(ctx, anna, o.ID, answer)
		require.NoError(t, err)
		require.Equal(t, []allocation.Period{march}, effect.Correct)
		require.Equal(t, effect.Event, answered.Change)
		require.Equal(t, "Anna", answered.Answered.Person)

		c, err := w.Correct(ctx, anna, march)
		require.NoError(t, err)
		read, err = w.Objection(ctx, ofSchool, o.ID)
		require.NoError(t, err)
		require.Equal(t, []chargeback.ObjectionBilling{{Correction: c.Number, Month: march, Into: april, Amount: -33_34}}, read.Corrected)
		same, err := w.Bill(ctx, ofSchool, march, "SKOL", "")
		require.NoError(t, err)
		require.Equal(t, bill.Statement, same.Statement)

		// What comes later is about other things.
		_, err = w.ApplyChangeSet(ctx, anna, chargeback.ChangeSet{
			chargeback.SetCells("devices", []string{"d3"}, allocation.Always, map[string]string{"cost_center": "100"}),
		}, "ännu en flytt")
		require.NoError(t, err)
		_, err = w.Correct(ctx, anna, march)
		require.NoError(t, err)
		again, err := w.Objection(ctx, ofSchool, o.ID)
		require.NoError(t, err)
		require.Equal(t, read, again)
		w.proves(march)
	})
}

// TestWhatMayBeObjectedTo: what is on the reader's own bill, once, in plain
// words, for twelve months.
func TestWhatMayBeObjectedTo(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.objected()
		object := func(who billing.Actor, scope chargeback.Scope, change func(*billing.NewObjection)) error {
			in := notOurs()
			change(&in)
			_, err := w.Object(ctx, who, scope, in)
			return err
		}
		nothing := func(*billing.NewObjection) {}
		refuses(t, chargeback.NoSuchDepartment, object(vera, ofHome, nothing))
		refuses(t, chargeback.NoSuchDepartment, object(vera, chargeback.Scope{}, nothing))
		refuses(t, chargeback.NotAllowed, object(cia, ofAll, nothing))
		refuses(t, chargeback.NoSuchDepartment, object(hans, ofSchool, func(in *billing.NewObjection) { in.Month = april }))
		refuses(t, chargeback.NoSuchDepartment, object(hans, ofSchool, func(in *billing.NewObjection) { in.CostCenter = "200" }))
		for _, row := range []chargeback.ObjectedRow{{Table: "devices", ID: "d3"}, {Table: "devices", ID: "x"}, {Table: "costs", ID: "k1"}} {
			refuses(t, chargeback.ObjectionRow, object(hans, ofSchool, func(in *billing.NewObjection) { in.Rows = append(in.Rows, row) }))
		}
		refuses(t, chargeback.ObjectionLine, object(hans, ofSchool, func(in *billing.NewObjection) { in.Model, in.Object = allocation.Device, "student" }))
		refuses(t, chargeback.ObjectionLine, object(hans, ofSchool, func(in *billing.NewObjection) { in.Line = "x" }))
		refuses(t, chargeback.ObjectionPerson, object(hans, ofSchool, func(in *billing.NewObjection) { in.Reason = "den är 19121212-1212s" }))
		for _, text := range []string{"", " \n ", "a\x00", strings.Repeat("ö", 2001)} {
			refuses(t, chargeback.ObjectionText, object(hans, ofSchool, func(in *billing.NewObjection) { in.Reason = text }))
		}
		require.NoError(t, object(hans, ofSchool, nothing))
		refuses(t, chargeback.ObjectionTwice, object(hans, ofSchool, nothing))
		require.NoError(t, object(hans, ofCenter, func(in *billing.NewObjection) { in.Kind = chargeback.ObjectionOther }))
		refuses(t, chargeback.ObjectionLine, object(hans, ofCenter, func(in *billing.NewObjection) { in.Rows = nil }))
		require.NoError(t, object(anna, ofAll, func(in *billing.NewObjection) { in.Rows = nil }))
		bill, err := w.Bill(ctx, ofSchool, march, "SKOL", "")
		require.NoError(t, err)
		line := bill.Statement.Lines[0]
		require.NoError(t, object(hans, ofSchool, func(in *billing.NewObjection) { in.Rows, in.Line = nil, line.ID(march) }))

		list, err := w.Objections(ctx, ofSchool, chargeback.ObjectionFilter{})
		require.NoError(t, err)
		require.Len(t, list, 4)
		require.Equal(t, line.LineKey, list[0].About)
		require.Equal(t, line.Amount, list[0].Amount)
		require.Equal(t, bill.Statement.Total, list[1].Amount)
		require.Equal(t, 1, list[3].ID.Place, "the latest first, without gaps")
		require.Equal(t, 4, w.count(billing.ActObject, allocation.Period{}))

		// Bills of March 2017 may be objected to until March 2018.
		w.now = time.Date(2018, 3, 31, 12, 0, 0, 0, time.UTC)
		require.NoError(t, object(hans, ofSchool, func(in *billing.NewObjection) { in.Kind = chargeback.ObjectionDates }))
		list, err = w.Objections(ctx, ofSchool, chargeback.ObjectionFilter{})
		require.NoError(t, err)
		require.Equal(t, "2018-001", list[0].ID.String(), "each year counts anew")
		w.now = time.Date(2018, 4, 1, 12, 0, 0, 0, time.UTC)
		refuses(t, chargeback.ObjectionTooLate, object(hans, ofSchool, func(in *billing.NewObjection) { in.Kind = chargeback.ObjectionCount }))
	})
}

// TestWhoAnswers: finance, another than who objected, what they read, once.
func TestWhoAnswers(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.objected()
		in := notOurs()
		o, err := w.Object(ctx, anna, ofAll, in)
		require.NoError(t, err)
		answer := func(who billing.Actor, a billing.ObjectionAnswer) error {
			_, _, err := w.AnswerObjection(ctx, who, o.ID, a)
			return err
		}
		fine := billing.ObjectionAnswer{State: chargeback.ObjectionAnswered, Text: "Antalet stämmer.", Version: o.Version}
		refuses(t, chargeback.NotAllowed, answer(hans, fine))
		refuses(t, chargeback.NotAllowed, answer(cia, fine))
		refuses(t, chargeback.OwnObjection, answer(anna, fine))
		changed := fine
		changed.Version++
		refuses(t, chargeback.ObjectionChanged, answer(bo, changed))
		changed = fine
		changed.Text = "19121212-1212"
		refuses(t, chargeback.ObjectionPerson, answer(bo, changed))
		changed = fine
		changed.State = chargeback.ObjectionAccepted
		refuses(t, chargeback.ObjectionNoChange, answer(bo, changed))
		changed.Changes = chargeback.ChangeSet{chargeback.SetCells("devices", []string{"d2"}, allocation.Always, map[string]string{"class": "staff"})}
		refuses(t, chargeback.EmptyChange, answer(bo, changed))
		changed.State = chargeback.ObjectionRejected
		refuses(t, chargeback.ObjectionNoChange, answer(bo, changed))
		changed.Changes, changed.State = nil, chargeback.ObjectionWaiting
		refuses(t, chargeback.ObjectionNoChange, answer(bo, changed))
		require.Zero(t, w.count(billing.ActAnswer, allocation.Period{}))

		require.NoError(t, answer(bo, fine))
		refuses(t, chargeback.ObjectionDone, answer(bo, fine))
		_, _, err = w.AnswerObjection(ctx, bo, chargeback.ObjectionID{Year: 2017, Place: 9}, fine)
		refuses(t, chargeback.NoSuchObjection, err)
		require.Equal(t, 1, w.count(billing.ActAnswer, allocation.Period{}))
		// The database holds to it too.
		for _, statement := range []string{
			`UPDATE objections SET state = 'waiting'`, `UPDATE objections SET reason = 'x'`, `DELETE FROM objections`,
			`DELETE FROM objection_rows`, `UPDATE objection_rows SET id = 'x'`,
			`INSERT INTO objections SELECT year, place + 2, month, department, cost_center, model, category, object, line, kind, reason, amount,
				made_by, made_at, due, 'waiting', '', '', '', 0, 1 FROM objections`,
		} {
			require.Error(t, w.attempt(statement), statement)
		}
	})
}

// TestTheLogKeepsNoRows: what is said of persons' things goes with retention,
// so it is not in the log, which stays.
func TestTheLogKeepsNoRows(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.objected()
		o, err := w.Object(ctx, hans, ofSchool, notOurs())
		require.NoError(t, err)
		_, _, err = w.AnswerObjection(ctx, anna, o.ID, billing.ObjectionAnswer{
			State: chargeback.ObjectionAccepted, Text: "Ja.", Version: 1, Changes: o.Remedy(march.First(), "200"),
		})
		require.NoError(t, err)
		require.NoError(t, w.EachEvent(ctx, billing.Actor{Scheduler: true}, 1, func(e *audit.Event) error {
			require.NotContains(t, e.Details, "d2")
			require.NotContains(t, e.Details, "äldreboendet")
			return nil
		}))
		w.now = time.Date(2019, 6, 1, 8, 0, 0, 0, time.UTC)
		_, err = w.Retire(ctx, billing.Actor{Name: "Åsa", Origin: "test"}, billing.KeptMonths)
		require.NoError(t, err)
		read, err := w.Objection(ctx, ofSchool, o.ID)
		require.NoError(t, err)
		require.Empty(t, read.Rows)
		require.NotEmpty(t, read.Reason)
	})
}

// TestObjectionsAreReadByScope: of another department there are none.
func TestObjectionsAreReadByScope(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.objected()
		o, err := w.Object(ctx, hans, ofSchool, notOurs())
		require.NoError(t, err)
		for _, c := range []struct {
			scope chargeback.Scope
			sees  bool
		}{{ofAll, true}, {ofSchool, true}, {ofCenter, true}, {ofHome, false}, {chargeback.Scope{}, false}} {
			list, err := w.Objections(ctx, c.scope, chargeback.ObjectionFilter{})
			require.NoError(t, err)
			_, one := w.Objection(ctx, c.scope, o.ID)
			if c.sees {
				require.Len(t, list, 1)
				require.Equal(t, secondComputer, list[0].Rows)
				require.NoError(t, one)
			} else {
				require.Empty(t, list)
				refuses(t, chargeback.NoSuchObjection, one)
			}
		}
		for _, f := range []chargeback.ObjectionFilter{
			{States: []chargeback.ObjectionState{chargeback.ObjectionRejected}}, {Month: april}, {Department: "VARD"}, {Person: "Vera"},
		} {
			list, err := w.Objections(ctx, ofAll, f)
			require.NoError(t, err)
			require.Empty(t, list)
		}
	})
}
