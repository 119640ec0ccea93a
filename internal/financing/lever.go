package financing

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// LeverKind says what a lever moves.
type LeverKind uint8

// The kinds of levers.
const (
	LeverCount   LeverKind = iota // Count more (or fewer) computers, users or ports of Model and Class in Department
	LeverCost                     // the costs of Category (and Supplier) by Micro millionths of a percent
	LeverNewCost                  // Amount a month in Category, for System or Project where named
	LeverTier                     // System to tier Class
	LeverWeight                   // Class of Model weighs Micro
	LeverPrice                    // Class of Model costs Micro a unit and month
	LeverRule                     // Micro shares of Category are charged by Model
	LeverHours                    // Micro hours a month in Project
	LeverInvest                   // an investment of Amount over Life months, in Category
	LeverChanges                  // Changes as they stand
)

// LeverKinds are the codes of the kinds, by LeverKind.
var LeverKinds = []string{"count", "cost", "new_cost", "tier", "weight", "price", "rule", "hours", "invest", "changes"}

// Lever is one change that a plan makes, small enough to be moved by hand. What
// its kind does not name is zero.
type Lever struct {
	Kind LeverKind
	Name string          // what people call it; empty: it is told by what it moves
	From allocation.Date // the first day it counts; zero: the first of the year
	To   allocation.Date // the last day; zero: no end. Of counts, new costs, hours and tiers

	Model                        allocation.Model
	Class                        string
	Department                   string
	Category, Supplier           string
	System, Application, Project string

	Count    int64
	Micro    int64
	Amount   allocation.Ore
	Life     int      // months
	Interest Interest // of an investment, at Micro millionths of a percent
	Changes  chargeback.ChangeSet
}

// whole is a hundred percent in millionths of a percent.
const whole = 100 * allocation.Micro

// mostCount is how many units a lever may add.
const mostCount = 100_000

// check refuses a lever that no facts could fit; place is its own, from 1.
func (l *Lever) check(place int) error {
	bad := func(what string) error {
		return &chargeback.Error{Code: chargeback.BadLever, Value: what, Args: []string{fmt.Sprint(place), LeverKinds[min(int(l.Kind), len(LeverKinds)-1)]}}
	}
	needs := func(what, value string) error {
		if value == "" {
			return bad(what)
		}
		return nil
	}
	if int(l.Kind) >= len(LeverKinds) {
		return bad("kind")
	}
	if l.To != 0 && l.To < l.From {
		return bad("to")
	}
	if len(l.Name) > 200 {
		return bad("name")
	}
	if max(l.Amount, -l.Amount) > allocation.MaxAmount {
		return bad("amount")
	}
	switch l.Kind {
	case LeverCount:
		if l.Count < -mostCount || l.Count > mostCount {
			return bad("count")
		}
		switch {
		case l.Model == allocation.User:
		case l.Model == allocation.Device || l.Model == allocation.Port:
			if _, ok := l.Model.ParseClass(l.Class); !ok {
				return bad("class")
			}
		default:
			return bad("model")
		}
		return needs("department", l.Department)
	case LeverCost:
		if l.Micro < -whole || l.Micro > 100*whole {
			return bad("value")
		}
		return needs("category", l.Category)
	case LeverNewCost:
		return needs("category", l.Category)
	case LeverTier:
		if _, ok := allocation.System.ParseClass(l.Class); !ok {
			return bad("class")
		}
		return needs("system", l.System)
	case LeverWeight, LeverPrice:
		if l.Model == allocation.Central || l.Micro < 0 || l.Micro > maxPriceMicro {
			return bad("value")
		}
		return needs("class", l.Class)
	case LeverRule:
		if l.Micro < 0 || l.Micro > maxPriceMicro {
			return bad("value")
		}
		return needs("category", l.Category)
	case LeverHours:
		if l.Micro < 0 || l.Micro > 1_000_000*allocation.Micro || l.Micro%(allocation.Micro/100) != 0 {
			return bad("value")
		}
		return needs("project", l.Project)
	case LeverInvest:
		if l.Life < 1 || l.Life > MaxLife {
			return bad("life")
		}
		if l.Micro < 0 || l.Micro > MaxInterest || int(l.Interest) >= len(Interests) {
			return bad("value")
		}
		return needs("category", l.Category)
	}
	return nil
}

