package causes_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
	"chargeback/internal/reference"
	"chargeback/internal/tables"
)

// charge charges a month of a data set.
func charge(t require.TestingT, set *tables.Set, p allocation.Period) *causes.Month {
	month, err := tryCharge(set, p)
	require.NoError(t, err)
	return month
}

func tryCharge(set *tables.Set, p allocation.Period) (*causes.Month, error) {
	counts := chargeback.Count(&set.Large, set.Facts.CostCenters.Len(), set.Facts.Clock(p))
	month, err := chargeback.NewMonth(set.Facts, counts, p)
	if err != nil {
		return nil, err
	}
	run, err := month.Charge(nil)
	if err != nil {
		return nil, err
	}
	return causes.Read(run), nil
}

func molndal(t *testing.T) *tables.Set {
	source, err := tables.OpenFolder(fixtures.Molndal())
	require.NoError(t, err)
	set, err := tables.Read(source, nil)
	require.NoError(t, err)
	return set
}

func only(department string) func(string, string) bool {
	return func(d, _ string) bool { return department == "" || d == department }
}

// hold checks the laws of a split: it adds up, in all and by service.
func hold(t require.TestingT, s *causes.Split) {
	var sum allocation.Ore
	for _, part := range s.Parts {
		sum += part.Amount
		var services allocation.Ore
		for _, service := range part.Services {
			services += service.Amount
		}
		require.Equal(t, part.Amount, services, "%v by service", part.Cause)
	}
	require.Equal(t, s.After-s.Before, sum)
}

// negated checks that the months swapped give the negated causes.
func negated(t require.TestingT, s, back *causes.Split) {
	there, here := sums(s), sums(back)
	require.Len(t, here, len(there))
	for cause, amount := range there {
		require.Equal(t, -amount, here[cause], "%v", cause)
	}
}

// roundsLines checks that what is called rounding is no more than whole öre can
// make: the exact numbers of the causes are those of the engine. Every step of
// a pool strays less than an öre; so do the sums it is made of.
func roundsLines(t require.TestingT, s *causes.Split, before, after *causes.Month, covers func(string, string) bool) {
	steps := 0
	for _, m := range []*causes.Month{before, after} {
		for line := range m.Run.Lines() {
			if !covers(line.Department, line.CostCenter) {
				continue
			}
			explanation := m.Run.Explain(&line)
			for _, c := range explanation.Contributions {
				steps += 2
				for range m.Run.Sources(c.Pool) {
					steps++
				}
			}
		}
		// Lines that came to nothing are as far away.
		steps += 20
	}
	for _, part := range s.Parts {
		if part.Cause == causes.Rounding {
			require.LessOrEqual(t, max(part.Amount, -part.Amount), allocation.Ore(steps))
		}
	}
}

// sums are the parts by cause.
func sums(s *causes.Split) map[causes.Cause]allocation.Ore {
	all := map[causes.Cause]allocation.Ore{}
	for _, part := range s.Parts {
		if part.Amount != 0 {
			all[part.Cause] = part.Amount
		}
	}
	return all
}

// TestLaws on a year of Mölndal: every department, every pair of neighbouring
// months, both ways.
func TestLaws(t *testing.T) {
	set := molndal(t)
	var months []*causes.Month
	for _, p := range set.Facts.Months() {
		months = append(months, charge(t, set, p))
	}
	for i := 1; i < len(months); i++ {
		before, after := months[i-1], months[i]
		var total allocation.Ore
		for _, department := range set.Facts.Departments.List() {
			s := causes.Explain(causes.Side{Month: before}, causes.Side{Month: after}, only(department))
			hold(t, s)
			total += s.After - s.Before
			back := causes.Explain(causes.Side{Month: after}, causes.Side{Month: before}, only(department))
			hold(t, back)
			negated(t, s, back)
			same := causes.Explain(causes.Side{Month: after}, causes.Side{Month: after}, only(department))
			require.Empty(t, sums(same))
		}
		require.Equal(t, after.Run.Totals().Billed-before.Run.Totals().Billed, total)
	}
}

