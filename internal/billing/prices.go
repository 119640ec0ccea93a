package billing

import (
	"context"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// PriceList is what services cost in the latest month that has been
// calculated, and how they are charged.
type PriceList struct {
	Month   allocation.Period
	ByPrice map[allocation.Model]bool
	Prices  []ListedPrice  // valid at the month's end, by model and class
	Weights []ListedWeight // likewise
	Rules   []ListedRule   // likewise, by category
	Units   []UnitMonth    // of the month: what one unit cost; one entry
}

// ListedPrice is a price for a unit and a full month, or an hour.
type ListedPrice struct {
	Model      allocation.Model
	Class      string
	Name       string // of an application; else empty
	PriceMicro int64
	Valid      allocation.Span
}

// ListedWeight is what a unit of a class counts as.
type ListedWeight struct {
	Model  allocation.Model
	Class  string
	Weight int64 // millionths
	Valid  allocation.Span
}

// ListedRule is where a category goes.
type ListedRule struct {
	Category, Name, Classes string
	Model                   allocation.Model
	Share                   int64 // relative, in millionths
	Valid                   allocation.Span
}

// PriceList returns the prices, weights and rules of the latest month that has
// been calculated; all who read bills may see them. It is nil where no month
// has been.
func (s *Service) PriceList(ctx context.Context) (*PriceList, error) {
	var list *PriceList
	err := s.DB.View(ctx, func(tx Tx) error {
		months, err := tx.Months()
		if err != nil {
			return err
		}
		var latest chargeback.MonthStatus
		for _, m := range months {
			if m.Run != "" {
				latest = m
			}
		}
		if latest.Run == "" {
			return nil
		}
		header, _, err := tx.Run(latest.Run)
		if err != nil {
			return err
		}
		run, err := s.shelf.charged(tx, header)
		if err != nil {
			return err
		}
		list = &PriceList{Month: latest.Period, ByPrice: make(map[allocation.Model]bool), Units: []UnitMonth{unitMonth(run)}}
		for _, v := range run.Variance() {
			list.ByPrice[v.Model] = true
		}
		records, err := tx.ReadFacts(header.Facts, "prices", "weights", "rules")
		if err != nil {
			return err
		}
		list.fill(run.Month, records)
		return nil
	})
	return list, err
}

// fill takes the rows that are valid at the month's end.
func (l *PriceList) fill(names *chargeback.Month, records chargeback.Records) {
	day := l.Month.Last()
	valid := func(table string, take func(cells []string, valid allocation.Span)) {
		t := chargeback.TableNamed(table)
		for _, r := range records[table] {
			if span := t.Span(r); span.Contains(day) {
				take(r.Cells, span)
			}
		}
	}
	valid("prices", func(cells []string, span allocation.Span) {
		model, _ := allocation.ParseModel(cells[0])
		price := ListedPrice{Model: model, Class: cells[1], PriceMicro: chargeback.Scaled(cells[2], chargeback.MicroColumn), Valid: span}
		if model == allocation.User && cells[1] != "user" {
			price.Name = names.ObjectName(model, cells[1])
		}
		l.Prices = append(l.Prices, price)
	})
	valid("weights", func(cells []string, span allocation.Span) {
		model, _ := allocation.ParseModel(cells[0])
		l.Weights = append(l.Weights, ListedWeight{model, cells[1], chargeback.Scaled(cells[2], chargeback.MicroColumn), span})
	})
	valid("rules", func(cells []string, span allocation.Span) {
		model, _ := allocation.ParseModel(cells[1])
		l.Rules = append(l.Rules, ListedRule{
			Category: cells[0], Name: names.CategoryName(cells[0]), Classes: cells[3], Model: model,
			Share: chargeback.Scaled(cells[2], chargeback.MicroColumn), Valid: span,
		})
	})
}
