package words

import (
	"fmt"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/financing"
)

// ProjectStatus is how far a project has come.
func (l Language) ProjectStatus(s financing.Status) string {
	return [][2]string{
		{"föreslaget", "proposed"}, {"planerat", "planned"}, {"pågår", "under way"}, {"klart", "done"}, {"avbrutet", "stopped"},
	}[s][l]
}

// Verdict is what a council decided.
func (l Language) Verdict(v financing.Verdict) string {
	return [][2]string{{"beslutat", "approved"}, {"avslaget", "turned down"}, {"uppskjutet", "deferred"}}[v][l]
}

// Council is who decided: a department's IT council, with its code, or the
// central one.
func (l Language) Council(d *financing.Decision) string {
	if d.Council == financing.CentralCouncil {
		return l.Pick("centrala IT-rådet", "the central IT council")
	}
	return l.Pick("IT-rådet i ", "the IT council of ") + d.Department
}

// FundingSection names a section of the budget for the programme.
func (l Language) FundingSection(s financing.Section) string {
	return [][2]string{{"Drift", "Operation"}, {"Investering", "Investment"}, {"Kapitalkostnader", "Capital costs"}}[s][l]
}

// Quarter writes a quarter without its year: K1.
func (l Language) Quarter(q financing.Quarter) string {
	return l.Pick("K", "Q") + strconv.Itoa(q.Number)
}

// NeedQuarter writes when in its year a need is for: K1, or at any time.
func (l Language) NeedQuarter(quarter int) string {
	if quarter == 0 {
		return l.Pick("när som helst", "any time")
	}
	return l.Pick("K", "Q") + strconv.Itoa(quarter)
}

// Life writes the life of a component: 4 år, 18 månader.
func (l Language) Life(months int) string {
	if months%12 == 0 {
		return Plural(months/12, l.Pick("år", "year"), l.Pick("år", "years"))
	}
	return Plural(months, l.Pick("månad", "month"), l.Pick("månader", "months"))
}

// InterestOn says on what interest is counted.
func (l Language) InterestOn(i financing.Interest) string {
	return [][2]string{
		{"ingen", "none"},
		{"på värdet vid månadens början", "on the value at the start of the month"},
		{"på värdet vid årets början", "on the value at the start of the year"},
	}[i][l]
}

// PaidBack writes a payback time in whole months: 17 månader.
func (l Language) PaidBack(m financing.Months) string {
	if m.Never {
		return l.Pick("aldrig", "never")
	}
	return Plural(int(m.Whole()), l.Pick("månad", "month"), l.Pick("månader", "months"))
}

// Hours writes hundredths of an hour without needless decimals: 0,5 h.
func Hours(centi int64) string {
	sign := ""
	if centi < 0 {
		sign, centi = minus, -centi
	}
	return sign + Exact(centi*(allocation.Micro/100)) + noBreak + "h"
}

// ServicePrice writes what a service costs; nil is one without a price.
func (l Language) ServicePrice(p *financing.ServicePrice) string {
	switch {
	case p == nil:
		return l.Pick("självkostnad, delad varje månad efter användning", "at cost, shared each month by use")
	case p.Model == allocation.Project:
		return fmt.Sprintf(l.Pick("%s kr per timme", "%s kr an hour"), Decimal(p.Micro, allocation.Micro, 2))
	}
	return fmt.Sprintf(l.Pick("%s kr per månad", "%s kr a month"), Decimal(p.Micro, allocation.Micro, 2))
}
