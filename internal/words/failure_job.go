package words

import "chargeback/internal/chargeback"

// jobFailures tell why a back-test was not done.
var jobFailures = map[chargeback.Code][2]string{
	chargeback.BackTestRange: {
		"{0}–{1} går inte att provräkna; ange en första och en sista månad i den ordningen, högst {2} månader",
		"{0}–{1} cannot be back-tested; give a first and a last month in that order, at most {2} months",
	},
	chargeback.NoQueue: {
		"databasen saknar tabellerna för delat arbete, eller har en annan version av dem ({err}); kör chargeback migrate som databasens ägare",
		"the database lacks the tables of the shared work, or has another version of them ({err}); run chargeback migrate as the database's owner",
	},
	chargeback.NoBackTest: {
		"det finns ingen provräkning med nummer {value}; numret står i svaret när en provräkning startas",
		"there is no back-test with number {value}; the number is told when a back-test starts",
	},
}
