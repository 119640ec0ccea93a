package words

import "chargeback/internal/chargeback"

// dataFailures tell what is wrong with a data set or a month of it.
var dataFailures = map[chargeback.Code][2]string{
	chargeback.NoDataSet: {
		"det finns inget underlag på ”{value}” ({err}); ange en mapp med CSV-filer eller en arbetsbok (.xlsx)",
		"there is no data set at “{value}” ({err}); give a folder of CSV files or a workbook (.xlsx)",
	},
	chargeback.NotADataSet: {
		"”{value}” är inget underlag; ange en mapp med CSV-filer eller en arbetsbok (.xlsx)",
		"“{value}” is no data set; give a folder of CSV files or a workbook (.xlsx)",
	},
	chargeback.EmptyDataSet: {
		"mappen har inga CSV-filer; den behöver minst settings, departments, cost_centers, categories och costs",
		"the folder has no CSV files; it needs at least settings, departments, cost_centers, categories and costs",
	},
	chargeback.BadWorkbook: {
		"arbetsboken ”{value}” är skadad, orimligt stor eller ingen arbetsbok ({err}); öppna den i Excel och spara den på nytt som .xlsx",
		"the workbook “{value}” is damaged, unreasonably large or no workbook ({err}); open it in Excel and save it again as .xlsx",
	},
	chargeback.UnreadableFile: {
		"filen går inte att läsa ({err}); se att den finns kvar och att du får läsa den",
		"the file cannot be read ({err}); see that it is there and that you may read it",
	},
	chargeback.UnknownTable: {
		"det finns ingen tabell med det namnet{0}; byt namn eller flytta den",
		"there is no table of that name{0}; rename it or move it away",
	},
	chargeback.MissingTable: {
		"tabellen saknas och behövs; lägg till den, om så bara med sin rubrikrad",
		"the table is missing and required; add it, if only with its header",
	},
	chargeback.EmptyTable: {
		"rubrikraden saknas; första raden ska namnge kolumnerna",
		"the header is missing; the first line names the columns",
	},
	chargeback.NotUTF8: {
		"filen är märkt som UTF-8 men är det inte; spara den på nytt som ”CSV UTF-8”",
		"the file is marked as UTF-8 but is not; save it again as “CSV UTF-8”",
	},
	chargeback.UTF16: {
		"filen är i UTF-16; spara den på nytt som ”CSV UTF-8”",
		"the file is UTF-16; save it again as “CSV UTF-8”",
	},
	chargeback.UnknownColumn: {
		"det finns ingen kolumn med det namnet; kolumnerna är {all}",
		"there is no column of that name; the columns are {all}",
	},
	chargeback.DoubleColumn: {
		"kolumnen står två gånger; ta bort den ena",
		"the column stands twice; remove one of them",
	},
	chargeback.MissingColumn: {
		"kolumnen saknas och behövs; lägg till den i rubrikraden",
		"the column is missing and required; add it to the header",
	},
	chargeback.UnnamedColumn: {
		"kolumn nummer {0} saknar namn; namnge den eller ta bort den",
		"column number {0} has no name; name it or remove it",
	},
	chargeback.CellCount: {
		"raden har {0} celler men rubriken {1}; se efter en separator för mycket eller för litet, eller ett saknat citattecken",
		"the row has {0} cells but the header {1}; look for a separator too many or too few, or a missing quote",
	},
	chargeback.CellOutside: {
		"värdet ”{value}” står i kolumn nummer {0}, som inte har något namn; flytta eller ta bort det",
		"the value “{value}” stands in column number {0}, which has no name; move or remove it",
	},
	chargeback.UnclosedQuote: {
		"ett citattecken stängs aldrig; sätt ett citattecken efter cellen, eller skriv det dubbelt inuti den",
		"a quote is never closed; put a quote after the cell, or double it inside",
	},
	chargeback.RecordTooLong: {
		"raden är längre än en miljon tecken; se efter om det är rätt fil, eller en arbetsbok med fel filändelse",
		"the line is longer than a million characters; see whether this is the right file, or a workbook with the wrong name",
	},
	chargeback.StrayQuote: {
		"ett citattecken står inuti en cell; sätt citattecken runt hela cellen och skriv det inuti dubbelt",
		"a quote stands inside a cell; put quotes around the whole cell and double the one inside",
	},
	chargeback.ControlChar: {
		"koden ”{value}” innehåller ett osynligt styrtecken; skriv om den",
		"the code “{value}” holds an invisible control character; write it anew",
	},
	chargeback.DoubleKey: {
		"”{value}” står redan på rad {0}; ta bort den ena raden",
		"“{value}” stands on line {0} already; remove one of the rows",
	},
	chargeback.OverlappingRows: {
		"raden gäller samtidigt som rad {0} ({1}–{2}) med samma nyckel{key}; avsluta den ena dagen innan den andra börjar",
		"the row is valid at the same time as line {0} ({1}–{2}) with the same key{key}; end one the day before the other begins",
	},
	chargeback.TargetsTwice: {
		"raden anger mer än ett av system, applikation och projekt; behåll ett",
		"the row names more than one of system, application and project; keep one",
	},
	chargeback.HalfAccrual: {
		"en periodiserad kostnad behöver både from och to; fyll i båda eller ingen",
		"an accrued cost needs both from and to; fill in both or neither",
	},
	chargeback.PaidByIT: {
		"”{value}” är IT:s egen förvaltning; lämna paid_by tomt för det som IT betalar",
		"“{value}” is IT itself; leave paid_by empty for what IT pays",
	},
	chargeback.CodeIsSystem: {
		"”{value}” är redan koden för ett system; ge applikationen en annan kod",
		"“{value}” is the code of a system already; give the application another code",
	},
	chargeback.CodeIsUser: {
		"”user” betyder användarkonton i prislistan; ge applikationen en annan kod",
		"“user” means user accounts in the price list; give the application another code",
	},
	chargeback.NotShared: {
		"systemet ”{value}” delas inte efter användare, så licenser för det räknas inte; ge systemet sharing users eller ta bort raden",
		"system “{value}” is not shared by users, so licences for it do not count; give the system sharing users or remove the row",
	},
	chargeback.NoClasses: {
		"modellen {0} har inga klasser; lämna classes tomt",
		"model {0} has no classes; leave classes empty",
	},
	chargeback.EmptyCell: {
		"värdet saknas och behövs; fyll i det",
		"the value is missing and required; fill it in",
	},
	chargeback.NotNumber: {
		"”{value}” är inte ett tal; skriv siffror, och komma eller punkt före decimalerna, som 1234,50",
		"“{value}” is not a number; write digits, and a comma or point before the decimals, as 1234.50",
	},
	chargeback.TooPrecise: {
		"”{value}” har för många decimaler; högst {0} är tillåtna",
		"“{value}” has too many decimals; at most {0} are allowed",
	},
	chargeback.TooLarge: {
		"”{value}” är för stort; högst {0} är tillåtet",
		"“{value}” is too large; at most {0} is allowed",
	},
	chargeback.Negative: {
		"”{value}” är negativt; talet ska vara noll eller större",
		"“{value}” is negative; the number must be zero or more",
	},
	chargeback.NotDate: {
		"”{value}” är ingen dag i kalendern; skriv den som 2017-03-31",
		"“{value}” is no day of the calendar; write it as 2017-03-31",
	},
	chargeback.NotMonth: {
		"”{value}” är ingen månad; skriv den som 2017-03",
		"“{value}” is no month; write it as 2017-03",
	},
	chargeback.FromAfterTo: {
		"”{value}” är efter t.o.m.-dagen {0}; byt plats på dem eller rätta den ena",
		"“{value}” is after the last day {0}; swap them or correct one",
	},
	chargeback.NotOneOf: {
		"”{value}” finns inte att välja; skriv {list}",
		"“{value}” is not a choice; write {list}",
	},
	chargeback.UnknownCode: {
		"”{value}” finns inte i tabellen {0}; rätta koden eller lägg till den där",
		"“{value}” is not in the table {0}; correct the code or add it there",
	},
	chargeback.CellError: {
		"cellen visar felet {value}; rätta formeln i arbetsboken",
		"the cell shows the error {value}; mend the formula in the workbook",
	},
	chargeback.UnknownModel: {
		"”{value}” är ingen modell; skriv central, system, device, user, port eller project, eller 1–6",
		"“{value}” is no model; write central, system, device, user, port or project, or 1–6",
	},
	chargeback.ModelNoPrice: {
		"modellen {value} debiteras inte och har inget pris; ta bort raden",
		"model {value} is not charged and has no price; remove the row",
	},
	chargeback.ModelNoWeight: {
		"modellen {value} har inga klasser att väga; ta bort raden",
		"model {value} has no classes to weigh; remove the row",
	},
	chargeback.NoITCostCenter: {
		"{0}: inställningen it_cost_center gäller inte den månaden; lägg till den i settings",
		"{0}: the setting it_cost_center is not valid in that month; add it to settings",
	},
	chargeback.NoRule: {
		"{0}: kategorin ”{1}” har kostnader men ingen regel med andel över noll; lägg till en rad i rules",
		"{0}: category “{1}” has costs but no rule with a share above zero; add a row to rules",
	},
	chargeback.NoPrice: {
		"{0}: modellen {1} debiteras med pris men ”{2}” har inget pris som gäller; lägg till en rad i prices",
		"{0}: model {1} is charged by price but “{2}” has no valid price; add a row to prices",
	},
	chargeback.Overflow: {
		"{0}: summan blir för stor för att räknas exakt{in}; se efter ett orimligt belopp, pris eller vikt",
		"{0}: the sum is too large to be counted exactly{in}; look for an unreasonable amount, price or weight",
	},
	chargeback.Unbalanced: {
		"{0}: beräkningen stämmer inte. Inget är sparat. Anmäl felet till förvaltaren: {err}",
		"{0}: the calculation does not balance. Nothing was saved. Report this fault: {err}",
	},
}
