package web

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/chart"
	"chargeback/internal/words"
)

// monthPage is finance's desk.
type monthPage struct {
	*billing.Desk
	Key                    string
	MayRun                 bool
	Older, Newer           *allocation.Period
	Previous               allocation.Period
	Steps                  []monthStep
	Stale, NeedsCorrection bool
	Totals                 chargeback.Totals
	HasVariance            bool
	VarianceSize           allocation.Ore
	Variance               []chargeback.ModelVariance
	Difference             allocation.Ore
	Problems               []monthProblem
	Departments            []monthDepartment
	Known                  bool // what departments owed the month before
	SumBefore, SumNow      allocation.Ore
	SumChange              allocation.Ore
	Sources                []monthSource
	Arrived                int
	Unallocated            []monthUnallocated
	Invoices               []named
	Entering               []monthEntering
	Objections             []objectionRow
	Gate                   []gateRow
	NoApprove, NoClose     string
}

type monthStep struct {
	Number    int
	Name      string
	Text      string
	Done, Now bool
}

type monthProblem struct {
	Stops        bool
	Text, More   string
	Amount       allocation.Ore
	Path, Action string
}

type monthDepartment struct {
	billing.DeskRow
	Known          bool
	Before, Change allocation.Ore
	Bar            template.HTML
	Flag           bool
}

type monthSource struct {
	Name, From, Now, Change, Arrived string
	Missing                          bool
}

type monthUnallocated struct {
	Model     allocation.Model
	Name, Why string
	Amount    allocation.Ore
}

type monthEntering struct {
	Name   string
	Amount allocation.Ore
}

type gateRow struct {
	OK   bool
	Text string
}

