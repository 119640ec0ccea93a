package billing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/store"
)

// odd returns the oddities of a code.
func odd(c *billing.Cockpit, code chargeback.Code) (some []billing.Oddity) {
	for _, o := range c.Oddities {
		if o.Code == code {
			some = append(some, o)
		}
	}
	return some
}

// codes are those of what is left.
func codes(left []*chargeback.Error) (all []chargeback.Code) {
	for _, e := range left {
		all = append(all, e.Code)
	}
	return all
}

// cockpitOfMolndal: July, when access points were taken over and nobody wrote
// project hours.
func cockpitOfMolndal(t *testing.T, w *world) {
	c, err := w.Cockpit(t.Context(), eva, july)
	require.NoError(t, err)
	require.Equal(t, c.Result.Totals.Cost, c.Result.Totals.Billed+c.Result.Totals.Central+c.Result.Totals.Unallocated+c.Result.Totals.Variance)
	require.NotZero(t, c.Head.Number)
	stopping := odd(c, chargeback.FoundUnallocated)
	require.Len(t, stopping, 1)
	require.True(t, stopping[0].Stops)
	require.Equal(t, c.Result.Totals.Unallocated, stopping[0].Amount)
	require.Equal(t, "projects", stopping[0].Table)
	jumps := map[string]billing.Oddity{}
	for _, o := range odd(c, chargeback.FoundCountJump) {
		jumps[o.Object+" "+o.Part] = o
		require.Positive(t, o.Amount)
	}
	require.Equal(t, int64(434_000_000), jumps["SKF access_point"].Now)
	require.Zero(t, jumps["SKF access_point"].Before)
	require.Less(t, jumps["SKF student"].Now, jumps["SKF student"].Before, "those who leave school give back their computers")
	require.NotContains(t, jumps, "SKF staff")
	for i := 1; i < len(c.Oddities); i++ {
		require.LessOrEqual(t, c.Oddities[i].Amount, c.Oddities[i-1].Amount)
	}
	require.NotEmpty(t, odd(c, chargeback.FoundUnpaidSystem))
	require.NotEmpty(t, odd(c, chargeback.FoundLostLicences))

	require.Empty(t, c.Gate.LeftToApprove)
	require.NoError(t, c.Gate.Approve)
	require.Equal(t, []chargeback.Code{chargeback.MonthNotApproved, chargeback.EarlierMonthOpen, chargeback.UnallocatedBlocks}, codes(c.Gate.LeftToClose))

	require.Len(t, c.Sources, 6)
	require.Equal(t, "project_hours", c.Sources[1].Table)
	require.True(t, c.Sources[1].Late)
	require.Zero(t, c.Sources[1].Rows)
	require.Positive(t, c.Sources[1].RowsBefore)
	require.False(t, c.Sources[0].Late)
	require.Equal(t, 171, c.Sources[0].Rows)
	require.Equal(t, 237, c.Sources[0].RowsBefore)

	quiet, err := w.Cockpit(t.Context(), eva, march)
	require.NoError(t, err)
	require.Empty(t, odd(quiet, chargeback.FoundCountJump))
	require.Empty(t, odd(quiet, chargeback.FoundUnallocated))
}

// TestOddThings plants one of each.
func TestOddThings(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		_, err := w.Calculate(ctx, anna, april)
		require.NoError(t, err)
		w.mustTake(map[string]string{
			"categories": "code,cost_type,name\nNY,Inköp,Utan regel\n",
			"costs": "id,date,category,amount,supplier,voucher\n" +
				"e1,2017-05-02,PC,500.00,Dubbel AB,A1\ne2,2017-05-02,PC,500.00,Dubbel AB,A2\n" +
				"e3,2017-05-02,PC,40.00,Enkel AB,A3\ne4,2017-05-02,PC,40.00,Enkel AB,A3\n" + // parts of one voucher
				"e5,2017-05-02,PC,500.00,Annan AB,A4\n" +
				"n1,2017-05-03,NY,30.00,,\nn2,2017-05-03,NY,-5.00,,\n",
		})
		require.NoError(t, w.db.Update(ctx, func(tx *store.Tx) error {
			return tx.KeepParked("snipe-it", []chargeback.ParkedRow{
				{Source: "snipe-it", Line: 2, ID: "x1", Reason: chargeback.ParkedUnknownCenter, Value: "4999", Model: "device", Class: "staff"},
				{Source: "snipe-it", Line: 3, ID: "x2", Reason: chargeback.ParkedUnknownCenter, Value: "4999", Model: "device", Class: "staff"},
				{Source: "snipe-it", Line: 4, ID: "d1", Reason: chargeback.ParkedDouble, Args: []string{"1"}, Model: "device", Class: "staff"},
			})
		}))
		c, err := w.Cockpit(ctx, eva, may)
		require.NoError(t, err)
		require.Equal(t, chargeback.Open, c.Status.State)
		require.Equal(t, []chargeback.Code{chargeback.MonthOpen}, codes(c.Gate.LeftToClose))

		double := odd(c, chargeback.FoundDoubleCost)
		require.Len(t, double, 1)
		require.Equal(t, []string{"e1", "e2"}, double[0].Rows)
		require.Equal(t, allocation.Ore(1000_00), double[0].Amount)

		refused := odd(c, chargeback.FoundRefused)
		require.Len(t, refused, 1)
		require.True(t, refused[0].Stops)
		require.Equal(t, "NY", refused[0].Object)
		require.Equal(t, allocation.Ore(25_00), refused[0].Amount)
		require.Equal(t, "rules", refused[0].Table)

		parked := odd(c, chargeback.FoundParked)
		require.Len(t, parked, 2)
		require.Equal(t, 2, parked[0].Count)
		require.Equal(t, allocation.Ore(2*33_33), parked[0].Amount, "a computer cost 33,33 in April")
		require.Equal(t, "cost_centers", parked[0].Table)
		require.Zero(t, parked[1].Amount)
		require.Equal(t, double[0].Code, c.Oddities[0].Code, "most kronor first")

		w.mustTake(map[string]string{"rules": "category,model,share\nNY,project,1\n"})
		c, err = w.Cockpit(ctx, eva, may)
		require.NoError(t, err)
		require.Empty(t, odd(c, chargeback.FoundRefused))
		require.Len(t, odd(c, chargeback.FoundUnallocated), 1, "there is no project")
	})
}

