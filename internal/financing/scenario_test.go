package financing_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/tables"
)

// TestNoChange: a scenario without a change charges nothing anew and changes
// nothing.
func TestNoChange(t *testing.T) {
	base := sampleYear(t)
	for _, set := range []chargeback.ChangeSet{
		nil,
		{chargeback.SetCells("weights", []string{"system", "gold"}, since(2017, 1), map[string]string{"weight": "27"})},
	} {
		o, err := base.Try(set, nil)
		require.NoError(t, err)
		require.Empty(t, o.Touched())
		require.Equal(t, o.Before, o.After)
		require.Equal(t, base.Runs(), o.Runs())
		for _, d := range o.Departments {
			require.Zero(t, d.Difference())
			require.Equal(t, d.ModelsBefore, d.Models)
		}
		for _, s := range o.Services() {
			require.Equal(t, s.Before, s.After)
		}
		require.Empty(t, o.Split("").Parts)
	}
}

// TestSameAsTheRun: every month of every what-if is, byte for byte, what a
// month's run makes of the changed facts.
func TestSameAsTheRun(t *testing.T) {
	base := sampleYear(t)
	for _, name := range slices.Sorted(maps.Keys(whatIfs)) {
		set := whatIfs[name]
		o, err := base.Try(set, nil)
		require.NoError(t, err, name)
		require.NotEmpty(t, o.Touched(), name)
		requireRuns(t, o, set)
		requireLaws(t, o)
	}
}

// requireRuns reads the changed facts as a whole and charges them.
func requireRuns(t require.TestingT, o *financing.Outcome, set chargeback.ChangeSet) {
	merged, err := set.Canonical(tables.Canonical).Apply(o.Base.Facts().Records())
	require.NoError(t, err)
	whole, err := tables.Read(tables.OpenRecords(merged, func(table string) string { return table }), nil)
	require.NoError(t, err)
	for _, run := range o.Runs() {
		m, err := whole.Month(run.Month.Period)
		require.NoError(t, err)
		want, err := m.Charge(nil)
		require.NoError(t, err)
		require.Equal(t, want.Result().Digest(), run.Result().Digest(), "%s", run.Month.Period)
	}
}

// requireLaws holds an outcome to what must always be so: planned cost =
// planned recovery + variance + central + unallocated, and every view of the
// bills adds up to them.
func requireLaws(t require.TestingT, o *financing.Outcome) {
	for _, totals := range []chargeback.Totals{o.Before, o.After} {
		require.Equal(t, totals.Cost, totals.Billed+totals.Central+totals.Unallocated+totals.Variance)
	}
	var before, after allocation.Ore
	for _, d := range o.Departments {
		before += d.Before
		after += d.After
		var was, is allocation.Ore
		for model := range d.Models {
			was += d.ModelsBefore[model]
			is += d.Models[model]
		}
		require.Equal(t, []allocation.Ore{d.Before, d.After}, []allocation.Ore{was, is})
	}
	require.Equal(t, []allocation.Ore{o.Before.Billed, o.After.Billed}, []allocation.Ore{before, after})
	before, after = 0, 0
	for _, s := range o.Services() {
		before += s.Before
		after += s.After
	}
	require.Equal(t, []allocation.Ore{o.Before.Billed, o.After.Billed}, []allocation.Ore{before, after})
	var was, is financing.Recovery
	for _, m := range o.Models {
		if m.Model != allocation.Central {
			require.Equal(t, m.Before.Cost, m.Before.Billed+m.Before.Unallocated+m.Before.Variance)
			require.Equal(t, m.After.Cost, m.After.Billed+m.After.Unallocated+m.After.Variance)
		}
		was.Cost += m.Before.Cost
		is.Cost += m.After.Cost
	}
	require.Equal(t, []allocation.Ore{o.Before.Cost, o.After.Cost}, []allocation.Ore{was.Cost, is.Cost})
}

