package planning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

var (
	january = allocation.Period{Year: 2018, Month: 1}
	notice  = january.Previous().First()
	byAnna  = chargeback.Scope{All: true}
	bySkol  = chargeback.Scope{Departments: []string{"SKOL"}}
)

// plan2018 is a budget of 2018: a tenth more, and prices of computers in whole
// kronor.
func plan2018() financing.Plan {
	return financing.Plan{
		BudgetPlan: financing.BudgetPlan{Year: 2018, Indexes: []financing.Index{{Micro: allocation.Micro / 10}}},
		Prices:     &financing.PriceWish{Models: []allocation.Model{allocation.Device}, Rounding: financing.RoundKronaUp},
	}
}

func (w *world) keepBudget() *chargeback.Scenario {
	w.t.Helper()
	kept, err := w.Keep(w.t.Context(), cia, chargeback.Scenario{Kind: chargeback.KindBudget, Name: "Budget 2018"}, plan2018())
	require.NoError(w.t, err)
	return kept
}

// TestNextJanuaryIsChargedByTheList: the chief makes a budget with prices,
// finance approves the list, and January is charged by it.
func TestNextJanuaryIsChargedByTheList(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		budget := w.keepBudget()
		_, result, err := w.Result(t.Context(), cia, budget.ID)
		require.NoError(t, err)
		// 1 320 kr over 43.2 weighed months: 30.555… and 12.222… kr.
		prices := result.Tried.Prices.Prices
		require.Equal(t, []int64{31_000_000, 13_000_000}, []int64{prices[0].PriceMicro, prices[1].PriceMicro})
		require.EqualValues(t, 27_777_778, prices[0].TodayMicro)
		bills := result.Bills(chargeback.KindBudget)
		require.Equal(t, "SKOL", bills[0].Code)
		require.Equal(t, allocation.Ore(12*(3100+3*1300)), bills[0].After)
		require.Equal(t, allocation.Ore(73_332), bills[0].Before) // 61,11 kr a month
		priced, err := result.Priced()
		require.NoError(t, err)
		require.Equal(t, result.Tried.Outcome.After, priced.Base.Totals())
		follow, err := w.FollowUp(t.Context(), cia, result)
		require.NoError(t, err)
		require.Nil(t, follow, "no month of the year has been calculated")

		before := w.facts()
		list, err := w.Propose(t.Context(), cia, budget.ID, notice, "Ny prislista")
		require.NoError(t, err)
		require.EqualValues(t, 1, list.Number)
		require.Equal(t, before, w.facts(), "a proposal changes no facts")

		_, err = w.Decide(t.Context(), cia, 1, chargeback.PricesApproved, "")
		refuses(t, chargeback.NotAllowed, err)
		list, err = w.Decide(t.Context(), bo, 1, chargeback.PricesApproved, "Enligt beslut")
		require.NoError(t, err)
		require.Equal(t, chargeback.PricesApproved, list.State)
		require.Equal(t, w.facts(), list.Change)
		_, err = w.Decide(t.Context(), bo, 1, chargeback.PricesRejected, "Ångrar")
		refuses(t, chargeback.PriceListDecided, err)

		// December is charged by actual cost, January by the list.
		w.take(map[string]string{"costs": costs(2018)})
		w.now = w.now.AddDate(0, 2, 0)
		for p, billed := range map[allocation.Period]allocation.Ore{january.Previous(): 100_00, january: 2*3100 + 4*1300} {
			done, err := w.Billing.Calculate(t.Context(), bo, p)
			require.NoError(t, err)
			require.Equal(t, billed, done.Run.Totals().Billed, "%s", p)
		}
		_, result, err = w.Result(t.Context(), cia, budget.ID)
		require.NoError(t, err)
		follow, err = w.FollowUp(t.Context(), cia, result)
		require.NoError(t, err)
		require.Equal(t, allocation.Ore(110_00), follow.Total.Budget)
		require.Equal(t, allocation.Ore(100_00), follow.Total.Outcome)
		require.Equal(t, allocation.Ore(110_00*12), follow.Total.YearBudget)
		_, err = w.FollowUp(t.Context(), hans, result)
		refuses(t, chargeback.NotAllowed, err)
	})
}

