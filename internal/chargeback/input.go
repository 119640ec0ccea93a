package chargeback

import (
	"iter"

	"chargeback/allocation"
)

// Input is what the engine reads of the month: rules, weights, prices and what
// was counted. Its numbers are those of the codes in Facts. It is shared: read
// only.
func (m *Month) Input() *allocation.Month { return &m.input }

// Object returns the number of a system, class, application or project of a
// model, and whether the facts have it. The empty code of the user model is
// [allocation.Accounts].
func (m *Month) Object(model allocation.Model, code string) (int32, bool) {
	return m.objectIndex(model, code)
}

// ObjectCode is the code of an object of a model: the inverse of
// [Month.Object].
func (m *Month) ObjectCode(model allocation.Model, object int32) string {
	return m.object(model, object)
}

// LinesIn yields the lines of cost centres, one after the other as they are
// given, in the order of SPEC §8. Codes that the month does not have are left
// out.
func (r *Run) LinesIn(costCenters []string) iter.Seq[BillLine] {
	centers := make([]int32, 0, len(costCenters))
	for _, code := range costCenters {
		if i, ok := r.Month.Facts.CostCenters.Index(code); ok {
			centers = append(centers, i)
		}
	}
	return r.lines(centers)
}
