package sample

const projectPrefix, projectDigits = "P", 5

func (g *generator) projects(t *table) {
	for p := range g.size.Projects {
		r := newRandom(g.seed, streamProjects, p)
		t.code(projectPrefix, p, projectDigits)
		t.text(projectNames[r.below(len(projectNames))] + " " + placeNames[r.below(len(placeNames))])
		t.date(g.month.first - day(r.below(400)))
		t.date(open)
		t.end()
	}
}

// projectShares gives every project one to five orderers in a row of the list of charged cost centres.
func (g *generator) projectShares(t *table) {
	orderers := g.chargedCostCenters()
	for p := range g.size.Projects {
		r := newRandom(g.seed, streamProjects, -1-p)
		first := r.below(orderers)
		for i := range min(r.between(1, 2*averageOrderers-1), orderers) {
			t.code(projectPrefix, p, projectDigits)
			t.costCenter(g, (first+i)%orderers)
			t.number(r.between(1, 5))
			t.span(span{open, open})
			t.end()
		}
	}
}

// projectHours reports the month and the one before; a fifth of the projects rest in the month.
func (g *generator) projectHours(t *table) {
	before := string(appendDate(nil, g.month.first-1)[:len("2006-01")])
	for p := range g.size.Projects {
		r := newRandom(g.seed, streamProjects, -1-g.size.Projects-p)
		t.code(projectPrefix, p, projectDigits)
		t.text(before)
		t.hundredths(r.between(1, 800) * 25)
		t.end()
		if r.percent(20) && p > 0 {
			continue
		}
		t.code(projectPrefix, p, projectDigits)
		t.text(g.month.text)
		t.hundredths(r.between(1, 800) * 25)
		t.end()
	}
}
