package words

import "chargeback/internal/chargeback"

// importFailures tell why an import was refused.
var importFailures = map[chargeback.Code][2]string{
	chargeback.PersonNumber: {
		"”{value}” ser ut som ett personnummer och får inte läsas in; byt det mot ett id som inte pekar ut någon, som ett inventarienummer",
		"“{value}” looks like a personal identity number and may not be imported; use an id that points out nobody, such as an asset number",
	},
	chargeback.NothingToImport: {
		"”{value}” har ingenting att läsa in; ange en mapp med tabeller, en arbetsbok, en CSV-fil eller en SIE-fil",
		"“{value}” has nothing to import; give a folder of tables, a workbook, a CSV file or a SIE file",
	},
	chargeback.CostsChange: {
		"{0} kostnadsrader som redan är inlästa skulle ändras; granska dem ovan och lägg till --yes för att ta dem",
		"{0} cost rows that are known already would change; look at them above and add --yes to take them",
	},
	chargeback.BadSingleFile: {
		"det är inte sagt vilken tabell ”{value}” är; döp filen efter sin tabell, som costs.csv, eller ange en tabell som finns med --table",
		"it is not said which table “{value}” is; name the file for its table, as costs.csv, or give a table that there is with --table",
	},
	chargeback.BadMappingCell: {
		"”{value}” finns inte eller går inte att förstå här ({0}); rätta cellen",
		"“{value}” does not exist or cannot be understood here ({0}); mend the cell",
	},
}
