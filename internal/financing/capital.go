package financing

import (
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// CapitalSchedule is an investment and its months of depreciation.
type CapitalSchedule struct {
	Investment
	Months []Instalment
}

// Years adds the months up by year, from the first to the last.
func (s *CapitalSchedule) Years() []CapitalYear {
	var years []CapitalYear
	for i := range s.Months {
		m := &s.Months[i]
		if len(years) == 0 || years[len(years)-1].Year != m.Period.Year {
			years = append(years, CapitalYear{Year: m.Period.Year})
		}
		// Depreciation sums to the amount. All interest of a schedule fits too, and
		// each year's is a part of it.
		y := &years[len(years)-1]
		y.Depreciation += m.Depreciation
		y.Interest += m.Interest
		y.Remaining = m.Remaining
		y.Assumed = y.Assumed || m.Assumed
	}
	return years
}

// CapitalYear is what capital comes to in a year.
type CapitalYear struct {
	Year         int
	Outlay       allocation.Ore // of what was taken into use in the year: never charged
	Depreciation allocation.Ore
	Interest     allocation.Ore
	Cost         allocation.Ore // depreciation and interest: what a charge may carry
	Remaining    allocation.Ore // at the end of the year, of all that was taken into use by then
	Assumed      bool           // some interest is by an earlier year's percentage
}

// Capital is the schedules of many investments, in the order that they were
// given.
type Capital struct {
	Schedules []CapitalSchedule
	Outlay    allocation.Ore // of all
	Years     []CapitalYear  // from the first taking into use to the last instalment, without gaps
}

// NewCapital schedules investments and adds them up. The error is a
// [chargeback.Errors], or a [chargeback.Error] where a total does not fit.
func NewCapital(investments []Investment, rates InterestRates) (*Capital, error) {
	c := &Capital{Schedules: make([]CapitalSchedule, len(investments))}
	var errs chargeback.Errors
	for i := range investments {
		months, err := investments[i].Schedule(rates)
		if e, ok := err.(*chargeback.Error); ok {
			errs.Add(e)
		}
		c.Schedules[i] = CapitalSchedule{investments[i], months}
	}
	if errs.Count > 0 {
		return nil, &errs
	}
	if err := c.addUp(); err != nil {
		return nil, err
	}
	return c, nil
}

// addUp makes the years.
func (c *Capital) addUp() error {
	if len(c.Schedules) == 0 {
		return nil
	}
	first, last := 9999, 1
	for i := range c.Schedules {
		s := &c.Schedules[i]
		first = min(first, s.InUse.Period().Year)
		last = max(last, s.Months[len(s.Months)-1].Period.Year)
	}
	type sums struct{ outlay, depreciation, interest, cost, remaining allocation.Sum }
	all := make([]sums, last-first+1)
	var outlay allocation.Sum
	c.Years = make([]CapitalYear, len(all))
	for i := range c.Schedules {
		s := &c.Schedules[i]
		used := s.InUse.Period().Year
		all[used-first].outlay.Add(s.Amount)
		outlay.Add(s.Amount)
		years := s.Years()
		for year := used; year < years[0].Year; year++ {
			all[year-first].remaining.Add(s.Amount)
		}
		for _, y := range years {
			to := &all[y.Year-first]
			to.depreciation.Add(y.Depreciation)
			to.interest.Add(y.Interest)
			to.cost.Add(y.Depreciation)
			to.cost.Add(y.Interest)
			to.remaining.Add(y.Remaining)
			c.Years[y.Year-first].Assumed = c.Years[y.Year-first].Assumed || y.Assumed
		}
	}
	for i := range all {
		y := &c.Years[i]
		y.Year = first + i
		for _, total := range []struct {
			to  *allocation.Ore
			sum allocation.Sum
		}{
			{&y.Outlay, all[i].outlay},
			{&y.Depreciation, all[i].depreciation},
			{&y.Interest, all[i].interest},
			{&y.Cost, all[i].cost},
			{&y.Remaining, all[i].remaining},
		} {
			var err error
			if *total.to, err = total.sum.Total(); err != nil {
				return overflowIn(strconv.Itoa(y.Year), "")
			}
		}
	}
	var err error
	if c.Outlay, err = outlay.Total(); err != nil {
		return overflowIn(strconv.Itoa(last), "")
	}
	return nil
}

// In returns what a year comes to; nothing where no investment reaches it.
func (c *Capital) In(year int) CapitalYear {
	if len(c.Years) > 0 && year >= c.Years[0].Year && year <= c.Years[len(c.Years)-1].Year {
		return c.Years[year-c.Years[0].Year]
	}
	return CapitalYear{Year: year}
}

// CapitalCost is the capital cost of an investment in a month: what enters a
// charge, as a cost of its category.
type CapitalCost struct {
	Investment *Investment
	Instalment
}

// Costs returns the capital costs of a year, by investment and month. The
// outlay is not among them.
func (c *Capital) Costs(year int) []CapitalCost {
	var costs []CapitalCost
	for i := range c.Schedules {
		s := &c.Schedules[i]
		for _, m := range s.Months {
			if m.Period.Year == year {
				costs = append(costs, CapitalCost{&s.Investment, m})
			}
		}
	}
	return costs
}
