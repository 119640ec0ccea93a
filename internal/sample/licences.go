package sample

// nearUnits is how many cost centres on from its first one an application or a system is used in. A user has
// one licence for an application that many have (mail, office), then two for systems and one for an
// application used near the user's unit, and so on.
const nearUnits = 800

// licensed is what a licence is for.
type licensed struct {
	isSystem bool
	number   int
}

// common is how many applications are used everywhere; they come first.
func (s Size) common() int {
	return max(1, s.Applications/100)
}

// licencesPerUser is the largest average for which the things a user has a licence for are all different.
// A user has at most twice the average and one more (split).
func (s Size) licencesPerUser() int {
	average := 0
	for s.fits(2*(average+1) + 1) {
		average++
	}
	return average
}

// fits says whether one user can have count licences, all different.
func (s Size) fits(count int) bool {
	systems, applications := slots(count - 1)
	return systems <= s.usedSystems() && applications <= s.Applications-s.common()
}

// slots divides a user's licences after the first: two systems, one application, two systems, …
func slots(count int) (systems, applications int) {
	return count - count/3, count / 3
}

// licensedTo says what licence number k of a user is for.
func (g *generator) licensedTo(r *random, costCenter, k int) licensed {
	size := g.size
	if k == 0 {
		return licensed{number: r.below(size.common())}
	}
	systems, applications := slots(k - 1)
	if k%3 == 0 {
		local := size.Applications - size.common()
		return licensed{number: size.common() + g.near(costCenter, local, applications)}
	}
	return licensed{isSystem: true, number: usedSystem(g.near(costCenter, size.usedSystems(), systems))}
}

// near picks the m:th of count things for a user whose things start at random near the cost centre.
// Different m give different things as long as m < count.
func (g *generator) near(costCenter, count, m int) int {
	here := costCenter * count / g.size.CostCenters
	return (here + m) % count
}

// licences writes the licences of one user after another, users in shuffled order. The second rows of those
// that ended and were taken up again come last.
func (g *generator) licences(t *table) {
	for pass := range 2 {
		for i := range g.size.Users {
			id := g.users.at(i)
			first := split(g.seed, streamLicenceCount, g.size.Licences, g.size.Users, id)
			after := split(g.seed, streamLicenceCount, g.size.Licences, g.size.Users, id+1)
			if first == after {
				continue
			}
			r := newRandom(g.seed, streamUserLicences, id)
			home, _, _ := g.userPlacements(id)
			// The user's window starts somewhere before the unit: all users of a unit reach the same things,
			// and a thing is reached from nearUnits units.
			offset := r.below(min(nearUnits, g.size.CostCenters))
			near := (home.costCenter + offset) % g.size.CostCenters
			for k := range after - first {
				g.licence(t, &r, id, g.licensedTo(&r, near, k), pass)
			}
		}
	}
}

// licence draws one licence and writes its first row in pass 0, its second, if it has one, in pass 1.
func (g *generator) licence(t *table, r *random, user int, what licensed, pass int) {
	valid, again, renewed := span{g.someStart(r), open}, span{open, open}, false
	switch kind := r.below(100); {
	case kind < renewedPercent:
		valid.to = g.month.some(r)
		again.from, renewed = valid.to+1+day(r.below(8)), true
	case kind < 5:
		valid.to = g.month.some(r)
	case kind < 7:
		valid.to = g.month.first - 1 - day(r.below(100))
		if valid.from > valid.to {
			valid.from = open
		}
	case kind < 10:
		valid.from = g.month.some(r)
	case kind < 11:
		valid.from = g.month.last + 1 + day(r.below(30))
	}
	used := g.lastSeen(r, valid)
	if pass == 1 {
		if !renewed {
			return
		}
		valid = again
	}
	t.code(userPrefix, user, userDigits)
	if what.isSystem {
		t.code(systemPrefix, what.number, systemDigits)
	} else {
		t.code(applicationPrefix, what.number, applicationDigits)
	}
	t.span(valid)
	if pass == 1 {
		used = open
	}
	t.date(used)
	t.end()
}