// TestSourcesOfAMonth: costs that usually come on the third and an export on
// the first, over some months; in May neither has come.
func TestSourcesOfAMonth(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		at := func(month time.Month, day int) { w.now = time.Date(2017, month, day, 8, 0, 0, 0, time.UTC) }
		set := map[string]string{}
		for name, text := range tiny {
			set[name] = text
		}
		delete(set, "costs")
		set["costs"] = "id,date,category,amount\n"
		at(time.January, 2)
		w.mustTake(set)
		for month := 1; month <= 4; month++ {
			at(time.Month(month+1), 1)
			w.mustTake(map[string]string{"devices": fmt.Sprintf("id,class,cost_center,from\nn%d,staff,200,2017-%02d-01\n", month, month+1)})
			at(time.Month(month+1), 2+month%3)
			w.mustTake(map[string]string{"costs": fmt.Sprintf("id,date,category,amount\nm%d,2017-%02d-10,PC,%d.00\nm%db,2017-%02d-11,PC,1.50\n", month, month, month, month, month)})
		}
		cockpit := func(p allocation.Period) (costs, devices billing.SourceState) {
			c, err := w.Cockpit(t.Context(), anna, p)
			require.NoError(t, err)
			require.Len(t, c.Sources, 2)
			return c.Sources[0], c.Sources[1]
		}
		costs, devices := cockpit(april)
		require.Equal(t, "costs", costs.Table)
		require.Equal(t, 2, costs.Rows)
		require.Equal(t, int64(5_50), costs.Sum)
		require.Equal(t, int64(4_50), costs.SumBefore)
		require.Equal(t, "2017-05-03", billing.DayIn(costs.Arrived).String())
		require.False(t, costs.Late)
		require.Equal(t, "2017-05-03", costs.Usual.String(), "the middle of the 2nd, 3rd and 4th of the months after")
		require.Equal(t, "2017-05-01", billing.DayIn(devices.Arrived).String())
		require.Equal(t, 6, devices.Rows)
		require.Equal(t, 5, devices.RowsBefore)

		at(time.June, 2)
		costs, devices = cockpit(may)
		require.Zero(t, costs.Event)
		require.False(t, costs.Late, "it comes tomorrow")
		require.True(t, devices.Late, "it usually comes on the 1st")
		at(time.June, 5)
		costs, _ = cockpit(may)
		require.True(t, costs.Late)
	})
}

// TestAllThatIsLeft: every reason is told at once, and each is one that the
// step itself gives.
func TestAllThatIsLeft(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.mustTake(tiny)
		w.close(march)
		w.now = time.Date(2017, 5, 20, 8, 0, 0, 0, time.UTC)
		_, err := w.Calculate(ctx, anna, may)
		require.NoError(t, err)
		w.mustTake(map[string]string{"costs": "id,date,category,amount\nk9,2017-05-11,PC,200.00\n"})
		desk, err := w.Desk(ctx, anna, may)
		require.NoError(t, err)
		require.Equal(t, []chargeback.Code{chargeback.SamePerson, chargeback.MonthStale}, codes(desk.Gate.LeftToApprove))
		_, err = w.Approve(ctx, anna, may)
		require.Equal(t, desk.Gate.Approve, err)
		require.Equal(t, []chargeback.Code{
			chargeback.MonthNotApproved, chargeback.FutureMonth, chargeback.EarlierMonthOpen, chargeback.MonthStale,
		}, codes(desk.Gate.LeftToClose))
		_, err = w.Close(ctx, anna, may, "")
		require.Equal(t, desk.Gate.Close, err)

		other, err := w.Desk(ctx, bo, april)
		require.NoError(t, err)
		require.Equal(t, []chargeback.Code{chargeback.MonthOpen}, codes(other.Gate.LeftToApprove))
		closed, err := w.Desk(ctx, bo, march)
		require.NoError(t, err)
		refuses(t, chargeback.MonthClosed, closed.Gate.Close)
		require.Empty(t, closed.Gate.LeftToClose)
	})
}
