package chargeback_test

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

const (
	centers = 40
	objects = 60 // object 0 has no licences
)

// manyLicences are more licences than one goroutine counts: some objects have
// most of them, some none. Users move, come and go.
func manyLicences(r *rand.Rand, licences int) *chargeback.Large {
	large := &chargeback.Large{AccountStart: []int32{0}}
	day := func() allocation.Date { return february.First() + allocation.Date(r.IntN(60)-15) }
	for range 2000 {
		move := day()
		for _, valid := range []allocation.Span{{From: allocation.OpenFrom, To: move - 1}, {From: move, To: move + 20}} {
			large.Accounts = append(large.Accounts, chargeback.Account{CostCenter: int32(r.IntN(centers)), Valid: valid})
		}
		large.AccountStart = append(large.AccountStart, int32(len(large.Accounts)))
	}
	byObject := make([][]int32, objects)
	for i := range licences {
		object := 1 + r.IntN(objects-1)
		if i%3 > 0 {
			object = []int{7, objects - 2}[i%2]
		}
		if object%9 == 0 {
			object = 1
		}
		from := day()
		valid := allocation.Span{From: from, To: from + allocation.Date(r.IntN(40))}
		large.Licences = append(large.Licences, chargeback.Licence{User: int32(r.IntN(2000)), Object: int32(object), Valid: valid})
		byObject[object] = append(byObject[object], int32(i))
	}
	large.LicenceStart = []int32{0}
	for _, places := range byObject {
		large.LicenceOrder = append(large.LicenceOrder, places...)
		large.LicenceStart = append(large.LicenceStart, int32(len(large.LicenceOrder)))
	}
	return large
}

// TestLicencesOnAnyCores counts day by day what Count finds on one core and on
// many.
func TestLicencesOnAnyCores(t *testing.T) {
	large := manyLicences(rand.New(rand.NewPCG(1, 2)), 150_000)
	for _, measure := range []allocation.Measure{allocation.Daily, allocation.MonthEnd} {
		var want [objects][centers]int64
		first := february.First()
		if measure == allocation.MonthEnd {
			first = february.Last()
		}
		for _, l := range large.Licences {
			for _, a := range large.Accounts[large.AccountStart[l.User]:large.AccountStart[l.User+1]] {
				for day := first; day <= february.Last(); day++ {
					if l.Valid.Contains(day) && a.Valid.Contains(day) {
						want[l.Object][a.CostCenter] += map[bool]int64{true: 28, false: 1}[measure == allocation.MonthEnd]
					}
				}
			}
		}
		for _, cores := range []int{1, 2, 3, 8} {
			before := runtime.GOMAXPROCS(cores)
			counts := chargeback.Count(large, centers, allocation.NewClock(february, measure))
			runtime.GOMAXPROCS(before)
			for object := range want {
				var got [centers]int64
				last := int32(-1)
				for _, l := range counts.LicencesOf(int32(object)) {
					require.Positive(t, l.Days)
					require.Greater(t, l.CostCenter, last, "in order of cost centre, once each")
					last = l.CostCenter
					got[l.CostCenter] = l.Days
				}
				require.Equal(t, want[object], got, "object %d on %d cores", object, cores)
			}
		}
	}
}

func TestCountNothing(t *testing.T) {
	counts := chargeback.Count(&chargeback.Large{}, 2, allocation.NewClock(february, allocation.Daily))
	require.Equal(t, []int64{0, 0}, counts.Users)
	require.Equal(t, make([]int64, 2*len(allocation.Device.Classes())), counts.Devices)
	require.Equal(t, make([]int64, 2*len(allocation.Port.Classes())), counts.Ports)
}

// TestSystemOfAMonth has the row that counts for a system: its last row with a
// day in the month, whatever the measure, else the one with the latest from.
func TestSystemOfAMonth(t *testing.T) {
	f := func(want, systems string) {
		t.Helper()
		for _, measure := range []string{"daily", "month_end"} {
			m, err := small(t, map[string]string{
				"settings": "key,value\nit_cost_center,90\nmeasure," + measure + "\n",
				"systems":  "code,name,tier,owner,from,to\n" + systems,
			}).Month(february)
			require.NoError(t, err)
			require.Equal(t, want, m.Tier("S"))
		}
	}
	f("gold", "S,S,gold,10,,2023-02-14\nS,S,silver,10,2023-03-01,\n")
	f("gold", "S,S,silver,10,2023-03-01,\nS,S,gold,10,2023-02-01,2023-02-01\nS,S,bronze,10,,2023-01-31\n")
	f("silver", "S,S,gold,10,,2023-02-14\nS,S,silver,10,2023-02-15,2023-02-20\nS,S,copper,10,2023-03-02,\n")
	f("silver", "S,S,gold,10,2023-01-01,2023-01-31\nS,S,silver,10,2023-03-01,\n")
	f("bronze", "S,S,bronze,10,2022-03-01,2022-12-31\nS,S,gold,10,2021-01-01,2021-01-31\n")
}

// TestOneLicenceEach has an object begin at every place where the cores may
// part the licences.
func TestOneLicenceEach(t *testing.T) {
	large := &chargeback.Large{
		Accounts: []chargeback.Account{{CostCenter: 3, Valid: allocation.Always}}, AccountStart: []int32{0, 1},
		LicenceStart: []int32{0, 0},
	}
	for i := range int32(3*(1<<16) + 2) {
		large.Licences = append(large.Licences, chargeback.Licence{Object: i + 1, Valid: allocation.Always})
		large.LicenceOrder = append(large.LicenceOrder, i)
		large.LicenceStart = append(large.LicenceStart, i+1)
	}
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, cores := range []int{1, 2, 3, 4} {
		runtime.GOMAXPROCS(cores)
		counts := chargeback.Count(large, centers, allocation.NewClock(february, allocation.Daily))
		require.Empty(t, counts.LicencesOf(0))
		for _, l := range large.Licences {
			if own := counts.LicencesOf(l.Object); len(own) != 1 || own[0] != (chargeback.LicenceDays{CostCenter: 3, Days: 28}) {
				t.Fatalf("object %d on %d cores: %v", l.Object, cores, own)
			}
		}
	}
}
