package peers

import (
	"fmt"

	"github.com/Rhymond/go-money"
)

// SplitGoMoney lets go-money allocate every pool. Its way is another than the largest remainder: the öre left
// over go to the first receivers, also to those of weight 0. It multiplies in 64 bits: amount × weight must
// stay below 2^63, which it does not check. parts is overwritten.
func SplitGoMoney(p Problem, parts []int64) error {
	receivers := p.Receivers()
	ratios := make([][]int, len(p.Weights))
	for driver, weights := range p.Weights {
		ratios[driver] = make([]int, len(weights))
		for i, weight := range weights {
			ratios[driver][i] = int(weight)
		}
	}
	for pool, amount := range p.Amounts {
		shares, err := money.New(amount, money.SEK).Allocate(ratios[p.DriverOf[pool]]...)
		if err != nil {
			return fmt.Errorf("pool %d: %w", pool, err)
		}
		own := parts[pool*receivers : (pool+1)*receivers]
		for i, share := range shares {
			own[i] = share.Amount()
		}
	}
	return nil
}
