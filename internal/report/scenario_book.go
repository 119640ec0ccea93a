package report

import (
	"io"

	"chargeback/allocation"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// ScenarioBook writes a scenario as a workbook: what becomes of the money, of
// departments, models and services, why each department's bill changes, and
// what each step does; and what else was asked for.
func ScenarioBook(w io.Writer, s *Scenario, lang words.Language) error {
	return writePlanBook(w, lang, func(b *planBook) []bookSheet {
		o, side := s.Outcome, b.sides()
		return []bookSheet{
			b.balance(side, o.Before, o.After), b.departments(side, o.Departments), b.models(side, o.Models),
			b.services(side, o.Services()), b.causes(o), b.steps(s.Effects), b.avoided(s.Avoided),
			b.phaseIn(s.PhasedIn), b.fairPrices(s.Fair),
		}
	})
}

// ClosedTrialBook writes what a change would have made of the closed months as
// a workbook: the money, departments, models and months.
func ClosedTrialBook(w io.Writer, t *financing.ClosedTrial, lang words.Language) error {
	return writePlanBook(w, lang, func(b *planBook) []bookSheet {
		side := b.sides()
		return []bookSheet{b.balance(side, t.Before, t.After), b.departments(side, t.Departments), b.models(side, t.Models), b.closedMonths(side, t)}
	})
}

func (b *planBook) closedMonths(side sides, t *financing.ClosedTrial) bookSheet {
	sheet := bookSheet{
		name: b.lang.Pick("Månader", "Months"), widths: append(append([]float64{18}, differenceWidths...), 60), right: 1,
		head: append(append([]string{b.lang.Pick("Månad", "Month")}, b.differenceHead(side.before, side.after)...), ""),
	}
	for i := range t.Months {
		m := &t.Months[i]
		if m.Err != nil {
			sheet.rows = append(sheet.rows, []any{b.lang.Month(m.Period), nil, nil, nil, nil, b.untried(m.Err)})
			continue
		}
		sheet.rows = append(sheet.rows, append([]any{b.lang.Month(m.Period)}, b.difference(m.Before.Billed, m.After.Billed)...))
	}
	sheet.rows = append(sheet.rows, append([]any{b.sumText(b.lang.Pick("Summa", "Total"))}, b.totalDifference(t.Before.Billed, t.After.Billed)...))
	return sheet
}

func (b *planBook) services(side sides, all []financing.ServiceChange) bookSheet {
	sheet := bookSheet{
		name: b.lang.Pick("Tjänster", "Services"), widths: append([]float64{34, 18, 40}, differenceWidths...), right: 3,
		head: append([]string{b.lang.Pick("Modell", "Model"), b.lang.Pick("Kod", "Code"), b.lang.Pick("Tjänst", "Service")}, b.differenceHead(side.before, side.after)...),
	}
	var before, after allocation.Ore
	for _, s := range all {
		before += s.Before
		after += s.After
		sheet.rows = append(sheet.rows, append([]any{b.lang.Model(s.Model), s.Object, b.service(s.Model, s.Object, s.Name)}, b.difference(s.Before, s.After)...))
	}
	sheet.rows = append(sheet.rows, append([]any{b.sumText(b.lang.Pick("Summa", "Total")), b.sumText(""), b.sumText("")}, b.totalDifference(before, after)...))
	return sheet
}

// causes splits each department's difference; its rows add up to all of it.
func (b *planBook) causes(o *financing.Outcome) bookSheet {
	sheet := bookSheet{
		name: b.lang.Pick("Orsaker", "Causes"), widths: []float64{12, 34, 34, 18, 90}, right: 5,
		head: []string{
			b.lang.Pick("Kod", "Code"), b.lang.Pick("Förvaltning eller bolag", "Department or company"), b.lang.Pick("Orsak", "Cause"),
			b.lang.Pick("Skillnad, kr", "Difference, kr"), b.lang.Pick("Förklaring", "Explanation"),
		},
	}
	var sum allocation.Ore
	for i := range o.Departments {
		d := &o.Departments[i]
		split := o.Split(d.Code)
		for j := range split.Parts {
			part := &split.Parts[j]
			sum += part.Amount
			sheet.rows = append(sheet.rows, []any{d.Code, d.Name, b.lang.ChangeCause(part.Cause), b.kronor(part.Amount), b.lang.CauseText(part)})
		}
	}
	sheet.rows = append(sheet.rows, []any{b.sumText(b.lang.Pick("Summa", "Total")), b.sumText(""), b.sumText(""), b.total(sum)})
	return sheet
}

func (b *planBook) steps(effects []financing.ChangeEffect) bookSheet {
	if len(effects) == 0 {
		return bookSheet{}
	}
	sheet := bookSheet{
		name: b.lang.Pick("Steg", "Steps"), widths: []float64{40, 22, 28}, right: 1,
		head: []string{b.lang.Pick("Ändring", "Change"), b.lang.Pick("På notorna, kr", "On the bills, kr"), b.lang.Pick("Kommunens kostnad, kr", "The municipality's cost, kr")},
	}
	var sum financing.ChangeEffect
	for _, e := range effects {
		sum.Billed += e.Billed
		sum.Cost += e.Cost
		sheet.rows = append(sheet.rows, []any{b.stepName(e.Name), b.kronor(e.Billed), b.kronor(e.Cost)})
	}
	sheet.rows = append(sheet.rows, []any{b.sumText(b.lang.Pick("Summa", "Total")), b.total(sum.Billed), b.total(sum.Cost)})
	return sheet
}

// avoided tells whose money is saved, and of which category.
func (b *planBook) avoided(a *financing.Avoided) bookSheet {
	if a == nil {
		return bookSheet{}
	}
	sheet := bookSheet{
		name: b.lang.Pick("Undviket eller flyttat", "Avoided or moved"), widths: []float64{50, 14, 20}, right: 1,
		head: []string{"", b.lang.Pick("Rörlig del", "Variable part"), b.lang.Pick("Skillnad, kr", "Difference, kr")},
		rows: [][]any{
			{b.lang.Pick("Den egna notan", "The own bill"), nil, b.kronor(a.Own)},
			{b.lang.Pick("Alla andras notor", "All others' bills"), nil, b.kronor(a.Others)},
			{b.lang.Pick("Det som stannar på IT", "What stays with IT"), nil, b.kronor(a.OwnBudget)},
			{b.sumText(b.lang.Pick("Kommunens kostnad", "The municipality's cost")), b.sumText(""), b.total(-a.Saved)},
		},
	}
	for i := range a.Categories {
		c := &a.Categories[i]
		name := b.lang.Pick("varav ", "of which ") + c.Name
		sheet.rows = append(sheet.rows, []any{name, styled(b.styles.share, float64(c.VariableMicro)/allocation.Micro), b.kronor(-c.Saved)})
	}
	return sheet
}

func (b *planBook) fairPrices(list []financing.Sensitivity) bookSheet {
	if len(list) == 0 {
		return bookSheet{}
	}
	sheet := bookSheet{
		name: b.lang.Pick("Rättvisa priser", "Fair prices"), widths: []float64{12, 40, 28, 18, 18, 18, 24}, right: 3,
		head: []string{
			b.lang.Pick("Kod", "Code"), b.lang.Pick("Förvaltning eller bolag", "Department or company"), b.lang.Pick("Drivare", "Driver"),
			b.lang.Pick("På notan, kr", "On the bill, kr"), "−10 %, kr", "+10 %, kr", b.lang.Pick("De andra vid +10 %, kr", "The others at +10%, kr"),
		},
	}
	for i := range list {
		s := &list[i]
		sheet.rows = append(sheet.rows, []any{s.Department, s.Name, b.driver(s), b.kronor(s.Part), b.kronor(s.Less), b.kronor(s.More), b.kronor(s.OthersMore)})
	}
	return sheet
}

func (b *planBook) phaseIn(in *financing.PhasedIn) bookSheet {
	if in == nil {
		return bookSheet{}
	}
	sheet := bookSheet{
		name: b.lang.Pick("Infasning", "Phase-in"), widths: []float64{12, 40, 18, 18, 18, 18}, right: 2,
		head: []string{
			b.lang.Pick("Kod", "Code"), b.lang.Pick("Förvaltning eller bolag", "Department or company"), b.lang.Pick("Före, kr", "Before, kr"),
			b.lang.Pick("Efter, kr", "After, kr"), b.lang.Pick("Första året, kr", "First year, kr"), b.lang.Pick("Infasning, kr", "Phase-in, kr"),
		},
	}
	var sums [4]allocation.Ore
	for _, r := range in.Rows {
		row := []any{r.Code, r.Name}
		for i, amount := range []allocation.Ore{r.Before, r.After, r.Capped, r.Capped - r.After} {
			sums[i] += amount
			row = append(row, b.kronor(amount))
		}
		sheet.rows = append(sheet.rows, row)
	}
	total := []any{b.sumText(b.lang.Pick("Summa", "Total")), b.sumText("")}
	for _, amount := range sums {
		total = append(total, b.total(amount))
	}
	sheet.rows = append(sheet.rows, total)
	return sheet
}
