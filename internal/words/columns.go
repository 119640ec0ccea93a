package words

import (
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Column names a column of a table of data sets, as a label.
func (l Language) Column(table, column string) string {
	if names, ok := columnNames[table+"."+column]; ok {
		return names[l]
	}
	if names, ok := columnNames[column]; ok {
		return names[l]
	}
	return column
}

// columnNames are the names of columns; of one table, where another means
// something else by the word.
var columnNames = map[string][2]string{
	"key": {"Inställning", "Setting"}, "value": {"Värde", "Value"},
	"from": {"Gäller fr.o.m.", "Valid from"}, "to": {"Gäller t.o.m.", "Valid to"},
	"code": {"Kod", "Code"}, "id": {"Id", "Id"}, "name": {"Namn", "Name"},
	"kind": {"Slag", "Kind"}, "charged": {"Debiteras", "Charged"},
	"department": {"Förvaltning", "Department"}, "cost_center": {"Kostnadsställe", "Cost centre"},
	"cost_type": {"Kostnadsslag", "Cost type"}, "category": {"Kategori", "Category"},
	"model": {"Modell", "Model"}, "share": {"Andel", "Share"}, "classes": {"Klasser", "Classes"}, "class": {"Klass", "Class"},
	"weight": {"Vikt", "Weight"}, "price": {"Pris, kr", "Price, kr"}, "prices.class": {"Tjänst", "Service"},
	"tier": {"Nivå", "Tier"}, "owner": {"Systemägare", "System owner"}, "sharing": {"Delas", "Shared"},
	"system": {"System", "System"}, "application": {"Applikation", "Application"}, "project": {"Projekt", "Project"},
	"label": {"Märkning", "Label"}, "last_seen": {"Senast sedd", "Last seen"}, "last_used": {"Senast använd", "Last used"},
	"supplier": {"Leverantör", "Supplier"}, "user": {"Användare", "User"},
	"month": {"Månad", "Month"}, "hours": {"Timmar", "Hours"},
	"date": {"Datum", "Date"}, "amount": {"Belopp, kr", "Amount, kr"}, "text": {"Text", "Text"},
	"account": {"Konto", "Account"}, "voucher": {"Verifikat", "Voucher"}, "paid_by": {"Betald av", "Paid by"},
	"year": {"År", "Year"}, "percent": {"Procent", "Percent"}, "source": {"Källa", "Source"}, "parent": {"Hör till", "Belongs to"},
	"goal": {"Mål", "Goal"}, "status": {"Status", "Status"}, "operation": {"Årlig drift, kr", "Yearly operation, kr"},
	"saving": {"Årlig besparing, kr", "Yearly saving, kr"}, "effect": {"Effekt", "Effect"}, "quarter": {"Kvartal", "Quarter"},
	"council": {"IT-råd", "IT council"}, "verdict": {"Beslut", "Decision"}, "minutes": {"Protokoll", "Minutes"}, "section": {"Del", "Section"},
	"requested": {"Äskat, kr", "Requested, kr"}, "granted": {"Beviljat, kr", "Granted, kr"}, "used": {"Utfall, kr", "Used, kr"},
	"in_use": {"Tas i bruk", "In use"}, "life": {"Livslängd", "Life"}, "unit": {"Livslängd i", "Life in"},
	"starts": {"Skrivs av från nästa", "Depreciated from the next"}, "interest": {"Internränta", "Internal interest"},
	"due": {"Sista dag", "Last day"}, "capacity": {"Timmar som finns", "Hours there are"}, "handed_in": {"Lämnat", "Handed in"},
	"reason": {"Skäl", "Reason"}, "response": {"Svarstid, h", "Response, h"}, "diagnosis": {"Felsökning, h", "Diagnosis, h"},
	"repair": {"Åtgärd, h", "Repair, h"}, "open": {"Öppet", "Open"}, "includes": {"Ingår", "Included"}, "excludes": {"Ingår inte", "Not included"},
	"order": {"Så beställer du", "How to order"}, "delivery": {"Leveranstid", "Delivery time"}, "support": {"Så anmäler du fel", "How to report problems"},
	"level": {"Nivå", "Level"}, "cancel": {"Så avbeställer du", "How to cancel"},
	"programme.owner": {"Ägare", "Owner"}, "programme_funding.name": {"Rad", "Row"}, "needs.name": {"Behov", "Need"}, "services.class": {"Pris efter", "Priced by"},
	"costs.from": {"Periodiseras fr.o.m.", "Accrued from"}, "costs.to": {"Periodiseras t.o.m.", "Accrued to"},
}

// Choice names a word that a cell may hold, as "guld" for a tier. Words that are
// no choice stay what they are.
func (l Language) Choice(column, word string) string {
	if word == "" {
		return ""
	}
	switch column {
	case "kind":
		if name := l.Kind(word); name != "" {
			return name
		}
	case "model":
		if model, ok := allocation.ParseModel(word); ok {
			return l.Model(model)
		}
	case "classes":
		names := strings.Fields(word)
		for i := range names {
			names[i] = l.Class(names[i])
		}
		return strings.Join(names, ", ")
	case "tier", "class":
		if names, ok := priceNames[word]; ok && column == "class" {
			return names[l]
		}
		return l.Class(word)
	}
	if names, ok := choiceNames[column+"."+word]; ok {
		return names[l]
	}
	return word
}

// priceNames are what the price list calls an account and an hour.
var priceNames = map[string][2]string{"user": {"användarkonto", "user account"}, "hour": {"timme", "hour"}}

var choiceNames = map[string][2]string{
	"charged.yes": {"ja", "yes"}, "charged.no": {"nej", "no"},
	"sharing.owner": {"ägaren betalar", "the owner pays"}, "sharing.fixed": {"efter fasta andelar", "by fixed shares"},
	"sharing.users": {"efter användare", "by users"},
	"key.name":      {"kommunens namn", "the municipality's name"}, "key.org_number": {"organisationsnummer", "organisation number"},
	"key.currency": {"valuta", "currency"}, "key.language": {"språk", "language"}, "key.measure": {"hur antal mäts", "how counts are measured"},
	"key.it_cost_center": {"IT:s kostnadsställe", "IT's cost centre"},
	"key.method.system":  {"så debiteras stadens system", "how business systems are charged"},
	"key.method.device":  {"så debiteras datorer", "how computers are charged"},
	"key.method.user":    {"så debiteras användare", "how users are charged"},
	"key.method.port":    {"så debiteras nät", "how the network is charged"},
	"key.method.project": {"så debiteras projekt", "how projects are charged"},
	"value.daily":        {"per dag", "by day"}, "value.month_end": {"vid månadens slut", "at the end of the month"},
	"status.proposed": {"föreslaget", "proposed"}, "status.planned": {"planerat", "planned"}, "status.ongoing": {"pågår", "under way"},
	"status.done": {"klart", "done"}, "status.stopped": {"avbrutet", "stopped"},
	"council.department": {"förvaltningens IT-råd", "the department’s IT council"}, "council.central": {"centrala IT-rådet", "the central IT council"},
	"verdict.approved": {"beslutat", "approved"}, "verdict.rejected": {"avslaget", "turned down"}, "verdict.deferred": {"uppskjutet", "deferred"},
	"section.operation": {"drift", "operation"}, "section.investment": {"investering", "investment"}, "section.capital": {"kapitalkostnader", "capital costs"},
	"unit.years": {"år", "years"}, "unit.months": {"månader", "months"}, "starts.month": {"månad", "month"}, "starts.year": {"år", "year"},
	"interest.none": {"ingen", "none"}, "interest.month": {"på värdet vid månadens början", "on the value at the start of the month"},
	"interest.year": {"på värdet vid årets början", "on the value at the start of the year"}, "quarter.any": {"när som helst", "any time"},
	"quarter.Q1": {"K1", "Q1"}, "quarter.Q2": {"K2", "Q2"}, "quarter.Q3": {"K3", "Q3"}, "quarter.Q4": {"K4", "Q4"},
	"value.actual": {"faktisk kostnad", "actual cost"}, "value.price": {"pris", "price"},
}

// ColumnHint says what a field of the register is for, where its label does not;
// else it is empty.
func (l Language) ColumnHint(table, column string) string {
	if names, ok := columnHints[table+"."+column]; ok {
		return names[l]
	}
	return columnHints[column][l]
}

var columnHints = map[string][2]string{
	"share":               {"En proportion, inte procent: 1, 1 och 1 är en tredjedel var.", "A proportion, not percent: 1, 1 and 1 is a third each."},
	"weight":              {"Vad en enhet räknas som när en kostnad fördelas. Utan rad är vikten 1.", "What a unit counts as when a cost is spread. Without a row the weight is 1."},
	"price":               {"Per enhet och hel månad, eller per timme.", "Per unit and full month, or per hour."},
	"departments.charged": {"Tomt: bara IT debiteras inte.", "Empty: only IT is not charged."},
	"rules.classes":       {"Ingen vald: alla.", "None chosen: all."},
	"systems.sharing":     {"Tomt: ägaren betalar.", "Empty: the owner pays."},
	"devices.last_seen":   {"Upplyser bara. Avgör inget.", "Informs only. Decides nothing."},
	"licences.last_used":  {"Upplyser bara. Avgör inget.", "Informs only. Decides nothing."},
	"devices.label":       {"Till exempel inventarienummer. Skriv inte namn på personer.", "For example an asset tag. Do not write names of people."},
	"projects.from":       {"Upplyser bara. Timmarna avgör.", "Informs only. The hours decide."},
	"costs.amount":        {"Minus för kredit.", "Minus for a credit."},
	"costs.paid_by":       {"Tomt: IT. En förvaltning som har betalat själv debiteras inte.", "Empty: IT. A department that paid itself is not charged."},
	"costs.from":          {"Båda eller ingen.", "Both or neither."},
	"project_hours.month": {"Som 2017-03.", "As 2017-03."},

	"programme.owner":                {"En roll eller enhet. Skriv inte namn på personer.", "A role or unit. Do not write names of people."},
	"programme.department":           {"Tomt: hela kommunen.", "Empty: the whole municipality."},
	"programme.status":               {"Hur långt projektet har kommit. Om det är med i planen avgör besluten.", "How far the project has come. Whether it is in the plan is told by the decisions."},
	"programme_plan.quarter":         {"Som 2018-Q1.", "As 2018-Q1."},
	"programme_decisions.minutes":    {"Var beslutet står, som Centrala IT-rådet 2018-02-06 § 4.", "Where the decision stands, as Central IT council 2018-02-06 § 4."},
	"programme_decisions.department": {"Vars IT-råd som beslutade. Tomt: det centrala.", "Whose IT council decided. Empty: the central one."},
	"programme_funding.granted":      {"Tomt: inte känt. Noll är ett belopp.", "Empty: not known. Zero is an amount."},
	"investments.amount":             {"Minus för ett bidrag till investeringen.", "Minus for a contribution towards the investment."},
	"investments.project":            {"Tomt: kräver inget beslut i programmet.", "Empty: needs no decision in the programme."},
	"need_rounds.capacity":           {"IT:s timmar för projekt under hela året.", "IT’s hours for projects in the whole year."},
	"needs.hours":                    {"Av IT:s personal.", "Of IT’s staff."},
}

// Cell writes a cell of a table in its canonical form as people read it.
func (l Language) Cell(t *chargeback.Table, column int, cell string) string {
	c := t.Columns[column]
	switch {
	case cell == "":
		return ""
	case c.Kind == chargeback.OreColumn:
		return Amount(chargeback.OreOf(cell))
	case c.Kind == chargeback.CentiColumn && t.Name != "project_hours":
		return Exact(chargeback.Scaled(cell, c.Kind) * (allocation.Micro / 100))
	case c.Kind == chargeback.CentiColumn:
		return Decimal(chargeback.Scaled(cell, c.Kind), 100, 2)
	case c.Kind == chargeback.MicroColumn && c.Name == "price":
		return Price(chargeback.Scaled(cell, c.Kind))
	case c.Kind == chargeback.MicroColumn:
		return Exact(chargeback.Scaled(cell, c.Kind))
	case t.Name == "settings" && c.Name == "key":
		return Visible(cell)
	}
	return Visible(l.Choice(c.Name, cell))
}
