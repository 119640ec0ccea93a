package reference

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// Result is the object of SPEC §8. Amounts are kronor with two decimals and a point.
type Result struct {
	Month       string        `json:"month"`
	Currency    string        `json:"currency"`
	Totals      Totals        `json:"totals"`
	Lines       []Line        `json:"lines"`
	Central     []Central     `json:"central"`
	Unallocated []Unallocated `json:"unallocated"`
	Variance    []Variance    `json:"variance"`
}

// Totals are the sums of SPEC §7, and what departments paid themselves, which is no part of the balance.
type Totals struct {
	Cost        string `json:"cost"`
	Billed      string `json:"billed"`
	Central     string `json:"central"`
	Unallocated string `json:"unallocated"`
	Variance    string `json:"variance"`
	SelfPaid    string `json:"self_paid"`
}

// Line is one bill line.
type Line struct {
	Department string `json:"department"`
	CostCenter string `json:"cost_center"`
	Category   string `json:"category"`
	Model      string `json:"model"`
	Object     string `json:"object"`
	Quantity   string `json:"quantity"`
	Amount     string `json:"amount"`
}

// Central is what a category leaves on IT's own budget by model 1.
type Central struct {
	Category string `json:"category"`
	Amount   string `json:"amount"`
}

// Unallocated is an amount that nothing carried.
type Unallocated struct {
	Category string `json:"category"`
	Model    string `json:"model"`
	Object   string `json:"object"`
	Reason   string `json:"reason"`
	Amount   string `json:"amount"`
}

// Variance is what a model charged by price cost and recovered; a positive amount is under-recovery.
type Variance struct {
	Model     string `json:"model"`
	Cost      string `json:"cost"`
	Recovered string `json:"recovered"`
	Amount    string `json:"amount"`
}

// A lineKey tells one bill line from another (SPEC §8).
type lineKey struct{ department, costCenter, category, model, object string }

// A stuckKey tells one unallocated amount from another (SPEC §8).
type stuckKey struct{ category, model, object string }

// A ledger collects amounts in öre by their keys; amounts with equal keys are added up.
type ledger struct {
	lines       map[lineKey]*big.Int
	quantities  map[lineKey]*big.Rat
	central     map[string]*big.Int
	unallocated map[stuckKey]*big.Int
	reasons     map[stuckKey]string
	poolCost    map[string]*big.Int // by model charged by price
	recovered   map[string]*big.Int // by model charged by price
}

func newLedger() *ledger {
	return &ledger{
		lines:       map[lineKey]*big.Int{},
		quantities:  map[lineKey]*big.Rat{},
		central:     map[string]*big.Int{},
		unallocated: map[stuckKey]*big.Int{},
		reasons:     map[stuckKey]string{},
		poolCost:    map[string]*big.Int{},
		recovered:   map[string]*big.Int{},
	}
}

// bill adds an amount to a line. The quantity is the receiver's own, the same however many pools the line adds up.
func (l *ledger) bill(key lineKey, quantity *big.Rat, amount *big.Int) {
	addTo(l.lines, key, amount)
	l.quantities[key] = quantity
}

// strand adds an amount to what stays on IT's own budget with its reason (SPEC §5.5).
func (l *ledger) strand(key stuckKey, reason string, amount *big.Int) {
	addTo(l.unallocated, key, amount)
	l.reasons[key] = reason
}

