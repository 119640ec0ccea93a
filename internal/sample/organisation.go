package sample

import "strconv"

// Departments and cost centres are numbered from 0. The cost centres of a department follow each other, and
// codes sort as the numbers do. The last department is IT; where there are many, the one before it is not
// charged either.

const manyDepartments = 8

func (g *generator) settings(t *table) {
	for _, each := range [][2]string{
		{"name", "Exempelköpings kommun"},
		{"org_number", "212000-9994"},
		{"currency", "SEK"},
		{"language", "sv"},
		{"measure", "daily"},
		{"it_cost_center", g.costCenterCode(g.size.CostCenters - 1)},
		{"method.system", "actual"},
		{"method.device", "actual"},
		{"method.user", "actual"},
		{"method.port", "actual"},
		{"method.project", "actual"},
	} {
		t.texts(each[0], each[1])
		t.span(span{open, open})
		t.end()
	}
}

func (g *generator) departments(t *table) {
	for d := range g.size.Departments {
		kind, charged := g.departmentKind(d), ""
		if d >= g.firstUncharged() {
			charged = "no"
		}
		t.texts(departmentCode(d), departmentName(d, kind), kind, charged)
		t.span(span{open, open})
		t.end()
	}
}

// departmentKind makes every seventh department a company and every eleventh another municipality.
func (g *generator) departmentKind(d int) string {
	switch {
	case d == g.size.Departments-1:
		return "it"
	case d%7 == 6:
		return "company"
	case d%11 == 10:
		return "partner"
	}
	return "administration"
}

// departmentName repeats the list of administrations, numbered, where a municipality has more of them.
func departmentName(d int, kind string) string {
	names := administrationNames
	switch kind {
	case "it":
		return "IT-avdelningen"
	case "company":
		names, d = companyNames, d/7
	case "partner":
		names, d = partnerNames, d/11
	}
	name := names[d%len(names)]
	if d >= len(names) {
		name += " " + strconv.Itoa(d/len(names)+1)
	}
	return name
}

func departmentCode(d int) string {
	return strconv.Itoa(101 + d)
}

// firstUncharged is the first department that is no receiver; those after it are none either.
func (g *generator) firstUncharged() int {
	if g.size.Departments >= manyDepartments {
		return g.size.Departments - 2
	}
	return g.size.Departments - 1
}

// chargedCostCenters is the number of cost centres that are receivers; they come first.
func (g *generator) chargedCostCenters() int {
	return g.firstCostCenter(g.firstUncharged())
}

func (g *generator) departmentOf(costCenter int) int {
	return costCenter * g.size.Departments / g.size.CostCenters
}

// firstCostCenter is the lowest c with departmentOf(c) == d.
func (g *generator) firstCostCenter(d int) int {
	return (d*g.size.CostCenters + g.size.Departments - 1) / g.size.Departments
}

func (g *generator) costCenterCode(c int) string {
	var b [12]byte
	d := g.departmentOf(c)
	code := strconv.AppendInt(b[:0], int64(101+d), 10)
	return string(appendPadded(code, 1+c-g.firstCostCenter(d), 4))
}

// costCenter adds a cell with the code of cost centre c.
func (t *table) costCenter(g *generator, c int) {
	d := g.departmentOf(c)
	t.row = strconv.AppendInt(t.row, int64(101+d), 10)
	t.code("", 1+c-g.firstCostCenter(d), 4)
}

// costCenters writes the units. Some belonged to another department until the new year or until a day of the
// month; a few are closed in the month, or new in it.
func (g *generator) costCenters(t *table) {
	for c := range g.size.CostCenters {
		r := newRandom(g.seed, streamCostCenters, c)
		code, department := g.costCenterCode(c), g.departmentOf(c)
		name := unitNames[r.below(len(unitNames))] + " " + placeNames[r.below(len(placeNames))]
		now := span{open, open}
		before := -1
		switch kind := r.below(100); {
		case c >= g.chargedCostCenters():
			name = "IT " + name
		case kind < 2:
			now.from, before = g.newYear(), r.below(g.firstUncharged())
		case kind < reorganisedPercent:
			now.from, before = g.month.some(&r), r.below(g.firstUncharged())
		case kind == reorganisedPercent:
			now.to = g.month.some(&r)
		case kind == reorganisedPercent+1:
			now.from = g.month.some(&r)
		}
		if before >= 0 {
			t.texts(code, name, departmentCode(before))
			t.span(span{open, now.from - 1})
			t.end()
		}
		t.texts(code, name, departmentCode(department))
		t.span(now)
		t.end()
	}
}

// someCostCenter picks the unit of a person or thing: few units have many.
func (g *generator) someCostCenter(r *random) int {
	return g.units.at(r.skewed(g.size.CostCenters))
}

// isSchool says whether most computers of a cost centre are the pupils'.
func (g *generator) isSchool(costCenter int) bool {
	const schoolPercent = 30
	r := newRandom(g.seed, streamCostCenters, -1-costCenter)
	return r.percent(schoolPercent)
}
