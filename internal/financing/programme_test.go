package financing

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// strategy is the programme of the strategy: appendices 8.4 and 8.5.
func strategy(t testing.TB) *Programme {
	t.Helper()
	var rows ProgrammeRows
	payback := map[string]map[string]string{}
	for _, row := range golden(t, "payback_84.csv") {
		payback[row["project_id"]] = row
	}
	plan := golden(t, "t84_plan_quarters_tsek.csv")
	parents := map[string]bool{}
	for _, row := range plan {
		parents[row["parent_id"]] = true
	}
	seen := map[string]bool{}
	for _, row := range plan {
		code := row["row_id"]
		if !seen[code] {
			seen[code] = true
			x := Project{Code: code, Parent: row["parent_id"], Name: row["name_sv"]}
			if p := payback[code]; p != nil {
				x.Operation, x.Saving = msek(t, p["annual_operation_msek"]), msek(t, p["annual_saving_msek"])
			}
			rows.Projects = append(rows.Projects, x)
		}
		if !parents[code] {
			quarter, ok := ParseQuarter(row["year"] + "-Q" + row["quarter"])
			require.True(t, ok)
			rows.Plan = append(rows.Plan, PlannedCost{Project: code, Quarter: quarter, Amount: tsek(t, row["amount_tsek"])})
		}
	}
	sections := map[string]Section{"drift": OperationSection, "investering": InvestmentSection, "kapitalkostnad": CapitalSection}
	projects := map[string]string{
		"Medborgarservice & E-tjänster": "1", "Ny portal (Intranät)": "2", "Geografisk IT": "3", "Bättre beslutsstöd": "4",
	}
	for _, row := range golden(t, "t85_budget_msek.csv") {
		if row["level"] != "row" {
			continue
		}
		f := Funding{
			Section: sections[row["section"]], Name: row["row_sv"], Year: int(scaled(t, row["year"], 0)), Project: projects[row["row_sv"]],
		}
		amount := Known{msek(t, row["amount_msek"]), true}
		if row["kind"] == "askat" {
			f.Requested = amount
		} else {
			f.Used = amount
		}
		rows.Funding = append(rows.Funding, f)
	}
	p, err := NewProgramme(rows)
	require.NoError(t, err)
	return p
}

// TestPlanOfTheStrategy: every figure of table 8.4.
func TestPlanOfTheStrategy(t *testing.T) {
	plan, err := strategy(t).Plan(allocation.OpenTo)
	require.NoError(t, err)
	require.Len(t, plan.Rows, 13)
	for i, row := range golden(t, "t84_row_totals_tsek.csv") {
		assert.Equal(t, row["row_id"], plan.Rows[i].Project.Code, "in the order of the table")
		assert.Equal(t, tsek(t, row["total_tsek_printed"]), plan.Rows[i].Total, row["name_sv"])
	}
	for _, row := range golden(t, "t84_plan_quarters_tsek.csv") { // those of projects with sub-projects too
		quarter, _ := ParseQuarter(row["year"] + "-Q" + row["quarter"])
		at := 4*(quarter.Year-2013) + quarter.Number - 1
		require.Equal(t, quarter, plan.Quarters[at])
		assert.Equal(t, tsek(t, row["amount_tsek"]), plan.Of(row["row_id"]).Quarters[at], "%s %s", row["row_id"], quarter)
	}
	for i, row := range golden(t, "t84_quarter_totals_tsek.csv") {
		assert.Equal(t, tsek(t, row["total_tsek_printed"]), plan.Total.Quarters[i])
	}
	for i, row := range golden(t, "t84_year_totals_tsek.csv") {
		if i < 3 {
			assert.Equal(t, tsek(t, row["total_tsek_printed"]), plan.Total.Years[i])
		} else {
			assert.Equal(t, tsek(t, row["total_tsek_computed"]), plan.Total.Total)
		}
	}
	// Nobody has decided anything, so nothing is in the plan.
	assert.Zero(t, plan.Decided.Total)
	assert.Equal(t, plan.Total, plan.Undecided)
	assert.Nil(t, plan.Of("1.4"), "the source has no such row")
}

