package financing_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

// levers are one of each kind that fits the sample year.
var levers = []financing.Lever{
	{Kind: financing.LeverCount, Model: allocation.Device, Class: "student", Department: "SLF", Count: 50, From: month(2017, 8).First()},
	{Kind: financing.LeverCost, Category: "DRIFTPC", Micro: 35 * allocation.Micro / 10},
	{Kind: financing.LeverNewCost, Category: "DRIFTPC", Amount: 1_250_050, From: month(2017, 5).First(), To: month(2017, 6).Last()},
	{Kind: financing.LeverTier, System: "EKONOMI", Class: "silver"},
	{Kind: financing.LeverWeight, Model: allocation.System, Class: "gold", Micro: 30 * allocation.Micro},
	{Kind: financing.LeverPrice, Model: allocation.Port, Class: "switch", Micro: 400 * allocation.Micro, From: month(2017, 9).First()},
	{Kind: financing.LeverRule, Category: "DRIFTPC", Model: allocation.Device, Micro: 60 * allocation.Micro},
	{Kind: financing.LeverHours, Project: "P1602", Micro: 100 * allocation.Micro, From: month(2017, 2).First(), To: month(2017, 3).Last()},
	{Kind: financing.LeverInvest, Category: "DRIFTPC", Amount: 12_000_000, Life: 36, From: month(2017, 3).First()},
	{Kind: financing.LeverChanges, Name: "Flytt", Changes: chargeback.ChangeSet{
		chargeback.SetCells("cost_centers", []string{"1110"}, since(2017, 1), map[string]string{"department": "VOF"}),
	}},
}

// TestLevers: each lever does what it says, and what it compiles to is charged
// as a month's run would.
func TestLevers(t *testing.T) {
	base := sampleYear(t)
	for i := range levers {
		l := levers[i]
		t.Run(financing.LeverKinds[l.Kind], func(t *testing.T) {
			plan := financing.Plan{BudgetPlan: financing.BudgetPlan{Year: 2017, Levers: []financing.Lever{l}}}
			tried, err := base.TryPlan(plan, nil)
			require.NoError(t, err)
			requireLaws(t, tried.Outcome)
			steps, err := financing.Compile(plan.Levers, base.Facts().Records(), 2017)
			require.NoError(t, err)
			requireRuns(t, tried.Outcome, financing.Steps(steps))
			cost := tried.Outcome.After.Cost - tried.Outcome.Before.Cost
			switch l.Kind {
			case financing.LeverCost:
				require.Positive(t, cost)
			case financing.LeverNewCost:
				require.Equal(t, 2*allocation.Ore(1_250_050), cost)
			case financing.LeverInvest: // from the month after, nine months of 36
				require.Equal(t, allocation.Ore(9*12_000_000/36), cost)
			default:
				require.Zero(t, cost)
				require.NotEmpty(t, tried.Outcome.Touched())
			}
		})
	}
}

// TestCounts: units are added where the department's own stand, in turn, and
// taken away evenly, and the counted volume changes by as many.
func TestCounts(t *testing.T) {
	records := school(t).Facts().Records()
	count := func(class, department string, n int64) chargeback.ChangeSet {
		steps, err := financing.Compile([]financing.Lever{{
			Kind: financing.LeverCount, Model: allocation.Device, Class: class, Department: department, Count: n, From: month(2017, 7).First(),
		}}, records, 2017)
		require.NoError(t, err)
		return steps[0].Changes
	}
	added := count("student", "SK", 2)
	require.Len(t, added, 2)
	require.Equal(t, "10", added[1].Put["cost_center"])
	require.Equal(t, "plan-1-00002", added[1].Put["id"])
	require.Equal(t, "2017-07-01", added[1].Put["from"])
	require.Equal(t, chargeback.ChangeSet{chargeback.EndRows("devices", []string{"b0"}, since(2017, 7))}, count("student", "SK", -1))
	require.Len(t, count("student", "SK", -3), 3)

	for code, l := range map[chargeback.Code]financing.Lever{
		chargeback.LeverTooMany: {Kind: financing.LeverCount, Model: allocation.Device, Class: "student", Department: "SK", Count: -4},
		chargeback.LeverWithout: {Kind: financing.LeverCount, Model: allocation.Device, Class: "student", Department: "XX", Count: 1},
	} {
		_, err := financing.Compile([]financing.Lever{l}, records, 2017)
		require.ErrorIs(t, err, &chargeback.Error{Code: code})
	}
}

