package billing

import (
	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
)

// Arrivals are what was imported, and what waits outside the facts.
type Arrivals interface {
	// Imports returns all imports that changed something, by event. Digests are
	// left out.
	Imports() ([]chargeback.ImportTold, error)
	// RowsByImport counts the rows of a table that are known now and concern a
	// month of a span, by month and the event that added them, in order of both:
	// costs by their date, hours by their month, dated rows by their days.
	RowsByImport(table string, first, last allocation.Period) ([]chargeback.Arrival, error)
	// Parked returns the parked rows of all sources.
	Parked() ([]chargeback.ParkedRow, error)
	// Event returns an event of the log; ok is false where there is none.
	Event(number int64) (e audit.Event, ok bool, err error)
}
