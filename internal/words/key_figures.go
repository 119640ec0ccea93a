package words

import (
	"chargeback/allocation"
	"chargeback/internal/financing"
)

// keyFigures are what the key figures are called, and how each is worked out in
// one sentence, in Swedish and English, by kind.
var keyFigures = [][2][2]string{
	financing.ShareOfTurnover: {
		{"IT-kostnad av omslutningen", "IT cost of turnover"},
		{
			"All IT-kostnad under perioden, IT:s egen och den som förvaltningarna betalar själva, delad med lika många månaders del av årets omslutning.",
			"All IT cost of the period, IT's own and what departments pay themselves, divided by as many months' part of the year's turnover.",
		},
	},
	financing.PerInhabitant: {
		{"IT-kostnad per invånare", "IT cost per inhabitant"},
		{
			"All IT-kostnad under perioden delad med antalet invånare i kommunen.",
			"All IT cost of the period divided by the inhabitants of the municipality.",
		},
	},
	financing.PerEmployee: {
		{"IT-kostnad per anställd", "IT cost per employee"},
		{
			"All IT-kostnad under perioden delad med antalet anställda i kommunen.",
			"All IT cost of the period divided by the employees of the municipality.",
		},
	},
	financing.PerWorkplace: {
		{"IT-kostnad per arbetsplats", "IT cost per workplace"},
		{
			"All IT-kostnad under perioden delad med antalet datorer på debiterade kostnadsställen, i snitt över periodens dagar månad för månad.",
			"All IT cost of the period divided by the computers on charged cost centres, on average over the days, month by month.",
		},
	},
	financing.PerSystem: {
		{"IT-kostnad per system", "IT cost per system"},
		{
			"All IT-kostnad under perioden delad med antalet system som någon betalar för, i snitt över periodens dagar månad för månad.",
			"All IT cost of the period divided by the systems that somebody pays for, on average over the days, month by month.",
		},
	},
	financing.ShareSelfPaid: {
		{"Förvaltningarna betalar själva", "Departments pay themselves"},
		{
			"Den IT-kostnad som förvaltningarna betalar själva under perioden, utan att det går via IT, delad med all IT-kostnad.",
			"The IT cost that departments pay themselves in the period, without it passing IT, divided by all IT cost.",
		},
	},
	financing.SupplierCount: {
		{"Leverantörer på tolv månader", "Suppliers in twelve months"},
		{
			"Antalet leverantörer på kostnadsrader som är daterade under de tolv månaderna till och med periodens sista.",
			"The suppliers of cost rows that are dated in the twelve months to the last of the period.",
		},
	},
	financing.ShareSmallSuppliers: {
		{"Leverantörer under 10 000 kr per år", "Suppliers below 10,000 kr a year"},
		{
			"Andelen av leverantörerna som har fått mindre än 10 000 kr tillsammans under de tolv månaderna.",
			"The part of the suppliers that were paid less than 10,000 kr together in the twelve months.",
		},
	},
}

// KeyFigure is what a key figure is called.
func (l Language) KeyFigure(kind financing.KeyFigureKind) string { return keyFigures[kind][0][l] }

// KeyFigureMeaning defines a key figure in one sentence.
func (l Language) KeyFigureMeaning(kind financing.KeyFigureKind) string {
	return keyFigures[kind][1][l]
}

// KeyFigureValue writes a key figure: a share with one decimal, an amount in
// whole kronor, a count; – where it is not known.
func KeyFigureValue(f financing.KeyFigure) string {
	switch {
	case !f.Known:
		return "–"
	case f.Kind.IsShare():
		return Decimal(f.Permille, 10, 1) + noBreak + "%"
	case f.Kind == financing.SupplierCount:
		return Count(int(f.Count))
	}
	if f.Amount < 0 {
		return "−" + Decimal(-int64(f.Amount), 100, 0) + noBreak + "kr"
	}
	return Decimal(int64(f.Amount), 100, 0) + noBreak + "kr"
}

// KeyFigureOf says what a key figure is divided by, where that is counted: 5 200
// anställda.
func (l Language) KeyFigureOf(f financing.KeyFigure) string {
	units := map[financing.KeyFigureKind][2]string{
		financing.PerInhabitant: {"invånare", "inhabitants"},
		financing.PerEmployee:   {"anställda", "employees"},
		financing.PerWorkplace:  {"datorer", "computers"},
		financing.PerSystem:     {"system", "systems"},
	}[f.Kind]
	switch {
	case !f.Known:
		return ""
	case f.Kind == financing.ShareSmallSuppliers:
		return Count(int(f.Count)) + noBreak + l.Pick("leverantörer", "suppliers")
	case units[0] == "":
		return ""
	}
	return Decimal(f.Micro, allocation.Micro, 0) + noBreak + units[l]
}
