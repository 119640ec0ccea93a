package chargeback_test

import (
	"io/fs"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// TestExplanationsOfTheFixtures follows every line of real months from its
// cost rows to its last öre, with arithmetic of its own: what the explanation
// says is what the line is.
func TestExplanationsOfTheFixtures(t *testing.T) {
	t.Parallel()
	for _, f := range []struct {
		name   string
		folder fs.FS
		months []string
	}{
		{"molndal", fixtures.Molndal(), []string{"2017-03", "2017-07"}}, // at cost, and ports by price
		{"samverkan", fixtures.Samverkan(), []string{"2017-02"}},
	} {
		source, err := tables.OpenFolder(f.folder)
		require.NoError(t, err)
		set, err := tables.Read(source, nil)
		require.NoError(t, err)
		for _, month := range f.months {
			t.Run(f.name+"/"+month, func(t *testing.T) {
				t.Parallel()
				period, ok := allocation.ParsePeriod(month)
				require.True(t, ok)
				m, err := set.Month(period)
				require.NoError(t, err)
				run, err := m.Charge(nil)
				require.NoError(t, err)
				e := explained{t: t, run: run, pools: make(map[*allocation.Pool]allocation.Ore)}
				for line := range run.Lines() {
					e.line(&line)
				}
				e.allPools()
				require.Equal(t, month != "2017-03", e.priced, "Mölndal has prices from July")
			})
		}
	}
}

// explained checks explanations, and adds up what they say of each pool.
type explained struct {
	t      *testing.T
	run    *chargeback.Run
	pools  map[*allocation.Pool]allocation.Ore // the parts of all lines
	total  allocation.Ore
	priced bool
}

func (e *explained) line(b *chargeback.BillLine) {
	explanation := e.run.Explain(b)
	require.NotEmpty(e.t, explanation.Contributions)
	var sum allocation.Ore
	for i := range explanation.Contributions {
		c := &explanation.Contributions[i]
		sum += c.Part
		e.pools[c.Pool] += c.Part
		require.Equal(e.t, c.Part, e.steps(b, c), "%+v", b)
	}
	require.Equal(e.t, b.Amount, sum, "%+v", b)
	e.total += sum
}

// steps follows a contribution from its pool or price to the line: each step
// spreads what the step before it gave.
func (e *explained) steps(b *chargeback.BillLine, c *allocation.Contribution) allocation.Ore {
	at := c.Pool.Amount
	if c.Price != nil {
		require.Empty(e.t, b.Category)
		at, e.priced = e.price(c.Price), true
	}
	for _, share := range []*allocation.Share{c.Object, c.Cell} {
		if share != nil {
			require.Equal(e.t, at, share.Amount, "%+v", b)
			at = e.share(share)
		}
	}
	return at
}

// share recomputes ⌊|amount| × weight / total⌋, and one öre more where the part
// got one of those left over.
func (e *explained) share(s *allocation.Share) allocation.Ore {
	amount := big.NewInt(int64(s.Amount))
	product := new(big.Int).Mul(new(big.Int).Abs(amount), big.NewInt(s.Weight))
	part, remainder := new(big.Int).QuoRem(product, big.NewInt(s.Total), new(big.Int))
	require.Zero(e.t, remainder.Cmp(big.NewInt(s.Remainder)))
	if s.Leftover {
		require.Positive(e.t, s.Remainder, "only a fraction can get an öre more")
		part.Add(part, big.NewInt(1))
	}
	if amount.Sign() < 0 {
		part.Neg(part)
	}
	require.Zero(e.t, part.Cmp(big.NewInt(int64(s.Part))), "%+v", s)
	return s.Part
}

// price recomputes price × quantity, rounded half away from zero.
func (e *explained) price(p *allocation.PriceStep) allocation.Ore {
	exact := new(big.Rat).SetFrac64(p.PriceMicro*100, allocation.Micro) // öre
	exact.Mul(exact, big.NewRat(p.Quantity, p.PerUnit))
	exact.Add(exact, big.NewRat(1, 2))
	require.GreaterOrEqual(e.t, exact.Sign(), 0)
	rounded := new(big.Int).Quo(exact.Num(), exact.Denom())
	require.Zero(e.t, rounded.Cmp(big.NewInt(int64(p.Amount))), "%+v", p)
	return p.Amount
}

// allPools checks that the parts of a pool add up to it, and that it was made
// of the cost rows that it names.
func (e *explained) allPools() {
	require.Equal(e.t, e.run.Totals().Billed, e.total)
	for pool, parts := range e.pools {
		require.Equal(e.t, pool.Amount, parts)
		if pool.Category == allocation.NoCategory {
			continue
		}
		var made allocation.Ore
		for source := range e.run.Sources(pool) {
			require.Positive(e.t, source.Len())
			var sum allocation.Ore
			rows := 0
			for cost, amount := range source.Costs() {
				require.Equal(e.t, chargeback.None, cost.PaidBy)
				want := cost.Amount
				if cost.Accrued() {
					want = allocation.Accrue(cost.Amount, cost.Span, e.run.Month.Period).Part
				}
				require.Equal(e.t, want, amount, cost.ID)
				sum += amount
				rows++
			}
			require.Equal(e.t, source.Len(), rows)
			require.Equal(e.t, sum, source.Sum.Amount)
			made += e.share(&source.Sum)
		}
		require.Equal(e.t, pool.Amount, made)
	}
}
