package causes_test

import (
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
			if sums(s)[causes.Move] == 0 { // what moves is valued in the month before
				for cause, amount := range sums(s) {
					require.Equal(t, -amount, sums(back)[cause], "%s %v %v", department, after.Run.Month.Period, cause)
				}
			}
			same := causes.Explain(causes.Side{Month: after}, causes.Side{Month: after}, only(department))
			require.Empty(t, sums(same))
		}
		require.Equal(t, after.Run.Totals().Billed-before.Run.Totals().Billed, total)
	}
}

// TestLawsOfRandomMonths on random data sets: a drawn month and the one after
// it, where both can be charged.
func TestLawsOfRandomMonths(t *testing.T) {
	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		drawn := reference.RandomSet(t)
		source, err := tables.OpenFolder(drawn.FS())
		require.NoError(t, err)
		set, err := tables.Read(source, nil)
		if err != nil {
			return
		}
		p, ok := allocation.ParsePeriod(drawn.Month)
		require.True(t, ok)
		before, err := tryCharge(set, p)
		if err != nil {
			return
		}
		after, err := tryCharge(set, p.Next())
		if err != nil {
			return
		}
		compared++
		for _, department := range append(set.Facts.Departments.List(), "") {
			hold(t, causes.Explain(causes.Side{Month: before}, causes.Side{Month: after}, only(department)))
			hold(t, causes.Explain(causes.Side{Month: after}, causes.Side{Month: before}, only(department)))
		}
	})
	require.Positive(t, compared)
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
