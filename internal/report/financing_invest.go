package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// Investments are the components of the plan and what they cost in capital.
type Investments struct {
	Capital *financing.Capital     // of those in the plan
	Left    []financing.Investment // whose project no council has approved
	Rates   financing.InterestRates
	Year    int // whose months are shown; 0: none
}

// Text tells a person what capital costs, year by year, and in the chosen year
// component by component.
func (v *Investments) Text(w io.Writer, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("Investeringar och kapitalkostnad", "Investments and capital cost"))
	if len(v.Capital.Schedules) == 0 {
		p.printf("%s\n", lang.Pick("Inga investeringar är med i planen.", "No investments are in the plan."))
	} else {
		p.components(v)
		p.capitalYears(v)
	}
	if v.Year != 0 {
		p.capitalYear(v)
	}
	var left []string
	for i := range v.Left {
		x := &v.Left[i]
		left = append(left, fmt.Sprintf(lang.Pick("%s %s, %s: projektet %s är inte beslutat", "%s %s, %s: project %s is not approved"),
			x.Code, x.Name, words.Money(x.Amount), x.Project))
	}
	p.bullets(lang.Pick("Inte med i planen", "Not in the plan"), left)
	return p.err
}

// components lists what was bought.
func (p *page) components(v *Investments) {
	var rows []table.Row
	for i := range v.Capital.Schedules {
		s := &v.Capital.Schedules[i]
		interest := "–"
		if s.Interest != financing.NoInterest {
			interest = p.lang.InterestOn(s.Interest)
		}
		rows = append(rows, table.Row{
			words.Visible(s.Code), words.Visible(s.Name), s.InUse.String(), p.lang.Life(s.Life),
			s.Months[0].Period.String() + "–" + s.Months[len(s.Months)-1].Period.String(), interest, words.Amount(s.Amount),
		})
	}
	p.table(6, table.Row{
		p.lang.Pick("Kod", "Code"), p.lang.Pick("Komponent", "Component"), p.lang.Pick("Tas i bruk", "In use"),
		p.lang.Pick("Livslängd", "Life"), p.lang.Pick("Skrivs av", "Depreciated"), p.lang.Pick("Internränta", "Interest"),
		p.lang.Pick("Utgift, kr", "Outlay, kr"),
	}, rows, table.Row{p.lang.Pick("Summa", "Total"), "", "", "", "", "", words.Amount(v.Capital.Outlay)})
}

// capitalYears tells what every year costs.
func (p *page) capitalYears(v *Investments) {
	p.printf("\n%s\n\n", p.lang.Pick("Kapitalkostnad per år, kronor", "Capital cost per year, kronor"))
	var rows []table.Row
	assumed := false
	for i := range v.Capital.Years {
		y := &v.Capital.Years[i]
		mark := ""
		if y.Assumed {
			mark, assumed = " *", true
		}
		rows = append(rows, table.Row{
			strconv.Itoa(y.Year), amountOrDash(y.Outlay), amountOrDash(y.Depreciation), amountOrDash(y.Interest) + mark,
			amountOrDash(y.Cost), amountOrDash(y.Remaining),
		})
	}
	p.table(1, table.Row{
		p.lang.Pick("År", "Year"), p.lang.Pick("Utgift", "Outlay"), p.lang.Pick("Avskrivning", "Depreciation"),
		p.lang.Pick("Internränta", "Interest"), p.lang.Pick("Kapitalkostnad", "Capital cost"), p.lang.Pick("Kvar vid årets slut", "Left at year's end"),
	}, rows, nil)
	p.printf("\n%s\n", p.lang.Pick("Kapitalkostnaden förs in i debiteringen, aldrig utgiften: annars debiteras samma krona två gånger.",
		"The capital cost enters the charge, never the outlay: otherwise the same krona is charged twice."))
	if last := len(v.Rates) - 1; assumed && last >= 0 {
		p.printf("%s\n", fmt.Sprintf(p.lang.Pick(
			"* Året saknar egen procentsats för internränta; närmast föregående års används (den sista är för %d).",
			"* The year has no percentage of its own for internal interest; that of the latest year before it is used (the last is for %d)."),
			v.Rates[last].Year))
	}
}

