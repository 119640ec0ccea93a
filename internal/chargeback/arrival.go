package chargeback

import "chargeback/allocation"

// Arrival is what one import brought for a month: rows that are known now.
type Arrival struct {
	Month allocation.Period
	Event int64 // that added the rows
	Rows  int
	// Sum is the öre of costs, or the hundredths of hours; 0 of other tables.
	Sum int64
}

// ImportTold is an import with what the audit log says of it, as JSON.
type ImportTold struct {
	ImportDone
	Details string
}
