package chargeback

import (
	"slices"

	"chargeback/allocation"
)

// Scope says whose bills may be read. The zero value reads none.
type Scope struct {
	All                      bool
	Departments, CostCenters []string // sorted
}

// Department says whether the whole bill of a department may be read.
func (s Scope) Department(code string) bool {
	return s.All || slices.Contains(s.Departments, code)
}

// CostCenter says whether the lines of a department's cost centre may be read.
func (s Scope) CostCenter(department, code string) bool {
	return s.Department(department) || slices.Contains(s.CostCenters, code)
}

// Reads says whether any line of a department could be: those of a cost centre
// may be of any department.
func (s Scope) Reads(department string) bool {
	return s.Department(department) || len(s.CostCenters) > 0
}

// None says whether nothing may be read.
func (s Scope) None() bool {
	return !s.All && len(s.Departments) == 0 && len(s.CostCenters) == 0
}

// readsAll are the roles that read every bill (TRUST, matrix).
var readsAll = []Role{Finance, Chief, Auditor}

// Scope is whose bills the person may read on a day: all of them by role, else
// those of the grants that are valid on it, for all months. An inactive person
// reads none.
func (p *Person) Scope(today allocation.Date) Scope {
	var s Scope
	switch {
	case !p.Active:
		return s
	case slices.ContainsFunc(readsAll, p.Has):
		s.All = true
		return s
	}
	for _, g := range p.Grants {
		switch {
		case !g.Valid.Contains(today):
		case g.Department != "":
			s.Departments = append(s.Departments, g.Department)
		default:
			s.CostCenters = append(s.CostCenters, g.CostCenter)
		}
	}
	slices.Sort(s.Departments)
	slices.Sort(s.CostCenters)
	s.Departments, s.CostCenters = slices.Compact(s.Departments), slices.Compact(s.CostCenters)
	return s
}
