package billing

import (
	"cmp"
	"context"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

// Flow is where the money goes in a span of months, corrections aside: what was
// billed is told by month in [Service.Bill].
type Flow struct {
	First, Last allocation.Period
	Status      chargeback.MonthStatus // of the last month
	Totals      chargeback.Totals
	In          []FlowIn  // from cost types to models, largest type first
	Out         []FlowOut // from models to receivers, largest receiver first
	Recovery    []Recovery
	Tiers       []TierSum
	Systems     []SystemSum           // largest first
	Changes     []FlowChange          // against the month before the last, largest first; nil where it is not known
	Units       []UnitMonth           // of the months from the first or the twelve to the last, rising
	KeyFigures  *financing.KeyFigures // held against the last month's year
}

// FlowIn is what a cost type costs in a model.
type FlowIn struct {
	CostType string
	Model    allocation.Model
	Amount   allocation.Ore
}

// Receiver says what takes money that a model gives.
type Receiver uint8

// The receivers.
const (
	ToDepartment Receiver = iota
	ToOwnBudget           // model 1
	ToNobody              // unallocated
	ToVariance            // under-recovery; negative is over-recovery: what bills take besides the cost
)

// FlowOut is what a model gives a receiver.
type FlowOut struct {
	Model      allocation.Model
	To         Receiver
	Code, Name string // of a department
	Amount     allocation.Ore
}

// Recovery is how much of a model's cost was billed.
type Recovery struct {
	Model                               allocation.Model
	ByPrice                             bool
	Cost, Billed, Unallocated, Variance allocation.Ore
}

// Permille is what was billed of the cost, in thousandths, rounded half away
// from zero; 0 where there is no cost above zero.
func (r *Recovery) Permille() int64 { return int64(chargeback.Ratio(r.Billed, 1000, int64(r.Cost))) }

// TierSum is what the systems of a tier were billed.
type TierSum struct {
	Tier   string
	Count  int
	Amount allocation.Ore
}

// Average is what a system of the tier was billed on average, rounded half away
// from zero to the öre.
func (t *TierSum) Average() allocation.Ore { return chargeback.Ratio(t.Amount, 1, int64(t.Count)) }

// SystemSum is what a system was billed.
type SystemSum struct {
	Code, Name, Tier, Owner, OwnerName string
	Amount                             allocation.Ore
}

// FlowChange is how a department's bill changed in a model.
type FlowChange struct {
	Code, Name string
	Model      allocation.Model
	Amount     allocation.Ore
}

// UnitMonth is what one unit of each model cost in a month: the model's whole
// cost × days of the month / item-days counted (an hour of projects: × 100 /
// hundredths), rounded once, half away from zero to the öre; 0 where nothing was
// counted. What is counted is told by [chargeback.Month.Counted].
type UnitMonth struct {
	Period allocation.Period
	Cost   [allocation.Project + 1]allocation.Ore
	Micro  [allocation.Project + 1]int64 // units, in millionths
}

// Flow adds up the months of a span that have been calculated.
func (s *Service) Flow(ctx context.Context, who Actor, first, last allocation.Period) (*Flow, error) {
	f := &Flow{First: first, Last: last}
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActRead); err != nil {
			return err
		}
		months, err := tx.Months()
		if err != nil {
			return err
		}
		runs := make(map[allocation.Period]*chargeback.Run)
		for _, m := range months {
			from := minPeriod(first, yearBefore(last))
			if m.Run == "" || m.Period.Before(from) || last.Before(m.Period) {
				continue
			}
			header, _, err := tx.Run(m.Run)
			if err != nil {
				return err
			}
			if runs[m.Period], err = s.shelf.charged(tx, header); err != nil {
				return err
			}
			if m.Period == last {
				f.Status = m
			}
		}
		if runs[last] == nil {
			return monthError(chargeback.MonthOpen, last)
		}
		f.add(runs)
		return f.keyFigures(tx, runs)
	})
	if err != nil {
		return nil, s.Refused(ctx, who, last.String(), err)
	}
	return f, nil
}

