package words

import "chargeback/internal/chargeback"

// financingFailures tell what is wrong with a plan for a year.
var financingFailures = map[chargeback.Code][2]string{
	chargeback.NoSuchVolume: {
		"inget debiteras med priset {1} {0}, så inget pris kan täcka kostnaden; välj en klass som det finns något av",
		"nothing is billed by the price {1} {0}, so no price can recover the cost; choose a class that there is something of",
	},
	chargeback.BadShare: {
		"”{value}” är ingen andel; skriv den mellan 0 % och 100 %",
		"“{value}” is no share; write it between 0% and 100%",
	},
}
