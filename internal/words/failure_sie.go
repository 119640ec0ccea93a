package words

import (
	"regexp"

	"chargeback/internal/chargeback"
)

// sieFailures tell what is wrong with a SIE file, by the codes of package sie.
// {0} is the record's label; the problem's own arguments follow.
var sieFailures = map[chargeback.Code][2]string{
	"sie_empty": {
		"filen är tom; exportera den på nytt från ekonomisystemet som SIE 4E",
		"the file is empty; export it anew from the ledger as SIE 4E",
	},
	"sie_5": {
		"filen är SIE 5 eller annan XML och börjar med ”{value}”; exportera den som SIE 4E i stället",
		"the file is SIE 5 or other XML and begins with “{value}”; export it as SIE 4E instead",
	},
	"sie_html": {
		"filen är en webbsida som har sparats med fel namn; hämta SIE-filen på nytt, inloggad i ekonomisystemet",
		"the file is a web page saved under the wrong name; fetch the SIE file anew while logged in to the ledger",
	},
	"sie_utf16": {
		"filen är i UTF-16, som SIE inte tillåter; använd filen som den kom från ekonomisystemet, utan att spara om den",
		"the file is UTF-16, which SIE does not allow; use the file as the ledger wrote it, without saving it again",
	},
	"sie_not_sie": {
		"filen är ingen SIE-fil; den börjar med ”{value}”. Välj filen som ekonomisystemet exporterade som SIE 4E",
		"the file is no SIE file; it begins with “{value}”. Choose the one that the ledger exported as SIE 4E",
	},
	"sie_missing_field": {
		"posten {0} saknar {1field}; exportera filen på nytt eller rätta raden",
		"the record {0} lacks its {1field}; export the file anew or mend the line",
	},
	"sie_bad_type": {
		"”{value}” är ingen SIE-typ; #SIETYP ska vara 1, 2, 3 eller 4",
		"“{value}” is no type of SIE; #SIETYP must be 1, 2, 3 or 4",
	},
	"sie_bad_year": {
		"”{value}” är inget årsnummer; {0} ska ha 0 för årets räkenskapsår, -1 för det förra och så vidare",
		"“{value}” is no number of a year; {0} has 0 for the current fiscal year, -1 for the one before and so on",
	},
	"sie_bad_account": {
		"”{value}” är inget konto; {0} ska ha kontot i siffror",
		"“{value}” is no account; {0} must have the account in digits",
	},
	"sie_bad_dimension": {
		"”{value}” är inget nummer på en dimension; {0} ska ha ett heltal från 1",
		"“{value}” is no number of a dimension; {0} must have a whole number from 1",
	},
	"sie_bad_amount": {
		"”{value}” är inget belopp; skriv det med punkt och högst två decimaler, som -1234.50",
		"“{value}” is no amount; write it with a point and at most two decimals, as -1234.50",
	},
	"sie_amount_too_large": {
		"{0} ”{value}” är ett för stort belopp, eller har en för stor summa; högst {1kr} kan räknas",
		"{0} “{value}” is too large an amount, or has too large a sum; at most {1kr} can be counted",
	},
	"sie_bad_date": {
		"”{value}” är ingen dag i kalendern ({0}, {1field}); skriv den som 20170331",
		"“{value}” is no day of the calendar ({0}, {1field}); write it as 20170331",
	},
	"sie_bad_period": {
		"”{value}” är ingen månad; {0} ska ha den som 201703",
		"“{value}” is no month; {0} must have it as 201703",
	},
	"sie_bad_objects": {
		"objektlistan i {0} är trasig vid ”{value}”; den ska ha par av dimension och objekt mellan { och }",
		"the object list of {0} is broken at “{value}”; it must have pairs of dimension and object between { and }",
	},
	"sie_unbalanced": {
		"verifikat {value} balanserar inte: raderna blir tillsammans {1kr}, inte noll; rätta verifikatet i ekonomisystemet och exportera på nytt",
		"voucher {value} does not balance: its rows add up to {1kr}, not zero; mend the voucher in the ledger and export anew",
	},
	"sie_outside_voucher": {
		"{0} ”{value}” står utanför ett verifikat; raderna ska stå mellan { och } direkt efter #VER",
		"{0} “{value}” stands outside a voucher; its rows belong between { and } directly after #VER",
	},
	"sie_unclosed_voucher": {
		"verifikat {value} tar inte slut; filen kan vara avklippt, så exportera den på nytt",
		"voucher {value} does not end; the file may be cut off, so export it anew",
	},
	"sie_other_currency": {
		"filen är i valutan ”{value}”; bara svenska kronor (SEK) kan läsas in",
		"the file is in the currency “{value}”; only Swedish kronor (SEK) can be imported",
	},
	"sie_checksum_differs": {
		"kontrollsumman #KSUMMA är {value} men innehållet ger {1}: filen har ändrats efter exporten; exportera den på nytt",
		"the check sum #KSUMMA is {value} but the content gives {1}: the file was changed after it was exported; export it anew",
	},
	"sie_truncated": {
		"filen är avklippt: den sista raden, #KSUMMA, saknas; exportera den på nytt",
		"the file is cut off: its last line, #KSUMMA, is missing; export it anew",
	},
	"sie_bad_checksum": {
		"”{value}” är ingen kontrollsumma; #KSUMMA ska ha ett heltal, så exportera filen på nytt",
		"“{value}” is no check sum; #KSUMMA must have a whole number, so export the file anew",
	},
	"sie_unwritable_code": {
		"”{value}” kan inte skrivas i en SIE-fil ({0}, {1field}); välj en kod utan tecken utanför teckentabell 437",
		"“{value}” cannot be written in a SIE file ({0}, {1field}); choose a code without characters outside code page 437",
	},
	"sie_bad_org_number": {
		"”{value}” är inget organisationsnummer; skriv tio siffror, som 212000-1363",
		"“{value}” is no number of an organisation; write ten digits, as 212000-1363",
	},
	"sie_not_cp437": {
		"filen är i {value}, inte i teckentabell 437 som SIE säger; se att å, ä och ö ser rätt ut",
		"the file is in {value}, not in code page 437 as SIE says; see that å, ä and ö look right",
	},
	"sie_checksum_unsure": {
		"kontrollsumman #KSUMMA är {value} men innehållet ger {1}; det kan bero på teckentabellen, så jämför summorna",
		"the check sum #KSUMMA is {value} but the content gives {1}; the encoding may be why, so compare the sums",
	},
	"sie_checksum_alone": {
		"kontrollsumman {value} prövas inte, för filen har ingen inledande #KSUMMA",
		"the check sum {value} is not checked, since the file has no #KSUMMA at its beginning",
	},
	"sie_after_checksum": {
		"posten {0} står efter den sista #KSUMMA; den lästes men täcks inte av kontrollsumman",
		"the record {0} stands after the last #KSUMMA; it was read, but the check sum does not cover it",
	},
	"sie_already_imported": {
		"filen är märkt #FLAGGA 1: något program har redan läst in den; se att det inte är en gammal fil",
		"the file is marked #FLAGGA 1: some program has imported it before; see that it is no old file",
	},
	"sie_missing_record": {
		"posten {0} saknas, som varje SIE-fil ska ha; filen kan läsas ändå",
		"the record {0}, which every SIE file must have, is missing; the file can be read all the same",
	},
	"sie_empty_field": {
		"posten {0} saknar {1field}; filen kan läsas ändå",
		"the record {0} lacks its {1field}; the file can be read all the same",
	},
	"sie_ignored_value": {
		"”{value}” passar inte i {0}, {1field}, och lämnas därhän; inget belopp beror på det",
		"“{value}” does not fit {0}, {1field}, and is left out; no amount depends on it",
	},
	"sie_double_account": {
		"konto {value} finns redan på rad {1}; det första namnet gäller",
		"account {value} stands on line {1} already; the first name counts",
	},
	"sie_double_dimension": {
		"dimension {value} finns redan på rad {1}; det första namnet gäller",
		"dimension {value} stands on line {1} already; the first name counts",
	},
	"sie_double_object": {
		"objekt {value} finns redan på rad {1}; det första namnet gäller",
		"object {value} stands on line {1} already; the first name counts",
	},
	"sie_double_year": {
		"räkenskapsår {value} finns redan på rad {1}; det första gäller",
		"fiscal year {value} stands on line {1} already; the first counts",
	},
	"sie_two_objects": {
		"raden har två objekt i dimension {1}, det andra är ”{value}”; se vilket som är rätt",
		"the row has two objects of dimension {1}, the other is “{value}”; see which is right",
	},
	"sie_unclosed_quote": {
		"ett citattecken stängs aldrig i ”{value}”; texten lästes till radens slut",
		"a quote is never closed in “{value}”; the text was read to the end of the line",
	},
	"sie_stray_quote": {
		"ett citattecken står inne i en text i ”{value}”; det kan ha varit ett ö och behölls som det står",
		"a quote stands inside a text in “{value}”; it may have been an ö and was kept as it is",
	},
	"sie_control_char": {
		"”{value}” hade ett osynligt styrtecken, som togs bort",
		"“{value}” had an invisible control character, which was left out",
	},
	"sie_damaged_text": {
		"tecken i ”{value}” förstördes innan filen kom hit; exportera på nytt om texten behövs",
		"characters of “{value}” were lost before the file came here; export anew if the text is needed",
	},
	"sie_missing_brace": {
		"klammern {value} saknas före raderna i ett verifikat; de lästes som verifikatets rader",
		"the brace {value} is missing before the rows of a voucher; they were read as its rows",
	},
	"sie_stray_line": {
		"raden ”{value}” är ingen post och hoppades över",
		"the line “{value}” is no record and was passed over",
	},
	"sie_more_errors": {
		"och ytterligare {1} fel av ett slag som står ovan; rätta orsaken till dem i ekonomisystemet",
		"and {1} more failures of a kind told above; mend their cause in the ledger",
	},
	"sie_more_warnings": {
		"och ytterligare {1} anmärkningar av ett slag som står ovan",
		"and {1} more remarks of a kind told above",
	},
}

