package report

import (
	"fmt"
	"io"

	"chargeback/allocation"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// PriceBook writes a proposal of prices as a workbook: the prices, what they
// do to departments and models, and what no price recovers.
func PriceBook(w io.Writer, l *financing.Proposal, lang words.Language) error {
	return writePlanBook(w, lang, func(b *planBook) []bookSheet {
		side := sides{lang.Pick("idag", "today"), lang.Pick("med förslaget", "with the proposal")}
		return []bookSheet{
			b.prices(l), b.departments(side, l.Outcome.Departments), b.models(side, l.Outcome.Models), b.stock(l),
		}
	})
}

func (b *planBook) prices(l *financing.Proposal) bookSheet {
	sheet := bookSheet{
		name: b.lang.Pick("Priser", "Prices"), widths: []float64{34, 34, 16, 14, 16, 14, 12, 18, 18, 18, 24}, right: 2,
		head: []string{
			b.lang.Pick("Modell", "Model"), b.lang.Pick("Pris per månad", "Price per month"), b.lang.Pick("Volym", "Volume"), b.lang.Pick("Idag, kr", "Today, kr"),
			b.lang.Pick("Täcker kostnaden, kr", "Recovers the cost, kr"), b.lang.Pick("Förslag, kr", "Proposed, kr"), b.lang.Pick("Förändring", "Change"),
			b.lang.Pick("Kostnad, kr", "Cost, kr"), b.lang.Pick("Notor, kr", "Bills, kr"), b.lang.Pick("Överuttag, kr", "Over-recovery, kr"),
			b.lang.Pick("Debiteras idag", "Charged today"),
		},
	}
	var cost, recovered allocation.Ore
	for i := range l.Prices {
		p := &l.Prices[i]
		cost += p.Cost
		recovered += p.Recovered
		row := []any{b.lang.Model(p.Model), b.priced(p.Model, p.Class, p.Name), b.count(p.VolumeMicro), nil, b.count(p.ExactMicro), b.count(p.PriceMicro), nil}
		today := b.lang.Pick("verklig kostnad", "actual cost")
		if p.HasToday {
			row[3], row[6] = b.count(p.TodayMicro), b.change(b.styles.percent, allocation.Ore(p.TodayMicro), allocation.Ore(p.PriceMicro))
		}
		if p.TodayByPrice {
			today = b.lang.Pick("pris", "price")
		}
		sheet.rows = append(sheet.rows, append(row, b.kronor(p.Cost), b.kronor(p.Recovered), b.kronor(p.Over()), today))
	}
	sums := []any{b.sumText(b.lang.Pick("Summa", "Total"))}
	for range 6 {
		sums = append(sums, b.sumText(""))
	}
	sheet.rows = append(sheet.rows, append(sums, b.total(cost), b.total(recovered), b.total(recovered-cost)))
	return sheet
}

// stock tells what no price recovers, and what nobody pays for.
func (b *planBook) stock(l *financing.Proposal) bookSheet {
	sheet := bookSheet{
		name: b.lang.Pick("Att veta", "To know"), widths: []float64{34, 60, 16, 18}, right: 2,
		head: []string{b.lang.Pick("Modell", "Model"), "", b.lang.Pick("Volym", "Volume"), b.lang.Pick("Belopp, kr", "Amount, kr")},
	}
	for _, model := range allocation.Models {
		if amount := l.Missed[model]; amount != 0 {
			sheet.rows = append(sheet.rows, []any{b.lang.Model(model), b.lang.Pick("kan inget pris täcka: inget att debitera", "no price can recover: nothing is billed"), nil, b.kronor(amount)})
		}
	}
	for _, s := range l.Stock {
		name := fmt.Sprintf(b.lang.Pick("%s som inte debiteras: de andra betalar", "%s not charged: the others pay"), b.lang.Units(s.Model, s.Class))
		sheet.rows = append(sheet.rows, []any{b.lang.Model(s.Model), name, b.count(s.VolumeMicro), b.kronor(s.Cost)})
	}
	if len(sheet.rows) == 0 {
		return bookSheet{}
	}
	return sheet
}

// SoughtPriceBook writes a price that was looked for, and what it does to
// departments and models, as a workbook.
func SoughtPriceBook(w io.Writer, s *financing.Sought, model allocation.Model, class, name string, lang words.Language) error {
	return writePlanBook(w, lang, func(b *planBook) []bookSheet {
		side := sides{lang.Pick("idag", "today"), lang.Pick("med priset", "with the price")}
		return []bookSheet{
			{
				name: lang.Pick("Pris", "Price"), widths: []float64{34, 34, 20, 20}, right: 2,
				head: []string{
					lang.Pick("Modell", "Model"), lang.Pick("Pris per månad", "Price per month"),
					lang.Pick("Täcker kostnaden, kr", "Recovers the cost, kr"), lang.Pick("Överuttag, kr", "Over-recovery, kr"),
				},
				rows: [][]any{{lang.Model(model), b.priced(model, class, name), b.count(s.PriceMicro), b.kronor(-s.Variance)}},
			},
			b.departments(side, s.Outcome.Departments), b.models(side, s.Outcome.Models),
		}
	})
}

// SettlementBook writes how the variance of a year is made good as a workbook,
// line by line; what stays with IT is a line of its own, so that the lines add
// up to the variance.
func SettlementBook(w io.Writer, all []*financing.Settlement, names func(department string) string, lang words.Language) error {
	return writePlanBook(w, lang, func(b *planBook) []bookSheet {
		sheet := bookSheet{
			name: lang.Pick("Reglering", "Settlement"), widths: []float64{34, 12, 40, 16, 20, 20, 20}, right: 5,
			head: []string{
				lang.Pick("Modell", "Model"), lang.Pick("Kod", "Code"), lang.Pick("Förvaltning eller bolag", "Department or company"),
				lang.Pick("Kostnadsställe", "Cost centre"), lang.Pick("Objekt", "Object"),
				lang.Pick("Notor under året, kr", "Bills of the year, kr"), lang.Pick("Reglering, kr", "Settlement, kr"),
			},
		}
		var billed, amount allocation.Ore
		for _, s := range all {
			for _, line := range s.Lines {
				billed += line.Billed
				amount += line.Amount
				sheet.rows = append(sheet.rows, []any{
					lang.Model(s.Model), line.Department, names(line.Department), line.CostCenter, line.Object, b.kronor(line.Billed), b.kronor(line.Amount),
				})
			}
			if s.Left != 0 {
				amount += s.Left
				sheet.rows = append(sheet.rows, []any{lang.Model(s.Model), "", lang.Pick("stannar på IT: inget är debiterat", "stays with IT: nothing was billed"), "", "", nil, b.kronor(s.Left)})
			}
		}
		sums := []any{b.sumText(lang.Pick("Summa", "Total")), b.sumText(""), b.sumText(""), b.sumText(""), b.sumText("")}
		sheet.rows = append(sheet.rows, append(sums, b.total(billed), b.total(amount)))
		return []bookSheet{sheet}
	})
}
