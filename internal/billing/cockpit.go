package billing

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Cockpit is a month as finance runs it: the desk, with what has arrived and
// what is odd.
type Cockpit struct {
	*Desk
	Sources  []SourceState // by table in the order of SPEC §2, then by source
	Oddities []Oddity      // most kronor first
}

// Oddity is something that someone should look at before the month closes.
type Oddity struct {
	chargeback.Finding        // its amount is the kronor concerned, never below zero
	Stops              bool   // the month cannot be calculated, or cannot close without a reason
	Table              string // of SPEC §2, where it is looked at and mended
}

// Cockpit returns a month with all that finance has to see to. The findings are
// those of the facts as they are known now; unallocated money is that of the
// month's run where it has one.
func (s *Service) Cockpit(ctx context.Context, who Actor, p allocation.Period) (*Cockpit, error) {
	desk, err := s.Desk(ctx, who, p)
	if err != nil {
		return nil, err
	}
	c := &Cockpit{Desk: desk}
	err = s.DB.View(ctx, func(tx Tx) error {
		number, err := tx.FactsNumber()
		if err != nil || number == 0 {
			return err
		}
		arrived, err := readArrivals(tx, p)
		if err != nil {
			return err
		}
		c.Sources = arrived.states(s.today())
		found, err := s.shelf.examined.Get(strconv.FormatInt(number, 10)+" "+p.String(), keptMonths, func() (*examined, error) {
			return examine(tx, number, p)
		})
		if err != nil {
			return err
		}
		return c.oddities(tx, found)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// examined is what the facts of an audit number say of a month.
type examined struct {
	findings    []chargeback.Finding
	unallocated []chargeback.Unallocated
	names       *chargeback.Month // nil where the month cannot be made
	costs       map[string]allocation.Ore
}

// examinedMonths is how many months before say what is usual.
const examinedMonths = 12

// examine holds a month to those before it.
func examine(tx Tx, number int64, p allocation.Period) (*examined, error) {
	records, err := tx.ReadFacts(number)
	if err != nil {
		return nil, err
	}
	set, err := dataSet(records)
	if err != nil {
		return nil, err
	}
	e := &examined{findings: chargeback.DoubleCosts(records["costs"], p)}
	first := p
	if known := set.Facts.Months(); len(known) > 0 {
		first = known[0]
	}
	var months []*chargeback.Month
	for q := monthsBefore(p, examinedMonths); !p.Before(q); q = q.Next() {
		if q.Before(first) && q != p {
			continue
		}
		month, err := set.Month(q)
		switch {
		case err != nil && q == p:
			e.refused(err, p)
			return e, nil
		case err != nil: // an earlier month that cannot be charged says nothing
			months = nil
		default:
			months = append(months, month)
		}
	}
	e.names = months[len(months)-1]
	e.costs = e.names.CategoryCosts()
	for _, f := range chargeback.Examine(months) {
		if slices.Contains(f.Months, p) && f.Code != chargeback.FoundLongGap {
			f.Months = []allocation.Period{p}
			e.findings = append(e.findings, f)
		}
	}
	e.findings = append(e.findings, chargeback.CountJumps(months)...)
	if lost := chargeback.LostLicences(&set.Large, []allocation.Period{p}); lost.Count > 0 {
		e.findings = append(e.findings, lost)
	}
	run, err := e.names.Charge(nil)
	if err != nil {
		e.refused(err, p)
		return e, nil
	}
	e.unallocated = run.Unallocated()
	return e, nil
}

// refused notes why a month cannot be charged, with what the category costs
// where it has no rule.
func (e *examined) refused(err error, p allocation.Period) {
	var one *chargeback.Error
	var many *chargeback.Errors
	switch {
	case errors.As(err, &many):
		for _, err := range many.List {
			e.refused(err, p)
		}
	case errors.As(err, &one):
		f := chargeback.Finding{Code: chargeback.FoundRefused, Months: []allocation.Period{p}, Err: one}
		if len(one.Args) > 1 {
			f.Object = one.Args[1]
		}
		if one.Code == chargeback.NoRule && e.names != nil {
			f.Name, f.Amount = e.names.CategoryName(f.Object), e.costs[f.Object]
		}
		e.findings = append(e.findings, f)
	}
}

// oddities puts everything together: findings, unallocated money, parked rows.
func (c *Cockpit) oddities(tx Tx, e *examined) error {
	units, _, err := UnitCosts(tx)
	if err != nil {
		return err
	}
	for _, f := range e.findings {
		o := Oddity{Finding: f, Table: oddTables[f.Code], Stops: f.Code == chargeback.FoundRefused}
		switch f.Code {
		case chargeback.FoundCountJump:
			o.Amount = chargeback.Ratio(units[Unit{f.Model, f.Part}], f.Now-f.Before, allocation.Micro)
			if f.Now < f.Before {
				o.Amount = chargeback.Ratio(units[Unit{f.Model, f.Part}], f.Before-f.Now, allocation.Micro)
			}
			o.Table = modelTables[f.Model]
			if f.Model == allocation.User && f.Part != "" {
				o.Table = "licences"
			}
		case chargeback.FoundRefused:
			o.Table = refusedTables[f.Err.Code]
		}
		c.Oddities = append(c.Oddities, o)
	}
	unallocated, names := e.unallocated, e.names
	if c.Result != nil {
		unallocated, names = c.Result.Unallocated, c.Names
	}
	for _, u := range unallocated {
		c.Oddities = append(c.Oddities, Oddity{
			Finding: chargeback.Finding{
				Code: chargeback.FoundUnallocated, Object: u.Category, Name: names.CategoryName(u.Category), Model: u.Model,
				Part: u.Object, Reason: u.Reason, Amount: u.Amount, Months: []allocation.Period{c.Status.Period},
			},
			Stops: c.Status.State != chargeback.Closed, Table: modelTables[u.Model],
		})
	}
	if err := c.parked(tx, units); err != nil {
		return err
	}
	for i := range c.Oddities {
		c.Oddities[i].Amount = max(c.Oddities[i].Amount, -c.Oddities[i].Amount)
	}
	slices.SortStableFunc(c.Oddities, func(a, b Oddity) int {
		return cmp.Or(cmp.Compare(b.Amount, a.Amount), cmp.Compare(a.Code, b.Code), compareCodes(a.Object, b.Object), compareCodes(a.Part, b.Part))
	})
	return nil
}

// parked groups the rows that wait outside the facts by source and reason, each
// with what its units would have cost in the latest month that has been
// calculated.
func (c *Cockpit) parked(tx Tx, units map[Unit]allocation.Ore) error {
	rows, err := tx.Parked()
	if err != nil {
		return err
	}
	type key struct {
		source, value string
		reason        chargeback.Code
	}
	at := make(map[key]int)
	for i := range rows {
		r := &rows[i]
		k := key{r.Source, r.Value, r.Reason}
		n, known := at[k]
		if !known {
			n = len(c.Oddities)
			at[k] = n
			c.Oddities = append(c.Oddities, Oddity{
				Finding: chargeback.Finding{
					Code: chargeback.FoundParked, Object: r.Source, Part: r.Value,
					Err: &chargeback.Error{Code: r.Reason, Value: r.Value, Args: r.Args},
				},
				Table: parkedTables[r.Reason],
			})
		}
		o := &c.Oddities[n]
		o.Count++
		if r.ID != "" {
			o.Rows = append(o.Rows, r.ID)
		}
		if model, ok := allocation.ParseModel(r.Model); ok {
			o.Model = model
			if o.Table == "" {
				o.Table = modelTables[model]
			}
			if r.Reason != chargeback.ParkedDouble { // its unit is counted already
				o.Amount += units[Unit{model, r.Class}]
			}
		}
	}
	return nil
}

// Where things are looked at and mended.
var (
	oddTables = map[chargeback.Code]string{
		chargeback.FoundEmptyMonth: "costs", chargeback.FoundCostJump: "costs", chargeback.FoundDoubleCost: "costs",
		chargeback.FoundUnpaidSystem: "systems", chargeback.FoundUnordered: "project_shares", chargeback.FoundLostLicences: "licences",
	}
	refusedTables = map[chargeback.Code]string{
		chargeback.NoRule: "rules", chargeback.NoPrice: "prices", chargeback.NoITCostCenter: "settings",
	}
	modelTables = map[allocation.Model]string{
		allocation.System: "systems", allocation.Device: "devices", allocation.User: "users", allocation.Port: "ports",
		allocation.Project: "projects",
	}
	parkedTables = map[chargeback.Code]string{
		chargeback.ParkedUnknownCenter: "cost_centers", chargeback.ParkedManyCenters: "cost_centers",
	}
)