// month shows one month.
func (h *handler) month(c *gin.Context) {
	p, ok := h.monthParam(c)
	if !ok {
		return
	}
	caller, lang := callerOf(c), language(c)
	cockpit, err := h.Service.Cockpit(c.Request.Context(), actor(c), p)
	if err != nil {
		h.fail(c, err)
		return
	}
	desk := cockpit.Desk
	months, err := h.Service.Months(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	at := slices.IndexFunc(months, func(m chargeback.MonthStatus) bool { return m.Period == p })
	if at < 0 {
		h.fail(c, errNotFound)
		return
	}
	b := &monthPage{
		Desk: desk, Key: newKey(), MayRun: caller.Has(chargeback.Finance), Previous: p.Previous(),
		Stale: desk.Waiting.Stale, NeedsCorrection: desk.Waiting.Correction,
	}
	if at > 0 {
		b.Older = &months[at-1].Period
	}
	if at+1 < len(months) {
		b.Newer = &months[at+1].Period
	}
	b.steps(lang)
	if desk.Result != nil {
		b.result(lang)
		b.departments()
		b.gate(lang, caller)
	}
	if err := h.monthObjections(c, b); err != nil {
		h.fail(c, err)
		return
	}
	b.problems(lang, cockpit)
	b.sources(lang, cockpit)
	h.show(c, http.StatusOK, "month", page{Title: capital(lang.Month(p)), Notice: flash(c), Body: b})
}

// steps tells the month's life.
func (b *monthPage) steps(lang words.Language) {
	m := b.Status
	texts := [...]string{
		lang.Pick("Underlaget samlas in.", "Source data is collected."),
		lang.Pick("Räknas av ekonomi eller av klockan.", "Done by finance or the clock."),
		lang.Pick("Görs av en annan person än den som beräknade.", "Done by another person than the one who calculated."),
		lang.Pick("Notorna blir slutliga.", "The bills become final."),
	}
	acts := [...]chargeback.Act{{}, m.Calculated, m.Approved, m.Closed}
	for state, name := range chargeback.States {
		_ = name
		s := chargeback.State(state)
		step := monthStep{
			Number: state + 1, Name: capital(lang.State(s)), Text: texts[state],
			Done: m.State > s || m.State == chargeback.Closed, Now: m.State == s && s != chargeback.Closed,
		}
		if act := acts[state]; !act.At.IsZero() && m.State >= s {
			step.Text = moment(lang, act.At) + ", " + act.Person
			if s == chargeback.Calculated && m.Scheduled {
				step.Text = moment(lang, act.At) + lang.Pick(", av klockan", ", by the clock")
			}
		}
		b.Steps = append(b.Steps, step)
	}
}

// result tells what the month came to.
func (b *monthPage) result(lang words.Language) {
	r := b.Result
	b.Totals, b.Variance, b.HasVariance = r.Totals, r.Variance, len(r.Variance) > 0
	b.VarianceSize = max(r.Totals.Variance, -r.Totals.Variance)
	b.Difference = r.Totals.Cost - r.Totals.Billed - r.Totals.Central - r.Totals.Unallocated - r.Totals.Variance
	for _, u := range r.Unallocated {
		name := b.Names.CategoryName(u.Category)
		if u.Object != "" {
			name = b.Names.ObjectName(u.Model, u.Object) + ", " + name
		}
		b.Unallocated = append(b.Unallocated, monthUnallocated{u.Model, name, sentence(lang.Reason(u.Model, u.Object, u.Reason)), u.Amount})
	}
	slices.SortStableFunc(b.Unallocated, func(x, y monthUnallocated) int { return cmp.Compare(y.Amount, x.Amount) })
	for i := range b.Desk.Entering {
		c := &b.Desk.Entering[i]
		sums := make(map[string]allocation.Ore)
		var order []string
		for _, line := range c.Lines {
			if _, ok := sums[line.Department]; !ok {
				order = append(order, line.Department)
			}
			sums[line.Department] += line.Amount
		}
		for _, code := range order {
			b.Entering = append(b.Entering, monthEntering{capital(lang.Month(c.Month)) + ", " + b.Names.DepartmentName(code), sums[code]})
		}
	}
	if b.Status.State == chargeback.Closed {
		for _, row := range b.Rows {
			if row.Kind == chargeback.Company || row.Kind == chargeback.Partner {
				b.Invoices = append(b.Invoices, named{row.Code, row.Name})
			}
		}
	}
}

// noticeable is how much a bill may change before it is flagged: 5 %, as one
// part of so many.
const noticeable = 20

// departments compares with the month before, the largest difference first.
func (b *monthPage) departments() {
	for _, row := range b.Rows {
		d := monthDepartment{DeskRow: row}
		if row.Before != nil {
			d.Known, d.Before = true, *row.Before
			d.Change = row.Now - d.Before
			size := max(d.Change, -d.Change)
			d.Flag = size*noticeable > max(d.Before, -d.Before)
			b.Known = true
			b.SumBefore += d.Before
		}
		b.SumNow += row.Now
		b.Departments = append(b.Departments, d)
	}
	b.SumChange = b.SumNow - b.SumBefore
	slices.SortStableFunc(b.Departments, func(x, y monthDepartment) int {
		return cmp.Compare(max(y.Change, -y.Change), max(x.Change, -x.Change))
	})
	changes := make([]allocation.Ore, len(b.Departments))
	for i := range b.Departments {
		changes[i] = b.Departments[i].Change
	}
	for i, bar := range chart.Differences(changes) {
		if b.Departments[i].Known {
			b.Departments[i].Bar = bar
		}
	}
}

// gate says what is left before the month can be approved and closed.
func (b *monthPage) gate(lang words.Language, caller *auth.Caller) {
	tell := func(ok bool, yes, no string) {
		if ok {
			no = yes
		}
		b.Gate = append(b.Gate, gateRow{ok, no})
	}
	m := b.Status
	tell(b.Difference == 0, lang.Pick("Beräkningen stämmer på öret.", "The run balances to the öre."), lang.Pick("Beräkningen stämmer inte.", "The run does not balance."))
	tell(!b.Stale, lang.Pick("Underlaget är det som månaden är beräknad av.", "The source data is what the month was calculated from."),
		lang.Pick("Underlaget har ändrats sedan månaden beräknades.", "The source data has changed since the month was calculated."))
	own := !m.Scheduled && m.Calculated.Person == caller.Person.Name
	tell(m.State == chargeback.Approved || !own,
		lang.Pick("Månaden är beräknad av någon annan än den som godkänner.", "The month was calculated by someone other than the one who approves."),
		lang.Pick("Du beräknade månaden. En annan person behöver godkänna den.", "You calculated the month. Another person needs to approve it."))
	tell(m.State == chargeback.Approved, lang.Pick("Månaden är godkänd.", "The month is approved."), lang.Pick("Månaden är inte godkänd än.", "The month is not approved yet."))
	tell(len(b.Unallocated) == 0, lang.Pick("Allt är fördelat.", "Everything is allocated."),
		words.Money(b.Totals.Unallocated)+lang.Pick(" är ej fördelat och behöver ett skäl.", " is unallocated and needs a reason."))
	if err := b.Desk.Gate.Approve; err != nil {
		b.NoApprove = sentence(lang.Failure(err))
	}
	if err := b.Desk.Gate.Close; err != nil {
		b.NoClose = sentence(lang.Failure(err))
	}
}
