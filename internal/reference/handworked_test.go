package reference

import (
	"encoding/json"
	"math"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// TestHandWorked charges the months worked out by hand. Their arithmetic is in their comments; quantities count here.
func TestHandWorked(t *testing.T) {
	for _, example := range HandWorked() {
		t.Run(example.Name, func(t *testing.T) {
			got, err := Charge(example.FS(), example.Month)
			require.NoError(t, err)
			for i := range got.Unallocated {
				require.NotEmpty(t, got.Unallocated[i].Reason)
				got.Unallocated[i].Reason = ""
			}
			var want Result
			require.NoError(t, json.Unmarshal([]byte(example.Want), &want))
			require.Equal(t, &want, got)
		})
	}
}

// TestErrors has the errors that depend on the month, each one change away from a month that is charged.
func TestErrors(t *testing.T) {
	f := func(name string, change map[string]string, want string) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			folder := priceMonth().FS()
			for file, text := range change {
				folder[file] = &fstest.MapFile{Data: []byte(text)}
			}
			_, err := Charge(folder, "2023-02")
			require.ErrorContains(t, err, want)
		})
	}
	f("no setting", map[string]string{"settings.csv": "key,value,to\nit_cost_center,90,2023-02-27\n"}, "it_cost_center")
	f("no rule", map[string]string{"rules.csv": "category,model,share\nK2,device,1\n"}, "no rule")
	f("no share above 0", map[string]string{"rules.csv": "category,model,share\nK1,device,0\n"}, "no rule")
	f("no share, 0 to charge", map[string]string{
		"rules.csv": "category,model,share\n",
		"costs.csv": "id,date,category,amount\n1,2023-02-10,K1,0\n",
	}, "no rule")
	f("no price", map[string]string{"prices.csv": "model,class,price\nuser,user,1\n"}, `class "staff"`)
	f("price has ended", map[string]string{
		"prices.csv": "model,class,price,to\nuser,user,1,2023-02-27\ndevice,staff,1,\n",
	}, `class "user"`)
	f("a price beyond 63 bits", map[string]string{
		"prices.csv": "model,class,price\nuser,user,1\ndevice,staff,92233720368547758.08\n",
	}, "63 bits")
	f("shares beyond 63 bits", map[string]string{
		"rules.csv": "category,model,share\nK1,device,9223372036854\nK1,user,1\n",
	}, "63 bits")
	f("a sum beyond 63 bits", map[string]string{"costs.csv": manyCosts(9224)}, "63 bits")
	f("two targets", map[string]string{
		"costs.csv": "id,date,category,amount,system,project\n1,2023-02-10,K1,1,S,P\n",
	}, "more than one")
	f("an empty file", map[string]string{"costs.csv": "\n"}, "no header")
}

// manyCosts is a table with so many costs of the largest amount.
func manyCosts(count int) string {
	text := "id,date,category,amount\n"
	for i := range count {
		text += string(rune('a'+i%26)) + ",2023-02-10,K1,9999999999999.99\n"
	}
	return text
}

// TestApportion has the rows of SPEC §5, "Apportion".
func TestApportion(t *testing.T) {
	f := func(amount int64, weights []int64, want ...int64) {
		t.Helper()
		require.Equal(t, want, apportioned(amount, weights), "%d over %v", amount, weights)
	}
	f(100, []int64{1, 1, 1}, 34, 33, 33)
	f(-100, []int64{1, 1, 1}, -34, -33, -33)
	f(200, []int64{1, 1, 1}, 67, 67, 66)
	f(1, []int64{0, 1, 1}, 0, 1, 0)
	f(1, []int64{1, 2}, 0, 1)
	f(0, []int64{1, 2}, 0, 0)
	f(7, []int64{0, 0, 5}, 0, 0, 7)
	f(math.MaxInt64, []int64{math.MaxInt64 - 1, 1}, math.MaxInt64-1, 1)
	f(math.MinInt64+1, []int64{1, 1}, -(1 << 62), -(1<<62 - 1))
}
