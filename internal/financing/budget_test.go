package financing_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/tables"
)

func open(records chargeback.Records) (financing.Facts, error) {
	base, err := tables.NewBase(records)
	if err != nil {
		return nil, err
	}
	return base, nil
}

// category finds a category of a budget.
func category(t require.TestingT, b *financing.Budget, code string) financing.BudgetCategory {
	for _, c := range b.Categories() {
		if c.Code == code {
			return c
		}
	}
	require.Fail(t, "no category", code)
	return financing.BudgetCategory{}
}

// TestBudgetByHand plans the school's next year: 100 kr a month, from April
// 3.5 % more, 40 kr in December, and two more computers from July.
func TestBudgetByHand(t *testing.T) {
	b, err := financing.NewBudget(school(t).Facts().Records(), financing.BudgetPlan{
		Year: 2018,
		Indexes: []financing.Index{
			{Micro: 0},
			{Category: "PC", From: month(2018, 4), Micro: 35_000},
			{Category: "PC", Supplier: "Annan", Micro: 500_000},
		},
		Entries: []financing.Entry{{Category: "PC", Month: 12, Amount: 40_00}},
		Levers: []financing.Lever{{Kind: financing.LeverChanges, Changes: chargeback.ChangeSet{
			chargeback.PutRow("devices", map[string]string{"id": "n1", "class": "staff", "cost_center": "20", "from": "2018-07-01"}),
			chargeback.PutRow("devices", map[string]string{"id": "n2", "class": "staff", "cost_center": "20", "from": "2018-07-01"}),
		}}},
	}, open)
	require.NoError(t, err)
	pc := category(t, b, "PC")
	require.Equal(t, allocation.Ore(1200_00), pc.Past)
	require.Equal(t, [12]allocation.Ore{
		100_00, 100_00, 100_00, 103_50, 103_50, 103_50, 103_50, 103_50, 103_50, 103_50, 103_50, 40_00,
	}, pc.Months)
	require.Equal(t, allocation.Ore(1168_00), pc.Planned)
	require.Equal(t, []financing.Volume{
		{Model: allocation.Device, Class: "staff", PastMicro: 24_000_000, MicroMonths: 36_000_000},
		{Model: allocation.Device, Class: "student", PastMicro: 48_000_000, MicroMonths: 48_000_000},
	}, b.Volumes())

	// The planned year's March is charged 110 kr instead of 100.
	done, err := b.Base.Try(chargeback.ChangeSet{
		chargeback.PutRow("costs", map[string]string{"id": "x", "date": "2018-03-03", "category": "PC", "amount": "10"}),
	}, nil)
	require.NoError(t, err)
	f := financing.Follow(b.Base, done.Runs()[:3])
	require.Equal(t, financing.FollowRow{Budget: 300_00, Outcome: 310_00, YearBudget: 1168_00}, f.Total)
	require.Equal(t, allocation.Ore(10_00), f.Total.Difference())
	require.Equal(t, allocation.Ore(1178_00), f.Total.Forecast())
	require.Equal(t, allocation.Ore(310_00+896_93), f.Total.Trend()) // 868 × 310 / 300
	require.Len(t, f.Months, 12)
	require.Equal(t, allocation.Ore(110_00), f.Months[2].Outcome)
	require.Zero(t, f.Months[3].Outcome)
}