// TestPlanPrices: prices that are decided stand, the others recover, and what
// levers and prices do adds up.
func TestPlanPrices(t *testing.T) {
	base := school(t)
	plan := financing.Plan{
		BudgetPlan: financing.BudgetPlan{Year: 2017, Levers: []financing.Lever{{Kind: financing.LeverCost, Category: "PC", Micro: 10 * allocation.Micro}}},
		Prices: &financing.PriceWish{
			Models: []allocation.Model{allocation.Device}, Rounding: financing.RoundKronaUp,
			Fixed: []financing.FixedPrice{{Model: allocation.Device, Class: "staff", PriceMicro: 25 * allocation.Micro}},
		},
	}
	tried, err := base.TryPlan(plan, base)
	require.NoError(t, err)
	requireLaws(t, tried.Outcome)
	require.Len(t, tried.Prices.Prices, 2)
	staff, student := tried.Prices.Prices[0], tried.Prices.Prices[1]
	require.Equal(t, "staff", staff.Class)
	require.EqualValues(t, 25_000_000, staff.PriceMicro)
	// 1 320 kr over 43.2 weighed months: 30.555… and 12.222… kr.
	require.EqualValues(t, 30_555_556, staff.ExactMicro)
	require.EqualValues(t, 13_000_000, student.PriceMicro)
	// Two of the staff for 25 kr and four of students for 13 kr, twelve months.
	require.Equal(t, allocation.Ore(12*(2*2500+4*1300)), tried.Outcome.After.Billed)
	effects, err := tried.Effects()
	require.NoError(t, err)
	require.Len(t, effects, 3)
	var cost, billed allocation.Ore
	for _, e := range effects {
		cost += e.Cost
		billed += e.Billed
	}
	require.Equal(t, allocation.Ore(12_000), cost)
	require.Equal(t, tried.Outcome.After.Billed-tried.Outcome.Before.Billed, billed)

	// A plan without a change is its ground.
	nothing, err := base.TryPlan(financing.Plan{BudgetPlan: financing.BudgetPlan{Year: 2017}}, nil)
	require.NoError(t, err)
	require.Equal(t, nothing.Outcome.Before, nothing.Outcome.After)
	require.Nil(t, nothing.Prices)
}

// TestPlanJSON: a plan that is kept is read as it was, and written as it was.
func TestPlanJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := financing.Plan{
			BudgetPlan: financing.BudgetPlan{Year: rapid.IntRange(2, 9998).Draw(t, "year")},
			Ground:     financing.Ground(rapid.IntRange(0, 1).Draw(t, "ground")),
		}
		if n := rapid.IntRange(0, len(levers)).Draw(t, "levers"); n > 0 {
			plan.Levers = rapid.Permutation(levers).Draw(t, "order")[:n]
		}
		if rapid.Bool().Draw(t, "index") {
			plan.Indexes = []financing.Index{{Category: "PC", From: month(2018, 4), Micro: rapid.Int64Range(-allocation.Micro, allocation.Micro).Draw(t, "percent")}}
		}
		if rapid.Bool().Draw(t, "entry") {
			plan.Entries = []financing.Entry{{Category: "PC", Month: rapid.IntRange(0, 12).Draw(t, "month"), Amount: allocation.Ore(rapid.Int64Range(-1e9, 1e9).Draw(t, "amount"))}}
		}
		if rapid.Bool().Draw(t, "prices") {
			plan.Prices = &financing.PriceWish{Models: []allocation.Model{allocation.Device}, Rounding: financing.RoundOreUp}
			if rapid.Bool().Draw(t, "fixed") {
				plan.Prices.Fixed = []financing.FixedPrice{{Model: allocation.Device, Class: "staff", PriceMicro: rapid.Int64Range(0, 1e9).Draw(t, "price")}}
			}
		}
		written, err := json.Marshal(plan)
		require.NoError(t, err)
		read, err := financing.ParsePlan(written)
		require.NoError(t, err)
		require.Equal(t, plan, read)
		again, err := json.Marshal(read)
		require.NoError(t, err)
		require.Equal(t, string(written), string(again))
	})
}