// ledgerFailures tell why a ledger's vouchers did not become costs.
var ledgerFailures = map[chargeback.Code][2]string{
	chargeback.LedgerNoVouchers: {
		"filen är av SIE-typ {value} och har inga verifikat; exportera den som typ 4E, med verifikat och saldon",
		"the file is of SIE type {value} and has no vouchers; export it as type 4E, with vouchers and balances",
	},
	chargeback.LedgerOutsideYears: {
		"verifikat {value} är daterat {0}, utanför filens räkenskapsår (#RAR); exportera hela räkenskapsåret som typ 4E",
		"voucher {value} is dated {0}, outside the fiscal years of the file (#RAR); export the whole fiscal year as type 4E",
	},
	chargeback.LedgerDoubleVoucher: {
		"verifikat {value} finns redan på rad {0}; samma nummer två gånger kan vara samma kostnad två gånger, så rätta numret och exportera på nytt",
		"voucher {value} stands on line {0} already; one number twice may be one cost twice, so mend the number and export anew",
	},
	chargeback.LedgerTwoTargets: {
		"raden i verifikat {value} har objekt som leder till både {0} och {1}; ändra i ledger_objects så att bara ett av dem gäller",
		"the row of voucher {value} has objects that lead to both {0} and {1}; change ledger_objects so that only one of them does",
	},
	chargeback.LedgerTooLarge: {
		"summan blir för stor för att räknas exakt{key}; se efter ett orimligt belopp i filen",
		"the sum is too large to be counted exactly{key}; look for an unreasonable amount in the file",
	},
	chargeback.LedgerBadRange: {
		"”{value}” är inget kontointervall; skriv två konton i siffror, det lägsta först",
		"“{value}” is no range of accounts; write two accounts in digits, the lower one first",
	},
	chargeback.LedgerSameRange: {
		"kontointervallet {value} har två kategorier, {0} och {1}; behåll en av raderna",
		"the range of accounts {value} has two categories, {0} and {1}; keep one of the rows",
	},
	chargeback.LedgerBadDimension: {
		"”{value}” är inget nummer på en dimension; skriv ett heltal från 1, som 1 för kostnadsställe eller 6 för projekt",
		"“{value}” is no number of a dimension; write a whole number from 1, as 1 for cost centre or 6 for project",
	},
	chargeback.LedgerClosingDiffers: {
		"konto {value}, {2}: ingående balans och verifikat ger {1kr} men utgående balans (#UB) är {0kr}; verifikat saknas eller är för många, så exportera hela räkenskapsåret på nytt",
		"account {value}, {2}: opening balance and vouchers give {1kr} but the closing balance (#UB) is {0kr}; vouchers are missing or too many, so export the whole fiscal year anew",
	},
	chargeback.LedgerResultDiffers: {
		"konto {value}, {2}: verifikaten ger {1kr} men kontots saldo (#RES) är {0kr}; verifikat saknas eller är för många, så exportera hela räkenskapsåret på nytt",
		"account {value}, {2}: the vouchers give {1kr} but the account's balance (#RES) is {0kr}; vouchers are missing or too many, so export the whole fiscal year anew",
	},
	chargeback.LedgerPeriodDiffers: {
		"konto {value}, {2}: verifikaten ger {1kr} men månadens förändring (#PSALDO) är {0kr}; verifikat saknas eller är för många, så exportera hela räkenskapsåret på nytt",
		"account {value}, {2}: the vouchers give {1kr} but the month's change (#PSALDO) is {0kr}; vouchers are missing or too many, so export the whole fiscal year anew",
	},
	chargeback.LedgerUnproved: {
		"filen har inga saldon för {0}, så summorna är inte avstämda och bara månader med verifikat räknas som kompletta",
		"the file has no balances of {0}, so its sums are not proved and only months with vouchers count as complete",
	},
}

// sieFields name the fields of SIE records by what package sie calls them.
var sieFields = map[string]string{
	"account": "konto", "amount": "belopp", "currency": "valuta", "date": "datum", "dimension": "dimension",
	"end": "slutdatum", "flag": "flagga", "format": "format", "id": "identitet", "name": "namn", "number": "nummer",
	"object": "objekt", "objects": "objektlista", "plan": "kontoplanstyp", "quantity": "kvantitet",
	"registered": "registreringsdatum", "series": "serie", "start": "startdatum", "type": "typ", "unit": "enhet",
	"version": "version", "year": "årsnummer",
}

// sieField names a field of a SIE record.
func (l Language) sieField(name string) string {
	if swedish, ok := sieFields[name]; ok {
		return l.Pick(swedish, name)
	}
	return name
}

var plainAmount = regexp.MustCompile(`^-?[0-9]{1,16}\.[0-9]{2}$`)

// kronor writes an amount that an argument has in the form for programs.
func kronor(plain string) string {
	if !plainAmount.MatchString(plain) {
		return plain
	}
	return Money(chargeback.OreOf(plain))
}
