package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// Prices writes a proposal of prices for people. notice is the day before which
// departments must know, where it is given.
func Prices(w io.Writer, municipality string, l *financing.Proposal, notice *allocation.Date, lang words.Language) error {
	p := page{w: w, lang: lang}
	first := l.Outcome.Base.First
	p.title(lang.Pick("Förslag till priser", "Proposed prices"), municipality, fmt.Sprintf(lang.Pick("från %s", "from %s"), first.First()))
	if notice != nil {
		p.printf("%s\n\n", fmt.Sprintf(lang.Pick("Förvaltningarna ska ha fått veta priserna före %s.", "Departments must know the prices before %s."), notice))
	}
	var rows []table.Row
	var over allocation.Ore
	for i := range l.Prices {
		price := &l.Prices[i]
		over += price.Over()
		today, change := "–", "–"
		if price.HasToday {
			today = words.Price(price.TodayMicro)
			if !price.TodayByPrice {
				today = words.Decimal(price.TodayMicro, allocation.Micro, 2) + " *"
			}
			change = words.ChangePercent(allocation.Ore(price.TodayMicro), allocation.Ore(price.PriceMicro))
		}
		rows = append(rows, table.Row{
			p.priced(price.Model, price.Class, price.Name), words.Quantity(price.VolumeMicro), today, words.Decimal(price.ExactMicro, allocation.Micro, 2),
			words.Price(price.PriceMicro), change, words.Change(price.Over()),
		})
	}
	p.table(1, table.Row{
		lang.Pick("Pris per månad, kr", "Price per month, kr"), lang.Pick("Volym", "Volume"), lang.Pick("Idag", "Today"),
		lang.Pick("Täcker kostnaden", "Recovers the cost"), lang.Pick("Förslag", "Proposed"), lang.Pick("Förändring", "Change"),
		lang.Pick("Överuttag per år", "Over-recovery a year"),
	}, rows, table.Row{lang.Pick("Summa", "Total"), "", "", "", "", "", words.Change(over)})
	p.printf("%s\n", lang.Pick("* Debiteras inte med pris idag: vad en enhet kostar.", "* Not charged by price today: what a unit costs."))
	p.missed(l)
	p.printf("\n%s\n\n", lang.Pick("Per förvaltning: planerade volymer med dagens sätt och med förslaget, kronor",
		"Per department: planned volumes in today's way and with the proposal, kronor"))
	p.departmentChanges(l.Outcome.Departments)
	return p.err
}

// missed tells what no price recovers, and what nobody pays for.
func (p *page) missed(l *financing.Proposal) {
	var items []string
	for _, model := range allocation.Models {
		if amount := l.Missed[model]; amount != 0 {
			items = append(items, fmt.Sprintf(p.lang.Pick("%s: %s kan inget pris täcka, för där finns inget att debitera", "%s: no price can recover %s, because nothing of it is billed"),
				p.lang.Model(model), words.Money(amount)))
		}
	}
	for _, s := range l.Stock {
		items = append(items, fmt.Sprintf(p.lang.Pick("%s %s × månader står på kostnadsställen som inte debiteras; de andra betalar %s för dem", "%s %s × months stand on cost centres that are not charged; the others pay %s for them"),
			words.Quantity(s.VolumeMicro), p.lang.Units(s.Model, s.Class), words.Money(s.Cost)))
	}
	p.bullets(p.lang.Pick("Att veta", "To know"), items)
}

