package tables

import (
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// addsCodes makes the index of codes with the systems and projects that come.
// It is false where they cannot be read by themselves: where a system has the
// code of an application, and where all rows are counted anew.
func (c *change) addsCodes() bool {
	if c.measures() {
		return false
	}
	before := c.base.set.Facts.Index
	for i := range c.Plan.Tables {
		t := &c.Plan.Tables[i]
		if t.New == 0 || t.Table.Name != "systems" && t.Table.Name != "projects" {
			continue
		}
		to := c.codes(t.Table.Name)
		all := slices.Clone(to.List())
		for _, r := range t.Change.Added {
			code := t.Table.KeyOf(r)
			if _, known := to.Index(code); known {
				continue
			}
			if _, is := before.Applications.Index(code); is || code == "" {
				return false
			}
			all = append(all, code)
			if t.Table.Name == "systems" {
				c.added = append(c.added, r)
			}
		}
		*to = chargeback.NewCodes(all)
	}
	c.SameCodes = false
	if len(c.added) > 0 {
		c.Systems = places(before.Systems, c.index.Systems)
	}
	return true
}

// codes are those of a table that others refer to, after the change.
func (c *change) codes(table string) *chargeback.Codes {
	switch table {
	case "cost_centers":
		return &c.index.CostCenters
	case "systems":
		return &c.index.Systems
	default:
		return &c.index.Projects
	}
}

// code is the number of a code after the change.
func (c *change) code(table, code string) (int32, bool) { return c.codes(table).Index(code) }

// places are the numbers after a change by those before it.
func places(before, after chargeback.Codes) []int32 {
	to := make([]int32, before.Len())
	for i, code := range before.List() {
		to[i], _ = after.Index(code)
	}
	return to
}

// renumbered are the small tables as they are before the change, with the
// numbers that systems and projects have after it. What need not change is
// shared.
func (c *change) renumbered() chargeback.Rows {
	before := c.base.set.Facts
	rows := before.Rows
	if c.SameCodes {
		return rows
	}
	systems, projects := places(before.Systems, c.index.Systems), places(before.Projects, c.index.Projects)
	rows.Systems = slices.Clone(rows.Systems)
	for i := range rows.Systems {
		rows.Systems[i].Code = systems[rows.Systems[i].Code]
	}
	rows.Projects = slices.Clone(rows.Projects)
	for i := range rows.Projects {
		rows.Projects[i].Code = projects[rows.Projects[i].Code]
	}
	rows.SystemShares, rows.ProjectShares = slices.Clone(rows.SystemShares), slices.Clone(rows.ProjectShares)
	for i := range rows.SystemShares {
		rows.SystemShares[i].Object = systems[rows.SystemShares[i].Object]
	}
	for i := range rows.ProjectShares {
		rows.ProjectShares[i].Object = projects[rows.ProjectShares[i].Object]
	}
	rows.ProjectHours = slices.Clone(rows.ProjectHours)
	for i := range rows.ProjectHours {
		rows.ProjectHours[i].Project = projects[rows.ProjectHours[i].Project]
	}
	rows.Costs = slices.Clone(rows.Costs)
	for i := range rows.Costs {
		switch cost := &rows.Costs[i]; cost.TargetOf {
		case allocation.System:
			cost.Target = systems[cost.Target]
		case allocation.Project:
			cost.Target = projects[cost.Target]
		default: // of no target, or of applications, which keep their numbers
		}
	}
	return rows
}

func (c *change) large(records chargeback.Records) (*chargeback.Large, error) {
	r := c.reader(records)
	r.readLarge()
	return &r.large, r.told()
}

// reader reads rows that refer to the codes after the change.
func (c *change) reader(records chargeback.Records) *reader {
	f := &c.index
	r := &reader{
		source: OpenRecords(records, asIs), progress: func(int) {}, reports: make(map[*schema]*report), rows: make(map[string]int),
	}
	for _, t := range schemas {
		r.reports[t] = &report{table: t, file: t.name}
	}
	r.departments = lookup{Codes: f.Departments, table: departmentsTable}
	r.costCenters = lookup{Codes: f.CostCenters, table: costCentersTable}
	r.categories = lookup{Codes: f.Categories, table: categoriesTable}
	r.systems = lookup{Codes: f.Systems, table: systemsTable}
	r.applications = lookup{Codes: f.Applications, table: applicationsTable}
	r.projects = lookup{Codes: f.Projects, table: projectsTable}
	before := c.base.set.Facts
	r.small.Departments = before.Rows.Departments
	r.sharedByUsers = make([]bool, f.Systems.Len())
	for i := range before.Rows.Systems {
		if s := &before.Rows.Systems[i]; s.Sharing == chargeback.ByUsers {
			code := s.Code
			if c.Systems != nil {
				code = c.Systems[code]
			}
			r.sharedByUsers[code] = true
		}
	}
	for i := range c.added {
		if code, _ := f.Systems.Index(systemsTable.KeyOf(c.added[i])); hasUsers(c.added[i : i+1]) {
			r.sharedByUsers[code] = true
		}
	}
	return r
}
