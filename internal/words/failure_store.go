package words

import "chargeback/internal/chargeback"

// storeFailures tell what is wrong with the database.
var storeFailures = map[chargeback.Code][2]string{
	chargeback.DatabaseUnreachable: {
		"databasen ”{value}” går inte att nå ({err}); se efter att den är igång och att adressen stämmer, och försök igen",
		"the database “{value}” cannot be reached ({err}); see that it is running and that the address is right, and try again",
	},
	chargeback.BadDatabaseAddress: {
		"”{value}” går inte att förstå som en databas; ange en fil, eller postgres://roll@dator/databas",
		"“{value}” cannot be understood as a database; give a file, or postgres://role@host/database",
	},
	chargeback.NotTheOwner: {
		"bara ägaren till databasen ”{value}” får skapa och uppgradera dess tabeller; kör chargeback migrate som ägaren",
		"only the owner of the database “{value}” may make and upgrade its tables; run chargeback migrate as the owner",
	},
	chargeback.DatabaseBusy: {
		"databasen ”{value}” är upptagen av något annat; inget är ändrat, försök igen om en stund",
		"the database “{value}” is busy with something else; nothing was changed, try again in a while",
	},
	chargeback.DatabaseReadOnly: {
		"databasen ”{value}” får bara läsas; ge dig rätt att skriva i den, eller välj en annan med --db",
		"the database “{value}” may only be read; give yourself the right to write, or choose another with --db",
	},
	chargeback.DatabaseRefused: {
		"databasen ”{value}” vägrar ändringen ({err}); inget är ändrat",
		"the database “{value}” refuses the change ({err}); nothing was changed",
	},
	chargeback.DamagedDatabase: {
		"databasen är skadad vid ”{value}”; återställ den från en säkerhetskopia med chargeback restore",
		"the database is damaged at “{value}”; restore it from a backup with chargeback restore",
	},
	chargeback.NotADatabase: {
		"”{value}” är ingen databas; välj en annan fil med --db, så skapas den om den inte finns",
		"“{value}” is no database; choose another file with --db, which is made where there is none",
	},
	chargeback.DiskFull: {
		"disken är full, så inget är ändrat i ”{value}”; frigör utrymme och försök igen",
		"the disk is full, so nothing was changed in “{value}”; free some space and try again",
	},
	chargeback.SchemaOlder: {
		"databasen ”{value}” har version {0} men programmet behöver {1}; kör chargeback migrate som databasens ägare",
		"the database “{value}” has version {0} but the program needs {1}; run chargeback migrate as the database's owner",
	},
	chargeback.SchemaNewer: {
		"databasen ”{value}” har version {0} men programmet är äldre och kan bara {1}; uppgradera programmet",
		"the database “{value}” has version {0} but the program is older and knows only {1}; upgrade the program",
	},
	chargeback.NoSuchRole: {
		"det finns ingen roll ”{value}” i databasen; skapa den med CREATE ROLE, eller ange en annan med --role",
		"there is no role “{value}” in the database; make it with CREATE ROLE, or name another with --role",
	},
	chargeback.ServerRunning: {
		"en server använder redan ”{value}”; stoppa den först, kommandon går bra att köra bredvid den",
		"a server is using “{value}” already; stop it first, commands may run beside it",
	},
	chargeback.BackupDamaged: {
		"säkerhetskopian ”{value}” är skadad eller ofullständig; inget är återställt, ta en annan kopia",
		"the backup “{value}” is damaged or incomplete; nothing was restored, take another one",
	},
	chargeback.BackupExists: {
		"”{value}” finns redan; välj ett annat namn för säkerhetskopian",
		"“{value}” exists already; choose another name for the backup",
	},
	chargeback.TargetNotEmpty: {
		"databasen ”{value}” är inte tom; återställ till en ny fil eller en ny databas",
		"the database “{value}” is not empty; restore into a new file or a new database",
	},
}