// changes is what the lever does to rows; place is its own among the plan's.
func (l *Lever) changes(records chargeback.Records, year, place int) (chargeback.ChangeSet, error) {
	if err := l.check(place); err != nil {
		return nil, err
	}
	from := l.From
	if from == 0 {
		from = allocation.Period{Year: year, Month: 1}.First()
	}
	days := chargeback.Since(from)
	if l.To != 0 {
		days.To = l.To
	}
	micro := string(chargeback.AppendQuantity(nil, l.Micro))
	switch l.Kind {
	case LeverCount:
		return l.counts(records, days, place)
	case LeverCost:
		return l.costs(records, days), nil
	case LeverNewCost:
		return l.newCosts(days, year, place), nil
	case LeverInvest:
		return l.investment(from, year, place)
	case LeverTier:
		return chargeback.ChangeSet{chargeback.SetCells("systems", []string{l.System}, days, map[string]string{"tier": l.Class})}, nil
	case LeverWeight:
		return chargeback.ChangeSet{dated("weights", days, map[string]string{"model": l.Model.String(), "class": l.Class, "weight": micro})}, nil
	case LeverPrice:
		return chargeback.ChangeSet{
			dated("settings", days, map[string]string{"key": "method." + l.Model.String(), "value": "price"}),
			dated("prices", days, map[string]string{"model": l.Model.String(), "class": l.Class, "price": micro}),
		}, nil
	case LeverRule:
		return chargeback.ChangeSet{dated("rules", days, map[string]string{
			"category": l.Category, "model": l.Model.String(), "share": micro, "classes": l.Class,
		})}, nil
	case LeverHours:
		var set chargeback.ChangeSet
		for _, p := range monthsOf(days, year) {
			set = append(set, chargeback.PutRow("project_hours", map[string]string{"project": l.Project, "month": p.String(), "hours": micro}))
		}
		return set, nil
	}
	return l.Changes, nil
}

// dated is a whole row on days.
func dated(table string, days allocation.Span, cells map[string]string) chargeback.RecordChange {
	cells["from"] = days.From.String()
	if days.To != allocation.OpenTo {
		cells["to"] = days.To.String()
	}
	return chargeback.PutRow(table, cells)
}

// monthsOf are the months of a year that have one of the days.
func monthsOf(days allocation.Span, year int) []allocation.Period {
	var all []allocation.Period
	for m := 1; m <= 12; m++ {
		if p := (allocation.Period{Year: year, Month: m}); days.Overlaps(p.Span()) {
			all = append(all, p)
		}
	}
	return all
}

// counts adds units where the department's own stand, in turn, or takes away
// some of them, evenly among the ids that are there on the first day.
func (l *Lever) counts(records chargeback.Records, days allocation.Span, place int) (chargeback.ChangeSet, error) {
	name := map[allocation.Model]string{allocation.Device: "devices", allocation.User: "users", allocation.Port: "ports"}[l.Model]
	t := chargeback.TableNamed(name)
	id, center, class := t.Column("id"), t.Column("cost_center"), t.Column("class")
	centers := centersOf(records, l.Department, days.From)
	own := make(map[string]bool, len(centers))
	for _, code := range centers {
		own[code] = true
	}
	var there []chargeback.Record
	for _, r := range records[name] {
		if (class < 0 || r.Cells[class] == l.Class) && own[r.Cells[center]] && t.Span(r).Contains(days.From) {
			there = append(there, r)
		}
	}
	slices.SortFunc(there, func(a, b chargeback.Record) int { return strings.Compare(a.Cells[id], b.Cells[id]) })
	if len(centers) == 0 {
		return nil, &chargeback.Error{Code: chargeback.LeverWithout, Value: l.Department, Args: []string{fmt.Sprint(place)}}
	}
	var set chargeback.ChangeSet
	if l.Count < 0 {
		n := -l.Count
		if n > int64(len(there)) {
			return nil, &chargeback.Error{Code: chargeback.LeverTooMany, Value: l.Department, Args: []string{fmt.Sprint(place), fmt.Sprint(n), fmt.Sprint(len(there))}}
		}
		for i := range n {
			set = append(set, chargeback.EndRows(name, []string{there[int(i)*len(there)/int(n)].Cells[id]}, days))
		}
		return set, nil
	}
	for i := range int(l.Count) {
		at := centers[i%len(centers)]
		if len(there) > 0 {
			at = there[i*len(there)/int(l.Count)].Cells[center]
		}
		cells := map[string]string{"id": fmt.Sprintf("plan-%d-%05d", place, i+1), "cost_center": at}
		if class >= 0 {
			cells["class"] = l.Class
		}
		set = append(set, dated(name, days, cells))
	}
	return set, nil
}

