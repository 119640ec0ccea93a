package peers

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// SplitShopspring apportions every pool exactly, by largest remainder, in shopspring/decimal. Pools whose
// weights are all 0 get parts of 0. parts is overwritten.
func SplitShopspring(p Problem, parts []int64) {
	receivers := p.Receivers()
	weights, totals := decimalWeights(p)
	order := make([]int, receivers)
	quotients := make([]decimal.Decimal, receivers)
	remainders := make([]decimal.Decimal, receivers)
	one := decimal.NewFromInt(1)
	for pool, amount := range p.Amounts {
		driver := p.DriverOf[pool]
		own := parts[pool*receivers : (pool+1)*receivers]
		clear(own)
		if totals[driver].IsZero() {
			continue
		}
		absolute := decimal.NewFromInt(amount).Abs()
		leftover := absolute
		for i, weight := range weights[driver] {
			order[i] = i
			quotients[i], remainders[i] = absolute.Mul(weight).QuoRem(totals[driver], 0)
			leftover = leftover.Sub(quotients[i])
		}
		slices.SortFunc(order, func(a, b int) int {
			if c := remainders[b].Cmp(remainders[a]); c != 0 {
				return c
			}
			return cmp.Compare(a, b)
		})
		for _, i := range order[:leftover.IntPart()] {
			quotients[i] = quotients[i].Add(one)
		}
		for i, quotient := range quotients {
			own[i] = quotient.IntPart()
			if amount < 0 {
				own[i] = -own[i]
			}
		}
	}
}

func decimalWeights(p Problem) (weights [][]decimal.Decimal, totals []decimal.Decimal) {
	weights = make([][]decimal.Decimal, len(p.Weights))
	totals = make([]decimal.Decimal, len(p.Weights))
	for driver, of := range p.Weights {
		weights[driver] = make([]decimal.Decimal, len(of))
		for i, weight := range of {
			weights[driver][i] = decimal.NewFromInt(weight)
			totals[driver] = totals[driver].Add(weights[driver][i])
		}
	}
	return weights, totals
}
