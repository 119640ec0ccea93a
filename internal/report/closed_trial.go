package report

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// ClosedTrial writes what a change would have made of the closed months.
func ClosedTrial(w io.Writer, t *financing.ClosedTrial, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title("Scenario", t.Municipality, lang.Pick("stängda månader", "closed months"))
	if len(t.Months) == 0 {
		p.printf("%s\n", lang.Pick("Ingen månad är stängd, så det finns inget att pröva ändringen på.", "No month is closed, so there is nothing to try the change on."))
		return p.err
	}
	p.printf("%s\n\n", lang.Pick("Så hade de stängda månaderna blivit med ändringen, rättelser oräknade. Inget ändras.",
		"What the closed months would have come to with the change, corrections aside. Nothing changes."))
	p.beforeAfter(t.Before, t.After)
	p.printf("\n%s\n\n", lang.Pick("Per förvaltning, kronor", "Per department, kronor"))
	p.departmentChanges(t.Departments)
	p.sides(t)
	p.printf("\n%s\n\n", lang.Pick("Per modell: vad den kostar och vad notorna tar ut, kronor", "Per model: what it costs and what bills recover, kronor"))
	p.modelChanges(t.Models)
	p.printf("\n%s\n\n", lang.Pick("Notorna månad för månad, kronor", "The bills month by month, kronor"))
	var rows []table.Row
	var failed []string
	for i := range t.Months {
		m := &t.Months[i]
		if m.Err != nil {
			failed = append(failed, lang.Month(m.Period)+": "+p.untried(m.Err))
			continue
		}
		rows = append(rows, append(table.Row{lang.Month(m.Period)}, difference(m.Before.Billed, m.After.Billed)...))
	}
	p.table(1, p.beforeAfterHeader(lang.Pick("Månad", "Month")), rows,
		append(table.Row{lang.Pick("Summa", "Total")}, difference(t.Before.Billed, t.After.Billed)...))
	p.printf("\n%s\n", fmt.Sprintf(lang.Pick("Prövad på %d av %s.", "Tried on %d of %s."), t.Charged(),
		words.Plural(len(t.Months), lang.Pick("stängd månad", "closed month"), lang.Pick("stängda månader", "closed months"))))
	p.bullets(lang.Pick("Går inte att räkna med ändringen", "Cannot be charged with the change"), failed)
	return p.err
}

// sides tells who wins and who loses by the change.
func (p *page) sides(t *financing.ClosedTrial) {
	for _, side := range []struct {
		name string
		all  []financing.DepartmentChange
	}{
		{p.lang.Pick("Betalar mindre", "Pay less"), t.Winners()},
		{p.lang.Pick("Betalar mer", "Pay more"), t.Losers()},
	} {
		var items []string
		for i := range side.all {
			d := &side.all[i]
			items = append(items, fmt.Sprintf("%s: %s (%s)", d.Name, words.Change(d.Difference()), words.ChangePercent(d.Before, d.After)))
		}
		p.bullets(side.name, items)
	}
}

// untried tells why a closed month could not be charged with a change.
func (p *page) untried(err error) string {
	switch {
	case errors.Is(err, &chargeback.Error{Code: chargeback.RowsRetired}):
		return p.lang.Pick("datorerna, kontona, licenserna och uttagen är gallrade, så en ändring av dem kan inte prövas",
			"the computers, accounts, licences and ports are retired, so a change of them cannot be tried")
	case errors.Is(err, &chargeback.Error{Code: chargeback.NotProved}):
		return p.lang.Pick("månaden blir inte vad den stängdes som; kontrollera den med chargeback verify",
			"the month does not come to what was closed; check it with chargeback verify")
	}
	return p.lang.Failure(err)
}

// ClosedTrialJSON writes the same for programs. Amounts are kronor as text.
func ClosedTrialJSON(w io.Writer, t *financing.ClosedTrial) error {
	j := jsonWriter{Writer: bufio.NewWriter(w)}
	j.raw(`{"before":`).totals(t.Before).raw(`,"after":`).totals(t.After)
	j.departments(t.Departments)
	j.models(t.Models)
	j.raw(",\n " + `"months":[`).list()
	for i := range t.Months {
		m := &t.Months[i]
		j.item().raw(`{"month":`).text(m.Period.String())
		if m.Err != nil {
			j.raw(`,"failure":`).text(failureCode(m.Err)).raw("}")
			continue
		}
		j.raw(`,"before":`).totals(m.Before).raw(`,"after":`).totals(m.After).raw("}")
	}
	j.raw("]}\n")
	if j.err != nil {
		return j.err
	}
	return j.Flush()
}

// failureCode is the code of a failure; empty of an error that has none.
func failureCode(err error) string {
	var e *chargeback.Error
	if errors.As(err, &e) {
		return string(e.Code)
	}
	return ""
}