// TestBudgetOfTheSample: whatever the indexes, the planned year costs what they
// say, its money adds up, and every view of the follow-up does.
func TestBudgetOfTheSample(t *testing.T) {
	past := sampleYear(t)
	rapid.Check(t, func(t *rapid.T) {
		micro := int64(rapid.IntRange(-20, 20).Draw(t, "permille")) * 1000
		b, err := financing.NewBudget(past.Facts().Records(), financing.BudgetPlan{
			Year:    2018,
			Indexes: []financing.Index{{Micro: micro}, {Category: "STAB", From: month(2018, rapid.IntRange(1, 12).Draw(t, "from")), Micro: 100_000}},
			Entries: []financing.Entry{{Category: "LAN", Amount: allocation.Ore(rapid.IntRange(0, 1e9).Draw(t, "entry"))}},
		}, open)
		require.NoError(t, err)
		o, err := b.Base.Try(nil, nil)
		require.NoError(t, err)
		requireLaws(t, o)
		var planned allocation.Ore
		for _, c := range b.Categories() {
			planned += c.Planned
			if c.Code == "LAN" {
				require.Equal(t, b.Plan.Entries[0].Amount, c.Planned)
			} else if c.Code != "STAB" {
				want := c.Past + chargeback.Ratio(c.Past, micro+1_000_000, 1_000_000) - c.Past
				require.InDelta(t, int64(want), int64(c.Planned), 2_000) // an öre for each month, target and payer
			}
		}
		require.Equal(t, o.After.Cost, planned)

		f := financing.Follow(b.Base, b.Base.Runs()[:rapid.IntRange(0, 12).Draw(t, "done")])
		require.Zero(t, f.Total.Difference())
		require.Equal(t, planned, f.Total.Forecast())
		for _, rows := range [][]financing.FollowRow{f.Months, f.Categories, f.Models} {
			var sum financing.FollowRow
			for _, r := range rows {
				sum.Budget += r.Budget
				sum.Outcome += r.Outcome
				sum.YearBudget += r.YearBudget
			}
			require.Equal(t, f.Total, sum)
		}
	})
}

// TestAvoided: six computers given back. The parts add up to what is saved;
// what is fixed is only moved.
func TestAvoided(t *testing.T) {
	base := sampleYear(t)
	var set chargeback.ChangeSet
	for _, id := range []string{"d00002", "d00004", "d00005", "d00006", "d00008", "d00009"} {
		set = append(set, chargeback.EndRows("devices", []string{id}, since(2017, 1)))
	}
	for _, variable := range []map[string]int64{nil, {"PCHW": 1_000_000}, {"PCHW": 800_000, "DRIFTPC": 300_000, "HELPDESK": 500_000}} {
		a, err := base.Avoid(set, variable, "SLF")
		require.NoError(t, err)
		requireLaws(t, a.Outcome)
		require.Equal(t, -a.Saved, a.Own+a.Others+a.OwnBudget)
		require.Negative(t, a.Own)
		var saved allocation.Ore
		for _, c := range a.Categories {
			saved += c.Saved
			require.Positive(t, c.Saved)
		}
		require.Equal(t, a.Saved, saved)
		if variable == nil {
			require.Zero(t, a.Saved)
			require.Positive(t, a.Others)
		}
	}
	_, err := base.Avoid(set, map[string]int64{"PCHW": 1_000_001}, "SLF")
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.BadShare})
}

// TestAvoidedByHand: the school gives back one of three students' computers in
// a cost that is wholly variable. 3.6 weighed computers become 3.2, so a ninth
// of 1 200 kr is saved, 11.11 kr a month.
func TestAvoidedByHand(t *testing.T) {
	a, err := school(t).Avoid(chargeback.ChangeSet{chargeback.EndRows("devices", []string{"b0"}, since(2017, 1))}, map[string]int64{"PC": 1_000_000}, "SK")
	require.NoError(t, err)
	require.Equal(t, allocation.Ore(12*11_11), a.Saved)
	require.InDelta(t, -12*11_11, int64(a.Own), 12)
	require.InDelta(t, 0, int64(a.Others), 12)
	require.Zero(t, a.OwnBudget)
}

