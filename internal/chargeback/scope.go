package chargeback

import "slices"

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
