package words

import (
	"maps"
	"slices"
)

// InvoiceRule says what a rule of BIS Billing 3 asks for, by its id. XML and
// UBL are no rules of that kind but what comes before them. Of an id that is not
// known, the id is returned.
func (l Language) InvoiceRule(id string) string {
	if sentence, ok := invoiceRules[id]; ok {
		return sentence[l]
	}
	return id
}

// InvoiceRules are the ids of all rules that have a sentence, in order.
func InvoiceRules() []string { return slices.Sorted(maps.Keys(invoiceRules)) }

// invoiceRules are sentences of our own; the ids are those of EN 16931 (BR-),
// Peppol (PEPPOL-) and Sweden (SE-R-).
var invoiceRules = map[string][2]string{
	"XML": {"dokumentet ska vara välformad XML utan dokumenttyp", "the document must be well-formed XML without a document type"},
	"UBL": {
		"elementet ska finnas i UBL 2.1, stå på sin plats, inte upprepas och ha ett värde av rätt slag",
		"the element must exist in UBL 2.1, stand in its place, not be repeated and have a value of the right kind",
	},

	"BR-01": {"specifikationens id ska finnas", "the id of the specification must be there"},
	"BR-02": {"fakturan ska ha ett nummer", "the invoice must have a number"},
	"BR-03": {"fakturan ska ha ett datum", "the invoice must have a date"},
	"BR-04": {"fakturan ska ha en typ", "the invoice must have a type"},
	"BR-05": {"fakturan ska ha en valuta", "the invoice must have a currency"},
	"BR-06": {"säljaren ska ha ett namn", "the seller must have a name"},
	"BR-07": {"köparen ska ha ett namn", "the buyer must have a name"},
	"BR-08": {"säljaren ska ha en adress", "the seller must have an address"},
	"BR-09": {"säljarens adress ska ha en landskod", "the seller's address must have a country code"},
	"BR-10": {"köparen ska ha en adress", "the buyer must have an address"},
	"BR-11": {"köparens adress ska ha en landskod", "the buyer's address must have a country code"},
	"BR-12": {"radernas summa ska finnas", "the sum of the lines must be there"},
	"BR-13": {"summan utan moms ska finnas", "the total without VAT must be there"},
	"BR-14": {"summan med moms ska finnas", "the total with VAT must be there"},
	"BR-15": {"beloppet att betala ska finnas", "the amount due must be there"},
	"BR-16": {"fakturan ska ha minst en rad", "the invoice must have at least one line"},
	"BR-21": {"raden ska ha ett nummer", "the line must have a number"},
	"BR-22": {"raden ska ha ett antal", "the line must have a quantity"},
	"BR-23": {"antalet ska ha en enhetskod", "the quantity must have a unit code"},
	"BR-24": {"raden ska ha ett nettobelopp", "the line must have a net amount"},
	"BR-25": {"raden ska ha en benämning", "the line must have an item name"},
	"BR-26": {"raden ska ha ett pris", "the line must have a price"},
	"BR-27": {"priset får inte vara negativt", "the price must not be negative"},
	"BR-28": {"bruttopriset får inte vara negativt", "the gross price must not be negative"},
	"BR-29": {"fakturaperioden ska inte sluta innan den börjar", "the invoice period must not end before it begins"},
	"BR-30": {"radens period ska inte sluta innan den börjar", "the line's period must not end before it begins"},
	"BR-45": {"varje momsdel ska ha ett underlag", "each part of the VAT must have a taxable amount"},
	"BR-46": {"varje momsdel ska ha ett momsbelopp", "each part of the VAT must have a tax amount"},
	"BR-47": {"varje momsdel ska ha en momskod", "each part of the VAT must have a category code"},
	"BR-48": {"varje momsdel ska ha en skattesats", "each part of the VAT must have a rate"},
	"BR-49": {"betalningssättet ska ha en kod", "the payment means must have a code"},
	"BR-50": {"kontot att betala till ska ha ett nummer", "the account to pay to must have a number"},
	"BR-54": {"varje egenskap ska ha namn och värde", "each item property must have a name and a value"},
	"BR-55": {"hänvisningen till en tidigare faktura ska ha dess nummer", "the reference to an earlier invoice must have its number"},
	"BR-61": {"en betalning till konto ska ange kontot", "a credit transfer must tell the account"},
	"BR-62": {"säljarens e-adress ska ha ett schema", "the seller's electronic address must have a scheme"},
	"BR-63": {"köparens e-adress ska ha ett schema", "the buyer's electronic address must have a scheme"},

	"BR-CL-04": {"valutan ska vara SEK", "the currency must be SEK"},
	"BR-CL-08": {"en text mellan två nummertecken i noten ska vara en ämneskod", "a text between two number signs in the note must be a subject code"},

	"BR-CO-04": {"raden ska ha en momskod", "the line must have a VAT category code"},
	"BR-CO-09": {"momsregistreringsnumret ska börja med en landskod", "the VAT number must begin with a country code"},
	"BR-CO-10": {"radernas summa ska vara summan av radernas belopp", "the sum of the lines must be what the lines add up to"},
	"BR-CO-11": {"summan av avdragen ska vara vad avdragen blir tillsammans", "the sum of the allowances must be what they add up to"},
	"BR-CO-12": {"summan av tilläggen ska vara vad tilläggen blir tillsammans", "the sum of the charges must be what they add up to"},
	"BR-CO-13": {
		"summan utan moms ska vara radernas summa minus avdrag plus tillägg",
		"the total without VAT must be the sum of the lines less allowances plus charges",
	},
	"BR-CO-14": {"momsen ska vara summan av momsdelarna", "the VAT must be the sum of its parts"},
	"BR-CO-15": {"summan med moms ska vara summan utan moms plus momsen", "the total with VAT must be the total without VAT plus the VAT"},
	"BR-CO-16": {
		"beloppet att betala ska vara summan med moms minus betalt plus avrundning",
		"the amount due must be the total with VAT less what is paid plus rounding",
	},
	"BR-CO-17": {
		"momsen ska vara underlaget gånger skattesatsen, avrundat till öre",
		"the VAT must be the taxable amount times the rate, rounded to the öre",
	},
	"BR-CO-18": {"fakturan ska ha minst en momsdel", "the invoice must have at least one part of VAT"},
	"BR-CO-19": {"fakturaperioden ska ha en första eller sista dag", "the invoice period must have a first or last day"},
	"BR-CO-20": {"radens period ska ha en första eller sista dag", "the line's period must have a first or last day"},
	"BR-CO-25": {"ett belopp att betala ska ha förfallodag eller villkor", "an amount due must have a due date or terms"},
	"BR-CO-26": {"säljaren ska ha ett id, organisationsnummer eller momsregistreringsnummer", "the seller must have an id, organisation number or VAT number"},

	"BR-DEC-09": {"radernas summa ska ha högst två decimaler", "the sum of the lines must have at most two decimals"},
	"BR-DEC-10": {"summan av avdragen ska ha högst två decimaler", "the sum of the allowances must have at most two decimals"},
	"BR-DEC-11": {"summan av tilläggen ska ha högst två decimaler", "the sum of the charges must have at most two decimals"},
	"BR-DEC-12": {"summan utan moms ska ha högst två decimaler", "the total without VAT must have at most two decimals"},
	"BR-DEC-13": {"momsen ska ha högst två decimaler", "the VAT must have at most two decimals"},
	"BR-DEC-14": {"summan med moms ska ha högst två decimaler", "the total with VAT must have at most two decimals"},
	"BR-DEC-16": {"det betalda ska ha högst två decimaler", "the amount paid must have at most two decimals"},
	"BR-DEC-17": {"avrundningen ska ha högst två decimaler", "the rounding must have at most two decimals"},
	"BR-DEC-18": {"beloppet att betala ska ha högst två decimaler", "the amount due must have at most two decimals"},
	"BR-DEC-19": {"momsens underlag ska ha högst två decimaler", "the taxable amount must have at most two decimals"},
	"BR-DEC-20": {"en momsdels belopp ska ha högst två decimaler", "the tax amount of a part must have at most two decimals"},
	"BR-DEC-23": {"radens nettobelopp ska ha högst två decimaler", "the line's net amount must have at most two decimals"},

	"BR-S-01": {"rader med normal moms kräver en momsdel med den koden", "lines of standard rate need a part of VAT with that code"},
	"BR-S-02": {"en säljare med normal moms ska ha ett momsregistreringsnummer", "a seller of standard rate must have a VAT number"},
	"BR-S-05": {"normal moms ska ha en skattesats över noll", "standard rate must have a rate above zero"},
	"BR-S-08": {
		"momsens underlag ska vara summan av raderna med samma skattesats",
		"the taxable amount must be the sum of the lines of the same rate",
	},

	"PEPPOL-COMMON-R040":  {"ett GLN ska vara tretton siffror med rätt kontrollsiffra", "a GLN must be thirteen digits with the right check digit"},
	"PEPPOL-COMMON-R049":  {"ett organisationsnummer ska vara tio siffror med rätt kontrollsiffra", "an organisation number must be ten digits with the right check digit"},
	"PEPPOL-EN16931-F001": {"datumet ska vara en riktig dag, skriven som 2017-03-31", "the date must be a real day, written as 2017-03-31"},
	"PEPPOL-EN16931-P0100": {
		"en faktura ska ha typen 380",
		"an invoice must be of type 380",
	},
	"PEPPOL-EN16931-P0101": {
		"en kreditnota ska ha typen 381",
		"a credit note must be of type 381",
	},
	"PEPPOL-EN16931-R001": {"processens id ska finnas", "the id of the process must be there"},
	"PEPPOL-EN16931-R002": {"fakturan ska ha högst en not", "the invoice must have at most one note"},
	"PEPPOL-EN16931-R003": {"fakturan ska ha köparens referens eller ordernummer", "the invoice must have the buyer's reference or order number"},
	"PEPPOL-EN16931-R004": {"specifikationens id ska vara det för BIS Billing 3", "the id of the specification must be that of BIS Billing 3"},
	"PEPPOL-EN16931-R005": {"momsens valuta ska bara anges när den är en annan", "the currency of the VAT must only be told where it is another"},
	"PEPPOL-EN16931-R007": {"processens id ska ha formen för BIS Billing 3", "the id of the process must be of the form of BIS Billing 3"},
	"PEPPOL-EN16931-R008": {"inget element får vara tomt", "no element may be empty"},
	"PEPPOL-EN16931-R010": {"köparen ska ha en e-adress", "the buyer must have an electronic address"},
	"PEPPOL-EN16931-R020": {"säljaren ska ha en e-adress", "the seller must have an electronic address"},
	"PEPPOL-EN16931-R051": {"beloppet ska ha fakturans valuta", "the amount must be in the currency of the invoice"},
	"PEPPOL-EN16931-R053": {"det ska finnas precis en momssumma med momsdelar", "there must be exactly one VAT total with parts"},
	"PEPPOL-EN16931-R054": {"en momssumma utan momsdelar ska bara finnas i en annan valuta", "a VAT total without parts must only be there in another currency"},
	"PEPPOL-EN16931-R110": {"radens period ska börja i fakturaperioden", "the line's period must begin within the invoice period"},
	"PEPPOL-EN16931-R111": {"radens period ska sluta i fakturaperioden", "the line's period must end within the invoice period"},
	"PEPPOL-EN16931-R120": {
		"radens nettobelopp ska vara antalet gånger priset, plus tillägg minus avdrag",
		"the line's net amount must be the quantity times the price, plus charges less allowances",
	},
	"PEPPOL-EN16931-R121": {"antalet som priset gäller ska vara större än noll", "the quantity that the price is for must be above zero"},
	"PEPPOL-EN16931-R130": {"antalet som priset gäller ska ha radens enhet", "the quantity that the price is for must have the line's unit"},

	"SE-R-001": {"säljarens momsregistreringsnummer ska ha 14 tecken", "the seller's VAT number must have 14 characters"},
	"SE-R-002": {"säljarens momsregistreringsnummer ska sluta med tolv siffror", "the seller's VAT number must end with twelve digits"},
	"SE-R-003": {"säljarens organisationsnummer ska bara ha siffror", "the seller's organisation number must only have digits"},
	"SE-R-004": {"säljarens organisationsnummer ska ha tio tecken", "the seller's organisation number must have ten characters"},
	"SE-R-005": {"säljarens andra skattenummer ska vara texten ”Godkänd för F-skatt”", "the seller's other tax number must be the text “Godkänd för F-skatt”"},
	"SE-R-006": {"svensk moms är 6, 12 eller 25 procent", "Swedish VAT is 6, 12 or 25 percent"},
	"SE-R-007": {"plusgironumret ska bara ha siffror", "the plus giro number must only have digits"},
	"SE-R-008": {"bankgironumret ska bara ha siffror", "the bank giro number must only have digits"},
	"SE-R-009": {"bankgironumret ska ha sju eller åtta siffror", "the bank giro number must have seven or eight digits"},
	"SE-R-010": {"plusgironumret ska ha två till åtta siffror", "the plus giro number must have two to eight digits"},
	"SE-R-011": {
		"bankgiro och plusgiro ska anges med betalningssätt 30 och SE:BANKGIRO eller SE:PLUSGIRO",
		"bank giro and plus giro must be told with payment means 30 and SE:BANKGIRO or SE:PLUSGIRO",
	},
	"SE-R-012": {"betalning mellan svenska parter ska ha betalningssätt 30", "payment between Swedish parties must have payment means 30"},
	"SE-R-013": {"säljarens organisationsnummer ska ha rätt kontrollsiffra", "the seller's organisation number must have the right check digit"},
}
