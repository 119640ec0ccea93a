package sample

// placement is where a counted thing is, and when.
type placement struct {
	costCenter int
	valid      span
}

// placements says where thing number n of a table is: the first placement, and the second if it has one. The
// two do not overlap; between them may be a gap.
func (g *generator) placements(r *random) (first, second placement, moves bool) {
	first = placement{g.someCostCenter(r), span{g.someStart(r), open}}
	second = placement{first.costCenter, span{open, open}}
	month := g.month
	switch kind := r.below(100); {
	case kind < movedPercent:
		second.costCenter = g.someCostCenter(r)
		second.valid.from = month.some(r)
		first.valid.to = second.valid.from - 1
		if r.percent(20) {
			second.valid.from += day(r.between(1, 14))
		}
		return first, second, true
	case kind < movedPercent+pausedPercent:
		first.valid.to = month.some(r)
		second.valid.from = first.valid.to + 2 + day(r.below(10))
		return first, second, true
	case kind == 6:
		first.valid.to = month.some(r)
	case kind <= 8:
		first.valid.to = month.first - 1 - day(r.below(300))
		if first.valid.from > first.valid.to {
			first.valid.from = open
		}
	case kind == 9:
		first.valid.from = month.some(r)
	case kind == 10:
		first.valid.from = month.last + 1 + day(r.below(60))
	case kind == 11:
		first.valid.from = month.some(r)
		first.valid.to = first.valid.from + day(r.below(20))
	}
	return first, second, false
}

// someStart is a day of the four years before the month; a fifth are not known.
func (g *generator) someStart(r *random) day {
	if r.percent(20) {
		return open
	}
	return g.month.first - day(r.between(1, 4*365))
}

const userPrefix, userDigits = "u", 7

// deviceRows writes each computer once in shuffled order, then the second rows of those that have moved.
func (g *generator) deviceRows(t *table) {
	row := func(id int, r *random, p placement, class string) {
		t.code("PC", id, 7)
		t.class(class)
		t.costCenter(g, p.costCenter)
		t.span(p.valid)
		t.code("A-", 100_000+id, 6)
		t.date(g.lastSeen(r, p.valid))
		t.end()
	}
	for pass := range 2 {
		for i := range g.size.Computers {
			id := g.devices.at(i)
			r := newRandom(g.seed, streamDevices, id)
			first, second, moves := g.placements(&r)
			class := "staff"
			if r.percent(80) && g.isSchool(first.costCenter) {
				class = "student"
			}
			switch {
			case pass == 0:
				row(id, &r, first, class)
			case moves:
				row(id, &r, second, class)
			}
		}
	}
}

// lastSeen is a day near the month's end, or before the placement ended; some were never seen.
func (g *generator) lastSeen(r *random, valid span) day {
	if r.percent(5) {
		return open
	}
	last := g.month.last
	if valid.to != open && valid.to < last {
		last = valid.to
	}
	seen := last - day(r.skewed(40))
	if valid.from != open && seen < valid.from {
		return open
	}
	return seen
}

// userPlacements says where user number id works.
func (g *generator) userPlacements(id int) (first, second placement, moves bool) {
	r := newRandom(g.seed, streamUsers, id)
	return g.placements(&r)
}

func (g *generator) userRows(t *table) {
	row := func(id int, p placement) {
		t.code(userPrefix, id, userDigits)
		t.costCenter(g, p.costCenter)
		t.span(p.valid)
		t.end()
	}
	for pass := range 2 {
		for i := range g.size.Users {
			id := g.users.at(i)
			first, second, moves := g.userPlacements(id)
			switch {
			case pass == 0:
				row(id, first)
			case moves:
				row(id, second)
			}
		}
	}
}

// portRows writes outlets, switches and access points. What an id stands for is seen from its first letters.
func (g *generator) portRows(t *table) {
	row := func(id int, r *random, p placement, class string) {
		prefix := "UT-"
		switch class {
		case "switch":
			prefix = "SW-"
		case "access_point":
			prefix = "AP-"
		}
		t.code(prefix, id, 7)
		t.class(class)
		t.costCenter(g, p.costCenter)
		t.span(p.valid)
		t.row = append(t.row, "Plan "...)
		t.row = appendPadded(t.row, r.below(6), 1)
		t.code(" rum ", r.between(1, 480), 3)
		t.end()
	}
	for pass := range 2 {
		for i := range g.size.Ports {
			id := g.ports.at(i)
			r := newRandom(g.seed, streamPorts, id)
			first, second, moves := g.placements(&r)
			class := "connection"
			switch kind := r.below(100); {
			case kind < 5:
				class = "switch"
			case kind < 30:
				class = "access_point"
			}
			switch {
			case pass == 0:
				row(id, &r, first, class)
			case moves:
				row(id, &r, second, class)
			}
		}
	}
}

// class adds a cell that never needs quotes.
func (t *table) class(name string) {
	t.row = append(t.row, name...)
	t.row = append(t.row, ',')
}
