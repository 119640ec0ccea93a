package allocation

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestPriced has rows of a price list: kronor in micro-units, item-days, days
// of the month.
func TestPriced(t *testing.T) {
	f := func(priceMicro, days, month int64, want Ore) {
		t.Helper()
		got, err := priced(priceMicro, days, uint64(month)*microPerOre)
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.Equal(t, want, slowPrice(priceMicro, days, month), "the reference")
	}
	f(190*Micro, 12, 31, 73_55) // the example at the top of price.go
	f(190*Micro, 31, 31, 190_00)
	f(0, 31, 31, 0)
	f(190*Micro, 0, 31, 0)
	// Half an öre is rounded up, anything below it down.
	f(5_000, 28, 28, 1)
	f(4_999, 28, 28, 0)
	f(10_000, 14, 28, 1)
	f(10_000, 13, 28, 0)
	f(10_000, 45, 30, 2)
	f(30_000, 15, 30, 2)
	f(1, 28*4_999, 28, 0)
	f(1, 28*5_000, 28, 1)

	// The largest amount, and one öre more.
	f(10_000, math.MaxInt64, 1, math.MaxInt64)
	_, err := priced(20_000, 1<<62, microPerOre)
	require.ErrorIs(t, err, ErrOverflow)
	_, err = priced(math.MaxInt64, math.MaxInt64, microPerOre)
	require.ErrorIs(t, err, ErrOverflow)
}

func TestPricedEqualsBigRat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		price := rapid.OneOf(rapid.Int64Range(0, 1000*Micro), rapid.Int64Range(0, math.MaxInt64)).Draw(t, "price")
		quantity := rapid.OneOf(rapid.Int64Range(0, 31*500), rapid.Int64Range(0, math.MaxInt64)).Draw(t, "quantity")
		perUnit := rapid.SampledFrom([]int64{28, 29, 30, 31, hourParts}).Draw(t, "per unit")
		want := new(big.Rat).Mul(big.NewRat(price, microPerOre), big.NewRat(quantity, perUnit))
		want.Add(want, big.NewRat(1, 2))
		whole := new(big.Int).Quo(want.Num(), want.Denom())

		got, err := priced(price, quantity, uint64(perUnit)*microPerOre)
		if !whole.IsInt64() {
			require.ErrorIs(t, err, ErrOverflow)
			return
		}
		require.NoError(t, err)
		require.Equal(t, whole.Int64(), int64(got))
	})
}

// TestQuantitiesEqualBigRat compares what a line shows as its quantity, in all
// months and with weights up to 63 bits.
func TestQuantitiesEqualBigRat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		month := rapid.Int64Range(28, 31).Draw(t, "days of the month")
		count := rapid.OneOf(rapid.Int64Range(0, 31*500), rapid.Int64Range(0, 1e13)).Draw(t, "item-days")
		require.Equal(t, slowRound(big.NewRat(count, month), Micro), roundDiv(count, Micro, month))

		total := rapid.OneOf(
			rapid.Int64Range(1, 100), rapid.Int64Range(1, 300*Micro), rapid.Int64Range(1, math.MaxInt64),
		).Draw(t, "total")
		share := rapid.OneOf(rapid.Int64Range(1, total), rapid.Just(total)).Draw(t, "share")
		days := rapid.Int64Range(0, month).Draw(t, "days")
		part := big.NewRat(share, total)
		require.Equal(t, slowRound(new(big.Rat).Mul(part, big.NewRat(days, month)), Micro),
			systemQuantity(days, share, total, month))

		hours := rapid.OneOf(rapid.Int64Range(0, 1000_00), rapid.Int64Range(0, MaxHours)).Draw(t, "hours")
		require.Equal(t, slowRound(new(big.Rat).Mul(part, big.NewRat(hours, hourParts)), Micro),
			projectQuantity(hours, share, total))
	})
}

