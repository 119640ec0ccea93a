package sample

// Systems are numbered from 0. Of ten in a row, three are paid by their owner, five by fixed shares and two
// by those who use them.

type sharing int

const (
	sharingOwner sharing = iota
	sharingFixed
	sharingUsers
)

const (
	ownersOfTen = 3
	fixedOfTen  = 5
	usersOfTen  = 2
)

func sharingOf(system int) sharing {
	switch n := system % 10; {
	case n < ownersOfTen:
		return sharingOwner
	case n < ownersOfTen+fixedOfTen:
		return sharingFixed
	}
	return sharingUsers
}

// ofTen counts those of the first n numbers whose last digit is in [first, first+count).
func ofTen(n, first, count int) int {
	return n/10*count + min(max(n%10-first, 0), count)
}

func (s Size) fixedSystems() int {
	return ofTen(s.Systems, ownersOfTen, fixedOfTen)
}

// usedSystems is how many systems are shared by users.
func (s Size) usedSystems() int {
	return ofTen(s.Systems, ownersOfTen+fixedOfTen, usersOfTen)
}

// fixedSystem is the number of the i:th system with fixed shares.
func fixedSystem(i int) int {
	return i/fixedOfTen*10 + ownersOfTen + i%fixedOfTen
}

// usedSystem is the number of the i:th system that is shared by users.
func usedSystem(i int) int {
	return i/usersOfTen*10 + ownersOfTen + fixedOfTen + i%usersOfTen
}

const (
	systemPrefix, systemDigits           = "SYS", 5
	applicationPrefix, applicationDigits = "APP", 4
)

var tierNames = [...]string{"gold", "silver", "bronze", "copper"}

// someTier follows the strategy's numbers: about 10 gold, 30 silver, 40 bronze and 40 copper systems.
func someTier(r *random) string {
	switch n := r.below(12); {
	case n < 1:
		return tierNames[0]
	case n < 4:
		return tierNames[1]
	case n < 8:
		return tierNames[2]
	}
	return tierNames[3]
}

func (g *generator) systems(t *table) {
	for s := range g.size.Systems {
		r := newRandom(g.seed, streamSystems, s)
		name := systemNames[r.below(len(systemNames))] + " " + placeNames[r.below(len(placeNames))]
		tier := someTier(&r)
		owner := r.below(g.chargedCostCenters())
		var key string
		switch sharingOf(s) {
		case sharingOwner:
			if r.percent(50) {
				key = "owner"
			}
		case sharingFixed:
			key = "fixed"
		case sharingUsers:
			key = "users"
		}
		row := func(tier string, valid span) {
			t.code(systemPrefix, s, systemDigits)
			t.texts(name, tier)
			t.costCenter(g, owner)
			t.text(key)
			t.span(valid)
			t.end()
		}
		valid := span{open, open}
		switch kind := r.below(100); {
		case kind < retieredPercent:
			valid.from = g.month.some(&r)
			row(someTier(&r), span{open, valid.from - 1})
		case kind < 5:
			valid.to = g.month.first - 1 - day(r.below(200))
		case kind < 7:
			valid.to = g.month.some(&r)
		case kind < 9:
			valid.from = g.month.some(&r)
		case kind < 10:
			valid.from = g.month.last + 1 + day(r.below(90))
		case kind < 50:
			valid.from = g.month.first - day(r.between(1, 3_000))
		}
		row(tier, valid)
	}
}

// systemShares deals the shares out over the systems that have fixed ones. A system's cost centres lie near
// each other, from a random one on, and are all different.
func (g *generator) systemShares(t *table) {
	systems := g.size.fixedSystems()
	for i := range systems {
		first := split(g.seed, streamShareCount, g.size.Shares, systems, i)
		after := split(g.seed, streamShareCount, g.size.Shares, systems, i+1)
		// split gives at most twice the average, which check keeps at half the cost centres.
		count := min(after-first, g.size.CostCenters)
		if count == 0 {
			continue
		}
		r := newRandom(g.seed, streamShares, i)
		c := r.below(g.chargedCostCenters())
		step := max(1, min(3, g.size.CostCenters/count))
		for k := range count {
			// The first one always counts: every system has a payer.
			g.systemShare(t, &r, fixedSystem(i), c, k == 0)
			c = (c + r.between(1, step)) % g.size.CostCenters
		}
	}
}

// systemShare writes what one cost centre carries of one system: one row, or two where it was revised. Some
// have ended, unless kept.
func (g *generator) systemShare(t *table, r *random, system, costCenter int, kept bool) {
	row := func(share int, valid span) {
		t.code(systemPrefix, system, systemDigits)
		t.costCenter(g, costCenter)
		if share%7 == 0 {
			t.hundredths(share*100 + 50)
		} else {
			t.number(share)
		}
		t.span(valid)
		t.end()
	}
	share, valid := r.between(2, 100), span{open, open}
	switch kind := r.below(100); {
	case kind < revisedShare:
		valid.from = g.newYear()
		row(r.between(2, 100), span{open, valid.from - 1})
	case kind < 6 && !kept:
		valid.to = g.month.first - 1 - day(r.below(400))
	}
	row(share, valid)
}

func (g *generator) applications(t *table) {
	for a := range g.size.Applications {
		t.code(applicationPrefix, a, applicationDigits)
		name := applicationNames[a%len(applicationNames)]
		if n := a / len(applicationNames); n > 0 {
			name += " " + placeNames[n%len(placeNames)]
		}
		t.texts(name, supplierNames[a%len(supplierNames)])
		t.end()
	}
}