// TestPaybackOfTheStrategy: months as printed, which leave operation out, and
// what they are with it.
func TestPaybackOfTheStrategy(t *testing.T) {
	p := strategy(t)
	plan, err := p.Plan(allocation.OpenTo)
	require.NoError(t, err)
	for _, row := range golden(t, "payback_84.csv") {
		project, ok := p.Project(row["project_id"])
		require.True(t, ok)
		cost := plan.Of(project.Code).Total
		assert.Equal(t, msek(t, row["project_cost_msek"]), cost)
		got, err := project.PaybackOf(cost)
		require.NoError(t, err)
		assert.Equal(t, scaled(t, row["payback_months_printed"], 0), got.Gross.Whole())
		assert.Equal(t, scaled(t, row["payback_months_rounded_gross"], 0), got.Gross.Whole())
		assert.Equal(t, scaled(t, row["payback_months_exact_gross"], 4), (got.Gross.Micro+50)/100)
		assert.Equal(t, scaled(t, row["payback_months_if_operation_deducted"], 4), (got.Net.Micro+50)/100)
	}
}

func TestPayback(t *testing.T) {
	f := func(cost, operation, saving allocation.Ore, gross, net Months) {
		t.Helper()
		x := Project{Operation: operation, Saving: saving}
		got, err := x.PaybackOf(cost)
		require.NoError(t, err)
		assert.Equal(t, [2]Months{gross, net}, [2]Months{got.Gross, got.Net})
	}
	month := int64(allocation.Micro)
	f(100, 0, 100, Months{Micro: 12 * month}, Months{Micro: 12 * month})
	f(100, 50, 100, Months{Micro: 12 * month}, Months{Micro: 24 * month})
	f(100, 100, 100, Months{Micro: 12 * month}, Months{Never: true})
	f(100, 0, 0, Months{Never: true}, Months{Never: true})
	f(0, 10, 0, Months{}, Months{})
	f(100, -100, 100, Months{Micro: 12 * month}, Months{Micro: 6 * month}) // cheaper operation
	f(1, 0, 24_000_001, Months{}, Months{})
	assert.EqualValues(t, 1, Months{Micro: 500_000}.Whole())
	assert.EqualValues(t, 0, Months{Micro: 499_999}.Whole())
	for _, x := range []Project{
		{Saving: 1}, {Saving: math.MaxInt64, Operation: -1}, {Operation: math.MinInt64}, {Saving: math.MinInt64, Operation: 1},
	} {
		_, err := x.PaybackOf(math.MaxInt64)
		assert.ErrorIs(t, err, &chargeback.Error{Code: chargeback.Overflow}, "%+v", x)
	}
}

// TestMoneyOfTheStrategy: every figure of table 8.5.
func TestMoneyOfTheStrategy(t *testing.T) {
	money, err := strategy(t).Money()
	require.NoError(t, err)
	require.Equal(t, []int{2013, 2014, 2015}, money.Years)
	of := func(sums FundingSums, kind string) allocation.Ore {
		known := sums.Used
		if kind == "askat" {
			known = sums.Requested
		}
		require.True(t, known.Given)
		require.False(t, sums.Granted.Given, "the table does not say what was granted")
		return known.Amount
	}
	sections := map[string]Section{"drift": OperationSection, "investering": InvestmentSection, "kapitalkostnad": CapitalSection}
	for _, row := range golden(t, "t85_budget_msek.csv") {
		at := int(scaled(t, row["year"], 0)) - 2013
		found := &money.Total
		switch row["level"] {
		case "subtotal":
			found = &money.Subtotals[sections[row["section"]]]
		case "row":
			for i := range money.Rows {
				if r := &money.Rows[i]; r.Section == sections[row["section"]] && r.Name == row["row_sv"] {
					found = r
				}
			}
		}
		assert.Equal(t, msek(t, row["amount_msek"]), of(found.Years[at], row["kind"]), row)
	}
	for _, row := range golden(t, "t85_totals_msek.csv") {
		if sum, years := money.Total.Sum, row["year"]; strings.Contains(years, "-") {
			assert.Equal(t, msek(t, row["total_msek_computed"]), of(sum, row["kind"]))
		} else {
			assert.Equal(t, msek(t, row["total_msek_printed"]), of(money.Total.Years[scaled(t, years, 0)-2013], row["kind"]))
		}
	}
	// The outlays are in the total and never in a charge.
	for i := range money.Years {
		total, outlay, charged := money.Total.Years[i], money.Subtotals[InvestmentSection].Years[i], money.Charged.Years[i]
		assert.Equal(t, total.Used.Amount-outlay.Used.Amount, charged.Used.Amount)
		assert.Equal(t, total.Requested.Amount-outlay.Requested.Amount, charged.Requested.Amount)
	}
}