// TestPlanJSONByHand is the example of plan_json.go.
func TestPlanJSONByHand(t *testing.T) {
	plan, err := financing.ParsePlan([]byte(`{"year":2018,"ground":"budget","levers":[
		{"kind":"count","model":"device","class":"student","department":"SKF","count":500,"from":"2018-08-01"},
		{"kind":"cost","category":"PERSONAL","value":"3.5"},
		{"kind":"tier","system":"PLATINA","class":"gold"}],
		"prices":{"models":["device"],"rounding":"krona_up","fixed":[{"model":"device","class":"staff","price":"274"}]}}`))
	require.NoError(t, err)
	require.Equal(t, financing.OnBudget, plan.Ground)
	require.Equal(t, financing.Lever{Kind: financing.LeverCost, Category: "PERSONAL", Micro: 3_500_000}, plan.Levers[1])
	require.Equal(t, []financing.FixedPrice{{Model: allocation.Device, Class: "staff", PriceMicro: 274_000_000}}, plan.Prices.Fixed)
}

// TestPlansRefused: what no facts could fit is refused with the place of it.
func TestPlansRefused(t *testing.T) {
	for text, want := range map[string]chargeback.Error{
		`{`:                             {Code: chargeback.BadPlan, Value: "json"},
		`{"year":2018}x`:                {Code: chargeback.BadPlan, Value: "json"},
		`{"year":2018,"ground":"moon"}`: {Code: chargeback.BadPlan, Value: "ground"},
		`{"year":1}`:                    {Code: chargeback.BadPlan, Value: "year"},
		`{"year":2018,"yaer":1}`:        {Code: chargeback.BadPlan, Value: "json"},
		`{"year":2018,"levers":[{"kind":"wish"}]}`:                                                                        {Code: chargeback.BadPlan, Value: "levers"},
		`{"year":2018,"levers":[{"kind":"cost","value":"x","category":"PC"}]}`:                                            {Code: chargeback.BadPlan, Value: "levers"},
		`{"year":2018,"levers":[{"kind":"cost","value":"3"}]}`:                                                            {Code: chargeback.BadLever, Value: "category"},
		`{"year":2018,"levers":[{"kind":"cost","value":"-101","category":"PC"}]}`:                                         {Code: chargeback.BadLever, Value: "value"},
		`{"year":2018,"levers":[{"kind":"count","department":"SK","model":"system"}]}`:                                    {Code: chargeback.BadLever, Value: "model"},
		`{"year":2018,"levers":[{"kind":"count","department":"SK","model":"device"}]}`:                                    {Code: chargeback.BadLever, Value: "class"},
		`{"year":2018,"levers":[{"kind":"tier","system":"S","class":"tin"}]}`:                                             {Code: chargeback.BadLever, Value: "class"},
		`{"year":2018,"levers":[{"kind":"hours","project":"P","value":"0.001"}]}`:                                         {Code: chargeback.BadLever, Value: "value"},
		`{"year":2018,"levers":[{"kind":"invest","category":"PC","amount":"1"}]}`:                                         {Code: chargeback.BadLever, Value: "life"},
		`{"year":2018,"levers":[{"kind":"new_cost","category":"PC","to":"2017-01-01","from":"2018-01-01"}]}`:              {Code: chargeback.BadLever, Value: "to"},
		`{"year":2018,"prices":{"models":["central"],"rounding":"none"}}`:                                                 {Code: chargeback.BadPlan, Value: "prices"},
		`{"year":2018,"prices":{"models":[],"rounding":"none","fixed":[{"model":"device","class":"staff","price":"1"}]}}`: {Code: chargeback.BadPlan, Value: "prices"},
	} {
		_, err := financing.ParsePlan([]byte(text))
		var e *chargeback.Error
		require.ErrorAs(t, err, &e, text)
		require.Equal(t, []any{want.Code, want.Value}, []any{e.Code, e.Value}, text)
	}
	many := slices.Repeat([]financing.Lever{{Kind: financing.LeverCost, Category: "PC"}}, financing.MaxLevers+1)
	plan := financing.Plan{BudgetPlan: financing.BudgetPlan{Year: 2018, Levers: many}}
	require.ErrorIs(t, plan.Check(), &chargeback.Error{Code: chargeback.BadPlan})
}
