package sample

import "time"

// target says what the costs of a category may name.
type target int

const (
	targetNone target = iota
	targetSystem
	targetApplication
	targetProject
)

// category is a row of the financing matrix in Mölndal's IT strategy, appendix 8.2, and two more that larger
// municipalities have. frequency is how many of all costs it has, relatively; of those, targetPercent
// of a hundred name a target.
type category struct {
	code, costType, name string
	account              int
	frequency            int
	target               target
	targetPercent        int
}

var categories = []category{
	{"K01", "Lönekostnader", "Stab IT", 5011, 3, targetNone, 0},
	{"K02", "Lönekostnader", "Systemförvaltning", 5011, 5, targetSystem, 20},
	{"K03", "Lönekostnader", "Drift – system", 5011, 5, targetSystem, 20},
	{"K04", "Lönekostnader", "Drift – infrastruktur och nätverk", 5011, 4, targetNone, 0},
	{"K05", "Lönekostnader", "Drift – PC och Applikationer", 5011, 4, targetNone, 0},
	{"K06", "Lönekostnader", "Helpdesk", 5011, 4, targetNone, 0},
	{"K07", "Lönekostnader", "Projektledning", 5011, 4, targetProject, 50},
	{"K08", "Lönekostnader", "Inköp & Administration", 5011, 3, targetNone, 0},
	{"K09", "Mjukvara/Licenser", "PC-plattform", 6840, 4, targetNone, 0},
	{"K10", "Mjukvara/Licenser", "Infrastruktur", 6840, 4, targetSystem, 10},
	{"K11", "Mjukvara/Licenser", "Serversystem (IT)", 6840, 4, targetSystem, 10},
	{"K12", "Mjukvara/Licenser", "Centralt administrerade applikationer (exkl. stadens standardklient)", 6840, 7, targetApplication, 60},
	{"K13", "Hårdvara (Datorer klienter)", "PC/Mac – inköp eller leasing (inklusive 1-1)", 6455, 6, targetNone, 0},
	{"K14", "Hårdvara (Datorer klienter)", "Tillbehör & förbrukningsmaterial", 6456, 6, targetNone, 0},
	{"K15", "Drift – serverhall", "Hårdvara – servrar", 6455, 4, targetSystem, 10},
	{"K16", "Nätverk", "Internetanslutning", 6890, 3, targetNone, 0},
	{"K17", "Nätverk", "Stadsnätet (MAN)", 6890, 3, targetNone, 0},
	{"K18", "Nätverk", "Lokala nätverk (LAN och WiFi exkl. fastighetsnät)", 6890, 4, targetNone, 0},
	{"K19", "Gemensamma plattformar", "Metakatalog, E-post, Intranät, Portaler", 6840, 4, targetNone, 0},
	{"K20", "Säkerhet", "Lokala brandväggar, backuplösningar och viruskydd", 6840, 4, targetNone, 0},
	{"K21", "Säkerhet", "Säkerhet – serverhall och nätverk", 6840, 3, targetNone, 0},
	{"K22", "Mjukvara/Licenser", "Verksamhetssystem – licenser och support", 6840, 8, targetSystem, 70},
	{"K23", "Gemensamma plattformar", "Integrationsplattform", 6840, 4, targetNone, 0},
}

// rules fixes how a category is divided over the models. The matrix says which models, not how much.
var rules = []struct{ category, model, share, classes string }{
	{"K01", "central", "1", ""},
	{"K02", "system", "70", ""},
	{"K02", "user", "30", ""},
	{"K03", "system", "60", "gold silver"},
	{"K03", "system", "25", "bronze copper"},
	{"K03", "user", "15", ""},
	{"K04", "system", "50", ""},
	{"K04", "device", "50", ""},
	{"K05", "device", "60", ""},
	{"K05", "user", "40", ""},
	{"K06", "device", "1", ""},
	{"K06", "user", "2", ""},
	{"K07", "central", "40", ""},
	{"K07", "project", "60", ""},
	{"K08", "device", "1", ""},
	{"K09", "device", "55", "staff"},
	{"K09", "user", "45", ""},
	{"K10", "system", "65.5", ""},
	{"K10", "device", "34.5", ""},
	{"K11", "system", "1", ""},
	{"K12", "user", "1", ""},
	{"K13", "device", "62.5", "staff"},
	{"K13", "device", "37.5", "student"},
	{"K14", "device", "1", ""},
	{"K15", "system", "1", ""},
	{"K16", "port", "1", "connection"},
	{"K17", "port", "1", ""},
	{"K18", "port", "70", "connection switch"},
	{"K18", "port", "30", "access_point"},
	{"K19", "user", "1", ""},
	{"K20", "system", "1", ""},
	{"K20", "device", "1", ""},
	{"K20", "user", "1", ""},
	{"K21", "system", "1", ""},
	{"K22", "system", "1", ""},
	{"K23", "system", "1", ""},
}

// weights says how much heavier one class is than another. before is the weight until the end of the year
// before, where it was another.
var weights = []struct{ model, class, weight, before string }{
	{"system", "gold", "50", "40"},
	{"system", "silver", "20", ""},
	{"system", "bronze", "8", ""},
	{"system", "copper", "3", "2.5"},
	{"device", "staff", "1", ""},
	{"device", "student", "0.4", "0.5"},
	{"port", "connection", "1", ""},
	{"port", "switch", "6.5", ""},
	{"port", "access_point", "2", ""},
}

// prices are kronor a unit and month. Every model charges actual cost; the prices are for comparison and for
// a first try at method price.
var prices = []struct{ model, class, price string }{
	{"system", "gold", "45000"},
	{"system", "silver", "18000"},
	{"system", "bronze", "7500"},
	{"system", "copper", "2800"},
	{"device", "staff", "395"},
	{"device", "student", "158"},
	{"user", "user", "212.50"},
	{"port", "connection", "64.25"},
	{"port", "switch", "410"},
	{"port", "access_point", "129"},
	{"project", "hour", "820"},
}

func (g *generator) categories(t *table) {
	for _, c := range categories {
		t.texts(c.code, c.costType, c.name)
		t.end()
	}
}

func (g *generator) rules(t *table) {
	now := span{g.newYear(), open}
	for _, r := range rules {
		t.texts(r.category, r.model, r.share, r.classes)
		t.span(now)
		t.end()
	}
	// What Systemförvaltning and Helpdesk were until the year before.
	past := span{open, now.from - 1}
	for _, r := range [][]string{{"K02", "system", "100", ""}, {"K06", "device", "1", ""}} {
		t.texts(r...)
		t.span(past)
		t.end()
	}
}

func (g *generator) weights(t *table) {
	for _, w := range weights {
		from := open
		if w.before != "" {
			from = g.newYear()
			t.texts(w.model, w.class, w.before)
			t.span(span{open, from - 1})
			t.end()
		}
		t.texts(w.model, w.class, w.weight)
		t.span(span{from, open})
		t.end()
	}
}

func (g *generator) prices(t *table) {
	for _, p := range prices {
		t.texts(p.model, p.class, p.price)
		t.span(span{g.newYear(), open})
		t.end()
	}
}

// newYear is 1 January of the charged month's year.
func (g *generator) newYear() day {
	return dateOf(g.month.year, time.January, 1)
}