// yearBefore is the first of the twelve months that end with one.
func yearBefore(p allocation.Period) allocation.Period {
	for range 11 {
		p = p.Previous()
	}
	return p
}

func minPeriod(a, b allocation.Period) allocation.Period {
	if a.Before(b) {
		return a
	}
	return b
}

// add fills everything that comes from the runs.
func (f *Flow) add(runs map[allocation.Period]*chargeback.Run) {
	sum := flowSums{in: map[flowIn]allocation.Ore{}, out: map[flowOut]allocation.Ore{}, names: map[string]string{}}
	for p := f.First; !f.Last.Before(p); p = p.Next() {
		if run := runs[p]; run != nil {
			sum.add(run)
			t := run.Totals()
			f.Totals.Cost += t.Cost
			f.Totals.Billed += t.Billed
			f.Totals.Central += t.Central
			f.Totals.Unallocated += t.Unallocated
			f.Totals.Variance += t.Variance
			f.Totals.SelfPaid += t.SelfPaid
		}
	}
	f.In, f.Out, f.Recovery = sum.list()
	f.systems(runs[f.Last])
	f.changes(runs[f.Last], runs[f.Last.Previous()])
	for p := minPeriod(f.First, yearBefore(f.Last)); !f.Last.Before(p); p = p.Next() {
		if run := runs[p]; run != nil {
			f.Units = append(f.Units, unitMonth(run))
		}
	}
}

type flowIn struct {
	costType string
	model    allocation.Model
}

type flowOut struct {
	model allocation.Model
	to    Receiver
	code  string
}

// flowSums adds up months.
type flowSums struct {
	in      map[flowIn]allocation.Ore
	out     map[flowOut]allocation.Ore
	names   map[string]string
	byPrice [allocation.Project + 1]bool
}

func (s *flowSums) add(run *chargeback.Run) {
	for _, c := range run.ByCategory() {
		s.in[flowIn{run.Month.CostType(c.Category), c.Model}] += c.Amount
	}
	for _, b := range run.Bills() {
		s.names[b.Code] = b.Name
		for model, amount := range b.ByModel {
			s.out[flowOut{allocation.Model(model), ToDepartment, b.Code}] += amount
		}
	}
	for _, c := range run.Central() {
		s.out[flowOut{allocation.Central, ToOwnBudget, ""}] += c.Amount
	}
	for _, u := range run.Unallocated() {
		s.out[flowOut{u.Model, ToNobody, ""}] += u.Amount
	}
	for _, v := range run.Variance() {
		s.out[flowOut{v.Model, ToVariance, ""}] += v.Amount
		s.byPrice[v.Model] = true
	}
}

// list puts the sums in order and drops what is zero.
func (s *flowSums) list() (in []FlowIn, out []FlowOut, recovery []Recovery) {
	types, receivers := map[string]allocation.Ore{}, map[string]allocation.Ore{}
	var models [allocation.Project + 1]Recovery
	for k, amount := range s.in {
		types[k.costType] += amount
		models[k.model].Cost += amount
		if amount != 0 {
			in = append(in, FlowIn{k.costType, k.model, amount})
		}
	}
	for k, amount := range s.out {
		m := &models[k.model]
		switch k.to {
		case ToDepartment:
			receivers[k.code] += amount
			m.Billed += amount
		case ToNobody:
			m.Unallocated += amount
		case ToVariance:
			m.Variance += amount
		case ToOwnBudget: // is no part of what should be recovered
		}
		if amount != 0 {
			out = append(out, FlowOut{k.model, k.to, k.code, s.names[k.code], amount})
		}
	}
	slices.SortFunc(in, func(a, b FlowIn) int {
		return cmp.Or(cmp.Compare(types[b.CostType], types[a.CostType]), cmp.Compare(a.CostType, b.CostType), cmp.Compare(a.Model, b.Model))
	})
	slices.SortFunc(out, func(a, b FlowOut) int {
		return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(receivers[b.Code], receivers[a.Code]), compareCodes(a.Code, b.Code), cmp.Compare(a.Model, b.Model))
	})
	for _, model := range allocation.Models[1:] {
		if m := models[model]; m.Cost != 0 || m.Billed != 0 {
			m.Model, m.ByPrice = model, s.byPrice[model]
			recovery = append(recovery, m)
		}
	}
	return in, out, recovery
}

