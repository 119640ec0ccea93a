package chargeback

import (
	"chargeback/allocation"
)

// Kind is what a department is.
type Kind uint8

// The kinds of departments (SPEC §2).
const (
	Administration Kind = iota
	Company
	Partner
	IT
)

// Kinds are the codes of the kinds, by Kind.
var Kinds = []string{"administration", "company", "partner", "it"}

// Sharing says who pays for a system.
type Sharing uint8

// The ways to share a system (SPEC §2).
const (
	ByOwner Sharing = iota
	ByShares
	ByUsers
)

// Sharings are the codes of the ways to share, by Sharing.
var Sharings = []string{"owner", "fixed", "users"}

// None is the index of a code that is not given.
const None int32 = -1

// The rows of the small tables. Codes are indices of the Codes in [Facts];
// shares, weights and prices are in micro-units, hours in hundredths.
type (
	// Setting is a row of settings.
	Setting struct {
		Key, Value string
		Valid      allocation.Span
	}
	// Department is a row of departments.
	Department struct {
		Code    int32
		Name    string
		Kind    Kind
		Charged bool
		Valid   allocation.Span
	}
	// CostCenter is a row of cost_centers.
	CostCenter struct {
		Code, Department int32
		Name             string
		Valid            allocation.Span
	}
	// Category is a row of categories.
	Category struct {
		Code           int32
		CostType, Name string
	}
	// Rule is a row of rules.
	Rule struct {
		Category int32
		Model    allocation.Model
		Classes  allocation.ClassSet
		Share    int64
		Valid    allocation.Span
	}
	// Weight is a row of weights.
	Weight struct {
		Model allocation.Model
		Class int32
		Micro int64
		Valid allocation.Span
	}
	// Price is a row of prices. Object is a tier or class, the number of an
	// application from 1, or 0 for user and hour.
	Price struct {
		Model  allocation.Model
		Object int32
		Micro  int64
		Valid  allocation.Span
	}
	// System is a row of systems.
	System struct {
		Code, Owner int32
		Name        string
		Tier        uint8
		Sharing     Sharing
		Valid       allocation.Span
	}
	// Share is a row of system_shares or project_shares; Object is the system
	// or project.
	Share struct {
		Object, CostCenter int32
		Micro              int64
		Valid              allocation.Span
	}
	// Application is a row of applications.
	Application struct {
		Code           int32
		Name, Supplier string
	}
	// Project is a row of projects.
	Project struct {
		Code  int32
		Name  string
		Valid allocation.Span
	}
	// Hours is a row of project_hours.
	Hours struct {
		Project int32
		Period  allocation.Period
		Centi   int64
	}
	// Cost is a row of costs. Span is the days that an accrued cost is
	// apportioned over; it is empty (To before From) for one that is not.
	Cost struct {
		ID       string
		Line     int
		Date     allocation.Date
		Span     allocation.Span
		Amount   allocation.Ore
		Category int32
		Target   int32 // of TargetOf; applications are numbered from 1
		TargetOf allocation.Model
		PaidBy   int32 // a department, or None: IT
		Text     string
	}
)

// NotAccrued is the Span of a cost that belongs to the month of its date.
var NotAccrued = allocation.Span{From: 1, To: 0}

// Accrued says whether the cost is apportioned over several months.
func (c *Cost) Accrued() bool { return c.Span.From <= c.Span.To }

// Days returns the days that decide the cost's months.
func (c *Cost) Days() allocation.Span {
	if c.Accrued() {
		return c.Span
	}
	return allocation.Span{From: c.Date, To: c.Date}
}

func (r Department) validity() allocation.Span { return r.Valid }
func (r CostCenter) validity() allocation.Span { return r.Valid }
func (r System) validity() allocation.Span     { return r.Valid }
func (r Project) validity() allocation.Span    { return r.Valid }

// Rows are the small tables as they were read, and the costs.
type Rows struct {
	Settings      []Setting
	Departments   []Department
	CostCenters   []CostCenter
	Categories    []Category
	Rules         []Rule
	Weights       []Weight
	Prices        []Price
	Systems       []System
	SystemShares  []Share
	Applications  []Application
	Projects      []Project
	ProjectShares []Share
	ProjectHours  []Hours
	Costs         []Cost
}

// Index are the codes that rows refer to by number.
type Index struct {
	Departments, CostCenters, Categories, Systems, Applications, Projects Codes
}

// Facts are what is known of a municipality, besides the large tables that
// only matter as [Counts]. They are read-only.
type Facts struct {
	Index
	Rows         Rows
	departments  history[Department]
	costCenters  history[CostCenter]
	systems      history[System]
	projects     history[Project]
	categories   []Category    // by index
	applications []Application // by index
}

// NewFacts takes rows that have been checked (SPEC §2): every index is of its
// Codes, every code has a row, and rows of one key do not overlap.
func NewFacts(index Index, rows Rows) *Facts {
	f := &Facts{Index: index, Rows: rows}
	f.departments = newHistory(rows.Departments, index.Departments.Len(), func(r *Department) int32 { return r.Code })
	f.costCenters = newHistory(rows.CostCenters, index.CostCenters.Len(), func(r *CostCenter) int32 { return r.Code })
	f.systems = newHistory(rows.Systems, index.Systems.Len(), func(r *System) int32 { return r.Code })
	f.projects = newHistory(rows.Projects, index.Projects.Len(), func(r *Project) int32 { return r.Code })
	f.categories = make([]Category, index.Categories.Len())
	for _, c := range rows.Categories {
		f.categories[c.Code] = c
	}
	f.applications = make([]Application, index.Applications.Len())
	for _, a := range rows.Applications {
		f.applications[a.Code] = a
	}
	return f
}

// Category returns a category's row.
func (f *Facts) Category(i int32) Category { return f.categories[i] }

// Application returns an application's row.
func (f *Facts) Application(i int32) Application { return f.applications[i] }

// Setting returns the value of a key that is valid on the month's last day,
// or "".
func (f *Facts) Setting(key string, p allocation.Period) string {
	for i := range f.Rows.Settings {
		if s := &f.Rows.Settings[i]; s.Key == key && s.Valid.Contains(p.Last()) {
			return s.Value
		}
	}
	return ""
}

// Clock returns how days are counted in a month (SPEC §4).
func (f *Facts) Clock(p allocation.Period) allocation.Clock {
	if f.Setting("measure", p) == "month_end" {
		return allocation.NewClock(p, allocation.MonthEnd)
	}
	return allocation.NewClock(p, allocation.Daily)
}

// KindOf returns what a department is in a month.
func (f *Facts) KindOf(department int32, p allocation.Period) Kind {
	return f.departments.atEnd(department, p).Kind
}