// TestScenariosAreKept: a plan is kept, changed and removed by who has seen it
// as it is, and its body survives.
func TestScenariosAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		budget := w.keepBudget()
		require.EqualValues(t, 1, budget.Version)
		_, err := w.Keep(t.Context(), cia, chargeback.Scenario{Kind: chargeback.KindBudget, Name: "En till"}, plan2018())
		refuses(t, chargeback.BudgetExists, err)

		plan := financing.Plan{
			BudgetPlan: financing.BudgetPlan{Year: 2018, Levers: []financing.Lever{
				{Kind: financing.LeverCount, Model: allocation.Device, Class: "student", Department: "SKOL", Count: 6},
			}},
			Ground: financing.OnBudget,
		}
		sc, err := w.Keep(t.Context(), cia, chargeback.Scenario{Name: "  Fler   elevdatorer ", Shown: true}, plan)
		require.NoError(t, err)
		require.Equal(t, "Fler elevdatorer", sc.Name)
		require.False(t, sc.Shown, "departments see budgets only")
		read, err := w.Scenario(t.Context(), rita, sc.ID)
		require.NoError(t, err)
		require.Equal(t, sc, read)
		again, err := financing.ParsePlan(read.Body)
		require.NoError(t, err)
		require.Equal(t, plan, again)

		// The plan stands on the budget without the budget's prices.
		_, result, err := w.Result(t.Context(), rita, sc.ID)
		require.NoError(t, err)
		require.Equal(t, allocation.Ore(132_000), result.Tried.Outcome.Before.Billed)
		require.Equal(t, result.Tried.Outcome.Before.Cost, result.Tried.Outcome.After.Cost)
		result.Bills(chargeback.KindScenario)[0].Code = "annan" // others read the same result
		require.Equal(t, "SKOL", result.Bills(chargeback.KindScenario)[0].Code)

		// Two change it; the second has not seen the first's change.
		changed := *sc
		changed.Name = "Ännu fler"
		plan.Levers[0].Count = 12
		_, err = w.Keep(t.Context(), anna, changed, plan)
		require.NoError(t, err)
		_, err = w.Keep(t.Context(), cia, changed, plan)
		refuses(t, chargeback.ScenarioChanged, err)
		refuses(t, chargeback.ScenarioChanged, w.Remove(t.Context(), cia, sc.ID, sc.Version))

		// A budget that a scenario stands on stays.
		refuses(t, chargeback.BudgetUsed, w.Remove(t.Context(), cia, budget.ID, budget.Version))
		require.NoError(t, w.Remove(t.Context(), cia, sc.ID, sc.Version+1))
		require.NoError(t, w.Remove(t.Context(), cia, budget.ID, budget.Version))
		all, err := w.Scenarios(t.Context(), cia)
		require.NoError(t, err)
		require.Empty(t, all)
		_, err = w.Scenario(t.Context(), cia, sc.ID)
		refuses(t, chargeback.NoSuchScenario, err)
		_, err = w.Keep(t.Context(), cia, chargeback.Scenario{Name: "Utan grund"}, plan)
		refuses(t, chargeback.NoBudget, err)
	})
}

// TestWhoMayPlan: the matrix's rows of scenarios and budgets.
func TestWhoMayPlan(t *testing.T) {
	w := newWorld(t, t.TempDir()+"/chargeback.db")
	budget := w.keepBudget()
	for _, who := range []billing.Actor{hans, asa} {
		_, err := w.Scenarios(t.Context(), who)
		refuses(t, chargeback.NotAllowed, err)
		_, err = w.Scenario(t.Context(), who, budget.ID)
		refuses(t, chargeback.NotAllowed, err)
		_, _, err = w.Result(t.Context(), who, budget.ID)
		refuses(t, chargeback.NotAllowed, err)
		_, err = w.PriceLists(t.Context(), who)
		refuses(t, chargeback.NotAllowed, err)
	}
	for _, who := range []billing.Actor{bo, rita, hans, asa} {
		_, err := w.Keep(t.Context(), who, chargeback.Scenario{Name: "Nej"}, plan2018())
		refuses(t, chargeback.NotAllowed, err)
		refuses(t, chargeback.NotAllowed, w.Remove(t.Context(), who, budget.ID, budget.Version))
		_, err = w.Propose(t.Context(), who, budget.ID, notice, "Nej")
		refuses(t, chargeback.NotAllowed, err)
	}
	for _, who := range []billing.Actor{bo, rita} {
		_, _, err := w.Result(t.Context(), who, budget.ID)
		require.NoError(t, err)
	}
}

