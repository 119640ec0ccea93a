package sample

import "time"

// categoryOf deals costs out by the categories' frequencies.
func categoryOf(n int) category {
	for _, c := range categories {
		if n < c.frequency {
			return c
		}
		n -= c.frequency
	}
	panic("bug: number above the sum of the categories' frequencies")
}

func totalFrequency() int {
	total := 0
	for _, c := range categories {
		total += c.frequency
	}
	return total
}

// costs writes the ledger in the order of its vouchers, which is nearly that of the dates. Of a hundred costs,
// ten are accrued, ten were paid by a department itself, five are credits and two belong to a month beside.
func (g *generator) costs(t *table) {
	frequencies := totalFrequency()
	for i := range g.size.Costs {
		r := newRandom(g.seed, streamCosts, i)
		c := categoryOf(r.below(frequencies))
		t.code("L", i, 8)
		date := g.month.first + day(i*g.month.days()/g.size.Costs)
		date = min(g.month.last, date+day(r.below(3)))
		accrued := span{open, open}
		switch kind := r.below(100); {
		case kind < 10:
			date, accrued = g.accrual(&r, date)
		case kind == 10:
			date = g.month.first - 1 - day(r.below(10))
		case kind == 11:
			date = g.month.last + 1 + day(r.below(10))
		}
		t.date(date)
		t.text(c.code)
		amount := someOre(&r)
		credit := r.percent(5)
		if accrued.from != open {
			amount *= 12
		}
		if credit {
			amount = -amount
		}
		t.hundredths(amount)
		text := costTexts[r.below(len(costTexts))]
		if credit {
			text = "Kreditfaktura, " + text
		}
		t.text(text)
		t.text(supplierNames[r.below(len(supplierNames))])
		t.number(c.account)
		t.code("LEV", 100_000+i, 6)
		g.costTarget(t, &r, c)
		if r.percent(10) {
			t.text(departmentCode(r.below(g.size.Departments - 1)))
		} else {
			t.empty()
		}
		t.span(accrued)
		t.end()
	}
}

// costTarget adds the cells system, application and project, at most one of them filled.
func (g *generator) costTarget(t *table, r *random, c category) {
	named := targetNone
	if r.percent(c.targetPercent) {
		named = c.target
	}
	if named == targetSystem {
		t.code(systemPrefix, r.below(g.size.Systems), systemDigits)
	} else {
		t.empty()
	}
	if named == targetApplication {
		t.code(applicationPrefix, r.below(g.size.Applications), applicationDigits)
	} else {
		t.empty()
	}
	if named == targetProject {
		t.code(projectPrefix, r.below(g.size.Projects), projectDigits)
	} else {
		t.empty()
	}
}

// accrual spreads a cost of the month or an earlier one: over a year from the month, over the calendar year,
// over a quarter with days cut off, or over a time that ended before the month.
func (g *generator) accrual(r *random, date day) (day, span) {
	year := g.month.year
	switch kind := r.below(10); {
	case kind < 4:
		first := dateOf(year, time.January, 1)
		return first + day(r.below(int(date-first)+1)), span{first, dateOf(year, time.December, 31)}
	case kind < 7:
		return date, span{g.month.first, g.month.first + 364}
	case kind < 9:
		from := date - day(r.below(60))
		return date, span{from, from + 89}
	}
	return g.month.first - 40, span{g.month.first - 380, g.month.first - 15}
}

// someOre is an amount between 50 and 51,200 kronor; each doubling is equally common.
func someOre(r *random) int {
	ore := 5_000 << r.below(10)
	return ore + r.below(ore)
}