// TestWhatTheStrategyDisagreesOn: 8.4 and 8.5, project by project.
func TestWhatTheStrategyDisagreesOn(t *testing.T) {
	list, err := strategy(t).Reconcile()
	require.NoError(t, err)
	rows := golden(t, "reconcile_84_vs_85.csv")
	require.Len(t, list, len(rows))
	for i, row := range rows {
		d := list[i]
		assert.Equal(t, row["project_id"], d.Project.Code)
		assert.EqualValues(t, scaled(t, row["year"], 0), d.Year)
		assert.Equal(t, tsek(t, row["t84_tsek"]), d.Planned)
		assert.Equal(t, msek(t, row["t85_drift_askat_msek"]), d.Operation)
		assert.Equal(t, msek(t, row["t85_investering_askat_msek"]), d.Investment)
		assert.Equal(t, msek(t, row["t85_sum_msek"]), d.Requested)
		assert.Equal(t, tsek(t, row["difference_tsek"]), d.Difference)
	}
}

// two is a programme of one project with two sub-projects, a department's, and
// one of the whole municipality.
func two() ProgrammeRows {
	q := Quarter{2013, 1}
	return ProgrammeRows{
		Projects: []Project{
			{Code: "1", Department: "VOF", Status: Ongoing}, {Code: "1.1", Parent: "1"}, {Code: "1.2", Parent: "1", Status: Done}, {Code: "2"},
		},
		Plan: []PlannedCost{{Project: "1.1", Quarter: q, Amount: 10}, {Project: "1.2", Quarter: q, Amount: 5}, {Project: "2", Quarter: q, Amount: 1}},
	}
}

// TestDecisions: only what is approved is in the plan.
func TestDecisions(t *testing.T) {
	decision := func(project, date string, verdict Verdict) Decision {
		return Decision{Project: project, Date: day(t, date), Verdict: verdict, Council: CentralCouncil}
	}
	f := func(on string, want allocation.Ore, decisions ...Decision) {
		t.Helper()
		rows := two()
		rows.Decisions = decisions
		p, err := NewProgramme(rows)
		require.NoError(t, err)
		plan, err := p.Plan(day(t, on))
		require.NoError(t, err)
		assert.Equal(t, want, plan.Decided.Total)
		assert.Equal(t, plan.Total.Total, plan.Decided.Total+plan.Undecided.Total)
		assert.EqualValues(t, 16, plan.Total.Total)
	}
	f("2013-12-31", 0)
	f("2013-12-31", 1, decision("2", "2013-01-01", Approved))
	f("2013-12-31", 0, decision("2", "2013-01-01", Deferred))
	f("2013-12-31", 0, decision("2", "2014-01-01", Approved))
	f("2014-01-01", 1, decision("2", "2014-01-01", Approved))
	f("2013-12-31", 15, decision("1", "2013-01-01", Approved))
	f("2013-12-31", 10, decision("1.1", "2013-01-01", Approved))
	f("2013-12-31", 5, decision("1", "2013-01-01", Approved), decision("1.1", "2013-02-01", Rejected))
	// Approving the whole again does not bring back the part that was turned down.
	f("2013-12-31", 5, decision("1", "2013-01-01", Approved), decision("1.1", "2013-02-01", Rejected), decision("1", "2013-03-01", Approved))
	// Turning down the whole stops the part; a later word on the part revives it.
	f("2013-12-31", 0, decision("1.1", "2013-01-01", Approved), decision("1", "2013-02-01", Deferred))
	f("2013-12-31", 10, decision("1", "2013-02-01", Deferred), decision("1.1", "2013-03-01", Approved))
	f("2013-12-31", 0, decision("1", "2013-01-01", Approved), decision("1", "2013-01-01", Rejected)) // the later row

	p, err := NewProgramme(two())
	require.NoError(t, err)
	var under []string
	for _, x := range p.Undecided(allocation.OpenTo) {
		under = append(under, x.Code)
	}
	assert.Equal(t, []string{"1", "1.2"}, under)
	assert.Nil(t, p.DecisionOn("9", allocation.OpenTo))
}

