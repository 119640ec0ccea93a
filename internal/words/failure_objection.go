package words

import "chargeback/internal/chargeback"

// objectionFailures tell why an objection is not taken or not answered.
var objectionFailures = map[chargeback.Code][2]string{
	chargeback.NoSuchObjection: {
		"invändningen {value} finns inte, eller så har du inte tillgång till den",
		"there is no objection {value}, or you have no access to it",
	},
	chargeback.ObjectionTooLate: {
		"det är för sent att invända mot {0}; invändningar kan göras mot notor från {1} och senare",
		"it is too late to object to {0}; objections can be made to bills of {1} and later",
	},
	chargeback.ObjectionRow: {
		"”{value}” är inte räknad på den här notan; välj bland de rader som notan visar",
		"“{value}” was not counted on this bill; choose among the rows that the bill shows",
	},
	chargeback.ObjectionLine: {
		"”{value}” finns inte på den här notan; välj en av notans rader",
		"“{value}” is not on this bill; choose one of its lines",
	},
	chargeback.ObjectionText: {
		"texten behöver vara 1–{0} läsbara tecken; skriv vad som är fel, eller vad svaret är",
		"the text must be 1–{0} readable characters; write what is wrong, or what the answer is",
	},
	chargeback.ObjectionPerson: {
		"texten innehåller något som ser ut som ett personnummer; ta bort det",
		"the text holds what looks like a personal identity number; remove it",
	},
	chargeback.ObjectionTwice: {
		"samma invändning väntar redan på svar som {0}; vänta på svaret",
		"the same objection waits for an answer already as {0}; wait for the answer",
	},
	chargeback.ObjectionDone: {
		"invändning {0} är redan besvarad av {1}; läs svaret",
		"objection {0} has been answered by {1} already; read the answer",
	},
	chargeback.ObjectionChanged: {
		"invändning {0} har ändrats sedan du läste den; läs den på nytt och försök igen",
		"objection {0} has changed since you read it; read it anew and try again",
	},
	chargeback.OwnObjection: {
		"{value} gjorde invändning {0}; en annan person behöver besvara den",
		"{value} made objection {0}; another person needs to answer it",
	},
	chargeback.ObjectionNoChange: {
		"för att godta invändning {0} behöver registret ändras; ange ändringen, eller besvara den utan att godta den",
		"accepting objection {0} takes a change of the facts; give the change, or answer it without accepting it",
	},
}
