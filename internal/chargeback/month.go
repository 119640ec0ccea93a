package chargeback

import (
	"cmp"
	"errors"
	"slices"
	"sync"

	"chargeback/allocation"
)

// Month is one month made ready for charging: the numbers that the engine
// reads, and what they stand for.
type Month struct {
	Period allocation.Period
	Facts  *Facts
	Counts *Counts

	input      allocation.Month
	costRows   []int32   // Facts.Costs of each cost of input
	department []int32   // of each cost centre
	charged    []bool    // whether each cost centre is a receiver
	systems    []*System // the row that counts, by system
	order      []int32   // cost centres by department, then own code
	itCenter   int32
	selfPaid   []allocation.Ore // by department
	selfTotal  allocation.Ore
}

// NewMonth makes a month ready. The counts are those of the same month and
// facts. The error is an [Error].
func NewMonth(f *Facts, counts *Counts, p allocation.Period) (*Month, error) {
	m := &Month{Period: p, Facts: f, Counts: counts}
	return m, m.prepare(nil, nil)
}

// With makes the same month ready with other facts that have the same codes,
// and their counts. Only what the changed tables decide is made anew, as
// [NewMonth] makes it; the rest is shared.
func (m *Month) With(f *Facts, counts *Counts, changed []string) (*Month, error) {
	next := &Month{Period: m.Period, Facts: f, Counts: counts}
	return next, next.prepare(m, changed)
}

// prepare makes all numbers; those that no changed table decides are taken from
// known, where it is not nil.
func (m *Month) prepare(known *Month, changed []string) error {
	decided := func(tables ...string) bool {
		return known == nil || slices.ContainsFunc(tables, func(t string) bool { return slices.Contains(changed, t) })
	}
	if decided("settings", "departments", "cost_centers", "categories", "applications") {
		known = nil
	}
	f, p := m.Facts, m.Period
	if known == nil {
		m.input = allocation.Month{Period: p, Receivers: f.CostCenters.Len(), Categories: f.Categories.Len()}
		center, ok := f.CostCenters.Index(f.Setting("it_cost_center", p))
		if !ok {
			return &Error{Code: NoITCostCenter, Args: []string{p.String()}}
		}
		m.itCenter = center
		for _, model := range allocation.Models {
			m.input.ByPrice[model] = f.Setting("method."+model.String(), p) == "price"
		}
		m.placeCenters()
	} else {
		m.input, m.itCenter = known.input, known.itCenter
		m.department, m.charged, m.order = known.department, known.charged, known.order
		m.costRows, m.selfPaid, m.selfTotal, m.systems = known.costRows, known.selfPaid, known.selfTotal, known.systems
	}
	if decided("costs") {
		if err := m.takeCosts(); err != nil {
			return err
		}
	}
	if decided("rules") {
		m.takeRules()
	}
	m.takeDrivers(decided)
	m.takeWeights()
	m.takePrices()
	return nil
}

// takeDrivers makes what the models count. The two large drivers are made side
// by side.
func (m *Month) takeDrivers(decided func(tables ...string) bool) {
	var group sync.WaitGroup
	if decided("systems", "system_shares", "licences", "users") {
		group.Go(func() { m.input.Drivers[allocation.System] = m.systemDriver() })
	}
	if decided("licences", "users") {
		m.input.Drivers[allocation.User] = m.userDriver()
	}
	group.Wait()
	if decided("devices") {
		m.input.Drivers[allocation.Device] = m.classDriver(m.Counts.Devices, len(allocation.Device.Classes()))
	}
	if decided("ports") {
		m.input.Drivers[allocation.Port] = m.classDriver(m.Counts.Ports, len(allocation.Port.Classes()))
	}
	if decided("projects", "project_shares", "project_hours") {
		m.input.Drivers[allocation.Project] = m.projectDriver()
	}
}

// placeCenters finds each cost centre's department for the whole month, and
// whether it is charged.
func (m *Month) placeCenters() {
	f := m.Facts
	m.department = make([]int32, f.CostCenters.Len())
	m.charged = make([]bool, f.CostCenters.Len())
	m.order = make([]int32, f.CostCenters.Len())
	for c := range m.department {
		m.order[c] = int32(c)
		d := f.costCenters.atEnd(int32(c), m.Period).Department
		m.department[c] = d
		m.charged[c] = f.departments.atEnd(d, m.Period).Charged
	}
	slices.SortStableFunc(m.order, func(a, b int32) int { return cmp.Compare(m.department[a], m.department[b]) })
}