// TestDecidedInvestments: those of projects that are not approved are left out.
func TestDecidedInvestments(t *testing.T) {
	rows := two()
	rows.Decisions = []Decision{{Project: "2", Date: 5, Council: CentralCouncil}}
	p, err := NewProgramme(rows)
	require.NoError(t, err)
	in, err := p.DecidedInvestments([]Investment{{Code: "a"}, {Code: "b", Project: "2"}, {Code: "c", Project: "1.1"}}, 5)
	require.NoError(t, err)
	require.Len(t, in, 2)
	assert.Equal(t, "b", in[1].Code)
	_, err = p.DecidedInvestments([]Investment{{Project: "9", Line: 4}}, 5)
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.UnknownCode})
}

func TestProgrammeRefuses(t *testing.T) {
	f := func(change func(*ProgrammeRows), want chargeback.Code) {
		t.Helper()
		rows := two()
		change(&rows)
		p, err := NewProgramme(rows)
		require.ErrorIs(t, err, &chargeback.Error{Code: want})
		assert.Nil(t, p)
	}
	add := func(x Project) func(*ProgrammeRows) {
		return func(r *ProgrammeRows) { r.Projects = append(r.Projects, x) }
	}
	decide := func(d Decision) func(*ProgrammeRows) {
		return func(r *ProgrammeRows) { r.Decisions = append(r.Decisions, d) }
	}
	f(add(Project{Code: "3", Parent: "9"}), chargeback.UnknownCode)
	f(add(Project{Code: "3", Parent: "1.1"}), chargeback.SubOfSub)
	f(add(Project{Code: "3", Parent: "3"}), chargeback.SubOfSub)
	f(func(r *ProgrammeRows) { r.Plan = append(r.Plan, PlannedCost{Project: "1"}) }, chargeback.PlanOnParent)
	f(func(r *ProgrammeRows) { r.Plan = append(r.Plan, PlannedCost{Project: "9"}) }, chargeback.UnknownCode)
	f(func(r *ProgrammeRows) { r.Effects = append(r.Effects, ProjectEffect{Project: "9"}) }, chargeback.UnknownCode)
	f(func(r *ProgrammeRows) { r.Funding = append(r.Funding, Funding{Project: "9"}) }, chargeback.UnknownCode)
	f(func(r *ProgrammeRows) { r.Needs = append(r.Needs, Need{Year: 2018}) }, chargeback.NoRound)
	f(decide(Decision{Project: "9", Council: CentralCouncil}), chargeback.UnknownCode)
	f(decide(Decision{Project: "1"}), chargeback.NoCouncil)
	f(decide(Decision{Project: "1", Council: CentralCouncil, Department: "VOF"}), chargeback.NoCouncil)
	f(decide(Decision{Project: "1", Department: "SKF"}), chargeback.WrongCouncil)
	f(decide(Decision{Project: "1.1", Department: "SKF"}), chargeback.WrongCouncil)
	f(decide(Decision{Project: "2", Department: "VOF"}), chargeback.WholeCouncil)
	rows := two()
	rows.Decisions = []Decision{{Project: "1", Department: "VOF"}, {Project: "1.1", Department: "VOF"}}
	_, err := NewProgramme(rows)
	require.NoError(t, err, "a department's council decides about its own, and the parts of its own")
}

