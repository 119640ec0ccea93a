package billing_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

var (
	july   = allocation.Period{Year: 2017, Month: 7}
	august = allocation.Period{Year: 2017, Month: 8}
)

// flowOfMolndal: what flows into a model flows out of it, and all of it is the
// costs; over one month at cost, one by price, and several.
func flowOfMolndal(t *testing.T, w *world) {
	for _, span := range [][2]allocation.Period{{march, march}, {july, july}, {{Year: 2017, Month: 1}, august}} {
		f, err := w.Flow(t.Context(), anna, span[0], span[1])
		require.NoError(t, err)
		var in, out [allocation.Project + 1]allocation.Ore
		for _, b := range f.In {
			require.NotZero(t, b.Amount)
			in[b.Model] += b.Amount
		}
		for _, b := range f.Out {
			require.NotZero(t, b.Amount)
			out[b.Model] += b.Amount
		}
		require.Equal(t, in, out)
		var all allocation.Ore
		for _, amount := range in {
			all += amount
		}
		require.Equal(t, f.Totals.Cost, all)
		require.Equal(t, f.Totals.Cost, f.Totals.Billed+f.Totals.Central+f.Totals.Unallocated+f.Totals.Variance)
		for _, r := range f.Recovery {
			require.Equal(t, in[r.Model], r.Cost)
			require.Equal(t, r.Cost, r.Billed+r.Unallocated+r.Variance, r.Model)
			if r.Variance == 0 && r.Unallocated == 0 {
				require.Equal(t, int64(1000), r.Permille())
			}
		}
	}
	unitsOfMolndal(t, w)
	changesOfMolndal(t, w)

	_, err := w.Flow(t.Context(), anna, allocation.Period{Year: 2017, Month: 9}, allocation.Period{Year: 2017, Month: 9})
	refuses(t, chargeback.MonthOpen, err)
}

// unitsOfMolndal divides by counting the rows of the fixture here.
func unitsOfMolndal(t *testing.T, w *world) {
	f, err := w.Flow(t.Context(), anna, july, july)
	require.NoError(t, err)
	require.Len(t, f.Units, 7, "from January on, what has been calculated")
	u := f.Units[6]
	require.Equal(t, july, u.Period)
	uncharged := map[string]bool{}
	var days int64
	require.NoError(t, w.DB.View(t.Context(), func(tx billing.Tx) error {
		records, err := tx.ReadFacts(0, "departments", "cost_centers", "devices")
		if err != nil {
			return err
		}
		closed := map[string]bool{}
		for _, r := range records["departments"] {
			closed[r.Cells[0]] = r.Cells[3] == "no"
		}
		for _, r := range records["cost_centers"] {
			uncharged[r.Cells[0]] = closed[r.Cells[2]]
		}
		devices := chargeback.TableNamed("devices")
		for _, r := range records["devices"] {
			if !uncharged[r.Cells[2]] {
				days += max(0, devices.Span(r).Intersect(july.Span()).Days())
			}
		}
		return nil
	}))
	require.Equal(t, (days*2*1_000_000+31)/(2*31), u.Micro[allocation.Device])
	var cost allocation.Ore
	for _, r := range f.Recovery {
		if r.Model == allocation.Device {
			cost = r.Cost
		}
	}
	require.Equal(t, rounded(int64(cost)*31, days), int64(u.Cost[allocation.Device]))
	require.Positive(t, u.Cost[allocation.System])
	require.Positive(t, u.Cost[allocation.User])
	require.Positive(t, u.Cost[allocation.Port])
	require.Zero(t, u.Cost[allocation.Central])
}

// rounded is a / b half away from zero.
func rounded(a, b int64) int64 {
	x := new(big.Int).Add(big.NewInt(2*a), big.NewInt(b))
	return x.Div(x, big.NewInt(2*b)).Int64()
}

// changesOfMolndal: the largest come first, and systems add up to their tiers.
func changesOfMolndal(t *testing.T, w *world) {
	f, err := w.Flow(t.Context(), anna, august, august)
	require.NoError(t, err)
	require.Len(t, f.Changes, 8)
	for i := 1; i < len(f.Changes); i++ {
		a, b := f.Changes[i-1].Amount, f.Changes[i].Amount
		require.GreaterOrEqual(t, max(a, -a), max(b, -b))
	}
	tiers := map[string]billing.TierSum{}
	for _, s := range f.Systems {
		sum := tiers[s.Tier]
		sum.Tier, sum.Count, sum.Amount = s.Tier, sum.Count+1, sum.Amount+s.Amount
		tiers[s.Tier] = sum
		require.NotEmpty(t, s.OwnerName)
	}
	require.Len(t, f.Tiers, 4)
	var billed allocation.Ore
	for _, tier := range f.Tiers {
		require.Equal(t, tiers[tier.Tier], tier)
		require.Equal(t, rounded(int64(tier.Amount), int64(tier.Count)), int64(tier.Average()))
		billed += tier.Amount
	}
	for _, r := range f.Recovery {
		if r.Model == allocation.System {
			require.Equal(t, r.Billed, billed)
		}
	}
	require.Equal(t, financing.KeyFigure{Kind: financing.SupplierCount, Known: true, Count: 49}, f.KeyFigures.Of(financing.SupplierCount))
	require.Equal(t, f.Totals.Cost+f.Totals.SelfPaid, f.KeyFigures.Cost)
	require.Positive(t, f.Totals.SelfPaid)
}

// TestSmallSuppliers: small is below 10 000 kr in the twelve months together.
func TestSmallSuppliers(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.mustTake(tiny)
		w.mustTake(map[string]string{"costs": "id,date,category,amount,supplier\n" +
			"s1,2016-06-10,PC,9999.99,Ett AB\ns2,2017-05-10,PC,9999.99,Ett AB\n" +
			"s3,2017-05-10,PC,9999.99,Två AB\ns4,2016-06-01,PC,0.01,Två AB\n" +
			"s5,2017-05-10,PC,1.00,\ns6,2016-05-31,PC,1.00,Tre AB\ns7,2017-06-01,PC,1.00,Tre AB\n" +
			"s8,2017-05-10,PC,12000.00,Fyra AB\ns9,2017-05-12,PC,-3000.00,Fyra AB\n"})
		_, err := w.Calculate(t.Context(), anna, may)
		require.NoError(t, err)
		f, err := w.Flow(t.Context(), anna, may, may)
		require.NoError(t, err)
		require.Equal(t, int64(3), f.KeyFigures.Of(financing.SupplierCount).Count)
		small := f.KeyFigures.Of(financing.ShareSmallSuppliers)
		require.Equal(t, int64(1), small.Count, "Ett and Två are at the line or above, Fyra is below")
		require.Equal(t, int64(333), small.Permille)
	})
}