// systems adds up the last month by system and by tier.
func (f *Flow) systems(run *chargeback.Run) {
	sums := make(map[string]allocation.Ore)
	for line := range run.Lines() {
		if line.Model == allocation.System {
			sums[line.Object] += line.Amount
		}
	}
	tiers := make(map[string]*TierSum)
	m := run.Month
	for code, amount := range sums {
		tier, owner := m.Tier(code), m.Owner(code)
		f.Systems = append(f.Systems, SystemSum{code, m.ObjectName(allocation.System, code), tier, owner, m.CostCenterName(owner), amount})
		if tiers[tier] == nil {
			tiers[tier] = &TierSum{Tier: tier}
		}
		tiers[tier].Count++
		tiers[tier].Amount += amount
	}
	slices.SortFunc(f.Systems, func(a, b SystemSum) int { return cmp.Or(cmp.Compare(b.Amount, a.Amount), compareCodes(a.Code, b.Code)) })
	for _, tier := range []string{"gold", "silver", "bronze", "copper"} {
		if tiers[tier] != nil {
			f.Tiers = append(f.Tiers, *tiers[tier])
		}
	}
}

// shownChanges is how many changes are told.
const shownChanges = 8

// changes finds what changed most against the month before.
func (f *Flow) changes(run, before *chargeback.Run) {
	if before == nil {
		return
	}
	type key struct {
		code  string
		model allocation.Model
	}
	sums, names := map[key]allocation.Ore{}, map[string]string{}
	for sign, r := range map[allocation.Ore]*chargeback.Run{1: run, -1: before} {
		for _, b := range r.Bills() {
			names[b.Code] = b.Name
			for model, amount := range b.ByModel {
				sums[key{b.Code, allocation.Model(model)}] += sign * amount
			}
		}
	}
	for k, amount := range sums {
		if amount != 0 {
			f.Changes = append(f.Changes, FlowChange{k.code, names[k.code], k.model, amount})
		}
	}
	slices.SortFunc(f.Changes, func(a, b FlowChange) int {
		return cmp.Or(cmp.Compare(max(b.Amount, -b.Amount), max(a.Amount, -a.Amount)), compareCodes(a.Code, b.Code), cmp.Compare(a.Model, b.Model))
	})
	f.Changes = f.Changes[:min(shownChanges, len(f.Changes))]
}

// unitMonth divides what each model cost by what it counted.
func unitMonth(run *chargeback.Run) UnitMonth {
	u := UnitMonth{Period: run.Month.Period}
	for _, c := range run.ByCategory() {
		u.Cost[c.Model] += c.Amount
	}
	for _, model := range allocation.Models {
		whole := int64(u.Period.Days()) // a unit of a full month
		if model == allocation.Project {
			whole = 100 // hundredths of an hour
		}
		counted := run.Month.Counted(model)
		u.Micro[model] = int64(chargeback.Ratio(allocation.Micro, counted, whole))
		u.Cost[model] = chargeback.Ratio(u.Cost[model], whole, counted)
	}
	return u
}

// keyFigures works them out of the span's months that have been calculated.
func (f *Flow) keyFigures(tx Tx, runs map[allocation.Period]*chargeback.Run) error {
	records, err := tx.ReadFacts(0, "costs", "key_figures")
	if err != nil {
		return err
	}
	var months []*chargeback.Run
	for p := f.First; !f.Last.Before(p); p = p.Next() {
		if run := runs[p]; run != nil {
			months = append(months, run)
		}
	}
	f.KeyFigures = financing.NewKeyFigures(months, financing.SuppliersIn(records["costs"], f.Last), financing.HeldIn(records["key_figures"], f.Last.Year))
	return nil
}
