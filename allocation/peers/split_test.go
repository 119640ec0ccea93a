package peers

import (
	"cmp"
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// slowSplit apportions in math/big as SPEC §5 says it, as plainly as possible.
func slowSplit(p Problem, parts []int64) {
	for pool, amount := range p.Amounts {
		weights := p.Weights[p.DriverOf[pool]]
		total := new(big.Int)
		for _, weight := range weights {
			total.Add(total, big.NewInt(weight))
		}
		own := parts[pool*len(weights) : (pool+1)*len(weights)]
		clear(own)
		if total.Sign() == 0 {
			continue
		}
		absolute := new(big.Int).Abs(big.NewInt(amount))
		leftover := new(big.Int).Set(absolute)
		order := make([]int, len(weights))
		remainders := make([]*big.Int, len(weights))
		for i, weight := range weights {
			product := new(big.Int).Mul(absolute, big.NewInt(weight))
			quotient, remainder := new(big.Int).QuoRem(product, total, new(big.Int))
			own[i], remainders[i], order[i] = quotient.Int64(), remainder, i
			leftover.Sub(leftover, quotient)
		}
		slices.SortFunc(order, func(a, b int) int {
			return cmp.Or(remainders[b].Cmp(remainders[a]), cmp.Compare(a, b))
		})
		for _, i := range order[:leftover.Int64()] {
			own[i]++
		}
		if amount < 0 {
			for i := range own {
				own[i] = -own[i]
			}
		}
	}
}

// problem has what is hard: credits, a pool of 0 öre, weights of 0, equal weights (ties), a driver without
// weight. Products stay below 2^63 unless wide, because go-money is to take part.
func problem(pools, receivers int, wide bool) Problem {
	random := rand.New(rand.NewPCG(1, 2))
	most, heaviest := int64(1e11), int64(1e6)
	if wide {
		most, heaviest = 1e13, 1e12
	}
	p := Problem{Weights: make([][]int64, 5)}
	for driver := range p.Weights {
		p.Weights[driver] = make([]int64, receivers)
		for i := range p.Weights[driver] {
			switch driver {
			case 0: // no weight at all
			case 1:
				p.Weights[driver][i] = 7
			case 2:
				p.Weights[driver][i] = random.Int64N(3)
			default:
				p.Weights[driver][i] = random.Int64N(heaviest)
			}
		}
	}
	for pool := range pools {
		p.Amounts = append(p.Amounts, random.Int64N(2*most)-most)
		p.DriverOf = append(p.DriverOf, pool%len(p.Weights))
	}
	p.Amounts[1] = 0
	return p
}

func wantEqual(t *testing.T, p Problem, got []int64) {
	t.Helper()
	want := p.NewParts()
	slowSplit(p, want)
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("pool %d, receiver %d: %d öre, want %d", i/p.Receivers(), i%p.Receivers(), got[i], want[i])
		}
	}
}

func TestShopspringIsExact(t *testing.T) {
	for _, wide := range []bool{false, true} {
		p := problem(60, 41, wide)
		parts := p.NewParts()
		SplitShopspring(p, parts)
		wantEqual(t, p, parts)
	}
}

// go-money gives all öre away and strays less than the number of receivers from exact, but it does not say
// where to.
func TestGoMoneyIsClose(t *testing.T) {
	p := problem(60, 41, false)
	got, exact := p.NewParts(), p.NewParts()
	if err := SplitGoMoney(p, got); err != nil {
		t.Fatal(err)
	}
	slowSplit(p, exact)
	different := 0
	for pool := range p.Amounts {
		sum, want := int64(0), int64(0)
		for i := pool * p.Receivers(); i < (pool+1)*p.Receivers(); i++ {
			sum, want = sum+got[i], want+exact[i]
			if got[i]-exact[i] > 1 || exact[i]-got[i] > 1 {
				t.Errorf("pool %d, receiver %d: %d öre, exact %d", pool, i%p.Receivers(), got[i], exact[i])
			}
			if got[i] != exact[i] {
				different++
			}
		}
		if sum != want {
			t.Errorf("pool %d: parts sum to %d, want %d", pool, sum, want)
		}
	}
	if different == 0 {
		t.Error("go-money agrees with the largest remainder everywhere; say so in gomoney.go")
	}
}

func TestDuckDBIsExactAndInFloatsClose(t *testing.T) {
	ctx := context.Background()
	db, err := OpenDuckDB(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, wide := range []bool{false, true} {
		p := problem(60, 41, wide)
		if err := db.Load(ctx, p); err != nil {
			t.Fatal(err)
		}
		if err := db.SplitExact(ctx); err != nil {
			t.Fatal(err)
		}
		parts := p.NewParts()
		if err := db.Parts(ctx, p, parts); err != nil {
			t.Fatal(err)
		}
		wantEqual(t, p, parts)

		if err := db.SplitFloats(ctx); err != nil {
			t.Fatal(err)
		}
		floats := make([]float64, p.Cells())
		if err := db.FloatParts(ctx, p, floats); err != nil {
			t.Fatal(err)
		}
		for i := range floats {
			if math.Abs(floats[i]-float64(parts[i])) > 1.01 {
				t.Fatalf("cell %d: %f öre in floats, exact %d", i, floats[i], parts[i])
			}
		}
	}
}

func TestPostgresIsExact(t *testing.T) {
	ctx := context.Background()
	db, err := OpenPostgres(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, wide := range []bool{false, true} {
		p := problem(60, 41, wide)
		if err := db.Load(ctx, p); err != nil {
			t.Fatal(err)
		}
		if err := db.SplitExact(ctx); err != nil {
			t.Fatal(err)
		}
		parts := p.NewParts()
		if err := db.Parts(ctx, p, parts); err != nil {
			t.Fatal(err)
		}
		wantEqual(t, p, parts)
	}
}

func TestShape(t *testing.T) {
	f := func(p Problem, ok bool) {
		t.Helper()
		if err := p.Check(); (err == nil) != ok {
			t.Errorf("%+v: %v", p, err)
		}
	}
	f(Problem{[]int64{1}, [][]int64{{1, 2}}, []int{0}}, true)
	f(Problem{[]int64{1}, [][]int64{{1, 2}}, []int{1}}, false)
	f(Problem{[]int64{1}, [][]int64{{1, 2}, {1}}, []int{0}}, false)
	f(Problem{[]int64{1}, [][]int64{{1, -2}}, []int{0}}, false)
	f(Problem{[]int64{1, 2}, [][]int64{{1}}, []int{0}}, false)
}
