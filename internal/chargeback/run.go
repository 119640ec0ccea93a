package chargeback

import (
	"iter"

	"chargeback/allocation"
)

// Run is one charged month, by code (SPEC §8). It is read-only.
type Run struct {
	Month  *Month
	engine *allocation.Run
}

// Totals are the sums of the month.
type Totals struct {
	allocation.Totals
	SelfPaid allocation.Ore // what departments paid themselves; not part of the balance
}

// BillLine is one line of a bill.
type BillLine struct {
	Department, CostCenter string
	Category               string // empty by price
	Model                  allocation.Model
	Object                 string // system, class, application or project; empty for user accounts
	Amount                 allocation.Ore
	line                   allocation.Line
}

// Central is what a category leaves on IT's own budget by model 1.
type Central struct {
	Category string
	Amount   allocation.Ore
}

// Unallocated is money that found no receiver.
type Unallocated struct {
	Category string
	Model    allocation.Model
	Object   string
	Reason   allocation.Reason
	Amount   allocation.Ore
}

// Bill is what one department owes for the month.
type Bill struct {
	Department int32
	Code, Name string
	Kind       Kind
	Amount     allocation.Ore
	ByModel    [allocation.Project + 1]allocation.Ore
	SelfPaid   allocation.Ore // what it paid itself, in its total IT cost
}

// Totals returns the sums of the month.
func (r *Run) Totals() Totals { return Totals{r.engine.Totals, r.Month.selfTotal} }

// CountLines counts the bill lines.
func (r *Run) CountLines() int { return r.engine.CountLines() }

// Variance returns one entry per model charged by price.
func (r *Run) Variance() []allocation.Variance { return r.engine.Variance }

// Central returns what stays on IT's own budget by model 1, per category.
func (r *Run) Central() []Central {
	var all []Central
	for _, c := range r.engine.Central() {
		all = append(all, Central{r.Month.Facts.Categories.At(c.Category), c.Amount})
	}
	return all
}

// Unallocated returns what found no receiver.
func (r *Run) Unallocated() []Unallocated {
	var all []Unallocated
	for _, u := range r.engine.Unallocated() {
		all = append(all, Unallocated{
			r.Month.Facts.Categories.At(u.Category), u.Model, r.Month.object(u.Model, u.Object), u.Reason, u.Amount,
		})
	}
	return all
}

// object returns the code of an object as a bill line shows it.
func (m *Month) object(model allocation.Model, object int32) string {
	switch {
	case object == allocation.NoTarget:
		return ""
	case model == allocation.System:
		return m.Facts.Systems.At(object)
	case model == allocation.Project:
		return m.Facts.Projects.At(object)
	case model == allocation.User && object == allocation.Accounts:
		return ""
	case model == allocation.User:
		return m.Facts.Applications.At(object - 1)
	default:
		return model.Classes()[object]
	}
}

func (m *Month) objectIndex(model allocation.Model, code string) (int32, bool) {
	switch model {
	case allocation.System:
		return m.Facts.Systems.Index(code)
	case allocation.Project:
		return m.Facts.Projects.Index(code)
	case allocation.User:
		if code == "" {
			return allocation.Accounts, true
		}
		i, ok := m.Facts.Applications.Index(code)
		return i + 1, ok
	default:
		i, ok := model.ParseClass(code)
		return int32(i), ok
	}
}

// Lines yields all bill lines in the order of SPEC §8: department, cost
// centre, model, category, object.
func (r *Run) Lines() iter.Seq[BillLine] { return r.lines(r.Month.order) }

// LinesOf yields the lines of a department, of a cost centre, or of a cost
// centre where it belongs to the department, in the same order. An empty code
// is any.
func (r *Run) LinesOf(department, costCenter string) iter.Seq[BillLine] {
	m := r.Month
	var centers []int32
	for _, c := range m.order {
		if (department == "" || m.Facts.Departments.At(m.department[c]) == department) &&
			(costCenter == "" || m.Facts.CostCenters.At(c) == costCenter) {
			centers = append(centers, c)
		}
	}
	return r.lines(centers)
}

func (r *Run) lines(centers []int32) iter.Seq[BillLine] {
	return func(yield func(BillLine) bool) {
		for line := range r.engine.Lines(centers) {
			if !yield(r.billLine(line)) {
				return
			}
		}
	}
}

func (r *Run) billLine(line allocation.Line) BillLine {
	m := r.Month
	b := BillLine{
		Department: m.Facts.Departments.At(m.department[line.Receiver]),
		CostCenter: m.Facts.CostCenters.At(line.Receiver),
		Model:      line.Model, Object: m.object(line.Model, line.Object), Amount: line.Amount, line: line,
	}
	if line.Category != allocation.NoCategory {
		b.Category = m.Facts.Categories.At(line.Category)
	}
	return b
}

// Quantity returns the line's quantity in millionths of a unit (SPEC §8).
func (r *Run) Quantity(b *BillLine) int64 { return r.engine.Quantity(b.line) }

// Find returns the line of these codes. The cost centre's department is known;
// category and object are empty as on the line.
func (r *Run) Find(costCenter, category string, model allocation.Model, object string) (BillLine, bool) {
	m := r.Month
	receiver, ok1 := m.Facts.CostCenters.Index(costCenter)
	at, ok2 := m.objectIndex(model, object)
	number, ok3 := allocation.NoCategory, true
	if category != "" {
		number, ok3 = m.Facts.Categories.Index(category)
	}
	if !ok1 || !ok2 || !ok3 {
		return BillLine{}, false
	}
	line, ok := r.engine.Find(receiver, number, model, at)
	if !ok {
		return BillLine{}, false
	}
	return r.billLine(line), true
}

// Bills returns one bill per department in order of code: every department
// that is charged or paid something itself.
func (r *Run) Bills() []Bill {
	m := r.Month
	bills := make([]Bill, m.Facts.Departments.Len())
	for d := range bills {
		row := m.Facts.departments.atEnd(int32(d), m.Period)
		bills[d] = Bill{
			Department: int32(d), Code: m.Facts.Departments.At(int32(d)), Name: row.Name,
			Kind: row.Kind, SelfPaid: m.selfPaid[d],
		}
	}
	for _, center := range m.order {
		bill := &bills[m.department[center]]
		for _, model := range allocation.Models {
			owed := r.engine.Owed(center, model)
			bill.ByModel[model] += owed
			bill.Amount += owed
		}
	}
	kept := bills[:0]
	for _, b := range bills {
		if b.Amount != 0 || b.SelfPaid != 0 || m.isReceiver(b.Department) {
			kept = append(kept, b)
		}
	}
	return kept
}

// isReceiver says whether the department has a charged cost centre.
func (m *Month) isReceiver(department int32) bool {
	for center, d := range m.department {
		if d == department && m.charged[center] {
			return true
		}
	}
	return false
}

// HasCosts says whether any cost row touches the month, whoever paid it.
func (m *Month) HasCosts() bool {
	span := m.Period.Span()
	for i := range m.Facts.Rows.Costs {
		if m.Facts.Rows.Costs[i].Days().Overlaps(span) {
			return true
		}
	}
	return false
}