// TestQuantities has rows that can be worked out on paper.
func TestQuantities(t *testing.T) {
	require.EqualValues(t, 12_500_000, roundDiv(350, Micro, 28))  // 12.5 computers
	require.EqualValues(t, 387_097, roundDiv(12, Micro, 31))      // 12 days of 31
	require.EqualValues(t, 35_714, roundDiv(1, Micro, 28))        // 0.0357142…
	require.EqualValues(t, 333_333, systemQuantity(31, 1, 3, 31)) // a third of a system
	require.EqualValues(t, 666_667, systemQuantity(31, 2, 3, 31)) // two thirds
	require.EqualValues(t, 500_000, systemQuantity(14, 5, 5, 28)) // half a month
	require.EqualValues(t, 1, systemQuantity(1, 1, 2*35_714, 28)) // 0.0000005…: up
	require.EqualValues(t, 0, systemQuantity(1, 1, 2*35_715, 28)) // 0.00000049…: down
	require.EqualValues(t, 2_500_000, projectQuantity(750, 1, 3)) // a third of 7.5 hours
	require.EqualValues(t, 10_000, projectQuantity(1, 1, 1))      // 0.01 hours
	require.EqualValues(t, 1, projectQuantity(1, 1, 20_000))      // 0.0000005: half is rounded up
	require.EqualValues(t, 0, projectQuantity(1, 1, 20_001))
	require.EqualValues(t, MaxHours*10_000, projectQuantity(MaxHours, 7, 7))
}

// TestNoPrice tells every class that would be billed and has no price, and none
// that would not be.
func TestNoPrice(t *testing.T) {
	f := func(change func(m *Month), want ...MonthError) {
		t.Helper()
		m := everyModel(true)
		change(m)
		_, err := Charge(m, nil)
		require.Equal(t, want, monthErrors(err))
		for _, e := range want {
			require.ErrorIs(t, err, e.Err)
		}
	}
	missing := func(model Model, object int32) MonthError { return MonthError{NoCategory, model, object, ErrNoPrice} }
	f(func(*Month) {})
	f(func(m *Month) {
		for _, d := range m.Drivers {
			for i := range d.Price {
				d.Price[i] = NoPrice
			}
		}
	}, missing(System, 0), missing(System, 2), missing(Device, 1), missing(User, Accounts), missing(Port, 2), missing(Project, 0))
	f(func(m *Month) { m.Drivers[User].Price[1] = NoPrice }) // an application without a price is not billed
	f(func(m *Month) { m.Drivers[System].Price[1] = NoPrice })
	f(func(m *Month) { m.Drivers[System].Price[2] = NoPrice }, missing(System, 2))
	f(func(m *Month) { m.Drivers[System].Price[2], m.Drivers[System].Size[1] = NoPrice, 0 })
	f(func(m *Month) { m.Drivers[Device].Price[0] = NoPrice })
	f(func(m *Month) { m.Drivers[Project].Price[0], m.Drivers[Project].Size[0] = NoPrice, 0 })
	f(func(m *Month) { // no orderer
		d := &m.Drivers[Project]
		d.Price[0], d.Receiver, d.Object, d.Count, d.Start = NoPrice, nil, nil, nil, []int32{0, 0}
	})
	// Missing rules are told in the same answer.
	f(func(m *Month) { m.Rules, m.Drivers[Port].Price[2] = nil, NoPrice },
		MonthError{0, 0, -1, ErrNoRule}, missing(Port, 2))
}

// TestVariance works out what IT keeps when bills recover more or less than
// the model costs.
func TestVariance(t *testing.T) {
	f := func(cost, price int64, want ...Ore) {
		t.Helper()
		m := classMonth(Device, Ore(cost), 28, [3]int64{0, 0, 28}, [3]int64{1, 0, 14})
		m.ByPrice[Device] = true
		m.Drivers[Device].Price = []int64{price, NoPrice}
		run := mustCharge(t, m)
		require.Equal(t, []Variance{{Device, want[0], want[1], want[2]}}, run.Variance)
		require.Equal(t, Totals{Cost: want[0], Billed: want[1], Variance: want[2]}, run.Totals)
	}
	f(1000_00, 500*Micro, 1000_00, 750_00, 250_00)
	f(1000_00, 700*Micro, 1000_00, 1050_00, -50_00)
	f(-1000_00, 500*Micro, -1000_00, 750_00, -1750_00)
	f(0, 0, 0, 0, 0)
}
