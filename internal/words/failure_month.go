package words

import "chargeback/internal/chargeback"

// monthFailures tell why a month, a person or a proof did not do what was
// asked.
var monthFailures = map[chargeback.Code][2]string{
	chargeback.MonthOpen: {
		"{0} är inte beräknad än; beräkna månaden först",
		"{0} has not been calculated yet; calculate the month first",
	},
	chargeback.MonthClosed: {
		"{0} är stängd sedan {1} och ändras inte; fel rättas i en senare månad med chargeback month correct {0}",
		"{0} was closed on {1} and does not change; mistakes are corrected in a later month with chargeback month correct {0}",
	},
	chargeback.MonthNotClosed: {
		"{0} är inte stängd; bara en stängd månad kan rättas, kontrolleras eller skrivas ut",
		"{0} is not closed; only a closed month can be corrected, verified or exported",
	},
	chargeback.MonthNotApproved: {
		"{0} är inte godkänd; låt en annan person än den som beräknade godkänna månaden först",
		"{0} is not approved; let another person than the one who calculated approve the month first",
	},
	chargeback.AlreadyApproved: {
		"{0} är redan godkänd av {1}; den kan stängas",
		"{0} has already been approved by {1}; it can be closed",
	},
	chargeback.MonthStale: {
		"underlaget för {0} har ändrats sedan månaden beräknades; beräkna den på nytt och låt den godkännas igen",
		"the source data of {0} changed after the month was calculated; calculate it anew and have it approved again",
	},
	chargeback.MonthChanged: {
		"någon annan ändrade {0} samtidigt; inget gjordes, se efter hur månaden står och försök igen",
		"somebody else changed {0} at the same time; nothing was done, see where the month stands and try again",
	},
	chargeback.EarlierMonthOpen: {
		"månader stängs i ordning; stäng {1} innan {0}",
		"months close in order; close {1} before {0}",
	},
	chargeback.MonthBeforeFirst: {
		"{0} ligger före den första stängda månaden, {1}, och kan inte stängas; läs in den som historik (tabellen history)",
		"{0} lies before the first closed month, {1}, and cannot be closed; load it as history (table history)",
	},
	chargeback.FutureMonth: {
		"{0} är inte slut än; månaden kan stängas efter {1}",
		"{0} has not ended yet; the month can be closed after {1}",
	},
	chargeback.SamePerson: {
		"{1} beräknade {0}; en annan person behöver godkänna månaden",
		"{1} calculated {0}; another person needs to approve the month",
	},
	chargeback.SameCloser: {
		"{0} beräknades av klockan och godkändes av {1}; en annan person behöver stänga månaden",
		"{0} was calculated by the clock and approved by {1}; another person needs to close the month",
	},
	chargeback.UnallocatedBlocks: {
		"{1kr} är ej fördelat i {0}; ge posterna mottagare, eller godkänn dem med --accept-unallocated SKÄL",
		"{1kr} of {0} is unallocated; give it receivers, or accept it with --accept-unallocated REASON",
	},
	chargeback.BadReason: {
		"skälet behöver vara en läsbar text på 1–1 000 tecken utan radbrytning",
		"the reason must be a readable text of 1–1,000 characters without line breaks",
	},
	chargeback.NothingToCorrect: {
		"det finns inget att rätta i {0}; månaden blir densamma med det underlag som finns nu",
		"there is nothing to correct in {0}; the month comes to the same with the source data of now",
	},
	chargeback.RowsRetired: {
		"underlaget för {0} är gallrat; månaden kan kontrolleras men inte rättas",
		"the rows behind {0} have been removed by retention; the month can be verified but not corrected",
	},
	chargeback.NoFacts: {
		"databasen har inget underlag; läs in det med chargeback import",
		"the database has no source data; load it with chargeback import",
	},
	chargeback.NoSuchDepartment: {
		"”{value}” har ingen nota för {0}; välj en förvaltning som har en nota den månaden",
		"“{value}” has no bill for {0}; choose a department that has a bill that month",
	},
	chargeback.NoHistory: {
		"det finns ingen historik för {0}; läs in vad förvaltningarna betalade i tabellen history",
		"there is no history of {0}; load what the departments paid in table history",
	},
	chargeback.UnknownCell: {
		"databasen räknar {0} på ”{1}” (”{2}”), men koden finns inte i underlaget; återställ från en säkerhetskopia",
		"the database counts {0} on “{1}” (“{2}”), but the code is not in the source data; restore from a backup",
	},
	chargeback.NoPersonName: {
		"det framgår inte vem som gör detta; ange det med --as NAMN",
		"it is not clear who does this; say so with --as NAME",
	},
	chargeback.BadPersonName: {
		"”{value}” duger inte som namn; skriv 1–100 läsbara tecken utan blanksteg i början eller slutet",
		"“{value}” will not do as a name; write 1–100 readable characters without spaces at either end",
	},
	chargeback.UnknownPerson: {
		"”{value}” är ingen registrerad person; registrera med chargeback person add, eller ange en annan med --as NAMN",
		"“{value}” is not a registered person; register with chargeback person add, or name another with --as NAME",
	},
	chargeback.InactivePerson: {
		"”{value}” är inte längre aktiv; ange en annan person med --as NAMN",
		"“{value}” is no longer active; name another person with --as NAME",
	},
	chargeback.NotAllowed: {
		"”{value}” har inte den roll som behövs för detta ({0}); se rollerna med chargeback person list",
		"“{value}” does not have the role that this takes ({0}); see the roles with chargeback person list",
	},
	chargeback.NotYourTable: {
		"”{value}” får inte läsa in tabellen {0}; den är ekonomis",
		"“{value}” may not import table {0}; it is finance's",
	},
	chargeback.RolesConflict: {
		"”{value}” kan inte vara både administratör och ekonom; ge rollerna till var sin person",
		"“{value}” cannot be both admin and finance; give the roles to two persons",
	},
	chargeback.LastAdmin: {
		"”{value}” måste vara en aktiv administratör, för det finns ingen annan; registrera en administratör först",
		"“{value}” must be an active admin, since there is no other; register an admin first",
	},
	chargeback.NoRoles: {
		"”{value}” behöver minst en roll eller behörighet; rollerna är {all}",
		"“{value}” needs at least one role or grant; the roles are {all}",
	},
	chargeback.SelfDeputy: {
		"”{value}” kan inte vara sin egen ersättare; ange en annan person",
		"“{value}” cannot be their own deputy; name another person",
	},
	chargeback.ChainChanged: {
		"loggen är ändrad: händelse {0} är inte den som skrevs; jämför med en säkerhetskopia",
		"the log was changed: event {0} is not what was written; compare with a backup",
	},
	chargeback.ChainMissing: {
		"loggen är inte hel: före händelse {0} saknas något eller är ordningen fel; jämför med en säkerhetskopia",
		"the log is not whole: before event {0} something is missing or out of order; compare with a backup",
	},
	chargeback.ChainBroken: {
		"loggen är bruten: händelse {0} hör inte ihop med den före; jämför med en säkerhetskopia",
		"the log is broken: event {0} does not follow the one before it; compare with a backup",
	},
	chargeback.ChainTruncated: {
		"loggen är avkortad: händelse {0} har funnits men saknas; jämför med en säkerhetskopia",
		"the log was cut: event {0} has been there but is missing; compare with a backup",
	},
	chargeback.ChainReplaced: {
		"loggen är utbytt: händelse {0} är en annan än den som har skrivits ut; jämför med en säkerhetskopia",
		"the log was replaced: event {0} is another than the one that was printed; compare with a backup",
	},
	chargeback.NotProved: {
		"{0} går inte att bevisa: {1} fel; se dem ovan och jämför med en säkerhetskopia",
		"{0} cannot be proved: {1} faults; see them above and compare with a backup",
	},
}
