package report

import (
	"io"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// hours writes hundredths of an hour for programs, micro millionths.
func hours(centi int64) string { return micro(centi * (allocation.Micro / 100)) }

func micro(value int64) string { return string(chargeback.AppendQuantity(nil, value)) }

// The object of JSON.
type (
	programmeJSON struct {
		Projects      []projectJSON      `json:"projects"`
		Plan          planJSON           `json:"plan"`
		Decisions     []decisionJSON     `json:"decisions"`
		Money         []fundingJSON      `json:"money"`
		Disagreements []disagreementJSON `json:"disagreements"`
		Needs         []staffingJSON     `json:"needs"`
	}
	projectJSON struct {
		Code       string       `json:"code"`
		Parent     string       `json:"parent"`
		Name       string       `json:"name"`
		Owner      string       `json:"owner"`
		Department string       `json:"department"`
		Goal       string       `json:"goal"`
		Status     string       `json:"status"`
		Approved   bool         `json:"approved"`
		Operation  string       `json:"yearly_operation"`
		Saving     string       `json:"yearly_saving"`
		Effects    []string     `json:"effects"`
		Payback    *paybackJSON `json:"payback,omitempty"`
		Plan       planRowJSON  `json:"plan"`
	}
	paybackJSON struct {
		Cost        string `json:"cost"`
		GrossMonths string `json:"gross_months"` // empty: never
		NetMonths   string `json:"net_months"`
	}
	planJSON struct {
		Total     planRowJSON `json:"total"`
		Approved  planRowJSON `json:"approved"`
		Undecided planRowJSON `json:"not_approved"`
	}
	planRowJSON struct {
		Quarters map[string]string `json:"quarters"`
		Years    map[string]string `json:"years"`
		Total    string            `json:"total"`
	}
	decisionJSON struct {
		Project    string `json:"project"`
		Date       string `json:"date"`
		Council    string `json:"council"`
		Department string `json:"department"`
		Verdict    string `json:"verdict"`
		Minutes    string `json:"minutes"`
	}
	fundingJSON struct {
		Section   string  `json:"section"` // empty: all of them
		Row       string  `json:"row"`     // empty: all of the section
		Year      string  `json:"year"`    // empty: all of them
		Requested *string `json:"requested"`
		Granted   *string `json:"granted"`
		Used      *string `json:"used"`
	}
	disagreementJSON struct {
		Project    string `json:"project"`
		Year       int    `json:"year"`
		Planned    string `json:"planned"`
		Operation  string `json:"requested_operation"`
		Investment string `json:"requested_investment"`
		Difference string `json:"difference"`
	}
	staffingJSON struct {
		Year     int        `json:"year"`
		Due      string     `json:"due"`
		Hours    string     `json:"hours"`
		Capacity string     `json:"capacity_hours"`
		Short    string     `json:"short_hours"`
		Amount   string     `json:"amount"`
		Silent   []string   `json:"silent"`
		Needs    []needJSON `json:"needs"`
	}
	needJSON struct {
		Code       string `json:"code"`
		Department string `json:"department"`
		Name       string `json:"name"`
		Project    string `json:"project"`
		Hours      string `json:"hours"`
		Amount     string `json:"amount"`
		Quarter    int    `json:"quarter"` // 0: any time of the year
		Reason     string `json:"reason"`
		HandedIn   string `json:"handed_in"`
		Late       bool   `json:"late"`
	}
)

// JSON writes the whole programme for programs.
func (v *Programme) JSON(w io.Writer) error {
	amount := chargeback.PlainAmount
	row := func(r *financing.PlanRow) planRowJSON {
		x := planRowJSON{Quarters: map[string]string{}, Years: map[string]string{}, Total: amount(r.Total)}
		for i, q := range v.Plan.Quarters {
			x.Quarters[q.String()] = amount(r.Quarters[i])
		}
		for i, year := range v.Plan.Years {
			x.Years[strconv.Itoa(year)] = amount(r.Years[i])
		}
		return x
	}
	o := programmeJSON{
		Projects: []projectJSON{}, Decisions: []decisionJSON{}, Money: []fundingJSON{}, Disagreements: []disagreementJSON{}, Needs: []staffingJSON{},
		Plan: planJSON{row(&v.Plan.Total), row(&v.Plan.Decided), row(&v.Plan.Undecided)},
	}
	for i := range v.Plan.Rows {
		r := &v.Plan.Rows[i]
		x := projectJSON{
			Code: r.Project.Code, Parent: r.Project.Parent, Name: r.Project.Name, Owner: r.Project.Owner, Department: r.Project.Department,
			Goal: r.Project.Goal, Status: financing.Statuses[r.Project.Status], Approved: r.Decided, Operation: amount(r.Project.Operation),
			Saving: amount(r.Project.Saving), Effects: append([]string{}, v.EffectsOf(r.Project.Code)...), Plan: row(r),
		}
		for j := range v.Payback {
			if b := &v.Payback[j]; b.Project == r.Project {
				x.Payback = &paybackJSON{amount(b.Cost), monthsText(b.Gross), monthsText(b.Net)}
			}
		}
		o.Projects = append(o.Projects, x)
	}
	for _, d := range v.Decisions {
		o.Decisions = append(o.Decisions, decisionJSON{
			d.Project, d.Date.String(), financing.Councils[d.Council], d.Department, financing.Verdicts[d.Verdict], d.Minutes,
		})
	}
	v.moneyRows(func(section, name, year string, s *financing.FundingSums) {
		o.Money = append(o.Money, fundingJSON{section, name, year, knownText(s.Requested), knownText(s.Granted), knownText(s.Used)})
	})
	for _, d := range v.Disagreements {
		o.Disagreements = append(o.Disagreements, disagreementJSON{
			d.Project.Code, d.Year, amount(d.Planned), amount(d.Operation), amount(d.Investment), amount(d.Difference),
		})
	}
	for _, s := range v.Staffing {
		x := staffingJSON{
			Year: s.Round.Year, Due: s.Round.Due.String(), Hours: hours(s.Hours), Capacity: hours(s.Round.Capacity), Short: hours(s.Short),
			Amount: amount(s.Amount), Silent: append([]string{}, s.Silent...), Needs: []needJSON{},
		}
		for i := range s.Departments {
			for _, n := range s.Departments[i].Needs {
				x.Needs = append(x.Needs, needJSON{
					n.Code, n.Department, n.Name, n.Project, hours(n.Hours), amount(n.Amount), n.Quarter, n.Reason, n.HandedIn.String(), n.HandedIn > s.Round.Due,
				})
			}
		}
		o.Needs = append(o.Needs, x)
	}
	return writeObject(w, o)
}

// moneyRows visits every row, subtotal and total of the money, by year and in
// all.
func (v *Programme) moneyRows(visit func(section, name, year string, s *financing.FundingSums)) {
	each := func(section, name string, r *financing.FundingRow) {
		for i := range r.Years {
			visit(section, name, strconv.Itoa(v.Money.Years[i]), &r.Years[i])
		}
		visit(section, name, "", &r.Sum)
	}
	if len(v.Money.Rows) == 0 {
		return
	}
	for i := range v.Money.Rows {
		r := &v.Money.Rows[i]
		each(financing.Sections[r.Section], r.Name, r)
	}
	for i := range v.Money.Subtotals {
		each(financing.Sections[i], "", &v.Money.Subtotals[i])
	}
	each("", "", &v.Money.Total)
}

func knownText(k financing.Known) *string {
	if !k.Given {
		return nil
	}
	text := chargeback.PlainAmount(k.Amount)
	return &text
}

func monthsText(m financing.Months) string {
	if m.Never {
		return ""
	}
	return micro(m.Micro)
}

// XLSX writes the programme as a workbook: the plan, payback, money, what
// disagrees, decisions and needs.
func (v *Programme) XLSX(w io.Writer, lang words.Language) error {
	return writeBook(w, func(s styles) []bookSheet {
		sheets := []bookSheet{v.planSheet(s, lang), v.paybackSheet(s, lang), v.moneySheet(s, lang), v.disagreementSheet(s, lang), v.decisionSheet(lang)}
		return append(sheets, v.needSheet(s, lang))
	})
}

func (v *Programme) planSheet(s styles, lang words.Language) bookSheet {
	money := func(amount allocation.Ore) any { return styled(s.money, kronor(amount)) }
	t := v.Plan
	sheet := bookSheet{
		name: lang.Pick("Plan", "Plan"), widths: []float64{8, 52, 14}, right: 3,
		head: []string{lang.Pick("Nr", "No."), lang.Pick("Projekt", "Project"), lang.Pick("Beslut", "Decision")},
	}
	column := func(name string) {
		sheet.head, sheet.widths = append(sheet.head, name), append(sheet.widths, 15)
	}
	for y, year := range t.Years {
		for _, q := range t.Quarters[4*y : 4*y+4] {
			column(strconv.Itoa(year) + " " + lang.Quarter(q))
		}
		column(strconv.Itoa(year))
	}
	column(lang.Pick("Summa", "Total"))
	add := func(code, name, state string, r *financing.PlanRow) {
		row := []any{code, name, state}
		for y := range t.Years {
			for q := 4 * y; q < 4*y+4; q++ {
				row = append(row, money(r.Quarters[q]))
			}
			row = append(row, styled(s.sum, kronor(r.Years[y])))
		}
		sheet.rows = append(sheet.rows, append(row, styled(s.sum, kronor(r.Total))))
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		add(r.Project.Code, projectName(r), v.state(r.Project, lang), r)
	}
	add("", lang.Pick("Summa", "Total"), "", &t.Total)
	add("", lang.Pick("Beslutat, i planen", "Approved, in the plan"), "", &t.Decided)
	add("", lang.Pick("Inte beslutat, inte i planen", "Not approved, not in the plan"), "", &t.Undecided)
	return sheet
}

func (v *Programme) paybackSheet(s styles, lang words.Language) bookSheet {
	money := func(amount allocation.Ore) any { return styled(s.money, kronor(amount)) }
	sheet := bookSheet{
		name: lang.Pick("Återbetalning", "Payback"), widths: []float64{8, 44, 20, 20, 20, 18, 22, 30, 60}, right: 2,
		head: []string{
			lang.Pick("Nr", "No."), lang.Pick("Projekt", "Project"), lang.Pick("Projektkostnad, kr", "Project cost, kr"),
			lang.Pick("Årlig drift, kr", "Yearly operation, kr"), lang.Pick("Årlig besparing, kr", "Yearly saving, kr"),
			lang.Pick("Brutto, månader", "Gross, months"), lang.Pick("Efter drift, månader", "After operation, months"),
			lang.Pick("Ägare", "Owner"), lang.Pick("Mål", "Goal"),
		},
	}
	months := func(m financing.Months) any {
		if m.Never {
			return lang.PaidBack(m)
		}
		return styled(s.quantity, float64(m.Micro)/allocation.Micro)
	}
	for i := range v.Payback {
		x := &v.Payback[i]
		sheet.rows = append(sheet.rows, []any{
			x.Code, x.Name, money(x.Cost), money(x.Payback.Operation), money(x.Payback.Saving), months(x.Gross), months(x.Net), x.Owner, x.Goal,
		})
	}
	return sheet
}

func (v *Programme) moneySheet(s styles, lang words.Language) bookSheet {
	sheet := bookSheet{
		name: lang.Pick("Anslag", "Money"), widths: []float64{20, 44, 10, 18, 18, 18}, right: 3,
		head: []string{
			lang.Pick("Del", "Section"), lang.Pick("Rad", "Row"), lang.Pick("År", "Year"), lang.Pick("Äskat, kr", "Requested, kr"),
			lang.Pick("Beviljat, kr", "Granted, kr"), lang.Pick("Utfall, kr", "Used, kr"),
		},
	}
	known := func(k financing.Known) any {
		if !k.Given {
			return nil
		}
		return styled(s.money, kronor(k.Amount))
	}
	v.moneyRows(func(section, name, year string, sums *financing.FundingSums) {
		for i, code := range financing.Sections {
			if code == section {
				section = lang.FundingSection(financing.Section(i))
			}
		}
		switch {
		case section == "":
			section = lang.Pick("Totalt anslag", "Total")
		case name == "":
			name = lang.Pick("Delsumma", "Subtotal")
		}
		if year == "" {
			year = lang.Pick("alla", "all")
		}
		sheet.rows = append(sheet.rows, []any{section, name, year, known(sums.Requested), known(sums.Granted), known(sums.Used)})
	})
	return sheet
}

func (v *Programme) disagreementSheet(s styles, lang words.Language) bookSheet {
	money := func(amount allocation.Ore) any { return styled(s.money, kronor(amount)) }
	sheet := bookSheet{
		name: lang.Pick("Plan mot äskat", "Plan against requested"), widths: []float64{8, 44, 10, 18, 20, 24, 20}, right: 3,
		head: []string{
			lang.Pick("Nr", "No."), lang.Pick("Projekt", "Project"), lang.Pick("År", "Year"), lang.Pick("Plan, kr", "Plan, kr"),
			lang.Pick("Äskat, drift, kr", "Requested, operation, kr"), lang.Pick("Äskat, investering, kr", "Requested, investment, kr"),
			lang.Pick("Äskat − plan, kr", "Requested − plan, kr"),
		},
	}
	for _, d := range v.Disagreements {
		sheet.rows = append(sheet.rows, []any{
			d.Project.Code, d.Project.Name, d.Year, money(d.Planned), money(d.Operation), money(d.Investment), money(d.Difference),
		})
	}
	return sheet
}

func (v *Programme) decisionSheet(lang words.Language) bookSheet {
	sheet := bookSheet{
		name: lang.Pick("Beslut", "Decisions"), widths: []float64{10, 12, 14, 28, 44}, right: 5,
		head: []string{
			lang.Pick("Projekt", "Project"), lang.Pick("Dag", "Day"), lang.Pick("Beslut", "Decision"), lang.Pick("Råd", "Council"), lang.Pick("Protokoll", "Minutes"),
		},
	}
	for i := range v.Decisions {
		d := &v.Decisions[i]
		sheet.rows = append(sheet.rows, []any{d.Project, d.Date.String(), lang.Verdict(d.Verdict), lang.Council(d), d.Minutes})
	}
	return sheet
}

func (v *Programme) needSheet(s styles, lang words.Language) bookSheet {
	sheet := bookSheet{
		name: lang.Pick("Behov", "Needs"), widths: []float64{8, 14, 12, 44, 50, 14, 12, 12, 12, 18}, right: 8,
		head: []string{
			lang.Pick("År", "Year"), lang.Pick("Förvaltning", "Department"), lang.Pick("Nr", "No."), lang.Pick("Behov", "Need"),
			lang.Pick("Skäl", "Reason"), lang.Pick("Kvartal", "Quarter"),
			lang.Pick("Lämnat", "Handed in"), lang.Pick("Sista dag", "Last day"), lang.Pick("Timmar", "Hours"), lang.Pick("Kronor", "Kronor"),
		},
	}
	for _, staffing := range v.Staffing {
		for i := range staffing.Departments {
			for _, n := range staffing.Departments[i].Needs {
				sheet.rows = append(sheet.rows, []any{
					n.Year, n.Department, n.Code, n.Name, n.Reason, lang.NeedQuarter(n.Quarter), n.HandedIn.String(), staffing.Round.Due.String(),
					styled(s.quantity, float64(n.Hours)/100), styled(s.money, kronor(n.Amount)),
				})
			}
		}
	}
	return sheet
}
