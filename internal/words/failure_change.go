package words

import "chargeback/internal/chargeback"

// changeFailures tell why a change to the facts cannot be made.
var changeFailures = map[chargeback.Code][2]string{
	chargeback.BadChange: {
		"ändringen går inte att förstå; ange tabell och antingen en hel rad, nya värden för en nyckel eller ett slut",
		"the change cannot be understood; give a table and either a whole row, new values for a key, or an end",
	},
	chargeback.FixedColumn: {
		"kolumnen hör till nyckeln eller giltigheten och kan inte få ett nytt värde; avsluta raden och lägg till en ny",
		"the column belongs to the key or the validity and cannot get another value; end the row and add a new one",
	},
	chargeback.NoSuchRow: {
		"”{value}” har ingen rad som gäller de dagarna; se efter vilka rader som finns",
		"“{value}” has no row that is valid on those days; see which rows there are",
	},
	chargeback.EmptyChange: {
		"ändringen gör ingen skillnad; det den säger är redan känt",
		"the change makes no difference; what it says is known already",
	},
}