// TestPhaseIn caps by hand, and by law.
func TestPhaseIn(t *testing.T) {
	p := financing.PhaseIn([]financing.DepartmentChange{
		{Code: "A", Before: 1000_01, After: 1200_00},
		{Code: "B", Before: 1000_00, After: 850_00},
		{Code: "C", Before: 1000_00, After: 1010_00},
		{Code: "D", After: 77_00},
	}, 50)
	require.Equal(t, []allocation.Ore{1050_01, 950_00, 1010_00, 77_00}, []allocation.Ore{p.Rows[0].Capped, p.Rows[1].Capped, p.Rows[2].Capped, p.Rows[3].Capped})
	require.Equal(t, allocation.Ore(149_99), p.Relief)
	require.Equal(t, allocation.Ore(100_00), p.Held)
	require.Equal(t, allocation.Ore(49_99), p.Cost())

	base := sampleYear(t)
	rapid.Check(t, func(t *rapid.T) {
		o, err := base.Try(drawScenario(t), nil)
		require.NoError(t, err)
		permille := int64(rapid.IntRange(0, 1100).Draw(t, "permille"))
		p := financing.PhaseIn(o.Departments, permille)
		cost := o.After.Billed
		for _, r := range p.Rows {
			cost -= r.Capped
			change := max(r.Capped-r.Before, r.Before-r.Capped)
			require.LessOrEqual(t, int64(change)*1000, int64(max(r.Before, -r.Before))*permille)
		}
		require.Equal(t, p.Cost(), cost)
	})
}

// TestFairPrices: who has more pays more and the others no more, and the money
// of the month stays what it is.
func TestFairPrices(t *testing.T) {
	list, err := sampleYear(t).FairPrices()
	require.NoError(t, err)
	models := make(map[allocation.Model]bool)
	for _, s := range list {
		models[s.Model] = true
		require.GreaterOrEqual(t, s.More, allocation.Ore(0), "%+v", s)
		require.LessOrEqual(t, s.Less, allocation.Ore(0), "%+v", s)
		require.LessOrEqual(t, s.OthersMore, allocation.Ore(0), "%+v", s)
		// Never more than a tenth of the part that the driver has of the bill.
		if s.Model == allocation.Device {
			require.LessOrEqual(t, s.More, s.Part/10+200, "%+v", s)
		}
	}
	require.Len(t, models, 5)

	one, err := school(t).FairPrices()
	require.NoError(t, err)
	// KU has 1 of 3.6 weighed computers by the staff's: 1.1 of 3.7 is 432.43 kr
	// of 1 200 with the student's 0.4, of before 466.67.
	require.Equal(t, "KU", one[0].Department)
	require.InDelta(t, 1200_00*1.5/3.7-1200_00*1.4/3.6, float64(one[0].More), 12)
}

// TestPlannedHours: a project that goes on is planned the hours of the same
// month of the year before; one that has ended is not, and what is known of the
// month stays.
func TestPlannedHours(t *testing.T) {
	records := school(t).Facts().Records()
	put := func(table string, cells ...string) {
		record := chargeback.Record{Cells: make([]string, len(chargeback.TableNamed(table).Columns))}
		copy(record.Cells, cells)
		records[table] = append(records[table], record)
	}
	put("categories", "PL", "Lön", "Projektledning")
	put("rules", "PL", "project", "1")
	put("costs", "p1", "2017-02-01", "PL", "600.00")
	put("projects", "GA", "Går på")
	put("projects", "SL", "Slut", "", "2017-12-31")
	put("project_shares", "GA", "10", "1")
	put("project_shares", "SL", "20", "1")
	put("project_hours", "GA", "2017-02", "10.5")
	put("project_hours", "SL", "2017-02", "20")
	put("project_hours", "GA", "2017-03", "7")
	put("project_hours", "GA", "2018-03", "9")
	b, err := financing.NewBudget(records, financing.BudgetPlan{Year: 2018}, open)
	require.NoError(t, err)
	volumes := b.Volumes()
	require.Equal(t, financing.Volume{Model: allocation.Project, Class: "hour", PastMicro: 37_500_000, MicroMonths: 19_500_000}, volumes[len(volumes)-1])
	require.Empty(t, b.Unallocated())
}

// TestBadPlans: categories that there are not, and months that are none.
func TestBadPlans(t *testing.T) {
	records := school(t).Facts().Records()
	for code, plan := range map[chargeback.Code]financing.BudgetPlan{
		chargeback.UnknownCode: {Year: 2018, Indexes: []financing.Index{{Category: "XX", Micro: 1}}},
		chargeback.NotMonth:    {Year: 2018, Entries: []financing.Entry{{Category: "PC", Month: 13}}},
	} {
		_, err := financing.NewBudget(records, plan, open)
		require.ErrorIs(t, err, &chargeback.Error{Code: code})
	}
}
