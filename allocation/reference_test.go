package allocation

import (
	"cmp"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The slow reference of the month engine: what SPEC §5, §6 and §8 say, in maps
// and math/big, a few lines per model. Random months must match it exactly.

// slowKey tells one bill line from another.
type slowKey struct {
	receiver, category int32
	model              Model
	object             int32
}

// slowRun is a month charged slowly.
type slowRun struct {
	month       *Month
	lines       map[slowKey]Ore
	quantities  map[slowKey]*big.Rat
	central     map[int32]Ore
	unallocated []UnallocatedAmount // one per pool and object
	cost        map[Model]Ore       // of pools charged by price
	failures    []MonthError
}

func slowCharge(m *Month) *slowRun {
	s := &slowRun{
		month: m, lines: map[slowKey]Ore{}, quantities: map[slowKey]*big.Rat{}, central: map[int32]Ore{},
		cost: map[Model]Ore{},
	}
	for _, model := range Models {
		if m.ByPrice[model] {
			s.billPrices(model)
		}
	}
	type target struct {
		category, object int32
		model            Model
	}
	sums := map[target]Ore{}
	for _, c := range m.Costs {
		sums[target{c.Category, c.Target, c.TargetOf}] += c.Amount
	}
	for category := range int32(m.Categories) {
		var shares []int64
		var rules []Rule
		for _, rule := range m.Rules {
			if rule.Category == category {
				rules, shares = append(rules, rule), append(shares, rule.Share)
			}
		}
		// The pools of each rule, by target.
		pools := make([]map[int32]Ore, len(rules))
		for from, sum := range sums {
			if from.category != category {
				continue
			}
			parts := slowSplit(sum, shares)
			if parts == nil {
				s.fail(category, 0, -1, ErrNoRule)
				break
			}
			for i, rule := range rules {
				if pools[i] == nil {
					pools[i] = map[int32]Ore{}
				}
				object := NoTarget
				if rule.Model == from.model {
					object = from.object
				}
				pools[i][object] += parts[i]
			}
		}
		for i, rule := range rules {
			for object, amount := range pools[i] {
				s.charge(rule, object, amount)
			}
		}
	}
	return s
}

func (s *slowRun) fail(category int32, model Model, object int32, err error) {
	s.failures = append(s.failures, MonthError{category, model, object, err})
}

// charge charges one pool (SPEC §5 step 4).
func (s *slowRun) charge(rule Rule, object int32, amount Ore) {
	switch {
	case rule.Model == Central:
		s.central[rule.Category] += amount
	case s.month.ByPrice[rule.Model]:
		s.cost[rule.Model] += amount
	case object != NoTarget:
		s.chargeObject(rule, object, amount)
	case rule.Model == System:
		s.chargeSystems(rule, amount)
	case rule.Model == User:
		s.chargeObject(rule, Accounts, amount)
	case rule.Model == Project:
		s.chargeProjects(rule, amount)
	default:
		s.chargeClasses(rule, amount)
	}
}

// chargeSystems is model 2: tier weight × active days over the systems with a
// payer and a tier among the classes, then each system over its payers.
func (s *slowRun) chargeSystems(rule Rule, amount Ore) {
	d := &s.month.Drivers[System]
	weights, active := make([]int64, len(d.Size)), false
	for o, days := range d.Size {
		if len(s.cells(System, int32(o))) > 0 && inSet(rule.Classes, int(d.Tier[o])) {
			weights[o] = d.Weight[d.Tier[o]] * days
			active = active || days > 0
		}
	}
	parts := slowSplit(amount, weights)
	if parts == nil {
		s.strand(rule, NoTarget, active, amount)
	}
	for o, part := range parts {
		if part != 0 {
			s.chargeObject(rule, int32(o), part)
		}
	}
}

// chargeClasses is model 3 and model 5: class weight × item-days.
func (s *slowRun) chargeClasses(rule Rule, amount Ore) {
	d := &s.month.Drivers[rule.Model]
	weights, some := make([]int64, len(d.Count)), false
	for i, days := range d.Count {
		if inSet(rule.Classes, int(d.Object[i])) {
			weights[i], some = d.Weight[d.Object[i]]*days, true
		}
	}
	parts := slowSplit(amount, weights)
	if parts == nil {
		s.strand(rule, NoTarget, some, amount)
	}
	for i, part := range parts {
		s.bill(rule.Category, rule.Model, i, part)
	}
}

// chargeProjects is model 6: hours, over the projects with an orderer, then
// each project over its orderers.
func (s *slowRun) chargeProjects(rule Rule, amount Ore) {
	d := &s.month.Drivers[Project]
	weights := make([]int64, len(d.Size))
	for o, hours := range d.Size {
		if len(s.cells(Project, int32(o))) > 0 {
			weights[o] = hours
		}
	}
	parts := slowSplit(amount, weights)
	if parts == nil {
		s.strand(rule, NoTarget, false, amount)
	}
	for o, part := range parts {
		if part != 0 {
			s.chargeObject(rule, int32(o), part)
		}
	}
}

// chargeObject spreads an amount over the cells of one system, project or
// application, or of the accounts (model 4), by what they count.
func (s *slowRun) chargeObject(rule Rule, object int32, amount Ore) {
	d := &s.month.Drivers[rule.Model]
	cells := s.cells(rule.Model, object)
	var weights []int64
	for _, cell := range cells {
		weights = append(weights, d.Count[cell])
	}
	parts := slowSplit(amount, weights)
	if parts == nil {
		if rule.Model == User && object == Accounts {
			object = NoTarget // users in general are no target
		}
		s.strand(rule, object, false, amount)
	}
	for i, part := range parts {
		s.bill(rule.Category, rule.Model, cells[i], part)
	}
}

// billPrices bills one model by price (SPEC §6): price × quantity, rounded per
// cell, or per system or project and then spread over its cells.
func (s *slowRun) billPrices(model Model) {
	d := &s.month.Drivers[model]
	month := int64(s.month.Period.Days())
	missing := map[int32]bool{}
	byObject := Rule{Category: NoCategory, Model: model}
	switch model {
	case System, Project:
		for o, size := range d.Size {
			price, perUnit := int32(0), int64(100)
			if model == System {
				price, perUnit = int32(d.Tier[o]), month
			}
			switch {
			case size == 0 || len(s.cells(model, int32(o))) == 0:
			case d.Price[price] == NoPrice:
				missing[price] = true
			default:
				s.chargeObject(byObject, int32(o), slowPrice(d.Price[price], size, perUnit))
			}
		}
	default:
		for i, days := range d.Count {
			object := d.Object[i]
			switch {
			case d.Price[object] != NoPrice:
				s.bill(NoCategory, model, i, slowPrice(d.Price[object], days, month))
			case model != User || object == Accounts:
				missing[object] = true
			}
		}
	}
	for object := range missing {
		s.fail(NoCategory, model, object, ErrNoPrice)
	}
}

// slowPrice is price × quantity / perUnit in öre, rounded half away from zero.
func slowPrice(priceMicro, quantity, perUnit int64) Ore {
	kronor := new(big.Rat).Mul(big.NewRat(priceMicro, Micro), big.NewRat(quantity, perUnit))
	return Ore(slowRound(kronor, 100))
}

// slowRound is value × parts, a whole number, rounded half away from zero.
func slowRound(value *big.Rat, parts int64) int64 {
	exact := new(big.Rat).Mul(value, big.NewRat(parts, 1))
	exact.Add(exact, big.NewRat(int64(exact.Sign()), 2))
	return new(big.Int).Quo(exact.Num(), exact.Denom()).Int64()
}

// bill adds an amount to the line of a cell.
func (s *slowRun) bill(category int32, model Model, cell int, amount Ore) {
	d := &s.month.Drivers[model]
	key := slowKey{d.Receiver[cell], category, model, d.Object[cell]}
	s.lines[key] += amount

	// Item-days / N, or the payer's part of the system-months or hours (SPEC §8).
	quantity := big.NewRat(d.Count[cell], int64(s.month.Period.Days()))
	if model == System || model == Project {
		total := new(big.Int)
		for _, other := range s.cells(model, d.Object[cell]) {
			total.Add(total, big.NewInt(d.Count[other]))
		}
		perUnit := int64(100)
		if model == System {
			perUnit = int64(s.month.Period.Days())
		}
		quantity.SetFrac(big.NewInt(d.Count[cell]), total)
		quantity.Mul(quantity, big.NewRat(d.Size[d.Object[cell]], perUnit))
	}
	s.quantities[key] = quantity
}

// strand notes an amount that nothing carries; some says that there was
// something to carry it, but of weight zero.
func (s *slowRun) strand(rule Rule, object int32, some bool, amount Ore) {
	reason := NothingCounted
	if some {
		reason = ZeroWeight
	}
	s.unallocated = append(s.unallocated, UnallocatedAmount{rule.Category, rule.Model, object, reason, amount})
}

// cells lists the cells of an object.
func (s *slowRun) cells(model Model, object int32) []int {
	var cells []int
	for i, o := range s.month.Drivers[model].Object {
		if o == object {
			cells = append(cells, i)
		}
	}
	return cells
}

func inSet(set ClassSet, class int) bool {
	return set == 0 || set&(1<<class) != 0
}

// requireSlowRun compares a run with the reference, in every figure.
func requireSlowRun(t require.TestingT, want *slowRun, run *Run) {
	lines := map[slowKey]Ore{}
	for line := range run.Lines(allReceivers(run.Month)) {
		key := slowKey{line.Receiver, line.Category, line.Model, line.Object}
		lines[key] = line.Amount
		require.Equal(t, slowRound(want.quantities[key], Micro), run.Quantity(line), "quantity of %+v", line)
	}
	require.Equal(t, withoutZeros(want.lines), lines)

	central := map[int32]Ore{}
	for _, c := range run.Central() {
		central[c.Category] = c.Amount
	}
	require.Equal(t, withoutZeros(want.central), central)

	type stuck struct {
		category, object int32
		model            Model
	}
	amounts, reasons := map[stuck]Ore{}, map[stuck][]Reason{}
	for _, u := range want.unallocated {
		key := stuck{u.Category, u.Object, u.Model}
		amounts[key] += u.Amount
		if u.Amount != 0 {
			reasons[key] = append(reasons[key], u.Reason)
		}
	}
	unallocated := map[stuck]Ore{}
	for _, u := range run.Unallocated() {
		key := stuck{u.Category, u.Object, u.Model}
		unallocated[key] = u.Amount
		require.Contains(t, reasons[key], u.Reason, "reason of %+v", u)
	}
	require.Equal(t, withoutZeros(amounts), unallocated)

	var variance []Variance
	for _, model := range Models {
		if !run.Month.ByPrice[model] {
			continue
		}
		v := Variance{Model: model, Cost: want.cost[model]}
		for key, amount := range want.lines {
			if key.model == model {
				v.Recovered += amount
			}
		}
		v.Amount = v.Cost - v.Recovered
		variance = append(variance, v)
	}
	require.ElementsMatch(t, variance, run.Variance)
}

func withoutZeros[K comparable](amounts map[K]Ore) map[K]Ore {
	some := map[K]Ore{}
	for key, amount := range amounts {
		if amount != 0 {
			some[key] = amount
		}
	}
	return some
}

func TestChargeEqualsReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMonth(t)
		run, err := Charge(m, nil)
		require.NoError(t, err)
		requireSlowRun(t, slowCharge(m), run)
	})
}

// TestChargeEqualsReferenceWhatMayBeMissing draws months without some rules
// and prices: all that is missing is told, and only that.
func TestChargeEqualsReferenceWhatMayBeMissing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMonthOf(t, false)
		want := slowCharge(m)
		slices.SortFunc(want.failures, func(a, b MonthError) int {
			missing := func(e MonthError) int { return map[bool]int{true: 1}[e.Err == ErrNoPrice] }
			return cmp.Or(missing(a)-missing(b), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Model, b.Model),
				cmp.Compare(a.Object, b.Object))
		})
		run, err := Charge(m, nil)
		require.Equal(t, want.failures, monthErrors(err))
		if err != nil {
			require.Nil(t, run)
			return
		}
		requireSlowRun(t, want, run)
	})
}
