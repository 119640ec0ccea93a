package words

import "chargeback/internal/chargeback"

// investFailures tell what is wrong with investments and projects.
var investFailures = map[chargeback.Code][2]string{
	chargeback.EmptyProgramme: {
		"mappen har inga CSV-filer; den behöver till exempel investments, programme eller services",
		"the folder has no CSV files; it needs for example investments, programme or services",
	},
	chargeback.NoPlan: {
		"databasen har inga investeringar, inget program och inga tjänster; läs in dem med chargeback import",
		"the database has no investments, no programme and no services; load them with chargeback import",
	},
	chargeback.BadLife: {
		"livslängden ”{value}” månader går inte att skriva av på; den ska vara mellan 1 månad och 100 år",
		"a life of “{value}” months cannot be depreciated over; it must be between 1 month and 100 years",
	},
	chargeback.BeyondCalendar: {
		"avskrivningen från ”{value}” går bortom år 9999; rätta dagen eller livslängden",
		"the depreciation from “{value}” goes beyond the year 9999; correct the day or the life",
	},
	chargeback.NoInterestRate: {
		"investeringen ”{value}” ska ha internränta, men det finns ingen procentsats för {0} eller tidigare; lägg till den i interest_rates",
		"investment “{value}” is to bear internal interest, but there is no percentage for {0} or earlier; add it to interest_rates",
	},
	chargeback.SubOfSub: {
		"”{value}” kan inte ligga under ”{0}”, som inte är ett eget projekt; ange ett projekt som inte ligger under något annat",
		"“{value}” cannot lie under “{0}”, which is no project of its own; give a project that lies under no other",
	},
	chargeback.PlanOnParent: {
		"projektet ”{value}” har delprojekt och får sina kostnader från dem; flytta raden till ett delprojekt",
		"project “{value}” has sub-projects and gets its costs from them; move the row to a sub-project",
	},
	chargeback.NotQuarter: {
		"”{value}” är inget kvartal; skriv det som 2018-Q1",
		"“{value}” is no quarter; write it as 2018-Q1",
	},
	chargeback.NotYear: {
		"”{value}” är inget år; skriv det som 2018",
		"“{value}” is no year; write it as 2018",
	},
	chargeback.WrongCouncil: {
		"projektet ”{value}” hör till {0}; bara dess eget IT-råd eller centrala IT-rådet kan besluta om det",
		"project “{value}” belongs to {0}; only its own IT council or the central IT council can decide about it",
	},
	chargeback.WholeCouncil: {
		"projektet ”{value}” gäller hela kommunen; bara centrala IT-rådet kan besluta om det",
		"project “{value}” concerns the whole municipality; only the central IT council can decide about it",
	},
	chargeback.NoCouncil: {
		"beslutet om ”{value}” säger inte vems råd det är; ange förvaltningen för ett förvaltningsråd, och lämna den tom för det centrala",
		"the decision about “{value}” does not say whose council it is; give the department of a department's council, and leave it empty for the central one",
	},
	chargeback.NoRound: {
		"det finns ingen sista dag för behoven {value}; lägg till året i need_rounds",
		"there is no last day for the needs of {value}; add the year to need_rounds",
	},
	chargeback.NeedLate: {
		"behov för {value} skulle lämnas senast {0}; prata med IT-chefen om det inte kan vänta till nästa år",
		"needs of {value} were to be handed in by {0}; talk to the IT chief if it cannot wait until the next year",
	},
	chargeback.NeedText: {
		"texten behöver vara 1–{0} läsbara tecken; korta den",
		"the text must be 1–{0} readable characters; shorten it",
	},
	chargeback.NoSuchNeed: {
		"behovet {value} finns inte, eller så har du inte tillgång till det",
		"there is no need {value}, or you have no access to it",
	},
	chargeback.NoSuchService: {
		"tjänsten ”{value}” finns inte i tjänstekatalogen",
		"there is no service “{value}” in the service catalogue",
	},
}
