package words

import (
	"fmt"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

// Model names a model.
func (l Language) Model(m allocation.Model) string {
	return [...][2]string{
		{},
		{"Centralt, IT:s egen budget", "Central, IT's own budget"},
		{"Stadens system", "Business systems"},
		{"Per dator", "Per computer"},
		{"Per användare", "Per user"},
		{"Per utnyttjat antal", "Per unit in use"},
		{"Förändringsprojekt", "Change projects"},
	}[m][l]
}

// ModelShort names a model in a narrow column.
func (l Language) ModelShort(m allocation.Model) string {
	return [...][2]string{
		{},
		{"Centralt", "Central"},
		{"System", "Systems"},
		{"Dator", "Computers"},
		{"Användare", "Users"},
		{"Nät", "Network"},
		{"Projekt", "Projects"},
	}[m][l]
}

var classNames = map[string][2]string{
	"gold": {"guld", "gold"}, "silver": {"silver", "silver"}, "bronze": {"brons", "bronze"}, "copper": {"koppar", "copper"},
	"staff": {"dator, personal", "staff computer"}, "student": {"dator, elev (1-1)", "student computer (1-to-1)"},
	"connection": {"nätanslutning", "connection"}, "switch": {"switch", "switch"},
	"access_point": {"accesspunkt", "access point"},
}

// Class names a class or tier.
func (l Language) Class(code string) string {
	if name, ok := classNames[code]; ok {
		return name[l]
	}
	return code
}

var unitNames = map[string][2]string{
	"staff": {"personaldatorer", "staff computers"}, "student": {"elevdatorer", "student computers"},
	"connection": {"nätanslutningar", "connections"}, "switch": {"switchar", "switches"},
	"access_point": {"accesspunkter", "access points"},
}

// Units is what a line of the model and object counts, in the plural.
func (l Language) Units(m allocation.Model, object string) string {
	switch m {
	case allocation.Device, allocation.Port:
		return unitNames[object][l]
	case allocation.User:
		if object == "" {
			return l.Pick("användarkonton", "user accounts")
		}
		return l.Pick("licenser", "licences")
	case allocation.Project:
		return l.Pick("timmar", "hours")
	default:
		return l.Pick("systemmånader", "system-months")
	}
}

// Driver is what a model spreads by, in a sentence: "datorer".
func (l Language) Driver(m allocation.Model) string {
	return [...][2]string{
		{},
		{"", ""},
		{"system", "systems"},
		{"datorer", "computers"},
		{"användarkonton", "user accounts"},
		{"nätenheter", "network units"},
		{"projekttimmar", "project hours"},
	}[m][l]
}

// Reason says why an amount is unallocated.
func (l Language) Reason(m allocation.Model, object string, reason allocation.Reason) string {
	switch {
	case object != "" && m == allocation.System:
		return fmt.Sprintf(l.Pick("systemet %s har ingen som betalar", "system %s has no payer"), object)
	case object != "" && m == allocation.User:
		return fmt.Sprintf(l.Pick("applikationen %s har inga licenser", "application %s has no licences"), object)
	case object != "" && m == allocation.Project:
		return fmt.Sprintf(l.Pick("projektet %s har ingen beställare", "project %s has no orderer"), object)
	case reason == allocation.ZeroWeight:
		return l.Pick("alla vikter är noll", "all weights are zero")
	case m == allocation.Project:
		return l.Pick("inget projekt med beställare har timmar i månaden", "no project with an orderer has hours in the month")
	case m == allocation.System:
		return l.Pick("inget system som regeln gäller är i drift och har någon som betalar",
			"no system that the rule is for is in use and has a payer")
	default:
		return fmt.Sprintf(l.Pick("inga %s att fördela på", "no %s to spread over"), l.Driver(m))
	}
}

// Kind names a kind of department by its code.
func (l Language) Kind(code string) string {
	return map[string][2]string{
		"administration": {"förvaltning", "department"}, "company": {"bolag", "company"},
		"partner": {"samverkanspart", "partner"}, "it": {"IT", "IT"},
	}[code][l]
}

// State is the state of a month.
func (l Language) State(s chargeback.State) string {
	return [][2]string{
		{"öppen", "open"}, {"beräknad", "calculated"}, {"godkänd", "approved"}, {"stängd", "closed"},
	}[s][l]
}

// Role is what a person does here.
func (l Language) Role(r chargeback.Role) string {
	return [][2]string{
		{"", ""},
		{"ekonom", "finance"},
		{"förvaltningschef", "department head"},
		{"IT-chef", "IT chief"},
		{"revisor", "auditor"},
		{"administratör", "admin"},
	}[r][l]
}

// Table names a table of data sets, in a sentence.
func (l Language) Table(name string) string {
	if names, ok := tableNames[name]; ok {
		return names[l]
	}
	return name
}

var tableNames = map[string][2]string{
	"settings": {"inställningar", "settings"}, "departments": {"förvaltningar", "departments"},
	"cost_centers": {"kostnadsställen", "cost centres"}, "categories": {"kategorier", "categories"},
	"rules": {"regler", "rules"}, "weights": {"vikter", "weights"}, "prices": {"priser", "prices"},
	"systems": {"system", "systems"}, "system_shares": {"andelar i system", "shares of systems"},
	"devices": {"datorer", "computers"}, "users": {"användare", "users"}, "applications": {"applikationer", "applications"},
	"licences": {"licenser", "licences"}, "ports": {"nätenheter", "network units"}, "projects": {"projekt", "projects"},
	"project_shares": {"andelar i projekt", "shares of projects"}, "project_hours": {"projekttimmar", "project hours"},
	"costs": {"kostnader", "costs"}, "ledger_accounts": {"bokföringens konton", "ledger accounts"},
	"ledger_objects": {"bokföringens objekt", "ledger objects"}, "voucher_accounts": {"verifikatets kontering", "voucher accounts"},
	"parties": {"fakturauppgifter", "parties"}, "history": {"historik", "history"},
	"key_figures": {"nyckeltal", "key figures"}, "interest_rates": {"internräntor", "interest rates"},
	"programme": {"programmets projekt", "projects of the programme"}, "programme_effects": {"programmets effekter", "effects of the programme"},
	"programme_plan": {"programmets kostnader", "costs of the programme"}, "programme_decisions": {"programmets beslut", "decisions on the programme"},
	"programme_funding": {"programmets pengar", "money of the programme"}, "investments": {"investeringar", "investments"},
	"need_rounds": {"behovsrundor", "rounds of needs"}, "needs": {"behov", "needs"},
	"service_levels": {"servicenivåer", "service levels"}, "services": {"tjänster", "services"},
}

// Rounding says what prices are rounded to.
func (l Language) Rounding(r financing.Rounding) string {
	return [...][2]string{
		financing.RoundNone:    {"Avrunda inte", "Do not round"},
		financing.RoundOre:     {"Till närmaste öre", "To the nearest öre"},
		financing.RoundOreUp:   {"Uppåt till helt öre", "Up to a whole öre"},
		financing.RoundKrona:   {"Till närmaste krona", "To the nearest krona"},
		financing.RoundKronaUp: {"Uppåt till hel krona", "Up to a whole krona"},
	}[r][l]
}
