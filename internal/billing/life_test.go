package billing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

func TestLifeOfAMonth(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, err := w.Calculate(ctx, anna, march)
		refuses(t, chargeback.NoFacts, err)
		w.mustTake(tiny)

		_, err = w.Approve(ctx, bo, march)
		refuses(t, chargeback.MonthOpen, err)
		done, err := w.Calculate(ctx, anna, march)
		require.NoError(t, err)
		require.Equal(t, chargeback.Calculated, done.Status.State)
		require.Equal(t, allocation.Ore(100_00), done.Run.Totals().Billed)
		again, err := w.Calculate(ctx, bo, march)
		require.NoError(t, err)
		require.True(t, again.Same)
		require.Equal(t, "Anna", again.Status.Calculated.Person, "the same run is still Anna's")

		_, err = w.Close(ctx, anna, march, "")
		refuses(t, chargeback.MonthNotApproved, err)
		_, err = w.Approve(ctx, anna, march)
		refuses(t, chargeback.SamePerson, err)
		approved, err := w.Approve(ctx, bo, march)
		require.NoError(t, err)
		require.Equal(t, chargeback.Approved, approved.State)
		_, err = w.Approve(ctx, bo, march)
		require.NoError(t, err, "saying yes twice is saying it once")
		_, err = w.Approve(ctx, eva, march)
		refuses(t, chargeback.AlreadyApproved, err)

		recalculated, err := w.Calculate(ctx, anna, march)
		require.NoError(t, err)
		require.Equal(t, chargeback.Calculated, recalculated.Status.State, "an approved month goes back")
		require.Empty(t, recalculated.Status.Approved.Person)
		_, err = w.Approve(ctx, bo, march)
		require.NoError(t, err)
		closed, err := w.Close(ctx, anna, march, "")
		require.NoError(t, err)
		require.Equal(t, int64(1), closed.Voucher)
		for _, try := range []func() error{
			func() error { _, err := w.Calculate(ctx, anna, march); return err },
			func() error { _, err := w.Approve(ctx, bo, march); return err },
			func() error { _, err := w.Close(ctx, anna, march, ""); return err },
		} {
			refuses(t, chargeback.MonthClosed, try())
		}
		w.proves(march)

		w.close(april)
		proof := w.proves(april)
		require.Equal(t, done.Run.CountLines(), proof.Lines)
	})
}

func TestMonthsCloseInOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.close(april)
		for p, code := range map[allocation.Period]chargeback.Code{
			march: chargeback.MonthBeforeFirst, {Year: 2017, Month: 6}: chargeback.EarlierMonthOpen,
		} {
			_, err := w.Calculate(t.Context(), anna, p)
			require.NoError(t, err)
			_, err = w.Approve(t.Context(), bo, p)
			require.NoError(t, err)
			_, err = w.Close(t.Context(), anna, p, "")
			refuses(t, code, err)
		}
		w.close(may)
	})
}

func TestChangedFactsMakeAMonthStale(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		first, err := w.Calculate(ctx, anna, march)
		require.NoError(t, err)

		w.mustTake(map[string]string{"costs": "id,date,category,amount\nk6,2017-05-11,PC,7.00\n"})
		_, err = w.Approve(ctx, bo, march)
		require.NoError(t, err, "a cost of May is nothing to March")

		w.mustTake(map[string]string{"costs": "id,date,category,amount\nk7,2017-03-11,PC,200.00\n"})
		_, err = w.Close(ctx, anna, march, "")
		refuses(t, chargeback.MonthStale, err)
		months, err := w.Months(ctx)
		require.NoError(t, err)
		waiting, err := w.WaitingFor(ctx, months)
		require.NoError(t, err)
		require.True(t, waiting[march].Stale)

		second, err := w.Calculate(ctx, anna, march)
		require.NoError(t, err)
		require.NotEqual(t, first.Status.Run, second.Status.Run)
		_, err = w.Approve(ctx, bo, march)
		require.NoError(t, err)
		_, err = w.Close(ctx, anna, march, "")
		require.NoError(t, err)
		w.proves(march)
	})
}

func TestUnallocatedMoneyBlocksClosing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		w.mustTake(map[string]string{
			"rules": "category,model,share\nSTAB,port,1\n", "costs": "id,date,category,amount\nk8,2017-03-12,STAB,22.50\n",
		})
		_, err := w.Calculate(ctx, anna, march)
		require.NoError(t, err)
		_, err = w.Approve(ctx, bo, march)
		require.NoError(t, err)
		_, err = w.Close(ctx, anna, march, "")
		refuses(t, chargeback.UnallocatedBlocks, err)
		_, err = w.Close(ctx, anna, march, " \t ")
		refuses(t, chargeback.BadReason, err)
		m, err := w.Close(ctx, anna, march, "ingen portstatistik i mars")
		require.NoError(t, err)
		require.Equal(t, "ingen portstatistik i mars", m.Accepted)
		w.proves(march)
	})
}