// TestLawsOfThePlan: quarters add up to years, years to totals, sub-projects to
// projects, projects to the whole, decided and undecided to the whole; credits
// count; and what does not fit is an error.
func TestLawsOfThePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := two()
		rows.Plan = nil
		for range rapid.IntRange(0, 30).Draw(t, "rows") {
			rows.Plan = append(rows.Plan, PlannedCost{
				Project: rapid.SampledFrom([]string{"1.1", "1.2", "2"}).Draw(t, "project"),
				Quarter: Quarter{rapid.IntRange(2013, 2016).Draw(t, "year"), rapid.IntRange(1, 4).Draw(t, "quarter")},
				Amount:  allocation.Ore(rapid.Int64Range(-1000, 1000).Draw(t, "amount")),
			})
		}
		for _, code := range rapid.SliceOf(rapid.SampledFrom([]string{"1", "1.1", "2"})).Draw(t, "decided") {
			rows.Decisions = append(rows.Decisions, Decision{Project: code, Council: CentralCouncil, Verdict: Verdict(rapid.IntRange(0, 2).Draw(t, "verdict"))})
		}
		p, err := NewProgramme(rows)
		require.NoError(t, err)
		plan, err := p.Plan(allocation.OpenTo)
		require.NoError(t, err)
		sum := func(amounts []allocation.Ore) (total allocation.Ore) {
			for _, a := range amounts {
				total += a
			}
			return total
		}
		var projects, subs, leaves allocation.Ore
		for i := range plan.Rows {
			r := &plan.Rows[i]
			require.Equal(t, r.Total, sum(r.Quarters))
			require.Equal(t, r.Total, sum(r.Years))
			if r.Sub {
				subs += r.Total
			} else {
				projects += r.Total
			}
			if r.Decided && (r.Sub || r.Project.Code == "2") {
				leaves += r.Total
			}
		}
		require.Equal(t, plan.Of("1").Total, subs)
		require.Equal(t, plan.Total.Total, projects)
		require.Equal(t, plan.Decided.Total, leaves)
		for q := range plan.Quarters {
			require.Equal(t, plan.Total.Quarters[q], plan.Decided.Quarters[q]+plan.Undecided.Quarters[q])
		}
	})
	rows := two()
	rows.Plan = []PlannedCost{
		{Project: "2", Quarter: Quarter{2013, 1}, Amount: math.MaxInt64}, {Project: "1.1", Quarter: Quarter{2013, 1}, Amount: 1},
	}
	overflow := &chargeback.Error{Code: chargeback.Overflow}
	for range 4 { // in a quarter, a year, the whole, and one project
		p, err := NewProgramme(rows)
		require.NoError(t, err)
		_, err = p.Plan(allocation.OpenTo)
		require.ErrorIs(t, err, overflow)
		_, err = p.Reconcile()
		require.ErrorIs(t, err, overflow)
		q := &rows.Plan[1].Quarter
		switch *q {
		case Quarter{2013, 1}:
			q.Number = 2
		case Quarter{2013, 2}:
			q.Year = 2014
		default:
			rows.Plan[1] = rows.Plan[0]
		}
	}
	rows = two()
	rows.Funding = []Funding{{Year: 2013, Used: Known{math.MaxInt64, true}, Project: "1"}, {Year: 2014, Used: Known{1, true}}}
	p, err := NewProgramme(rows)
	require.NoError(t, err)
	_, err = p.Money()
	require.ErrorIs(t, err, overflow)
}