// takeCosts picks the rows that touch the month, each with its part.
func (m *Month) takeCosts() error {
	span := m.Period.Span()
	m.selfPaid = make([]allocation.Ore, m.Facts.Departments.Len())
	sums := make([]allocation.Sum, len(m.selfPaid))
	var total allocation.Sum
	m.costRows = make([]int32, 0, len(m.Facts.Rows.Costs))
	m.input.Costs = make([]allocation.Cost, 0, len(m.Facts.Rows.Costs))
	for i := range m.Facts.Rows.Costs {
		c := &m.Facts.Rows.Costs[i]
		if !c.Days().Overlaps(span) {
			continue
		}
		amount := c.Amount
		if c.Accrued() {
			amount = allocation.Accrue(c.Amount, c.Span, m.Period).Part
		}
		if c.PaidBy != None {
			sums[c.PaidBy].Add(amount)
			total.Add(amount)
			continue
		}
		m.costRows = append(m.costRows, int32(i))
		m.input.Costs = append(m.input.Costs, allocation.Cost{
			Amount: amount, Category: c.Category, Target: c.Target, TargetOf: c.TargetOf,
		})
	}
	var err error
	if m.selfTotal, err = total.Total(); err != nil {
		return m.overflow("paid_by")
	}
	for d := range sums {
		if m.selfPaid[d], err = sums[d].Total(); err != nil {
			return m.overflow("paid_by")
		}
	}
	return nil
}

func (m *Month) overflow(where string) error {
	return &Error{Code: Overflow, Args: []string{m.Period.String(), where}, Err: allocation.ErrOverflow}
}

// takeRules picks the rules of the month, in the order that decides ties.
func (m *Month) takeRules() {
	m.input.Rules = nil
	for _, r := range m.Facts.Rows.Rules {
		if r.Valid.Contains(m.Period.Last()) {
			m.input.Rules = append(m.input.Rules, allocation.Rule{
				Category: r.Category, Model: r.Model, Classes: r.Classes, Share: r.Share,
			})
		}
	}
	slices.SortFunc(m.input.Rules, func(a, b allocation.Rule) int {
		return cmp.Or(
			cmp.Compare(a.Category, b.Category), cmp.Compare(a.Model, b.Model),
			cmp.Compare(a.Classes.Codes(a.Model), b.Classes.Codes(b.Model)),
		)
	})
}

func (m *Month) takeWeights() {
	for _, model := range []allocation.Model{allocation.System, allocation.Device, allocation.Port} {
		weights := make([]int64, len(model.Classes()))
		for class := range weights {
			weights[class] = allocation.Micro
		}
		for _, w := range m.Facts.Rows.Weights {
			if w.Model == model && w.Valid.Contains(m.Period.Last()) {
				weights[w.Class] = w.Micro
			}
		}
		m.input.Drivers[model].Weight = weights
	}
}

func (m *Month) takePrices() {
	for _, model := range allocation.Models[1:] {
		places := max(1, len(model.Classes()))
		if model == allocation.User {
			places = 1 + m.Facts.Applications.Len()
		}
		prices := make([]int64, places)
		for i := range prices {
			prices[i] = allocation.NoPrice
		}
		for _, p := range m.Facts.Rows.Prices {
			if p.Model == model && p.Valid.Contains(m.Period.Last()) {
				prices[p.Object] = p.Micro
			}
		}
		m.input.Drivers[model].Price = prices
	}
}

// newDriver makes a driver with room for cells.
func newDriver(cells int) allocation.Driver {
	return allocation.Driver{
		Receiver: make([]int32, 0, cells), Object: make([]int32, 0, cells), Count: make([]int64, 0, cells),
	}
}

// addCell adds a cell of a charged cost centre that weighs something.
func (m *Month) addCell(d *allocation.Driver, center, object int32, count int64) {
	if count > 0 && m.charged[center] {
		d.Receiver = append(d.Receiver, center)
		d.Object = append(d.Object, object)
		d.Count = append(d.Count, count)
	}
}

// closeObject ends the cells of an object.
func closeObject(d *allocation.Driver) {
	if d.Start == nil {
		d.Start = append(d.Start, 0)
	}
	d.Start = append(d.Start, int32(len(d.Receiver)))
}

func (m *Month) classDriver(counts []int64, classes int) allocation.Driver {
	d := newDriver(len(counts))
	for i, count := range counts {
		m.addCell(&d, int32(i/classes), int32(i%classes), count)
	}
	return d
}

func (m *Month) userDriver() allocation.Driver {
	cells := len(m.Counts.Users)
	for application := range int32(m.Facts.Applications.Len()) {
		cells += len(m.Counts.LicencesOf(application + 1))
	}
	d := newDriver(cells)
	for center, days := range m.Counts.Users {
		m.addCell(&d, int32(center), allocation.Accounts, days)
	}
	closeObject(&d)
	for application := range int32(m.Facts.Applications.Len()) {
		m.addLicences(&d, application+1, application+1)
		closeObject(&d)
	}
	return d
}

// addLicences adds the licence-days of a counted object as cells.
func (m *Month) addLicences(d *allocation.Driver, counted, object int32) {
	for _, l := range m.Counts.LicencesOf(counted) {
		m.addCell(d, l.CostCenter, object, l.Days)
	}
}

