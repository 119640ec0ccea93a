package billing

import (
	"time"
	_ "time/tzdata" // the machine may have no time zones

	"chargeback/allocation"
)

// Stockholm is where months end.
var Stockholm = func() *time.Location {
	location, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic("bug: the embedded time zones lack Europe/Stockholm: " + err.Error())
	}
	return location
}()

// DayIn returns the civil day of an instant in Sweden, whatever the time zone
// of the machine.
func DayIn(t time.Time) allocation.Date {
	year, month, day := t.In(Stockholm).Date()
	date, ok := allocation.NewDate(year, int(month), day)
	if !ok {
		panic("bug: no such day: " + t.String())
	}
	return date
}