// TestLaws draws scenarios of several changes of the sample year: the laws
// hold, splits add up, and neither the order of the changes nor a reused
// outcome has a say.
func TestLaws(t *testing.T) {
	base := sampleYear(t)
	var reused *financing.Outcome
	rapid.Check(t, func(t *rapid.T) {
		set := drawScenario(t)
		o, err := base.Try(set, nil)
		require.NoError(t, err)
		requireLaws(t, o)
		prove := rapid.IntRange(0, 9).Draw(t, "prove") == 0
		if prove {
			requireRuns(t, o, set)
		}
		other := rapid.Permutation(set).Draw(t, "order")
		reused, err = base.Try(other, reused)
		require.NoError(t, err)
		require.Equal(t, o.Departments, reused.Departments)
		require.Equal(t, o.Models, reused.Models)
		require.Equal(t, o.Services(), reused.Services())

		department := rapid.SampledFrom(o.Departments).Draw(t, "department")
		split := o.Split(department.Code)
		if prove {
			require.Equal(t, split, reused.Split(department.Code))
		}
		require.Equal(t, department.Before, split.Before)
		require.Equal(t, department.After, split.After)
		sum := split.Before
		for _, part := range split.Parts {
			sum += part.Amount
			services := part.Amount
			for _, s := range part.Services {
				services -= s.Amount
			}
			require.Zero(t, services)
		}
		require.Equal(t, split.After, sum)
		before, after := allocation.Ore(0), allocation.Ore(0)
		for _, s := range o.ServicesOf(department.Code) {
			before += s.Before
			after += s.After
		}
		require.Equal(t, []allocation.Ore{department.Before, department.After}, []allocation.Ore{before, after})
	})
}

// drawScenario draws changes, of another row each.
func drawScenario(t *rapid.T) chargeback.ChangeSet {
	from := since(2017, rapid.IntRange(1, 12).Draw(t, "month"))
	number := func(name string, most int) string { return fmt.Sprint(rapid.IntRange(0, most).Draw(t, name)) }
	all := chargeback.ChangeSet{
		chargeback.SetCells("weights", []string{"system", "gold"}, from, map[string]string{"weight": number("weight", 50)}),
		chargeback.SetCells("rules", []string{"DRIFTPC", "user", ""}, from, map[string]string{"share": number("share", 100)}),
		chargeback.SetCells("prices", []string{"port", "switch"}, since(2017, 1), map[string]string{"price": number("price", 500)}),
		chargeback.SetCells("systems", []string{"EKONOMI"}, from, map[string]string{
			"tier": rapid.SampledFrom(allocation.System.Classes()).Draw(t, "tier"),
		}),
		chargeback.SetCells("devices", []string{"d00002"}, from, map[string]string{"cost_center": rapid.SampledFrom([]string{"4100", "1120"}).Draw(t, "center")}),
		chargeback.EndRows("devices", []string{"d00004"}, from),
		chargeback.SetCells("costs", []string{"k00002"}, allocation.Always, map[string]string{"amount": number("amount", 900_000)}),
		chargeback.SetCells("cost_centers", []string{"1120"}, from, map[string]string{"department": "VOF"}),
		chargeback.PutRow("devices", map[string]string{"id": "ny", "class": "staff", "cost_center": "4100", "from": "2017-03-05"}),
	}
	n := rapid.IntRange(1, 4).Draw(t, "changes")
	return rapid.Permutation(all).Draw(t, "scenario")[:n]
}

// TestSteps: what each step does by itself, and all together, adds up.
func TestSteps(t *testing.T) {
	base := sampleYear(t)
	steps := []financing.Step{{"Vikt", whatIfs["weight"]}, {"Datorer", whatIfs["counts"]}, {"Pris", whatIfs["price"]}}
	o, err := base.Try(financing.Steps(steps), nil)
	require.NoError(t, err)
	effects, err := o.Effects(steps)
	require.NoError(t, err)
	require.Len(t, effects, 4)
	var sum allocation.Ore
	for _, e := range effects {
		sum += e.Billed
	}
	require.Equal(t, o.After.Billed-o.Before.Billed, sum)
	require.Zero(t, effects[1].Cost)
}

// TestBadChange: what an import would refuse is refused.
func TestBadChange(t *testing.T) {
	base := sampleYear(t)
	for code, set := range map[chargeback.Code]chargeback.ChangeSet{
		chargeback.UnknownCode: {chargeback.SetCells("systems", []string{"EKONOMI"}, since(2017, 1), map[string]string{"owner": "9999"})},
		chargeback.NoSuchRow:   {chargeback.EndRows("devices", []string{"d99999"}, since(2017, 1))},
		chargeback.NoPrice:     {chargeback.EndRows("prices", []string{"port", "switch"}, since(2017, 9))},
	} {
		_, err := base.Try(set, nil)
		require.ErrorIs(t, err, &chargeback.Error{Code: code})
	}
}
