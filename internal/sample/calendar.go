package sample

import (
	"fmt"
	"time"
)

// day counts the days from 1970-01-01.
type day int

// open stands for an empty from or to.
const open day = -1 << 40

// span is a validity: both days inclusive, either may be open.
type span struct {
	from, to day
}

// month is the charged month.
type month struct {
	first, last day
	year        int
	text        string
}

func parseMonth(text string) (month, error) {
	t, err := time.Parse("2006-01", text)
	if err != nil || len(text) != len("2006-01") {
		return month{}, fmt.Errorf("month %q: want YYYY-MM", text)
	}
	if t.Year() < 100 || t.Year() > 9900 {
		return month{}, fmt.Errorf("month %q: year must be between 0100 and 9900", text)
	}
	return month{first: dayOf(t), last: dayOf(t.AddDate(0, 1, -1)), year: t.Year(), text: text}, nil
}

func dayOf(t time.Time) day {
	const secondsPerDay = 24 * 60 * 60
	return day(t.Unix() / secondsPerDay)
}

func dateOf(year int, m time.Month, d int) day {
	return dayOf(time.Date(year, m, d, 0, 0, 0, 0, time.UTC))
}

// days is the number of days of the month.
func (m month) days() int {
	return int(m.last-m.first) + 1
}

// some returns a day of the month that is neither the first nor one of the last three, so that what changes
// on it has days of the month on both sides.
func (m month) some(r *random) day {
	return m.first + day(r.between(1, m.days()-4))
}

// appendDate appends YYYY-MM-DD. The computation is Howard Hinnant's days_from_civil turned around: years
// begin in March, eras have 146,097 days.
func appendDate(b []byte, d day) []byte {
	const daysPerEra, daysToEpoch = 146_097, 719_468
	z := int(d) + daysToEpoch
	// Years before 0000 never occur, so the division needs no floor.
	era := z / daysPerEra
	dayOfEra := z - era*daysPerEra
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36_524 - dayOfEra/146_096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	shifted := (5*dayOfYear + 2) / 153
	dayOfMonth := dayOfYear - (153*shifted+2)/5 + 1
	year, monthOfYear := yearOfEra+era*400, shifted+3
	if monthOfYear > 12 {
		year, monthOfYear = year+1, monthOfYear-12
	}
	b = appendPadded(b, year, 4)
	b = append(b, '-')
	b = appendPadded(b, monthOfYear, 2)
	b = append(b, '-')
	return appendPadded(b, dayOfMonth, 2)
}
