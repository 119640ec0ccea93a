package chargeback_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

var (
	january = allocation.Period{Year: 2017, Month: 1}
	march   = allocation.Period{Year: 2017, Month: 3}
)

// resultOf makes a balanced result of lines: cost is what the parts add up to.
func resultOf(lines []chargeback.Line, central []chargeback.Central, unallocated []chargeback.Unallocated, variance []chargeback.ModelVariance) *chargeback.Result {
	slices.SortFunc(lines, func(a, b chargeback.Line) int { return a.Compare(b.LineKey) })
	r := &chargeback.Result{
		Period: january, Lines: slices.Values(lines), LineCount: len(lines), Central: central, Unallocated: unallocated, Variance: variance,
	}
	for _, line := range lines {
		r.Totals.Billed += line.Amount
	}
	for _, c := range central {
		r.Totals.Central += c.Amount
	}
	for _, u := range unallocated {
		r.Totals.Unallocated += u.Amount
	}
	for _, v := range variance {
		r.Totals.Variance += v.Amount
	}
	r.Totals.Cost = r.Totals.Billed + r.Totals.Central + r.Totals.Unallocated + r.Totals.Variance
	return r
}

func device(department string, micro int64, amount allocation.Ore) chargeback.Line {
	key := chargeback.LineKey{Department: department, CostCenter: department + "1", Model: allocation.Device, Category: "PC", Object: "staff"}
	return chargeback.Line{LineKey: key, QuantityMicro: micro, Amount: amount}
}

// TestCorrectionOfAMove: a computer moves from SKOL to VARD in the books of
// January, after the month was billed 200 and 100 kr.
func TestCorrectionOfAMove(t *testing.T) {
	t.Parallel()
	billed := resultOf([]chargeback.Line{device("SKOL", 2_000_000, 200_00), device("VARD", 1_000_000, 100_00)}, nil, nil, nil)
	now := resultOf([]chargeback.Line{device("SKOL", 1_000_000, 100_00), device("VARD", 2_000_000, 200_00)}, nil, nil, nil)
	standing := chargeback.NewStanding(billed)
	c, err := standing.Correct(now, march)
	require.NoError(t, err)
	require.Len(t, c.Lines, 4)
	amounts := []allocation.Ore{}
	for _, line := range c.Lines {
		amounts = append(amounts, line.Amount)
	}
	require.Equal(t, []allocation.Ore{-200_00, 100_00, -100_00, 200_00}, amounts, "a reversal, then the new line")
	first := device("SKOL", 0, 0).ID(january)
	require.Equal(t, first, c.Lines[0].Replaces, "the line as billed")
	require.Equal(t, first, c.Lines[1].Replaces)
	require.True(t, c.Lines[0].Reversal)
	require.Equal(t, int64(-2_000_000), c.Lines[0].QuantityMicro)
	require.Equal(t, 1, c.Place)
	require.Zero(t, c.Cost)

	require.NoError(t, standing.Apply(c))
	same, err := standing.Correct(now, march)
	require.NoError(t, err)
	require.True(t, same.Empty(), "there is nothing left to correct")

	back, err := standing.Correct(billed, march)
	require.NoError(t, err)
	require.Equal(t, c.Lines[1].ID, back.Lines[0].Replaces, "the second correction replaces the line of the first")
	require.NotEqual(t, c.Lines[0].ID, back.Lines[0].ID)
	require.Error(t, standing.Apply(c), "no correction is applied twice")
}

// drawResult draws a small month: few keys, so that corrections meet the same
// lines again.
func drawResult(t *rapid.T) *chargeback.Result {
	amount := rapid.Custom(func(t *rapid.T) allocation.Ore {
		return allocation.Ore(rapid.Int64Range(-5, 5).Filter(func(n int64) bool { return n != 0 }).Draw(t, "öre"))
	})
	var lines []chargeback.Line
	for i := range 6 {
		if rapid.Bool().Draw(t, "line") {
			lines = append(lines, device("F"+strconv.Itoa(i), rapid.Int64Range(1, 3).Draw(t, "micro"), amount.Draw(t, "amount")))
		}
	}
	var central []chargeback.Central
	var unallocated []chargeback.Unallocated
	for i := range 2 {
		if rapid.Bool().Draw(t, "central") {
			central = append(central, chargeback.Central{Category: strconv.Itoa(i), Amount: amount.Draw(t, "amount")})
		}
		if rapid.Bool().Draw(t, "unallocated") {
			unallocated = append(unallocated, chargeback.Unallocated{
				Category: strconv.Itoa(i), Model: allocation.System, Amount: amount.Draw(t, "amount"),
				Reason: allocation.Reason(rapid.IntRange(1, 2).Draw(t, "reason")),
			})
		}
	}
	var variance []chargeback.ModelVariance
	if rapid.Bool().Draw(t, "by price") {
		n := amount.Draw(t, "variance")
		variance = append(variance, chargeback.ModelVariance{Model: allocation.Device, Cost: n, Amount: n})
	}
	r := resultOf(lines, central, unallocated, variance)
	r.Totals.SelfPaid = amount.Draw(t, "self paid")
	return r
}

// TestChainsOfCorrections (TRUST C5.3): as billed plus any chain of
// corrections is a fresh run, to the öre and to the byte.
func TestChainsOfCorrections(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		billed := drawResult(t)
		standing := chargeback.NewStanding(billed)
		ids := map[string]bool{}
		for range rapid.IntRange(1, 20).Draw(t, "corrections") {
			now := drawResult(t)
			c, err := standing.Correct(now, march)
			require.NoError(t, err)
			sum, err := c.Billed()
			require.NoError(t, err)
			rest := allocation.Ore(0)
			for _, x := range c.Central {
				rest += x.Amount
			}
			for _, x := range c.Unallocated {
				rest += x.Amount
			}
			for _, x := range c.Variance {
				rest += x.Amount
			}
			require.Equal(t, c.Cost, sum+rest, "Δcost = Δlines + Δcentral + Δunallocated + Δvariance")
			for _, line := range c.Lines {
				require.False(t, ids[line.ID], "an id names one line")
				ids[line.ID] = true
			}
			require.NoError(t, standing.Apply(c))
			require.Equal(t, now.Digest(), standing.Result().Digest())
			require.Equal(t, now.Totals, standing.Totals)
		}
	})
}
