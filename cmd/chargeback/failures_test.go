package main

import (
	"strings"

	"chargeback/internal/chargeback"
)

const (
	systemsHeader = "code,name,tier,owner,sharing\n"
	costsHeader   = "id,date,category,amount\n"
	rulesHeader   = "category,model,share\n"
)

// costs is a change of the tiny set to one row of costs.
func costs(row string) map[string]string { return file("costs.csv", costsHeader+row+"\n") }

func file(name, content string) map[string]string { return map[string]string{name: content} }

// failures has a case or more for every code that a folder can give.
var failures = []failure{
	{
		chargeback.UnknownTable, file("cost.csv", ""),
		"cost.csv: det finns ingen tabell med det namnet (menas costs?); byt namn eller flytta den",
		"cost.csv: there is no table of that name (did you mean costs?); rename it or move it away",
	},
	{
		chargeback.UnknownTable, file("leverantörer.csv", ""),
		"leverantörer.csv: det finns ingen tabell med det namnet; byt namn eller flytta den", "",
	},
	{
		chargeback.UnknownTable, file("Ports.csv", ""),
		"Ports.csv: det finns ingen tabell med det namnet (menas ports?); byt namn eller flytta den", "",
	},
	{
		chargeback.MissingTable, file("costs.csv", gone),
		"costs.csv: tabellen saknas och behövs; lägg till den, om så bara med sin rubrikrad",
		"costs.csv: the table is missing and required; add it, if only with its header",
	},
	{
		chargeback.EmptyTable, file("costs.csv", "\n ;;\n,,\n"),
		"costs.csv: rubrikraden saknas; första raden ska namnge kolumnerna",
		"costs.csv: the header is missing; the first line names the columns",
	},
	{
		chargeback.NotUTF8, file("costs.csv", "\uFEFF"+costsHeader+"k\xE51,2017-03-01,PC,1\n"),
		"costs.csv: filen är märkt som UTF-8 men är det inte; spara den på nytt som ”CSV UTF-8”",
		"costs.csv: the file is marked as UTF-8 but is not; save it again as “CSV UTF-8”",
	},
	{
		chargeback.UTF16, file("costs.csv", "\xFF\xFEi\x00d\x00"),
		"costs.csv: filen är i UTF-16; spara den på nytt som ”CSV UTF-8”",
		"costs.csv: the file is UTF-16; save it again as “CSV UTF-8”",
	},
	{
		chargeback.RecordTooLong, costs(strings.Repeat("x", 4<<20)),
		"costs.csv, rad 2: raden är längre än en miljon tecken; se efter om det är rätt fil, eller en arbetsbok med fel filändelse",
		"costs.csv, line 2: the line is longer than a million characters; see whether this is the right file, or a workbook with the wrong name",
	},
	{
		chargeback.UnknownColumn, file("categories.csv", "code,cost_type,name,namn\n"),
		"categories.csv, rad 1, kolumn namn: det finns ingen kolumn med det namnet; kolumnerna är code, cost_type och name",
		"categories.csv, line 1, column namn: there is no column of that name; the columns are code, cost_type and name",
	},
	{
		chargeback.DoubleColumn, file("costs.csv", "\n\nid,date,category,amount,ID\n"),
		"costs.csv, rad 3, kolumn id: kolumnen står två gånger; ta bort den ena",
		"costs.csv, line 3, column id: the column stands twice; remove one of them",
	},
	{
		chargeback.MissingColumn, file("costs.csv", "id,date,category\n"),
		"costs.csv, rad 1, kolumn amount: kolumnen saknas och behövs; lägg till den i rubrikraden",
		"costs.csv, line 1, column amount: the column is missing and required; add it to the header",
	},
	{
		chargeback.UnnamedColumn, file("costs.csv", "id,date, ,category,amount\n"),
		"costs.csv, rad 1: kolumn nummer 3 saknar namn; namnge den eller ta bort den",
		"costs.csv, line 1: column number 3 has no name; name it or remove it",
	},
	{
		chargeback.CellCount, costs("k1,2017-03-01,PC,1000,00"),
		"costs.csv, rad 2: raden har 5 celler men rubriken 4; se efter en separator för mycket eller för litet, eller ett saknat citattecken",
		"costs.csv, line 2: the row has 5 cells but the header 4; look for a separator too many or too few, or a missing quote",
	},
	{
		chargeback.CellOutside, file("costs.csv", "id,date,category,amount,,\nk1,2017-03-01,PC,1,,x\n"),
		"costs.csv, rad 2: värdet ”x” står i kolumn nummer 6, som inte har något namn; flytta eller ta bort det",
		"costs.csv, line 2: the value “x” stands in column number 6, which has no name; move or remove it",
	},
	{
		chargeback.UnclosedQuote, costs("k1,2017-03-01,PC,\"1\nk2,2017-03-01,PC,2"),
		"costs.csv, rad 2: ett citattecken stängs aldrig; sätt ett citattecken efter cellen, eller skriv det dubbelt inuti den",
		"costs.csv, line 2: a quote is never closed; put a quote after the cell, or double it inside",
	},
	{
		chargeback.StrayQuote, file("costs.csv", "id,date,category,amount,text\nk1,2017-03-01,PC,1,27\" skärm\n"),
		"costs.csv, rad 2: ett citattecken står inuti en cell; sätt citattecken runt hela cellen och skriv det inuti dubbelt",
		"costs.csv, line 2: a quote stands inside a cell; put quotes around the whole cell and double the one inside",
	},
	{
		chargeback.ControlChar, costs("k\x071,2017-03-01,PC,1"),
		"costs.csv, rad 2, kolumn id: koden ”k␇1” innehåller ett osynligt styrtecken; skriv om den", "",
	},
	{
		chargeback.ControlChar, costs("k\t1,2017-03-01,PC,1"),
		"costs.csv, rad 2, kolumn id: koden ”k␉1” innehåller ett osynligt styrtecken; skriv om den",
		"costs.csv, line 2, column id: the code “k␉1” holds an invisible control character; write it anew",
	},
	{
		chargeback.DoubleKey,
		map[string]string{
			"applications.csv": "code,name\nCAD,Ritprogram\n", "users.csv": "id,cost_center\nu1,100\nu2,100\n",
			"licences.csv": "user,application\nu2,CAD\nu1,CAD\nu2,CAD\n",
		},
		"licences.csv, rad 4, kolumn user: ”u2 CAD” står redan på rad 2; ta bort den ena raden",
		"licences.csv, line 4, column user: “u2 CAD” stands on line 2 already; remove one of the rows",
	},
	{
		chargeback.DoubleKey, costs("k1,2017-03-01,PC,1\nk2,2017-03-01,PC,1\nk1,2017-03-02,PC,2"),
		"costs.csv, rad 4, kolumn id: ”k1” står redan på rad 2; ta bort den ena raden",
		"costs.csv, line 4, column id: “k1” stands on line 2 already; remove one of the rows",
	},
	{
		chargeback.OverlappingRows, file("devices.csv", "id,class,cost_center,from,to\nd1,staff,100,2017-02-01,2017-03-31\nd1,staff,200,2017-03-31,\n"),
		"devices.csv, rad 3, kolumn id: raden gäller samtidigt som rad 2 (2017-02-01–2017-03-31) med samma nyckel ”d1”; avsluta den ena dagen innan den andra börjar",
		"devices.csv, line 3, column id: the row is valid at the same time as line 2 (2017-02-01–2017-03-31) with the same key “d1”; end one the day before the other begins",
	},
	{
		chargeback.OverlappingRows, file("rules.csv", "category,model,share,classes,from,to\nSTAB,1,1,,,\nPC,device,1,,,2017-03-31\nPC,3,2,,2017-03-01,\n"),
		"rules.csv, rad 4, kolumn category: raden gäller samtidigt som rad 3 (…–2017-03-31) med samma nyckel ”PC device”; avsluta den ena dagen innan den andra börjar", "",
	},
	{
		chargeback.TargetsTwice,
		map[string]string{
			"applications.csv": "code,name\nCAD,Ritprogram\n", "projects.csv": "code,name\nP1,Flytten\n",
			"costs.csv": "id,date,category,amount,application,project\nk1,2017-03-01,PC,1,CAD,P1\n",
		},
		"costs.csv, rad 2, kolumn project: raden anger mer än ett av system, applikation och projekt; behåll ett",
		"costs.csv, line 2, column project: the row names more than one of system, application and project; keep one",
	},
	{
		chargeback.HalfAccrual, file("costs.csv", "id,date,category,amount,from\nk1,2017-03-01,PC,1,2017-01-01\n"),
		"costs.csv, rad 2, kolumn from: en periodiserad kostnad behöver både from och to; fyll i båda eller ingen",
		"costs.csv, line 2, column from: an accrued cost needs both from and to; fill in both or neither",
	},
	{
		chargeback.PaidByIT, file("costs.csv", "id,date,category,amount,paid_by\nk1,2017-03-01,PC,1,IT\n"),
		"costs.csv, rad 2, kolumn paid_by: ”IT” är IT:s egen förvaltning; lämna paid_by tomt för det som IT betalar",
		"costs.csv, line 2, column paid_by: “IT” is IT itself; leave paid_by empty for what IT pays",
	},
	{
		chargeback.CodeIsSystem,
		map[string]string{
			"systems.csv": systemsHeader + "EKO,Ekonomi,gold,100,\n", "applications.csv": "code,name\nEKO,Ekonomi\n",
		},
		"applications.csv, rad 2, kolumn code: ”EKO” är redan koden för ett system; ge applikationen en annan kod",
		"applications.csv, line 2, column code: “EKO” is the code of a system already; give the application another code",
	},
	{
		chargeback.CodeIsUser, file("applications.csv", "code,name\nuser,Användare\n"),
		"applications.csv, rad 2, kolumn code: ”user” betyder användarkonton i prislistan; ge applikationen en annan kod",
		"applications.csv, line 2, column code: “user” means user accounts in the price list; give the application another code",
	},
	{
		chargeback.NotShared,
		map[string]string{
			"systems.csv": systemsHeader + "EKO,Ekonomi,gold,100,owner\n", "users.csv": "id,cost_center\nu1,100\n",
			"licences.csv": "user,application\nu1,EKO\n",
		},
		"licences.csv, rad 2, kolumn application: systemet ”EKO” delas inte efter användare, så licenser för det räknas inte; ge systemet sharing users eller ta bort raden",
		"licences.csv, line 2, column application: system “EKO” is not shared by users, so licences for it do not count; give the system sharing users or remove the row",
	},
	{
		chargeback.NoClasses, file("rules.csv", "category,model,share,classes\nPC,user,1,staff\nSTAB,1,1,\n"),
		"rules.csv, rad 2, kolumn classes: modellen user har inga klasser; lämna classes tomt",
		"rules.csv, line 2, column classes: model user has no classes; leave classes empty",
	},
	{
		chargeback.EmptyCell, costs("k1,2017-03-01, \u00A0,1"),
		"costs.csv, rad 2, kolumn category: värdet saknas och behövs; fyll i det",
		"costs.csv, line 2, column category: the value is missing and required; fill it in",
	},
	{
		chargeback.NotNumber, costs("k1,2017-03-01,PC,1e3"),
		"costs.csv, rad 2, kolumn amount: ”1e3” är inte ett tal; skriv siffror, och komma eller punkt före decimalerna, som 1234,50",
		"costs.csv, line 2, column amount: “1e3” is not a number; write digits, and a comma or point before the decimals, as 1234.50",
	},
	{
		chargeback.NotNumber, costs("k1,2017-03-01,PC," + strings.Repeat("x", 100)),
		"costs.csv, rad 2, kolumn amount: ”" + strings.Repeat("x", 60) + "…” är inte ett tal; skriv siffror, och komma eller punkt före decimalerna, som 1234,50", "",
	},
	{
		chargeback.TooPrecise, costs("k1,2017-03-01,PC,1.000"),
		"costs.csv, rad 2, kolumn amount: ”1.000” har för många decimaler; högst 2 är tillåtna",
		"costs.csv, line 2, column amount: “1.000” has too many decimals; at most 2 are allowed",
	},
	{
		chargeback.TooLarge, costs("k1,2017-03-01,PC,10000000000000.00"),
		"costs.csv, rad 2, kolumn amount: ”10000000000000.00” är för stort; högst 9999999999999.99 är tillåtet",
		"costs.csv, line 2, column amount: “10000000000000.00” is too large; at most 9999999999999.99 is allowed",
	},
	{
		chargeback.Negative, file("rules.csv", rulesHeader+"PC,device,-1\nSTAB,1,1\n"),
		"rules.csv, rad 2, kolumn share: ”-1” är negativt; talet ska vara noll eller större",
		"rules.csv, line 2, column share: “-1” is negative; the number must be zero or more",
	},
	{
		chargeback.NotDate, costs("k1,2017-02-29,PC,1"),
		"costs.csv, rad 2, kolumn date: ”2017-02-29” är ingen dag i kalendern; skriv den som 2017-03-31",
		"costs.csv, line 2, column date: “2017-02-29” is no day of the calendar; write it as 2017-03-31",
	},
	{
		chargeback.NotMonth,
		map[string]string{
			"projects.csv": "code,name\nP1,Flytten\n", "project_hours.csv": "project,month,hours\nP1,mars,1\n",
		},
		"project_hours.csv, rad 2, kolumn month: ”mars” är ingen månad; skriv den som 2017-03",
		"project_hours.csv, line 2, column month: “mars” is no month; write it as 2017-03",
	},
	{
		chargeback.FromAfterTo, file("devices.csv", "id,class,cost_center,from,to\nd1,staff,100,2017-03-02,2017-03-01\n"),
		"devices.csv, rad 2, kolumn from: ”2017-03-02” är efter t.o.m.-dagen 2017-03-01; byt plats på dem eller rätta den ena",
		"devices.csv, line 2, column from: “2017-03-02” is after the last day 2017-03-01; swap them or correct one",
	},
	{
		chargeback.NotOneOf, file("settings.csv", tiny["settings.csv"]+"measure,weekly\n"),
		"settings.csv, rad 4, kolumn value: ”weekly” finns inte att välja; skriv daily eller month_end",
		"settings.csv, line 4, column value: “weekly” is not a choice; write daily or month_end",
	},
	{
		chargeback.UnknownCode, costs("k1,2017-03-01,pc,1"), // codes are case-sensitive
		"costs.csv, rad 2, kolumn category: ”pc” finns inte i tabellen categories; rätta koden eller lägg till den där",
		"costs.csv, line 2, column category: “pc” is not in the table categories; correct the code or add it there",
	},
	{
		chargeback.UnknownModel, file("rules.csv", rulesHeader+"PC,dator,1\nSTAB,1,1\n"),
		"rules.csv, rad 2, kolumn model: ”dator” är ingen modell; skriv central, system, device, user, port eller project, eller 1–6",
		"rules.csv, line 2, column model: “dator” is no model; write central, system, device, user, port or project, or 1–6",
	},
	{
		chargeback.ModelNoPrice, file("prices.csv", "model,class,price\ncentral,user,1\n"),
		"prices.csv, rad 2, kolumn model: modellen central debiteras inte och har inget pris; ta bort raden",
		"prices.csv, line 2, column model: model central is not charged and has no price; remove the row",
	},
	{
		chargeback.ModelNoWeight, file("weights.csv", "model,class,weight\nuser,x,1\n"),
		"weights.csv, rad 2, kolumn model: modellen user har inga klasser att väga; ta bort raden",
		"weights.csv, line 2, column model: model user has no classes to weigh; remove the row",
	},
	{
		chargeback.NoITCostCenter, file("settings.csv", "key,value,from,to\nit_cost_center,900,2017-04-01,\nit_cost_center,900,,2017-03-30\n"),
		"2017-03: inställningen it_cost_center gäller inte den månaden; lägg till den i settings",
		"2017-03: the setting it_cost_center is not valid in that month; add it to settings",
	},
	{
		chargeback.NoRule, file("rules.csv", rulesHeader+"PC,device,0\nSTAB,1,1\n"),
		"2017-03: kategorin ”PC” har kostnader men ingen regel med andel över noll; lägg till en rad i rules",
		"2017-03: category “PC” has costs but no rule with a share above zero; add a row to rules",
	},
	{
		chargeback.NoPrice, file("settings.csv", tiny["settings.csv"]+"method.device,price\n"),
		"2017-03: modellen device debiteras med pris men ”staff” har inget pris som gäller; lägg till en rad i prices",
		"2017-03: model device is charged by price but “staff” has no valid price; add a row to prices",
	},
	{
		chargeback.Overflow, file("rules.csv", rulesHeader+"PC,device,9223372036854\nPC,port,9223372036854\nSTAB,1,1\n"),
		"2017-03: summan blir för stor för att räknas exakt för ”PC”; se efter ett orimligt belopp, pris eller vikt",
		"2017-03: the sum is too large to be counted exactly for “PC”; look for an unreasonable amount, price or weight",
	},
}