// systemDriver makes each system's days, tier and payers (SPEC §4).
func (m *Month) systemDriver() allocation.Driver {
	f, clock, span := m.Facts, m.Facts.Clock(m.Period), m.Period.Span()
	shares := m.sharesBy(f.Rows.SystemShares, f.Systems.Len())
	m.systems = make([]*System, f.Systems.Len())
	size, cells := make([]int64, len(m.systems)), 0
	for s := range m.systems {
		rows := f.systems.of(int32(s))
		m.systems[s] = &rows[len(rows)-1]
		for i := range rows {
			size[s] += clock.Days(rows[i].Valid)
			if rows[i].Valid.Overlaps(span) {
				m.systems[s] = &rows[i]
			}
		}
		cells += 1 + len(shares[s]) + len(m.Counts.LicencesOf(m.licensed(s)))
	}
	d := newDriver(cells)
	d.Size = size
	for s, row := range m.systems {
		d.Tier = append(d.Tier, row.Tier)
		switch row.Sharing {
		case ByOwner:
			m.addCell(&d, row.Owner, int32(s), allocation.Micro)
		case ByShares:
			for _, share := range shares[s] {
				m.addCell(&d, share.CostCenter, int32(s), share.Micro)
			}
		case ByUsers:
			m.addLicences(&d, m.licensed(s), int32(s))
		}
		closeObject(&d)
	}
	return d
}

// licensed is the number of a system among what licences are for.
func (m *Month) licensed(system int) int32 { return int32(1 + m.Facts.Applications.Len() + system) }

// projectDriver makes each project's hours and orderers.
func (m *Month) projectDriver() allocation.Driver {
	f := m.Facts
	shares := m.sharesBy(f.Rows.ProjectShares, f.Projects.Len())
	d := newDriver(len(f.Rows.ProjectShares))
	d.Size = make([]int64, f.Projects.Len())
	for _, h := range f.Rows.ProjectHours {
		if h.Period == m.Period {
			d.Size[h.Project] = h.Centi
		}
	}
	for project := range shares {
		for _, share := range shares[project] {
			m.addCell(&d, share.CostCenter, int32(project), share.Micro)
		}
		closeObject(&d)
	}
	return d
}

// sharesBy groups the shares of the month by object, each group in order of
// cost centre.
func (m *Month) sharesBy(rows []Share, objects int) [][]Share {
	valid := make([]Share, 0, len(rows))
	for _, r := range rows {
		if r.Valid.Contains(m.Period.Last()) {
			valid = append(valid, r)
		}
	}
	slices.SortFunc(valid, func(a, b Share) int {
		return cmp.Or(cmp.Compare(a.Object, b.Object), cmp.Compare(a.CostCenter, b.CostCenter))
	})
	groups := make([][]Share, objects)
	for first := 0; first < len(valid); {
		last := first
		for last < len(valid) && valid[last].Object == valid[first].Object {
			last++
		}
		groups[valid[first].Object] = valid[first:last]
		first = last
	}
	return groups
}

// Charge charges the month. A run that is no longer needed may be given to be
// overwritten. The error is an [Error], or an [Errors] of several.
func (m *Month) Charge(reuse *Run) (*Run, error) {
	var engine *allocation.Run
	if reuse != nil {
		engine = reuse.engine
	}
	engine, err := allocation.Charge(&m.input, engine)
	if err != nil {
		return nil, m.explainErrors(err)
	}
	return &Run{Month: m, engine: engine}, nil
}

// explainErrors turns the engine's indices into codes.
func (m *Month) explainErrors(err error) error {
	var errs Errors
	for _, e := range flatten(err) {
		errs.Add(m.explainError(e))
	}
	errs.trim()
	return &errs
}

func flatten(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, flatten(e)...)
		}
		return all
	}
	return []error{err}
}

func (m *Month) explainError(err error) *Error {
	var at *allocation.MonthError
	if !errors.As(err, &at) {
		return &Error{Code: Unbalanced, Args: []string{m.Period.String()}, Err: err}
	}
	e := &Error{Code: Overflow, Args: []string{m.Period.String()}, Err: err}
	switch {
	case errors.Is(err, allocation.ErrNoRule):
		e.Code = NoRule
		e.Args = append(e.Args, m.Facts.Categories.At(at.Category))
	case errors.Is(err, allocation.ErrNoPrice):
		e.Code = NoPrice
		e.Args = append(e.Args, at.Model.String(), m.priceClass(at.Model, at.Object))
	case at.Category >= 0:
		e.Args = append(e.Args, m.Facts.Categories.At(at.Category))
	case at.Model != 0 && at.Object >= 0:
		e.Args = append(e.Args, at.Model.String()+" "+m.object(at.Model, at.Object))
	case at.Model != 0:
		e.Args = append(e.Args, at.Model.String())
	default:
		e.Args = append(e.Args, "")
	}
	return e
}

// priceClass is what the prices table calls an object of a model.
func (m *Month) priceClass(model allocation.Model, object int32) string {
	switch {
	case model == allocation.Project:
		return "hour"
	case model == allocation.User && object == allocation.Accounts:
		return "user"
	case model == allocation.User:
		return m.Facts.Applications.At(object - 1)
	default:
		return model.Classes()[object]
	}
}
