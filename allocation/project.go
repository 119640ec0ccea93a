package allocation

// Model 6, change projects (SPEC §5): a pool is spread over the projects by
// the month's hours, and each project's amount over its orderers by their
// shares. A cost for one project goes to that project's orderers at once,
// whether it has hours or not.
//
// Example: 1 000,00 kr over projects with 30 and 10 hours: 750,00 and 250,00.
// The first was ordered by two cost centres with equal shares: 375,00 each.

// hourParts is how many parts an hour is counted in: hours have two decimals.
const hourParts = 100

// MaxHours is the largest number of hours of one project and month, in
// hundredths: 1 000 000 000,00.
const MaxHours int64 = 1_000_000_000 * hourParts

// projectWeights returns the hours of each project that has an orderer, zero
// for the others.
func projectWeights(d *Driver) []int64 {
	weights := make([]int64, d.objects())
	for o := range weights {
		if d.hasPayers(o) {
			weights[o] = d.Size[o]
		}
	}
	return weights
}

// priceProjects fills in the price of an hour × hours for each project that
// has an orderer (SPEC §6).
func priceProjects(stage []Ore, d *Driver) error {
	for o := range stage {
		stage[o] = 0
		if !d.hasPayers(o) || d.Size[o] == 0 {
			continue
		}
		amount, err := priced(d.Price[0], d.Size[o], hourParts*microPerOre)
		if err != nil {
			return err
		}
		stage[o] = amount
	}
	return nil
}

// projectQuantity is the hours times the orderer's part, in micro-units.
func projectQuantity(hours, share, total int64) int64 {
	return roundProduct(hours*(Micro/hourParts), share, 1, total)
}
