package store

import (
	"database/sql"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Imports returns all imports, by event.
func (tx *Tx) Imports() ([]chargeback.ImportTold, error) {
	return query(tx, `SELECT i.event, i.source, i.name, i.day, e.at, e.details FROM imports i
		JOIN events e ON e.number = i.event ORDER BY i.event`,
		func(rows *sql.Rows, told *chargeback.ImportTold) error {
			var at, day string
			err := rows.Scan(&told.Event, &told.Source, &told.Name, &day, &at, &told.Details)
			if err != nil {
				return err
			}
			if day != "" {
				told.Day, _ = allocation.ParseDate(day)
			}
			told.At, err = instantFrom(at)
			return err
		})
}

// RowsByImport counts the rows that are known now, by month and the event that
// added them.
func (tx *Tx) RowsByImport(table string, first, last allocation.Period) ([]chargeback.Arrival, error) {
	t, err := tableNamed(table)
	if err != nil {
		return nil, err
	}
	switch table {
	case "costs":
		return tx.rowsByImport(`SELECT substr("date", 1, 7) AS m, added, count(*), coalesce(sum("amount"), 0) FROM costs
			WHERE ended IS NULL AND substr("date", 1, 7) BETWEEN ? AND ? GROUP BY m, added ORDER BY m, added`, first.String(), last.String())
	case "project_hours":
		return tx.rowsByImport(`SELECT "month" AS m, added, count(*), coalesce(sum("hours"), 0) FROM project_hours
			WHERE ended IS NULL AND "month" BETWEEN ? AND ? GROUP BY m, added ORDER BY m, added`, first.String(), last.String())
	}
	var all []chargeback.Arrival
	for p := first; !last.Before(p); p = p.Next() {
		some, err := tx.rowsByImport(`SELECT '`+p.String()+`', added, count(*), 0 FROM "`+t.Name+`" WHERE ended IS NULL
			AND ("from" = '' OR "from" <= ?) AND ("to" = '' OR "to" >= ?) GROUP BY added ORDER BY added`, p.Last().String(), p.First().String())
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func (tx *Tx) rowsByImport(text string, args ...any) ([]chargeback.Arrival, error) {
	return query(tx, text, func(rows *sql.Rows, a *chargeback.Arrival) error {
		var month string
		err := rows.Scan(&month, &a.Event, &a.Rows, &a.Sum)
		a.Month, _ = allocation.ParsePeriod(month)
		return err
	}, args...)
}
