package financing

import (
	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Council is who decides about IT (appendix 8.6 of the strategy).
type Council uint8

// The councils: a department's own decides what concerns it alone; the central
// IT council decides what concerns several, and may decide anything.
const (
	DepartmentCouncil Council = iota
	CentralCouncil
)

// Councils are the codes of the councils, by Council.
var Councils = []string{"department", "central"}

// Verdict is what a council decided.
type Verdict uint8

// The verdicts. Only an approved project is in the plan.
const (
	Approved Verdict = iota
	Rejected
	Deferred
)

// Verdicts are the codes of the verdicts, by Verdict.
var Verdicts = []string{"approved", "rejected", "deferred"}

// Decision is one about a project, as the minutes have it.
type Decision struct {
	Project    string
	Date       allocation.Date
	Council    Council
	Department string // whose council; "" for the central one
	Verdict    Verdict
	Minutes    string // where it stands in the minutes
	Line       int
}

// wrong says why the decision cannot stand for a project of a department, or "".
func (d *Decision) wrong(department string) (chargeback.Code, []string) {
	switch {
	case d.Council == CentralCouncil && d.Department == "":
		return "", nil
	case d.Council == CentralCouncil || d.Department == "":
		return chargeback.NoCouncil, nil
	case department == "":
		return chargeback.WholeCouncil, nil
	case d.Department != department:
		return chargeback.WrongCouncil, []string{department}
	}
	return "", nil
}

// DecisionOn returns the decision about a project that counts on a day: the
// latest about it. A sub-project's is the latest about itself, where it has one;
// it falls when the project it belongs to is turned down on the same day or
// later. nil: none has been made.
func (p *Programme) DecisionOn(code string, on allocation.Date) *Decision {
	project, ok := p.Project(code)
	if !ok {
		return nil
	}
	own := p.latest(code, on)
	if project.Parent == "" {
		return own
	}
	above := p.latest(project.Parent, on)
	switch {
	case own == nil:
		return above
	case own.Verdict == Approved && above != nil && above.Verdict != Approved && above.Date >= own.Date:
		return above
	}
	return own
}

// latest returns the last decision about a project itself. Of two on one day the
// later row counts.
func (p *Programme) latest(code string, on allocation.Date) *Decision {
	var last *Decision
	for i := range p.Decisions {
		d := &p.Decisions[i]
		if d.Project == code && d.Date <= on && (last == nil || d.Date >= last.Date) {
			last = d
		}
	}
	return last
}

// Decided says whether a project is approved on a day.
func (p *Programme) Decided(code string, on allocation.Date) bool {
	d := p.DecisionOn(code, on)
	return d != nil && d.Verdict == Approved
}

// Undecided returns the projects that are under way or done though no council
// has approved them by the day.
func (p *Programme) Undecided(on allocation.Date) []*Project {
	var list []*Project
	for i := range p.Projects {
		x := &p.Projects[i]
		if (x.Status == Ongoing || x.Status == Done) && !p.Decided(x.Code, on) {
			list = append(list, x)
		}
	}
	return list
}

// DecidedInvestments returns the investments that are in the plan on a day:
// those of no project, and those of approved projects. An investment of a
// project that is not in the programme is an error, a [chargeback.Errors].
func (p *Programme) DecidedInvestments(all []Investment, on allocation.Date) ([]Investment, error) {
	var in []Investment
	var errs chargeback.Errors
	for _, v := range all {
		if v.Project != "" {
			if _, ok := p.index[v.Project]; !ok {
				errs.Add(&chargeback.Error{
					Code: chargeback.UnknownCode, File: "investments", Line: v.Line, Column: "project", Value: v.Project, Args: []string{"programme"},
				})
				continue
			}
		}
		if v.Project == "" || p.Decided(v.Project, on) {
			in = append(in, v)
		}
	}
	if errs.Count > 0 {
		return nil, &errs
	}
	return in, nil
}
