package report

import (
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// Tokens writes the API tokens, without their secrets; days are Swedish.
func Tokens(w io.Writer, tokens []chargeback.APIToken, lang words.Language) error {
	p := page{w: w, lang: lang}
	if len(tokens) == 0 {
		p.printf("%s\n", lang.Pick("Det finns inga nycklar.", "There are no tokens."))
		return p.err
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return billing.DayIn(t).String()
	}
	var rows []table.Row
	for _, t := range tokens {
		rows = append(rows, table.Row{t.ID, words.Visible(t.Person), words.Visible(t.Name), day(t.Created.At), day(t.Revoked.At)})
	}
	p.table(5, table.Row{
		"Id", lang.Pick("Person", "Person"), lang.Pick("Namn", "Name"), lang.Pick("Skapad", "Created"), lang.Pick("Indragen", "Revoked"),
	}, rows, nil)
	return p.err
}
