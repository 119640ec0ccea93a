package words

import "chargeback/internal/chargeback"

// planFailures tell what is wrong with a kept plan, or with what is done to it.
var planFailures = map[chargeback.Code][2]string{
	chargeback.BadPlan: {
		"planen går inte att läsa: ”{value}” är fel; rätta den delen och försök igen",
		"the plan cannot be read: “{value}” is wrong; mend that part and try again",
	},
	chargeback.BadLever: {
		"ändring {0} ({1}) går inte att göra: ”{value}” saknas eller har ett värde som inte är tillåtet",
		"change {0} ({1}) cannot be made: “{value}” is missing or has a value that is not allowed",
	},
	chargeback.LeverWithout: {
		"ändring {0}: {value} har inget kostnadsställe den dagen; välj en förvaltning som har det, eller en senare dag",
		"change {0}: {value} has no cost centre on that day; choose a department that has one, or a later day",
	},
	chargeback.LeverTooMany: {
		"ändring {0}: {value} har {2} att ta bort av, inte {1}; ta bort färre",
		"change {0}: {value} has {2} to take from, not {1}; take away fewer",
	},
	chargeback.NoSuchScenario: {
		"scenariot {value} finns inte, eller så har du inte tillgång till det",
		"there is no scenario {value}, or you have no access to it",
	},
	chargeback.ScenarioChanged: {
		"”{value}” har ändrats sedan du öppnade det; öppna det på nytt och gör om ändringen",
		"“{value}” has changed since you opened it; open it anew and make the change again",
	},
	chargeback.ScenarioName: {
		"namnet behöver vara 1–{0} läsbara tecken; skriv ett namn som säger vad som prövas",
		"the name must be 1–{0} readable characters; write a name that says what is tried",
	},
	chargeback.NoBudget: {
		"det finns ingen budget för {0}; gör en budget för året först",
		"there is no budget of {0}; make a budget of the year first",
	},
	chargeback.BudgetExists: {
		"det finns redan en budget för {0}; ändra den",
		"there is a budget of {0} already; change that one",
	},
	chargeback.BudgetUsed: {
		"scenariot ”{value}” bygger på budgeten för {0}; ta bort scenariot först",
		"the scenario “{value}” stands on the budget of {0}; remove the scenario first",
	},
	chargeback.NoPrices: {
		"”{value}” sätter inga priser; välj vilka modeller som ska debiteras med pris",
		"“{value}” sets no prices; choose which models are to be charged by price",
	},
	chargeback.NoSuchPriceList: {
		"prislistan {value} finns inte, eller så har du inte tillgång till den",
		"there is no price list {value}, or you have no access to it",
	},
	chargeback.PriceListDecided: {
		"prislista {0} är redan avgjord av {1}; läs beslutet",
		"price list {0} has been decided by {1} already; read the decision",
	},
	chargeback.PriceListClosed: {
		"prislistan gäller från {0}, men {1} är stängd; priser ändras aldrig i en stängd månad, så låt den gälla från en senare dag",
		"the price list counts from {0}, but {1} is closed; prices never change in a closed month, so let it count from a later day",
	},
	chargeback.OwnPriceList: {
		"{value} föreslog prislista {0}; en annan person behöver godkänna den",
		"{value} proposed price list {0}; another person needs to approve it",
	},
	chargeback.PriceListNotice: {
		"förvaltningarna ska få veta priserna senast {0}, som inte ligger före {1} då de börjar gälla; välj en tidigare dag",
		"departments are to be told by {0}, which is not before {1}, when the prices begin; choose an earlier day",
	},
}
