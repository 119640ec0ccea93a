package report

import (
	"bufio"
	"io"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// SummaryJSON writes the month without its lines: the totals of SPEC §8, what
// each department owes by model, and what stays on IT's own budget.
func SummaryJSON(w io.Writer, result *chargeback.Result, lang words.Language) error {
	j := jsonWriter{Writer: bufio.NewWriter(w)}
	j.head(result, nil)
	j.raw(",\n " + `"bills":[`).list()
	for _, bill := range result.Bills {
		j.item().raw(`{"department":`).text(bill.Code).raw(`,"name":`).text(bill.Name)
		j.raw(`,"kind":`).text(chargeback.Kinds[bill.Kind])
		for _, model := range allocation.Models[1:] {
			j.raw(`,"` + model.String() + `":`).amount(bill.ByModel[model])
		}
		j.raw(`,"amount":`).amount(bill.Amount).raw(`,"self_paid":`).amount(bill.SelfPaid).raw("}")
	}
	j.raw("]").tail(result, lang)
	if j.err != nil {
		return j.err
	}
	return j.Flush()
}
