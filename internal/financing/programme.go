package financing

import (
	"fmt"
	"slices"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Status is how far a project has come, as its owner tells it. Whether it is
// decided is told by its decisions alone.
type Status uint8

// The statuses of a project.
const (
	Proposed Status = iota
	Planned
	Ongoing
	Done
	Stopped
)

// Statuses are the codes of the statuses, by Status.
var Statuses = []string{"proposed", "planned", "ongoing", "done", "stopped"}

// Project is a project or sub-project of the programme. Yearly amounts are of
// the years after it is done.
type Project struct {
	Code, Parent string // a sub-project has the parent that it belongs to
	Name         string
	Owner        string // who answers for it: a role or a unit
	Department   string // whose it is, or "": the whole municipality's
	Goal         string
	Status       Status
	Operation    allocation.Ore // yearly operation and maintenance
	Saving       allocation.Ore // yearly, when fully carried out, before that operation
	Line         int
}

// ProjectEffect is one positive effect of a project, in words.
type ProjectEffect struct {
	Project, Text string
	Line          int
}

// Quarter is a quarter of a calendar year, 1 to 4.
type Quarter struct{ Year, Number int }

// ParseQuarter reads 2013-Q1.
func ParseQuarter(text string) (Quarter, bool) {
	if len(text) != 7 || text[4] != '-' || text[5] != 'Q' || text[6] < '1' || text[6] > '4' {
		return Quarter{}, false
	}
	period, ok := allocation.ParsePeriod(text[:5] + "01")
	return Quarter{period.Year, int(text[6] - '0')}, ok
}

// String prints 2013-Q1.
func (q Quarter) String() string { return fmt.Sprintf("%04d-Q%d", q.Year, q.Number) }

// PlannedCost is what a project is planned to cost in a quarter.
type PlannedCost struct {
	Project string
	Quarter Quarter
	Amount  allocation.Ore
	Line    int
}

// ProgrammeRows are the tables of a programme as they were read. Rows of one key
// stand once.
type ProgrammeRows struct {
	Projects  []Project
	Effects   []ProjectEffect
	Plan      []PlannedCost
	Decisions []Decision
	Funding   []Funding
	Rounds    []NeedRound
	Needs     []Need
}

// Programme is projects and what is planned, decided and paid for them. It is
// read-only.
type Programme struct {
	ProgrammeRows
	index    map[string]int // of Projects, by code
	children [][]int        // of each project, in order
	top      []int          // projects that are nobody's sub-project, in order
}

// NewProgramme checks that the rows fit together: codes that are referred to
// exist, sub-projects have no sub-projects, and decisions are made by who may
// make them. The rows are the programme's from then on. The error is a
// [chargeback.Errors]; its places are names of tables.
func NewProgramme(rows ProgrammeRows) (*Programme, error) {
	p := &Programme{ProgrammeRows: rows, index: make(map[string]int, len(rows.Projects)), children: make([][]int, len(rows.Projects))}
	for i := range rows.Projects {
		p.index[rows.Projects[i].Code] = i
	}
	var errs chargeback.Errors
	fail := func(code chargeback.Code, table string, line int, column, value string, args ...string) {
		errs.Add(&chargeback.Error{Code: code, File: table, Line: line, Column: column, Value: value, Args: args})
	}
	// known says whether a code that is not empty is a project's, and tells it
	// where it is not.
	known := func(table string, line int, column, code string) (*Project, bool) {
		if code == "" {
			return nil, false
		}
		i, ok := p.index[code]
		if !ok {
			fail(chargeback.UnknownCode, table, line, column, code, "programme")
			return nil, false
		}
		return &rows.Projects[i], true
	}
	for i := range rows.Projects {
		x := &rows.Projects[i]
		parent, ok := known("programme", x.Line, "parent", x.Parent)
		switch {
		case ok && (parent.Parent != "" || parent == x):
			fail(chargeback.SubOfSub, "programme", x.Line, "parent", x.Code, x.Parent)
		case ok:
			at := p.index[x.Parent]
			p.children[at] = append(p.children[at], i)
		case x.Parent == "":
			p.top = append(p.top, i)
		}
	}
	for _, x := range rows.Effects {
		known("programme_effects", x.Line, "project", x.Project)
	}
	for _, x := range rows.Plan {
		if _, ok := known("programme_plan", x.Line, "project", x.Project); ok && len(p.children[p.index[x.Project]]) > 0 {
			fail(chargeback.PlanOnParent, "programme_plan", x.Line, "project", x.Project)
		}
	}
	for i := range rows.Decisions {
		d := &rows.Decisions[i]
		if project, ok := known("programme_decisions", d.Line, "project", d.Project); ok {
			department := project.Department
			if department == "" && project.Parent != "" {
				if at, ok := p.index[project.Parent]; ok {
					department = rows.Projects[at].Department
				}
			}
			if code, args := d.wrong(department); code != "" {
				fail(code, "programme_decisions", d.Line, "department", d.Project, args...)
			}
		}
	}
	for _, x := range rows.Funding {
		known("programme_funding", x.Line, "project", x.Project)
	}
	for _, x := range rows.Needs {
		known("needs", x.Line, "project", x.Project)
		if _, ok := p.Round(x.Year); !ok {
			fail(chargeback.NoRound, "needs", x.Line, "year", strconv.Itoa(x.Year))
		}
	}
	if errs.Count > 0 {
		return nil, &errs
	}
	return p, nil
}

// Project returns a project by its code.
func (p *Programme) Project(code string) (*Project, bool) {
	i, ok := p.index[code]
	if !ok {
		return nil, false
	}
	return &p.Projects[i], true
}

// EffectsOf returns the positive effects of a project.
func (p *Programme) EffectsOf(code string) []string {
	var texts []string
	for _, e := range p.Effects {
		if e.Project == code {
			texts = append(texts, e.Text)
		}
	}
	return texts
}

// PlanRow is a row of the plan: a project, a sub-project, or a total. Quarters
// and Years have the columns of the [PlanTable].
type PlanRow struct {
	Project  *Project // nil: a total
	Sub      bool     // of the project above
	Decided  bool
	Quarters []allocation.Ore
	Years    []allocation.Ore
	Total    allocation.Ore
}

// PlanTable is the plan of all costs, as appendix 8.4 of the strategy has it.
// Every project is there; Decided is the total of those that a council has
// approved, which alone are in the plan, and Undecided of the rest. These two
// add up to Total.
type PlanTable struct {
	Quarters                  []Quarter // all four of every year that has a cost
	Years                     []int
	Rows                      []PlanRow // projects in order, each with its sub-projects below it
	Total, Decided, Undecided PlanRow
}

// Plan adds up the planned costs with what is decided on a day. The error is a
// [chargeback.Error] where a total does not fit.
func (p *Programme) Plan(on allocation.Date) (*PlanTable, error) {
	t := &PlanTable{}
	for _, c := range p.ProgrammeRows.Plan {
		if at, found := slices.BinarySearch(t.Years, c.Quarter.Year); !found {
			t.Years = slices.Insert(t.Years, at, c.Quarter.Year)
		}
	}
	for _, year := range t.Years {
		for number := 1; number <= 4; number++ {
			t.Quarters = append(t.Quarters, Quarter{year, number})
		}
	}
	own := make([]planSum, len(p.Projects))
	for i := range own {
		own[i] = make(planSum, len(t.Quarters))
	}
	for _, c := range p.ProgrammeRows.Plan {
		year, _ := slices.BinarySearch(t.Years, c.Quarter.Year)
		own[p.index[c.Project]][4*year+c.Quarter.Number-1].Add(c.Amount)
	}
	total, decided, undecided := make(planSum, len(t.Quarters)), make(planSum, len(t.Quarters)), make(planSum, len(t.Quarters))
	for _, i := range p.top {
		at := len(t.Rows)
		t.Rows = append(t.Rows, PlanRow{Project: &p.Projects[i]})
		whole := make(planSum, len(t.Quarters))
		for _, leaf := range append([]int{i}, p.children[i]...) {
			isDecided := p.Decided(p.Projects[leaf].Code, on)
			for q, sum := range own[leaf] {
				amount, err := sum.Total()
				if err != nil {
					return nil, overflowIn(t.Quarters[q].String(), p.Projects[leaf].Code)
				}
				whole[q].Add(amount)
				total[q].Add(amount)
				if isDecided {
					decided[q].Add(amount)
				} else {
					undecided[q].Add(amount)
				}
			}
			row, err := own[leaf].row(t)
			if err != nil {
				return nil, err
			}
			row.Project, row.Sub, row.Decided = &p.Projects[leaf], leaf != i, isDecided
			if leaf != i {
				t.Rows = append(t.Rows, row)
			}
		}
		row, err := whole.row(t)
		if err != nil {
			return nil, err
		}
		row.Project, row.Decided = &p.Projects[i], p.Decided(p.Projects[i].Code, on)
		t.Rows[at] = row
	}
	for _, sum := range []struct {
		to  *PlanRow
		sum planSum
	}{{&t.Total, total}, {&t.Decided, decided}, {&t.Undecided, undecided}} {
		var err error
		if *sum.to, err = sum.sum.row(t); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Of returns the row of a project, or nil.
func (t *PlanTable) Of(code string) *PlanRow {
	for i := range t.Rows {
		if t.Rows[i].Project.Code == code {
			return &t.Rows[i]
		}
	}
	return nil
}

// In returns what a row comes to in a year.
func (t *PlanTable) In(row *PlanRow, year int) allocation.Ore {
	if at, found := slices.BinarySearch(t.Years, year); found {
		return row.Years[at]
	}
	return 0
}

// planSum is a row being added up, by quarter.
type planSum []allocation.Sum

// row adds the quarters up to years and the whole.
func (s planSum) row(t *PlanTable) (PlanRow, error) {
	r := PlanRow{Quarters: make([]allocation.Ore, len(s)), Years: make([]allocation.Ore, len(t.Years))}
	var whole allocation.Sum
	for y := range t.Years {
		var year allocation.Sum
		for q := 4 * y; q < 4*y+4; q++ {
			amount, err := s[q].Total()
			if err != nil {
				return r, overflowIn(t.Quarters[q].String(), "")
			}
			r.Quarters[q] = amount
			year.Add(amount)
			whole.Add(amount)
		}
		var err error
		if r.Years[y], err = year.Total(); err != nil {
			return r, overflowIn(strconv.Itoa(t.Years[y]), "")
		}
	}
	var err error
	if r.Total, err = whole.Total(); err != nil {
		return r, overflowIn(strconv.Itoa(t.Years[len(t.Years)-1]), "")
	}
	return r, nil
}
