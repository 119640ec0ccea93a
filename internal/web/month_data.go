package web

import (
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/words"
)

// problems are the odd things found, the most kronor first.
func (b *monthPage) problems(lang words.Language, c *billing.Cockpit) {
	for i := range c.Oddities {
		o := &c.Oddities[i]
		problem := monthProblem{Stops: o.Stops, Text: lang.Finding(o.Finding), Amount: o.Amount}
		if o.Table != "" {
			problem.Path, problem.Action = "/register/"+o.Table, lang.Pick("Visa i registret", "Show in the register")
		}
		b.Problems = append(b.Problems, problem)
	}
}

// sources are what has arrived for the month, and what has not.
func (b *monthPage) sources(lang words.Language, c *billing.Cockpit) {
	for i := range c.Sources {
		s := &c.Sources[i]
		row := monthSource{
			Name: capital(lang.Table(s.Table)), From: s.Source, Missing: s.Late,
			Now: words.Count(s.Rows) + "\u00A0" + lang.Pick("rader", "rows"), Change: signedCount(s.Rows - s.RowsBefore),
		}
		if s.Source == "tables" {
			row.From = lang.Pick("Tabeller", "Tables")
		}
		switch s.Table {
		case "costs":
			row.Now, row.Change = words.Money(allocation.Ore(s.Sum)), words.Change(allocation.Ore(s.Sum-s.SumBefore))
		case "project_hours":
			row.Now = words.Decimal(s.Sum, 100, 2) + "\u00A0" + lang.Pick("timmar", "hours")
		}
		switch {
		case !s.Arrived.IsZero():
			row.Arrived = moment(lang, s.Arrived)
			b.Arrived++
		case s.Usual != 0:
			row.Arrived = lang.Pick("Brukar komma ", "Usually comes ") + s.Usual.String()
		}
		b.Sources = append(b.Sources, row)
	}
}

func signedCount(n int) string {
	if n > 0 {
		return "+" + words.Count(n)
	}
	if n == 0 {
		return "0"
	}
	return "\u2212" + strconv.Itoa(-n)
}
