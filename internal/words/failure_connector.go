package words

import "chargeback/internal/chargeback"

// connectorFailures tell what is wrong with a connector or an export, and why
// rows are parked.
var connectorFailures = map[chargeback.Code][2]string{
	chargeback.ConnectorUnknown: {
		"det finns ingen färdig koppling som heter ”{value}”; välj {list}, eller ange en egen fil",
		"there is no ready connector called “{value}”; choose {list}, or give a file of your own",
	},
	chargeback.ConnectorUnreadable: {
		"kopplingens fil går inte att läsa ({err}); den ska vara JSON av samma form som de färdiga kopplingarna",
		"the connector's file cannot be read ({err}); it must be JSON of the same shape as the ready connectors",
	},
	chargeback.ConnectorUnknownKey: {
		"kopplingen har nyckeln ”{value}”, som inte finns där; rätta stavningen. På första nivån finns {all}",
		"the connector has the key “{value}”, which does not exist there; mend the spelling. The first level has {all}",
	},
	chargeback.ConnectorMissingKey: {
		"kopplingen saknar {0}; lägg till nyckeln, eller ange en färdig koppling som base",
		"the connector lacks {0}; add the key, or name a ready connector as base",
	},
	chargeback.ConnectorBadChoice: {
		"”{value}” passar inte i kopplingens {0}; välj bland {1}",
		"“{value}” does not fit the connector's {0}; choose among {1}",
	},
	chargeback.ConnectorBadPattern: {
		"”{value}” är inget mönster att hämta ett kostnadsställe med; skriv ett reguljärt uttryck med en enda parentes, som (\\d+)$",
		"“{value}” is no pattern to find a cost centre with; write a regular expression with one group, as (\\d+)$",
	},
	chargeback.ConnectorBadSource: {
		"”{value}” kan inte inleda id:n; skriv gemener a–z, siffror och bindestreck, som skolans-datorer",
		"“{value}” cannot begin ids; write lowercase a–z, digits and dashes, as school-computers",
	},
	chargeback.ConnectorEmptyTest: {
		"ett villkor i kopplingens {0} frågar ingenting; ge det columns och något av equals, contains, yes och filled",
		"a test of the connector's {0} asks nothing; give it columns and one of equals, contains, yes and filled",
	},
	chargeback.ConnectorDoubleCenter: {
		"”{value}” står två gånger i kopplingens centers, för {0} och {1}; behåll det ena",
		"“{value}” stands twice in the connector's centers, for {0} and {1}; keep one of them",
	},
	chargeback.ConnectorNamesPeople: {
		"kolumnen ”{value}” pekar ut personer och får inte bli {0}; välj en teknisk kolumn, eller sätt hashed till true för ett id",
		"the column “{value}” names persons and must not become {0}; choose a technical column, or set hashed to true for an id",
	},
	chargeback.ExportMissingColumn: {
		"filen saknar kolumnen för kopplingens {value}: någon av {all}; ta med den i exporten, eller ge kopplingen kolumnens namn",
		"the file lacks the column for the connector's {value}: one of {all}; include it in the export, or give the connector its name",
	},
	chargeback.ExportOlder: {
		"exporten är från {0} men en från {1} är redan inläst; bara en lika ny eller nyare export kan läsas in",
		"the export is of {0} but one of {1} has been imported already; only one as new or newer can be imported",
	},
	chargeback.ExportEmpty: {
		"ingen rad i filen räknas, men {0} räknades förut; se efter om det är rätt fil och hela exporten",
		"no row of the file counts, but {0} did before; see whether it is the right file and the whole export",
	},
	chargeback.ParkedNoID: {
		"raden har inget id som går att använda; fyll i det i källan",
		"the row has no id that can be used; fill it in at the source",
	},
	chargeback.ParkedPersonnummer: {
		"id:t ser ut som ett personnummer och visas inte; låt kopplingen ta id:t ur en annan kolumn",
		"the id looks like a personal identity number and is not shown; let the connector take the id from another column",
	},
	chargeback.ParkedDouble: {
		"samma id står på rad {0} och räknas där; ta bort den ena i källan",
		"the same id stands on line {0} and is counted there; remove one of them at the source",
	},
	chargeback.ParkedNoCenter: {
		"raden säger inget om kostnadsställe; fyll i det i källan",
		"the row says nothing of a cost centre; fill it in at the source",
	},
	chargeback.ParkedUnknownCenter: {
		"kostnadsstället går inte att utläsa{key}; skriv in i kopplingens centers vad det betyder, eller rätta i källan",
		"the cost centre cannot be told{key}; write into the connector's centers what it means, or mend it at the source",
	},
	chargeback.ParkedManyCenters: {
		"flera kostnadsställen heter ”{value}”: {all}; skriv koden i källan, eller välj ett i kopplingens centers",
		"several cost centres are called “{value}”: {all}; write the code at the source, or choose one in the connector's centers",
	},
	chargeback.ParkedNoClass: {
		"klassen går inte att utläsa{key}; lägg till ett villkor i kopplingens class, eller rätta i källan",
		"the class cannot be told{key}; add a test to the connector's class, or mend it at the source",
	},
}