// PricesJSON writes a proposal for programs. changes are the change set that
// makes it facts.
func PricesJSON(w io.Writer, l *financing.Proposal, notice *allocation.Date, changes []byte) error {
	j := jsonWriter{Writer: bufio.NewWriter(w)}
	j.raw(`{"from":`).text(l.Outcome.Base.First.First().String()).raw(`,"rounding":`).text(financing.Roundings[l.Rounding])
	if notice != nil {
		j.raw(`,"notice":`).text(notice.String())
	}
	j.raw(",\n " + `"prices":[`).list()
	for i := range l.Prices {
		p := &l.Prices[i]
		j.item().raw(`{"model":`).text(p.Model.String()).raw(`,"class":`).text(p.Class).raw(`,"volume":"`).quantity(p.VolumeMicro)
		j.raw(`","exact":"`).quantity(p.ExactMicro).raw(`","price":"`).quantity(p.PriceMicro).raw(`"`)
		if p.HasToday {
			j.raw(`,"today":"`).quantity(p.TodayMicro).raw(`"`)
		}
		j.raw(`,"cost":`).amount(p.Cost).raw(`,"recovered":`).amount(p.Recovered).raw(`,"over":`).amount(p.Over()).raw("}")
	}
	j.raw("],\n " + `"missed":[`).list()
	for _, model := range allocation.Models {
		if amount := l.Missed[model]; amount != 0 {
			j.item().raw(`{"model":`).text(model.String()).raw(`,"amount":`).amount(amount).raw("}")
		}
	}
	j.raw("],\n " + `"stock":[`).list()
	for _, s := range l.Stock {
		j.item().raw(`{"model":`).text(s.Model.String()).raw(`,"class":`).text(s.Class).raw(`,"volume":"`).quantity(s.VolumeMicro)
		j.raw(`","cost":`).amount(s.Cost).raw("}")
	}
	j.raw("]")
	j.departments(l.Outcome.Departments)
	j.raw(",\n " + `"changes":` + string(changes) + "}\n")
	if j.err != nil {
		return j.err
	}
	return j.Flush()
}

// SoughtPrice tells a price that was looked for.
func SoughtPrice(w io.Writer, s *financing.Sought, model allocation.Model, class, name string, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.printf("%s\n", fmt.Sprintf(lang.Pick("%s: %s kr per månad täcker kostnaden; överuttaget blir %s.", "%s: %s kr a month recovers the cost; the over-recovery is %s."),
		p.priced(model, class, name), words.Price(s.PriceMicro), words.Money(-s.Variance)))
	return p.err
}

// Settlement writes how a model's variance of a year is made good.
func Settlement(w io.Writer, s *financing.Settlement, names func(department string) string, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("Reglering vid årets slut", "Year-end settlement"), lang.Model(s.Model))
	sums := make(map[string]*financing.SettlementLine)
	var order []string
	for _, line := range s.Lines {
		if sums[line.Department] == nil {
			sums[line.Department] = new(financing.SettlementLine)
			order = append(order, line.Department)
		}
		sums[line.Department].Billed += line.Billed
		sums[line.Department].Amount += line.Amount
	}
	var rows []table.Row
	for _, code := range order {
		rows = append(rows, table.Row{names(code), words.Amount(sums[code].Billed), words.Change(sums[code].Amount)})
	}
	p.table(1, table.Row{
		lang.Pick("Förvaltning eller bolag", "Department or company"), lang.Pick("Notor under året, kr", "Bills of the year, kr"),
		lang.Pick("Reglering, kr", "Settlement, kr"),
	}, rows, table.Row{lang.Pick("Summa", "Total"), "", words.Change(s.Variance - s.Left)})
	if s.Left != 0 {
		p.printf("%s\n", fmt.Sprintf(lang.Pick("%s stannar på IT: inget är debiterat.", "%s stays with IT: nothing was billed."), words.Money(s.Left)))
	}
	return p.err
}

// SettlementJSON writes settlements for programs, line by line.
func SettlementJSON(w io.Writer, all []*financing.Settlement) error {
	j := jsonWriter{Writer: bufio.NewWriter(w)}
	j.raw(`{"settlements":[`)
	for i, s := range all {
		if i > 0 {
			j.raw(",")
		}
		j.raw("\n " + `{"model":`).text(s.Model.String()).raw(`,"variance":`).amount(s.Variance).raw(`,"left":`).amount(s.Left).raw(`,"lines":[`).list()
		for _, line := range s.Lines {
			j.item().raw(`{"department":`).text(line.Department).raw(`,"cost_center":`).text(line.CostCenter).raw(`,"object":`).text(line.Object)
			j.raw(`,"billed":`).amount(line.Billed).raw(`,"amount":`).amount(line.Amount).raw("}")
		}
		j.raw("]}")
	}
	j.raw("]}\n")
	if j.err != nil {
		return j.err
	}
	return j.Flush()
}