func TestScheduledMonthsNeedTwoPersons(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		_, err := w.Calculate(ctx, billing.Actor{Name: billing.ClockName, Origin: "test", Scheduler: true}, march)
		require.NoError(t, err)
		_, err = w.Approve(ctx, anna, march)
		require.NoError(t, err)
		_, err = w.Close(ctx, anna, march, "")
		refuses(t, chargeback.SameCloser, err)
		_, err = w.Close(ctx, bo, march, "")
		require.NoError(t, err)
	})
}

func TestCorrections(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		w.close(march)
		_, err := w.Correct(ctx, anna, march)
		refuses(t, chargeback.NothingToCorrect, err)
		_, err = w.Correct(ctx, anna, april)
		refuses(t, chargeback.MonthNotClosed, err)

		// d2 stood at VARD all the time.
		out := w.mustTake(map[string]string{"devices": "id,class,cost_center\nd2,staff,200\n"})
		require.Equal(t, []allocation.Period{march}, out.Correct, "the import says which months need a correction")
		c, err := w.Correct(ctx, anna, march)
		require.NoError(t, err)
		require.Equal(t, april, c.Into)
		billed, err := c.Billed()
		require.NoError(t, err)
		require.Zero(t, billed)
		_, err = w.Correct(ctx, anna, march)
		refuses(t, chargeback.NothingToCorrect, err)

		// A late invoice of 30 kr.
		w.mustTake(map[string]string{"costs": "id,date,category,amount\nk9,2017-03-20,PC,30.00\n"})
		second, err := w.Correct(ctx, anna, march)
		require.NoError(t, err)
		require.Equal(t, 2, second.Place)
		require.Equal(t, allocation.Ore(30_00), second.Cost)
		w.close(april)
		w.proves(march)
		w.proves(april)

		standing, err := w.Standing(ctx, march)
		require.NoError(t, err)
		fresh, err := w.DryRun(ctx, anna, march)
		require.NoError(t, err)
		require.Equal(t, fresh.Result().Digest(), standing.Result().Digest(), "as billed + all corrections = a fresh run")

		all, err := w.Statements(ctx, anna, april)
		require.NoError(t, err)
		require.Len(t, all.List, 2)
		skol, vard := all.List[0], all.List[1]
		require.Equal(t, "SKOL", skol.Department)
		// April: 33.33 kr of 100. March: 66.67 was billed, 43.33 of 130 is right.
		require.Equal(t, allocation.Ore(33_33-66_67+43_33), skol.Total)
		require.Equal(t, allocation.Ore(66_67-33_33+86_67), vard.Total)
		require.Equal(t, allocation.Ore(66_67), *skol.Before)
		require.True(t, skol.Final)
		require.Equal(t, "Norra skolan", skol.Corrections[0].CostCenterName)
	})
}

func TestRolesDecide(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		person := func(name string, roles ...chargeback.Role) chargeback.Person {
			return chargeback.Person{Name: name, Roles: roles, Active: true}
		}
		refuses(t, chargeback.LastAdmin, w.Register(ctx, anna, person("Anna", chargeback.Finance)))
		require.NoError(t, w.Register(ctx, anna, person("Eva", chargeback.Admin)))
		_, err := w.Calculate(ctx, anna, march)
		refuses(t, chargeback.UnknownPerson, err)
		_, err = w.Calculate(ctx, eva, march)
		refuses(t, chargeback.NotAllowed, err)
		refuses(t, chargeback.RolesConflict, w.Register(ctx, eva, person("Eva", chargeback.Admin, chargeback.Finance)))
		require.NoError(t, w.Register(ctx, eva, person("Anna", chargeback.Finance)))
		require.NoError(t, w.Register(ctx, eva, person("Bo", chargeback.Chief)))
		require.NoError(t, w.Register(ctx, eva, chargeback.Person{
			Name: "Lena", Roles: []chargeback.Role{chargeback.Head}, Active: true,
			Grants: []chargeback.Grant{{Department: "SKOL", Valid: allocation.Always}},
		}))
		persons, _, err := w.Persons(ctx)
		require.NoError(t, err)
		require.Len(t, persons, 4)
		require.Equal(t, "SKOL", persons[3].Grants[0].Department)

		_, err = w.Calculate(ctx, anna, march)
		require.NoError(t, err)
		_, err = w.Approve(ctx, bo, march)
		refuses(t, chargeback.NotAllowed, err)

		// Anna appoints Bo for the days around: he may then approve for finance.
		day := billing.DayIn(w.now)
		require.NoError(t, w.Appoint(ctx, anna, chargeback.Deputy{For: "Anna", Person: "Bo", Valid: allocation.Span{From: day, To: day}}))
		_, err = w.Approve(ctx, bo, march)
		require.NoError(t, err)
		require.NoError(t, w.Deactivate(ctx, eva, "Anna"))
		_, err = w.Close(ctx, anna, march, "")
		refuses(t, chargeback.InactivePerson, err)
		refuses(t, chargeback.LastAdmin, w.Deactivate(ctx, eva, "Eva"))
	})
}
