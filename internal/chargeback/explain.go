package chargeback

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"chargeback/allocation"
)

// Explain tells how a line came to be. Pools are those of the run; see
// [Run.Sources] for what each was made of.
func (r *Run) Explain(b *BillLine) allocation.Explanation { return r.engine.Explain(b.line) }

// Source is one of the sums that a pool was made of.
type Source struct {
	Object   string // the system, application or project that the costs name, or ""
	TargetOf allocation.Model
	Sum      allocation.Share // the category's sum for it, over the shares of its rules
	costs    []int32
	month    *Month
}

// Sources yields what a pool was made of.
func (r *Run) Sources(pool *allocation.Pool) iter.Seq[Source] {
	return func(yield func(Source) bool) {
		for s := range r.engine.Sources(pool) {
			source := Source{TargetOf: s.TargetOf, Sum: s.Sum, costs: s.Costs, month: r.Month}
			if s.TargetOf != 0 {
				source.Object = r.Month.object(s.TargetOf, s.Target)
			}
			if !yield(source) {
				return
			}
		}
	}
}

// Len returns the number of cost rows of the source.
func (s *Source) Len() int { return len(s.costs) }

// Costs yields the cost rows of the source, each with its amount for the
// month.
func (s *Source) Costs() iter.Seq2[*Cost, allocation.Ore] {
	return func(yield func(*Cost, allocation.Ore) bool) {
		for _, i := range s.costs {
			if !yield(&s.month.Facts.Rows.Costs[s.month.costRows[i]], s.month.input.Costs[i].Amount) {
				return
			}
		}
	}
}

// Names of what a line stands for.

// DepartmentName returns a department's name in the month.
func (m *Month) DepartmentName(code string) string {
	if i, ok := m.Facts.Departments.Index(code); ok {
		return m.Facts.departments.atEnd(i, m.Period).Name
	}
	return code
}

// CostCenterName returns a cost centre's name in the month.
func (m *Month) CostCenterName(code string) string {
	if i, ok := m.Facts.CostCenters.Index(code); ok {
		return m.Facts.costCenters.atEnd(i, m.Period).Name
	}
	return code
}

// CategoryName returns a category's name; "" where there is none.
func (m *Month) CategoryName(code string) string {
	if i, ok := m.Facts.Categories.Index(code); ok {
		return m.Facts.categories[i].Name
	}
	return code
}

// ObjectName returns the name of a system, application or project; classes are
// their own names.
func (m *Month) ObjectName(model allocation.Model, code string) string {
	switch i, ok := m.objectIndex(model, code); {
	case !ok:
	case model == allocation.System:
		return m.systems[i].Name
	case model == allocation.Project:
		return m.Facts.projects.atEnd(i, m.Period).Name
	case model == allocation.User && code != "":
		return m.Facts.applications[i-1].Name
	}
	return code
}

// Tier returns the tier of a system in the month.
func (m *Month) Tier(system string) string {
	i, ok := m.Facts.Systems.Index(system)
	if !ok {
		return ""
	}
	return allocation.System.Classes()[m.systems[i].Tier]
}

// Sharing returns how a system is shared in the month.
func (m *Month) Sharing(system string) Sharing {
	i, _ := m.Facts.Systems.Index(system)
	return m.systems[i].Sharing
}

// ClassWeight returns the weight of a model's class in micro-units.
func (m *Month) ClassWeight(model allocation.Model, class string) int64 {
	i, ok := model.ParseClass(class)
	if !ok {
		return allocation.Micro
	}
	return m.input.Drivers[model].Weight[i]
}

// Municipality returns the name of the organisation, or "".
func (m *Month) Municipality() string { return m.Facts.Setting("name", m.Period) }

// CostCentersOf returns the codes of a department's cost centres in the month.
func (m *Month) CostCentersOf(department string) []string {
	var codes []string
	for _, c := range m.order {
		if m.Facts.Departments.At(m.department[c]) == department {
			codes = append(codes, m.Facts.CostCenters.At(c))
		}
	}
	return codes
}

// DepartmentOf returns the department that a cost centre belongs to in the
// month; "" where there is no such cost centre.
func (m *Month) DepartmentOf(costCenter string) string {
	if i, ok := m.Facts.CostCenters.Index(costCenter); ok {
		return m.Facts.Departments.At(m.department[i])
	}
	return ""
}

// KindOf returns what a department is in the month.
func (m *Month) KindOf(code string) Kind {
	if i, ok := m.Facts.Departments.Index(code); ok {
		return m.Facts.KindOf(i, m.Period)
	}
	return Administration
}

// CategoryModel is what a category costs in a model.
type CategoryModel struct {
	Category string
	Model    allocation.Model
	Amount   allocation.Ore
}

// ByCategory adds up the pools by category and model, in order of code. The
// sum of all is the month's cost.
func (r *Run) ByCategory() []CategoryModel {
	type key struct {
		category int32
		model    allocation.Model
	}
	sums := make(map[key]allocation.Ore)
	for _, pool := range r.engine.Pools() {
		if pool.Category != allocation.NoCategory { // what is billed by price is no cost
			sums[key{pool.Category, pool.Model}] += pool.Amount
		}
	}
	all := make([]CategoryModel, 0, len(sums))
	for k, amount := range sums {
		all = append(all, CategoryModel{r.Month.Facts.Categories.At(k.category), k.model, amount})
	}
	slices.SortFunc(all, func(a, b CategoryModel) int {
		return cmp.Or(strings.Compare(a.Category, b.Category), cmp.Compare(a.Model, b.Model))
	})
	return all
}

// CostType is the group that a category belongs to, or its name where it
// belongs to none.
func (m *Month) CostType(category string) string {
	i, ok := m.Facts.Categories.Index(category)
	if !ok {
		return category
	}
	if c := m.Facts.categories[i]; c.CostType != "" {
		return c.CostType
	}
	return m.Facts.categories[i].Name
}

// Owner is the cost centre that owns a system in the month.
func (m *Month) Owner(system string) string {
	if i, ok := m.Facts.Systems.Index(system); ok && m.systems[i].Owner != None {
		return m.Facts.CostCenters.At(m.systems[i].Owner)
	}
	return ""
}