// centersOf are the cost centres of a department on a day, by code.
func centersOf(records chargeback.Records, department string, day allocation.Date) []string {
	t := chargeback.TableNamed("cost_centers")
	var codes []string
	for _, r := range records["cost_centers"] {
		if r.Cells[t.Column("department")] == department && t.Span(r).Contains(day) {
			codes = append(codes, r.Cells[0])
		}
	}
	slices.Sort(codes)
	return codes
}

// costs changes what is dated on the days by a percentage, row by row to the
// nearest öre.
func (l *Lever) costs(records chargeback.Records, days allocation.Span) chargeback.ChangeSet {
	t := chargeback.TableNamed("costs")
	date, category, amount, supplier := t.Column("date"), t.Column("category"), t.Column("amount"), t.Column("supplier")
	factor := big.NewRat(whole+l.Micro, whole)
	var set chargeback.ChangeSet
	for _, r := range records["costs"] {
		if r.Cells[category] != l.Category || l.Supplier != "" && r.Cells[supplier] != l.Supplier {
			continue
		}
		if day, ok := allocation.ParseDate(r.Cells[date]); !ok || !days.Contains(day) {
			continue
		}
		exact := new(big.Rat).SetInt64(int64(chargeback.OreOf(r.Cells[amount])))
		set = append(set, chargeback.SetCells("costs", []string{r.Cells[0]}, allocation.Always, map[string]string{
			"amount": chargeback.PlainAmount(nearest(exact.Mul(exact, factor))),
		}))
	}
	return set
}

// newCosts are a cost of every month of the year that has one of the days.
func (l *Lever) newCosts(days allocation.Span, year, place int) chargeback.ChangeSet {
	var set chargeback.ChangeSet
	for _, p := range monthsOf(days, year) {
		set = append(set, l.cost(p, place, l.Amount))
	}
	return set
}

func (l *Lever) cost(p allocation.Period, place int, amount allocation.Ore) chargeback.RecordChange {
	return chargeback.PutRow("costs", map[string]string{
		"id": fmt.Sprintf("plan-%d-%s", place, p), "date": p.First().String(), "category": l.Category, "amount": chargeback.PlainAmount(amount),
		"system": l.System, "application": l.Application, "project": l.Project,
	})
}

// investment is the capital cost of the year: never the outlay.
func (l *Lever) investment(inUse allocation.Date, year, place int) (chargeback.ChangeSet, error) {
	v := Investment{Code: fmt.Sprint(place), Category: l.Category, Amount: l.Amount, InUse: inUse, Life: l.Life, Interest: l.Interest}
	schedule, err := v.Schedule(InterestRates{{Year: inUse.Period().Year, Micro: l.Micro}})
	if err != nil {
		return nil, err
	}
	var set chargeback.ChangeSet
	for i := range schedule {
		if m := &schedule[i]; m.Period.Year == year && m.Cost() != 0 {
			set = append(set, l.cost(m.Period, place, m.Cost()))
		}
	}
	return set, nil
}
