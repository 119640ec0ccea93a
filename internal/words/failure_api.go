package words

import "chargeback/internal/chargeback"

// apiFailures tell what is wrong with a request as a request.
var apiFailures = map[chargeback.Code][2]string{
	chargeback.BadParameter: {
		"”{value}” duger inte som {0}; se vad parametern får vara i beskrivningen på /api",
		"“{value}” will not do as {0}; see what the parameter may be in the description at /api",
	},
	chargeback.UnknownParameter: {
		"parametern ”{value}” finns inte här; de som finns är {all}",
		"there is no parameter “{value}” here; those there are: {all}",
	},
	chargeback.DoubleParameter: {
		"parametern ”{value}” står flera gånger; ange den en gång",
		"the parameter “{value}” stands several times; give it once",
	},
	chargeback.BadQuery: {
		"adressens frågedel går inte att läsa; koda tecken som %, & och ; i den",
		"the query of the address cannot be read; encode characters such as %, & and ; in it",
	},
	chargeback.BadBody: {
		"begärans innehåll går inte att läsa; skicka ett enda välformat dokument i UTF-8",
		"the body of the request cannot be read; send one well-formed document in UTF-8",
	},
	chargeback.BodyMissing: {
		"begäran saknar innehåll; skicka det som beskrivs på /api",
		"the request has no body; send what is described at /api",
	},
	chargeback.DoubleField: {
		"fältet ”{value}” står två gånger; ange det en gång",
		"the field “{value}” stands twice; give it once",
	},
	chargeback.TooDeep: {
		"innehållet är för djupt; högst {0} nivåer får plats",
		"the body is too deep; it may have {0} levels at most",
	},
	chargeback.BadFields: {
		"innehållet stämmer inte med beskrivningen på /api; rätta det som räknas upp",
		"the body is not as described at /api; mend what is listed",
	},
	chargeback.UnknownField: {
		"fältet ”{value}” finns inte eller står flera gånger; se beskrivningen på /api",
		"there is no field “{value}”, or it stands several times; see the description at /api",
	},
	chargeback.BadKey: {
		"nyckeln i Idempotency-Key duger inte; använd 1–{0} tecken utan mellanslag, bara ASCII",
		"the key in Idempotency-Key will not do; use 1–{0} characters without spaces, ASCII only",
	},
	chargeback.WrongType: {
		"innehåll av typen ”{value}” går inte att ta emot här; skicka {list}",
		"a body of the type “{value}” cannot be taken here; send {list}",
	},
	chargeback.RequestTooLarge: {
		"begäran är för stor; dela upp den",
		"the request is too large; divide it",
	},
	chargeback.WrongMethod: {
		"det går inte att göra {value} här; se beskrivningen på /api",
		"{value} cannot be done here; see the description at /api",
	},
	chargeback.NotConditional: {
		"begäran saknar If-Match; hämta det du ska ändra och skicka tillbaka dess ETag",
		"the request has no If-Match; fetch what you are to change and send its ETag back",
	},
	chargeback.OldVersion: {
		"någon har ändrat det här sedan du hämtade det; hämta det igen och se efter vad som gäller nu",
		"somebody has changed this since you fetched it; fetch it again and see what holds now",
	},
	chargeback.TooManyExports: {
		"du hämtar redan så många filer som går på en gång; vänta tills de är klara",
		"you are fetching as many files as one can at once; wait until they are done",
	},
	chargeback.NoSuchAttempt: {
		"beräkningen ”{value}” är inte känd här; se månadens läge i stället",
		"the calculation “{value}” is not known here; look at the month instead",
	},
}