// capitalYear tells what each component costs in the chosen year.
func (p *page) capitalYear(v *Investments) {
	p.printf("\n%s\n\n", fmt.Sprintf(p.lang.Pick("Kapitalkostnad %d per komponent, kronor", "Capital cost %d by component, kronor"), v.Year))
	var rows []table.Row
	for i := range v.Capital.Schedules {
		s := &v.Capital.Schedules[i]
		years := s.Years()
		at := slices.IndexFunc(years, func(y financing.CapitalYear) bool { return y.Year == v.Year })
		if at < 0 {
			continue
		}
		y := &years[at]
		rows = append(rows, table.Row{
			words.Visible(s.Code), words.Visible(s.Name), words.Visible(s.Category), amountOrDash(y.Depreciation), amountOrDash(y.Interest),
			amountOrDash(y.Depreciation + y.Interest), amountOrDash(y.Remaining),
		})
	}
	if len(rows) == 0 {
		p.printf("%s\n", p.lang.Pick("Ingenting skrivs av det året.", "Nothing is depreciated in that year."))
		return
	}
	of := v.Capital.In(v.Year)
	p.table(3, table.Row{
		p.lang.Pick("Kod", "Code"), p.lang.Pick("Komponent", "Component"), p.lang.Pick("Kategori", "Category"),
		p.lang.Pick("Avskrivning", "Depreciation"), p.lang.Pick("Internränta", "Interest"), p.lang.Pick("Kapitalkostnad", "Capital cost"),
		p.lang.Pick("Kvar vid årets slut", "Left at year's end"),
	}, rows, table.Row{p.lang.Pick("Summa", "Total"), "", "", words.Amount(of.Depreciation), amountOrDash(of.Interest), words.Amount(of.Cost), ""})
}

// Costs writes the capital costs of the year as rows of the table costs: what
// enters the charge. Every month has one row for each component that costs
// something.
func (v *Investments) Costs(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"id", "date", "category", "amount", "text"}}
	for _, c := range v.Capital.Costs(v.Year) {
		if c.Cost() == 0 {
			continue
		}
		rows = append(rows, []string{
			"CAP-" + c.Investment.Code + "-" + c.Period.String(), c.Period.Last().String(), c.Investment.Category,
			chargeback.PlainAmount(c.Cost()), c.Investment.Name,
		})
	}
	return out.WriteAll(rows)
}

// The object of JSON.
type (
	investmentsJSON struct {
		Investments []investmentJSON `json:"investments"`
		Years       []capitalJSON    `json:"years"`
		NotInPlan   []string         `json:"not_in_plan"`
	}
	investmentJSON struct {
		Code     string        `json:"code"`
		Name     string        `json:"name"`
		Project  string        `json:"project"`
		Category string        `json:"category"`
		Amount   string        `json:"amount"`
		InUse    string        `json:"in_use"`
		Life     int           `json:"life_months"`
		Interest string        `json:"interest"`
		Months   []capitalJSON `json:"months"`
	}
	capitalJSON struct {
		Year         int    `json:"year,omitempty"`
		Month        string `json:"month,omitempty"`
		Outlay       string `json:"outlay,omitempty"`
		Depreciation string `json:"depreciation"`
		Interest     string `json:"interest"`
		Cost         string `json:"cost"`
		Remaining    string `json:"remaining"`
		Assumed      bool   `json:"interest_assumed,omitempty"`
	}
)

// JSON writes every component with its months to the end, and the years.
func (v *Investments) JSON(w io.Writer) error {
	o := investmentsJSON{Investments: []investmentJSON{}, Years: []capitalJSON{}, NotInPlan: []string{}}
	for i := range v.Capital.Schedules {
		s := &v.Capital.Schedules[i]
		x := investmentJSON{
			Code: s.Code, Name: s.Name, Project: s.Project, Category: s.Category, Amount: chargeback.PlainAmount(s.Amount),
			InUse: s.InUse.String(), Life: s.Life, Interest: financing.Interests[s.Interest],
		}
		for _, m := range s.Months {
			x.Months = append(x.Months, capitalJSON{
				Month: m.Period.String(), Depreciation: chargeback.PlainAmount(m.Depreciation), Interest: chargeback.PlainAmount(m.Interest),
				Cost: chargeback.PlainAmount(m.Cost()), Remaining: chargeback.PlainAmount(m.Remaining), Assumed: m.Assumed,
			})
		}
		o.Investments = append(o.Investments, x)
	}
	for _, y := range v.Capital.Years {
		o.Years = append(o.Years, capitalJSON{
			Year: y.Year, Outlay: chargeback.PlainAmount(y.Outlay), Depreciation: chargeback.PlainAmount(y.Depreciation),
			Interest: chargeback.PlainAmount(y.Interest), Cost: chargeback.PlainAmount(y.Cost), Remaining: chargeback.PlainAmount(y.Remaining), Assumed: y.Assumed,
		})
	}
	for i := range v.Left {
		o.NotInPlan = append(o.NotInPlan, v.Left[i].Code)
	}
	return writeObject(w, o)
}