// TestPriceListsNeedAnother: who proposes does not decide, no token decides,
// and what would count in a closed month is refused.
func TestPriceListsNeedAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		budget := w.keepBudget()

		_, err := w.Propose(t.Context(), anna, budget.ID, january.First(), "För sent")
		refuses(t, chargeback.PriceListNotice, err)
		_, err = w.Propose(t.Context(), anna, budget.ID, notice, "Prislista")
		require.NoError(t, err)
		_, err = w.Decide(t.Context(), anna, 1, chargeback.PricesApproved, "")
		refuses(t, chargeback.OwnPriceList, err)
		token := bo
		token.Token = "t1"
		_, err = w.Decide(t.Context(), token, 1, chargeback.PricesApproved, "")
		refuses(t, chargeback.PersonRequired, err)
		_, err = w.Decide(t.Context(), bo, 1, chargeback.PricesRejected, "")
		require.Error(t, err, "a rejection says why")
		before := w.facts()
		list, err := w.Decide(t.Context(), bo, 1, chargeback.PricesRejected, "För högt")
		require.NoError(t, err)
		require.Equal(t, "För högt", list.Answer)
		require.Equal(t, before, w.facts())

		_, err = w.Propose(t.Context(), cia, budget.ID, notice, "Igen")
		require.NoError(t, err)
		_, err = w.Decide(t.Context(), cia, 2, chargeback.PricesWithdrawn, "")
		require.NoError(t, err)
		_, err = w.Decide(t.Context(), bo, 3, chargeback.PricesApproved, "")
		refuses(t, chargeback.NoSuchPriceList, err)

		lists, err := w.PriceLists(t.Context(), rita)
		require.NoError(t, err)
		require.Len(t, lists, 2)
		require.Equal(t, chargeback.PricesWithdrawn, lists[0].State)
		require.Equal(t, []chargeback.ListedBill{
			{Code: "SKOL", Name: "Skolan", Before: 73_332, After: 84_000}, {Code: "VARD", Name: "Vården", Before: 46_668, After: 52_800},
		}, lists[1].Bills)

		// A plan without prices proposes none.
		plan := plan2018()
		plan.Prices = nil
		sc, err := w.Keep(t.Context(), cia, chargeback.Scenario{Name: "Utan priser"}, financing.Plan{BudgetPlan: financing.BudgetPlan{Year: 2017}})
		require.NoError(t, err)
		_, err = w.Propose(t.Context(), cia, sc.ID, allocation.Period{Year: 2016, Month: 12}.First(), "Inga")
		refuses(t, chargeback.NoPrices, err)
	})
}

// TestNextYear: a head sees the own department's bills of next year once the
// budget is shown, and no other's.
func TestNextYear(t *testing.T) {
	w := newWorld(t, t.TempDir()+"/chargeback.db")
	budget := w.keepBudget()
	_, ok, err := w.NextYear(t.Context(), bySkol, "SKOL")
	require.NoError(t, err)
	require.False(t, ok)
	budget.Shown = true
	_, err = w.Keep(t.Context(), cia, *budget, plan2018())
	require.NoError(t, err)

	preview, ok, err := w.NextYear(t.Context(), bySkol, "SKOL")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, []allocation.Ore{73_332, 84_000}, []allocation.Ore{preview.Bill.Before, preview.Bill.After})
	sum := preview.Why.Before
	for _, part := range preview.Why.Parts {
		sum += part.Amount
	}
	require.Equal(t, allocation.Ore(84_000), sum)
	var before, after allocation.Ore
	for _, s := range preview.Services {
		before += s.Before
		after += s.After
	}
	require.Equal(t, []allocation.Ore{73_332, 84_000}, []allocation.Ore{before, after})

	// Of a price list a head sees the prices, once they are proposed.
	require.Nil(t, preview.Prices)
	_, err = w.Propose(t.Context(), cia, budget.ID, notice, "Ny prislista")
	require.NoError(t, err)
	preview, _, err = w.NextYear(t.Context(), bySkol, "SKOL")
	require.NoError(t, err)
	require.Equal(t, notice, preview.Prices.Notice)
	require.EqualValues(t, 31_000_000, preview.Prices.Prices[0].PriceMicro)
	_, err = w.Decide(t.Context(), bo, 1, chargeback.PricesRejected, "För högt")
	require.NoError(t, err)
	preview, _, err = w.NextYear(t.Context(), bySkol, "SKOL")
	require.NoError(t, err)
	require.Nil(t, preview.Prices)

	_, _, err = w.NextYear(t.Context(), bySkol, "VARD")
	refuses(t, chargeback.NoSuchDepartment, err)
	_, _, err = w.NextYear(t.Context(), byAnna, "XX")
	refuses(t, chargeback.NoSuchDepartment, err)
}
