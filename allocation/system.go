package allocation

import "math/bits"

// Model 2, the municipality's systems (SPEC §5): a pool is spread over the
// systems by tier weight × active days, and each system's amount over its
// payers by their shares. A cost for one system goes to that system's payers
// at once, whatever its tier and dates.
//
// Example: 1 000,00 kr over a gold system (weight 27) and a bronze one
// (weight 3), both active all of a month with 31 days: 900,00 and 100,00. The
// gold system's payers with shares 2 and 1 bear 600,00 and 300,00.

// systemWeights returns tier weight × active days for each system that has a
// payer and a tier among the classes, zero for the others. A weight is at most
// 10¹² micro-units and a month 31 days: the products fit.
func systemWeights(d *Driver, classes ClassSet) []int64 {
	weights := make([]int64, d.objects())
	for o := range weights {
		if d.hasPayers(o) && classes.Has(int(d.Tier[o])) {
			weights[o] = d.Weight[d.Tier[o]] * d.Size[o]
		}
	}
	return weights
}

// priceSystems fills in price of the tier × active days / N for each system
// that has a payer (SPEC §6).
func priceSystems(stage []Ore, d *Driver, days int64) error {
	for o := range stage {
		stage[o] = 0
		if !d.hasPayers(o) || d.Size[o] == 0 {
			continue
		}
		amount, err := priced(d.Price[d.Tier[o]], d.Size[o], uint64(days)*microPerOre)
		if err != nil {
			return err
		}
		stage[o] = amount
	}
	return nil
}

// systemQuantity is the system-months times the payer's part, in micro-units.
func systemQuantity(days, share, total, month int64) int64 {
	return roundProduct(days*Micro, share, month, total)
}

// roundProduct returns a·b / (c·d), rounded half up, for b ≤ d: as
// ⌊⌊(2ab + cd) / d⌋ / 2c⌋ in 128 bits.
func roundProduct(a, b, c, d int64) int64 {
	hi, lo := bits.Mul64(uint64(2*a), uint64(b))
	halfHi, half := bits.Mul64(uint64(c), uint64(d))
	lo, carry := bits.Add64(lo, half, 0)
	quotient, _ := bits.Div64(hi+halfHi+carry, lo, uint64(d))
	return int64(quotient / uint64(2*c))
}