// draw charges the month of a random data set; nil where its tables or its
// month are no good.
func draw(t *rapid.T, next bool) (*tables.Set, *causes.Month) {
	drawn := reference.RandomSet(t)
	source, err := tables.OpenFolder(drawn.FS())
	require.NoError(t, err)
	set, err := tables.Read(source, nil)
	if err != nil {
		return nil, nil
	}
	p, ok := allocation.ParsePeriod(drawn.Month)
	require.True(t, ok)
	if next {
		p = p.Next()
	}
	month, err := tryCharge(set, p)
	if err != nil {
		return nil, nil
	}
	return set, month
}

// TestLawsOfRandomMonths on two random data sets, which may agree in some codes
// and in nothing else, and on a drawn month and the one after it.
func TestLawsOfRandomMonths(t *testing.T) {
	seen := make(map[causes.Cause]int)
	rapid.Check(t, func(t *rapid.T) {
		set, before := draw(t, false)
		if before == nil {
			return
		}
		after, err := tryCharge(set, before.Run.Month.Period.Next())
		departments := set.Facts.Departments.List()
		if err != nil || rapid.Bool().Draw(t, "other") {
			if set, after = draw(t, true); after == nil {
				return
			}
			departments = append(slices.Clone(departments), set.Facts.Departments.List()...)
		}
		for _, department := range append(departments, "") {
			s := causes.Explain(causes.Side{Month: before}, causes.Side{Month: after}, only(department))
			hold(t, s)
			back := causes.Explain(causes.Side{Month: after}, causes.Side{Month: before}, only(department))
			hold(t, back)
			negated(t, s, back)
			roundsLines(t, s, before, after, only(department))
			require.Empty(t, sums(causes.Explain(causes.Side{Month: after}, causes.Side{Month: after}, only(department))))
			for cause := range sums(s) {
				seen[cause]++
			}
		}
	})
	if testing.Short() { // a fifth of the checks need not see every cause
		return
	}
	for cause := range causes.Causes {
		if cause := causes.Cause(cause); cause != causes.Correction {
			require.Positive(t, seen[cause], "%v", cause)
		}
	}
}

// TestAll: what all bills change by, and what stays on IT's own budget, is what
// the cost changes by; the bills of a department's cost centres add up to its
// own.
func TestAll(t *testing.T) {
	set := molndal(t)
	months := set.Facts.Months()
	before, after := charge(t, set, months[1]), charge(t, set, months[2])
	split := func(covers func(string, string) bool) allocation.Ore {
		s := causes.Explain(causes.Side{Month: before}, causes.Side{Month: after}, covers)
		hold(t, s)
		roundsLines(t, s, before, after, covers)
		return s.After - s.Before
	}
	var bills allocation.Ore
	for _, department := range set.Facts.Departments.List() {
		bill := split(only(department))
		bills += bill
		for _, center := range after.Run.Month.CostCentersOf(department) {
			bill -= split(func(d, c string) bool { return d == department && c == center })
		}
		require.Zero(t, bill, "%s by cost centre", department)
	}
	b, a := before.Run.Totals(), after.Run.Totals()
	own := a.Central - b.Central + a.Unallocated - b.Unallocated + a.Variance - b.Variance
	require.Equal(t, a.Cost-b.Cost, bills+own)
	require.Equal(t, bills, split(only("")))
}

// BenchmarkExplain splits the largest bill of Mölndal.
func BenchmarkExplain(b *testing.B) {
	source, err := tables.OpenFolder(fixtures.Molndal())
	require.NoError(b, err)
	set, err := tables.Read(source, nil)
	require.NoError(b, err)
	months := set.Facts.Months()
	before, after := charge(b, set, months[1]), charge(b, set, months[2])
	for b.Loop() {
		causes.Explain(causes.Side{Month: before}, causes.Side{Month: after}, only("VOF"))
	}
}