// XLSX writes a workbook: years, components, and all months.
func (v *Investments) XLSX(w io.Writer, lang words.Language) error {
	return writeBook(w, func(s styles) []bookSheet { return v.sheets(s, lang) })
}

// XLSXWithMoney writes the same with the money that was asked for, and where it
// and the plan of the programme disagree.
func (v *Investments) XLSXWithMoney(w io.Writer, p *Programme, lang words.Language) error {
	return writeBook(w, func(s styles) []bookSheet {
		return append(v.sheets(s, lang), p.moneySheet(s, lang), p.disagreementSheet(s, lang))
	})
}

func (v *Investments) sheets(s styles, lang words.Language) []bookSheet {
	money := func(amount allocation.Ore) any { return styled(s.money, kronor(amount)) }
	depreciation, interest := lang.Pick("Avskrivning, kr", "Depreciation, kr"), lang.Pick("Internränta, kr", "Interest, kr")
	cost, left := lang.Pick("Kapitalkostnad, kr", "Capital cost, kr"), lang.Pick("Kvar, kr", "Left, kr")
	code, component := lang.Pick("Kod", "Code"), lang.Pick("Komponent", "Component")
	years := bookSheet{
		name: lang.Pick("År", "Years"), widths: []float64{8, 18, 18, 16, 18, 18}, right: 1,
		head: []string{lang.Pick("År", "Year"), lang.Pick("Utgift, kr", "Outlay, kr"), depreciation, interest, cost, left},
	}
	var outlay, depreciated, paid, all allocation.Ore
	for _, y := range v.Capital.Years {
		years.rows = append(years.rows, []any{y.Year, money(y.Outlay), money(y.Depreciation), money(y.Interest), money(y.Cost), money(y.Remaining)})
		outlay += y.Outlay
		depreciated += y.Depreciation
		paid += y.Interest
		all += y.Cost
	}
	total := func(amount allocation.Ore) any { return styled(s.sum, kronor(amount)) }
	years.rows = append(years.rows, []any{styled(s.sum, lang.Pick("Summa", "Total")), total(outlay), total(depreciated), total(paid), total(all), styled(s.sum, nil)})
	components := bookSheet{
		name: lang.Pick("Komponenter", "Components"), widths: []float64{16, 40, 12, 14, 12, 14, 18}, right: 6,
		head: []string{
			code, component, lang.Pick("Projekt", "Project"), lang.Pick("Kategori", "Category"), lang.Pick("Tas i bruk", "In use"),
			lang.Pick("Livslängd", "Life"), lang.Pick("Utgift, kr", "Outlay, kr"),
		},
	}
	months := bookSheet{
		name: lang.Pick("Månader", "Months"), widths: []float64{16, 40, 10, 14, 18, 16, 18, 18}, right: 4,
		head: []string{code, component, lang.Pick("Månad", "Month"), lang.Pick("Kategori", "Category"), depreciation, interest, cost, left},
	}
	for i := range v.Capital.Schedules {
		c := &v.Capital.Schedules[i]
		components.rows = append(components.rows, []any{c.Code, c.Name, c.Project, c.Category, c.InUse.String(), lang.Life(c.Life), money(c.Amount)})
		for _, m := range c.Months {
			months.rows = append(months.rows, []any{
				c.Code, c.Name, m.Period.String(), c.Category, money(m.Depreciation), money(m.Interest), money(m.Cost()), money(m.Remaining),
			})
		}
	}
	return []bookSheet{years, components, months}
}