// TestStaffing: hours asked for against hours there are, who was late, and who
// has not answered.
func TestStaffing(t *testing.T) {
	rows := two()
	rows.Rounds = []NeedRound{{Year: 2018, Due: 100, Capacity: 150_00}}
	rows.Needs = []Need{
		{Code: "B", Year: 2018, Department: "VOF", Hours: 80_50, Quarter: 2, Amount: 7, HandedIn: 100},
		{Code: "A", Year: 2018, Department: "VOF", Hours: 60_00, Quarter: 2, Amount: 5, HandedIn: 101},
		{Code: "C", Year: 2018, Department: "SKF", Hours: 20_00, HandedIn: 99, Project: "1"},
	}
	p, err := NewProgramme(rows)
	require.NoError(t, err)
	s, err := p.Staffing(2018, []string{"SKF", "TEF", "VOF"})
	require.NoError(t, err)
	assert.EqualValues(t, 160_50, s.Hours)
	assert.EqualValues(t, 10_50, s.Short)
	assert.Equal(t, [5]int64{20_00, 0, 140_50}, s.Quarters)
	assert.EqualValues(t, 37_50, s.Round.Room(3))
	assert.EqualValues(t, 12, s.Amount)
	assert.Equal(t, []string{"TEF"}, s.Silent)
	require.Len(t, s.Departments, 2)
	vof := s.Departments[1]
	assert.Equal(t, "VOF", vof.Department)
	assert.Equal(t, 1, vof.Late)
	assert.EqualValues(t, 140_50, vof.Hours)
	assert.Equal(t, []string{"A", "B"}, []string{vof.Needs[0].Code, vof.Needs[1].Code})
	_, err = p.Staffing(2019, nil)
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.NoRound})
	rows.Needs[0].Hours = math.MaxInt64
	p, err = NewProgramme(rows)
	require.NoError(t, err)
	_, err = p.Staffing(2018, nil)
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.Overflow})
}

func TestQuarter(t *testing.T) {
	q, ok := ParseQuarter("2013-Q4")
	assert.True(t, ok)
	assert.Equal(t, "2013-Q4", q.String())
	for _, text := range []string{"", "2013", "2013-04", "2013-Q0", "2013-Q5", "0000-Q1", "13-Q1", "2013-K1", "2013-Q11", "x013-Q1"} {
		_, ok := ParseQuarter(text)
		assert.False(t, ok, text)
	}
}

// TestCatalogue: each service has its level's promise, and the price of the day.
func TestCatalogue(t *testing.T) {
	levels := []ServiceLevel{{Code: "gold", Repair: 4_00}}
	prices := []ServicePrice{
		{allocation.Port, "switch", 325_000_000, allocation.Span{From: 10, To: 19}},
		{allocation.Port, "switch", 350_000_000, allocation.Span{From: 20, To: allocation.OpenTo}},
	}
	services := []Service{
		{Code: "S", Level: "gold", Model: allocation.Port, Class: "switch"},
		{Code: "K", Level: "gold", Model: allocation.User, Class: "user"},
	}
	f := func(on allocation.Date, want int64) {
		t.Helper()
		c, err := NewCatalogue(services, levels, prices, on)
		require.NoError(t, err)
		assert.EqualValues(t, 4_00, c.Entries[0].Promise.Repair)
		assert.Nil(t, c.Entries[1].Price, "no price is not a price of nothing")
		if want == 0 {
			assert.Nil(t, c.Entries[0].Price)
		} else {
			assert.Equal(t, want, c.Entries[0].Price.Micro)
		}
	}
	f(9, 0)
	f(10, 325_000_000)
	f(20, 350_000_000)
	refuse := func(s Service, want chargeback.Code) {
		t.Helper()
		_, err := NewCatalogue([]Service{s}, levels, nil, 1)
		require.ErrorIs(t, err, &chargeback.Error{Code: want})
	}
	refuse(Service{Level: "platinum", Model: allocation.User}, chargeback.UnknownCode)
	refuse(Service{Level: "gold", Model: allocation.Port, Class: "hub"}, chargeback.NotOneOf)
	refuse(Service{Level: "gold", Model: allocation.Central}, chargeback.ModelNoPrice)
}
