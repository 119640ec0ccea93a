package financing

import (
	"cmp"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
)

// MostCompared is how many scenarios can be set side by side.
const MostCompared = 4

// Comparison is scenarios side by side, each beside the same months as they
// are. Amounts are in the order of the scenarios.
type Comparison struct {
	Base        *Base
	Before      chargeback.Totals
	Scenarios   []ComparedScenario
	Departments []ComparedDepartment // those with a bill in any of them, by code
	Models      []ComparedModel      // those with costs or bills in any of them, by number
}

// ComparedScenario is what a step comes to by itself.
type ComparedScenario struct {
	Name    string
	Outcome *Outcome
}

// ComparedDepartment is what a department owes by each scenario.
type ComparedDepartment struct {
	Code, Name string
	Before     allocation.Ore
	After      []allocation.Ore
}

// ComparedModel is what a model costs and its bills recover by each scenario.
type ComparedModel struct {
	Model  allocation.Model
	Before Recovery
	After  []Recovery
}

// ComparedCause is what a cause does to a bill by each scenario.
type ComparedCause struct {
	Cause   causes.Cause
	Amounts []allocation.Ore
}

// Compare tries each step by itself on the months. The error is that of
// [Base.Try].
func (b *Base) Compare(steps []Step) (*Comparison, error) {
	c := &Comparison{Base: b, Before: b.Totals()}
	for i, step := range steps {
		o, err := b.Try(step.Changes, nil)
		if err != nil {
			return nil, err
		}
		c.Scenarios = append(c.Scenarios, ComparedScenario{step.Name, o})
		for j := range o.Departments {
			d := &o.Departments[j]
			row := c.department(d, len(steps))
			row.After[i] = d.After
		}
		for _, m := range o.Models {
			c.model(m, len(steps)).After[i] = m.After
		}
	}
	slices.SortFunc(c.Departments, func(a, b ComparedDepartment) int { return strings.Compare(a.Code, b.Code) })
	slices.SortFunc(c.Models, func(a, b ComparedModel) int { return cmp.Compare(a.Model, b.Model) })
	return c, nil
}

// department is the row of a department. One that has no bill in a scenario has
// none before either, or the scenario would tell it.
func (c *Comparison) department(d *DepartmentChange, scenarios int) *ComparedDepartment {
	i := slices.IndexFunc(c.Departments, func(row ComparedDepartment) bool { return row.Code == d.Code })
	if i < 0 {
		i = len(c.Departments)
		c.Departments = append(c.Departments, ComparedDepartment{d.Code, d.Name, d.Before, make([]allocation.Ore, scenarios)})
	}
	return &c.Departments[i]
}

func (c *Comparison) model(m ModelChange, scenarios int) *ComparedModel {
	i := slices.IndexFunc(c.Models, func(row ComparedModel) bool { return row.Model == m.Model })
	if i < 0 {
		i = len(c.Models)
		c.Models = append(c.Models, ComparedModel{m.Model, m.Before, make([]Recovery, scenarios)})
	}
	return &c.Models[i]
}

// Causes split what each scenario does to a department's bill, "" for all
// bills: the amounts of a scenario add up to its difference.
func (c *Comparison) Causes(department string) []ComparedCause {
	var all []ComparedCause
	for i := range c.Scenarios {
		for _, part := range c.Scenarios[i].Outcome.Split(department).Parts {
			at := slices.IndexFunc(all, func(row ComparedCause) bool { return row.Cause == part.Cause })
			if at < 0 {
				at = len(all)
				all = append(all, ComparedCause{part.Cause, make([]allocation.Ore, len(c.Scenarios))})
			}
			all[at].Amounts[i] += part.Amount
		}
	}
	slices.SortFunc(all, func(a, b ComparedCause) int { return cmp.Compare(a.Cause, b.Cause) })
	return all
}
