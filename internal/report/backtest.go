package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// BackTestJSON writes what a back-test came to, without who started it, when
// and under which number: the same facts give the same bytes, on one machine or
// on many.
func BackTestJSON(w io.Writer, r *billing.BackTestResult) error {
	j := jsonWriter{Writer: bufio.NewWriter(w)}
	j.raw(`{"first":`).text(r.Test.First.String()).raw(`,"last":`).text(r.Test.Last.String())
	j.raw(`,"facts":` + strconv.FormatInt(r.Test.Facts, 10) + `,"digest":`).text(r.Test.Digest)
	j.raw(",\n " + `"months":[`).list()
	for i := range r.Months {
		m, t := &r.Months[i], &r.Months[i].Totals
		j.item().raw(`{"month":`).text(m.Period.String())
		if m.Failure != "" {
			j.raw(`,"failure":`).text(string(m.Failure)).raw("}")
			continue
		}
		j.raw(`,"run":`).text(m.Run).raw(`,"result":`).text(m.Result)
		j.raw(`,"lines":` + strconv.Itoa(m.Lines) + `,"agreement":`).text(m.Agreement.String())
		j.raw(`,"cost":`).amount(t.Cost).raw(`,"billed":`).amount(t.Billed)
		j.raw(`,"central":`).amount(t.Central).raw(`,"unallocated":`).amount(t.Unallocated)
		j.raw(`,"variance":`).amount(t.Variance).raw(`,"self_paid":`).amount(t.SelfPaid).raw("}")
	}
	j.raw("]}\n")
	if j.err != nil {
		return j.err
	}
	return j.Flush()
}

// BackTest writes what a back-test came to, month by month, and whether closed
// months come to what stands.
func BackTest(w io.Writer, r *billing.BackTestResult, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(fmt.Sprintf(lang.Pick("Provräkning %d", "Back-test %d"), r.Test.Number),
		lang.Month(r.Test.First)+" – "+lang.Month(r.Test.Last))
	var rows []table.Row
	agrees, differs, failed := 0, 0, 0
	for i := range r.Months {
		m := &r.Months[i]
		if m.Failure != "" {
			failed++
			rows = append(rows, table.Row{lang.Month(m.Period), p.why(m), "", "", ""})
			continue
		}
		standing := lang.Pick("inte stängd", "not closed")
		switch m.Agreement {
		case chargeback.Agrees:
			agrees++
			standing = lang.Pick("samma som debiterat", "the same as billed")
		case chargeback.Differs:
			differs++
			standing = lang.Pick("annat än debiterat", "other than billed")
		}
		rows = append(rows, table.Row{
			lang.Month(m.Period), standing, words.Amount(m.Totals.Cost), words.Amount(m.Totals.Billed), words.Amount(m.Totals.Unallocated),
		})
	}
	p.table(2, table.Row{
		lang.Pick("Månad", "Month"), lang.Pick("Mot det som står", "Against what stands"),
		lang.Pick("Kostnader, kr", "Costs, kr"), lang.Pick("Notor, kr", "Bills, kr"), lang.Pick("Ej fördelat, kr", "Unallocated, kr"),
	}, rows, nil)
	p.printf("\n%s\n", fmt.Sprintf(lang.Pick(
		"%s. Stängda månader: %d som debiterat, %d annat än debiterat. Gick inte att räkna: %d. Inget är debiterat.",
		"%s. Closed months: %d as billed, %d other than billed. Could not be charged: %d. Nothing was billed."),
		words.Plural(len(r.Months), lang.Pick("månad", "month"), lang.Pick("månader", "months")), agrees, differs, failed))
	if r.Done() {
		p.printf("%s %s\n", lang.Pick("Kontrollsumma", "Digest"), r.Test.Digest)
	} else {
		p.printf("%s\n", fmt.Sprintf(lang.Pick("%d av %d månader är klara.", "%d of %d months are done."), len(r.Months), len(r.Test.Months())))
	}
	return p.err
}

// why tells why a month could not be charged.
func (p *page) why(m *chargeback.BackTestMonth) string {
	if m.Failure == chargeback.RowsRetired {
		return p.lang.Pick("underlaget är gallrat", "the rows are retired")
	}
	return fmt.Sprintf(p.lang.Pick("går inte att räkna: chargeback month calculate %s --dry-run visar varför", "cannot be charged: chargeback month calculate %s --dry-run shows why"), m.Period)
}
