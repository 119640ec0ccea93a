package financing

import (
	"math"
	"math/bits"

	"chargeback/allocation"
)

// Payback is how long a project's yearly saving takes to pay its cost back.
type Payback struct {
	Cost, Saving, Operation allocation.Ore // the two last yearly
	// Gross is by the whole saving, as the strategy prints it; Net is by what is
	// left of the saving after yearly operation.
	Gross, Net Months
}

// Months is a time in millionths of a month, to the nearest. Never says that
// what is saved does not pay anything back.
type Months struct {
	Micro int64
	Never bool
}

// Whole rounds to whole months, as the strategy prints them.
func (m Months) Whole() int64 { return (m.Micro + allocation.Micro/2) / allocation.Micro }

// PaybackOf returns the payback of a project that costs the amount in all. The
// error is a [chargeback.Error] where a figure does not fit.
func (x *Project) PaybackOf(cost allocation.Ore) (Payback, error) {
	p := Payback{Cost: cost, Saving: x.Saving, Operation: x.Operation}
	if x.Operation == math.MinInt64 {
		return p, overflowIn(x.Code, "")
	}
	var left allocation.Sum
	left.Add(x.Saving)
	left.Add(-x.Operation)
	net, err := left.Total()
	if err == nil {
		if p.Gross, err = paidBack(cost, x.Saving); err == nil {
			p.Net, err = paidBack(cost, net)
		}
	}
	if err != nil {
		return p, overflowIn(x.Code, "")
	}
	return p, nil
}

// paidBack divides a cost by a yearly saving, in months. What costs nothing is
// paid back at once.
func paidBack(cost, saving allocation.Ore) (Months, error) {
	switch {
	case cost <= 0:
		return Months{}, nil
	case saving <= 0:
		return Months{Never: true}, nil
	}
	// round(12·10⁶·cost / saving), as ⌊(24·10⁶·cost + saving) / 2·saving⌋.
	hi, lo := bits.Mul64(uint64(cost), 24*allocation.Micro)
	lo, carry := bits.Add64(lo, uint64(saving), 0)
	hi += carry
	if hi >= 2*uint64(saving) {
		return Months{}, allocation.ErrOverflow
	}
	micro, _ := bits.Div64(hi, lo, 2*uint64(saving))
	if micro > math.MaxInt64-allocation.Micro {
		return Months{}, allocation.ErrOverflow
	}
	return Months{Micro: int64(micro)}, nil
}