// result puts the ledger in the form and order of SPEC §8, without entries of 0 öre, and checks the balance of §7.
func (b *books) result(l *ledger, cost, selfPaid *big.Int) *Result {
	r := &Result{
		Month:       b.month,
		Currency:    b.setting("currency", "SEK"),
		Lines:       []Line{},
		Central:     []Central{},
		Unallocated: []Unallocated{},
		Variance:    b.variance(l),
	}
	for key, amount := range l.lines {
		if amount.Sign() != 0 {
			r.Lines = append(r.Lines, Line{
				key.department, key.costCenter, key.category, key.model, key.object,
				decimals(l.quantities[key]), kronor(amount),
			})
		}
	}
	slices.SortFunc(r.Lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Department, b.Department), cmp.Compare(a.CostCenter, b.CostCenter),
			cmp.Compare(modelNumber(a.Model), modelNumber(b.Model)), cmp.Compare(a.Category, b.Category),
			cmp.Compare(a.Object, b.Object))
	})
	for category, amount := range l.central {
		if amount.Sign() != 0 {
			r.Central = append(r.Central, Central{category, kronor(amount)})
		}
	}
	slices.SortFunc(r.Central, func(a, b Central) int { return cmp.Compare(a.Category, b.Category) })
	for key, amount := range l.unallocated {
		if amount.Sign() != 0 {
			r.Unallocated = append(r.Unallocated,
				Unallocated{key.category, key.model, key.object, l.reasons[key], kronor(amount)})
		}
	}
	slices.SortFunc(r.Unallocated, func(a, b Unallocated) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category),
			cmp.Compare(modelNumber(a.Model), modelNumber(b.Model)), cmp.Compare(a.Object, b.Object))
	})

	billed, central, unallocated := sumOf(l.lines), sumOf(l.central), sumOf(l.unallocated)
	variance := new(big.Int).Sub(sumOf(l.poolCost), sumOf(l.recovered))
	checkBalance(cost, billed, central, unallocated, variance)
	r.Totals = Totals{
		kronor(cost), kronor(billed), kronor(central), kronor(unallocated), kronor(variance), kronor(selfPaid),
	}
	return r
}

// variance has an entry for every model charged by price, in model order, of 0 öre too (SPEC §6, §8).
func (b *books) variance(l *ledger) []Variance {
	entries := []Variance{}
	for _, model := range models[1:] {
		if b.chargedByPrice(model) {
			addTo(l.poolCost, model, new(big.Int))
			addTo(l.recovered, model, new(big.Int))
			amount := new(big.Int).Sub(l.poolCost[model], l.recovered[model])
			checkFits("the variance of model "+model, amount)
			entries = append(entries,
				Variance{model, kronor(l.poolCost[model]), kronor(l.recovered[model]), kronor(amount)})
		}
	}
	return entries
}

// checkBalance holds the month to SPEC §7: Σ costs = Σ bill lines + Σ central + Σ unallocated + Σ variance.
func checkBalance(cost, billed, central, unallocated, variance *big.Int) {
	sum := new(big.Int).Add(billed, central)
	sum.Add(sum, unallocated)
	sum.Add(sum, variance)
	if sum.Cmp(cost) != 0 {
		failf("the month does not balance: cost %s, billed %s, central %s, unallocated %s, variance %s öre",
			cost, billed, central, unallocated, variance)
	}
	for _, total := range []*big.Int{billed, central, unallocated, variance} {
		checkFits("a total of the month", total)
	}
}

// sumOf adds up all amounts; each of them must fit too.
func sumOf[K comparable](amounts map[K]*big.Int) *big.Int {
	sum := new(big.Int)
	for _, amount := range amounts {
		checkFits("an amount", amount)
		sum.Add(sum, amount)
	}
	return sum
}

// modelNumber is a model's number less one: its place in the order of models.
func modelNumber(model string) int { return slices.Index(models, model) }

// kronor writes öre as kronor with two decimals and a point.
func kronor(amount *big.Int) string {
	return new(big.Rat).SetFrac(amount, big.NewInt(100)).FloatString(2)
}

// decimals writes a quantity rounded half away from zero to 6 decimals, without trailing zeros (SPEC §8).
func decimals(quantity *big.Rat) string {
	rounded := new(big.Rat).SetFrac(roundHalfAway(quantity, 6), powerOfTen(6).Num())
	return strings.TrimSuffix(strings.TrimRight(rounded.FloatString(6), "0"), ".")
}

// roundHalfAway is value × 10^digits, rounded half away from zero to a whole number.
func roundHalfAway(value *big.Rat, digits int) *big.Int {
	exact := new(big.Rat).Mul(value, powerOfTen(digits))
	half := big.NewRat(int64(exact.Sign()), 2)
	exact.Add(exact, half)
	return new(big.Int).Quo(exact.Num(), exact.Denom()) // Quo drops the fraction, towards zero
}
