package words

import "chargeback/internal/chargeback"

// registerFailures tell what is wrong with a question to the register.
var registerFailures = map[chargeback.Code][2]string{
	chargeback.BadLimit: {
		"”{value}” rader går inte att visa på en gång; ange ett tal från 1 till {0}",
		"“{value}” rows cannot be shown at once; give a number from 1 to {0}",
	},
	chargeback.BadCursor: {
		"cursor är inte en fortsättning av den här listan; börja om från första sidan",
		"cursor does not continue this list; begin anew from the first page",
	},
	chargeback.LongQuery: {
		"sökningen är för lång; skriv högst {0} tecken",
		"the search is too long; write {0} characters at most",
	},
	chargeback.RowsChanged: {
		"raderna har ändrats sedan du öppnade dem; se efter vad som gäller nu och försök igen",
		"the rows have changed since you opened them; see what is valid now and try again",
	},
	chargeback.KeyKnown: {
		"”{value}” finns redan; öppna den och ändra där",
		"“{value}” exists already; open it and change it there",
	},
}
