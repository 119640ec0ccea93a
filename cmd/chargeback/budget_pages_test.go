package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/planning"
)

// keepPlans has the IT chief keep a budget of the year after the sample's, show
// it to departments, and propose its prices; it returns the budget's id.
func (d *demoSite) keepPlans(t *testing.T) string {
	plans := &planning.Service{Billing: d.Service}
	chief := billing.Actor{Name: attackChief, Origin: "test"}
	plan := financing.Plan{
		BudgetPlan: financing.BudgetPlan{
			Year: demoYear + 1,
			Indexes: []financing.Index{
				{Micro: 25_000}, {Category: "DRIFTPC", Micro: 35_000}, {Category: "LAN", Supplier: "Trådlösa Nät Norden AB", From: allocation.Period{Year: demoYear + 1, Month: 4}, Micro: 40_000},
			},
			Entries: []financing.Entry{{Category: "INTERNET", Amount: 1_200_000_00}},
			Levers: []financing.Lever{
				{Kind: financing.LeverCount, Model: allocation.Device, Class: "student", Department: "SKF", Count: 500, From: day("2018-08-01")},
			},
		},
		Prices: &financing.PriceWish{Models: []allocation.Model{allocation.Device, allocation.User}, Rounding: financing.RoundKronaUp, Fixed: []financing.FixedPrice{
			{Model: allocation.Device, Class: "student", PriceMicro: 70 * allocation.Micro},
		}},
	}
	kept, err := plans.Keep(t.Context(), chief, chargeback.Scenario{Kind: chargeback.KindBudget, Name: "Budget 2018", Shown: true}, plan)
	require.NoError(t, err)
	_, err = plans.Propose(t.Context(), chief, kept.ID, day("2017-12-15"), "Priserna täcker kostnaden i budgeten, uppåt till hel krona.")
	require.NoError(t, err)
	return kept.ID
}
